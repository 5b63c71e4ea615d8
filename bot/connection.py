"""The connection to Telegram: a client of the Bot API, and the first greeting, however long it takes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods.base import Response, TelegramMethod, TelegramType
from aiogram.types import BotCommand, InputFile, LinkPreviewOptions
from aiohttp import BytesPayload, ClientTimeout, FormData

from bot.intake import backoff, describe
from bot.settings import SettingsError
from screens.navigation import COMMANDS

log = structlog.get_logger()

T = TypeVar("T")

_ANSWER_SECONDS = 30
# a connection that can't be made by then has carried nothing: the message may safely be tried again
_CONNECT_SECONDS = 10
_FORM = "application/x-www-form-urlencoded"


class _Connection(AiohttpSession):
    """aiogram's HTTP session that tells «never left» from «no answer», and fails only in aiogram's own words."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's signature)
    ) -> TelegramType:
        limits = ClientTimeout(total=timeout or _ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        try:
            # aiogram hands the value to aiohttp as it is, and aiohttp knows finer limits than a number
            return await super().make_request(bot, method, limits)  # type: ignore[arg-type]
        except UnicodeDecodeError as error:
            # a page of some provider on the way, in an encoding it does not name
            raise TelegramNetworkError(method, "an answer that is not text") from error

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """A request without files needs none of aiohttp's machinery for files."""
        files: dict[str, InputFile] = {}
        dumped = method.model_dump(warnings=False).items()
        fields = {name: value for name, given in dumped if (value := self.prepare_value(given, bot=bot, files=files))}
        if files:
            return super().build_form_data(bot, method)
        # whatever aiohttp can send will do, though aiogram promises a form
        return BytesPayload(urlencode(fields).encode(), content_type=_FORM)  # type: ignore[return-value]


def create_bot(token: str, api_url: str = "", session: BaseSession | None = None) -> Bot:
    """A client of the Bot API at `api_url`, or of `session`'s own; texts are HTML, links make no previews."""
    session = session or _Connection(api=TelegramAPIServer.from_base(api_url.rstrip("/")))
    session.middleware(_keep_model_of_answer)
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True)),
    )


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram brings updates, and the secret by which it is known."""

    url: str
    secret: str


async def _keep_model_of_answer(
    make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
) -> Response[TelegramType]:
    _model_of_answer(type(method))
    return await make_request(bot, method)


@cache
def _model_of_answer(method: type[TelegramMethod[Any]]) -> Any:
    """The model aiogram reads the answer with.

    It asks pydantic for the model at every call, and pydantic forgets one that nobody holds: making it again takes
    longer than all the rest of the call.
    """
    return Response[method.__returning__]  # type: ignore[name-defined]


async def greet(bot: Bot) -> None:
    """Say hello until Telegram answers, then tell it our commands. Raises SettingsError for a refused token."""
    me = await _insist(bot.me)
    try:
        await bot.set_my_commands([BotCommand(command=name, description=text) for name, text in COMMANDS.items()])
    except AiogramError as error:
        log.warning("commands were not set", reason=describe(error))
    log.info("connected to Telegram", bot=me.username)


async def open_door(bot: Bot, webhook: WebhookAddress | None, allowed_updates: Sequence[str]) -> None:
    """Tell Telegram where updates go; None: they are polled. Raises SettingsError for a refused token."""
    if webhook is None:
        await _insist(bot.delete_webhook)
        return
    types = list(allowed_updates)
    await _insist(lambda: bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=types))
    log.info("Telegram brings updates by itself")


async def _insist(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until Telegram answers, however long it takes. Raises SettingsError for a refused token."""
    failures = 0
    while True:
        try:
            return await ask()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingsError("BOT_TOKEN is refused by Telegram: take a fresh one from @BotFather.") from None
        except TelegramBadRequest as error:
            # Telegram's own words here are about the address alone
            raise SettingsError(f"WEBHOOK_URL is refused by Telegram: {error.message}.") from None
        except AiogramError as error:
            pause = error.retry_after if isinstance(error, TelegramRetryAfter) else backoff(failures)
            log.warning("Telegram is unreachable, trying again", in_seconds=pause, reason=describe(error))
            failures += 1
            await asyncio.sleep(pause)
