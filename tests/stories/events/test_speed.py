"""An evening of quick meetings on phones: set up, sides, rounds, a latecomer, wishes, a request in one tap."""

from datetime import datetime, timedelta
from typing import Any

from domain.vocabulary import MentoringForm
from screens.events.speed_desk import AskStart, SeatPerson, StartSpeed, SwitchSpeed
from screens.events.speed_evening import EndSpeed, LeaveTables, ShiftSpeed
from screens.events.speed_ways import MySpeed, TakeSide
from screens.events.speed_wishes import ReadyRequest, WishPerson
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.request_walk import mentor

ANNA, IRINA, VERA = "Светлова Анна Игоревна", "Лебедева Ирина Павловна", "Тихая Вера Олеговна"


async def evening(club: Club, **changes: Any) -> tuple[int, datetime]:
    """Maria, a coordinator, has switched quick meetings on for an event of the afternoon; its id and its start."""
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    starts_at = club.now + timedelta(hours=5)
    async with club.sessions.begin() as session:
        event = await given_event(
            session, **({"title": "День наставника", "starts_at": starts_at, "seats_offline": 48} | changes)
        )
    await opens_desk(club.maria, "День наставника")
    await club.maria.taps("Быстрые встречи")
    await club.maria.taps("Включить")
    return event.id, starts_at


async def opens_desk(maria: Phone, title: str) -> None:
    await maria.says("/desk")
    number = next(line.split(".")[0] for line in maria.sees.splitlines() if title in line)
    await maria.taps(number)


async def signs_up(phone: Phone, event_id: int, side: str) -> None:
    await phone.starts(f"event_{event_id}")
    await phone.taps("Записаться")
    assert "выберите, кем сядете за стол" in phone.sees
    await phone.taps(side)
    assert "✅ Записали" in phone.sees


async def test_an_evening_from_the_settings_to_a_request(club: Club) -> None:
    maria, anna, irina, vera = club.maria, club.anna, club.irina, club.stranger()
    event_id, starts_at = await evening(club)
    await maria.taps("5 мин")
    await maria.taps("Другое число")
    await maria.says("много")
    assert "Напишите число" in maria.sees
    await maria.says("1")
    assert "✓ мест 1" in maria.buttons
    assert "✓ 5 мин" in maria.buttons

    await mentor(club, irina, IRINA, forms=[MentoringForm.ONE_TO_ONE, MentoringForm.SPEED])
    await maria.taps("Позвать наставников")
    assert "Позвали: 1 наставник" in maria.sees
    await club.deliver()
    assert "Зовём вас наставником" in irina.sees
    await irina.taps("Карточка встречи")
    await irina.taps("Записаться")
    # a mentor with a card is offered the mentors' side first
    assert irina.buttons[:2] == ["Сажусь наставником", "Ищу наставника"]
    await irina.taps("Сажусь наставником")

    await anna.joins(name=ANNA, directions=("Методика",))
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.taps("Сажусь наставником")
    assert "На этой стороне столов мест уже нет" in anna.toast
    await anna.taps("Ищу наставника")
    assert "вы ищете наставника" in anna.sees
    await vera.joins(name=VERA)
    await vera.starts(f"event_{event_id}")
    await vera.taps("Записаться")

    # at the start: Vera has not chosen, the coordinator does it for her
    await club.advance_to(starts_at)
    await opens_desk(maria, "День наставника")
    await maria.taps("Быстрые встречи")
    assert "Не выбрали сторону: 1" in maria.sees
    await maria.taps("Кто где сидит")
    await maria.taps("1")
    assert VERA in maria.sees
    await maria.taps("Ищет наставника")
    await maria.taps("К быстрым встречам")
    await maria.taps("Начать")
    assert "Наставников 1, ищут наставника 2" in maria.sees
    assert "отдыхает 1 человек" in maria.sees
    await maria.taps("✓ 2", times=2)
    assert "Раунд 1 из 2: пересаживаемся, начнём в 15:01" in maria.sees

    await club.deliver()
    assert irina.sees == f"Раунд 1 из 2\nСтол 1, с вами {ANNA}.\nНачинаем в 15:01, до 15:06."
    assert f"Стол 1, с вами {IRINA}" in anna.sees
    assert "вы отдыхаете" in vera.sees
    await vera.taps("Мои столы")
    assert f"2. 15:07–\u206015:12 · стол 1, {IRINA}" in vera.sees

    # the coordinator's screen moves by itself
    club.telegram.clock.advance(timedelta(minutes=2))
    await club.live.tick()
    assert "Раунд 1 из 2: до 15:06, осталось 4 минуты" in maria.sees
    await maria.taps("Столы")
    assert f"Стол 1: {IRINA} и {ANNA}" in maria.sees
    await maria.taps("К быстрым встречам")
    await maria.taps("+5 минут", times=2)
    assert "до 15:11" in maria.sees
    await club.advance(minutes=9)
    assert f"Раунд 2 из 2\nСтол 1, с вами {VERA}.\nНачинаем в 15:12, до 15:17. Вы остаётесь на месте." in irina.sees
    await club.advance(minutes=6)
    assert "С кем хочется продолжить?" in anna.sees
    await club.live.tick()
    assert "Закончили в 15:17: 2 раунда" in maria.sees

    # Anna and Irina choose each other; Vera's wish stays hers
    await anna.taps(IRINA)
    assert "✓ Лебедева Ирина…" in anna.buttons
    await vera.taps(IRINA)
    await club.deliver()
    assert "С кем хочется продолжить?" in irina.sees
    await irina.taps(ANNA)
    await club.deliver()
    assert "Взаимно! Светлова Анна Игоревна тоже хочет продолжить с вами" in irina.sees
    assert "Ждите заявку" in irina.sees
    assert "Взаимно!" not in vera.sees
    await anna.taps("Заявка готова")
    assert "Отправляем?" in anna.sees
    assert "Познакомились на быстрых встречах «День наставника»" in anna.sees
    assert f"Наставники: 1-й — {IRINA}" in anna.sees
    await anna.taps("Отправить")
    await club.deliver()
    assert "Познакомились на быстрых встречах" in irina.sees
    await irina.taps("Беру")
    await club.deliver()
    await maria.taps("Обновить")
    assert "Взаимно хотят продолжить: 1 пара" in maria.sees
    # who was not chosen may still ask, by the card
    await vera.taps("Карточки наставников")
    await vera.taps(IRINA)
    assert "план" in vera.sees.lower()


async def test_people_come_late_and_go_early(club: Club) -> None:
    maria, anna, irina, vera = club.maria, club.anna, club.irina, club.stranger()
    event_id, starts_at = await evening(club, starts_at=club.now + timedelta(minutes=20))
    for phone, name, side in ((irina, IRINA, "Сажусь наставником"), (anna, ANNA, "Ищу наставника")):
        await phone.joins(name=name)
        await signs_up(phone, event_id, side)
    await vera.joins(name=VERA)
    await vera.starts(f"event_{event_id}")
    await vera.taps("Записаться")
    await opens_desk(maria, "День наставника")
    await maria.taps("✅ Отметить")
    # marked by hand: Anna and Irina are there
    for name in (ANNA, IRINA):
        await maria.taps("Список")
        number = next(line.split(".")[0] for line in maria.sees.splitlines() if name in line)
        await maria.taps(number)
        await maria.taps("На встрече")
        await maria.taps("К списку")
        await maria.taps("К мероприятию")
        await maria.taps("✅ Отметить")
    await opens_desk(maria, "День наставника")
    await maria.taps("Быстрые встречи")
    await maria.taps("Начать")
    assert "Кого сажаем?" in maria.sees
    await maria.taps("Отмеченных: 2")
    await maria.taps("✓ 1")
    assert "Ещё не за столами: 1" in maria.sees
    await vera.starts(f"event_{event_id}")
    await vera.taps("Мои столы")
    assert "Подойдите к координатору" in vera.sees
    await maria.taps("Опоздавший")
    await maria.taps("1")
    await maria.taps("Ищет наставника")
    # the only round has been announced
    assert "Раундов впереди уже нет" in maria.toast
    await maria.taps("К списку")
    await maria.taps("К быстрым встречам")
    await maria.taps("Кто-то ушёл")
    await maria.taps(ANNA)
    assert "больше не за столами" in maria.sees
    await maria.taps("К быстрым встречам")
    await maria.taps("Закончить сейчас")
    assert "вернуть их не получится" in maria.sees
    await maria.taps("Да, закончить", times=2)
    assert "Закончили в 10:00" in maria.sees
    assert starts_at > club.now


async def test_forged_and_old_buttons_are_answered(club: Club) -> None:
    """Nobody but a coordinator leads an evening, and nobody wishes for who they have not met."""
    anna, irina = club.anna, club.irina
    event_id, _ = await evening(club)
    await anna.joins(name=ANNA)
    await irina.joins(name=IRINA)
    await signs_up(anna, event_id, "Ищу наставника")
    for forged in (
        SwitchSpeed(event_id=event_id, on=False, sure=True),
        AskStart(event_id=event_id),
        StartSpeed(event_id=event_id, everyone=True, rounds=8),
        EndSpeed(event_id=event_id, sure=True),
        LeaveTables(event_id=event_id, member_id=1),
        SeatPerson(event_id=event_id, member_id=1, as_mentor=True),
    ):
        await anna.presses(forged.pack())
        assert "недоступно" in anna.toast
    await anna.presses(WishPerson(event_id=event_id, member_id=1, on=True).pack())
    assert "после быстрых встреч" in anna.toast
    await anna.presses(ReadyRequest(event_id=event_id, mentor_id=1).pack())
    assert "Этого уже нет" in anna.toast
    await anna.presses(MySpeed(event_id=event_id + 1000).pack())
    assert "Этого уже нет" in anna.toast
    await irina.presses(TakeSide(event_id=event_id, as_mentor=True).pack())
    assert "у кого есть место на встрече" in irina.toast
    await club.maria.presses(ShiftSpeed(event_id=event_id, ends_at=10**15).pack())
    assert "из прошлого" in club.maria.toast
    await club.maria.taps("Выключить")
    assert "Выбор стороны у 1 человека сотрётся" in club.maria.sees
    await club.maria.taps("Да, выключить", times=2)
    assert "Включить" in club.maria.buttons
    await anna.taps("Сажусь наставником")
    assert "Этого уже нет" in anna.toast


async def test_a_guest_is_asked_for_the_side_after_joining(club: Club) -> None:
    event_id, _ = await evening(club)
    anna = club.anna
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.joins(name=ANNA)
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.taps("Ищу наставника")
    await anna.taps("Карточка встречи")
    assert "🪑 Вы ищете наставника" in anna.buttons
    await anna.taps("Освободить место")
    await anna.taps("Вернуть запись")
    # the seat at the tables went with the other one
    assert "выберите, кем сядете за стол" in anna.sees
