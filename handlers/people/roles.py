"""«Права»: coordinators, one person's roles, giving and taking them."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.vocabulary import Role
from screens.kit import PAGE_SIZE, Screen
from screens.people import roles as screens
from screens.people.role_ways import OpenRoles
from screens.people.roles import GiveRole, OpenRights, TakeRole
from services.people import roles


async def show_rights(
    query: CallbackQuery, callback_data: OpenRights, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.rights(await roles.rights(session, actor, callback_data.page, PAGE_SIZE, now))


async def show(query: CallbackQuery, callback_data: OpenRoles, session: Session, actor: Actor) -> Screen:
    return screens.member(await roles.one(session, actor, callback_data.member_id))


async def give(query: CallbackQuery, callback_data: GiveRole, session: Session, actor: Actor, now: datetime) -> Screen:
    """Asks first; what can't be given any more is shown as it stands."""
    member_id, role = callback_data.member_id, callback_data.role
    view = await roles.one(session, actor, member_id)
    if not view.may_get(role):
        return screens.member(view)
    if not callback_data.sure:
        return screens.ask_give(view, role)
    return screens.given(await roles.give(session, actor, member_id, role, now))


async def take(query: CallbackQuery, callback_data: TakeRole, session: Session, actor: Actor, now: datetime) -> Screen:
    """As in `give`."""
    member_id, role = callback_data.member_id, callback_data.role
    view = await roles.one(session, actor, member_id)
    if not view.may_lose(role):
        return screens.member(view)
    if not callback_data.sure:
        return screens.ask_take(view, role)
    after = await roles.take(session, actor, member_id, role, now)
    if after.oneself and Role.COORDINATOR not in after.roles:
        return screens.gave_up()
    return screens.taken(after)


def build_router() -> Router:
    router = Router(name="roles")
    router.callback_query.register(show_rights, OpenRights.filter())
    router.callback_query.register(show, OpenRoles.filter())
    router.callback_query.register(give, GiveRole.filter())
    router.callback_query.register(take, TakeRole.filter())
    return router
