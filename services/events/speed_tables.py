"""The tables of an evening of quick meetings: its settings, who sits at them, in which rounds. Reading only.

Who has gone home keeps their seat in the tables' order, so that nobody else's table gets another number; the journal
knows that they went.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from db.engine import Session
from db.models import (
    AuditEntry,
    Event,
    Member,
    MentorCard,
    Presence,
    Registration,
    SpeedEvening,
    SpeedSeat,
    SpeedTable,
)
from domain.errors import NotFound
from domain.events import speed as rules
from domain.events.events import Place
from domain.events.speed import Round, Settings
from domain.events.speed_place import SpeedPhase, SpeedPlace
from domain.events.speed_views import Sitter
from domain.vocabulary import (
    Attendance,
    CardStatus,
    EventFormat,
    EventStatus,
    PresenceState,
    RegistrationStatus,
)

# how the journal says that somebody went home from an evening that goes on, and that they came late, or came back
LEFT, BACK = "speed.left", "speed.seated"


async def evening_of(session: Session, event_id: int) -> SpeedEvening:
    """The evening this event is, as it is now. Raises NotFound."""
    evening = await session.get(SpeedEvening, event_id, populate_existing=True)
    if evening is None:
        raise NotFound
    return evening


def settings_of(evening: SpeedEvening) -> Settings:
    """Its settings."""
    return Settings(evening.minutes, evening.break_minutes, evening.side_limit)


async def place(
    session: Session, event: Event, mine: Place | None, member_id: int | None, now: datetime
) -> SpeedPlace | None:
    """A person's place at the tables at `now` (aware), for the event's card; None where there is nothing to do."""
    if mine is None or member_id is None or not mine.holds_seat or event.status is not EventStatus.PUBLISHED:
        return None
    evening = await session.get(SpeedEvening, event.id)
    if evening is None:
        return None
    seat = await session.get(SpeedSeat, (event.id, member_id))
    if evening.started_at is None or evening.ends_at is None:
        if mine.attendance is Attendance.ONLINE or event.ends_at <= now:
            return None
        guess = seat is None and await has_card(session, member_id)
        return SpeedPlace(SpeedPhase.CHOOSING, seat.as_mentor if seat else None, guess)
    if now < evening.ends_at:
        return SpeedPlace(SpeedPhase.RUNNING, seat.as_mentor if seat else None)
    if now < evening.ends_at + rules.WISHES_OPEN and member_id in await met(session, event.id):
        return SpeedPlace(SpeedPhase.WISHES, seat.as_mentor if seat else None)
    return None


async def has_card(session: Session, member_id: int) -> bool:
    """Whether a coordinator has confirmed their mentor's card."""
    card = await session.get(MentorCard, member_id)
    return card is not None and card.status is CardStatus.CONFIRMED


async def sitters(session: Session, event: Event) -> tuple[Sitter, ...]:
    """Who takes part and may sit, in no order: of a hybrid event those of the hall, and who came there after all."""
    came = exists().where(Presence.registration_id == Registration.id, Presence.state == PresenceState.ATTENDED)
    in_the_hall = exists().where(Presence.registration_id == Registration.id, Presence.attendance == Attendance.OFFLINE)
    query = (
        select(Member.id, Member.full_name, SpeedSeat.as_mentor, SpeedSeat.chosen_at, MentorCard.status, came)
        .select_from(Registration)
        .join(Member, Member.id == Registration.member_id)
        .outerjoin(SpeedSeat, (SpeedSeat.member_id == Member.id) & (SpeedSeat.event_id == event.id))
        .outerjoin(MentorCard, MentorCard.member_id == Member.id)
        .where(Registration.event_id == event.id, Registration.status == RegistrationStatus.REGISTERED)
    )
    if event.format is EventFormat.HYBRID:
        query = query.where(or_(Registration.attendance == Attendance.OFFLINE, in_the_hall))
    rows = (await session.execute(query)).all()
    left = await gone(session, event.id, [row[0] for row in rows])
    return tuple(
        Sitter(
            member_id=row[0],
            name=row[1] or "",
            as_mentor=row[2],
            chosen_at=row[3],
            has_card=row[4] is CardStatus.CONFIRMED,
            came=bool(row[5]),
            left=row[0] in left,
        )
        for row in rows
    )


async def sides(session: Session, event_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Mentors and mentees at the tables of an evening that goes on, in the order in which they sat down."""
    found = await seats(session, event_id)
    left = await gone(session, event_id, [one.member_id for one in found])
    here = [one for one in found if one.member_id not in left]
    return tuple(one.member_id for one in here if one.as_mentor), tuple(
        one.member_id for one in here if not one.as_mentor
    )


async def numbers(session: Session, event_id: int) -> dict[int, int]:
    """The number of each mentor's table: theirs for the whole evening, also when somebody goes home."""
    mentors = [one.member_id for one in await seats(session, event_id) if one.as_mentor]
    return {member_id: number for number, member_id in enumerate(mentors, 1)}


async def met(session: Session, event_id: int) -> set[int]:
    """Who sat, or will sit, at a table with somebody."""
    query = select(SpeedTable.mentor_id, SpeedTable.mentee_id).where(SpeedTable.event_id == event_id)
    return {one for row in await session.execute(query) for one in row}


async def rounds(session: Session, evening: SpeedEvening) -> tuple[Round, ...]:
    """All rounds in order; none before the evening begins."""
    if evening.started_at is None or evening.ends_at is None:
        return ()
    query = select(SpeedTable.round, SpeedTable.starts_at).where(SpeedTable.event_id == evening.event_id).distinct()
    starts = {row[0]: row[1] for row in await session.execute(query)}
    return rules.rounds(starts, evening.started_at, evening.ends_at, settings_of(evening))


async def seats(session: Session, event_id: int) -> Sequence[SpeedSeat]:
    """Who has a seat at the tables, also who went home, in the order in which they sat down."""
    query = select(SpeedSeat).where(SpeedSeat.event_id == event_id).order_by(SpeedSeat.chosen_at, SpeedSeat.member_id)
    return (await session.scalars(query)).all()


async def gone(session: Session, event_id: int, member_ids: Collection[int]) -> set[int]:
    """Who of these went home in the middle of this evening and did not come back."""
    evening = await session.get(SpeedEvening, event_id)
    if evening is None or evening.started_at is None:
        return set()
    names = {f"member:{member_id}": member_id for member_id in member_ids}
    query = (
        select(AuditEntry)
        .where(AuditEntry.act.in_((LEFT, BACK)), AuditEntry.object.in_(names), AuditEntry.at >= evening.started_at)
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    newest = {one.object: one.act for one in await session.scalars(query) if one.details.get("event") == event_id}
    return {names[name] for name, act in newest.items() if act == LEFT}
