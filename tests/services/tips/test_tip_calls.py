"""Coordinators are called to members' tips: once at the beginning, and again when one waits too long."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import OutboxRow
from domain.tips.proposals import Proposal
from domain.vocabulary import Direction, MessageKind
from services.tips import tip_calls, tip_moderation, tip_proposals
from tests.services.tips.test_tip_proposals import PARENTS, SILENCE, given_desk

K = MessageKind


def club(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2026 in Tyumen; the 7th is a Wednesday."""
    return datetime(2026, 10, day, hour - 5, minute, tzinfo=UTC)


async def calls(session: Session, kind: MessageKind) -> list[datetime]:
    query = select(OutboxRow.due_at).where(OutboxRow.kind == kind).order_by(OutboxRow.due_at)
    return list(await session.scalars(query))


async def test_an_author_who_mends_what_waits_calls_nobody_again(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        author, _, _ = await given_desk(session, club(7, 10))
        tip = await tip_proposals.send(session, author, PARENTS, None, club(7, 10))
        await tip_proposals.send(session, author, SILENCE, tip.id, club(7, 11))
        await tip_proposals.send(session, author, PARENTS, tip.id, club(7, 12))
        assert await calls(session, K.TIP_TO_REVIEW) == [club(7, 10)]
        await tip_proposals.withdraw(session, author, tip.id)
        await tip_proposals.send(session, author, PARENTS, tip.id, club(7, 13))
        assert await calls(session, K.TIP_TO_REVIEW) == [club(7, 10), club(7, 13)]


async def test_a_tip_that_waits_too_long_calls_again_every_working_morning(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        author, _, maria = await given_desk(session, club(7, 10))
        tip = await tip_proposals.send(session, author, PARENTS, None, club(7, 10))
        told = []
        # every hour of a fortnight; the desk has till Friday, 10:00, and does not work at weekends
        for hour in range(14 * 24):
            now = club(7, 10) + timedelta(hours=hour)
            await tip_calls.remind(session, now)
            told.append(await tip_calls.late_since(session, now) is not None)
        mornings = [12, 13, 14, 15, 16, 19, 20, 21]
        assert await calls(session, K.TIP_LATE) == [club(day, 9) for day in mornings]
        assert told.index(True) == 48
        rows = (await session.scalars(select(OutboxRow).where(OutboxRow.kind == K.TIP_LATE))).all()
        assert {row.recipient_id for row in rows} == {maria.owner()}
        assert {row.expires_at - row.due_at for row in rows if row.expires_at} == {timedelta(hours=12)}

        view = await tip_moderation.review(session, maria, tip.id)
        await tip_moderation.hand_back(session, maria, tip.id, view.mark, "добавьте пример", club(21, 12))
        await tip_calls.remind(session, club(22, 9))
        assert await tip_calls.late_since(session, club(22, 9)) is None
        # sent again, it waits from then on, not from its first day
        await tip_proposals.send(session, author, SILENCE, tip.id, club(22, 10))
        await tip_calls.remind(session, club(23, 9))
        assert len(await calls(session, K.TIP_LATE)) == len(mornings)


async def test_a_twin_that_waits_is_noticed_too(sessions: Sessions, now: datetime) -> None:
    """By its author, and by the coordinator; nobody else reads what is not published."""
    again = Proposal(Direction.PARENTS, "Письма домой", PARENTS.text.replace("семьям", "семье"))
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        first = await tip_proposals.send(session, author, PARENTS, None, now)
        found = await tip_proposals.alike(session, author, again)
        assert found is not None
        assert found.id == first.id
        assert await tip_proposals.alike(session, author, again, first.id) is None, "of itself a tip is no twin"
        assert await tip_proposals.alike(session, reader, again) is None
        second = await tip_proposals.send(session, reader, again, None, now)
        view = await tip_moderation.review(session, maria, second.id)
        assert view.alike is not None
        assert view.alike.title == "Письмо домой"
