"""What the two sides do with their pair: a pause, contacts, another mentor, an end without a reason."""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import BlockedPair, MentoringRequest, Mentorship
from domain.actors import Actor
from domain.errors import NotFound, Outdated, PairEnded, PairWaits
from domain.mentoring import pairs as rules
from domain.mentoring import requests as request_rules
from domain.mentoring.pairs import Contacts, PairView, Side
from domain.vocabulary import MessageKind, PairStatus, Priority, Urgency
from services import outbox
from services.mentoring import pair_views, requests
from services.mentoring.pair_views import side_of
from services.outbox import Message

# what is told while a pair goes on, and is senseless after its end
_PASSING = (
    MessageKind.PAIR_MADE,
    MessageKind.PAIR_WAITS,
    MessageKind.PAIR_APPROVAL,
    MessageKind.PAIR_CONTACTS,
    MessageKind.PAIR_CHECK,
    MessageKind.PAIR_CHANGED,
)


# --- by the two of them


async def pause(session: Session, actor: Actor, pair_id: int, weeks: int, now: datetime) -> PairView:
    """No meetings for so many weeks from today (aware `now`); the end moves by as much, and the other side is told.

    Raises ConsentNeeded, NotFound, Outdated, PairEnded, PairWaits.
    """
    if weeks not in rules.PAUSE_WEEKS:
        raise Outdated
    member_id = actor.owner()
    pair = await lock_live(session, member_id, pair_id)
    until = rules.pause_until(weeks, now)
    if pair.paused_until != until:
        pair.planned_end_at = rules.end_with_pause(pair.planned_end_at, pair.paused_until, until, now)
        pair.status, pair.paused_until, pair.changed_at = PairStatus.PAUSED, until, now
        await _tell(session, pair, now, by=member_id)
    return await pair_views.of_member(session, member_id, pair_id)


async def resume(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairView:
    """The pause is over before its time. Raises ConsentNeeded, NotFound, PairEnded, PairWaits."""
    member_id = actor.owner()
    pair = await lock_live(session, member_id, pair_id)
    if pair.status is PairStatus.PAUSED:
        await go_on(session, pair, now, by=member_id)
    return await pair_views.of_member(session, member_id, pair_id)


async def stop(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairView:
    """End a pair without a reason; the other side is told softly. Raises ConsentNeeded, NotFound, PairEnded."""
    member_id = actor.owner()
    pair = await lock(session, member_id, pair_id)
    await finish(session, pair, PairStatus.STOPPED, now, by=member_id)
    return await pair_views.of_member(session, member_id, pair_id)


async def change_mentor(session: Session, actor: Actor, pair_id: int, now: datetime) -> int | None:
    """The mentee wants another mentor: the pair ends, the two are never matched again, the old need is in the queue.

    Works for a pair the mentor has stopped, too. Returns the id of the new request, None when the pair was made
    without one: then nobody knows the need, and the form asks. Raises ConsentNeeded, ProfileNeeded, NotFound,
    PairEnded (the programme was completed).
    """
    member_id = actor.member()
    pair = await lock(session, member_id, pair_id)
    if side_of(pair, member_id) is not Side.MENTEE:
        raise NotFound
    if await pair_views.is_refused(session, pair_id):
        # a pair that never began: the request is with coordinators already
        raise PairEnded
    if pair.status is not PairStatus.STOPPED:
        await finish(session, pair, PairStatus.STOPPED, now, by=member_id)
    if pair.mentor_id is not None:
        await _block(session, pair.mentor_id, member_id, now)
    old = await session.get(MentoringRequest, pair.request_id) if pair.request_id else None
    return None if old is None else await ask_again(session, actor, old, now)


async def finish(session: Session, pair: Mentorship, status: PairStatus, now: datetime, by: int | None) -> None:
    """End an open pair as STOPPED or COMPLETED; whoever of the two is not `by` is told. Raises PairEnded."""
    if pair.status not in rules.OPEN:
        raise PairEnded
    pair.status, pair.paused_until, pair.ended_at, pair.changed_at = status, None, now, now
    await _tell(session, pair, now, by=by)


# --- by the clock


async def rested(session: Session, now: datetime) -> list[int]:
    """Pairs whose pause is over at `now` (aware)."""
    query = select(Mentorship.id, Mentorship.paused_until).where(Mentorship.status == PairStatus.PAUSED)
    rows = (await session.execute(query.order_by(Mentorship.id))).all()
    return [pair_id for pair_id, until in rows if until is None or rules.is_over(until, now)]


async def wake(session: Session, pair_id: int, now: datetime) -> None:
    """A pause that is over at `now` ends, and both are told; a transaction of its own for each pair."""
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None or pair.status is not PairStatus.PAUSED:
        return
    if pair.paused_until is None or rules.is_over(pair.paused_until, now):
        await go_on(session, pair, now, by=None)


# --- contacts


async def share(session: Session, actor: Actor, pair_id: int, agrees: bool, now: datetime) -> Contacts:
    """Agree to show the other side one's Telegram, or take that back; nothing is shown until both agree.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits.
    """
    member_id = actor.member()
    pair = await lock_live(session, member_id, pair_id)
    side = side_of(pair, member_id)
    before = pair.mentor_shares if side is Side.MENTOR else pair.mentee_shares
    if side is Side.MENTOR:
        pair.mentor_shares = agrees
    else:
        pair.mentee_shares = agrees
    pair.changed_at = now
    await session.flush()
    if agrees and not before:
        await _news(session, pair, MessageKind.PAIR_CONTACTS, now, by=member_id)
    return await pair_views.contacts(session, actor, pair_id)


# --- what other features of pairs stand on


async def lock(session: Session, member_id: int, pair_id: int) -> Mentorship:
    """One's own pair, locked. Raises NotFound."""
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound
    side_of(pair, member_id)
    return pair


async def lock_live(session: Session, member_id: int, pair_id: int) -> Mentorship:
    """One's own pair that goes on, locked. Raises NotFound, PairEnded, PairWaits."""
    pair = await lock(session, member_id, pair_id)
    if pair.status is PairStatus.APPROVAL:
        raise PairWaits
    if pair.status not in rules.LIVE:
        raise PairEnded
    return pair


# --- inside


async def go_on(session: Session, pair: Mentorship, now: datetime, by: int | None) -> None:
    """A paused pair, locked by the caller, goes on; whoever of the two is not `by` is told."""
    pair.planned_end_at = rules.end_with_pause(pair.planned_end_at, pair.paused_until, None, now)
    pair.status, pair.paused_until, pair.changed_at = PairStatus.ACTIVE, None, now
    await _tell(session, pair, now, by=by)


async def _tell(session: Session, pair: Mentorship, now: datetime, by: int | None) -> None:
    """The newest of changes alone: its renderer reads what is true by then."""
    await session.flush()
    ended = pair.status not in rules.LIVE
    kinds = _PASSING if ended else (MessageKind.PAIR_CHANGED,)
    await outbox.withdraw(session, entity=f"pair:{pair.id}", kinds=kinds)
    await _news(session, pair, MessageKind.PAIR_CHANGED, now, by=by)


async def _news(session: Session, pair: Mentorship, kind: MessageKind, now: datetime, by: int | None) -> None:
    await outbox.plan(
        session,
        [
            Message(kind, f"pair:{pair.id}", member_id, now, Priority.NOTICE)
            for member_id in (pair.mentor_id, pair.mentee_id)
            if member_id is not None and member_id != by
        ],
    )


async def _block(session: Session, one_id: int, other: int, now: datetime) -> None:
    first, second = sorted((one_id, other))
    if await session.get(BlockedPair, (first, second)) is None:
        session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        await session.flush()


async def ask_again(session: Session, actor: Actor, old: MentoringRequest, now: datetime) -> int:
    """The same need once more, for coordinators to choose; a second time finds the request of the first."""
    query = select(MentoringRequest.id).where(
        MentoringRequest.mentee_id == old.mentee_id,
        MentoringRequest.state.in_(request_rules.OPEN),
        MentoringRequest.need == old.need,
    )
    waiting = await session.scalar(query.limit(1))
    if waiting is not None:
        return waiting
    new = requests.NewRequest(
        directions=tuple(old.directions),
        need=old.need,
        lemmas=old.lemmas,
        form=old.form,
        way=old.way,
        # a coordinator chooses with care: nobody on duty is woken for it
        urgency=Urgency.WEEK if old.urgency is Urgency.URGENT else old.urgency,
        anonymous=old.anonymous,
        same_organization=old.same_organization,
    )
    return await requests.submit(session, actor, new, now)
