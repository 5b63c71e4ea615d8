"""An event, a place at it, and a reader of screens, for tests of what people see."""

from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

from domain import clubtime
from domain.events.events import (
    EventCard,
    Participation,
    Place,
    Seats,
    Terms,
)
from domain.events.reminders import AHEAD, Reminder, Sitting, schedule
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    RegistrationStatus,
    ReminderKind,
)
from screens.events import event_card
from screens.kit import Screen

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
HUGE = 2**63 - 1
NOW = datetime(2026, 10, 7, 10, tzinfo=clubtime.zone())
# Wednesday
STARTS = datetime(2027, 2, 10, 9, tzinfo=clubtime.zone())
TERMS = Terms(EventFormat.OFFLINE, EventStatus.PUBLISHED, STARTS, STARTS + timedelta(hours=5))


def ahead(starts_at: datetime) -> tuple[Reminder, ...]:
    """What reminds of an event for who wants a day's and two hours' notice."""
    sitting = Sitting(1, starts_at, starts_at + timedelta(hours=2))
    wanted = (ReminderKind.DAY, ReminderKind.HOURS)
    found = schedule([sitting], wanted, NOW, confirm=False, link=False)
    return tuple(reminder for reminder in found if reminder.kind in AHEAD)


HYBRID = replace(TERMS, format=EventFormat.HYBRID)
SEAT = Place(RegistrationStatus.REGISTERED, OFFLINE)
THIRD = Place(RegistrationStatus.WAITLISTED, OFFLINE, line=3)
FREE = (Seats(OFFLINE, 15, taken=3),)
FULL = (Seats(OFFLINE, 15, taken=15, waiting=3),)
CARD = EventCard(
    id=12,
    title="День в школе наставника",
    terms=TERMS,
    form=EventForm.TRAINEE_SITE,
    track=None,
    directions=(Direction.METHODICAL, Direction.ED_PROCESS),
    announcement="Два урока и разбор без оценок.",
    place="Лицей № 903",
    online_url=None,
    hours=5,
    seats=FREE,
)
TAKING_PART = Participation(
    event_id=12,
    title="День в школе наставника",
    terms=TERMS,
    venue="Лицей № 903",
    online_url=None,
    seats=FREE,
    mine=SEAT,
    reminders=ahead(STARTS),
)


class Reader(HTMLParser):
    """Collects the text a person sees."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def read(screen: Screen) -> str:
    """The text as seen, with plain spaces and without joiners."""
    reader = Reader()
    reader.feed(screen.text)
    reader.close()
    return reader.text.replace("\u00a0", " ").replace("\u2060", "")


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


def card(view: EventCard, now: datetime = NOW) -> Screen:
    return event_card.card(view, now)
