"""The coordinators' group: each person who has written a letter has a topic there, in which their letters are mirrored.

The group only repeats what the bot keeps: whatever happens to it, nothing is lost.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, update

from db.engine import Session
from db.models import Letter, LetterMessage, Member
from domain.actors import Actor
from domain.errors import NotFound
from domain.mailing.letters import ToMirror, TopicAnswer
from domain.mentoring.relay import Outgoing
from domain.vocabulary import LetterState
from services.mailing import letter_steps as steps
from services.mailing import letters, letters_desk, letters_queue

# what is older was there before the group, or the group has not worked for long
_MIRRORED = timedelta(days=2)
_NOBODY = 0
_A_MOMENT = timedelta(seconds=10)


async def unmirrored(session: Session, now: datetime, limit: int) -> list[ToMirror]:
    """Messages of letters that the group has not got by `now` (aware), the oldest first."""
    query = (
        select(LetterMessage.id, Letter.member_id, Letter.topic_id, Letter.deadline_at, Member.full_name)
        .join(Letter, Letter.id == LetterMessage.letter_id)
        .join(Member, Member.id == Letter.member_id)
        .where(LetterMessage.mirrored_at.is_(None), LetterMessage.sent_at > now - _MIRRORED)
        .order_by(LetterMessage.id)
        .limit(limit)
    )
    found = []
    for message_id, member_id, topic_id, deadline_at, name in (await session.execute(query)).all():
        words = await letters.words_of(session, _NOBODY, message_id)
        if words is not None:
            topic_id = topic_id or await _topic_of(session, member_id)
            found.append(ToMirror(words, member_id, name or "", topic_id, deadline_at))
    return found


async def keep_topic(session: Session, member_id: int, topic_id: int | None) -> None:
    """The person's letters stand in this topic from now on; None: theirs is no more."""
    own = update(Letter).where(Letter.member_id == member_id).values(topic_id=topic_id)
    await session.execute(own.execution_options(synchronize_session=False))


async def mark(session: Session, message_id: int, now: datetime) -> None:
    """The message stands in the group, or never will."""
    done = update(LetterMessage).where(LetterMessage.id == message_id).values(mirrored_at=now)
    await session.execute(done.execution_options(synchronize_session=False))


async def is_letters(session: Session, topic_id: int) -> bool:
    """Whether a topic is somebody's letters, and no talk of the coordinators' own."""
    return await session.scalar(select(Letter.id).where(Letter.topic_id == topic_id).limit(1)) is not None


async def respond(session: Session, actor: Actor, topic_id: int, message: Outgoing, now: datetime) -> TopicAnswer:
    """What a coordinator wrote in a topic goes to the person, in their newest letter that is open, or the newest.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    letter_id = await _letter(session, topic_id)
    waits_until = await letters_desk.respond(session, actor, letter_id, message, now, together=True)
    newest = select(LetterMessage.id).where(LetterMessage.letter_id == letter_id).order_by(LetterMessage.id.desc())
    # it stands in the topic already
    await mark(session, await session.scalar(newest.limit(1)) or 0, now)
    return TopicAnswer(waits_until, (await letters_queue.one(session, actor, letter_id)).reachable)


async def close(session: Session, actor: Actor, topic_id: int, now: datetime) -> None:
    """The letter of a topic is settled, whoever has it. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    letter_id = await _letter(session, topic_id)
    await letters_desk.take(session, actor, letter_id, now, from_colleague=True)
    await letters_desk.close(session, actor, letter_id, now)


async def passed_just_now(session: Session, actor: Actor, topic_id: int, now: datetime) -> bool:
    """Whether the coordinator has passed something on from this topic a moment ago. Raises ConsentNeeded, NotAllowed.

    The photos of an album come one by one, and one note is enough for all of them.
    """
    query = (
        select(LetterMessage.id)
        .join(Letter, Letter.id == LetterMessage.letter_id)
        .where(Letter.member_id.in_(_people_of(topic_id)), LetterMessage.author_id == actor.coordinator())
        .where(LetterMessage.from_desk, LetterMessage.sent_at > now - _A_MOMENT)
    )
    return await session.scalar(query.limit(1)) is not None


async def _letter(session: Session, topic_id: int) -> int:
    """The letter an answer in the topic belongs to, locked: the topic is the person's, whichever letter began it."""
    query = select(Letter.id).where(Letter.member_id.in_(_people_of(topic_id)))
    found = await session.scalar(query.order_by(Letter.state == LetterState.CLOSED, Letter.id.desc()).limit(1))
    if found is None:
        raise NotFound
    return (await steps.lock(session, found)).id


def _people_of(topic_id: int) -> Select[int]:
    """Whose topic it is, by id; of two records that were merged it is one person's."""
    return select(Letter.member_id).where(Letter.topic_id == topic_id)


async def _topic_of(session: Session, member_id: int) -> int | None:
    query = select(Letter.topic_id).where(Letter.member_id == member_id, Letter.topic_id.is_not(None))
    return await session.scalar(query.order_by(Letter.id.desc()).limit(1))
