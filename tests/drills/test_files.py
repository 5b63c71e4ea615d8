"""Hostile files, sent where a file is awaited and where none is: too big, bombs, ways out of a folder, false names.

The whole bot reads each as it would in life. The person gets a clear sentence, the next file is awaited, nothing in
the database changes, nothing is written outside, and memory stays what it was.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from db.models import Event
from sandbox.files import DOWNLOAD_LIMIT, MEGABYTE
from screens.events.roster_files import BringMarks
from screens.people.organization_ways import OpenImport
from tests.drills.people import changes, incidents, snapshot
from tests.stories.conftest import Club
from tests.stories.phones import Phone

XLSX = "Участники.xlsx"
WIDE = "xl/worksheets/sheet1.xml"
# one of the largest tables a person could bring takes less
MOST_MEMORY = 60 * MEGABYTE


def archive(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return packed.getvalue()


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)


@cache
def bomb() -> bytes:
    """A hundred megabytes of blanks in as many kilobytes."""
    return archive({"[Content_Types].xml": _TYPES, WIDE: b" " * 100 * MEGABYTE})


def lying_bomb() -> bytes:
    """The archive's directory tells of a tenth."""
    content = bytearray(archive({WIDE: b"<c/>" * 10 * MEGABYTE}))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def nested_bomb() -> bytes:
    return archive({WIDE: archive({"a.xml": b"0" * 10 * MEGABYTE})})


def entities() -> bytes:
    """A billion laughs."""
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ха">{lines}]><worksheet>&a9;</worksheet>'
    return archive({"[Content_Types].xml": _TYPES, WIDE: xml.encode()})


def outside() -> bytes:
    names = ("../../../../tmp/evil.xml", "/etc/evil.xml", "..\\..\\evil.xml", "xl/../../evil.xml")
    return archive({"[Content_Types].xml": _TYPES} | dict.fromkeys(names, b"evil"))


FILES: dict[str, Callable[[], tuple[str, bytes, int | None]]] = {
    "21 megabytes": lambda: (XLSX, b"PK", 21 * MEGABYTE),
    "as much as Telegram hands over": lambda: (XLSX, b"PK", DOWNLOAD_LIMIT),
    "smaller in word than in deed": lambda: (XLSX, b"\0" * 6 * MEGABYTE, 10),
    "bomb": lambda: (XLSX, bomb(), None),
    "lying bomb": lambda: (XLSX, lying_bomb(), None),
    "nested bomb": lambda: (XLSX, nested_bomb(), None),
    "entities": lambda: (XLSX, entities(), None),
    "outside": lambda: (XLSX, outside(), None),
    "nothing but a blank": lambda: (XLSX, b" ", None),
    "a picture under a table's name": lambda: (XLSX, b"\x89PNG\r\n\x1a\n" + b"\0" * 100, None),
    "a table under a picture's name": lambda: ("картинка.png", archive({"a.xml": b"<a/>"}), None),
    "a program": lambda: ("отметки.xlsx.exe", b"MZ\x90\0", None),
    "half of an archive": lambda: (XLSX, archive({"a.xml": b"<a/>" * 1000})[:60], None),
    "a name that leads outside": lambda: ("../../../etc/passwd\u202exslx.exe", b"PK\x03\x04", None),
}


async def coordinator(club: Club) -> Phone:
    await club.maria.joins(role="Наставник")
    await club.coordinator(club.maria)
    await club.maria.says("/menu")
    return club.maria


async def marks_awaited(club: Club) -> Phone:
    """The bot has asked for the list of those who came to an event that goes on."""
    maria = await coordinator(club)
    async with club.sessions.begin() as session:
        event = await session.get_one(Event, 1)
        event.starts_at, event.ends_at = club.now - timedelta(hours=1), club.now + timedelta(hours=1)
    await maria.presses(BringMarks(event_id=1).pack())
    return maria


async def organizations_awaited(club: Club) -> Phone:
    """The bot has asked for a table of organisations."""
    maria = await coordinator(club)
    await maria.presses(OpenImport().pack())
    return maria


@pytest.mark.parametrize("awaiting", [marks_awaited, organizations_awaited])
@pytest.mark.parametrize("kind", FILES)
async def test_a_hostile_file_is_refused_in_words(
    club: Club, tmp_path: Path, kind: str, awaiting: Callable[[Club], Awaitable[Phone]]
) -> None:
    maria = await awaiting(club)
    asked = maria.sees
    name, content, size = FILES[kind]()
    before, failed = await snapshot(club.sessions), incidents()
    tracemalloc.start()
    await maria.sends_file(name, content, size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert incidents() == failed
    assert maria.sees != asked
    assert "файл" in maria.sees.lower() or "таблиц" in maria.sees.lower()
    assert peak < MOST_MEMORY
    made = [str(one) for one in changes(before, await snapshot(club.sessions)) if one.table.name != "conversation"]
    assert made == []
    assert not any(path.exists() for path in (Path("/tmp/evil.xml"), Path("/etc/evil.xml")))
    # the way out is where it was
    await maria.says("/menu")
    assert maria.buttons


@pytest.mark.parametrize("kind", ["21 megabytes", "bomb", "a name that leads outside"])
async def test_where_no_file_is_awaited_none_is_fetched(club: Club, kind: str) -> None:
    await club.anna.joins()
    name, content, size = FILES[kind]()
    await club.anna.sends_file(name, content, size)
    assert club.anna.sees
    assert "getFile" not in {call.method for call in club.telegram.log}


async def test_unweighed_a_bomb_takes_memory(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the weighing is for: without it the parser unpacks whatever it is told to."""
    monkeypatch.setattr(
        "documents.roster.is_modest", lambda content: bool(zipfile.ZipFile(io.BytesIO(content)).read(WIDE))
    )
    maria = await marks_awaited(club)
    tracemalloc.start()
    await maria.sends_file(XLSX, bomb())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak > MOST_MEMORY
