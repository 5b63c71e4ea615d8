"""A coordinator moves an event, calls it off and back; those who take part hear of it and answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Event, Registration, Sitting
from domain.vocabulary import EventFormat, EventStatus, RegistrationStatus
from services.events import event_changes
from tests.services.given_events import STARTS_AT, given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def given(club: Club, **changes: object) -> int:
    """A waltz with one seat on Wednesday, 14 October, 15:00; gives its id."""
    async with club.sessions.begin() as session:
        event = await given_event(session, **({"title": "Вальс", "seats_offline": 1} | changes))
        return event.id


async def given_coordinator(club: Club) -> Phone:
    maria = club.maria
    await maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(maria)
    return maria


def shown(person: Phone, message: dict[str, Any]) -> str:
    """What an older message has turned into."""
    found = next(one for one in person.from_bot if one["message_id"] == message["message_id"])
    return str(found["text"]).replace("\u00a0", " ")


async def signs_up(event_id: int, *people: Phone) -> None:
    for person in people:
        await person.joins()
        await person.starts(f"event_{event_id}")
        await person.taps("Записаться" if "Записаться" in person.buttons else "В лист ожидания")


async def the_event(club: Club, event_id: int) -> Event:
    async with club.sessions.begin() as session:
        return await session.get_one(Event, event_id)


async def statuses(club: Club, event_id: int) -> list[RegistrationStatus]:
    query = select(Registration.status).where(Registration.event_id == event_id).order_by(Registration.arrival)
    async with club.sessions.begin() as session:
        return list(await session.scalars(query))


async def moves(olga: Phone, event_id: int, typed: str, note: str | None = None) -> None:
    await olga.presses(f"dmov:{event_id}")
    await olga.says(typed)
    if note:
        await olga.says(note)
    await olga.taps("Перенести")


async def test_a_move_with_a_yes_a_no_and_the_reminders_that_follow(club: Club) -> None:
    event_id = await given(club)
    anna, irina, olga = club.anna, club.irina, await given_coordinator(club)
    await signs_up(event_id, anna, irina)

    await olga.presses(f"dmov:{event_id}")
    assert olga.sees.startswith("Переносим: «Вальс», сейчас ср, 14 октября, 15:00.")
    await olga.says("16.10 18:00")
    assert "было ср, 14 октября, 15:00, станет пт, 16 октября, 18:00–\u206020:00" in olga.sees
    assert "Напишем 2 людям." in olga.sees
    await olga.says("Из-за погоды.")
    assert "Причина, её увидят все: «Из-за погоды.»" in olga.sees
    await olga.taps("Перенести")
    assert olga.sees.startswith("Перенесли: «Вальс» — пт, 16 октября, 18:00–\u206020:00.")

    await club.deliver()
    assert anna.sees == (
        "«Вальс»\nВстречу переносим из-за погоды: теперь пт, 16 октября, 18:00 вместо ср, 14 октября, 15:00.\n"
        "Ваша запись сохранена. Подходит новое время?"
    )
    assert irina.sees.endswith("Вы первые в листе ожидания. Подходит новое время?")

    await irina.taps("Подходит")
    assert irina.sees.startswith("Спасибо, учли: «Вальс», пт, 16 октября, 18:00.")
    await anna.taps("Не смогу", times=2)
    assert anna.sees.startswith("Запись снята: «Вальс», пт, 16 октября, 18:00.")
    await club.deliver()
    assert irina.sees.startswith("Есть место! «Вальс», пт, 16 октября, 18:00.")
    await irina.taps("Да, приду")

    before = len(irina.from_bot)
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert len(irina.from_bot) == before, "the old time reminds of nothing"
    await club.advance_to(datetime.fromisoformat("2026-10-15T18:00:00+05:00"))
    assert irina.sees.startswith("Завтра в 18:00 — «Вальс».")


async def test_yes_keeps_the_seat(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await moves(olga, event_id, "16.10 18:00")
    await club.deliver()
    await anna.taps("Приду", times=2)

    assert anna.sees == "Отлично, ждём вас: «Вальс», пт, 16 октября, 18:00."
    assert "📆 В мой календарь" in anna.buttons
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Registration.confirmed_at)) == club.now


async def test_moving_twice_is_told_once_and_an_old_answer_asks_anew(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await moves(olga, event_id, "16.10 18:00")
    await moves(olga, event_id, "17.10 12:00", "у скрипача концерт")
    await club.deliver()
    told = [message for message in anna.from_bot if "Встречу переносим" in message["text"]]
    assert len(told) == 1
    assert "теперь сб, 17 октября, 12:00 вместо ср, 14 октября, 15:00.\nПричина: у скрипача концерт." in anna.sees

    old = anna.newest
    await moves(olga, event_id, "19.10 12:00")
    await anna.taps_on(old, "Не смогу")
    assert anna.sees.startswith("С тех пор кое-что изменилось.")
    assert "теперь пн, 19 октября, 12:00" in anna.sees
    assert await statuses(club, event_id) == [RegistrationStatus.REGISTERED], "no to another time is no to nothing"
    await anna.taps("Не смогу")
    assert await statuses(club, event_id) == [RegistrationStatus.CANCELLED]


async def test_what_can_not_be_the_new_time(club: Club) -> None:
    event_id = await given(club)
    olga = await given_coordinator(club)
    await olga.presses(f"dmov:{event_id}")
    for typed, answer in (
        ("как-нибудь потом", "Не получилось разобрать дату"),
        ("31.02 15:00", "Такой даты"),
        ("05.10.2026 15:00", "уже прошла"),
        ("14.10 15:00", "и так стоит на это время"),
    ):
        await olga.says(typed)
        assert answer in olga.sees
        assert "Напишите новую дату" in olga.sees, "the form is kept"
    await olga.says("16.10 18:00")
    await olga.says("ъ" * 301)
    assert "до 300 знаков" in olga.sees
    await olga.says("Ремонт")
    await olga.says("19.10 17:30")
    assert "станет пн, 19 октября, 17:30" in olga.sees
    assert "«Ремонт»" in olga.sees, "another date leaves the reason"
    await olga.taps("Без причины")
    assert "Ремонт" not in olga.sees
    await olga.taps("Другое время")
    await olga.says("20.10 17:30")
    assert "Пока никто не записан." in olga.sees
    assert (await the_event(club, event_id)).starts_at == STARTS_AT


async def test_a_move_survives_an_interruption_and_a_double_tap(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await olga.presses(f"dmov:{event_id}")
    await olga.says("16.10 18:00")
    confirmation = olga.newest
    await olga.says("/menu")
    await olga.says("не причина, а просто слова")
    await club.restart()
    await olga.taps_on(confirmation, "Перенести")
    assert shown(olga, confirmation).startswith("Перенесли:")
    event = await the_event(club, event_id)
    assert (event.revision, event.note) == (1, None)

    await olga.taps_on(confirmation, "Перенести")
    assert shown(olga, confirmation).startswith(
        "Этот перенос уже завершён. «Вальс» сейчас стоит на пт, 16 октября, 18:00."
    )
    assert (await the_event(club, event_id)).revision == 1


async def test_a_draft_of_a_move_whose_time_has_passed(club: Club) -> None:
    event_id = await given(club)
    olga = await given_coordinator(club)
    await olga.presses(f"dmov:{event_id}")
    await olga.says("08.10 12:00")
    await club.advance(days=2)
    await olga.taps("Перенести")
    assert "Это время уже прошло" in olga.sees
    await olga.says("16.10 18:00")
    await olga.taps("Перенести")
    assert olga.sees.startswith("Перенесли:")


async def test_one_session_of_a_series(club: Club) -> None:
    event_id = await given(club, ends_at=STARTS_AT + timedelta(days=1, hours=2))
    async with club.sessions.begin() as session:
        for number in (1, 2):
            start = STARTS_AT + timedelta(days=number - 1)
            end = start + timedelta(hours=2)
            session.add(Sitting(event_id=event_id, number=number, topic=f"Тема {number}", starts_at=start, ends_at=end))
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await olga.presses(f"dmov:{event_id}")
    assert olga.sees == "Что переносим в «Вальс»?\n1. ср, 14 октября, 15:00: Тема 1\n2. чт, 15 октября, 15:00: Тема 2"
    await olga.taps("2. чт")
    assert "занятие 2, сейчас чт, 15 октября, 15:00" in olga.sees
    await olga.says("19.10 16:00")
    await olga.taps("Перенести")

    await club.deliver()
    assert anna.sees == (
        "«Вальс»\nРасписание изменилось. Теперь так:\n1. ср, 14 октября, 15:00: Тема 1\n"
        "2. пн, 19 октября, 16:00: Тема 2\nВаша запись сохранена. Подходит новое время?"
    )
    await club.advance(minutes=1)
    await olga.presses(f"dmov:{event_id}")
    await olga.taps("Всю серию")
    await olga.says("21.10 15:00")
    await olga.taps("Перенести")
    await club.deliver()
    assert "2. пн, 26 октября, 16:00: Тема 2" in anna.sees


async def test_calling_off_and_back(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await olga.presses(f"doff:{event_id}")
    assert olga.sees.startswith("Отменяем «Вальс», ср, 14 октября, 15:00?\nНапишем 1 человеку.")
    await olga.says("В зале прорвало трубу.")
    await olga.taps("Отменить мероприятие", times=2)
    assert "мероприятие отменено.\nНапишем 1 человеку. Передумали — верните его до 10:15." in olga.sees

    await club.deliver()
    assert anna.sees == (
        "К сожалению, встречу отменили: «Вальс», ср, 14 октября, 15:00.\nПричина: В зале прорвало трубу.\n"
        "В календаре есть другие — будем рады вам там."
    )
    assert len([one for one in anna.from_bot if "встречу отменили" in one.get("text", "")]) == 1
    await anna.taps("Убрать из календаря")
    content = anna.file_content(anna.files[-1]).decode()
    assert "STATUS:CANCELLED" in content
    assert "SEQUENCE:1" in content

    await club.advance(minutes=10)
    await olga.taps("Вернуть мероприятие", times=2)
    assert olga.sees.startswith("«Вальс» состоится: ср, 14 октября, 15:00.")
    await club.deliver()
    assert anna.sees == (
        "Встреча всё-таки состоится: «Вальс», ср, 14 октября, 15:00. Ваша запись сохранена.\nГде: Школа № 901"
    )
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees.startswith("Завтра в 15:00 — «Вальс».")


async def test_a_cancellation_taken_back_at_night_was_never_heard_of(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await signs_up(event_id, anna)
    await club.advance(hours=12)
    await olga.presses(f"doff:{event_id}")
    assert "Напишем 1 человеку утром, чт, 8 октября, 08:00: сейчас тихие часы." in olga.sees
    await olga.taps("Отменить мероприятие")
    before = len(anna.from_bot)
    await club.advance(minutes=14)
    await olga.taps("Вернуть мероприятие")
    await club.advance(hours=12)
    assert len(anna.from_bot) == before
    assert (await the_event(club, event_id)).status is EventStatus.PUBLISHED


async def test_too_late_to_bring_it_back(club: Club) -> None:
    event_id = await given(club)
    olga = await given_coordinator(club)
    await olga.presses(f"doff:{event_id}")
    await olga.taps("Отменить мероприятие")
    await club.advance(minutes=15)
    await olga.taps("Вернуть мероприятие")
    assert olga.toast.startswith("Вернуть мероприятие можно 15 минут после отмены.")
    for press in (f"doff:{event_id}", f"dmov:{event_id}"):
        await olga.presses(press)
        assert "Вернуть его уже нельзя" in olga.sees
        assert "Вернуть мероприятие" not in olga.buttons


async def test_an_answer_after_everything_is_over(club: Club) -> None:
    event_id = await given(club)
    anna, irina, olga = club.anna, club.irina, await given_coordinator(club)
    await signs_up(event_id, anna, irina)
    await moves(olga, event_id, "16.10 18:00")
    await club.deliver()
    asked = anna.newest
    await anna.presses(f"evout:{event_id}")
    await anna.taps_on(asked, "Приду")
    assert anna.sees.startswith("Вашей записи на эту встречу уже нет.")

    await olga.presses(f"doff:{event_id}")
    await olga.taps("Отменить мероприятие")
    for answer in ("Подходит", "Не смогу"):
        await irina.taps(answer)
        assert irina.toast.startswith("Эту встречу отменили")


async def test_corrections_of_the_place_come_as_one_message(club: Club) -> None:
    event_id = await given(club, format=EventFormat.HYBRID, seats_online=5)
    anna, irina = club.anna, club.irina
    for person, how in ((anna, "очно"), (irina, "онлайн")):
        await person.joins()
        await person.starts(f"event_{event_id}")
        await person.taps(f"Записаться {how}")
    for place in ("Школа № 902", "Школа № 903"):
        async with club.sessions.begin() as session:
            event = await session.get_one(Event, event_id)
            event.place = place
            await event_changes.tell_changed(session, event, club.now)
    await club.advance(minutes=10)

    assert anna.sees == "Кое-что изменилось: «Вальс», ср, 14 октября, 15:00.\nГде: Школа № 903"
    assert len([one for one in anna.from_bot if "Кое-что изменилось" in one["text"]]) == 1
    assert irina.sees.endswith("Встречаемся онлайн, ссылка ниже.")
    assert irina.buttons[0] == "Ссылка на встречу"


@pytest.mark.parametrize("press", ["dmov:{}", "dmovs:{}:0", "dmovy:{}", "doff:{}", "doffy:{}", "dback:{}"])
async def test_a_stranger_changes_nothing(club: Club, press: str) -> None:
    event_id = await given(club)
    anna, vera = club.anna, club.stranger()
    await signs_up(event_id, anna)
    await anna.presses(press.format(event_id))
    assert anna.toast.startswith("Это действие вам недоступно.")
    await vera.starts()
    await vera.presses(press.format(event_id))
    assert "Вступ" in " ".join(vera.buttons) or "согласие" in vera.sees.lower()
    event = await the_event(club, event_id)
    assert (event.status, event.revision, event.starts_at) == (EventStatus.PUBLISHED, 0, STARTS_AT)


async def test_forged_numbers_get_a_kind_answer(club: Club) -> None:
    event_id = await given(club)
    anna, olga = club.anna, await given_coordinator(club)
    await anna.joins()
    await anna.presses(f"evtime:{event_id}:0:1")
    assert anna.sees.startswith("Вашей записи на эту встречу уже нет.")
    for press in ("dmov:999999", "dmovs:999999:1", "dmovy:999999", "doff:999999", "doffy:999999", "dback:999999"):
        await olga.presses(press)
        assert olga.toast.startswith("Этого уже нет.")
    await olga.presses(f"dmovs:{event_id}:77")
    await olga.says("16.10 18:00")
    assert "Эта кнопка из прошлого" in olga.sees
    await olga.presses(f"dnote:{event_id + 1}")
    assert olga.toast.startswith("Эта кнопка из прошлого")


async def test_two_coordinators_move_one_series_at_once(club: Club) -> None:
    """The number one of them was shown means another session by now."""
    event_id = await given(club)
    async with club.sessions.begin() as session:
        day, hour = timedelta(days=1), timedelta(hours=1)
        starts = [STARTS_AT + number * day for number in range(3)]
        session.add_all(
            Sitting(event_id=event_id, number=number, topic=f"Тема {number}", starts_at=start, ends_at=start + hour)
            for number, start in enumerate(starts, 1)
        )
    olga, irina = await given_coordinator(club), club.irina
    await irina.joins(name="Лебедева Ирина Павловна")
    await club.coordinator(irina)

    await olga.presses(f"dmov:{event_id}")
    await olga.taps("2. чт")
    await olga.says("20.10 15:00")
    await irina.presses(f"dmov:{event_id}")
    await irina.taps("1. ср")
    await irina.says("21.10 15:00")
    await irina.taps("Перенести")

    await olga.taps("Перенести")
    assert "Время тем временем изменили." in olga.sees
    assert "было пт, 16 октября, 15:00" in olga.sees
    async with club.sessions.begin() as session:
        query = select(Sitting.topic).where(Sitting.event_id == event_id).order_by(Sitting.number)
        assert list(await session.scalars(query)) == ["Тема 2", "Тема 3", "Тема 1"]
    await olga.taps("Перенести")
    assert olga.sees.startswith("Перенесли")
