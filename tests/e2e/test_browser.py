"""The chat page in Chromium, as a newcomer uses it: join, sign up, be reminded, get a tip."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sandbox.demo import ANNA, IRINA, MARIA, PAVEL
from tests.e2e import browser, conftest
from tests.e2e.browser import expect_newest, phone, say, tap

pytestmark = browser.NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as running:
        yield running


@pytest.fixture
def window(chromium: Browser, page: conftest.Page) -> Iterator[Page]:
    """The chat page on a laptop."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
    tab = context.new_page()
    tab.goto(page.address)
    yield tab
    context.close()


def picture(window: Page, name: str, folder: Path) -> None:
    target = browser.picture_path(name, folder)
    window.screenshot(path=target)
    assert target.stat().st_size > 20_000


def join(anna: Locator) -> None:
    anna.get_by_test_id("start").click()
    expect_newest(anna, "клуб «Наставник»")
    tap(anna, "Вступить в клуб")
    tap(anna, "Даю согласие")
    tap(anna, "Молодой педагог")
    say(anna, "Светлова Анна Игоревна")
    expect_newest(anna, "Шаг 3")
    tap(anna, "Тюмень")
    say(anna, "школа 901")
    tap(anna, "901")
    say(anna, "учитель математики")
    expect_newest(anna, "Шаг 6")
    say(anna, "2024")
    expect_newest(anna, "Шаг 7")
    tap(anna, "Цифра")
    tap(anna, "Готово")
    tap(anna, "Сохранить")
    expect_newest(anna, "Добро пожаловать")


def sign_up(anna: Locator) -> None:
    """Sign up for the first event that is open."""
    say(anna, "/events")
    expect_newest(anna, "Календарь встреч")
    for number in range(1, 6):
        tap(anna, re.compile(f"^{number}$"))
        expect_newest(anna, "Где:")
        if anna.get_by_test_id("inline-button").filter(has_text="Записаться").count():
            break
        tap(anna, "К календарю")
        expect_newest(anna, "Календарь встреч")
    tap(anna, "Записаться")
    expect_newest(anna, "Вы записаны")


def test_a_newcomer_walks_through_the_four_doors(window: Page, page: conftest.Page, tmp_path: Path) -> None:
    expect(window.get_by_test_id("simulator-label")).to_be_visible()
    anna = phone(window, ANNA)
    join(anna)
    sign_up(anna)
    window.get_by_test_id("shortcut").first.click()
    expect_newest(anna, "Ждём вас")
    say(anna, "/tip")
    expect(anna.get_by_test_id("inline-button").filter(has_text="👍").last).to_be_visible()
    irina, maria = phone(window, IRINA), phone(window, MARIA)
    irina.get_by_test_id("start").click()
    tap(irina, "Вступить в клуб")
    tap(irina, "Даю согласие")
    tap(irina, "Наставник")
    expect_newest(irina, "Шаг 2")
    maria.get_by_test_id("start").click()
    tap(maria, "Календарь встреч")
    expect_newest(maria, "Календарь встреч")
    picture(window, "chat", tmp_path)


def test_on_a_phone_one_chat_fills_the_screen(chromium: Browser, page: conftest.Page, tmp_path: Path) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ru-RU")
    window = context.new_page()
    window.goto(page.address)
    window.get_by_test_id(f"tab-{PAVEL}").click()
    pavel = phone(window, PAVEL)
    pavel.get_by_test_id("start").click()
    expect_newest(pavel, "клуб «Наставник»")
    box = pavel.bounding_box()
    assert box is not None
    assert box["width"] > 370
    assert window.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out sideways"
    picture(window, "chat-phone", tmp_path)
    context.close()
