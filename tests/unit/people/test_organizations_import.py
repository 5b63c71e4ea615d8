"""The directory and a spreadsheet: what is read, what it would change, what is refused and why."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from documents.organizations import read, workbook
from domain.errors import InvalidAnswer
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import Field, OrganizationLine
from domain.people.organizations_import import MOST_BYTES, MOST_ROWS, ImportPlan, Known, plan
from domain.vocabulary import Municipality, OrgType
from screens.kit import TEXT_LIMIT
from screens.people.organizations_desk import say
from screens.people.organizations_import import preview

SCHOOL = OrganizationView(1, "Школа № 901", OrgType.SCHOOL, Municipality.TYUMEN)
OTHER = OrganizationView(2, "Школа № 902", OrgType.SCHOOL, Municipality.TYUMEN)
FAR = OrganizationView(3, "Школа № 901", OrgType.SCHOOL, Municipality.TOBOLSK)
AWAY = OrganizationView(4, "Школа № 904", OrgType.SCHOOL, Municipality.TYUMEN)
GONE = OrganizationView(5, "СОШ 901", OrgType.SCHOOL, Municipality.TYUMEN)
DIRECTORY = [
    *(Known(one, archived=False, merged_into=None) for one in (SCHOOL, OTHER, FAR)),
    Known(AWAY, archived=True, merged_into=None),
    Known(GONE, archived=True, merged_into="Школа № 901"),
]
HEAD = ("Код в клубе", "Название", "Вид", "Город")


def sheet_of(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def planned(*rows: tuple[Any, ...]) -> ImportPlan:
    return plan(read(sheet_of(*rows)), DIRECTORY)


def test_what_goes_out_comes_back_and_changes_nothing() -> None:
    views = (SCHOOL, OTHER, FAR)
    found = plan(read(workbook([OrganizationLine(one, 3) for one in views], say)), DIRECTORY)
    assert (found.empty, found.same, found.problems) == (True, 3, ())


def test_new_changed_and_unchanged_rows() -> None:
    found = planned(
        (1, "Школа № 901 имени Ёжикова", "школа", "Тюмень"),
        (None, "школа №902", None, None),
        (None, "Центр «Луч»", None, "тобольск"),
        (None, None, None, None),
        (3, None, "Колледж", "Ялуторовск"),
    )
    assert found.problems == ()
    assert [(one.row, one.name, one.type, one.municipality) for one in found.added] == [
        (4, "Центр «Луч»", OrgType.ADDITIONAL_ED, Municipality.TOBOLSK)
    ]
    assert [(one.row, one.fields) for one in found.changed] == [
        (2, (Field.NAME,)),
        (3, (Field.NAME,)),
        (6, (Field.TYPE, Field.MUNICIPALITY)),
    ]
    assert "«Школа № 901» → «Школа № 901 имени Ёжикова»" in preview(found, "0" * 8).text


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (('=HYPERLINK("http://a";1)', "Школа № 7", "Школа", "Тюмень"), "формула"),
        ((None, '=HYPERLINK("http://a.b","Школа")', "Школа", "Тюмень"), "формула"),
        ((None, "+79990000000", "Школа", "Тюмень"), "не может начинаться"),
        ((None, "Школа № 7", "Замок", "Тюмень"), "вид «Замок» не знаем"),
        ((None, "Школа № 7", "Школа", "Ишим"), "город «Ишим» не знаем"),
        ((None, "Школа № 7", "Школа", None), "нужен город"),
        ((None, "Солнышко", None, "Тюмень"), "нужен вид"),
        ((None, None, "Школа", "Тюмень"), "нет названия"),
        ((None, "Школа № 901", None, None), "таких в справочнике несколько"),
        ((777, "Школа № 7", "Школа", "Тюмень"), "с кодом 777"),
        (("12 а", "Школа № 7", "Школа", "Тюмень"), "код в клубе непонятен"),
        (("1e400", "Школа № 7", "Школа", "Тюмень"), "код в клубе непонятен"),
        ((4, None, "Колледж", None), "в архиве"),
        ((None, "Школа № 904", "Школа", "Тюмень"), "в архиве"),
        ((5, "СОШ 901", None, None), "объединили с другой: Школа № 901"),
        ((2, "Школа № 901", None, None), "уже есть"),
        ((None, "я" * 121, "Школа", "Тюмень"), "120"),
    ],
)
def test_a_row_with_a_mistake_is_named(row: tuple[Any, ...], why: str) -> None:
    found = planned((None, "Школа № 5", "Школа", "Тюмень"), row)
    assert [one.row for one in found.problems] == [3]
    assert why in found.problems[0].why
    assert [one.row for one in found.added] == [2], "the other rows are followed"


def test_a_row_twice_is_followed_once() -> None:
    found = planned(
        (None, "Школа № 5", "Школа", "Тюмень"),
        (None, "ШКОЛА №5", "Школа", "Тюмень"),
        (1, None, "Колледж", None),
        (None, "Школа № 901", "Лицей", "Тюмень"),
        (2, "Школа № 5", None, None),
    )
    assert (len(found.added), len(found.changed)) == (1, 1)
    assert [(one.row, one.why[:29]) for one in found.problems] == [
        (3, "та же организация, что в стро"),
        (5, "та же организация, что в стро"),
        (6, "так же называется новая орган"),
    ]


def test_changes_have_a_sign_of_their_own() -> None:
    row = (1, "Школа № 901 А", None, None)
    found = planned(row)
    assert found.sign == planned(row).sign
    assert found.sign != planned((1, "Школа № 901 Б", None, None)).sign
    moved = [Known(OrganizationView(1, "Школа № 900", OrgType.SCHOOL, Municipality.TYUMEN), False, None)]
    assert plan(read(sheet_of(row)), moved).sign != found.sign, "somebody else has changed it since"


def test_the_longest_preview_fits_a_message() -> None:
    name = "<&> " + "Школа с очень длинным названием " * 3
    rows = [(None, f"{name} {number}", "Доп. образование", "Тюмень") for number in range(300)]
    wrong = [(None, f"{name} {number}", "«" * 300, "Тюмень") for number in range(300)]
    known = [
        Known(OrganizationView(number, name, OrgType.OTHER, Municipality.OTHER), False, None)
        for number in range(1, 301)
    ]
    changes = [(number, f"{name} иначе {number}", "Доп. образование", "Ялуторовск") for number in range(1, 301)]
    found = plan(read(sheet_of(*rows, *wrong, *changes)), known)
    assert (len(found.added), len(found.changed), len(found.problems)) == (300, 300, 300)
    assert len(preview(found, "0" * 8, moved=True).text) < TEXT_LIMIT


# --- files that are no directory


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_rows(count: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number in range(1, count + 1):
            sheet.write_row(number, 0, (None, f"Школа № {number}", "Школа", "Тюмень"))
    return buffer.getvalue()


def after_a_gap() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.cell(MOST_ROWS + 900, 2).value = "Школа № 7"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "не открылся"),
        (lambda: b"Not a spreadsheet at all", "не открылся"),
        (lambda: zipped(**{"a.txt": b"?"}), "не открылся"),
        (lambda: zipped(**{"xl/workbook.xml": b"0" * 60_000_000}), "слишком много"),
        (lambda: b"0" * (MOST_BYTES + 1), "больше 5 МБ"),
        (lambda: with_rows(MOST_ROWS + 1), f"не больше {MOST_ROWS} строк"),
        (lambda: with_rows(100_000), "строк"),
        (after_a_gap, f"не больше {MOST_ROWS} строк"),
        (lambda: sheet_of(("Школа № 7",), head=("Имя",)), "нет столбца «Название»"),
        (lambda: workbook((), say), "ни одной заполненной строки"),
        (lambda: sheet_of(), "ни одной заполненной строки"),
    ],
)
def test_a_file_that_is_none_is_told_so(make: Callable[[], bytes], words: str) -> None:
    content = make()
    with pytest.raises(InvalidAnswer) as refused:
        read(content)
    assert words in refused.value.hint


def test_as_many_rows_as_are_taken() -> None:
    assert len(read(with_rows(MOST_ROWS)).rows) == MOST_ROWS


def test_a_hundred_thousand_rows_take_no_memory() -> None:
    content = with_rows(100_000)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidAnswer):
            read(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


def test_no_cell_that_goes_out_is_a_formula() -> None:
    evil = OrganizationView(1, '=HYPERLINK("http://a.b","x")', OrgType.OTHER, Municipality.OTHER)
    book = openpyxl.load_workbook(io.BytesIO(workbook([OrganizationLine(evil, 0)], say)))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert book.worksheets[0]["B2"].value == evil.name
