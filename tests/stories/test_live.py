"""Screens that move by themselves, and people who press buttons on them meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Literal

import pytest

from screens.desk import OpenPresence
from screens.events.presence import EnterCode
from screens.kit import Screen
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone

Request = Callable[..., Awaitable[Any]]


async def opens_board(club: Club, phone: Phone, name: str) -> int:
    """A coordinator looks at how many have come to an event in an hour."""
    async with club.sessions.begin() as session:
        event = await given_event(session, starts_at=club.now + timedelta(hours=1))
    await phone.joins(name=name)
    await club.coordinator(phone)
    await phone.presses(OpenPresence(event_id=event.id).pack())
    assert "Пришло: 0." in phone.sees
    return event.id


def draws(club: Club, text: str) -> None:
    """Whatever is counted, the board says this from now on."""

    async def draw(*_: object) -> Screen:
        return Screen(text, live="presence:1")

    club.live._drawers = {"presence": draw}


def through(club: Club, monkeypatch: pytest.MonkeyPatch, edit: Callable[[Request, str], Awaitable[Any]]) -> None:
    """Every edit goes through `edit`, which gets the call to Telegram and the new text."""
    request = club.bot.session.make_request

    async def passed(bot: Any, method: Any, **kwargs: Any) -> Any:
        async def send() -> Any:
            return await request(bot, method, **kwargs)

        return await edit(send, method.text) if method.__api_method__ == "editMessageText" else await send()

    monkeypatch.setattr(club.bot.session, "make_request", passed)


async def ends_or_waits(club: Club, press: asyncio.Task[None]) -> None:
    """Until the press is over, or wants the message that is being redrawn."""
    wanted = asyncio.Event()
    ask = club.live._redrawing.acquire

    async def acquire() -> Literal[True]:
        # the redraw holds this lock, so whoever asks for it waits
        wanted.set()
        return await ask()

    club.live._redrawing.acquire = acquire  # type: ignore[method-assign]
    wanting = asyncio.create_task(wanted.wait())
    await asyncio.wait({press, wanting}, return_when=asyncio.FIRST_COMPLETED)
    wanting.cancel()


async def test_a_redraw_does_not_come_after_the_screen_just_opened(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = await opens_board(club, club.maria, "Озерова Мария Львовна")
    draws(club, "Пришло: 1.")

    async def edit(send: Request, text: str) -> Any:
        answer = await send()
        if "Пришло" not in text:
            # Telegram has shown the new screen, and its answer is still on the way
            await club.live.tick()
        return answer

    through(club, monkeypatch, edit)
    await club.maria.presses(EnterCode(event_id=event_id).pack())
    assert "Пришло" not in club.maria.sees


async def test_a_redraw_on_its_way_is_waited_for(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = await opens_board(club, club.maria, "Озерова Мария Львовна")
    draws(club, "Пришло: 1.")
    on_its_way, arrives, others = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def edit(send: Request, text: str) -> Any:
        if "Пришло" in text:
            on_its_way.set()
            await arrives.wait()
            return await send()
        answer = await send()
        others.set()
        return answer

    through(club, monkeypatch, edit)
    redraw = asyncio.create_task(club.live.tick())
    await on_its_way.wait()
    press = asyncio.create_task(club.maria.presses(EnterCode(event_id=event_id).pack()))
    await ends_or_waits(club, press)
    assert not others.is_set()
    arrives.set()
    await asyncio.gather(redraw, press)
    assert "Пришло" not in club.maria.sees


async def test_a_redraw_that_waited_its_turn_looks_again(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = await opens_board(club, club.maria, "Озерова Мария Львовна")
    draws(club, "Пришло: 1.")
    slot, presses = club.messenger._pace.slot, []

    async def wait(*args: Any) -> None:
        if not presses:
            presses.append(asyncio.create_task(club.maria.presses(EnterCode(event_id=event_id).pack())))
            await ends_or_waits(club, presses[0])
        await slot(*args)

    monkeypatch.setattr(club.messenger._pace, "slot", wait)
    edits: list[str] = []

    async def edit(send: Request, text: str) -> Any:
        edits.append(text)
        return await send()

    through(club, monkeypatch, edit)
    await club.live.tick()
    await presses[0]
    assert len(edits) == 1
    assert "Пришло" not in edits[0]


async def test_a_board_that_can_not_be_drawn_holds_up_no_other(club: Club) -> None:
    await opens_board(club, club.maria, "Озерова Мария Львовна")
    await opens_board(club, club.pavel, "Громов Павел Ильич")

    async def draw(_: object, actor: Any, *__: object) -> Screen:
        if actor.telegram_id == club.maria.id:
            raise RuntimeError
        return Screen("Пришло: 1.", live="presence:2")

    club.live._drawers = {"presence": draw}
    await club.live.tick()
    assert "Пришло: 1." in club.pavel.sees
    assert "Пришло: 0." in club.maria.sees


async def test_a_board_its_person_deleted_does_not_come_back(club: Club) -> None:
    await opens_board(club, club.maria, "Озерова Мария Львовна")
    draws(club, "Пришло: 1.")
    club.telegram.deletes_message(club.maria.id, club.maria.newest["message_id"])
    await club.live.tick()
    assert "Пришло" not in club.maria.sees
    club.telegram.refused.clear()  # the redraw of a deleted message was refused, and that is the story
    await club.live.tick()
