"""Calendar files, read back by a parser that did not write them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import vobject

from documents.events import calendar_file, feed_file, feed_tag
from domain.events.calendar_feed import CalendarEntry
from domain.events.reminders import Sitting
from domain.vocabulary import EventStatus
from tests.unit.sample_events import NOW, STARTS

ADDRESS = "https://t.me/club_bot?start=event_12"
ENTRY = CalendarEntry(
    event_id=12,
    title="День в школе наставника",
    announcement="Два урока и разбор без оценок.",
    status=EventStatus.PUBLISHED,
    revision=0,
    sittings=(Sitting(1, STARTS, STARTS + timedelta(hours=5)),),
    location="Лицей № 903",
    map_url="https://maps.example.org/903",
    online_url=None,
)
SERIES = replace(
    ENTRY,
    event_id=13,
    sittings=(
        Sitting(1, STARTS, STARTS + timedelta(hours=2)),
        Sitting(2, STARTS + timedelta(days=7), STARTS + timedelta(days=7, hours=2), "Разбор урока"),
        Sitting(3, STARTS + timedelta(days=14), STARTS + timedelta(days=14, hours=2)),
    ),
)


def address(event_id: int) -> str:
    return f"https://t.me/club_bot?start=event_{event_id}"


def parsed(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def only(entry: CalendarEntry, now: datetime = NOW) -> vobject.base.Component:
    return parsed(calendar_file(entry, now, ADDRESS)).vevent


def all_of(*entries: CalendarEntry, now: datetime = NOW) -> list[vobject.base.Component]:
    return list(parsed(feed_file(entries, now, address)).contents["vevent"])


def test_the_file_says_what_the_card_says() -> None:
    calendar = parsed(calendar_file(ENTRY, NOW, ADDRESS))
    event = calendar.vevent
    assert event.summary.value == "День в школе наставника"
    assert event.dtstart.value == STARTS
    assert event.dtend.value == STARTS + timedelta(hours=5)
    assert event.location.value == "Лицей № 903"
    assert "Два урока" in event.description.value
    assert "https://maps.example.org/903" in event.description.value
    assert event.url.value == ADDRESS
    assert event.status.value == "CONFIRMED"
    assert event.sequence.value == "0"
    assert calendar.method.value == "PUBLISH"


def test_the_hour_is_right_in_another_town() -> None:
    assert only(ENTRY).dtstart.value.astimezone(UTC) == datetime(2027, 2, 10, 4, tzinfo=UTC)


def test_a_moved_event_updates_the_one_the_phone_has() -> None:
    first = only(ENTRY)
    later = Sitting(1, STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=5))
    moved = only(replace(ENTRY, sittings=(later,), revision=4))
    assert moved.uid.value == first.uid.value
    assert int(moved.sequence.value) > int(first.sequence.value)
    assert moved.dtstart.value == STARTS + timedelta(days=1)


def test_a_cancelled_event_strikes_out_the_one_the_phone_has() -> None:
    cancelled = only(replace(ENTRY, status=EventStatus.CANCELLED, revision=5))
    assert cancelled.uid.value == only(ENTRY).uid.value
    assert (cancelled.status.value, cancelled.sequence.value) == ("CANCELLED", "5")
    assert cancelled.description.value.startswith("Встречу отменили.")
    assert "valarm" not in cancelled.contents


def test_who_takes_part_online_gets_the_link_instead_of_the_address() -> None:
    link = "https://example.org/meet"
    event = only(replace(ENTRY, location=link, map_url=None, online_url=link))
    assert event.location.value == event.url.value == link
    assert f"Подключиться: {link}" in event.description.value


def test_the_phone_calls_an_hour_before_and_never_about_the_past() -> None:
    assert only(ENTRY).valarm.trigger.value == timedelta(hours=-1)
    assert "valarm" not in only(ENTRY, now=STARTS).contents


def test_a_series_is_an_entry_for_each_session() -> None:
    events = all_of(SERIES)
    assert [event.dtstart.value for event in events] == [STARTS + timedelta(days=7 * week) for week in range(3)]
    assert [event.summary.value.replace("\u00a0", " ") for event in events] == [
        "День в школе наставника, 1 из 3",
        "День в школе наставника: Разбор урока",
        "День в школе наставника, 3 из 3",
    ]
    assert len({event.uid.value for event in events}) == 3


def test_an_event_that_grew_into_a_series_keeps_its_name() -> None:
    assert all_of(replace(SERIES, event_id=12))[0].uid.value == only(ENTRY).uid.value


def test_a_called_off_series_is_struck_out_session_by_session() -> None:
    events = all_of(replace(SERIES, status=EventStatus.CANCELLED))
    assert {event.status.value for event in events} == {"CANCELLED"}
    assert [event.uid.value for event in events] == [event.uid.value for event in all_of(SERIES)]


def test_the_feed_has_a_name_and_asks_to_be_read_again() -> None:
    calendar = parsed(feed_file((ENTRY, SERIES), NOW, address))
    assert calendar.contents["x-wr-calname"][0].value == "Наставник"
    (refresh,) = calendar.contents["refresh-interval"]
    assert (refresh.value, refresh.params) == ("PT1H", {"VALUE": ["DURATION"]})
    assert calendar.contents["x-published-ttl"][0].value == "PT1H"
    assert [event.url.value for event in calendar.contents["vevent"]] == [address(12)] + [address(13)] * 3


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert b"BEGIN:VCALENDAR" in feed_file((), NOW, address)
    assert b"VEVENT" not in feed_file((), NOW, address)


def test_the_tag_changes_with_what_is_said_and_not_with_the_hour() -> None:
    tag = feed_tag((ENTRY,), address)
    assert tag == feed_tag((replace(ENTRY),), address)
    assert tag != feed_tag((replace(ENTRY, revision=1),), address)
    assert tag != feed_tag((ENTRY,), lambda _: "https://t.me/other_bot")


def test_hostile_titles_and_long_texts_stay_inside_their_lines() -> None:
    title = "Тема; с, знаками\\n и\r\nпереводом\nBEGIN:VEVENT " + "ё" * 150
    content = calendar_file(replace(ENTRY, title=title, announcement="Слово, " * 300), NOW, ADDRESS)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = parsed(content)
    assert len(calendar.contents["vevent"]) == 1
    assert calendar.vevent.summary.value.startswith("Тема; с, знаками")
