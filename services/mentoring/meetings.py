"""What the two of a pair do with their meetings: propose, take a time, move, call off.

Every act locks the pair first, so of two acts at once the second sees what the first has done.
"""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Mentorship, PairMeeting
from domain.actors import Actor
from domain.errors import MeetingChanged, MeetingPassed, MeetingsFull, NotFound, OtherSideAway
from domain.mentoring import meetings as rules
from domain.mentoring.meetings import Change, MeetingView, Proposal
from domain.vocabulary import Attendance, MeetingStatus, MessageKind, Priority
from services import outbox
from services.mentoring import meeting_views, pair_views, pairs
from services.outbox import Message


async def propose(session: Session, actor: Actor, pair_id: int, proposal: Proposal, now: datetime) -> MeetingView:
    """A new meeting is proposed to the other side, which takes one of the times.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, OtherSideAway, MeetingPassed (no time is
    still to come), MeetingsFull.
    """
    member_id = actor.member()
    pair = await pairs.lock_live(session, member_id, pair_id)
    options = proposal.coming(now)
    count = select(func.count()).select_from(PairMeeting).where(meeting_views.ahead_of(pair_id, now))
    await _forget_lapsed(session, pair_id, now)
    if (await session.scalar(count) or 0) >= rules.MOST_OPEN:
        raise MeetingsFull
    meeting = PairMeeting(
        pair_id=pair_id,
        status=MeetingStatus.PROPOSED,
        proposed_by_id=member_id,
        options=_stored(options),
        starts_at=None,
        minutes=proposal.minutes,
        way=proposal.way,
        place=proposal.place,
        created_at=now,
        changed_at=now,
    )
    session.add(meeting)
    await session.flush()
    await _ask(session, pair, meeting, member_id, now)
    return await meeting_views.of_member(session, member_id, meeting.id, now)


async def propose_again(
    session: Session, actor: Actor, meeting_id: int, proposal: Proposal, now: datetime
) -> MeetingView:
    """Other times for a meeting: instead of those proposed, or to move what is agreed upon.

    An agreed meeting still to come stands until the other side takes another time: of it, the times alone are
    proposed. One that has passed does not stand.
    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, OtherSideAway, MeetingPassed, MeetingChanged.
    """
    member_id = actor.member()
    pair, meeting = await _lock(session, member_id, meeting_id)
    options = proposal.coming(now)
    if meeting.status not in rules.OPEN:
        raise MeetingChanged
    await outbox.withdraw(session, entity=_entity(meeting.id), kinds=(MessageKind.MEETING_PROPOSED,))
    if meeting.starts_at is not None and meeting.starts_at <= now:
        # it did not take place then: nobody is asked how it was
        meeting.status, meeting.starts_at = MeetingStatus.PROPOSED, None
        await outbox.withdraw(session, entity=_entity(meeting.id))
    meeting.options, meeting.proposed_by_id, meeting.changed_at = _stored(options), member_id, now
    if meeting.status is MeetingStatus.PROPOSED:
        meeting.minutes, meeting.way, meeting.place = proposal.minutes, proposal.way, proposal.place
    await session.flush()
    await _ask(session, pair, meeting, member_id, now)
    return await meeting_views.of_member(session, member_id, meeting.id, now)


async def accept(session: Session, actor: Actor, meeting_id: int, at: datetime, now: datetime) -> MeetingView:
    """Take one of the proposed times (aware `at`); reminders are planned, the other side is told.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, MeetingPassed, MeetingChanged.
    """
    member_id = actor.member()
    pair, meeting = await _lock(session, member_id, meeting_id)
    if meeting.status is MeetingStatus.AGREED and meeting.starts_at == at and not meeting.options:
        # a second tap
        return await meeting_views.of_member(session, member_id, meeting_id, now)
    if meeting.status not in rules.OPEN or _begun(meeting, now) or meeting.proposed_by_id == member_id:
        raise MeetingChanged
    if at.isoformat() not in meeting.options:
        raise MeetingChanged
    if at <= now:
        raise MeetingPassed
    meeting.status, meeting.starts_at, meeting.options, meeting.changed_at = MeetingStatus.AGREED, at, [], now
    await session.flush()
    await outbox.withdraw(session, entity=_entity(meeting.id))
    await _news(session, pair, meeting, MessageKind.MEETING_AGREED, member_id, now)
    await _plan_reminders(session, pair, meeting, now)
    return await meeting_views.of_member(session, member_id, meeting_id, now)


async def keep(session: Session, actor: Actor, meeting_id: int, now: datetime) -> MeetingView:
    """The agreed time stays; a proposed move is off, and the other side is told.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, MeetingChanged.
    """
    member_id = actor.member()
    pair, meeting = await _lock(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.AGREED or _begun(meeting, now):
        raise MeetingChanged
    if meeting.options:
        meeting.options, meeting.changed_at = [], now
        await session.flush()
        await outbox.withdraw(session, entity=_entity(meeting.id), kinds=(MessageKind.MEETING_PROPOSED,))
        await _news(session, pair, meeting, MessageKind.MEETING_CHANGED, member_id, now)
    return await meeting_views.of_member(session, member_id, meeting_id, now)


async def change_place(
    session: Session, actor: Actor, meeting_id: int, way: Attendance, place: str | None, now: datetime
) -> MeetingView:
    """How and where an agreed meeting will be, at the same time; the other side is told, nobody is asked again.

    A move under discussion goes on.
    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, MeetingChanged.
    """
    member_id = actor.member()
    pair, meeting = await _lock(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.AGREED or _begun(meeting, now):
        raise MeetingChanged
    if (meeting.way, meeting.place) != (way, place):
        meeting.way, meeting.place, meeting.changed_at = way, place, now
        await session.flush()
        other = pair_views.other_id(pair, member_id)
        # the newest place alone
        kinds = (MessageKind.MEETING_CHANGED,)
        await outbox.withdraw(session, entity=_entity(meeting.id), kinds=kinds, recipient_id=other)
        await _news(session, pair, meeting, MessageKind.MEETING_CHANGED, member_id, now, {"what": Change.PLACE.value})
    return await meeting_views.of_member(session, member_id, meeting_id, now)


async def cancel(session: Session, actor: Actor, meeting_id: int, now: datetime) -> MeetingView:
    """Call a meeting off before it begins, no reason asked; the other side is told.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, MeetingChanged.
    """
    member_id = actor.member()
    pair, meeting = await _lock(session, member_id, meeting_id)
    if meeting.status is not MeetingStatus.CANCELLED:
        if meeting.status not in rules.OPEN or _begun(meeting, now):
            raise MeetingChanged
        meeting.status, meeting.options, meeting.changed_at = MeetingStatus.CANCELLED, [], now
        await session.flush()
        await outbox.withdraw(session, entity=_entity(meeting.id))
        await _news(session, pair, meeting, MessageKind.MEETING_CHANGED, member_id, now)
    return await meeting_views.of_member(session, member_id, meeting_id, now)


# --- inside


async def _lock(session: Session, member_id: int, meeting_id: int) -> tuple[Mentorship, PairMeeting]:
    """A meeting under its pair's lock. Raises NotFound, PairEnded, PairWaits."""
    pair_id = await session.scalar(select(PairMeeting.pair_id).where(PairMeeting.id == meeting_id))
    if pair_id is None:
        raise NotFound
    pair = await pairs.lock_live(session, member_id, pair_id)
    return pair, await session.get_one(PairMeeting, meeting_id, populate_existing=True)


async def _forget_lapsed(session: Session, pair_id: int, now: datetime) -> None:
    """Proposals nobody answered in time give way to a new one."""
    query = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.status == MeetingStatus.PROPOSED)
    for meeting in await session.scalars(query):
        if not rules.ahead(map(datetime.fromisoformat, meeting.options), now):
            meeting.status, meeting.changed_at = MeetingStatus.CANCELLED, now
    await session.flush()


async def _ask(session: Session, pair: Mentorship, meeting: PairMeeting, by: int, now: datetime) -> None:
    """The other side is asked, and once more a day later; after the last of the times there is nothing to ask.

    Raises OtherSideAway.
    """
    other = pair_views.other_id(pair, by)
    if other is None:
        raise OtherSideAway
    last = max(map(datetime.fromisoformat, meeting.options))
    entity = _entity(meeting.id)
    moments = (now, now + rules.ASK_AGAIN_AFTER)
    await outbox.plan(
        session,
        [
            Message(MessageKind.MEETING_PROPOSED, entity, other, moment, Priority.NOTICE, expires_at=last)
            for moment in moments
            if moment < last
        ],
    )


async def _news(
    session: Session,
    pair: Mentorship,
    meeting: PairMeeting,
    kind: MessageKind,
    by: int,
    now: datetime,
    payload: dict[str, str] | None = None,
) -> None:
    other = pair_views.other_id(pair, by)
    if other is not None:
        news = Message(kind, _entity(meeting.id), other, now, Priority.NOTICE, payload=dict(payload or {}))
        await outbox.plan(session, [news])


async def _plan_reminders(session: Session, pair: Mentorship, meeting: PairMeeting, now: datetime) -> None:
    """A day and two hours ahead, and the journal afterwards, to both."""
    assert meeting.starts_at is not None
    entity = _entity(meeting.id)
    asks_at = rules.ends_at(meeting.starts_at, meeting.minutes) + rules.JOURNAL_AFTER
    coming = rules.reminders(meeting.starts_at, meeting.minutes, now)
    messages: list[Message] = []
    for member_id in (pair.mentor_id, pair.mentee_id):
        if member_id is None:
            continue
        messages += [
            Message(MessageKind.MEETING_REMINDER, entity, member_id, one.at, Priority.REMINDER, one.expires_at)
            for one in coming
        ]
        lives_till = asks_at + rules.JOURNAL_LIVES
        messages.append(Message(MessageKind.MEETING_JOURNAL, entity, member_id, asks_at, Priority.REMINDER, lives_till))
    await outbox.plan(session, messages)


def _entity(meeting_id: int) -> str:
    return f"meeting:{meeting_id}"


def _stored(options: tuple[datetime, ...]) -> list[str]:
    return [one.isoformat() for one in options]


def _begun(meeting: PairMeeting, now: datetime) -> bool:
    return meeting.starts_at is not None and meeting.starts_at <= now
