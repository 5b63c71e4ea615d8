"""A school's pairs as a spreadsheet: how each goes, never what it is about."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import xlsxwriter

from domain import clubtime
from domain.mentoring.approvals import Party
from domain.mentoring.school import SchoolPair, SchoolTable
from domain.vocabulary import PairStatus

# codes of the vocabulary in words: the room of screens knows them
Say = Callable[[object], str]

_SHEET = "Пары школы"
# a title with its width in a spreadsheet's characters
_COLUMNS = (
    ("№", 5),
    ("Наставник", 34),
    ("Организация наставника", 30),
    ("Коллега", 34),
    ("Организация коллеги", 30),
    ("Форма", 16),
    ("Статус", 20),
    ("Начало", 12),
    ("Конец по плану", 12),
    ("Конец", 12),
    ("Встреч", 9),
    ("Последняя встреча", 12),
    ("Целей", 9),
    ("Достигнуто", 11),
)
_GONE = "больше не в клубе"


def workbook(table: SchoolTable, say: Say) -> bytes:
    """The school's pairs as XLSX, days in club time. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_SHEET)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F7"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
        for column, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, pair in enumerate(table.pairs, 1):
            for column, value in enumerate((number, *_cells(pair, say))):
                _write(sheet, number, column, value, body, day)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(table.pairs), len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def _cells(pair: SchoolPair, say: Say) -> list[Any]:
    """One pair's values in the order of the titles; None is an empty cell."""
    begun = pair.status is not PairStatus.APPROVAL
    return [
        *(*_party(pair.mentor), *_party(pair.mentee)),
        *(say(pair.form), say(pair.status)),
        *(_day(pair.started_at if begun else None), _day(pair.planned_end_at if begun else None)),
        *(_day(pair.ended_at), pair.meetings, _day(pair.last_met_at), pair.goals, pair.reached),
    ]


def _party(party: Party) -> tuple[str, str | None]:
    return party.name or _GONE, party.organization


def _day(moment: datetime | None) -> date | None:
    return clubtime.local(moment).date() if moment else None


def _write(sheet: Any, row: int, column: int, value: Any, body: Any, day: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, body)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, body)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, body)
    else:
        sheet.write_datetime(row, column, value, day)
