"""Every handler of every router, tried by everybody: what comes of it, with nothing kept."""

import re
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from aiogram import Bot, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import CallbackQuery, Chat, Document, InlineQuery, Message, PhotoSize, Sticker, User
from sqlalchemy import event as happening
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import ConversationStorage, joined_to
from bot.routers import build_routers
from db.engine import Session, Sessions
from db.models import Conversation, Member
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import ClubError
from domain.mentoring import request_answers, request_form
from domain.people.joining import Step
from handlers import drafts
from tests.stories.everything import Everything

BOT = Bot("42:TEST")
ADDRESSES = Addresses("nastavnik_bot", None)
# news of a person's membership in chats: nothing anybody may or may not
UNTRIED = {"my_chat_member"}
# what a filter leaves to another handler
PASSED_BY = "passed by"
# neither done nor refused: the person would be told a number
FAULT = "fault"
# values that mean something, where any would not do, by the kind of buttons and its field
SAMPLES: dict[str, Any] = {
    "SetHour.hour": 9,
    "SetNote.value": "M1",
    "CorrectMember.step": Step.NAME,
    "PickSize.size": 3,
    "EditSize.size": 3,
    "CallMinutes.minutes": 60,
    "PickMinutes.minutes": 60,
    "PickPastMinutes.minutes": 60,
    "TurnSpeed.value": 5,
    "RequestChoice.step": request_form.Step.WAY,
    "RequestChoice.value": request_answers.EITHER,
}
# what stands behind «/start», where a handler is for links only
LINKS: dict[str, Callable[[Everything], str]] = {
    "invites:follow_link": lambda world: "i_unknown",
    "events:open_link": lambda world: f"event_{world.ids['event_id']}",
    "claims:follow_link": lambda world: "c_ABCDEFGH",
    "presence:scan": lambda world: "t_1",
    "certificates:open_link": lambda world: "verify_ABCD1234",
    "fallback:wrong_link": lambda world: "?",
}


_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


@dataclass(frozen=True)
class Tried:
    """What came of it: «ok», or the name of the rule that forbids it; and which tables were written to."""

    outcome: str
    written: frozenset[str]


@dataclass(frozen=True)
class Door:
    """One way in: a handler, and what leads to it."""

    router: str
    kind: str
    handler: HandlerObject
    press: type[CallbackData] | None = None
    command: str | None = None
    awaited: str | None = None
    # the button of who has been asked whether they are sure
    sure: bool = False

    @property
    def handler_name(self) -> str:
        return str(getattr(self.handler.callback, "__name__", "?"))

    @property
    def name(self) -> str:
        return f"{self.router}:{self.handler_name}"

    @property
    def way(self) -> str:
        """What leads here, for a person who reads a failure."""
        if self.press:
            return f"{self.press.__name__}, sure" if self.sure else self.press.__name__
        return self.command or self.awaited or self.kind


def doors() -> list[Door]:
    """All of them, as the routers know them."""
    return [
        door
        for router in build_routers()
        for name, observer in router.observers.items()
        for handler in observer.handlers
        for door in _doors(router, name, handler)
    ]


def _doors(router: Router, kind: str, handler: HandlerObject) -> Iterator[Door]:
    found = [one.callback for one in handler.filters or ()]
    press = next((one.callback_data for one in found if isinstance(one, CallbackQueryFilter)), None)
    command = next((str(one.commands[0]) for one in found if isinstance(one, Command)), None)
    awaited = next((one.state for one in found if isinstance(one, State)), None)
    of_filters = (state for one in found if isinstance(one, StateFilter) for state in one.states if state is not None)
    awaited = awaited or next(map(str, of_filters), None)
    door = Door(router.name, kind, handler, press, command, awaited)
    yield door
    if press is not None and "sure" in press.model_fields:
        yield replace(door, sure=True)


# --- what is pressed


def button(kind: type[CallbackData], world: Everything, now: datetime) -> CallbackData:
    """A button of this kind about what there is."""
    values: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        known = next((world.ids[key] for key in _keys(kind, name) if key in world.ids), None)
        known = SAMPLES.get(f"{kind.__name__}.{name}", known)
        if known is not None and (field.is_required() or name.endswith("_id")):
            values[name] = known
        elif field.is_required():
            values[name] = _sample(field.annotation, now)
    return kind(**values)


def _keys(kind: type[CallbackData], field: str) -> tuple[str, ...]:
    module = kind.__module__.rpartition(".")[2]
    return f"{kind.__name__}.{field}", f"{module}.{field}", field


def _sample(kind: Any, now: datetime) -> Any:
    """Any value of a field's type."""
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[0]
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return _sample(next(one for one in typing.get_args(kind) if one is not type(None)), now)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return {bool: True, int: 1, str: "1"}[kind]


# --- who tries


async def attempt(door: Door, actor: Actor, world: Everything, sessions: Sessions, now: datetime) -> Tried:
    """What comes of it. Whatever it writes is taken back."""
    async with sessions() as session:
        with _watched(await session.connection()) as written:
            outcome = await _attempt(door, actor, world, session, now)
        await session.rollback()
    return Tried(outcome, frozenset(written) if outcome == "ok" else frozenset())


@contextmanager
def _watched(connection: AsyncConnection) -> Iterator[set[str]]:
    """Which tables are written to within this block."""
    written: set[str] = set()

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if found := _WRITES.match(statement):
            written.add(found[1])

    happening.listen(connection.sync_connection, "before_cursor_execute", note)
    try:
        yield written
    finally:
        happening.remove(connection.sync_connection, "before_cursor_execute", note)


async def _attempt(door: Door, actor: Actor, world: Everything, session: Session, now: datetime) -> str:
    """«ok», or the name of the rule that forbids it."""
    try:
        with joined_to(session):
            key = StorageKey(bot_id=BOT.id, chat_id=actor.telegram_id, user_id=actor.telegram_id)
            state = FSMContext(storage=ConversationStorage(), key=key)
            if actor.member_id is not None:
                await _begin(door, world, state)
            given = {"session": session, "actor": actor, "now": now, "state": state, "raw_state": door.awaited}
            given |= {"bot": BOT, "addresses": ADDRESSES}
            pressed, found = await _meant(door, actor, world, now, given)
            if pressed is None:
                return PASSED_BY
            await door.handler.call(pressed, **(given | found))
            await session.flush()
        if actor.member_id is None:
            await _assert_unknown(session, actor)
    except ClubError as error:
        return type(error).__name__
    except (SQLAlchemyError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return f"{FAULT}: {type(error).__name__}"
    return "ok"


async def _begin(door: Door, world: Everything, state: FSMContext) -> None:
    """In the middle of the form, where there is one; a guest's is not kept."""
    form = world.forms.get(door.name, world.forms.get(door.router))
    if form is not None:
        await drafts.keep(state, door.router, form)
    if door.awaited:
        await state.set_state(door.awaited)


async def _assert_unknown(session: Any, actor: Actor) -> None:
    """Nothing about a guest is kept."""
    told = select(func.count()).select_from(Conversation).where(Conversation.user_id == actor.telegram_id)
    known = select(func.count()).select_from(Member).where(Member.telegram_id == actor.telegram_id)
    assert not await session.scalar(known), "a guest became a member"
    assert not await session.scalar(told), "a guest's conversation is kept"


async def _meant(
    door: Door, actor: Actor, world: Everything, now: datetime, given: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """The first event this handler takes, with what its filters found; None when it takes none of them."""
    for event in _events(door, actor, world, now):
        meant, found = await door.handler.check(event, **given)
        if meant:
            return event, found
    return None, {}


def _events(door: Door, actor: Actor, world: Everything, now: datetime) -> Iterator[Any]:
    user = User(id=actor.telegram_id, is_bot=False, first_name="Вера")
    chat = Chat(id=actor.telegram_id, type="private")
    text = f"/{door.command} {LINKS.get(door.name, lambda _: '')(world)}".rstrip() if door.command else "Слово"
    message = Message(message_id=1, date=now, chat=chat, from_user=user, text=text)
    match door.kind:
        case "message" | "edited_message":
            bare = message.model_copy(update={"text": None})
            photo = PhotoSize(file_id="photo", file_unique_id="1", width=9, height=9)
            document = Document(file_id="document", file_unique_id="1", file_name="x.xlsx", file_size=9)
            sticker = Sticker(
                file_id="sticker",
                file_unique_id="1",
                type="regular",
                width=9,
                height=9,
                is_animated=False,
                is_video=False,
            )
            yield message.as_(BOT)
            yield bare.model_copy(update={"photo": [photo]}).as_(BOT)
            yield bare.model_copy(update={"document": document}).as_(BOT)
            yield bare.model_copy(update={"sticker": sticker}).as_(BOT)
            yield message.model_copy(update={"text": "/nonsense"}).as_(BOT)
        case "inline_query":
            yield InlineQuery(id="1", from_user=user, query="", offset="").as_(BOT)
        case "callback_query":
            sure = {"sure": True} if door.sure else {}
            data = button(door.press, world, now).model_copy(update=sure).pack() if door.press else "nobody:knows"
            yield CallbackQuery(id="1", from_user=user, chat_instance="1", message=message, data=data).as_(BOT)
        case _:
            raise AssertionError(f"{door.name}: nobody knows how to try a {door.kind}")
