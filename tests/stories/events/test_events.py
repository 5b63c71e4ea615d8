"""Events, from the calendar to the reminder, as people live them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from db.models import Event, Member, Registration
from domain.vocabulary import EventFormat, EventStatus
from tests.services.given_events import STARTS_AT, given_event
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def given(club: Club, **changes: Any) -> int:
    """A seminar with one seat on Wednesday, 14 October, 15:00, or whatever the story says; gives its id."""
    async with club.sessions.begin() as session:
        event = await given_event(session, **({"title": "Открытый урок", "seats_offline": 1} | changes))
        return event.id


async def change(club: Club, event_id: int, **changes: Any) -> None:
    async with club.sessions.begin() as session:
        event = await session.get_one(Event, event_id)
        for name, value in changes.items():
            setattr(event, name, value)


async def given_readers(event_id: int, *people: Phone) -> None:
    """Members of the club, each with the event's card open."""
    for person in people:
        await person.joins()
        await person.starts(f"event_{event_id}")


async def test_a_seat_the_line_and_the_news(club: Club) -> None:
    event_id = await given(club)
    anna, irina, maria = club.anna, club.irina, club.maria
    await given_readers(event_id, anna, irina, maria)
    await anna.taps("Записаться")
    assert "✅ Вы записаны: «Открытый урок», ср, 14 октября, 15:00." in anna.sees
    assert "Напомним за день и за два часа." in anna.sees
    await irina.taps("Записаться")
    assert "Единственное место занято. Вы первые в листе ожидания" in irina.sees
    await maria.taps("Записаться")
    assert "Вы вторые в листе ожидания" in maria.sees

    await anna.taps("Освободить место")
    assert "Запись снята: «Открытый урок»" in anna.sees
    assert "встанете в конец листа ожидания" in anna.sees
    await club.deliver()
    assert irina.sees == (
        "Есть место! «Открытый урок», ср, 14 октября, 15:00.\nДержим его для вас до завтра, 10:00. Придёте?"
    )
    await maria.says("/my")
    assert "Открытый урок\nср, 14 октября, 15:00 · вы первые в листе ожидания" in maria.sees

    await anna.taps("В лист ожидания")
    assert "Вы вторые в листе ожидания" in anna.sees
    await anna.taps("Выйти из листа ожидания")
    assert "Запись снята" in anna.sees


async def test_the_reminder_frees_a_seat_for_the_next(club: Club) -> None:
    event_id = await given(club)
    anna, irina = club.anna, club.irina
    await given_readers(event_id, anna, irina)
    for person in (anna, irina):
        await person.taps("Записаться")

    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees == "Завтра в 15:00 — «Открытый урок».\nШкола № 901\nЖдём вас!"
    assert "листе ожидания" in irina.sees

    await anna.taps("Не смогу прийти")
    await club.deliver()
    assert irina.sees.startswith("Есть место!")
    await irina.taps("Да, приду")

    before = len(anna.messages)
    await club.advance_to(STARTS_AT - timedelta(hours=2))
    assert irina.sees.startswith("Сегодня в 15:00 — «Открытый урок».")
    assert len(anna.messages) == before


async def test_news_of_a_seat_waits_for_the_morning(club: Club) -> None:
    event_id = await given(club)
    anna, irina = club.anna, club.irina
    await given_readers(event_id, anna, irina)
    for person in (anna, irina):
        await person.taps("Записаться")
    await club.advance(hours=12)
    await anna.taps("Освободить место")

    await club.advance(hours=9, minutes=30)
    assert "Есть место!" not in irina.sees
    await club.advance(minutes=30)
    assert irina.sees.startswith("Есть место!")


async def test_a_reminder_of_a_changed_world_is_not_sent(club: Club) -> None:
    called_off, deleted = await given(club), await given(club, title="Бал")
    anna = club.anna
    await anna.joins()
    for event_id in (called_off, deleted):
        await anna.starts(f"event_{event_id}")
        await anna.taps("Записаться")
    await change(club, called_off, status=EventStatus.CANCELLED)
    async with club.sessions.begin() as session:
        await session.execute(delete(Event).where(Event.id == deleted))

    before = len(anna.messages)
    await club.advance_to(STARTS_AT - timedelta(days=1))
    await club.advance_to(STARTS_AT - timedelta(hours=2))
    assert len(anna.messages) == before

    await anna.says("/my")
    assert "ср, 14 октября, 15:00 · встречу отменили" in anna.sees
    assert "Бал" not in anna.sees


async def test_link_of_an_online_meeting(club: Club) -> None:
    event_id = await given(club, format=EventFormat.HYBRID, seats_online=5)
    anna = club.anna
    await given_readers(event_id, anna)
    assert "Ссылка на встречу" not in anna.buttons
    await anna.taps("Записаться очно")
    assert "Ссылка на встречу" not in anna.buttons
    await anna.taps("Участвовать онлайн")
    assert "✅ Вы записаны онлайн" in anna.sees
    assert "Ссылка на встречу" in anna.buttons

    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees == "Завтра в 15:00 — «Открытый урок».\nПодключайтесь по ссылке ниже.\nЖдём вас!"
    assert anna.buttons[0] == "Ссылка на встречу"


async def test_moving_where_the_seats_ran_out_loses_nothing(club: Club) -> None:
    event_id = await given(club, format=EventFormat.HYBRID, seats_online=1)
    anna, irina = club.anna, club.irina
    await given_readers(event_id, anna, irina)
    await anna.taps("Записаться очно")
    await irina.taps("Записаться онлайн")

    await anna.taps("Участвовать онлайн")
    assert anna.toast == "Свободных мест там уже нет. Ваша запись осталась прежней."
    await anna.says("/my")
    assert "вы записаны очно" in anna.sees


async def test_double_taps_do_once(club: Club) -> None:
    event_id = await given(club)
    anna, irina, maria = club.anna, club.irina, club.maria
    await given_readers(event_id, anna, irina, maria)
    for person in (anna, irina, maria):
        await person.taps("Записаться", times=3)
    assert "Вы вторые в листе ожидания" in maria.sees

    await anna.taps("Освободить место", times=3)
    assert "Запись снята" in anna.sees
    await club.deliver()
    assert [message["text"].startswith("Есть место!") for message in irina.from_bot].count(True) == 1
    assert "Есть место!" not in maria.sees


async def test_an_old_card_tells_the_truth(club: Club) -> None:
    event_id = await given(club)
    anna, irina = club.anna, club.irina
    await given_readers(event_id, anna, irina)
    await anna.taps("Записаться")
    await club.restart()
    # the card still says «Записаться», the seat is gone
    await irina.taps("Записаться")
    assert "Вы первые в листе ожидания" in irina.sees

    await club.advance_to(STARTS_AT)
    await anna.taps("Освободить место")
    assert anna.toast == "Встреча уже началась, менять запись поздно. В календаре есть другие."
    await irina.presses(f"evin:{event_id}:OFFLINE")
    assert irina.toast == "Встреча уже началась, менять запись поздно. В календаре есть другие."
    await anna.taps("Карточка встречи")
    assert "✅ Вы записаны." in anna.sees
    assert "Освободить место" not in anna.buttons


async def test_cancelled_and_closed_events_say_why(club: Club) -> None:
    called_off, closed = await given(club), await given(club)
    anna = club.anna
    await anna.joins()
    await change(club, called_off, status=EventStatus.CANCELLED)
    await change(club, closed, registration_closes_at=club.now)
    await anna.presses(f"evin:{called_off}:OFFLINE")
    assert anna.toast == "Эту встречу отменили. В календаре есть другие."
    await anna.presses(f"evin:{closed}:OFFLINE")
    assert anna.toast == "Запись на эту встречу закрыта. В календаре есть другие."
    await anna.presses(f"evin:{closed}:ONLINE")
    assert anna.toast == "Так участвовать в этой встрече нельзя. Откройте её карточку ещё раз."


async def test_an_event_that_never_was(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    for number in (999_999, 2**63 - 1):
        for data in (f"ev:{number}", f"evin:{number}:OFFLINE", f"evout:{number}"):
            shown = len(club.telegram.toasts(anna.id))
            await anna.presses(data)
            assert len(club.telegram.toasts(anna.id)) == shown + 1
            assert anna.toast == "Этого уже нет. Откройте меню — там всё свежее."


async def test_somebody_elses_seat_can_not_be_given_back(club: Club) -> None:
    event_id = await given(club)
    anna, irina = club.anna, club.irina
    for person in (anna, irina):
        await person.joins()
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")

    await irina.presses(f"evout:{event_id}")
    assert irina.toast == "Этого уже нет. Откройте меню — там всё свежее."
    await anna.says("/my")
    assert "вы записаны" in anna.sees


async def test_forged_presses_get_a_harmless_answer(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    for data in ("ev:", "ev:0", f"ev:{2**63}", "evin:1", "evin:1:NOWHERE", "cal:0:NO_FORM:", "evout:x"):
        shown = len(club.telegram.toasts(anna.id))
        await anna.presses(data)
        assert len(club.telegram.toasts(anna.id)) == shown + 1
        assert anna.toast == "Эта кнопка больше не работает. Откройте меню: /menu"


async def test_a_link_with_garbage(club: Club) -> None:
    anna = club.anna
    for payload in ("event_", "event_0", "event_abc", "event_" + "9" * 40, "event_999999", "eventually"):
        await anna.starts(payload)
        assert anna.sees == "Этого уже нет. Откройте меню — там всё свежее."
        await anna.taps("В меню")
        assert "Вступить в клуб" in anna.buttons


async def test_a_guest_reads_everything_and_leaves_no_trace(club: Club) -> None:
    vera = club.stranger()
    await vera.starts()
    await vera.says("/events")
    assert vera.sees.startswith(
        "Календарь встреч\nКарточка встречи — по номеру.\n\n"
        "1. Цифровая мастерская: молодые учат\nср, 28 октября, 11:00 · "
    )
    await vera.taps("1")
    assert "Обучающий семинар, онлайн, 2 часа" in vera.sees
    assert "Ссылка на встречу" not in vera.buttons

    await vera.taps("Записаться")
    assert "Прочитайте согласие" in vera.sees
    await vera.says("/my")
    assert "Прочитайте согласие" in vera.sees
    async with club.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 0
        assert await session.scalar(select(func.count()).select_from(Registration)) == 0


async def test_calendar_turns_pages_and_narrows(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    await anna.says("/events")
    # ten seeded events
    assert anna.buttons[:6] == ["1", "2", "3", "4", "5", "Дальше →"]
    await anna.taps("Дальше")
    assert anna.buttons[:6] == ["1", "2", "3", "4", "5", "← Раньше"]
    assert "Дальше →" not in anna.buttons

    await anna.taps("Форма")
    await anna.taps("Бал молодых педагогов")
    assert "1. Бал молодых педагогов" in anna.sees
    assert "2" not in anna.buttons
    await anna.taps("Направление")
    assert anna.buttons == ["📚 Саморазвитие", "Все направления", "← Назад"]
    await anna.taps("Назад")
    await anna.taps("Показать все")
    assert "Дальше →" in anna.buttons
    # a filter nothing matches any more, from an old button
    await anna.presses("cal:7:WALTZ:PARENTS")
    assert anna.sees == "По такому выбору встреч пока нет. Попробуйте другой или посмотрите все."
    await anna.taps("Показать все")
    assert anna.sees.startswith("Календарь встреч")


async def test_a_guest_who_signs_up_joins_and_comes_back_to_the_event(club: Club) -> None:
    event_id = await given(club)
    anna = club.anna
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.taps("К встрече")
    assert anna.sees.startswith("Открытый урок")
    await anna.taps("Записаться")
    await anna.taps("Прочитать согласие")
    await anna.taps("Даю согласие")
    await anna.taps("Гость")
    await anna.says("Светлова Анна")
    # time passes, the process restarts, the person begins anew: the event is not forgotten
    await anna.taps("Позже")
    await club.restart()
    await anna.taps("Начать заново")
    await anna.taps("Гость")
    await anna.says("Светлова Анна")
    await anna.taps("Тюмень")
    await anna.taps("Готово")
    await anna.taps("Сохранить", times=2)

    assert "Осталось записаться" in anna.sees
    assert anna.buttons[0] == "К встрече"
    await anna.taps("К встрече")
    await anna.taps("Записаться")
    assert "✅ Вы записаны: «Открытый урок»" in anna.sees


async def test_signing_up_in_the_middle_of_joining_leads_back_too(club: Club) -> None:
    event_id = await given(club)
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Гость")
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    assert "Сначала закончим знакомство" in anna.sees
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 2 из 4"), "the answers are kept"
    await anna.says("Светлова Анна")
    await anna.taps("Тюмень")
    await anna.taps("Готово")
    await anna.taps("Сохранить")
    assert anna.buttons[0] == "К встрече"


async def test_my_events_of_a_newcomer_lead_to_the_calendar(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/my")
    assert "Пока вы никуда не записаны" in anna.sees
    await anna.taps("К календарю")
    assert anna.sees.startswith("Календарь встреч")


async def test_names_with_markup_stay_text(club: Club) -> None:
    event_id = await given(club, title="<b>Урок</b> & «чай»", place="Школа <901>", announcement="a < b & c > d")
    anna = club.anna
    await given_readers(event_id, anna)
    assert anna.sees.startswith("<b>Урок</b> & «чай»")
    assert "Школа <901>" in anna.sees
    assert "a < b & c > d" in anna.sees
    await anna.taps("Записаться")
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees == "Завтра в 15:00 — «<b>Урок</b> & „чай“».\nШкола <901>\nЖдём вас!"
