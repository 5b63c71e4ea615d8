"""The home of mentoring: what waits for whom, and the ways to it."""

from tests.stories.conftest import Club
from tests.stories.pair_walk import pair


async def test_a_newcomer_asks_for_help_or_offers_it(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mentoring")
    assert anna.sees.startswith("Опишите, с чем нужна помощь")
    assert "Нужна помощь" in anna.buttons
    assert "Могу научить" in anna.buttons
    assert "Мои пары" not in anna.buttons
    assert "🛠 Наставничество клуба" not in anna.buttons


async def test_the_menu_leads_there(club: Club) -> None:
    await club.anna.joins()
    await club.anna.says("/menu")
    await club.anna.taps("🤝 Наставничество")
    assert "Нужна помощь" in club.anna.buttons


async def test_who_has_a_pair_finds_it(club: Club) -> None:
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.anna.joins()
    await pair(club, club.irina, club.anna)
    await club.anna.says("/mentoring")
    assert "Мои пары" in club.anna.buttons


async def test_a_coordinator_sees_the_clubs_figures(club: Club) -> None:
    maria = club.maria
    await maria.joins()
    await club.coordinator(maria)
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    assert "В очереди координатора: 0 заявок" in maria.sees
    assert maria.buttons[:2] == ["Заявки", "Подбор для всех"]


async def test_a_guest_is_asked_to_join_and_a_teacher_sees_no_desk(club: Club) -> None:
    await club.pavel.starts()
    await club.pavel.says("/mentoring")
    assert "огласи" in club.pavel.sees
    await club.anna.joins()
    await club.anna.presses("mtdesk")
    assert "недоступно" in club.anna.toast
