"""Goals of a pair: set, worded anew, reached, taken away."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import GoalsFull, InvalidAnswer, NotFound, PairEnded
from domain.mentoring.goals import GoalDraft, read_goal
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import goals as screens
from screens.mentoring.goals import NewGoal, OpenGoal, PairGoals, ReachGoal, RemoveGoal, RewordGoal
from services.mentoring import goals

KEY = drafts.GOALS


async def open_goals(
    query: CallbackQuery, callback_data: PairGoals, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    view = await goals.of_pair(session, actor, callback_data.pair_id)
    await drafts.forget(state, KEY)
    return screens.goals(view)


async def new(
    query: CallbackQuery, callback_data: NewGoal, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    view = await goals.of_pair(session, actor, callback_data.pair_id)
    if not view.open:
        raise PairEnded
    if view.full:
        raise GoalsFull
    await drafts.keep(state, KEY, GoalDraft(view.pair_id))
    return screens.ask(view.pair_id)


async def reword(
    query: CallbackQuery, callback_data: RewordGoal, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    old = await goals.one(session, actor, callback_data.goal_id)
    await drafts.keep(state, KEY, GoalDraft(old.pair_id, old.id))
    return screens.ask(old.pair_id, old)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The words of a goal: kept, or asked for once more with what was wrong."""
    draft = await drafts.begun(state, KEY, GoalDraft)
    try:
        text = read_goal(message.text or "")
    except InvalidAnswer as invalid:
        return screens.ask(draft.pair_id, problem=invalid.hint)
    try:
        if draft.goal_id is None:
            view = await goals.add(session, actor, draft.pair_id, text, now)
        else:
            view = await goals.reword(session, actor, draft.goal_id, text)
    except (GoalsFull, NotFound, PairEnded):
        # the other side was quicker: nothing has been written, and there is nothing to type any more
        await drafts.forget(state, KEY)
        return screens.goals(await goals.of_pair(session, actor, draft.pair_id), "Цели уже изменились, вот они.")
    await drafts.forget(state, KEY)
    return screens.goals(view, "Записали. Коллеге покажем." if draft.goal_id is None else "Поправили.")


async def open_goal(query: CallbackQuery, callback_data: OpenGoal, session: Session, actor: Actor) -> Screen:
    return screens.goal(await goals.one(session, actor, callback_data.goal_id))


async def reach(
    query: CallbackQuery, callback_data: ReachGoal, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await goals.reach(session, actor, callback_data.goal_id, callback_data.reached, now)
    return screens.goals(view, screens.reached(now=callback_data.reached))


async def remove(query: CallbackQuery, callback_data: RemoveGoal, session: Session, actor: Actor) -> Screen:
    if not callback_data.sure:
        return screens.ask_removal(await goals.one(session, actor, callback_data.goal_id))
    return screens.goals(await goals.remove(session, actor, callback_data.goal_id), "Цель убрали.")


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(open_goals, PairGoals.filter())
    router.callback_query.register(new, NewGoal.filter())
    router.callback_query.register(reword, RewordGoal.filter())
    router.callback_query.register(open_goal, OpenGoal.filter())
    router.callback_query.register(reach, ReachGoal.filter())
    router.callback_query.register(remove, RemoveGoal.filter())
    return router
