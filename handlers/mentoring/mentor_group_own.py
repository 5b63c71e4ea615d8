"""A mentor's own groups: the list, one group, the gate, its people, an end."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import GroupFull, PairEnded, PairWaits
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import mentor_group_own as screens
from screens.mentoring.mentor_group_own import (
    CompleteGroup,
    DissolveGroup,
    EndGroup,
    PeopleOfGroup,
    PeopleOutside,
    RemovePerson,
    SetGroupOpen,
    TakeIn,
)
from screens.mentoring.mentor_groups import ManageGroup
from screens.mentoring.mentoring import MyGroups
from services.mentoring import mentor_group_own, mentor_groups


async def mine(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Screen:
    return screens.mine(await mentor_group_own.mine(session, actor, now))


async def manage(
    query: CallbackQuery, callback_data: ManageGroup, session: Session, actor: Actor, now: datetime
) -> Screen:
    return await _group(session, actor, callback_data.group_id, now)


async def set_open(
    query: CallbackQuery, callback_data: SetGroupOpen, session: Session, actor: Actor, now: datetime
) -> Screen:
    await mentor_groups.set_open(session, actor, callback_data.group_id, callback_data.on, now)
    said = "Набор открыт." if callback_data.on else "Набор закрыт. Те, кто в группе, остаются."
    return await _group(session, actor, callback_data.group_id, now, said)


# --- people


async def people(query: CallbackQuery, callback_data: PeopleOfGroup, session: Session, actor: Actor) -> Screen:
    view = await mentor_group_own.people(session, actor, callback_data.group_id, callback_data.page, PAGE_SIZE)
    return screens.people(view, removing=callback_data.removing)


async def remove(
    query: CallbackQuery, callback_data: RemovePerson, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Ask once; a second tap, or an end meanwhile, shows who is in the group now."""
    if not callback_data.sure:
        return screens.ask_removal(await mentor_group_own.removal(session, actor, callback_data.pair_id))
    try:
        removal = await mentor_groups.remove(session, actor, callback_data.pair_id, now)
        said = screens.removed(removal)
    except PairEnded:
        removal = await mentor_group_own.removal(session, actor, callback_data.pair_id)
        said = ""
    return screens.people(await mentor_group_own.people(session, actor, removal.group_id, 0, PAGE_SIZE), said=said)


async def outside(query: CallbackQuery, callback_data: PeopleOutside, session: Session, actor: Actor) -> Screen:
    view = await mentor_group_own.outside(session, actor, callback_data.group_id, callback_data.page, PAGE_SIZE)
    return screens.outside(view)


async def take_in(query: CallbackQuery, callback_data: TakeIn, session: Session, actor: Actor, now: datetime) -> Screen:
    try:
        await mentor_groups.take_in(session, actor, callback_data.group_id, callback_data.pair_id, now)
        said = "Готово, коллеге сообщим."
    except (GroupFull, PairEnded, PairWaits):
        # raised before anything is written
        said = "Не получилось: мест уже нет или эта пара завершилась."
    return await _group(session, actor, callback_data.group_id, now, said)


# --- the end


async def ask_end(
    query: CallbackQuery, callback_data: EndGroup, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.ask_end(await mentor_group_own.own(session, actor, callback_data.group_id, now))


async def complete(
    query: CallbackQuery, callback_data: CompleteGroup, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Ask once; with nobody in the group there is nothing to complete."""
    own = await mentor_group_own.own(session, actor, callback_data.group_id, now)
    if not own.live:
        return screens.group(own)
    if not callback_data.sure:
        return screens.ask_complete(own)
    done = await mentor_groups.complete(session, actor, callback_data.group_id, now)
    return await _group(session, actor, callback_data.group_id, now, screens.completed(done))


async def dissolve(
    query: CallbackQuery, callback_data: DissolveGroup, session: Session, actor: Actor, now: datetime
) -> Screen:
    if not callback_data.sure:
        return screens.ask_dissolve(await mentor_group_own.own(session, actor, callback_data.group_id, now))
    title = await mentor_groups.dissolve(session, actor, callback_data.group_id, now)
    return screens.mine(await mentor_group_own.mine(session, actor, now), screens.dissolved(title))


async def _group(session: Session, actor: Actor, group_id: int, now: datetime, said: str = "") -> Screen:
    return screens.group(await mentor_group_own.own(session, actor, group_id, now), said)


def build_router() -> Router:
    router = Router(name="mentor_group_own")
    router.callback_query.register(mine, MyGroups.filter())
    router.callback_query.register(manage, ManageGroup.filter())
    router.callback_query.register(set_open, SetGroupOpen.filter())
    router.callback_query.register(people, PeopleOfGroup.filter())
    router.callback_query.register(remove, RemovePerson.filter())
    router.callback_query.register(outside, PeopleOutside.filter())
    router.callback_query.register(take_in, TakeIn.filter())
    router.callback_query.register(ask_end, EndGroup.filter())
    router.callback_query.register(complete, CompleteGroup.filter())
    router.callback_query.register(dissolve, DissolveGroup.filter())
    return router
