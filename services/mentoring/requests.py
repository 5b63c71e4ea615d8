"""The way of a request for mentoring: who may take which step of it, under which lock.

Whoever needs both locks a mentor's card before requests; capacity is counted under the card's lock, so of fifty
accepted at once the last place is given once, and nobody else is left waiting there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from db.engine import Session
from db.models import MentorCard, MentoringRequest
from domain.actors import Actor
from domain.errors import NoPlaceLeft, PairBlocked, PairExists, QuestionsSpent, RequestMoved
from domain.lemmas import lemmas
from domain.mentoring import exchanges
from domain.mentoring import requests as rules
from domain.vocabulary import (
    Attendance,
    DeclineReason,
    Direction,
    MentoringForm,
    RequestAct,
    RequestState,
    Urgency,
)
from services import journal
from services.mentoring import mentor_group_places, mentor_places, pairing
from services.mentoring import request_locks as locks
from services.mentoring import request_steps as steps
from services.mentoring.exchanges import left as questions_left
from services.mentoring.mentor_places import LIVE_PAIRS, WITH_MENTOR, is_free, places_left

__all__ = ["LIVE_PAIRS", "WITH_MENTOR", "is_free", "places_left"]


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a mentee asks for; `mentors` are ranked, three at most; none leaves the choice to the club."""

    directions: tuple[Direction, ...]
    need: str
    lemmas: str
    form: MentoringForm
    way: Attendance | None
    urgency: Urgency
    anonymous: bool = False
    same_organization: bool = True
    mentors: tuple[int, ...] = ()


# --- by the mentee


async def submit(session: Session, actor: Actor, new: NewRequest, now: datetime) -> int:
    """Send a request: to the first mentor of the list who can take it, else to the coordinators. Returns its id.

    An urgent one without a list goes to mentors on duty. Raises ConsentNeeded, ProfileNeeded.
    """
    mentee_id = actor.member()
    request = MentoringRequest(
        mentee_id=mentee_id,
        state=RequestState.DRAFT,
        directions=list(new.directions),
        need=new.need,
        lemmas=new.lemmas,
        form=new.form,
        way=new.way,
        urgency=new.urgency,
        anonymous=new.anonymous,
        same_organization=new.same_organization,
        created_at=now,
        changed_at=now,
    )
    session.add(request)
    await session.flush()
    mentors = new.mentors[: rules.MOST_CHOICES]
    if not mentors and new.urgency is Urgency.URGENT:
        mentors = await mentor_places.on_duty(session, request, now)
    await steps.choose(session, request, mentors, now)
    await steps.take(session, request, RequestAct.SUBMIT, now, actor_id=mentee_id)
    return request.id


async def answer(session: Session, actor: Actor, request_id: int, text: str, now: datetime) -> None:
    """The mentee answers the mentor's question. Raises ConsentNeeded, NotFound, RequestMoved."""
    request = await locks.own(session, actor.known(), request_id)
    await steps.take(session, request, RequestAct.ANSWER, now, actor_id=request.mentee_id)
    said = exchanges.replied(exchanges.load(request.question, request.answer), text)
    request.question, request.answer = exchanges.dump(said)


async def reword(session: Session, actor: Actor, request_id: int, need: str, now: datetime) -> None:
    """Other words for a need that waits for coordinators; its deadline stays.

    Raises ConsentNeeded, NotFound, RequestMoved.
    """
    request = await locks.own(session, actor.known(), request_id)
    if request.state is not RequestState.COORDINATOR:
        raise RequestMoved
    request.need, request.lemmas, request.changed_at = need, lemmas(need), now
    await session.flush()


async def withdraw(session: Session, actor: Actor, request_id: int, now: datetime) -> None:
    """The mentee takes the request back. Raises ConsentNeeded, NotFound, RequestMoved."""
    request = await locks.own(session, actor.owner(), request_id)
    await steps.take(session, request, RequestAct.WITHDRAW, now, actor_id=request.mentee_id)


async def reopen(session: Session, actor: Actor, request_id: int, now: datetime) -> None:
    """The mentee opens a closed request again: coordinators choose. Raises ConsentNeeded, NotFound, RequestMoved."""
    request = await locks.own(session, actor.known(), request_id)
    await steps.take(session, request, RequestAct.REOPEN, now, actor_id=request.mentee_id)


async def mentee_gone(session: Session, mentee_id: int, now: datetime) -> None:
    """The mentee leaves the club: every open request is withdrawn, and whoever had it is told."""
    for request in await locks.lock_all(session, MentoringRequest.mentee_id == mentee_id, rules.OPEN):
        await steps.take(session, request, RequestAct.WITHDRAW, now, actor_id=mentee_id)


# --- by the mentor who is asked


async def accept(
    session: Session, actor: Actor, request_id: int, now: datetime, group_id: int | None = None
) -> int | None:
    """Take the mentee, into this own group if it is named: the pair's id, or None: no place left, the request goes on.

    Whoever else waited for the last place goes on to the next. Raises ConsentNeeded, ProfileNeeded, NotAllowed,
    NotFound, RequestMoved (it is somebody else's turn), GroupFull.
    """
    mentor_id = actor.member()
    card = await mentor_places.lock_card(session, mentor_id)
    if group_id is not None:
        await mentor_group_places.lock_place(session, mentor_id, group_id)
    request = await locks.asked(session, mentor_id, request_id)
    pair_id = None
    if (group_id and request.form is MentoringForm.GROUP) or await places_left(session, card) > 0:
        await steps.take(session, request, RequestAct.ACCEPT, now, actor_id=mentor_id)
        pair_id = await pairing.make(session, request, mentor_id, now, group_id)
    await _send_on_if_full(session, card, now)
    return pair_id


async def ask(session: Session, actor: Actor, request_id: int, question: str, now: datetime) -> None:
    """The mentor asks the mentee for details, twice at most; what was asked and answered before stays.

    Raises ConsentNeeded, ProfileNeeded, NotFound, RequestMoved, QuestionsSpent.
    """
    mentor_id = actor.member()
    request = await locks.asked(session, mentor_id, request_id)
    rules.after(request.state, RequestAct.ASK, mentor_left=True)
    if not await questions_left(session, request_id, mentor_id):
        raise QuestionsSpent
    await steps.take(session, request, RequestAct.ASK, now, actor_id=mentor_id)
    said = exchanges.asked(exchanges.load(request.question, request.answer), question)
    request.question, request.answer = exchanges.dump(said)


async def decline(
    session: Session, actor: Actor, request_id: int, reason: DeclineReason, words: str | None, now: datetime
) -> None:
    """The mentor says no; the mentee never sees why. Raises ConsentNeeded, ProfileNeeded, NotFound, RequestMoved."""
    mentor_id = actor.member()
    request = await locks.asked(session, mentor_id, request_id)
    await steps.take(session, request, RequestAct.DECLINE, now, actor_id=mentor_id, reason=reason, words=words)


# --- by coordinators


async def send(session: Session, actor: Actor, request_id: int, mentor_ids: Sequence[int], now: datetime) -> bool:
    """A coordinator sends a queued request to these mentors in turn; False: none of them can be asked, it stays.

    Raises NotAllowed, NotFound, RequestMoved.
    """
    coordinator_id = actor.coordinator()
    request = await locks.lock(session, request_id)
    # before the list is changed: a caller may go on with other requests after this one's refusal
    rules.after(request.state, RequestAct.SEND, mentor_left=False)
    await steps.choose(session, request, mentor_ids, now)
    await steps.take(session, request, RequestAct.SEND, now, actor_id=coordinator_id)
    await _note(session, coordinator_id, "request.sent", request, now)
    return request.state is RequestState.WAITING


async def take_back(session: Session, actor: Actor, request_id: int, now: datetime) -> None:
    """A coordinator takes a request from the mentor who has it. Raises NotAllowed, NotFound, RequestMoved."""
    coordinator_id = actor.coordinator()
    request = await locks.lock(session, request_id)
    await steps.take(session, request, RequestAct.TAKE_BACK, now, actor_id=coordinator_id)
    await _note(session, coordinator_id, "request.taken_back", request, now)


async def pair(session: Session, actor: Actor, request_id: int, mentor_id: int, now: datetime) -> int:
    """A coordinator makes a pair by hand, within the mentor's capacity, pause or not; returns its id.

    Raises NotAllowed (also for a mentor without a card), NotFound, RequestMoved, NoPlaceLeft, PairBlocked (also for one
    and the same person), PairExists.
    """
    coordinator_id = actor.coordinator()
    card = await mentor_places.lock_card(session, mentor_id)
    request = await locks.lock(session, request_id)
    if mentor_id == request.mentee_id or await mentor_places.are_blocked(session, mentor_id, request.mentee_id):
        raise PairBlocked
    if await mentor_places.live_pair(session, mentor_id, request.mentee_id) is not None:
        raise PairExists
    if await places_left(session, card) <= 0:
        raise NoPlaceLeft
    await steps.take(session, request, RequestAct.PAIR, now, actor_id=coordinator_id, paired_with=mentor_id)
    pair_id = await pairing.make(session, request, mentor_id, now)
    await _note(session, coordinator_id, "request.paired", request, now)
    await _send_on_if_full(session, card, now)
    return pair_id


async def close(session: Session, actor: Actor, request_id: int, now: datetime) -> None:
    """A coordinator closes a queued request. Raises NotAllowed, NotFound, RequestMoved."""
    coordinator_id = actor.coordinator()
    request = await locks.lock(session, request_id)
    await steps.take(session, request, RequestAct.CLOSE, now, actor_id=coordinator_id)
    await _note(session, coordinator_id, "request.closed", request, now)


# --- by the clock, and by what happens to mentors


async def due(session: Session, now: datetime) -> list[int]:
    """Open requests that must move on by themselves, the oldest deadline first."""
    query = (
        select(MentoringRequest.id)
        .where(
            or_(
                and_(MentoringRequest.state.in_(rules.OPEN), MentoringRequest.deadline_at <= now),
                and_(MentoringRequest.state.in_(WITH_MENTOR), MentoringRequest.mentor_id.is_(None)),
            )
        )
        .order_by(MentoringRequest.deadline_at)
    )
    return list(await session.scalars(query))


async def settle(session: Session, request_id: int, now: datetime) -> None:
    """Move on a request whose deadline has passed at `now`, or whose mentor is no more; a transaction of its own each.

    One that has moved meanwhile, or is gone, is left alone.
    """
    request = await session.scalar(locks.locking(MentoringRequest.id == request_id))
    if request is None or request.state in rules.CLOSED:
        return
    if request.state in WITH_MENTOR and request.mentor_id is None:
        await steps.take(session, request, RequestAct.MENTOR_GONE, now, actor_id=None)
    elif request.deadline_at is not None and request.deadline_at <= now:
        late = request.state is RequestState.COORDINATOR
        act = RequestAct.PROLONG if late else RequestAct.SILENCE
        await steps.take(session, request, act, now, actor_id=None)


async def mentor_gone(session: Session, mentor_id: int, now: datetime) -> None:
    """A mentor pauses, loses the card or leaves the club: whatever waits for them goes on to the next."""
    await locks.lock_cards(session, mentor_id)
    await _send_on_all(session, mentor_id, RequestAct.MENTOR_GONE, now)


async def send_on_if_full(session: Session, mentor_id: int, now: datetime) -> None:
    """A mentor got a pair some other way, or takes fewer now: with no place left, nobody waits for them."""
    for card in await locks.lock_cards(session, mentor_id):
        await _send_on_if_full(session, card, now)


async def _send_on_if_full(session: Session, card: MentorCard, now: datetime) -> None:
    if await places_left(session, card) <= 0:
        groups = await mentor_group_places.open_directions(session, card.member_id)
        await _send_on_all(session, card.member_id, RequestAct.NO_ROOM, now, but_into=groups)


async def _send_on_all(
    session: Session, mentor_id: int, act: RequestAct, now: datetime, but_into: Collection[Direction] = ()
) -> None:
    for request in await locks.lock_all(session, MentoringRequest.mentor_id == mentor_id, WITH_MENTOR):
        if not mentor_places.fits_group(request, but_into):
            await steps.take(session, request, act, now, actor_id=None)


async def _note(session: Session, coordinator_id: int, act: str, request: MentoringRequest, now: datetime) -> None:
    await journal.record(session, actor_id=coordinator_id, act=act, object=f"request:{request.id}", now=now)
