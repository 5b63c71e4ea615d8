"""Rounds of matching in coordinators' hands: begin, look over, pin, forbid, send. One round is there at a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select

from db.engine import Session, insert_into
from db.models import MatchingRound, Member, MentoringRequest, RoundForbidden, RoundPair
from domain.actors import Actor
from domain.errors import NoPlaceLeft, NotFound, Outdated
from domain.mentoring.matching import Suggestion
from domain.mentoring.matching_pool import Pool
from domain.mentoring.matching_reasons import way_of
from domain.mentoring.rounds import SILENT_AFTER, UNDER_WAY, RoundLine, RoundView
from domain.paging import page_of
from domain.vocabulary import Direction, RequestState, RoundState
from services import journal
from services.mentoring import matching, round_gaps


async def overview(session: Session, actor: Actor, page: int, page_size: int, now: datetime) -> RoundView:
    """How the newest round stands, with a page of its table; what a new one could take. Raises NotAllowed."""
    actor.coordinator()
    waiting, silent = await _to_take(session, now)
    found = await session.scalar(select(MatchingRound).order_by(MatchingRound.id.desc()).limit(1))
    if found is None or found.state is RoundState.DROPPED:
        return RoundView(waiting, silent, page_of(0, 0, page_size))
    pairs, alone, pinned, sent, failed = await _figures(session, found.id)
    total = pairs + alone
    at = page_of(total, page, page_size)
    shown = await _page(session, found, at.offset, page_size) if found.state is RoundState.READY else []
    return RoundView(
        waiting=waiting,
        silent=silent,
        page=at,
        round_id=found.id,
        state=found.state,
        with_silent=found.with_silent,
        pairs=pairs,
        alone=alone,
        pinned=pinned,
        forbidden=await _count(session, RoundForbidden.round_id == found.id),
        sent=sent,
        failed=failed,
        lines=await _lines(session, shown, now),
    )


async def start(session: Session, actor: Actor, with_silent: bool, now: datetime) -> None:
    """Begin a round, unless one is under way; what an older one found goes. Raises NotAllowed."""
    coordinator_id = actor.coordinator()
    if await session.scalar(select(MatchingRound.id).where(MatchingRound.state.in_(UNDER_WAY))) is not None:
        return
    await session.execute(delete(MatchingRound))
    found = MatchingRound(
        state=RoundState.COMPUTING, with_silent=with_silent, revision=1, created_by_id=coordinator_id, created_at=now
    )
    session.add(found)
    await session.flush()
    await _note(session, coordinator_id, "round.started", found, now, with_silent=with_silent)


async def line(session: Session, actor: Actor, round_id: int, request_id: int, now: datetime) -> RoundLine:
    """One request of the round. Raises NotAllowed, NotFound, Outdated."""
    actor.coordinator()
    await _ready(session, round_id)
    return await _line(session, round_id, request_id, now)


async def others(
    session: Session, actor: Actor, round_id: int, request_id: int, now: datetime
) -> tuple[RoundLine, tuple[Suggestion, ...]]:
    """One request, and who else would suit it. Raises NotAllowed, NotFound, Outdated."""
    found = await line(session, actor, round_id, request_id, now)
    suggested = await matching.for_request(session, actor, request_id, now, matching.MOST_SUGGESTED + 1)
    own = found.suggestion.mentor_id if found.suggestion else None
    return found, tuple(one for one in suggested if one.mentor_id != own)[: matching.MOST_SUGGESTED]


async def pin(session: Session, actor: Actor, round_id: int, request_id: int, mentor_id: int, now: datetime) -> None:
    """Keep this pair whatever else changes; with another mentor than the found one, the rest is found anew.

    Raises NotAllowed, NotFound, Outdated, NoPlaceLeft (the mentor can't be asked, or more are pinned than fit).
    """
    coordinator_id = actor.coordinator()
    found = await _ready(session, round_id, lock=True)
    pair = await _pair(session, round_id, request_id)
    await _check_place(session, pair, mentor_id, now)
    await session.execute(
        delete(RoundForbidden).where(
            RoundForbidden.round_id == round_id,
            RoundForbidden.request_id == request_id,
            RoundForbidden.mentor_id == mentor_id,
        )
    )
    if pair.mentor_id != mentor_id:
        _anew(found)
    pair.mentor_id, pair.pinned = mentor_id, True
    await session.flush()
    await _note(session, coordinator_id, "round.pinned", found, now, request=request_id, mentor=f"member:{mentor_id}")


async def unpin(session: Session, actor: Actor, round_id: int, request_id: int, now: datetime) -> None:
    """The pair may change again with the rest; it stays until then. Raises NotAllowed, NotFound, Outdated."""
    coordinator_id = actor.coordinator()
    found = await _ready(session, round_id, lock=True)
    pair = await _pair(session, round_id, request_id)
    if not pair.pinned:
        return
    pair.pinned = False
    await session.flush()
    await _note(session, coordinator_id, "round.unpinned", found, now, request=request_id)


async def forbid(session: Session, actor: Actor, round_id: int, request_id: int, mentor_id: int, now: datetime) -> None:
    """Never this pair in this round: it is found anew. Raises NotAllowed, NotFound, Outdated."""
    coordinator_id = actor.coordinator()
    found = await _ready(session, round_id, lock=True)
    pair = await _pair(session, round_id, request_id)
    if pair.mentor_id != mentor_id:
        raise Outdated
    row = {"round_id": round_id, "request_id": request_id, "mentor_id": mentor_id}
    await session.execute(insert_into(session, RoundForbidden).values(row).on_conflict_do_nothing())
    pair.pinned = False
    _anew(found)
    await session.flush()
    await _note(
        session, coordinator_id, "round.forbidden", found, now, request=request_id, mentor=f"member:{mentor_id}"
    )


async def allow_all(session: Session, actor: Actor, round_id: int, now: datetime) -> None:
    """Lift everything forbidden; the round is found anew. Raises NotAllowed, NotFound, Outdated."""
    coordinator_id = actor.coordinator()
    found = await _ready(session, round_id, lock=True)
    await session.execute(delete(RoundForbidden).where(RoundForbidden.round_id == round_id))
    _anew(found)
    await _note(session, coordinator_id, "round.allowed", found, now)


async def compute_again(session: Session, actor: Actor, round_id: int, now: datetime) -> None:
    """Find the pairs anew, with today's requests and mentors; pins hold. Raises NotAllowed, NotFound, Outdated."""
    coordinator_id = actor.coordinator()
    _anew(await _ready(session, round_id, lock=True))
    await journal.record(session, actor_id=coordinator_id, act="round.recomputed", object=f"round:{round_id}", now=now)


async def send(session: Session, actor: Actor, round_id: int, now: datetime) -> None:
    """Each request goes to the mentor found for it, one after another. Raises NotAllowed, NotFound, Outdated."""
    coordinator_id = actor.coordinator()
    found = await _ready(session, round_id, lock=True)
    found.state, found.sent_by_id = RoundState.SENDING, coordinator_id
    await session.flush()
    await _note(session, coordinator_id, "round.sent", found, now)


async def drop(session: Session, actor: Actor, round_id: int, now: datetime) -> None:
    """Away with the round; requests stay where they are, and what is gone stays so.

    Raises NotAllowed, NotFound, Outdated (it is being sent, or has been).
    """
    coordinator_id = actor.coordinator()
    found = await _round(session, round_id, lock=True)
    if found.state is RoundState.DROPPED:
        return
    if found.state in (RoundState.SENDING, RoundState.SENT):
        raise Outdated
    found.state = RoundState.DROPPED
    found.revision += 1
    await session.execute(delete(RoundPair).where(RoundPair.round_id == round_id))
    await session.execute(delete(RoundForbidden).where(RoundForbidden.round_id == round_id))
    await _note(session, coordinator_id, "round.dropped", found, now)


def taken(with_silent: bool, now: datetime) -> ColumnElement[bool]:
    """Which requests a round takes: those in the coordinators' queue, and those whose mentor is silent for days."""
    queued = MentoringRequest.state == RequestState.COORDINATOR
    return or_(queued, _silent(now)) if with_silent else queued


def _silent(now: datetime) -> ColumnElement[bool]:
    return and_(MentoringRequest.state == RequestState.WAITING, MentoringRequest.changed_at <= now - SILENT_AFTER)


def _anew(found: MatchingRound) -> None:
    found.state = RoundState.COMPUTING
    found.revision += 1


async def _round(session: Session, round_id: int, *, lock: bool = False) -> MatchingRound:
    query = select(MatchingRound).where(MatchingRound.id == round_id).execution_options(populate_existing=True)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


async def _ready(session: Session, round_id: int, *, lock: bool = False) -> MatchingRound:
    found = await _round(session, round_id, lock=lock)
    if found.state is not RoundState.READY:
        raise Outdated
    return found


async def _pair(session: Session, round_id: int, request_id: int) -> RoundPair:
    pair = await session.get(RoundPair, (round_id, request_id), populate_existing=True)
    if pair is None:
        raise NotFound
    return pair


async def _check_place(session: Session, pair: RoundPair, mentor_id: int, now: datetime) -> None:
    """Whether the pin can hold: the mentor may be asked, and the pins of this round leave a place."""
    [candidate] = await matching.candidates(session, now, [mentor_id]) or [None]
    request = await session.get_one(MentoringRequest, pair.request_id)
    [wish] = await matching.wishes(session, [request])
    if candidate is None or Pool([candidate]).match(wish, mentor_id) is None:
        raise NoPlaceLeft
    pinned = await session.scalar(
        select(func.count())
        .select_from(RoundPair)
        .where(
            RoundPair.round_id == pair.round_id,
            RoundPair.mentor_id == mentor_id,
            RoundPair.pinned,
            RoundPair.request_id != pair.request_id,
        )
    )
    if candidate.free - candidate.asked <= (pinned or 0):
        raise NoPlaceLeft


async def _to_take(session: Session, now: datetime) -> tuple[int, int]:
    waiting = select(func.count()).where(MentoringRequest.state == RequestState.COORDINATOR)
    silent = select(func.count()).where(_silent(now))
    return await session.scalar(waiting) or 0, await session.scalar(silent) or 0


async def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).where(condition)) or 0


async def _figures(session: Session, round_id: int) -> tuple[int, int, int, int, int]:
    """Pairs, requests without a mentor, pins, sent, those that could no longer be sent."""
    conditions = (
        RoundPair.mentor_id.is_not(None),
        RoundPair.mentor_id.is_(None),
        RoundPair.pinned,
        RoundPair.sent.is_(True),
        RoundPair.sent.is_(False),
    )
    query = select(*(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions))
    pairs, alone, pinned, sent, failed = (await session.execute(query.where(RoundPair.round_id == round_id))).one()
    return int(pairs), int(alone), int(pinned), int(sent), int(failed)


async def _page(session: Session, found: MatchingRound, offset: int, size: int) -> list[RoundPair]:
    # what needs a look comes first: nobody found, then the weakest
    query = (
        select(RoundPair)
        .where(RoundPair.round_id == found.id)
        .order_by(RoundPair.mentor_id.is_not(None), RoundPair.score, RoundPair.request_id)
        .offset(offset)
        .limit(size)
    )
    return list(await session.scalars(query))


async def _line(session: Session, round_id: int, request_id: int, now: datetime) -> RoundLine:
    [found] = await _lines(session, [await _pair(session, round_id, request_id)], now)
    return found


async def _lines(session: Session, pairs: list[RoundPair], now: datetime) -> tuple[RoundLine, ...]:
    """Lines with today's reasons."""
    if not pairs:
        return ()
    query = select(MentoringRequest).where(MentoringRequest.id.in_([pair.request_id for pair in pairs]))
    requests = {request.id: request for request in await session.scalars(query)}
    names = await _names(session, [request.mentee_id for request in requests.values()])
    mentors = [pair.mentor_id for pair in pairs if pair.mentor_id is not None]
    pool = Pool(await matching.candidates(session, now, mentors))
    asked = [requests[pair.request_id] for pair in pairs]
    wishes = await matching.wishes(session, asked)
    matches = [
        pool.match(wish, pair.mentor_id) if pair.mentor_id is not None else None
        for pair, wish in zip(pairs, wishes, strict=True)
    ]
    missing = await round_gaps.missing(session, pairs, wishes, now)
    named = iter(await matching.named(session, [one for one in matches if one is not None]))
    return tuple(
        RoundLine(
            round_id=pair.round_id,
            request_id=request.id,
            mentee=names.get(request.mentee_id, ""),
            need=request.need,
            directions=tuple(map(Direction, request.directions)),
            urgency=request.urgency,
            asked_at=request.created_at,
            suggestion=None if match is None else next(named),
            pinned=pair.pinned,
            gone=pair.mentor_id is not None and match is None,
            form=request.form,
            way=way_of(wish),
            missing=missing.get(request.id),
        )
        for pair, request, wish, match in zip(pairs, asked, wishes, matches, strict=True)
    )


async def _names(session: Session, member_ids: list[int]) -> dict[int, str]:
    query = select(Member.id, Member.full_name).where(Member.id.in_(member_ids))
    return {found: name or "" for found, name in (await session.execute(query))}


async def _note(
    session: Session, coordinator_id: int, act: str, found: MatchingRound, now: datetime, **codes: str | int | bool
) -> None:
    await journal.record(session, actor_id=coordinator_id, act=act, object=f"round:{found.id}", now=now, **codes)
