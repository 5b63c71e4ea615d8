"""Which failures are the database's own, and what Telegram's mean for a message."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramServerError,
)
from aiogram.methods import GetMe
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.failures import named_failure
from db.away import is_away
from domain.sending import ChatMoved, Refused, SendingError, ServerFault


def test_a_locked_sqlite_is_away(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'club.db'}", connect_args={"timeout": 0})
    with closing(sqlite3.connect(tmp_path / "club.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError) as locked, engine.connect() as connection:
            connection.execute(text("CREATE TABLE one (id INTEGER)"))
        other.execute("ROLLBACK")
    assert is_away(locked.value)
    engine.dispose()


def test_a_full_sqlite_is_away(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'club.db'}")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE one (words TEXT)"))
        connection.exec_driver_sql("PRAGMA max_page_count = 3")
        with pytest.raises(OperationalError) as full:
            connection.execute(text("INSERT INTO one VALUES (:words)"), {"words": "ж" * 100_000})
    assert is_away(full.value)
    engine.dispose()


def test_what_sqlite_refuses_is_no_fault_of_its_own() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO one VALUES (1)"))
        with pytest.raises(IntegrityError) as twice:
            connection.execute(text("INSERT INTO one VALUES (1)"))
        with pytest.raises(OperationalError) as nowhere:
            connection.execute(text("SELECT * FROM two"))
    assert not is_away(twice.value)
    assert not is_away(nowhere.value)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (ConnectionRefusedError(), True),
        (OSError("Multiple exceptions: [Errno 111] Connect call failed"), True),
        (NoConnectionFree(), True),
        (asyncpg.CannotConnectNowError("the database system is starting up"), True),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), True),
        (asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"), True),
        (asyncpg.UndefinedTableError("relation does not exist"), False),
        (FileNotFoundError("a font"), False),
        (ValueError("poison"), False),
    ],
)
def test_what_else_is_away(error: Exception, away: bool) -> None:
    assert is_away(error) is away


@pytest.mark.parametrize("error", [OSError("a drawing"), TimeoutError(), ConnectionResetError()])
def test_a_handler_s_own_trouble_is_not_the_database_s(error: Exception) -> None:
    assert not is_away(error, connected=True)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (TelegramEntityTooLarge(GetMe(), "Request Entity Too Large"), Refused),
        (TelegramMigrateToChat(GetMe(), "upgraded", migrate_to_chat_id=-100), ChatMoved),
        (TelegramServerError(GetMe(), "Bad Gateway"), ServerFault),
        (ClientDecodeError("not JSON", ValueError(), "<html>"), ServerFault),
    ],
)
def test_what_a_failure_of_telegram_means(error: AiogramError, meaning: type[SendingError]) -> None:
    assert type(named_failure(error)) is meaning
