"""The rounds of an evening of quick meetings: written, worked out anew when somebody comes or goes, and told of.

Everything here needs the event's lock.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from db.engine import Session
from db.models import BlockedPair, SpeedEvening, SpeedSeat, SpeedTable
from domain.events import speed as rules
from domain.events.speed import Round
from domain.events.speed_rotation import Tables, reworked
from domain.vocabulary import MessageKind, Priority
from services import journal, outbox
from services.events import speed_tables
from services.outbox import Message

_KINDS = (MessageKind.SPEED_ROUND, MessageKind.SPEED_WISHES)


async def copy(session: Session, from_id: int | None, to_id: int) -> None:
    """The settings of another event's evening, if it is one; neither people nor times."""
    found = None if from_id is None else await session.get(SpeedEvening, from_id)
    if found is not None:
        session.add(
            SpeedEvening(
                event_id=to_id,
                minutes=found.minutes,
                break_minutes=found.break_minutes,
                side_limit=found.side_limit,
            )
        )
        await session.flush()


async def release(session: Session, event_id: int, member_id: int, now: datetime) -> None:
    """Who gives their seat at the event back has none at its tables either; of an evening that goes on they leave."""
    evening = await session.get(SpeedEvening, event_id, populate_existing=True)
    if evening is None:
        return
    if evening.started_at is not None:
        await leave(session, evening, member_id, None, now)
        return
    await session.execute(delete(SpeedSeat).where(SpeedSeat.event_id == event_id, SpeedSeat.member_id == member_id))


async def rewind(session: Session, event_id: int) -> None:
    """The event takes place another time, or not at all: of an evening begun before its time nothing stays."""
    evening = await session.get(SpeedEvening, event_id, populate_existing=True)
    if evening is None or evening.started_at is None:
        return
    await session.execute(delete(SpeedTable).where(SpeedTable.event_id == event_id))
    evening.started_at = evening.ends_at = None
    await session.flush()
    await outbox.withdraw(session, entity=f"event:{event_id}", kinds=_KINDS)


async def leave(session: Session, evening: SpeedEvening, member_id: int, by: int | None, now: datetime) -> None:
    """Somebody goes home: rounds that have not begun go on without them. `by`: the coordinator, None for nobody.

    Of an evening that is over, and of who is not at its tables, nothing changes.
    """
    at_tables = {one for side in await speed_tables.sides(session, evening.event_id) for one in side}
    if evening.ends_at is None or evening.ends_at <= now or member_id not in at_tables:
        return
    every = await speed_tables.rounds(session, evening)
    await _note(session, speed_tables.LEFT, evening.event_id, member_id, by, now)
    theirs = or_(SpeedTable.mentor_id == member_id, SpeedTable.mentee_id == member_id)
    ahead = (SpeedTable.event_id == evening.event_id, SpeedTable.starts_at > now)
    await session.execute(delete(SpeedTable).where(*ahead, theirs))
    await _rework(session, evening, every, now)


async def seat_late(session: Session, evening: SpeedEvening, member_id: int, by: int, now: datetime) -> None:
    """Somebody with a seat at the tables joins an evening that goes on, from the next round that can be changed."""
    await _note(session, speed_tables.BACK, evening.event_id, member_id, by, now)
    await _rework(session, evening, await speed_tables.rounds(session, evening), now)


async def _rework(session: Session, evening: SpeedEvening, every: Sequence[Round], now: datetime) -> None:
    """Of the rounds there were, those nobody has been told of are worked out anew for who is at the tables."""
    ahead = [one for one in every if one.announced_at > now]
    told = [one for one in every if one.announced_at <= now]
    if ahead and told:
        event_id = evening.event_id
        at_first = SpeedTable.round >= ahead[0].number
        await session.execute(delete(SpeedTable).where(SpeedTable.event_id == event_id, at_first))
        mentors, mentees = await speed_tables.sides(session, event_id)
        had = await _rows(session, event_id)
        barred = {(row.mentor_id, row.mentee_id) for row in had} | await blocked(session, {*mentors, *mentees})
        waited = _waited(await speed_tables.seats(session, event_id), told, had)
        tables = reworked(mentors, mentees, len(ahead), barred, waited)
        await write(session, event_id, tables, [(one.number, one.starts_at) for one in ahead])
        evening.ends_at = (ahead[len(tables) - 1] if tables else told[-1]).ends_at
        await session.flush()
    await announce(session, evening, now)


async def write(
    session: Session, event_id: int, tables: Sequence[Tables], times: Sequence[tuple[int, datetime]]
) -> None:
    """Store rounds; `times` has the number and the start of each, and may be longer."""
    session.add_all(
        SpeedTable(event_id=event_id, round=number, mentor_id=mentor, mentee_id=mentee, starts_at=starts_at)
        for (number, starts_at), pairs in zip(times, tables, strict=False)
        for mentor, mentee in pairs
    )
    await session.flush()


async def announce(session: Session, evening: SpeedEvening, now: datetime) -> None:
    """Plan what is said from here on: each round when the one before ends, and the question at the end of all.

    Who has heard of the round that goes on hears no more of it; who has not, a latecomer for one, does.
    """
    entity = f"event:{evening.event_id}"
    await outbox.withdraw(session, entity=entity, kinds=_KINDS)
    if evening.ends_at is None:
        return
    here = [one for side in await speed_tables.sides(session, evening.event_id) for one in side]
    # who sits in a hall hears of the next table at any hour
    messages = [
        Message(
            kind=MessageKind.SPEED_ROUND,
            entity=entity,
            recipient_id=member_id,
            due_at=one.announced_at,
            priority=Priority.NOTICE,
            expires_at=one.ends_at,
            quiet_ok=True,
            payload={"round": one.number},
        )
        for one in await speed_tables.rounds(session, evening)
        if one.ends_at > now
        for member_id in here
    ]
    messages += [
        Message(
            kind=MessageKind.SPEED_WISHES,
            entity=entity,
            recipient_id=member_id,
            due_at=evening.ends_at,
            priority=Priority.NOTICE,
            expires_at=evening.ends_at + rules.WISHES_OPEN,
            quiet_ok=True,
        )
        for member_id in sorted(await speed_tables.met(session, evening.event_id))
    ]
    await outbox.plan(session, messages)


async def _note(session: Session, act: str, event_id: int, member_id: int, by: int | None, now: datetime) -> None:
    """The journal knows who came late and who went."""
    await journal.record(session, actor_id=by, act=act, object=f"member:{member_id}", now=now, event=event_id)


async def blocked(session: Session, member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs among these who are never matched, in either order."""
    query = select(BlockedPair.first_id, BlockedPair.second_id).where(
        BlockedPair.first_id.in_(member_ids), BlockedPair.second_id.in_(member_ids)
    )
    found = {(row[0], row[1]) for row in await session.execute(query)}
    return found | {(second, first) for first, second in found}


# --- parts


async def _rows(session: Session, event_id: int) -> Sequence[SpeedTable]:
    return (await session.scalars(select(SpeedTable).where(SpeedTable.event_id == event_id))).all()


def _waited(seats: Sequence[SpeedSeat], told: Sequence[Round], rows: Sequence[SpeedTable]) -> dict[int, int]:
    """How many rounds each had no table in, since they sat down."""
    sat = {(number, one) for row in rows for number, one in ((row.round, row.mentor_id), (row.round, row.mentee_id))}
    return {
        seat.member_id: sum((one.number, seat.member_id) not in sat for one in told if one.starts_at >= seat.chosen_at)
        for seat in seats
    }
