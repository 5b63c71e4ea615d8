"""Goals of a pair: either side sets them, words them anew, says they are reached; the other side is told."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Goal, Mentorship
from domain.actors import Actor
from domain.errors import GoalsFull, NotFound
from domain.mentoring.goals import MOST_GOALS, Goals, GoalView
from domain.vocabulary import MessageKind, Priority
from services import outbox
from services.mentoring import pair_views, pairs
from services.outbox import Message


async def of_pair(session: Session, actor: Actor, pair_id: int) -> Goals:
    """The goals of one's own pair. Raises ConsentNeeded, NotFound."""
    return await _goals(session, actor.owner(), pair_id)


async def one(session: Session, actor: Actor, goal_id: int) -> GoalView:
    """A goal of one's own pair. Raises ConsentNeeded, NotFound."""
    goal = await session.get(Goal, goal_id)
    if goal is None:
        raise NotFound
    await pair_views.of_member(session, actor.owner(), goal.pair_id)
    return _view(goal)


async def seen_by(session: Session, member_id: int, goal_id: int) -> GoalView | None:
    """A goal for who did not set it, while the pair goes on; None otherwise."""
    goal = await session.get(Goal, goal_id)
    if goal is None:
        return None
    pair = await pair_views.seen_by(session, member_id, goal.pair_id)
    return _view(goal) if pair and pair.live else None


async def add(session: Session, actor: Actor, pair_id: int, text: str, now: datetime) -> Goals:
    """One more goal in the words of `text`; the same words twice are one goal.

    Raises ConsentNeeded, ProfileNeeded, NotFound, GoalsFull, PairEnded, PairWaits.
    """
    member_id = actor.member()
    pair = await pairs.lock_live(session, member_id, pair_id)
    same = select(Goal.id).where(Goal.pair_id == pair_id, Goal.text == text)
    if await session.scalar(same.limit(1)) is None:
        count = await session.scalar(select(func.count()).select_from(Goal).where(Goal.pair_id == pair_id)) or 0
        if count >= MOST_GOALS:
            raise GoalsFull
        goal = Goal(pair_id=pair_id, text=text, author_id=member_id, created_at=now)
        session.add(goal)
        await session.flush()
        await _tell(session, pair, goal.id, member_id, now)
    return await _goals(session, member_id, pair_id)


async def reword(session: Session, actor: Actor, goal_id: int, text: str) -> Goals:
    """The same goal in other words. Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits."""
    member_id = actor.member()
    _, goal = await _lock(session, member_id, goal_id)
    goal.text = text
    await session.flush()
    return await _goals(session, member_id, goal.pair_id)


async def reach(session: Session, actor: Actor, goal_id: int, reached: bool, now: datetime) -> Goals:
    """The goal is reached, or not yet after all. Raises ConsentNeeded, NotFound, PairEnded, PairWaits."""
    member_id = actor.known()
    pair, goal = await _lock(session, member_id, goal_id)
    if (goal.reached_at is not None) != reached:
        goal.reached_at = now if reached else None
        await session.flush()
        await outbox.withdraw(session, entity=f"goal:{goal_id}")
        if reached:
            await _tell(session, pair, goal_id, member_id, now)
    return await _goals(session, member_id, pair.id)


async def remove(session: Session, actor: Actor, goal_id: int) -> Goals:
    """Take a goal away. Raises ConsentNeeded, NotFound, PairEnded, PairWaits."""
    member_id = actor.known()
    pair, goal = await _lock(session, member_id, goal_id)
    await session.delete(goal)
    await session.flush()
    await outbox.withdraw(session, entity=f"goal:{goal_id}")
    return await _goals(session, member_id, pair.id)


async def _lock(session: Session, member_id: int, goal_id: int) -> tuple[Mentorship, Goal]:
    """A goal under its pair's lock. Raises NotFound, PairEnded, PairWaits."""
    pair_id = await session.scalar(select(Goal.pair_id).where(Goal.id == goal_id))
    if pair_id is None:
        raise NotFound
    pair = await pairs.lock_live(session, member_id, pair_id)
    # the other side may have removed it before the lock was had
    goal = await session.get(Goal, goal_id, populate_existing=True)
    if goal is None:
        raise NotFound
    return pair, goal


async def _goals(session: Session, member_id: int, pair_id: int) -> Goals:
    pair = await pair_views.of_member(session, member_id, pair_id)
    goals = await session.scalars(select(Goal).where(Goal.pair_id == pair_id).order_by(Goal.id))
    return Goals(pair_id, pair.other.name if pair.other else None, pair.live, tuple(_view(goal) for goal in goals))


def _view(goal: Goal) -> GoalView:
    return GoalView(goal.id, goal.pair_id, goal.text, goal.reached_at is not None)


async def _tell(session: Session, pair: Mentorship, goal_id: int, by: int, now: datetime) -> None:
    other = pair_views.other_id(pair, by)
    if other is not None:
        await outbox.plan(session, [Message(MessageKind.PAIR_CHANGED, f"goal:{goal_id}", other, now, Priority.NOTICE)])
