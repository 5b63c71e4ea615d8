"""The roster as a spreadsheet: out to be filled in by hand, and back with the marks."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openpyxl
import xlsxwriter

from documents.unpacking import is_modest
from domain import clubtime
from domain.errors import InvalidAnswer
from domain.events.roster import Mark, RosterTable, TableRow
from domain.events.roster_marks import MOST_BYTES, MOST_ROWS, HandMark, MarkSheet, is_blank, read_mark
from domain.vocabulary import PresenceState

# codes of the vocabulary and moments in words: the room of screens knows them
Say = Callable[[object], str]

_SHEET = "Участники"
_CAME = "Пришёл(а)"
_KEY = "Код мероприятия"
# a spreadsheet's characters; Excel shows at most 255 of them in a column
_WIDTHS = {"№": 5, "ФИО": 38, "Организация": 32, "Должность": 26, "Когда отмечены": 18}
_WIDTH, _ANSWER_WIDTH = 15, 30
_MOST_COLUMNS = 100


def workbook(table: RosterTable, say: Say) -> bytes:
    """The roster as XLSX with empty columns for marks by hand, in club time. It takes a moment: draw it in a thread.

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
        sheet = book.add_worksheet(_SHEET)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F7"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"})
        titles = _titles(table)
        for column, title in enumerate(titles):
            sheet.set_column(column, column, _width(title, table), None, {"hidden": title.startswith(_KEY)})
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(table.rows, 1):
            for column, value in enumerate(_cells(number, row, table, say)):
                _write(sheet, number, column, value, body, moment)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(table.rows), len(titles) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def read_marks(content: bytes, event_id: int) -> MarkSheet:
    """Marks that somebody wrote into the roster of this event. It takes a moment: read it in a thread.

    Raises InvalidAnswer with a sentence about what is wrong with the file: no spreadsheet, a foreign one, another
    event's, too large.
    """
    if len(content) > MOST_BYTES:
        raise InvalidAnswer(TOO_LARGE)
    with _reading():
        if not is_modest(content):
            raise InvalidAnswer(_UNREADABLE)
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False).worksheets[0]
        titles = _first_row(sheet)
    key, columns = _key_column(titles, event_id), _mark_columns(titles)
    with _reading():
        rows = _rows(sheet, len(titles), key, columns)
    return _marks_in(rows)


TOO_LARGE = "Файл больше 5 МБ, это не похоже на список участников. Пришлите тот, что скачали здесь."
_UNREADABLE = "Файл не открылся. Нужна таблица XLSX — та, что скачали здесь, с вашими отметками."
_TOO_LONG = "В таблице слишком много строк. Пришлите список, который скачали здесь."
_FOREIGN = (
    "Это не список участников отсюда: нет нужных столбцов. Скачайте список заново, впишите отметки и пришлите его."
)


# --- out


def _came_titles(sittings: int) -> list[str]:
    """One column for marks, or one a session."""
    return [_CAME] if sittings == 1 else [f"{_CAME}, занятие {number}" for number in range(1, sittings + 1)]


def _titles(table: RosterTable) -> list[str]:
    return [
        *("№", "ФИО", "Организация", "Должность", "Статус", "Формат", "Роль"),
        *_came_titles(len(table.sittings)),
        *table.questions,
        *("Откуда запись", "Отметка", "Как отмечены", "Когда отмечены"),
        f"{_KEY} {table.event_id}",
    ]


def _width(title: str, table: RosterTable) -> int:
    return _ANSWER_WIDTH if title in table.questions else _WIDTHS.get(title, _WIDTH)


def _cells(number: int, row: TableRow, table: RosterTable, say: Say) -> list[Any]:
    """One row's values in the order of the titles; None is an empty cell."""
    return [
        *(number, row.full_name, row.organization, row.position),
        *(say(row.status), say(row.attendance), say(row.role)),
        *(None for _ in table.sittings),
        *row.answers,
        say(row.source) if row.source else None,
        *_marks(row.marks, len(table.sittings), say),
        row.registration_id,
    ]


def _marks(marks: Sequence[Mark], sittings: int, say: Say) -> tuple[Any, Any, Any]:
    """The mark, how and when it was made; of a series, how many sessions of how many, and the last mark's."""
    if not marks:
        return None, None, None
    last = max(marks, key=lambda mark: mark.at)
    came = sum(mark.state is PresenceState.ATTENDED for mark in marks)
    mark = say(last.state) if sittings == 1 else f"{came} из {sittings}"
    # a spreadsheet knows no zones
    return mark, say(last.method), clubtime.local(last.at).replace(tzinfo=None)


def _write(sheet: Any, row: int, column: int, value: Any, body: Any, moment: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, body)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, body)
    elif isinstance(value, str):
        # a cell holds no more
        sheet.write_string(row, column, value[:32_767], body)
    else:
        sheet.write_datetime(row, column, value, moment)


# --- back


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of marks by its number in the sheet: whose it is, and what is written for which session."""

    number: int
    registration_id: int | None
    written: tuple[tuple[int, PresenceState | None], ...]


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever a foreign file breaks inside the parser means the same to the person."""
    try:
        yield
    except InvalidAnswer:
        raise
    except Exception as broken:
        raise InvalidAnswer(_UNREADABLE) from broken


def _first_row(sheet: Any) -> list[str]:
    """Titles; a file may claim to have thousands of columns."""
    row = next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS, values_only=True), ())
    titles = ["" if value is None else f"{value}".strip() for value in row]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def _rows(sheet: Any, width: int, key: int, columns: Mapping[int, int]) -> list[_Row]:
    """Rows with something written in a column of marks."""
    rows = []
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=width), 2):
        if number > MOST_ROWS + 1:
            raise InvalidAnswer(_TOO_LONG)
        written = [(sitting, cells[column]) for sitting, column in columns.items() if not is_blank(cells[column].value)]
        if written:
            marks = tuple((sitting, _state(cell)) for sitting, cell in written)
            rows.append(_Row(number, _id(cells[key].value), marks))
    return rows


def _marks_in(rows: Sequence[_Row]) -> MarkSheet:
    marks: dict[tuple[int, int], HandMark] = {}
    unclear: list[int] = []
    for row in rows:
        if row.registration_id is None or any(state is None for _, state in row.written):
            unclear.append(row.number)
            continue
        for sitting, state in row.written:
            if state is not None:
                # a person copied into two rows is marked once, as the lower row says
                marks[row.registration_id, sitting] = HandMark(row.number, row.registration_id, sitting, state)
    return MarkSheet(tuple(marks.values()), tuple(unclear))


def _state(cell: Any) -> PresenceState | None:
    """A cell as a mark. A formula is none: what it would show depends on who opens the file."""
    return None if cell.data_type == "f" else read_mark(cell.value)


def _id(value: object) -> int | None:
    """A registration's id; programs that know no whole numbers write 12 as 12.0."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value != int(value):
        return None
    return int(value) if 0 < value < 2**53 else None


def _key_column(titles: Sequence[str], event_id: int) -> int:
    """Where the registrations' ids stand. The title names the event, so that no other event's list is taken."""
    # it was written last: a question of the same words comes before it
    for column, title in reversed(list(enumerate(titles))):
        if found := re.fullmatch(rf"{_KEY} (\d{{1,19}})", title):
            if int(found[1]) != event_id:
                raise InvalidAnswer("Это список другого мероприятия. Пришлите тот, что скачали на этой странице.")
            return column
    raise InvalidAnswer(_FOREIGN)


def _mark_columns(titles: Sequence[str]) -> dict[int, int]:
    """Columns of marks by session."""
    columns: dict[int, int] = {}
    for column, title in enumerate(titles):
        if found := re.fullmatch(rf"{re.escape(_CAME)}(?:, занятие (\d{{1,3}}))?", title):
            columns.setdefault(int(found[1] or 1), column)
    if not columns:
        raise InvalidAnswer(_FOREIGN)
    return columns
