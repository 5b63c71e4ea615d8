"""An evening of quick meetings that goes on, for its coordinator: the round, its tables, who comes and goes."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events import speed as rules
from domain.events.speed_views import Board, People, Run, Sitter
from screens import words
from screens.desk import to_desk_of
from screens.events.speed_desk import SeatPerson, ToSeat, to_hall
from screens.kit import RowId, Screen, button, column, esc, pager, shorten

LIVE_RUN = "speed"
_RESTING_SHOWN = 10


class ShiftSpeed(CallbackData, prefix="spmore"):
    """Five minutes more; `ends_at` (seconds) is the end the coordinator saw: a double tap shifts once."""

    event_id: RowId
    ends_at: int


class EndSpeed(CallbackData, prefix="spend"):
    """End now; asks first unless `sure`."""

    event_id: RowId
    sure: bool = False


class ToLeave(CallbackData, prefix="spout"):
    """A page of those at the tables: who goes home?"""

    event_id: RowId
    page: int = 0


class LeaveTables(CallbackData, prefix="spoff"):
    """A participant goes home."""

    event_id: RowId
    member_id: RowId


class ShowTables(CallbackData, prefix="sptab"):
    """A page of the tables of this round."""

    event_id: RowId
    page: int = 0


def run(view: Run, now: datetime, *, news: str = "") -> Screen:
    """The round that goes on, moving by itself; after the last one, what came of the evening."""
    heading = f"<b>Быстрые встречи:</b> {esc(words.quoted(view.title))}"
    if view.is_over(now):
        return _over(view, heading, news)
    id_ = view.event_id
    at_tables = f"Наставников {view.mentors}, ищут наставника {view.mentees}."
    waiting = f"Ещё не за столами: {view.waiting}." if view.waiting else ""
    parts = [news, heading, _round(view, now), "\n".join(one for one in (at_tables, _resting(view), waiting) if one)]
    shift = ShiftSpeed(event_id=id_, ends_at=int(view.ends_at.timestamp()))
    rows = (
        (button("Столы", ShowTables(event_id=id_)), button("+5 минут", shift)),
        (button("Опоздавший", ToSeat(event_id=id_)), button("Кто-то ушёл", ToLeave(event_id=id_))),
        *column(button("⏹ Закончить сейчас", EndSpeed(event_id=id_)), to_hall(id_, "Обновить"), to_desk_of(id_)),
    )
    return Screen("\n\n".join(part for part in parts if part), rows, live=f"{LIVE_RUN}:{id_}")


def _round(view: Run, now: datetime) -> str:
    shown = rules.current(view.rounds, now)
    if shown is None:
        return ""
    last = view.rounds[-1].number
    name = f"<b>Раунд {shown.number} из{NBSP}{last}</b>"
    if now < shown.starts_at:
        lines = [f"{name}: пересаживаемся, начнём в{NBSP}{words.clock_face(shown.starts_at)}"]
    else:
        left = words.plural(rules.minutes_left(shown.ends_at, now), "минута", "минуты", "минут")
        lines = [f"{name}: до{NBSP}{words.clock_face(shown.ends_at)}, осталось {left}"]
    later = next((one for one in view.rounds if one.number > shown.number), None)
    if later is not None:
        lines.append(f"Дальше раунд {later.number}, в{NBSP}{words.clock_face(later.starts_at)}")
    lines.append(f"Конец в{NBSP}{words.clock_face(view.ends_at)}")
    return "\n".join(lines)


def _resting(view: Run) -> str:
    if not view.resting:
        return ""
    names = ", ".join(esc(words.named(name)) for name in view.resting[:_RESTING_SHOWN])
    more = len(view.resting) - _RESTING_SHOWN
    return f"Отдыхают: {names}{f' и{NBSP}ещё {more}' if more > 0 else ''}."


def _over(view: Run, heading: str, news: str) -> Screen:
    rounds = words.plural(len(view.rounds), "раунд", "раунда", "раундов")
    lines = [
        f"Закончили в{NBSP}{words.clock_face(view.ends_at)}: {rounds}, наставников {view.mentors}, "
        f"искали наставника {view.mentees}.",
        f"Взаимно хотят продолжить: {words.plural(view.mutual, 'пара', 'пары', 'пар')}."
        if view.mutual
        else "Взаимных желаний продолжить пока нет: выбирать можно неделю.",
        "Остальные отметки видят только те, кто их поставил.",
    ]
    text = "\n\n".join(part for part in (news, heading, "\n".join(lines)) if part)
    return Screen(text, column(to_hall(view.event_id, "Обновить"), to_desk_of(view.event_id)))


def ask_end(view: Run) -> Screen:
    """What ending now means."""
    return Screen(
        "Закончить быстрые встречи сейчас? Раундов больше не будет, и вернуть их не получится. "
        "Всех сразу спросим, с кем хочется продолжить.",
        column(
            button("Да, закончить", EndSpeed(event_id=view.event_id, sure=True)),
            to_hall(view.event_id, "Нет, идём дальше"),
        ),
    )


def tables(view: Board) -> Screen:
    """Who sits where in this round: for those without the bot, and for questions from the hall."""
    lines = [
        f"Стол{NBSP}{one.number}: {esc(words.named(one.mentor))} и{NBSP}{esc(words.named(one.mentee))}"
        for one in view.lines
    ]
    heading = f"<b>Раунд {view.round.number} из{NBSP}{view.of}</b>, {words.clock_face(view.round.starts_at)}"
    return Screen(
        "\n".join([heading, *(lines or ["В этом раунде за столами никого."])]),
        (
            *pager(view.page, lambda number: ShowTables(event_id=view.event_id, page=number)),
            *column(to_hall(view.event_id)),
        ),
    )


def to_leave(view: People) -> Screen:
    """Who goes home, by name."""
    people = column(
        *(
            button(shorten(words.named(one.name)), LeaveTables(event_id=view.event_id, member_id=one.member_id))
            for one in view.lines
        )
    )
    text = "<b>Кто ушёл?</b>\nСледующие раунды пересчитаем без этого человека, никто не останется один без нужды."
    return Screen(
        text if view.lines else "За столами уже никого.",
        (
            *people,
            *pager(view.page, lambda number: ToLeave(event_id=view.event_id, page=number)),
            *column(to_hall(view.event_id)),
        ),
    )


def left(event_id: int, one: Sitter) -> Screen:
    """Somebody has gone, with the way back."""
    back = SeatPerson(event_id=event_id, member_id=one.member_id, as_mentor=one.side)
    return Screen(
        f"{esc(words.named(one.name))} больше не за столами, следующие раунды пересчитали.",
        column(button("↩️ Вернуть за стол", back), to_hall(event_id)),
    )
