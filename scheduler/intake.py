"""Housekeeping of the inbox: what was handled long ago is forgotten."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Sessions
from services import intake


async def sweep(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Forget old updates, some thousands at a time."""
    async with sessions.begin() as session:
        await intake.sweep(session, clock())
