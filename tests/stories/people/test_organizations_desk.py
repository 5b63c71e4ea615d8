"""Coordinators and the directory: searched, mended, settled from people's own words, made one, read from a table."""

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select, update

from db.models import AuditEntry, Member, Organization
from sandbox.files import MEGABYTE
from screens.people.organization_ways import Archive, OpenOrganization, OpenPlace
from screens.people.organizations_import import ApplyImport
from screens.people.organizations_merging import ChooseEntry
from screens.people.organizations_typed import SettlePlace
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.walk import consent


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator with the directory open; Anna is of a school of it, two others typed the same by hand."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", organization="Лесная академия")
    await club.pavel.joins(name="Громов Павел Сергеевич", organization="лесная АКАДЕМИЯ")
    await club.maria.joins(name="Озерова Мария Львовна", organization="гимназия 902")
    await club.coordinator(club.maria)
    await club.maria.says("/desk")
    await club.maria.taps("🏫 Организации: 1")
    return club.maria


async def organization(club: Club, name: str) -> Organization:
    async with club.sessions.begin() as session:
        return (await session.scalars(select(Organization).where(Organization.name == name))).one()


async def place_of(club: Club, name: str) -> str | None:
    async with club.sessions.begin() as session:
        query = (
            select(Organization.name)
            .join(Member, Member.organization_id == Organization.id)
            .where(Member.full_name == name)
        )
        return await session.scalar(query)


async def count(club: Club) -> int:
    async with club.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Organization)) or 0


async def test_an_organization_is_found_and_mended(club: Club, maria: Phone) -> None:
    assert "Вписаны от руки и ждут вас: 1" in maria.sees
    await maria.taps("Дальше")
    await maria.says("нет такой")
    assert "Ничего не нашли" in maria.sees
    await maria.says("901")
    await maria.taps("1. Школа № 901")
    assert "Школа, Тюмень" in maria.sees
    assert "В клубе: 1 человек" in maria.sees
    assert "За неё в клубе никто не отвечает" in maria.sees
    await maria.taps("Люди: 1")
    await maria.taps("1. Светлова")
    assert "Светлова Анна Игоревна" in maria.sees
    await maria.presses(OpenOrganization(organization_id=(await organization(club, "Школа № 901")).id).pack())
    await maria.taps("✏️ Название")
    await maria.says("=HYPERLINK(1)")
    assert "не может начинаться" in maria.sees
    await maria.says("гимназия №902")
    assert "уже есть" in maria.sees
    await maria.says("Школа № 901 имени Ёжикова")
    assert "название исправлено" in maria.sees
    await maria.taps("✏️ Вид")
    await maria.taps("Другая")
    await maria.taps("✏️ Город")
    await maria.taps("Тобольск")
    assert "Другая, Тобольск" in maria.sees
    await club.anna.says("/profile")
    assert "Школа № 901 имени Ёжикова" in club.anna.sees
    await maria.says("ежик")
    await maria.taps("1. № 901 имени")
    await maria.taps("Администрация")
    assert "За школу в клубе никто не отвечает" in maria.sees
    await maria.taps("Карточка организации")
    assert "Другая, Тобольск" in maria.sees


async def test_a_name_that_is_taken_changes_nothing(club: Club, maria: Phone) -> None:
    await maria.says("901")
    await maria.taps("1. Школа № 901")
    await maria.taps("✏️ Название")
    await maria.says("Гимназия № 902")
    assert "уже есть" in maria.sees
    await maria.taps("← Не менять")
    assert "Школа № 901" in maria.sees
    assert await place_of(club, "Светлова Анна Игоревна") == "Школа № 901"


async def test_a_school_is_put_away_and_brought_back(club: Club, maria: Phone) -> None:
    await maria.says("901")
    await maria.taps("1. Школа № 901")
    await maria.taps("В архив")
    assert "Люди из неё (1 человек) останутся при ней" in maria.sees
    await maria.taps("Да, в архив", times=2)
    assert "📦 В архиве" in maria.sees
    vera = club.stranger()
    await consent(vera)
    await vera.taps("Наставник")
    await vera.says("Тихая Вера Олеговна")
    await vera.taps("Тюмень")
    await vera.says("школа 901")
    assert "Не нашли в справочнике" in vera.sees
    assert await place_of(club, "Светлова Анна Игоревна") == "Школа № 901"
    await maria.taps("← К списку")
    await maria.taps("Показать все")
    await maria.taps("Архив: 1")
    await maria.taps("1. Школа № 901")
    await maria.taps("Вернуть из архива")
    assert "снова в справочнике" in maria.sees


async def test_a_new_one_is_added_once(club: Club, maria: Phone) -> None:
    before = await count(club)
    await maria.taps("➕ Добавить")
    await maria.says("🙂")
    assert "нужны буквы" in maria.sees
    await maria.says("Лицей № 999 «Заря»")
    assert "✓ Школа" in maria.buttons
    await maria.taps("✓ Школа")
    await maria.taps("← Вид")
    await maria.taps("Колледж")
    await maria.taps("Тюмень")
    assert "Колледж, Тюмень" in maria.sees
    await maria.taps("Добавить", times=2)
    assert "организация в справочнике" in maria.sees
    assert "прошлого" in maria.toast, "the second tap finds no form"
    assert await count(club) == before + 1
    await maria.taps("← К списку")
    await maria.taps("➕ Добавить")
    await maria.says("лицей 999 заря")
    await maria.taps("Школа")
    await maria.taps("Тюмень")
    assert "Похожие уже есть" in maria.sees
    await maria.taps("Всё равно добавить")
    assert "уже есть" in maria.toast
    assert await count(club) == before + 1


async def test_own_words_become_an_organization_and_come_back(club: Club, maria: Phone) -> None:
    await maria.taps("✍️ Разобрать: 1")
    assert "академия · 2 человека" in maria.sees.lower()
    await maria.taps("1. ")
    assert "Громов Павел Сергеевич" in maria.sees
    place = maria.newest
    await maria.taps("🔎 Найти")
    await maria.says("?!")
    assert "нужны буквы" in maria.sees
    await maria.says("902")
    await maria.taps("Это Гимназия № 902")
    assert "2 человека теперь из этой организации" in maria.sees
    assert await place_of(club, "Громов Павел Сергеевич") == "Гимназия № 902"
    await club.deliver()
    assert "Организация: Гимназия № 902" in club.pavel.sees
    await maria.taps_on(place, "🔎 Найти")
    assert "прошлого" in maria.toast, "nobody writes so any more"
    await maria.taps("↩️ Отменить")
    assert "снова ждут решения" in maria.sees
    assert await place_of(club, "Громов Павел Сергеевич") is None
    await maria.taps("Оставить как есть")
    assert "Дальше по списку" in maria.buttons
    await maria.taps("← К списку")
    assert "Оставлены как есть · 1" in maria.sees
    await maria.taps("1. ")
    await maria.taps("Вернуть в очередь")
    await maria.taps("Создать организацию")
    await maria.taps("Оставить как написано")
    await maria.taps("Другая")
    assert "Все, кто так написал" in maria.sees
    await maria.taps("Добавить")
    assert "В клубе: 2 человека" in maria.sees
    await maria.taps("Дальше по списку")
    assert "Всё разобрано" in maria.sees
    await maria.taps("← Организации")
    assert "Вписаны от руки" not in maria.sees


async def test_two_entries_become_one(club: Club, maria: Phone) -> None:
    keep, gone = await organization(club, "Школа № 901"), await organization(club, "Гимназия № 902")
    await maria.says("901")
    await maria.taps("1. Школа № 901")
    await maria.taps("Объединить")
    await maria.says("нет такой")
    assert "Больше ничего похожего нет" in maria.sees
    await maria.says("902")
    await maria.taps("Это Гимназия № 902")
    await maria.taps("Оставить 1: Школа № 901")
    assert "Перейдут: 1 человек" in maria.sees
    assert "Вернуть как было нельзя" in maria.sees
    sure = maria.newest
    await maria.taps("Да, объединить")
    assert "две записи стали одной" in maria.sees
    assert "В клубе: 2 человека" in maria.sees
    await maria.taps_on(sure, "Да, объединить")
    assert "уже объединили" in maria.toast
    await maria.presses(ChooseEntry(keep_id=gone.id, gone_id=keep.id, sure=True).pack())
    assert "уже объединили" in maria.toast, "nor the other way round"
    await maria.presses(OpenOrganization(organization_id=gone.id).pack())
    assert "Ту запись объединили с этой" in maria.sees
    assert await place_of(club, "Озерова Мария Львовна") == "Школа № 901"


def edited(content: bytes, *added: tuple[Any, ...], **renamed: str) -> bytes:
    """The directory's spreadsheet with rows more, and names changed by number («n901»)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(min_row=2):
        for number, name in renamed.items():
            if number.removeprefix("n") in str(line[1].value):
                sheet.cell(line[1].row, 2).value = name
    for row in added:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def test_a_table_goes_out_and_changes_come_back(club: Club, maria: Phone) -> None:
    before = await count(club)
    await maria.taps("Таблица XLSX")
    assert maria.files[-1]["file_name"] == "Организации клуба.xlsx"
    content = maria.file_content(maria.files[-1])
    await maria.taps("Из таблицы")
    await maria.says("вот")
    assert "нужен файл" in maria.sees
    await maria.sends_file("фото.xlsx", b"\x89PNG....")
    assert "не открылся" in maria.sees
    await maria.sends_file("список.xlsx", b"PK\x03\x04", 6 * MEGABYTE)
    assert "больше 5 МБ" in maria.sees
    await maria.sends_file("список.xlsx", content)
    assert "Менять нечего" in maria.sees
    changes = edited(
        content,
        (None, "Школа № 777", "Школа", "Тюмень"),
        (None, '=HYPERLINK("http://a.b")', "Школа", "Тюмень"),
        n901="Школа № 901 имени Ёжикова",
    )
    await maria.sends_file("список.xlsx", changes)
    assert "➕ Новые: 1" in maria.sees
    assert "«Школа № 901» → «Школа № 901 имени Ёжикова»" in maria.sees
    assert f"• {before + 3}: в столбце «Название» формула" in maria.sees
    shown = maria.newest
    async with club.sessions.begin() as session:
        rename = update(Organization).where(Organization.name == "Школа № 901").values(name="Лицей № 901")
        await session.execute(rename)
    await maria.taps("Внести 2 строки")
    assert "справочник изменился" in maria.sees
    assert "«Лицей № 901» → «Школа № 901 имени Ёжикова»" in maria.sees
    assert await count(club) == before
    await maria.taps("Внести 2 строки", times=2)
    assert maria.sees == "Готово: 1 новая организация, 1 исправлена. Пропущено строк: 1."
    assert maria.toast == "Эти изменения уже внесены.", "the words of the first tap stay"
    assert await count(club) == before + 1
    await maria.taps_on(shown, "Внести 2 строки")
    assert maria.toast == "Эти изменения уже внесены."
    await maria.taps("← К списку")
    await maria.taps("Из таблицы")
    await maria.taps("Скачать шаблон")
    assert maria.files[-1]["file_name"] == "Организации, шаблон.xlsx"
    async with club.sessions.begin() as session:
        done = select(AuditEntry.act).where(AuditEntry.act.startswith("organization.")).order_by(AuditEntry.id)
        assert list(await session.scalars(done)) == ["organization.exported", "organization.imported"]


async def test_another_file_is_not_confirmed_by_an_old_button(club: Club, maria: Phone) -> None:
    await maria.taps("Таблица XLSX")
    content = maria.file_content(maria.files[-1])
    await maria.taps("Из таблицы")
    await maria.sends_file("список.xlsx", edited(content, (None, "Школа № 777", "Школа", "Тюмень")))
    first = maria.newest
    await maria.sends_file("список.xlsx", edited(content, (None, "Школа № 778", "Школа", "Тюмень")))
    before = await count(club)
    await maria.taps_on(first, "Внести 1 строку")
    assert "прошлого" in maria.toast
    assert await count(club) == before


async def test_others_press_in_vain(club: Club, maria: Phone) -> None:
    school = (await organization(club, "Школа № 901")).id
    for press in (
        OpenOrganization(organization_id=school),
        Archive(organization_id=school, away=True, sure=True),
        OpenPlace(key="0" * 16),
        SettlePlace(key="0" * 16, organization_id=school),
        ChooseEntry(keep_id=school, gone_id=school + 1, sure=True),
        ApplyImport(file_sign="0" * 8, sign="0" * 12),
    ):
        await club.anna.presses(press.pack())
        assert "недоступно" in club.anna.toast, press
    for press in (OpenPlace(key="0" * 16), ApplyImport(file_sign="0" * 8, sign="0" * 12)):
        await maria.presses(press.pack())
        assert "прошлого" in maria.toast
    await maria.presses(OpenOrganization(organization_id=2**62).pack())
    assert "Этого уже нет" in maria.toast
