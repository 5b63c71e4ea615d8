"""What browser tests share: Chromium, and a person's hands on the chat page."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from tests.e2e import conftest

NEEDS_CHROMIUM = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(conftest.CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
]
# `SCREENSHOTS=docs/images make test` refreshes the pictures of the README and of the guide
SCREENSHOTS = os.environ.get("SCREENSHOTS")
# tall enough for the longest message to be pictured whole
PHONE: ViewportSize = {"width": 390, "height": 1200}
# the bot's messages leave the right edge of the phone free
PICTURE_WIDTH = 346
MOST_BYTES = 200_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser for the time of the block; what it is expected to show may take as long as the bot does."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=conftest.CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def phone_window(browser: Browser, page: conftest.Page) -> Page:
    """A browser of its own, as wide as a phone, and as sharp when pictures are wanted."""
    sharpness = 2 if SCREENSHOTS else 1
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=sharpness, locale="ru-RU", reduced_motion="reduce"
    )
    window = context.new_page()
    window.goto(page.address)
    return window


def picture_path(name: str, folder: Path) -> Path:
    """Where a picture goes: into the documents when they are being refreshed, else into the test's own folder."""
    return (Path(conftest.ROOT) / SCREENSHOTS if SCREENSHOTS else folder) / f"{name}.png"


def phone(window: Page, person_id: int) -> Locator:
    return window.get_by_test_id(f"phone-{person_id}")


def tap(one: Locator, label: str | re.Pattern[str]) -> None:
    """Press the newest button with this label and wait for its answer."""
    button = one.get_by_test_id("inline-button").filter(has_text=label).last
    button.click()
    expect(one.locator("[aria-busy=true]")).to_have_count(0)


def say(one: Locator, text: str) -> None:
    one.get_by_test_id("composer").fill(text)
    one.get_by_test_id("send").click()


def expect_newest(one: Locator, words: str) -> None:
    expect(one.get_by_test_id("message").last).to_contain_text(words)


def press(*labels: str | re.Pattern[str]) -> Callable[[Locator], None]:
    """An answer given by buttons."""

    def act(one: Locator) -> None:
        for label in labels:
            tap(one, label)

    return act


def answers(one: Locator, *asked: tuple[str, str | Callable[[Locator], None]]) -> None:
    """A form, question by question: what is to be read, and what is typed or pressed then."""
    for question, answer in asked:
        expect_newest(one, question)
        say(one, answer) if isinstance(answer, str) else answer(one)


def newest(one: Locator) -> str:
    """The words of the newest message with plain blanks."""
    return one.get_by_test_id("message").last.inner_text().replace("\u00a0", " ")


class Hands:
    """A window in which phones are held in turn."""

    def __init__(self, window: Page, page: conftest.Page, folder: Path) -> None:
        self.window = window
        self.page = page
        self.folder = folder

    def phone(self, person_id: int) -> Locator:
        """Take this person's phone into the hand."""
        self.window.get_by_test_id(f"tab-{person_id}").click()
        return phone(self.window, person_id)

    def opens_link(self, link: str, person_id: int) -> None:
        """A camera that reads a QR code, or a press on a link in some letter."""
        self.window.get_by_test_id("controls-toggle").click()
        self.window.get_by_test_id("deeplink-input").fill(link)
        self.window.get_by_test_id("deeplink-phone").select_option(str(person_id))
        self.window.get_by_test_id("deeplink-go").click()
        expect(self.window.get_by_test_id("deeplink-input")).to_have_value("")
        self.window.get_by_test_id("controls-close").click()

    def waits(self, days: int = 0, hours: int = 0) -> None:
        """The page's clock goes on."""
        self.window.get_by_test_id("controls-toggle").click()
        for button, times in (("advance-day", days), ("advance-hour", hours)):
            for _ in range(times):
                self.window.get_by_test_id(button).click()
                expect(self.window.locator("#advance [aria-busy=true]")).to_have_count(0)
        self.window.get_by_test_id("controls-close").click()

    def jumps(self) -> None:
        """To the moment at which the bot will speak next."""
        self.window.get_by_test_id("controls-toggle").click()
        self.window.get_by_test_id("shortcut").first.click()
        expect(self.window.locator("#advance [aria-busy=true]")).to_have_count(0)
        self.window.get_by_test_id("controls-close").click()

    def file_of(self, one: Locator) -> bytes:
        """The newest picture on somebody's phone."""
        source = one.locator("img.photo").last.get_attribute("src")
        return httpx.get(f"{self.page.address}{source}").raise_for_status().content

    def picture(self, name: str, one: Locator) -> None:
        """The newest message, as wide as the phone, for the guide."""
        shown = one.get_by_test_id("message").last
        expect(shown).to_be_in_viewport(ratio=1)
        self.window.mouse.move(0, 0)
        box = shown.bounding_box()
        assert box
        clip: FloatRect = {"x": 0, "y": box["y"] - 5, "width": PICTURE_WIDTH, "height": box["height"] + 10}
        png = Image.open(BytesIO(self.window.screenshot(clip=clip)))
        target = picture_path(name, self.folder)
        png.convert("RGB").quantize(128).save(target, optimize=True)
        assert 2_000 < target.stat().st_size < MOST_BYTES
