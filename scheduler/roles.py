"""What the bot says on its own about rights: one's roles were changed, one's link was used."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.people import invites as invite_screens
from screens.people import roles as screens
from services.outbox import Due
from services.people import invites, roles


async def render_changed(session: Session, due: Due, now: datetime) -> Screen:
    return screens.told(await roles.held(session, due.recipient_id))


async def render_used(session: Session, due: Due, now: datetime) -> Screen | None:
    name = await invites.used_by(session, due.entity_id, due.recipient_id)
    return None if name is None else invite_screens.used(name)


RENDERERS: dict[str, Renderer] = {
    MessageKind.ROLE_CHANGED: render_changed,
    MessageKind.INVITE_USED: render_used,
}
