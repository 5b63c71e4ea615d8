"""Hostile names everywhere: markup, formulas, marks of direction, zero widths, line ends, ways out of a folder.

Whatever people have typed is put into the database as if no form had cleaned it; then every button the routers know
is pressed by somebody who may. Telegram takes every screen, no name becomes markup, no cell a formula, no file leaves
its folder, no line of a calendar is of somebody's making. The forms themselves clean what is typed.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import icalendar
import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select, update
from sqlalchemy.types import String
from starlette.applications import Starlette

from db.models import Base, CalendarFeed, Certificate, Member
from db.types import Code
from domain.typed import clean, paragraphs
from tests.drills.conftest import ROUNDS
from tests.drills.copies import Copies, begin_form, who_presses
from tests.drills.people import given_world, incidents
from tests.stories import matrix
from tests.stories.conftest import Club
from tests.stories.matrix import Door
from tests.stories.phones import Phone
from tests.stories.test_authorization import who_may
from web.app import build_pages

EVIL = "evil.example"
MARK = "ЯДЪ"
TAG = f"<b>{MARK}</b>"
NASTY = (
    f'=HYPERLINK("http://{EVIL}")|{TAG}<a href="http://{EVIL}">x</a>&amp;"\'\u202eоборот\u200b\n'
    "END:VEVENT\r\nATTENDEE:mailto:x@" + EVIL + "\n../../etc/passwd\\..\\x"
)
EMOJI = "👩🏽‍🏫" * 16
STRIDE = 16 if ROUNDS == 1 else 1
# handlers that answer with a file are pressed in the short form, too
FILES = {"table", "spreadsheet", "send_table", "sign_in_sheet", "calendar_file", "download"}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# what is HTML by itself, or no words of people: an announcement keeps the formatting of who wrote it
NOT_WORDS = {("organization", "slug"), ("tip", "slug"), ("tip", "lemmas"), ("announcement", "parts")}
# joins signs into one, as a family of three
INSIDE_LETTERS = "\u200d"


async def spoil(club: Club, words: str) -> None:
    """Everything that looks like words of people says `words`, as far as its column goes."""
    async with club.sessions.begin() as session:
        await session.execute(update(Member).values(organization_text=words[:200], position=words[:200]))
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, String) or isinstance(column.type, Code):
                    continue
                if (table.name, column.name) in NOT_WORDS or column.primary_key:
                    continue
                longest = column.type.length or len(words)
                keys = list(table.primary_key)
                found = (await session.execute(select(*keys, column))).all()
                for *key, value in found:
                    if isinstance(value, str) and CYRILLIC.search(value):
                        where = [one == is_ for one, is_ in zip(keys, key, strict=True)]
                        await session.execute(update(table).where(*where).values({column.name: words[:longest]}))


class Looking:
    """Checks whatever the bot has sent to one person since the last look."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.seen: dict[int, dict[str, Any]] = {}
        self.files = 0

    def look(self, where: str) -> None:
        for message in self.phone.from_bot:
            if self.seen.get(message["message_id"]) != message:
                self.seen[message["message_id"]] = message
                self._check(message, where)

    def _check(self, message: dict[str, Any], where: str) -> None:
        words = message.get("text") or message.get("caption") or ""
        entities = message.get("entities", []) + message.get("caption_entities", [])
        # the sign before is there as it was typed, so the name was text and not a tag
        assert words.count(MARK) == words.count(f"<b>{MARK}"), f"{where}: {words}"
        assert not any(EVIL in entity.get("url", "") for entity in entities), where
        if document := message.get("document"):
            self.files += 1
            check_file(document["file_name"], self.phone.file_content(document))


def check_file(name: str, content: bytes) -> None:
    """A name without a way out of its folder; a content that opens and does nothing by itself."""
    assert not set(name) & set('/\\\n\r\x00<>:"|?*'), name
    assert ".." not in name, name
    assert not [sign for sign in name if unicodedata.category(sign) in ("Cc", "Cf") and sign not in INSIDE_LETTERS], (
        name
    )
    if name.endswith(".xlsx"):
        check_table(content)
    elif name.endswith(".pdf"):
        assert len(pypdfium2.PdfDocument(content)) > 0
    elif name.endswith(".ics"):
        check_calendar(content)


def check_table(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any("externalLink" in part or "hyperlink" in part for part in parts.namelist())
        assert not any(EVIL.encode() in parts.read(part) for part in parts.namelist() if part.endswith(".rels"))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def check_calendar(content: bytes) -> None:
    calendar = icalendar.Calendar.from_ical(content)
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert not any(line.startswith("ATTENDEE") for line in lines)
    assert sum(line == "BEGIN:VEVENT" for line in lines) == sum(line == "END:VEVENT" for line in lines)
    assert len(calendar.walk("VEVENT")) == sum(line == "BEGIN:VEVENT" for line in lines)


def all_doors() -> list[Door]:
    return [one for one in matrix.doors() if one.press is not None and who_may(one) is not None]


async def walk(club: Club, path: Path, words: str, doors: Sequence[Door]) -> int:
    """Press everything; returns how many files came of it."""
    world, phones = await given_world(club)
    await spoil(club, words)
    copies, failed = Copies(path), incidents()
    looks = {name: Looking(phone) for name, phone in phones.items()}
    for door in doors:
        name = who_presses(door)
        if name is None or door.press is None:
            continue
        copies.put_back()
        await begin_form(club, world, door, phones[name])
        sure = {"sure": True} if door.sure else {}
        data = matrix.button(door.press, world, club.now).model_copy(update=sure).pack()
        club.telegram.presses(phones[name].id, phones[name].newest["message_id"], data)
        await club.handle_updates()
        assert incidents() == failed, f"{door.name} by {door.way}"
        assert club.telegram.refused == [], f"{door.name} by {door.way}"
        looks[name].look(f"{door.name} by {door.way}")
    copies.put_back()
    await club.deliver()
    for name, look in looks.items():
        look.look(f"news of {name}")
    copies.close()
    return sum(look.files for look in looks.values())


@pytest.mark.parametrize("words", [NASTY, EMOJI], ids=["nasty", "emoji"])
async def test_no_screen_and_no_file_takes_a_name_for_more(club: Club, tmp_path: Path, words: str) -> None:
    doors = [one for number, one in enumerate(all_doors()) if number % STRIDE == 0 or one.handler_name in FILES]
    files = await walk(club, tmp_path / "club.db", words, doors)
    assert files > 0


async def test_an_unescaped_name_is_noticed(club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.people.members_desk.esc", str)
    with pytest.raises(AssertionError, match="people:"):
        await walk(club, tmp_path / "club.db", TAG, [one for one in all_doors() if one.router == "people"])


async def test_pages_show_a_name_as_it_is(club: Club) -> None:
    await given_world(club)
    await spoil(club, NASTY)
    async with club.sessions.begin() as session:
        member_id = await session.scalar(select(Certificate.member_id))
        session.add(CalendarFeed(member_id=member_id, secret="s" * 43, created_at=club.now))
        code = await session.scalar(select(Certificate.code))
    app = Starlette(routes=build_pages(club.sessions, lambda: club.now, lambda: club.addresses))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://club.example.org") as client:
        page = (await client.get(f"/verify/{code}")).text
        feed = (await client.get(f"/calendar/{'s' * 43}.ics")).content
    assert MARK in page
    assert TAG not in page
    assert f'<a href="http://{EVIL}' not in page
    check_calendar(feed)


@pytest.mark.parametrize("answer", [NASTY, EMOJI, "\u202e\u200b", "a\x00b", "Анна\nАдмин", "\u2066x\u2069"])
def test_what_is_typed_is_cleaned(answer: str) -> None:
    for kept, lines in ((clean(answer), False), (paragraphs(answer), True)):
        strange = [sign for sign in kept if unicodedata.category(sign).startswith("C") and sign != "\n"]
        assert strange == []
        assert lines or "\n" not in kept
