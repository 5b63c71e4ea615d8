"""Answers about pairs across schools: who may give which, what they lead to, and that no such pair hangs.

Locks: a request before its pair. Whoever answers second finds the pair as the first has left it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import MentoringRequest, Mentorship, Organization, SchoolApproval
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring.approvals import Approval, Hat
from domain.vocabulary import MessageKind, PairStatus, Priority, RefusalReason, RequestAct
from services import journal, outbox
from services.mentoring import approval_steps, approval_views, pairing, school_rights
from services.mentoring import request_steps as steps
from services.outbox import Message

_PASSING = (MessageKind.PAIR_APPROVAL, MessageKind.PAIR_WAITS)


async def agree(session: Session, actor: Actor, pair_id: int, hat: Hat, now: datetime) -> Approval:
    """A school agrees, or coordinators do for all who have not answered; the last word lets the pair begin.

    A pair that waits no more is left as it is: the view tells how it stands. Raises ConsentNeeded, ProfileNeeded,
    NotAllowed (the actor speaks for no school), NotFound (the school is not asked about this pair).
    """
    member_id, organization_id = await _who(session, actor, hat)
    pair = await _lock(session, pair_id)
    words = await _words(session, pair_id)
    for word in _turn(pair, words, organization_id):
        _answer(word, True, member_id, now)
        await _note(session, member_id, "pair.agreed", pair_id, now, organization_id=word.organization_id)
    await session.flush()
    await _begin_if_agreed(session, pair, words, now)
    return await approval_views.one(session, actor, pair_id, hat)


async def refuse(
    session: Session, actor: Actor, pair_id: int, hat: Hat, reason: RefusalReason | None, now: datetime
) -> Approval:
    """A school does not agree, or coordinators don't: the pair never begins, its request is in the queue again.

    One such word is enough; both of the pair are told softly. Otherwise as `agree`.
    """
    member_id, organization_id = await _who(session, actor, hat)
    request = await _lock_request(session, pair_id)
    pair = await _lock(session, pair_id)
    turn = _turn(pair, await _words(session, pair_id), organization_id)
    for word in turn:
        _answer(word, False, member_id, now, reason)
    if turn:
        code = reason.value if reason else None
        await _note(
            session, member_id, "pair.refused", pair_id, now, organization_id=turn[0].organization_id, reason=code
        )
        await _end(session, pair, request, member_id, now)
    return await approval_views.one(session, actor, pair_id, hat)


# --- whether a school is asked at all


async def want(session: Session, actor: Actor, organization_id: int | None, wanted: bool, now: datetime) -> None:
    """A school wants to be asked about pairs across schools, or no more: then those that wait for it go on.

    By who speaks for the school (`organization_id` of None: their own), or by a coordinator for any.
    Raises ConsentNeeded, ProfileNeeded, NotAllowed, NotFound.
    """
    if organization_id is None:
        member_id, organization_id = actor.member(), await school_rights.school_of(session, actor)
    else:
        member_id = actor.coordinator()
    school = await session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if school is None:
        raise NotFound
    if school.cross_approval is wanted:
        return
    school.cross_approval = wanted
    await journal.record(
        session,
        actor_id=member_id,
        act="school.approval_on" if wanted else "school.approval_off",
        object=f"organization:{organization_id}",
        now=now,
    )
    if not wanted:
        await _let_go(session, organization_id, member_id, now)


async def _let_go(session: Session, organization_id: int, member_id: int, now: datetime) -> None:
    """Nobody asks for a word any more, so it is given: the journal tells why."""
    waiting = (
        select(SchoolApproval.pair_id)
        .join(Mentorship, Mentorship.id == SchoolApproval.pair_id)
        .where(SchoolApproval.organization_id == organization_id, SchoolApproval.agreed.is_(None))
        .where(Mentorship.status == PairStatus.APPROVAL)
        .order_by(SchoolApproval.pair_id)
    )
    for pair_id in list(await session.scalars(waiting)):
        pair = await _lock(session, pair_id)
        words = await _words(session, pair_id)
        for word in _turn(pair, words, organization_id):
            _answer(word, True, member_id, now)
            await _note(session, member_id, "pair.let_go", pair_id, now, organization_id=organization_id)
        await session.flush()
        await _begin_if_agreed(session, pair, words, now)


# --- by the clock


async def due(session: Session, now: datetime) -> list[int]:
    """Pairs that wait for nobody's word: time is over, nobody speaks for the school, no school is asked."""
    query = (
        select(Mentorship.id, SchoolApproval)
        .outerjoin(SchoolApproval, SchoolApproval.pair_id == Mentorship.id)
        .where(Mentorship.status == PairStatus.APPROVAL)
        .order_by(Mentorship.id)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return []
    heard = await school_rights.heard(session)
    waiting = {pair_id for pair_id, word in rows if word is not None and word.agreed is None}
    stuck = {pair_id for pair_id, word in rows if word is not None and _is_stuck(word, heard, now)}
    return sorted(stuck | {pair_id for pair_id, _ in rows if pair_id not in waiting})


async def settle(session: Session, pair_id: int, now: datetime) -> None:
    """Give the next word to who will say it at `now` (aware); a transaction of its own for each pair.

    Where no school is asked any more the pair begins. One that waits no more is left alone.
    """
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None or pair.status is not PairStatus.APPROVAL:
        return
    words = await _words(session, pair_id)
    if not words and pair.mentor_id is not None and pair.mentee_id is not None:
        asking = await approval_steps.asking(session, pair.mentor_id, pair.mentee_id)
        if asking:
            await approval_steps.ask(session, pair, asking, now)
            return
    heard = await school_rights.heard(session)
    for word in words:
        if _is_stuck(word, heard, now):
            await approval_steps.give_to_club(session, word, now)
    await _begin_if_agreed(session, pair, words, now)


def _is_stuck(word: SchoolApproval, heard: set[int], now: datetime) -> bool:
    if word.agreed is not None:
        return False
    silent = word.deadline_at is None or word.deadline_at <= now
    return silent or (not word.by_club and word.organization_id not in heard)


# --- what an answer leads to


async def _begin_if_agreed(session: Session, pair: Mentorship, words: Sequence[SchoolApproval], now: datetime) -> None:
    if pair.status is PairStatus.APPROVAL and all(word.agreed for word in words):
        await outbox.withdraw(session, entity=f"pair:{pair.id}", kinds=_PASSING)
        await pairing.begin(session, pair, now)


async def _end(
    session: Session, pair: Mentorship, request: MentoringRequest | None, member_id: int, now: datetime
) -> None:
    """The two are told softly; the request, which has one pair at most, leaves this one and goes to coordinators."""
    pair.status, pair.ended_at, pair.changed_at = PairStatus.STOPPED, now, now
    pair.request_id = None
    await session.flush()
    await outbox.withdraw(session, entity=f"pair:{pair.id}", kinds=_PASSING)
    told = [pair.mentor_id, pair.mentee_id]
    if request is not None:
        await steps.take(session, request, RequestAct.REFUSE, now, actor_id=member_id, refused=pair.mentor_id)
        told += [one for one in await approval_steps.coordinators(session) if one != member_id]
    payload = {"request": request.id if request else None}
    await outbox.plan(
        session,
        [
            Message(MessageKind.PAIR_REFUSED, f"pair:{pair.id}", one, now, Priority.NOTICE, payload=payload)
            for one in dict.fromkeys(told)
            if one is not None
        ],
    )


def _answer(
    word: SchoolApproval, agreed: bool, member_id: int, now: datetime, reason: RefusalReason | None = None
) -> None:
    word.agreed, word.reason, word.answered_by_id, word.answered_at = agreed, reason, member_id, now
    word.deadline_at = None


# --- locks and rights


async def _who(session: Session, actor: Actor, hat: Hat) -> tuple[int, int | None]:
    """The member, and the one school they may answer for; None: a coordinator answers for all."""
    if hat is Hat.CLUB:
        return actor.coordinator(), None
    return actor.member(), await school_rights.school_of(session, actor)


def _turn(pair: Mentorship, words: Sequence[SchoolApproval], organization_id: int | None) -> list[SchoolApproval]:
    """Words still to be said by this answer. Raises NotFound: the school has no say about this pair."""
    own = [word for word in words if organization_id in (None, word.organization_id)]
    if organization_id is not None and not own:
        raise NotFound
    return [word for word in own if word.agreed is None] if pair.status is PairStatus.APPROVAL else []


async def _lock(session: Session, pair_id: int) -> Mentorship:
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound
    return pair


async def _lock_request(session: Session, pair_id: int) -> MentoringRequest | None:
    request_id = await session.scalar(select(Mentorship.request_id).where(Mentorship.id == pair_id))
    if request_id is None:
        return None
    return await session.get(MentoringRequest, request_id, with_for_update=True, populate_existing=True)


async def _words(session: Session, pair_id: int) -> Sequence[SchoolApproval]:
    """What the asked schools have said; under the pair's lock it is the newest."""
    query = select(SchoolApproval).where(SchoolApproval.pair_id == pair_id).order_by(SchoolApproval.organization_id)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def _note(
    session: Session, member_id: int, act: str, pair_id: int, now: datetime, **details: str | int | None
) -> None:
    await journal.record(session, actor_id=member_id, act=act, object=f"pair:{pair_id}", now=now, **details)
