"""The turn: one update, one transaction, one reply (design §3).

Handlers return what the person will see; the turn commits, and only then talks to Telegram. So what people are
told is what has been saved, and no lock of the database ever waits for the network.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from bot.conversation import joined_to, recall
from bot.excuses import Excuses
from bot.live import LiveScreens
from bot.messenger import Messenger
from bot.metrics import TURN_SECONDS, TURNS_FAILED, TURNS_WAITING
from bot.updates import bears_file, bot_id_of, chat_id_of, is_service, topic_id_of, wrote_in_private
from db.away import is_away
from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import Blocked, ClubError
from domain.sending import FloodLimit, NoAnswer, NotDrawn, SendingError, ServerFault, Unreachable
from domain.vocabulary import Priority
from screens import errors
from screens.kit import Cards, Correction, Download, Part, Photo, Reply, Screen, Toast, Voice, esc
from services import intake
from services.conversations import Place
from services.people import people

log = structlog.get_logger()

_TRIES = 3

T = TypeVar("T")

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Turn(BaseMiddleware):
    """Outer middleware of `dp.update`, registered before aiogram's FSM so that conversations join the transaction.

    Gives handlers `session`, `actor` and `now` (aware UTC). `row_id` among the data is the number of the update in
    the inbox: the turn's own transaction marks it as done, so that a crash neither loses an effect nor doubles it.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Callable[[], datetime],
        messenger: Messenger,
        live: LiveScreens,
        excuses: Excuses | None = None,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._messenger = messenger
        self._live = live
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._excuses = excuses or Excuses(messenger)

    async def __call__(self, handler: Handler, update: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(update, Update)
        user: User | None = data.get("event_from_user")
        if user is None or user.is_bot:
            await self._settle(data.get("row_id"))
            return None
        # one lane per person: their next press waits until this one is answered, so a double tap is two turns in order
        lane = self._lanes.setdefault(user.id, asyncio.Lock())
        with TURNS_WAITING.track_inprogress(), TURN_SECONDS.time():
            async with lane:
                await self._take_turn(handler, update, data, user)
        return None

    async def _take_turn(self, handler: Handler, update: Update, data: dict[str, Any], user: User) -> None:
        row_id: int | None = data.get("row_id")
        try:
            reply = await self._act(update, user, row_id, partial(self._handled, handler, update, data))
            if isinstance(reply, Download):
                reply = await self._fetch(reply, update, user, row_id)
        except _HadBefore:
            # whoever handled it has answered, too
            return
        await self._show(update, reply, user)

    async def _handled(
        self, handler: Handler, update: Update, data: dict[str, Any], session: Session, actor: Actor, now: datetime
    ) -> Reply:
        data.update(session=session, now=now, actor=actor)
        reply = await handler(update, data)
        return None if reply is UNHANDLED else reply

    async def _act(
        self,
        update: Update,
        user: User,
        row_id: int | None,
        act: Callable[[Session, Actor, datetime], Awaitable[Reply]],
    ) -> Reply:
        """What `act` answers, saved; or, with nothing of it saved, the words for why not.

        A database that is away is waited for, in the person's lane: what they sent later must not overtake this.
        """
        saved: list[Reply] = []
        attempt = partial(self._attempt, update, user, row_id, act, saved)
        try:
            return await self._excuses.patiently(attempt, user.id, tells=wrote_in_private(update, user))
        except _HadBefore:
            if not saved:
                raise
            # it was an attempt of ours, and the database went away before it could say that it has saved it
            return saved[-1]

    async def _attempt(
        self,
        update: Update,
        user: User,
        row_id: int | None,
        act: Callable[[Session, Actor, datetime], Awaitable[Reply]],
        saved: list[Reply],
    ) -> Reply:
        """`_act` once. Raises what `is_away` knows: nothing is saved, or else what was added to `saved`; _HadBefore."""
        connected = False
        try:
            async with self._sessions.begin() as session:
                with joined_to(session):
                    now = self._clock()
                    wrote = wrote_in_private(update, user)
                    place = Place(bot_id_of(update), chat_id_of(update, user), user.id)
                    actor, said = await people.meet(session, place, wrote=wrote, now=now)
                    connected = True
                    recall(place, said)
                    if actor.watching:
                        self._live.heard_of(user.id)
                    if actor.blocked and not is_service(update):
                        if chat_id_of(update, user) != user.id:
                            # among others nobody is told that the club is closed to them
                            act = _silence
                        else:
                            raise Blocked
                    reply = await act(session, actor, now)
                    # a file is fetched first: until its content is used, the update has not had its effect
                    if row_id is not None and not isinstance(reply, Download):
                        await _once(session, row_id, now)
                        saved.append(reply)
                    return reply
        except _HadBefore:
            raise
        except ClubError as error:
            if not await self._settle(row_id):
                raise _HadBefore from None
            return errors.explain(error, pressed=update.callback_query is not None)
        except Exception as error:
            if is_away(error, connected=connected):
                raise
            return await self._fail(update, row_id)

    async def _settle(self, row_id: int | None) -> bool:
        """An update whose effect is a refusal is done too; False: it had been before."""
        if row_id is None:
            return True
        async with self._sessions.begin() as session:
            return await intake.done(session, row_id, self._clock())

    async def _fail(self, update: Update, row_id: int | None) -> Reply:
        """The update is tried again by itself; the person hears of the first failure, and of no other.

        Raises _HadBefore.
        """
        screen, number = _incident(update)
        if row_id is None:
            return screen
        async with self._sessions.begin() as session:
            failures = await intake.failed(session, row_id, number, self._clock())
        if not failures:
            raise _HadBefore
        return screen if failures == 1 else None

    async def _fetch(self, wanted: Download, update: Update, user: User, row_id: int | None) -> Reply:
        """A file is fetched and read between two transactions: no lock of the database waits for that."""
        try:
            content = await self._messenger.download(wanted.file)
            found = await asyncio.to_thread(wanted.read, content)
        except SendingError as error:
            log.warning("file not fetched", reason=type(error).__name__, update_id=update.update_id)
            await self._settle(row_id)
            return errors.not_fetched()
        except Exception:
            return await self._fail(update, row_id)
        return await self._act(update, user, row_id, partial(wanted.use, found))

    async def _show(self, update: Update, reply: Reply, user: User) -> None:
        assert not isinstance(reply, Download), "what is fetched may not ask for one more file"
        try:
            if isinstance(reply, Cards):
                if update.inline_query:
                    await self._messenger.answer_inline(update.inline_query.id, reply)
                return
            if update.inline_query:
                # a refusal or a failure has no place in a list of results
                await self._messenger.answer_inline(update.inline_query.id, Cards(()))
                return
            parts: tuple[Part, ...] = () if reply is None else reply if isinstance(reply, tuple) else (reply,)
            try:
                await self._show_parts(update, parts, user)
            except NotDrawn:
                await self._show_parts(update, (_incident(update)[0],), user)
        except SendingError as error:
            log.warning("reply not delivered", reason=type(error).__name__, update_id=update.update_id)
            # a group that put the bot out says nothing about the private chat
            if isinstance(error, Unreachable) and chat_id_of(update, user) == user.id:
                async with self._sessions.begin() as session:
                    await people.mark_unreachable(session, user.id, self._clock())

    async def _show_parts(self, update: Update, parts: tuple[Part, ...], user: User) -> None:
        if query := update.callback_query:
            await self._answer_press(query, parts)
        else:
            for part in parts:
                await self._send(chat_id_of(update, user), part, user.id, topic_id_of(update))

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
                await self._live.turned_away(message.chat.id, message.message_id, query.from_user.id)
                edit = partial(self._messenger.edit, message.chat.id, message.message_id, part)
                await self._watch(message.chat.id, await self._persist(edit), part, query.from_user.id)
            elif isinstance(part, Photo | Voice) and part.in_place and bears_file(message):
                change = Correction(message.message_id, Screen(part.caption, part.rows), caption=True)
                await self._persist(partial(self._messenger.carry_out, message.chat.id, change, Priority.REPLY))
            else:
                await self._send(message.chat.id if message else query.from_user.id, part, query.from_user.id)

    async def _send(self, chat_id: int, part: Part, person_id: int, topic_id: int | None = None) -> None:
        message = Screen(esc(part.text)) if isinstance(part, Toast) else part
        send = partial(self._messenger.send, chat_id, message)
        if topic_id is not None:
            send = partial(self._messenger.send_to_topic, chat_id, topic_id, message)
        sent = await self._persist(send)
        await self._watch(chat_id, sent[0], message, person_id)

    async def _watch(self, chat_id: int, message_id: int, part: Part, person_id: int) -> None:
        if isinstance(part, Screen):
            await self._live.shown(chat_id, message_id, part, person_id)

    async def _persist(self, send: Callable[[], Awaitable[T]]) -> T:
        """Try a reply again when trying again is safe; the last failure is the caller's."""
        for left in reversed(range(_TRIES)):
            try:
                return await send()
            except (FloodLimit, ServerFault) as error:
                # a flood limit's pause is kept by the pace itself
                if left == 0:
                    raise
                await asyncio.sleep(0 if isinstance(error, FloodLimit) else _TRIES - left)
            except NoAnswer:
                # may have arrived: a second copy of a reply would only confuse
                raise
        raise AssertionError("the last try returns or raises")


class _HadBefore(Exception):
    """The update had its effect already: whatever it would do a second time is undone."""


async def _once(session: Session, row_id: int, now: datetime) -> None:
    """Mark the update as done. Raises _HadBefore."""
    if not await intake.done(session, row_id, now):
        raise _HadBefore


async def _silence(session: Session, actor: Actor, now: datetime) -> Reply:
    return None


def _incident(update: Update) -> tuple[Screen, str]:
    """Log the exception being handled under a number, and tell the person that number."""
    number = secrets.token_hex(4)
    TURNS_FAILED.inc()
    # no text of the exception: it may quote what a person wrote
    log.exception("turn failed", incident=number, update_id=update.update_id, update_type=update.event_type)
    return errors.incident(number), number
