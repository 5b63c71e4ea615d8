"""The sign-in sheet (явочный лист): to be signed at the door, and afterwards with the marks (domain guide §14).

No phones, no birthdays: a sheet lies open on a table.
"""

import re
from collections.abc import Callable
from textwrap import shorten

from documents import typst
from domain import clubtime
from domain.events.presence import Slot
from domain.events.roster import Mark, RosterTable, TableRow
from domain.vocabulary import Attendance, EventFormat, PresenceState

# codes of the vocabulary and moments in words: the room of screens knows them
Say = Callable[[object], str]

# rows for who comes without having signed up
_WALK_INS = 10
_LONGEST_FOOTER = 90
# Russian words are hyphenated; what is none, or longer than any, would run over the next column: it may break
_UNBREAKABLE = re.compile(r"[^\s\-а-яё]{9,}|[а-яё]{31,}", re.IGNORECASE)
_PIECE = re.compile(r".{1,6}")
_ZERO_WIDTH_SPACE = "\u200b"


def sign_in_sheet(table: RosterTable, slot: Slot, say: Say) -> bytes:
    """The sheet of one session as PDF: who has a seat, in the order of names, and some empty rows.

    Once anybody is marked, it tells who came, when and how they were marked. Takes a moment: draw it in a thread.
    """
    marks = {row.registration_id: _mark(row, slot) for row in table.seated}
    marked = any(mark is not None for mark in marks.values())
    rows = [
        [
            f"{number}",
            *map(_breakable, (row.full_name, row.organization, row.position)),
            *_tail(row, marks[row.registration_id], marked, say),
        ]
        for number, row in enumerate(table.seated, 1)
    ]
    first_empty = len(rows) + 1
    width = 6 if marked else 5
    rows += [[f"{number}", *[""] * (width - 1)] for number in range(first_empty, first_empty + _WALK_INS)]
    came = sum(mark is not None and mark.state is PresenceState.ATTENDED for mark in marks.values())
    return typst.pdf(
        "sheet.typ",
        {
            "title": _breakable(table.title),
            "facts": _facts(table, slot, say),
            "columns": _columns(marked),
            "rows": rows,
            "total": f"Записано: {len(marks)}. Пришло: {came if marked else '______'}.",
            "responsible": table.responsible or "",
            "footer": f"{_footer(table.title)} · {clubtime.local(slot.starts_at):%d.%m.%Y}",
        },
    )


def _facts(table: RosterTable, slot: Slot, say: Say) -> list[list[str]]:
    start, end = clubtime.local(slot.starts_at), clubtime.local(slot.ends_at)
    till = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m %H:%M}"
    place = "онлайн" if table.terms.format is EventFormat.ONLINE else table.place or "уточняется"
    facts = [["Когда", f"{say(slot.starts_at)}–{till}"], ["Где", _breakable(place)]]
    if slot.of > 1:
        facts.append(["Занятие", f"{slot.number} из {slot.of}" + (f" · {slot.topic}" if slot.topic else "")])
    return facts


def _columns(marked: bool) -> list[tuple[str, float]]:
    """Titles with their shares of the width; 0 takes what it needs."""
    tail = [("Отметка", 1.6), ("Подпись", 1.5)] if marked else [("Подпись", 2.0)]
    return [("№", 0), ("ФИО", 3.4), ("ОО", 2.8), ("Должность", 2.2), *tail]


def _tail(row: TableRow, mark: Mark | None, marked: bool, say: Say) -> list[str]:
    """The mark, once there are marks, and the place to sign: who takes part online signs nothing."""
    signature = say(row.attendance) if row.attendance is Attendance.ONLINE else ""
    if not marked:
        return [signature]
    if mark is None:
        return ["", signature]
    if mark.state is PresenceState.NO_SHOW:
        return ["не было", signature]
    return [f"{clubtime.local(mark.at):%d.%m %H:%M}, {say(mark.method)}", signature]


def _mark(row: TableRow, slot: Slot) -> Mark | None:
    return next((mark for mark in row.marks if mark.sitting == slot.number), None)


def _footer(title: str) -> str:
    return _breakable(shorten(title, _LONGEST_FOOTER, placeholder="…"))


def _breakable(text: str) -> str:
    return _UNBREAKABLE.sub(lambda run: _ZERO_WIDTH_SPACE.join(_PIECE.findall(run[0])), text)
