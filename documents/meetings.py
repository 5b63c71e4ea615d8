"""A meeting of a pair as a calendar file (iCalendar, RFC 5545), in UTC as those of events are."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from documents.events import MAKER
from domain.mentoring.meetings import MeetingView, ends_at
from domain.vocabulary import Attendance, MeetingStatus


def calendar_file(view: MeetingView, now: datetime) -> bytes:
    """An `.ics` of one meeting that has an agreed time; `now` is aware.

    The UID is the meeting's for life and SEQUENCE grows with every change, so that a phone moves the entry it has.
    """
    assert view.starts_at is not None
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"pair-meeting-{view.id}@nastavnik")
    event.add("dtstamp", now)
    event.add("sequence", view.revision)
    event.add("dtstart", view.starts_at.astimezone(UTC))
    event.add("dtend", ends_at(view.starts_at, view.minutes).astimezone(UTC))
    event.add("summary", f"Наставничество: {view.other}" if view.other else "Наставничество")
    if view.place:
        event.add("location", view.place)
    elif view.way is Attendance.ONLINE:
        event.add("location", "Онлайн")
    event.add("status", "CANCELLED" if view.status is MeetingStatus.CANCELLED else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
