"""A local Telegram on a real port, where a little of everything has happened, for foreign clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from sandbox.flood import Limits
from sandbox.server import serving
from sandbox.telegram import Telegram

ANNA = 1001
GROUP = -1001234567890
KEYBOARD = {"inline_keyboard": [[{"text": "Приду", "callback_data": "yes"}]]}


@dataclass(frozen=True)
class Served:
    """A local Telegram and the address it answers at."""

    telegram: Telegram
    url: str
    token: str
    person_id: int
    group_id: int


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serves a local Telegram with one person and one group; a client that does not wait is not what is judged."""
    telegram = Telegram(limits=Limits.unlimited())
    telegram.add_person(ANNA, "Анна", "Светлова", "anna_svetlova")
    telegram.add_group(GROUP, "Учительская", [ANNA])
    async with serving(telegram) as url:
        yield Served(telegram, url, "42:LOCAL", ANNA, GROUP)


@pytest.fixture
async def eventful(served: Served) -> Served:
    """Anna has done everything a person can do; the bot has not looked yet.

    The updates, in order: start, text, edited text, six kinds of content, a command in the group, a press,
    a press on a deleted message, the bot blocked and unblocked.
    """
    telegram = served.telegram
    telegram.starts(ANNA, "invite")
    said = telegram.says(ANNA, "Здравствуйте, я @anna_svetlova 🎓")
    telegram.edits(ANNA, said["message_id"], "Добрый день")
    for kind in ("sticker", "document", "photo", "voice", "contact", "location"):
        telegram.sends(ANNA, kind)
    telegram.says(ANNA, "/help", chat_id=GROUP)
    question = {"chat_id": ANNA, "text": "Придёте?", "reply_markup": KEYBOARD}
    sent = [(await telegram.call("sendMessage", question)).body["result"]["message_id"] for _ in range(2)]
    telegram.presses(ANNA, sent[0], "yes")
    await telegram.call("deleteMessage", {"chat_id": ANNA, "message_id": sent[1]})
    telegram.presses(ANNA, sent[1], "late")
    telegram.blocks_bot(ANNA)
    telegram.unblocks_bot(ANNA)
    return served
