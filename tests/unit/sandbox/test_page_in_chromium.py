"""The chat page in Chromium: photos, files and inline mode, on a laptop and on a phone."""

from __future__ import annotations

import asyncio
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
from tests.unit.sandbox.articles import article

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
]

ANNA, IRINA, GROUP = 1001, 1002, -2001
LAPTOP, POCKET = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# `SCREENSHOTS=some/folder` keeps the pictures for a look
SCREENSHOTS = os.environ.get("SCREENSHOTS")
POSTER = sample_picture(1280, 720, (43, 106, 94))


@pytest.fixture
async def url(telegram: Telegram) -> AsyncIterator[str]:
    """The page, and behind it a bot that answers every inline query with three articles a page."""
    async with serving(telegram) as url:
        bot = asyncio.create_task(answer_queries(telegram))
        yield url
        bot.cancel()


async def answer_queries(telegram: Telegram) -> None:
    offset = 0
    while True:
        updates = (await telegram.call("getUpdates", {"offset": offset, "timeout": 50})).body["result"]
        offset = max([offset, *(update["update_id"] + 1 for update in updates)])
        for query in [update["inline_query"] for update in updates if "inline_query" in update]:
            begin = int(query["offset"] or 1)
            titles = [f"{query['query']} {number}" for number in range(begin, begin + 3)] if query["query"] else []
            params = {
                "inline_query_id": query["id"],
                "results": [article(begin + index, title=title) for index, title in enumerate(titles)],
                "next_offset": str(begin + 3) if begin < 4 and titles else "",
                "button": {"text": "Все встречи", "start_parameter": "events"},
            }
            assert (await telegram.call("answerInlineQuery", params)).status == 200


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
async def test_a_photo_with_caption_and_buttons(
    telegram: Telegram, result: Any, chromium: Browser, url: str, size: dict[str, int], tmp_path: Path
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Записаться", "callback_data": "a"}, {"text": "Ещё", "url": "t.me"}]]}
    caption = "<b>Фестиваль открытых уроков</b>\nчт, 16 октября, 15:00, Дом учителя, большой зал на втором этаже"
    photo = {"photo": UploadedFile("a.png", POSTER)}
    sent = await result("sendPhoto", photo, chat_id=ANNA, caption=caption, parse_mode="HTML", reply_markup=keyboard)
    await result("sendPhoto", chat_id=ANNA, photo=sent["photo"][-1]["file_id"])
    window = await opened(chromium, url, size)
    uploaded, by_id = (phone(window, ANNA).get_by_test_id("message").nth(index) for index in (1, 2))
    await expect(uploaded.get_by_test_id("message-text")).to_contain_text("Фестиваль открытых уроков")
    shown = []
    for message in (uploaded, by_id):
        image = message.locator("img.photo")
        await image.scroll_into_view_if_needed()
        await expect(image).to_have_js_property("naturalWidth", 1280)
        shown.append(await image.bounding_box())
    bubble, keys = await uploaded.locator(".bubble").bounding_box(), await uploaded.locator(".row").bounding_box()
    assert shown[0]
    assert bubble
    assert keys
    assert bubble["x"] <= shown[0]["x"]
    assert shown[0]["x"] + shown[0]["width"] <= bubble["x"] + bubble["width"]
    assert abs(shown[0]["width"] / shown[0]["height"] - 1280 / 720) < 0.02, "the picture keeps its shape"
    assert shown[0]["width"] > 0.8 * bubble["width"], "and fills the bubble"
    assert keys["y"] >= bubble["y"] + bubble["height"], "buttons stand under it"
    assert abs(keys["width"] - bubble["width"]) < 2
    await picture(window, f"photo-{size['width']}", tmp_path)
    assert await window.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_a_person_attaches_a_photo_with_words_and_a_file(
    telegram: Telegram, chromium: Browser, url: str, tmp_path: Path
) -> None:
    poster, report = tmp_path / "Афиша.png", tmp_path / "Отчёт.xlsx"
    poster.write_bytes(POSTER)
    report.write_bytes(b"PK\3\4")
    window = await opened(chromium, url, POCKET)
    anna = phone(window, ANNA)
    for kind, path, words in (("photo", poster, "Афиша фестиваля"), ("document", report, "")):
        await anna.get_by_test_id("composer").fill(words)
        await anna.get_by_test_id("attach").click()
        async with window.expect_file_chooser() as chooser:
            await anna.get_by_test_id(f"attach-{kind}").click()
        await (await chooser.value).set_files(path)
        await expect(anna.get_by_test_id("message").last.get_by_test_id("file")).to_be_visible()
        await expect(anna.get_by_test_id("composer")).to_have_value("")
    await expect(anna.get_by_test_id("message")).to_have_count(3)
    _, photo, document = telegram.chat(ANNA)
    assert photo["caption"] == "Афиша фестиваля"
    assert telegram.state.files.by_id(photo["photo"][-1]["file_id"]).content == POSTER
    assert (document["document"]["file_name"], "caption" in document) == ("Отчёт.xlsx", False)


async def test_words_come_back_when_the_photo_is_refused(chromium: Browser, url: str, tmp_path: Path) -> None:
    broken = tmp_path / "Афиша.png"
    broken.write_bytes(b"text")
    anna = phone(await opened(chromium, url, POCKET), ANNA)
    await anna.get_by_test_id("composer").fill("Афиша")
    await anna.get_by_test_id("attach").click()
    await anna.get_by_test_id("attach-photo").click()
    await anna.get_by_test_id("file-input").set_input_files(broken)
    await expect(anna.get_by_test_id("toast")).to_contain_text("не картинка")
    await expect(anna.get_by_test_id("composer")).to_have_value("Афиша")


async def test_files_of_the_bot_are_saved_under_their_names(result: Any, chromium: Browser, url: str) -> None:
    names = ["Сертификат.pdf", "Отчёт за год.xlsx", "Материалы.zip", "Встреча.ics"]
    for name in names:
        await result("sendDocument", {"document": UploadedFile(name, name.encode())}, chat_id=ANNA)
    window = await opened(chromium, url, LAPTOP)
    for index, name in enumerate(names):
        async with window.expect_download() as waiting:
            await phone(window, ANNA).get_by_test_id("file").nth(index).click()
        download = await waiting.value
        assert download.suggested_filename == name
        assert (await download.path()).read_bytes() == name.encode()


@pytest.mark.parametrize("size", [LAPTOP, POCKET], ids=["laptop", "phone"])
async def test_inline_mode(
    telegram: Telegram, chromium: Browser, url: str, size: dict[str, int], tmp_path: Path
) -> None:
    window = await opened(chromium, url, size)
    anna = phone(window, ANNA)
    results, field = anna.get_by_test_id("inline-result"), anna.get_by_test_id("composer")
    await field.fill("@nastavnik_local_bot цифра")
    await expect(results).to_have_count(3)
    await expect(results.first).to_have_text("цифра 1чт, 15:00")
    await anna.get_by_test_id("inline-more").click()
    await expect(results).to_have_count(6)
    await picture(window, f"inline-{size['width']}", tmp_path)
    assert await window.evaluate("document.documentElement.scrollWidth") <= size["width"]
    await results.nth(4).click()
    sent = anna.get_by_test_id("message").last
    await expect(sent).to_contain_text("Встреча в четверг")
    await expect(sent.get_by_test_id("via")).to_have_text("через @nastavnik_local_bot")
    await expect(results).to_have_count(0)
    await expect(field).to_have_value("")
    assert telegram.chat(ANNA)[-1]["via_bot"]["id"] == telegram.state.account.id


async def test_nothing_is_offered_for_other_words(telegram: Telegram, chromium: Browser, url: str) -> None:
    window = await opened(chromium, url, POCKET)
    anna = phone(window, ANNA)
    offers, field = anna.locator(".offers"), anna.get_by_test_id("composer")
    await field.fill("@nastavnik_local_bot ")
    await expect(offers).to_contain_text("Ничего не нашлось")
    await anna.get_by_test_id("inline-start").click()
    await expect(anna.get_by_test_id("message").last).to_contain_text("/start events")
    for words in ("@another_bot цифра", "@nastavnik_local_bot", "напишите @nastavnik_local_bot цифра"):
        await field.fill(words)
        await expect(offers).to_be_hidden()
    await field.fill("@Nastavnik_local_bot цифра")
    await expect(anna.get_by_test_id("inline-result")).to_have_count(3)
    await field.press("Escape")
    await expect(offers).to_be_hidden()


async def test_buttons_that_switch_to_inline_mode(telegram: Telegram, result: Any, chromium: Browser, url: str) -> None:
    here = {"text": "Найти встречу", "switch_inline_query_current_chat": "цифра"}
    elsewhere = {"text": "Поделиться", "switch_inline_query": "встреча"}
    await result("sendMessage", chat_id=ANNA, text="Встречи", reply_markup={"inline_keyboard": [[here], [elsewhere]]})
    window = await opened(chromium, url, POCKET)
    anna, group = phone(window, ANNA), phone(window, GROUP)
    await anna.get_by_test_id("inline-button").filter(has_text="Найти").click()
    await expect(anna.get_by_test_id("inline-result").first).to_contain_text("цифра 1")
    await anna.get_by_test_id("composer").press("Escape")
    await anna.get_by_test_id("inline-button").filter(has_text="Поделиться").click()
    await anna.get_by_test_id(f"share-{GROUP}").click()
    await expect(group.get_by_test_id("composer")).to_have_value("@nastavnik_local_bot встреча")
    await group.get_by_test_id("inline-result").first.click()
    await expect(group.get_by_test_id("message").last).to_contain_text("Встреча в четверг")
    assert telegram.chat(GROUP)[-1]["from"]["id"] == ANNA
