"""Mentors by load, to read: who has room, who is full, who rests, who is silent. What is done: `mentor_care.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, case, extract, func, or_, select

from db.engine import Session
from db.models import (
    Member,
    MentorCard,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    Organization,
    RequestChoice,
    RequestStep,
)
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.roster import is_meant
from domain.mentoring.mentor_load import WINDOW, Load, LoadPage, LoadPair, LoadRequest, MentorWork, Only
from domain.paging import page_of
from domain.vocabulary import CardStatus, ChoiceState, RequestAct
from services.mentoring.mentor_places import LIVE_PAIRS, WITH_MENTOR

# the mentor's own words to a request, also a question back
_ANSWERS = (RequestAct.ACCEPT, RequestAct.DECLINE, RequestAct.ASK)


async def mentors(
    session: Session, actor: Actor, only: Only, query: str, page: int, size: int, now: datetime
) -> LoadPage:
    """A page of mentors with a confirmed card, the most loaded first (of silent ones, the most silent).

    `query` (folded words of a name) narrows all counts, too. Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    figures = _Figures(now)
    where = [MentorCard.status == CardStatus.CONFIRMED]
    if query:
        where.append(MentorCard.member_id.in_(await _meant(session, query)))
    kinds = list(Only)
    counting = [func.count().filter(figures.of(one)) for one in kinds]
    totals = (await session.execute(figures.joined(select(*counting)).where(*where))).one()
    counts = dict(zip(kinds, totals, strict=True))
    shown = page_of(counts[only], page, size)
    rows = figures.rows().where(*where, figures.of(only)).order_by(*figures.order(only)).limit(size)
    lines = await _loads(session, (await session.execute(rows.offset(shown.offset))).all(), now)
    return LoadPage(shown, only, query, lines, counts)


async def one(session: Session, actor: Actor, member_id: int, page: int, size: int, now: datetime) -> MentorWork:
    """A mentor with a page of what they have: live pairs, then requests that wait. Also somebody without a card.

    Raises ConsentNeeded, NotAllowed, NotFound (no such member).
    """
    actor.coordinator()
    query = _Figures(now).rows().where(Member.id == member_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    [load] = await _loads(session, [row], now)
    place = (
        select(func.coalesce(Organization.name, Member.organization_text))
        .select_from(Member)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == member_id)
    )
    card = await session.get(MentorCard, member_id)
    work: list[LoadPair | LoadRequest] = [*await _pairs(session, member_id), *await _requests(session, member_id)]
    shown = page_of(len(work), page, size)
    return MentorWork(
        load=load,
        status=card.status if card else None,
        organization=await session.scalar(place),
        page=shown,
        work=tuple(work[shown.offset : shown.offset + size]),
    )


# --- figures of everybody, in one query


class _Figures:
    """Columns of a mentor's figures, and what filters and orders by them."""

    def __init__(self, now: datetime) -> None:
        self._today = clubtime.local(now).date()
        alone = Mentorship.group_id.is_(None)
        self._pairs = (
            select(
                Mentorship.mentor_id,
                func.count().filter(alone).label("alone"),
                func.count().filter(~alone).label("grouped"),
            )
            .where(Mentorship.status.in_(LIVE_PAIRS))
            .group_by(Mentorship.mentor_id)
            .subquery()
        )
        self._asked = (
            select(MentoringRequest.mentor_id, func.count().label("requests"))
            .where(MentoringRequest.state.in_(WITH_MENTOR))
            .group_by(MentoringRequest.mentor_id)
            .subquery()
        )
        self._silent = (
            select(RequestChoice.mentor_id, func.count().label("times"))
            .where(RequestChoice.state == ChoiceState.SILENT, RequestChoice.answered_at >= now - WINDOW)
            .group_by(RequestChoice.mentor_id)
            .subquery()
        )
        self.pairs = func.coalesce(self._pairs.c.alone, 0)
        self.asked = func.coalesce(self._asked.c.requests, 0)
        self.silences = func.coalesce(self._silent.c.times, 0)
        self._blocked = Member.blocked_at.is_not(None)
        self._reachable = and_(Member.telegram_id.is_not(None), Member.unreachable_since.is_(None), ~self._blocked)

    def rows(self) -> Select[*tuple[Any, ...]]:
        """A row a member, with a card or not."""
        return self.joined(
            select(
                Member.id,
                Member.full_name,
                self.pairs,
                func.coalesce(MentorCard.capacity, 0),
                self.asked,
                func.coalesce(self._pairs.c.grouped, 0),
                MentorCard.paused_until,
                func.coalesce(MentorCard.on_duty, False),
                self._reachable,
                self.silences,
                self._blocked,
            )
        )

    def joined(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        query = query.select_from(Member).outerjoin(MentorCard, MentorCard.member_id == Member.id)
        for figures in (self._pairs, self._asked, self._silent):
            query = query.outerjoin(figures, figures.c.mentor_id == Member.id)
        return query

    def of(self, only: Only) -> ColumnElement[bool]:
        """Who belongs to `only`; whoever the bot can't reach is not free, whatever the card says."""
        paused = func.coalesce(MentorCard.paused_until >= self._today, False)
        match only:
            case Only.FREE:
                return and_(~paused, MentorCard.capacity > self.pairs, self._reachable)
            case Only.BUSY:
                return and_(~paused, MentorCard.capacity <= self.pairs)
            case Only.PAUSED:
                return paused
            case Only.SILENT:
                return self.silences > 0
            case Only.ALL:
                return MentorCard.member_id.is_not(None)

    def order(self, only: Only) -> Sequence[SQLColumnExpression[Any]]:
        # a card without places is full
        fill = case((MentorCard.capacity > 0, self.pairs * 1.0 / MentorCard.capacity), else_=1.0)
        by_load = (fill.desc(), self.asked.desc(), Member.full_name, Member.id)
        return (self.silences.desc(), *by_load) if only is Only.SILENT else by_load


async def _meant(session: Session, query: str) -> list[int]:
    # names are compared here and not in SQL, where «Ё» and small letters depend on the database
    names = select(Member.id, Member.full_name).join(MentorCard, MentorCard.member_id == Member.id)
    rows = await session.execute(names.where(MentorCard.status == CardStatus.CONFIRMED))
    return [member_id for member_id, name in rows if name and is_meant(query, name)]


# --- the rest, of those on the page alone


async def _loads(session: Session, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> tuple[Load, ...]:
    ids = [row[0] for row in rows]
    groups, answers = await _groups(session, ids), await _answers(session, ids, now)
    today = clubtime.local(now).date()
    loads = []
    for member_id, name, pairs, capacity, asked, mentees, paused_until, on_duty, reachable, silences, blocked in rows:
        answered, answer_time = answers.get(member_id, (0, None))
        loads.append(
            Load(
                member_id=member_id,
                name=name or "",
                pairs=pairs,
                capacity=capacity,
                asked=asked,
                groups=groups.get(member_id, 0),
                mentees=mentees,
                paused_until=paused_until if paused_until is not None and paused_until >= today else None,
                on_duty=bool(on_duty),
                reachable=bool(reachable),
                answered=answered,
                answer_time=answer_time,
                silences=silences,
                blocked=bool(blocked),
            )
        )
    return tuple(loads)


async def _groups(session: Session, mentor_ids: Sequence[int]) -> Mapping[int, int]:
    """How many groups each leads: those that take people, or have some."""
    busy = select(Mentorship.group_id).where(
        Mentorship.mentor_id.in_(mentor_ids), Mentorship.group_id.is_not(None), Mentorship.status.in_(LIVE_PAIRS)
    )
    query = (
        select(MentorGroup.mentor_id, func.count())
        .where(MentorGroup.mentor_id.in_(mentor_ids), or_(MentorGroup.open, MentorGroup.id.in_(busy)))
        .group_by(MentorGroup.mentor_id)
    )
    return dict((await session.execute(query)).all())


async def _answers(
    session: Session, mentor_ids: Sequence[int], now: datetime
) -> Mapping[int, tuple[int, timedelta | None]]:
    """How many requests of the last 90 days each has answered, and how soon on average their first word came."""
    own = and_(
        RequestStep.request_id == RequestChoice.request_id,
        RequestStep.mentor_id == RequestChoice.mentor_id,
        RequestStep.act.in_(_ANSWERS),
        # whoever is asked again has two times of their own
        RequestStep.at >= RequestChoice.asked_at,
        RequestStep.at <= func.coalesce(RequestChoice.answered_at, now),
    )
    first = (
        select(RequestChoice.mentor_id, RequestChoice.asked_at, func.min(RequestStep.at).label("at"))
        .join(RequestStep, own)
        .where(RequestChoice.mentor_id.in_(mentor_ids), RequestChoice.asked_at >= now - WINDOW)
        .group_by(RequestChoice.id)
        .subquery()
    )
    seconds = func.avg(extract("epoch", first.c.at) - extract("epoch", first.c.asked_at))
    query = select(first.c.mentor_id, func.count(), seconds).group_by(first.c.mentor_id)
    rows = await session.execute(query)
    return {mentor_id: (count, timedelta(seconds=float(average))) for mentor_id, count, average in rows}


async def _pairs(session: Session, mentor_id: int) -> list[LoadPair]:
    query = (
        select(Mentorship.id, Member.full_name, Mentorship.status, MentorGroup.title)
        .outerjoin(Member, Member.id == Mentorship.mentee_id)
        .outerjoin(MentorGroup, MentorGroup.id == Mentorship.group_id)
        .where(Mentorship.mentor_id == mentor_id, Mentorship.status.in_(LIVE_PAIRS))
        .order_by(Mentorship.group_id.is_not(None), Mentorship.group_id, Mentorship.started_at, Mentorship.id)
    )
    return [LoadPair(*row) for row in await session.execute(query)]


async def _requests(session: Session, mentor_id: int) -> list[LoadRequest]:
    query = (
        select(
            MentoringRequest.id,
            Member.full_name,
            MentoringRequest.urgency,
            MentoringRequest.deadline_at,
            MentoringRequest.changed_at,
        )
        .join(Member, Member.id == MentoringRequest.mentee_id)
        .where(MentoringRequest.mentor_id == mentor_id, MentoringRequest.state.in_(WITH_MENTOR))
        .order_by(MentoringRequest.deadline_at, MentoringRequest.id)
    )
    rows = await session.execute(query)
    return [LoadRequest(one, name or "", urgency, due or changed) for one, name, urgency, due, changed in rows]
