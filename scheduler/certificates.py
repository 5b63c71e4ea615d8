"""What the bot says on its own about certificates, and the progress of their archives."""

from datetime import datetime
from functools import partial

from db.engine import Session
from documents import certificates as documents
from domain import clubtime
from domain.actors import Actor
from domain.addresses import Addresses
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.events import certificate_desk, certificate_paper
from screens.events import certificates as screens
from screens.kit import File, Screen
from services.events import certificate_views
from services.outbox import Due


async def render_ready(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await certificate_views.of_member(session, due.recipient_id, due.entity_id)
    return screens.ready(view) if view else None


async def render_revoked(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await certificate_views.revoked(session, due.recipient_id, due.entity_id)
    return screens.revoked(view) if view else None


async def render_pack(addresses: Addresses, session: Session, due: Due, now: datetime) -> File | None:
    """Who is a coordinator no longer gets nothing; neither does anybody when all of it was revoked meanwhile."""
    views = await certificate_views.of_pack(session, due.recipient_id, due.payload["certificates"])
    if not views:
        return None
    papers = [certificate_paper.paper(view, addresses.verify(view.code)) for view in views]
    content = partial(documents.archive, papers, clubtime.local(now))
    return certificate_desk.pack(certificate_desk.pack_name(views), due.payload["number"], due.payload["of"], content)


async def draw_progress(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    return certificate_desk.overview(await certificate_views.of_event(session, actor, event_id, now))


def renderers(addresses: Addresses) -> dict[str, Renderer]:
    """Who renders which kind of message; archives carry QR codes with addresses."""
    return {
        MessageKind.CERTIFICATE_READY: render_ready,
        MessageKind.CERTIFICATE_REVOKED: render_revoked,
        MessageKind.CERTIFICATE_PACK: partial(render_pack, addresses),
    }


DRAWERS = {certificate_desk.LIVE_PACKS: draw_progress}
