"""«Не подбирать вместе»: two who are never put in a pair, by a coordinator's word or after a change of mentor."""

from datetime import datetime

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Session, insert_into
from db.models import BlockedPair, Member, MentoringRequest
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring.blocks import BlockLine, BlockPage, Two
from domain.paging import page_of
from services import journal
from services.mentoring import found_people, requests
from services.mentoring.mentor_places import WITH_MENTOR, live_pair


async def listed(session: Session, actor: Actor, page: int, size: int) -> BlockPage:
    """A page of those who are kept apart, `size` at a time, the newest first. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    total = await session.scalar(select(func.count()).select_from(BlockedPair)) or 0
    shown = page_of(total, page, size)
    first, second = aliased(Member), aliased(Member)
    query = (
        select(BlockedPair.first_id, BlockedPair.second_id, first.full_name, second.full_name, BlockedPair.created_at)
        .join(first, first.id == BlockedPair.first_id)
        .join(second, second.id == BlockedPair.second_id)
        .order_by(BlockedPair.created_at.desc(), BlockedPair.first_id, BlockedPair.second_id)
        .limit(size)
        .offset(shown.offset)
    )
    rows = await session.execute(query)
    return BlockPage(shown, tuple(BlockLine(a, b, one or "", other or "", at) for a, b, one, other, at in rows))


async def two(session: Session, actor: Actor, one_id: int, other_id: int) -> Two:
    """Two people and what stands between them. Raises ConsentNeeded, NotAllowed, NotFound (also for one person)."""
    one = await found_people.one(session, actor, one_id)
    other = await found_people.one(session, actor, other_id)
    if one_id == other_id:
        raise NotFound
    first, second = sorted((one_id, other_id))
    block = await session.get(BlockedPair, (first, second), populate_existing=True)
    return Two(
        one=one,
        other=other,
        since=block.created_at if block else None,
        pair_id=await live_pair(session, one_id, other_id),
        requests=tuple(await session.scalars(_between(one_id, other_id))),
    )


async def add(session: Session, actor: Actor, one_id: int, other_id: int, now: datetime) -> Two:
    """Keep two apart from now on; twice is once. A pair they are in goes on, a request between them comes back.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    coordinator_id = actor.coordinator()
    await two(session, actor, one_id, other_id)
    first, second = sorted((one_id, other_id))
    added = insert_into(session, BlockedPair).values(first_id=first, second_id=second, created_at=now)
    row = added.on_conflict_do_nothing().returning(BlockedPair.first_id)
    if await session.scalar(row) is not None:
        await _note(session, coordinator_id, "block.added", first, second, now)
        for request_id in (await session.scalars(_between(one_id, other_id).with_for_update())).all():
            await requests.take_back(session, actor, request_id, now)
    return await two(session, actor, one_id, other_id)


async def remove(session: Session, actor: Actor, one_id: int, other_id: int, now: datetime) -> None:
    """The two may be put in a pair again; twice is once. Raises ConsentNeeded, NotAllowed."""
    coordinator_id = actor.coordinator()
    first, second = sorted((one_id, other_id))
    own = and_(BlockedPair.first_id == first, BlockedPair.second_id == second)
    gone = await session.scalar(delete(BlockedPair).where(own).returning(BlockedPair.first_id))
    if gone is not None:
        await _note(session, coordinator_id, "block.removed", first, second, now)


def _between(one_id: int, other_id: int) -> Select[int]:
    """Requests of one of the two that wait for the other's answer."""
    query = select(MentoringRequest.id).where(
        or_(
            and_(MentoringRequest.mentor_id == one_id, MentoringRequest.mentee_id == other_id),
            and_(MentoringRequest.mentor_id == other_id, MentoringRequest.mentee_id == one_id),
        ),
        MentoringRequest.state.in_(WITH_MENTOR),
    )
    return query.order_by(MentoringRequest.id)


async def _note(session: Session, coordinator_id: int, act: str, first: int, second: int, now: datetime) -> None:
    await journal.record(session, actor_id=coordinator_id, act=act, object=f"block:{first}-{second}", now=now)
