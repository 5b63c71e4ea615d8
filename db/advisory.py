"""Advisory locks of PostgreSQL: what only one of several processes does at a time.

They belong to a connection of their own. When the process dies, so does the connection, and the locks are free at once;
when the process hangs, PostgreSQL itself ends the connection after `SILENCE`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import IntEnum
from typing import Any

import asyncpg
from sqlalchemy import make_url

# a holder that has not been heard of for so long is gone; shorter than the pause after which somebody must notice
SILENCE_SECONDS = 10
_HEARTBEAT_SECONDS = 3.0
# a machine that vanished answers nothing: the server finds out in 4 + 3 × 2 seconds
_SESSION = {
    "application_name": "nastavnik-locks",
    "tcp_keepalives_idle": "4",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "idle_session_timeout": f"{SILENCE_SECONDS}s",
}

# what a database may say instead of an answer
Lost = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class Keys(IntEnum):
    """What a lock is about; the upper bits of its key."""

    WHOLE = 1
    POLLING = 2
    CLOCK = 3
    LANE = 4


class Locks:
    """One connection that holds locks. Its methods raise one of `Lost` when it is gone, and all its locks with it."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection
        # the driver takes one question at a time
        self._asking = asyncio.Lock()

    async def take(self, what: Keys, number: int = 0) -> bool:
        """Take a lock if nobody has it; False: somebody has. `number` tells whose lock it is, where there are many."""
        return bool(await self._ask("SELECT pg_try_advisory_lock($1::bigint)", _key(what, number)))

    async def let_go(self, what: Keys, number: int = 0) -> None:
        """Give a lock back."""
        await self._ask("SELECT pg_advisory_unlock($1::bigint)", _key(what, number))

    async def listen(self, channel: str, hear: Callable[[str], None]) -> None:
        """Call `hear` with whatever is said on a channel of the database (NOTIFY)."""

        def heard(_: object, __: int, ___: str, payload: object) -> None:
            hear(str(payload))

        async with self._asking:
            await self._connection.add_listener(channel, heard)

    async def kept(self) -> None:
        """Keep the connection until it is lost, then raise one of `Lost`."""
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                await self._ask("SELECT $1::int", 1)

    async def _ask(self, question: str, value: int) -> Any:
        async with self._asking:
            return await self._connection.fetchval(question, value)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Locks]:
    """A connection for locks to the PostgreSQL at `url` (SQLAlchemy's spelling). Raises one of `Lost`."""
    connection = await asyncpg.connect(**_address(url) | {"timeout": 10, "server_settings": _SESSION})
    try:
        yield Locks(connection)
    finally:
        # the locks go with the connection, said goodbye or not
        with suppress(*Lost):
            await connection.close(timeout=2)


def _address(url: str) -> dict[str, Any]:
    """The address as SQLAlchemy tells it the driver: an `ssl` in it must mean the same to both."""
    address = make_url(url)
    _, words = address.get_dialect()().create_connect_args(address)
    # those SQLAlchemy keeps to itself
    return {name: word for name, word in words.items() if not name.startswith("prepared_statement_")}


def _key(what: Keys, number: int) -> int:
    """One 63-bit key: Telegram's numbers have 52 bits at most."""
    return what << 56 | number & (1 << 56) - 1
