"""Calling a whole group to meet: one time for everybody, each answers for themselves."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, MeetingPassed, NotFound, Outdated
from domain.mentoring.meetings import MINUTES, read_place
from domain.mentoring.mentor_group_talk import CallDraft, CallStep, read_time
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen, Toast
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring import mentor_group_talk as screens
from screens.mentoring.meetings import moment_of
from screens.mentoring.mentor_group_talk import (
    CallGroup,
    CallMinutes,
    CallNoPlace,
    CallStepTo,
    CallTime,
    CallWay,
    SendCall,
)
from services.mentoring import meeting_views, mentor_group_own, mentor_group_talk

KEY = drafts.GROUP_CALL
_PASSED = "Это время уже прошло. Выберите другое."


async def begin(
    query: CallbackQuery, callback_data: CallGroup, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    own = await mentor_group_own.own(session, actor, callback_data.group_id, now)
    if not own.live:
        return screens.nobody(own)
    return await _show(session, actor, state, CallDraft(own.view.id), now)


async def show(
    query: CallbackQuery, callback_data: CallStepTo, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    return await _show(session, actor, state, draft.at_step(callback_data.step), now)


async def pick_time(
    query: CallbackQuery, callback_data: CallTime, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft, at = await _draft(state), moment_of(callback_data.at)
    if at <= now:
        raise MeetingPassed
    return await _show(session, actor, state, draft.after(at=at), now)


async def pick_way(
    query: CallbackQuery, callback_data: CallWay, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    # where may change with how
    asked = replace(draft.to_way(callback_data.way), step=CallStep.PLACE)
    return await _show(session, actor, state, asked.at_step(CallStep.PLACE), now)


async def no_place(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    draft = await _draft(state)
    return await _show(session, actor, state, draft.after(place=None, placed=True), now)


async def pick_minutes(
    query: CallbackQuery, callback_data: CallMinutes, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    if callback_data.minutes not in MINUTES:
        raise Outdated
    return await _show(session, actor, state, draft.after(minutes=callback_data.minutes), now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A time or a place in own words; other questions are answered by buttons."""
    draft, text = await _draft(state), message.text or ""
    try:
        await mentor_group_own.own(session, actor, draft.group_id, now)
    except NotFound:
        # dissolved meanwhile: there is nobody to call
        await drafts.forget(state, KEY)
        return own_screens.mine(await mentor_group_own.mine(session, actor, now), own_screens.GONE)
    try:
        if draft.step is CallStep.TIME:
            draft = draft.after(at=read_time(text, now))
        elif draft.step is CallStep.PLACE and draft.way is not None:
            draft = draft.after(place=read_place(text, draft.way), placed=True)
        else:
            raise InvalidAnswer("Здесь ответ — кнопкой ниже. Написать группе можно из её карточки.")
    except InvalidAnswer as invalid:
        return await _show(session, actor, state, draft, now, invalid.hint)
    return await _show(session, actor, state, draft, now)


async def send(
    query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen | Toast:
    """Calls once: a second tap finds no draft any more and leaves what is on the screen."""
    draft = await drafts.load_as(state, KEY, CallDraft)
    if draft is None:
        return screens.NO_CALL_LEFT
    draft = draft.fresh(now)
    proposal = draft.proposal
    if proposal is None:
        return await _show(session, actor, state, draft, now, _PASSED)
    told = await mentor_group_talk.call(session, actor, draft.group_id, proposal, now)
    await drafts.forget(state, KEY)
    return screens.called(told, proposal.options[0])


async def _draft(state: FSMContext) -> CallDraft:
    return await drafts.begun(state, KEY, CallDraft)


async def _show(
    session: Session,
    actor: Actor,
    state: FSMContext,
    draft: CallDraft,
    now: datetime,
    problem: str | None = None,
) -> Screen:
    """The question the draft stands at."""
    own = await mentor_group_own.own(session, actor, draft.group_id, now)
    draft = draft.fresh(now)
    await drafts.keep(state, KEY, draft)
    return screens.ask(own, draft, meeting_views.slots(now), problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, CallGroup.filter())
    router.callback_query.register(show, CallStepTo.filter())
    router.callback_query.register(pick_time, CallTime.filter())
    router.callback_query.register(pick_way, CallWay.filter())
    router.callback_query.register(no_place, CallNoPlace.filter())
    router.callback_query.register(pick_minutes, CallMinutes.filter())
    router.callback_query.register(send, SendCall.filter())
    return router
