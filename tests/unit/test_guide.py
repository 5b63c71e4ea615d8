"""The guides name buttons as the bot does, and their pictures exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = {name: (ROOT / "docs" / name).read_text() for name in ("coordinator.md", "mentoring.md")}
# in a guide, bold is a button's label and nothing else
LABELS = sorted({label for guide in GUIDES.values() for label in re.findall(r"\*\*(.+?)\*\*", guide)})
# what a table of troubles quotes, the bot says
SAID = sorted({words for guide in GUIDES.values() for words in re.findall(r"^\| «(.+?)»", guide, re.MULTILINE)})


def sources(room: str) -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / room).rglob("*.py"))).replace("{NBSP}", " ")


SCREENS = sources("screens")
DOMAIN = sources("domain")


@pytest.mark.parametrize("label", LABELS)
def test_every_button_of_a_guide_is_one_of_the_bots(label: str) -> None:
    # a label may have a picture before it and a figure after it: «Выдать всем: 12», «Что попробуют (3)»
    assert re.search(rf'"(?:[^\w"]+ )?{re.escape(label)}(?::? \(?\{{[^"]*)?"', SCREENS), label


@pytest.mark.parametrize("words", SAID)
def test_every_trouble_of_a_guide_is_told_in_the_bots_words(words: str) -> None:
    assert words in SCREENS + DOMAIN


@pytest.mark.parametrize("name", GUIDES)
def test_pictures_of_the_guides_exist(name: str) -> None:
    pictures = re.findall(r'src="([^"]+)"', GUIDES[name])
    assert len(pictures) >= 6
    assert [picture for picture in pictures if not (ROOT / "docs" / picture).is_file()] == []


@pytest.mark.parametrize("name", GUIDES)
def test_links_of_the_guides_lead_to_headings(name: str) -> None:
    links = re.findall(r"\]\(([\w.]*)#([^)]+)\)", GUIDES[name])
    assert links
    assert [link for link in links if link[1] not in anchors(link[0] or name)] == []


def anchors(name: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", GUIDES[name], re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
