"""A canary in every word: a token, a phone and a text, which no log, traceback, figure or journal may ever sing.

Turns fail in every way the club names and in ways nobody named, deliveries fail, files fail, the database fails, each
with the canary in the exception, in the message and in Telegram's own refusal. The logs are written at DEBUG, as text
and as JSON. Without the redaction of exceptions the canary sings at once.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import structlog
from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select, text
from starlette.applications import Starlette

from bot import logs
from bot.logs import configure_logging
from bot.metrics import metrics_route
from bot.wiring import build_dispatcher
from db.engine import Session
from db.models import AuditEntry, InboxRow, Member, OutboxRow
from domain.errors import ClubError
from domain.vocabulary import Priority
from screens.kit import File, Screen
from tests.stories.conftest import Club
from tests.stories.outgoing import plan, tick
from tests.stories.test_intake import Taking

TOKEN = "1234567890:AAF-canary_DEF0123456789-abcdefghij"
PHONE = "+7 912 345-67-89"
WORDS = "Канарейка поёт"
SONGS = (TOKEN, TOKEN.partition(":")[2], PHONE, "9123456789", WORDS)
CANARY = f"{WORDS} {PHONE} {TOKEN}"
METRICS_TOKEN = "metrics-token-of-this-drill"


class Unnamed(Exception):
    """Its words quote a person, as a library's do."""


def named() -> Iterator[type[ClubError]]:
    def below(kind: type[ClubError]) -> Iterator[type[ClubError]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return below(ClubError)


def broken(kind: type[Exception]) -> Exception:
    return (
        kind(CANARY) if kind is not UnicodeDecodeError else UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY)
    )


UNNAMED: tuple[type[Exception], ...] = (
    Unnamed,
    ValueError,
    KeyError,
    OSError,
    RecursionError,
    AssertionError,
    UnicodeDecodeError,
    TimeoutError,
)


def failing_router() -> Router:
    """Handlers that fail as a message says: «fail <name> <canary>»."""
    kinds = {kind.__name__: kind for kind in (*named(), *UNNAMED)}

    async def said(message: Message, session: Session) -> Screen | File:
        structlog.get_logger("handlers.drill").debug("said", text=message.text, note=f"bot{TOKEN}, {PHONE}")
        _, _, name = (message.text or "").partition("fail ")
        name = name.partition(" ")[0]
        if name == "SQL":
            await session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": CANARY})
        if name == "Double":
            session.add(
                Member(
                    telegram_id=(message.from_user.id if message.from_user else 0), full_name=CANARY, created_at=None
                )
            )
            await session.flush()
        if name == "Draw":
            return File("x.txt", _draw, CANARY)
        if name in kinds:
            try:
                raise broken(Unnamed)
            except Unnamed as cause:
                raise broken(kinds[name]) from cause
        return Screen("?")

    async def pressed(query: CallbackQuery) -> Screen:
        raise Unnamed(query.data)

    router = Router()
    router.message.register(said)
    router.callback_query.register(pressed)
    return router


def _draw() -> bytes:
    raise Unnamed(CANARY)


@contextmanager
def written(form: str) -> Iterator[None]:
    """Logs as the process writes them, at their most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logging("DEBUG", form, secrets=[TOKEN])
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


async def fail_in_every_way(club: Club) -> int:
    """Returns how many turns were begun."""
    await club.anna.joins()
    anna_id = await _member_id(club)
    club.dispatcher = build_dispatcher(
        club.sessions, lambda: club.now, club.messenger, club.live, club.addresses, [failing_router()]
    )
    names = [kind.__name__ for kind in (*named(), *UNNAMED)] + ["SQL", "Double", "Draw"]
    intake = Taking(club)
    for name in names:
        club.telegram.says(club.anna.id, f"fail {name} {CANARY}")
        await intake.take(club.telegram.take_updates())
        await intake.drain(60)
    club.telegram.presses(club.anna.id, club.anna.from_bot[-1]["message_id"], WORDS)
    club.telegram.says(club.anna.id, CANARY)
    press, spoiled = club.telegram.take_updates()
    spoiled["message"]["chat"] = CANARY
    await intake.take([press, spoiled])
    await intake.drain(60)
    for fault in (
        {"status": 400, "description": f"Bad Request: {CANARY}"},
        {"kind": "html"},
        {"kind": "reset"},
        {"status": 403, "description": CANARY},
    ):
        for method in ("sendMessage", "getFile"):
            club.telegram.fault(method, **fault)
            club.telegram.says(club.anna.id, f"fail {fault} {CANARY}")
            await intake.take(club.telegram.take_updates())
            await intake.drain(60)
        await plan(club, anna_id, 1, 2, kind="broken", priority=Priority.NOTICE)
        club.telegram.fault("sendMessage", **fault)
        await plan(club, anna_id, 3)
        await tick(club)
    await _forgotten_task()
    return len(names) + 1


async def _member_id(club: Club) -> int:
    async with club.sessions() as session:
        return (await session.scalars(select(Member.id).where(Member.telegram_id == club.anna.id))).one()


async def _forgotten_task() -> None:
    async def forgotten() -> None:
        raise Unnamed(CANARY)

    task = asyncio.create_task(forgotten())
    await asyncio.wait([task])
    asyncio.get_running_loop().call_exception_handler(
        {
            "message": f"Task exception was never retrieved\nfuture: {task!r}",
            "exception": task.exception(),
            "task": task,
        }
    )


@pytest.mark.parametrize("form", ["text", "json"])
async def test_the_canary_never_sings(
    club: Club, form: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.turn._TRIES", 1)
    monkeypatch.setattr(logs, "_known_secrets", set())
    with written(form):
        turns = await fail_in_every_way(club)
        figures = await _metrics(club)
    club.telegram.refused.clear()
    said = capfd.readouterr()
    assert said.err.count("turn failed") >= len(UNNAMED), "else nothing was looked at"
    assert [song for song in SONGS if song in said.err + said.out] == []
    assert [song for song in SONGS if song in figures] == []
    async with club.sessions() as session:
        for model in (AuditEntry, OutboxRow):
            rows = [str(dict(row)) for row in (await session.execute(select(model.__table__))).mappings()]
            assert [song for song in SONGS for row in rows if song in row] == []
        kept = (await session.scalars(select(InboxRow.incident).where(InboxRow.incident.is_not(None)))).all()
    assert turns > len(kept) > 0


async def _metrics(club: Club) -> str:
    app = Starlette(routes=[metrics_route(METRICS_TOKEN, club.sessions, lambda: club.now)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://club") as client:
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        strange = await client.get(f"/metrics?{WORDS}", headers={"Authorization": "Bearer канарейка".encode()})
    assert (answer.status_code, strange.status_code) == (200, 404)
    return answer.text + strange.text


async def test_without_redaction_it_sings(
    club: Club, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.turn._TRIES", 1)
    monkeypatch.setattr(logs, "render_exception", structlog.processors.format_exc_info)
    with written("json"):
        await fail_in_every_way(club)
    club.telegram.refused.clear()
    assert WORDS in capfd.readouterr().err
