"""Another mentor for a pair, all pairs of a mentor one after another, and a mentor who leaves the club."""

import pytest

from screens.mentoring.desk_ways import OpenPairDesk
from screens.mentoring.handover import HandOverAll, HandTo, OtherMentor
from tests.stories.conftest import Club
from tests.stories.pair_walk import NEED, pair
from tests.stories.phones import Phone
from tests.stories.request_walk import mentor

IRINA, ANNA, PAVEL = "Лебедева Ирина Павловна", "Светлова Анна Игоревна", "Громов Павел Андреевич"


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


@pytest.fixture
async def pair_id(club: Club) -> int:
    """Irina mentors Anna, Pavel may."""
    await mentor(club, club.irina, IRINA, capacity=5)
    await mentor(club, club.pavel, PAVEL, capacity=2)
    await club.anna.joins()
    return await pair(club, club.irina, club.anna)


async def test_another_mentor_for_a_pair(club: Club, maria: Phone, pair_id: int) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    await maria.presses(OpenPairDesk(pair_id=pair_id).pack())
    await maria.taps("Другой наставник")
    assert maria.sees.startswith(
        f"{IRINA} → {ANNA}\nОдин на один · Методическое\nКому передать пару? Нажмите номер или напишите фамилию."
    )
    assert f"1. {PAVEL}, Школа № 901\n+ " in maria.sees
    await maria.says("…")
    assert "⚠️ Здесь нужны буквы. Например: Лебедева." in maria.sees
    await maria.says("никто")
    assert "Наставника с таким именем не нашлось: напишите иначе." in maria.sees
    await maria.says("лебед")
    assert "уже в паре с этим коллегой" in maria.sees
    await maria.taps("Все подходящие")
    await maria.taps("1")
    assert f"Сейчас наставник: {IRINA}\nБудет наставник: {PAVEL}" in maria.sees
    await maria.taps("Выбрать другого")
    await maria.says("громов")
    await maria.taps("1")
    await maria.taps("Да, передать", times=2)
    assert maria.sees.startswith(f"Пара передана, всем троим сообщим.\nПара: идёт с ср, 7 октября\nНаставник: {PAVEL}")
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA}\nКоординатор клуба передал эту пару другому наставнику")
    told = [message["text"].replace("\u00a0", " ") for message in anna.from_bot[-2:]]
    assert any(one.startswith("Координатор клуба подобрал вам другого наставника.") for one in told)
    assert any(f"Вы в паре! Наставник: {PAVEL}" in one for one in told)
    assert f"Запрос: «{NEED}»" in pavel.sees
    await irina.taps("К паре")
    assert "Пара остановлена ср, 7 октября" in irina.sees
    # nothing is typed any more
    await maria.says("громов")
    assert "Не понимаю свободный текст" in maria.sees


async def test_all_pairs_of_a_mentor_one_after_another(club: Club, maria: Phone, pair_id: int) -> None:
    vera, zoya = club.stranger(), club.stranger("Зоя", "Ясная")
    await vera.joins(name="Тихая Вера Ильинична")
    await zoya.joins(name="Ясная Зоя Ильинична")
    for phone in (vera, zoya):
        await pair(club, club.irina, phone)
    await maria.presses(OpenPairDesk(pair_id=pair_id).pack())
    await maria.taps("К наставнику")
    await maria.taps("Передать все пары")
    assert f"{IRINA} → {ANNA}" in maria.sees
    assert "После неё ещё 2 пары." in maria.sees
    await maria.taps("Пропустить")
    assert f"{IRINA} → Тихая Вера Ильинична" in maria.sees
    await maria.taps("1")
    await maria.taps("Да, передать", times=2)
    assert maria.sees.startswith("✓ Пара передана, всем троим сообщим. Следующая пара.")
    assert f"{IRINA} → Ясная Зоя Ильинична" in maria.sees
    await maria.taps("Пропустить")
    assert maria.sees == f"{IRINA}\nЭто все пары. Не переданы: 2."
    await maria.taps("Пройти ещё раз")
    assert f"{IRINA} → {ANNA}" in maria.sees
    await maria.taps("К паре")
    await club.deliver()
    assert any(f"Наставник: {PAVEL}" in one["text"].replace("\u00a0", " ") for one in vera.from_bot[-2:])


async def test_there_is_no_place_any_more(club: Club, maria: Phone, pair_id: int) -> None:
    vera, zoya = club.stranger(), club.stranger("Зоя", "Ясная")
    for phone, name in ((vera, "Тихая Вера Ильинична"), (zoya, "Ясная Зоя Ильинична")):
        await phone.joins(name=name)
        await pair(club, club.pavel, phone)
    await maria.presses(OtherMentor(pair_id=pair_id).pack())
    assert "Подходящих и свободных сейчас нет. Поищите по фамилии." in maria.sees
    await maria.says("громов")
    assert "мест 0 из 2" in maria.sees
    await maria.taps("1")
    await maria.taps("Да, передать")
    assert "столько пар, сколько он берёт" in maria.toast


async def test_a_mentor_leaves_the_club(club: Club, maria: Phone, pair_id: int) -> None:
    anna, irina = club.anna, club.irina
    await irina.says("/mydata")
    await irina.taps("🗑 Удалить всё")
    await irina.taps("Да, удалить всё")
    await club.deliver()
    assert anna.sees.startswith(
        "Ваш наставник больше не в клубе, поэтому работа в паре завершена. Без помощи не оставим:"
    )
    await anna.taps("К заявке")
    assert NEED in anna.sees
    assert maria.sees.startswith(f"Заявка ждёт координатора.\n{ANNA}")
    await maria.presses(OtherMentor(pair_id=pair_id).pack())
    assert "Пара: остановлена ср, 7 октября\nНаставник: больше не в клубе" in maria.sees
    assert "Другой наставник" not in maria.buttons


async def test_old_and_forged_presses(club: Club, maria: Phone, pair_id: int) -> None:
    for data in (
        OtherMentor(pair_id=pair_id),
        HandTo(pair_id=pair_id, mentor_id=1, sure=True),
        HandOverAll(mentor_id=1),
    ):
        await club.irina.presses(data.pack())
        assert club.irina.toast.startswith("Это действие вам недоступно."), data
    for forged in ("hopair:999999:0", "hoto:999999:1:0:1", f"hoto:{pair_id}:999999:0:1", "hoall:999999:0"):
        await maria.presses(forged)
        assert maria.toast.startswith("Этого уже нет."), forged
