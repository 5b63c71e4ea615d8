"""Coordinators and people: found, mended, shut out, let in again, two records made one, a record claimed."""

import re

import pytest

from db.models import Tip
from domain.vocabulary import Direction, TipState
from screens.people.members_desk import BlockMember, MemberPast, OpenMember
from services.people import people
from tests.services.given_letters import given_letter
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.walk import consent


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator, with two members in the club besides."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    await club.maria.says("/desk")
    await club.maria.taps("Люди")
    return club.maria


async def test_a_person_is_found_and_mended(club: Club, maria: Phone) -> None:
    assert "Люди · 3" in maria.sees
    await maria.says("!!!")
    assert "Люди · 3" in maria.sees, "nothing to look for is everybody"
    await maria.says("несуществующий")
    assert "Никого не нашли" in maria.sees
    await maria.says("светлова АННА")
    await maria.taps("1. Светлова")
    assert "Светлова Анна Игоревна" in maria.sees
    assert "Бот на связи" in maria.sees
    await maria.taps("История")
    assert "Пока пусто" in maria.sees
    await maria.taps("К карточке")
    await maria.taps("✏️ ФИО")
    await maria.says("Светлова")
    assert "хотя бы фамилия и имя" in maria.sees
    await maria.says("Светлова-Яркая Анна Игоревна")
    assert "имя исправлено" in maria.sees
    await maria.taps("✏️ Организация")
    await maria.says("гимназия 902")
    await maria.taps(maria.buttons[0])
    assert "организация исправлена" in maria.sees
    await club.deliver()
    assert "поправил ваш профиль" in club.anna.sees
    assert "Светлова-Яркая" in club.anna.sees
    await maria.taps("К списку")
    await maria.taps("Кого показать")
    await maria.taps("Наставники")
    assert "наставники: " in maria.sees
    await maria.taps("Показать всех")
    await maria.taps("Таблица XLSX")
    assert "В таблице 3 человека" in maria.sees
    await club.irina.presses(OpenMember(member_id=1).pack())
    assert "недоступно" in club.irina.toast, "a forged press of a member"


async def test_a_card_leads_to_letters_tips_and_the_journal(club: Club, maria: Phone) -> None:
    async with club.sessions.begin() as session:
        irina = await people.identify(session, club.irina.id, wrote=True)
        await given_letter(session, irina, club.now, "Когда выезд?")
        tip = Tip(slug="own", direction=Direction.DIGITAL, title="План Б", text="Держите задание без интернета.")
        tip.state, tip.author_id, tip.created_at = TipState.PENDING, irina.member_id, club.now
        session.add(tip)
    await maria.says("лебедева")
    await maria.taps("1. Лебедева")
    assert "Письма: 1, открыто 1" in maria.sees
    await maria.taps("История")
    assert "«План Б» — у координатора" in maria.sees
    await maria.taps("✉️ № 1")
    assert "Когда выезд?" in maria.sees
    await maria.presses(MemberPast(member_id=irina.owner()).pack())
    await maria.taps("💡 План Б")
    assert "Держите задание без интернета." in maria.sees
    await maria.presses(OpenMember(member_id=irina.owner()).pack())
    await maria.taps("Журнал")
    assert "Кто или о ком: Лебедева Ирина Павловна" in maria.sees
    assert "за всё время" in maria.sees
    await maria.taps("← К карточке")
    assert "Бот на связи" in maria.sees
    await maria.taps("✏️ ФИО")
    await maria.says("Лебедева Ирина Олеговна")
    await maria.taps("Журнал")
    assert "исправлена анкета" in maria.sees


async def test_the_journal_of_a_person_leads_back_to_what_was_looked_for(club: Club, maria: Phone) -> None:
    await maria.says("светлова")
    await maria.taps("1. Светлова")
    await maria.taps("📖 Журнал")
    await maria.taps("Неделя")
    await maria.taps("← К карточке")
    await maria.taps("← К списку")
    assert "Люди · «светлова»: 1" in maria.sees


async def test_the_club_is_closed_and_opened(club: Club, maria: Phone) -> None:
    await maria.says("лебедева")
    await maria.taps("1. Лебедева")
    await maria.taps("Закрыть доступ")
    await maria.says("🙂")
    assert "нужны буквы" in maria.sees
    await maria.says("<b>реклама</b>")
    await maria.taps("Да, закрыть доступ", times=2)
    assert "Доступ закрыт с" in maria.sees
    for words in ("/menu", "/desk", "привет"):
        await club.irina.says(words)
        assert "Доступ к клубу для вас закрыт" in club.irina.sees
        assert "Информационно-методический центр" in club.irina.sees
    await maria.taps("К списку")
    await maria.taps("Кого показать")
    await maria.taps("Доступ закрыт")
    assert "⛔ доступ закрыт" in maria.sees
    await maria.taps("1. Лебедева")
    await maria.taps("Открыть доступ")
    await maria.taps("Да, открыть")
    await club.irina.says("/menu")
    assert "Чем помочь" in club.irina.sees
    await maria.presses(BlockMember(member_id=3).pack())
    assert "из прошлого" in maria.toast, "not oneself, nor a colleague"


async def test_a_record_without_telegram_is_claimed(club: Club, maria: Phone) -> None:
    await maria.taps("Без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")
    await maria.says("Вешняя Зоя Фёдоровна")
    await maria.says("школа 901")
    await maria.taps(maria.buttons[0])
    await maria.says("учитель истории")
    await maria.taps("Добавить в клуб", times=2)
    await maria.taps("К списку")
    await maria.says("вешняя")
    await maria.taps("1. Вешняя")
    await maria.taps("Код для входа")
    asked = maria.newest
    await maria.taps_on(asked, "Сделать код")
    code = re.search(r"Код: ([A-Z]{4}-[A-Z]{4})", maria.sees)
    await maria.taps_on(asked, "Сделать код")
    assert "Код уже готов" in maria.toast, "the code that was shown stays good"
    assert code is not None, maria.sees
    zoya = club.stranger("Зоя", "Вешняя")
    await consent(zoya)
    await zoya.taps("У меня есть код")
    await zoya.says("BCDF-BCDF")
    assert "Ещё 4 попытки" in zoya.sees
    await zoya.says(code.group(1).lower())
    assert "Вешняя Зоя Фёдоровна" in zoya.sees
    await zoya.taps("Да, это я", times=2)
    assert "запись ваша" in zoya.sees, "the second tap says so, too"
    await zoya.starts("c_" + code.group(1).replace("-", ""))
    assert "запись ваша" in zoya.sees, "the printed code is scanned once more"
    await zoya.says("/profile")
    assert "учитель истории" in zoya.sees
    other = club.stranger("Ольга", "Новая")
    await other.starts("c_" + code.group(1).replace("-", ""))
    await other.taps("Даю согласие")
    assert "использован или устарел" in other.sees


async def test_two_records_become_one(club: Club, maria: Phone) -> None:
    await club.pavel.joins(name="Светлова Анна Игоревна")
    await maria.says("светлова")
    await maria.taps("1. Светлова")
    await maria.taps("Объединить")
    await maria.says("?")
    assert "нужны буквы" in maria.sees
    await maria.says("светлова анна")
    await maria.taps("1. Светлова")
    await maria.taps("Оставить 1")
    assert "второй аккаунт станет для бота незнакомым" in maria.sees
    await maria.taps("Да, объединить", times=2)
    await maria.says("/desk")
    await maria.taps("Люди")
    assert "Люди · 3" in maria.sees
    await club.pavel.says("/menu")
    assert "Вступить в клуб" in club.pavel.buttons
    await maria.says("светлова")
    await maria.taps("1. Светлова")
    await maria.taps("Удалить данные")
    await maria.taps("Да, удалить навсегда", times=2)
    assert "больше ничего не хранится" in maria.sees
    await club.anna.says("/menu")
    assert "Вступить в клуб" in club.anna.buttons
