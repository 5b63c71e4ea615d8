"""Letters are repeated in the coordinators' group, a topic for each person who wrote one.

Apart from the outbox: it sends to a person, and what fails there says that the person can't be reached.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from db.engine import Sessions
from domain.addresses import Addresses
from domain.mailing.letters import ToMirror
from domain.sending import ChatMoved, FloodLimit, Refused, SendingError
from domain.vocabulary import Priority
from screens import kit
from screens.mailing import letters_topics as screens
from services.mailing import letters_topics

log = structlog.get_logger()

# a messenger takes some twenty messages a minute in a group, and one too many silences the bot for everybody; the rest
# is for the notes that answer coordinators
MOST_A_MINUTE = 14
_MINUTE = timedelta(minutes=1)
_AT_ONCE = 50
# a group that does not take messages is tried again after so long; letters are answered in the bot meanwhile
_REST = timedelta(minutes=5)


class Sender(Protocol):
    """Sends into topics; raises errors of `domain/sending.py`."""

    async def send_to_topic(
        self, chat_id: int, topic_id: int, part: kit.Message, priority: Priority
    ) -> tuple[int, ...]:
        """Send a new message into a topic."""

    async def begin_topic(self, chat_id: int, name: str) -> int:
        """A new topic; returns its id."""


class Mirror:
    """Repeats what is new in the group of `addresses`, if there is one."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime], sender: Sender, addresses: Addresses) -> None:
        self._sessions = sessions
        self._clock = clock
        self._sender = sender
        self._addresses = addresses
        self._rests_until: datetime | None = None
        self._told = ""
        self._sent_at: deque[datetime] = deque()

    async def tick(self) -> None:
        """Repeat what the group has not got. A group that fails rests a while; the reason is logged once."""
        now, chat_id = self._clock(), self._addresses.desk_group
        if chat_id is None or (self._rests_until is not None and now < self._rests_until):
            return
        if not self._room(now):
            return
        async with self._sessions() as session:
            waiting = await letters_topics.unmirrored(session, now, _AT_ONCE)
        try:
            refusal = await self._repeat_all(chat_id, waiting, now)
        except ChatMoved as moved:
            self._follow(moved)
        except SendingError as error:
            self._rest(error, now)
        else:
            if refusal is not None:
                self._rest(refusal, now)
            elif waiting:
                self._rests_until, self._told = None, ""

    async def _repeat_all(self, chat_id: int, waiting: Sequence[ToMirror], now: datetime) -> Refused | None:
        """Returns why somebody's messages have no place there, if so: those of others are repeated all the same."""
        # a topic begun for the first of somebody's messages is for the others too
        topics: dict[int, int] = {}
        refused: dict[int, Refused] = {}
        for message in waiting:
            if message.member_id in refused:
                continue
            if not self._room(now):
                break
            try:
                await self._repeat(chat_id, message, topics)
            except Refused as refusal:
                refused[message.member_id] = refusal
        return next(iter(refused.values()), None)

    async def _repeat(self, chat_id: int, message: ToMirror, topics: dict[int, int]) -> None:
        topic_id = topics.get(message.member_id) or message.topic_id
        if topic_id is None:
            topic_id = await self._begin(chat_id, message)
        topics[message.member_id] = topic_id
        try:
            await self._send(chat_id, topic_id, message)
        except Refused as refusal:
            if _means(refusal, _TOPIC_GONE):
                # somebody deleted or closed it: another one
                topics[message.member_id] = topic_id = await self._begin(chat_id, message)
                await self._send(chat_id, topic_id, message)
            elif _means(refusal, _OF_GROUP):
                raise
            else:
                # this very message; it stays in the bot, and the next ones must not wait for it
                log.warning("a letter's message is not repeated in the group", message_id=message.words.id)
        async with self._sessions.begin() as session:
            await letters_topics.mark(session, message.words.id, self._clock())

    async def _send(self, chat_id: int, topic_id: int, message: ToMirror) -> None:
        self._sent_at.append(self._clock())
        await self._sender.send_to_topic(chat_id, topic_id, screens.mirrored(message), Priority.NOTICE)

    async def _begin(self, chat_id: int, message: ToMirror) -> int:
        self._sent_at.append(self._clock())
        topic_id = await self._sender.begin_topic(chat_id, screens.title(message.name))
        async with self._sessions.begin() as session:
            await letters_topics.keep_topic(session, message.member_id, topic_id)
        return topic_id

    def _room(self, now: datetime) -> int:
        """How many messages the group still takes within this minute."""
        while self._sent_at and self._sent_at[0] <= now - _MINUTE:
            self._sent_at.popleft()
        return max(MOST_A_MINUTE - len(self._sent_at), 0)

    def _follow(self, moved: ChatMoved) -> None:
        self._addresses.desk_has_moved(moved.chat_id)
        log.error("the coordinators' group has another number: put it into DESK_CHAT_ID", chat_id=moved.chat_id)

    def _rest(self, error: SendingError, now: datetime) -> None:
        self._rests_until = now + (timedelta(seconds=error.seconds) if isinstance(error, FloodLimit) else _REST)
        reason = f"{type(error).__name__}: {error}" if _means(error, _OF_GROUP) else type(error).__name__
        if reason != self._told:
            self._told = reason
            log.warning("the coordinators' group does not take letters; they are answered in the bot", reason=reason)


_TOPIC_GONE = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED", "TOPIC_ID_INVALID")
_OF_GROUP = ("not enough rights", "not a forum", "have no rights", "CHAT_RESTRICTED")


def _means(error: SendingError, about: tuple[str, ...]) -> bool:
    """Whether the messenger's words tell of the group or its topic; others may quote a letter, and are not logged."""
    return any(words in str(error) for words in about)
