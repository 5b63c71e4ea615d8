"""The coordinator's one-time link."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from db.engine import Session
from domain.actors import Actor
from screens.kit import Screen
from screens.people import invites as screens
from screens.people import joining as joining_screens
from services.people import consents, invites

PREFIX = "i_"


async def follow_link(
    message: Message, command: CommandObject, session: Session, actor: Actor, now: datetime
) -> Screen:
    """A guest is asked for consent first; a link that would not open says so before that."""
    token = (command.args or "").removeprefix(PREFIX)
    if not actor.consented:
        await invites.check(session, token, now)
        return joining_screens.consent(consents.text(), invite=token)
    return await redeem(session, actor, token, now)


async def redeem(session: Session, actor: Actor, token: str, now: datetime) -> Screen:
    """Also the end of a consent that the link was waiting for."""
    granted = await invites.redeem(session, actor, token, now)
    return screens.redeemed(granted=granted, joined=actor.joined)


def build_router() -> Router:
    router = Router(name="invites")
    router.message.register(follow_link, CommandStart(deep_link=True, magic=F.args.startswith(PREFIX)))
    return router
