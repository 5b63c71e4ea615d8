"""A mentor's inbox by buttons: take it, ask back, decline with a reason."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, QuestionsSpent, RequestMoved
from domain.mentoring.inbox import IN_WORDS, AskedRequest, Reply, Typing, read_question, read_reason
from domain.vocabulary import DeclineReason
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import inbox as screens
from screens.mentoring import mentor_groups as group_screens
from screens.mentoring.inbox import AcceptAsked, AskBack, DeclineAsked, DeclineFor
from screens.mentoring.mentoring import Inbox, OpenAsked
from services.mentoring import inbox, mentor_group_own, requests

KEY = drafts.INBOX


async def show_all(
    query: CallbackQuery, callback_data: Inbox, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await drafts.forget(state, KEY)
    return screens.inbox(await inbox.waiting(session, actor, callback_data.page, PAGE_SIZE))


async def show(
    query: CallbackQuery, callback_data: OpenAsked, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """One request, or the pair it has become; nothing typed is awaited any more."""
    await drafts.forget(state, KEY)
    taken = await inbox.taken(session, actor, callback_data.request_id)
    if taken is not None:
        return screens.accepted(taken)
    return screens.asked(await inbox.asked(session, actor, callback_data.request_id))


async def accept(
    query: CallbackQuery, callback_data: AcceptAsked, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Who asks for a group may be taken into one. A second tap finds the pair made."""
    taken = await inbox.taken(session, actor, callback_data.request_id)
    if taken is None:
        choice = await mentor_group_own.choice(session, actor, callback_data.request_id, now)
        if choice is not None:
            return group_screens.into_which(choice)
        await requests.accept(session, actor, callback_data.request_id, now)
        taken = await inbox.taken(session, actor, callback_data.request_id)
    await drafts.forget(state, KEY)
    return screens.accepted(taken) if taken is not None else screens.no_place()


# --- asking


async def begin_question(
    query: CallbackQuery, callback_data: AskBack, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """A question is typed from here on; one that is asked already awaits its answer."""
    view = await inbox.asked(session, actor, callback_data.request_id)
    if not view.waits_for_mentor:
        await drafts.forget(state, KEY)
        return screens.asked(view)
    if not view.questions_left:
        raise QuestionsSpent
    await drafts.keep(state, KEY, Reply(view.id, Typing.QUESTION))
    return screens.ask_question(view)


# --- declining


async def choose_reason(
    query: CallbackQuery, callback_data: DeclineAsked, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await drafts.forget(state, KEY)
    return screens.ask_reason(await inbox.asked(session, actor, callback_data.request_id))


async def decline(
    query: CallbackQuery, callback_data: DeclineFor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Declines at once, or asks for the words that belong to the reason."""
    request_id, reason = callback_data.request_id, callback_data.reason
    plain = callback_data.plain and reason is not DeclineReason.OTHER
    if reason in IN_WORDS and not plain:
        view = await inbox.asked(session, actor, request_id)
        await drafts.keep(state, KEY, Reply(view.id, Typing.REASON, reason))
        return screens.ask_words(view, reason)
    await requests.decline(session, actor, request_id, reason, None, now)
    await drafts.forget(state, KEY)
    return screens.declined()


# --- what is typed


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The question, or the words with a reason; a request that has gone on meanwhile needs neither."""
    reply = await drafts.begun(state, KEY, Reply)
    try:
        view = await inbox.asked(session, actor, reply.request_id)
    except (NotFound, RequestMoved):
        await drafts.forget(state, KEY)
        return screens.gone()
    try:
        screen = await _say(session, actor, view, reply, message.text or "", now)
    except InvalidAnswer as invalid:
        if reply.typing is Typing.QUESTION:
            return screens.ask_question(view, invalid.hint)
        return screens.ask_words(view, reply.reason, invalid.hint)
    await drafts.forget(state, KEY)
    return screen


async def _say(session: Session, actor: Actor, view: AskedRequest, reply: Reply, text: str, now: datetime) -> Screen:
    """Raises InvalidAnswer before anything is written."""
    if reply.typing is Typing.REASON:
        await requests.decline(session, actor, view.id, reply.reason, read_reason(text), now)
        return screens.declined()
    question = read_question(text)
    if not view.waits_for_mentor:
        return screens.asked(view)
    await requests.ask(session, actor, view.id, question, now)
    return screens.question_sent(await inbox.asked(session, actor, view.id))


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show_all, Inbox.filter())
    router.callback_query.register(show, OpenAsked.filter())
    router.callback_query.register(accept, AcceptAsked.filter())
    router.callback_query.register(begin_question, AskBack.filter())
    router.callback_query.register(choose_reason, DeclineAsked.filter())
    router.callback_query.register(decline, DeclineFor.filter())
    return router
