"""The turn: one update, one transaction, one reply, committed before anything is sent."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiogram import Dispatcher, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import CallbackQuery, Message, Update
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import excuses
from bot.conversation import ConversationStorage
from bot.logs import configure_logging
from bot.messenger import Messenger
from bot.turn import Turn
from db.engine import Session, Sessions
from db.models import Conversation, Organization
from domain.errors import InvalidAnswer
from domain.vocabulary import Municipality, OrgType, Priority
from sandbox.faults import FaultKind
from screens.kit import Button, File, Screen
from services import intake
from tests.stories.conftest import Club

# how many attempts are to fail
DATABASE_AWAY: dict[str, int] = {}
SECRET = "Пётр Секретов, +7 912 345-67-89"


async def save(message: Message, session: Session, state: FSMContext) -> Screen:
    await _write(session, str(message.text))
    await state.set_state("waiting")
    return Screen("сохранено", ((Button("Нажать", data="press"),),))


async def save_and_break_a_rule(message: Message, session: Session, state: FSMContext) -> Screen:
    await _write(session, str(message.text))
    await state.set_state("waiting")
    raise InvalidAnswer("Так нельзя, а <b>вот так</b> можно.")


async def save_and_fall(message: Message, session: Session) -> Screen:
    await _write(session, str(message.text))
    raise RuntimeError(f"не разобрать: {message.text}")


async def save_once_the_database_is_back(message: Message, session: Session) -> Screen:
    await _write(session, str(message.text))
    if attempts := DATABASE_AWAY.pop("attempts", 0):
        DATABASE_AWAY["attempts"] = attempts - 1
        raise OperationalError("INSERT", {}, ConnectionResetError(), connection_invalidated=True)
    return Screen("сохранено")


async def press(query: CallbackQuery, now: datetime) -> tuple[Screen, File]:
    return Screen(f"нажато в {now:%H:%M}"), File("итоги.txt", "текст".encode())


async def _write(session: Session, name: str) -> None:
    session.add(Organization(slug=name, name=name, type=OrgType.OTHER, municipality=Municipality.OTHER))
    await session.flush()


class Watcher(Messenger):
    """A messenger that looks, from outside the turn, at what is saved when a message leaves."""

    turn: Turn
    look: Callable[[], Awaitable[list[str]]]
    seen: list[list[str]]

    async def send(self, chat_id: int, part: Screen | File, priority: Priority = Priority.REPLY) -> int:
        self.seen.append(await self.look())
        return await super().send(chat_id, part, priority)


@pytest.fixture
async def watcher(club: Club) -> Watcher:
    """The club's bot with three handlers of our own instead of its features."""
    router = Router()
    router.message.register(save, F.text.startswith("сохрани"))
    router.message.register(save_and_break_a_rule, F.text.startswith("нарушь"))
    router.message.register(save_and_fall, F.text.startswith("упади"))
    router.message.register(save_once_the_database_is_back, F.text.startswith("дождись"))
    router.callback_query.register(press, F.data == "press")
    watcher = Watcher(club.bot, club.messenger._pace)
    watcher.look, watcher.seen = (lambda: saved(club)), []
    club.dispatcher = Dispatcher(disable_fsm=True)
    watcher.turn = Turn(club.sessions, lambda: club.now, watcher, club.live)
    club.dispatcher.update.outer_middleware(watcher.turn)
    club.dispatcher.update.outer_middleware(FSMContextMiddleware(ConversationStorage(), DisabledEventIsolation()))
    club.dispatcher.include_router(router)
    await club.anna.starts()
    return watcher


async def saved(club: Club) -> list[str]:
    async with club.sessions.begin() as session:
        query = select(Organization.name).where(Organization.type == OrgType.OTHER)
        return [
            name for name in await session.scalars(query) if name.startswith(("сохрани", "нарушь", "упади", "дождись"))
        ]


async def conversations(club: Club) -> int:
    async with club.sessions.begin() as session:
        return len((await session.scalars(select(Conversation))).all())


async def test_what_a_person_is_told_is_already_saved(club: Club, watcher: Watcher) -> None:
    await club.anna.says("сохрани")
    assert watcher.seen == [["сохрани"]]
    assert club.anna.sees == "сохранено"
    assert await conversations(club) == 1


async def test_a_broken_rule_rolls_back_the_conversation_too(club: Club, watcher: Watcher) -> None:
    await club.anna.says("нарушь")
    assert await saved(club) == []
    assert await conversations(club) == 0
    assert club.anna.sees == "Так нельзя, а <b>вот так</b> можно.", "a hint is text, never markup"


async def test_a_failure_rolls_back_apologises_and_leaves_an_incident_in_the_log(
    club: Club, watcher: Watcher, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("INFO", "json")
    try:
        await club.anna.says(f"упади {SECRET}")
    finally:
        logging.getLogger().handlers.clear()
    assert await saved(club) == []
    assert "не так у нас" in club.anna.sees
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (failure,) = [line for line in lines if line["event"] == "turn failed"]
    assert failure["incident"] in club.anna.sees
    assert failure["exception"] == "RuntimeError"
    assert "save_and_fall" in failure["trace"]
    assert not any("Секретов" in json.dumps(line, ensure_ascii=False) for line in lines)


async def test_a_press_edits_its_message_and_a_file_follows(club: Club, watcher: Watcher) -> None:
    await club.anna.says("сохрани")
    count = len(club.anna.from_bot)
    await club.anna.taps("Нажать")
    edited, document = club.anna.from_bot[-2:]
    assert len(club.anna.from_bot) == count + 1
    assert edited["text"] == "нажато в\u00a005:00"
    assert document["document"]["file_name"] == "итоги.txt"
    assert club.anna.file_content(document["document"]) == "текст".encode()


async def test_a_reply_survives_a_flood_warning_and_a_passing_fault(club: Club, watcher: Watcher) -> None:
    club.telegram.fault("sendMessage", retry_after=1)
    await club.anna.says("сохрани раз")
    assert club.anna.sees == "сохранено"


async def test_a_person_who_blocks_the_bot_in_the_middle_breaks_nothing(club: Club, watcher: Watcher) -> None:
    club.telegram.says(club.anna.id, "сохрани")
    club.telegram.blocks_bot(club.anna.id)
    await club.handle_updates()
    assert await saved(club) == ["сохрани"]


async def test_a_message_that_can_not_be_edited_is_followed_by_a_new_one(club: Club, watcher: Watcher) -> None:
    await club.anna.says("сохрани")
    message: dict[str, Any] = club.anna.newest
    await club.bot.delete_message(club.anna.id, message["message_id"])
    press_update = {
        "update_id": 900_000,
        "callback_query": {
            "id": "1",
            "from": {"id": club.anna.id, "is_bot": False, "first_name": "Анна"},
            "chat_instance": "1",
            "message": message,
            "data": "press",
        },
    }
    await club.feed(press_update)
    assert any(m.get("text", "").startswith("нажато") for m in club.anna.from_bot)
    club.telegram.refused.clear()  # the edit of a deleted message was refused, and that is the story


@pytest.mark.parametrize("kind", ["reset", "timeout_after"])
async def test_the_screen_comes_although_the_press_could_not_be_answered(
    club: Club, watcher: Watcher, kind: FaultKind
) -> None:
    await club.anna.says("сохрани")
    club.telegram.fault("answerCallbackQuery", kind=kind, times=3)
    await club.anna.taps("Нажать")
    assert any(m.get("text", "").startswith("нажато") for m in club.anna.from_bot)
    for query in club.telegram.open_queries():
        await club.bot.answer_callback_query(query["id"])


async def test_an_edit_without_an_answer_does_not_freeze_the_message(club: Club) -> None:
    await club.anna.starts()
    menu = club.anna.newest
    await club.anna.taps("О клубе")
    club.telegram.fault("editMessageText", kind="timeout_after")
    await club.anna.taps_on(menu, "Календарь")
    assert "О клубе" not in club.anna.sees
    await club.anna.taps_on(menu, "О клубе")
    assert club.anna.newest["message_id"] == menu["message_id"]
    assert "календар" not in club.anna.sees.lower(), "what the message shows is not what was remembered"


async def test_a_press_under_a_file_brings_a_new_message(club: Club, watcher: Watcher) -> None:
    await club.anna.says("сохрани")
    await club.anna.taps("Нажать")
    assert "document" in club.anna.newest
    await club.anna.presses("press")
    assert sum(m.get("text", "").startswith("нажато") for m in club.anna.from_bot) == 2


async def test_a_database_that_is_away_is_waited_for_in_the_person_s_lane(
    club: Club, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they send meanwhile does not overtake, and a short wait is not worth a word."""
    monkeypatch.setattr(excuses, "_BACKOFF", (0.01,))
    DATABASE_AWAY["attempts"] = 3
    count = len(club.anna.from_bot)
    first = asyncio.create_task(club.anna.says("дождись"))
    await asyncio.sleep(0)
    await club.anna.says("сохрани")
    await first
    assert [one["text"] for one in club.anna.from_bot[count:]] == ["сохранено", "сохранено"]
    assert await saved(club) == ["дождись", "сохрани"]


async def test_who_waits_long_for_the_database_is_told_so_once(
    club: Club, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excuses, "_BACKOFF", (0.01,))
    monkeypatch.setattr(excuses, "PATIENCE_SECONDS", 0)
    DATABASE_AWAY["attempts"] = 3
    count = len(club.anna.from_bot)
    await club.anna.says("дождись")
    told, answer = (one["text"] for one in club.anna.from_bot[count:])
    assert "не пропало" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert answer == "сохранено"


class Lossy:
    """The club's sessions; after a commit the connection is gone before the database could say so."""

    def __init__(self, sessions: Sessions, losses: int) -> None:
        self._sessions, self.losses = sessions, losses

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Session]:
        async with self._sessions.begin() as session:
            yield session
        if self.losses:
            self.losses -= 1
            raise OperationalError("COMMIT", {}, ConnectionResetError(), connection_invalidated=True)


async def given_row(club: Club, text: str) -> tuple[Update, int]:
    """What Anna writes, as it is when its turn begins, and its number in the inbox."""
    club.telegram.says(club.anna.id, text)
    (raw,) = club.telegram.take_updates()
    async with club.sessions.begin() as session:
        (taken,) = await intake.take(session, club.bot.id, [raw], club.now)
    return Update.model_validate(raw, context={"bot": club.bot}), taken.id


async def test_a_commit_nobody_heard_of_is_answered_all_the_same(
    club: Club, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second attempt finds the update done: by the first one, which has not answered."""
    monkeypatch.setattr(excuses, "_BACKOFF", (0.01,))
    monkeypatch.setattr(watcher.turn, "_sessions", Lossy(club.sessions, 1))
    update, row_id = await given_row(club, "сохрани")
    count = len(club.anna.from_bot)
    await club.dispatcher.feed_update(club.bot, update, row_id=row_id)
    assert [one["text"] for one in club.anna.from_bot[count:]] == ["сохранено"]
    assert await saved(club) == ["сохрани"]


@pytest.mark.parametrize("text", ["сохрани", "нарушь", "упади"])
async def test_whoever_comes_second_to_an_update_says_nothing(club: Club, watcher: Watcher, text: str) -> None:
    """Neither what was done before nor why it can't be done again."""
    update, row_id = await given_row(club, text)
    async with club.sessions.begin() as session:
        assert await intake.done(session, row_id, club.now)
    count = len(club.anna.from_bot)
    await club.dispatcher.feed_update(club.bot, update, row_id=row_id)
    assert len(club.anna.from_bot) == count
    assert await saved(club) == []
