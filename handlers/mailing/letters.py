"""«Написать координатору»: whatever comes while one writes goes to the desk; reading, «вопрос решён»."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.mailing.letters import MOST_PENDING, Writing
from domain.mentoring.relay import Outgoing
from handlers import drafts
from handlers.outgoing import Passable, outgoing
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.mailing import letters as screens
from screens.mailing.letters import (
    DropWaiting,
    LetterSolved,
    OpenLetters,
    OwnLettersList,
    ReadLetter,
    ReadLetterMessage,
    SendWaiting,
    WriteLetter,
)
from screens.passed_on import UNSENDABLE
from services.mailing import letters
from services.mentoring import relay

KEY = drafts.LETTERS
# no pair has this number
_NO_PAIR = 0


async def open_letters(
    event: TelegramObject, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The letter that is open, or the question for a new one; a guest is told how to begin."""
    if actor.member_id is None:
        return screens.join_first()
    letter_id = await letters.open_letter(session, actor)
    if letter_id is None:
        return await _begin(session, actor, state, None, now)
    return screens.letter(await letters.one(session, actor, letter_id, None), now)


async def write(
    query: CallbackQuery, callback_data: WriteLetter, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    if callback_data.letter_id is not None:
        await letters.one(session, actor, callback_data.letter_id, None)
    return await _begin(session, actor, state, callback_data.letter_id, now)


async def _begin(session: Session, actor: Actor, state: FSMContext, letter_id: int | None, now: datetime) -> Screen:
    actor.known()
    old = await drafts.load_as(state, KEY, Writing)
    if old is not None and old.pending and old.is_fresh(now):
        # what waits for a yes must not be lost
        await drafts.keep(state, KEY, Writing(letter_id, old.since, old.pending))
        return screens.confirm(len(old.pending))
    await drafts.keep(state, KEY, Writing(letter_id, now))
    return screens.write(letter_id, others=bool((await letters.own(session, actor, 0, 1)).lines))


async def came(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen | None:
    """A text, a photo, a voice message, a file: passed on, unless it may be meant for somebody else.

    The first part of an album is answered, the others silently go after it.
    """
    draft = await _draft(state)
    album = message.media_group_id
    answered = album is not None and album == draft.album
    try:
        told = outgoing(message)
        if len(draft.pending) >= MOST_PENDING:
            raise InvalidAnswer("Сначала скажите, передать ли то, что уже пришло.")
    except InvalidAnswer as invalid:
        return screens.write(draft.letter_id, problem=invalid.hint)
    if draft.pending or not draft.is_fresh(now) or await relay.elsewhere(session, actor, _NO_PAIR, draft.since, now):
        waiting = Writing(draft.letter_id, draft.since, (*draft.pending, told), album)
        await drafts.keep(state, KEY, waiting)
        return None if answered else screens.confirm(len(waiting.pending))
    sent = await _send(session, actor, state, draft.letter_id, (told,), now, album)
    return None if answered else sent


async def unsendable(message: Message, state: FSMContext) -> Screen:
    return screens.unsendable((await _draft(state)).letter_id, message.content_type)


async def send_waiting(
    query: CallbackQuery, callback_data: SendWaiting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """An old button has nothing to send: it only begins to write."""
    draft = await drafts.load_as(state, KEY, Writing)
    if draft is None or not draft.pending:
        return await _begin(session, actor, state, draft.letter_id if draft else None, now)
    return await _send(session, actor, state, draft.letter_id, draft.pending, now)


async def drop_waiting(query: CallbackQuery, callback_data: DropWaiting, state: FSMContext) -> Screen:
    await drafts.forget(state, KEY)
    return screens.dropped()


async def show(
    query: CallbackQuery, callback_data: ReadLetter, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.letter(await letters.one(session, actor, callback_data.letter_id, callback_data.page), now)


async def open_message(query: CallbackQuery, callback_data: ReadLetterMessage, session: Session, actor: Actor) -> Reply:
    return screens.opened(await letters.message(session, actor, callback_data.message_id))


async def show_own(
    query: CallbackQuery, callback_data: OwnLettersList, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.own(await letters.own(session, actor, callback_data.page, PAGE_SIZE), now)


async def solved(
    query: CallbackQuery, callback_data: LetterSolved, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await letters.close(session, actor, callback_data.letter_id, now)
    await drafts.forget(state, KEY)
    return screens.letter(await letters.one(session, actor, callback_data.letter_id, None), now, screens.solved())


async def _draft(state: FSMContext) -> Writing:
    return await drafts.begun(state, KEY, Writing)


async def _send(
    session: Session,
    actor: Actor,
    state: FSMContext,
    letter_id: int | None,
    messages: tuple[Outgoing, ...],
    now: datetime,
    album: str | None = None,
) -> Screen:
    for one in messages:
        handed = await letters.write(session, actor, letter_id, one, now)
        letter_id = handed.letter_id
    await drafts.keep(state, KEY, Writing(letter_id, now, album=album))
    return screens.sent(handed, len(messages), now)


def build_router() -> Router:
    router = Router(name=KEY)
    writing = drafts.awaited(KEY)
    router.message.register(open_letters, Command("letters"))
    router.message.register(came, writing, Passable)
    router.message.register(unsendable, writing, F.content_type.in_(set(UNSENDABLE)))
    router.callback_query.register(open_letters, OpenLetters.filter())
    router.callback_query.register(write, WriteLetter.filter())
    router.callback_query.register(send_waiting, SendWaiting.filter())
    router.callback_query.register(drop_waiting, DropWaiting.filter())
    router.callback_query.register(show, ReadLetter.filter())
    router.callback_query.register(open_message, ReadLetterMessage.filter())
    router.callback_query.register(show_own, OwnLettersList.filter())
    router.callback_query.register(solved, LetterSolved.filter())
    return router
