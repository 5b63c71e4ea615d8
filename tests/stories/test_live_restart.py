"""Screens that move by themselves go on after a crash, and between several processes."""

from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from bot.live import LiveScreens
from bot.routers import build_routers
from db.engine import Sessions
from db.models import LiveScreen, MemberRole
from domain.actors import Actor
from domain.vocabulary import Role
from screens.events.presence import EnterCode
from screens.kit import Screen
from services import live_screens
from services.people import people
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.test_live import draws, opens_board

NAME = "Озерова Мария Львовна"


async def rows(club: Club) -> list[LiveScreen]:
    async with club.sessions() as session:
        return list(await session.scalars(select(LiveScreen)))


def edits(club: Club) -> int:
    """How many times the bot has edited a message so far."""
    return sum(call.method == "editMessageText" for call in club.telegram.log)


def beside(club: Club) -> Club:
    """One more process on the same database and the same Telegram."""
    other = copy(club)
    other._open(build_routers())
    return other


def moves(club: Club, *, until: str = "") -> None:
    """The board counts up by itself from now on; the text `until` is its last."""
    count = 0

    async def draw(*_: object) -> Screen:
        nonlocal count
        count += 1
        text = f"Пришло: {count}."
        return Screen(text, live=None if text == until else "presence:1")

    club.live._drawers = {"presence": draw}


def wait(club: Club, seconds: float = 11) -> None:
    club.telegram.clock.advance(timedelta(seconds=seconds))


async def test_after_a_crash_the_screen_goes_on_and_ends(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    await club.restart()
    moves(club, until="Пришло: 2.")
    await club.live.tick()
    assert "Пришло: 0." in club.maria.sees, "whoever drew it may still be there"
    wait(club)
    await club.live.tick()
    assert "Пришло: 1." in club.maria.sees
    await club.live.tick()
    assert "Пришло: 2." in club.maria.sees
    assert await rows(club) == []
    wait(club)
    before = edits(club)
    await club.live.tick()
    assert edits(club) == before


async def test_after_a_crash_a_screen_left_meanwhile_is_left_alone(club: Club) -> None:
    """Its person turns to another one before anybody has taken it over."""
    event_id = await opens_board(club, club.maria, NAME)
    await club.restart()
    moves(club)
    await club.maria.presses(EnterCode(event_id=event_id).pack())
    assert await rows(club) == []
    wait(club)
    await club.live.tick()
    assert "Пришло" not in club.maria.sees


async def test_a_clock_put_back_stops_nothing(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    async with club.sessions.begin() as session:
        await session.execute(update(LiveScreen).values(drawn_at=club.now + timedelta(hours=1)))
    await club.restart()
    moves(club)
    await club.live.tick()
    assert "Пришло: 1." in club.maria.sees


async def test_of_two_processes_one_draws(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    other = beside(club)
    for one in (club, other):
        moves(one)
    before = edits(club)
    for _ in range(20):
        wait(club, 2)
        await club.live.tick()
        await other.live.tick()
    assert edits(club) == before + 20
    # the first one is gone, and the other goes on
    for _ in range(10):
        wait(club, 2)
        await other.live.tick()
    assert 20 + 3 <= edits(club) - before <= 20 + 6
    # the first was only away for a while: it has nothing to draw any more
    before = edits(club)
    await club.live.tick()
    assert edits(club) == before


async def left_in_the_other(club: Club) -> None:
    """A coordinator opens a board in one process and something else, in the same message, in another one."""
    event_id = await opens_board(club, club.maria, NAME)
    other = beside(club)
    for one in (club, other):
        moves(one)
    await club.live.tick()
    assert "Пришло: 1." in club.maria.sees
    await Phone(other, club.maria.id).presses(EnterCode(event_id=event_id).pack())
    await club.live.tick()
    wait(club)
    await other.live.tick()
    await club.live.tick()


async def test_what_is_opened_in_another_process_is_not_drawn_over(club: Club) -> None:
    await left_in_the_other(club)
    assert "Пришло" not in club.maria.sees
    assert await rows(club) == []


async def test_without_a_look_at_the_row_it_would_be(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    async def always(*_: Any) -> bool:
        return True

    monkeypatch.setattr(live_screens, "is_drawn_by", always)
    await left_in_the_other(club)
    assert "Пришло" in club.maria.sees


async def test_a_person_answered_elsewhere_is_left_alone(club: Club) -> None:
    """Another process has their lane: what it shows must not be overtaken."""
    await opens_board(club, club.maria, NAME)
    moves(club)

    class Taken:
        def __init__(self, telegram_id: int) -> None:
            assert telegram_id == club.maria.id

        async def __aenter__(self) -> bool:
            return False

        async def __aexit__(self, *_: object) -> None:
            return None

    before = edits(club)
    await club.live.tick(Taken)
    assert edits(club) == before
    await club.live.tick()
    assert edits(club) == before + 1


async def test_whoever_may_not_look_any_more_is_let_go_quietly(
    club: Club, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await opens_board(club, club.maria, NAME)
    async with club.sessions.begin() as session:
        rights = (await session.scalars(select(MemberRole).where(MemberRole.role == Role.COORDINATOR))).one()
        await session.delete(rights)
    await club.restart()
    wait(club)
    before = edits(club)
    await club.live.tick()
    assert await rows(club) == []
    assert edits(club) == before
    assert "Traceback" not in caplog.text + "".join(capsys.readouterr())


async def test_whoever_stopped_the_bot_is_let_go(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    moves(club)
    await club.maria.blocks_bot()
    await club.live.tick()
    assert await rows(club) == []


async def test_a_screen_of_another_version_is_let_go(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    await club.restart()
    club.live._drawers = {}
    wait(club)
    await club.live.tick()
    assert await rows(club) == []
    assert "Пришло: 0." in club.maria.sees


async def test_a_trouble_of_telegram_passes(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    moves(club)
    club.telegram.fault("editMessageText", status=500, description="Internal Server Error")
    await club.live.tick()
    assert "Пришло: 0." in club.maria.sees
    await club.live.tick()
    assert "Пришло: 2." in club.maria.sees


async def test_a_database_that_is_away_spoils_no_answer(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """A live screen stands still, one that was left is forgotten later; what people asked for is shown."""
    event_id = await opens_board(club, club.maria, NAME)
    with monkeypatch.context() as away:

        async def fail(*_: object) -> None:
            raise OperationalError("", {}, Exception())

        away.setattr(live_screens, "forget", fail)
        away.setattr(live_screens, "remember", fail)
        await club.maria.presses(EnterCode(event_id=event_id).pack())
        assert "Пришло" not in club.maria.sees
        assert len(await rows(club)) == 1
    draws(club, "Пришло: 1.")
    await club.live.tick()
    assert await rows(club) == []
    assert "Пришло" not in club.maria.sees


async def test_the_most_that_is_watched(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.live._MOST", 2)
    for number in range(1, 4):
        await club.live.shown(club.maria.id, number, Screen("Пришло: 0.", live="presence:1"), club.maria.id)
    assert {one.message_id for one in await rows(club)} == {2, 3}


async def test_without_live_screens_nothing_is_asked(club: Club, sessions: Sessions) -> None:
    await club.anna.joins()
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    engine = sessions.kw["bind"].sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await club.anna.says("/menu")
        await club.anna.taps("Календарь встреч")
        assert [one for one in statements if "live_screen" in one and not one.startswith("SELECT member.")] == []
        statements.clear()
        for _ in range(10):
            wait(club, 2)
            await club.live.tick()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    asked = [one for one in statements if not one.startswith("BEGIN")]
    assert len(asked) == 2, "one in ten seconds"


async def test_who_is_watching_is_told_by_the_database(club: Club) -> None:
    await opens_board(club, club.maria, NAME)

    async def known() -> Actor:
        async with club.sessions() as session:
            return await people.identify(session, club.maria.id, wrote=False)

    assert (await known()).watching
    await club.maria.says("/menu")
    assert (await known()).watching, "the board is still there, above"


async def test_what_stood_still_for_a_day_is_forgotten(club: Club) -> None:
    await opens_board(club, club.maria, NAME)
    await club.restart()
    assert isinstance(club.live, LiveScreens)
    await club.advance(hours=23)
    assert len(await rows(club)) == 1
    await club.advance(hours=2)
    assert await rows(club) == []
