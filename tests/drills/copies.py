"""The club's SQLite database as it was given, put back after whatever somebody's press has done to it."""

import sqlite3
from pathlib import Path
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey

from bot.conversation import ConversationStorage, joined_to
from handlers import drafts
from tests.stories.conftest import Club
from tests.stories.everything import Everything
from tests.stories.matrix import Door
from tests.stories.phones import Phone
from tests.stories.rules import PATTERNS
from tests.stories.test_authorization import who_may

Rows = dict[str, list[tuple[Any, ...]]]

# in the order of the patterns of the matrix
_WHO = ("guest", "newcomer", "stranger", "mentee", "mentor", "coordinator", "school")
# whose press is tried, the likeliest to have something to act on first
_LIKELIEST = ("mentee", "mentor", "coordinator", "school", "stranger", "newcomer", "guest")
# made at random each time
_RANDOM = {"token_sha256", "secret", "code", "code_sha256", "ticket_code", "ticket_nonce"}


class Copies:
    """Looks at the database, and puts it back, beside the bot's own connection."""

    def __init__(self, path: Path) -> None:
        self._live = sqlite3.connect(path)
        self._given = sqlite3.connect(":memory:")
        self._live.backup(self._given)
        self._version = self._data_version()

    @property
    def changed(self) -> bool:
        """Whether anything was written since the club was given, or put back."""
        return self._data_version() != self._version

    def put_back(self) -> None:
        if self.changed:
            self._given.backup(self._live)
            self._version = self._data_version()

    def rows(self) -> Rows:
        """What the database holds, but for what is made at random."""
        tables = self._live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {table: self._rows(table) for (table,) in tables if not table.startswith("sqlite_")}

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        found = self._live.execute(f'SELECT * FROM "{table}"')
        kept = [number for number, column in enumerate(found.description) if column[0] not in _RANDOM]
        return sorted((tuple(row[number] for number in kept) for row in found), key=repr)

    def _data_version(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self._live.close()
        self._given.close()


def who_presses(door: Door) -> str | None:
    """Somebody the rules let through this door; None: nobody."""
    who = who_may(door)
    assert who is not None
    allowed = {name for name, may in zip(_WHO, PATTERNS[who], strict=True) if may in "+*"}
    return next((name for name in _LIKELIEST if name in allowed), None)


async def begin_form(club: Club, world: Everything, door: Door, phone: Phone) -> None:
    """The person is in the middle of the door's form, where it has one."""
    form = world.forms.get(door.router)
    if form is None:
        return
    async with club.sessions.begin() as session:
        with joined_to(session):
            key = StorageKey(bot_id=club.bot.id, chat_id=phone.id, user_id=phone.id)
            await drafts.keep(FSMContext(storage=ConversationStorage(), key=key), door.router, form)
