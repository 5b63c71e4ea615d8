"""The direct door: aiogram talks to the local Telegram in the same process, without HTTP.

Values are prepared and answers are read exactly as aiogram's own HTTP session does, so a story through this
door and the real network meet the same rules.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import InputFile

from sandbox.errors import ConnectionDropped, NoAnswer
from sandbox.files import UploadedFile
from sandbox.telegram import Telegram


class DirectSession(BaseSession):
    """A session for `Bot(token, session=DirectSession(telegram))`."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self.telegram = telegram

    async def close(self) -> None:
        """Nothing to close: there is no connection."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's signature)
    ) -> TelegramType:
        """Calls the method. Raises aiogram's own errors, TelegramNetworkError for injected network faults."""
        uploads: dict[str, InputFile] = {}
        params = {}
        for name, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=uploads)
            if prepared:
                params[name] = prepared
        files = {key: await self._read(bot, key, upload) for key, upload in uploads.items()}
        try:
            answer = await self.telegram.call(method.__api_method__, params, files, token=bot.token)
        except ConnectionDropped as error:
            raise TelegramNetworkError(method, "ServerDisconnectedError: Server disconnected") from error
        except NoAnswer as error:
            raise TelegramNetworkError(method, "Request timeout error") from error
        response = self.check_response(bot, method, answer.status, answer.text)
        return cast(TelegramType, response.result)

    async def _read(self, bot: Bot, key: str, upload: InputFile) -> UploadedFile:
        content = b"".join([chunk async for chunk in upload.read(bot)])
        return UploadedFile(upload.filename or key, content)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 (aiogram's signature)
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Yields a file by its download address. Raises FileNotFoundError for an unknown one."""
        path = url.partition(f"/file/bot{self.telegram.state.account.token}/")[2]
        file = self.telegram.state.files.by_path(path)
        if file is None:
            raise FileNotFoundError(url)
        for begin in range(0, len(file.content), chunk_size):
            yield file.content[begin : begin + chunk_size]
