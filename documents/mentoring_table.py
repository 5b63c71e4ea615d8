"""Pairs and requests of the club as a spreadsheet of two sheets."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import xlsxwriter

from domain import clubtime
from domain.mentoring.mentoring_table import MentoringTable, PairRow, RequestRow

# codes of the vocabulary and troubles in words: the room of screens knows them
Say = Callable[[object], str]
# a title with its width in a spreadsheet's characters
Columns = Sequence[tuple[str, int]]

_PAIRS: Columns = (
    *(("№", 5), ("Наставник", 36), ("Школа наставника", 30), ("Коллега", 36), ("Школа коллеги", 30)),
    *(("Форма", 16), ("Направления", 30), ("Статус", 16), ("Начало", 12), ("Конец по плану", 12), ("Завершена", 12)),
    *(("Встреч", 8), ("Последняя встреча", 12), ("Настроение, в среднем", 12), ("Целей", 8), ("Достигнуто", 11)),
    ("Что тревожит", 60),
)
_REQUESTS: Columns = (
    *(("№ заявки", 9), ("Кто просит", 36), ("Школа", 30), ("Направления", 30), ("Форма", 16), ("Срочность", 18)),
    *(("Состояние", 18), ("Создана", 17), ("Возраст, дней", 10), ("Первый ответ через, часов", 12)),
    *(("Сейчас у наставника", 36), ("Срок ответа", 17)),
)
_GONE = "больше не в клубе"


def workbook(table: MentoringTable, say: Say) -> bytes:
    """The two tables as XLSX, in club time. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _sheet(book, "Пары", _PAIRS, [_pair(number, row, say) for number, row in enumerate(table.pairs, 1)])
        _sheet(book, "Заявки", _REQUESTS, [_request(row, say) for row in table.requests])
    return buffer.getvalue()


def _pair(number: int, row: PairRow, say: Say) -> list[Any]:
    """One pair's cells in the order of the titles; None is an empty one."""
    return [
        *(number, row.mentor or _GONE, row.mentor_school, row.mentee or _GONE, row.mentee_school),
        *(say(row.form), _listed(row.directions, say), say(row.status)),
        *(_local(row.started_at), _local(row.planned_end_at), _local(row.ended_at)),
        *(row.held, _local(row.last_met), None if row.mood is None else round(row.mood, 1), row.goals, row.reached),
        _listed(row.troubles, say, "; "),
    ]


def _request(row: RequestRow, say: Say) -> list[Any]:
    first = None if row.first_answer is None else round(row.first_answer / timedelta(hours=1), 1)
    return [
        *(row.id, row.name, row.school, _listed(row.directions, say), say(row.form), say(row.urgency)),
        *(say(row.state), _local(row.created_at), row.age.days, first, row.mentor, _local(row.deadline_at)),
    ]


def _listed(codes: Sequence[object], say: Say, between: str = ", ") -> str:
    return between.join(map(say, codes))


def _local(moment: datetime | None) -> datetime | None:
    """A spreadsheet knows no zones."""
    return clubtime.local(moment).replace(tzinfo=None) if moment else None


def _sheet(book: Any, name: str, columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F7"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, body, moment)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, column: int, value: Any, body: Any, moment: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, body)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, body)
    elif isinstance(value, str):
        # a cell holds no more
        sheet.write_string(row, column, value[:32_767], body)
    else:
        sheet.write_datetime(row, column, value, moment)
