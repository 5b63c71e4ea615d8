"""Pairs that may need help: the database gathers their signs, `domain/mentoring/risks.py` judges them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import MeetingNote, Member, MemberRole, Mentorship, OutboxRow, PairCheck, PairMeeting
from domain.actors import Actor
from domain.mentoring import risks as rules
from domain.mentoring.pairs import LIVE, Side
from domain.mentoring.risks import Digest, Signs, Trouble
from domain.vocabulary import MeetingStatus, MessageKind, PairStatus, Priority, Role
from services import outbox
from services.mentoring import pairing
from services.outbox import Message

# what the weekly word is about: the club's pairs, none of them by name
_ALL = "pairs:all"

Troubles = Mapping[int, tuple[Trouble, ...]]


async def troubled(session: Session, now: datetime) -> Troubles:
    """Every pair in trouble at `now` (aware) by its id, the oldest trouble first."""
    found = await _troubles(session, now, None)
    return dict(sorted(found.items(), key=lambda item: (rules.since(item[1]), item[0])))


async def of_pairs(session: Session, pair_ids: Collection[int], now: datetime) -> Troubles:
    """The troubles of these pairs at `now` (aware); who has none is left out."""
    return await _troubles(session, now, pair_ids) if pair_ids else {}


async def digest(session: Session, actor: Actor, now: datetime) -> Digest:
    """Pairs in trouble at `now` (aware) in figures, for coordinators. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    return rules.digest((await _troubles(session, now, None)).values())


async def plan_digest(session: Session, due_at: datetime, now: datetime) -> None:
    """Every coordinator is told of pairs in trouble once for this Monday (aware `due_at`); when all is well, nobody."""
    about = (OutboxRow.entity == _ALL, OutboxRow.kind == MessageKind.PAIR_RISKS, OutboxRow.due_at == due_at)
    if await session.scalar(select(exists().where(*about))) or not await _troubles(session, now, None):
        return
    coordinators = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR)
    messages = [
        Message(MessageKind.PAIR_RISKS, _ALL, member_id, due_at, Priority.NOTICE, due_at + timedelta(days=1))
        for member_id in await session.scalars(coordinators.order_by(MemberRole.member_id))
    ]
    await outbox.plan(session, messages)


# --- inside


async def _troubles(session: Session, now: datetime, only: Collection[int] | None) -> dict[int, tuple[Trouble, ...]]:
    found = {}
    for row in await session.execute(_candidates(now, only)):
        if told := rules.troubles(_signs(row), now):
            found[row.id] = told
    return found


def _candidates(now: datetime, only: Collection[int] | None) -> Select[Any]:
    """Live pairs (of `only`) with a sign of trouble; a pause may yet excuse a silence."""
    low, asked = _low(only), _unanswered(now, only)
    low_of_mentor, low_of_mentee = aliased(low), aliased(low)
    away = _away()
    mentor, mentee = aliased(away), aliased(away)
    last_met = select(func.max(PairMeeting.starts_at)).where(*_held(Mentorship.id)).scalar_subquery()
    long_ago = now - rules.SILENT_AFTER
    silent = and_(
        Mentorship.status == PairStatus.ACTIVE,
        Mentorship.started_at <= long_ago,
        ~exists().where(*_held(Mentorship.id), PairMeeting.starts_at > long_ago),
    )
    return (
        select(
            Mentorship.id,
            Mentorship.status,
            Mentorship.form,
            Mentorship.started_at,
            Mentorship.planned_end_at,
            Mentorship.changed_at,
            Mentorship.mentor_id,
            Mentorship.mentee_id,
            last_met.label("last_met"),
            asked.c.asked_at,
            low_of_mentor.c.since.label("mentor_low"),
            low_of_mentee.c.since.label("mentee_low"),
            mentor.c.since.label("mentor_away"),
            mentee.c.since.label("mentee_away"),
        )
        .outerjoin(asked, asked.c.pair_id == Mentorship.id)
        .outerjoin(low_of_mentor, _is_of(low_of_mentor, Mentorship.mentor_id))
        .outerjoin(low_of_mentee, _is_of(low_of_mentee, Mentorship.mentee_id))
        .outerjoin(mentor, mentor.c.id == Mentorship.mentor_id)
        .outerjoin(mentee, mentee.c.id == Mentorship.mentee_id)
        .where(
            Mentorship.status.in_(LIVE),
            *_of(Mentorship.id, only),
            or_(
                silent,
                asked.c.asked_at.is_not(None),
                low_of_mentor.c.since.is_not(None),
                low_of_mentee.c.since.is_not(None),
                mentor.c.since.is_not(None),
                mentee.c.since.is_not(None),
                Mentorship.mentor_id.is_(None),
                Mentorship.mentee_id.is_(None),
            ),
        )
    )


def _away() -> CTE:
    """Who can't be reached, and since when."""
    query = select(Member.id, Member.unreachable_since.label("since")).where(Member.unreachable_since.is_not(None))
    return query.cte("away")


def _held(pair_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Meetings of this pair that took place."""
    return PairMeeting.pair_id == pair_id, PairMeeting.status == MeetingStatus.HELD


def _low(only: Collection[int] | None) -> CTE:
    """Who has told of low moods again and again and of nothing better since, in which pair, and from which meeting."""
    # few moods are low, so the way begins with them
    lows = select(MeetingNote.meeting_id, MeetingNote.author_id).where(MeetingNote.mood <= rules.LOW_MOOD)
    if only is not None:
        lows = lows.join(PairMeeting, PairMeeting.id == MeetingNote.meeting_id).where(*_of(PairMeeting.pair_id, only))
    low = lows.cte("lows").prefix_with("MATERIALIZED")
    note, meeting = aliased(MeetingNote), aliased(PairMeeting)
    better = exists().where(
        meeting.pair_id == PairMeeting.pair_id,
        meeting.status == MeetingStatus.HELD,
        meeting.starts_at > PairMeeting.starts_at,
        note.meeting_id == meeting.id,
        note.author_id == low.c.author_id,
        note.mood > rules.LOW_MOOD,
    )
    return (
        select(PairMeeting.pair_id, low.c.author_id, func.min(PairMeeting.starts_at).label("since"))
        .select_from(low)
        .join(PairMeeting, PairMeeting.id == low.c.meeting_id)
        .where(PairMeeting.status == MeetingStatus.HELD, ~better)
        .group_by(PairMeeting.pair_id, low.c.author_id)
        .having(func.count() >= rules.LOW_IN_A_ROW)
        .cte("low")
    )


def _unanswered(now: datetime, only: Collection[int] | None) -> CTE:
    """When each pair's oldest question without an answer was asked.

    One that its reader has answered by a later one, or both by a meeting since, troubles nobody any more.
    """
    later = aliased(PairCheck)
    answered = exists().where(
        later.pair_id == PairCheck.pair_id,
        later.member_id == PairCheck.member_id,
        later.asked_at > PairCheck.asked_at,
        later.answer.is_not(None),
    )
    return (
        select(PairCheck.pair_id, func.min(PairCheck.asked_at).label("asked_at"))
        .where(
            PairCheck.answer.is_(None),
            PairCheck.asked_at <= now - rules.UNANSWERED_AFTER,
            ~answered,
            ~exists().where(*_held(PairCheck.pair_id), PairMeeting.starts_at >= PairCheck.asked_at),
            *_of(PairCheck.pair_id, only),
        )
        .group_by(PairCheck.pair_id)
        .cte("asked")
    )


def _is_of(low: Any, member_id: Any) -> ColumnElement[bool]:
    return and_(low.c.pair_id == Mentorship.id, low.c.author_id == member_id)


def _of(column: Any, only: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if only is None else [column.in_(only)]


def _signs(row: Row[Any]) -> Signs:
    usual = pairing.USUAL_LENGTH.get(row.form, pairing.HALF_YEAR)
    return Signs(
        status=row.status,
        started_at=row.started_at,
        changed_at=row.changed_at,
        last_met=row.last_met,
        # the planned end moves with nothing but pauses
        paused=max(row.planned_end_at - row.started_at - usual, timedelta()),
        low=_by_side(row.mentor_low, row.mentee_low),
        unanswered=row.asked_at,
        away=_by_side(row.mentor_away, row.mentee_away),
        gone=Side.MENTOR if row.mentor_id is None else Side.MENTEE if row.mentee_id is None else None,
    )


def _by_side(mentor: datetime | None, mentee: datetime | None) -> dict[Side, datetime]:
    return {side: since for side, since in ((Side.MENTOR, mentor), (Side.MENTEE, mentee)) if since is not None}
