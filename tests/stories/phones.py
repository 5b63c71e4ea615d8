"""A person with a phone, for stories: «await anna.taps("Записаться")»."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.files import UploadedFile
from sandbox.pictures import sample_picture
from tests.stories import walk

if TYPE_CHECKING:
    from tests.stories.conftest import Club


class Phone:
    """What one person does and sees in the private chat with the bot."""

    def __init__(self, club: Club, person_id: int) -> None:
        self.club = club
        self.id = person_id
        self._inline_query = ""

    # --- does

    async def starts(self, payload: str = "") -> None:
        self.club.telegram.starts(self.id, payload)
        await self.club.handle_updates()

    async def says(
        self,
        text: str,
        *,
        chat_id: int | None = None,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> None:
        """Write a text; `html`: formatting chosen in the app, `origin` (user, hidden_user, chat, channel) a forward."""
        self.club.telegram.says(self.id, text, chat_id, topic_id=topic_id, html=html, origin=origin)
        await self.club.handle_updates()

    async def taps(self, label: str, *, times: int = 1) -> None:
        """Press the button whose label contains `label` on the newest message that has one; `times` at once."""
        message, data = self._find(label)
        for _ in range(times):
            self.club.telegram.presses(self.id, message["message_id"], data)
        await self.club.handle_updates()

    async def taps_on(self, message: dict[str, Any], label: str) -> None:
        """Press a button of an old message, as it was when `message` was seen."""
        data = next(b["callback_data"] for b in buttons_of(message) if label in b["text"])
        self.club.telegram.presses(self.id, message["message_id"], data)
        await self.club.handle_updates()

    async def presses(self, data: str) -> None:
        """A forged press: any data on the newest message of the bot."""
        self.club.telegram.presses(self.id, self.from_bot[-1]["message_id"], data)
        await self.club.handle_updates()

    async def sends(
        self,
        kind: str,
        *,
        caption: str = "",
        chat_id: int | None = None,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> None:
        """Send a sample of a kind; the rest as in `says`."""
        self.club.telegram.sends(self.id, kind, chat_id, caption=caption, topic_id=topic_id, html=html, origin=origin)
        await self.club.handle_updates()

    async def sends_album(
        self,
        count: int = 3,
        *captions: str,
        documents: bool = False,
        chat_id: int | None = None,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> None:
        """Send some photos (or files) at once, `captions` under the first of them; the bot gets several updates."""
        kind = "document" if documents else "photo"
        files = [
            UploadedFile(f"{n}.txt", b"%d" % n) if documents else UploadedFile(f"{n}.png", sample_picture(320 + n))
            for n in range(1, count + 1)
        ]
        self.club.telegram.sends_album(
            self.id, files, kind, chat_id, captions, topic_id=topic_id, html=html, origin=origin
        )
        await self.club.handle_updates()

    async def sends_poll(
        self,
        question: str,
        *options: str,
        several: bool = False,
        anonymous: bool = True,
        correct: int | None = None,
        chat_id: int | None = None,
        topic_id: int | None = None,
        origin: str = "",
    ) -> None:
        """Send a poll; the number of the `correct` answer makes it a quiz."""
        self.club.telegram.sends_poll(
            self.id,
            question,
            options,
            chat_id,
            several=several,
            anonymous=anonymous,
            correct=correct,
            topic_id=topic_id,
            origin=origin,
        )
        await self.club.handle_updates()

    async def forwards(
        self, *messages: dict[str, Any], chat_id: int | None = None, topic_id: int | None = None
    ) -> None:
        """Forward messages one sees (all of one chat) to the bot, or into a group."""
        source, ids = messages[0]["chat"]["id"], [message["message_id"] for message in messages]
        self.club.telegram.forwards(self.id, ids, source, chat_id, topic_id=topic_id)
        await self.club.handle_updates()

    async def sends_file(
        self, name: str, content: bytes, size: int | None = None, mime: str | None = None, *, caption: str = ""
    ) -> None:
        """Send a document; `size` pretends it is that big, as a test of limits needs no real megabytes."""
        self._sends("document", UploadedFile(name, content, mime or "", size), caption)
        await self.club.handle_updates()

    async def sends_photo(self, content: bytes | None = None, caption: str | None = None) -> None:
        """Send a photo, a plain picture unless `content` is a PNG, JPEG or GIF."""
        self._sends("photo", UploadedFile("photo.png", content or sample_picture()), caption or "")
        await self.club.handle_updates()

    def _sends(self, kind: str, file: UploadedFile, caption: str) -> None:
        self.club.telegram.sends(self.id, kind, file=file, caption=caption)

    async def asks_inline(self, text: str, *, offset: str = "", chat_id: int | None = None) -> list[dict[str, Any]]:
        """What «@botname text» offers: the results as the bot gave them; in a chat of one's own, or a group.

        Telegram keeps an answer for its cache_time: until then the bot does not hear the same question again.
        """
        self._inline_query = self.club.telegram.asks_inline(self.id, text, offset, chat_id)
        await self.club.handle_updates()
        answer = self.club.telegram.inline_answer(self._inline_query)
        assert answer is not None, f"the bot left the inline query «{text}» without an answer"
        return list(answer["results"])

    @property
    def inline_answer(self) -> dict[str, Any]:
        """The whole answer to the last inline query: results, next_offset, button."""
        return self.club.telegram.inline_answer(self._inline_query) or {}

    async def chooses_inline(self, result: dict[str, Any], chat_id: int | None = None) -> dict[str, Any]:
        """Send a result of the last inline query into the chat with the bot, or a group; returns the message."""
        message = self.club.telegram.chooses_inline(self.id, self._inline_query, result["id"], chat_id)
        await self.club.handle_updates()
        return message

    async def edits(self, text: str) -> None:
        """Edit the newest message of one's own."""
        own = [m for m in self.messages if not m["from"]["is_bot"]]
        self.club.telegram.edits(self.id, own[-1]["message_id"], text)
        await self.club.handle_updates()

    async def blocks_bot(self) -> None:
        self.club.telegram.blocks_bot(self.id)
        await self.club.handle_updates()

    async def joins(self, **answers: Any) -> None:
        """Walk through the whole joining."""
        await walk.join(self, **answers)

    # --- sees

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.club.telegram.chat(self.id)

    @property
    def from_bot(self) -> list[dict[str, Any]]:
        return [m for m in self.messages if m["from"]["is_bot"]]

    @property
    def newest(self) -> dict[str, Any]:
        return self.from_bot[-1]

    @property
    def sees(self) -> str:
        """Text of the bot's newest message, non-breaking spaces as plain ones so that tests are easy to write."""
        words = self.newest.get("text") or self.newest.get("caption") or self.newest.get("poll", {}).get("question", "")
        return str(words).replace("\u00a0", " ")

    @property
    def buttons(self) -> list[str]:
        """Labels on the newest message of the bot that has a keyboard."""
        with_keyboard = [m for m in self.from_bot if buttons_of(m)]
        return [b["text"] for b in buttons_of(with_keyboard[-1])] if with_keyboard else []

    @property
    def toast(self) -> str:
        """What answered the last press, or an empty string."""
        toasts = self.club.telegram.toasts(self.id)
        return str(toasts[-1]["text"] or "").replace("\u00a0", " ") if toasts else ""

    @property
    def files(self) -> list[dict[str, Any]]:
        """Documents the bot sent: file_name, file_id…"""
        return [m["document"] for m in self.from_bot if "document" in m]

    def file_content(self, document: dict[str, Any]) -> bytes:
        return self.club.telegram.state.files.by_id(document["file_id"]).content

    @property
    def photos(self) -> list[dict[str, Any]]:
        """Messages with a photo the bot sent."""
        return [m for m in self.from_bot if "photo" in m]

    def photo_content(self, message: dict[str, Any]) -> bytes:
        """The picture itself, the largest of its sizes."""
        return self.file_content(message["photo"][-1])

    @property
    def albums(self) -> list[list[dict[str, Any]]]:
        """Albums the bot sent, each as its messages."""
        found: dict[str, list[dict[str, Any]]] = {}
        for message in self.from_bot:
            if "media_group_id" in message:
                found.setdefault(message["media_group_id"], []).append(message)
        return list(found.values())

    @property
    def polls(self) -> list[dict[str, Any]]:
        """Polls the bot sent: question, options (each with its text)…"""
        return [m["poll"] for m in self.from_bot if "poll" in m]

    def in_topic(self, chat_id: int, topic_id: int) -> list[dict[str, Any]]:
        """What stands in a topic of a forum, without the notes of its beginning and closing."""
        return [
            m
            for m in self.club.telegram.chat(chat_id)
            if m.get("message_thread_id") == topic_id and not any(name.startswith("forum_topic") for name in m)
        ]

    def topics(self, chat_id: int) -> dict[int, str]:
        """Names of a forum's topics by id."""
        return {topic.id: topic.name for topic in self.club.telegram.state.groups[chat_id].topics.values()}

    def _find(self, label: str) -> tuple[dict[str, Any], str]:
        for message in reversed(self.from_bot):
            for button in buttons_of(message):
                if label in button["text"] and "callback_data" in button:
                    return message, button["callback_data"]
        raise AssertionError(f"no button «{label}»; the newest message has {self.buttons} under: {self.sees}")


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
