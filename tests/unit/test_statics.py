"""Static tests: whole classes of mistakes are caught before they have a story (style guide, last rows)."""

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.routers import build_routers
from bot.wiring import build_renderers
from domain.addresses import Addresses
from domain.errors import ClubError, InvalidAnswer
from domain.vocabulary import MessageKind
from screens import errors
from screens.kit import TOAST_LIMIT, Button, Cards, Download, File, Photo, Reply, Screen, Toast

ROOT = Path(__file__).parents[2]
ROOMS = [
    "bot",
    "handlers",
    "scheduler",
    "web",
    "screens",
    "documents",
    "services",
    "db",
    "domain",
    "content",
    "sandbox",
]
# what the turn and aiogram give a handler by name; the first parameter is the event itself
INJECTED = {"session", "actor", "now", "state", "raw_state", "bot", "command", "callback_data", "addresses"}


def handlers() -> Iterator[tuple[str, HandlerObject]]:
    def walk(router: Router) -> Iterator[tuple[str, HandlerObject]]:
        for name, observer in router.observers.items():
            for handler in observer.handlers:
                yield f"{router.name}.{name}:{_name(handler)}", handler
        for child in router.sub_routers:
            yield from walk(child)

    for router in build_routers():
        yield from walk(router)


def _name(handler: HandlerObject) -> str:
    return getattr(handler.callback, "__name__", repr(handler.callback))


HANDLERS = list(handlers())
EACH_HANDLER = pytest.mark.parametrize("handler", [pytest.param(h, id=name) for name, h in HANDLERS])


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]


def callback_classes() -> list[type[CallbackData]]:
    return [kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("screens.")]


@EACH_HANDLER
def test_every_handler_parameter_is_injectable(handler: HandlerObject) -> None:
    _, *rest = inspect.signature(handler.callback).parameters.values()
    unknown = {p.name for p in rest if p.default is p.empty and p.kind is not p.VAR_KEYWORD} - INJECTED
    assert not unknown


@EACH_HANDLER
def test_every_handler_returns_what_the_person_will_see(handler: HandlerObject) -> None:
    returned: Any = get_type_hints(handler.callback).get("return", ...)
    parts = {Screen, Toast, File, Photo, Download, Cards, type(None)}
    allowed = returned is Reply or returned in parts or set(getattr(returned, "__args__", ())) <= parts
    assert allowed or getattr(returned, "__origin__", None) is tuple, returned


def test_callback_prefixes_are_unique() -> None:
    prefixes = Counter(kind.__prefix__ for kind in callback_classes())
    assert [prefix for prefix, count in prefixes.items() if count > 1] == []


def test_every_button_has_a_handler() -> None:
    handled = {
        found.callback.callback_data
        for _, handler in HANDLERS
        for found in handler.filters or ()
        if isinstance(found.callback, CallbackQueryFilter)
    }
    assert callback_classes()
    assert set(callback_classes()) - handled == set()


def test_handlers_never_talk_to_telegram_themselves() -> None:
    verbs = {"answer", "reply", "edit_text", "edit_reply_markup", "delete", "forward", "copy_to"}
    for path in sources("handlers"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                assert name not in verbs, f"{path.name}:{node.lineno} calls .{name}()"
                assert not name.startswith(("send_", "edit_message")), f"{path.name}:{node.lineno} calls .{name}()"


def test_services_and_domain_never_read_the_clock_and_never_commit() -> None:
    for path in sources("services", "domain", "screens"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"commit", "rollback", "utcnow", "today"}, f"{path.name}:{node.lineno}"
                assert not (node.func.attr == "now" and node.args == []), f"{path.name}:{node.lineno}"


def test_public_functions_of_services_and_sandbox_say_what_they_do() -> None:
    silent = [
        f"{path.parent.name}/{path.name}:{node.name}"
        for path in sources("services", "sandbox")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []


@pytest.mark.parametrize("path", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in sources(*ROOMS)])
def test_a_file_is_one_feature(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 320


def test_every_kind_of_message_has_a_renderer() -> None:
    """mypy lets nothing but a MessageKind be planned; somebody must render each of them."""
    assert set(build_renderers(Addresses("bot", None))) == set(MessageKind)


def errors_of_the_club(base: type[ClubError] = ClubError) -> Iterator[type[ClubError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from errors_of_the_club(kind)


def test_every_error_has_words_of_its_own() -> None:
    """An InvalidAnswer brings its own sentence; every other error has one in the table, or a screen."""
    assert set(errors_of_the_club()) - {InvalidAnswer} == {*errors.TEXTS, *errors.SCREENS}
    assert len(set(errors.TEXTS.values())) == len(errors.TEXTS)


@pytest.mark.parametrize("text", errors.TEXTS.values())
def test_a_sentence_for_an_error_fits_a_toast(text: str) -> None:
    assert len(text) <= TOAST_LIMIT


def test_a_button_either_acts_or_opens() -> None:
    for path in sources("screens"):
        assert "Button(" not in path.read_text() or path.name == "kit.py", f"{path.name}: use button() or link()"
    assert Button("x", data="y").url is None
