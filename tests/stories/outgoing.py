"""Messages of the outbox without a feature behind them, for the stories of delivery."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.engine import Session
from db.models import Member, OutboxRow
from domain.vocabulary import OutboxState, Priority
from scheduler.delivery import Delivery
from screens.kit import Screen
from services import outbox
from services.outbox import Due, Message
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def render(session: Session, due: Due, now: datetime) -> Screen | None:
    return Screen(f"весть {due.entity_id}")


async def refuse_to_render(session: Session, due: Due, now: datetime) -> Screen | None:
    raise RuntimeError("a broken renderer")


async def nothing_to_say(session: Session, due: Due, now: datetime) -> Screen | None:
    return None


RENDERERS = {"test": render, "broken": refuse_to_render, "pointless": nothing_to_say}


async def member(club: Club, person: Phone) -> int:
    """The person as a member Telegram can write to; returns the member's id."""
    await person.starts()
    async with club.sessions.begin() as session:
        row = Member(telegram_id=person.id, created_at=club.now, joined_at=club.now)
        session.add(row)
        await session.flush()
        return row.id


async def plan(
    club: Club,
    member_id: int,
    *numbers: int,
    kind: str = "test",
    priority: int = Priority.NOTICE,
    expires_at: datetime | None = None,
) -> None:
    """Plan «весть <number>» for now. Only tests know these kinds."""
    messages = [
        Message(kind, f"event:{number}", member_id, club.now, Priority(priority), expires_at)  # type: ignore[arg-type]
        for number in numbers
    ]
    async with club.sessions.begin() as session:
        await outbox.plan(session, messages)


async def tick(club: Club, *, after: timedelta = timedelta()) -> None:
    """What a fresh process does first: it settles what was lost, and sends what is due."""
    club.telegram.clock.advance(after)
    delivery = Delivery(club.sessions, club.messenger, RENDERERS, lambda: club.now)
    await delivery.recover()
    await delivery.tick()
    await delivery.drain()


async def rows(club: Club) -> list[OutboxRow]:
    async with club.sessions.begin() as session:
        query = select(OutboxRow).where(OutboxRow.kind.in_(RENDERERS)).order_by(OutboxRow.id)
        return list(await session.scalars(query))


async def states(club: Club) -> list[OutboxState]:
    return [row.state for row in await rows(club)]


def news(person: Phone) -> list[str]:
    """What the person got of all this."""
    return [m["text"] for m in person.from_bot if m["text"].startswith("весть")]
