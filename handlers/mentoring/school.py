"""«Моя школа»: figures, pairs, the spreadsheet, whether the school is asked about pairs; asking for the right."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from documents import school as spreadsheets
from domain.actors import Actor
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.mentoring import school as screens
from screens.mentoring.mentoring import MySchool
from screens.mentoring.school import AskSchool, OpenSchoolPairs, SchoolSpreadsheet, WantWord
from services.mentoring import approvals, school, school_admins


async def show(query: CallbackQuery, session: Session, actor: Actor) -> Screen:
    return await _home(session, actor)


async def show_pairs(query: CallbackQuery, callback_data: OpenSchoolPairs, session: Session, actor: Actor) -> Screen:
    return screens.pairs(await school.pairs(session, actor, callback_data.page, PAGE_SIZE))


async def spreadsheet(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    table = await school.table(session, actor, now)
    content = partial(spreadsheets.workbook, table, screens.say)
    return screens.spreadsheet(content), screens.after_file(table)


async def ask(query: CallbackQuery, callback_data: AskSchool, session: Session, actor: Actor, now: datetime) -> Screen:
    if callback_data.on:
        await school_admins.ask(session, actor, now)
    else:
        await school_admins.take_back(session, actor)
    return await _home(session, actor)


async def want_word(
    query: CallbackQuery, callback_data: WantWord, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first where pairs wait for the school's word: they begin without it."""
    view = await school.home(session, actor)
    if view.granted and view.waiting and not callback_data.on and not callback_data.sure:
        return screens.ask_let_go(view)
    await approvals.want(session, actor, None, callback_data.on, now)
    return await _home(session, actor, screens.WANTED if callback_data.on else screens.NOT_WANTED)


async def _home(session: Session, actor: Actor, said: str = "") -> Screen:
    view = await school.home(session, actor)
    return screens.home(view, said) if view.granted else screens.door(view)


def build_router() -> Router:
    router = Router(name="school")
    router.callback_query.register(show, MySchool.filter())
    router.callback_query.register(show_pairs, OpenSchoolPairs.filter())
    router.callback_query.register(spreadsheet, SchoolSpreadsheet.filter())
    router.callback_query.register(ask, AskSchool.filter())
    router.callback_query.register(want_word, WantWord.filter())
    return router
