"""A conference asks its questions: a coordinator makes them up, teachers answer, the seat never hangs on it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Answer, Question
from domain.vocabulary import EventForm, QuestionKind
from tests.services.given_events import STARTS_AT, given_event
from tests.stories.conftest import Club
from tests.stories.events.test_event_changes import given_coordinator
from tests.stories.phones import Phone

MEGABYTE = 1024 * 1024


async def given(club: Club, *asked: tuple[QuestionKind, str, bool], form: EventForm = EventForm.CONFERENCE) -> int:
    """A conference on Wednesday, 14 October, 15:00, with these questions; gives its id."""
    async with club.sessions.begin() as session:
        event = await given_event(session, title="НПК", seats_offline=1, form=form)
        for number, (kind, text, required) in enumerate(asked, 1):
            options = ["Начальная школа", "Старшая школа"] if kind is QuestionKind.CHOICE else []
            session.add(
                Question(event_id=event.id, number=number, kind=kind, text=text, options=options, required=required)
            )
        return event.id


async def signs_up(person: Phone, event_id: int) -> None:
    await person.joins()
    await person.starts(f"event_{event_id}")
    await person.taps("Записаться" if "Записаться" in person.buttons else "В лист ожидания")


async def answers(club: Club) -> list[str]:
    async with club.sessions.begin() as session:
        return list(await session.scalars(select(Answer.text).order_by(Answer.answered_at, Answer.question_id)))


TALK = (QuestionKind.TEXT, "Тема доклада?", True)
SECTION = (QuestionKind.CHOICE, "Секция?", True)
NOTE = (QuestionKind.TEXT, "Что важно знать?", False)
PAPER = (QuestionKind.FILE, "Тезисы", True)


async def test_from_the_coordinator_s_phone_to_the_answers(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await olga.presses(f"dque:{event_id}")
    assert olga.sees.startswith("Вопросы: «НПК»\nПока их нет.")
    await olga.taps("➕ Название доклада", times=2)
    assert olga.sees.count("Если выступаете: как называется ваш доклад?") == 1
    await olga.taps("➕ Свой вопрос")
    await olga.taps("Выбор из списка")
    await olga.says("…")
    assert "нужны буквы" in olga.sees
    await olga.says("В какой вы секции?")
    await olga.says("Начальная школа")
    assert "Нужно от 2 до 10 вариантов" in olga.sees
    await olga.says("Начальная школа\nСтаршая школа")
    await olga.says("обязательно")
    assert "Осталось нажать кнопку" in olga.sees
    await olga.taps("Обязательно", times=2)
    assert "2. В какой вы секции?\nвыбор из 2 · обязательный" in olga.sees
    assert olga.sees.count("В какой вы секции?") == 1
    await olga.taps("2")
    await olga.taps("Выше")

    await signs_up(anna, event_id)
    assert anna.sees.startswith("✅ Вы записаны: «НПК»"), "the seat comes first"
    await anna.taps("Ответить на вопросы")
    assert anna.sees == "Вопрос 1 из 2\nВ какой вы секции?\nВыберите вариант."
    await anna.says("средняя")
    assert anna.sees.startswith("⚠️ Такого варианта нет.")
    await anna.taps("Старшая школа")
    assert anna.sees.startswith("Вопрос 2 из 2\nЕсли выступаете: как называется ваш доклад?")
    await anna.taps("Назад")
    assert "Сейчас: Старшая школа" in anna.sees
    await anna.taps("Начальная школа")
    await anna.taps("Пропустить")
    assert "1. В какой вы секции?\nНачальная школа" in anna.sees
    assert "2. Если выступаете: как называется ваш доклад?\nответа пока нет" in anna.sees

    await anna.taps("2")
    await anna.says("Первый год в школе")
    assert anna.sees.startswith("Ваши ответы, «НПК»\nСпасибо, записали!")
    assert sorted(await answers(club)) == ["Начальная школа", "Первый год в школе"]
    await olga.presses(f"dque:{event_id}")
    assert "выбор из 2 · обязательный · 1 ответ" in olga.sees


async def test_an_interruption_loses_nothing(club: Club) -> None:
    event_id = await given(club, TALK, NOTE, SECTION)
    anna = club.anna
    await signs_up(anna, event_id)
    await anna.taps("Ответить на вопросы")
    await anna.says("Первый год")
    await anna.says("/events")
    await anna.says("спасибо")
    assert await answers(club) == ["Первый год"], "words said elsewhere are no answer"
    await club.restart()

    await anna.starts(f"event_{event_id}")
    await anna.taps("Ответить на вопросы")
    assert anna.sees.startswith("Вопрос 3 из 3\nСекция?"), "only what is required is asked again"
    await anna.taps("Позже")
    assert anna.sees.startswith("Хорошо, вопросы подождут. Ваша запись на месте.")
    await anna.says("слова мимо")
    await anna.taps("Продолжить")
    await anna.says("2")
    assert anna.sees.startswith("Ваши ответы")
    assert await answers(club) == ["Первый год", "Старшая школа"]
    await anna.taps("Карточка встречи")
    await anna.taps("Мои ответы")
    assert "Старшая школа" in anna.sees


async def test_a_reminder_asks_gently_for_what_is_required(club: Club) -> None:
    required, optional = await given(club, TALK), await given(club, NOTE)
    anna, irina = club.anna, club.irina
    await signs_up(anna, required)
    await signs_up(irina, optional)
    assert "Ответить на вопросы" in irina.buttons
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert "Организаторы ждут ответа на вопросы" in anna.sees
    assert "Организаторы" not in irina.sees
    assert "Ответить на вопросы" not in irina.buttons
    await anna.taps("Ответить на вопросы")
    assert anna.sees.startswith("Вопрос 1 из 1")


async def test_a_place_in_line_answers_too(club: Club) -> None:
    event_id = await given(club, TALK)
    await signs_up(club.anna, event_id)
    irina = club.irina
    await signs_up(irina, event_id)
    assert "первые в листе ожидания" in irina.sees
    await irina.taps("Ответить на вопросы")
    await irina.says("Второй год")
    assert await answers(club) == ["Второй год"]


async def test_a_file_a_photo_and_what_is_too_big(club: Club) -> None:
    event_id = await given(club, PAPER, TALK)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(anna, event_id)
    await anna.taps("Ответить на вопросы")
    assert "Пришлите файл или фото, до 20 МБ." in anna.sees
    await anna.says("сейчас пришлю")
    assert "Здесь нужен файл или фото" in anna.sees
    await anna.sends_file("видео.zip", b"zip", size=21 * MEGABYTE)
    assert "Файл больше 20 МБ" in anna.sees
    assert "Вопрос 1 из 2" in anna.sees, "the question stays"
    await anna.sends("sticker")
    assert "Жду ответ на вопрос" in anna.sees
    await anna.sends_file("Тезисы.docx", b"docx")
    assert "Вопрос 2 из 2" in anna.sees
    await anna.sends_photo()
    assert "файл не нужен" in anna.sees
    await anna.says("Первый год")
    assert "📎 Тезисы.docx" in anna.sees

    async with club.sessions.begin() as session:
        paper = (await session.scalars(select(Answer).where(Answer.file.is_not(None)))).one()
    press = f"evqf:{paper.registration_id}:{paper.question_id}"
    await olga.presses(f"dros:{event_id}:0")
    await olga.taps("1")
    await olga.taps("📎 Тезисы.docx")
    assert olga.files[-1]["file_name"] == "Тезисы.docx"
    assert olga.file_content(olga.files[-1]) == b"docx"
    await anna.presses(press)
    assert anna.toast.startswith("Это действие вам недоступно.")

    await anna.presses(f"evqed:{event_id}:{paper.question_id}")
    await anna.sends_photo()
    assert anna.sees.startswith("Ваши ответы")
    await olga.presses(press)
    assert len(olga.photos) == 1


async def test_questions_change_under_the_person_s_hands(club: Club) -> None:
    event_id = await given(club, SECTION, TALK)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(anna, event_id)
    await anna.taps("Ответить на вопросы")
    asked = anna.newest
    await olga.presses(f"dque:{event_id}")
    await olga.taps("1")
    await olga.taps("Варианты")
    await olga.says("Колледж\nСтаршая школа")
    await anna.taps_on(asked, "Начальная школа")
    assert anna.sees.startswith("⚠️ Варианты изменились.")
    await anna.taps("Колледж")
    assert "Тема доклада?" in anna.sees

    await olga.taps("← К вопросам")
    await olga.taps("2")
    await olga.taps("Убрать вопрос")
    await anna.says("Первый год")
    assert anna.sees.startswith("Ваши ответы, «НПК»"), "the question is gone, the person is not stuck"
    await olga.taps("1")
    await olga.taps("Убрать вопрос")
    assert olga.sees == "Убрать вопрос «Секция?»?\nВместе с ним пропадёт 1 ответ."
    await olga.taps("Убрать с ответами", times=2)
    assert await answers(club) == []
    await anna.presses(f"evans:{event_id}")
    assert anna.sees.startswith("У этой встречи вопросов нет.")


async def test_answers_close_when_the_event_begins(club: Club) -> None:
    event_id = await given(club, TALK)
    anna = club.anna
    await signs_up(anna, event_id)
    await anna.taps("Ответить на вопросы")
    club.telegram.clock.advance(STARTS_AT - club.now + timedelta(minutes=1))
    await anna.says("Первый год")
    assert "ответы уже не меняются" in anna.sees
    assert await answers(club) == []


async def test_who_left_is_not_asked(club: Club) -> None:
    event_id = await given(club, TALK)
    anna = club.anna
    await signs_up(anna, event_id)
    await anna.taps("Ответить на вопросы")
    asked = anna.newest
    await anna.presses(f"evout:{event_id}")
    await anna.taps_on(asked, "Позже")
    assert anna.sees.startswith("Вопросы — для тех, кто записан.")


async def test_a_correction_of_a_question_is_given_up(club: Club) -> None:
    event_id = await given(club, TALK, NOTE)
    olga = await given_coordinator(club)
    await olga.presses(f"dque:{event_id}")
    await olga.taps("1")
    await olga.taps("Текст")
    await olga.says(NOTE[1])
    assert "Такой вопрос у мероприятия уже есть." in olga.sees
    await olga.taps("Не менять")
    await olga.says("Не вопрос, а слова")
    await olga.presses(f"dque:{event_id}")
    assert "1. Тема доклада?" in olga.sees
    await olga.taps("1")
    await olga.taps("Сделать необязательным")
    assert "можно пропустить" in olga.sees
    await olga.taps("← К вопросам")
    await olga.taps("➕ Свой вопрос")
    await olga.taps("Файл или фото")
    await olga.says("Тезисы")
    await olga.taps("← Назад")
    assert "Сейчас: Тезисы" in olga.sees
    await olga.taps("Не добавлять")
    async with club.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Question)) == 2


@pytest.mark.parametrize(
    "press",
    [
        *("dque:{e}", "dqnew:{e}", "dqkind:{e}:TEXT", "dqpre:{e}:talk", "dqfin:{e}:1", "dqback:{e}"),
        *("dq:{q}", "dqed:{q}:text", "dqreq:{q}:0", "dqput:{q}:0", "dqdel:{q}:1", "evqf:1:{q}"),
    ],
)
async def test_a_teacher_makes_up_no_questions(club: Club, press: str) -> None:
    event_id = await given(club, TALK)
    anna = club.anna
    await anna.joins()
    async with club.sessions.begin() as session:
        question_id = await session.scalar(select(Question.id))
    await anna.presses(press.format(e=event_id, q=question_id))
    assert anna.toast.startswith("Это действие вам недоступно.")
    async with club.sessions.begin() as session:
        rows = (await session.scalars(select(Question))).all()
        assert [(one.text, one.required) for one in rows] == [(TALK[1], True)]


async def test_forged_answers_of_a_stranger(club: Club) -> None:
    event_id = await given(club, SECTION)
    anna = club.anna
    await anna.joins()
    for press in (
        f"evans:{event_id}",
        f"evqc:{event_id}:1:5",
        f"evqgo:{event_id}:1:skip",
        f"evqed:{event_id}:1",
        "evans:999999",
        "evqgo:999999:999999:back",
    ):
        await anna.presses(press)
        assert anna.sees.startswith("Вопросы — для тех, кто записан.")
    assert await answers(club) == []
