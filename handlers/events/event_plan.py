"""The wizard of a new event, its draft, preview and publishing. For coordinators alone."""

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, Outdated
from domain.events import event_answers as answers
from domain.events.event_draft import Draft
from domain.vocabulary import EventStatus
from handlers import drafts
from handlers.filters import Typed
from screens.events import event_desk as desk_screens
from screens.events import event_plan as screens
from screens.events.event_plan import (
    CopyEvent,
    DiscardDraft,
    NewEvent,
    PauseEvent,
    PlanChoice,
    PlanDirection,
    PlanEdit,
    PlanMove,
    PreviewDraft,
    PublishDraft,
    ResumeEvent,
    SaveDraft,
)
from screens.kit import Screen
from services.events import event_desk, events

KEY = drafts.EVENT_PLAN
AWAITED = drafts.awaited(KEY)


# --- beginnings and stops


async def begin(query: CallbackQuery, callback_data: NewEvent, actor: Actor, state: FSMContext) -> Screen:
    """An unfinished event is not lost by a press on «Новое мероприятие»."""
    draft = await _draft(actor, state)
    if draft is not None and draft.started and not callback_data.anew:
        return screens.paused(draft)
    return await _ask(state, Draft())


async def copy(
    query: CallbackQuery, callback_data: CopyEvent, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """Everything but the dates, which are asked next."""
    draft = await _draft(actor, state)
    plan = await event_desk.copy(session, actor, callback_data.event_id)
    if draft is not None and draft.started and not callback_data.anew:
        return screens.copy_over(draft, callback_data.event_id)
    return await _ask(state, Draft(copied_from=callback_data.event_id).after(plan))


async def resume(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    draft = await _draft(actor, state)
    return screens.nothing_to_resume() if draft is None else await _ask(state, draft)


async def pause(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    await state.set_state(None)
    draft = await _draft(actor, state)
    return screens.nothing_to_resume() if draft is None else screens.paused(draft)


async def _nothing(*_: object, **__: object) -> Screen:
    return screens.nothing_to_resume()


_in_the_middle = drafts.going_on(KEY, Draft, _nothing, Actor.coordinator)


# --- answers


@_in_the_middle
async def typed(message: Message, actor: Actor, state: FSMContext, now: datetime, draft: Draft) -> Screen:
    """A typed answer: on to the next question, or the same one again with what was wrong."""
    try:
        return await _ask(state, answers.typed(draft, message.text or "", now))
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)


@_in_the_middle
async def sent(message: Message, actor: Actor, state: FSMContext, draft: Draft) -> Screen:
    """A picture, or a file instead of one."""
    try:
        return await _ask(state, take_picture(draft, message))
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)


def take_picture(draft: Draft, message: Message) -> Draft:
    """The draft with the photo of this message. Raises InvalidAnswer for a file, and where no picture is asked for."""
    if message.photo:
        # the last of a photo's sizes is the largest
        return answers.picture(draft, message.photo[-1].file_id)
    size = message.document.file_size if message.document else None
    raise answers.not_a_picture(draft, size or 0)


@_in_the_middle
async def choose(
    query: CallbackQuery, callback_data: PlanChoice, actor: Actor, state: FSMContext, draft: Draft
) -> Screen:
    if draft.step is callback_data.step:
        draft = answers.choose(draft, callback_data.value)
    return await _ask(state, draft)


@_in_the_middle
async def toggle(
    query: CallbackQuery, callback_data: PlanDirection, actor: Actor, state: FSMContext, draft: Draft
) -> Screen:
    return await _ask(state, answers.toggle(draft, callback_data.direction, callback_data.on))


@_in_the_middle
async def move(query: CallbackQuery, callback_data: PlanMove, actor: Actor, state: FSMContext, draft: Draft) -> Screen:
    if draft.step is callback_data.step:
        draft = answers.move(draft, callback_data.move)
    return await _ask(state, draft)


@_in_the_middle
async def edit(query: CallbackQuery, callback_data: PlanEdit, actor: Actor, state: FSMContext, draft: Draft) -> Screen:
    return await _ask(state, draft.at(callback_data.step) if draft.reviewing else draft)


# --- the saved draft


async def save(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Saves once: a second tap finds no answers any more, and shows the draft they became."""
    draft = await _draft(actor, state)
    if draft is None:
        event_id = await event_desk.newest_draft(session, actor)
        return screens.nothing_to_resume() if event_id is None else await _preview(session, actor, event_id, now)
    if not draft.complete:
        return await _ask(state, draft.after(draft.plan))
    event_id = await event_desk.save_draft(session, actor, draft.plan, now, draft.copied_from)
    await drafts.forget(state, KEY)
    return await _preview(session, actor, event_id, now)


async def preview(
    query: CallbackQuery, callback_data: PreviewDraft, session: Session, actor: Actor, now: datetime
) -> Screen:
    return await _preview(session, actor, callback_data.event_id, now)


async def _preview(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    """Of what is no draft any more, the desk's own page."""
    actor.coordinator()
    view = await events.card(session, actor, event_id, now)
    if view.terms.status is not EventStatus.DRAFT:
        return desk_screens.event(await event_desk.manage(session, actor, event_id), now)
    # a coordinator may sign up like everybody: the preview shows what a newcomer sees
    return screens.preview(replace(view, mine=None, online_url=None), now)


async def publish(
    query: CallbackQuery, callback_data: PublishDraft, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await event_desk.publish(session, actor, callback_data.event_id, now)
    return desk_screens.event(view, now, news="✅ Опубликовано: встреча уже в календаре.")


async def discard(
    query: CallbackQuery, callback_data: DiscardDraft, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    try:
        if callback_data.sure:
            await event_desk.discard(session, actor, event_id, now)
            return screens.discarded()
        view = await event_desk.saved_plan(session, actor, event_id)
    except NotFound:
        # raised before anything is written: the second tap, or another coordinator was quicker
        return screens.discarded()
    if not view.is_draft:
        raise Outdated
    return screens.ask_discard(event_id, view.plan.title or "")


# --- the draft in the conversation


async def _draft(actor: Actor, state: FSMContext) -> Draft | None:
    """The unfinished event. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    return await drafts.load_as(state, KEY, Draft)


async def _ask(state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask(draft, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.message.register(sent, AWAITED, F.photo | F.document)
    router.callback_query.register(begin, NewEvent.filter())
    router.callback_query.register(copy, CopyEvent.filter())
    router.callback_query.register(resume, ResumeEvent.filter())
    router.callback_query.register(pause, PauseEvent.filter())
    router.callback_query.register(choose, PlanChoice.filter())
    router.callback_query.register(toggle, PlanDirection.filter())
    router.callback_query.register(move, PlanMove.filter())
    router.callback_query.register(edit, PlanEdit.filter())
    router.callback_query.register(save, SaveDraft.filter())
    router.callback_query.register(preview, PreviewDraft.filter())
    router.callback_query.register(publish, PublishDraft.filter())
    router.callback_query.register(discard, DiscardDraft.filter())
    return router
