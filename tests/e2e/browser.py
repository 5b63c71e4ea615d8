"""What browser tests share: Chromium, and a person's hands on the chat page."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.e2e import conftest

NEEDS_CHROMIUM = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(conftest.CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
]
# `SCREENSHOTS=docs/images make test` refreshes the pictures of the README and of the guide
SCREENSHOTS = os.environ.get("SCREENSHOTS")
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
