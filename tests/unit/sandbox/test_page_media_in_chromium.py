"""The chat page in Chromium: albums, polls, forwards, topics, and what was changed or removed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from sandbox.files import UploadedFile
from sandbox.pictures import sample_picture
from sandbox.server import serving
from sandbox.telegram import Telegram
from tests.e2e.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
]

ANNA, IRINA, GROUP, FORUM = 1001, 1002, -2001, -1001000000001
LAPTOP, POCKET = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# `SCREENSHOTS=some/folder` keeps the pictures for a look
SCREENSHOTS = os.environ.get("SCREENSHOTS")
COLOURS = [(43, 106, 94), (154, 77, 43), (63, 91, 169), (132, 70, 127), (95, 107, 30)]
PHOTOS = [UploadedFile(f"{n}.png", sample_picture(640, 480, colour)) for n, colour in enumerate(COLOURS)]


@pytest.fixture
async def url(telegram: Telegram) -> AsyncIterator[str]:
    async with serving(telegram) as url:
        yield url


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        await browser.close()


async def opened(chromium: Browser, url: str, size: dict[str, int]) -> Page:
    window = await chromium.new_page(viewport=size, locale="ru-RU")  # type: ignore[arg-type]
    await window.goto(url)
    return window


def phone(window: Page, chat_id: int) -> Locator:
    return window.get_by_test_id(f"phone-{chat_id}")


async def picture(window: Page, name: str, folder: Path) -> None:
    await window.screenshot(path=(Path(SCREENSHOTS) if SCREENSHOTS else folder) / f"{name}.png")


@pytest.mark.parametrize("size", [LAPTOP, POCKET], ids=["laptop", "phone"])
async def test_what_the_bot_sends(
    telegram: Telegram, result: Any, chromium: Browser, url: str, size: dict[str, int], tmp_path: Path
) -> None:
    files = {str(n): photo for n, photo in enumerate(PHOTOS)}
    media = [{"type": "photo", "media": f"attach://{n}"} for n in files]
    media[0] |= {"caption": "<b>Фестиваль</b>: как это было", "parse_mode": "HTML"}
    album = await result("sendMediaGroup", files, chat_id=ANNA, media=media)
    options = [{"text": text} for text in ("Среда, 15:00", "Четверг, 16:00")]
    await result("sendPoll", chat_id=ANNA, question="Когда удобнее?", options=options, allows_multiple_answers=True)
    removed = await result("sendMessage", chat_id=ANNA, text="Ошибка")
    telegram.says(ANNA, "Посмотрите", origin="channel")
    window = await opened(chromium, url, size)
    anna = phone(window, ANNA)
    messages = anna.get_by_test_id("message")
    await expect(messages).to_have_count(5)
    whole = messages.nth(1)
    await expect(whole.get_by_test_id("album-item")).to_have_count(5)
    await expect(whole.get_by_test_id("message-text")).to_have_text("Фестиваль: как это было")
    await expect(whole.get_by_test_id("edited")).to_be_hidden()
    poll = anna.get_by_test_id("poll")
    await expect(poll).to_contain_text("Анонимный опрос · можно несколько ответов")
    await poll.get_by_test_id("poll-option").nth(1).click()
    await expect(poll.get_by_test_id("poll-option").nth(1)).to_have_attribute("aria-pressed", "true")
    await expect(messages.last.get_by_test_id("forward")).to_have_text("Переслано: Новости образования")
    await picture(window, f"album-{size['width']}", tmp_path)
    await result("editMessageCaption", chat_id=ANNA, message_id=album[0]["message_id"], caption="Как это было")
    await result("deleteMessages", chat_id=ANNA, message_ids=[removed["message_id"]])
    await expect(messages).to_have_count(4)
    await expect(whole.get_by_test_id("message-text")).to_have_text("Как это было")
    await expect(whole.get_by_test_id("edited")).to_be_visible()
    await expect(poll.get_by_test_id("poll-option").nth(1)).to_have_attribute("aria-pressed", "true")
    assert await window.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_what_a_person_sends(telegram: Telegram, chromium: Browser, url: str, tmp_path: Path) -> None:
    paths = [tmp_path / photo.filename for photo in PHOTOS[:2]]
    for path, photo in zip(paths, PHOTOS, strict=False):
        path.write_bytes(photo.content)
    telegram.says(IRINA, "Коллеги!", chat_id=GROUP)
    window = await opened(chromium, url, POCKET)
    anna = phone(window, ANNA)
    await anna.get_by_test_id("composer").fill("Наш класс")
    await anna.get_by_test_id("attach").click()
    await anna.get_by_test_id("attach-photo").click()
    await anna.get_by_test_id("file-input").set_input_files(paths)
    await expect(anna.get_by_test_id("album-item")).to_have_count(2)

    await anna.get_by_test_id("attach").click()
    await anna.get_by_test_id("attach-poll").click()
    await window.get_by_test_id("poll-question").fill("Когда?")
    await window.get_by_test_id("poll-options").fill("Среда")
    await window.get_by_test_id("poll-send").click()
    await expect(window.get_by_test_id("poll-problem")).to_contain_text("хотя бы два ответа")
    await picture(window, "poll-form", tmp_path)
    await window.get_by_test_id("poll-options").fill("Среда\nЧетверг")
    await window.get_by_test_id("poll-send").click()
    await expect(anna.get_by_test_id("poll-option")).to_have_count(2)
    await expect(window.locator("dialog[open]")).to_have_count(0)

    await window.get_by_test_id(f"tab-{GROUP}").click()
    group = phone(window, GROUP)
    await group.get_by_test_id("message").hover()
    await group.get_by_test_id("message-menu").click()
    await group.get_by_test_id("forward-message").click()
    await group.get_by_test_id(f"share-{ANNA}").click()
    await expect(anna.get_by_test_id("message").last).to_contain_text("Переслано: Ирина Лебедева")
    assert [message["forward_origin"]["sender_user"]["id"] for message in telegram.chat(ANNA)[-1:]] == [IRINA]


async def test_topics(telegram: Telegram, result: Any, chromium: Browser, url: str, tmp_path: Path) -> None:
    telegram.add_group(FORUM, "Координаторы", [ANNA], forum=True, bot_rights=["can_manage_topics"])
    topic = (await result("createForumTopic", chat_id=FORUM, name="Анна Светлова"))["message_thread_id"]
    place = {"chat_id": FORUM, "message_thread_id": topic}
    await result("sendMessage", **place, text="Письмо от Анны")
    await result("sendMessage", chat_id=FORUM, text="Всем доброе утро")
    window = await opened(chromium, url, LAPTOP)
    await window.get_by_test_id(f"tab-{FORUM}").click()
    forum = phone(window, FORUM)
    await expect(forum.get_by_test_id("message")).to_contain_text(["Всем доброе утро"])
    await forum.get_by_test_id(f"topic-{topic}").click()
    await expect(forum.get_by_test_id("message")).to_contain_text(["Письмо от Анны"])
    await forum.get_by_test_id("composer").fill("Отвечу сегодня")
    await forum.get_by_test_id("send").click()
    await expect(forum.get_by_test_id("message")).to_have_count(2)
    assert telegram.chat(FORUM)[-1]["message_thread_id"] == topic
    await result("closeForumTopic", **place)
    await expect(forum.get_by_test_id(f"topic-{topic}")).to_contain_text("🔒")
    await expect(forum.locator(".day").last).to_have_text("Тема закрыта")
    await picture(window, "topics", tmp_path)
