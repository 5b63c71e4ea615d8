"""A programme comes to its end: summary, mutual feedback, thanks for the whole club."""

import pytest

from domain.mentoring.pair_feedback import Ask
from screens.kit import LABEL_LIMIT
from screens.mentoring.mentoring import Mentoring, MentoringDesk
from screens.mentoring.pair_feedback import AskOpinion, EndOpinion, FinishPair, GiveOpinion, OpinionWords, SetOpinion
from screens.mentoring.pairs import StopPair
from screens.mentoring.thanks import AnswerThanks, GiveThanks, SendThanks
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone

IRINA, ANNA = "Лебедева Ирина Павловна", "Светлова Анна Игоревна"


@pytest.fixture
async def two(club: Club) -> tuple[Phone, Phone, int]:
    """Irina mentors Anna."""
    await club.irina.joins(role="Наставник", name=IRINA, position="учитель химии")
    await club.anna.joins()
    return club.irina, club.anna, await pair(club, club.irina, club.anna)


async def finish(phone: Phone) -> None:
    await phone.taps("К паре")
    await phone.taps("Ещё…")
    await phone.taps("🏁 Завершить программу")
    assert phone.sees.startswith("Завершить программу?")
    await phone.taps("Да, завершить", times=2)
    assert phone.sees.startswith("Программа завершена. Поздравляем вас обоих!")


async def test_from_the_end_to_each_others_ratings(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await finish(anna)
    await club.deliver()
    assert "Программа завершена. Спасибо вам обоим" in irina.sees

    await anna.taps("Оставить отзыв")
    assert "Вопрос 1 из 8" in anna.sees
    for rate in ("5", "4", "3"):
        await anna.taps(rate)
    await anna.taps("Рано судить")
    await anna.says("…")
    assert "Здесь нужны буквы" in anna.sees
    await anna.says("Разбор моего урока")
    await anna.taps("← Назад")
    assert "Сейчас: Разбор моего урока" in anna.sees
    await anna.taps("Дальше →")
    await anna.taps("Пропустить")
    assert "Да, но позже" in anna.buttons
    await anna.taps("С другим наставником")
    await anna.taps("Да")
    assert "Оценки коллеги покажем, когда придёт и второй отзыв." in anna.sees

    await irina.taps("Оставить отзыв")
    assert "Вопрос 1 из 6" in irina.sees
    await irina.taps("5")
    await irina.taps("Позже")
    assert "Сохранили. Чтобы увидеть оценки коллеги" in irina.sees
    await irina.taps("Продолжить")
    await irina.taps("4")
    await irina.taps("2")
    await irina.says("Терпению")
    await irina.taps("Пропустить")
    await irina.taps("После паузы")
    assert irina.sees.startswith("Ответили оба")
    assert "Встречи были регулярными: 3 из 5" in irina.sees
    assert "Разбор" not in irina.sees

    await club.deliver()
    assert "Прогресс коллеги: 5 из 5" in anna.sees
    assert "Поддержка организации" not in anna.sees
    assert "Терпению" not in anna.sees
    await anna.taps("Мои пары")
    assert "наставник, завершена" in anna.sees


async def test_thanks_come_to_the_whole_club(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await finish(anna)
    await club.deliver()
    await anna.taps("💛 Сказать спасибо")
    await anna.says("ы" * 600)
    assert "поместится 500" in anna.sees
    await anna.says("Спасибо, что на уроки теперь иду <b>спокойно</b>")
    assert "Показать эти слова и ваше имя всему клубу?" in anna.sees
    await anna.taps("Можно показать всем")
    assert anna.sees.startswith("Ваше спасибо у наставника:")
    await club.deliver()
    assert irina.sees.startswith(f"💛 {ANNA} говорит вам спасибо:")
    await irina.taps("Показать всем")
    assert "Эти слова читает весь клуб." in irina.sees

    maria = club.maria
    await maria.joins(name="Новая Мария Ильинична")
    await maria.presses(Mentoring().pack())
    await maria.taps("💛 Спасибо наставникам")
    assert f"{IRINA}\n«Спасибо, что на уроки теперь иду <b>спокойно</b>»\n— {ANNA}" in maria.sees
    await irina.taps("Пусть будет между нами")
    await maria.taps("🤝 Наставничество")
    await maria.taps("💛 Спасибо наставникам")
    assert "Здесь появятся слова благодарности" in maria.sees
    await anna.taps("Забрать слова назад")
    await irina.presses(AnswerThanks(pair_id=pair_id, agrees=True).pack())
    assert irina.toast.startswith("Этого уже нет.")


async def test_what_is_typed_too_late(club: Club, two: tuple[Phone, Phone, int]) -> None:
    """The mentor answers while the mentee still writes, then leaves while the mentee says thanks."""
    irina, anna, pair_id = two
    await finish(anna)
    for ask in (Ask.GOAL, Ask.SAFE, Ask.REGULAR):
        await anna.presses(SetOpinion(pair_id=pair_id, ask=ask, value="5").pack())
    await anna.presses(EndOpinion(pair_id=pair_id).pack())
    await anna.taps("Изменить ответы")
    await anna.presses(AskOpinion(pair_id=pair_id, ask=Ask.HELPED).pack())
    for ask in (Ask.PROGRESS, Ask.LOAD):
        await irina.presses(SetOpinion(pair_id=pair_id, ask=ask, value="5").pack())
    await irina.presses(EndOpinion(pair_id=pair_id).pack())
    await anna.says("Разбор урока")
    assert anna.sees.startswith("Ответили оба")
    await anna.taps("💛 Сказать спасибо")
    await irina.says("/mydata")
    await irina.taps("🗑 Удалить всё")
    assert "история: 1 пара" in irina.sees
    await irina.taps("Да, удалить всё")
    await anna.says("Спасибо за всё")
    assert anna.sees.startswith("Наставник больше не в клубе")


async def test_a_coordinator_reads_the_words(club: Club, two: tuple[Phone, Phone, int]) -> None:
    _, anna, pair_id = two
    olga = club.maria
    await olga.joins(name="Новая Ольга Ильинична")
    await club.coordinator(olga)
    await olga.presses(MentoringDesk().pack())
    await olga.taps("Отзывы о парах")
    assert "Отзывов о парах пока нет." in olga.sees
    await finish(anna)
    await anna.presses(AskOpinion(pair_id=pair_id, ask=Ask.HELPED).pack())
    await anna.says("Разбор урока")
    await olga.presses(OpinionWords().pack())
    assert f"{IRINA} → {ANNA}, ср, 7 октября" in olga.sees
    assert "Что помогло больше всего: Разбор урока" in olga.sees


async def test_a_reminder_comes_to_who_is_silent(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await finish(irina)
    await club.deliver()
    await club.advance_to(club.now.replace(day=club.now.day + 3))
    assert f"Как прошла работа в паре с коллегой: {IRINA}?" in anna.sees
    await anna.taps("Оставить отзыв")
    await anna.taps("Позже")
    assert "Хорошо, не сейчас." in anna.sees


async def test_old_and_forged_presses(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    stranger = club.maria
    await stranger.joins(name="Чужая Мария Ильинична")
    for data in (
        FinishPair(pair_id=pair_id, sure=True),
        GiveOpinion(pair_id=pair_id),
        SetOpinion(pair_id=pair_id, ask=Ask.GOAL, value="5"),
        EndOpinion(pair_id=pair_id),
        GiveThanks(pair_id=pair_id),
        SendThanks(pair_id=pair_id, public=True),
    ):
        await stranger.presses(data.pack())
        assert stranger.toast.startswith("Этого уже нет."), data
    await stranger.presses(OpinionWords().pack())
    assert stranger.toast.startswith("Это действие вам недоступно.")
    # the pair goes on: nobody is asked yet
    await anna.presses(GiveOpinion(pair_id=pair_id).pack())
    assert anna.toast.startswith("Отзыв об этой паре уже не поменять")
    await finish(anna)
    await anna.presses(AskOpinion(pair_id=pair_id, ask=Ask.PROGRESS).pack())
    assert anna.toast.startswith("Этого уже нет.")
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    assert "Пара завершена" in irina.sees
    await irina.presses(FinishPair(pair_id=pair_id).pack())
    assert "Отзыв о паре" in irina.buttons
    assert all(len(label) <= LABEL_LIMIT for label in irina.buttons)
