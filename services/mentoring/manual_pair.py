"""A pair made by a coordinator without a request: whom to choose from, and the pair itself."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Interest, Member, MentorCard, MentoringRequest, Mentorship
from domain import clubtime
from domain.actors import Actor
from domain.errors import NoPlaceLeft, NotFound, Outdated, PairBlocked, PairExists
from domain.events.roster import is_meant, simple
from domain.mentoring.found_people import NOBODY
from domain.mentoring.manual_pair import (
    FORMS,
    MOST_DIRECTIONS,
    Asked,
    Draft,
    MadePair,
    Mentee,
    OpenRequestLine,
    Prospect,
    Step,
)
from domain.mentoring.matching import Suggestion
from domain.vocabulary import CardStatus, Direction, MentoringForm, PairStatus, RequestAct, RequestState
from services import journal
from services.mentoring import found_people, matching, mentor_places, pairing, requests
from services.mentoring import request_steps as steps
from services.mentoring.mentor_places import LIVE_PAIRS, WITH_MENTOR

MOST_FOUND = 5
# each with its reasons: more would not fit one message
MOST_SUGGESTED = 4


async def ask(session: Session, actor: Actor, draft: Draft, now: datetime) -> Asked:
    """The question still open, with those to choose from.

    Raises ConsentNeeded, NotAllowed, NotFound (somebody left, or took the card away).
    """
    actor.coordinator()
    mentee = None if draft.mentee_id is None else await _mentee(session, actor, draft.mentee_id)
    step = draft.step(asks=bool(mentee and mentee.requests))
    people, mentor, total = NOBODY, None, 0
    prospects: tuple[Prospect, ...] = ()
    suggested: tuple[Suggestion, ...] = ()
    if step is Step.MENTEE:
        without = [] if draft.mentor_id is None else [draft.mentor_id]
        people = await found_people.find(session, actor, draft.query, without)
    if mentee is not None and draft.mentor_id is not None:
        [mentor] = await prospects_of(session, actor, mentee.person.id, [draft.mentor_id], now)
    elif mentee is not None and step is Step.MENTOR and draft.query:
        prospects, total = await find_mentors(session, actor, mentee.person.id, draft.query, now)
    elif mentee is not None and step is Step.MENTOR and draft.form is not None:
        suggested = await matching.for_member(
            session,
            actor,
            mentee.person.id,
            draft.directions,
            draft.form,
            now,
            MOST_SUGGESTED,
        )
    preset = draft.mentor_id if draft.preset else None
    named = None if preset is None else await found_people.one(session, actor, preset)
    return Asked(step, draft, mentee, people, prospects, total, suggested, mentor, named)


async def interests(session: Session, actor: Actor, mentee_id: int) -> tuple[Direction, ...]:
    """What a member is interested in: the directions to begin with. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    chosen = set(await session.scalars(select(Interest.direction).where(Interest.member_id == mentee_id)))
    return tuple(one for one in Direction if one in chosen)[:MOST_DIRECTIONS]


async def create(
    session: Session,
    actor: Actor,
    mentee_id: int,
    mentor_id: int,
    form: MentoringForm,
    directions: Sequence[Direction],
    now: datetime,
    *,
    over: bool = False,
) -> MadePair:
    """Make the pair; both are told, or a school is asked first. `over`: even above the mentor's capacity.

    A request of the mentee that waits for this very mentor becomes the pair: else the mentor could make a second one.

    Raises ConsentNeeded, NotAllowed, NotFound (somebody left, no confirmed card), Outdated (no such form), PairBlocked
    (also for one and the same person), PairExists (the two are in a pair already), NoPlaceLeft.
    """
    coordinator_id = actor.coordinator()
    if form not in FORMS or not 1 <= len(directions) <= MOST_DIRECTIONS:
        raise Outdated
    if mentor_id == mentee_id:
        raise PairBlocked
    card = await lock_cards(session, mentor_id, mentee_id)
    mentee, mentor = [await found_people.one(session, actor, one) for one in (mentee_id, mentor_id)]
    if await mentor_places.are_blocked(session, mentor_id, mentee_id):
        raise PairBlocked
    if await mentor_places.live_pair(session, mentor_id, mentee_id) is not None:
        raise PairExists
    above = await mentor_places.places_left(session, card) <= 0
    if above and not over:
        raise NoPlaceLeft
    request = await _lock_between(session, mentee_id, mentor_id)
    if request is not None:
        await steps.take(session, request, RequestAct.PAIR, now, actor_id=coordinator_id, paired_with=mentor_id)
    pair_id = await pairing.create(
        session,
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        form=form,
        directions=directions,
        now=now,
        request_id=request.id if request else None,
    )
    await journal.record(
        session, actor_id=coordinator_id, act="pair.made", object=f"pair:{pair_id}", now=now, above=above
    )
    await requests.send_on_if_full(session, mentor_id, now)
    pair = await session.get_one(Mentorship, pair_id)
    return MadePair(
        id=pair_id,
        mentee=mentee.name,
        mentor=mentor.name,
        waits=pair.status is PairStatus.APPROVAL,
        told=mentee.reachable and mentor.reachable,
    )


async def lock_cards(session: Session, mentor_id: int, mentee_id: int) -> MentorCard:
    """The mentor's confirmed card; the mentee's too, if there is one, else the two could be paired both ways at once.

    Raises NotFound.
    """
    query = (
        select(MentorCard)
        .where(MentorCard.member_id.in_((mentor_id, mentee_id)))
        .order_by(MentorCard.member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for card in (await session.scalars(query)).all():
        if card.member_id == mentor_id and card.status is CardStatus.CONFIRMED:
            return card
    raise NotFound


async def _lock_between(session: Session, mentee_id: int, mentor_id: int) -> MentoringRequest | None:
    """The mentee's oldest request that waits for this mentor's answer."""
    query = (
        select(MentoringRequest)
        .where(
            MentoringRequest.mentee_id == mentee_id,
            MentoringRequest.mentor_id == mentor_id,
            MentoringRequest.state.in_(WITH_MENTOR),
        )
        .order_by(MentoringRequest.id)
        .limit(1)
        .with_for_update()
    )
    return await session.scalar(query.execution_options(populate_existing=True))


# --- whom to choose from


async def _mentee(session: Session, actor: Actor, mentee_id: int) -> Mentee:
    person = await found_people.one(session, actor, mentee_id)
    waiting = select(MentoringRequest).where(
        MentoringRequest.mentee_id == mentee_id,
        MentoringRequest.state.in_((RequestState.COORDINATOR, *WITH_MENTOR)),
    )
    rows = (await session.scalars(waiting.order_by(MentoringRequest.id))).all()
    mentors = (
        select(Member.full_name)
        .join(Mentorship, Mentorship.mentor_id == Member.id)
        .where(Mentorship.mentee_id == mentee_id, Mentorship.status.in_(LIVE_PAIRS))
        .order_by(Mentorship.id)
    )
    return Mentee(
        person=person,
        requests=tuple(OpenRequestLine(one.id, one.state, tuple(map(Direction, one.directions))) for one in rows),
        mentors=tuple(name or "" for name in await session.scalars(mentors)),
    )


async def find_mentors(
    session: Session, actor: Actor, mentee_id: int, query: str, now: datetime
) -> tuple[tuple[Prospect, ...], int]:
    """Mentors with a confirmed card whom the name may mean, and how many they are in all."""
    # names are compared here and not in SQL, where «Ё» and small letters depend on the database
    names = (
        select(Member.id, Member.full_name)
        .join(MentorCard, MentorCard.member_id == Member.id)
        .where(MentorCard.status == CardStatus.CONFIRMED, Member.id != mentee_id)
    )
    rows = (await session.execute(names)).all()
    meant = sorted((simple(name), mentor_id) for mentor_id, name in rows if name and is_meant(query, name))
    shown = [mentor_id for _, mentor_id in meant[:MOST_FOUND]]
    return await prospects_of(session, actor, mentee_id, shown, now), len(meant)


async def prospects_of(
    session: Session, actor: Actor, mentee_id: int, mentor_ids: Collection[int], now: datetime
) -> tuple[Prospect, ...]:
    """These few mentors in their order. Raises NotFound for who has no confirmed card any more."""
    today = clubtime.local(now).date()
    found = []
    for mentor_id in mentor_ids:
        card = await session.get(MentorCard, mentor_id)
        if card is None or card.status is not CardStatus.CONFIRMED:
            raise NotFound
        found.append(
            Prospect(
                person=await found_people.one(session, actor, mentor_id),
                left=max(0, await mentor_places.places_left(session, card)),
                places=card.capacity,
                paused_until=card.paused_until if card.paused_until and card.paused_until >= today else None,
                blocked=await mentor_places.are_blocked(session, mentor_id, mentee_id),
                pair_id=await mentor_places.live_pair(session, mentor_id, mentee_id),
            )
        )
    return tuple(found)
