"""aiosqlite with one trip to the driver's thread for each statement.

SQLAlchemy asks the thread for a cursor, for the statement, for its rows and for the cursor's end, and each trip costs
more than what SQLite does there. Here a trip is a whole statement; the first of a transaction takes its BEGIN along,
and what was never begun needs no end.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import EMPTY_DICT
from sqlalchemy.util.concurrency import await_

# what the thread brings back: description, rows, rowcount, lastrowid
_Outcome = tuple[Any, Sequence[Any], int, int | None]
_NOTHING: _Outcome = (None, (), -1, None)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what its last statement brought; nothing of it is open in the thread."""

    __slots__ = ("_outcome",)

    def __init__(self, adapt_connection: "_Connection") -> None:
        self._adapt_connection: _Connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = None  # type: ignore[assignment]
        self._soft_closed_memoized = EMPTY_DICT
        self._rows: deque[Any] = deque()
        self._outcome = _NOTHING

    @property
    def description(self) -> Any:
        return self._outcome[0]

    @property
    def rowcount(self) -> int:
        return self._outcome[2]

    @property
    def lastrowid(self) -> Any:
        return self._outcome[3]

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        self._outcome = self._adapt_connection.run(partial(_execute, operation, parameters or ()))
        self._rows = deque(self._outcome[1])
        return self

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._outcome = self._adapt_connection.run(partial(_execute_many, operation, seq_of_parameters))
        self._rows.clear()
        return self

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("_to_begin",)

    _cursor_cls = _Cursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._to_begin = False

    def begin_immediate(self) -> None:
        """A transaction that takes the write lock begins with the next statement."""
        self._to_begin = True

    def run(self, work: Any) -> _Outcome:
        """Do `work` with the connection in its thread, beginning the transaction if that is still to do.

        By then it counts as begun: somebody who stops waiting for the thread rolls back after it.
        """
        begin, self._to_begin = self._to_begin, False
        try:
            outcome: _Outcome = await_(self._connection._execute(_with_begin if begin else _go, self._connection, work))
        except Exception as error:
            self._handle_exception(error)
        return outcome

    def commit(self) -> None:
        if not self._never_begun():
            super().commit()

    def rollback(self) -> None:
        if not self._never_begun():
            super().rollback()

    def _never_begun(self) -> bool:
        waited, self._to_begin = self._to_begin, False
        return waited


class OneTripSqlite(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy sees it, for `create_async_engine(module=…)`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        connection = aiosqlite.connect(*arg, **kw)
        # a thread that waits for work must not hold up the end of the process
        connection._thread.daemon = True
        return _Connection(self, await_(connection))


def _go(connection: aiosqlite.Connection, work: Any) -> _Outcome:
    outcome: _Outcome = work(connection._conn)
    return outcome


def _with_begin(connection: aiosqlite.Connection, work: Any) -> _Outcome:
    connection._conn.execute("BEGIN IMMEDIATE").close()
    return _go(connection, work)


def _execute(operation: str, parameters: Any, connection: sqlite3.Connection) -> _Outcome:
    cursor = connection.execute(operation, parameters)
    rows = cursor.fetchall() if cursor.description else ()
    outcome = (cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return outcome


def _execute_many(operation: str, parameters: Any, connection: sqlite3.Connection) -> _Outcome:
    cursor = connection.executemany(operation, parameters)
    outcome = (cursor.description, (), cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return outcome
