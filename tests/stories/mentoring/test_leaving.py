"""Somebody erases themselves in the middle of mentoring: nobody is left waiting."""

from sqlalchemy import func, select

from db.models import MentoringRequest, Mentorship, OutboxRow
from domain.vocabulary import OutboxState
from tests.stories.conftest import Club
from tests.stories.group_walk import group, joins, leader
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone
from tests.stories.request_walk import asks, mentor


async def erases(person: Phone) -> None:
    await person.says("/mydata")
    await person.taps("🗑 Удалить всё")
    await person.taps("Да, удалить всё")
    assert "Ваши данные удалены" in person.sees


async def test_a_mentor_leaves_in_the_middle(club: Club) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva, gromov = await mentor(club, irina), await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await asks(club, anna, lebedeva, gromov)
    await irina.taps("Спросить")
    await irina.says("Сколько ребят в классе?")
    await club.deliver()
    await anna.taps("Ответить")
    await erases(irina)
    await club.advance(minutes=1)
    assert pavel.sees.startswith("Коллега просит вас о помощи.")
    assert "Сколько ребят" not in pavel.sees
    await anna.says("Двадцать восемь")
    assert "Сейчас у наставника" in anna.sees, "the question has gone with its author"
    await pavel.taps("Беру")
    assert "🤝 Спасибо, что берёте!" in pavel.sees


async def test_who_is_left_without_a_mentor_tells_the_need_in_own_words(club: Club) -> None:
    anna, irina = club.anna, club.irina
    actor = await leader(club, irina)
    await anna.joins()
    await joins(club, anna, await group(club, actor))
    await erases(irina)
    await club.advance(minutes=1)
    assert anna.sees.startswith("Ваш наставник больше не в клубе")
    await anna.taps("К заявке")
    assert "Записал клуб: прежний наставник больше не в клубе" in anna.sees
    await anna.taps("Уточнить задачу")
    await anna.says("помогите")
    assert "⚠️ Пока мало" in anna.sees
    await anna.says("Хочу спокойно начинать урок в шестом классе")
    assert anna.sees.startswith("Записали, координатор увидит новые слова.")
    assert "Хочу спокойно начинать урок" in anna.sees
    assert "Записал клуб" not in anna.sees


async def test_both_sides_of_a_pair_erase_themselves(club: Club) -> None:
    irina, anna = club.irina, club.anna
    await irina.joins(role="Наставник", name="Лебедева Ирина Павловна", position="учитель химии")
    await anna.joins()
    await pair(club, irina, anna)
    await anna.taps("Написать")
    await irina.taps("Предложить встречу")
    await irina.taps("чт, 8 октября, 15:00")
    await erases(anna)
    await irina.taps("Дальше → (1)")
    await irina.taps("Очно")
    await irina.taps("Решим позже")
    await irina.taps("Отправить")
    assert irina.toast, "there is nobody to meet any more, and that is said"
    await erases(irina)
    before = len(irina.from_bot), len(anna.from_bot)
    await club.advance(days=6)
    assert (len(irina.from_bot), len(anna.from_bot)) == before, "nobody is written to"
    async with club.sessions.begin() as session:
        for table in (Mentorship, MentoringRequest):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        left = select(func.count()).where(OutboxRow.state == OutboxState.PENDING)
        assert await session.scalar(left) == 0
