"""Mentors by load: the list, the search, one mentor, what a coordinator does for them and what they are told."""

import pytest

from domain.mentoring.mentor_load import Only
from screens.mentoring.mentor_load import OpenLoad, OpenLoads, ShowLoads
from screens.mentoring.mentor_load_page import AskCapacity, LoadCard, PauseLoad, RelieveLoad, SetCapacity, WakeLoad
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone
from tests.stories.request_walk import asks, mentor


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def test_nobody_has_a_card_yet(club: Club, maria: Phone) -> None:
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Наставники по нагрузке")
    assert "Подтверждённых карточек пока нет" in maria.sees
    await maria.taps("Молчат: 0")
    assert "За 90 дней никто не оставил заявку без ответа." in maria.sees
    await maria.taps("🛠 Наставничество клуба")
    assert "В очереди координатора" in maria.sees


async def test_the_list_the_search_and_a_mentor(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva = await mentor(club, irina, capacity=1, on_duty=True)
    await mentor(club, pavel, "Громов Павел Андреевич", capacity=3)
    await anna.joins()
    await pair(club, irina, anna)
    await maria.presses(OpenLoads().pack())
    assert maria.sees.startswith(
        "Наставники по нагрузке\n"
        "1. Лебедева Ирина Павловна\n🔴 пары: 1 из 1\nотвечает на срочные · отвечает в среднем меньше чем за час\n"
        "2. Громов Павел Андреевич\nпары: 0 из 3"
    )
    assert "Свободны: 1" in maria.buttons
    await maria.taps("Заняты: 1")
    assert "Громов" not in maria.sees
    await maria.says("…")
    assert "⚠️ Здесь нужны буквы." in maria.sees
    await maria.says("неизвестный")
    assert "Наставника с таким именем здесь нет" in maria.sees
    await maria.says("лебедева")
    await maria.taps("1. Лебедева")
    assert maria.sees == (
        "Лебедева Ирина Павловна\nШкола № 901\n• 🔴 пары: 1 из 1\n• отвечает на срочные\n"
        "За 90 дней: ответ на 1 заявку, в среднем меньше чем за час.\n\nПары и заявки — кнопками ниже."
    )
    assert "🤝 Светлова Анна" in maria.buttons[0]
    assert "Передать все пары" in maria.buttons
    await maria.taps("Карточка")
    assert "Предмет: химия" in maria.sees
    await maria.taps("← К наставнику")
    # the list is as it was left
    await maria.taps("← К списку")
    assert "Ищем: «лебедева»" in maria.sees
    await maria.taps("Все наставники")
    assert "Громов" in maria.sees
    await maria.presses(OpenLoad(member_id=lebedeva.owner(), page=99).pack())
    assert "Лебедева" in maria.sees


async def test_a_pause_for_the_mentor_who_asked(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina, capacity=2)
    await anna.joins()
    await asks(club, anna, lebedeva)
    await maria.presses(OpenLoad(member_id=lebedeva.owner()).pack())
    assert "ждут ответа: 1" in maria.sees
    assert "📥 Светлова Анна" in maria.buttons[0]
    await maria.taps("Поставить паузу")
    assert "Заявки, которые ждут ответа (1), сразу передадим другим." in maria.sees
    await maria.says("когда-нибудь")
    assert "⚠️ Не получилось разобрать дату." in maria.sees
    await maria.says("16 октября")
    assert maria.sees.startswith("Пауза стоит, наставнику напишем.")
    assert "• пауза по пт, 16 октября" in maria.sees
    # nothing is typed any more
    await maria.says("лебедева")
    assert "Не понимаю свободный текст" in maria.sees
    await club.deliver()
    assert irina.sees == (
        "Координатор клуба обновил вашу карточку наставника. Теперь так:\n"
        "• новых заявок не будет по пт, 16 октября;\n• берёте до 2 пар сразу;\n• срочные вопросы не приходят.\n"
        "Если договаривались иначе, поменяйте в карточке: это в любой момент."
    )
    await club.advance(minutes=1)
    await maria.presses(WakeLoad(member_id=lebedeva.owner()).pack())
    await club.deliver()
    assert "• новые заявки приходят;" in irina.sees
    await maria.presses(PauseLoad(member_id=lebedeva.owner()).pack())
    await maria.taps("На неделю", times=2)
    assert "• пауза по ср, 14 октября" in maria.sees
    await maria.presses(ShowLoads(only=Only.PAUSED).pack())
    assert "пауза по ср, 14 октября" in maria.sees


async def test_another_number_of_pairs_and_no_urgent_questions(club: Club, maria: Phone) -> None:
    lebedeva = await mentor(club, club.irina, capacity=2, on_duty=True)
    await maria.presses(OpenLoad(member_id=lebedeva.owner()).pack())
    await maria.taps("Сколько пар")
    assert "✓ 2" in maria.buttons
    await maria.says("сто")
    assert "⚠️ Нужно число от 1 до 10." in maria.sees
    await maria.says("4")
    assert "• пары: 0 из 4" in maria.sees
    await maria.presses(AskCapacity(member_id=lebedeva.owner()).pack())
    await maria.taps("3")
    assert "• пары: 0 из 3" in maria.sees
    await maria.taps("Снять со срочных")
    await maria.taps("← Оставить")
    await maria.taps("Снять со срочных")
    await maria.taps("Да, снять", times=2)
    assert "отвечает на срочные" not in maria.sees
    assert "Снять со срочных" not in maria.buttons
    await club.deliver()
    assert "• берёте до 3 пар сразу;\n• срочные вопросы не приходят." in club.irina.sees


async def test_forged_buttons_are_answered_kindly(club: Club, maria: Phone) -> None:
    lebedeva = await mentor(club, club.irina)
    for data in (OpenLoad(member_id=999), LoadCard(member_id=999), SetCapacity(member_id=999, capacity=3)):
        await maria.presses(data.pack())
        assert "Этого уже нет" in maria.toast
    await maria.presses(SetCapacity(member_id=lebedeva.owner(), capacity=99).pack())
    assert "из прошлого" in maria.toast
    await club.anna.joins()
    for forged in (OpenLoads(), OpenLoad(member_id=lebedeva.owner()), RelieveLoad(member_id=1, sure=True)):
        await club.anna.presses(forged.pack())
        assert "недоступно" in club.anna.toast
