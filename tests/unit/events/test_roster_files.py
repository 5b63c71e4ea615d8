"""The roster's spreadsheet, out and back, read by a library that did not write it; the sign-in sheet as it is seen."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest

from documents.roster import read_marks, workbook
from documents.sheet import sign_in_sheet
from domain.errors import InvalidAnswer
from domain.events.presence import Slot
from domain.events.roster import RosterEvent
from domain.events.roster_marks import MOST_BYTES, MOST_ROWS, MarkPlan, read_mark
from domain.vocabulary import Attendance, PresenceState, RegistrationStatus
from screens.events.roster_files import preview, say
from tests.unit.sample_roster import EVENT_ID, LONGEST_NAME, STARTS, mark, row, series, table

CAME, ABSENT = PresenceState.ATTENDED, PresenceState.NO_SHOW
HOSTILE = ('=HYPERLINK("https://example.org","приз")', "+79000000000", "@SUM(1)", "-1", "https://example.org", "007")


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column(sheet: Any, title: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == title)


def filled(content: bytes, title: str, *values: object) -> bytes:
    """The spreadsheet with values written below a title, as a person would."""
    book = opened(content)
    sheet = book.worksheets[0]
    for number, value in enumerate(values, 2):
        sheet.cell(number, column(sheet, title)).value = value
    return saved(book)


def marks_of(content: bytes) -> dict[tuple[int, int], PresenceState]:
    return {(one.registration_id, one.sitting): one.state for one in read_marks(content, EVENT_ID).marks}


# --- out


def test_the_spreadsheet_says_what_the_roster_says() -> None:
    first = row(1, marks=(mark(),), answers=("Игра на уроке",))
    second = row(2, "Ким Ян", status=RegistrationStatus.WAITLISTED, source=None, answers=("",))
    sheet = opened(workbook(table(first, second, questions=("Тема доклада",)), say)).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    values = {title: sheet.cell(2, number).value for number, title in enumerate(titles, 1)}
    assert values == {
        "№": 1,
        "ФИО": "Светлова Анна Игоревна",
        "Организация": "Школа № 901",
        "Должность": "учитель математики",
        "Статус": "есть место",
        "Формат": "очно",
        "Роль": "участник",
        "Пришёл(а)": None,
        "Тема доклада": "Игра на уроке",
        "Откуда запись": "ссылка",
        "Отметка": "да",
        "Как отмечены": "по QR-коду",
        # Tyumen's clock face: a spreadsheet knows no zones
        "Когда отмечены": datetime(2026, 10, 14, 15, 2),  # noqa: DTZ001
        f"Код мероприятия {EVENT_ID}": 101,
    }
    assert sheet.cell(3, titles.index("Статус") + 1).value == "лист ожидания"
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions[sheet.cell(1, len(titles)).column_letter].hidden


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_stays_text(text: str) -> None:
    content = workbook(table(row(1, text, organization=text, answers=(text,)), questions=(text,)), say)
    sheet = opened(content).worksheets[0]
    for title in ("ФИО", "Организация", text):
        cell = sheet.cell(2, column(sheet, title))
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_series_has_a_column_a_session() -> None:
    marks = (mark(CAME, 1, 2), mark(ABSENT, 2, 5))
    sheet = opened(workbook(table(row(1, marks=marks), sittings=series(3)), say)).worksheets[0]
    assert [cell.value for cell in sheet[1]][7:10] == [f"Пришёл(а), занятие {number}" for number in (1, 2, 3)]
    assert sheet.cell(2, column(sheet, "Отметка")).value == "1 из 3"


def test_a_roster_of_nobody_is_a_spreadsheet_too() -> None:
    assert read_marks(workbook(table(), say), EVENT_ID).marks == ()


# --- back


def test_marks_made_by_hand_come_back() -> None:
    content = workbook(table(*(row(number) for number in range(1, 7))), say)
    marked = filled(content, "Пришёл(а)", "да", " НЕТ ", "+", None, 1, "Пришла.")
    assert marks_of(marked) == {(101, 1): CAME, (102, 1): ABSENT, (103, 1): CAME, (105, 1): CAME, (106, 1): CAME}
    assert read_marks(marked, EVENT_ID).unclear == ()


def test_of_a_series_each_session_is_marked_apart() -> None:
    content = workbook(table(row(1), sittings=series(3)), say)
    marked = filled(filled(content, "Пришёл(а), занятие 1", "да"), "Пришёл(а), занятие 3", "нет")
    assert marks_of(marked) == {(101, 1): CAME, (101, 3): ABSENT}


def test_what_makes_no_sense_is_named_by_its_row() -> None:
    content = workbook(table(*(row(number) for number in range(1, 5))), say)
    marked = filled(content, "Пришёл(а)", "наверное", "да", '=IF(1=1,"да","нет")', "нет")
    sheet = read_marks(marked, EVENT_ID)
    assert sheet.unclear == (2, 4)
    assert [one.registration_id for one in sheet.marks] == [102, 104]


@pytest.mark.parametrize("key", [None, "x", -1, 1.5, 2**70, "=1", True])
def test_a_row_written_by_hand_has_no_key(key: object) -> None:
    content = filled(workbook(table(row(1), row(2)), say), "Пришёл(а)", "да", "да")
    sheet = read_marks(filled(content, f"Код мероприятия {EVENT_ID}", key), EVENT_ID)
    assert sheet.unclear == (2,)
    assert [one.registration_id for one in sheet.marks] == [102]


def test_sorting_and_moving_columns_changes_nothing() -> None:
    book = opened(filled(workbook(table(row(1), row(2)), say), "Пришёл(а)", "да", "нет"))
    sheet = book.worksheets[0]
    titles, first, second = (list(line) for line in sheet.iter_rows(values_only=True))
    sheet.delete_rows(1, 3)
    for line in (titles[::-1], second[::-1], first[::-1]):
        sheet.append(line)
    assert marks_of(saved(book)) == {(101, 1): CAME, (102, 1): ABSENT}


def test_a_person_copied_into_two_rows_is_marked_as_the_lower_says() -> None:
    content = filled(workbook(table(row(1), row(2)), say), f"Код мероприятия {EVENT_ID}", 101, 101)
    assert marks_of(filled(content, "Пришёл(а)", "да", "нет")) == {(101, 1): ABSENT}


def test_a_question_of_the_same_words_deceives_nobody() -> None:
    questions = ("Пришёл(а)", "Код мероприятия 7")
    content = workbook(table(row(1, answers=("нет", "5")), questions=questions), say)
    assert read_marks(content, EVENT_ID).marks == ()
    assert marks_of(filled(content, "Пришёл(а)", "да")) == {(101, 1): CAME}


def foreign() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["ФИО", "Пришёл(а)"])
    book.active.append(["Светлова Анна", "да"])
    return saved(book)


def without_marks() -> bytes:
    book = opened(workbook(table(row(1)), say))
    sheet = book.worksheets[0]
    sheet.delete_cols(column(sheet, "Пришёл(а)"))
    return saved(book)


def of_other_event() -> bytes:
    return workbook(table(row(1), event_id=EVENT_ID + 1), say)


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def with_entities() -> bytes:
    """A spreadsheet whose XML unfolds into gigabytes."""
    laugh = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ха">{laugh}]><worksheet>&l9;</worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(table(row(1)), say))) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb if "sheet1" in name and "rels" not in name else source.read(name))
    return buffer.getvalue()


def unpacking_into_much() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (80 * 1024 * 1024))
    return buffer.getvalue()


def with_part(name: str, xml: str, encoding: str = "utf-8") -> bytes:
    """A roster in which one part says something else, as tightly packed as it can be."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(table(row(1)), say))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            target.writestr(part, xml.encode(encoding) if part == name else source.read(part))
    return buffer.getvalue()


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_cells(cells: int, rows: int = 1, **how: str) -> bytes:
    row = f"<row>{'<c><v>1</v></c>' * cells}</row>" * rows
    return with_part("xl/worksheets/sheet1.xml", f"<worksheet {_MAIN}><sheetData>{row}</sheetData></worksheet>", **how)


def with_attributes(count: int) -> bytes:
    names = " ".join(f'a{number}=""' for number in range(count))
    return with_part("xl/worksheets/sheet1.xml", f"<worksheet {_MAIN} {names}><sheetData/></worksheet>")


def with_styles(count: int) -> bytes:
    styles = f"<styleSheet {_MAIN}><cellXfs>{'<xf/>' * count}</cellXfs></styleSheet>"
    return with_part("xl/styles.xml", styles)


@pytest.mark.parametrize(
    "make",
    [
        unpacking_into_much,
        lambda: with_cells(5_000),
        lambda: with_cells(5_000, encoding="utf-16"),
        lambda: with_cells(400, rows=700),
        lambda: with_attributes(10_000),
        lambda: with_styles(50_000),
    ],
)
def test_what_would_take_a_parser_long_does_not_come_to_one(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make()
    assert len(content) < 200_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it came to the parser"))
    with pytest.raises(InvalidAnswer):
        read_marks(content, EVENT_ID)


def test_a_large_roster_is_modest() -> None:
    questions = tuple(f"Вопрос {number}" for number in range(7))
    people = [row(number, answers=("Ответ " * 80,) * 7) for number in range(1, 301)]
    content = workbook(table(*people, questions=questions, sittings=series(20)), say)
    assert marks_of(filled(content, "Пришёл(а), занятие 2", "да")) == {(101, 2): CAME}


def with_too_many_rows() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in (["Пришёл(а)", f"Код мероприятия {EVENT_ID}"], *(["да", n] for n in range(1, MOST_ROWS + 2))):
        sheet.append(line)
    return saved(book)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "не открылся"),
        (lambda: b"not a spreadsheet", "не открылся"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "не открылся"),
        (zipped, "не открылся"),
        (lambda: zipped(**{"a.txt": "привет"}), "не открылся"),
        (lambda: zipped(**{"[Content_Types].xml": "<Types"}), "не открылся"),
        (lambda: workbook(table(row(1)), say)[:-400], "не открылся"),
        (with_entities, "не открылся"),
        (unpacking_into_much, "не открылся"),
        (lambda: b"0" * (MOST_BYTES + 1), "больше 5 МБ"),
        (with_too_many_rows, "слишком много строк"),
        (lambda: saved(openpyxl.Workbook()), "не список участников"),
        (foreign, "не список участников"),
        (without_marks, "не список участников"),
        (of_other_event, "другого мероприятия"),
    ],
)
def test_what_is_no_roster_is_told_so(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        read_marks(make(), EVENT_ID)
    assert words in refused.value.hint


@pytest.mark.parametrize("value", ["Да", "✓", "был", 1.0, True])
def test_words_of_coming(value: object) -> None:
    assert read_mark(value) is CAME


@pytest.mark.parametrize("value", ["не пришёл", "—", 0, False])
def test_words_of_not_coming(value: object) -> None:
    assert read_mark(value) is ABSENT


@pytest.mark.parametrize("value", ["может быть", 2, 1.5, "данет"])
def test_words_of_nothing(value: object) -> None:
    assert read_mark(value) is None


# --- the sign-in sheet


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    # where an endless word may break is no part of what one reads
    texts = (page.get_textpage().get_text_bounded().replace("\u200b", "") for page in document)
    return [" ".join(text.split()) for text in texts]


def drawn(*rows: Any, **changes: Any) -> list[str]:
    view = table(*rows, **changes)
    return pages(sign_in_sheet(view, view.sittings[0], say))


def test_a_sheet_to_be_signed() -> None:
    (page,) = drawn(
        row(1, "Ким Ян"), row(2, status=RegistrationStatus.WAITLISTED), row(3, attendance=Attendance.ONLINE)
    )
    for words in ("Явочный лист", "Знакомимся", "14 октября 2026 года, 15:00–17:00", "Дом учителя", "Озерова"):
        assert words in page
    assert "Ким Ян Школа № 901 учитель математики" in page
    assert page.count("Светлова") == 1, "who has no seat signs nothing"
    assert "учитель математики онлайн" in page
    assert "Записано: 2. Пришло: ______." in page
    assert "12" in page, "two people and ten empty rows"
    assert "Отметка" not in page


def test_a_sheet_of_nobody_has_rows_to_fill_in() -> None:
    (page,) = drawn(responsible=None, place=None)
    assert "Где уточняется" in page
    assert "Подпись 1 2 3 4 5 6 7 8 9 10 Записано: 0." in page


def test_afterwards_it_tells_who_came_and_how() -> None:
    (page,) = drawn(row(1, marks=(mark(),)), row(2, marks=(mark(ABSENT),)), row(3))
    assert "14.10 15:02, по QR-коду" in page
    assert "не было" in page
    assert "Записано: 3. Пришло: 1." in page


def test_a_sheet_of_one_session_knows_its_own_marks_only() -> None:
    (page,) = drawn(row(1, marks=(mark(sitting=2),)), sittings=series(2))
    assert "Занятие 1 из 2" in page
    assert "Пришло: ______." in page


def test_every_page_has_the_heading_and_a_number() -> None:
    many = drawn(*(row(number, f"Участник {number} Иванович") for number in range(1, 121)))
    assert len(many) > 2
    for number, page in enumerate(many, 1):
        assert "ФИО ОО Должность Подпись" in page
        assert f"стр. {number} из {len(many)}" in page
    text = " ".join(many)
    assert all(f"Участник {number} Иванович" in text for number in range(1, 121))


@pytest.mark.parametrize("name", [LONGEST_NAME, "W" * 100, "ъ" * 100, "9" * 100, f"{LONGEST_NAME} " * 2])
def test_nothing_runs_over_its_column(name: str) -> None:
    """The last column is empty but for its title, whatever stands in the others."""
    view = table(row(1, name, organization=name, position=name))
    (page,) = pypdfium2.PdfDocument(sign_in_sheet(view, view.sittings[0], say))
    text = page.get_textpage()
    title, total = text.search("Подпись").get_next(), text.search("Записано").get_next()
    left, foot, *_ = text.get_charbox(title[0])
    below = (text.get_charbox(index) for index in range(title[0] + title[1], total[0]))
    widest = max(right for _, bottom, right, _ in below if bottom < foot)
    assert 300 < widest < left


def test_a_hostile_title_stays_a_title() -> None:
    (page,) = drawn(row(1, '#panic("нет")'), title='#read("/etc/passwd") *жирно* $x$')
    assert '#read("/etc/passwd") *жирно* $x$' in page
    assert '#panic("нет")' in page


def test_a_night_event_names_both_days() -> None:
    slot = Slot(1, STARTS + timedelta(hours=8), STARTS + timedelta(hours=16))
    (page,) = drawn(row(1), sittings=(slot,))
    assert "14 октября 2026 года, 23:00–15.10 07:00" in page


@pytest.mark.parametrize(("seatless", "unclear", "empty"), [((), (), True), ((), (2, 3), False), ((4,), (), False)])
def test_a_column_is_called_empty_only_when_it_is(
    seatless: tuple[int, ...], unclear: tuple[int, ...], empty: bool
) -> None:
    sample = table()
    event = RosterEvent(EVENT_ID, sample.title, sample.terms, (), sample.sittings)
    shown = preview(event, MarkPlan(EVENT_ID, (), 0, seatless, unclear), "sign").text
    assert ("Отметок в файле нет" in shown) is empty
