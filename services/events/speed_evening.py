"""An evening of quick meetings that goes on: begun, moved, ended, with people who come late and go early."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Event, Member, SpeedEvening, SpeedSeat, SpeedTable, SpeedWish
from domain.actors import Actor
from domain.errors import EventCancelled, EventOver, NotFound, SpeedOver, SpeedTooEarly, SpeedTooFew
from domain.events import speed as rules
from domain.events.roster import simple
from domain.events.speed_rotation import rotation
from domain.events.speed_views import Board, People, Run, Sitter, TableLine
from domain.paging import page_of
from domain.vocabulary import EventStatus
from services import journal
from services.events import seats, speed, speed_rounds, speed_tables

# --- a coordinator acts


async def start(session: Session, actor: Actor, event_id: int, everyone: bool, count: int, now: datetime) -> Run:
    """Begin: `count` rounds for those who are marked as present, or for `everyone` who takes part (`now` is aware).

    Who has not chosen a side is seated by the card: a mentor who has one. What has begun goes on as it was. Raises
    ConsentNeeded, NotAllowed, NotFound, EventCancelled, EventOver, SpeedTooEarly, SpeedTooFew.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    if evening.started_at is not None:
        return await _run(session, event, evening, now)
    _ensure_startable(event, now)
    people = await speed_tables.sitters(session, event)
    seated = sorted((one for one in people if everyone or one.came), key=lambda one: _order(one, now))
    mentors = [one.member_id for one in seated if one.side]
    mentees = [one.member_id for one in seated if not one.side]
    count = max(1, min(count, max(len(mentors), len(mentees))))
    barred = await speed_rounds.blocked(session, {*mentors, *mentees})
    tables = rotation(mentors, mentees, count, barred)
    if not tables:
        raise SpeedTooFew
    await _seat_only(session, event_id, seated, now)
    settings = speed_tables.settings_of(evening)
    starts = rules.timetable(now, len(tables), settings)
    await speed_rounds.write(session, event_id, tables, list(enumerate(starts, 1)))
    evening.started_at = now
    evening.ends_at = starts[-1] + timedelta(minutes=settings.minutes)
    await session.flush()
    await speed_rounds.announce(session, evening, now)
    await _record(session, coordinator_id, "speed.started", event, now, rounds=len(tables), people=len(seated))
    return await _run(session, event, evening, now)


async def shift(session: Session, actor: Actor, event_id: int, ends_at: datetime, now: datetime) -> Run:
    """Five minutes more for the round that goes on, and all after it later; `ends_at` (whole seconds): the end so far.

    With another end, as at a second tap, nothing changes. Raises ConsentNeeded, NotAllowed, NotFound, SpeedOver.
    """
    coordinator_id = actor.coordinator()
    event, evening, end = await _going_on(session, event_id, now)
    if end.replace(microsecond=0) == ends_at:
        for one in await speed_tables.rounds(session, evening):
            if one.starts_at > now:
                await _move_round(session, event_id, one.number, one.starts_at + rules.SHIFT)
        evening.ends_at = end + rules.SHIFT
        await session.flush()
        await speed_rounds.announce(session, evening, now)
        await _record(session, coordinator_id, "speed.shifted", event, now)
    return await _run(session, event, evening, now)


async def finish(session: Session, actor: Actor, event_id: int, now: datetime) -> Run:
    """End now: rounds that have not begun fall away, people are asked with whom they want to go on.

    What is over stays as it is. Raises ConsentNeeded, NotAllowed, NotFound, SpeedOver when it has not begun.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    if evening.ends_at is None:
        raise SpeedOver
    if evening.ends_at > now:
        ahead = delete(SpeedTable).where(SpeedTable.event_id == event_id, SpeedTable.starts_at > now)
        await session.execute(ahead.execution_options(synchronize_session="fetch"))
        evening.ends_at = now
        await session.flush()
        await speed_rounds.announce(session, evening, now)
        await _record(session, coordinator_id, "speed.finished", event, now)
    return await _run(session, event, evening, now)


async def seat(session: Session, actor: Actor, event_id: int, member_id: int, as_mentor: bool, now: datetime) -> None:
    """Put a participant on a side, also past its limit; in the middle of an evening they sit from the next round on.

    Who sat before keeps their side. Raises ConsentNeeded, NotAllowed, NotFound, SpeedOver.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    person = await _participant(session, event, member_id)
    if evening.started_at is None:
        if person.as_mentor is as_mentor:
            return
        await speed.sit(session, event_id, member_id, as_mentor, now)
        await _record(session, coordinator_id, "speed.side", event, now)
        return
    if evening.ends_at is None or all(one.announced_at <= now for one in await speed_tables.rounds(session, evening)):
        raise SpeedOver
    if person.as_mentor is None:
        await speed.sit(session, event_id, member_id, as_mentor, now)
    elif not person.left:
        return
    await speed_rounds.seat_late(session, evening, member_id, coordinator_id, now)


async def leave(session: Session, actor: Actor, event_id: int, member_id: int, now: datetime) -> Sitter:
    """A participant goes home: rounds that have not begun go on without them. Going twice changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, SpeedOver.
    """
    coordinator_id = actor.coordinator()
    event, evening, _ = await _going_on(session, event_id, now)
    person = await _participant(session, event, member_id)
    await speed_rounds.leave(session, evening, member_id, coordinator_id, now)
    return person


# --- what a coordinator sees


async def run(session: Session, actor: Actor, event_id: int, now: datetime) -> Run | None:
    """The evening that goes on, or is over, at `now`; None when it has not begun.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    evening = await session.get(SpeedEvening, event_id)
    return None if evening is None or evening.started_at is None else await _run(session, event, evening, now)


async def people(
    session: Session, actor: Actor, event_id: int, number: int, size: int, *, seated: bool = False
) -> People:
    """A page of those who may be seated: all before the evening begins, those not at its tables later; or (`seated`)
    of those who sit. Who has chosen no side comes first, then by name.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    event = await session.get(Event, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    if event is None:
        raise NotFound
    started = evening.started_at is not None
    found = await speed_tables.sitters(session, event)
    if started:
        found = tuple(one for one in found if (one.as_mentor is not None and not one.left) is seated)
    ordered = sorted(found, key=lambda one: (one.as_mentor is not None, simple(one.name), one.member_id))
    page = page_of(len(ordered), number, size)
    lines = tuple(ordered[page.offset : page.offset + size])
    return People(event_id, event.title, started, page, lines)


async def participant(session: Session, actor: Actor, event_id: int, member_id: int) -> Sitter:
    """One who takes part. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    return await _participant(session, event, member_id)


async def board(session: Session, actor: Actor, event_id: int, number: int, size: int, now: datetime) -> Board:
    """A page of the tables of the round that was announced last. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    evening = await speed_tables.evening_of(session, event_id)
    every = await speed_tables.rounds(session, evening)
    shown = rules.current(every, now)
    if shown is None:
        raise NotFound
    mentor, mentee = aliased(Member), aliased(Member)
    query = (
        select(SpeedTable.mentor_id, mentor.full_name, mentee.full_name)
        .join(mentor, mentor.id == SpeedTable.mentor_id)
        .join(mentee, mentee.id == SpeedTable.mentee_id)
        .where(SpeedTable.event_id == event_id, SpeedTable.round == shown.number)
    )
    numbers = await speed_tables.numbers(session, event_id)
    rows = (await session.execute(query)).all()
    lines = sorted(
        (TableLine(numbers.get(row[0], 0), row[1] or "", row[2] or "") for row in rows), key=lambda one: one.number
    )
    page = page_of(len(lines), number, size)
    return Board(event_id, shown, every[-1].number, page, tuple(lines[page.offset : page.offset + size]))


# --- parts


def _ensure_startable(event: Event, now: datetime) -> None:
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if event.status is EventStatus.DRAFT or now < event.starts_at - rules.STARTS_BEFORE:
        raise SpeedTooEarly
    if event.ends_at <= now:
        raise EventOver


def _order(one: Sitter, now: datetime) -> tuple[datetime, int]:
    """The order of tables: who chose a side first; the same as in `speed_tables.seats`."""
    return one.chosen_at or now, one.member_id


async def _seat_only(session: Session, event_id: int, seated: Sequence[Sitter], now: datetime) -> None:
    """Nobody but these has a seat at the tables: who comes later is seated anew."""
    others = SpeedSeat.member_id.not_in([one.member_id for one in seated])
    gone = delete(SpeedSeat).where(SpeedSeat.event_id == event_id, others)
    await session.execute(gone.execution_options(synchronize_session="fetch"))
    for one in seated:
        if one.as_mentor is None:
            await speed.sit(session, event_id, one.member_id, one.side, now)


async def _move_round(session: Session, event_id: int, number: int, starts_at: datetime) -> None:
    change = update(SpeedTable).where(SpeedTable.event_id == event_id, SpeedTable.round == number)
    await session.execute(change.values(starts_at=starts_at).execution_options(synchronize_session="fetch"))


async def _going_on(session: Session, event_id: int, now: datetime) -> tuple[Event, SpeedEvening, datetime]:
    """The event, locked, its evening, and when that ends. Raises NotFound, SpeedOver."""
    event = await seats.lock_event(session, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    if evening.ends_at is None or evening.ends_at <= now:
        raise SpeedOver
    return event, evening, evening.ends_at


async def _participant(session: Session, event: Event, member_id: int) -> Sitter:
    found = (one for one in await speed_tables.sitters(session, event) if one.member_id == member_id)
    person = next(found, None)
    if person is None:
        raise NotFound
    return person


async def _run(session: Session, event: Event, evening: SpeedEvening, now: datetime) -> Run:
    every = await speed_tables.rounds(session, evening)
    mentors, mentees = await speed_tables.sides(session, event.id)
    here = {*mentors, *mentees}
    sitters = await speed_tables.sitters(session, event)
    return Run(
        event_id=event.id,
        title=event.title,
        rounds=every,
        ends_at=evening.ends_at or now,
        mentors=len(mentors),
        mentees=len(mentees),
        resting=await _resting(session, event.id, here, rules.current(every, now)),
        waiting=sum(one.member_id not in here for one in sitters),
        mutual=await _mutual(session, event.id),
    )


async def _resting(session: Session, event_id: int, here: set[int], shown: rules.Round | None) -> tuple[str, ...]:
    """Names of those at the tables who have none in this round."""
    if shown is None:
        return ()
    query = select(SpeedTable.mentor_id, SpeedTable.mentee_id).where(
        SpeedTable.event_id == event_id, SpeedTable.round == shown.number
    )
    idle = here - {one for row in await session.execute(query) for one in row}
    names = await session.scalars(select(Member.full_name).where(Member.id.in_(idle)).order_by(Member.full_name))
    return tuple(name or "" for name in names)


async def _mutual(session: Session, event_id: int) -> int:
    other = aliased(SpeedWish)
    query = (
        select(func.count())
        .select_from(SpeedWish)
        .join(other, (other.from_id == SpeedWish.to_id) & (other.to_id == SpeedWish.from_id))
        .where(SpeedWish.event_id == event_id, other.event_id == event_id, SpeedWish.from_id < SpeedWish.to_id)
    )
    return await session.scalar(query) or 0


async def _record(session: Session, actor_id: int, act: str, event: Event, now: datetime, **details: int) -> None:
    await journal.record(session, actor_id=actor_id, act=act, object=seats.entity(event), now=now, **details)
