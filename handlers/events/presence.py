"""Marking who came: the ticket, the scan, the till for codes, the code word, «я здесь».

A coordinator who opens the marking of an event keeps its door for that day: tickets of other events ask first.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import qr
from domain import clubtime
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import EventOver, InvalidAnswer, Outdated
from domain.events.presence import WordOutcome
from domain.events.tickets import TICKET_PREFIX
from handlers.filters import Typed
from screens.desk import OpenPresence
from screens.events import presence as screens
from screens.events import tickets as ticket_screens
from screens.events.event_card import ConfirmPresence, MyTicket
from screens.events.presence import Admit, AskClose, CloseMarks, EnterCode, ReopenMarks, ShowWord, UndoMark
from screens.kit import Photo, Screen
from services.events import code_words, door, presence, tickets

KEY = "presence"
CODE_AWAITED = State("code", group_name=KEY)
WORD_AWAITED = State("word", group_name=KEY)


# --- participants


async def show_ticket(
    query: CallbackQuery,
    callback_data: MyTicket,
    session: Session,
    actor: Actor,
    now: datetime,
    addresses: Addresses,
) -> Photo:
    view = await tickets.ticket(session, actor, callback_data.event_id, now)
    return ticket_screens.ticket(view, partial(qr.png, addresses.ticket(view.payload)))


async def i_am_here(
    query: CallbackQuery,
    callback_data: ConfirmPresence,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    settled = await code_words.expect(session, actor, callback_data.event_id, now)
    if settled is not None:
        return ticket_screens.check_in(settled)
    await _remember(state, word=callback_data.event_id)
    await state.set_state(WORD_AWAITED)
    return ticket_screens.ask_word(callback_data.event_id)


async def type_word(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    event_id = (await _kept(state)).get("word")
    if event_id is None:
        raise Outdated
    try:
        view = await code_words.check_in(session, actor, event_id, message.text or "", now)
    except EventOver:
        # raised before anything is written, so the turn may go on; later words are about something else
        await state.set_state(None)
        return ticket_screens.over()
    if view.outcome is not WordOutcome.WRONG:
        await state.set_state(None)
    return ticket_screens.check_in(view)


# --- the door


async def scan(
    message: Message, command: CommandObject, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """A ticket was opened with a phone's camera."""
    kept = await _door(state, now)
    view = await door.scan(session, actor, command.args or "", now, door=kept)
    return screens.outcome(view, door=kept)


async def admit(
    query: CallbackQuery, callback_data: Admit, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await door.admit(session, actor, callback_data.registration_id, now)
    return screens.outcome(view, door=await _door(state, now))


async def open_till(
    query: CallbackQuery, callback_data: EnterCode, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await presence.board(session, actor, callback_data.event_id, now)
    await _remember(state, door=view.event_id, day=_day(now))
    await state.set_state(CODE_AWAITED)
    return screens.ask_code(view.event_id, view.title)


async def type_code(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """One code after another: the till stays open."""
    event_id = (await _kept(state)).get("door")
    if event_id is None:
        raise Outdated
    try:
        view = await door.by_code(session, actor, event_id, message.text or "", now)
    except InvalidAnswer as invalid:
        board = await presence.board(session, actor, event_id, now)
        return screens.ask_code(event_id, board.title, invalid.hint)
    return screens.outcome(view)


async def undo_mark(
    query: CallbackQuery, callback_data: UndoMark, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await presence.unmark(
        session, actor, callback_data.registration_id, callback_data.sitting, _moment(callback_data.at), now
    )
    return screens.unmarked(view)


# --- the board


async def show_board(
    query: CallbackQuery,
    callback_data: OpenPresence,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Also the end of typing codes, and the door this coordinator keeps from now on, if it is open."""
    view = await presence.board(session, actor, callback_data.event_id, now)
    await state.set_state(None)
    if view.slot.is_open(now):
        await _remember(state, door=view.event_id, day=_day(now))
    return screens.board(view, now)


async def ask_close(
    query: CallbackQuery, callback_data: AskClose, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.ask_close(await presence.board(session, actor, callback_data.event_id, now))


async def close(
    query: CallbackQuery, callback_data: CloseMarks, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.closed(await presence.close(session, actor, callback_data.event_id, callback_data.sitting, now))


async def reopen(
    query: CallbackQuery, callback_data: ReopenMarks, session: Session, actor: Actor, now: datetime
) -> Screen:
    at = _moment(callback_data.at)
    view = await presence.reopen(session, actor, callback_data.event_id, callback_data.sitting, at, now)
    return screens.board(view, now)


async def show_word(
    query: CallbackQuery, callback_data: ShowWord, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.word(await code_words.word(session, actor, callback_data.event_id, now))


# --- what is remembered between presses


async def _kept(state: FSMContext) -> dict[str, Any]:
    return dict((await state.get_data()).get(KEY) or {})


async def _remember(state: FSMContext, **what: int | str) -> None:
    await state.update_data({KEY: await _kept(state) | what})


async def _door(state: FSMContext, now: datetime) -> int | None:
    """The event whose door this coordinator keeps today."""
    kept = await _kept(state)
    return kept.get("door") if kept.get("day") == _day(now) else None


def _day(now: datetime) -> str:
    return clubtime.local(now).date().isoformat()


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(scan, CommandStart(deep_link=True, magic=F.args.startswith(TICKET_PREFIX)))
    router.message.register(type_code, CODE_AWAITED, Typed)
    router.message.register(type_word, WORD_AWAITED, Typed)
    router.callback_query.register(show_ticket, MyTicket.filter())
    router.callback_query.register(i_am_here, ConfirmPresence.filter())
    router.callback_query.register(show_board, OpenPresence.filter())
    router.callback_query.register(open_till, EnterCode.filter())
    router.callback_query.register(admit, Admit.filter())
    router.callback_query.register(undo_mark, UndoMark.filter())
    router.callback_query.register(show_word, ShowWord.filter())
    router.callback_query.register(ask_close, AskClose.filter())
    router.callback_query.register(close, CloseMarks.filter())
    router.callback_query.register(reopen, ReopenMarks.filter())
    return router
