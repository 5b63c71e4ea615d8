"""One rule for all forms: who turns to something else is no longer typing the form's answer.

Otherwise «спасибо» under a calendar would become somebody's name. What was answered stays in the draft, and
«Продолжить» goes on from there.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from handlers import drafts, fallback
from handlers.events import roster
from handlers.people import members_desk

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

# who answers while one looks at a roster: its cards open files people have sent
_AT_A_ROSTER = {drafts.ROSTER, drafts.NEWCOMERS, drafts.ROSTER_FILES, drafts.EVENT_ANSWERS, fallback.NAME}
# who answers while one looks for people
_AMONG_PEOPLE = {
    *(drafts.PEOPLE, drafts.CORRECTIONS, drafts.BLOCKING, drafts.MERGING, drafts.CLAIMS, "roles", "journal"),
    fallback.NAME,
}


class Suspension(BaseMiddleware):
    """Inner middleware of messages and presses: by then it is known which router has taken the event.

    A form's router has the name of the form's state. What the fallback takes (a sticker, a word nobody
    understood, a mistyped command) leads nowhere, so the question stays open; so it does after a refusal, which
    rolls this back with everything else.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        awaited: str | None = data["raw_state"]
        answering = data["event_router"].name
        if awaited is not None:
            form, _, _ = awaited.partition(":")
            if answering not in (form, fallback.NAME):
                await data["state"].set_state(None)
        if answering not in _AT_A_ROSTER:
            await roster.forget_search(data["state"])
        if answering not in _AMONG_PEOPLE:
            await members_desk.forget_search(data["state"])
        return await handler(event, data)
