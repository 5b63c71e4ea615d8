"""Letters to coordinators, what the desk does with them: take, answer, hand on, put back, close, open again.

Every coordinator reads every letter; who has taken it answers. Reading: `letters_queue.py`.
"""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Letter, LetterMessage, Member
from domain import clubtime
from domain.actors import Actor
from domain.desk_days import nudge_at
from domain.errors import LetterTaken, NotFound, OwnLetterDesk
from domain.mentoring.relay import Outgoing
from domain.vocabulary import LetterState, MessageKind
from services import desk_days, journal
from services.mailing import letter_steps as steps

S, K = LetterState, MessageKind
# ids of those the club is closed to
_SHUT_OUT = select(Member.id).where(Member.blocked_at.is_not(None))


async def take(session: Session, actor: Actor, letter_id: int, now: datetime, *, from_colleague: bool = False) -> bool:
    """Take a letter that nobody has, or (`from_colleague`) whoever has it; whether it is the actor's now.

    Raises ConsentNeeded, NotAllowed, NotFound, OwnLetterDesk.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    _ensure_of_other(letter, me)
    if letter.state is S.CLOSED:
        return False
    if letter.state is S.TAKEN and letter.taken_by_id == me:
        return True
    if not from_colleague and await steps.has_taker(session, letter):
        return False
    await steps.move(session, letter, S.TAKEN, me, now)
    await _record(session, me, "letter.taken", letter, now)
    return True


async def respond(
    session: Session, actor: Actor, letter_id: int, message: Outgoing, now: datetime, *, together: bool = False
) -> datetime | None:
    """Answer the person; who answers has the letter from now on. Returns when it leaves, if quiet hours hold it back.

    `together`: the coordinators see each other's answers, so a letter of a colleague's may be answered too.
    Raises ConsentNeeded, NotAllowed, NotFound, LetterTaken, OwnLetterDesk.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    _ensure_of_other(letter, me)
    if not together:
        await _mine_or_free(session, letter, me)
    if letter.state is not S.TAKEN or letter.taken_by_id != me:
        await steps.move(session, letter, S.TAKEN, me, now)
    letter.deadline_at = None
    row = await steps.add_message(session, letter, me, message, now, from_desk=True)
    await steps.withdraw(session, letter)
    await steps.tell_message(session, row, K.LETTER_ANSWERED, letter.member_id, now)
    await _record(session, me, "letter.answered", letter, now)
    leaves_at = clubtime.next_allowed(now)
    return leaves_at if leaves_at > now else None


async def hand(session: Session, actor: Actor, letter_id: int, to_id: int, now: datetime) -> None:
    """Give a letter to another coordinator, who is told. The deadline stays. Doing it twice changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound (also for who is no coordinator, or wrote it), LetterTaken.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    if to_id == letter.member_id or to_id not in await steps.coordinators(session):
        raise NotFound
    if letter.state is S.TAKEN and letter.taken_by_id == to_id:
        return
    await _open_mine_or_free(session, letter, me)
    await steps.move(session, letter, S.TAKEN, to_id, now)
    if to_id != me:
        await steps.tell(session, letter, K.LETTER_HANDED, [to_id], now)
    await _record(session, me, "letter.handed", letter, now, to=to_id)


async def put_back(session: Session, actor: Actor, letter_id: int, now: datetime) -> None:
    """Nobody has the letter any more; if it waits for an answer, the others are told. Twice changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, LetterTaken.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    await _open_mine_or_free(session, letter, me)
    if letter.state is S.OPEN:
        return
    await _let_go(session, letter, now, by=me)
    await _record(session, me, "letter.put_back", letter, now)


async def close(session: Session, actor: Actor, letter_id: int, now: datetime) -> None:
    """The letter is settled; who wrote it is told and may go on. Closing twice changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, LetterTaken, OwnLetterDesk.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    _ensure_of_other(letter, me)
    if letter.state is S.CLOSED:
        return
    await _mine_or_free(session, letter, me)
    await steps.move(session, letter, S.CLOSED, me, now)
    await steps.tell(session, letter, K.LETTER_CLOSED, [letter.member_id], now)
    await _record(session, me, "letter.closed", letter, now)


async def reopen(session: Session, actor: Actor, letter_id: int, now: datetime) -> None:
    """A closed letter waits for the desk again, with who opens it. Opening an open one changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, OwnLetterDesk.
    """
    me = actor.coordinator()
    letter = await steps.lock(session, letter_id)
    _ensure_of_other(letter, me)
    if letter.state is not S.CLOSED:
        return
    await steps.move(session, letter, S.TAKEN, me, now)
    steps.await_desk(letter, now)
    await _record(session, me, "letter.reopened", letter, now)


async def other_news(session: Session, actor: Actor, letter_id: int, since: datetime) -> bool:
    """Whether another letter the coordinator has brought words since `since` (aware): the next may be meant for it.

    Raises ConsentNeeded, NotAllowed.
    """
    query = (
        select(LetterMessage.id)
        .join(Letter, Letter.id == LetterMessage.letter_id)
        .where(Letter.taken_by_id == actor.coordinator(), Letter.id != letter_id)
        .where(LetterMessage.from_desk.is_(False), LetterMessage.sent_at > since)
    )
    return await session.scalar(query.limit(1)) is not None


# --- by itself


async def coordinator_gone(session: Session, member_id: int, now: datetime) -> None:
    """Letters of somebody who is a coordinator no more, or leaves the club, go back to the desk (`now` is aware)."""
    query = select(Letter.id).where(Letter.taken_by_id == member_id, Letter.state == S.TAKEN).order_by(Letter.id)
    for letter_id in (await session.scalars(query)).all():
        await _let_go(session, await steps.lock(session, letter_id), now, by=member_id)


async def due(session: Session, now: datetime) -> list[int]:
    """Letters to look after by `now` (aware): late ones, whose coordinator is one no more, whose author is shut out."""
    left = (Letter.state == S.TAKEN) & Letter.taken_by_id.not_in(steps.ANSWERING)
    nobodys = (Letter.state == S.TAKEN) & Letter.taken_by_id.is_(None)
    shut_out = Letter.member_id.in_(_SHUT_OUT)
    query = select(Letter.id).where(Letter.state != S.CLOSED, left | nobodys | shut_out | (Letter.deadline_at <= now))
    return list(await session.scalars(query.order_by(Letter.id)))


async def tend(session: Session, letter_id: int, now: datetime) -> None:
    """A late letter nudges who has it, or all coordinators; one whose coordinator is gone goes back to the desk.

    One of a person the club is closed to is closed too: no answer can reach them, and nobody is to be nudged for it.
    Safe to call again and again. Raises NotFound.
    """
    letter = await steps.lock(session, letter_id)
    if letter.state is not S.CLOSED and await session.scalar(_SHUT_OUT.where(Member.id == letter.member_id)):
        await steps.move(session, letter, S.CLOSED, letter.taken_by_id, now)
        return
    if letter.state is S.TAKEN and not await steps.has_taker(session, letter):
        await _let_go(session, letter, now, by=None)
    if letter.state is S.CLOSED or letter.deadline_at is None:
        return
    nudge = nudge_at(letter.deadline_at, letter.changed_at, now, desk_days.works())
    if nudge is None:
        return
    taker = letter.taken_by_id
    owners = [taker] if taker is not None else await steps.coordinators(session)
    await steps.tell(session, letter, K.LETTER_OVERDUE, owners, nudge)


async def _let_go(session: Session, letter: Letter, now: datetime, *, by: int | None) -> None:
    await steps.move(session, letter, S.OPEN, None, now)
    if letter.deadline_at is not None:
        await steps.tell_desk(session, letter, now, but=by)


def _ensure_of_other(letter: Letter, me: int) -> None:
    """Nobody answers themselves. Raises OwnLetterDesk."""
    if letter.member_id == me:
        raise OwnLetterDesk


async def _mine_or_free(session: Session, letter: Letter, me: int) -> None:
    """Raises LetterTaken."""
    if letter.taken_by_id != me and await steps.has_taker(session, letter):
        raise LetterTaken


async def _open_mine_or_free(session: Session, letter: Letter, me: int) -> None:
    """Raises LetterTaken, also for a closed one."""
    if letter.state is S.CLOSED:
        raise LetterTaken
    await _mine_or_free(session, letter, me)


async def _record(session: Session, me: int, act: str, letter: Letter, now: datetime, **details: int) -> None:
    await journal.record(session, actor_id=me, act=act, object=f"letter:{letter.id}", now=now, **details)
