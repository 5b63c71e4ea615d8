"""Digests and how a member wants announcements."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import Announcement, DigestItem, Member, OutboxRow
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound
from domain.mailing.announcement_run import Fate
from domain.mailing.announcement_sending import mark
from domain.vocabulary import AnnouncementState, Mailing, MessageKind, OutboxState
from services import deliveries
from services.mailing import announcement_report, announcement_sending, announcements, digests, mailing_choice
from services.outbox import Due
from tests.services.given_mailing import POLL, TEXT, given_announcement, given_desk, given_recipients

DIGEST = MessageKind.ANNOUNCEMENT_DIGEST


@pytest.fixture
async def desk(sessions: Sessions, now: datetime) -> Actor:
    async with sessions.begin() as session:
        return await given_desk(session, now)


async def given_members(session: Session, count: int, now: datetime) -> list[Actor]:
    return [Actor(one, one, consent_in_force=True, joined=True) for one in await given_recipients(session, count, now)]


async def started(session: Session, desk: Actor, now: datetime) -> int:
    id_ = await given_announcement(session, desk, now, TEXT, POLL)
    view = await announcements.view(session, desk, id_)
    await announcement_sending.start(session, desk, id_, mark(view), now)
    return id_


async def evening(sessions: Sessions, at: datetime) -> list[Due]:
    async with sessions.begin() as session:
        await digests.plan_due(session, at)
    async with sessions.begin() as session:
        return [due for due in await deliveries.claim(session, at) if due.kind == DIGEST]


async def test_one_digest_an_evening_tells_of_everything_once(sessions: Sessions, desk: Actor, now: datetime) -> None:
    six = now.replace(hour=13)
    async with sessions.begin() as session:
        anna, vera = await given_members(session, 2, now)
        for member in (anna, vera):
            await mailing_choice.choose(session, member, Mailing.DIGEST, now)
        first, second = [await started(session, desk, now) for _ in range(2)]
        stopped = await started(session, desk, now)
        await session.execute(
            update(Announcement).where(Announcement.id == stopped).values(state=AnnouncementState.STOPPED)
        )
        await session.execute(update(Member).where(Member.id == vera.owner()).values(blocked_at=now))
    assert await evening(sessions, six - timedelta(minutes=1)) == []
    (due,) = await evening(sessions, six + timedelta(minutes=5))
    assert due.recipient_id == anna.owner()
    async with sessions.begin() as session:
        assert {one.announcement_id for one in await digests.digest(session, due, six)} == {first, second}
    async with sessions.begin() as session:
        payload = await session.scalar(select(OutboxRow.payload).where(OutboxRow.id == due.id))
        again = Due(**{name: getattr(due, name) for name in Due.__slots__} | {"payload": payload})
        assert len(await digests.digest(session, again, six)) == 2, "a second try tells the same"
        assert await digests.opened(session, anna, first) is not None
        for announcement_id in (stopped, 999):
            with pytest.raises(NotFound):
                await digests.opened(session, anna, announcement_id)
        with pytest.raises(NotFound):
            await digests.opened(session, vera, first)
        await session.execute(
            update(Announcement).where(Announcement.id == first).values(state=AnnouncementState.RECALLED)
        )
    async with sessions.begin() as session:
        assert await digests.opened(session, anna, first) is None
    assert await evening(sessions, six + timedelta(minutes=9)) == []
    assert await evening(sessions, six + timedelta(days=1)) == []


async def told(sessions: Sessions, at: datetime) -> tuple[Due, set[int]]:
    """The digest of an evening: its row, and what it tells of."""
    (due,) = await evening(sessions, at)
    async with sessions.begin() as session:
        return due, {one.announcement_id for one in await digests.digest(session, due, at)}


async def test_a_digest_that_did_not_arrive_tells_of_the_same_the_next_evening(
    sessions: Sessions, desk: Actor, now: datetime
) -> None:
    six = now.replace(hour=13, minute=5)
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        await mailing_choice.choose(session, anna, Mailing.DIGEST, now)
        id_ = await started(session, desk, now)
    for day in (0, 1):
        due, ids = await told(sessions, six + timedelta(days=day))
        assert ids == {id_}
        async with sessions.begin() as session:
            await (deliveries.mark_blocked(session, due, six) if day else deliveries.mark_dead(session, due, "Refused"))
    assert await evening(sessions, six + timedelta(days=2)) == [], "nothing goes to whom nobody can reach"
    async with sessions.begin() as session:
        (await session.get_one(Member, anna.owner())).unreachable_since = None
    due, ids = await told(sessions, six + timedelta(days=2))
    assert ids == {id_}
    async with sessions.begin() as session:
        await deliveries.mark_sent(session, due, six)
    assert await evening(sessions, six + timedelta(days=5)) == []


async def test_a_digest_lost_in_a_crash_is_sent_again(sessions: Sessions, desk: Actor, now: datetime) -> None:
    six = now.replace(hour=13, minute=5)
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        await mailing_choice.choose(session, anna, Mailing.DIGEST, now)
        id_ = await started(session, desk, now)
    assert (await told(sessions, six))[1] == {id_}
    later = six + timedelta(minutes=2)
    async with sessions.begin() as session:
        assert await deliveries.recover(session, later, timedelta(minutes=2)) == 1
    assert (await told(sessions, later))[1] == {id_}


async def test_a_new_choice_holds_for_what_is_under_way(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, vera, olga, lena = await given_members(session, 4, now)
        id_ = await started(session, desk, now)
        query = select(OutboxRow).where(OutboxRow.recipient_id == lena.owner()).order_by(OutboxRow.due_at).limit(1)
        (await session.scalars(query)).one().state = OutboxState.SENT
        await session.flush()
        for member, how in ((anna, Mailing.NONE), (vera, Mailing.DIGEST), (lena, Mailing.NONE)):
            assert await mailing_choice.current(session, member) is Mailing.EACH
            await mailing_choice.choose(session, member, how, now)
            await mailing_choice.choose(session, member, how, now)
            assert await mailing_choice.current(session, member) is how
        figures = (await announcement_report.look(session, desk, id_, now)).figures
        # whom half of it has reached gets the rest too
        assert {one: figures.people(one) for one in (Fate.DECLINED, Fate.IN_DIGEST, Fate.LEFT)} == {
            Fate.DECLINED: 1,
            Fate.IN_DIGEST: 1,
            Fate.LEFT: 2,
        }
        await mailing_choice.choose(session, vera, Mailing.NONE, now)
        assert (await session.scalars(select(DigestItem))).all() == []
        assert olga.joined


async def test_a_guest_has_nothing_to_choose(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(ConsentNeeded):
            await mailing_choice.choose(session, Actor(5), Mailing.NONE, now)
