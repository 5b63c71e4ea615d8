"""When one may be marked, and whether everything the door shows fits a phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.events.presence import (
    Board,
    CheckIn,
    Closed,
    Guest,
    Mark,
    Marked,
    Obstacle,
    Refused,
    ShownWord,
    Slot,
    TicketView,
    Unmarked,
    WordOutcome,
    current,
)
from domain.vocabulary import Attendance, EventFormat, PresenceMethod, PresenceState
from screens.events import presence, tickets
from screens.kit import CAPTION_LIMIT, LABEL_LIMIT, Photo, Screen

START = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
LARGEST = 2**63 - 1


def slot(number: int, days: float = 0) -> Slot:
    start = START + timedelta(days=days)
    return Slot(number, start, start + timedelta(hours=2), of=3)


SERIES = (slot(1), slot(2, days=1), slot(3, days=7))


@pytest.mark.parametrize(
    ("after_start", "number"),
    [
        (timedelta(days=-30), 1),
        (timedelta(hours=1), 1),
        (timedelta(hours=12), 1),
        (timedelta(hours=13), 2),
        (timedelta(hours=13, minutes=1), 2),
        (timedelta(days=1), 2),
        (timedelta(days=4), 2),
        (timedelta(days=5), 3),
        (timedelta(days=90), 3),
    ],
)
def test_the_session_one_means_is_the_running_or_the_nearest_one(after_start: timedelta, number: int) -> None:
    assert current(SERIES, START + after_start).number == number
    assert current(SERIES[::-1], START + after_start).number == number


def test_of_sessions_back_to_back_the_beginning_one_is_meant() -> None:
    first = Slot(1, START, START + timedelta(hours=1))
    second = Slot(2, first.ends_at, first.ends_at + timedelta(hours=1))
    assert current((first, second), first.ends_at).number == 2
    assert current((first, second), first.ends_at - timedelta(seconds=1)).number == 1


TITLE = "«Наставничество: от „идеи“ до результата» <b> & " + "длинное название " * 9
GUEST = Guest(
    LARGEST, "Константинопольская-Преображенская Александра <i> Константиновна", "Школа " * 30, Attendance.ONLINE
)
SLOT = Slot(12, START, START + timedelta(hours=2), "Тема <u> занятия " * 11, of=12)
MARK = Mark(PresenceState.ATTENDED, Attendance.OFFLINE, PresenceMethod.QR, START, "Озерова <s> Мария")
BOARD = Board(LARGEST, TITLE, EventFormat.HYBRID, SLOT, registered=2000, offline=1200, online=500, absent=100)
WORD = ShownWord(LARGEST, TITLE, SLOT, "берёза", START + timedelta(minutes=5), over=False)


def drawn() -> Iterator[Screen]:
    yield presence.board(BOARD, START)
    yield presence.board(replace(BOARD, format=EventFormat.ONLINE), START)
    yield presence.ask_code(LARGEST, TITLE, "Кода ВГДК <нет>")
    for door in (None, 7):
        for fresh in (True, False):
            yield presence.outcome(Marked(LARGEST, TITLE, SLOT, GUEST, MARK, fresh), door=door)
        for obstacle in Obstacle:
            yield presence.outcome(Refused(obstacle, LARGEST, TITLE, SLOT, GUEST), door=door)
    yield presence.unmarked(Unmarked(LARGEST, TITLE, SLOT, GUEST))
    yield presence.ask_close(BOARD)
    yield presence.closed(Closed(LARGEST, TITLE, SLOT, 300, START))
    yield presence.word(WORD)
    yield presence.word(replace(WORD, word=None))
    yield presence.word(replace(WORD, word=None, over=True))
    yield tickets.ask_word(LARGEST)
    for outcome in WordOutcome:
        yield tickets.check_in(CheckIn(LARGEST, TITLE, outcome, 3))


SCREENS = list(drawn())


@pytest.mark.parametrize("screen", SCREENS, ids=range(len(SCREENS)))
def test_every_screen_fits_escapes_and_leads_on(screen: Screen) -> None:
    buttons = [one for row in screen.rows for one in row]
    assert buttons
    assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
    assert all(one.data and len(one.data.encode()) <= 64 for one in buttons)
    assert not [typed for typed in ("<u>", "<s>", "<b> &", "<i> Конст", "<нет>") if typed in screen.text]
    assert len(screen.text) < 1500


def test_the_longest_ticket_fits_a_caption() -> None:
    view = TicketView(LARGEST, "Н" * 200, SLOT, "М" * 300, Attendance.ONLINE, "ВГДК", "t_1")
    photo = tickets.ticket(view, lambda: b"png")
    assert isinstance(photo, Photo)
    assert len(photo.caption) <= CAPTION_LIMIT
    assert "Код: <b>ВГДК</b>" in photo.caption


def test_the_count_tells_the_kinds_apart_where_there_are_two() -> None:
    def counted(format_: EventFormat, offline: int, online: int) -> str:
        view = replace(BOARD, format=format_, offline=offline, online=online)
        return presence.board(view, START).text.splitlines()[2]

    assert "Пришло: 5 (очно 3, онлайн 2)." in counted(EventFormat.HYBRID, 3, 2)
    assert "Пришло: 3 (очно 3, онлайн 0)." in counted(EventFormat.HYBRID, 3, 0)
    assert "Пришло: 3." in counted(EventFormat.OFFLINE, 3, 0)
    assert "Пришло: 2." in counted(EventFormat.ONLINE, 0, 2)
    # the format was changed after people had come
    assert "Пришло: 5 (очно 3, онлайн 2)." in counted(EventFormat.ONLINE, 3, 2)


def test_days_before_the_board_says_when_marking_begins() -> None:
    early = presence.board(BOARD, START - timedelta(days=3)).text.replace("\u00a0", " ")
    assert "Отмечать можно за два часа до начала: ср, 14 октября, 13:00." in early
    assert "камеру" not in early
    assert "Наведите камеру" in presence.board(BOARD, START - timedelta(hours=2)).text


def test_a_screen_that_moves_by_itself_stops_in_time() -> None:
    assert presence.board(BOARD, START).live == f"presence:{LARGEST}"
    assert presence.board(BOARD, START - timedelta(hours=3)).live is None
    assert presence.board(BOARD, START + timedelta(hours=27)).live is None
    assert presence.word(WORD).live == f"word:{LARGEST}"
    assert presence.word(replace(WORD, word=None)).live is None


def test_marking_ends_only_when_the_meeting_has_begun_and_somebody_has_no_mark() -> None:
    def labels(view: Board, now: datetime) -> set[str]:
        return {one.text for row in presence.board(view, now).rows for one in row}

    assert "Закончить отметку" in labels(BOARD, START)
    assert "Закончить отметку" not in labels(BOARD, START - timedelta(seconds=1))
    assert "Закончить отметку" not in labels(replace(BOARD, absent=300), START)
