"""An evening of quick meetings as one of its people sees it: their place, their tables, the round they hear of."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Event, Member, SpeedSeat, SpeedTable
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.speed_place import SpeedPhase
from domain.events.speed_views import OwnRound, OwnTables
from services.events import events, speed_tables


async def phase(session: Session, actor: Actor, event_id: int, now: datetime) -> SpeedPhase | None:
    """What there is to do for this person at `now` (aware); None for nothing. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    mine = (await events.places(session, member_id, [event_id])).get(event_id)
    found = await speed_tables.place(session, event, mine, member_id, now)
    return found.phase if found else None


async def tables(session: Session, actor: Actor, event_id: int) -> OwnTables:
    """All rounds of the evening with this person's tables. Raises ConsentNeeded, NotFound (also before it begins)."""
    return await _tables(session, event_id, actor.owner())


async def round_of(
    session: Session, member_id: int, event_id: int, number: int, now: datetime
) -> tuple[OwnTables, OwnRound] | None:
    """The round to tell a person of; None when it is over, put off, or they are not at the tables."""
    try:
        view = await _tables(session, event_id, member_id)
    except NotFound:
        return None
    found = next((one for one in view.rounds if one.round.number == number), None)
    if found is None or not found.round.announced_at <= now < found.round.ends_at:
        return None
    return view, found


async def _tables(session: Session, event_id: int, member_id: int) -> OwnTables:
    evening = await speed_tables.evening_of(session, event_id)
    event = await session.get_one(Event, event_id)
    if evening.started_at is None or evening.ends_at is None:
        raise NotFound
    every = await speed_tables.rounds(session, evening)
    seat = await session.get(SpeedSeat, (event_id, member_id))
    here = {one for side in await speed_tables.sides(session, event_id) for one in side}
    numbers = await speed_tables.numbers(session, event_id)
    mine = await _partners(session, event_id, member_id)
    own = []
    for one in every:
        mentor_id, partner = mine.get(one.number, (0, None))
        # who has gone home rests in no round: the evening goes on without them
        if partner is not None or member_id in here:
            own.append(OwnRound(one, every[-1].number, numbers.get(mentor_id), partner))
    return OwnTables(event_id, event.title, evening.ends_at, tuple(own), as_mentor=seat is not None and seat.as_mentor)


async def _partners(session: Session, event_id: int, member_id: int) -> dict[int, tuple[int, str]]:
    """By round: whose table it is, and the name of who sits with this person."""
    other = aliased(Member)
    query = (
        select(SpeedTable.round, SpeedTable.mentor_id, other.full_name)
        .join(
            other,
            or_(
                and_(SpeedTable.mentor_id == member_id, other.id == SpeedTable.mentee_id),
                and_(SpeedTable.mentee_id == member_id, other.id == SpeedTable.mentor_id),
            ),
        )
        .where(SpeedTable.event_id == event_id)
    )
    return {row[0]: (row[1], row[2] or "") for row in await session.execute(query)}
