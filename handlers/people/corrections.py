"""Mending somebody's name or school, by coordinators."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.people import answers as reading
from domain.people.corrections import Correction
from domain.people.joining import Answers, Draft, Step, question_of
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen, shorten
from screens.people import corrections as screens
from screens.people import members_desk as member_screens
from screens.people.corrections import CorrectChoice
from screens.people.members_desk import CorrectMember
from services.people import corrections, joining, members_desk

AWAITED = drafts.awaited(drafts.CORRECTIONS)


async def begin(
    query: CallbackQuery, callback_data: CorrectMember, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    if callback_data.step not in corrections.FIELDS:
        raise Outdated
    answers = await corrections.begin(session, actor, callback_data.member_id)
    kept = Answers(
        full_name=answers.full_name,
        municipality=answers.municipality,
        organization_id=answers.organization_id,
        organization_text=answers.organization_text,
    )
    return await _ask(session, state, Correction(callback_data.member_id, callback_data.step, kept))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A typed name is saved; a typed school is looked for in the directory."""
    actor.coordinator()
    draft = await _draft(state)
    try:
        answers = reading.read(draft.step, message.text or "", draft.answers, clubtime.local(now).year)
    except InvalidAnswer as invalid:
        return await _ask(session, state, draft, invalid.hint)
    if draft.step is Step.NAME:
        return await _save(session, actor, state, replace(draft, answers=answers), now)
    return await _ask(session, state, replace(draft, step=Step.ORGANIZATION_PICK, answers=answers))


async def choose(
    query: CallbackQuery,
    callback_data: CorrectChoice,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    actor.coordinator()
    draft = await _draft(state)
    if draft.step is not Step.ORGANIZATION_PICK:
        raise Outdated
    answers = await joining.choose(session, draft.answers, draft.step, callback_data.value)
    return await _save(session, actor, state, replace(draft, answers=answers), now)


async def _save(session: Session, actor: Actor, state: FSMContext, draft: Correction, now: datetime) -> Screen:
    await corrections.correct(session, actor, draft.member_id, draft.step, draft.answers, now)
    await drafts.forget(state, drafts.CORRECTIONS)
    card = await members_desk.card(session, actor, draft.member_id, now)
    return member_screens.card(card, screens.SAID[question_of(draft.step)])


async def _draft(state: FSMContext) -> Correction:
    return await drafts.begun(state, drafts.CORRECTIONS, Correction)


async def _ask(session: Session, state: FSMContext, draft: Correction, problem: str | None = None) -> Screen:
    await drafts.keep(state, drafts.CORRECTIONS, draft)
    if draft.step is Step.NAME:
        return screens.ask_name(draft.member_id, draft.answers.full_name, problem)
    asked = await joining.question(session, Draft(draft.step, draft.answers))
    if draft.step is Step.ORGANIZATION_PICK and problem is None:
        return screens.pick_school(draft.member_id, asked, [(shorten(one.name), one) for one in asked.candidates])
    now_is = asked.organization.name if asked.organization else draft.answers.organization_text
    return screens.ask_school(draft.member_id, now_is, problem)


def build_router() -> Router:
    router = Router(name=drafts.CORRECTIONS)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, CorrectMember.filter())
    router.callback_query.register(choose, CorrectChoice.filter())
    return router
