"""The journal of acts as a spreadsheet."""

import io
from collections.abc import Callable, Sequence

import xlsxwriter

from domain import clubtime
from domain.people.journal import Entry

# an entry in words, in the order of the columns after the moment: the room of screens knows them
Say = Callable[[Entry], tuple[str, ...]]

_TITLES = {"Когда": 18, "Кто": 34, "Что": 40, "Над чем": 48, "Подробности": 40}


def workbook(entries: Sequence[Entry], say: Say) -> bytes:
    """The entries as XLSX, in club time. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Журнал")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"})
        for column, (title, width) in enumerate(_TITLES.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for row, entry in enumerate(entries, 1):
            sheet.write_datetime(row, 0, clubtime.local(entry.at).replace(tzinfo=None), moment)
            for column, text in enumerate(say(entry), 1):
                sheet.write_string(row, column, text, body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(entries), len(_TITLES) - 1)
    return buffer.getvalue()
