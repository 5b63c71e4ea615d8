"""Who speaks for schools: coordinators see who asks, give the right by name, take it back."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.events.roster import read_query
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import school_admins as screens
from screens.mentoring.found_people import UNREADABLE
from screens.mentoring.school_admins import (
    DeclineSchool,
    FindSchoolAdmin,
    GrantSchool,
    OpenCandidate,
    OpenSchool,
    OpenSchoolDesk,
    RevokeSchool,
    WantSchoolWord,
)
from services.mentoring import approvals, found_people, school_admins

KEY = drafts.SCHOOL_ADMINS


async def show_desk(
    query: CallbackQuery, callback_data: OpenSchoolDesk, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await state.set_state(None)
    return screens.desk(await school_admins.desk(session, actor, callback_data.page, PAGE_SIZE))


async def begin(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    """A name is awaited; it is not kept."""
    actor.coordinator()
    await state.set_state(drafts.awaited(KEY))
    return screens.ask_name()


async def typed(message: Message, session: Session, actor: Actor) -> Screen:
    """Another name may follow at once."""
    actor.coordinator()
    query = read_query(message.text or "")
    if not query:
        return screens.ask_name(UNREADABLE)
    return screens.found(await found_people.find(session, actor, query))


async def show_candidate(query: CallbackQuery, callback_data: OpenCandidate, session: Session, actor: Actor) -> Screen:
    return screens.candidate(await school_admins.candidate(session, actor, callback_data.member_id))


async def grant(
    query: CallbackQuery, callback_data: GrantSchool, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await state.set_state(None)
    view = await school_admins.grant(session, actor, callback_data.member_id, now)
    return screens.candidate(view, screens.GRANTED)


async def decline(
    query: CallbackQuery, callback_data: DeclineSchool, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first; an ask that is settled already is shown as it stands."""
    view = await school_admins.candidate(session, actor, callback_data.member_id)
    if not view.asked:
        return screens.candidate(view)
    if not callback_data.sure:
        return screens.ask_decline(view)
    await school_admins.decline(session, actor, callback_data.member_id, now)
    return screens.candidate(await school_admins.candidate(session, actor, view.member_id), screens.DECLINED)


async def show_school(query: CallbackQuery, callback_data: OpenSchool, session: Session, actor: Actor) -> Screen:
    return screens.school(await school_admins.card(session, actor, callback_data.organization_id))


async def revoke(
    query: CallbackQuery, callback_data: RevokeSchool, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first; to a second tap the right is gone as well."""
    view = await school_admins.card(session, actor, callback_data.organization_id)
    admin = next((one for one in view.admins if one.member_id == callback_data.member_id), None)
    if admin is None:
        return screens.school(view, screens.REVOKED if callback_data.sure else "")
    if not callback_data.sure:
        return screens.ask_revoke(view, admin)
    await school_admins.revoke(session, actor, view.organization_id, admin.member_id, now)
    return screens.school(await school_admins.card(session, actor, view.organization_id), screens.REVOKED)


async def want_word(
    query: CallbackQuery, callback_data: WantSchoolWord, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first where pairs wait for the school's word: they begin without it."""
    view = await school_admins.card(session, actor, callback_data.organization_id)
    if view.waiting and not callback_data.on and not callback_data.sure:
        return screens.ask_let_go(view)
    await approvals.want(session, actor, view.organization_id, callback_data.on, now)
    said = screens.WANTED if callback_data.on else screens.NOT_WANTED
    return screens.school(await school_admins.card(session, actor, view.organization_id), said)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show_desk, OpenSchoolDesk.filter())
    router.callback_query.register(begin, FindSchoolAdmin.filter())
    router.callback_query.register(show_candidate, OpenCandidate.filter())
    router.callback_query.register(grant, GrantSchool.filter())
    router.callback_query.register(decline, DeclineSchool.filter())
    router.callback_query.register(show_school, OpenSchool.filter())
    router.callback_query.register(revoke, RevokeSchool.filter())
    router.callback_query.register(want_word, WantSchoolWord.filter())
    return router
