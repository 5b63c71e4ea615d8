"""The directory of organisations as a spreadsheet: out to be read or filled in, and back with changes."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl
import xlsxwriter

from documents.unpacking import is_modest
from domain.errors import InvalidAnswer
from domain.people.organizations_desk import OrganizationLine
from domain.people.organizations_import import (
    MOST_BYTES,
    MOST_ROWS,
    ImportSheet,
    RowProblem,
    SheetRow,
    read_town,
    read_type,
)
from domain.typed import clean
from domain.vocabulary import Municipality, OrgType

# codes of the vocabulary in words: the room of screens knows them
Say = Callable[[object], str]

_CODE, _NAME, _TYPE, _TOWN = "Код в клубе", "Название", "Вид", "Город"
_COLUMNS = ((_CODE, 12), (_NAME, 60), (_TYPE, 24), (_TOWN, 18), ("Людей в клубе", 16))
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_MOST_COLUMNS = 50
# whoever left a gap in the middle is still told of too many rows; a file may claim to have billions of them
_LAST_ROW = 100_002
# what a cell of a name may hold before it is no name at all; the exact limit is told by its reader
_LONGEST_CELL = 1_000

TOO_LARGE = "Файл больше 5 МБ, это не похоже на список организаций. Возьмите шаблон и вставьте строки в него."
TOO_MANY = f"В таблице слишком много всего: за раз берём не больше {MOST_ROWS} строк. Разделите её на части."
_UNREADABLE = "Файл не открылся. Нужна таблица XLSX — шаблон или список, скачанные здесь."
_FOREIGN = "В первой строке нет столбца «Название». Возьмите шаблон и вставьте строки в него."
_EMPTY = "В таблице нет ни одной заполненной строки. Впишите организации под заголовком."

_HELP = (
    "Одна строка — одна организация. Столбцы можно переставлять, лишние не помешают.",
    "«Код в клубе» не меняйте: по нему бот узнаёт организацию, даже если поменялось название. У новых он пустой.",
    "Пустая ячейка ничего не меняет. Новой организации нужны название и город, вид бот часто поймёт из названия.",
    "Организация, которой нет в файле, остаётся в справочнике как есть.",
    f"За раз — не больше {MOST_ROWS} строк. Формулы не читаем: впишите само значение.",
)


def workbook(lines: Sequence[OrganizationLine], say: Say) -> bytes:
    """The directory as XLSX; of no lines, the template. It takes a moment: draw it in a thread.

    What people typed stays text: no cell becomes a formula or a link.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        sheet = book.add_worksheet("Организации")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        for column, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, line in enumerate(lines, 1):
            view = line.view
            sheet.write_number(number, 0, view.id)
            sheet.write_string(number, 1, view.name)
            sheet.write_string(number, 2, say(view.type))
            sheet.write_string(number, 3, say(view.municipality))
            sheet.write_number(number, 4, line.people)
        for column, kind in ((2, OrgType), (3, Municipality)):
            choices = {"validate": "list", "source": [say(one) for one in kind]}
            sheet.data_validation(1, column, MOST_ROWS, column, choices)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(lines), 1), len(_COLUMNS) - 1)
        guide = book.add_worksheet("Как заполнять")
        guide.set_column(0, 0, 110)
        for number, sentence in enumerate(_HELP):
            guide.write_string(number, 0, sentence)
    return buffer.getvalue()


def read(content: bytes) -> ImportSheet:
    """What rows of a spreadsheet say of organisations. It takes a moment: read it in a thread.

    Raises InvalidAnswer with a sentence about what is wrong with the file: no spreadsheet, too large, a foreign one.
    """
    if len(content) > MOST_BYTES:
        raise InvalidAnswer(TOO_LARGE)
    with _reading():
        if not is_modest(content):
            raise InvalidAnswer(TOO_MANY)
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False).worksheets[0]
        columns = _columns(sheet)
    if _NAME not in columns:
        raise InvalidAnswer(_FOREIGN)
    with _reading():
        found = _rows(sheet, columns)
    if not found.rows and not found.problems:
        raise InvalidAnswer(_EMPTY)
    return found


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever a foreign file breaks inside the parser means the same to the person."""
    try:
        yield
    except InvalidAnswer:
        raise
    except Exception as broken:
        raise InvalidAnswer(_UNREADABLE) from broken


def _columns(sheet: Any) -> Mapping[str, int]:
    """Where each of our columns stands, by its title whatever its case; the first of two alike counts."""
    titles = next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS, values_only=True), ())
    plain = ["" if value is None else clean(f"{value}").lower() for value in titles]
    return {title: plain.index(title.lower()) for title in (_CODE, _NAME, _TYPE, _TOWN) if title.lower() in plain}


def _rows(sheet: Any, columns: Mapping[str, int]) -> ImportSheet:
    rows, problems = [], []
    last = max(columns.values()) + 1
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_row=_LAST_ROW, max_col=last), 2):
        ours = {title: cells[column] for title, column in columns.items() if column < len(cells)}
        if all(_is_blank(cell.value) for cell in ours.values()):
            continue
        if number > MOST_ROWS + 1:
            raise InvalidAnswer(TOO_MANY)
        try:
            rows.append(_row(number, ours))
        except InvalidAnswer as refused:
            problems.append(RowProblem(number, refused.hint))
    return ImportSheet(tuple(rows), tuple(problems))


def _row(number: int, cells: Mapping[str, Any]) -> SheetRow:
    """Raises InvalidAnswer with the reason when the row can't be read."""
    for title, cell in cells.items():
        # what a formula would show depends on who opens the file
        if cell.data_type == "f":
            raise InvalidAnswer(f"в столбце «{title}» формула: впишите само значение")
        if cell.data_type == "e":
            raise InvalidAnswer(f"в столбце «{title}» ошибка таблицы")
    texts = {title: _text(cell.value) for title, cell in cells.items()}
    kind, town = texts.get(_TYPE), texts.get(_TOWN)
    row = SheetRow(
        row=number,
        code=_code(cells[_CODE].value) if texts.get(_CODE) else None,
        name=texts.get(_NAME),
        type=read_type(kind) if kind else None,
        municipality=read_town(town) if town else None,
    )
    if kind and row.type is None:
        raise InvalidAnswer(f"вид «{kind[:40]}» не знаем")
    if town and row.municipality is None:
        raise InvalidAnswer(f"город «{town[:40]}» не знаем: впишите «Другой»")
    return row


def _text(value: object) -> str | None:
    """A cell's words, clean; None where it is empty. Programs that know no whole numbers write 12 as 12.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(f"{value}"[:_LONGEST_CELL]) or None if value is not None else None


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _code(value: object) -> int:
    """An organisation's id. Raises InvalidAnswer."""
    if isinstance(value, str) and value.strip().isdecimal() and value.strip().isascii():
        value = int(value.strip()[:20])
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**53 and value == int(value):
        return int(value)
    raise InvalidAnswer("код в клубе непонятен: он нужен точно как в скачанном списке, а у новых — пустой")
