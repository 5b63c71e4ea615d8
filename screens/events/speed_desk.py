"""An evening of quick meetings for its coordinator before it begins: settings, sides, the start."""

from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events import speed as rules
from domain.events.event_desk import Stage, stage
from domain.events.speed import Knob, Settings
from domain.events.speed_views import Hall, People, Sitter
from screens import words
from screens.desk import OpenPresence, OpenSpeed, to_desk_of
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked

_A_ROW = 3


class SwitchSpeed(CallbackData, prefix="spon"):
    """Make an event an evening of quick meetings, or no such evening any more; that asks first unless `sure`."""

    event_id: RowId
    on: bool
    sure: bool = False


class TurnSpeed(CallbackData, prefix="spset"):
    """A setting; 0 places: as many as come."""

    event_id: RowId
    knob: Knob
    value: int


class AskLimit(CallbackData, prefix="splim"):
    """Type how many places a side has."""

    event_id: RowId


class InviteMentors(CallbackData, prefix="spcall"):
    """Invite mentors whose cards tell of quick meetings."""

    event_id: RowId


class ToSeat(CallbackData, prefix="spwho"):
    """A page of those who may be seated."""

    event_id: RowId
    page: int = 0


class ChooseSide(CallbackData, prefix="spone"):
    """On which side to seat a participant?"""

    event_id: RowId
    member_id: RowId


class SeatPerson(CallbackData, prefix="spput"):
    """Seat a participant."""

    event_id: RowId
    member_id: RowId
    as_mentor: bool


class AskStart(CallbackData, prefix="spgo"):
    """How many rounds; `everyone` None: first, who sits down."""

    event_id: RowId
    everyone: bool | None = None


class StartSpeed(CallbackData, prefix="spgoy"):
    """Begin."""

    event_id: RowId
    everyone: bool
    rounds: int


# --- settings


def hall(view: Hall, now: datetime, *, news: str = "") -> Screen:
    """Settings with the figures of both sides; for an event that is no such evening, what it would be."""
    heading = f"<b>Быстрые встречи:</b> {esc(words.quoted(view.title))}"
    if view.settings is None:
        return Screen(
            f"{heading}\n\nНаставники и те, кто ищет наставника, садятся по двое. Несколько минут на знакомство "
            "— и новый стол. Пересадку бот составит сам: никто не встретится дважды. В конце каждый отметит, с кем "
            "хочет продолжить; если желание взаимно, заявка уже готова.",
            column(button("Включить", SwitchSpeed(event_id=view.event_id, on=True)), to_desk_of(view.event_id)),
        )
    parts = [*([news] if news else []), heading, _told(view.settings), _sides(view, view.settings)]
    return Screen("\n\n".join(parts), (*_knobs(view.event_id, view.settings), *_ways(view, now)))


def _told(settings: Settings) -> str:
    eight = words.lasting(settings.lasting(rules.USUAL_ROUNDS))
    return (
        f"За столом {_minutes(settings.minutes)}, на пересадку {_minutes(settings.break_minutes)}: "
        f"{rules.USUAL_ROUNDS}{NBSP}раундов{NBSP}— {eight}.\n"
        "Кнопками до начала можно изменить минуты за столом, паузу на пересадку и число мест на каждой стороне."
    )


def _minutes(number: int) -> str:
    return words.plural(number, "минута", "минуты", "минут")


def _sides(view: Hall, settings: Settings) -> str:
    limit = f" из{NBSP}{settings.side_limit}" if settings.side_limit is not None else ""
    lines = [f"Наставников: {view.mentors}{limit}", f"Ищут наставника: {view.mentees}{limit}"]
    if view.unchosen:
        lines.append(f"Не выбрали сторону: {view.unchosen}. Можно выбрать за них; если нет{NBSP}— посадим по карточке.")
    if view.came:
        lines.append(f"Отмечены на входе: {view.came}")
    if not view.sitters:
        lines.append("Пока никто не записан. Сторону спросим сразу при записи.")
    return "\n".join(lines)


def _knobs(event_id: int, settings: Settings) -> tuple[tuple[Button, ...], ...]:
    def turn(label: str, knob: Knob, value: int, chosen: bool) -> Button:
        return button(ticked(label, chosen), TurnSpeed(event_id=event_id, knob=knob, value=value))

    limit = settings.side_limit
    minutes = tuple(turn(f"{one} мин", Knob.MINUTES, one, settings.minutes == one) for one in rules.MINUTES)
    breaks = tuple(turn(f"пауза {one}", Knob.BREAK, one, settings.break_minutes == one) for one in rules.BREAKS)
    limits = tuple(turn(f"мест {one}", Knob.LIMIT, one, limit == one) for one in rules.LIMITS)
    typed = limit is not None and limit not in rules.LIMITS
    other = button(f"✓ мест {limit}" if typed else "Другое число", AskLimit(event_id=event_id))
    return (minutes, breaks, limits, (turn("Без предела", Knob.LIMIT, 0, limit is None), other))


def _ways(view: Hall, now: datetime) -> tuple[tuple[Button, ...], ...]:
    id_ = view.event_id
    at = stage(view.terms, now)
    # a draft is known to nobody
    known = at in (Stage.COMING, Stage.RUNNING)
    return column(
        button("▶️ Начать", AskStart(event_id=id_)) if known and view.sitters else None,
        button("Кто где сидит", ToSeat(event_id=id_)) if view.sitters else None,
        button("Позвать наставников", InviteMentors(event_id=id_)) if at is Stage.COMING else None,
        button("Выключить", SwitchSpeed(event_id=id_, on=False)),
        to_desk_of(id_),
    )


def ask_limit(event_id: int, problem: str | None = None) -> Screen:
    """How many may sit on each side, in figures."""
    return question(
        f"Сколько мест на каждой стороне столов? Напишите число от{NBSP}1 до{NBSP}{rules.MOST_A_SIDE}.",
        problem=esc(problem) if problem else None,
        exits=(to_hall(event_id, "← Не менять"),),
    )


def ask_switch_off(view: Hall) -> Screen:
    """What switching off would forget."""
    chosen = view.mentors + view.mentees
    people = words.plural(chosen, "человека", "человек", "человек")
    forgotten = f" Выбор стороны у{NBSP}{people} сотрётся, вернуть его не получится." if chosen else ""
    return Screen(
        f"Выключить быстрые встречи у мероприятия {esc(words.quoted(view.title))}?{forgotten} Запись останется.",
        column(
            button("Да, выключить", SwitchSpeed(event_id=view.event_id, on=False, sure=True)),
            to_hall(view.event_id, "Оставить"),
        ),
    )


def invited(count: int) -> str:
    """A line about who was invited just now."""
    if not count:
        return "Звать больше некого: наставники, у которых в карточке есть «Быстрые встречи», уже позваны или записаны."
    return f"Позвали: {words.plural(count, 'наставник', 'наставника', 'наставников')}. Ответят записью."


def to_hall(event_id: int, label: str = "← К быстрым встречам") -> Button:
    return button(label, OpenSpeed(event_id=event_id))


# --- who sits where


def to_seat(view: People) -> Screen:
    """Whom to seat: before the beginning everybody with their side, later those who are not at the tables."""
    heading = "<b>Кого посадить за стол?</b>" if view.started else "<b>Кто где сидит</b>"
    first = view.page.offset + 1
    lines = [f"{number}. {_person(one, view.started)}" for number, one in enumerate(view.lines, first)]
    empty = "Все, кто записан, уже за столами." if view.started else "Пока никто не записан."
    about = (
        "Кто пришёл без записи, того сначала добавьте в «Участники»."
        if view.started
        else "Нажмите номер, чтобы выбрать сторону за человека."
    )
    numbers = tuple(
        button(f"{number}", ChooseSide(event_id=view.event_id, member_id=one.member_id))
        for number, one in enumerate(view.lines, first)
    )
    return Screen(
        "\n\n".join([f"{heading}\n{about}", *(lines or [empty])]),
        (
            *((numbers,) if numbers else ()),
            *pager(view.page, lambda number: ToSeat(event_id=view.event_id, page=number)),
            *column(to_hall(view.event_id)),
        ),
    )


def _person(one: Sitter, started: bool) -> str:
    sides = {True: "наставник", False: "ищет наставника", None: "не выбрано"}
    notes = [
        sides[one.as_mentor],
        *(["на месте"] if one.came else []),
        *(["ушли раньше"] if started and one.left else []),
    ]
    return f"<b>{esc(words.named(one.name))}</b>\n{', '.join(notes)}"


def choose_side(event_id: int, one: Sitter) -> Screen:
    """On which side a participant sits; the likelier side comes first."""
    labels = {True: "Наставником", False: "Ищет наставника"}
    return Screen(
        f"<b>{esc(words.named(one.name))}</b>\nКем посадить за стол?",
        column(
            *(
                button(
                    ticked(labels[side], one.as_mentor is side),
                    SeatPerson(event_id=event_id, member_id=one.member_id, as_mentor=side),
                )
                for side in (one.side, not one.side)
            ),
            button("← К списку", ToSeat(event_id=event_id)),
        ),
    )


# --- the start


def ask_who(view: Hall) -> Screen:
    """Some are marked as present: only these, or everybody?"""
    return Screen(
        "<b>Кого сажаем?</b>\nТех, кого вы отметили на входе, или всех, кто записан? Опоздавших посадим и потом.",
        column(
            button(shorten(f"Отмеченных: {view.came}"), AskStart(event_id=view.event_id, everyone=False)),
            button(shorten(f"Всех: {len(view.sitters)}"), AskStart(event_id=view.event_id, everyone=True)),
            button("✅ Отметить ещё", OpenPresence(event_id=view.event_id)),
            to_hall(view.event_id),
        ),
    )


def ask_rounds(view: Hall, settings: Settings, everyone: bool, now: datetime) -> Screen:
    """How many rounds, each choice with the moment at which it would end."""
    mentors, mentees = view.seated(everyone)
    larger = max(mentors, mentees)
    fitting = settings.fitting(view.terms.ends_at - now)
    usual = rules.usual_rounds(larger, fitting)
    lines = [
        f"<b>Сколько раундов?</b>\nНаставников {mentors}, ищут наставника {mentees}.",
        _uneven(mentors, mentees),
        "" if view.came else "На входе никто не отмечен, поэтому сажаем всех, кто записан.",
        f"Найти свой стол{NBSP}— {_minutes(settings.break_minutes)}. Стороны и минуты потом уже не поменять.",
    ]
    choices = [
        button(
            ticked(f"{count}, до {_end(settings, count, now)}", count == usual),
            StartSpeed(event_id=view.event_id, everyone=everyone, rounds=count),
        )
        for count in rules.offered_rounds(larger, fitting)
    ]
    return Screen("\n".join(line for line in lines if line), (*in_pairs(choices), *column(to_hall(view.event_id))))


def _uneven(mentors: int, mentees: int) -> str:
    if mentors == mentees:
        return ""
    idle = words.plural(abs(mentors - mentees), "человек", "человека", "человек")
    return f"В каждом раунде отдыхает {idle}, по{NBSP}очереди."


def _end(settings: Settings, count: int, now: datetime) -> str:
    last = rules.timetable(now, count, settings)[-1]
    return words.clock_face(last + timedelta(minutes=settings.minutes))
