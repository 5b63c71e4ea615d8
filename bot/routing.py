"""Who is asked about an update: only routers one of whose handlers could take it.

aiogram asks all of them, one filter after another, each plain function in a thread of its own: a press would pass five
hundred filters, and a typed word take fifty trips to a thread.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message, TelegramObject

# what an update is told by: a press by the name of its button, a message by what is awaited and whether it is a command
Sign = str | tuple[str | None, bool] | None

_OF_NO_FORM = "*"


class Switchboard(Router):
    """Asks `routers` in their order, but for those that can't answer; who of the rest answers is aiogram's business."""

    def __init__(self, routers: Sequence[Router]) -> None:
        super().__init__(name="switchboard")
        self.include_routers(*routers)
        self._asked: dict[tuple[str, Sign], list[Router]] = {}
        for one in self._filters():
            if not one.awaitable:
                one.callback, one.awaitable = _AtOnce(one.callback), True
        asks = [_plain(one) for one in self._filters()]
        self._buttons = {one.callback_data.__prefix__ for one in asks if isinstance(one, CallbackQueryFilter)}
        self._states = {one.state for one in asks if isinstance(one, State)}

    async def _propagate_event(
        self, observer: TelegramEventObserver | None, update_type: str, event: TelegramObject, **kwargs: Any
    ) -> Any:
        for router in self.asked(update_type, self._sign(event, kwargs.get("raw_state"))):
            response = await router.propagate_event(update_type=update_type, event=event, **kwargs)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def asked(self, update_type: str, sign: Sign) -> Sequence[Router]:
        """Routers that may have a handler for such an update, in their order."""
        found = self._asked.get((update_type, sign))
        if found is None:
            found = [one for one in self.sub_routers if self._may_take(one, update_type, sign)]
            self._asked[update_type, sign] = found
        return found

    def _sign(self, event: TelegramObject, raw_state: str | None) -> Sign:
        """What nobody here knows is one and the same: whoever makes up buttons must not fill our memory."""
        match event:
            case CallbackQuery():
                name = (event.data or "").partition(":")[0]
                return name if name in self._buttons else None
            case Message():
                words = event.text or event.caption or ""
                return (raw_state if raw_state in self._states else None, words.startswith("/"))
        return None

    def _may_take(self, router: Router, update_type: str, sign: Sign) -> bool:
        return bool(router.sub_routers) or any(
            _may_match(handler, update_type, sign) for handler in router.observers[update_type].handlers
        )

    def _filters(self) -> Iterable[FilterObject]:
        for router in self.sub_routers:
            for observer in router.observers.values():
                for handler in observer.handlers:
                    yield from handler.filters or ()


class _AtOnce:
    """A filter that looks at nothing but the update needs no thread."""

    def __init__(self, look: Callable[..., Any]) -> None:
        self.look = look

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.look(*args, **kwargs)


def _plain(one: FilterObject) -> object:
    return one.callback.look if isinstance(one.callback, _AtOnce) else one.callback


def _may_match(handler: HandlerObject, update_type: str, sign: Sign) -> bool:
    return all(_may_pass(_plain(one), update_type, sign) for one in handler.filters or ())


def _may_pass(filter_: object, update_type: str, sign: Sign) -> bool:
    """False only where the filter's answer is certain."""
    match filter_, sign:
        case CallbackQueryFilter(), _ if update_type == "callback_query":
            return filter_.callback_data.__prefix__ == sign
        case State(), (awaited, _):
            return filter_.state in (_OF_NO_FORM, awaited)
        case Command(), (_, is_command):
            return is_command or filter_.prefix != "/"
    return True
