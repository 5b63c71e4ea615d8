"""«Не подбирать вместе»: two by names, the list, taking it back, a pair that goes on."""

import pytest

from screens.mentoring.blocks import BlockTwo, BlockWith, OpenBlocks, Unblock
from screens.mentoring.desk_ways import OpenPairDesk
from services.people import people
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone
from tests.stories.request_walk import asks, mentor


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def test_two_are_kept_apart_by_names(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await asks(club, anna, lebedeva)
    await club.advance(minutes=1)
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Не подбирать вместе")
    assert maria.sees.endswith("Пока никого.")
    await maria.taps("Добавить двоих")
    await maria.says("?")
    assert "⚠️ Здесь нужны буквы." in maria.sees
    await maria.says("светлова")
    await maria.taps("1")
    assert "С кем не ставить вместе: Светлова Анна Игоревна, Школа № 901?" in maria.sees
    await maria.says("светлова")
    assert "Никого с таким именем не нашлось" in maria.sees
    await maria.says("лебедева")
    await maria.taps("1")
    assert "Больше не подбирать этих двоих вместе?" in maria.sees
    assert "Заявка одного ждёт ответа другого" in maria.sees
    await maria.taps("Да, не подбирать", times=2)
    assert maria.sees.startswith("Записали.")
    assert "Не подбираем вместе с 7 октября 2026 года." in maria.sees
    await club.deliver()
    assert irina.sees.startswith("Заявка больше не ждёт вашего ответа")
    await maria.taps("← К списку")
    assert "Светлова Анна Игоревна" in maria.sees
    await maria.taps("1")
    await maria.taps("Снова можно вместе")
    await maria.taps("← Оставить")
    await maria.taps("Снова можно вместе")
    await maria.taps("Да, можно вместе", times=2)
    assert maria.sees.endswith("Пока никого.")


async def test_a_pair_that_goes_on_is_told_of(club: Club, maria: Phone) -> None:
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.anna.joins()
    pair_id = await pair(club, club.irina, club.anna)
    async with club.sessions.begin() as session:
        anna = (await people.identify(session, club.anna.id, wrote=False)).owner()
        irina = (await people.identify(session, club.irina.id, wrote=False)).owner()
    await maria.presses(OpenPairDesk(pair_id=pair_id).pack())
    await maria.taps("Не подбирать вместе")
    await maria.taps("Да, не подбирать")
    assert "⚠️ Сейчас они в паре. Она останется, пока вы или они её не остановите." in maria.sees
    await maria.taps("К паре")
    assert "Остановить пару" in maria.buttons
    for forged in (BlockTwo(one_id=anna, other_id=anna), BlockWith(member_id=999), Unblock(one_id=1, other_id=999)):
        await maria.presses(forged.pack())
        assert "Этого уже нет" in maria.toast
    for forged in (OpenBlocks(), BlockTwo(one_id=anna, other_id=irina), BlockWith(member_id=irina)):
        await club.anna.presses(forged.pack())
        assert "недоступно" in club.anna.toast
