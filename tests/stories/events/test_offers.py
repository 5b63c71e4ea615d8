"""«Есть место!»: taken, refused, left unanswered; «придёте?»; the link; reminders one chooses."""

from datetime import timedelta

from domain.vocabulary import EventFormat
from tests.stories.conftest import Club
from tests.stories.events.test_events import STARTS_AT, given, given_readers
from tests.stories.phones import Phone


async def given_line(club: Club, *people: Phone) -> int:
    """The first has the only seat, the others wait."""
    event_id = await given(club)
    await given_readers(event_id, *people)
    for person in people:
        await person.taps("Записаться")
    return event_id


async def test_an_offered_seat_is_taken(club: Club) -> None:
    anna, irina = club.anna, club.irina
    await given_line(club, anna, irina)
    await anna.taps("Освободить место")
    await club.deliver()

    await irina.taps("Карточка встречи")
    assert "Есть место! Держим для вас место до чт, 8 октября, 10:00. Придёте?" in irina.sees
    await irina.taps("Да, приду", times=3)

    assert "✅ Вы записаны: «Открытый урок»" in irina.sees
    assert "Напомним за день и за два часа." in irina.sees
    assert "🎟 Мой билет" in irina.buttons


async def test_a_refused_seat_goes_on(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    await given_line(club, anna, irina, maria)
    await anna.taps("Освободить место")
    await club.deliver()
    await irina.taps("Нет, отдать место")
    assert "Запись снята" in irina.sees
    await club.deliver()
    assert maria.sees.startswith("Есть место!")


async def test_an_unanswered_offer_goes_on_and_its_person_is_told(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    await given_line(club, anna, irina, maria)
    await anna.taps("Освободить место")
    await club.deliver()
    offer = irina.newest

    await club.advance(hours=24)

    assert irina.sees == (
        "Время вышло, и место перешло следующему: «Открытый урок», ср, 14 октября, 15:00.\n"
        "Если всё-таки хотите прийти, встаньте в лист ожидания ещё раз."
    )
    assert maria.sees.startswith("Есть место!")
    await irina.taps_on(offer, "Да, приду")
    assert irina.toast.startswith("Это место уже передали дальше.")
    await irina.taps("В лист ожидания")
    assert "Вы первые в листе ожидания" in irina.sees


async def test_a_bot_that_slept_through_the_deadline_moves_the_line_at_once(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    await given_line(club, anna, irina, maria)
    await anna.taps("Освободить место")
    await club.restart()
    await club.advance_to(club.now + timedelta(hours=30))
    assert maria.sees.startswith("Есть место!")
    assert not any(message["text"].startswith("Есть место!") for message in irina.from_bot)


async def test_two_days_before_people_are_asked_whether_they_come(club: Club) -> None:
    anna, irina = club.anna, club.irina
    await given_line(club, anna, irina)
    await club.advance_to(STARTS_AT - timedelta(hours=48))
    assert anna.sees == (
        "Пн, 12 октября, 15:00 — «Открытый урок». Придёте?\n"
        "Если планы поменялись, скажите сейчас: место займёт кто-то другой."
    ).replace("Пн, 12", "Ср, 14")
    await anna.taps("Не смогу прийти")
    await club.deliver()
    assert irina.sees.startswith("Есть место!")
    await irina.taps("Да, приду")

    await club.advance_to(STARTS_AT - timedelta(hours=2))
    assert irina.sees.startswith("Сегодня в 15:00")
    assert "Запись снята" in anna.sees


async def test_who_comes_is_asked_no_more(club: Club) -> None:
    anna = club.anna
    await given_line(club, anna)
    await club.advance_to(STARTS_AT - timedelta(hours=48))
    await anna.taps("Приду", times=2)
    assert anna.sees.startswith("Отлично, ждём вас: «Открытый урок», ср, 14 октября, 15:00.")
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees.startswith("Завтра в 15:00")


async def test_the_link_comes_a_quarter_of_an_hour_before(club: Club) -> None:
    event_id = await given(club, format=EventFormat.ONLINE, seats_online=5)
    anna = club.anna
    await given_readers(event_id, anna)
    await anna.taps("Записаться")
    await club.advance_to(STARTS_AT - timedelta(minutes=15))
    assert anna.sees == "Через 15 минут — «Открытый урок».\nПодключайтесь по ссылке ниже."
    assert "Ссылка на встречу" in anna.buttons
    assert "Я здесь" in anna.buttons


async def test_a_person_chooses_their_reminders(club: Club) -> None:
    anna = club.anna
    await given_line(club, anna)
    await anna.taps("🔔 Напоминания")
    assert anna.buttons[:3] == ["За неделю", "✓ За день", "✓ За два часа"]
    await anna.taps("За день")
    await anna.taps("За два часа")
    assert "Сейчас не напоминаем" in anna.sees
    await club.advance_to(STARTS_AT - timedelta(hours=48))
    await anna.taps("Приду")
    before = len(anna.messages)
    await club.advance_to(STARTS_AT - timedelta(hours=1))
    assert len(anna.messages) == before

    await anna.taps("Карточка встречи")
    await anna.taps("🔔 Напоминания")
    await anna.taps("Как обычно")
    assert "✓ За день" in anna.buttons


async def test_a_general_choice_holds_for_every_event(club: Club) -> None:
    anna = club.anna
    first = await given_line(club, anna)
    await anna.taps("🔔 Напоминания")
    await anna.taps("Для всех встреч")
    assert "Сейчас напоминаем как обычно" in anna.sees
    await anna.taps("За день")
    assert "Так напоминаем обо всех встречах" in anna.sees
    assert anna.buttons[:3] == ["За неделю", "✓ За день", "За два часа"]

    await anna.starts(f"event_{first}")
    await anna.taps("🔔 Напоминания")
    assert anna.buttons[:3] == ["За неделю", "✓ За день", "За два часа"]
    await club.advance_to(STARTS_AT - timedelta(days=1))
    assert anna.sees.startswith("Завтра в 15:00")
    before = len(anna.messages)
    await club.advance_to(STARTS_AT - timedelta(hours=1))
    assert len(anna.messages) == before


async def test_forged_presses_about_seats(club: Club) -> None:
    anna, irina = club.anna, club.irina
    event_id = await given_line(club, anna)
    await irina.joins()
    for data in (f"evyes:{event_id}", f"evsure:{event_id}", f"evrem:{event_id}", f"remset:{event_id}:DAY:1"):
        await irina.presses(data)
        assert irina.toast, data
    for data in ("evyes:0", "evsure:-1", "evyes:999999", "remset:999999:DAY:1", "remset:0:NEVER:1"):
        await irina.presses(data)
        assert irina.toast, data
