"""The coordinators' group: what they write in a person's topic goes to that person; /close settles the letter."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import InvalidAnswer
from handlers.outgoing import Passable, outgoing
from screens.kit import Screen
from screens.mailing import letters_topics as screens
from screens.passed_on import UNSENDABLE
from services.mailing import letters_topics


async def came(message: Message, session: Session, actor: Actor, now: datetime) -> Screen | None:
    topic_id = message.message_thread_id
    if topic_id is None or not await letters_topics.is_letters(session, topic_id):
        return None
    if not actor.is_coordinator:
        return screens.not_a_coordinator()
    try:
        told = outgoing(message)
    except InvalidAnswer as invalid:
        return screens.problem(invalid.hint)
    return screens.passed(await letters_topics.respond(session, actor, topic_id, told, now))


async def close(message: Message, session: Session, actor: Actor, now: datetime) -> Screen | None:
    topic_id = message.message_thread_id
    if topic_id is None or not await letters_topics.is_letters(session, topic_id):
        return None
    if not actor.is_coordinator:
        return screens.not_a_coordinator()
    await letters_topics.close(session, actor, topic_id, now)
    return screens.closed()


async def unsendable(message: Message, session: Session, actor: Actor) -> Screen | None:
    topic_id = message.message_thread_id
    if topic_id is None or not await letters_topics.is_letters(session, topic_id):
        return None
    return screens.unsendable(message.content_type) if actor.is_coordinator else None


async def _in_topic(message: Message, addresses: Addresses) -> bool:
    """Whether it stands in a topic of the coordinators' group."""
    return addresses.desk_chat_id == message.chat.id and bool(message.is_topic_message)


def build_router() -> Router:
    router = Router(name="letters_topics")
    router.message.register(close, _in_topic, Command("close"))
    router.message.register(came, _in_topic, Passable)
    router.message.register(unsendable, _in_topic, F.content_type.in_(set(UNSENDABLE)))
    return router
