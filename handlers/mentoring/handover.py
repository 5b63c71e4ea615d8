"""Another mentor for a pair; all pairs of a mentor, one after another."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.events.roster import read_query
from domain.mentoring.handover import Handing
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import desk_pairs as pair_screens
from screens.mentoring import handover as screens
from screens.mentoring.handover import HandOverAll, HandTo, OtherMentor
from services.mentoring import desk_pairs, handover

KEY = drafts.HANDOVER


async def begin(
    query: CallbackQuery, callback_data: OtherMentor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _choose(session, actor, state, Handing(callback_data.pair_id, callback_data.walk), now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A mentor's name to look for."""
    actor.coordinator()
    handing = await drafts.begun(state, KEY, Handing)
    found = read_query(message.text or "")
    if not found:
        return await _choose(session, actor, state, handing, now, screens.UNREADABLE)
    return await _choose(session, actor, state, replace(handing, query=found), now)


async def hand(
    query: CallbackQuery, callback_data: HandTo, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap leads where the first did; a pair that is over otherwise is shown as it stands."""
    pair_id, mentor_id, walk = callback_data.pair_id, callback_data.mentor_id, callback_data.walk
    view = await handover.choices(session, actor, Handing(pair_id, walk), now)
    if view.open and not callback_data.sure:
        return screens.ask(view, await handover.prospect(session, actor, pair_id, mentor_id, now))
    new_id: int | None
    if view.open:
        new_id = await handover.hand_over(session, actor, pair_id, mentor_id, now)
    else:
        new_id = await handover.handed_to(session, actor, pair_id, mentor_id)
    if new_id is None:
        return await _pair(session, actor, state, pair_id, now)
    if walk and view.mentor_id is not None:
        return await _next(session, actor, state, view.mentor_id, pair_id, now, screens.NEXT)
    return await _pair(session, actor, state, new_id, now, screens.HANDED)


async def hand_all(
    query: CallbackQuery, callback_data: HandOverAll, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _next(session, actor, state, callback_data.mentor_id, callback_data.after, now)


async def _next(
    session: Session, actor: Actor, state: FSMContext, mentor_id: int, after: int, now: datetime, said: str = ""
) -> Screen:
    """The next pair of the mentor, or the end of the walk."""
    step = await handover.step(session, actor, mentor_id, after)
    if step.next_id is None:
        await drafts.forget(state, KEY)
        return screens.walked(step, mentor_id)
    screen = await _choose(session, actor, state, Handing(step.next_id, walk=True), now)
    return replace(screen, text=f"{said}\n{screen.text}" if said else screen.text)


async def _choose(
    session: Session, actor: Actor, state: FSMContext, handing: Handing, now: datetime, problem: str | None = None
) -> Screen:
    """The choice of a mentor; a pair that is over meanwhile is shown as it stands."""
    view = await handover.choices(session, actor, handing, now)
    if not view.open:
        return await _pair(session, actor, state, handing.pair_id, now)
    await drafts.keep(state, KEY, handing)
    return screens.choose(view, problem)


async def _pair(
    session: Session, actor: Actor, state: FSMContext, pair_id: int, now: datetime, said: str = ""
) -> Screen:
    await drafts.forget(state, KEY)
    return pair_screens.pair(await desk_pairs.one(session, actor, pair_id, now), now, said=said)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, OtherMentor.filter())
    router.callback_query.register(hand, HandTo.filter())
    router.callback_query.register(hand_all, HandOverAll.filter())
    return router
