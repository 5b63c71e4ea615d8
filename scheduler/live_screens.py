"""Housekeeping of live screens: what stood still for a day is forgotten."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Sessions
from services import live_screens


async def sweep(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Forget what nobody has moved for a day."""
    async with sessions.begin() as session:
        await live_screens.sweep(session, clock())
