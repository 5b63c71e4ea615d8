"""Intake by polling through the direct door: nothing stops it for long, and a stop loses nobody's answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.types import Update

from bot import excuses, intake
from bot.excuses import Excuses
from bot.hands import Feed, OwnHands
from bot.intake import Intake
from db.engine import Session
from screens.kit import Screen
from services import intake as inbox
from tests.stories.conftest import Club


class Taking(Intake):
    """An intake of the club's bot with hands of its own, as after a restart; `feed` handles an update."""

    def __init__(self, club: Club, feed: Feed | None = None, excuses: Excuses | None = None) -> None:
        async def turn(update: Update, row_id: int) -> None:
            await club.dispatcher.feed_update(club.bot, update, row_id=row_id)

        hands = OwnHands(club.bot, feed or turn, club.sessions, lambda: club.now)
        types = club.dispatcher.resolve_used_update_types()
        super().__init__(club.bot, hands, types, club.sessions, lambda: club.now, excuses)
        self.hands = hands

    async def retry(self) -> None:
        await self.hands.retry()

    async def drain(self, seconds: float) -> None:
        await self.hands.drain(seconds)
        await self.confirm()


@pytest.fixture
async def polling(club: Club, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Taking]:
    """The club's bot taking updates by itself."""
    monkeypatch.setattr(intake, "POLL_SECONDS", 1)
    monkeypatch.setattr(intake, "_BACKOFF", (0.01,))
    intake_ = Taking(club)
    task = asyncio.create_task(intake_.run())
    yield intake_
    task.cancel()
    await intake_.drain(60)


async def greeted(club: Club, count: int = 1) -> None:
    async with asyncio.timeout(10):
        async for _ in club.telegram.subscribe():
            if sum("Здравствуйте" in m.get("text", "") for m in club.anna.from_bot) >= count:
                return


async def test_updates_are_taken_and_answered(club: Club, polling: Taking) -> None:
    club.telegram.starts(club.anna.id)
    await greeted(club)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "description": "Bad Gateway"},
        {"kind": "html"},
        {"kind": "reset"},
        {"status": 409, "description": "Conflict"},
    ],
)
async def test_a_failing_telegram_is_outlived(club: Club, polling: Taking, fault: dict[str, Any]) -> None:
    club.telegram.fault("getUpdates", times=3, **fault)
    club.telegram.starts(club.anna.id)
    await greeted(club)


async def test_an_update_nobody_can_read_does_not_stop_the_others(club: Club, polling: Taking) -> None:
    club.telegram.starts(club.irina.id)
    unreadable = club.telegram.state.updates.first()
    assert unreadable is not None
    unreadable["message"]["date"] = 10**18  # fits the schema, but no calendar
    club.telegram.starts(club.anna.id)
    await greeted(club)


async def test_a_hundred_presses_of_one_person_keep_their_order(club: Club, polling: Taking) -> None:
    club.telegram.starts(club.anna.id)
    await greeted(club)
    for number in range(100):
        club.telegram.says(club.anna.id, "/menu" if number % 2 else "/help")
    async with asyncio.timeout(30):
        async for _ in club.telegram.subscribe():
            if len(club.anna.from_bot) == 101:
                break
    answers = ["Помогу записаться" in m["text"] and "/menu" in m["text"] for m in club.anna.from_bot[1:]]
    assert answers == [number % 2 == 0 for number in range(100)]


async def test_a_failure_nobody_named_does_not_leave_the_bot_deaf(
    club: Club, polling: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = club.telegram.call
    failures = iter([RuntimeError("never seen before")])

    async def call(*args: Any, **kwargs: Any) -> Any:
        for failure in failures:
            raise failure
        return await whole(*args, **kwargs)

    monkeypatch.setattr(club.telegram, "call", call)
    club.telegram.starts(club.anna.id)  # answers the poll that waits; the next poll fails
    await greeted(club)
    club.telegram.starts(club.anna.id)
    await greeted(club, 2)


async def test_what_was_handled_before_a_stop_does_not_come_again(club: Club) -> None:
    """The stop comes before the next poll, which would have confirmed what the last one brought."""
    club.telegram.starts(club.anna.id)
    stopped = asyncio.Event()

    async def feed(update: Update, row_id: int) -> None:
        stopped.set()
        await club.dispatcher.feed_update(club.bot, update, row_id=row_id)

    intake_ = Taking(club, feed)
    task = asyncio.create_task(intake_.run())
    await stopped.wait()
    task.cancel()
    await intake_.drain(60)
    assert "Здравствуйте" in club.anna.sees
    assert club.telegram.take_updates() == []


async def never(update: Update, row_id: int) -> None:
    """The process dies before the turn begins."""
    await asyncio.Event().wait()


async def taken_and_lost(club: Club) -> None:
    """Anna has started the bot; her update is taken and confirmed, and the process dies before its turn."""
    club.telegram.starts(club.anna.id)
    dying = Taking(club, never)
    await dying.take(club.telegram.take_updates())
    await dying.drain(0)
    assert club.anna.from_bot == []


async def test_a_crash_between_taking_and_handling_loses_nothing(club: Club) -> None:
    await taken_and_lost(club)
    assert club.telegram.take_updates() == [], "Telegram will not send it again"
    after = Taking(club)
    await after.retry()
    await after.drain(60)
    assert "Здравствуйте" in club.anna.sees


async def test_an_update_that_comes_again_has_no_second_effect(club: Club) -> None:
    """Telegram repeats what was not confirmed: a crash between the commit and the next poll."""
    club.telegram.starts(club.anna.id)
    batch = club.telegram.take_updates()
    for intake_ in (Taking(club), Taking(club)):
        await intake_.take(batch)
        await intake_.drain(60)
    assert len(club.anna.from_bot) == 1


async def test_a_turn_begun_again_after_its_commit_changes_nothing(club: Club) -> None:
    """Two processes are at one update: whoever commits second finds it done, and undoes what it has done."""
    club.telegram.starts(club.anna.id)
    (raw,) = club.telegram.take_updates()
    async with club.sessions.begin() as session:
        (taken,) = await inbox.take(session, club.bot.id, [raw], club.now)
    for _ in range(2):
        update = Update.model_validate(raw, context={"bot": club.bot})
        await club.dispatcher.feed_update(club.bot, update, row_id=taken.id)
    assert len(club.anna.from_bot) == 1


async def test_a_poisonous_update_is_tried_five_times_and_told_of_once(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = 0

    def broken(*_: Any, **__: Any) -> Screen:
        nonlocal attempts
        attempts += 1
        raise ValueError("poison")

    monkeypatch.setattr("screens.home.help_page", broken)
    intake_ = Taking(club)
    await club.anna.starts()
    club.telegram.says(club.anna.id, "/help")
    club.telegram.starts(club.irina.id)
    await intake_.take(club.telegram.take_updates())
    await intake_.drain(60)
    assert "Здравствуйте" in club.irina.sees, "nobody else waits for it"
    for pause in (*inbox.BACKOFF, inbox.KEPT):
        club.telegram.clock.advance(pause)
        await intake_.retry()
        await intake_.drain(60)
    assert attempts == len(inbox.BACKOFF) + 1
    assert ["номер" in one["text"] for one in club.anna.from_bot] == [False, True]


async def test_an_update_in_hand_is_not_taken_up_a_second_time(club: Club) -> None:
    """The clock looks for forgotten updates while one is on its way: it would be answered twice."""
    started = 0

    async def feed(update: Update, row_id: int) -> None:
        nonlocal started
        started += 1
        await intake_.retry()
        await club.dispatcher.feed_update(club.bot, update, row_id=row_id)

    intake_ = Taking(club, feed)
    club.telegram.starts(club.anna.id)
    club.telegram.starts(club.irina.id)
    await asyncio.gather(intake_.take(club.telegram.take_updates()), intake_.retry())
    await intake_.drain(60)
    assert started == 2


async def test_who_comes_second_to_an_update_answers_nothing(club: Club) -> None:
    await club.anna.starts()
    club.telegram.presses(club.anna.id, club.anna.from_bot[-1]["message_id"], _first_button(club))
    (raw,) = club.telegram.take_updates()
    async with club.sessions.begin() as session:
        (taken,) = await inbox.take(session, club.bot.id, [raw], club.now)
    for _ in range(2):
        await club.dispatcher.feed_update(
            club.bot, Update.model_validate(raw, context={"bot": club.bot}), row_id=taken.id
        )
    assert [call for call in club.telegram.log if not call.ok] == []
    assert sum(call.method == "answerCallbackQuery" for call in club.telegram.log) == 1


def _first_button(club: Club) -> str:
    rows = club.anna.from_bot[-1]["reply_markup"]["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if "callback_data" in one)


async def test_what_could_not_be_begun_is_found_again(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away between taking a batch and putting its first, unreadable update aside."""
    intake_ = Taking(club)
    club.telegram.starts(club.irina.id)
    club.telegram.starts(club.anna.id)
    batch = club.telegram.take_updates()
    batch[0]["message"]["date"] = 10**18

    async def away(*_: Any) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as lost:
        lost.setattr(inbox, "unreadable", away)
        with pytest.raises(OSError, match="away"):
            await intake_.take(batch)
    assert club.anna.from_bot == []
    await intake_.retry()
    await intake_.drain(60)
    assert "Здравствуйте" in club.anna.sees


async def test_a_commit_whose_answer_was_lost_is_no_loss(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is in the inbox, and nobody has heard so: it comes again, is not new, and must be found."""
    intake_ = Taking(club)
    club.telegram.starts(club.anna.id)
    batch = club.telegram.take_updates()

    @asynccontextmanager
    async def begin() -> AsyncIterator[Session]:
        async with club.sessions.begin() as session:
            yield session
        raise ConnectionResetError

    with monkeypatch.context() as trouble:
        trouble.setattr(intake_, "_sessions", SimpleNamespace(begin=begin))
        with pytest.raises(ConnectionResetError):
            await intake_.take(batch)
    await intake_.take(batch)
    assert club.anna.from_bot == []
    await intake_.retry()
    await intake_.drain(60)
    assert "Здравствуйте" in club.anna.sees


async def test_who_can_t_be_heard_is_told_so_once_and_answered_at_last(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake_ = Taking(club, excuses=Excuses(club.messenger))
    club.telegram.starts(club.anna.id)
    batch = club.telegram.take_updates()

    async def full(*_: Any) -> None:
        raise OSError("no space")

    with monkeypatch.context() as trouble:
        trouble.setattr(inbox, "take", full)
        trouble.setattr(excuses, "PATIENCE_SECONDS", 0)
        for _ in range(2):
            with pytest.raises(OSError, match="no space"):
                await intake_.take(batch)
            await asyncio.sleep(0.05)
    assert len(club.anna.from_bot) == 1
    assert "не пропало" in club.anna.sees.replace("\N{NO-BREAK SPACE}", " ")
    await intake_.take(batch)
    await intake_.drain(60)
    assert len(club.anna.from_bot) == 2
