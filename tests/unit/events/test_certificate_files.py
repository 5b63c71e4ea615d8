"""Certificates as files: one page whatever is written, nothing over anything else, a QR code that reads back."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from documents import certificates, typst
from documents.certificates import archive, file_name, pdf, png
from domain.events.certificates import Paper

MADE_AT = datetime(2026, 10, 15, 10, 0, tzinfo=UTC)
ADDRESS = "https://t.me/nastavnik_demo_bot?start=verify_K7PM2QXD9R4T"
SHORT = Paper(
    label="Н-2026-00012",
    issued_on="15 октября 2026 года",
    full_name="Светлова Анна Игоревна",
    name="Светловой Анне Игоревне",
    dative=True,
    reason="за участие в мероприятии",
    title="«Знакомимся»",
    person=(("Роль", "участник"), ("Должность", "учитель математики"), ("Организация", "Школа № 901")),
    event=(
        ("Форма", "Образовательная сессия"),
        ("Дата", "14 октября 2026 года"),
        ("Место", "Школа № 901, актовый зал"),
        ("Объём", "3 академических часа"),
    ),
    code="K7PM-2QXD-9R4T",
    address=ADDRESS,
    organizer="МАУ «Информационно-методический центр» города Тюмени",
    club="Городской клуб педагогов «Наставник»",
    signer="Руководитель клуба «Наставник»",
    note="Сертификат подтверждает участие. Это не документ о повышении квалификации.",
)
LONGEST_NAME = "Христорождественской-Преображенской Александре-Виктории Константиновне-Апполинариевне"


def filled(words: str, length: int) -> str:
    """So many signs of these words, over and over."""
    return (f"{words} " * (length // len(words) + 1))[:length].strip()


LONG = replace(
    SHORT,
    name=LONGEST_NAME,
    title=f"«{filled('Возможности профессионально-личностного развития молодого педагога', 198)}»",
    person=(
        ("Роль", "организатор"),
        ("Должность", filled("учитель математики высшей квалификационной категории", 200)),
        ("Организация", filled("муниципальное автономное общеобразовательное учреждение", 200)),
    ),
    event=(
        ("Форма", "Волонтёрский педагогический отряд"),
        ("Дата", "с 30 сентября 2026 года по 14 января 2027 года"),
        ("Место", filled("улица Красноармейская-Комсомольская, дом 15, актовый зал", 300)),
        ("Объём", "102 академических часа"),
    ),
)
# the widest letters there are, without a blank to break at
WORDLESS = replace(
    LONG,
    name="Щ" * 100,
    title="Щ" * 200,
    person=(("Роль", "организатор"), ("Должность", "Щ" * 200), ("Организация", "Щ" * 200)),
    event=(("Форма", "Щ" * 60), ("Дата", "Щ" * 60), ("Место", "Щ" * 300), ("Объём", "Щ" * 30)),
)
NOMINATIVE = replace(SHORT, name=SHORT.full_name, dative=False)
CASES = {"short": SHORT, "nominative": NOMINATIVE, "long": LONG, "wordless": WORDLESS}
EACH_CASE = pytest.mark.parametrize("paper", CASES.values(), ids=CASES.keys())


def text_of(content: bytes) -> str:
    """What one page says, in one line."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    # a hyphen that a line's end made is pdfium's U+0002
    return " ".join(text.replace("\x02", "").replace("\u00a0", " ").split())


def glyphs(content: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Where each visible sign of the page stands: left, bottom, right, top."""
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    for number in range(page.count_chars()):
        left, bottom, right, top = page.get_charbox(number)
        if right > left and top > bottom:
            yield left, bottom, right, top


@EACH_CASE
def test_it_is_one_a4_page_lying(paper: Paper) -> None:
    document = pypdfium2.PdfDocument(pdf(paper))
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.5)


@EACH_CASE
def test_nothing_sticks_out_of_the_frame_and_nothing_lies_on_anything(paper: Paper) -> None:
    boxes = list(glyphs(pdf(paper)))
    frame = 11 / 25.4 * 72
    assert min(left for left, *_ in boxes) > frame
    assert max(right for _, _, right, _ in boxes) < 841.89 - frame
    assert min(bottom for _, bottom, _, _ in boxes) > frame
    assert max(top for *_, top in boxes) < 595.28 - frame
    # glyphs of one line touch (kerning, «й» over «р»), so what is compared is their cores
    cores = [_core(box) for box in boxes]
    assert not any(_overlap(one, other) for one, other in combinations(cores, 2))


def _core(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    width, height = (right - left) * 0.3, (top - bottom) * 0.3
    return left + width, bottom + height, right - width, top - height


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_all_of_it_is_there() -> None:
    text = text_of(pdf(SHORT))
    assert "СЕРТИФИКАТ" in text.replace(" ", ""), "spaced letters"
    for part in (
        "№ Н-2026-00012 от 15 октября 2026 года",
        "выдан",
        "Светловой Анне Игоревне",
        "за участие в мероприятии",
        "«Знакомимся»",
        "учитель математики",
        "3 академических часа",
        "K7PM-2QXD-9R4T",
        "Руководитель клуба «Наставник»",
        "не документ о повышении квалификации",
        "МАУ «Информационно-методический центр» города Тюмени",
    ):
        assert part in text


def test_without_a_dative_it_does_not_say_to_whom() -> None:
    text = text_of(pdf(NOMINATIVE))
    assert "Светлова Анна Игоревна" in text
    assert "выдан" not in text


def test_of_the_longest_nothing_is_lost() -> None:
    text = text_of(pdf(LONG))
    assert LONGEST_NAME in text
    squeezed = text.replace(" ", "")
    for value in (LONG.title, *(value for _, value in (*LONG.person, *LONG.event))):
        # a hyphen of the text at the end of a line can't be told from one put there
        assert value.replace(" ", "").replace("-", "") in squeezed.replace("-", "")


@EACH_CASE
def test_the_qr_code_reads_back_from_the_page(paper: Paper) -> None:
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png(paper, ppi=150))))
    assert code.text == ADDRESS


def test_a_longer_address_fits_the_code_too() -> None:
    address = f"https://nastavnik.a-very-long-name-of-a-town.example.org/pages/verify/{'K' * 12}"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png(replace(SHORT, address=address), ppi=150))))
    assert code.text == address


def test_what_people_typed_is_never_markup() -> None:
    rude = '#panic("x") *жирно* $x$ <label> `код` \\ "кавычки" @ссылка'
    assert rude in text_of(pdf(replace(SHORT, title=rude)))


def test_emoji_leave_no_empty_boxes() -> None:
    text = text_of(pdf(replace(SHORT, title="«Ёлка 🎄 и №\u00a07 — Ә, Җ, Ү»", name="Анне ✨ Игоревне")))
    assert "«Ёлка и № 7 — Ә, Җ, Ү»" in text
    assert "Анне Игоревне" in text


def test_the_same_certificate_is_the_same_file() -> None:
    assert pdf(SHORT) == pdf(SHORT)


def test_a_missing_font_is_an_error(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst, "_ROOM", tmp_path)
    monkeypatch.setattr(typst, "_local", type("Fresh", (), {})())
    (typst._ROOM / "broken.typ").write_text('#set text(font: "No Such Font")\nтекст')
    with pytest.raises(typst.FaultyTemplate, match="unknown font family"):
        typst.pdf("broken.typ", {})


def test_an_archive_holds_each_under_its_number_and_name() -> None:
    second = replace(SHORT, label="Н-2026-00013", full_name='Гром/ов: "Павел" Ильич')
    box = zipfile.ZipFile(io.BytesIO(archive([SHORT, second], MADE_AT, "1. Список\n")))
    assert box.testzip() is None
    assert box.namelist() == [
        "Список.txt",
        "Н-2026-00012 Светлова Анна Игоревна.pdf",
        "Н-2026-00013 Гром ов Павел Ильич.pdf",
    ]
    assert box.read("Список.txt").decode("utf-8-sig") == "1. Список\n"
    assert box.read(file_name(SHORT)) == pdf(SHORT)
    assert box.infolist()[1].date_time == (2026, 10, 15, 10, 0, 0)


def test_a_file_name_fits_any_file_system() -> None:
    assert len(file_name(replace(SHORT, full_name="Щ" * 200)).encode()) <= 255


def test_fifty_at_once_are_fifty_different_pages() -> None:
    """The short form of `make bench`: correctness, not time."""
    papers = [
        replace(SHORT, label=f"Н-2026-{n:05}", name=f"Участнику {n}", full_name=f"Участник {n}") for n in range(50)
    ]
    box = zipfile.ZipFile(io.BytesIO(certificates.archive(papers, MADE_AT)))
    assert [f"Участнику {n}" in text_of(box.read(name)) for n, name in enumerate(box.namelist())] == [True] * 50
