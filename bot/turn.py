"""The turn: one update, one transaction, one reply (design §3).

Handlers return what the person will see; the turn commits, and only then talks to Telegram. So what people are
told is what has been saved, and no lock of the database ever waits for the network.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from bot.conversation import joined_to
from bot.messenger import Messenger
from db.engine import Sessions
from domain.errors import ClubError
from domain.sending import FloodLimit, NoAnswer, SendingError, ServerFault, Unreachable
from screens import errors
from screens.kit import Part, Reply, Screen, Toast, esc
from services import people

log = structlog.get_logger()

_TRIES = 3

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Turn(BaseMiddleware):
    """Outer middleware of `dp.update`, registered before aiogram's FSM so that conversations join the transaction.

    Gives handlers `session`, `actor` and `now` (aware UTC).
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger) -> None:
        self._sessions = sessions
        self._clock = clock
        self._messenger = messenger
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, update: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(update, Update)
        user: User | None = data.get("event_from_user")
        if user is None or user.is_bot:
            return None
        # one lane per person: their next press waits until this one is answered, so a double tap is two turns in order
        lane = self._lanes.setdefault(user.id, asyncio.Lock())
        async with lane:
            reply = await self._act(handler, update, data, user)
            await self._show(update, reply, user)
        return None

    async def _act(self, handler: Handler, update: Update, data: dict[str, Any], user: User) -> Reply:
        try:
            async with self._sessions.begin() as session:
                with joined_to(session):
                    actor = await people.identify(session, user.id, wrote=_wrote_in_private(update, user))
                    data.update(session=session, now=self._clock(), actor=actor)
                    reply = await handler(update, data)
                return None if reply is UNHANDLED else reply
        except ClubError as error:
            return errors.explain(error, pressed=update.callback_query is not None)
        except Exception:
            number = secrets.token_hex(4)
            # no text of the exception: it may quote what a person wrote
            log.exception("turn failed", incident=number, update_id=update.update_id, update_type=update.event_type)
            return errors.incident(number)

    async def _show(self, update: Update, reply: Reply, user: User) -> None:
        parts: tuple[Part, ...] = () if reply is None else reply if isinstance(reply, tuple) else (reply,)
        try:
            if query := update.callback_query:
                await self._answer_press(query, parts)
            else:
                for part in parts:
                    await self._send(_chat_id(update, user), part)
        except SendingError as error:
            log.warning("reply not delivered", reason=type(error).__name__, update_id=update.update_id)
            # a group that put the bot out says nothing about the private chat
            if isinstance(error, Unreachable) and _chat_id(update, user) == user.id:
                async with self._sessions.begin() as session:
                    await people.mark_unreachable(session, user.id, self._clock())

    async def _answer_press(self, query: CallbackQuery, parts: tuple[Part, ...]) -> None:
        toast = next((part for part in parts if isinstance(part, Toast)), None)
        try:
            await self._persist(partial(self._messenger.answer, query.id, toast))
        except SendingError as error:
            # the spinner stops by itself in time; what was saved must still be shown
            log.warning("press not answered", reason=type(error).__name__)
        message = query.message
        for part in parts:
            if isinstance(part, Toast):
                continue
            # only text turns into other text: under a file the screen is a new message
            if isinstance(part, Screen) and not part.fresh and isinstance(message, Message) and message.text:
                await self._persist(partial(self._messenger.edit, message.chat.id, message.message_id, part))
            else:
                await self._send(message.chat.id if message else query.from_user.id, part)

    async def _send(self, chat_id: int, part: Part) -> None:
        message = Screen(esc(part.text)) if isinstance(part, Toast) else part
        await self._persist(partial(self._messenger.send, chat_id, message))

    async def _persist(self, send: Callable[[], Awaitable[object]]) -> None:
        """Try a reply again when trying again is safe; the last failure is the caller's."""
        for left in reversed(range(_TRIES)):
            try:
                await send()
                return
            except (FloodLimit, ServerFault) as error:
                # a flood limit's pause is kept by the pace itself
                if left == 0:
                    raise
                await asyncio.sleep(0 if isinstance(error, FloodLimit) else _TRIES - left)
            except NoAnswer:
                # may have arrived: a second copy of a reply would only confuse
                raise


def _wrote_in_private(update: Update, user: User) -> bool:
    """Whether this shows that messages reach the person: a word in a group does not."""
    return bool(update.message or update.callback_query) and _chat_id(update, user) == user.id


def _chat_id(update: Update, user: User) -> int:
    """The chat the update came from; the person's private one when it tells none."""
    place = update.callback_query.message if update.callback_query else update.event
    chat = getattr(place, "chat", None)
    return chat.id if chat else user.id
