"""Suggestions of mentors with their reasons, and the pool of mentors that rounds choose from."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Text, cast, func, or_, select

from db.engine import Session
from db.models import BlockedPair, Member, MentorCard, MentoringRequest, Mentorship, Organization, RequestChoice
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring import matching_words
from domain.mentoring.matching import Candidate, Match, Suggestion, Wish
from domain.mentoring.matching_pool import Pool
from domain.vocabulary import (
    Attendance,
    CardStatus,
    ChoiceState,
    Direction,
    MentoringForm,
    Municipality,
    OrgType,
    Stage,
    Urgency,
)
from services.mentoring import mentor_group_places
from services.mentoring.mentor_places import LIVE_PAIRS, WITH_MENTOR
from services.mentoring.requests import NewRequest

Kind = TypeVar("Kind", bound=StrEnum)

# each with its reasons: more would not fit one message
MOST_SUGGESTED = 4


async def suggestions(
    session: Session, actor: Actor, new: NewRequest, now: datetime, limit: int = MOST_SUGGESTED
) -> tuple[Suggestion, ...]:
    """The mentors who fit a request that is being written, the best first; none when nobody can be asked.

    Raises ConsentNeeded, ProfileNeeded.
    """
    wish = await _wish(session, actor.member(), new)
    return await _suggested(session, wish, now, limit)


async def for_request(
    session: Session, actor: Actor, request_id: int, now: datetime, limit: int = MOST_SUGGESTED
) -> tuple[Suggestion, ...]:
    """For coordinators: the mentors who fit a request and were not asked yet. Raises NotAllowed, NotFound."""
    actor.coordinator()
    request = await session.get(MentoringRequest, request_id)
    if request is None:
        raise NotFound
    [wish] = await wishes(session, [request])
    return await _suggested(session, wish, now, limit)


async def for_member(
    session: Session,
    actor: Actor,
    mentee_id: int,
    directions: Sequence[Direction],
    form: MentoringForm,
    now: datetime,
    limit: int = MOST_SUGGESTED,
    *,
    without: Collection[int] = (),
) -> tuple[Suggestion, ...]:
    """For coordinators: the mentors who fit a member without a request; nobody of `without`.

    Raises NotAllowed, NotFound.
    """
    actor.coordinator()
    new = NewRequest(directions=tuple(directions), need="", lemmas="", form=form, way=None, urgency=Urgency.NO_HURRY)
    wish = await _wish(session, mentee_id, new)
    return await _suggested(session, replace(wish, barred=wish.barred | frozenset(without)), now, limit)


async def candidates(
    session: Session, now: datetime, only: Collection[int] | None = None, *, groups: Collection[Direction] = ()
) -> tuple[Candidate, ...]:
    """Every mentor (of `only`) who may be asked now: a confirmed card, no pause, within reach, a free place.

    `groups`: places in open groups of these directions count, too.
    """
    taken = (
        select(Mentorship.mentor_id, func.count().label("pairs"))
        .where(Mentorship.group_id.is_(None), Mentorship.status.in_(LIVE_PAIRS))
        .group_by(Mentorship.mentor_id)
        .subquery()
    )
    asked = (
        select(MentoringRequest.mentor_id, func.count().label("requests"))
        .where(MentoringRequest.state.in_(WITH_MENTOR))
        .group_by(MentoringRequest.mentor_id)
        .subquery()
    )
    in_groups = mentor_group_places.free_places(groups)
    pairs = func.coalesce(taken.c.pairs, 0)
    places = MentorCard.capacity + func.coalesce(in_groups.c.places, 0) if groups else MentorCard.capacity
    # columns, not objects, and lists as their text: thousands of cards are read for one answer
    query = (
        select(
            MentorCard.member_id,
            cast(MentorCard.directions, Text),
            MentorCard.subject,
            cast(MentorCard.stages, Text),
            cast(MentorCard.forms, Text),
            cast(MentorCard.ways, Text),
            places,
            MentorCard.lemmas,
            pairs,
            func.coalesce(asked.c.requests, 0),
            Member.municipality,
            Member.organization_id,
        )
        .join(Member, Member.id == MentorCard.member_id)
        .outerjoin(taken, taken.c.mentor_id == MentorCard.member_id)
        .outerjoin(asked, asked.c.mentor_id == MentorCard.member_id)
        .where(
            MentorCard.status == CardStatus.CONFIRMED,
            or_(MentorCard.paused_until.is_(None), MentorCard.paused_until < clubtime.local(now).date()),
            places > pairs,
            # whom the bot can't reach would only be silent
            Member.telegram_id.is_not(None),
            Member.unreachable_since.is_(None),
            Member.blocked_at.is_(None),
        )
        .order_by(MentorCard.member_id)
    )
    if groups:
        query = query.outerjoin(in_groups, in_groups.c.mentor_id == MentorCard.member_id)
    if only is not None:
        query = query.where(MentorCard.member_id.in_(only))
    return tuple(_candidate(*row) for row in (await session.execute(query)))


async def wishes(session: Session, requests: Sequence[MentoringRequest]) -> list[Wish]:
    """What each request looks for, in their order.

    Barred are mentors asked before, blocked ones, and who is in a live pair with the mentee.
    """
    mentees = await _mentees(session, {request.mentee_id for request in requests})
    asked = await _asked_before(session, [request.id for request in requests])
    apart = await _kept_apart(session, mentees)
    found = []
    for request in requests:
        new = NewRequest(
            directions=tuple(map(Direction, request.directions)),
            need=request.need,
            lemmas=request.lemmas,
            form=request.form,
            way=request.way,
            urgency=request.urgency,
            same_organization=request.same_organization,
        )
        barred = asked.get(request.id, frozenset()) | apart.get(request.mentee_id, frozenset())
        found.append(_made(mentees[request.mentee_id], new, barred))
    return found


async def named(session: Session, matches: Sequence[Match]) -> tuple[Suggestion, ...]:
    """Matches with the names of the mentors and their organisations."""
    ids = [match.candidate.mentor_id for match in matches]
    query = (
        select(Member.id, Member.full_name, Organization.name, Member.organization_text)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id.in_(ids))
    )
    people = {found: (name, school or text) for found, name, school, text in (await session.execute(query))}
    return tuple(
        Suggestion(
            mentor_id=match.candidate.mentor_id,
            name=people[match.candidate.mentor_id][0] or "",
            organization=people[match.candidate.mentor_id][1],
            municipality=match.candidate.municipality,
            score=match.score,
            why=match.why,
            against=match.against,
            subject=match.candidate.subject,
            directions=match.candidate.directions,
        )
        for match in matches
    )


async def _suggested(session: Session, wish: Wish, now: datetime, limit: int) -> tuple[Suggestion, ...]:
    groups = wish.directions if wish.form is MentoringForm.GROUP else ()
    pool = Pool(await candidates(session, now, groups=groups))
    return await named(session, pool.best(wish, limit))


async def _wish(session: Session, mentee_id: int, new: NewRequest) -> Wish:
    mentees = await _mentees(session, {mentee_id})
    if mentee_id not in mentees:
        raise NotFound
    apart = await _kept_apart(session, mentees)
    return _made(mentees[mentee_id], new, apart.get(mentee_id, frozenset()))


@dataclass(frozen=True, slots=True)
class _Mentee:
    """What of a mentee's profile counts."""

    member_id: int
    position: str | None
    municipality: Municipality | None
    organization_id: int | None
    organization_type: OrgType | None


def _made(mentee: _Mentee, new: NewRequest, barred: frozenset[int]) -> Wish:
    return Wish(
        mentee_id=mentee.member_id,
        directions=new.directions,
        form=new.form,
        way=new.way,
        words=matching_words.words_of(new.lemmas),
        subject=matching_words.subject_of(mentee.position),
        stages=matching_words.stages_of(new.need, new.lemmas, mentee.position, mentee.organization_type),
        municipality=mentee.municipality,
        organization_id=mentee.organization_id,
        same_organization=new.same_organization,
        barred=barred,
    )


async def _mentees(session: Session, member_ids: Collection[int]) -> dict[int, _Mentee]:
    query = (
        select(Member.id, Member.position, Member.municipality, Member.organization_id, Organization.type)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id.in_(member_ids))
    )
    return {row[0]: _Mentee(*row) for row in (await session.execute(query))}


async def _asked_before(session: Session, request_ids: Collection[int]) -> dict[int, frozenset[int]]:
    query = select(RequestChoice.request_id, RequestChoice.mentor_id).where(
        RequestChoice.request_id.in_(request_ids),
        RequestChoice.asked_at.is_not(None),
        RequestChoice.state != ChoiceState.UNANSWERED,
    )
    return _gathered(await session.execute(query))


async def _kept_apart(session: Session, member_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """With whom each of these is never matched: blocked, or in a pair with them already."""
    blocked = select(BlockedPair.first_id, BlockedPair.second_id).where(
        or_(BlockedPair.first_id.in_(member_ids), BlockedPair.second_id.in_(member_ids))
    )
    together = select(Mentorship.mentor_id, Mentorship.mentee_id).where(
        or_(Mentorship.mentor_id.in_(member_ids), Mentorship.mentee_id.in_(member_ids)),
        Mentorship.mentor_id.is_not(None),
        Mentorship.mentee_id.is_not(None),
        Mentorship.status.in_(LIVE_PAIRS),
    )
    pairs = [
        (first, second)
        for query in (blocked, together)
        for first, second in await session.execute(query)
        if first is not None and second is not None
    ]
    return _gathered([*pairs, *((second, first) for first, second in pairs)])


def _gathered(pairs: Iterable[tuple[int, int | None]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for key, value in pairs:
        if value is not None:
            found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _candidate(
    mentor_id: int,
    directions: str,
    subject: str,
    stages: str,
    forms: str,
    ways: str,
    places: int,
    lemmas: str,
    taken: int,
    asked: int,
    municipality: Municipality | None,
    organization_id: int | None,
) -> Candidate:
    return Candidate(
        mentor_id=mentor_id,
        directions=_codes(Direction, directions),
        subject=subject,
        stages=_codes(Stage, stages),
        forms=_codes(MentoringForm, forms),
        ways=_codes(Attendance, ways),
        places=places,
        lemmas=lemmas,
        taken=taken,
        asked=asked,
        municipality=municipality,
        organization_id=organization_id,
    )


@lru_cache(maxsize=5_000)
def _codes(kind: type[Kind], text: str) -> tuple[Kind, ...]:
    """A list of codes as it is stored; the same few lists come again and again."""
    return tuple(map(kind, json.loads(text)))
