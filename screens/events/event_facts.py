"""What there is to know of an event, line by line: for its card and for whatever passes it on."""

from datetime import datetime, timedelta
from html import escape

from content.typography import NBSP
from domain import clubtime
from domain.events.events import EventCard, Seats, Terms
from domain.vocabulary import EventFormat
from screens import words
from screens.events.events import in_words
from screens.kit import esc, shorten

# a line must not break after the dash of «09:00–14:00»
WORD_JOINER = "\u2060"
_LINE = "\n"
_SITTINGS_SHOWN = 8
_TOPIC_SHOWN = 60


def about(view: EventCard, now: datetime) -> str:
    """The title, what kind of event it is and its facts line by line, as HTML."""
    return "\n".join([f"<b>{esc(view.title)}</b>", _kind(view), "", *_facts(view, now)])


def venue(format_: EventFormat, place: str | None, map_url: str | None = None) -> str:
    """Where, as HTML: the place (a link to the map when there is one), «онлайн» or both."""
    if format_ is EventFormat.ONLINE or not place:
        return "онлайн" if format_ is not EventFormat.OFFLINE else "уточняем, напишем заранее"
    shown = f'<a href="{escape(map_url)}">{esc(place)}</a>' if map_url else esc(place)
    return f"{shown} или онлайн" if format_ is EventFormat.HYBRID else shown


def people(number: int) -> str:
    return words.plural(number, "человек", "человека", "человек")


def _kind(view: EventCard) -> str:
    parts = [words.FORMS[view.form], words.FORMATS[view.terms.format]]
    if view.hours is not None:
        parts.append(words.hours(view.hours))
    return ", ".join(parts)


def _facts(view: EventCard, now: datetime) -> list[str]:
    facts = [
        ("Когда", _series(view, now) if len(view.sittings) > 1 else _span(view.terms, now)),
        ("Занятия", _sittings(view, now)),
        ("Где", venue(view.terms.format, view.place, view.map_url)),
        *(_seats_fact(seats, view.terms.format) for seats in view.seats if view.terms.is_open(now)),
        ("Направления", ", ".join(words.DIRECTIONS[direction] for direction in view.directions)),
        ("Трек", words.TRACKS[view.track] if view.track else ""),
        ("Партнёры", esc(view.partners) if view.partners else ""),
        ("Запись", _deadline(view.terms, now)),
    ]
    # a list begins on a line of its own
    return [f"<b>{name}:</b>{value if value.startswith(_LINE) else f' {value}'}" for name, value in facts if value]


def _series(view: EventCard, now: datetime) -> str:
    """«2 занятия, со 2 по 9 декабря»: no single event that lasts a week."""
    count = words.plural(len(view.sittings), "занятие", "занятия", "занятий")
    return f"{count}, {words.from_to(view.sittings[0].starts_at, view.sittings[-1].starts_at, now)}"


def _sittings(view: EventCard, now: datetime) -> str:
    """Sessions of a series, one a line; a long series shows its beginning."""
    lines = [
        f"{one.number}. {words.dated(one.starts_at, now)}"
        f"{f' — {esc(shorten(one.topic, _TOPIC_SHOWN))}' if one.topic else ''}"
        for one in view.sittings[:_SITTINGS_SHOWN]
    ]
    if len(view.sittings) > _SITTINGS_SHOWN:
        lines.append(f"…и ещё {len(view.sittings) - _SITTINGS_SHOWN}")
    return "".join(f"{_LINE}{line}" for line in lines)


def _seats_fact(seats: Seats, format_: EventFormat) -> tuple[str, str]:
    name = f"Места{in_words(seats.attendance)}" if format_ is EventFormat.HYBRID else "Места"
    if seats.limit is None:
        return name, "хватит всем"
    if seats.free:
        return name, f"свободно {seats.free} из{NBSP}{seats.limit}"
    line = f", в{NBSP}листе ожидания {people(seats.waiting)}" if seats.waiting else ""
    taken = "единственное занято" if seats.limit == 1 else f"все заняты, их{NBSP}{seats.limit}"
    return name, f"{taken}{line}"


def _span(terms: Terms, now: datetime) -> str:
    """«ср, 10 февраля 2027, 09:00–14:00»; the year only when it is another one."""
    start, end = clubtime.local(terms.starts_at), clubtime.local(terms.ends_at)
    first = words.dated_day(terms.starts_at, now)
    if start.date() == end.date():
        return f"{first}, {words.clock_face(terms.starts_at)}–{WORD_JOINER}{words.clock_face(terms.ends_at)}"
    return (
        f"с{NBSP}{words.clock_face(terms.starts_at)} {first} "
        f"до{NBSP}{words.clock_face(terms.ends_at)} {words.dated_day(terms.ends_at, now)}"
    )


def _deadline(terms: Terms, now: datetime) -> str:
    closes = terms.registration_closes_at
    if closes is None or not terms.is_open(now):
        return ""
    if words.clock_face(closes) == "00:00":
        # people count by days: midnight belongs to the day it ends
        return f"до{NBSP}{words.dated_day(closes - timedelta(minutes=1), now)} включительно"
    return f"до{NBSP}{words.dated(closes, now)}"
