"""Poison among a hundred updates: what nobody can read, what is of no known kind, what is huge, what always fails.

Everybody else is answered meanwhile; the poison is put aside and the journal says so; no log holds a word of it.
"""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy import func, select

from bot import hands
from bot.logs import configure_logging
from db.models import AuditEntry, InboxRow
from domain.vocabulary import InboxState
from screens.kit import Screen
from services import intake as inbox
from tests.conftest import BACKENDS
from tests.drills.conftest import ROUNDS
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.test_intake import Taking

CANARY = "Каллиграфия-8912"
HUNDRED = 100
SPOILED_EVERY = 10


def _date_of_no_calendar(message: dict[str, Any]) -> None:
    message["date"] = 10**18


def _wrong_types(message: dict[str, Any]) -> None:
    message["chat"], message["text"] = [message["text"]], {"no": "text"}


def _nobody(message: dict[str, Any]) -> None:
    message["from"] = {"id": message["text"]}


def _huge(message: dict[str, Any]) -> None:
    message["text"] = CANARY * 100_000
    message["entities"] = [{"type": "bold", "offset": "0", "length": {}}]


def _nothing_of_a_message(message: dict[str, Any]) -> None:
    words = message.get("text")
    message.clear()
    message["text"] = words


UNREADABLE: list[Callable[[dict[str, Any]], None]] = [
    _date_of_no_calendar,
    _wrong_types,
    _nobody,
    _huge,
    _nothing_of_a_message,
]


def said(club: Club, phone: Phone, text: str) -> dict[str, Any]:
    """The update of a person's message, taken from Telegram."""
    club.telegram.says(phone.id, text)
    (update,) = club.telegram.take_updates()
    return update


def of_no_known_kind(update: dict[str, Any]) -> dict[str, Any]:
    return {"update_id": update["update_id"], "mind_reading": {"of": update["message"]["from"], "text": CANARY}}


async def crowd(club: Club, count: int) -> list[Phone]:
    """So many people with the menu open."""
    people = [club.stranger(f"Гость {number}") for number in range(count)]
    for one in people:
        await one.starts()
    return people


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_poison_among_a_hundred_harms_nobody(club: Club, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    people = await crowd(club, HUNDRED)
    batch, spoiled = [], set[int]()
    for number, phone in enumerate(people):
        update = said(club, phone, CANARY if number % SPOILED_EVERY == seed % SPOILED_EVERY else "/menu")
        if number % SPOILED_EVERY == seed % SPOILED_EVERY:
            spoiled.add(number)
            UNREADABLE[(number // SPOILED_EVERY + seed) % len(UNREADABLE)](update["message"])
        batch.append(update)
    unknown = of_no_known_kind(said(club, people[0], "/menu"))
    before = [len(one.from_bot) for one in people]
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logging("DEBUG", "json")
        intake = Taking(club)
        await intake.take([*batch[:50], unknown, *batch[50:]])
        await intake.drain(60)
    finally:
        root.handlers[:], root.level = handlers, level

    answered = [len(one.from_bot) - count for one, count in zip(people, before, strict=True)]
    assert answered == [0 if number in spoiled else 1 for number in range(HUNDRED)]
    async with club.sessions.begin() as session:
        counted = await session.execute(select(InboxRow.state, func.count()).group_by(InboxRow.state))
        states = {row.state: row[1] for row in counted}
        put_aside = await session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "update.quarantined")
        )
    assert states == {InboxState.DONE: HUNDRED + 1 - len(spoiled), InboxState.QUARANTINED: len(spoiled)}
    assert put_aside == len(spoiled)
    written = capsys.readouterr()
    assert written.err.count("put aside") == len(spoiled)
    assert CANARY not in written.err + written.out


@pytest.mark.parametrize("backend", BACKENDS)
async def test_a_letter_no_database_holds_stops_nobody(club: Club) -> None:
    """Half a letter and a zero byte: JSON carries them, PostgreSQL's JSON does not."""
    await club.anna.starts()
    await club.irina.starts()
    batch = [said(club, club.anna, "/menu"), said(club, club.irina, "/menu")]
    batch[0]["message"]["text"] = "\ud800 \x00"
    intake = Taking(club)
    await intake.take(batch)
    await intake.drain(60)
    assert len(club.irina.from_bot) == 2
    assert len(club.anna.from_bot) == 2


async def test_what_always_fails_is_tried_five_times_while_others_go_on(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = 0

    def broken(*_: Any, **__: Any) -> Screen:
        nonlocal attempts
        attempts += 1
        raise ValueError(CANARY)

    people = await crowd(club, 10)
    monkeypatch.setattr("screens.home.help_page", broken)
    intake = Taking(club)
    await intake.take([said(club, people[0], "/help")])
    answered = 0
    for pause in (*inbox.BACKOFF, inbox.KEPT):
        await intake.take([said(club, one, "/menu") for one in people[1:]])
        answered += 1
        await intake.drain(60)
        club.telegram.clock.advance(pause)
        await intake.retry()
        await intake.drain(60)
    assert attempts == len(inbox.BACKOFF) + 1
    assert [len(one.from_bot) for one in people[1:]] == [answered + 1] * 9
    assert await put_aside(club, intake) == 1
    # the person's own next word is answered as well
    await people[0].says("/menu")
    assert "номер" not in people[0].sees


async def put_aside(club: Club, intake: Taking) -> int:
    async with club.sessions.begin() as session:
        assert await inbox.waiting(session, club.bot.id, club.now) == []
        query = select(func.count()).where(InboxRow.state == InboxState.QUARANTINED)
        return await session.scalar(query) or 0


async def test_without_a_place_for_poison_it_would_take_others_along(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoded without being put aside, as by a library's own polling, one loses the others of its batch."""
    people = await crowd(club, 3)
    batch = [said(club, one, "/menu") for one in people]
    _date_of_no_calendar(batch[1]["message"])

    async def decoded(_: Any, taken: inbox.Taken, *__: Any) -> Update:
        return Update.model_validate(taken.raw, context={"bot": club.bot})

    monkeypatch.setattr(hands, "decoded", decoded)
    intake = Taking(club)
    with pytest.raises(ValidationError):
        await intake.take(batch)
    await intake.drain(60)
    assert [len(one.from_bot) for one in people] == [2, 1, 1]
