"""The coordinators' queue of requests: the list, one request, sending it on, a pair by hand, taking back, closing."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.events.roster import read_query
from domain.mentoring.queue import Only, Picks
from domain.vocabulary import RequestState
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import queue as screens
from screens.mentoring import queue_picks as pick_screens
from screens.mentoring.mentoring import OpenQueue
from screens.mentoring.queue import CloseQueued, OpenQueued, SendQueued, ShowHistory, ShowQueue, TakeBack
from screens.mentoring.queue_picks import AllPicks, PairByHand, PickMentor, SendPicks
from services.mentoring import queue, requests

KEY = drafts.QUEUE
# a step may name two people and a reason in words
HISTORY_SIZE = 6
_LAST = 10**6
_TAKEN = "Заявка снова у вас."
_CLOSED = "Заявка закрыта."
_PAIRED = "Пара создана, обоим написали."


# --- looking


async def open_queue(
    query: CallbackQuery, callback_data: OpenQueue, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await queue.queue(session, actor, Only.QUEUED, callback_data.page, PAGE_SIZE)
    return screens.queue(view, now)


async def show_queue(
    query: CallbackQuery, callback_data: ShowQueue, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await queue.queue(session, actor, callback_data.only, callback_data.page, PAGE_SIZE)
    return screens.queue(view, now)


async def show(
    query: CallbackQuery, callback_data: OpenQueued, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """One request; mentors that were being chosen are not any more."""
    await drafts.forget(state, KEY)
    return await _card(session, actor, callback_data.request_id, now)


async def show_history(query: CallbackQuery, callback_data: ShowHistory, session: Session, actor: Actor) -> Screen:
    page = _LAST if callback_data.page is None else callback_data.page
    return screens.history(await queue.history(session, actor, callback_data.request_id, page, HISTORY_SIZE))


async def _card(session: Session, actor: Actor, request_id: int, now: datetime, said: str = "") -> Screen:
    return screens.request(await queue.one(session, actor, request_id), now, said)


# --- taking back, closing


async def take_back(
    query: CallbackQuery, callback_data: TakeBack, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first. A second tap sees what the first has brought; what has moved on is shown as it stands."""
    view = await queue.one(session, actor, callback_data.request_id)
    if not view.with_mentor:
        return screens.request(view, now, _TAKEN if callback_data.sure and view.queued else "")
    if not callback_data.sure:
        return screens.ask_take_back(view)
    await requests.take_back(session, actor, view.id, now)
    return await _card(session, actor, view.id, now, _TAKEN)


async def close(
    query: CallbackQuery, callback_data: CloseQueued, session: Session, actor: Actor, now: datetime
) -> Screen:
    """As in `take_back`."""
    view = await queue.one(session, actor, callback_data.request_id)
    if not view.queued:
        closed = callback_data.sure and view.state is RequestState.EXPIRED
        return screens.request(view, now, _CLOSED if closed else "")
    if not callback_data.sure:
        return screens.ask_close(view)
    await requests.close(session, actor, view.id, now)
    return await _card(session, actor, view.id, now, _CLOSED)


# --- choosing mentors


async def begin(
    query: CallbackQuery, callback_data: SendQueued, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _pick(session, actor, state, Picks(callback_data.request_id, callback_data.by_hand), now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A mentor's name to look for."""
    actor.coordinator()
    picks = await drafts.begun(state, KEY, Picks)
    found = read_query(message.text or "")
    if not found:
        return await _pick(session, actor, state, picks, now, pick_screens.UNREADABLE)
    return await _pick(session, actor, state, replace(picks, query=found), now)


async def show_all(
    query: CallbackQuery, callback_data: AllPicks, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    picks = await _picks(state, callback_data.request_id)
    return await _pick(session, actor, state, replace(picks, query=""), now)


async def pick(
    query: CallbackQuery, callback_data: PickMentor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    picks = await _picks(state, callback_data.request_id)
    bars = await queue.barred(session, actor, picks.request_id, callback_data.mentor_id, now)
    if callback_data.on and bars:
        return await _pick(session, actor, state, picks, now, pick_screens.barred(bars))
    changed = picks.with_mentor(callback_data.mentor_id, callback_data.on)
    problem = pick_screens.FULL if callback_data.on and callback_data.mentor_id not in changed.mentors else None
    return await _pick(session, actor, state, changed, now, problem)


async def send(
    query: CallbackQuery, callback_data: SendPicks, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks the chosen mentors in turn; where none of them can be asked, others are chosen."""
    picks = await _picks(state, callback_data.request_id)
    view = await queue.one(session, actor, picks.request_id)
    if not view.queued or not picks.mentors:
        return await _pick(session, actor, state, picks, now)
    if not await requests.send(session, actor, view.id, picks.mentors, now):
        return await _pick(session, actor, state, replace(picks, mentors=()), now, pick_screens.NOBODY)
    await drafts.forget(state, KEY)
    return await _card(session, actor, view.id, now, "Отправлено.")


async def pair(
    query: CallbackQuery, callback_data: PairByHand, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap, or a request that has moved on, is shown as it stands."""
    view = await queue.one(session, actor, callback_data.request_id)
    if not (view.queued or view.with_mentor):
        made = callback_data.sure and view.state is RequestState.ACCEPTED
        return screens.request(view, now, _PAIRED if made else "")
    name = await queue.mentor_name(session, actor, callback_data.mentor_id)
    if not callback_data.sure:
        return pick_screens.ask_pair(view, name, callback_data.mentor_id)
    await requests.pair(session, actor, view.id, callback_data.mentor_id, now)
    await drafts.forget(state, KEY)
    return await _card(session, actor, view.id, now, _PAIRED)


async def _picks(state: FSMContext, request_id: int) -> Picks:
    """What was being chosen for this request; for another one, nothing."""
    picks = await drafts.load_as(state, KEY, Picks)
    return picks if picks is not None and picks.request_id == request_id else Picks(request_id)


async def _pick(
    session: Session, actor: Actor, state: FSMContext, picks: Picks, now: datetime, problem: str | None = None
) -> Screen:
    """The choice of mentors; a request that has moved on is shown as it stands."""
    view = await queue.one(session, actor, picks.request_id)
    if not (view.queued or (picks.by_hand and view.with_mentor)):
        await drafts.forget(state, KEY)
        return screens.request(view, now)
    await drafts.keep(state, KEY, picks)
    return pick_screens.picking(await queue.picking(session, actor, picks, now), problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(open_queue, OpenQueue.filter())
    router.callback_query.register(show_queue, ShowQueue.filter())
    router.callback_query.register(show, OpenQueued.filter())
    router.callback_query.register(show_history, ShowHistory.filter())
    router.callback_query.register(take_back, TakeBack.filter())
    router.callback_query.register(close, CloseQueued.filter())
    router.callback_query.register(begin, SendQueued.filter())
    router.callback_query.register(show_all, AllPicks.filter())
    router.callback_query.register(pick, PickMentor.filter())
    router.callback_query.register(send, SendPicks.filter())
    router.callback_query.register(pair, PairByHand.filter())
    return router
