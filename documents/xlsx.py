"""A spreadsheet of plain tables: a bold head that stays in sight, filters, printed on the width of a page."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

# codes of the vocabulary in words: the room of screens knows them
Say = Callable[[object], str]
# a title with its width in a spreadsheet's characters
Columns = Sequence[tuple[str, int]]

# a cell holds no more
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: cells in the order of the titles. None is an empty cell, a moment has lost its zone."""

    name: str
    columns: Columns
    rows: Sequence[Sequence[Any]]


def workbook(*sheets: Sheet) -> bytes:
    """The tables as XLSX. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = _Formats(book)
        for sheet in sheets:
            _draw(book.add_worksheet(sheet.name), sheet, formats)
    return buffer.getvalue()


class _Formats:
    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.head = book.add_format({**top, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF2F7"})
        self.body = book.add_format({**top, "text_wrap": True})
        self.day = book.add_format({**top, "num_format": "dd.mm.yyyy", "align": "left"})
        self.moment = book.add_format({**top, "num_format": "dd.mm.yyyy hh:mm", "align": "left"})


def _draw(drawn: Any, sheet: Sheet, formats: _Formats) -> None:
    for column, (title, width) in enumerate(sheet.columns):
        drawn.set_column(column, column, width)
        drawn.write_string(0, column, title, formats.head)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            _write(drawn, number, column, value, formats)
    drawn.freeze_panes(1, 2)
    drawn.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    drawn.set_landscape()
    drawn.repeat_rows(0)
    drawn.fit_to_pages(1, 0)


def _write(drawn: Any, row: int, column: int, value: object, formats: _Formats) -> None:
    match value:
        case None | "":
            drawn.write_blank(row, column, None, formats.body)
        case int() | float():
            drawn.write_number(row, column, value, formats.body)
        case datetime():
            drawn.write_datetime(row, column, value, formats.moment)
        case date():
            drawn.write_datetime(row, column, value, formats.day)
        case _:
            drawn.write_string(row, column, str(value)[:_LONGEST_CELL], formats.body)
