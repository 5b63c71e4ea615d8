"""Digests of announcements, in the evening of a weekday."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Session, Sessions
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mailing import mailing_choice as screens
from services.mailing import digests
from services.outbox import Due


async def render_digest(session: Session, due: Due, now: datetime) -> Screen | None:
    lines = await digests.digest(session, due, now)
    return screens.digest(lines) if lines else None


async def plan(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Plan the evening's digests. Call every minute."""
    async with sessions.begin() as session:
        await digests.plan_due(session, clock())


RENDERERS: dict[str, Renderer] = {MessageKind.ANNOUNCEMENT_DIGEST: render_digest}
