"""The relay chat of a pair: whatever comes while one writes is passed on to the other side."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, PairEnded, PairWaits
from domain.mentoring.relay import MOST_PENDING, Correspondent, Outgoing, Writing
from handlers import drafts
from handlers.outgoing import Passable, outgoing
from screens.kit import Reply, Screen
from screens.mentoring import relay as screens
from screens.mentoring.relay import DropPending, OpenRelay, PairHistory, SendPending, WritePair
from screens.passed_on import UNSENDABLE
from services.mentoring import relay

KEY = drafts.RELAY
# the pair has ended meanwhile, or never was: nothing has been written yet
_OVER = (PairEnded, PairWaits, NotFound)


async def write(
    query: CallbackQuery, callback_data: WritePair, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    try:
        to = await relay.address(session, actor, callback_data.pair_id)
    except PairEnded:
        return await _over(state, callback_data.pair_id)
    old = await drafts.load_as(state, KEY, Writing)
    if old is not None and old.pending and old.is_fresh(now):
        # what waits for «кому?» must not be lost under «Ответить»
        await drafts.keep(state, KEY, Writing(to.pair_id, old.since, old.pending))
        return screens.whom((to, *await relay.elsewhere(session, actor, to.pair_id, old.since, now)))
    await drafts.keep(state, KEY, Writing(to.pair_id, now))
    return screens.write(to)


async def came(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A text, a photo, a voice message, a file: passed on, unless it is not plain to whom."""
    draft = await _draft(state)
    try:
        to = await relay.address(session, actor, draft.pair_id)
    except _OVER:
        return await _over(state, draft.pair_id)
    try:
        told = outgoing(message)
        if len(draft.pending) >= MOST_PENDING:
            raise InvalidAnswer("Сначала скажите, кому передать то, что уже пришло.")
    except InvalidAnswer as invalid:
        return screens.write(to, invalid.hint)
    candidates = await _candidates(session, actor, draft, to, now)
    if draft.pending or len(candidates) > 1 or not draft.is_fresh(now):
        await drafts.keep(state, KEY, Writing(draft.pair_id, draft.since, (*draft.pending, told)))
        return screens.whom(candidates)
    return await _send(session, actor, state, draft.pair_id, (told,), now)


async def unsendable(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    draft = await _draft(state)
    try:
        to = await relay.address(session, actor, draft.pair_id)
    except _OVER:
        return await _over(state, draft.pair_id)
    return screens.unsendable(to, message.content_type)


async def send_pending(
    query: CallbackQuery, callback_data: SendPending, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """It is plain now. An old button has nothing to send: it only begins to write."""
    draft = await drafts.load_as(state, KEY, Writing)
    if draft is None or not draft.pending:
        return await write(query, WritePair(pair_id=callback_data.pair_id), session, actor, state, now)
    return await _send(session, actor, state, callback_data.pair_id, draft.pending, now)


async def drop_pending(query: CallbackQuery, callback_data: DropPending, state: FSMContext) -> Screen:
    await drafts.forget(state, KEY)
    return screens.dropped()


async def history(query: CallbackQuery, callback_data: PairHistory, session: Session, actor: Actor) -> Screen:
    return screens.history(await relay.history(session, actor, callback_data.pair_id))


async def open_message(query: CallbackQuery, callback_data: OpenRelay, session: Session, actor: Actor) -> Reply:
    return screens.opened(await relay.one(session, actor, callback_data.message_id))


async def _draft(state: FSMContext) -> Writing:
    return await drafts.begun(state, KEY, Writing)


async def _candidates(
    session: Session, actor: Actor, draft: Writing, to: Correspondent, now: datetime
) -> tuple[Correspondent, ...]:
    """To whom it may be meant: the one who is written to, and whoever has written from another pair since."""
    return (to, *await relay.elsewhere(session, actor, draft.pair_id, draft.since, now))


async def _send(
    session: Session, actor: Actor, state: FSMContext, pair_id: int, messages: tuple[Outgoing, ...], now: datetime
) -> Screen:
    try:
        results = [await relay.send(session, actor, pair_id, one, now) for one in messages]
    except _OVER:
        return await _over(state, pair_id)
    await drafts.keep(state, KEY, Writing(pair_id, now))
    return screens.sent(results[-1], len(results))


async def _over(state: FSMContext, pair_id: int) -> Screen:
    await drafts.forget(state, KEY)
    return screens.ended(pair_id)


def build_router() -> Router:
    router = Router(name=KEY)
    writing = drafts.awaited(KEY)
    router.message.register(came, writing, Passable)
    router.message.register(unsendable, writing, F.content_type.in_(set(UNSENDABLE)))
    router.callback_query.register(write, WritePair.filter())
    router.callback_query.register(send_pending, SendPending.filter())
    router.callback_query.register(drop_pending, DropPending.filter())
    router.callback_query.register(history, PairHistory.filter())
    router.callback_query.register(open_message, OpenRelay.filter())
    return router
