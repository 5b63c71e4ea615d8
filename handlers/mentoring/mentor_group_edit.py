"""Changing one answer of a mentor's group there is: saved at once."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import GroupsNotLed, InvalidAnswer, NotFound
from domain.mentoring.mentor_group_form import GroupEdit, Limits, Step, read
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import mentor_group_form as screens
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring.mentor_group_form import EditDirection, EditGroup, EditSize
from services.mentoring import mentor_group_own, mentor_groups

KEY = drafts.GROUP_EDIT


async def edit(
    query: CallbackQuery, callback_data: EditGroup, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Which answer to change, then its question."""
    view = (await mentor_group_own.own(session, actor, callback_data.group_id, now)).view
    step = callback_data.step
    if step is None or step is Step.SUMMARY:
        await drafts.forget(state, KEY)
        return screens.which(view)
    limits = await _limits(session, actor, view.id, step)
    await drafts.keep(state, KEY, GroupEdit(view.id, step))
    return screens.ask_edit(view, step, limits)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The new words or number; or the question again with what was wrong."""
    draft = await drafts.begun(state, KEY, GroupEdit)
    group_id, step = draft.group_id, draft.step
    try:
        limits = await _limits(session, actor, group_id, step)
        view = (await mentor_group_own.own(session, actor, group_id, now)).view
    except (GroupsNotLed, NotFound):
        # the card or the group is gone meanwhile: there is nothing to type any more
        await drafts.forget(state, KEY)
        return own_screens.mine(await mentor_group_own.mine(session, actor, now), own_screens.GONE)
    try:
        answer = read(step, message.text or "", limits)
    except InvalidAnswer as invalid:
        return screens.ask_edit(view, step, limits, invalid.hint)
    if step is Step.SIZE:
        await mentor_groups.reshape(session, actor, group_id, now, **answer)
    else:
        await mentor_groups.reword(session, actor, group_id, **answer)
    return await _saved(session, actor, state, group_id, now)


async def pick_direction(
    query: CallbackQuery, callback_data: EditDirection, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await mentor_groups.reshape(session, actor, callback_data.group_id, now, direction=callback_data.direction)
    return await _saved(session, actor, state, callback_data.group_id, now)


async def pick_size(
    query: CallbackQuery, callback_data: EditSize, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await mentor_groups.reshape(session, actor, callback_data.group_id, now, size=callback_data.size)
    return await _saved(session, actor, state, callback_data.group_id, now)


async def _limits(session: Session, actor: Actor, group_id: int, step: Step) -> Limits:
    """What the card allows; words may change without a card. Raises as `mentor_group_own.limits` does."""
    if step in (Step.TITLE, Step.ABOUT):
        return Limits((), 0)
    return await mentor_group_own.limits(session, actor, group_id)


async def _saved(session: Session, actor: Actor, state: FSMContext, group_id: int, now: datetime) -> Screen:
    await drafts.forget(state, KEY)
    return own_screens.group(await mentor_group_own.own(session, actor, group_id, now), "Поправили.")


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(edit, EditGroup.filter())
    router.callback_query.register(pick_direction, EditDirection.filter())
    router.callback_query.register(pick_size, EditSize.filter())
    return router
