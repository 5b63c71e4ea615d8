"""Events as calendar files (iCalendar, RFC 5545), for the calendar of a phone.

Times are in UTC: each phone shows its own hour, and no description of a time zone can be wrong. The same event always
has the same UID, and its SEQUENCE grows with every change: a phone that has it updates it instead of adding a second
one, and strikes it out when it is called off.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from content.typography import NBSP
from domain.events.calendar_feed import CalendarEntry, Feed
from domain.events.reminders import Sitting
from domain.vocabulary import EventStatus

MAKER = "-//Nastavnik//Club of teachers//RU"
FEED_NAME = "Наставник"
# how often a phone is asked to look for news
_REFRESH = timedelta(hours=1)
# the bot reminds a day and two hours ahead; this is the last call, on the way
_ALARM = timedelta(hours=1)


def calendar_file(entry: CalendarEntry, now: datetime, address: str) -> bytes:
    """An `.ics` of one event; `now` is aware, `address` is the event's own link."""
    return _written(_calendar(), (entry,), now, lambda _: address)


def feed_file(feed: Feed, now: datetime, address: Callable[[int], str]) -> bytes:
    """An `.ics` of all of a person's events, to be asked for again and again; `address` gives each event's link."""
    calendar = _calendar()
    calendar.add("x-wr-calname", FEED_NAME)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _written(calendar, feed, now, address)


def feed_tag(feed: Feed, address: Callable[[int], str]) -> str:
    """A short sign of what `feed_file` says: as long as it stays the same, a phone need not read the file again."""
    says = [(entry, address(entry.event_id)) for entry in feed]
    return hashlib.sha256(repr(says).encode()).hexdigest()[:32]


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _written(calendar: Calendar, feed: Feed, now: datetime, address: Callable[[int], str]) -> bytes:
    for entry in feed:
        for sitting in entry.sittings:
            calendar.add_component(_event(entry, sitting, now, address(entry.event_id)))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, sitting: Sitting, now: datetime, address: str) -> Event:
    event = Event()
    # the first session has the event's own name: an event that grew into a series is not doubled
    event.add("uid", f"event-{entry.event_id}{'' if sitting.number == 1 else f'-{sitting.number}'}@nastavnik")
    event.add("dtstamp", now)
    event.add("sequence", entry.revision)
    event.add("dtstart", sitting.starts_at.astimezone(UTC))
    event.add("dtend", sitting.ends_at.astimezone(UTC))
    event.add("summary", _summary(entry, sitting))
    if entry.location:
        event.add("location", entry.location)
    event.add("description", _description(entry, address))
    event.add("url", entry.online_url or address)
    off = entry.status is EventStatus.CANCELLED
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if not off and sitting.starts_at > now:
        event.add_component(_alarm(entry))
    return event


def _summary(entry: CalendarEntry, sitting: Sitting) -> str:
    if sitting.topic:
        return f"{entry.title}: {sitting.topic}"
    many = len(entry.sittings)
    return entry.title if many == 1 else f"{entry.title}, {sitting.number}{NBSP}из{NBSP}{many}"


def _description(entry: CalendarEntry, address: str) -> str:
    lines = [
        "Встречу отменили." if entry.status is EventStatus.CANCELLED else "",
        entry.announcement,
        f"Подключиться: {entry.online_url}" if entry.online_url else "",
        f"На карте: {entry.map_url}" if entry.map_url else "",
        f"В боте: {address}",
    ]
    return "\n\n".join(line for line in lines if line)


def _alarm(entry: CalendarEntry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -_ALARM)
    return alarm
