"""Databases with a guard removed, to prove that a race test can fail."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import Event
from services.events import seats

# more connections than seats in any race, else people in step could fill the seats exactly
_CONNECTIONS = 30


@pytest.fixture
async def unguarded(
    sessions: Sessions, backend: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sessions]:
    """The same database without what makes people wait for each other.

    On PostgreSQL the event is read without FOR UPDATE. On SQLite an engine without our hooks is enough: several
    connections, and the driver begins a transaction at the first write instead of before the first SELECT.
    """

    async def read_event(session: Session, event_id: int) -> Event:
        return (await session.scalars(select(Event).where(Event.id == event_id))).one()

    if backend == "postgres":
        monkeypatch.setattr(seats, "lock_event", read_event)
    engine = create_async_engine(database_url, pool_size=_CONNECTIONS)
    yield create_sessions(engine)
    await engine.dispose()
