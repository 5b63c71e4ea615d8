"""The directory of organisations at odds: names too long, entries of nobody, what is typed below what was done."""

import pytest

from domain.people.organizations_desk import LONGEST_NAME
from tests.stories.conftest import Club
from tests.stories.phones import Phone

WILD = "Школа «Очень <b>жирная</b> & длинная» 🏫 " + "эюя " * 40


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", organization=WILD.strip())
    await club.pavel.joins(name="Громов Павел Сергеевич", organization="Лесная академия")
    await club.maria.joins(name="Озерова Мария Львовна", organization="гимназия 902")
    await club.coordinator(club.maria)
    await club.maria.says("/desk")
    await club.maria.taps("🏫 Организации: 2")
    return club.maria


async def found(maria: Phone, words: str) -> None:
    """What is typed looks for an organisation, wherever one is."""
    await maria.says(words)
    assert "Организации" in maria.sees, maria.sees


async def test_words_too_long_for_a_name_are_not_cut_by_themselves(club: Club, maria: Phone) -> None:
    await maria.taps("Разобрать")
    await maria.taps("2. ")
    assert WILD.strip() in maria.sees
    await maria.taps("Создать организацию")
    assert "Оставить как написано" not in maria.buttons
    await maria.says(WILD)
    assert f"поместится до {LONGEST_NAME} знаков" in maria.sees
    await maria.says("Школа «Очень <b>жирная</b>» № 999")
    await maria.taps("✓ Школа")
    await maria.taps("Добавить", times=2)
    assert "Школа «Очень <b>жирная</b>» № 999" in maria.sees
    await found(maria, "999")


async def test_an_entry_of_nobody_reads_well(club: Club, maria: Phone) -> None:
    await found(maria, "902")
    await maria.taps("1. ")
    assert "В клубе: 1 человек\n" in maria.sees, "no mentors are not counted"
    await maria.taps("Объединить")
    await maria.says("маяк")
    await maria.taps("Это «Маяк»")
    assert "Доп. образование, Тюмень · пока никого" in maria.sees
    # the number is what tells schools apart
    assert "Оставить 1: № 902" in maria.buttons
    await maria.taps("Оставить 1")
    assert "Переносить нечего" in maria.sees
    await maria.taps("Да, объединить")
    await found(maria, "902")


async def test_a_name_may_be_typed_below_what_was_settled(club: Club, maria: Phone) -> None:
    await maria.taps("Разобрать")
    await maria.taps("1. ")
    await maria.taps("🔎 Найти")
    await maria.says("902")
    await maria.taps("Это Гимназия", times=2)
    assert "1 человек теперь из этой организации" in maria.sees
    await found(maria, "маяк")
