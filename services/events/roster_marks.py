"""Marks made by hand in the roster's spreadsheet come back: what they would change, and the change itself."""

from datetime import datetime

from sqlalchemy import select, update

from db.engine import Session, insert_into
from db.models import Presence, Registration
from domain.actors import Actor
from domain.errors import DoorNotOpen, EventCancelled
from domain.events.roster_marks import HandMark, MarkPlan, MarkSheet
from domain.vocabulary import Attendance, EventStatus, PresenceMethod, PresenceState, RegistrationStatus
from services import journal
from services.events import presence, seats
from services.events.roster import marks
from services.events.tickets import slots

_AT_ONCE = 500


async def plan(session: Session, actor: Actor, event_id: int, sheet: MarkSheet, now: datetime) -> MarkPlan:
    """What marks from a spreadsheet would change at `now` (aware); nothing is written.

    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled, DoorNotOpen before a marked session.
    """
    actor.coordinator()
    event, _ = await presence.event_at(session, event_id, now)
    if event.status is not EventStatus.PUBLISHED:
        raise EventCancelled
    seated = await _seated(session, event_id)
    held = {
        (registration_id, mark.sitting): mark.state
        for registration_id, own in (await marks(session, Registration.event_id == event_id)).items()
        for mark in own
    }
    sessions = {slot.number: slot for slot in await slots(session, event)}
    changes, seatless, unclear, same = [], set[int](), set(sheet.unclear), 0
    for mark in sheet.marks:
        slot = sessions.get(mark.sitting)
        if slot is None:
            unclear.add(mark.row)
        elif mark.registration_id not in seated:
            seatless.add(mark.row)
        elif slot.is_early(now):
            raise DoorNotOpen
        elif held.get((mark.registration_id, mark.sitting)) is mark.state:
            same += 1
        else:
            changes.append(mark)
    return MarkPlan(event_id, tuple(changes), same, tuple(sorted(seatless)), tuple(sorted(unclear)))


async def apply(session: Session, actor: Actor, event_id: int, sheet: MarkSheet, now: datetime) -> MarkPlan:
    """Write what `plan` tells, in one go; returns what was written. Doing it twice changes nothing more.

    Raises as `plan`.
    """
    coordinator_id = actor.coordinator()
    # marks at the door lock their row too: nobody's is written over unseen
    await seats.lock_event(session, event_id)
    await seats.lock_registrations(session, event_id)
    found = await plan(session, actor, event_id, sheet, now)
    if not found.changes:
        return found
    seated = await _seated(session, event_id)
    rows = [_row(mark, seated[mark.registration_id], coordinator_id, now) for mark in found.changes]
    insert = insert_into(session, Presence)
    columns = ("state", "attendance", "method", "marked_at", "marked_by_id")
    insert = insert.on_conflict_do_update(
        index_elements=["registration_id", "sitting"], set_={name: insert.excluded[name] for name in columns}
    )
    for start in range(0, len(rows), _AT_ONCE):
        await session.execute(insert, rows[start : start + _AT_ONCE])
    # who has been seen needs no more tries at the code word
    await session.execute(
        update(Registration)
        .where(Registration.event_id == event_id, Registration.word_misses > 0)
        .where(Registration.id.in_(select(Presence.registration_id)))
        .values(word_misses=0)
        .execution_options(synchronize_session=False)
    )
    await journal.record(
        session,
        actor_id=coordinator_id,
        act="roster.imported",
        object=f"event:{event_id}",
        now=now,
        came=found.count(PresenceState.ATTENDED),
        absent=found.count(PresenceState.NO_SHOW),
    )
    return found


def _row(mark: HandMark, attendance: Attendance, coordinator_id: int, now: datetime) -> dict[str, object]:
    return {
        "registration_id": mark.registration_id,
        "sitting": mark.sitting,
        "state": mark.state,
        # a sheet does not tell how they came: the way they signed up
        "attendance": attendance if mark.state is PresenceState.ATTENDED else None,
        "method": PresenceMethod.IMPORT,
        # whole seconds, as every mark: the button that takes one back carries them
        "marked_at": now.replace(microsecond=0),
        "marked_by_id": coordinator_id,
    }


async def _seated(session: Session, event_id: int) -> dict[int, Attendance]:
    """How each person with a seat takes part, by registration."""
    query = select(Registration.id, Registration.attendance).where(
        Registration.event_id == event_id, Registration.status == RegistrationStatus.REGISTERED
    )
    return {row[0]: row[1] for row in (await session.execute(query)).all()}
