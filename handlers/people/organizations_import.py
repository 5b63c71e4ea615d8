"""The directory from a spreadsheet: a template goes out, a file comes back, is shown and then written."""

from datetime import datetime
from functools import partial

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import organizations as spreadsheets
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.events.roster_marks import sign_of
from domain.people.organizations_import import MOST_BYTES, ImportFile, ImportSheet
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Download, Reply, Screen
from screens.people import organizations_desk as desk_screens
from screens.people import organizations_import as screens
from screens.people.organization_ways import OpenImport
from screens.people.organizations_import import ApplyImport, ImportTemplate
from services.people import organizations_import as imports

AWAITED = drafts.awaited(drafts.ORGANIZATIONS_IMPORT)

Found = tuple[str, ImportSheet | InvalidAnswer]


async def begin(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    await drafts.keep(state, drafts.ORGANIZATIONS_IMPORT, ImportFile())
    return screens.ask_file()


async def template(query: CallbackQuery, actor: Actor, state: FSMContext) -> Reply:
    actor.coordinator()
    await drafts.keep(state, drafts.ORGANIZATIONS_IMPORT, ImportFile())
    return screens.template(partial(spreadsheets.workbook, (), desk_screens.say)), screens.after_template()


async def words_instead(message: Message, actor: Actor) -> Screen:
    actor.coordinator()
    return screens.ask_file(screens.NOT_A_FILE)


async def received(message: Message, actor: Actor, state: FSMContext) -> Reply:
    """A file came: it is fetched and read, and what it would change is shown. What is no table changes nothing."""
    actor.coordinator()
    document = message.document
    if document is None:
        raise Outdated
    if (document.file_size or 0) > MOST_BYTES:
        return screens.ask_file(spreadsheets.TOO_LARGE)
    return Download(document.file_id, _read, partial(_preview, state, document.file_id))


async def _preview(state: FSMContext, file: str, found: Found, session: Session, actor: Actor, now: datetime) -> Reply:
    sign, sheet = found
    if isinstance(sheet, InvalidAnswer):
        return screens.ask_file(sheet.hint)
    plan = await imports.plan(session, actor, sheet)
    # another file may still follow
    await drafts.keep(state, drafts.ORGANIZATIONS_IMPORT, ImportFile(file, sign))
    return screens.preview(plan, sign)


async def apply(query: CallbackQuery, callback_data: ApplyImport, actor: Actor, state: FSMContext) -> Download:
    """The file is fetched once more: between the preview and this press nothing of it was kept here."""
    actor.coordinator()
    shown = await drafts.load_as(state, drafts.ORGANIZATIONS_IMPORT, ImportFile)
    if shown is None or shown.file is None or shown.sign != callback_data.file_sign:
        raise Outdated
    return Download(shown.file, _read, partial(_apply, state, callback_data.sign))


async def _apply(state: FSMContext, sign: str, found: Found, session: Session, actor: Actor, now: datetime) -> Reply:
    """Where the directory is not as it was shown, what comes of the file now is shown instead."""
    file_sign, sheet = found
    if isinstance(sheet, InvalidAnswer):
        raise sheet
    plan, written = await imports.apply(session, actor, sheet, sign, now)
    if not written and not plan.empty:
        return screens.preview(plan, file_sign, moved=True)
    await state.set_state(None)
    return screens.applied(plan, written=written)


def _read(content: bytes) -> Found:
    """The file's sign, and what its rows say or what is wrong with it."""
    try:
        return sign_of(content), spreadsheets.read(content)
    except InvalidAnswer as invalid:
        return sign_of(content), invalid


def build_router() -> Router:
    router = Router(name=drafts.ORGANIZATIONS_IMPORT)
    router.message.register(words_instead, AWAITED, Typed)
    router.message.register(received, AWAITED, F.document)
    router.callback_query.register(begin, OpenImport.filter())
    router.callback_query.register(template, ImportTemplate.filter())
    router.callback_query.register(apply, ApplyImport.filter())
    return router
