"""Answers about an event as a table, for who wants to count in their own way."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook

_WIDTH = 16
_WIDTH_OF_TEXT = 60
_SHEET = "Отзывы"


def answers_table(header: Sequence[str], rows: Sequence[Sequence[str | int | None]]) -> bytes:
    """An XLSX: `header` stays in sight, a row for each person, None is an empty cell; the last column is free text.

    Whatever people wrote stays text: nothing becomes a formula or a link.
    """
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet(_SHEET)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        last = len(header) - 1
        sheet.set_column(0, last, _WIDTH, plain)
        sheet.set_column(last, last, _WIDTH_OF_TEXT, plain)
        sheet.write_row(0, 0, header, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
    return content.getvalue()
