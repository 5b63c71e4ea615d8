"""Rights in the bot: a link from a coordinator, rights given and taken in the middle of a wizard; the journal."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from db.models import Conversation, Member
from domain.vocabulary import Role
from screens.people.role_ways import OpenRoles
from screens.people.roles import GiveRole
from tests.stories.conftest import Club
from tests.stories.phones import Phone


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def member_id(club: Club, person: Phone) -> int:
    async with club.sessions.begin() as session:
        return (await session.scalars(select(Member.id).where(Member.telegram_id == person.id))).one()


async def draft(club: Club, person: Phone) -> object:
    async with club.sessions.begin() as session:
        row = (await session.scalars(select(Conversation).where(Conversation.user_id == person.id))).one()
        return row.data


async def test_a_coordinator_invites_another_by_a_link(club: Club, maria: Phone) -> None:
    pavel = club.pavel
    await pavel.joins(name="Громов Павел Ильич")
    await maria.says("/desk")
    await maria.taps("Права")
    assert "1 координатор." in maria.sees
    await maria.taps("Пригласить координатора")
    asked = maria.newest
    await maria.taps_on(asked, "Сделать ссылку")
    (token,) = re.findall(r"start=i_([A-Za-z0-9_-]{22})", maria.sees)
    await maria.taps_on(asked, "Сделать ссылку")
    assert maria.toast.startswith("Ссылка уже готова")
    assert f"i_{token}" in maria.sees, "the link stays to be passed on"

    await pavel.starts(f"i_{token}")
    assert pavel.sees == "Теперь вы координатор клуба."
    await club.advance(minutes=1)
    assert maria.sees.startswith("Громов Павел Ильич теперь координатор клуба")
    await maria.taps("Права")
    assert "2 координатора" in maria.sees


async def test_a_link_is_taken_back(club: Club, maria: Phone) -> None:
    await maria.says("/desk")
    await maria.taps("Права")
    await maria.taps("Пригласить координатора")
    await maria.taps("Сделать ссылку")
    (token,) = re.findall(r"start=(i_[A-Za-z0-9_-]{22})", maria.sees)
    await maria.taps("Ссылки")
    assert "1. Озерова Мария Львовна, до пт, 9 октября, 10:00" in maria.sees
    await maria.taps("Отменить 1", times=2)
    assert "Сейчас ни одна ссылка" in maria.sees

    await club.anna.starts(token)
    assert club.anna.sees.startswith("Эта ссылка не подошла")


async def test_rights_end_in_the_middle_of_a_wizard_and_the_draft_waits(club: Club, maria: Phone) -> None:
    pavel = club.pavel
    await pavel.joins(name="Громов Павел Ильич")
    pavel_id = await member_id(club, pavel)
    await maria.says("/desk")
    await maria.presses(OpenRoles(member_id=pavel_id).pack())
    assert "Роли: Молодой педагог" in maria.sees
    await maria.taps("Сделать координатором")
    await maria.taps("Да, дать", times=2)
    await club.advance(minutes=1)
    assert "Теперь вы в клубе: молодой педагог, координатор." in pavel.sees
    await pavel.taps("Рабочий стол")
    await pavel.taps("Новое мероприятие")
    await pavel.says("Вечер настольных игр")
    asked = pavel.newest

    await maria.presses(OpenRoles(member_id=pavel_id).pack())
    await maria.taps("Снять права")
    await maria.taps("Да, снять")
    assert "роль снята" in maria.sees
    await maria.taps("← К карточке")
    assert "Бот на связи" in maria.sees
    await pavel.taps_on(asked, "Неформальное")
    assert pavel.toast.startswith("Это действие вам недоступно")
    await pavel.says("Ещё слово")
    assert pavel.sees.startswith("Это действие вам недоступно")
    await club.advance(minutes=1)
    assert "Теперь вы в клубе: молодой педагог." in pavel.sees

    await maria.presses(GiveRole(member_id=pavel_id, role=Role.COORDINATOR, sure=True).pack())
    await pavel.says("/desk")
    await pavel.taps("Дописать мероприятие")
    await pavel.taps("Неформальное")
    await pavel.taps("Гостиная")
    assert "Вечер настольных игр" in str(await draft(club, pavel)), "what was answered before is there"


async def test_one_gives_up_ones_own_rights_but_not_the_last(club: Club, maria: Phone) -> None:
    maria_id = await member_id(club, maria)
    await maria.presses(OpenRoles(member_id=maria_id).pack())
    assert "единственный координатор" in maria.sees
    assert not any("Снять" in label for label in maria.buttons)
    await club.pavel.joins(name="Громов Павел Ильич")
    await club.coordinator(club.pavel)

    await maria.presses(OpenRoles(member_id=maria_id).pack())
    await maria.taps("Снять права")
    assert "ваши собственные права" in maria.sees
    await maria.taps("Да, снять", times=2)
    assert maria.sees.startswith("Готово: вы больше не координатор")
    assert maria.toast.startswith("Это действие вам недоступно")


async def test_the_journal_says_who_did_what(club: Club, maria: Phone) -> None:
    pavel = club.pavel
    await pavel.joins(name="Громов Павел Ильич")
    pavel_id = await member_id(club, pavel)
    await maria.presses(GiveRole(member_id=pavel_id, role=Role.COORDINATOR, sure=True).pack())
    await maria.says("/desk")
    await maria.taps("Журнал")
    assert "ср, 7 октября, 10:00 · Озерова Мария Львовна: дана роль «Координатор» — Громов Павел Ильич" in maria.sees
    assert "Командная строка: сделана ссылка для координатора — ссылка № 1" in maria.sees
    assert "3 записи" in maria.sees

    await maria.taps("Что")
    await maria.taps("Люди")
    assert "1 запись" in maria.sees
    await maria.taps("Кто")
    await maria.taps("Озерова")
    await maria.taps("Сегодня")
    assert "Кто или о ком: Озерова Мария Львовна" in maria.sees
    await maria.taps("Скачать таблицу")
    (document,) = maria.files
    sheet = openpyxl.load_workbook(io.BytesIO(maria.file_content(document))).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1:4] for row in rows] == [("Озерова Мария Львовна", "дана роль «Координатор»", "Громов Павел Ильич")]
    await maria.taps("К журналу")
    await maria.taps("Что")
    await maria.taps("Письма")
    assert "Здесь пусто" in maria.sees
