"""How a member gets announcements, and one of a digest in full."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from screens.kit import Reply, Screen
from screens.mailing import announcement_parts
from screens.mailing import mailing_choice as screens
from screens.mailing.mailing_choice import MAILING_COMMAND, OpenFromDigest, OpenMailing, SetMailing
from services.mailing import digests, mailing_choice


async def show(query: CallbackQuery, callback_data: OpenMailing, session: Session, actor: Actor) -> Screen:
    return screens.choice(await mailing_choice.current(session, actor), apart=callback_data.apart)


async def by_command(message: Message, session: Session, actor: Actor) -> Screen:
    """From the words under an album, which has no buttons."""
    return screens.choice(await mailing_choice.current(session, actor), apart=True)


async def choose(
    query: CallbackQuery, callback_data: SetMailing, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.choice(await mailing_choice.choose(session, actor, callback_data.how, now), saved=True)


async def read(query: CallbackQuery, callback_data: OpenFromDigest, session: Session, actor: Actor) -> Reply:
    """All its messages; the digest stays, so that the next may be read."""
    view = await digests.opened(session, actor, callback_data.announcement_id)
    return announcement_parts.messages(view) if view else screens.taken_back()


def build_router() -> Router:
    router = Router(name="mailing_choice")
    router.message.register(by_command, Command(MAILING_COMMAND))
    router.callback_query.register(show, OpenMailing.filter())
    router.callback_query.register(choose, SetMailing.filter())
    router.callback_query.register(read, OpenFromDigest.filter())
    return router
