"""A coordinator corrects a published event: what it does to people is said first, and they hear of it."""

import pytest
from sqlalchemy import select

from db.models import Event, Registration
from domain.vocabulary import Attendance, RegistrationStatus
from screens.events.event_edit import ConfirmEdit, EditChoice, EditPart
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


@pytest.fixture
async def event_id(club: Club, maria: Phone) -> int:
    """An event with two seats, both taken, by Anna and Irina; Pavel waits."""
    async with club.sessions.begin() as session:
        event = await given_event(session, title="Мастерская")
    for person, name in ((club.anna, "Светлова Анна"), (club.irina, "Лебедева Ирина"), (club.pavel, "Громов Павел")):
        await person.joins(name=name)
        await person.starts(f"event_{event.id}")
        await person.taps("В лист ожидания" if person is club.pavel else "Записаться")
    await maria.presses(f"ped:{event.id}")
    return event.id


async def stored(club: Club, event_id: int) -> Event:
    async with club.sessions.begin() as session:
        event = await session.get(Event, event_id)
        assert event is not None
        return event


async def ways(club: Club) -> list[tuple[Attendance, RegistrationStatus]]:
    async with club.sessions.begin() as session:
        rows = await session.scalars(select(Registration).order_by(Registration.arrival))
        return [(row.attendance, row.status) for row in rows]


async def test_fewer_seats_are_confirmed_and_put_nobody_out(club: Club, maria: Phone, event_id: int) -> None:
    assert "🕒 Перенести" in maria.buttons
    assert "✏️ Начало" not in maria.buttons
    await maria.taps("Места очно")
    await maria.says("много")
    assert maria.sees.startswith("⚠️ Напишите число")
    await maria.says("1")
    assert maria.sees == (
        "Записано 2, а мест станет 1. Никого не снимем: новых начнём записывать, когда останется меньше 1."
    )
    await maria.taps("Оставить как было")
    assert (await stored(club, event_id)).seats_offline == 2
    await maria.presses(ConfirmEdit(event_id=event_id, step="seats").pack())
    assert (await stored(club, event_id)).seats_offline == 2, "what was dropped is not made by an old button"

    await maria.taps("Места очно")
    await maria.says("1")
    await club.restart()
    await maria.taps("Да, изменить", times=2)
    assert "Места очно: 1" in maria.sees
    await maria.taps("К мероприятию")
    assert "Записано: 2 из 1, в листе ожидания 1" in maria.sees


async def test_more_seats_are_offered_at_once(club: Club, maria: Phone, event_id: int) -> None:
    await maria.taps("Места очно")
    await maria.says("3")
    await club.deliver()

    assert "Да, приду" in " ".join(club.pavel.buttons)
    await maria.taps("К мероприятию")
    assert "Записано: 2 из 3, предложено 1 место" in maria.sees


async def test_another_format_is_confirmed_and_told(club: Club, maria: Phone, event_id: int) -> None:
    await maria.taps("Формат")
    await maria.taps("Онлайн")
    assert "Сколько мест онлайн?" in maria.sees, "the link is known already"
    await maria.says("100")
    for line in (
        "Записано очно: 2 человека. Места останутся за ними, но уже онлайн.",
        "Лист ожидания (1 человек) перейдёт целиком, порядок сохранится.",
        "Всем напишем о новом формате.",
    ):
        assert line in maria.sees
    assert (await ways(club))[0][0] is Attendance.OFFLINE
    await maria.taps("Да, изменить")
    assert {way for way, _ in await ways(club)} == {Attendance.ONLINE}
    await club.advance(minutes=30)

    assert "онлайн" in club.anna.sees


async def test_another_place_is_told_once_to_everybody(club: Club, maria: Phone, event_id: int) -> None:
    heard = len(club.anna.from_bot)
    await maria.taps("✏️ Место")
    await maria.says("Лицей № 903")
    await maria.taps("Без карты")
    assert "Место: Лицей № 903" in maria.sees
    await maria.taps("✏️ Место")
    await maria.says("Лицей № 904")
    await maria.says("https://yandex.ru/maps/-/1")
    await club.advance(minutes=30)

    assert len(club.anna.from_bot) == heard + 1, "two corrections in a row are one message"
    assert "Лицей № 904" in club.anna.sees
    assert "Лицей № 904" in club.pavel.sees


async def test_old_buttons_of_an_edit_read_the_event_anew(club: Club, maria: Phone, event_id: int) -> None:
    await maria.taps("Название")
    await maria.taps("Не менять")
    await maria.says("Мимо")
    assert "Не понимаю" in maria.sees
    await maria.presses(f"pem:{event_id}:title:keep")
    assert "Сохранено." in maria.sees
    await maria.presses(EditChoice(event_id=event_id, step="track", value="QUALITY").pack())
    assert "Трек: Наставничество как механизм" in maria.sees
    for step in ("start", "length", "series", "summary", "sit_start", "link"):
        await maria.presses(EditPart(event_id=event_id, step=step).pack())
        assert "из прошлого" in maria.toast, step
        assert "пошло не так" not in maria.sees, f"{step}: the toast is the one before"

    event = await stored(club, event_id)
    assert event.title == "Мастерская"


async def test_a_cancelled_event_is_not_edited(club: Club, maria: Phone, event_id: int) -> None:
    await maria.taps("Название")
    await maria.presses(f"doff:{event_id}")
    await maria.taps("Отменить мероприятие")
    await maria.presses(EditPart(event_id=event_id, step="title").pack())
    assert "отменили" in maria.toast
    await maria.presses(f"dev:{event_id}")
    assert "(отменено)" in maria.sees
    assert "✏️ Изменить" not in maria.buttons
    await maria.taps("Вернуть")
    await maria.taps("Вернуть мероприятие")
    await maria.presses(f"dev:{event_id}")
    assert "(отменено)" not in maria.sees
