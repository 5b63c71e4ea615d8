"""An evening of quick meetings before it begins: set up by a coordinator, sides chosen by who takes part."""

from datetime import datetime

from sqlalchemy import Text, cast, exists, func, or_, select

from db.engine import Session, insert_into
from db.models import Event, Member, MentorCard, OutboxRow, Registration, SpeedEvening, SpeedSeat
from domain import clubtime
from domain.actors import Actor
from domain.errors import EventCancelled, EventOver, NoSeat, NotFound, SideFull, SpeedBegun
from domain.events.events import EventCard
from domain.events.speed import Knob, Settings
from domain.events.speed_views import Hall, SideChoice
from domain.vocabulary import (
    Attendance,
    CardStatus,
    EventFormat,
    EventStatus,
    MentoringForm,
    MessageKind,
    Priority,
    RegistrationStatus,
)
from services import journal, outbox
from services.events import events, seats, speed_tables
from services.outbox import Message

# --- by coordinators


async def hall(session: Session, actor: Actor, event_id: int) -> Hall:
    """The evening before it begins, or an event that may become one. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    return await _hall(session, event)


async def switch_on(session: Session, actor: Actor, event_id: int, now: datetime) -> Hall:
    """Make an event such an evening, with the usual settings; what is one already stays as it is.

    Raises ConsentNeeded, NotAllowed, NotFound (also of an online event: it has no tables), EventCancelled.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    if event.format is EventFormat.ONLINE:
        raise NotFound
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    usual = Settings()
    values = {"minutes": usual.minutes, "break_minutes": usual.break_minutes, "side_limit": usual.side_limit}
    insert = insert_into(session, SpeedEvening).values(event_id=event_id, **values).on_conflict_do_nothing()
    if await session.scalar(insert.returning(SpeedEvening.event_id)):
        await journal.record(
            session, actor_id=coordinator_id, act="speed.switched_on", object=seats.entity(event), now=now
        )
    return await _hall(session, event)


async def turn(session: Session, actor: Actor, event_id: int, knob: Knob, value: int, now: datetime) -> Hall:
    """Change a setting; nobody who has chosen a side is put out when fewer may sit there.

    Raises ConsentNeeded, NotAllowed, NotFound (also of a value that is not offered), SpeedBegun.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    evening = await _unbegun(session, event_id)
    before = speed_tables.settings_of(evening)
    settings = before.turned(knob, value)
    if settings == before:
        return await _hall(session, event)
    evening.minutes, evening.break_minutes = settings.minutes, settings.break_minutes
    evening.side_limit = settings.side_limit
    await session.flush()
    await journal.record(
        session,
        actor_id=coordinator_id,
        act="speed.changed",
        object=seats.entity(event),
        now=now,
        knob=knob.value,
        value=value,
    )
    return await _hall(session, event)


async def switch_off(session: Session, actor: Actor, event_id: int, now: datetime) -> Hall:
    """The event is such an evening no more, and chosen sides are forgotten; doing it twice changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, SpeedBegun.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    if await session.get(SpeedEvening, event_id, populate_existing=True) is not None:
        await session.delete(await _unbegun(session, event_id))
        await session.flush()
        await outbox.withdraw(session, entity=seats.entity(event), kinds=(MessageKind.SPEED_INVITE,))
        await journal.record(
            session, actor_id=coordinator_id, act="speed.switched_off", object=seats.entity(event), now=now
        )
    return await _hall(session, event)


async def invite(session: Session, actor: Actor, event_id: int, now: datetime) -> int:
    """Invite mentors whose cards tell of quick meetings and who do not take part yet; returns how many.

    Nobody is invited twice, and nobody in a pause. Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled,
    EventStarted.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    await speed_tables.evening_of(session, event_id)
    events.terms(event).ensure_changeable(now)
    takes_part = exists().where(
        Registration.member_id == MentorCard.member_id,
        Registration.event_id == event_id,
        Registration.status != RegistrationStatus.CANCELLED,
    )
    invited = exists().where(
        OutboxRow.recipient_id == MentorCard.member_id,
        OutboxRow.entity == seats.entity(event),
        OutboxRow.kind == MessageKind.SPEED_INVITE,
    )
    query = (
        select(MentorCard.member_id)
        .join(Member, Member.id == MentorCard.member_id)
        .where(
            MentorCard.status == CardStatus.CONFIRMED,
            # a list of codes in JSON, which the two databases search in different ways, and text in the same
            cast(MentorCard.forms, Text).contains(f'"{MentoringForm.SPEED.value}"', autoescape=True),
            or_(MentorCard.paused_until.is_(None), MentorCard.paused_until < clubtime.local(now).date()),
            Member.telegram_id.is_not(None),
            ~takes_part,
            ~invited,
        )
        .order_by(MentorCard.member_id)
    )
    found = (await session.scalars(query)).all()
    if found:
        await outbox.plan(session, [_invitation(event, member_id, now) for member_id in found])
        await journal.record(
            session,
            actor_id=coordinator_id,
            act="speed.invited",
            object=seats.entity(event),
            now=now,
            people=len(found),
        )
    return len(found)


async def invitation(session: Session, actor: Actor, event_id: int, now: datetime) -> EventCard | None:
    """The event for who is invited to it; None when they take part by now, or may not any more."""
    if await session.get(SpeedEvening, event_id) is None:
        return None
    card = await events.card(session, actor, event_id, now)
    return card if card.mine is None and card.terms.is_open(now) else None


# --- by who takes part


async def choice(session: Session, actor: Actor, event_id: int, now: datetime) -> SideChoice:
    """What there is to choose from, and what this person has chosen.

    Raises ConsentNeeded, NotFound, NoSeat, EventCancelled, EventOver, SpeedBegun.
    """
    member_id = actor.owner()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    await _ensure_may_choose(session, event, member_id, now)
    return await _choice(session, event, member_id)


async def choose(session: Session, actor: Actor, event_id: int, as_mentor: bool, now: datetime) -> SideChoice:
    """Take a side of the tables; taking the same again changes nothing.

    Raises ConsentNeeded, NotFound, NoSeat, EventCancelled, EventOver, SpeedBegun, SideFull.
    """
    member_id = actor.known()
    event = await seats.lock_event(session, event_id)
    await _ensure_may_choose(session, event, member_id, now)
    mine = await session.get(SpeedSeat, (event_id, member_id), populate_existing=True)
    if mine is None or mine.as_mentor is not as_mentor:
        limit = (await _unbegun(session, event_id)).side_limit
        if limit is not None and await _taken(session, event_id, as_mentor) >= limit:
            raise SideFull
        await sit(session, event_id, member_id, as_mentor, now)
    return await _choice(session, event, member_id)


async def sit(session: Session, event_id: int, member_id: int, as_mentor: bool, now: datetime) -> None:
    """Put a member on a side, whoever decided it. Needs the event's lock."""
    mine = await session.get(SpeedSeat, (event_id, member_id))
    if mine is None:
        session.add(SpeedSeat(event_id=event_id, member_id=member_id, as_mentor=as_mentor, chosen_at=now))
    elif mine.as_mentor is not as_mentor:
        mine.as_mentor, mine.chosen_at = as_mentor, now
    await session.flush()


# --- parts


async def _hall(session: Session, event: Event) -> Hall:
    evening = await session.get(SpeedEvening, event.id, populate_existing=True)
    return Hall(
        event_id=event.id,
        title=event.title,
        terms=events.terms(event),
        settings=None if evening is None else speed_tables.settings_of(evening),
        sitters=await speed_tables.sitters(session, event),
    )


async def _unbegun(session: Session, event_id: int) -> SpeedEvening:
    evening = await speed_tables.evening_of(session, event_id)
    if evening.started_at is not None:
        raise SpeedBegun
    return evening


async def _ensure_may_choose(session: Session, event: Event, member_id: int, now: datetime) -> None:
    await _unbegun(session, event.id)
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if event.ends_at <= now:
        raise EventOver
    mine = await seats.of_member(session, event.id, member_id)
    if mine is None or mine.status is not RegistrationStatus.REGISTERED:
        raise NoSeat


async def _taken(session: Session, event_id: int, as_mentor: bool) -> int:
    """How many have taken a side; of a hybrid event, who will take part online has left their place to another."""
    query = (
        select(func.count())
        .select_from(SpeedSeat)
        .join(
            Registration,
            (Registration.event_id == SpeedSeat.event_id) & (Registration.member_id == SpeedSeat.member_id),
        )
        .where(
            SpeedSeat.event_id == event_id,
            SpeedSeat.as_mentor.is_(as_mentor),
            Registration.attendance == Attendance.OFFLINE,
        )
    )
    return await session.scalar(query) or 0


async def _choice(session: Session, event: Event, member_id: int) -> SideChoice:
    evening = await speed_tables.evening_of(session, event.id)
    mine = await session.get(SpeedSeat, (event.id, member_id))
    return SideChoice(
        event_id=event.id,
        title=event.title,
        starts_at=event.starts_at,
        settings=speed_tables.settings_of(evening),
        mentors=await _taken(session, event.id, True),
        mentees=await _taken(session, event.id, False),
        as_mentor=mine.as_mentor if mine else None,
        guess_mentor=await speed_tables.has_card(session, member_id),
    )


def _invitation(event: Event, member_id: int, now: datetime) -> Message:
    return Message(
        kind=MessageKind.SPEED_INVITE,
        entity=seats.entity(event),
        recipient_id=member_id,
        due_at=now,
        priority=Priority.NOTICE,
        expires_at=event.starts_at,
    )
