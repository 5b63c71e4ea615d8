"""Passing events on: «Поделиться» of an event, and the search of events in any chat (inline mode)."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, InlineQuery

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from screens.events import sharing as screens
from screens.events.event_card import ShareEvent
from screens.kit import Cards, Photo, Screen
from services.events import sharing

_AT_ONCE = 10
# beyond so many results nobody scrolls; a forged offset must not grow without end
_LAST = 10_000


async def share(
    query: CallbackQuery,
    callback_data: ShareEvent,
    session: Session,
    actor: Actor,
    now: datetime,
    addresses: Addresses,
) -> tuple[Screen, Screen | Photo]:
    view = await sharing.shared(session, actor, callback_data.event_id)
    return screens.share(view, now, addresses)


async def search(query: InlineQuery, session: Session, now: datetime, addresses: Addresses) -> Cards:
    """`@bot слова` in any chat: coming events as cards to send there. `query.offset` is ours, given back."""
    offset = int(query.offset) if query.offset.isascii() and query.offset.isdecimal() else 0
    view = await sharing.search(session, query.query, screens.NAMES, min(offset, _LAST), _AT_ONCE, now)
    return screens.found(view, now, addresses)


def build_router() -> Router:
    router = Router(name="sharing")
    router.callback_query.register(share, ShareEvent.filter())
    router.inline_query.register(search)
    return router
