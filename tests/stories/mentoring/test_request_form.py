"""«Нужна помощь»: asking for a mentor, following the request, answering, withdrawing, opening again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Conversation, Member, MentorCard, MentoringRequest
from domain.actors import Actor
from domain.vocabulary import (
    Attendance,
    CardStatus,
    DeclineReason,
    Direction,
    MentoringForm,
    RequestState,
    Stage,
    Urgency,
)
from screens.mentoring.mentoring import MyRequests, NewRequest, OpenRequest
from screens.mentoring.mentors import OpenMentor
from screens.mentoring.my_requests import AnswerRequest, ReopenRequest, WithdrawRequest
from screens.mentoring.request_form import RankMentor, RequestChoice, SendRequest
from services.mentoring import requests
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone, buttons_of

NEED = "Шестой урок в седьмом классе тонет в шуме. Хочу увидеть, как это делают другие."


async def has_card(club: Club, person: Phone, **changes: Any) -> Actor:
    """A confirmed card for somebody who has joined."""
    async with club.sessions.begin() as session:
        member = (await session.scalars(select(Member).where(Member.telegram_id == person.id))).one()
        values: dict[str, Any] = {
            "status": CardStatus.CONFIRMED,
            "directions": [Direction.ED_PROCESS],
            "subject": "химия",
            "stages": [Stage.BASIC],
            "about": "Помогу с дисциплиной.",
            "forms": list(MentoringForm),
            "ways": [Attendance.OFFLINE, Attendance.ONLINE],
            "capacity": 3,
            "group_size": 5,
            "on_duty": False,
            "lemmas": "химия дисциплина",
            "created_at": club.now,
            "changed_at": club.now,
        }
        session.add(MentorCard(member_id=member.id, **(values | changes)))
        return Actor(person.id, member.id, consent_in_force=True, joined=True)


async def mentors(club: Club) -> tuple[Actor, Actor]:
    """Irina and Pavel take mentees."""
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", position="учитель химии")
    await club.pavel.joins(role="Наставник", name="Громов Павел Андреевич", position="учитель физики")
    return await has_card(club, club.irina), await has_card(club, club.pavel)


async def only_request(club: Club) -> MentoringRequest:
    async with club.sessions.begin() as session:
        return (await session.scalars(select(MentoringRequest))).one()


async def to_ranking(person: Phone) -> None:
    """From «Нужна помощь» to the choice of mentors."""
    await person.presses(NewRequest().pack())
    await person.taps("Организация ОД")
    await person.taps("Готово")
    await person.says(NEED)
    await person.taps("В течение месяца")
    await person.taps("Один на один")
    await person.taps("Всё равно")
    await person.taps("Показать имя")
    await person.taps("Подойдёт")


async def taps_number(person: Phone, number: int) -> None:
    """The button with this number alone: «✓ 1-й: …» holds it too."""
    [data] = [one["callback_data"] for one in buttons_of(person.newest) if one["text"] == f"{number}"]
    await person.presses(data)


async def sends(person: Phone) -> None:
    await to_ranking(person)
    await person.taps("Пусть выберет клуб")
    await person.taps("Отправить")


async def test_from_the_first_question_to_the_mentor(club: Club) -> None:
    _, pavel = await mentors(club)
    anna = club.anna
    await anna.joins()
    await to_ranking(anna)

    assert anna.sees.startswith("Шаг 8 из 8")
    assert "Лебедева Ирина Павловна" in anna.sees
    assert anna.sees.count("\n+ ") == anna.sees.count("\n− ") == 2, "each with reasons and one point against"
    second = 2 if anna.sees.index("Громов") > anna.sees.index("Лебедева") else 1
    await taps_number(anna, second)
    await taps_number(anna, 3 - second)
    assert "Ваш список: 1-й — Громов Павел Андреевич, 2-й — Лебедева Ирина Павловна" in anna.sees
    assert "✓ 1-й: Громов Павел…" in anna.buttons
    await anna.taps("Готово")

    assert anna.sees.startswith("Отправляем?\nТемы: Организация ОД\n" + f"Задача: {NEED}")
    assert "Имя: наставник увидит сразу" in anna.sees
    await anna.taps("Отправить")
    assert anna.sees.startswith("Заявка у наставника. Обычно отвечают за 3–5 дней")
    sent = await only_request(club)
    assert (sent.state, sent.mentor_id) == (RequestState.WAITING, pavel.member_id)
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Conversation).where(Conversation.user_id == anna.id)) is None

    await anna.taps("Открыть заявку")
    assert "Сейчас у наставника, ответит до чт, 15 октября, 10:00" in anna.sees
    assert "Громов" not in anna.sees


async def test_nothing_is_lost_by_a_need_of_five_thousand_signs(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest().pack())
    await anna.taps("Родители")
    await anna.taps("Готово")
    assert "родительское собрание" in anna.sees
    long = "мама пишет по вечерам " * 228
    await anna.says(long[:4096])
    await anna.says(long[4096:5000])
    assert "⚠️ Сообщение пришло двумя частями, а поместится 1500 знаков" in anna.sees
    assert "Шаг 2 из 8" in anna.sees

    await club.advance(minutes=1)
    await anna.says("шумно " * 266 + "опять")
    assert "⚠️ Знаков получилось 1601, а поместится 1500" in anna.sees
    await anna.says(NEED)
    assert anna.sees.startswith("Шаг 3 из 8")


async def test_no_direction_no_request(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest().pack())
    await anna.taps("Готово")
    assert "хотя бы одну тему" in anna.toast
    assert anna.sees.startswith("Шаг 1 из 8")


async def test_urgent_takes_two_questions_and_tells_the_timer(club: Club) -> None:
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    irina = await has_card(club, club.irina, on_duty=True)
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest(urgent=True).pack())
    assert anna.sees.startswith("Шаг 1 из 2")
    await anna.taps("Организация ОД")
    await anna.taps("Готово")
    await anna.says(NEED)
    assert "Когда: срочно, до завтра" in anna.sees
    await anna.taps("✏️ Имя")
    await anna.taps("Пока без имени")
    await anna.taps("Отправить")

    assert anna.sees.startswith("⏱ Срочная заявка у наставника. Ответит до ср, 7 октября, 12:00")
    sent = await only_request(club)
    assert (sent.mentor_id, sent.anonymous, sent.urgency) == (irina.member_id, True, Urgency.URGENT)


async def test_urgent_in_the_evening_says_when_it_will_be_read(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    club.telegram.clock.advance(timedelta(hours=12))
    await anna.presses(NewRequest(urgent=True).pack())
    await anna.taps("Родители")
    await anna.taps("Готово")
    await anna.says(NEED)
    await anna.taps("Отправить")
    assert "заявку увидят чт, 8 октября, 08:00" in anna.sees
    assert "до чт, 8 октября, 10:00" in anna.sees


async def test_a_stop_and_a_new_beginning(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest().pack())
    await anna.taps("Родители")
    await anna.taps("Готово")
    await anna.says("/menu")
    await anna.says(NEED)
    assert anna.sees.startswith("Не понимаю свободный текст")

    await anna.presses(NewRequest(urgent=True).pack())
    assert "Заявка уже начата, ответы сохранены" in anna.sees
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 2 из 2"), "now in a hurry, with the themes kept"
    await anna.taps("Позже")
    assert "ответы сохранены" in anna.sees
    await anna.taps("Начать заново")
    assert anna.sees.startswith("Шаг 1 из 8")
    await anna.taps("Позже")
    await anna.taps("Продолжить")
    await anna.taps("Родители")
    await anna.taps("Готово")
    await anna.taps("← Назад")
    assert anna.sees.startswith("Шаг 1 из 8")
    await anna.taps("Позже")
    await anna.taps("Удалить черновик")
    assert anna.sees.startswith("Черновик удалён")
    await anna.presses(RequestChoice(step="themes", value="done").pack())
    assert anna.sees.startswith("Эта заявка уже отправлена или удалена")


async def test_from_a_mentors_card(club: Club) -> None:
    irina, _ = await mentors(club)
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest(mentor_id=irina.owner()).pack())
    assert anna.sees.startswith("Шаг 1 из 7")
    await anna.taps("Организация ОД")
    await anna.taps("Готово")
    await anna.says(NEED)
    for label in ("Не спешу", "Только онлайн", "Показать имя", "Подойдёт"):
        await anna.taps(label)
    assert "Наставники: 1-й — Лебедева Ирина Павловна" in anna.sees

    async with club.sessions.begin() as session:
        await session.execute(
            update(MentorCard).where(MentorCard.member_id == irina.owner()).values(paused_until=club.now.date())
        )
    await anna.taps("Отправить")
    assert "⚠️ Кто-то из выбранных так не работает или сейчас не берёт новых коллег" in anna.sees
    assert "Громов" in anna.sees
    await anna.taps("Пусть выберет клуб")
    await anna.taps("Отправить", times=2)
    assert anna.sees.startswith("Заявка у координатора клуба"), "a second tap sees what the first has brought"
    await anna.presses(MyRequests().pack())
    assert "Организация ОД: подбирает координатор до сб, 10 октября, 10:00\nср, 7 октября: " in anna.sees
    assert (await only_request(club)).state is RequestState.COORDINATOR

    await anna.presses(NewRequest(mentor_id=irina.owner()).pack())
    assert "Этот наставник сейчас не берёт новых коллег" in anna.sees


async def test_a_mentors_card_leads_to_what_that_mentor_does(club: Club) -> None:
    irina, _ = await mentors(club)
    async with club.sessions.begin() as session:
        card = await session.get_one(MentorCard, irina.owner())
        card.forms = [MentoringForm.SHORT_GOAL]
    anna = club.anna
    await anna.joins()
    await anna.presses(NewRequest(mentor_id=irina.owner()).pack())
    await anna.taps("Организация ОД")
    await anna.taps("Готово")
    await anna.says(NEED)
    await anna.taps("Не спешу")
    assert "Этот наставник берёт так:" in anna.sees
    assert "Короткая цель" in anna.buttons
    assert "Один на один" not in anna.buttons
    await anna.says("один на один")
    for label in ("Всё равно", "Показать имя", "Подойдёт"):
        await anna.taps(label)
    assert "⚠️ Кто-то из выбранных так не работает" in anna.sees
    assert "Лебедева" not in anna.sees

    # «Продолжить» is on the home of mentoring, too
    await anna.says("/mentoring")
    assert "не отправили её" in anna.sees
    await anna.taps("Продолжить заявку")
    assert "Кого спросить?" in anna.sees

    # who is in a pair with the mentor is led to it
    await pair(club, club.irina, anna)
    await anna.presses(OpenMentor(member_id=irina.owner()).pack())
    assert "Попросить о помощи" not in anna.buttons
    await anna.presses(NewRequest(mentor_id=irina.owner()).pack())
    assert anna.sees.startswith("С этим наставником вы уже в паре")
    await anna.taps("К паре")
    assert "Лебедева Ирина Павловна" in anna.sees


async def test_nobody_to_suggest(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await to_ranking(anna)
    assert "Свободных наставников по вашей задаче сейчас нет" in anna.sees
    await anna.taps("Пусть выберет клуб")
    assert "Наставники: выберет клуб" in anna.sees
    await anna.taps("Отправить")
    assert anna.sees.startswith("Заявка у координатора клуба: наставника подберут до сб, 10 октября, 10:00")


async def sends_to(person: Phone, *asked: Actor) -> None:
    await to_ranking(person)
    for mentor in asked:
        await person.presses(RankMentor(mentor_id=mentor.owner(), on=True).pack())
    await person.taps("Готово")
    await person.taps("Отправить")


async def test_a_question_back_is_answered_once(club: Club) -> None:
    irina, pavel = await mentors(club)
    anna = club.anna
    await anna.joins()
    await sends_to(anna, irina, pavel)
    sent = await only_request(club)
    async with club.sessions.begin() as session:
        await requests.ask(session, irina, sent.id, "Сколько <детей> в классе?", club.now)

    await anna.presses(MyRequests().pack())
    assert "ваш ответ до чт, 15 октября, 10:00" in anna.sees
    await anna.taps("❓")
    assert "Вопрос наставника: Сколько <детей> в классе?" in anna.sees
    await anna.taps("Ответить")
    await anna.says("…")
    assert "⚠️ Здесь нужны слова" in anna.sees
    await anna.says("Двадцать семь.")
    assert anna.sees.startswith("Ответ передан наставнику.")
    assert "Ваш ответ: Двадцать семь." in anna.sees
    assert (await only_request(club)).state is RequestState.WAITING
    await anna.says("И ещё одно")
    assert anna.sees.startswith("Не понимаю свободный текст")
    await anna.presses(AnswerRequest(request_id=sent.id).pack())
    assert "Сейчас у наставника" in anna.sees, "an old button: there is nothing to answer"


async def test_an_answer_never_reaches_another_mentor(club: Club) -> None:
    irina, pavel = await mentors(club)
    anna = club.anna
    await anna.joins()
    await sends_to(anna, irina, pavel)
    sent = await only_request(club)
    async with club.sessions.begin() as session:
        await requests.ask(session, irina, sent.id, "Какой класс?", club.now)
    await anna.presses(AnswerRequest(request_id=sent.id).pack())
    club.telegram.clock.advance(timedelta(minutes=5))
    async with club.sessions.begin() as session:
        await requests.decline(session, irina, sent.id, DeclineReason.NO_TIME, None, club.now)
        await requests.ask(session, pavel, sent.id, "А какой предмет?", club.now)

    await anna.says("Седьмой, двадцать семь человек.")
    assert "⚠️ Вопрос сменился, пока вы писали" in anna.sees
    assert "А какой предмет?" in anna.sees
    async with club.sessions.begin() as session:
        await requests.decline(session, pavel, sent.id, DeclineReason.NO_TIME, None, club.now)
    await anna.says("Химия")
    assert "Сейчас у координатора" in anna.sees
    assert "Вопрос наставника" not in anna.sees
    assert (await only_request(club)).answer is None


async def test_withdrawn_and_opened_again(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.presses(MyRequests().pack())
    assert anna.sees.startswith("Заявок пока нет")
    await sends(anna)
    await anna.taps("Открыть заявку")
    await anna.taps("Отозвать")
    await anna.taps("Оставить")
    await anna.taps("Отозвать")
    await anna.taps("Да, отозвать", times=2)
    assert "Заявка отозвана" in anna.sees
    await anna.taps("Открыть снова", times=2)
    assert "Сейчас у координатора" in anna.sees
    assert (await only_request(club)).state is RequestState.COORDINATOR


async def test_a_fourth_request_waits(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    for _ in range(3):
        await sends(anna)
    await anna.presses(NewRequest().pack())
    assert anna.sees.startswith("У вас уже три открытые заявки")
    await anna.taps("Мои заявки")
    assert "Нужна помощь" not in anna.buttons


async def test_forged_presses_tell_nothing_of_others(club: Club) -> None:
    anna, vera = club.anna, club.stranger()
    await anna.joins()
    await sends(anna)
    sent = await only_request(club)
    await vera.joins(name="Тихая Вера Ильинична")
    for forged in (OpenRequest, AnswerRequest, WithdrawRequest, ReopenRequest):
        await vera.presses(forged(request_id=sent.id).pack())
        assert "Этого уже нет" in vera.toast
    await vera.presses(WithdrawRequest(request_id=sent.id, sure=True).pack())
    assert (await only_request(club)).state is RequestState.COORDINATOR

    await to_ranking(vera)
    await vera.presses(RankMentor(mentor_id=10**9, on=True).pack())
    assert "не берёт новых коллег" in vera.sees
    await vera.presses(RequestChoice(step="form", value="SPEED").pack())
    assert "Свободных наставников" in vera.sees, "an old question's button changes nothing"


@pytest.mark.parametrize("pressed", [NewRequest(), SendRequest(), MyRequests(), NewRequest(urgent=True)])
async def test_a_guest_is_invited_to_join(club: Club, pressed: Any) -> None:
    anna = club.anna
    await anna.starts()
    await anna.presses(pressed.pack())
    assert "Прочитать согласие" in anna.buttons
