"""«Я здесь»: the code word a coordinator shows, and the people online who type it."""

from datetime import datetime
from functools import cache

from sqlalchemy import select

from content import load_code_words
from db.engine import Session, insert_into
from db.models import Event, Presence, Registration
from domain.actors import Actor
from domain.errors import AttendanceNotOffered, CheckInNotOpen, EventCancelled, EventOver, NoSeat
from domain.events import presence as rules
from domain.events import tickets as signing
from domain.events.presence import CheckIn, ShownWord, Slot, WordOutcome
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
)
from services import keys
from services.events import presence


@cache
def words() -> tuple[str, ...]:
    """The words to choose from."""
    return load_code_words()


async def word(session: Session, actor: Actor, event_id: int, now: datetime) -> ShownWord:
    """What to show on the screen at `now` (aware). Raises ConsentNeeded, NotAllowed, NotFound, AttendanceNotOffered."""
    actor.coordinator()
    event, slot = await presence.event_at(session, event_id, now)
    if event.format is EventFormat.OFFLINE:
        raise AttendanceNotOffered
    key = await keys.key(session, signing.WORD_KEY)
    shown = signing.code_word(key, event_id, slot.number, now, words()) if slot.takes_words(now) else None
    return ShownWord(event_id, event.title, slot, shown, signing.word_changes_at(now), over=slot.ends_at <= now)


async def expect(session: Session, actor: Actor, event_id: int, now: datetime) -> CheckIn | None:
    """Whether this person may type the word now: None, or what stands instead (ALREADY, LOCKED).

    Raises ConsentNeeded, NotFound, EventCancelled, EventOver, AttendanceNotOffered, NoSeat, CheckInNotOpen.
    """
    event, slot, mine = await _participant(session, actor, event_id, now)
    return await _settled(session, event, slot, mine)


async def check_in(session: Session, actor: Actor, event_id: int, text: str, now: datetime) -> CheckIn:
    """The person typed `text`: the word shown now, or the one before it, marks them as having come online.

    Five wrong words, and only a coordinator can mark the person. Raises what `expect` raises.
    """
    event, slot, mine = await _participant(session, actor, event_id, now)
    if settled := await _settled(session, event, slot, mine):
        return settled
    key = await keys.key(session, signing.WORD_KEY)
    if not signing.is_code_word(text, key, event_id, slot.number, now, words()):
        mine.word_misses += 1
        await session.flush()
        left = rules.WORD_TRIES - mine.word_misses
        return CheckIn(event_id, event.title, WordOutcome.WRONG if left else WordOutcome.LOCKED, left)
    values = {
        "state": PresenceState.ATTENDED,
        "attendance": Attendance.ONLINE,
        "method": PresenceMethod.WORD,
        "marked_at": now.replace(microsecond=0),
        "marked_by_id": None,
    }
    insert = insert_into(session, Presence).values(registration_id=mine.id, sitting=slot.number, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=["registration_id", "sitting"], set_=values))
    mine.word_misses = 0
    await session.flush()
    return CheckIn(event_id, event.title, WordOutcome.HERE, rules.WORD_TRIES)


async def _participant(
    session: Session, actor: Actor, event_id: int, now: datetime
) -> tuple[Event, Slot, Registration]:
    """The event, its current session and the person's seat, its row locked: tries must not be had twice at once."""
    member_id = actor.known()
    query = select(Registration.id).where(Registration.event_id == event_id, Registration.member_id == member_id)
    registration_id = await session.scalar(query)
    mine = None if registration_id is None else await presence.hold(session, registration_id)
    # sessions may change their numbers till the row is held
    event, slot = await presence.event_at(session, event_id, now)
    if event.status is not EventStatus.PUBLISHED:
        raise EventCancelled
    if event.format is EventFormat.OFFLINE:
        raise AttendanceNotOffered
    if mine is None or mine.status is not RegistrationStatus.REGISTERED:
        raise NoSeat
    if event.ends_at <= now:
        raise EventOver
    if not slot.takes_words(now):
        raise CheckInNotOpen
    if mine.word_sitting != slot.number:
        # another session, new tries
        mine.word_sitting, mine.word_misses = slot.number, 0
    return event, slot, mine


async def _settled(session: Session, event: Event, slot: Slot, mine: Registration) -> CheckIn | None:
    found = await session.get(Presence, (mine.id, slot.number), populate_existing=True)
    left = rules.WORD_TRIES - mine.word_misses
    if found is not None and found.state is PresenceState.ATTENDED:
        return CheckIn(event.id, event.title, WordOutcome.ALREADY, left)
    if left <= 0:
        return CheckIn(event.id, event.title, WordOutcome.LOCKED, 0)
    return None
