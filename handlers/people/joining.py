"""Joining: consent, questions, save."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.people import answers as reading
from domain.people.joining import Draft, Step
from handlers import drafts
from handlers.filters import Typed
from handlers.people import claims, invites
from screens.kit import Screen
from screens.people import joining as screens
from screens.people import profile as profile_screens
from screens.people.joining import (
    Agree,
    Decline,
    EditAnswer,
    Join,
    JoinAnew,
    JoinChoice,
    JoinDirection,
    JoinLater,
    JoinMove,
    JoinSave,
    Move,
)
from services.people import consents, joining, profiles

AWAITED = drafts.awaited(drafts.JOINING)


# --- consent and the beginning


async def begin(
    event: TelegramObject, session: Session, actor: Actor, state: FSMContext, wanted: Join | Agree | None = None
) -> Screen:
    """Whatever the person needs now: the consent, the next question, or, having joined, their profile.

    `wanted` is the button that brings along the event for whose sake they join.
    """
    event_id, source = (wanted.event_id, wanted.source) if wanted else (None, None)
    if not actor.consented:
        return screens.consent(consents.text(), event_id=event_id, source=source)
    if actor.joined and event_id is not None:
        return screens.agreed(event_id, source)
    if actor.joined:
        return profile_screens.profile(await profiles.view(session, actor))
    draft = await _draft(state)
    return await _ask(session, state, draft if event_id is None else replace(draft, event_id=event_id, source=source))


async def press_join(
    query: CallbackQuery, callback_data: Join, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await begin(query, session, actor, state, callback_data)


async def join_command(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """/join: somebody with answers kept may go on or begin anew."""
    draft = await _draft(state)
    if draft.started and actor.consented:
        await state.set_state(None)
        return screens.paused(draft)
    return await begin(message, session, actor, state)


async def agree(
    query: CallbackQuery,
    callback_data: Agree,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Only here does a guest become somebody we remember. A link that does not open leaves nothing behind."""
    text = consents.text()
    if callback_data.mark != screens.mark(text):
        return screens.consent(
            text,
            invite=callback_data.invite,
            event_id=callback_data.event_id,
            source=callback_data.source,
            claim=callback_data.claim,
            changed=True,
        )
    known = replace(actor, member_id=await consents.give(session, actor, now), consent_in_force=True)
    if callback_data.invite:
        return await invites.redeem(session, known, callback_data.invite, now)
    if callback_data.claim:
        return await claims.bring(session, known, state, callback_data.claim, now)
    return await begin(query, session, known, state, callback_data)


async def decline(query: CallbackQuery) -> Screen:
    return screens.declined()


# --- answers


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A typed answer: on to the next question, or the same one again with what was wrong."""
    draft = await _draft(state)
    try:
        answers = reading.read(draft.step, message.text or "", draft.answers, clubtime.local(now).year)
    except InvalidAnswer as invalid:
        return await _ask(session, state, draft, invalid.hint)
    return await _ask(session, state, draft.after(answers))


async def choose(query: CallbackQuery, callback_data: JoinChoice, session: Session, state: FSMContext) -> Screen:
    draft = await _draft(state)
    if draft.step is callback_data.step:
        draft = draft.after(await joining.choose(session, draft.answers, draft.step, callback_data.value))
    return await _ask(session, state, draft)


async def toggle(query: CallbackQuery, callback_data: JoinDirection, session: Session, state: FSMContext) -> Screen:
    draft = await _draft(state)
    if draft.step is Step.DIRECTIONS:
        draft = replace(draft, answers=reading.toggle(callback_data.direction, callback_data.on, draft.answers))
    return await _ask(session, state, draft)


async def move(query: CallbackQuery, callback_data: JoinMove, session: Session, state: FSMContext) -> Screen:
    draft = await _draft(state)
    if draft.step is callback_data.step:
        draft = draft.back() if callback_data.move is Move.BACK else draft.after(draft.answers)
    return await _ask(session, state, draft)


async def edit(query: CallbackQuery, callback_data: EditAnswer, session: Session, state: FSMContext) -> Screen:
    draft = await _draft(state)
    return await _ask(session, state, draft.at(callback_data.step) if draft.reviewing else draft)


# --- stops and the end


async def later(query: CallbackQuery, state: FSMContext) -> Screen:
    await state.set_state(None)
    return screens.paused(await _draft(state))


async def anew(query: CallbackQuery, session: Session, state: FSMContext) -> Screen:
    kept = await _draft(state)
    return await _ask(session, state, Draft(event_id=kept.event_id, source=kept.source))


async def save(
    query: CallbackQuery, callback_data: JoinSave, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Saves once; a draft that is lost or incomplete leads to its first open question."""
    actor.known()
    draft = (await joining.question(session, await _draft(state))).draft
    if not actor.joined and not draft.complete:
        return await _ask(session, state, draft.after(draft.answers))
    view = await joining.finish(session, actor, draft.answers, now)
    await drafts.forget(state, drafts.JOINING)
    return profile_screens.welcome(view, callback_data.event_id, callback_data.source)


# --- the draft


async def _draft(state: FSMContext) -> Draft:
    return await drafts.load(state, drafts.JOINING) or Draft()


async def _ask(session: Session, state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    asked = await joining.question(session, draft)
    await drafts.keep(state, drafts.JOINING, asked.draft)
    return screens.ask(asked, problem)


async def _is_joining(event: TelegramObject, actor: Actor) -> bool:
    """Whether there can be a draft: without consent nothing is kept, a member needs none."""
    return actor.consented and not actor.joined


def build_router() -> Router:
    router = Router(name=drafts.JOINING)
    router.message.register(join_command, Command("join"))
    router.message.register(typed, AWAITED, Typed, _is_joining)
    # the consent has got a new wording since the question
    router.message.register(begin, AWAITED, Typed)
    router.callback_query.register(press_join, Join.filter())
    router.callback_query.register(agree, Agree.filter())
    router.callback_query.register(decline, Decline.filter())
    router.callback_query.register(choose, JoinChoice.filter(), _is_joining)
    router.callback_query.register(toggle, JoinDirection.filter(), _is_joining)
    router.callback_query.register(move, JoinMove.filter(), _is_joining)
    router.callback_query.register(edit, EditAnswer.filter(), _is_joining)
    router.callback_query.register(later, JoinLater.filter(), _is_joining)
    router.callback_query.register(anew, JoinAnew.filter(), _is_joining)
    router.callback_query.register(save, JoinSave.filter())
    # an old button of the form under a guest's or a member's finger
    for pressed in (JoinChoice, JoinDirection, JoinMove, EditAnswer, JoinLater, JoinAnew):
        router.callback_query.register(begin, pressed.filter())
    return router
