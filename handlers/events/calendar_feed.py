"""«Календарь в телефоне»: the address of the personal feed. The feed itself is served by `web/`."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from screens.events import calendar_feed as screens
from screens.events.calendar_feed import CloseFeed, OpenFeed, RenewFeed
from screens.events.events import PhoneCalendar
from screens.kit import Screen
from services.events import calendar_feed


async def show(query: CallbackQuery, session: Session, actor: Actor, addresses: Addresses) -> Screen:
    secret = await calendar_feed.address(session, actor)
    if secret is None:
        return screens.offer() if addresses.public_url else screens.absent()
    return _shown(addresses, secret)


async def open_feed(
    query: CallbackQuery, session: Session, actor: Actor, now: datetime, addresses: Addresses
) -> Screen:
    # an old button, pressed when the pages are no longer served, must not make what nobody can open
    if addresses.public_url is None:
        return screens.absent()
    return _shown(addresses, await calendar_feed.open_feed(session, actor, now))


async def renew(query: CallbackQuery, session: Session, actor: Actor, now: datetime, addresses: Addresses) -> Screen:
    if addresses.public_url is None:
        return screens.absent()
    return _shown(addresses, await calendar_feed.renew(session, actor, now), renewed=True)


async def close(query: CallbackQuery, session: Session, actor: Actor) -> Screen:
    await calendar_feed.close(session, actor)
    return screens.closed()


def _shown(addresses: Addresses, secret: str, *, renewed: bool = False) -> Screen:
    address = addresses.feed(secret)
    return screens.absent() if address is None else screens.shown(address, renewed=renewed)


def build_router() -> Router:
    router = Router(name="calendar_feed")
    router.callback_query.register(show, PhoneCalendar.filter())
    router.callback_query.register(open_feed, OpenFeed.filter())
    router.callback_query.register(renew, RenewFeed.filter())
    router.callback_query.register(close, CloseFeed.filter())
    return router
