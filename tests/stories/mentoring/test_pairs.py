"""Two of a pair: acquaintance, goals, a pause, contacts, another mentor, an end."""

import pytest
from sqlalchemy import select

from db.models import MentoringRequest
from domain.vocabulary import RequestState
from sandbox import demo
from screens.mentoring.goals import OpenGoal, ReachGoal, RewordGoal
from screens.mentoring.mentoring import MyPairs, OpenPair
from screens.mentoring.pairs import ChangeMentor, PausePair, StopPair
from tests.stories.conftest import Club
from tests.stories.pair_walk import NEED, pair
from tests.stories.phones import Phone

IRINA, ANNA = "Лебедева Ирина Павловна", "Светлова Анна Игоревна"


@pytest.fixture
async def two(club: Club) -> tuple[Phone, Phone, int]:
    """Irina and Anna, just made a pair."""
    await club.irina.joins(role="Наставник", name=IRINA, position="учитель химии")
    await club.anna.joins()
    return club.irina, club.anna, await pair(club, club.irina, club.anna)


async def test_the_two_are_introduced(two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    assert anna.sees.startswith(f"🤝 Вы в паре! Наставник: {IRINA}, Школа № 901, учитель химии.")
    assert "О себе: «Помогу с планом урока.»" in anna.sees
    assert irina.sees.startswith(f"🤝 Вы в паре! Коллега: {ANNA}")
    assert f"Запрос: «{NEED}»" in irina.sees
    assert "Принять в боте — ещё не приказ" in irina.sees
    await anna.taps("К паре")
    assert f"{IRINA} — ваш наставник" in anna.sees
    assert "Один на один · Методическое" in anna.sees
    await anna.taps("Мои пары")
    assert f"1. {IRINA} — наставник, идёт" in anna.sees


async def test_goals_are_set_reached_and_told(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("К паре")
    await anna.taps("Цели")
    assert "Пока пусто" in anna.sees
    await anna.taps("Добавить цель")
    await anna.says("…")
    assert "Здесь нужны буквы" in anna.sees
    await anna.says("Начинать урок за две минуты")
    assert "Записали." in anna.sees
    await club.deliver()
    assert irina.sees == "🎯 Новая цель вашей пары: «Начинать урок за две минуты»."

    await irina.taps("Цели")
    await irina.taps("1")
    await irina.taps("Изменить")
    assert "Сейчас: Начинать урок за две минуты" in irina.sees
    await irina.says("Начинать урок за минуту")
    assert "1. Начинать урок за минуту" in irina.sees
    await irina.taps("1")
    await irina.taps("Достигнута")
    assert "Поздравляем, цель достигнута!" in irina.sees
    await club.deliver()
    assert anna.sees == "🎯 Цель достигнута: «Начинать урок за минуту»."
    await anna.taps("К паре")
    assert "🎯 Цели: 1 из 1" in anna.sees

    await anna.taps("Цели")
    await anna.taps("1")
    await anna.taps("Ещё в работе")
    await anna.taps("1")
    await anna.taps("Убрать")
    await anna.taps("Да, убрать")
    assert "Цель убрали." in anna.sees
    assert "Пока пусто" in anna.sees


async def test_a_goal_typed_after_the_end_is_not_kept(two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await anna.taps("К паре")
    await anna.taps("Цели")
    await anna.taps("Добавить цель")
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    await anna.says("Начинать урок за две минуты")
    assert "Цели уже изменились, вот они." in anna.sees
    assert "Добавить цель" not in anna.buttons


async def test_a_pause_and_its_end(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("К паре")
    await anna.taps("Ещё…")
    await anna.taps("Пауза")
    await anna.taps("2 недели")
    assert "Хорошей передышки!" in anna.sees
    assert "⏸ Пауза по ср, 21 октября включительно" in anna.sees
    await club.deliver()
    assert "В работе пауза по ср, 21 октября включительно." in irina.sees

    await club.advance_to(club.now.replace(day=22))
    assert "Пауза позади: продолжаем." in irina.sees
    assert "Пауза позади: продолжаем." in anna.sees
    await irina.taps("К паре")
    await irina.taps("Ещё…")
    assert "Возобновить" not in irina.buttons


async def test_a_pause_is_cut_short(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await anna.presses(PausePair(pair_id=pair_id, weeks=1).pack())
    await club.deliver()
    await irina.taps("К паре")
    await irina.taps("Ещё…")
    await irina.taps("Возобновить")
    assert irina.sees.startswith("Продолжаем!")
    await club.deliver()
    assert "Пауза позади" in anna.sees


async def test_contacts_are_shown_when_both_agree(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("К паре")
    await anna.taps("Ещё…")
    await anna.taps("Контакты")
    await anna.taps("Показать контакты")
    assert "Ваше согласие учли." in anna.sees
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA} предлагает показать друг другу")
    assert "text_mention" not in str(irina.newest.get("entities"))

    await irina.taps("Показать контакты")
    assert "Вы оба согласились" in irina.sees
    await club.deliver()
    assert anna.sees.startswith(f"Теперь у вас есть контакты друг друга: {IRINA}.")
    for phone, other in ((irina, demo.ANNA), (anna, demo.IRINA)):
        (mention,) = [one for one in phone.newest["entities"] if one["type"] == "text_mention"]
        assert mention["user"]["id"] == other

    await irina.taps("Больше не показывать")
    assert "Показать друг другу" in irina.sees


async def test_a_consent_taken_back_is_not_told(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("К паре")
    await anna.taps("Ещё…")
    await anna.taps("Контакты")
    await anna.taps("Показать контакты")
    await anna.taps("Передумать")
    before = len(irina.from_bot)
    await club.deliver()
    assert len(irina.from_bot) == before


async def test_the_mentee_changes_the_mentor_without_blame(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await anna.taps("К паре")
    await anna.taps("Ещё…")
    await anna.taps("Другой наставник")
    assert "дело не в вас" in anna.sees
    await anna.taps("Да, подобрать", times=2)
    assert "Готово: ваш запрос у координатора" in anna.sees
    await club.deliver()
    assert "Работа в паре завершена раньше срока. Так бывает, и дело не в вас." in irina.sees
    async with club.sessions.begin() as session:
        found = list(await session.scalars(select(MentoringRequest).order_by(MentoringRequest.id)))
    assert [one.state for one in found] == [RequestState.ACCEPTED, RequestState.COORDINATOR]
    assert found[1].need == NEED
    await irina.presses(ChangeMentor(pair_id=pair_id, sure=True).pack())
    assert irina.toast.startswith("Этого уже нет.")


async def test_the_mentor_stops_and_the_mentee_is_helped_on(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await irina.taps("К паре")
    await irina.taps("Ещё…")
    await irina.taps("Остановить")
    assert "предупредите его за 3 рабочих дня" in irina.sees
    await irina.taps("Да, остановить")
    assert irina.sees.startswith("Остановили. Спасибо за ваше время!")
    await club.deliver()
    assert anna.sees.endswith("Подобрать другого наставника?")
    await anna.taps("Да, подобрать")
    assert "Готово: ваш запрос у координатора" in anna.sees
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    assert "Пара остановлена ср, 7 октября" in irina.sees


async def test_old_and_forged_presses(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    stranger = club.maria
    await stranger.joins(name="Чужая Мария Ильинична")
    for data in (
        OpenPair(pair_id=pair_id),
        StopPair(pair_id=pair_id, sure=True),
        PausePair(pair_id=pair_id, weeks=1),
        ChangeMentor(pair_id=pair_id, sure=True),
        OpenGoal(goal_id=77),
        ReachGoal(goal_id=77, reached=True),
        RewordGoal(goal_id=77),
    ):
        await stranger.presses(data.pack())
        assert stranger.toast.startswith("Этого уже нет."), data
    await anna.presses(PausePair(pair_id=pair_id, weeks=1000).pack())
    assert anna.toast.startswith("Эта кнопка из прошлого.")
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    await anna.presses(PausePair(pair_id=pair_id, weeks=1).pack())
    assert anna.toast.startswith("Эта пара уже завершена")
    guest = club.pavel
    await guest.starts()
    await guest.presses(OpenPair(pair_id=pair_id).pack())
    assert IRINA not in guest.sees
    await stranger.presses(MyPairs().pack())
    assert "Пар пока нет." in stranger.sees
