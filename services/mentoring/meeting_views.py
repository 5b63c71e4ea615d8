"""Meetings of a pair as its two sides see them: one, what lies ahead, what is behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, func, or_, select

from content import load_schedule
from db.engine import Session
from db.models import MeetingNote, PairMeeting
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring import meetings as rules
from domain.mentoring.meetings import Meetings, MeetingView
from domain.mentoring.pairs import PairView
from domain.vocabulary import MeetingStatus
from services.mentoring import pair_views

# meetings nobody told of: older ones are not asked about any more
_UNTOLD_SHOWN = 5


async def of_pair(session: Session, actor: Actor, pair_id: int, now: datetime) -> Meetings:
    """What lies ahead of one's own pair at `now` (aware), and what nobody told of yet. Raises ConsentNeeded, NotFound.

    Proposals whose times have all passed without an answer are shown until a new one takes their place.
    """
    member_id = actor.owner()
    pair = await pair_views.of_member(session, member_id, pair_id)
    query = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.status.in_(rules.OPEN))
    rows = (await session.scalars(query.order_by(PairMeeting.starts_at, PairMeeting.id))).all()
    noted = await _noted(session, member_id, pair_id)
    views = [view_of(row, pair, member_id, now, noted=row.id in noted) for row in rows]
    ahead = [one for one in views if not one.to_tell and not one.lapsed]
    behind = [one for one in views if one.to_tell or one.lapsed][-_UNTOLD_SHOWN:]
    held, minutes = await totals(session, pair_id)
    shown = (*behind, *sorted(ahead, key=_soonest))
    return Meetings(pair_id, pair.other.name if pair.other else None, pair.live, shown, held, minutes)


async def one(session: Session, actor: Actor, meeting_id: int, now: datetime) -> MeetingView:
    """A meeting of one's own pair. Raises ConsentNeeded, NotFound."""
    return await of_member(session, actor.owner(), meeting_id, now)


async def seen_by(session: Session, member_id: int, meeting_id: int, now: datetime) -> MeetingView | None:
    """A meeting as this member of the pair sees it; None when it is not theirs, or gone."""
    try:
        return await of_member(session, member_id, meeting_id, now)
    except NotFound:
        return None


async def of_member(session: Session, member_id: int, meeting_id: int, now: datetime) -> MeetingView:
    """A meeting as this member of the pair sees it. Raises NotFound when it is not theirs, or gone."""
    row = await session.get(PairMeeting, meeting_id, populate_existing=True)
    if row is None:
        raise NotFound
    pair = await pair_views.of_member(session, member_id, row.pair_id)
    noted = await session.get(MeetingNote, (meeting_id, member_id)) is not None
    view = view_of(row, pair, member_id, now, noted=noted)
    return replace(view, deniable=True) if await is_deniable(session, row) else view


async def is_deniable(session: Session, row: PairMeeting) -> bool:
    """Whether it is one side's word alone that the meeting took place, written down afterwards, and never denied."""
    if row.status is not MeetingStatus.HELD or row.starts_at is None or row.created_at < row.starts_at:
        return False
    if row.changed_at != row.created_at:
        return False
    authors = await session.scalars(select(MeetingNote.author_id).where(MeetingNote.meeting_id == row.id))
    return all(author == row.proposed_by_id for author in authors)


def slots(now: datetime) -> tuple[datetime, ...]:
    """Times to tap for a meeting (aware UTC), by the school year."""
    return rules.slots(now, is_school_day())


async def totals(session: Session, pair_id: int) -> tuple[int, int]:
    """How many meetings of a pair took place, and their minutes in all."""
    query = select(func.count(), func.coalesce(func.sum(PairMeeting.minutes), 0)).where(
        PairMeeting.pair_id == pair_id, PairMeeting.status == MeetingStatus.HELD
    )
    held, minutes = (await session.execute(query)).one()
    return held, minutes


def ahead_of(pair_id: int, now: datetime) -> ColumnElement[bool]:
    """Meetings of a pair that are agreed upon for later, or looked for, as a condition."""
    return and_(
        PairMeeting.pair_id == pair_id,
        PairMeeting.status.in_(rules.OPEN),
        or_(PairMeeting.starts_at > now, PairMeeting.status == MeetingStatus.PROPOSED),
    )


def view_of(row: PairMeeting, pair: PairView, member_id: int, now: datetime, *, noted: bool) -> MeetingView:
    """A row as one of the two sees it at `now` (aware)."""
    starts_at = row.starts_at
    return MeetingView(
        id=row.id,
        pair_id=row.pair_id,
        other=pair.other.name if pair.other else None,
        live=pair.live,
        status=row.status,
        mine=row.proposed_by_id == member_id,
        options=rules.ahead(map(datetime.fromisoformat, row.options), now),
        starts_at=starts_at,
        minutes=row.minutes,
        way=row.way,
        place=row.place,
        begun=starts_at is not None and starts_at <= now,
        over=starts_at is not None and rules.ends_at(starts_at, row.minutes) <= now,
        noted=noted,
        # grows with every change, as calendars want it
        revision=int((row.changed_at - row.created_at).total_seconds()),
        group=pair.group,
    )


@cache
def is_school_day() -> Callable[[date], bool]:
    """Tells school days from others."""
    return load_schedule().is_school_day


def _soonest(view: MeetingView) -> datetime:
    moment = view.starts_at or (view.options[0] if view.options else None)
    assert moment is not None
    return moment


async def _noted(session: Session, member_id: int, pair_id: int) -> set[int]:
    query = select(MeetingNote.meeting_id).join(PairMeeting, PairMeeting.id == MeetingNote.meeting_id)
    return set(await session.scalars(query.where(PairMeeting.pair_id == pair_id, MeetingNote.author_id == member_id)))
