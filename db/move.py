"""From a SQLite file to PostgreSQL, when a club outgrows one process."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import create_engine
from db.migrate import migrate
from db.models import Base

_AT_ONCE = 1_000


class NotEmpty(Exception):
    """There are rows where the club is to move: it would be mixed up with another one."""


async def move(source: str, target: str) -> int:
    """Copy every row of the SQLite at `source` to the empty PostgreSQL at `target`; returns how many there were.

    Both are brought to the newest shape first; nobody may write to either meanwhile. All rows come or none does.
    Raises NotEmpty.
    """
    await migrate(source)
    await migrate(target)
    old, new = create_engine(source), create_engine(target)
    try:
        async with old.connect() as reading, new.begin() as writing:
            tables = Base.metadata.sorted_tables
            for table in tables:
                if await writing.scalar(select(func.count()).select_from(table)):
                    raise NotEmpty
            count = 0
            for table in tables:
                count += await _copy(reading, writing, table)
            for table in tables:
                await _tie(reading, writing, table)
                await _number_on(reading, writing, table)
            return count
    finally:
        await old.dispose()
        await new.dispose()


async def _copy(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> int:
    later = {column.name for column in _ties(table)}
    count = 0
    rows = await reading.stream(select(table))
    async for some in rows.mappings().partitions(_AT_ONCE):
        # what is not there is left out: None for a JSON column would be the JSON word «null»
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in some:
            there = {name: value for name, value in row.items() if value is not None and name not in later}
            alike.setdefault(tuple(there), []).append(there)
        for group in alike.values():
            await writing.execute(insert(table).values({name: bindparam(name) for name in group[0]}), group)
        count += len(some)
    return count


async def _tie(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> None:
    """Fill in what leads to rows that were not there yet."""
    (key,) = list(table.primary_key) if len(table.primary_key) == 1 else (None,)
    for column in _ties(table):
        assert key is not None, f"{table.name} has no single key to find its rows by"
        rows = (await reading.execute(select(key, column).where(column.is_not(None)))).all()
        if rows:
            tie = update(table).where(key == bindparam("row")).values({column.name: bindparam("other")})
            await writing.execute(tie, [{"row": row, "other": other} for row, other in rows])


def _ties(table: Table) -> Iterator["Column[object]"]:
    """Columns that may lead to rows copied later: to the same table, or to one after it."""
    order = {one.name: place for place, one in enumerate(Base.metadata.sorted_tables)}
    for key in table.foreign_keys:
        if order[key.column.table.name] >= order[table.name]:
            yield key.parent


async def _number_on(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> None:
    """New rows get numbers after those that came, and after those SQLite has given and will not give again."""
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    before = (await reading.scalar(given, {"name": table.name}) or 0) if _never_again(table) else 0
    for column in table.primary_key:
        sequence = await writing.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
        if sequence is not None:
            last = select(func.coalesce(func.max(column), 0)).scalar_subquery()
            await writing.execute(select(func.setval(text(f"'{sequence}'"), func.greatest(last, before) + 1, False)))


def _never_again(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])
