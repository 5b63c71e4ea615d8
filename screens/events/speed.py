"""An evening of quick meetings for who takes part: choosing a side, the tables, the round one hears of."""

from datetime import datetime

from content.typography import NBSP
from domain.events import speed as rules
from domain.events.events import EventCard
from domain.events.speed import Settings
from domain.events.speed_views import OwnRound, OwnTables, SideChoice
from screens import words
from screens.events.event_facts import WORD_JOINER, venue
from screens.events.events import to_event
from screens.events.speed_ways import side_rows, to_speed
from screens.kit import Screen, column, esc
from screens.navigation import to_menu


def choice(view: SideChoice) -> Screen:
    """Both sides with their figures; the chosen one is ticked and may be changed."""
    lines = [
        f"<b>Быстрые встречи:</b> {esc(words.quoted(view.title))}",
        f"{_pace(view.settings)} Кем сядете за стол?",
        "",
        f"Наставников: {_of(view.mentors, view.settings.side_limit)}",
        f"Ищут наставника: {_of(view.mentees, view.settings.side_limit)}",
    ]
    if view.as_mentor is not None:
        chosen = (
            "вы наставник, стол ваш на все раунды"
            if view.as_mentor
            else "вы ищете наставника и ходите от стола к столу"
        )
        lines += ["", f"✅ Записали: {chosen}. До начала можно передумать."]
    first = view.guess_mentor if view.as_mentor is None else view.as_mentor
    rows = side_rows(view.event_id, view.as_mentor, mentor_first=first)
    return Screen("\n".join(lines), (*rows, *column(to_event(view.event_id), to_menu())))


def _pace(settings: Settings) -> str:
    return f"{words.plural(settings.minutes, 'минута', 'минуты', 'минут')} на знакомство — и новый стол."


def _of(number: int, limit: int | None) -> str:
    return f"{number}" if limit is None else f"{number} из{NBSP}{limit}"


def tables(view: OwnTables, now: datetime) -> Screen:
    """The person's evening round by round."""
    ways = column(to_speed(view.event_id, "Обновить"), to_event(view.event_id), to_menu())
    if not view.rounds:
        return Screen(
            "Быстрые встречи идут, а вас за столами нет. Подойдите к координатору: он посадит со следующего раунда.",
            ways,
        )
    shown = rules.current([one.round for one in view.rounds], now)
    lines = [_line(one, one.round == shown, now) for one in view.rounds]
    return Screen("\n".join(["<b>Мои столы</b>", *lines, "", _afterwards(view)]), ways)


def _line(one: OwnRound, current: bool, now: datetime) -> str:
    span = f"{words.clock_face(one.round.starts_at)}–{WORD_JOINER}{words.clock_face(one.round.ends_at)}"
    where = "отдых" if one.partner is None else f"стол{NBSP}{one.table}, {esc(one.partner)}"
    told = f"{one.round.number}. {span} · {where}"
    if one.round.ends_at <= now:
        return f"✓ {told}"
    return f"<b>{told}</b>" if current else told


def _afterwards(view: OwnTables) -> str:
    return f"После последнего раунда, в{NBSP}{words.clock_face(view.ends_at)}, спросим, с кем хочется продолжить."


def round_begins(view: OwnTables, one: OwnRound) -> Screen:
    """News: the next table, when the round before has just ended."""
    starts, ends = words.clock_face(one.round.starts_at), words.clock_face(one.round.ends_at)
    heading = f"<b>Раунд {one.round.number} из{NBSP}{one.of}</b>"
    if one.partner is None:
        text = f"{heading}\nВ этом раунде вы отдыхаете, до{NBSP}{ends}. Самое время для чая."
    else:
        keeps = " Вы остаётесь на месте." if view.as_mentor and one.round.number > 1 else ""
        text = (
            f"{heading}\nСтол {one.table}, с{NBSP}вами <b>{esc(one.partner)}</b>.\n"
            f"Начинаем в{NBSP}{starts}, до{NBSP}{ends}.{keeps}"
        )
    return Screen(text, column(to_speed(view.event_id, "🪑 Мои столы")), fresh=True)


def invitation(view: EventCard) -> Screen:
    """News: the club hopes for this mentor at the tables."""
    return Screen(
        f"Зовём вас наставником на быстрые встречи: <b>{esc(words.quoted(view.title))}</b>, "
        f"{words.when(view.terms.starts_at)}.\n{venue(view.terms.format, view.place)}\n\n"
        "Несколько минут с каждым, кто ищет наставника, и никаких обязательств: с кем продолжить, решите в конце.",
        column(to_event(view.id), to_menu()),
        fresh=True,
    )
