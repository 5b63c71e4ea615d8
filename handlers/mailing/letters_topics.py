"""The coordinators' group: what they write in a person's topic goes to that person; /close settles the letter."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import InvalidAnswer, OwnLetterDesk
from handlers.outgoing import Passable, outgoing
from screens import errors
from screens.kit import Screen
from screens.mailing import letters_topics as screens
from screens.passed_on import UNSENDABLE
from services.mailing import letters_topics


async def came(message: Message, session: Session, actor: Actor, now: datetime) -> Screen | None:
    """The first part of an album is answered, the others silently go after it."""
    if (stranger := _stranger(message, actor)) is not None:
        return stranger
    try:
        told = outgoing(message)
    except InvalidAnswer as invalid:
        return screens.problem(invalid.hint)
    topic_id = _topic_id(message)
    part = message.media_group_id is not None
    answered = part and await letters_topics.passed_just_now(session, actor, topic_id, now)
    try:
        answer = await letters_topics.respond(session, actor, topic_id, told, now)
    except OwnLetterDesk:
        return screens.problem(errors.TEXTS[OwnLetterDesk])
    return None if answered else screens.passed(answer)


async def close(message: Message, session: Session, actor: Actor, now: datetime) -> Screen | None:
    if (stranger := _stranger(message, actor)) is not None:
        return stranger
    try:
        await letters_topics.close(session, actor, _topic_id(message), now)
    except OwnLetterDesk:
        return screens.problem(errors.TEXTS[OwnLetterDesk])
    return screens.closed()


async def unsendable(message: Message, actor: Actor) -> Screen | None:
    return screens.unsendable(message.content_type) if actor.is_coordinator else None


async def edited(message: Message, actor: Actor) -> Screen | None:
    """What was passed on stays as it was."""
    return screens.edited() if actor.is_coordinator else None


async def service(message: Message) -> None:
    """A topic renamed, closed, something pinned: the messenger's own notes are nothing to answer."""


async def moved(message: Message, addresses: Addresses) -> None:
    """The group has become a larger one, under another number."""
    if message.migrate_to_chat_id is not None:
        addresses.desk_has_moved(message.migrate_to_chat_id)


def _stranger(message: Message, actor: Actor) -> Screen | None:
    """What is said to who may not answer here, or to a coordinator nobody can recognise; None: a coordinator."""
    if message.sender_chat is not None:
        return screens.anonymous()
    return None if actor.is_coordinator else screens.not_a_coordinator()


def _topic_id(message: Message) -> int:
    assert message.message_thread_id is not None, "the filter lets only messages of a topic through"
    return message.message_thread_id


async def _in_letters(message: Message, session: Session, addresses: Addresses) -> bool:
    """Whether it stands in a person's topic of the coordinators' group, and not in a talk of their own."""
    topic_id = message.message_thread_id
    if addresses.desk_group != message.chat.id or not message.is_topic_message or topic_id is None:
        return False
    return await letters_topics.is_letters(session, topic_id)


async def _moves(message: Message, addresses: Addresses) -> bool:
    return message.migrate_to_chat_id is not None and message.chat.id == addresses.desk_group


def build_router() -> Router:
    router = Router(name="letters_topics")
    router.message.register(moved, _moves)
    router.message.register(close, _in_letters, Command("close"))
    router.message.register(came, _in_letters, Passable)
    router.message.register(unsendable, _in_letters, F.content_type.in_(set(UNSENDABLE)) | F.via_bot)
    router.message.register(service, _in_letters, ~F.text)
    router.edited_message.register(edited, _in_letters)
    return router
