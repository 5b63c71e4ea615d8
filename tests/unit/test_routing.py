"""Who is not asked about an update could not have answered it; the order of those who are asked stays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Chat, Message, User

from bot.routers import build_routers
from bot.routing import Switchboard

ANNA = User(id=1, is_bot=False, first_name="Анна")
CHAT = Chat(id=1, type="private")
AWAITED, OTHER = State("answer", group_name="form"), State("answer", group_name="other")


class Open(CallbackData, prefix="open"):
    number: int


class Close(CallbackData, prefix="close"):
    pass


@cache
def whole() -> Switchboard:
    return Switchboard(build_routers())


def buttons() -> Iterator[tuple[str, str]]:
    for router in build_routers():
        for handler in router.callback_query.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, CallbackQueryFilter):
                    assert one.callback.callback_data.__separator__ == ":", "the switchboard reads names up to a colon"
                    yield router.name, one.callback.callback_data.__prefix__


def said(text: str) -> Message:
    return Message(message_id=1, date=datetime(2026, 11, 2, tzinfo=UTC), chat=CHAT, from_user=ANNA, text=text)


def pressed(data: str) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=ANNA, chat_instance="1", data=data)


def answering(name: str, observer: str, *filters: Any) -> Router:
    async def answer(event: object) -> str:
        return name

    router = Router(name=name)
    router.observers[observer].register(answer, *filters)
    return router


async def ask(board: Switchboard, event: Message | CallbackQuery, raw_state: str | None = None) -> object:
    kind = "message" if isinstance(event, Message) else "callback_query"
    return await board.propagate_event(kind, event, raw_state=raw_state, bot=None)


def test_every_button_reaches_its_router_and_few_others() -> None:
    for router, prefix in set(buttons()):
        asked = [one.name for one in whole().asked("callback_query", prefix)]
        assert router in asked
        assert len(asked) < 10, (prefix, asked)


def test_the_order_of_routers_stays() -> None:
    order = [one.name for one in whole().sub_routers]
    for _, prefix in set(buttons()):
        places = [order.index(one.name) for one in whole().asked("callback_query", prefix)]
        assert places == sorted(places)


async def test_the_first_of_those_who_can_answers() -> None:
    board = Switchboard(
        [
            answering("close", "callback_query", Close.filter()),
            answering("odd", "callback_query", Open.filter(F.number == 3)),
            answering("open", "callback_query", Open.filter()),
            answering("rest", "callback_query"),
        ]
    )
    assert await ask(board, pressed("open:3")) == "odd"
    assert await ask(board, pressed("open:4")) == "open"
    assert await ask(board, pressed("close")) == "close"
    assert await ask(board, pressed("unheard of")) == "rest"
    assert await ask(board, pressed("open:not a number")) == "rest"


async def test_typed_words_go_to_the_form_that_awaits_them_and_commands_past_it() -> None:
    board = Switchboard(
        [
            answering("form", "message", AWAITED, F.text),
            answering("other", "message", OTHER),
            answering("command", "message", Command("menu")),
            answering("rest", "message", lambda message: "слово" in message.text),
        ]
    )
    assert await ask(board, said("слово"), "form:answer") == "form"
    assert await ask(board, said("слово"), "other:answer") == "other"
    assert await ask(board, said("слово"), "a form of an older version") == "rest"
    assert await ask(board, said("слово")) == "rest"
    assert await ask(board, said("/menu")) == "command"
    assert await ask(board, said("/menu"), "other:answer") == "other"
    assert await ask(board, said("что-то")) is UNHANDLED


async def test_made_up_buttons_do_not_fill_the_memory() -> None:
    board = Switchboard([answering("open", "callback_query", Open.filter())])
    for number in range(1_000):
        assert await ask(board, pressed(f"forged{number}:1"), f"state{number}") is UNHANDLED
        assert await ask(board, said("слово"), f"state{number}") is UNHANDLED
    assert len(board._asked) <= 3


async def test_filters_take_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def thread(*_: object, **__: object) -> None:
        raise AssertionError("a thread for a filter")

    board = Switchboard([answering("form", "message", AWAITED, F.text.startswith("сло"), lambda message: True)])
    monkeypatch.setattr("asyncio.to_thread", thread)
    assert await ask(board, said("слово"), "form:answer") == "form"
