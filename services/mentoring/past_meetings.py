"""A meeting of a pair that nobody had proposed is written down once it has been; the other side may say it was not.

Its row is told from others by its moments: it was made when the meeting had begun (`meeting_views.is_deniable`).
"""

from datetime import datetime

from sqlalchemy import and_, or_, select

from db.engine import Session
from db.models import Mentorship, PairMeeting
from domain.actors import Actor
from domain.errors import OtherSideAway, Outdated, PairEnded, PairWaits
from domain.mentoring import meetings as meeting_rules
from domain.mentoring import past_meetings as rules
from domain.mentoring.pairs import LIVE
from domain.mentoring.past_meetings import Past, PastForm, Recorded
from domain.vocabulary import MeetingStatus, MessageKind, PairStatus, Priority
from services import outbox
from services.mentoring import meeting_notes, meeting_views, pair_views, pairs
from services.outbox import Message


async def form(session: Session, actor: Actor, pair_id: int, now: datetime) -> PastForm:
    """What the form needs of one's own pair at `now` (aware). Raises ConsentNeeded, NotFound, PairEnded, PairWaits."""
    await pair_views.of_member(session, actor.known(), pair_id)
    pair = await session.get_one(Mentorship, pair_id)
    if pair.status is PairStatus.APPROVAL:
        raise PairWaits
    if pair.status not in LIVE:
        raise PairEnded
    slots = rules.slots(pair.started_at, now, meeting_views.is_school_day())
    return PastForm(pair_id, pair.started_at, slots)


async def record(session: Session, actor: Actor, pair_id: int, past: Past, now: datetime) -> Recorded:
    """Write a meeting down as one that took place; the other side is asked for its minute, and may deny it.

    Of two who write down the same one, the second finds what the first has written. Raises ConsentNeeded,
    ProfileNeeded, NotFound, PairEnded, PairWaits, OtherSideAway, Outdated, InvalidAnswer (of no use as a time of it).
    """
    member_id = actor.member()
    pair = await pairs.lock_live(session, member_id, pair_id)
    other = pair_views.other_id(pair, member_id)
    if other is None:
        raise OtherSideAway
    if past.minutes not in meeting_rules.MINUTES:
        raise Outdated
    rules.check(past.starts_at, pair.started_at, now)
    known = await _same(session, pair_id, past.starts_at)
    if known is not None:
        return Recorded(await meeting_views.of_member(session, member_id, known, now), known=True)
    meeting = PairMeeting(
        pair_id=pair_id,
        status=MeetingStatus.HELD,
        proposed_by_id=member_id,
        options=[],
        starts_at=past.starts_at,
        minutes=past.minutes,
        way=past.way,
        place=None,
        created_at=now,
        changed_at=now,
    )
    session.add(meeting)
    await session.flush()
    await meeting_notes.held(session, actor, meeting.id, now)
    asks_at = max(now, meeting_rules.ends_at(past.starts_at, past.minutes))
    lives_till = asks_at + meeting_rules.JOURNAL_LIVES
    told = Message(
        MessageKind.MEETING_JOURNAL, f"meeting:{meeting.id}", other, asks_at, Priority.NOTICE, expires_at=lives_till
    )
    await outbox.plan(session, [told])
    return Recorded(await meeting_views.of_member(session, member_id, meeting.id, now), known=False)


async def _same(session: Session, pair_id: int, starts_at: datetime) -> int | None:
    """The pair's meeting about that time: held, agreed upon, or said not to have been; not one called off ahead."""
    denied = and_(PairMeeting.status == MeetingStatus.CANCELLED, PairMeeting.changed_at >= PairMeeting.starts_at)
    query = select(PairMeeting.id, PairMeeting.starts_at).where(
        PairMeeting.pair_id == pair_id,
        PairMeeting.starts_at > starts_at - rules.SAME_WITHIN,
        PairMeeting.starts_at < starts_at + rules.SAME_WITHIN,
        or_(PairMeeting.status.in_((MeetingStatus.HELD, MeetingStatus.AGREED)), denied),
    )
    rows = (await session.execute(query.order_by(PairMeeting.id))).all()
    near = min(rows, key=lambda row: abs((row[1] or starts_at) - starts_at), default=None)
    return near[0] if near else None
