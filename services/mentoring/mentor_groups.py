"""Mentors' groups: opened, changed, joined, left behind. Locks go card, group, requests, pairs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from db.engine import Session
from db.models import MentorCard, MentorGroup, MentoringRequest, Mentorship
from domain import clubtime
from domain.actors import Actor
from domain.errors import GroupClosed, GroupsFull, NotAllowed, NotFound, OwnGroupJoined, PairBlocked
from domain.mentoring import requests as request_rules
from domain.mentoring.mentor_group_form import GroupPlan
from domain.mentoring.mentor_groups import MOST_GROUPS, Joined, Removal
from domain.mentoring.pairs import LIVE, OPEN
from domain.vocabulary import Direction, MentoringForm, MessageKind, PairStatus, Priority
from services import outbox
from services.mentoring import (
    mentor_group_own,
    mentor_group_views,
    mentor_places,
    pair_feedback,
    pairing,
    pairs,
    requests,
)
from services.mentoring import mentor_group_places as places
from services.outbox import Message

# --- by who joins


async def join(session: Session, actor: Actor, group_id: int, now: datetime) -> Joined:
    """«Хочу в группу»: a place at once, and both are told; who is in already is shown their pair.

    A group pair with this mentor that is in no group yet moves in. Whoever waited for the last place goes on to others.
    Raises ConsentNeeded, ProfileNeeded, NotFound, OwnGroupJoined, GroupClosed, PairBlocked, GroupFull.
    """
    member_id = actor.member()
    mentor_id = await session.scalar(select(MentorGroup.mentor_id).where(MentorGroup.id == group_id))
    if mentor_id is None:
        raise NotFound
    if mentor_id == member_id:
        raise OwnGroupJoined
    card = await _card(session, mentor_id)
    group = await places.lock_group(session, group_id)
    pair_id = await mentor_group_views.pair_in(session, member_id, group_id)
    if pair_id is not None:
        # a second tap is the first one still
        pair = await session.get_one(Mentorship, pair_id)
        again = not clubtime.just_now(pair.changed_at, now)
        return await _joined(session, group, pair_id, member_id, again=again)
    if not group.open or places.is_away(card, now) or await mentor_places.is_shut_out(session, mentor_id):
        raise GroupClosed
    if await mentor_places.are_blocked(session, mentor_id, member_id):
        raise PairBlocked
    await places.lock_place(session, mentor_id, group_id)
    pair_id = await _move_in(session, group, member_id, now)
    if pair_id is None:
        pair_id = await pairing.create(
            session,
            mentor_id=mentor_id,
            mentee_id=member_id,
            form=MentoringForm.GROUP,
            directions=[group.direction],
            now=now,
            group_id=group.id,
        )
    await requests.send_on_if_full(session, mentor_id, now)
    return await _joined(session, group, pair_id, member_id, again=False)


# --- by the mentor


async def create(session: Session, actor: Actor, plan: GroupPlan, now: datetime) -> int:
    """Open a group; returns its id.

    Raises ConsentNeeded, ProfileNeeded, GroupsNotLed, GroupsFull, NotFound (the card allows no such direction or size).
    """
    mentor_id = actor.member()
    limits = mentor_group_own.limits_of(await _card(session, mentor_id))
    if plan.direction not in limits.directions or not limits.least <= plan.size <= limits.most:
        raise NotFound
    own = select(func.count()).select_from(MentorGroup).where(MentorGroup.mentor_id == mentor_id)
    if (await session.scalar(own) or 0) >= MOST_GROUPS:
        raise GroupsFull
    group = MentorGroup(
        mentor_id=mentor_id,
        title=plan.title,
        direction=plan.direction,
        about=plan.about,
        size=plan.size,
        open=True,
        created_at=now,
    )
    session.add(group)
    await session.flush()
    return group.id


async def reword(
    session: Session, actor: Actor, group_id: int, *, title: str | None = None, about: str | None = None
) -> None:
    """Another title, or other words about a group. Raises ConsentNeeded, ProfileNeeded, NotFound."""
    group = await _own(session, actor.member(), group_id)
    group.title, group.about = title or group.title, about or group.about
    await session.flush()


async def reshape(
    session: Session,
    actor: Actor,
    group_id: int,
    now: datetime,
    *,
    direction: Direction | None = None,
    size: int | None = None,
) -> None:
    """Another direction or size; a group is no smaller than the people in it, and pairs keep their own directions.

    Raises ConsentNeeded, ProfileNeeded, NotFound (also what the card does not allow), GroupsNotLed.
    """
    mentor_id = actor.member()
    card = await _card(session, mentor_id)
    group = await _own(session, mentor_id, group_id)
    limits = mentor_group_own.limits_of(card, await places.people_in(session, group_id))
    direction, size = direction or group.direction, size or group.size
    if direction is not group.direction and direction not in limits.directions:
        raise NotFound
    if size != group.size and not limits.least <= size <= limits.most:
        raise NotFound
    group.direction, group.size = direction, size
    await session.flush()
    await requests.send_on_if_full(session, mentor_id, now)


async def set_open(session: Session, actor: Actor, group_id: int, is_open: bool, now: datetime) -> None:
    """Whether newcomers may join; requests that waited for a place there go on. Raises ConsentNeeded, NotFound."""
    mentor_id = actor.known() if is_open else actor.owner()
    await _card(session, mentor_id)
    group = await _own(session, mentor_id, group_id)
    group.open = is_open
    await session.flush()
    await requests.send_on_if_full(session, mentor_id, now)


async def take_in(session: Session, actor: Actor, group_id: int, pair_id: int, now: datetime) -> None:
    """A group pair that is in no group yet comes into this one, and the mentee is told; twice is once.

    Raises ConsentNeeded, ProfileNeeded, NotFound, GroupFull, PairEnded, PairWaits.
    """
    mentor_id = actor.member()
    await _card(session, mentor_id)
    group = await _own(session, mentor_id, group_id)
    pair = await pairs.lock_live(session, mentor_id, pair_id)
    if pair.group_id == group_id:
        return
    if pair.mentor_id != mentor_id or pair.form is not MentoringForm.GROUP or pair.group_id is not None:
        raise NotFound
    await places.lock_place(session, mentor_id, group_id)
    await _put(session, group, pair, now, told=pair.mentee_id)


async def remove(session: Session, actor: Actor, pair_id: int, now: datetime) -> Removal:
    """Take somebody out of a group: the pair ends, they are told softly. Raises ConsentNeeded, NotFound, PairEnded."""
    removal = await mentor_group_own.removal(session, actor, pair_id)
    pair = await pairs.lock(session, actor.owner(), pair_id)
    await _end(session, pair, now)
    return removal


async def dissolve(session: Session, actor: Actor, group_id: int, now: datetime) -> str:
    """The group is no more: all its pairs end, everybody is told. Returns its title. Raises ConsentNeeded, NotFound."""
    group, people = await _closed(session, actor, group_id, now)
    for pair in people:
        await _end(session, pair, now)
    await session.execute(delete(MentorGroup).where(MentorGroup.id == group_id))
    return group.title


async def complete(session: Session, actor: Actor, group_id: int, now: datetime) -> int:
    """The programme of the whole group is done: every pair is completed and asked what they think; nobody new comes.

    The group itself stays, to be opened again. Returns how many pairs were completed; one whose school was still asked
    ends. Raises ConsentNeeded, NotFound.
    """
    _, people = await _closed(session, actor, group_id, now)
    done = 0
    for pair in people:
        if pair.status in LIVE:
            await pair_feedback.complete(session, actor, pair.id, now)
            done += 1
        else:
            await _end(session, pair, now)
    return done


# --- inside


async def _card(session: Session, mentor_id: int) -> MentorCard | None:
    """The mentor's card, locked; groups stay when it is taken away."""
    try:
        return await mentor_places.lock_card(session, mentor_id)
    except NotAllowed:
        return None


async def _own(session: Session, mentor_id: int, group_id: int) -> MentorGroup:
    """One's own group, locked. Raises NotFound."""
    group = await places.lock_group(session, group_id)
    if group.mentor_id != mentor_id:
        raise NotFound
    return group


async def _closed(
    session: Session, actor: Actor, group_id: int, now: datetime
) -> tuple[MentorGroup, Sequence[Mentorship]]:
    """One's own group, closed for newcomers, and its pairs that are not over, all locked."""
    mentor_id = actor.owner()
    await _card(session, mentor_id)
    group = await _own(session, mentor_id, group_id)
    group.open = False
    await session.flush()
    await requests.send_on_if_full(session, mentor_id, now)
    query = (
        select(Mentorship)
        .where(Mentorship.group_id == group_id, Mentorship.status.in_(OPEN))
        .order_by(Mentorship.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return group, (await session.scalars(query)).all()


async def _end(session: Session, pair: Mentorship, now: datetime) -> None:
    """A pair of a group ends; the mentee is told of the group, also when the pair had not begun."""
    await pairs.finish(session, pair, PairStatus.STOPPED, now, by=pair.mentor_id)
    if pair.mentee_id is None:
        return
    entity = f"pair:{pair.id}"
    await outbox.withdraw(session, entity=entity, kinds=(MessageKind.PAIR_CHANGED,), recipient_id=pair.mentee_id)
    await outbox.plan(session, [Message(MessageKind.GROUP_OVER, entity, pair.mentee_id, now, Priority.NOTICE)])


async def _move_in(session: Session, group: MentorGroup, member_id: int, now: datetime) -> int | None:
    """The member's pair with this mentor that asked for a group and is in none, moved into this one; its id, if any."""
    query = (
        select(Mentorship)
        .where(
            Mentorship.mentor_id == group.mentor_id,
            Mentorship.mentee_id == member_id,
            Mentorship.form == MentoringForm.GROUP,
            Mentorship.group_id.is_(None),
            Mentorship.status.in_(LIVE),
        )
        .order_by(Mentorship.id)
        .limit(1)
        .with_for_update()
    )
    pair = await session.scalar(query.execution_options(populate_existing=True))
    if pair is None:
        return None
    await _put(session, group, pair, now, told=group.mentor_id)
    return pair.id


async def _put(session: Session, group: MentorGroup, pair: Mentorship, now: datetime, told: int | None) -> None:
    pair.group_id, pair.changed_at = group.id, now
    await session.flush()
    if told is not None:
        message = Message(MessageKind.GROUP_ENTERED, f"pair:{pair.id}", told, now, Priority.NOTICE)
        await outbox.plan(session, [message])


async def _joined(session: Session, group: MentorGroup, pair_id: int, member_id: int, *, again: bool) -> Joined:
    pair = await session.get_one(Mentorship, pair_id)
    asking = select(MentoringRequest.id).where(
        MentoringRequest.mentee_id == member_id, MentoringRequest.state.in_(request_rules.OPEN)
    )
    return Joined(
        title=group.title,
        pair_id=pair_id,
        waits=pair.status is PairStatus.APPROVAL,
        again=again,
        asking=await session.scalar(asking.limit(1)) is not None,
    )
