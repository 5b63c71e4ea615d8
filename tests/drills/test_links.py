"""Ten thousand deep links nobody gave out, and one link to coordinate that a hundred people open at once.

A link is typed by hand, cut by a messenger, guessed by a stranger: each gets an answer, none is an incident, and a
guest leaves no trace. Of a hundred who open one link one wins; without the single UPDATE that decides, several would.
"""

import asyncio
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import AuditEntry, Invite, MemberRole
from domain import addresses
from domain.actors import Actor
from domain.errors import InviteInvalid
from domain.vocabulary import Role
from services.people import invites
from tests.conftest import BACKENDS
from tests.drills.conftest import ROUNDS
from tests.drills.people import changes, given_world, incidents, is_own, snapshot
from tests.services.given_people import given_consented
from tests.stories.conftest import Club

# 10,000 in the long form
LINKS = 150 if ROUNDS == 1 else 500 * ROUNDS
AT_ONCE = 20
SIGNS = "ABCabc019_-"
# what Telegram's own apps would not send, and a client of one's own may
WILD = SIGNS + " \x00\n:;'\"<&%я٣②🧑‍🏫\u202e"
PREFIXES = sorted(
    {str(value) for name, value in vars(addresses).items() if name.endswith("_PREFIX")}
    | {"t_", "group", "join", "tip_", ""}
)
NUMBERS = ("0", "-1", "1", "2", "007", str(2**31), str(2**63), "9" * 60, "1_link", "1_inline", "1_x", "٣", "1e3", "")
RACERS = 100
FEW, TRIES = 20, 25


def payloads(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        prefix = chance.choice(PREFIXES)
        yield chance.choice(
            (
                prefix + chance.choice(NUMBERS),
                prefix + "".join(chance.choices(SIGNS, k=chance.randint(0, 60))),
                prefix + "".join(chance.choices(WILD, k=chance.randint(0, 60))),
                "".join(chance.choices(WILD, k=chance.randint(1, 200))),
                prefix[: chance.randint(0, len(prefix))] + chance.choice(NUMBERS),
            )
        )


async def test_links_nobody_gave_out_open_nothing(club: Club) -> None:
    world, phones = await given_world(club)
    failed = incidents()
    for number, name in enumerate(("guest", "stranger")):
        phone, actor = phones[name], world.people[name]
        before = await snapshot(club.sessions)
        links = list(payloads(LINKS // 2, number))
        for start in range(0, len(links), AT_ONCE):
            seen = said_by_bot(club, phone.id)
            updates = [_started(club, phone.id, payload) for payload in links[start : start + AT_ONCE]]
            await asyncio.gather(*map(club.feed, updates))
            assert incidents() == failed, links[start : start + AT_ONCE]
            assert said_by_bot(club, phone.id) >= seen + len(updates)
        after = await snapshot(club.sessions)
        strange = [str(one) for one in changes(before, after) if not is_own(one, actor, before, after)]
        assert strange == []
        if name == "guest":
            assert list(changes(before, after)) == [], "a guest leaves no trace"


def said_by_bot(club: Club, person_id: int) -> int:
    """How many messages; thousands of them are not copied only to be counted."""
    return sum(message.from_bot for message in club.telegram.state.messages.of(person_id))


def _started(club: Club, person_id: int, payload: str) -> dict[str, Any]:
    """«/start …» as a client of one's own may write it: Telegram's apps keep to letters and digits."""
    club.telegram.starts(person_id)
    (update,) = club.telegram.take_updates()
    update["message"]["text"] = f"/start {payload}"
    return update


# --- one link, a hundred people


async def race(sessions: Sessions, token: str, people: list[Actor], now: datetime) -> list[bool | BaseException]:
    async def try_it(actor: Actor) -> bool:
        async with sessions.begin() as session:
            return await invites.redeem(session, actor, token, now)

    return await asyncio.gather(*map(try_it, people), return_exceptions=True)


async def given_link(sessions: Sessions, now: datetime, count: int, first: int = 1) -> tuple[str, list[Actor]]:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        return token, [await given_consented(session, now, telegram_id=first + n) for n in range(count)]


async def coordinators(session: Session) -> int:
    return await session.scalar(select(func.count()).where(MemberRole.role == Role.COORDINATOR)) or 0


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_of_a_hundred_who_open_one_link_one_wins(sessions: Sessions, now: datetime, seed: int) -> None:
    token, people = await given_link(sessions, now, RACERS)
    outcomes = await race(sessions, token, people, now)
    assert outcomes.count(True) == 1
    assert sum(isinstance(one, InviteInvalid) for one in outcomes) == RACERS - 1
    async with sessions.begin() as session:
        assert await coordinators(session) == 1
        told = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "invite.redeemed")
        assert await session.scalar(told) == 1


@pytest.mark.parametrize("backend", BACKENDS)
async def test_without_the_single_update_several_win(
    sessions: Sessions, database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at first and marked afterwards, as one would write it without thinking of others."""

    async def redeem(session: Session, actor: Actor, token: str, now: datetime) -> bool:
        await invites.check(session, token, now)
        digest = invites._digest(token)
        await session.execute(update(Invite).where(Invite.token_sha256 == digest).values(used_at=now))
        session.add(MemberRole(member_id=actor.known(), role=Role.COORDINATOR, granted_at=now))
        return True

    engine = create_async_engine(database_url, pool_size=FEW)
    try:
        for number in range(TRIES):
            token, people = await given_link(sessions, now, FEW, first=1 + number * FEW)
            with monkeypatch.context() as unguarded:
                unguarded.setattr(invites, "redeem", redeem)
                outcomes = await race(create_sessions(engine), token, people, now)
            # SQLite turns away who has polled its busy file for too long
            assert all(one is True or isinstance(one, InviteInvalid | DBAPIError) for one in outcomes)
            if outcomes.count(True) > 1:
                return
    finally:
        await engine.dispose()
    pytest.fail("nobody ever came second and won, so the race above proves nothing")
