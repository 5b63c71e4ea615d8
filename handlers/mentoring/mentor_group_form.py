"""The form of a mentor's group, from the first question to opening it."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import GroupsFull, InvalidAnswer, NotFound
from domain.mentoring.mentor_group_form import GroupDraft, Limits, Step, read
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import mentor_group_form as screens
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring.mentor_group_form import GroupStep, NewGroup, PickDirection, PickSize, SaveGroup
from services.mentoring import mentor_group_own, mentor_groups

KEY = drafts.MENTOR_GROUP


async def new(
    query: CallbackQuery, callback_data: NewGroup, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """An unfinished group is not lost by a press on «Открыть группу»."""
    limits = await mentor_group_own.limits(session, actor)
    draft = await drafts.load_as(state, KEY, GroupDraft)
    if draft is not None and draft.title is not None and not callback_data.anew:
        await state.set_state(None)
        return screens.unfinished()
    return await _show(state, GroupDraft(), limits)


async def show(
    query: CallbackQuery, callback_data: GroupStep, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(state)
    limits = await mentor_group_own.limits(session, actor)
    return await _show(state, draft.within(limits).at(callback_data.step), limits)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A typed answer: on to the next question, or the same one again with what was wrong."""
    draft, text = await _draft(state), message.text or ""
    limits = await mentor_group_own.limits(session, actor)
    try:
        return await _show(state, draft.after(**read(draft.step, text, limits)), limits)
    except InvalidAnswer as invalid:
        return screens.ask(draft, limits, invalid.hint)


async def pick_direction(
    query: CallbackQuery, callback_data: PickDirection, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(state)
    limits = await mentor_group_own.limits(session, actor)
    if callback_data.direction not in limits.directions:
        raise NotFound
    # a second tap finds the next question
    told = draft.after(direction=callback_data.direction) if draft.step is Step.DIRECTION else draft
    return await _show(state, told, limits)


async def pick_size(
    query: CallbackQuery, callback_data: PickSize, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(state)
    limits = await mentor_group_own.limits(session, actor)
    if not limits.least <= callback_data.size <= limits.most:
        raise NotFound
    told = draft.after(size=callback_data.size) if draft.step is Step.SIZE else draft
    return await _show(state, told, limits)


async def save(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Opens once: a second tap finds no answers any more, and shows one's groups."""
    draft = await drafts.load_as(state, KEY, GroupDraft)
    if draft is None:
        return own_screens.mine(await mentor_group_own.mine(session, actor, now))
    limits = await mentor_group_own.limits(session, actor)
    draft = draft.within(limits)
    if draft.plan is None:
        return await _show(state, draft.at(Step.SUMMARY), limits)
    try:
        group_id = await mentor_groups.create(session, actor, draft.plan, now)
    except GroupsFull:
        # raised before anything is written
        return own_screens.mine(await mentor_group_own.mine(session, actor, now))
    await drafts.forget(state, KEY)
    said = "🎉 Группа открыта: её видно в «Группах наставников». Как только кто-то вступит, сразу напишем."
    return own_screens.group(await mentor_group_own.own(session, actor, group_id, now), said)


async def _draft(state: FSMContext) -> GroupDraft:
    return await drafts.begun(state, KEY, GroupDraft)


async def _show(state: FSMContext, draft: GroupDraft, limits: Limits) -> Screen:
    """The question the draft stands at; what the card does not allow any more is asked again."""
    kept = draft.within(limits)
    kept = kept.at(kept.step)
    if kept.step not in (*limits.questions, Step.SUMMARY):
        kept = kept.at(Step.SUMMARY)
    await drafts.keep(state, KEY, kept)
    return screens.ask(kept, limits)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(new, NewGroup.filter())
    router.callback_query.register(show, GroupStep.filter())
    router.callback_query.register(pick_direction, PickDirection.filter())
    router.callback_query.register(pick_size, PickSize.filter())
    router.callback_query.register(save, SaveGroup.filter())
    return router
