"""Social partners: a coordinator makes a card and shows it; a guest reads it; a member may not touch it."""

import pytest
from sqlalchemy import delete

from db.models import MemberRole, Partner
from domain.people.partners import PartnerField
from domain.vocabulary import PartnerKind, Role
from screens.people.partners import EditPartner, HidePartner, OpenPartner, PickPartnerKind
from tests.stories.conftest import Club
from tests.stories.phones import Phone


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    await club.maria.says("/desk")
    await club.maria.taps("Партнёры")
    return club.maria


async def given_card(maria: Phone, name: str = "Музей у реки") -> None:
    await maria.taps("Добавить")
    await maria.taps("Музей")
    await maria.says(name)
    await maria.says("Бесплатные экскурсии\n\nпо средам")


async def test_a_card_is_made_completed_and_shown(club: Club, maria: Phone) -> None:
    assert "Добавьте первого партнёра" in maria.sees
    await maria.taps("Добавить")
    assert "Шаг 1 из 3" in maria.sees.replace("\u00a0", " ")
    await maria.says("музей")
    assert "Выберите кнопкой" in maria.sees
    await maria.taps("Библиотека")
    await maria.taps("← Назад")
    await maria.taps("Музей", times=2)
    await maria.says("!!!")
    assert "нужны буквы" in maria.sees
    await maria.says("Музей <у> реки")
    assert "Музей <у> реки" in maria.sees, "whose card it is"
    await maria.says("🙂")
    assert "нужны слова" in maria.sees
    await maria.says("э" * 501)
    assert "501 знаков, а поместится 500" in maria.sees
    await maria.says("Бесплатные экскурсии\n\nпо средам")
    assert "Карточка готова" in maria.sees
    assert "видят только координаторы" in maria.sees

    anna = club.anna
    await anna.starts()
    await anna.says("/about")
    await anna.taps("Социальные партнёры")
    assert "Пока здесь пусто" in anna.sees
    await anna.taps("О клубе")

    await maria.taps("Сайт")
    await maria.says("не сайт")
    assert "Нужна ссылка" in maria.sees
    await maria.says("museum.example/visit")
    assert "сохранили" in maria.sees
    await maria.taps("Контакты")
    await maria.says("Отдел экскурсий, 00-00-00")
    await maria.taps("Адрес")
    await maria.says("Береговая, 1")
    await maria.taps("Показать всем", times=2)
    assert "Теперь карточку видят все" in maria.sees

    await anna.taps("Социальные партнёры")
    await anna.taps("1. Музей")
    for words in ("Музей <у> реки", "по средам", "Береговая, 1", "Отдел экскурсий"):
        assert words in anna.sees
    assert anna.buttons == ["🌐 Открыть сайт", "← К списку", "🏠 В меню"]

    await maria.taps("Скрыть")
    assert "Вернуть её можно" in maria.sees
    await anna.taps("← К списку")
    assert "Пока здесь пусто" in anna.sees
    await anna.presses(OpenPartner(partner_id=1).pack())
    assert anna.toast, "a card that is hidden is gone for everybody else"
    await maria.taps("← К списку")
    assert "Скрытые партнёры" in maria.sees
    await maria.taps("1. Музей")
    await maria.taps("Показать всем")
    await anna.taps("О клубе")
    await anna.taps("Социальные партнёры")
    assert "Музей <у> реки" in anna.sees


async def test_a_list_of_kinds_and_pages(club: Club, maria: Phone) -> None:
    for number in range(6):
        await given_card(maria, f"Музей {number}")
        await maria.taps("Показать всем")
        await maria.taps("← К списку")
    await given_card(maria, "Читальня")
    await maria.taps("Вид")
    await maria.taps("Библиотека")
    await maria.taps("Показать всем")
    await maria.taps("← К списку")
    await club.pavel.joins()
    await club.pavel.says("/about")
    await club.pavel.taps("Социальные партнёры")
    assert {"✓ Все", "Музеи: 6", "Библиотеки: 1", "Дальше →"} <= set(club.pavel.buttons)
    await club.pavel.taps("Музеи: 6")
    await club.pavel.taps("Дальше")
    await club.pavel.taps("6. Музей 5")
    await club.pavel.taps("← К списку")
    assert "6. Музей 5" in club.pavel.sees, "back to the very page"
    await club.pavel.taps("Библиотеки: 1")
    assert "Читальня" in club.pavel.sees


async def test_two_of_a_name_and_a_look_aside(club: Club, maria: Phone) -> None:
    await given_card(maria)
    await maria.taps("← К списку")
    await maria.taps("← Все партнёры")
    await maria.taps("Добавить")
    await maria.taps("Музей")
    await maria.says("МУЗЕЙ у реки")
    assert "уже есть" in maria.sees
    await maria.taps("Позже")
    await maria.says("Это уже не ответ")
    assert "Не понимаю" in maria.sees
    await maria.says("/desk")
    await maria.taps("Партнёры")
    await maria.taps("Добавить")
    assert "Как называется?" in maria.sees, "what was answered is kept"
    await maria.taps("Позже")
    await maria.taps("Скрытые: 1")
    await maria.taps("1. Музей")
    await maria.taps("Контакты")
    await maria.says("касса")
    await maria.taps("Контакты")
    await maria.taps("Убрать")
    assert "касса" not in maria.sees
    await maria.taps("Название")
    await maria.taps("Не менять")
    await maria.says("Другое имя")
    assert "Музей у реки" not in maria.sees
    assert "Не понимаю" in maria.sees, "who looks at the card is typing nothing into it"


async def test_rights_taken_in_the_middle(club: Club, maria: Phone) -> None:
    await given_card(maria)
    await maria.taps("Название")
    async with club.sessions.begin() as session:
        await session.execute(delete(MemberRole).where(MemberRole.role == Role.COORDINATOR))
    await maria.says("Музей напротив")
    assert "недоступно" in maria.sees
    await club.irina.joins()
    for press in (
        HidePartner(partner_id=1, hidden=False),
        EditPartner(partner_id=1, field=PartnerField.NAME),
        PickPartnerKind(kind=PartnerKind.UNION, partner_id=1),
    ):
        await club.irina.presses(press.pack())
        assert "недоступно" in club.irina.toast
    async with club.sessions.begin() as session:
        card = await session.get_one(Partner, 1)
        assert (card.name, card.kind, card.hidden_at is None) == ("Музей у реки", PartnerKind.MUSEUM, False)
    await club.coordinator(maria)
    await maria.says("/desk")
    await maria.taps("Партнёры")
    await maria.taps("Скрытые: 1")
    await maria.taps("1. Музей")
    assert "Музей у реки" in maria.sees
