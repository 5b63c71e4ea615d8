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

ANNA, GROUP, FORUM = 1001, -2001, -1001000000001


class Echo:
    """A club whose bot sends back whatever it gets: files by their id, pictures anew."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.silent = False
        self.deaf = False

    async def handle_updates(self) -> None:
        for update in self.telegram.take_updates():
            if self.deaf:
                continue
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


async def test_albums_polls_and_forwards_of_a_phone(telegram: Telegram, echo: Echo, anna: Phone, hands: Any) -> None:
    await anna.sends_album(2, "<b>Класс</b>", html=True)
    await anna.sends_album(3, documents=True, origin="channel")
    assert anna.albums == []
    assert (len(anna.photos), len(anna.files)) == (2, 3)
    photos = [message for message in anna.messages if "photo" in message and not message["from"]["is_bot"]]
    echo.deaf = True
    await anna.forwards(*photos)
    await anna.sends_poll("Когда?", "Среда", "Четверг", correct=1)
    *forwarded, quiz = anna.messages[-3:]
    assert len({message["media_group_id"] for message in forwarded}) == 1
    assert forwarded[0]["forward_origin"]["sender_user"]["id"] == ANNA
    assert quiz["poll"]["correct_option_ids"] == [1]
    hands.seconds += 60  # the flood of the echo is over
    media = [{"type": "photo", "media": photos[0]["photo"][-1]["file_id"]}] * 2
    await telegram.call("sendMediaGroup", {"chat_id": ANNA, "media": media})
    await telegram.call("sendPoll", {"chat_id": ANNA, "question": "Придёте?", "options": [{"text": "да"}]})
    assert [len(album) for album in anna.albums] == [2]
    assert [poll["question"] for poll in anna.polls] == ["Придёте?"]
    assert anna.sees == "Придёте?"


async def test_a_phone_in_a_topic(telegram: Telegram, echo: Echo, anna: Phone) -> None:
    telegram.add_group(FORUM, "Координаторы", [ANNA], forum=True, bot_rights=["can_manage_topics"])
    echo.deaf = True
    topic = telegram.opens_topic(ANNA, FORUM, "Анна")
    await anna.says("Отвечу", chat_id=FORUM, topic_id=topic)
    await anna.sends("voice", chat_id=FORUM, topic_id=topic)
    assert anna.topics(FORUM) == {topic: "Анна"}
    words, voice = anna.in_topic(FORUM, topic)
    assert (words["text"], "voice" in voice) == ("Отвечу", True)


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
