"""The coordinators' queue of requests for mentoring, to read; the steps themselves: `requests.py`."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from db.engine import Session
from db.models import Member, MentorCard, MentoringRequest, Mentorship, Organization, RequestChoice, RequestStep
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.roster import is_meant, simple
from domain.mentoring import exchanges
from domain.mentoring import requests as rules
from domain.mentoring.bars import NOT_ASKED, NOT_PAIRED, Bar
from domain.mentoring.matching import Suggestion
from domain.mentoring.queue import (
    FoundMentor,
    History,
    HistoryLine,
    Only,
    Picking,
    Picks,
    QueuedRequest,
    QueueLine,
    QueuePage,
)
from domain.mentoring.requests import ChoiceView
from domain.paging import page_of
from domain.vocabulary import CardStatus, ChoiceState, Direction, RequestState, Urgency
from services.mentoring import matching, mentor_places
from services.mentoring.mentor_places import WITH_MENTOR, places_left

MOST_FOUND = 5

# what a mentor who was asked before has said
_SAID: Mapping[ChoiceState, Bar] = {ChoiceState.DECLINED: Bar.DECLINED, ChoiceState.SILENT: Bar.SILENT}

_ONLY: Mapping[Only, ColumnElement[bool]] = {
    Only.QUEUED: MentoringRequest.state == RequestState.COORDINATOR,
    Only.WITH_MENTORS: MentoringRequest.state.in_(WITH_MENTOR),
    Only.URGENT: and_(MentoringRequest.state.in_(rules.OPEN), MentoringRequest.urgency == Urgency.URGENT),
}


async def queue(session: Session, actor: Actor, only: Only, page: int, size: int) -> QueuePage:
    """A page of open requests, `size` at a time, the oldest first. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    counts = {one: await _count(session, where) for one, where in _ONLY.items()}
    shown = page_of(counts[only], page, size)
    query = (
        select(MentoringRequest, Member.full_name)
        .join(Member, Member.id == MentoringRequest.mentee_id)
        .where(_ONLY[only])
        .order_by(MentoringRequest.created_at, MentoringRequest.id)
        .limit(size)
        .offset(shown.offset)
    )
    lines = tuple(
        QueueLine(
            id=one.id,
            state=one.state,
            directions=tuple(map(Direction, one.directions)),
            urgency=one.urgency,
            name=name or "",
            deadline_at=one.deadline_at or one.changed_at,
            created_at=one.created_at,
        )
        for one, name in await session.execute(query)
    )
    return QueuePage(shown, only, lines, counts)


async def one(session: Session, actor: Actor, request_id: int) -> QueuedRequest:
    """A request with the mentors of its list, open or closed. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    query = (
        select(MentoringRequest, Member, func.coalesce(Organization.name, Member.organization_text))
        .join(Member, Member.id == MentoringRequest.mentee_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(MentoringRequest.id == request_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    request, mentee, organization = row
    _, last = exchanges.latest(request.question, request.answer)
    choices = await _choices(session, request_id)
    names = await _names(session, [request.mentor_id])
    pair = select(Mentorship.id).where(Mentorship.request_id == request_id)
    return QueuedRequest(
        id=request.id,
        state=request.state,
        directions=tuple(map(Direction, request.directions)),
        need=request.need,
        form=request.form,
        way=request.way,
        urgency=request.urgency,
        anonymous=request.anonymous,
        same_organization=request.same_organization,
        deadline_at=request.deadline_at,
        created_at=request.created_at,
        question=last.question or None,
        answer=last.answer,
        name=mentee.full_name or "",
        position=mentee.position,
        organization=organization,
        mentor=names.get(request.mentor_id),
        choices=choices,
        pair_id=await session.scalar(pair),
        asked=len(exchanges.load(request.question, request.answer)),
    )


async def history(session: Session, actor: Actor, request_id: int, page: int, size: int) -> History:
    """A page of everything that has happened to a request. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    if await session.get(MentoringRequest, request_id) is None:
        raise NotFound
    own = RequestStep.request_id == request_id
    total = await session.scalar(select(func.count()).select_from(RequestStep).where(own)) or 0
    shown = page_of(total, page, size)
    query = select(RequestStep).where(own).order_by(RequestStep.id).limit(size).offset(shown.offset)
    steps = (await session.scalars(query)).all()
    names = await _names(session, [person for step in steps for person in (step.actor_id, step.mentor_id)])
    said = await _said(session, request_id)
    lines = tuple(
        HistoryLine(
            at=step.at,
            act=step.act,
            state=step.state,
            actor=names.get(step.actor_id),
            mentor=names.get(step.mentor_id),
            reason=step.reason,
            words=said.get((step.mentor_id, step.at)),
        )
        for step in steps
    )
    return History(request_id, shown, lines)


async def picking(session: Session, actor: Actor, picks: Picks, now: datetime) -> Picking:
    """Whom to ask, or to make a pair with: by name where one is looked for, else those who fit best.

    Mentors asked before are found by name alone. Raises ConsentNeeded, NotAllowed, NotFound.
    """
    view = await one(session, actor, picks.request_id)
    found: tuple[FoundMentor, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    total = 0
    if picks.query:
        found, total = await _find(session, picks, now)
    else:
        suggestions = await matching.for_request(session, actor, picks.request_id, now)
    names = await _names(session, picks.mentors)
    chosen = tuple((mentor_id, names[mentor_id]) for mentor_id in picks.mentors if mentor_id in names)
    return Picking(view, picks, suggestions, found, total, chosen)


async def mentor_name(session: Session, actor: Actor, mentor_id: int) -> str:
    """The name of somebody with a confirmed card. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    card = await session.get(MentorCard, mentor_id)
    if card is None or card.status is not CardStatus.CONFIRMED:
        raise NotFound
    return (await _names(session, [mentor_id]))[mentor_id]


async def _find(session: Session, picks: Picks, now: datetime) -> tuple[tuple[FoundMentor, ...], int]:
    """Mentors with a confirmed card whom the name may mean, and how many they are in all."""
    request = await session.get_one(MentoringRequest, picks.request_id)
    # names are compared here and not in SQL, where «Ё» and small letters depend on the database
    query = (
        select(Member.id, Member.full_name)
        .join(MentorCard, MentorCard.member_id == Member.id)
        .where(MentorCard.status == CardStatus.CONFIRMED, Member.id != request.mentee_id)
    )
    rows = (await session.execute(query)).all()
    meant = sorted((simple(name), mentor_id) for mentor_id, name in rows if name and is_meant(picks.query, name))
    serious = NOT_PAIRED if picks.by_hand else NOT_ASKED
    found = []
    for _, mentor_id in meant[:MOST_FOUND]:
        known = await _between(session, request, mentor_id, now)
        member, card = await session.get_one(Member, mentor_id), await session.get_one(MentorCard, mentor_id)
        school = await session.get(Organization, member.organization_id) if member.organization_id else None
        found.append(
            FoundMentor(
                id=mentor_id,
                name=member.full_name or "",
                organization=school.name if school else member.organization_text,
                left=max(0, await places_left(session, card)),
                places=card.capacity,
                bars=tuple(one for one in known if one in serious),
                doubts=tuple(one for one in known if one not in serious),
            )
        )
    return tuple(found), len(meant)


async def barred(session: Session, actor: Actor, request_id: int, mentor_id: int, now: datetime) -> tuple[Bar, ...]:
    """What keeps a mentor from being asked about a request. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    request = await session.get(MentoringRequest, request_id)
    if request is None:
        raise NotFound
    return await mentor_places.bars(session, request, mentor_id, now)


async def _between(session: Session, request: MentoringRequest, mentor_id: int, now: datetime) -> tuple[Bar, ...]:
    """All there is to say before this mentor is chosen, the gravest first."""
    bars = await mentor_places.bars(session, request, mentor_id, now)
    said = await session.scalar(
        select(RequestChoice.state)
        .where(
            RequestChoice.request_id == request.id,
            RequestChoice.mentor_id == mentor_id,
            RequestChoice.asked_at.is_not(None),
        )
        .order_by(RequestChoice.rank.desc())
        .limit(1)
    )
    earlier = () if said is None else (_SAID.get(said, Bar.ASKED),)
    return (*bars, *await mentor_places.doubts(session, request, mentor_id), *earlier)


async def _choices(session: Session, request_id: int) -> tuple[ChoiceView, ...]:
    query = select(RequestChoice).where(RequestChoice.request_id == request_id).order_by(RequestChoice.rank)
    rows = (await session.scalars(query)).all()
    names = await _names(session, [row.mentor_id for row in rows])
    return tuple(
        ChoiceView(
            rank=row.rank,
            mentor_id=row.mentor_id,
            mentor_name=names.get(row.mentor_id),
            state=row.state,
            reason=row.reason,
            words=row.words,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )
        for row in rows
    )


async def _said(session: Session, request_id: int) -> dict[tuple[int | None, datetime | None], str]:
    """Words with reasons to decline, by who said them when: a step and its choice bear the same moment."""
    query = select(RequestChoice.mentor_id, RequestChoice.answered_at, RequestChoice.words).where(
        RequestChoice.request_id == request_id, RequestChoice.words.is_not(None)
    )
    return {(mentor_id, at): text for mentor_id, at, text in await session.execute(query) if text}


async def _names(session: Session, member_ids: Collection[int | None]) -> dict[int | None, str]:
    """Names by id; who has left the club has none."""
    query = select(Member.id, Member.full_name).where(Member.id.in_({one for one in member_ids if one is not None}))
    return {member_id: name or "" for member_id, name in await session.execute(query)}


async def _count(session: Session, where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(MentoringRequest).where(where)) or 0
