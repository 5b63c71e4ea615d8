"""The report of an announcement as a spreadsheet: everybody it was meant for, and what became of it."""

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

from domain import clubtime
from domain.mailing.announcement_run import RecipientRow, RecipientTable

# codes of the vocabulary in words: the room of screens knows them
Say = Callable[[object], str]

_TITLES = {"№": 6, "ФИО": 38, "Организация": 40, "Город": 18, "Что стало": 44, "Когда": 18}


def workbook(table: RecipientTable, say: Say) -> bytes:
    """The table as XLSX, moments in club time. It takes a while: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Получатели")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"})
        for column, (title, width) in enumerate(_TITLES.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(table.rows, 1):
            _write(sheet, number, row, say, moment)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(table.rows), len(_TITLES) - 1)
    return buffer.getvalue()


def _write(sheet: Any, number: int, row: RecipientRow, say: Say, moment: Any) -> None:
    sheet.write_number(number, 0, number)
    city = say(row.municipality) if row.municipality else None
    for column, value in enumerate((row.name, row.organization, city, say(row.fate)), 1):
        if value:
            sheet.write_string(number, column, value)
    if row.at is not None:
        # a spreadsheet knows no zones
        sheet.write_datetime(number, 5, clubtime.local(row.at).replace(tzinfo=None), moment)
