"""The journal of a pair: whether a meeting took place, and each side's minute about it.

One's own words may be written after the end of the pair, too: the last meeting is often the warmest.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete, select

from content import load_blocks
from db.engine import Session, insert_into
from db.models import MeetingNote, Mentorship, PairMeeting
from domain.actors import Actor
from domain.errors import MeetingAhead, MeetingChanged, MeetingTold, NotFound
from domain.mentoring import meeting_notes as rules
from domain.mentoring.meeting_notes import Ask, Entry, Journal, Note, NoteForm
from domain.mentoring.meetings import MeetingView
from domain.paging import page_of
from domain.vocabulary import MeetingStatus, MessageKind, Priority
from services import outbox
from services.mentoring import meeting_views, pair_views, pairs
from services.outbox import Message


async def held(session: Session, actor: Actor, meeting_id: int, now: datetime) -> NoteForm:
    """The meeting took place; the form of one's own minute, with what is written so far.

    Works for one the other side said did not: who was there knows better.
    Raises ConsentNeeded, NotFound, MeetingAhead, MeetingChanged (it was never agreed upon, or called off in advance).
    """
    member_id = actor.known()
    _, meeting = await _lock(session, member_id, meeting_id)
    _ensure_begun(meeting, now)
    if meeting.status is not MeetingStatus.HELD:
        meeting.status, meeting.options, meeting.changed_at = MeetingStatus.HELD, [], now
        await session.flush()
    await _keep(session, meeting_id, member_id, now, {})
    await _stop_asking(session, meeting_id, member_id)
    return await _form(session, member_id, meeting)


async def not_held(session: Session, actor: Actor, meeting_id: int, now: datetime) -> MeetingView:
    """The meeting did not take place; the other side is told, and may say that it did.

    Raises ConsentNeeded, NotFound, MeetingAhead, MeetingChanged, MeetingTold (the other side, or one's own words,
    say that it did; but not for one that was written down afterwards and is denied for the first time).
    """
    member_id = actor.known()
    pair, meeting = await _lock(session, member_id, meeting_id)
    _ensure_begun(meeting, now)
    if meeting.status is not MeetingStatus.CANCELLED:
        notes = await _notes(session, [meeting_id])
        told = any(author != member_id or not note.empty for (_, author), note in notes.items())
        if told and not await meeting_views.is_deniable(session, meeting):
            raise MeetingTold
        # words stay with who wrote them: it may turn out that they met
        wordless = [author for (_, author), note in notes.items() if note.empty]
        await session.execute(
            delete(MeetingNote).where(MeetingNote.meeting_id == meeting_id, MeetingNote.author_id.in_(wordless))
        )
        meeting.status, meeting.options, meeting.changed_at = MeetingStatus.CANCELLED, [], now
        await session.flush()
        await outbox.withdraw(session, entity=f"meeting:{meeting_id}")
        other = pair_views.other_id(pair, member_id)
        if other is not None:
            news = Message(MessageKind.MEETING_CHANGED, f"meeting:{meeting_id}", other, now, Priority.NOTICE)
            await outbox.plan(session, [news])
    return await meeting_views.of_member(session, member_id, meeting_id, now)


async def open(session: Session, actor: Actor, meeting_id: int) -> NoteForm:  # noqa: A001 (one opens a form)
    """One's own minute about a meeting that took place. Raises ConsentNeeded, NotFound, MeetingChanged."""
    member_id = actor.owner()
    meeting = await _own(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.HELD:
        raise MeetingChanged
    return await _form(session, member_id, meeting)


async def give(session: Session, actor: Actor, meeting_id: int, ask: Ask, value: str, now: datetime) -> NoteForm:
    """Keep one answer at once, in place of an earlier one.

    Raises ConsentNeeded, NotFound (also for a block or a mood nobody offers), MeetingChanged, InvalidAnswer.
    """
    answer = rules.read(ask, value)
    if ask is Ask.BLOCK and answer not in _blocks():
        raise NotFound
    return await _answer(session, actor, meeting_id, ask, answer, now)


async def forget(session: Session, actor: Actor, meeting_id: int, ask: Ask, now: datetime) -> NoteForm:
    """Take one answer back. Raises ConsentNeeded, NotFound, MeetingChanged."""
    return await _answer(session, actor, meeting_id, ask, None, now)


async def journal(session: Session, actor: Actor, pair_id: int, page: int, size: int) -> Journal:
    """A page of what a pair has behind it, `size` meetings at a time, the newest first. Raises ConsentNeeded, NotFound.

    Of the other side's minute, its mood and its remark are left out.
    """
    member_id = actor.owner()
    pair = await pair_views.of_member(session, member_id, pair_id)
    total, minutes = await meeting_views.totals(session, pair_id)
    shown = page_of(total, page, size)
    query = (
        select(PairMeeting)
        .where(PairMeeting.pair_id == pair_id, PairMeeting.status == MeetingStatus.HELD)
        .order_by(PairMeeting.starts_at.desc(), PairMeeting.id.desc())
        .limit(size)
        .offset(shown.offset)
    )
    meetings = (await session.scalars(query)).all()
    notes = await _notes(session, [one.id for one in meetings])
    entries = tuple(_entry(one, notes, member_id) for one in meetings)
    return Journal(pair_id, pair.other.name if pair.other else None, shown, entries, total, minutes)


async def entry(session: Session, actor: Actor, meeting_id: int) -> Entry:
    """One meeting of the journal. Raises ConsentNeeded, NotFound, MeetingChanged."""
    member_id = actor.owner()
    meeting = await _own(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.HELD:
        raise MeetingChanged
    entry = _entry(meeting, await _notes(session, [meeting_id]), member_id)
    return replace(entry, deniable=await meeting_views.is_deniable(session, meeting))


async def to_ask(session: Session, member_id: int, meeting_id: int, now: datetime) -> MeetingView | None:
    """The meeting this member is to be asked about at `now` (aware); None when there is nothing to ask."""
    view = await meeting_views.seen_by(session, member_id, meeting_id, now)
    if view is None or not view.live or not view.over or view.noted:
        return None
    return view if view.status in (MeetingStatus.AGREED, MeetingStatus.HELD) else None


# --- inside


@cache
def _blocks() -> Collection[str]:
    return load_blocks().keys()


async def _own(session: Session, member_id: int, meeting_id: int) -> PairMeeting:
    """A meeting of one's own pair. Raises NotFound."""
    meeting = await session.get(PairMeeting, meeting_id, populate_existing=True)
    if meeting is None:
        raise NotFound
    await pair_views.of_member(session, member_id, meeting.pair_id)
    return meeting


async def _lock(session: Session, member_id: int, meeting_id: int) -> tuple[Mentorship, PairMeeting]:
    """A meeting under its pair's lock. Raises NotFound."""
    pair_id = await session.scalar(select(PairMeeting.pair_id).where(PairMeeting.id == meeting_id))
    if pair_id is None:
        raise NotFound
    pair = await pairs.lock(session, member_id, pair_id)
    return pair, await session.get_one(PairMeeting, meeting_id, populate_existing=True)


def _ensure_begun(meeting: PairMeeting, now: datetime) -> None:
    """Raises MeetingAhead, MeetingChanged."""
    if meeting.starts_at is None:
        raise MeetingChanged
    called_off = meeting.status is MeetingStatus.CANCELLED
    if called_off and meeting.changed_at < meeting.starts_at:
        raise MeetingChanged
    if meeting.starts_at > now:
        raise MeetingAhead


async def _answer(
    session: Session, actor: Actor, meeting_id: int, ask: Ask, answer: rules.Value | None, now: datetime
) -> NoteForm:
    """Raises ConsentNeeded, NotFound, MeetingChanged."""
    member_id = actor.known()
    _, meeting = await _lock(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.HELD:
        raise MeetingChanged
    await _keep(session, meeting_id, member_id, now, {ask.value: answer})
    await _stop_asking(session, meeting_id, member_id)
    return await _form(session, member_id, meeting)


async def _keep(session: Session, meeting_id: int, member_id: int, now: datetime, answers: dict[str, Any]) -> None:
    """One statement, so that two phones of one person can't both make the row."""
    row = {"meeting_id": meeting_id, "author_id": member_id, "written_at": now} | answers
    statement = insert_into(session, MeetingNote).values(row)
    keys = ["meeting_id", "author_id"]
    if answers:
        statement = statement.on_conflict_do_update(index_elements=keys, set_={"written_at": now} | answers)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    await session.execute(statement)


async def _stop_asking(session: Session, meeting_id: int, member_id: int) -> None:
    kinds = (MessageKind.MEETING_JOURNAL,)
    await outbox.withdraw(session, entity=f"meeting:{meeting_id}", kinds=kinds, recipient_id=member_id)


async def _form(session: Session, member_id: int, meeting: PairMeeting) -> NoteForm:
    pair = await pair_views.of_member(session, member_id, meeting.pair_id)
    note = (await _notes(session, [meeting.id])).get((meeting.id, member_id), Note())
    assert meeting.starts_at is not None
    return NoteForm(meeting.id, meeting.pair_id, pair.live, meeting.starts_at, pair.directions, note)


async def _notes(session: Session, meeting_ids: Collection[int]) -> Mapping[tuple[int, int], Note]:
    """Notes by meeting and author."""
    query = select(
        MeetingNote.meeting_id,
        MeetingNote.author_id,
        MeetingNote.block,
        MeetingNote.done,
        MeetingNote.agreement,
        MeetingNote.mood,
        MeetingNote.remark,
    ).where(MeetingNote.meeting_id.in_(meeting_ids))
    return {(row[0], row[1]): Note(*row[2:]) for row in (await session.execute(query)).all()}


def _entry(meeting: PairMeeting, notes: Mapping[tuple[int, int], Note], member_id: int) -> Entry:
    assert meeting.starts_at is not None
    theirs = [note for (of, author), note in notes.items() if of == meeting.id and author != member_id]
    return Entry(
        meeting_id=meeting.id,
        pair_id=meeting.pair_id,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        mine=notes.get((meeting.id, member_id)),
        theirs=rules.shown_to_other(theirs[0]) if theirs else None,
    )
