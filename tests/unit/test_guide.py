"""The coordinators' guide names buttons as the bot does, and its pictures exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "coordinator.md").read_text()
# in the guide, bold is a button's label and nothing else
LABELS = sorted(set(re.findall(r"\*\*(.+?)\*\*", GUIDE)))
# what its table of troubles quotes, the bot says
SAID = sorted(set(re.findall(r"^\| «(.+?)»", GUIDE, re.MULTILINE)))


def sources(room: str) -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / room).rglob("*.py"))).replace("{NBSP}", " ")


SCREENS = sources("screens")


@pytest.mark.parametrize("label", LABELS)
def test_every_button_of_the_guide_is_one_of_the_bots(label: str) -> None:
    # a label may have a picture before it and a figure after it: «Выдать всем: 12», «Что попробуют (3)»
    assert re.search(rf'"(?:[^\w"]+ )?{re.escape(label)}(?::? \(?\{{[^"]*)?"', SCREENS), label


@pytest.mark.parametrize("words", SAID)
def test_every_trouble_of_the_guide_is_told_in_the_bots_words(words: str) -> None:
    assert words in SCREENS + sources("domain")


def test_pictures_of_the_guide_exist() -> None:
    pictures = re.findall(r'src="([^"]+)"', GUIDE)
    assert len(pictures) >= 6
    assert [name for name in pictures if not (ROOT / "docs" / name).is_file()] == []
