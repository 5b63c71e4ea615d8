"""A saved event edited field by field: what an edit would do to people, and the edit itself."""

from collections.abc import Collection
from datetime import datetime

from db.engine import Session
from db.models import Event, EventDirection, Sitting
from domain.actors import Actor
from domain.errors import EventCancelled, NotFound, Outdated
from domain.events.event_desk import FIELDS, IN_CALENDARS, TOLD, Consequence, FewerSeats, OtherWay, is_editable
from domain.events.event_plan import EventPlan, Step
from domain.events.events import Seats, offered
from domain.vocabulary import Attendance, EventStatus
from services import journal
from services.events import event_changes, events, reminders, seats

# fields of a plan that are columns of the same name
_PLAIN = frozenset(
    {
        "title",
        "form",
        "track",
        "format",
        "place",
        "map_url",
        "online_url",
        "seats_offline",
        "seats_online",
        "hours",
        "announcement",
        "cover",
        "partners",
    }
)
# what decides which reminders there are; another format takes care of them itself
_REMINDED_OF = frozenset({"form", "online_url"})
# where one meets the others, and what else each way to attend has of its own
_WHERE = {Attendance.OFFLINE: "place", Attendance.ONLINE: "online_url"}
_OF_A_WAY = {
    Attendance.OFFLINE: ("place", "map_url", "seats_offline"),
    Attendance.ONLINE: ("online_url", "seats_online"),
}
ALL = frozenset(name for names in FIELDS.values() for name in names)


async def consequence(
    session: Session, actor: Actor, event_id: int, step: Step, plan: EventPlan, now: datetime
) -> Consequence | None:
    """What the edit of `step` would do to people who take part, to be confirmed first; None: nothing. `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    if event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
        return None
    kinds = {kind.attendance: kind for kind in (await events.seats(session, [event]))[event_id]}
    if step is Step.SEATS:
        return _fewer(kinds.get(Attendance.OFFLINE), plan.seats_offline)
    if step is Step.SEATS_ONLINE:
        return _fewer(kinds.get(Attendance.ONLINE), plan.seats_online)
    return _other_way(kinds, plan) if step is Step.FORMAT else None


async def change(session: Session, actor: Actor, event_id: int, step: Step, plan: EventPlan, now: datetime) -> None:
    """Write what the edit of `step` changes, with what it clarifies; the same again changes nothing. `now` is aware.

    People who take part hear of another place, link or format; freed seats go to those who wait. Raises
    ConsentNeeded, NotAllowed, NotFound, EventCancelled, and Outdated for the time of a published event (that is moved)
    and for what no longer matters after the end.
    """
    actor_id = actor.coordinator()
    if step not in FIELDS:
        raise NotFound
    event = await seats.lock_event(session, event_id)
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if not is_editable(step, events.terms(event), now):
        raise Outdated
    published = event.status is EventStatus.PUBLISHED
    await session.refresh(event, ["directions", "sittings"])
    scarce = _scarce(event)
    changed = write(event, plan, _written_by(step, event, plan))
    if not changed:
        return
    if published and changed & IN_CALENDARS:
        event.revision += 1
    await session.flush()
    if "format" in changed:
        await seats.follow_format(session, event, now)
    elif changed & {"seats_offline", "seats_online"}:
        await seats.fill(session, event, now)
    if changed & _REMINDED_OF or scarce != _scarce(event):
        await reminders.replan(session, event, now)
    if changed & TOLD:
        await event_changes.tell_changed(session, event, now, _concerned(changed))
    await journal.record(
        session,
        actor_id=actor_id,
        act="event.edited",
        object=seats.entity(event),
        now=now,
        fields=" ".join(sorted(changed)),
    )


def _concerned(changed: Collection[str]) -> tuple[Attendance, ...]:
    """Whom a change of `TOLD` fields concerns: the link is nothing to who comes to the hall, nor the hall to others."""
    if "format" in changed:
        return tuple(Attendance)
    return tuple(way for way, field in _WHERE.items() if field in changed)


def _scarce(event: Event) -> tuple[bool, bool]:
    """Which seats have a limit: only who holds one of those is asked whether they come."""
    return event.seats_offline is not None, event.seats_online is not None


def _written_by(step: Step, event: Event, plan: EventPlan) -> Collection[str]:
    """The fields an edit writes: those it asked about.

    Another format asks for what its new way to attend lacks; whatever else is there may be newer than the edit.
    """
    if step is not Step.FORMAT or plan.format is None:
        return FIELDS[step]
    new = [way for way in offered(plan.format) if way not in offered(event.format)]
    return ["format", *(name for way in new for name in _OF_A_WAY[way] if getattr(event, name) is None)]


def write(event: Event, plan: EventPlan, names: Collection[str]) -> set[str]:
    """Put the named fields of a complete plan into the row; returns those that were different before."""
    changed = set()
    for name in _PLAIN.intersection(names):
        value = getattr(plan, name)
        if getattr(event, name) != value:
            setattr(event, name, value)
            changed.add(name)
    if "closes_at" in names and event.registration_closes_at != plan.closes_at:
        event.registration_closes_at = plan.closes_at
        changed.add("closes_at")
    if "directions" in names and {row.direction for row in event.directions} != set(plan.directions):
        event.directions = [EventDirection(direction=direction) for direction in plan.directions]
        changed.add("directions")
    if "starts_at" in names and _write_sittings(event, plan):
        changed.add("starts_at")
    return changed


def _write_sittings(event: Event, plan: EventPlan) -> bool:
    """The event's own times span its sessions; an event of a single one without a topic keeps no row for it."""
    sittings = plan.sittings
    starts_at, ends_at = sittings[0].starts_at, max(one.ends_at for one in sittings)
    wanted = [(one.starts_at, one.ends_at, one.topic) for one in sittings]
    if len(wanted) == 1 and sittings[0].topic is None:
        wanted = []
    stored = [(row.starts_at, row.ends_at, row.topic) for row in event.sittings]
    if (event.starts_at, event.ends_at) == (starts_at, ends_at) and stored == wanted:
        return False
    event.starts_at, event.ends_at = starts_at, ends_at
    event.sittings = [
        Sitting(number=number, starts_at=begins, ends_at=ends, topic=topic)
        for number, (begins, ends, topic) in enumerate(wanted, 1)
    ]
    return True


def _fewer(kind: Seats | None, limit: int | None) -> FewerSeats | None:
    if kind is None or limit is None or kind.held <= limit:
        return None
    return FewerSeats(kind.attendance, kind.held, limit)


def _other_way(kinds: dict[Attendance, Seats], plan: EventPlan) -> OtherWay | None:
    assert plan.format is not None
    ways = offered(plan.format)
    ending = next((kind for kind in kinds.values() if kind.attendance not in ways), None)
    if ending is None or not (ending.held or ending.waiting):
        return None
    left = ways[0]
    there = kinds.get(left)
    return OtherWay(
        ending=ending.attendance,
        left=left,
        held=ending.held,
        waiting=ending.waiting,
        total=ending.held + (there.held if there else 0),
        limit=there.limit if there else plan.seats_offline if left is Attendance.OFFLINE else plan.seats_online,
    )
