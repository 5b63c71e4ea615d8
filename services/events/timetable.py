"""The sessions of an event that moves. They keep the order of time, and marks of who came stay with their session."""

from collections.abc import Mapping

from sqlalchemy import case, select, update

from db.engine import Session
from db.models import Event, Presence, Registration, Sitting
from domain.events import event_changes as rules
from domain.events.event_changes import Shift
from services.events import seats

# while numbers change places, nobody's are these
_ASIDE = 1000


async def reschedule(session: Session, event: Event, shift: Shift) -> None:
    """Write the new times; a session that overtakes another changes its number. Needs the event's lock."""
    by = shift.new.starts_at - shift.old.starts_at
    sittings = rules.rescheduled(shift.outline.sittings, shift.sitting, by)
    event.starts_at = min(one.starts_at for one in sittings.values())
    event.ends_at = max(one.ends_at for one in sittings.values())
    by_number = {one.number: one for one in sittings.values()}
    for row in (await session.scalars(select(Sitting).where(Sitting.event_id == event.id))).all():
        new = by_number[row.number]
        row.starts_at, row.ends_at, row.topic = new.starts_at, new.ends_at, new.topic
    await session.flush()
    await _renumber_marks(session, event, {before: one.number for before, one in sittings.items()})


async def _renumber_marks(session: Session, event: Event, numbers: Mapping[int, int]) -> None:
    """Who helped to arrange the chairs of a session put off at the last hour has been marked already."""
    changed = {before: after for before, after in numbers.items() if before != after}
    if not changed:
        return
    # nobody is marked while the numbers change
    await seats.lock_registrations(session, event.id)
    here = Presence.registration_id.in_(select(Registration.id).where(Registration.event_id == event.id))
    # in two steps: a key must not meet another one on the way
    aside = update(Presence).where(here, Presence.sitting.in_(changed))
    back = update(Presence).where(here, Presence.sitting > _ASIDE)
    for step in (
        aside.values(sitting=case(changed, value=Presence.sitting) + _ASIDE),
        back.values(sitting=Presence.sitting - _ASIDE),
    ):
        await session.execute(step.execution_options(synchronize_session=False))
