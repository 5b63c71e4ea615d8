"""A person chooses which reminders of events they get. What waits for them follows at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Member, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import reminders as rules
from domain.events.reminders import Choice
from domain.vocabulary import EventStatus, RegistrationStatus, ReminderKind
from services import outbox
from services.events import events, reminders, seats


async def choice(session: Session, actor: Actor, event_id: int | None) -> Choice:
    """The person's reminders: of one event, or in general (None). Raises ConsentNeeded, NotFound."""
    member_id = actor.known()
    general = (await reminders.general_of(session, [member_id])).get(member_id)
    if event_id is None:
        return Choice(None, None, reminders.kinds(general), own=general is not None)
    event, mine = await _place(session, event_id, member_id)
    return Choice(event.id, event.title, reminders.wanted(event.form, mine, general), own=mine.reminders is not None)


async def choose(
    session: Session, actor: Actor, event_id: int | None, kind: ReminderKind | None, on: bool, now: datetime
) -> Choice:
    """Add or take away one reminder of an event, or in general (`event_id` None); `kind` None: as usual again.

    What is planned follows at once. Raises ConsentNeeded, NotFound.
    """
    member_id = actor.known()
    held = await _lock_events(session, member_id, event_id, now)
    before = await choice(session, actor, event_id)
    chosen = None if kind is None else [one for one in ReminderKind if (on if one is kind else one in before.kinds)]
    if event_id is None:
        (await session.get_one(Member, member_id)).reminders = chosen
    else:
        _, mine = await _place(session, event_id, member_id)
        mine.reminders = chosen
    await session.flush()
    await _follow(session, member_id, held, now)
    return await choice(session, actor, event_id)


async def _lock_events(session: Session, member_id: int, event_id: int | None, now: datetime) -> Sequence[Event]:
    """The events whose reminders the choice is about, their rows locked: none of them may move meanwhile.

    In the order of ids, as everybody does who locks several.
    """
    if event_id is not None:
        return [await seats.lock_event(session, event_id)]
    query = (
        select(Registration.event_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == member_id, Registration.status.in_(events.ACTIVE), Event.starts_at > now)
        .order_by(Registration.event_id)
    )
    return [await seats.lock_event(session, one) for one in (await session.scalars(query)).all()]


async def _follow(session: Session, member_id: int, held: Sequence[Event], now: datetime) -> None:
    """What waits for this person is planned anew, at events that have not begun. Needs their locks."""
    for event in held:
        mine = await seats.of_member(session, event.id, member_id)
        seated = mine is not None and mine.status is RegistrationStatus.REGISTERED
        if mine is not None and seated and event.starts_at > now and event.status is EventStatus.PUBLISHED:
            await outbox.withdraw(session, entity=seats.entity(event), kinds=rules.KINDS, recipient_id=member_id)
            await reminders.plan(session, event, [mine], now)


async def _place(session: Session, event_id: int, member_id: int) -> tuple[Event, Registration]:
    query = (
        select(Event, Registration)
        .join(Registration, Registration.event_id == Event.id)
        .where(Event.id == event_id, Registration.member_id == member_id, Registration.status.in_(events.ACTIVE))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]
