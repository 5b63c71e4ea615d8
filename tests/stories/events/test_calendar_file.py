"""An event goes into the calendar of one's phone."""

import vobject

from db.models import Event
from domain.vocabulary import EventStatus
from screens.events.event_card import ToCalendar
from tests.services.given_events import given_event
from tests.stories.conftest import Club


async def test_who_has_a_seat_takes_the_event_along(club: Club) -> None:
    await club.anna.joins()
    async with club.sessions.begin() as session:
        event = await given_event(session, title="Разговор о <важном> & нужном")
    await club.anna.starts(f"event_{event.id}")
    assert "📆 В мой календарь" not in club.anna.buttons
    await club.anna.taps("Записаться")
    await club.anna.taps("В мой календарь")
    (document,) = club.anna.files
    assert document["file_name"] == "Встреча.ics"
    entry = vobject.readOne(club.anna.file_content(document).decode()).vevent
    assert entry.summary.value == "Разговор о <важном> & нужном"
    assert entry.dtstart.value == event.starts_at
    assert f"start=event_{event.id}" in entry.url.value


async def test_an_event_called_off_is_struck_out(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    async with club.sessions.begin() as session:
        event_id = (await given_event(session)).id
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.taps("В мой календарь")
    async with club.sessions.begin() as session:
        event = await session.get_one(Event, event_id)
        event.status, event.revision = EventStatus.CANCELLED, event.revision + 1
    await anna.starts(f"event_{event_id}")
    await anna.taps("В мой календарь")
    assert anna.sees == "Откройте файл — и календарь телефона отметит отмену."
    first, second = (vobject.readOne(anna.file_content(document).decode()).vevent for document in anna.files)
    assert (second.uid.value, second.status.value) == (first.uid.value, "CANCELLED")
    assert int(second.sequence.value) > int(first.sequence.value)


async def test_an_event_that_is_gone_gives_no_file(club: Club) -> None:
    await club.anna.joins()
    await club.anna.presses(ToCalendar(event_id=999_999).pack())
    assert "уже нет" in club.anna.toast
    assert club.anna.files == []
