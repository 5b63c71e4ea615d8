"""A coordinator matches everybody at once: the table, the reasons, a pin, a refusal, the letters."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Member
from domain.actors import Actor
from domain.vocabulary import Direction, MentoringForm, RequestState, Urgency
from services.people import people
from tests.services.given_requests import given_card, given_mentee, given_person, row, submitted
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def actor(club: Club, phone: Phone) -> Actor:
    async with club.sessions.begin() as session:
        return await people.identify(session, phone.id, wrote=True)


async def begin(club: Club, mentors: int = 1, **card: object) -> None:
    """Maria coordinates, Irina is a mentor, Anna has asked; so many more mentors and mentees are in the club."""
    await club.maria.joins(name="Орлова Мария Петровна")
    await club.coordinator(club.maria)
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", position="учитель химии")
    await club.anna.joins(position="учитель химии")
    irina, anna = await actor(club, club.irina), await actor(club, club.anna)
    async with club.sessions.begin() as session:
        await given_card(session, irina, club.now, **card)
        for number in range(1, mentors):
            one = await given_person(session, club.now, f"Историк Пётр {number}")
            await given_card(session, one, club.now, subject="история", lemmas="карта")
        await submitted(session, anna, club.now, need="Как держать дисциплину в 7 классе на <опытах>?")
    # coordinators hear of it before they begin to look
    await club.deliver()


async def opens_the_round(club: Club) -> None:
    await club.maria.presses("mtround")


async def state_of(club: Club, request_id: int = 1) -> tuple[RequestState, int | None]:
    async with club.sessions.begin() as session:
        found = await row(session, request_id)
        return found.state, found.mentor_id


async def test_from_the_queue_to_the_mentors_in_four_taps(club: Club) -> None:
    await begin(club, mentors=2)
    await opens_the_round(club)
    assert "1 заявка ждёт выбора клуба" in club.maria.sees
    await club.maria.taps("Подобрать пары")
    assert "Подбираем пары" in club.maria.sees
    await club.deliver()
    await club.live.tick()
    assert "Подбор: 1 пара" in club.maria.sees
    assert "Светлова Анна Игоревна → Лебедева Ирина Павловна" in club.maria.sees
    assert "+ та же тема: методическое; тот же предмет: химия" in club.maria.sees
    assert "− о такой задаче в карточке прямо не сказано" in club.maria.sees
    await club.maria.taps("Отправить: 1")
    assert "1 заявка уйдёт наставникам" in club.maria.sees
    await club.maria.taps("Отправить")
    assert "Отправляем заявки наставникам: 0 из 1" in club.maria.sees
    await club.deliver()
    await club.live.tick()
    assert "Прошлый подбор: отправлено 1 из 1" in club.maria.sees
    assert "подбирать пока некому" in club.maria.sees
    irina = await actor(club, club.irina)
    assert await state_of(club) == (RequestState.WAITING, irina.member_id)


async def test_a_pair_is_looked_at_pinned_and_let_go(club: Club) -> None:
    await begin(club, mentors=2)
    await opens_the_round(club)
    await club.maria.taps("Подобрать пары")
    await club.deliver()
    await opens_the_round(club)
    await club.maria.taps("1")
    assert "Как держать дисциплину в 7 классе на <опытах>?" in club.maria.sees
    assert "Подходит на" in club.maria.sees
    await club.maria.taps("Закрепить")
    assert "📌 Закреплено" in club.maria.sees
    await club.maria.taps("К таблице")
    assert "закреплено 1" in club.maria.sees
    await club.maria.taps("1")
    await club.maria.taps("Открепить")
    assert "Закреплено" not in club.maria.sees
    await club.maria.taps("Другой наставник")
    assert "1. Историк Пётр 1" in club.maria.sees
    assert "− ведёт другой предмет: история" in club.maria.sees
    await club.maria.taps("1")
    assert "Подбираем пары" in club.maria.sees
    await club.deliver()
    await club.live.tick()
    assert "📌 Светлова Анна Игоревна → Историк Пётр 1" in club.maria.sees


async def test_a_forbidden_pair_and_the_way_back(club: Club) -> None:
    await begin(club)
    await opens_the_round(club)
    await club.maria.taps("Подобрать пары")
    await club.deliver()
    await opens_the_round(club)
    await club.maria.taps("1")
    await club.maria.taps("Не ставить вместе")
    await club.deliver()
    await club.live.tick()
    assert "→ никого" in club.maria.sees
    assert "без наставника 1" in club.maria.sees
    assert not any("Отправить" in label for label in club.maria.buttons)
    await club.maria.taps("Снять запреты: 1")
    await club.deliver()
    await club.live.tick()
    assert "→ Лебедева Ирина Павловна" in club.maria.sees
    await club.maria.taps("Убрать подбор")
    await club.maria.taps("Убрать")
    assert "1 заявка ждёт выбора клуба" in club.maria.sees


async def test_a_table_of_many_has_pages(club: Club) -> None:
    await begin(club, capacity=10)
    async with club.sessions.begin() as session:
        for number in range(6):
            mentee = await given_mentee(session, club.now, f"Молодая Вера {number}")
            await submitted(session, mentee, club.now, urgency=Urgency.URGENT, directions=(Direction.METHODICAL,))
    await opens_the_round(club)
    await club.maria.taps("Подобрать пары")
    await club.deliver()
    await opens_the_round(club)
    assert "Подбор: 7 пар" in club.maria.sees
    assert "🔴 Молодая Вера" in club.maria.sees
    assert "5. " in club.maria.sees
    await club.maria.taps("Дальше")
    assert "6. " in club.maria.sees
    await club.maria.taps("7")
    assert "Подходит на" in club.maria.sees


async def test_silent_mentors_requests_go_along(club: Club) -> None:
    await begin(club, mentors=2)
    irina = await actor(club, club.irina)
    async with club.sessions.begin() as session:
        mentee = await given_mentee(session, club.now, "Молодая Вера")
        await submitted(session, mentee, club.now, irina)
    await club.advance_to(club.now + timedelta(days=6))
    await opens_the_round(club)
    assert "наставник молчит больше пяти дней" in club.maria.sees
    await club.maria.taps("С молчащими: 2")
    await club.deliver()
    await opens_the_round(club)
    assert "Подбор: " in club.maria.sees
    assert "Молодая Вера → Историк Пётр 1" in club.maria.sees


async def test_old_and_forged_presses_are_answered_kindly(club: Club) -> None:
    await begin(club, mentors=2)
    await opens_the_round(club)
    await club.maria.taps("Подобрать пары")
    await club.deliver()
    await opens_the_round(club)
    table = club.maria.newest
    await club.maria.taps("1")
    card = club.maria.newest
    await club.maria.taps("К таблице")
    await club.maria.taps("Подобрать заново")
    await club.maria.taps_on(card, "Закрепить")
    assert "кнопка из прошлого" in club.maria.toast
    await club.maria.taps_on(table, "Отправить: 1")
    assert "Подбираем пары" in club.maria.sees
    await club.maria.presses("rdlin:77:1")
    assert "Этого уже нет" in club.maria.toast
    await club.anna.presses("mtround")
    assert "вам недоступно" in club.anna.toast
    await club.anna.presses("rdsnd:1:1")
    assert "вам недоступно" in club.anna.toast
    assert await state_of(club) == (RequestState.COORDINATOR, None)


async def test_nothing_to_match(club: Club) -> None:
    await club.maria.joins(name="Орлова Мария Петровна")
    await club.coordinator(club.maria)
    await opens_the_round(club)
    assert "подбирать пока некому" in club.maria.sees
    assert not any("Подобрать" in label for label in club.maria.buttons)
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Member.full_name))).all() == ["Орлова Мария Петровна"]


async def test_nobody_takes_such_a_form(club: Club) -> None:
    await begin(club, forms=[MentoringForm.GROUP])
    await opens_the_round(club)
    await club.maria.taps("Подобрать пары")
    await club.deliver()
    await opens_the_round(club)
    await club.maria.taps("1")
    assert "Наставник: никого: форму «Один на один» свободные наставники не берут." in club.maria.sees
    await club.maria.taps("Другой наставник")
    assert "Больше предложить некого" in club.maria.sees
