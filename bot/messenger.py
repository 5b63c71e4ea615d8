"""The one place that turns screens into Telegram's calls and Telegram's failures into named ones."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputPollOption,
    Message,
)

from bot.failures import named_failure
from bot.keyboards import article, markup
from bot.metrics import FLOOD_LIMITS
from content.typography import glue
from domain.sending import FloodLimit, NoAnswer, NotDrawn, Refused, SendingError, ServerFault
from domain.vocabulary import Priority
from scheduler.pace import Pace
from screens import kit
from screens.kit import (
    Album,
    Cards,
    Content,
    Correction,
    File,
    Photo,
    Poll,
    Removal,
    Screen,
    Toast,
    Voice,
)

T = TypeVar("T")

_REMEMBERED = 5_000
# threads of their own: a thousand certificates must not hold up whoever else needs a thread of the process
_drawers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="drawer")
# Telegram may answer the same words from its own memory for so long; seats change faster than dates
_INLINE_CACHE_SECONDS = 30
# for a call that is made only to see whether it is answered
_LOOK_SECONDS = 10


_UNEDITABLE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit")


class Messenger:
    """Sends and edits screens at the bot's pace, their lines breaking in the right places.

    Every method raises only errors of `domain/sending.py`. `alone`: no other process edits the same messages.
    """

    def __init__(self, bot: Bot, pace: Pace, *, alone: bool = True) -> None:
        self._bot = bot
        self._remembered = _REMEMBERED if alone else 0
        self._pace = pace
        # what each recent message shows: a double tap must not ask Telegram for an edit that changes nothing
        self._shown: OrderedDict[tuple[int, int], int] = OrderedDict()

    @property
    def paused(self) -> bool:
        """Whether Telegram asked for silence, and it is not over."""
        return self._pace.paused

    @property
    def waiting(self) -> int:
        """How many messages wait for their turn."""
        return self._pace.waiting

    async def is_there(self) -> bool:
        """Whether Telegram answers this bot at all; what it answers does not matter."""
        try:
            await self._call(lambda: self._bot.get_me(request_timeout=_LOOK_SECONDS))
        except (ServerFault, NoAnswer):
            return False
        except SendingError:
            return True
        return True

    async def send(
        self,
        chat_id: int,
        part: kit.Message,
        priority: Priority = Priority.REPLY,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> tuple[int, ...]:
        """Send a new message and return its id; an album has one for each of its files.

        `check` is awaited when its turn has come; what it raises holds the message back.
        """
        content = await _drawn(part.content) if isinstance(part, File | Photo) else b""
        await self._pace.slot(chat_id, priority)
        if check is not None:
            await check()
        if isinstance(part, Album):
            album = await self._call(lambda: self._put_album(chat_id, part))
            return tuple(one.message_id for one in album)
        sent = await self._call(lambda: self._put(chat_id, part, content))
        if isinstance(part, Screen):
            self._remember(chat_id, sent.message_id, part)
        return (sent.message_id,)

    async def carry_out(
        self,
        chat_id: int,
        change: Correction | Removal,
        priority: Priority,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Change what was sent earlier, or take it away. Raises Refused: too late for that."""
        await self._pace.slot(chat_id, priority)
        if check is not None:
            await check()
        if isinstance(change, Removal):
            await self._call(lambda: self._bot.delete_messages(chat_id, list(change.message_ids)))
            return
        self._shown.pop((chat_id, change.message_id), None)
        try:
            await self._call(lambda: self._correct(chat_id, change))
        except Refused as refusal:
            if "message is not modified" not in str(refusal):
                raise

    async def _correct(self, chat_id: int, change: Correction) -> Message | bool:
        words, rows, message_id = glue(change.screen.text), markup(change.screen.rows), change.message_id
        if change.caption:
            return await self._bot.edit_message_caption(
                caption=words, chat_id=chat_id, message_id=message_id, reply_markup=rows
            )
        return await self._bot.edit_message_text(words, chat_id=chat_id, message_id=message_id, reply_markup=rows)

    async def _put_album(self, chat_id: int, album: Album) -> list[Message]:
        item = InputMediaPhoto if album.photos else InputMediaDocument
        captions = (glue(album.caption) or None, *[None] * (len(album.files) - 1))
        media = [item(media=file, caption=caption) for file, caption in zip(album.files, captions, strict=True)]
        return await self._bot.send_media_group(chat_id, list(media))

    async def begin_topic(self, chat_id: int, name: str) -> int:
        """A new topic of the forum `chat_id`; returns its id. Raises Refused: no forum, or no right to begin one."""
        await self._pace.slot(chat_id, Priority.NOTICE)
        topic = await self._call(lambda: self._bot.create_forum_topic(chat_id, name))
        return topic.message_thread_id

    async def send_to_topic(
        self, chat_id: int, topic_id: int, part: kit.Message, priority: Priority = Priority.REPLY
    ) -> tuple[int, ...]:
        """Send a new message, no album, into a topic of the forum `chat_id`, and return its id."""
        assert not isinstance(part, Album)
        content = await _drawn(part.content) if isinstance(part, File | Photo) else b""
        await self._pace.slot(chat_id, priority)
        return ((await self._call(lambda: self._put(chat_id, part, content, topic_id))).message_id,)

    async def _put(
        self,
        chat_id: int,
        part: Screen | File | Photo | Voice | Poll,
        content: bytes | str,
        topic_id: int | None = None,
    ) -> Message:
        match part:
            case Screen():
                return await self._bot.send_message(
                    chat_id, glue(part.text), message_thread_id=topic_id, reply_markup=markup(part.rows)
                )
            case Poll():
                return await self._bot.send_poll(
                    chat_id,
                    part.text,
                    # plain words, whatever signs they hold
                    [InputPollOption(text=choice, text_parse_mode=None) for choice in part.choices],
                    question_parse_mode=None,
                    allows_multiple_answers=part.several,
                    message_thread_id=topic_id,
                    reply_markup=markup(part.rows),
                )
            case File():
                document = BufferedInputFile(content, part.name) if isinstance(content, bytes) else content
                return await self._bot.send_document(
                    chat_id,
                    document,
                    caption=glue(part.caption) or None,
                    message_thread_id=topic_id,
                    reply_markup=markup(part.rows),
                )
            case Photo():
                picture = BufferedInputFile(content, "picture.png") if isinstance(content, bytes) else content
                return await self._bot.send_photo(
                    chat_id,
                    picture,
                    caption=glue(part.caption) or None,
                    message_thread_id=topic_id,
                    reply_markup=markup(part.rows),
                )
            case Voice():
                return await self._bot.send_voice(
                    chat_id,
                    part.content,
                    caption=glue(part.caption) or None,
                    message_thread_id=topic_id,
                    reply_markup=markup(part.rows),
                )

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> int:
        """Turn an old message into `screen`; a message that can't be edited any more is followed by a new one.

        Returns the id of the message that shows it.
        """
        try:
            await self.redraw(chat_id, message_id, screen)
        except Refused as refusal:
            if not any(words in str(refusal) for words in _UNEDITABLE):
                raise
            return (await self.send(chat_id, screen))[0]
        return message_id

    async def redraw(
        self, chat_id: int, message_id: int, screen: Screen, check: Callable[[], None] | None = None
    ) -> None:
        """Turn an old message into `screen`, or raise Refused: nothing follows it.

        `check` is called when its turn has come; what it raises holds the edit back.
        """
        if self._shown.get((chat_id, message_id)) == hash(screen):
            return
        await self._pace.slot(chat_id, Priority.REPLY)
        if check is not None:
            check()
        # an edit that gets no answer may have been made: nobody knows what the message shows until the next one
        self._shown.pop((chat_id, message_id), None)
        try:
            await self._call(
                lambda: self._bot.edit_message_text(
                    glue(screen.text), chat_id=chat_id, message_id=message_id, reply_markup=markup(screen.rows)
                )
            )
        except Refused as refusal:
            # after a restart nobody remembers what the message shows
            if "message is not modified" not in str(refusal):
                raise
        self._remember(chat_id, message_id, screen)

    def _remember(self, chat_id: int, message_id: int, screen: Screen) -> None:
        self._shown[chat_id, message_id] = hash(screen)
        self._shown.move_to_end((chat_id, message_id))
        if len(self._shown) > self._remembered:
            self._shown.popitem(last=False)

    async def answer(self, query_id: str, toast: Toast | None) -> None:
        """Stop the spinner of a pressed button, with a toast or silently. A query that is too old is let go.

        It takes no slot, but calls in the middle of a pause would make Telegram's ban longer.
        """
        await self._pace.wait_out_pause()
        try:
            await self._call(
                lambda: self._bot.answer_callback_query(
                    query_id, text=toast.text if toast else None, show_alert=toast.alert if toast else None
                )
            )
        except Refused as refusal:
            if "query is too old" not in str(refusal):
                raise

    async def answer_inline(self, query_id: str, found: Cards) -> None:
        """Show the results of an inline search. A query that is too old (the person typed on) is let go."""
        try:
            await self._call(
                lambda: self._bot.answer_inline_query(
                    query_id,
                    [article(card) for card in found.cards],
                    cache_time=_INLINE_CACHE_SECONDS,
                    next_offset=found.more,
                )
            )
        except Refused as refusal:
            if "query is too old" not in str(refusal):
                raise

    async def download(self, file: str) -> bytes:
        """The content of a file somebody sent, by its name in Telegram. Raises errors of `domain/sending.py`."""
        content = await self._call(lambda: self._bot.download(file))
        return content.read() if content else b""

    async def _call(self, send: Callable[[], Awaitable[T]]) -> T:
        try:
            return await send()
        except AiogramError as error:
            named = named_failure(error)
            if isinstance(named, FloodLimit):
                FLOOD_LIMITS.inc()
                await self._pace.heard(named.seconds)
            raise named from error


async def _drawn(content: Content | str) -> bytes | str:
    """What is to be sent. Raises NotDrawn."""
    if not callable(content):
        return content
    try:
        return await asyncio.get_running_loop().run_in_executor(_drawers, content)
    except Exception as error:
        raise NotDrawn(type(error).__name__) from error
