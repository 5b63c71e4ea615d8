"""The coordinators' queue: red deadlines, mentors to ask, a pair by hand, taking back, closing, the whole history."""

import pytest
from sqlalchemy import delete

from db.models import MemberRole, MentorCard
from domain.mentoring.queue import Only
from domain.vocabulary import DeclineReason, MentoringForm, Role, Urgency
from screens.mentoring.mentoring import OpenQueue
from screens.mentoring.queue import CloseQueued, OpenQueued, SendQueued, ShowHistory, ShowQueue, TakeBack
from screens.mentoring.queue_picks import AllPicks, PairByHand, PickMentor, SendPicks
from services.mentoring import requests
from services.people import people
from tests.stories.conftest import Club
from tests.stories.phones import Phone, buttons_of
from tests.stories.request_walk import asks, mentor


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def taps_number(person: Phone, number: int) -> None:
    """The button with this number alone: labels of chosen ones hold it too."""
    [data] = [one["callback_data"] for one in buttons_of(person.newest) if one["text"] == f"{number}"]
    await person.presses(data)


async def opens_queue(person: Phone) -> None:
    await person.presses(OpenQueue().pack())


async def test_the_queue_is_empty(club: Club, maria: Phone) -> None:
    await opens_queue(maria)
    assert maria.sees == "Заявки клуба\nОчередь пуста: ни одна заявка не ждёт координатора."
    assert maria.buttons[:3] == ["✓ Ждут нас: 0", "У наставников: 0", "Срочные: 0"]
    await maria.taps("У наставников")
    assert "наставники никому не должны ответа" in maria.sees
    await maria.taps("Срочные")
    assert "Срочных заявок сейчас нет." in maria.sees


async def test_the_oldest_come_first_and_what_is_late_is_red(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await pavel.joins(name="Громов Павел Андреевич")
    await asks(club, anna)
    await club.advance(days=2, hours=23)
    await asks(club, pavel)
    await asks(club, pavel, lebedeva, urgency=Urgency.URGENT)
    await opens_queue(maria)
    assert maria.sees == (
        "Заявки клуба\n"
        "1. Светлова Анна Игоревна: Методика\n2 дня, ждёт нас 🔴 до сб, 10 октября, 10:00\n"
        "2. Громов Павел Андреевич: Методика\nменьше дня, ждёт нас до вт, 13 октября, 09:00"
    )
    assert "У наставников: 1" in maria.buttons
    await maria.taps("Срочные: 1")
    assert "1. ⏱ Громов Павел Андреевич: Методика\nменьше дня, у наставника 🔴 до сб, 10 октября, 11:00" in maria.sees


async def test_chosen_mentors_are_asked_in_turn(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    await mentor(club, irina)
    await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await asks(club, anna)
    await club.advance(minutes=1)
    await opens_queue(maria)
    await maria.taps("1. Светлова Анна")
    await maria.taps("Спросить наставников")
    assert "Кого спросить (Светлова Анна Игоревна)?" in maria.sees
    assert "1. Громов Павел Андреевич" in maria.sees or "1. Лебедева Ирина Павловна" in maria.sees
    await taps_number(maria, 1)
    await taps_number(maria, 2)
    assert "1-й — " in maria.sees
    assert "2-й — " in maria.sees
    # the first is taken off the list, and comes back last
    await maria.taps("✓ 1-й")
    await taps_number(maria, 1)

    # or a name is typed
    await maria.says("…")
    assert "Здесь нужны буквы. Например: Лебедева." in maria.sees
    await maria.says("Незнакомцев")
    assert "Наставника с таким именем не нашлось" in maria.sees
    await maria.says("лебед")
    assert "1. Лебедева Ирина Павловна, Школа № 901\nмест 1 из 1" in maria.sees
    await maria.taps("Все подходящие")
    await maria.taps("✓ 2-й")
    await maria.taps("✓ 1-й")
    await maria.says("громов")
    await taps_number(maria, 1)
    await maria.says("лебед")
    await taps_number(maria, 1)
    assert "Список: 1-й — Громов Павел Андреевич, 2-й — Лебедева Ирина Павловна" in maria.sees

    await maria.taps("Отправить: 2", times=2)
    assert "Сейчас: у наставника (Громов Павел Андреевич), до чт, 15 октября, 10:01." in maria.sees
    assert "1. Громов Павел Андреевич — спросили, ср, 7 октября" in maria.sees
    assert "2. Лебедева Ирина Павловна — на очереди" in maria.sees
    await club.deliver()
    assert pavel.sees.startswith("Коллега просит вас о помощи.")
    # nothing is typed any more
    await maria.says("лебед")
    assert "Не понимаю свободный текст" in maria.sees


async def test_who_cannot_be_asked_leaves_the_request_in_the_queue(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina, forms=[MentoringForm.GROUP])
    await anna.joins()
    request_id = await asks(club, anna)
    await maria.presses(SendQueued(request_id=request_id).pack())
    assert "Подходящих и свободных сейчас нет." in maria.sees
    await maria.says("лебедева")
    assert "мест 1 из 1; учтите: такую форму в карточке не отмечает" in maria.sees
    await taps_number(maria, 1)
    async with club.sessions.begin() as session:
        card = await session.get_one(MentorCard, lebedeva.owner())
        card.capacity, card.paused_until = 0, club.now.date()
    await maria.taps("Отправить: 1")
    assert "⚠️ Никто из списка сейчас не может взять пару" in maria.sees
    await maria.says("лебедева")
    assert "мест 0 из 0; об этой заявке спросить нельзя: пауза; мест нет" in maria.sees
    assert "1" not in maria.buttons
    await maria.presses(PickMentor(request_id=request_id, mentor_id=lebedeva.owner(), on=True).pack())
    assert "⚠️ Этого наставника сейчас не спросить: пауза; мест нет." in maria.sees
    await maria.presses(SendQueued(request_id=request_id, by_hand=True).pack())
    await maria.says("лебедева")
    assert "мест 0 из 0; пару создать нельзя: мест нет" in maria.sees
    # by hand the capacity holds too
    await maria.presses(PairByHand(request_id=request_id, mentor_id=lebedeva.owner(), sure=True).pack())
    assert "столько пар, сколько он берёт" in maria.toast


async def test_no_more_than_three_are_chosen(club: Club, maria: Phone) -> None:
    for number, name in enumerate("абвг"):
        await mentor(club, club.stranger(), f"Тихая Вера Номер{name}", subject=f"предмет {number}")
    await club.anna.joins()
    request_id = await asks(club, club.anna)
    await maria.presses(SendQueued(request_id=request_id).pack())
    for number in (1, 2, 3, 4):
        await taps_number(maria, number)
    assert "⚠️ В списке уже 3 наставника: сначала уберите одного." in maria.sees
    assert "Отправить: 3" in maria.buttons


async def test_a_pair_by_hand(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva = await mentor(club, irina)
    await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await asks(club, anna, lebedeva)
    await club.advance(minutes=1)
    await opens_queue(maria)
    await maria.taps("У наставников: 1")
    await maria.taps("1. Светлова")
    await maria.taps("Сразу создать пару")
    assert "С кем создать пару (Светлова Анна Игоревна)?" in maria.sees
    await maria.says("громов")
    await taps_number(maria, 1)
    assert "Наставник: Громов Павел Андреевич, коллега: Светлова Анна Игоревна." in maria.sees
    await maria.taps("Да, создать пару", times=2)
    assert maria.sees.startswith("Пара создана, обоим написали.")
    assert "Сейчас: есть пара." in maria.sees
    assert "1. Лебедева Ирина Павловна — больше не спрашиваем" in maria.sees
    assert "2. Громов Павел Андреевич — в паре" in maria.sees
    await club.deliver()
    assert "Вы в паре" in anna.sees
    assert "Вас познакомил координатор клуба." in anna.sees
    assert "Вас познакомил координатор клуба." in pavel.sees
    assert irina.sees.startswith("Заявка больше не ждёт вашего ответа: у коллеги уже есть наставник.")


async def test_taking_back_and_closing(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    request_id = await asks(club, anna, lebedeva)
    await club.advance(minutes=1)
    await maria.presses(OpenQueued(request_id=request_id).pack())
    await maria.taps("Забрать у наставника")
    await maria.taps("К заявке")
    await maria.taps("Забрать у наставника")
    await maria.taps("Да, забрать", times=2)
    assert "Сейчас: ждёт нас, до сб, 10 октября, 10:01." in maria.sees
    await club.deliver()
    assert irina.sees.startswith("Заявка больше не ждёт вашего ответа: координатор подбирает")

    await maria.taps("Закрыть заявку")
    await maria.taps("Да, закрыть", times=2)
    assert maria.sees.startswith("Заявка закрыта.")
    assert "Сейчас: закрыта." in maria.sees
    assert "Спросить наставников" not in maria.buttons
    await club.deliver()
    assert anna.sees.startswith("Наставника по этой заявке сейчас не нашлось")
    await anna.taps("Открыть снова")
    assert "Заявка снова открыта." in anna.sees
    await club.deliver()
    assert maria.sees.startswith("Заявка ждёт координатора.\nСветлова Анна Игоревна")


async def test_the_whole_history(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva, gromov = await mentor(club, irina), await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    request_id = await asks(club, anna, lebedeva, gromov)
    async with club.sessions.begin() as session:
        await requests.decline(session, lebedeva, request_id, DeclineReason.LATER, "С января", club.now)
        await requests.ask(session, gromov, request_id, "Какой класс?", club.now)
    await club.advance(days=8)
    await anna.taps("Открыть снова")
    await club.advance(days=3)
    await maria.presses(OpenQueued(request_id=request_id).pack())
    assert "1. Лебедева Ирина Павловна — не сможет: смогу позже (С января), ср, 7 октября" in maria.sees
    await maria.taps("Вся история")
    assert maria.sees == (
        "История заявки\n"
        "ср, 7 октября, 10:00: заявка отправлена → наставнику\n"
        "ср, 7 октября, 10:00: не сможет: Лебедева Ирина Павловна, причина: смогу позже (С января) → наставнику\n"
        "ср, 7 октября, 10:00: вопрос от наставника: Громов Павел Андреевич\n"
        "чт, 15 октября, 10:00: на вопрос не ответили → закрыта\n"
        "чт, 15 октября, 10:00: заявку открыли снова\n"
        "вс, 18 октября, 10:00: срок прошёл, координаторам напомнили"
    )
    await club.advance(days=3)
    await maria.presses(ShowHistory(request_id=request_id).pack())
    assert maria.sees == "История заявки\nср, 21 октября, 10:00: срок прошёл, координаторам напомнили"
    await maria.taps("Раньше")
    assert "заявка отправлена" in maria.sees
    await maria.taps("К заявке")
    assert "Сейчас: ждёт нас" in maria.sees


async def test_an_old_button_shows_the_request_as_it_stands(club: Club, maria: Phone) -> None:
    anna = club.anna
    await anna.joins()
    request_id = await asks(club, anna)
    async with club.sessions.begin() as session:
        await requests.withdraw(session, await people.identify(session, anna.id, wrote=True), request_id, club.now)
    for data in (
        SendQueued(request_id=request_id),
        SendPicks(request_id=request_id),
        AllPicks(request_id=request_id),
        PickMentor(request_id=request_id, mentor_id=1, on=True),
        PairByHand(request_id=request_id, mentor_id=1, sure=True),
        TakeBack(request_id=request_id, sure=True),
        CloseQueued(request_id=request_id, sure=True),
    ):
        await maria.presses(data.pack())
        assert "Сейчас: отозвана." in maria.sees, data


async def test_the_queue_is_for_coordinators_alone(club: Club, maria: Phone) -> None:
    anna = club.anna
    await anna.joins()
    request_id = await asks(club, anna)
    for data in (
        OpenQueue(),
        ShowQueue(only=Only.QUEUED),
        OpenQueued(request_id=request_id),
        ShowHistory(request_id=request_id),
        SendQueued(request_id=request_id),
        SendPicks(request_id=request_id),
        AllPicks(request_id=request_id),
        PickMentor(request_id=request_id, mentor_id=1, on=True),
        PairByHand(request_id=request_id, mentor_id=1, sure=True),
        TakeBack(request_id=request_id, sure=True),
        CloseQueued(request_id=request_id, sure=True),
    ):
        await anna.presses(data.pack())
        assert anna.toast.startswith("Это действие вам недоступно."), data
    for forged in ("qur:999999", "quh:999999:", "qusend:999999:0", "quback:999999:1", "quend:999999:1"):
        await maria.presses(forged)
        assert maria.toast.startswith("Этого уже нет."), forged
    for forged in ("qur:0", "qup:x:0", f"qupair:{request_id}:-5:1", f"qupick:{request_id}:0:1"):
        await maria.presses(forged)
        assert maria.toast, forged
    await maria.presses(PairByHand(request_id=request_id, mentor_id=999_999, sure=True).pack())
    assert maria.toast.startswith("Этого уже нет.")


async def test_who_is_no_coordinator_any_more_gets_no_news_of_the_queue(club: Club, maria: Phone) -> None:
    anna = club.anna
    await anna.joins()
    before = len(maria.messages)
    # late in the evening: told in the morning
    await club.advance(hours=12)
    await asks(club, anna)
    async with club.sessions.begin() as session:
        await session.execute(delete(MemberRole).where(MemberRole.role == Role.COORDINATOR))
    await club.advance(hours=12)
    assert len(maria.messages) == before
