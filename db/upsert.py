"""One row put where its key says, whatever stood there before."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite

from db.base import Base
from db.engine import Session, at_once, settle, table_of


async def upsert(session: Session, model: type[Base], key: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Insert the row of `values`, or give the one with the same `key` (names of columns) these values.

    The statement is made once for each set of columns; making it anew would take longer than the database.
    """
    await settle(session)
    postgres = session.get_bind().dialect.name == "postgresql"
    await session.execute(_statement(postgres, model, key, tuple(values)), dict(values))


@cache
def _statement(postgres: bool, model: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Executable:
    insert = postgresql.insert(table_of(model)) if postgres else sqlite.insert(table_of(model))
    changed = {name: insert.excluded[name] for name in names if name not in key}
    return at_once(insert.on_conflict_do_update(index_elements=list(key), set_=changed))
