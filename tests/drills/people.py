"""The club with one of each object and a phone for everybody in it; what of its database changed, and whose it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from bot.metrics import REGISTRY
from db.engine import Sessions
from db.models import Base
from domain.actors import Actor
from tests.stories.conftest import Club
from tests.stories.everything import Everything, given_everything
from tests.stories.phones import Phone

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Tables = dict[str, dict[Key, Row]]


async def given_world(club: Club) -> tuple[Everything, dict[str, Phone]]:
    """Everything there may be, and the phones of its people by name, each with the menu open."""
    async with club.sessions.begin() as session:
        world = await given_everything(session, club.now)
    phones = {name: phone_of(club, actor.telegram_id, name) for name, actor in world.people.items()}
    for phone in phones.values():
        await phone.starts()
    # on a busy machine a press may wait longer than Telegram would
    club.telegram.state.queries._lifetime = 600
    return world, phones


def phone_of(club: Club, telegram_id: int, name: str) -> Phone:
    club.telegram.add_person(telegram_id, name.capitalize())
    return Phone(club, telegram_id)


def incidents() -> float:
    """How many turns have ended in an incident since the process began."""
    return REGISTRY.get_sample_value("nastavnik_turns_failed_total") or 0


# --- what the database holds


async def snapshot(sessions: Sessions) -> Tables:
    """Every row of every table by its key."""
    found: Tables = {}
    async with sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            rows = (await session.execute(select(table))).mappings().all()
            found[table.name] = {tuple(row[column.name] for column in table.primary_key): dict(row) for row in rows}
    return found


@dataclass(frozen=True)
class Change:
    """A row that came, went or became another; `before` and `after` are None where there was none."""

    table: Table
    key: Key
    before: Row | None
    after: Row | None

    def __str__(self) -> str:
        if self.before and self.after:
            what = {name: (was, self.after[name]) for name, was in self.before.items() if was != self.after[name]}
            return f"{self.table.name} {self.key}: {what}"
        return f"{self.table.name} {self.key}: {'came' if self.after else 'went'} {self.after or self.before}"


def changes(before: Tables, after: Tables) -> Iterator[Change]:
    for table in Base.metadata.sorted_tables:
        was, now = before[table.name], after[table.name]
        for key in was.keys() | now.keys():
            if was.get(key) != now.get(key):
                yield Change(table, key, was.get(key), now.get(key))


def is_own(change: Change, actor: Actor, before: Tables, after: Tables) -> bool:
    """Whether the row named the person, or hung on a row that did, before they touched it; a new one: whether it does.

    News of what is theirs may go to others.
    """
    if change.table.name == "club_key":
        # made at its first use, whoever that is; nobody changes one
        return change.before is None
    row = change.after if change.before is None else change.before
    assert row is not None
    as_it_was = {name: {**rows, **before[name]} for name, rows in after.items()}
    return _leads_to(change.table, row, actor, as_it_was)


# what a message of the outbox is about, where it is somebody's
_ENTITIES = {
    "letter": "letter",
    "meeting": "pair_meeting",
    "member": "member",
    "pair": "mentorship",
    "request": "mentoring_request",
    "tip": "tip",
}


def _leads_to(table: Table, row: Row, actor: Actor, tables: Tables) -> bool:
    if table.name == "member":
        return bool(row["telegram_id"] == actor.telegram_id)
    if row.get("user_id") == actor.telegram_id:
        return True
    parents = [(key.column.table, row[column.name]) for column in table.columns for key in column.foreign_keys]
    if table.name == "outbox":
        kind, _, number = row["entity"].partition(":")
        if kind in _ENTITIES:
            parents.append((Base.metadata.tables[_ENTITIES[kind]], int(number)))
    return any(
        _leads_to(parent, tables[parent.name][value,], actor, tables)
        for parent, value in parents
        if (value,) in tables[parent.name]
    )
