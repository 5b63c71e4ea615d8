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

    async def says(self, text: str, *, chat_id: int | None = None) -> None:
        self.club.telegram.says(self.id, text, chat_id=chat_id)
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

    async def sends(self, kind: str, *, chat_id: int | None = None) -> None:
        self.club.telegram.sends(self.id, kind, chat_id=chat_id)
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
        return str(self.newest.get("text", self.newest.get("caption", ""))).replace("\u00a0", " ")

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

    def _find(self, label: str) -> tuple[dict[str, Any], str]:
        for message in reversed(self.from_bot):
            for button in buttons_of(message):
                if label in button["text"] and "callback_data" in button:
                    return message, button["callback_data"]
        raise AssertionError(f"no button «{label}»; the newest message has {self.buttons} under: {self.sees}")


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
