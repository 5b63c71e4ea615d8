"""Mistakes in the content files: each is told in one sentence with the file and the entry."""

import re
import shutil
from pathlib import Path

import pytest

import content
from content.reader import FOLDER


def folder_with(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the content with one slip of the pen."""
    for source in FOLDER.glob("*.toml"):
        shutil.copy(source, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)  # the comments repeat the examples
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


LOADERS = {
    "blocks.toml": content.load_blocks,
    "tips.toml": content.load_tips,
    "events.toml": content.load_events,
    "needs.toml": content.load_needs,
    "organizations.toml": content.load_organizations,
    "consent.toml": content.load_consent,
    "privacy.toml": content.load_privacy,
    "about.toml": content.load_about,
    "schedule.toml": content.load_schedule,
    "code_words.toml": content.load_code_words,
    "certificates.toml": content.load_certificate_text,
}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("code_words.toml", '"арбуз"', '"Арбуз"', "слово «Арбуз»: нужно одно слово из 4–8 строчных русских букв"),
        ("code_words.toml", '"арбуз"', '"абрикос"', "такой же текст уже есть"),
        ("code_words.toml", '"арбуз"', "7", "в «words» нужны тексты в кавычках до 8 знаков, а есть «7»"),
        ("code_words.toml", '"берёза"', '"береза", "берёза"', "такой же текст уже есть"),
        ("tips.toml", '"METHODICAL"', '"METODICAL"', "«goal-on-a-sticker»: в «direction» неизвестное слово"),
        ("tips.toml", '"three-piles"', '"goal-on-a-sticker"', "такой же slug уже есть"),
        ("tips.toml", '"three-piles"', '"Три стопки"', "можно только строчную латиницу"),
        ("tips.toml", 'title = "Три стопки"', 'titel = "Три стопки"', "«three-piles»: нет поля «title»"),
        ("tips.toml", 'title = "Три стопки"', 'title = " "', "«three-piles»: в «title» нужен непустой текст"),
        ("tips.toml", "За две минуты", "За две минуты " * 40, "«three-piles»: «text» длиннее 400 знаков"),
        ("tips.toml", 'slug = "three-piles"', "", "запись № 2: нет поля «slug»"),
        ("tips.toml", "[[tip]]", "[[tip]", "не разобрать как TOML"),
        ("tips.toml", "[[tip]]", "[[typ]]", "лишнее поле «typ»"),
        ("events.toml", 'format = "OFFLINE"', 'format = "ONLINE"', "«first-meeting»: нет поля «online_link»"),
        ("events.toml", "seats_online = 100", "seats_offline = 100", "лишнее поле «seats_offline»"),
        ("events.toml", "hours = 3", "hours = true", "в «hours» нужно целое число от 1 до 72"),
        (
            "events.toml",
            "https://example.org",
            "http://example.org",
            "нужна ссылка, которая начинается с https",
        ),
        ("events.toml", 'time = "15:00"', 'time = "25:00"', "раздел when: в «time» нужно время"),
        ("events.toml", 'day = "02.03"', 'day = "29.02"', "такой день есть не в каждом году"),
        ("events.toml", 'day = "02.03"', "", "непонятно, когда"),
        ("events.toml", "week = 3", "week = 5", "в «week» нужно целое число от 1 до 4"),
        ("events.toml", '"REVERSE", "DIGITAL"', '"DIGITAL", "DIGITAL"', "в «directions» есть повтор"),
        ("events.toml", 'break = "autumn"', 'break = "monsoon"', "неизвестное слово «monsoon»"),
        ("blocks.toml", 'code = "M2"', 'code = "M1"', "такой же code уже есть"),
        ("blocks.toml", 'code = "M2"', 'code = "м2"', "нужны заглавная латинская буква и номер"),
        ("needs.toml", '"REVERSE"', '"METHODICAL"', "такой же direction уже есть"),
        ("needs.toml", '"Готовлю', '"", "Готовлю', "в «examples» нужны тексты в кавычках до 160 знаков"),
        ("organizations.toml", '"Школа № 904"', '"школа № 901"', "такой же name уже есть"),
        ("organizations.toml", '"TYUMEN"', '"MOSCOW"', "неизвестное слово «MOSCOW»"),
        ("consent.toml", "<b>Кому.</b>", "<b>Кому.", "не сходятся <b> и </b>"),
        ("consent.toml", "<b>Кому.</b>", "<i>Кому.</i>", "можно только <b>…</b>, а стоит <i>"),
        ("consent.toml", "{operator}", "клуб", "нет {operator}"),
        ("consent.toml", "Оператор:", "Оператор & Ко:", "знак & пишется как &amp;"),
        ("consent.toml", "<b>Зачем.</b>", "<b>Зачем.</b> " + "ой " * 1000, "«text» длиннее 3500 знаков"),
        ("privacy.toml", "text =", "words =", "privacy.toml: нет поля «text»"),
        ("about.toml", 'slug = "mentor"', 'slug = "club"', "такой же slug уже есть"),
        ("schedule.toml", '"27.10"', '"27 октября"', "«autumn»: «first» длиннее 5 знаков"),
        ("schedule.toml", '"27.10"', '"10-27"', "нужен день в виде ДД.ММ"),
        ("schedule.toml", '"mon"', '"пн"', "неизвестное слово «пн», подходят: mon, tue"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_one_sentence(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    with pytest.raises(content.ContentError) as caught:
        LOADERS[file](folder_with(tmp_path, file, old, new))
    message = str(caught.value)
    assert message.startswith(file)
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize("file", LOADERS)
def test_a_missing_or_wrongly_encoded_file_is_named(tmp_path: Path, file: str) -> None:
    folder = folder_with(tmp_path, file, "=", "=")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_bytes(text.encode("cp1251", errors="replace"))
    with pytest.raises(content.ContentError, match="UTF-8"):
        LOADERS[file](folder)
    (folder / file).unlink()
    with pytest.raises(content.ContentError, match=f"{file}: файл не открывается"):
        LOADERS[file](folder)


def test_the_hash_of_consent_follows_its_wording(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "consent.toml", "Согласие добровольное.", "Согласие добровольно.")
    assert content.load_consent(folder).sha256 != content.load_consent().sha256


def test_too_few_code_words_would_be_guessed(tmp_path: Path) -> None:
    (tmp_path / "code_words.toml").write_text('words = ["арбуз", "берёза"]', encoding="utf-8")
    with pytest.raises(content.ContentError, match="слов 2, а нужно не меньше 256"):
        content.load_code_words(tmp_path)


def test_a_direction_without_examples_is_named(tmp_path: Path) -> None:
    text = (FOLDER / "needs.toml").read_text(encoding="utf-8")
    (tmp_path / "needs.toml").write_text(text[: text.rindex("[[need]]")], encoding="utf-8")
    with pytest.raises(content.ContentError, match="нет примеров для PARENTS"):
        content.load_needs(tmp_path)
