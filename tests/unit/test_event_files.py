"""Calendar files, read back by a parser that did not write them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import vobject

from documents.events import calendar_file
from domain.vocabulary import EventFormat, EventStatus
from tests.unit.sample_events import CARD, NOW, ONLINE, SEAT, STARTS, TERMS

ADDRESS = "https://t.me/club_bot?start=event_12"


def parsed(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def test_the_file_says_what_the_card_says() -> None:
    calendar = parsed(calendar_file(CARD, NOW, ADDRESS))
    event = calendar.vevent
    assert event.summary.value == "День в школе наставника"
    assert event.dtstart.value == STARTS
    assert event.dtend.value == STARTS + timedelta(hours=5)
    assert event.location.value == "Лицей № 903"
    assert "Два урока" in event.description.value
    assert event.url.value == ADDRESS
    assert event.status.value == "CONFIRMED"
    assert calendar.method.value == "PUBLISH"


def test_the_hour_is_right_in_another_town() -> None:
    event = parsed(calendar_file(CARD, NOW, ADDRESS)).vevent
    assert event.dtstart.value.astimezone(UTC) == datetime(2027, 2, 10, 4, tzinfo=UTC)


def test_the_same_event_keeps_its_name() -> None:
    first = parsed(calendar_file(CARD, NOW, ADDRESS)).vevent.uid.value
    moved = replace(
        CARD, terms=replace(TERMS, starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=2))
    )
    assert parsed(calendar_file(moved, NOW, ADDRESS)).vevent.uid.value == first


def test_who_takes_part_online_gets_the_link_instead_of_the_address() -> None:
    online = replace(
        CARD,
        terms=replace(TERMS, format=EventFormat.HYBRID),
        online_url="https://example.org/meet",
        mine=replace(SEAT, attendance=ONLINE),
    )
    event = parsed(calendar_file(online, NOW, ADDRESS)).vevent
    assert event.location.value == event.url.value == "https://example.org/meet"


def test_a_cancelled_event_says_so() -> None:
    cancelled = replace(CARD, terms=replace(TERMS, status=EventStatus.CANCELLED))
    assert parsed(calendar_file(cancelled, NOW, ADDRESS)).vevent.status.value == "CANCELLED"


def test_hostile_titles_and_long_texts_stay_inside_their_lines() -> None:
    title = "Тема; с, знаками\\n и\r\nпереводом\nBEGIN:VEVENT " + "ё" * 150
    content = calendar_file(replace(CARD, title=title, announcement="Слово, " * 300), NOW, ADDRESS)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = parsed(content)
    assert len(calendar.contents["vevent"]) == 1
    assert calendar.vevent.summary.value.startswith("Тема; с, знаками")
