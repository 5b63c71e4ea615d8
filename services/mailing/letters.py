"""Letters to coordinators, for who writes them: a question, more words, what was answered, «вопрос решён»."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Letter, LetterMessage, Member
from domain.actors import Actor
from domain.errors import NotFound
from domain.mailing.letters import STORY_SIZE, Handed, LetterLine, LetterWords, OwnLetter, OwnLetters
from domain.mentoring.relay import Outgoing, RelayKind
from domain.paging import Page, page_of
from domain.vocabulary import LetterState, MessageKind
from services.mailing import letter_steps as steps

# a page that is past the end shows the last one
_LAST = 10**6


async def write(session: Session, actor: Actor, letter_id: int | None, message: Outgoing, now: datetime) -> Handed:
    """Pass a message on to the desk: into this letter, or (None) the one that is open, or a new one.

    Into a closed one too: that opens it again. Somebody who has consented and not finished joining may write as well:
    joining is what they may need help with. Raises ConsentNeeded, NotFound.
    """
    member_id = actor.known()
    letter = await _to_write(session, member_id, letter_id, now)
    if letter.state is LetterState.CLOSED:
        await steps.move(session, letter, LetterState.TAKEN, letter.taken_by_id, now)
    # a free letter that waits has been told of already
    news = letter.deadline_at is None
    if letter.state is LetterState.TAKEN and not await steps.has_taker(session, letter):
        await steps.move(session, letter, LetterState.OPEN, None, now)
        news = True
    deadline_at = steps.await_desk(letter, now)
    row = await steps.add_message(session, letter, member_id, message, now, from_desk=False)
    if letter.taken_by_id is not None:
        await steps.tell_message(session, row, MessageKind.LETTER_WRITTEN, letter.taken_by_id, now)
    elif news:
        await steps.tell_desk(session, letter, now, but=member_id)
    return Handed(letter.id, deadline_at)


async def close(session: Session, actor: Actor, letter_id: int, now: datetime) -> None:
    """The question is settled. Closing twice changes nothing. Raises ConsentNeeded, NotFound."""
    letter = await _own(session, actor.owner(), letter_id)
    if letter.state is not LetterState.CLOSED:
        await steps.move(session, letter, LetterState.CLOSED, letter.taken_by_id, now)


async def open_letter(session: Session, actor: Actor) -> int | None:
    """The person's letter that is not closed, if any. Raises ConsentNeeded."""
    return await _open_id(session, actor.known())


async def one(session: Session, actor: Actor, letter_id: int, page: int | None) -> OwnLetter:
    """A page of one's own letter, the last one where none is named. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    letter = await session.get(Letter, letter_id, populate_existing=True)
    if letter is None or letter.member_id != member_id:
        raise NotFound
    shown, messages = await story(session, member_id, letter_id, page)
    return OwnLetter(
        id=letter.id,
        state=letter.state,
        deadline_at=letter.deadline_at,
        page=shown,
        messages=messages,
        others=await _count(session, member_id) > 1,
    )


async def message(session: Session, actor: Actor, message_id: int) -> LetterWords:
    """One message of one's own letter. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    owner = select(Letter.member_id).join(LetterMessage, LetterMessage.letter_id == Letter.id)
    found = await words_of(session, member_id, message_id)
    if found is None or await session.scalar(owner.where(LetterMessage.id == message_id)) != member_id:
        raise NotFound
    return found


async def own(session: Session, actor: Actor, page: int, size: int) -> OwnLetters:
    """A page of one's own letters, the newest first. Raises ConsentNeeded."""
    member_id = actor.owner()
    shown = page_of(await _count(session, member_id), page, size)
    inner = aliased(LetterMessage)
    first = select(func.min(inner.id)).where(inner.letter_id == Letter.id).correlate(Letter).scalar_subquery()
    query = select(Letter, LetterMessage.text).join(LetterMessage, LetterMessage.id == first)
    query = query.where(Letter.member_id == member_id).order_by(Letter.id.desc()).limit(size).offset(shown.offset)
    lines = tuple(
        LetterLine(letter.id, letter.state, "", text, letter.deadline_at, letter.created_at, None)
        for letter, text in await session.execute(query)
    )
    return OwnLetters(shown, lines)


# --- for the desk too


async def story(
    session: Session, reader_id: int, letter_id: int, page: int | None
) -> tuple[Page, tuple[LetterWords, ...]]:
    """A page of a letter's messages, the oldest first; whoever calls has looked whether it may be read."""
    of_letter = LetterMessage.letter_id == letter_id
    total = await session.scalar(select(func.count()).select_from(LetterMessage).where(of_letter)) or 0
    shown = page_of(total, _LAST if page is None else page, STORY_SIZE)
    query = select(LetterMessage, Member.full_name).outerjoin(Member, Member.id == LetterMessage.author_id)
    query = query.where(of_letter).order_by(LetterMessage.id).limit(STORY_SIZE).offset(shown.offset)
    return shown, tuple(_words(row, name, reader_id) for row, name in await session.execute(query))


async def words_of(session: Session, reader_id: int, message_id: int) -> LetterWords | None:
    """One message, if it is there; whoever calls has looked whether it may be read."""
    query = select(LetterMessage, Member.full_name).outerjoin(Member, Member.id == LetterMessage.author_id)
    found = (await session.execute(query.where(LetterMessage.id == message_id))).one_or_none()
    return _words(found[0], found[1], reader_id) if found else None


def _words(row: LetterMessage, name: str | None, reader_id: int) -> LetterWords:
    return LetterWords(
        id=row.id,
        letter_id=row.letter_id,
        own=row.author_id == reader_id,
        from_desk=row.from_desk,
        author=name,
        kind=RelayKind(row.kind),
        text=row.text,
        file=row.file,
        sent_at=row.sent_at,
    )


async def _to_write(session: Session, member_id: int, letter_id: int | None, now: datetime) -> Letter:
    if letter_id is not None:
        return await _own(session, member_id, letter_id)
    # two questions of one person at once are one letter
    await session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    if (open_id := await _open_id(session, member_id)) is not None:
        return await steps.lock(session, open_id)
    letter = Letter(
        member_id=member_id, state=LetterState.OPEN, deadline_at=None, created_at=now, changed_at=now, closed_at=None
    )
    session.add(letter)
    await session.flush()
    return letter


async def _own(session: Session, member_id: int, letter_id: int) -> Letter:
    letter = await steps.lock(session, letter_id)
    if letter.member_id != member_id:
        raise NotFound
    return letter


async def _open_id(session: Session, member_id: int) -> int | None:
    query = select(Letter.id).where(Letter.member_id == member_id, Letter.state != LetterState.CLOSED)
    return await session.scalar(query.order_by(Letter.id.desc()).limit(1))


async def _count(session: Session, member_id: int) -> int:
    return await session.scalar(select(func.count()).select_from(Letter).where(Letter.member_id == member_id)) or 0
