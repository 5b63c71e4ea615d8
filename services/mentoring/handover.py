"""A pair goes on with another mentor: a coordinator hands it over, or its mentor has left the club."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from db.engine import Session
from db.models import Member, MentoringRequest, Mentorship
from domain.actors import Actor
from domain.errors import NoPlaceLeft, NotFound, PairBlocked, PairEnded, PairExists
from domain.mentoring.handover import (
    NEED_AFTER_LEAVING,
    Handed,
    Handing,
    Handover,
    LeftBehind,
    Released,
    Step,
)
from domain.mentoring.manual_pair import Prospect
from domain.mentoring.matching import Suggestion
from domain.mentoring.pairs import OPEN
from domain.mentoring.requests import OPEN as OPEN_REQUESTS
from domain.vocabulary import Direction, MessageKind, PairStatus, Priority, RequestAct, RequestState, Urgency
from services import journal, outbox
from services.mentoring import manual_pair, matching, mentor_places, pairing, pairs, request_steps, requests
from services.mentoring.desk_pairs import lock
from services.mentoring.requests import NewRequest
from services.outbox import Message

# each with its reasons: more would not fit one message
MOST_SUGGESTED = 4


# --- by a coordinator


async def choices(session: Session, actor: Actor, handing: Handing, now: datetime) -> Handover:
    """Mentors for a pair: by name where one is looked for, else those who fit best. Raises NotAllowed, NotFound."""
    actor.coordinator()
    pair = await session.get(Mentorship, handing.pair_id, populate_existing=True)
    if pair is None:
        raise NotFound
    suggestions: tuple[Suggestion, ...] = ()
    prospects: tuple[Prospect, ...] = ()
    total = 0
    going = pair.status in OPEN and pair.mentee_id is not None
    if going and handing.query:
        prospects, total = await manual_pair.find_mentors(session, actor, pair.mentee_id or 0, handing.query, now)
    elif going:
        suggestions = await _suggested(session, actor, pair, now)
    return Handover(
        pair_id=pair.id,
        mentor_id=pair.mentor_id,
        mentor=await _name(session, pair.mentor_id),
        mentee=await _name(session, pair.mentee_id),
        form=pair.form,
        directions=tuple(map(Direction, pair.directions)),
        open=going,
        handing=handing,
        suggestions=suggestions,
        prospects=prospects,
        total=total,
        left=await _after(session, pair) if handing.walk else 0,
    )


async def prospect(session: Session, actor: Actor, pair_id: int, mentor_id: int, now: datetime) -> Prospect:
    """One mentor for this pair, with what stands between the two. Raises NotAllowed, NotFound, PairEnded."""
    actor.coordinator()
    pair = await session.get(Mentorship, pair_id)
    if pair is None:
        raise NotFound
    if pair.mentee_id is None or pair.status not in OPEN:
        raise PairEnded
    [found] = await manual_pair.prospects_of(session, actor, pair.mentee_id, [mentor_id], now)
    return found


async def step(session: Session, actor: Actor, mentor_id: int, after: int) -> Step:
    """Where a walk through a mentor's open pairs is, once the pair `after` is done. Raises NotAllowed, NotFound."""
    actor.coordinator()
    name = await _name(session, mentor_id)
    if name is None:
        raise NotFound
    open_pairs = _open_of(mentor_id)
    following = select(func.min(Mentorship.id)).where(*open_pairs, Mentorship.id > after)
    count = select(func.count()).select_from(Mentorship).where(*open_pairs)
    return Step(name, await session.scalar(following), await session.scalar(count) or 0)


async def hand_over(session: Session, actor: Actor, pair_id: int, mentor_id: int, now: datetime) -> int:
    """The pair ends without blame, and the mentee is in a new one with this mentor; all three are told.

    The request the pair came of goes with it: the new mentor reads the need. Returns the id of the new pair. Raises
    ConsentNeeded, NotAllowed, NotFound (also for a mentor without a confirmed card), PairEnded, PairBlocked (also for
    one and the same person), PairExists, NoPlaceLeft.
    """
    coordinator_id = actor.coordinator()
    before = await session.get(Mentorship, pair_id)
    if before is None:
        raise NotFound
    if before.mentee_id is None:
        raise PairEnded
    card = await manual_pair.lock_cards(session, mentor_id, before.mentee_id)
    # requests are locked before pairs: the pair's own, and those that may find no place any more
    waiting = select(MentoringRequest.id).where(
        (MentoringRequest.id == before.request_id)
        | ((MentoringRequest.mentor_id == mentor_id) & MentoringRequest.state.in_(mentor_places.WITH_MENTOR))
    )
    await session.execute(waiting.order_by(MentoringRequest.id).with_for_update())
    pair = await lock(session, pair_id)
    if pair.status not in OPEN or pair.mentee_id is None:
        raise PairEnded
    if await mentor_places.live_pair(session, mentor_id, pair.mentee_id) is not None:
        raise PairExists
    if mentor_id == pair.mentee_id or await mentor_places.are_blocked(session, mentor_id, pair.mentee_id):
        raise PairBlocked
    if await mentor_places.places_left(session, card) <= 0:
        raise NoPlaceLeft
    new_id = await _move(session, coordinator_id, pair, mentor_id, now)
    await journal.record(
        session, actor_id=coordinator_id, act="pair.handed_over", object=f"pair:{pair_id}", now=now, to=new_id
    )
    await requests.send_on_if_full(session, mentor_id, now)
    return new_id


async def handed_to(session: Session, actor: Actor, pair_id: int, mentor_id: int) -> int | None:
    """The open pair of this pair's mentee with this mentor, by its id. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    pair = await session.get(Mentorship, pair_id)
    if pair is None:
        raise NotFound
    return None if pair.mentee_id is None else await mentor_places.live_pair(session, mentor_id, pair.mentee_id)


async def _move(session: Session, coordinator_id: int, pair: Mentorship, mentor_id: int, now: datetime) -> int:
    """The old pair, locked, ends; the new one begins with the old one's request."""
    assert pair.mentee_id is not None
    old = await session.get(MentoringRequest, pair.request_id, populate_existing=True) if pair.request_id else None
    # one whose pair a school is about to refuse is not accepted any more
    request = old if old is not None and old.state is RequestState.ACCEPTED else None
    if request is not None:
        act = RequestAct.HAND_OVER
        await request_steps.take(session, request, act, now, actor_id=coordinator_id, paired_with=mentor_id)
        pair.request_id = None
    await pairs.finish(session, pair, PairStatus.STOPPED, now, by=None)
    new_id = await pairing.create(
        session,
        mentor_id=mentor_id,
        mentee_id=pair.mentee_id,
        form=pair.form,
        directions=tuple(map(Direction, pair.directions)),
        now=now,
        request_id=request.id if request is not None else None,
    )
    # instead of the usual word about an end, which would offer to look for somebody
    await outbox.withdraw(session, entity=f"pair:{pair.id}", kinds=(MessageKind.PAIR_CHANGED,))
    messages = [_message(pair, pair.mentee_id, {"pair": new_id}, now)]
    if pair.mentor_id is not None:
        messages.append(_message(pair, pair.mentor_id, {}, now))
    await outbox.plan(session, messages)
    return new_id


# --- a mentor has left the club


async def leave_behind(session: Session, pair: Mentorship, now: datetime) -> None:
    """The mentor of this pair, just ended, leaves the club: the mentee's need is with coordinators at once.

    A pair of no request asks with its directions alone. The mentee is told of the request instead of a mere end.
    """
    mentee_id = pair.mentee_id
    if mentee_id is None:
        return
    # nobody presses anything here: the mentor's leaving asks in the mentee's stead
    mentee = Actor(telegram_id=0, member_id=mentee_id, consent_in_force=True, joined=True)
    old = await session.get(MentoringRequest, pair.request_id) if pair.request_id else None
    if old is not None:
        request_id = await pairs.ask_again(session, mentee, old, now)
    else:
        request_id = await requests.submit(session, mentee, _need(pair), now)
    await outbox.withdraw(session, entity=f"pair:{pair.id}", kinds=(MessageKind.PAIR_CHANGED,), recipient_id=mentee_id)
    await outbox.plan(session, [_message(pair, mentee_id, {"request": request_id}, now)])


def _need(pair: Mentorship) -> NewRequest:
    return NewRequest(
        directions=tuple(map(Direction, pair.directions)),
        need=NEED_AFTER_LEAVING,
        lemmas="",
        form=pair.form,
        way=None,
        urgency=Urgency.WEEK,
    )


# --- for messages


async def told(
    session: Session, member_id: int, pair_id: int, new_id: int | None, request_id: int | None
) -> Handed | Released | LeftBehind | None:
    """What this member of the old pair learns; None when it has gone on otherwise meanwhile."""
    before = await session.get(Mentorship, pair_id)
    if before is None:
        return None
    if before.mentor_id == member_id:
        return Released(pair_id, await _name(session, before.mentee_id))
    if request_id is not None:
        request = await session.get(MentoringRequest, request_id)
        return LeftBehind(pair_id, request_id) if request and request.state in OPEN_REQUESTS else None
    new = await session.get(Mentorship, new_id) if new_id is not None else None
    if new is None or new.mentee_id != member_id or new.status not in OPEN:
        return None
    return Handed(new.id, pair_id, waits=new.status is PairStatus.APPROVAL)


# --- inside


def _message(pair: Mentorship, member_id: int, payload: dict[str, int], now: datetime) -> Message:
    kind, entity = MessageKind.PAIR_HANDED, f"pair:{pair.id}"
    return Message(kind, entity, member_id, now, Priority.NOTICE, payload=dict(payload))


async def _suggested(session: Session, actor: Actor, pair: Mentorship, now: datetime) -> tuple[Suggestion, ...]:
    """Who fits best: the need of the pair's request counts, where it has one. Nobody who is with the mentee already."""
    assert pair.mentee_id is not None
    if pair.request_id is not None:
        found = await matching.for_request(session, actor, pair.request_id, now, MOST_SUGGESTED + 1)
        return tuple(one for one in found if one.mentor_id != pair.mentor_id)[:MOST_SUGGESTED]
    without = [] if pair.mentor_id is None else [pair.mentor_id]
    directions = tuple(map(Direction, pair.directions))
    return await matching.for_member(
        session, actor, pair.mentee_id, directions, pair.form, now, MOST_SUGGESTED, without=without
    )


async def _after(session: Session, pair: Mentorship) -> int:
    """How many open pairs of the same mentor come after this one."""
    if pair.mentor_id is None:
        return 0
    query = select(func.count()).select_from(Mentorship).where(*_open_of(pair.mentor_id), Mentorship.id > pair.id)
    return await session.scalar(query) or 0


def _open_of(mentor_id: int) -> tuple[ColumnElement[bool], ...]:
    return Mentorship.mentor_id == mentor_id, Mentorship.status.in_(OPEN), Mentorship.mentee_id.is_not(None)


async def _name(session: Session, member_id: int | None) -> str | None:
    """A name to show; None for who has left the club."""
    if member_id is None:
        return None
    row = (await session.execute(select(Member.full_name).where(Member.id == member_id))).one_or_none()
    return None if row is None else row[0] or ""
