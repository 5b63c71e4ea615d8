"""What the bot says on its own about a person's record: a coordinator has mended it."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.people import corrections as screens
from services.outbox import Due
from services.people import corrections


async def render_corrected(session: Session, due: Due, now: datetime) -> Screen:
    return screens.told(*await corrections.told(session, due.recipient_id))


RENDERERS: dict[str, Renderer] = {MessageKind.MEMBER_CORRECTED: render_corrected}
