"""An event as a calendar file (iCalendar, RFC 5545), for the calendar of a phone."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from domain.events import EventCard
from domain.vocabulary import Attendance, EventStatus

MAKER = "-//Nastavnik//Club of teachers//RU"


def calendar_file(view: EventCard, now: datetime, address: str) -> bytes:
    """An `.ics` of one event, as this person takes part in it; `now` is aware, `address` is the event's own link.

    Times are in UTC: each phone shows its own hour, and no description of a time zone can be wrong. The same event
    always has the same UID: a phone that has it already updates it instead of adding a second one.
    """
    event = Event()
    event.add("uid", f"event-{view.id}@nastavnik")
    event.add("dtstamp", now)
    event.add("dtstart", view.terms.starts_at.astimezone(UTC))
    event.add("dtend", view.terms.ends_at.astimezone(UTC))
    event.add("summary", view.title)
    if place := _place(view):
        event.add("location", place)
    event.add("description", _description(view, address))
    event.add("url", view.online_url or address)
    event.add("status", "CANCELLED" if view.terms.status is EventStatus.CANCELLED else "CONFIRMED")

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _place(view: EventCard) -> str | None:
    """Where this person goes: who takes part online needs no address."""
    online = view.mine is not None and view.mine.attendance is Attendance.ONLINE
    return view.online_url if online else view.place


def _description(view: EventCard, address: str) -> str:
    lines = [view.announcement, f"Подключиться: {view.online_url}" if view.online_url else "", f"В боте: {address}"]
    return "\n\n".join(line for line in lines if line)
