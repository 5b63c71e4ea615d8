"""Files of a roster: the spreadsheet and the sign-in sheet go out, marks made by hand come back."""

from datetime import datetime
from functools import partial

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import roster as spreadsheets
from documents import sheet
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, Outdated
from domain.events.roster_marks import MOST_BYTES, MarkFile, MarkSheet, sign_of
from handlers import drafts
from handlers.filters import Typed
from screens.events import roster_files as screens
from screens.events.roster import RosterFiles, SignInSheet
from screens.events.roster_files import ApplyMarks, BringMarks, RosterSpreadsheet
from screens.kit import Download, Reply, Screen
from services.events import roster, roster_marks, roster_table

AWAITED = drafts.awaited(drafts.ROSTER_FILES)

Found = tuple[str, MarkSheet | InvalidAnswer]


async def show_files(
    query: CallbackQuery, callback_data: RosterFiles, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await state.set_state(None)
    return screens.files(await roster.event(session, actor, callback_data.event_id))


async def spreadsheet(
    query: CallbackQuery, callback_data: RosterSpreadsheet, session: Session, actor: Actor, now: datetime
) -> Reply:
    table = await roster_table.table(session, actor, callback_data.event_id, "exported", now)
    content = partial(spreadsheets.workbook, table, screens.say)
    return screens.spreadsheet(table.title, content), screens.after_file(table.event_id)


async def sign_in_sheet(
    query: CallbackQuery, callback_data: SignInSheet, session: Session, actor: Actor, now: datetime
) -> Reply:
    event = await roster.event(session, actor, callback_data.event_id)
    wanted = callback_data.sitting or (event.sittings[0].number if len(event.sittings) == 1 else None)
    if wanted is None:
        return screens.choose_session(event)
    slot = next((slot for slot in event.sittings if slot.number == wanted), None)
    if slot is None:
        raise NotFound
    table = await roster_table.table(session, actor, event.id, "printed", now)
    content = partial(sheet.sign_in_sheet, table, slot, screens.say)
    return screens.sign_in_sheet(table.title, content), screens.after_file(event.id)


# --- marks on their way back


async def await_file(
    query: CallbackQuery, callback_data: BringMarks, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    event = await roster.event(session, actor, callback_data.event_id)
    await drafts.keep(state, drafts.ROSTER_FILES, MarkFile(event.id))
    return screens.ask_file(event)


async def words_instead(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask_again(session, actor, await _awaited(state), "Здесь нужен файл: скрепка, потом «Файл».")


async def received(message: Message, session: Session, actor: Actor, state: FSMContext) -> Reply:
    """A file came: it is fetched and read, and what it would change is shown. What is no roster changes nothing."""
    actor.coordinator()
    awaited = await _awaited(state)
    document = message.document
    if document is None:
        raise Outdated
    if (document.file_size or 0) > MOST_BYTES:
        return await _ask_again(session, actor, awaited, spreadsheets.TOO_LARGE)
    event_id, file = awaited.event_id, document.file_id
    return Download(file, partial(_read, event_id), partial(_preview, state, event_id, file))


async def _preview(
    state: FSMContext, event_id: int, file: str, found: Found, session: Session, actor: Actor, now: datetime
) -> Reply:
    sign, marks = found
    awaited = MarkFile(event_id, file, sign)
    if isinstance(marks, InvalidAnswer):
        return await _ask_again(session, actor, awaited, marks.hint)
    plan = await roster_marks.plan(session, actor, event_id, marks, now)
    # another file may still follow
    await drafts.keep(state, drafts.ROSTER_FILES, awaited)
    return screens.preview(await roster.event(session, actor, event_id), plan, awaited.sign)


async def apply(query: CallbackQuery, callback_data: ApplyMarks, actor: Actor, state: FSMContext) -> Download:
    """The file is fetched once more: between the preview and this press nothing of it was kept here."""
    actor.coordinator()
    shown = await _awaited(state)
    if shown.file is None or (shown.event_id, shown.sign) != (callback_data.event_id, callback_data.sign):
        raise Outdated
    return Download(shown.file, partial(_read, shown.event_id), partial(_apply, state, shown.event_id))


async def _apply(
    state: FSMContext, event_id: int, found: Found, session: Session, actor: Actor, now: datetime
) -> Reply:
    _, marks = found
    if isinstance(marks, InvalidAnswer):
        raise marks
    plan = await roster_marks.apply(session, actor, event_id, marks, now)
    await state.set_state(None)
    return screens.applied(await roster.event(session, actor, event_id), plan)


def _read(event_id: int, content: bytes) -> Found:
    """The file's sign, and its marks or what is wrong with it."""
    try:
        return sign_of(content), spreadsheets.read_marks(content, event_id)
    except InvalidAnswer as invalid:
        return sign_of(content), invalid


async def _awaited(state: FSMContext) -> MarkFile:
    """The file awaited or shown. Raises Outdated when there is none."""
    return await drafts.begun(state, drafts.ROSTER_FILES, MarkFile)


async def _ask_again(session: Session, actor: Actor, awaited: MarkFile, problem: str) -> Screen:
    return screens.ask_file(await roster.event(session, actor, awaited.event_id), problem)


def build_router() -> Router:
    router = Router(name=drafts.ROSTER_FILES)
    router.message.register(words_instead, AWAITED, Typed)
    router.message.register(received, AWAITED, F.document)
    router.callback_query.register(show_files, RosterFiles.filter())
    router.callback_query.register(spreadsheet, RosterSpreadsheet.filter())
    router.callback_query.register(sign_in_sheet, SignInSheet.filter())
    router.callback_query.register(await_file, BringMarks.filter())
    router.callback_query.register(apply, ApplyMarks.filter())
    return router
