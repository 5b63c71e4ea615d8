"""The phones of stories and of e2e tests: files, photos and inline mode, with a bot of a few lines behind them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.files import MEGABYTE, UploadedFile
from sandbox.pictures import sample_picture
from sandbox.server import serving
from sandbox.telegram import Telegram
from tests.e2e.conftest import Page
from tests.stories.phones import Phone
from tests.unit.sandbox.articles import article

ANNA, GROUP = 1001, -2001


class Echo:
    """A club whose bot sends back whatever it gets: files by their id, pictures anew."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.silent = False

    async def handle_updates(self) -> None:
        for update in self.telegram.take_updates():
            if query := update.get("inline_query"):
                await self._answer(query)
            elif "via_bot" not in update["message"]:
                await self._send_back(update["message"])

    async def _answer(self, query: dict[str, Any]) -> None:
        if not self.silent:
            results = [article(title=query["query"]), article(2)]
            params = {"inline_query_id": query["id"], "results": results, "next_offset": "2"}
            assert (await self.telegram.call("answerInlineQuery", params)).status == 200

    async def _send_back(self, message: dict[str, Any]) -> None:
        params: dict[str, Any] = {"chat_id": message["chat"]["id"], "caption": message.get("caption", "Вот")}
        if "photo" in message:
            content = self.telegram.state.files.by_id(message["photo"][-1]["file_id"]).content
            answer = await self.telegram.call("sendPhoto", params, {"photo": UploadedFile("a.png", content)})
        else:
            file_id = message["document"]["file_id"]
            answer = await self.telegram.call("sendDocument", params | {"document": file_id})
        assert answer.status == 200, answer.body


@pytest.fixture
def echo(telegram: Telegram) -> Echo:
    return Echo(telegram)


@pytest.fixture
def anna(echo: Echo) -> Phone:
    return Phone(echo, ANNA)  # type: ignore[arg-type]


async def test_files_of_a_phone(anna: Phone) -> None:
    await anna.sends_file("Отчёт.pdf", b"%PDF", mime="application/x-mine", caption="Мой отчёт")
    await anna.sends_file("Кино.mp4", b"1", 21 * MEGABYTE)
    report, film = anna.files
    assert (report["file_name"], report["mime_type"], anna.file_content(report)) == (
        "Отчёт.pdf",
        "application/x-mine",
        b"%PDF",
    )
    assert film["file_size"] == 21 * MEGABYTE
    assert anna.photos == []


async def test_photos_of_a_phone(anna: Phone) -> None:
    poster = sample_picture(1280, 720)
    await anna.sends_photo()
    await anna.sends_photo(poster, "Афиша")
    plain, captioned = anna.photos
    assert anna.photo_content(plain) == sample_picture()
    assert anna.photo_content(captioned) == poster
    assert anna.sees == "Афиша"
    assert anna.files == []


async def test_inline_mode_of_a_phone(telegram: Telegram, echo: Echo, anna: Phone) -> None:
    first, second = await anna.asks_inline("цифра")
    assert (first["title"], anna.inline_answer["next_offset"]) == ("цифра", "2")
    assert (await anna.chooses_inline(first))["chat"]["id"] == ANNA
    await anna.chooses_inline(second, chat_id=GROUP)
    assert telegram.chat(GROUP)[-1]["text"] == "Встреча в четверг"
    assert anna.messages[-1]["via_bot"]["is_bot"]
    echo.silent = True
    with pytest.raises(AssertionError, match="«тихо» without an answer"):
        await anna.asks_inline("тихо")


async def test_files_and_photos_of_a_remote_phone(telegram: Telegram, echo: Echo) -> None:
    telegram.add_person(1004, "Павел")
    telegram.starts(1004)
    telegram.take_updates()

    def story(url: str) -> tuple[bytes, bytes, str]:
        pavel = Page(url).phone(1004)
        pavel.sends_file("Отчёт.pdf", b"%PDF", caption="Отчёт")
        report = pavel.document(pavel.messages()[-1])
        pavel.sends_file("Афиша.png", sample_picture(), kind="photo", caption="Афиша")
        return report, pavel.document(pavel.messages()[-1]), pavel.sees()

    async def work() -> None:
        async for _ in telegram.subscribe():
            await echo.handle_updates()

    async with serving(telegram) as url:
        bot = asyncio.create_task(work())
        async with asyncio.timeout(30):
            report, poster, sees = await asyncio.to_thread(story, url)
        bot.cancel()
    assert (report, poster, sees) == (b"%PDF", sample_picture(), "Афиша")
