"""The work behind a round, done a little at a time in transactions of their own: the bot goes on meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from db.engine import Session
from db.models import MatchingRound, Member, MentoringRequest, RoundForbidden, RoundPair
from domain.actors import Actor
from domain.errors import ClubError
from domain.mentoring.rounds import SILENT_AFTER, Placed, Waiting
from domain.vocabulary import RequestState, RoundState
from services.mentoring import matching, mentor_places, requests, rounds
from services.people import people

# so many requests are read at a time: a few milliseconds
BATCH = 200


@dataclass(frozen=True, slots=True)
class Work:
    """A round that waits for the machine."""

    round_id: int
    state: RoundState
    revision: int
    with_silent: bool


async def pending(session: Session) -> Work | None:
    """The round to work out or to send, if there is one."""
    query = (
        select(MatchingRound)
        .where(MatchingRound.state.in_((RoundState.COMPUTING, RoundState.SENDING)))
        .order_by(MatchingRound.id.desc())
        .limit(1)
    )
    found = await session.scalar(query)
    return None if found is None else Work(found.id, found.state, found.revision, found.with_silent)


async def waiting(session: Session, work: Work, after_id: int, now: datetime) -> tuple[Waiting, ...]:
    """The next BATCH of requests, by id after `after_id`, with what they look for; empty at the end."""
    query = (
        select(MentoringRequest)
        .where(MentoringRequest.id > after_id, rounds.taken(work.with_silent, now))
        .order_by(MentoringRequest.id)
        .limit(BATCH)
    )
    found = (await session.scalars(query)).all()
    pins = select(RoundPair.request_id, RoundPair.mentor_id).where(
        RoundPair.round_id == work.round_id,
        RoundPair.pinned,
        RoundPair.request_id.in_([request.id for request in found]),
    )
    pinned = dict((await session.execute(pins)).all())
    wishes = await matching.wishes(session, found)
    return tuple(Waiting(request.id, wish, pinned.get(request.id)) for request, wish in zip(found, wishes, strict=True))


async def forbidden(session: Session, work: Work) -> frozenset[tuple[int, int]]:
    """Pairs of a request and a mentor that the round must not make."""
    query = select(RoundForbidden.request_id, RoundForbidden.mentor_id).where(RoundForbidden.round_id == work.round_id)
    return frozenset((request_id, mentor_id) for request_id, mentor_id in await session.execute(query))


async def store(session: Session, work: Work, placed: Sequence[Placed], now: datetime) -> bool:
    """Keep what was found; False: the round was changed meanwhile and this is no longer needed."""
    found = await _lock(session, work)
    if found is None:
        return False
    await session.execute(delete(RoundPair).where(RoundPair.round_id == work.round_id))
    # requests may have gone with their authors while the pairs were worked out
    there = set(await session.scalars(select(MentoringRequest.id).where(rounds.taken(work.with_silent, now))))
    mentor_ids = {one.mentor_id for one in placed if one.mentor_id is not None}
    people_there = set(await session.scalars(select(Member.id).where(Member.id.in_(mentor_ids))))
    rows = [
        {
            "round_id": work.round_id,
            "request_id": one.request_id,
            "mentor_id": one.mentor_id if one.mentor_id in people_there else None,
            "score": one.score,
            "pinned": one.pinned,
        }
        for one in placed
        if one.request_id in there
    ]
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(RoundPair), rows[start : start + BATCH])
    found.state, found.computed_at = RoundState.READY, now
    await session.flush()
    return True


async def fail(session: Session, work: Work) -> None:
    """The pairs could not be worked out: the coordinator may try again."""
    if (found := await _lock(session, work)) is not None:
        found.state = RoundState.FAILED
        await session.flush()


async def send_next(session: Session, work: Work, now: datetime) -> bool:
    """Send one more request of the round to its mentor; False: it was the last, and the round is over.

    Raises what sending it raised: mark it by `give_up` then.
    """
    found = await _lock(session, work)
    if found is None:
        return False
    sender = await _sender(session, found)
    if sender is None:
        # who said «Отправить» is no coordinator any more: another one decides
        found.state, found.sent_by_id = RoundState.READY, None
        await session.flush()
        return False
    pair = await _unsent(session, work)
    if pair is None:
        found.state, found.sent_at = RoundState.SENT, now
        await session.flush()
        return False
    pair.sent = await _send(session, sender, pair, now)
    await session.flush()
    return True


async def give_up(session: Session, work: Work) -> bool:
    """The next request could not be sent: pass it over, so that the others go on. False: there was none."""
    pair = await _unsent(session, work)
    if pair is None:
        return False
    pair.sent = False
    await session.flush()
    return True


async def _send(session: Session, sender: Actor, pair: RoundPair, now: datetime) -> bool:
    """Whether the request went to the mentor: by now it may be closed or answered, the mentor away."""
    request = await session.get(MentoringRequest, pair.request_id, with_for_update=True, populate_existing=True)
    if request is None or pair.mentor_id is None:
        return False
    if not await mentor_places.is_free(session, request, pair.mentor_id, now):
        return False
    try:
        if request.state is RequestState.WAITING and request.changed_at <= now - SILENT_AFTER:
            await requests.take_back(session, sender, request.id, now)
        return await requests.send(session, sender, request.id, [pair.mentor_id], now)
    except ClubError:
        # it has moved on by itself meanwhile
        return False


async def _unsent(session: Session, work: Work) -> RoundPair | None:
    query = (
        select(RoundPair)
        .where(RoundPair.round_id == work.round_id, RoundPair.sent.is_(None), RoundPair.mentor_id.is_not(None))
        .order_by(RoundPair.request_id)
        .limit(1)
    )
    return await session.scalar(query)


async def _sender(session: Session, found: MatchingRound) -> Actor | None:
    sender = await session.get(Member, found.sent_by_id) if found.sent_by_id is not None else None
    if sender is None or sender.telegram_id is None:
        return None
    actor = await people.identify(session, sender.telegram_id, wrote=False)
    return actor if actor.is_coordinator and actor.consented else None


async def _lock(session: Session, work: Work) -> MatchingRound | None:
    """The round, if it still waits for this very work."""
    query = select(MatchingRound).where(
        MatchingRound.id == work.round_id,
        MatchingRound.state == work.state,
        MatchingRound.revision == work.revision,
    )
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))
