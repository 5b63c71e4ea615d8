"""Adding somebody without Telegram to the club, by coordinators."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.events.newcomers import Newcomer
from domain.people import answers as reading
from domain.people.enrolling import begun
from domain.people.joining import Draft, Step
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.people import enrolling as screens
from screens.people import members_desk as member_screens
from screens.people.enrolling import (
    AnotherPerson,
    PaperHere,
    PersonBack,
    PersonChoice,
    PersonDistinct,
    ResumePerson,
    SavePerson,
)
from screens.people.members_desk import AddPerson
from services.events import newcomers
from services.people import joining, members_desk

AWAITED = drafts.awaited(drafts.ENROLLING)


async def begin(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    """Somebody begun before is not lost by turning to something else."""
    actor.coordinator()
    draft = await drafts.load_as(state, drafts.ENROLLING, Newcomer)
    return screens.ask_consent(None if draft is None else draft.answers)


async def anew(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    """Somebody else, whose paper is asked for; who was begun before is given up."""
    actor.coordinator()
    await drafts.forget(state, drafts.ENROLLING)
    return screens.ask_consent()


async def resume(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, await _draft(state))


async def consented(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, begun())


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """An answer: on to the next question, or the same one again with what was wrong."""
    actor.coordinator()
    draft = await _draft(state)
    if draft.step is Step.SUMMARY:
        return await _ask(session, actor, state, draft, "Осталось нажать «Добавить в клуб».")
    try:
        answers = reading.read(draft.step, message.text or "", draft.answers, clubtime.local(now).year)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, draft, invalid.hint)
    return await _ask(session, actor, state, replace(draft, answers=answers, distinct=False))


async def choose(
    query: CallbackQuery, callback_data: PersonChoice, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(state)
    if draft.step is callback_data.step:
        answers = await joining.choose(session, draft.answers, draft.step, callback_data.value)
        draft = replace(draft, answers=answers, distinct=False)
    return await _ask(session, actor, state, draft)


async def back(
    query: CallbackQuery, callback_data: PersonBack, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(state)
    return await _ask(session, actor, state, draft.back() if draft.step is callback_data.step else draft)


async def distinct(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, replace(await _draft(state), distinct=True))


async def save(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Saves once: a second tap finds no draft any more."""
    draft = await _draft(state)
    if draft.step is not Step.SUMMARY or (not draft.distinct and await newcomers.namesakes(session, actor, draft)):
        return await _ask(session, actor, state, draft)
    member_id = await newcomers.admit(session, actor, draft, now)
    await drafts.forget(state, drafts.ENROLLING)
    return member_screens.card(await members_desk.card(session, actor, member_id, now), screens.ADDED)


async def _draft(state: FSMContext) -> Newcomer:
    return await drafts.begun(state, drafts.ENROLLING, Newcomer)


async def _ask(
    session: Session, actor: Actor, state: FSMContext, draft: Newcomer, problem: str | None = None
) -> Screen:
    """The open question; at the end the namesakes, if any, and the summary."""
    actor.coordinator()
    asked = await joining.question(session, Draft(draft.step, draft.answers))
    if asked.draft.answers != draft.answers:
        # the organisation has left the directory, so its question is open again
        return await _ask(session, actor, state, replace(draft, answers=asked.draft.answers, distinct=False), problem)
    await drafts.keep(state, drafts.ENROLLING, draft)
    if draft.step is not Step.SUMMARY:
        return screens.ask(asked, draft, problem)
    alike = () if draft.distinct else await newcomers.namesakes(session, actor, draft)
    return screens.namesakes(alike) if alike else screens.summary(asked, draft, problem)


def build_router() -> Router:
    router = Router(name=drafts.ENROLLING)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, AddPerson.filter())
    router.callback_query.register(consented, PaperHere.filter())
    router.callback_query.register(anew, AnotherPerson.filter())
    router.callback_query.register(resume, ResumePerson.filter())
    router.callback_query.register(choose, PersonChoice.filter())
    router.callback_query.register(back, PersonBack.filter())
    router.callback_query.register(distinct, PersonDistinct.filter())
    router.callback_query.register(save, SavePerson.filter())
    return router
