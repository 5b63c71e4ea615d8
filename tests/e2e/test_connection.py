"""What the real HTTP client makes of a network that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ThreadedResolver

from bot import connection
from bot.connection import create_bot
from bot.messenger import Messenger
from domain.sending import NoAnswer, SendingError, ServerFault
from scheduler.pace import Pace
from screens.kit import Screen

pytestmark = pytest.mark.e2e


@asynccontextmanager
async def server(answer: bytes | None) -> AsyncIterator[str]:
    """A server that reads a request and gives `answer`; None keeps silent."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def sending_fails_with(address: str) -> SendingError:
    bot = create_bot("42:token", address)
    try:
        with pytest.raises(SendingError) as failure:
            await Messenger(bot, Pace()).send(1, Screen("весть"))
    finally:
        await bot.session.close()
    return failure.value


async def test_silence_after_the_request_means_it_may_have_been_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_ANSWER_SECONDS", 0.2)
    async with server(None) as address:
        assert isinstance(await sending_fails_with(address), NoAnswer)


async def test_a_connection_that_can_not_be_made_has_carried_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A throttled network often hangs before the request leaves; such a message may be sent again."""
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 0.2)

    async def never(*_: object, **__: object) -> list[object]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(ThreadedResolver, "resolve", never)
    assert isinstance(await sending_fails_with("http://telegram.invalid"), ServerFault)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 15\r\n\r\n<html>502</html",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n\xf0\xe1\xe2\xff",
    ],
    ids=["hangs up", "a page", "a page in another encoding"],
)
async def test_an_answer_that_is_not_telegrams_is_a_fault_to_wait_out(answer: bytes) -> None:
    async with server(answer) as address:
        assert isinstance(await sending_fails_with(address), ServerFault)


async def test_a_refused_connection_is_a_fault_to_wait_out() -> None:
    assert isinstance(await sending_fails_with("http://127.0.0.1:9"), ServerFault)
