"""The coordinator's one-time link: asked for, made, taken back, followed."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.addresses import INVITE_PREFIX, Addresses
from domain.errors import Outdated
from screens.kit import Screen, Toast
from screens.people import invites as screens
from screens.people import joining as joining_screens
from screens.people.invites import CancelInvite, MakeInvite
from screens.people.roles import AskInvite, OpenInvites
from services.people import consents, invites

# --- by coordinators


async def ask(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Screen:
    return screens.ask(await invites.pending(session, actor, now))


async def make(
    query: CallbackQuery,
    callback_data: MakeInvite,
    session: Session,
    actor: Actor,
    addresses: Addresses,
    now: datetime,
) -> Screen | Toast:
    """The link is shown once; a second tap makes none."""
    try:
        token = await invites.issue(session, actor, callback_data.newest, now)
    except Outdated:
        return screens.made_already()
    return screens.made(addresses.invite(token), now + invites.LIFETIME)


async def show_waiting(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Screen:
    return screens.waiting(await invites.pending(session, actor, now))


async def cancel(
    query: CallbackQuery, callback_data: CancelInvite, session: Session, actor: Actor, now: datetime
) -> Screen:
    await invites.cancel(session, actor, callback_data.invite_id, now)
    return screens.waiting(await invites.pending(session, actor, now), "Ссылка отменена.")


# --- by who was invited


async def follow_link(
    message: Message, command: CommandObject, session: Session, actor: Actor, now: datetime
) -> Screen:
    """A guest is asked for consent first; a link that would not open says so before that."""
    token = (command.args or "").removeprefix(INVITE_PREFIX)
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
    router.message.register(follow_link, CommandStart(deep_link=True, magic=F.args.startswith(INVITE_PREFIX)))
    router.callback_query.register(ask, AskInvite.filter())
    router.callback_query.register(make, MakeInvite.filter())
    router.callback_query.register(show_waiting, OpenInvites.filter())
    router.callback_query.register(cancel, CancelInvite.filter())
    return router
