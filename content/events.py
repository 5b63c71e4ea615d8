"""The club's year: events that come back every year on rules rather than dates."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from content.dates import DateRule, next_moment, take_rule, take_time
from content.reader import FOLDER, Entry, read, require_unique
from content.schedule import Schedule, YearDay, load_schedule, year_day
from content.typography import glue
from domain import clubtime
from domain.vocabulary import Direction, EventForm, EventFormat, Track

FILE = "events.toml"


@dataclass(frozen=True, slots=True)
class EventText:
    """One event of the year. Plain text, not HTML.

    No seats means no limit, no hours a certificate without hours. `speed_places` make it an evening of quick meetings:
    so many mentors and so many who look for one.
    """

    slug: str
    title: str
    form: EventForm
    directions: tuple[Direction, ...]
    track: Track | None
    format: EventFormat
    hours: int | None
    duration: dt.timedelta
    seats_offline: int | None
    seats_online: int | None
    place: str | None
    online_link: str | None
    announcement: str
    rule: DateRule
    time: dt.time
    speed_places: int | None
    closes: int | YearDay | None
    """Registration closes so many days before, or on this day of the year; None: open until the start."""

    def next_start(self, now: dt.datetime, schedule: Schedule) -> dt.datetime:
        """The first start after `now` (aware); aware UTC."""
        return next_moment(self.rule, self.time, now, schedule)

    def registration_closes(self, starts_at: dt.datetime) -> dt.datetime | None:
        """The midnight (UTC) ending the last day of registration for an event that starts at `starts_at`."""
        starts_on = clubtime.local(starts_at).date()
        match self.closes:
            case None:
                return None
            case int(days):
                last_day = starts_on - dt.timedelta(days=days)
            case YearDay() as day:
                last_day = day.of(starts_on.year)
                if last_day > starts_on:
                    last_day = day.of(starts_on.year - 1)
        return clubtime.at(last_day + dt.timedelta(days=1), dt.time())


def load_events(folder: Path = FOLDER) -> tuple[EventText, ...]:
    """All events in the order of the file. Raises ContentError, also about the school year they refer to."""
    schedule = load_schedule(folder)
    file = read(folder, FILE)
    events = tuple(_event(entry, schedule) for entry in file.tables("event"))
    file.close()
    require_unique(FILE, "slug", (event.slug for event in events))
    require_unique(FILE, "title", (event.title for event in events))
    return events


def _event(entry: Entry, schedule: Schedule) -> EventText:
    when = entry.table("when")
    format_ = entry.code("format", EventFormat)
    offline, online = format_ is not EventFormat.ONLINE, format_ is not EventFormat.OFFLINE
    event = EventText(
        slug=entry.slug(),
        title=entry.text("title", 100),
        form=entry.code("form", EventForm),
        directions=entry.codes("directions", Direction),
        track=entry.code("track", Track) if entry.has("track") else None,
        format=format_,
        hours=entry.number("hours", 1, 72) if entry.has("hours") else None,
        duration=dt.timedelta(minutes=entry.number("duration_minutes", 15, 31 * 24 * 60)),
        # Asking only for what the format allows leaves the rest for `close` to complain about.
        seats_offline=_seats(entry, "seats_offline") if offline else None,
        seats_online=_seats(entry, "seats_online") if online else None,
        place=glue(entry.text("place", 200)) if offline else None,
        online_link=_link(entry, "online_link") if online else None,
        announcement=glue(entry.text("announcement", 700)),
        rule=take_rule(when, schedule),
        time=take_time(when, "time"),
        speed_places=entry.number("speed_places", 1, 100) if offline and entry.has("speed_places") else None,
        closes=_closes(entry),
    )
    when.close()
    entry.close()
    return event


def _seats(entry: Entry, key: str) -> int | None:
    return entry.number(key, 1, 10_000) if entry.has(key) else None


def _link(entry: Entry, key: str) -> str:
    link = entry.text(key, 300)
    parts = urlsplit(link)
    if parts.scheme != "https" or not parts.hostname or " " in link:
        entry.fail(f"в «{key}» нужна ссылка, которая начинается с https://")
    return link


def _closes(entry: Entry) -> int | YearDay | None:
    if entry.has("registration_closes_days_before"):
        return entry.number("registration_closes_days_before", 0, 60)
    if entry.has("registration_closes_on"):
        return year_day(entry, "registration_closes_on")
    return None
