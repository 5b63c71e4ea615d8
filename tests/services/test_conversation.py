"""The contract of a conversation storage, on both databases (after aiogram's own storage tests)."""

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import func, select

from bot.conversation import ConversationStorage, joined_to
from db.engine import Session, Sessions
from db.models import Conversation

KEY = StorageKey(bot_id=42, chat_id=-1_002_000_000_000, user_id=7_000_000_000)
OTHER = StorageKey(bot_id=42, chat_id=1, user_id=7_000_000_000)


class Form(StatesGroup):
    name = State()


@pytest.fixture
def storage() -> ConversationStorage:
    return ConversationStorage()


async def rows(session: Session) -> int:
    return await session.scalar(select(func.count()).select_from(Conversation)) or 0


async def test_nothing_is_kept_until_there_is_something(sessions: Sessions, storage: ConversationStorage) -> None:
    async with sessions.begin() as session:
        with joined_to(session):
            assert await storage.get_state(KEY) is None
            assert await storage.get_data(KEY) == {}
            await storage.set_state(KEY, None)
            await storage.set_data(KEY, {})
            assert await rows(session) == 0


async def test_state_and_data_outlive_the_turn(sessions: Sessions, storage: ConversationStorage) -> None:
    async with sessions.begin() as session:
        with joined_to(session):
            await storage.set_state(KEY, Form.name)
            await storage.update_data(KEY, {"имя": "Анна", "шаг": 2})
    async with sessions.begin() as session:
        with joined_to(session):
            assert await storage.get_state(KEY) == "Form:name"
            assert await storage.get_data(KEY) == {"имя": "Анна", "шаг": 2}
            assert await storage.get_state(OTHER) is None


async def test_state_may_go_while_data_stay(sessions: Sessions, storage: ConversationStorage) -> None:
    async with sessions.begin() as session:
        with joined_to(session):
            await storage.set_state(KEY, "waiting")
            await storage.set_data(KEY, {"draft": [1, 2]})
            await storage.set_state(KEY, None)
            assert await storage.get_data(KEY) == {"draft": [1, 2]}
            await storage.set_data(KEY, {})
            assert await rows(session) == 0


async def test_what_is_read_is_a_copy(sessions: Sessions, storage: ConversationStorage) -> None:
    async with sessions.begin() as session:
        with joined_to(session):
            await storage.set_data(KEY, {"a": 1})
            (await storage.get_data(KEY))["a"] = 2
            assert await storage.get_data(KEY) == {"a": 1}


async def test_a_turn_that_rolls_back_takes_the_conversation_along(
    sessions: Sessions, storage: ConversationStorage
) -> None:
    with pytest.raises(RuntimeError):
        await _fail_after_typing(sessions, storage)
    async with sessions.begin() as session:
        assert await rows(session) == 0


async def _fail_after_typing(sessions: Sessions, storage: ConversationStorage) -> None:
    async with sessions.begin() as session:
        with joined_to(session):
            await storage.set_state(KEY, Form.name)
            raise RuntimeError("the handler failed")
