"""«Мой профиль»: show it, ask a field's question again, save that field."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound
from domain.people import answers as reading
from domain.people.joining import Answers, Draft, Step, follow_up, question_of
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.people import profile as screens
from screens.people.profile import EditField, Profile, ProfileChoice, ProfileDirection
from services.people import joining, profiles

AWAITED = drafts.awaited(drafts.PROFILE)


async def show(event: TelegramObject, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """The profile; whatever edit was going on is dropped."""
    view = await profiles.view(session, actor)
    await drafts.forget(state, drafts.PROFILE)
    return screens.profile(view)


async def edit(
    query: CallbackQuery, callback_data: EditField, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _ask(session, state, await _stored(session, actor, callback_data.step))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A typed answer: saved, followed up, or the same question again with what was wrong."""
    actor.member()
    draft = await drafts.load(state, drafts.PROFILE)
    if draft is None:
        return await show(message, session, actor, state)
    try:
        answers = reading.read(draft.step, message.text or "", draft.answers, clubtime.local(now).year)
    except InvalidAnswer as invalid:
        return await _ask(session, state, draft, invalid.hint)
    return await _settle(session, actor, state, draft.step, answers, now)


async def choose(
    query: CallbackQuery,
    callback_data: ProfileChoice,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    draft = await _draft(session, actor, state, callback_data.step)
    answers = await joining.choose(session, draft.answers, callback_data.step, callback_data.value)
    return await _settle(session, actor, state, callback_data.step, answers, now)


async def toggle(
    query: CallbackQuery, callback_data: ProfileDirection, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(session, actor, state, Step.DIRECTIONS)
    answers = reading.toggle(callback_data.direction, callback_data.on, draft.answers)
    return await _ask(session, state, replace(draft, answers=answers))


async def _settle(
    session: Session, actor: Actor, state: FSMContext, step: Step, answers: Answers, now: datetime
) -> Screen:
    """Save the field, unless its answer raises one more question («Другой» город: какой?)."""
    if more := follow_up(step, answers):
        return await _ask(session, state, Draft(more, answers))
    view = await profiles.change(session, actor, step, answers, now)
    await drafts.forget(state, drafts.PROFILE)
    return screens.profile(view, saved=True)


async def _draft(session: Session, actor: Actor, state: FSMContext, step: Step) -> Draft:
    """The edit in progress if it is about `step`; else the button is old, and the profile is read anew."""
    actor.member()
    draft = await drafts.load(state, drafts.PROFILE)
    if draft and draft.step is step:
        return draft
    return await _stored(session, actor, step)


async def _stored(session: Session, actor: Actor, step: Step) -> Draft:
    if step is Step.SUMMARY:
        raise NotFound
    return Draft(question_of(step), (await profiles.view(session, actor)).answers)


async def _ask(session: Session, state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    await drafts.keep(state, drafts.PROFILE, draft)
    return screens.ask(await joining.question(session, draft), problem)


def build_router() -> Router:
    router = Router(name=drafts.PROFILE)
    router.message.register(show, Command("profile"))
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(show, Profile.filter())
    router.callback_query.register(edit, EditField.filter())
    router.callback_query.register(choose, ProfileChoice.filter())
    router.callback_query.register(toggle, ProfileDirection.filter())
    return router
