"""«Календарь в телефоне»: the address of one's own feed."""

import re
from typing import Any

import pytest

from screens.events.calendar_feed import CloseFeed, OpenFeed, RenewFeed
from screens.events.events import PhoneCalendar
from services.events import calendar_feed
from services.people import people
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone

PAGES = "https://club.example.org"


async def given_a_seat(club: Club, person: Phone) -> None:
    await person.joins()
    async with club.sessions.begin() as session:
        event = await given_event(session)
    await person.starts(f"event_{event.id}")
    await person.taps("Записаться")
    await person.says("/my")


def secret_in(text: str) -> str:
    found = re.search(rf"{PAGES}/calendar/([\w-]+)\.ics", text)
    assert found, text
    return found[1]


async def feed(club: Club, secret: str) -> Any:
    async with club.sessions.begin() as session:
        return await calendar_feed.feed(session, secret, club.now)


async def test_a_link_is_given_changed_and_closed(club: Club) -> None:
    club.public_url = PAGES
    await club.restart()
    anna = club.anna
    await given_a_seat(club, anna)
    await anna.taps("Календарь в телефоне")
    assert "нужна личная ссылка" in anna.sees
    await anna.taps("Получить ссылку", times=2)
    first = secret_in(anna.sees)
    assert "iPhone" in anna.sees
    assert "Android" in anna.sees
    assert "Подключить" in anna.buttons
    assert len(await feed(club, first)) == 1

    await anna.says("/my")
    await anna.taps("Календарь в телефоне")
    assert secret_in(anna.sees) == first

    await anna.taps("Новая ссылка")
    second = secret_in(anna.sees)
    assert "старая больше не работает" in anna.sees
    assert await feed(club, first) is None
    assert len(await feed(club, second)) == 1

    await anna.taps("Закрыть ссылку")
    assert anna.sees.startswith("Ссылка закрыта")
    assert await feed(club, second) is None
    await anna.taps("Получить ссылку")
    assert secret_in(anna.sees) not in {first, second}


async def test_where_no_pages_are_served_single_files_are_left(club: Club) -> None:
    anna = club.anna
    await given_a_seat(club, anna)
    await anna.taps("Календарь в телефоне")
    assert "по одной встрече" in anna.sees
    assert "В меню" in str(anna.buttons)
    for kind in (OpenFeed, RenewFeed):
        await anna.presses(kind().pack())
        assert "по одной встрече" in anna.sees
    async with club.sessions.begin() as session:
        assert await calendar_feed.address(session, await people.identify(session, anna.id, wrote=False)) is None


@pytest.mark.parametrize("kind", [PhoneCalendar, OpenFeed, RenewFeed, CloseFeed])
async def test_a_guest_is_led_to_the_consent(club: Club, kind: Any) -> None:
    club.public_url = PAGES
    await club.restart()
    await club.anna.starts()
    await club.anna.presses(kind().pack())
    assert "Прочитать согласие" in club.anna.buttons
