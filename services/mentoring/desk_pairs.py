"""Pairs before a coordinator: lists, a search by name, one pair in figures, and what a coordinator does with it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import (
    AuditEntry,
    Goal,
    MeetingNote,
    Member,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    Organization,
    PairCheck,
    PairMeeting,
)
from domain.actors import Actor
from domain.errors import NotFound, PairEnded
from domain.events.roster import is_meant
from domain.mentoring import desk_pairs as rules
from domain.mentoring.desk_pairs import (
    DeskCheck,
    DeskLine,
    DeskPage,
    DeskPair,
    DeskPerson,
    FoundPairs,
    Only,
)
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pairs import LIVE, OPEN, Side
from domain.paging import page_of
from domain.vocabulary import Direction, MeetingStatus, MessageKind, PairStatus, Priority
from services import journal, outbox
from services.mentoring import pair_feedback, risks
from services.mentoring import pairs as pair_acts
from services.mentoring.risks import Troubles
from services.outbox import Message

_NUDGED = "pair.nudged"


async def pairs(session: Session, actor: Actor, only: Only, page: int, size: int, now: datetime) -> DeskPage:
    """A page of pairs, `size` at a time: the oldest trouble first, open pairs by age, ended ones by their end.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    troubles = await risks.troubled(session, now)
    by_status = select(Mentorship.status, func.count()).group_by(Mentorship.status)
    numbers = {row[0]: row[1] for row in await session.execute(by_status)}
    counts = {one: sum(numbers.get(status, 0) for status in statuses) for one, statuses in rules.STATUSES.items()}
    counts[Only.TROUBLED] = len(troubles)
    shown = page_of(counts[only], page, size)
    if only is Only.TROUBLED:
        ids: Sequence[int] = list(troubles)[shown.offset : shown.offset + size]
    else:
        query = select(Mentorship.id).where(Mentorship.status.in_(rules.STATUSES[only])).order_by(*_order(only))
        ids = (await session.scalars(query.limit(size).offset(shown.offset))).all()
    return DeskPage(shown, only, await _lines(session, ids, troubles), counts)


async def find(session: Session, actor: Actor, query: str, size: int, now: datetime) -> FoundPairs:
    """Pairs of people whom a name (folded) may mean, whatever became of them. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    # names are compared here and not in SQL, where «Ё» and small letters depend on the database
    people = await session.execute(select(Member.id, Member.full_name).where(Member.full_name.is_not(None)))
    meant = {member_id for member_id, name in people if name and is_meant(query, name)}
    sides = select(Mentorship.id, Mentorship.mentor_id, Mentorship.mentee_id, Mentorship.status)
    rows = (await session.execute(sides.order_by(Mentorship.started_at.desc(), Mentorship.id.desc()))).all()
    found = [row for row in rows if meant & {row.mentor_id, row.mentee_id}]
    found.sort(key=lambda row: row.status not in OPEN)
    ids = [row.id for row in found[:size]]
    return FoundPairs(await _lines(session, ids, await risks.of_pairs(session, ids, now)), len(found))


async def one(session: Session, actor: Actor, pair_id: int, now: datetime) -> DeskPair:
    """A pair in figures. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    query = (
        select(Mentorship, MentorGroup.title, MentoringRequest.state)
        .outerjoin(MentorGroup, MentorGroup.id == Mentorship.group_id)
        .outerjoin(MentoringRequest, MentoringRequest.id == Mentorship.request_id)
        .where(Mentorship.id == pair_id)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    pair, group, state = found
    goals = select(func.count(), func.count(Goal.reached_at)).where(Goal.pair_id == pair_id)
    set_goals, reached = (await session.execute(goals)).one()
    held, planned, last_met = await _meetings(session, pair_id, now)
    troubles = await risks.of_pairs(session, [pair_id], now)
    return DeskPair(
        id=pair.id,
        mentor=await _person(session, pair.mentor_id),
        mentee=await _person(session, pair.mentee_id),
        status=pair.status,
        form=pair.form,
        directions=tuple(map(Direction, pair.directions)),
        group=group,
        started_at=pair.started_at,
        planned_end_at=pair.planned_end_at,
        ended_at=pair.ended_at,
        paused_until=pair.paused_until,
        goals=set_goals,
        reached=reached,
        held=held,
        planned=planned,
        last_met=last_met,
        moods=await _moods(session, pair),
        checks=await _checks(session, pair),
        request_id=pair.request_id,
        request=state,
        nudged_at=await _nudged_at(session, pair_id),
        troubles=troubles.get(pair_id, ()),
    )


# --- acts


async def nudge(session: Session, actor: Actor, pair_id: int, now: datetime) -> bool:
    """Both sides are softly reminded of each other; False: they were within a week, and are not once more.

    Raises ConsentNeeded, NotAllowed, NotFound, PairEnded (also for a pair that rests, waits or has lost a side).
    """
    coordinator_id = actor.coordinator()
    pair = await lock(session, pair_id)
    if pair.status is not PairStatus.ACTIVE or pair.mentor_id is None or pair.mentee_id is None:
        raise PairEnded
    before = await _nudged_at(session, pair_id)
    if before is not None and before > now - rules.NUDGE_AFTER:
        return False
    messages = [
        Message(MessageKind.PAIR_NUDGE, f"pair:{pair_id}", member_id, now, Priority.NOTICE, now + timedelta(days=3))
        for member_id in (pair.mentor_id, pair.mentee_id)
    ]
    await outbox.plan(session, messages)
    await _note(session, coordinator_id, _NUDGED, pair_id, now)
    return True


async def resume(session: Session, actor: Actor, pair_id: int, now: datetime) -> None:
    """A pause ends before its time; both are told. Nothing happens to a pair without one.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    coordinator_id = actor.coordinator()
    pair = await lock(session, pair_id)
    if pair.status is PairStatus.PAUSED:
        await pair_acts.go_on(session, pair, now, by=None)
        await _note(session, coordinator_id, "pair.resumed", pair_id, now)


async def end(session: Session, actor: Actor, pair_id: int, status: PairStatus, now: datetime) -> None:
    """A pair ends, COMPLETED (both are asked what they think of it) or STOPPED; both are told.

    Raises ConsentNeeded, NotAllowed, NotFound, PairEnded (also for completing one that has not begun).
    """
    coordinator_id = actor.coordinator()
    pair = await lock(session, pair_id)
    if status is PairStatus.COMPLETED and pair.status not in LIVE:
        raise PairEnded
    await pair_acts.finish(session, pair, status, now, by=None)
    if status is PairStatus.COMPLETED:
        await pair_feedback.ask_later(session, pair, now)
    await _note(session, coordinator_id, f"pair.{status.value.lower()}", pair_id, now)


async def lock(session: Session, pair_id: int) -> Mentorship:
    """Any pair, held until the transaction ends. Raises NotFound."""
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound
    return pair


# --- inside


def _order(only: Only) -> tuple[ColumnElement[Any], ...]:
    match only:
        case Only.OVER:
            return Mentorship.ended_at.desc(), Mentorship.id.desc()
        case Only.PAUSED:
            return Mentorship.paused_until.asc(), Mentorship.id.asc()
        case _:
            return Mentorship.started_at.asc(), Mentorship.id.asc()


async def _lines(session: Session, ids: Collection[int], troubles: Troubles) -> tuple[DeskLine, ...]:
    """These pairs, in this order."""
    mentor, mentee = aliased(Member), aliased(Member)
    query = (
        select(Mentorship, mentor.full_name, mentee.full_name)
        .outerjoin(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(mentee, mentee.id == Mentorship.mentee_id)
        .where(Mentorship.id.in_(ids))
    )
    found = {pair.id: (pair, of_mentor, of_mentee) for pair, of_mentor, of_mentee in await session.execute(query)}
    return tuple(
        DeskLine(
            id=pair.id,
            mentor=None if pair.mentor_id is None else of_mentor or "",
            mentee=None if pair.mentee_id is None else of_mentee or "",
            status=pair.status,
            started_at=pair.started_at,
            ended_at=pair.ended_at,
            paused_until=pair.paused_until,
            troubles=troubles.get(pair.id, ()),
        )
        for pair, of_mentor, of_mentee in (found[one] for one in ids)
    )


async def _person(session: Session, member_id: int | None) -> DeskPerson | None:
    query = (
        select(Member.full_name, func.coalesce(Organization.name, Member.organization_text))
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == member_id)
    )
    if member_id is None:
        return None
    name, organization = (await session.execute(query)).one()
    return DeskPerson(member_id, name or "", organization)


async def _meetings(session: Session, pair_id: int, now: datetime) -> tuple[int, int, datetime | None]:
    """How many took place, how many are agreed upon for later, and when the last one was."""
    held = PairMeeting.status == MeetingStatus.HELD
    ahead = (PairMeeting.status == MeetingStatus.AGREED) & (PairMeeting.starts_at > now)
    query = select(
        func.count().filter(held), func.count().filter(ahead), func.max(PairMeeting.starts_at).filter(held)
    ).where(PairMeeting.pair_id == pair_id)
    count, planned, last = (await session.execute(query)).one()
    return count, planned, last


async def _moods(session: Session, pair: Mentorship) -> dict[Side, tuple[int, ...]]:
    """The newest moods of each side, the newest last."""
    query = (
        select(MeetingNote.author_id, MeetingNote.mood)
        .join(PairMeeting, PairMeeting.id == MeetingNote.meeting_id)
        .where(PairMeeting.pair_id == pair.id, PairMeeting.status == MeetingStatus.HELD, MeetingNote.mood.is_not(None))
        .order_by(PairMeeting.starts_at, PairMeeting.id)
    )
    rows = [(author_id, mood) for author_id, mood in await session.execute(query) if mood is not None]
    sides = {Side.MENTOR: pair.mentor_id, Side.MENTEE: pair.mentee_id}
    return {
        side: tuple(mood for author_id, mood in rows if author_id == member_id)[-rules.MOODS_SHOWN :]
        for side, member_id in sides.items()
        if member_id is not None
    }


async def _checks(session: Session, pair: Mentorship) -> tuple[DeskCheck, ...]:
    query = select(PairCheck).where(PairCheck.pair_id == pair.id).order_by(PairCheck.asked_at, PairCheck.member_id)
    return tuple(
        DeskCheck(
            occasion=Occasion(row.occasion),
            side=Side.MENTOR if row.member_id == pair.mentor_id else Side.MENTEE,
            asked_at=row.asked_at,
            answer=CheckAnswer(row.answer) if row.answer else None,
        )
        for row in await session.scalars(query)
    )


async def _nudged_at(session: Session, pair_id: int) -> datetime | None:
    about = (AuditEntry.object == f"pair:{pair_id}", AuditEntry.act == _NUDGED)
    return await session.scalar(select(func.max(AuditEntry.at)).where(*about))


async def _note(session: Session, coordinator_id: int, act: str, pair_id: int, now: datetime) -> None:
    await journal.record(session, actor_id=coordinator_id, act=act, object=f"pair:{pair_id}", now=now)
