"""What coordinators meet when others act meanwhile: rights taken in the middle of a form, a record claimed."""

import re

import pytest

from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.walk import consent

NOT_ALLOWED = "Это действие вам недоступно"


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator looking at the people, with a member and another coordinator besides."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.maria.joins(name="Озерова Мария Львовна")
    for one in (club.maria, club.irina):
        await club.coordinator(one)
    await club.maria.says("/desk")
    await club.maria.taps("Люди")
    return club.maria


async def card_of(phone: Phone, name: str) -> None:
    await phone.says("/desk")
    await phone.taps("Люди")
    await phone.says(name)
    await phone.taps(f"1. {name.capitalize()}")


async def enrolled(maria: Phone) -> str:
    """Somebody without Telegram, and the code of their record."""
    await maria.taps("Без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")
    for words in ("Вешняя Зоя Фёдоровна", "школа 901"):
        await maria.says(words)
    await maria.taps(maria.buttons[0])
    await maria.says("учитель истории")
    await maria.taps("Добавить в клуб")
    await maria.taps("Код для входа")
    await maria.taps("Сделать код")
    found = re.search(r"Код: ([A-Z]{4}-[A-Z]{4})", maria.sees)
    assert found is not None, maria.sees
    return found.group(1)


async def to_reason(maria: Phone) -> None:
    await card_of(maria, "светлова")
    await maria.taps("Закрыть доступ")


async def to_name(maria: Phone) -> None:
    await card_of(maria, "светлова")
    await maria.taps("✏️ ФИО")


async def to_school(maria: Phone) -> None:
    await card_of(maria, "светлова")
    await maria.taps("✏️ Организация")


async def to_twin(maria: Phone) -> None:
    await card_of(maria, "светлова")
    await maria.taps("Объединить")


async def to_newcomer(maria: Phone) -> None:
    await maria.taps("Без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")


WIZARDS = {
    to_reason: ("реклама в чатах", "Причина: реклама в чатах"),
    to_name: ("Светлова-Яркая Анна", "имя исправлено"),
    to_school: ("гимназия 902", "Что из этого?"),
    to_twin: ("лебедева", "Какая запись — того же человека?"),
    to_newcomer: ("Вешняя Зоя Фёдоровна", "где работает?"),
}


@pytest.mark.parametrize("wizard", WIZARDS, ids=lambda wizard: wizard.__name__)
async def test_rights_are_taken_in_the_middle_and_given_back(club: Club, maria: Phone, wizard: object) -> None:
    """A clear sentence, and the draft is where it was."""
    await wizard(maria)  # type: ignore[operator]
    typed, goes_on = WIZARDS[wizard]  # type: ignore[index]
    await card_of(club.irina, "озерова")
    await club.irina.taps("Роли")
    await club.irina.taps("Снять права")
    await club.irina.taps("Да, снять", times=2)

    await maria.says(typed)
    assert NOT_ALLOWED in maria.sees
    assert "🏠 В меню" in maria.buttons
    await club.irina.taps("Сделать координатором")
    await club.irina.taps("Да, дать")
    await maria.says(typed)
    assert goes_on in maria.sees


async def test_somebody_begun_is_gone_on_with(club: Club, maria: Phone) -> None:
    await to_newcomer(maria)
    await maria.says("Вешняя Зоя Фёдоровна")
    await maria.says("/desk")
    await maria.taps("Люди")
    await maria.taps("Без Telegram")
    assert "Вешняя Зоя Фёдоровна" in maria.sees
    await maria.taps("Продолжить")
    assert "где работает?" in maria.sees
    await maria.says("/desk")
    await maria.taps("Люди")
    await maria.taps("Без Telegram")
    await maria.taps("Добавить другого", times=2)
    assert "согласие на обработку данных подписано?" in maria.sees, "of somebody else the paper is asked for"
    await maria.taps("Да, согласие у меня")
    assert "кто он в клубе?" in maria.sees


async def test_a_record_is_claimed_before_it_is_merged(club: Club, maria: Phone) -> None:
    """The coordinator agreed to lose nobody's Telegram: they are asked once more."""
    code = await enrolled(maria)
    await card_of(maria, "светлова")
    await maria.taps("Объединить")
    await maria.says("вешняя")
    await maria.taps("1. Вешняя")
    await maria.taps("Оставить 1")
    assert "второй аккаунт" not in maria.sees
    zoya = club.stranger("Зоя", "Вешняя")
    await consent(zoya)
    await zoya.taps("У меня есть код")
    await zoya.says(code)
    await zoya.taps("Да, это я")

    await maria.taps("Да, объединить")
    assert "второй аккаунт" in maria.sees
    await zoya.says("/profile")
    assert "Вешняя" in zoya.sees
    await maria.taps("Да, объединить")
    assert "две записи стали одной" in maria.sees


async def test_two_coordinators_at_one_card(club: Club, maria: Phone) -> None:
    await card_of(maria, "светлова")
    await maria.taps("Закрыть доступ")
    await maria.says("реклама")
    await card_of(club.irina, "светлова")
    await club.irina.taps("Закрыть доступ")
    await club.irina.says("спам")
    await maria.taps("Да, закрыть доступ")
    await club.irina.taps("Да, закрыть доступ")
    assert "реклама" in club.irina.sees, "who was first said why"
    await card_of(maria, "лебедева")
    assert "Закрыть доступ" not in maria.buttons, "not a colleague"


async def test_two_take_each_others_rights(club: Club, maria: Phone) -> None:
    for phone, name in ((maria, "лебедева"), (club.irina, "озерова")):
        await card_of(phone, name)
        await phone.taps("Роли")
        await phone.taps("Снять права")
    await maria.taps("Да, снять")
    await club.irina.taps("Да, снять")
    assert NOT_ALLOWED in club.irina.toast
    await club.irina.says("/desk")
    assert "Рабочий стол" not in club.irina.sees


async def test_wrong_codes_run_out(club: Club, maria: Phone) -> None:
    code = await enrolled(maria)
    zoya = club.stranger("Зоя", "Вешняя")
    await consent(zoya)
    await zoya.taps("У меня есть код")
    for left in ("Ещё 4 попытки", "Ещё 3 попытки", "Ещё 2 попытки", "Ещё 1 попытка", "попытки на сегодня закончились"):
        await zoya.says("мимо")
        assert left in zoya.sees
    await zoya.starts("c_" + code.replace("-", ""))
    assert "Попытки на сегодня закончились" in zoya.sees
    await club.advance(hours=25)
    await zoya.starts("c_" + code.replace("-", ""))
    await zoya.taps("Нет, это не я")
    await zoya.says(code)
    await zoya.taps("Да, это я")
    assert "запись ваша" in zoya.sees
