"""The journal of a pair: «встретились?», one's own minute question by question, what is behind."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.mentoring.meeting_notes import ASKS, TYPED, Ask, NoteDraft, NoteForm, after
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import meeting_notes as screens
from screens.mentoring import meetings as meeting_screens
from screens.mentoring.meeting_notes import AskNote, EndNote, EraseNote, NoteBlocks, OpenEntry, SetNote
from screens.mentoring.meetings import MeetingHeld, MeetingNotHeld, PairJournal
from services.mentoring import meeting_notes

KEY = drafts.MEETING_NOTES
_A_PAGE = 3


async def held(
    query: CallbackQuery, callback_data: MeetingHeld, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """They met; the first question follows at once."""
    return await _show(state, await meeting_notes.held(session, actor, callback_data.meeting_id, now), ASKS[0])


async def not_held(
    query: CallbackQuery, callback_data: MeetingNotHeld, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await meeting_notes.not_held(session, actor, callback_data.meeting_id, now)
    return meeting_screens.meeting(view, "Так бывает. Договоримся на другой день?")


async def ask(
    query: CallbackQuery, callback_data: AskNote, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _show(state, await meeting_notes.open(session, actor, callback_data.meeting_id), callback_data.ask)


async def choose_block(query: CallbackQuery, callback_data: NoteBlocks, session: Session, actor: Actor) -> Screen:
    form = await meeting_notes.open(session, actor, callback_data.meeting_id)
    return screens.blocks(form, callback_data.direction)


async def choose(
    query: CallbackQuery, callback_data: SetNote, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    asked = callback_data.ask
    form = await meeting_notes.give(session, actor, callback_data.meeting_id, asked, callback_data.value, now)
    return await _show(state, form, after(asked))


async def erase(
    query: CallbackQuery, callback_data: EraseNote, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    form = await meeting_notes.forget(session, actor, callback_data.meeting_id, callback_data.ask, now)
    return await _show(state, form, callback_data.ask)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    draft = await drafts.begun(state, KEY, NoteDraft)
    try:
        form = await meeting_notes.give(session, actor, draft.meeting_id, draft.ask, message.text or "", now)
    except InvalidAnswer as invalid:
        return screens.ask(await meeting_notes.open(session, actor, draft.meeting_id), draft.ask, invalid.hint)
    return await _show(state, form, after(draft.ask))


async def end(
    query: CallbackQuery, callback_data: EndNote, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _show(state, await meeting_notes.open(session, actor, callback_data.meeting_id), None)


async def journal(query: CallbackQuery, callback_data: PairJournal, session: Session, actor: Actor) -> Screen:
    view = await meeting_notes.journal(session, actor, callback_data.pair_id, callback_data.page, _A_PAGE)
    return screens.journal(view)


async def open_entry(query: CallbackQuery, callback_data: OpenEntry, session: Session, actor: Actor) -> Screen:
    return screens.entry(await meeting_notes.entry(session, actor, callback_data.meeting_id))


async def _show(state: FSMContext, form: NoteForm, asked: Ask | None) -> Screen:
    """A question or, past the last one, thanks; only some are answered in words."""
    if asked in TYPED:
        await drafts.keep(state, KEY, NoteDraft(form.meeting_id, asked))
    else:
        await drafts.forget(state, KEY)
    return screens.ended(form) if asked is None else screens.ask(form, asked)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(held, MeetingHeld.filter())
    router.callback_query.register(not_held, MeetingNotHeld.filter())
    router.callback_query.register(ask, AskNote.filter())
    router.callback_query.register(choose_block, NoteBlocks.filter())
    router.callback_query.register(choose, SetNote.filter())
    router.callback_query.register(erase, EraseNote.filter())
    router.callback_query.register(end, EndNote.filter())
    router.callback_query.register(journal, PairJournal.filter())
    router.callback_query.register(open_entry, OpenEntry.filter())
    return router
