"""A coordinator chooses to whom an announcement goes, by taps, with the count at once."""

import pytest

from services.mailing import announcements
from services.people import people
from tests.stories.conftest import Club


@pytest.fixture
async def announcement_id(club: Club) -> int:
    await club.anna.joins()
    await club.maria.joins()
    await club.coordinator(club.maria)
    async with club.sessions.begin() as session:
        maria = await people.identify(session, club.maria.id, wrote=True)
        row = await announcements.create(session, maria, club.now)
        return row.id


async def test_a_coordinator_narrows_the_audience_and_widens_it_again(club: Club, announcement_id: int) -> None:
    maria = club.maria
    await maria.presses(f"auwho:{announcement_id}")
    assert "Кому: весь клуб\n2 человека получат." in maria.sees
    await maria.taps("Роли")
    await maria.taps("Молодой педагог")
    assert "молодые педагоги" in maria.sees
    assert "✓ Молодой педагог" in maria.buttons
    await maria.taps("Готово")
    await maria.taps("Мероприятие")
    await maria.taps("Предстоящие")
    await maria.taps("1")
    assert "кому досталось место на «" in maria.sees
    assert "Пока никто не получит. Уберите одно из условий." in maria.sees
    await maria.taps("Не смотреть")
    await maria.taps("Весь клуб", times=2)
    assert "Кому: весь клуб\n2 человека получат." in maria.sees


async def test_organisations_are_found_by_a_typed_name(club: Club, announcement_id: int) -> None:
    maria = club.maria
    await maria.presses(f"auwho:{announcement_id}")
    await maria.taps("Организации")
    await maria.says("!!!")
    assert "⚠️" in maria.sees
    await maria.says("школа 901")
    await maria.taps("1")
    assert "организация:" in maria.sees
    assert any(label.startswith("✓ ") for label in maria.buttons)
    await maria.taps("✓ ")
    assert "Кому: весь клуб" in maria.sees


async def test_nobody_else_and_no_forged_button(club: Club, announcement_id: int) -> None:
    for data in (f"auwho:{announcement_id}", f"auset:{announcement_id}:role:MENTOR:1", f"auall:{announcement_id}:"):
        await club.anna.says("/menu")
        await club.anna.presses(data)
        assert "недоступно" in club.anna.toast
    for data in (f"auset:{announcement_id}:role:KING:1", "auwho:999", f"auset:{announcement_id}:event:999:1"):
        await club.maria.says("/menu")
        await club.maria.presses(data)
        assert club.maria.toast
