"""Putting somebody on a roster: a member found by name, or a person without Telegram.

A name that looks for a member is not kept; answers about a newcomer are, once the paper consent is there.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, Outdated, SeatsTaken
from domain.events.events import offered
from domain.events.newcomers import Newcomer
from domain.events.roster import RosterEvent, read_query
from domain.people import answers as reading
from domain.people.joining import Answers, Draft, Step
from handlers import drafts
from handlers.filters import Typed
from screens.events import newcomers as screens
from screens.events.newcomers import (
    AddMember,
    AskConsent,
    DropNewcomer,
    NewcomerBack,
    NewcomerChoice,
    NewcomerDistinct,
    PaperConsent,
    ResumeNewcomer,
    SaveNewcomer,
)
from screens.events.roster import AddParticipant
from screens.kit import Screen
from services.events import newcomers, registrations, roster
from services.people import joining

AWAITED = drafts.awaited(drafts.NEWCOMERS)
NAME_AWAITED = State("name", group_name=drafts.NEWCOMERS)


# --- members


async def begin(
    query: CallbackQuery, callback_data: AddParticipant, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """A member's name is awaited; a newcomer begun for this event is kept, one begun for another asked about."""
    event = await roster.event(session, actor, callback_data.event_id)
    draft = await drafts.load_as(state, drafts.NEWCOMERS, Newcomer)
    if draft is not None and draft.event_id == event.id:
        return await _ask_whom(state, event, draft)
    if draft is not None and draft.consented and draft.answers != Answers():
        with suppress(NotFound):
            other = await roster.event(session, actor, draft.event_id)
            return screens.ask_which(event, other, _begun_name(draft))
    return await _ask_whom(state, event, Newcomer(event.id))


async def drop(
    query: CallbackQuery, callback_data: DropNewcomer, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """The newcomer begun for another event is given up."""
    event = await roster.event(session, actor, callback_data.event_id)
    return await _ask_whom(state, event, Newcomer(event.id))


async def _ask_whom(state: FSMContext, event: RosterEvent, draft: Newcomer) -> Screen:
    await drafts.keep(state, drafts.NEWCOMERS, draft)
    await state.set_state(NAME_AWAITED)
    return screens.ask_whom(event, _begun_name(draft))


async def look_for(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A member's name to look for; it is not kept."""
    draft = await _draft(state)
    event = await roster.event(session, actor, draft.event_id)
    name = read_query(message.text or "")
    if not name:
        return screens.ask_whom(event, _begun_name(draft), "Здесь нужны буквы. Например: Иванова Анна.")
    candidates, total = await newcomers.find(session, actor, draft.event_id, name)
    return screens.found(event, candidates, total)


def _begun_name(draft: Newcomer) -> str | None:
    return draft.answers.full_name if draft.consented else None


async def add_member(
    query: CallbackQuery,
    callback_data: AddMember,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    event = await roster.event(session, actor, callback_data.event_id)
    ways = offered(event.terms.format)
    attendance = callback_data.attendance or (ways[0] if len(ways) == 1 else None)
    if attendance is None:
        return screens.ask_how(event, callback_data.member_id)
    try:
        registration_id = await registrations.add(
            session, actor, event.id, callback_data.member_id, attendance, now, over=callback_data.over
        )
    except SeatsTaken:
        return screens.ask_over(event, callback_data.member_id, attendance)
    return await _added(session, actor, state, registration_id, now)


# --- a person without Telegram


async def ask_consent(query: CallbackQuery, callback_data: AskConsent, session: Session, actor: Actor) -> Screen:
    return screens.ask_consent(await roster.event(session, actor, callback_data.event_id))


async def consented(
    query: CallbackQuery, callback_data: PaperConsent, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    event = await roster.event(session, actor, callback_data.event_id)
    return await _ask(session, actor, state, Newcomer(event.id, consented=True))


async def resume(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, await _begun(state))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """An answer about a newcomer: on to the next question, or the same one again with what was wrong."""
    actor.coordinator()
    draft = await _begun(state)
    if draft.step is Step.SUMMARY:
        return await _ask(session, actor, state, draft, "Осталось нажать «Записать». Поправить ответ — «← Назад».")
    try:
        answers = reading.read(draft.step, message.text or "", draft.answers, clubtime.local(now).year)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, draft, invalid.hint)
    return await _ask(session, actor, state, _with(draft, answers))


async def choose(
    query: CallbackQuery, callback_data: NewcomerChoice, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _begun(state)
    if draft.step is callback_data.step:
        draft = _with(draft, await joining.choose(session, draft.answers, draft.step, callback_data.value))
    return await _ask(session, actor, state, draft)


async def back(
    query: CallbackQuery, callback_data: NewcomerBack, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _begun(state)
    return await _ask(session, actor, state, draft.back() if draft.step is callback_data.step else draft)


async def distinct(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, replace(await _begun(state), distinct=True))


async def save(
    query: CallbackQuery,
    callback_data: SaveNewcomer,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Saves once: a second tap finds no draft any more."""
    draft = await _begun(state)
    if draft.step is not Step.SUMMARY or (not draft.distinct and await newcomers.namesakes(session, actor, draft)):
        return await _ask(session, actor, state, draft)
    try:
        registration_id = await newcomers.enroll(
            session, actor, draft, callback_data.attendance, now, over=callback_data.over
        )
    except SeatsTaken:
        return screens.ask_over_newcomer(await roster.event(session, actor, draft.event_id), callback_data.attendance)
    return await _added(session, actor, state, registration_id, now)


# --- the draft


async def _draft(state: FSMContext) -> Newcomer:
    return await drafts.begun(state, drafts.NEWCOMERS, Newcomer)


async def _begun(state: FSMContext) -> Newcomer:
    """The newcomer being asked about. Raises Outdated: saved already, or dropped."""
    draft = await _draft(state)
    if not draft.consented:
        raise Outdated
    return draft


def _with(draft: Newcomer, answers: Answers) -> Newcomer:
    """Other answers may mean another namesake."""
    return replace(draft, answers=answers, distinct=False)


async def _ask(
    session: Session, actor: Actor, state: FSMContext, draft: Newcomer, problem: str | None = None
) -> Screen:
    """The open question; at the end the namesakes, if any, and the summary."""
    actor.coordinator()
    asked = await joining.question(session, Draft(draft.step, draft.answers))
    if asked.draft.answers != draft.answers:
        # the organisation has left the directory, so its question is open again
        return await _ask(session, actor, state, _with(draft, asked.draft.answers), problem)
    await drafts.keep(state, drafts.NEWCOMERS, draft)
    if draft.step is not Step.SUMMARY:
        return screens.ask(asked, draft, problem)
    event = await roster.event(session, actor, draft.event_id)
    alike = () if draft.distinct else await newcomers.namesakes(session, actor, draft)
    return screens.namesakes(event, alike) if alike else screens.summary(asked, draft, event, problem)


async def _added(session: Session, actor: Actor, state: FSMContext, registration_id: int, now: datetime) -> Screen:
    view = await roster.participant(session, actor, registration_id)
    draft = await drafts.load_as(state, drafts.NEWCOMERS, Newcomer)
    if draft is not None and draft.event_id == view.event.id:
        await drafts.forget(state, drafts.NEWCOMERS)
    return screens.added(view.event, view.line.full_name, registration_id, now, reachable=view.line.reachable)


def build_router() -> Router:
    router = Router(name=drafts.NEWCOMERS)
    router.message.register(look_for, NAME_AWAITED, Typed)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, AddParticipant.filter())
    router.callback_query.register(drop, DropNewcomer.filter())
    router.callback_query.register(add_member, AddMember.filter())
    router.callback_query.register(ask_consent, AskConsent.filter())
    router.callback_query.register(consented, PaperConsent.filter())
    router.callback_query.register(resume, ResumeNewcomer.filter())
    router.callback_query.register(choose, NewcomerChoice.filter())
    router.callback_query.register(back, NewcomerBack.filter())
    router.callback_query.register(distinct, NewcomerDistinct.filter())
    router.callback_query.register(save, SaveNewcomer.filter())
    return router
