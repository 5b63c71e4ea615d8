"""Events in the calendar of a phone: what an entry says, and which events a personal feed carries."""

from dataclasses import dataclass
from datetime import timedelta

from domain.events.reminders import Sitting
from domain.vocabulary import EventStatus

# what is over stays for the record: who writes a report at the end of a half-year leafs back through the calendar
KEEP_PAST = timedelta(days=180)
# by then every phone has learnt that the event is off
KEEP_CANCELLED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event as one person takes part in it.

    `revision` grows with every change of time, place or status. `location` is where this person goes: an address,
    a link or nothing; `online_url` is there only for those registered online. `sittings` has at least one.
    """

    event_id: int
    title: str
    announcement: str
    status: EventStatus
    revision: int
    sittings: tuple[Sitting, ...]
    location: str | None
    map_url: str | None
    online_url: str | None


Feed = tuple[CalendarEntry, ...]
