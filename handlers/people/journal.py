"""«Журнал»: reading what coordinators did, narrowing it, taking it away as a table."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from documents import journal as spreadsheets
from domain.actors import Actor
from screens.kit import Reply, Screen
from screens.people import journal as screens
from screens.people import journal_acts
from screens.people.journal import JournalFile, NarrowJournal, WhoseJournal
from screens.people.journal_ways import OpenJournal
from services.people import journal

SIZE = 10


async def show(
    query: CallbackQuery, callback_data: OpenJournal, session: Session, actor: Actor, now: datetime
) -> Screen:
    found = screens.sought(callback_data)
    return screens.journal(await journal.page(session, actor, found, callback_data.page, SIZE, now))


async def ask_thing(query: CallbackQuery, callback_data: NarrowJournal, actor: Actor) -> Screen:
    actor.coordinator()
    return screens.ask_thing(screens.sought(callback_data))


async def ask_person(query: CallbackQuery, callback_data: WhoseJournal, session: Session, actor: Actor) -> Screen:
    return screens.ask_person(screens.sought(callback_data), await journal.doers(session, actor))


async def spreadsheet(
    query: CallbackQuery, callback_data: JournalFile, session: Session, actor: Actor, now: datetime
) -> Reply:
    found = screens.sought(callback_data)
    entries = await journal.export(session, actor, found, now)
    content = partial(spreadsheets.workbook, entries, journal_acts.cells)
    return screens.file(content, len(entries)), screens.after_file(found)


def build_router() -> Router:
    router = Router(name="journal")
    router.callback_query.register(show, OpenJournal.filter())
    router.callback_query.register(ask_thing, NarrowJournal.filter())
    router.callback_query.register(ask_person, WhoseJournal.filter())
    router.callback_query.register(spreadsheet, JournalFile.filter())
    return router
