"""Letters are repeated in the coordinators' group, a topic for each person who wrote one.

Apart from the outbox: it sends to a person, and what fails there says that the person can't be reached.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from db.engine import Sessions
from domain.mailing.letters import ToMirror
from domain.sending import Refused, SendingError
from domain.vocabulary import Priority
from screens import kit
from screens.mailing import letters_topics as screens
from services.mailing import letters_topics

log = structlog.get_logger()

_AT_ONCE = 20
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
    """Repeats what is new. `chat_id` of None: there is no such group."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime], sender: Sender, chat_id: int | None) -> None:
        self._sessions = sessions
        self._clock = clock
        self._sender = sender
        self._chat_id = chat_id
        self._rests_until: datetime | None = None
        self._told = ""

    async def tick(self) -> None:
        """Repeat what the group has not got. A group that fails rests a while; the reason is logged once."""
        now = self._clock()
        if self._chat_id is None or (self._rests_until is not None and now < self._rests_until):
            return
        async with self._sessions() as session:
            waiting = await letters_topics.unmirrored(session, now, _AT_ONCE)
        # a topic begun for the first of somebody's messages is for the others too
        topics: dict[int, int] = {}
        try:
            for message in waiting:
                await self._repeat(self._chat_id, message, topics)
        except SendingError as error:
            self._rest(error, now)
            return
        if waiting:
            self._rests_until, self._told = None, ""

    async def _repeat(self, chat_id: int, message: ToMirror, topics: dict[int, int]) -> None:
        topic_id = topics.get(message.member_id) or message.topic_id
        if topic_id is None:
            topic_id = await self._begin(chat_id, message)
        topics[message.member_id] = topic_id
        part = screens.mirrored(message)
        try:
            await self._sender.send_to_topic(chat_id, topic_id, part, Priority.NOTICE)
        except Refused as refusal:
            if "message thread not found" in str(refusal):
                # somebody deleted the topic: another one
                topics[message.member_id] = topic_id = await self._begin(chat_id, message)
                await self._sender.send_to_topic(chat_id, topic_id, part, Priority.NOTICE)
            elif _about_group(refusal):
                raise
            else:
                # this very message; it stays in the bot, and the next ones must not wait for it
                log.warning("a letter's message is not repeated in the group", message_id=message.words.id)
        async with self._sessions.begin() as session:
            await letters_topics.mark(session, message.words.id, self._clock())

    async def _begin(self, chat_id: int, message: ToMirror) -> int:
        topic_id = await self._sender.begin_topic(chat_id, screens.title(message.name))
        async with self._sessions.begin() as session:
            await letters_topics.keep_topic(session, message.member_id, topic_id)
        return topic_id

    def _rest(self, error: SendingError, now: datetime) -> None:
        self._rests_until = now + _REST
        reason = f"{type(error).__name__}: {error}" if _about_group(error) else type(error).__name__
        if reason != self._told:
            self._told = reason
            log.warning("the coordinators' group does not take letters; they are answered in the bot", reason=reason)


_OF_GROUP = ("TOPIC_CLOSED", "not enough rights", "not a forum", "have no rights", "migrated", "upgraded")


def _about_group(error: SendingError) -> bool:
    """Whether the messenger's words tell of the group; others may quote a letter, and are not logged."""
    return any(words in str(error) for words in _OF_GROUP)
