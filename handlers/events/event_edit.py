"""The edit of a saved event: a field's question again, what it would do to people, the change. For coordinators."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import EventCancelled, InvalidAnswer, Outdated
from domain.events import event_answers as answers
from domain.events.event_desk import SavedPlan, is_editable
from domain.events.event_draft import Draft
from domain.events.event_plan import Move, Step
from domain.vocabulary import EventStatus
from handlers import drafts
from handlers.events.event_plan import take_picture
from handlers.filters import Typed
from screens.events import event_edit as screens
from screens.events.event_edit import ConfirmEdit, EditChoice, EditMove, EditPart, EditTheme
from screens.events.event_plan import EditEvent
from screens.kit import Screen
from services.events import event_desk, event_fields

KEY = drafts.EVENT_EDIT
AWAITED = drafts.awaited(KEY)


async def show(
    query: CallbackQuery, callback_data: EditEvent, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _menu(session, actor, state, callback_data.event_id, now)


async def edit(
    query: CallbackQuery, callback_data: EditPart, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _ask(state, await _stored(session, actor, callback_data.event_id, callback_data.step, now))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A typed answer: saved, followed up, or the same question again with what was wrong."""
    draft = await _awaited(actor, state)
    try:
        answered = answers.typed(draft, message.text or "", now)
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)
    return await _settle(session, actor, state, answered, now)


async def sent(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A picture, or a file instead of one."""
    draft = await _awaited(actor, state)
    try:
        answered = take_picture(draft, message)
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)
    return await _settle(session, actor, state, answered, now)


async def choose(
    query: CallbackQuery, callback_data: EditChoice, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(session, actor, state, callback_data.event_id, callback_data.step, now)
    return await _settle(session, actor, state, answers.choose(draft, callback_data.value), now)


async def toggle(
    query: CallbackQuery, callback_data: EditTheme, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(session, actor, state, callback_data.event_id, Step.DIRECTIONS, now)
    return await _ask(state, answers.toggle(draft, callback_data.direction, callback_data.on))


async def move(
    query: CallbackQuery, callback_data: EditMove, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(session, actor, state, callback_data.event_id, callback_data.step, now)
    if callback_data.move is Move.BACK:
        # a follow-up leads back to what it follows, not to the question that stands before it in the wizard
        return await _ask(state, draft.at(draft.edited or draft.step))
    return await _settle(session, actor, state, answers.move(draft, callback_data.move), now)


async def confirm(
    query: CallbackQuery, callback_data: ConfirmEdit, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """A second tap finds the change made, and shows the fields."""
    actor.coordinator()
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is None or (draft.event_id, draft.edited) != (callback_data.event_id, callback_data.step):
        return await _menu(session, actor, state, callback_data.event_id, now)
    return await _save(session, actor, state, draft, now)


async def _settle(session: Session, actor: Actor, state: FSMContext, draft: Draft, now: datetime) -> Screen:
    """Save the field, unless its answer raises one more question or touches people: then that is asked first."""
    if draft.step is not Step.SUMMARY:
        return await _ask(state, draft)
    event_id, step = _edited(draft)
    what = await event_fields.consequence(session, actor, event_id, step, draft.plan, now)
    if what is None:
        return await _save(session, actor, state, draft, now)
    await drafts.keep(state, KEY, draft)
    await state.set_state(None)
    return screens.confirm(event_id, step, what)


async def _save(session: Session, actor: Actor, state: FSMContext, draft: Draft, now: datetime) -> Screen:
    event_id, step = _edited(draft)
    await event_fields.change(session, actor, event_id, step, draft.plan, now)
    return await _menu(session, actor, state, event_id, now, saved=True)


async def _menu(
    session: Session, actor: Actor, state: FSMContext, event_id: int, now: datetime, *, saved: bool = False
) -> Screen:
    """All fields; whatever edit was going on is dropped."""
    view = await _plan(session, actor, event_id)
    await drafts.forget(state, KEY)
    return screens.menu(view, now, saved=saved)


async def _awaited(actor: Actor, state: FSMContext) -> Draft:
    actor.coordinator()
    return await drafts.begun(state, KEY, Draft)


async def _draft(session: Session, actor: Actor, state: FSMContext, event_id: int, step: Step, now: datetime) -> Draft:
    """The edit in progress if it is about this question; else the button is old, and the event is read anew."""
    actor.coordinator()
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is not None and (draft.event_id, draft.step) == (event_id, step):
        return draft
    return await _stored(session, actor, event_id, step, now)


async def _stored(session: Session, actor: Actor, event_id: int, step: Step, now: datetime) -> Draft:
    view = await _plan(session, actor, event_id)
    draft = Draft(plan=view.plan, event_id=event_id, edited=step).at(step)
    # the summary belongs to the wizard: no field is edited there
    if draft.step is not step or step is Step.SUMMARY or not is_editable(step, view.terms, now):
        raise Outdated
    return draft


async def _plan(session: Session, actor: Actor, event_id: int) -> SavedPlan:
    view = await event_desk.saved_plan(session, actor, event_id)
    if view.terms.status is EventStatus.CANCELLED:
        raise EventCancelled
    return view


def _edited(draft: Draft) -> tuple[int, Step]:
    if draft.event_id is None or draft.edited is None:
        raise Outdated
    return draft.event_id, draft.edited


async def _ask(state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask(draft, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.message.register(sent, AWAITED, F.photo | F.document)
    router.callback_query.register(show, EditEvent.filter())
    router.callback_query.register(edit, EditPart.filter())
    router.callback_query.register(choose, EditChoice.filter())
    router.callback_query.register(toggle, EditTheme.filter())
    router.callback_query.register(move, EditMove.filter())
    router.callback_query.register(confirm, ConfirmEdit.filter())
    return router
