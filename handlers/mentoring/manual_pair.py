"""A pair by a coordinator's hand: for whom, how, about what, with whom; the summary asks before it is made."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NoPlaceLeft, NotFound, Outdated, PairBlocked, PairExists
from domain.events.roster import read_query
from domain.mentoring.manual_pair import FORMS, Draft, Step
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import manual_pair as screens
from screens.mentoring.found_people import UNREADABLE
from screens.mentoring.manual_pair import (
    MakePair,
    NewPair,
    PairApart,
    PairBack,
    PairForm,
    PairMatches,
    PairMentee,
    PairMentor,
    PairTheme,
    PairThemed,
)
from services.mentoring import manual_pair

KEY = drafts.MANUAL_PAIR


async def begin(
    query: CallbackQuery, callback_data: NewPair, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    mentor_id = callback_data.mentor_id
    return await _ask(session, actor, state, Draft(mentor_id=mentor_id, preset=mentor_id is not None), now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A name to look for: the mentee's or the mentor's, as the question is."""
    draft = await _draft(state)
    view = await manual_pair.ask(session, actor, draft, now)
    if view.step not in (Step.MENTEE, Step.MENTOR):
        return screens.ask(view, screens.PRESS)
    found = read_query(message.text or "")
    return await _ask(session, actor, state, replace(draft, query=found), now, None if found else UNREADABLE)


async def choose_mentee(
    query: CallbackQuery, callback_data: PairMentee, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Directions begin with what the mentee is interested in."""
    draft = await _draft(state)
    if draft.mentee_id == callback_data.member_id:
        return await _ask(session, actor, state, draft, now)
    mentee_id = callback_data.member_id
    if mentee_id == draft.mentor_id:
        raise PairBlocked
    begun = Draft(
        mentee_id=mentee_id,
        mentor_id=draft.mentor_id if draft.preset else None,
        preset=draft.preset,
        directions=await manual_pair.interests(session, actor, mentee_id),
    )
    return await _ask(session, actor, state, begun, now)


async def go_apart(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    return await _ask(session, actor, state, replace(await _draft(state), apart=True), now)


async def choose_form(
    query: CallbackQuery, callback_data: PairForm, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    if callback_data.form not in FORMS:
        raise Outdated
    return await _ask(session, actor, state, replace(draft, form=draft.form or callback_data.form), now)


async def tick(
    query: CallbackQuery, callback_data: PairTheme, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    if draft.themed:
        return await _ask(session, actor, state, draft, now)
    try:
        draft = draft.with_direction(callback_data.direction, callback_data.on)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, draft, now, invalid.hint)
    return await _ask(session, actor, state, draft, now)


async def settle(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    draft = await _draft(state)
    try:
        return await _ask(session, actor, state, draft.settled(), now)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, draft, now, invalid.hint)


async def choose_mentor(
    query: CallbackQuery, callback_data: PairMentor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    return await _ask(session, actor, state, replace(draft, mentor_id=callback_data.member_id), now)


async def show_matches(
    query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _ask(session, actor, state, replace(await _draft(state), query=""), now)


async def back(
    query: CallbackQuery, callback_data: PairBack, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    view = await manual_pair.ask(session, actor, draft, now)
    if view.step is callback_data.step:
        draft = draft.before(view.step)
    return await _ask(session, actor, state, draft, now)


async def make(
    query: CallbackQuery, callback_data: MakePair, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Once: a second tap finds the two in a pair. Whatever has changed since the summary, it is shown anew."""
    draft = await drafts.load_as(state, KEY, Draft) or Draft()
    mentee_id, mentor_id = callback_data.mentee_id, callback_data.mentor_id
    if (draft.mentee_id, draft.mentor_id) != (mentee_id, mentor_id) or draft.form is None:
        return await _made_already(session, actor, mentee_id, mentor_id, now)
    try:
        made = await manual_pair.create(
            session, actor, mentee_id, mentor_id, draft.form, draft.directions, now, over=callback_data.over
        )
    except (PairBlocked, PairExists):
        # nothing has been written, and the summary tells which of the two it is
        return await _ask(session, actor, state, draft, now)
    except NoPlaceLeft:
        return await _ask(session, actor, state, draft, now, screens.FULL)
    await drafts.forget(state, KEY)
    return screens.made(made, mentor_id)


# --- inside


async def _made_already(session: Session, actor: Actor, mentee_id: int, mentor_id: int, now: datetime) -> Screen:
    """A button of a summary that is over: the pair the two are in. Raises Outdated when there is none."""
    view = await manual_pair.ask(session, actor, Draft(mentee_id=mentee_id, mentor_id=mentor_id), now)
    if view.mentor is None or view.mentor.pair_id is None:
        raise Outdated
    return screens.ask(view)


async def _draft(state: FSMContext) -> Draft:
    """What is decided so far. Raises Outdated: the form is over, or was never begun."""
    return await drafts.begun(state, KEY, Draft)


async def _ask(
    session: Session, actor: Actor, state: FSMContext, draft: Draft, now: datetime, problem: str | None = None
) -> Screen:
    """The question still open; somebody chosen may have left meanwhile."""
    try:
        view = await manual_pair.ask(session, actor, draft, now)
    except NotFound:
        if draft == Draft():
            raise
        draft, problem = Draft(), screens.GONE
        view = await manual_pair.ask(session, actor, draft, now)
    await drafts.keep(state, KEY, draft)
    return screens.ask(view, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, NewPair.filter())
    router.callback_query.register(choose_mentee, PairMentee.filter())
    router.callback_query.register(go_apart, PairApart.filter())
    router.callback_query.register(choose_form, PairForm.filter())
    router.callback_query.register(tick, PairTheme.filter())
    router.callback_query.register(settle, PairThemed.filter())
    router.callback_query.register(choose_mentor, PairMentor.filter())
    router.callback_query.register(show_matches, PairMatches.filter())
    router.callback_query.register(back, PairBack.filter())
    router.callback_query.register(make, MakePair.filter())
    return router
