"""People of the club as a spreadsheet."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime

import xlsxwriter

from domain import clubtime
from domain.people.members_desk import TableRow

# codes of the vocabulary in words: the room of screens knows them
Say = Callable[[object], str]

_COLUMNS = (
    ("№", 5),
    ("ФИО", 38),
    ("Организация", 34),
    ("Должность", 26),
    ("Город", 16),
    ("Роли", 26),
    ("Связь", 20),
    ("С какого дня", 14),
    ("В клубе с", 14),
    ("Был(а) в боте", 14),
)


def workbook(rows: Sequence[TableRow], say: Say) -> bytes:
    """The list as XLSX, days in club time. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {**options, "strings_to_numbers": False, "in_memory": True}) as book:
        sheet = book.add_worksheet("Люди")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        for column, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(_cells(number, row, say)):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    return buffer.getvalue()


def _cells(number: int, row: TableRow, say: Say) -> Sequence[object]:
    line = row.line
    return (
        number,
        line.full_name,
        line.organization,
        row.position,
        row.municipality_text or (say(row.municipality) if row.municipality else None),
        ", ".join(say(role) for role in row.roles),
        say(line.contact),
        _day(line.since),
        _day(row.joined_at),
        row.seen_on,
    )


def _day(moment: datetime | None) -> date | None:
    return clubtime.local(moment).date() if moment else None
