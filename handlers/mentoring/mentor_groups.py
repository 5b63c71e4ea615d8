"""Mentors' groups: the list, a group's card, joining; taking a mentee into one; all of them for coordinators."""

from contextlib import suppress
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import GroupClosed, GroupFull, OwnGroupJoined, PairBlocked
from domain.mentoring.request_form import Draft
from domain.vocabulary import MentoringForm
from handlers import drafts
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import inbox as inbox_screens
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring import mentor_groups as screens
from screens.mentoring.mentor_groups import AllMentorGroups, FilterGroups, JoinGroup, TakeInto
from screens.mentoring.mentoring import OpenGroup, OpenGroups
from services.mentoring import inbox, mentor_group_own, mentor_group_views, mentor_groups, requests

# why one can't join, in words
_REFUSALS = {GroupFull: screens.FULL, GroupClosed: screens.CLOSED, PairBlocked: screens.BARRED}


async def browse(
    query: CallbackQuery, callback_data: OpenGroups, session: Session, actor: Actor, now: datetime
) -> Screen:
    direction, page = callback_data.direction, callback_data.page
    return screens.groups(await mentor_group_views.to_join(session, actor, direction, page, PAGE_SIZE, now))


async def choose_direction(query: CallbackQuery, actor: Actor) -> Screen:
    actor.member()
    return screens.directions()


async def open_group(
    query: CallbackQuery, callback_data: OpenGroup, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await mentor_group_views.one(session, actor, callback_data.group_id, now)
    return screens.group(view, callback_data, coordinator=actor.is_coordinator)


async def join(
    query: CallbackQuery, callback_data: JoinGroup, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """A place at once; whoever came too late sees the group as it is now."""
    try:
        joined = await mentor_groups.join(session, actor, callback_data.group_id, now)
    except OwnGroupJoined:
        return own_screens.group(await mentor_group_own.own(session, actor, callback_data.group_id, now))
    except (GroupFull, GroupClosed, PairBlocked) as refusal:
        # raised before anything is written
        view = await mentor_group_views.one(session, actor, callback_data.group_id, now)
        return screens.group(view, problem=_REFUSALS[type(refusal)])
    draft = await drafts.load_as(state, drafts.REQUEST, Draft)
    drafted = draft is not None and draft.wanted.form is MentoringForm.GROUP
    return screens.joined(joined, drafted=drafted)


async def take_into(
    query: CallbackQuery, callback_data: TakeInto, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The mentor accepts a request, into this group or without one; a second tap finds the pair made."""
    request_id = callback_data.request_id
    taken = await inbox.taken(session, actor, request_id)
    if taken is None:
        # raised before anything is written
        with suppress(GroupFull):
            await requests.accept(session, actor, request_id, now, callback_data.group_id)
        taken = await inbox.taken(session, actor, request_id)
    await drafts.forget(state, drafts.INBOX)
    if taken is not None:
        return inbox_screens.accepted(taken)
    choice = await mentor_group_own.choice(session, actor, request_id, now)
    return screens.into_which(choice, late=True) if choice is not None else inbox_screens.no_place()


async def everything(
    query: CallbackQuery, callback_data: AllMentorGroups, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.everything(await mentor_group_views.everything(session, actor, callback_data.page, PAGE_SIZE, now))


def build_router() -> Router:
    router = Router(name="mentor_groups")
    router.callback_query.register(browse, OpenGroups.filter())
    router.callback_query.register(choose_direction, FilterGroups.filter())
    router.callback_query.register(open_group, OpenGroup.filter())
    router.callback_query.register(join, JoinGroup.filter())
    router.callback_query.register(take_into, TakeInto.filter())
    router.callback_query.register(everything, AllMentorGroups.filter())
    return router
