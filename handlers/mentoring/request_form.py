"""«Нужна помощь»: the form of a request for mentoring, from the first question to sending it."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, RequestsFull
from domain.mentoring import request_answers as answers
from domain.mentoring.request_form import Draft, Move, Step, Wanted
from domain.vocabulary import MentoringForm
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import mentor_groups as group_screens
from screens.mentoring import my_requests as own_screens
from screens.mentoring import request_form as screens
from screens.mentoring import request_stops as stops
from screens.mentoring.mentoring import NewRequest
from screens.mentoring.request_form import (
    BeginAnew,
    DropRequest,
    EditRequest,
    PauseRequest,
    RankMentor,
    RequestChoice,
    RequestDirection,
    RequestMove,
    ResumeRequest,
    SendRequest,
)
from services.mentoring import mentor_group_views, request_form, request_views

KEY = drafts.REQUEST
AWAITED = drafts.awaited(KEY)
_BUSY = "Этот наставник сейчас не берёт новых коллег. Расскажите о задаче — подберём других."


async def _nothing(*_: object, **__: object) -> Screen:
    return stops.nothing_to_resume()


_in_the_middle = drafts.going_on(KEY, Draft, _nothing)


# --- beginnings and stops


async def begin(
    query: CallbackQuery, callback_data: NewRequest, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """An unfinished request is not lost by a press on «Нужна помощь»."""
    if pair_id := await _pair(session, actor, callback_data):
        return stops.together(pair_id)
    try:
        wanted = await _begun(session, actor, callback_data, now)
    except RequestsFull:
        return own_screens.full()
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is not None and draft.started:
        return stops.paused(draft, callback_data)
    return await _start(session, actor, state, Draft().after(wanted), callback_data, now)


async def anew(
    query: CallbackQuery, callback_data: BeginAnew, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    if pair_id := await _pair(session, actor, callback_data):
        return stops.together(pair_id)
    try:
        wanted = await _begun(session, actor, callback_data, now)
    except RequestsFull:
        return own_screens.full()
    return await _start(session, actor, state, Draft().after(wanted), callback_data, now)


@_in_the_middle
async def resume(
    query: CallbackQuery,
    callback_data: ResumeRequest,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    """On from where it stopped; in a hurry, or to a mentor, if that was pressed meanwhile."""
    if not (callback_data.urgent or callback_data.mentor_id):
        return await _ask(session, actor, state, draft, now)
    if pair_id := await _pair(session, actor, callback_data):
        return stops.together(pair_id)
    try:
        begun = await _begun(session, actor, callback_data, now)
    except RequestsFull:
        return own_screens.full()
    wanted = draft.wanted.in_a_hurry() if begun.urgent else draft.wanted
    for mentor_id in begun.mentors:
        wanted = wanted.to_mentor(mentor_id)
    return await _start(session, actor, state, draft.after(wanted), callback_data, now)


async def pause(query: CallbackQuery, state: FSMContext) -> Screen:
    await state.set_state(None)
    draft = await drafts.load_as(state, KEY, Draft)
    return stops.nothing_to_resume() if draft is None else stops.paused(draft)


async def drop(query: CallbackQuery, state: FSMContext) -> Screen:
    await drafts.forget(state, KEY)
    return stops.dropped()


# --- answers


@_in_the_middle
async def typed(
    message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime, draft: Draft
) -> Screen:
    """A typed answer: on to the next question, or the same one again with what was wrong."""
    text = message.text or ""
    try:
        after = await _numbered(session, actor, draft, text, now) or answers.typed(draft, text, now)
        return await _answered(session, actor, state, draft, after, now)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, answers.refused(draft, text, now), now, invalid.hint)


@_in_the_middle
async def choose(
    query: CallbackQuery,
    callback_data: RequestChoice,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    if draft.step is not callback_data.step:
        return await _ask(session, actor, state, draft, now)
    return await _answered(session, actor, state, draft, answers.choose(draft, callback_data.value), now)


@_in_the_middle
async def toggle(
    query: CallbackQuery,
    callback_data: RequestDirection,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    draft = answers.toggle(draft, callback_data.direction, callback_data.on)
    return await _ask(session, actor, state, draft, now)


@_in_the_middle
async def rank(
    query: CallbackQuery,
    callback_data: RankMentor,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    draft = answers.rank(draft, callback_data.mentor_id, callback_data.on)
    return await _ask(session, actor, state, draft, now)


@_in_the_middle
async def move(
    query: CallbackQuery,
    callback_data: RequestMove,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    if draft.step is callback_data.step:
        draft = draft.back() if callback_data.move is Move.BACK else draft.after(draft.wanted)
    return await _ask(session, actor, state, draft, now)


@_in_the_middle
async def edit(
    query: CallbackQuery,
    callback_data: EditRequest,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    return await _ask(session, actor, state, draft.at(callback_data.step) if draft.reviewing else draft, now)


# --- the end


async def send(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Sends once: a second tap finds no draft any more and sees the same; later, one's requests."""
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is None:
        sent = await request_views.just_sent(session, actor, now)
        if sent is not None:
            return own_screens.sent(sent, now)
        return own_screens.requests(await request_views.mine(session, actor, 0, PAGE_SIZE))
    # an old summary may be pressed in the middle of a correction
    draft = draft.after(draft.wanted)
    asked = await request_form.asked(session, actor, draft, now)
    if asked.lost or asked.step is not Step.SUMMARY:
        return await _ask(session, actor, state, draft, now)
    try:
        request_id = await request_form.send(session, actor, asked.wanted, now)
    except RequestsFull:
        # raised before anything is written; the draft stays for when there is room
        return own_screens.full()
    await drafts.forget(state, KEY)
    return own_screens.sent(await request_views.one(session, actor, request_id), now)


# --- the draft


async def _begun(
    session: Session, actor: Actor, pressed: NewRequest | BeginAnew | ResumeRequest, now: datetime
) -> Wanted:
    return await request_form.begin(session, actor, urgent=pressed.urgent, mentor_id=pressed.mentor_id, now=now)


async def _pair(session: Session, actor: Actor, pressed: NewRequest | BeginAnew | ResumeRequest) -> int | None:
    """The pair with the mentor whose card was pressed, if there is one."""
    return await request_form.pair_with(session, actor, pressed.mentor_id) if pressed.mentor_id else None


async def _start(
    session: Session,
    actor: Actor,
    state: FSMContext,
    draft: Draft,
    pressed: NewRequest | BeginAnew | ResumeRequest,
    now: datetime,
) -> Screen:
    """The first open question; whoever came for a mentor who can't be asked is told so."""
    busy = pressed.mentor_id is not None and pressed.mentor_id not in draft.wanted.mentors
    return await _ask(session, actor, state, draft, now, _BUSY if busy else None)


async def _answered(
    session: Session, actor: Actor, state: FSMContext, before: Draft, after: Draft, now: datetime
) -> Screen:
    """On from an answer; who has just asked for a group sees first those they could join at once."""
    if before.step is Step.FORM and after.wanted.form is MentoringForm.GROUP:
        going = await mentor_group_views.for_request(session, actor, after.wanted.directions, now)
        if going:
            await drafts.keep(state, KEY, after)
            return group_screens.going(going)
    return await _ask(session, actor, state, after, now)


async def _numbered(session: Session, actor: Actor, draft: Draft, text: str, now: datetime) -> Draft | None:
    """After a typed number of a suggested mentor; None: other words, or another question. Raises InvalidAnswer."""
    if draft.step is not Step.MENTORS:
        return None
    return answers.numbered(await request_form.asked(session, actor, draft, now), text)


async def _ask(
    session: Session, actor: Actor, state: FSMContext, draft: Draft, now: datetime, problem: str | None = None
) -> Screen:
    asked = await request_form.asked(session, actor, draft, now)
    await drafts.keep(state, KEY, asked.draft)
    return screens.ask(asked, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, NewRequest.filter())
    router.callback_query.register(anew, BeginAnew.filter())
    router.callback_query.register(resume, ResumeRequest.filter())
    router.callback_query.register(pause, PauseRequest.filter())
    router.callback_query.register(drop, DropRequest.filter())
    router.callback_query.register(choose, RequestChoice.filter())
    router.callback_query.register(toggle, RequestDirection.filter())
    router.callback_query.register(rank, RankMentor.filter())
    router.callback_query.register(move, RequestMove.filter())
    router.callback_query.register(edit, EditRequest.filter())
    router.callback_query.register(send, SendRequest.filter())
    return router
