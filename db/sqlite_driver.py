"""aiosqlite with one trip to the driver's thread for each statement.

SQLAlchemy asks the thread for a cursor, for the statement, for its rows and for the cursor's end, and each trip costs
more than what SQLite does there. Here a trip is a whole statement; the first of a transaction takes its BEGIN along,
and what was never begun needs no end. A statement marked `AT_ONCE` takes no trip at all: what finds a row or two by a
key is over before the thread would have woken up. Only those wait in the loop for nothing: a lock that somebody else
holds is waited for in the thread, and COMMIT, which waits for the disk, goes there always.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
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

# the execution option of statements that find their few rows by a key
AT_ONCE = "at_once"

# what the thread brings back: description, rows, rowcount, lastrowid
_Outcome = tuple[Any, Sequence[Any], int, int | None]
_Work = Callable[[sqlite3.Connection], _Outcome]
_NOTHING: _Outcome = (None, (), -1, None)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what its last statement brought; nothing of it is open in the thread."""

    __slots__ = ("_outcome", "at_once")

    def __init__(self, adapt_connection: "_Connection") -> None:
        self._adapt_connection: _Connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = None  # type: ignore[assignment]
        self._soft_closed_memoized = EMPTY_DICT
        self._rows: deque[Any] = deque()
        self._outcome = _NOTHING
        self.at_once = False

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
        self._outcome = self._run(partial(_execute, operation, parameters or ()))
        self._rows = deque(self._outcome[1])
        return self

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._outcome = self._run(partial(_execute_many, operation, seq_of_parameters))
        self._rows.clear()
        return self

    def _run(self, work: _Work) -> _Outcome:
        connection = self._adapt_connection
        return connection.run_at_once(work) if self.at_once else connection.run(work)

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("_in_thread", "_to_begin")

    _cursor_cls = _Cursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._to_begin = False
        # whether the thread may be at work: somebody has stopped waiting for it
        self._in_thread = False

    def begin_immediate(self) -> None:
        """A transaction that takes the write lock begins with the next statement."""
        self._to_begin = True

    def run(self, work: _Work) -> _Outcome:
        """Do `work` with the connection in its thread, beginning the transaction if that is still to do.

        By then it counts as begun: somebody who stops waiting for the thread rolls back after it.
        """
        begin, self._to_begin = self._to_begin, False
        self._in_thread = True
        try:
            outcome: _Outcome = await_(self._connection._execute(_with_begin if begin else _go, self._connection, work))
        except Exception as error:
            self._in_thread = False
            self._handle_exception(error)
        self._in_thread = False
        return outcome

    def run_at_once(self, work: _Work) -> _Outcome:
        """Do `work` here and now, or in the thread where that would mean to wait."""
        if self._in_thread or (self._to_begin and not self._begun_at_once()):
            return self.run(work)
        try:
            return work(self._connection._conn)
        except Exception as error:
            self._handle_exception(error)

    def _begun_at_once(self) -> bool:
        """Begin, unless another connection holds the write lock."""
        try:
            connection = self._connection._conn
            patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
            connection.execute("PRAGMA busy_timeout=0").close()
            try:
                connection.execute("BEGIN IMMEDIATE").close()
            finally:
                connection.execute(f"PRAGMA busy_timeout={patience}").close()
        except (sqlite3.Error, ValueError):
            # the thread meets the same, with patience, and says what it is
            return False
        self._to_begin = False
        return True

    def commit(self) -> None:
        if self._anything_begun():
            self._end(super().commit)

    def rollback(self) -> None:
        if self._anything_begun():
            self._end(super().rollback)

    def _anything_begun(self) -> bool:
        """Whether there is a transaction to end: the pool ends each a second time."""
        self._to_begin = False
        raw = self._connection._connection
        return self._in_thread or (raw is not None and raw.in_transaction)

    def _end(self, how: Callable[[], None]) -> None:
        self._in_thread = True
        how()
        self._in_thread = False


class OneTripSqlite(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy sees it, for `create_async_engine(module=…)`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        connection = aiosqlite.connect(*arg, **kw)
        # a thread that waits for work must not hold up the end of the process
        connection._thread.daemon = True
        return _Connection(self, await_(connection))


def _go(connection: aiosqlite.Connection, work: _Work) -> _Outcome:
    return work(connection._conn)


def _with_begin(connection: aiosqlite.Connection, work: _Work) -> _Outcome:
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
