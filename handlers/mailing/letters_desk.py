"""Letters to coordinators, the desk's side: the queue, one letter, answering, handing on, closing."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, LetterTaken, NotFound, Outdated, OwnLetterDesk
from domain.mailing.letters import MOST_PENDING, DeskLetter, Only, Writing
from domain.mentoring.relay import Outgoing
from handlers import drafts
from handlers.outgoing import Passable, outgoing
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.mailing import letters_desk as screens
from screens.mailing.letters_desk import (
    AnswerLetter,
    CloseLetter,
    DropDeskWaiting,
    GiveLetter,
    HandLetter,
    OpenLetter,
    OpenLetterMessage,
    PutLetterBack,
    ReopenLetter,
    SendDeskWaiting,
    ShowLetters,
    TakeLetter,
    TakeOver,
)
from screens.passed_on import UNSENDABLE
from services.mailing import letters_desk as desk
from services.mailing import letters_queue as queue

KEY = drafts.LETTERS_DESK


# --- looking


async def show_queue(
    query: CallbackQuery, callback_data: ShowLetters, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await drafts.forget(state, KEY)
    return screens.queue(await queue.queue(session, actor, callback_data.only, callback_data.page, PAGE_SIZE), now)


async def show(
    query: CallbackQuery, callback_data: OpenLetter, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """One letter; from here nothing typed goes to anybody until «Ответить»."""
    await drafts.forget(state, KEY)
    return screens.card(await queue.one(session, actor, callback_data.letter_id, callback_data.page), now)


async def open_message(query: CallbackQuery, callback_data: OpenLetterMessage, session: Session, actor: Actor) -> Reply:
    return screens.opened(await queue.message(session, actor, callback_data.message_id))


async def _card(session: Session, actor: Actor, letter_id: int, now: datetime, said: str = "") -> Screen:
    return screens.card(await queue.one(session, actor, letter_id), now, said)


async def _taken(session: Session, actor: Actor, letter_id: int, now: datetime) -> Screen:
    """A colleague has it, or it is closed: the card says so."""
    view = await queue.one(session, actor, letter_id)
    return screens.card(view, now, screens.taken_by(view))


async def _gone(session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Who wrote the letter has left the club while the coordinator was typing."""
    await drafts.forget(state, KEY)
    return screens.queue(await queue.queue(session, actor, Only.ALL, 0, PAGE_SIZE), now, screens.gone())


# --- who has it


async def take(
    query: CallbackQuery, callback_data: TakeLetter, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Of two who take it at once one wins, and the other is told who."""
    mine = await desk.take(session, actor, callback_data.letter_id, now)
    view = await queue.one(session, actor, callback_data.letter_id)
    return screens.card(view, now, "Письмо за вами." if mine else screens.taken_by(view))


async def take_over(
    query: CallbackQuery, callback_data: TakeOver, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await queue.one(session, actor, callback_data.letter_id)
    if _with_colleague(view) and not callback_data.sure:
        return screens.ask_take(view)
    mine = await desk.take(session, actor, view.id, now, from_colleague=True)
    return await _card(session, actor, view.id, now, "Письмо за вами." if mine else "")


async def hand(
    query: CallbackQuery, callback_data: HandLetter, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await queue.one(session, actor, callback_data.letter_id)
    if view.closed:
        return screens.card(view, now, screens.taken_by(view))
    return screens.colleagues(await queue.colleagues(session, actor, view.id, callback_data.page, PAGE_SIZE))


async def give(
    query: CallbackQuery, callback_data: GiveLetter, session: Session, actor: Actor, now: datetime
) -> Screen:
    try:
        await desk.hand(session, actor, callback_data.letter_id, callback_data.member_id, now)
    except LetterTaken:
        return await _taken(session, actor, callback_data.letter_id, now)
    return await _card(session, actor, callback_data.letter_id, now, "Передано: коллеге сообщим.")


async def put_back(
    query: CallbackQuery, callback_data: PutLetterBack, session: Session, actor: Actor, now: datetime
) -> Screen:
    try:
        await desk.put_back(session, actor, callback_data.letter_id, now)
    except LetterTaken:
        return await _taken(session, actor, callback_data.letter_id, now)
    return await _card(session, actor, callback_data.letter_id, now, "Письмо снова может взять любой.")


async def close(
    query: CallbackQuery, callback_data: CloseLetter, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap, a letter of a colleague's or one's own is shown as it stands."""
    await drafts.forget(state, KEY)
    view = await queue.one(session, actor, callback_data.letter_id)
    if view.own or view.closed or _with_colleague(view):
        return screens.card(view, now)
    if not callback_data.sure:
        return screens.ask_close(view)
    await desk.close(session, actor, view.id, now)
    return await _card(session, actor, view.id, now, "Письмо закрыто.")


async def reopen(
    query: CallbackQuery, callback_data: ReopenLetter, session: Session, actor: Actor, now: datetime
) -> Screen:
    await desk.reopen(session, actor, callback_data.letter_id, now)
    return await _card(session, actor, callback_data.letter_id, now, "Письмо снова открыто.")


# --- answering


async def write(
    query: CallbackQuery, callback_data: AnswerLetter, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await queue.one(session, actor, callback_data.letter_id)
    if view.own:
        raise OwnLetterDesk
    if _with_colleague(view):
        return screens.card(view, now, screens.taken_by(view), fresh=True)
    old = await drafts.load_as(state, KEY, Writing)
    if old is not None and old.pending and old.letter_id == view.id:
        # what waits for a yes must not be lost
        await drafts.keep(state, KEY, old)
        return screens.confirm(view, len(old.pending))
    await drafts.keep(state, KEY, Writing(view.id, now))
    return screens.write(view)


async def came(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen | None:
    """A text, a photo, a voice message, a file: passed on, unless it may be meant for somebody else.

    The first part of an album is answered, the others silently go after it.
    """
    try:
        draft, view = await _draft(session, actor, state)
    except NotFound:
        return await _gone(session, actor, state, now)
    album = message.media_group_id
    answered = album is not None and album == draft.album
    try:
        told = outgoing(message)
        if len(draft.pending) >= MOST_PENDING:
            raise InvalidAnswer("Сначала скажите, передать ли то, что уже пришло.")
    except InvalidAnswer as invalid:
        return screens.write(view, invalid.hint)
    if draft.pending or not draft.is_fresh(now) or await desk.other_news(session, actor, view.id, draft.since):
        waiting = Writing(view.id, draft.since, (*draft.pending, told), album)
        await drafts.keep(state, KEY, waiting)
        return None if answered else screens.confirm(view, len(waiting.pending))
    sent = await _send(session, actor, state, view, (told,), now, album)
    return None if answered else sent


async def unsendable(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    try:
        _, view = await _draft(session, actor, state)
    except NotFound:
        return await _gone(session, actor, state, now)
    return screens.unsendable(view, message.content_type)


async def send_waiting(
    query: CallbackQuery,
    callback_data: SendDeskWaiting,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    try:
        draft, view = await _draft(session, actor, state)
    except NotFound:
        return await _gone(session, actor, state, now)
    if not draft.pending:
        raise Outdated
    return await _send(session, actor, state, view, draft.pending, now)


async def drop_waiting(
    query: CallbackQuery, callback_data: DropDeskWaiting, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    _, view = await _draft(session, actor, state)
    await drafts.forget(state, KEY)
    return screens.dropped(view.id)


async def _draft(session: Session, actor: Actor, state: FSMContext) -> tuple[Writing, DeskLetter]:
    draft = await drafts.load_as(state, KEY, Writing)
    if draft is None or draft.letter_id is None:
        raise Outdated
    return draft, await queue.one(session, actor, draft.letter_id)


async def _send(
    session: Session,
    actor: Actor,
    state: FSMContext,
    view: DeskLetter,
    messages: tuple[Outgoing, ...],
    now: datetime,
    album: str | None = None,
) -> Screen:
    waits_until = None
    try:
        for one in messages:
            waits_until = await desk.respond(session, actor, view.id, one, now)
    except LetterTaken:
        # nothing of it has been written: the first of the messages is refused already
        await drafts.forget(state, KEY)
        view = await queue.one(session, actor, view.id)
        return screens.card(view, now, f"{screens.taken_by(view)} Ваш ответ не отправлен.", fresh=True)
    await drafts.keep(state, KEY, Writing(view.id, now, album=album))
    return screens.sent(view, len(messages), waits_until)


def _with_colleague(view: DeskLetter) -> bool:
    return not (view.free or view.mine or view.closed)


def build_router() -> Router:
    router = Router(name=KEY)
    writing = drafts.awaited(KEY)
    router.message.register(came, writing, Passable)
    router.message.register(unsendable, writing, F.content_type.in_(set(UNSENDABLE)))
    router.callback_query.register(show_queue, ShowLetters.filter())
    router.callback_query.register(show, OpenLetter.filter())
    router.callback_query.register(open_message, OpenLetterMessage.filter())
    router.callback_query.register(take, TakeLetter.filter())
    router.callback_query.register(take_over, TakeOver.filter())
    router.callback_query.register(hand, HandLetter.filter())
    router.callback_query.register(give, GiveLetter.filter())
    router.callback_query.register(put_back, PutLetterBack.filter())
    router.callback_query.register(close, CloseLetter.filter())
    router.callback_query.register(reopen, ReopenLetter.filter())
    router.callback_query.register(write, AnswerLetter.filter())
    router.callback_query.register(send_waiting, SendDeskWaiting.filter())
    router.callback_query.register(drop_waiting, DropDeskWaiting.filter())
    return router
