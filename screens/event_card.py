"""The card of an event and the buttons by which one takes part in it."""

from datetime import datetime, timedelta
from urllib.parse import quote

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.events import EventCard, Place, Seats, Terms
from domain.vocabulary import Attendance, EventFormat, EventStatus
from screens import words
from screens.events import capitalized, in_words, my_place, to_calendar
from screens.kit import Button, File, RowId, Screen, button, column, esc, link, shorten
from screens.navigation import to_menu

# a line must not break after the dash of «09:00–14:00»
WORD_JOINER = "\u2060"
# with the rest of the card well inside one message
_ANNOUNCEMENT_LIMIT = 1500


class SignUp(CallbackData, prefix="evin"):
    """Take a seat or a place in line."""

    event_id: RowId
    attendance: Attendance


class CancelSeat(CallbackData, prefix="evout"):
    """Give back the seat or the place in line."""

    event_id: RowId


class ToCalendar(CallbackData, prefix="evics"):
    """A file for the calendar of one's phone."""

    event_id: RowId


def card(view: EventCard, now: datetime, address: str) -> Screen:
    """Everything about an event. `address` is its own link, to be passed on."""
    text = "\n".join([f"<b>{esc(view.title)}</b>", _kind(view), "", *_facts(view, now)])
    blocks = [text, esc(shorten(view.announcement, _ANNOUNCEMENT_LIMIT)), _standing(view, now)]
    share = f"https://t.me/share/url?url={quote(address, safe='')}&text={quote(view.title, safe='')}"
    rows = (
        *_newcomer_buttons(view, now),
        *own_buttons(view.id, view.terms, view.seats, view.mine, view.online_url, now),
        *column(link("Поделиться", share), to_calendar(), to_menu()),
    )
    return Screen("\n\n".join(block for block in blocks if block), rows)


def own_buttons(
    event_id: int,
    terms: Terms,
    seats: tuple[Seats, ...],
    mine: Place | None,
    online_url: str | None,
    now: datetime,
) -> tuple[tuple[Button, ...], ...]:
    """What who takes part can do: open the meeting, take part the other way, leave."""
    if mine is None:
        return ()
    open_link = link("Ссылка на встречу", online_url) if online_url else None
    if terms.status is EventStatus.CANCELLED or terms.starts_at <= now:
        return column(open_link)
    other = other_way(terms, seats, mine, now)
    switch = "Перейти на онлайн" if other is Attendance.ONLINE else "Перейти на очное"
    return column(
        open_link,
        button("📆 В мой календарь", ToCalendar(event_id=event_id)) if mine.holds_seat else None,
        button(switch, SignUp(event_id=event_id, attendance=other)) if other else None,
        button("Освободить место" if mine.holds_seat else "Выйти из листа ожидания", CancelSeat(event_id=event_id)),
    )


def other_way(terms: Terms, seats: tuple[Seats, ...], mine: Place, now: datetime) -> Attendance | None:
    """The other way to attend, if it is offered and has room now."""
    if not terms.is_open(now):
        return None
    return next((kind.attendance for kind in seats if kind.attendance is not mine.attendance and kind.has_room), None)


def calendar_file(content: bytes) -> File:
    """An event for the phone's calendar."""
    return File("Встреча.ics", content, "Откройте файл — и встреча появится в календаре телефона.")


def venue(format_: EventFormat, place: str | None) -> str:
    """Where, as HTML: the place, «онлайн» or both."""
    if format_ is EventFormat.ONLINE or not place:
        return "онлайн" if format_ is not EventFormat.OFFLINE else "уточняем, напишем заранее"
    return f"{esc(place)} или онлайн" if format_ is EventFormat.HYBRID else esc(place)


def _kind(view: EventCard) -> str:
    parts = [words.FORMS[view.form], words.FORMATS[view.terms.format]]
    if view.hours is not None:
        parts.append(_hours(view.hours))
    return ", ".join(parts)


def _facts(view: EventCard, now: datetime) -> list[str]:
    facts = [
        ("Когда", _span(view.terms, now)),
        ("Где", venue(view.terms.format, view.place)),
        *(_seats_fact(seats, view.terms.format) for seats in view.seats if view.terms.is_open(now)),
        ("Направления", ", ".join(words.DIRECTIONS[direction] for direction in view.directions)),
        ("Трек", words.TRACKS[view.track] if view.track else ""),
        ("Запись", _deadline(view.terms, now)),
    ]
    return [f"<b>{name}:</b> {value}" for name, value in facts if value]


def _seats_fact(seats: Seats, format_: EventFormat) -> tuple[str, str]:
    name = f"Места{in_words(seats.attendance)}" if format_ is EventFormat.HYBRID else "Места"
    if seats.limit is None:
        return name, "хватит всем"
    if seats.free:
        return name, f"свободно {seats.free} из{NBSP}{seats.limit}"
    line = f", в{NBSP}листе ожидания {people(seats.waiting)}" if seats.waiting else ""
    taken = "единственное занято" if seats.limit == 1 else f"все заняты, их{NBSP}{seats.limit}"
    return name, f"{taken}{line}"


def people(number: int) -> str:
    return words.plural(number, "человек", "человека", "человек")


def _standing(view: EventCard, now: datetime) -> str:
    """How things stand: with the event, or with this person."""
    if view.terms.status is EventStatus.CANCELLED:
        return "Встречу отменили. В календаре есть другие."
    if view.terms.ends_at <= now:
        return "Встреча уже прошла."
    if view.mine and view.mine.holds_seat:
        return f"✅ {capitalized(my_place(view.mine, view.terms))}."
    if view.terms.starts_at <= now:
        return "Встреча уже идёт."
    if view.mine:
        return f"⏳ {capitalized(my_place(view.mine, view.terms))}."
    if not view.terms.is_open(now):
        return "Запись закрыта. В календаре есть другие встречи."
    match view.terms.format:
        case EventFormat.ONLINE:
            return "Ссылка на встречу появится, когда вы запишетесь."
        case EventFormat.HYBRID:
            return "Ссылку на встречу увидят те, кто записан онлайн."
        case EventFormat.OFFLINE:
            return ""


def _newcomer_buttons(view: EventCard, now: datetime) -> tuple[tuple[Button, ...], ...]:
    if view.mine is not None or not view.terms.is_open(now):
        return ()
    return column(*(_sign_up_button(view, seats) for seats in view.seats))


def _sign_up_button(view: EventCard, seats: Seats) -> Button:
    both = view.terms.format is EventFormat.HYBRID
    how = words.ATTENDANCES[seats.attendance]
    if seats.has_room:
        label = f"Записаться {how}" if both else "Записаться"
    else:
        label = f"Лист ожидания: {how}" if both else "В лист ожидания"
    return button(label, SignUp(event_id=view.id, attendance=seats.attendance))


def _span(terms: Terms, now: datetime) -> str:
    """«ср, 10 февраля 2027, 09:00–14:00»; the year only when it is another one."""
    start, end = clubtime.local(terms.starts_at), clubtime.local(terms.ends_at)
    first = _day(terms.starts_at, now)
    if start.date() == end.date():
        return f"{first}, {words.clock_face(terms.starts_at)}–{WORD_JOINER}{words.clock_face(terms.ends_at)}"
    return (
        f"с{NBSP}{words.clock_face(terms.starts_at)} {first} "
        f"до{NBSP}{words.clock_face(terms.ends_at)} {_day(terms.ends_at, now)}"
    )


def _day(moment: datetime, now: datetime) -> str:
    here = clubtime.local(moment)
    year = f" {here.year}" if here.year != clubtime.local(now).year else ""
    return f"{words.day(moment)}{year}"


def _deadline(terms: Terms, now: datetime) -> str:
    closes = terms.registration_closes_at
    if closes is None or not terms.is_open(now):
        return ""
    if words.clock_face(closes) == "00:00":
        # people count by days: midnight belongs to the day it ends
        return f"до{NBSP}{_day(closes - timedelta(minutes=1), now)} включительно"
    return f"до{NBSP}{_day(closes, now)}, {words.clock_face(closes)}"


def _hours(hours: float) -> str:
    if hours == int(hours):
        return words.plural(int(hours), "час", "часа", "часов")
    return f"{hours:g}".replace(".", ",") + f"{NBSP}часа"
