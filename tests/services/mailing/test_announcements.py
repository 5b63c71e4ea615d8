"""Announcements in the database: the start, who gets it, the order of its messages, the journal."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from db.engine import Session, Sessions
from db.models import Announcement, AuditEntry, DigestItem, MailingChoice, Member, OutboxRow
from domain.actors import Actor
from domain.errors import (
    AnnouncementGone,
    AnnouncementMoved,
    AnnouncementUnready,
    InvalidAnswer,
    NobodyToSendTo,
    NotAllowed,
    Outdated,
)
from domain.mailing.announcement_sending import Reach, mark
from domain.mailing.announcements import Part, PartButton, PartKind, Target
from domain.mailing.audience import Audience
from domain.vocabulary import AnnouncementState, Mailing, MessageKind, Municipality, OutboxState, Role
from services import deliveries, outbox
from services.mailing import (
    announcement_buttons,
    announcement_rows,
    announcement_sending,
    announcements,
    composing,
)
from tests.bench import announcements as bench
from tests.services.given_events import given_event
from tests.services.given_mailing import (
    PHOTO,
    POLL,
    TEXT,
    given_announcement,
    given_desk,
    given_recipients,
    given_sent_before,
)

NOBODY = Audience(municipalities=frozenset({Municipality.TOBOLSK}))


@pytest.fixture
async def desk(sessions: Sessions, now: datetime) -> Actor:
    async with sessions.begin() as session:
        return await given_desk(session, now)


async def start(session: Session, desk: Actor, id_: int, now: datetime) -> None:
    await announcement_sending.start(session, desk, id_, mark(await announcements.view(session, desk, id_)), now)


async def rows_of(session: Session, id_: int) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.entity == announcements.entity(id_)).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_who_gets_it_and_how(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        ids = await given_recipients(session, 9, now)
        await given_sent_before(session, ids[:2], 3, now)
        await given_sent_before(session, ids[2:3], 2, now)
        for member_id, how in ((ids[1], Mailing.EACH), (ids[3], Mailing.DIGEST), (ids[4], Mailing.NONE)):
            session.add(MailingChoice(member_id=member_id, announcements=how, changed_at=now))
        await session.execute(update(Member).where(Member.id == ids[5]).values(unreachable_since=now))
        await session.execute(update(Member).where(Member.id == ids[6]).values(telegram_id=None))
        await session.execute(update(Member).where(Member.id == ids[7]).values(blocked_at=now))
        id_ = await given_announcement(session, desk, now)
        one = await announcement_sending.draft(session, desk, id_, now)
        assert one.reach == Reach(at_once=2, in_digest=3, fed_up=2, declined=1, unreachable=1, without_telegram=1)
        await announcement_sending.set_reason(session, desk, id_, "срочно", now)
        hurried = await announcement_sending.draft(session, desk, id_, now)
        assert (hurried.reach.at_once, hurried.reach.in_digest, hurried.reach.fed_up) == (4, 1, 0)
        await announcement_sending.set_reason(session, desk, id_, None, now)
        later = await announcement_sending.draft(session, desk, id_, now + timedelta(days=8))
        assert later.reach.fed_up == 0
        await start(session, desk, id_, now)
        assert [row.recipient_id for row in await rows_of(session, id_)] == [ids[2], ids[8]]
        waiting = set(await session.scalars(select(DigestItem.member_id)))
        assert waiting == {ids[0], ids[1], ids[3]}


async def test_messages_leave_in_their_order_for_each(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_recipients(session, 130, now)
        id_ = await given_announcement(session, desk, now, TEXT, PHOTO, POLL)
        await start(session, desk, id_, now)
        rows = await rows_of(session, id_)
    parts = [row.payload["part"] for row in rows]
    assert parts == [0] * 100 + [1] * 100 + [2] * 100 + [0] * 30 + [1] * 30 + [2] * 30
    assert {row.next_attempt_at for row in rows} == {now}
    async with sessions.begin() as session:
        claimed = await deliveries.claim(session, now, 300)
        first, second = claimed[0], next(due for due in claimed if due.payload == {"part": 1})
        assert second.recipient_id == first.recipient_id
        turn = await announcement_rows.turn(session, first, now)
        assert turn is not None
        assert (turn.number, turn.waits_until) == (0, None)
        held_back = await announcement_rows.turn(session, second, now)
        assert held_back is not None
        assert held_back.waits_until == now + timedelta(seconds=1)
        # a failure of the first puts the second off for as long
        await deliveries.retry_later(session, first, now, "ServerFault")
        later = await announcement_rows.turn(session, second, now)
        assert later is not None
        assert later.waits_until == now + deliveries.BACKOFF[0]
        await session.execute(update(OutboxRow).where(OutboxRow.id == first.id).values(state=OutboxState.DEAD))
        free = await announcement_rows.turn(session, second, now)
        assert free is not None
        assert free.waits_until is None


async def test_in_the_evening_none_of_a_series_is_lost(sessions: Sessions, desk: Actor, now: datetime) -> None:
    edge = now.replace(hour=15, minute=59, second=59)
    async with sessions.begin() as session:
        await given_recipients(session, 1, now)
        id_ = await given_announcement(session, desk, now, TEXT, PHOTO, POLL)
        await start(session, desk, id_, edge)
        rows = await rows_of(session, id_)
    morning = now.replace(hour=3) + timedelta(days=1)
    assert [row.due_at for row in rows] == [morning + timedelta(seconds=n) for n in range(3)]


async def test_a_paused_or_stopped_one_does_not_leave(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_recipients(session, 2, now)
        id_ = await given_announcement(session, desk, now, TEXT, POLL)
        await start(session, desk, id_, now)
        (due, *_) = await deliveries.claim(session, now, 1)
        row = await session.get_one(Announcement, id_)
        row.state = AnnouncementState.PAUSED
        turn = await announcement_rows.turn(session, due, now)
        assert turn is not None
        assert turn.waits_until == now + timedelta(minutes=1), "what was claimed just before the pause waits too"
        assert await outbox.hold(session, announcements.entity(id_), [MessageKind.ANNOUNCEMENT_SENT]) == 3
        assert await deliveries.claim(session, now + timedelta(hours=1)) == []
        row.state = AnnouncementState.STOPPED
        assert await announcement_rows.turn(session, due, now) is None
        await session.execute(delete(Announcement))
        session.expire_all()
        assert await announcement_rows.turn(session, due, now) is None


async def test_two_start_it_at_once_and_it_starts_once(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        other = await given_desk(session, now, 2)
        await given_recipients(session, 3, now)
        id_ = await given_announcement(session, desk, now)

    async def press(actor: Actor) -> bool:
        try:
            async with sessions.begin() as session:
                await start(session, actor, id_, now)
        except AnnouncementMoved:
            return False
        return True

    assert sorted(await asyncio.gather(press(desk), press(other), press(desk))) == [False, False, True]
    async with sessions.begin() as session:
        assert len(await rows_of(session, id_)) == 3
        acts = select(func.count()).where(AuditEntry.act == "announcement.started")
        assert await session.scalar(acts) == 1


async def test_what_can_not_start_does_not(sessions: Sessions, desk: Actor, now: datetime) -> None:
    stranger = Actor(9, desk.member_id, consent_in_force=True, joined=True, roles=frozenset({Role.MENTOR}))
    async with sessions.begin() as session:
        await given_recipients(session, 1, now)
        album = Part(PartKind.ALBUM, files=("a", "b"))
        empty = await announcements.create(session, desk, now)
        with pytest.raises(AnnouncementUnready):
            await start(session, desk, empty.id, now)
        bare = await given_announcement(session, desk, now, TEXT)
        link = PartButton("Сайт", Target.LINK, url="https://example.ru")
        await announcement_buttons.add(session, desk, bare, link, now)
        await composing.add(session, desk, bare, album, now)
        with pytest.raises(AnnouncementUnready):
            await start(session, desk, bare, now)
        with pytest.raises(InvalidAnswer, match="альбома"):
            await announcement_buttons.add(session, desk, bare, PartButton("Ещё", Target.REQUEST), now)
        nobody = await given_announcement(session, desk, now, audience=NOBODY)
        with pytest.raises(NobodyToSendTo):
            await start(session, desk, nobody, now)
        with pytest.raises(Outdated):
            await announcement_sending.start(session, desk, nobody, 1, now)
        with pytest.raises(NotAllowed):
            await announcements.view(session, stranger, nobody)
        await announcements.drop(session, desk, nobody, now)
        with pytest.raises(AnnouncementGone):
            await start(session, desk, nobody, now)


async def test_a_scheduled_one_starts_once_or_becomes_a_draft_again(
    sessions: Sessions, desk: Actor, now: datetime
) -> None:
    later = now + timedelta(hours=2)
    async with sessions.begin() as session:
        await given_recipients(session, 2, now)
        fine = await given_announcement(session, desk, now)
        lost = await given_announcement(session, desk, now)
        for id_ in (fine, lost):
            await announcement_sending.schedule(session, desk, id_, later, now)
        with pytest.raises(InvalidAnswer):
            await announcement_sending.schedule(session, desk, fine, now.replace(hour=20), now)
        with pytest.raises(InvalidAnswer):
            await announcement_sending.schedule(session, desk, fine, now, now)
        (await session.get_one(Announcement, lost)).audience = NOBODY.dump()
        assert await announcement_sending.due_starts(session, later - timedelta(seconds=1)) == []
        assert await announcement_sending.due_starts(session, later) == [fine, lost]

    async def begin(id_: int) -> None:
        async with sessions.begin() as session:
            await announcement_sending.start_due(session, id_, later)

    await asyncio.gather(begin(fine), begin(fine), begin(lost))
    async with sessions.begin() as session:
        assert len(await rows_of(session, fine)) == 2
        (told,) = await rows_of(session, lost)
        assert (told.kind, told.recipient_id) == (MessageKind.ANNOUNCEMENT_NOT_STARTED, desk.member_id)
        states = dict((await session.execute(select(Announcement.id, Announcement.state))).all())
        assert states == {fine: AnnouncementState.SENDING, lost: AnnouncementState.DRAFT}


async def test_acts_are_journalled_and_a_double_tap_removes_one(sessions: Sessions, desk: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, title="Вечер")
        view, _ = await composing.add(session, desk, None, TEXT, now)
        await composing.add(session, desk, view.id, POLL, now)
        await announcement_buttons.add(session, desk, view.id, PartButton("", Target.EVENT, id=event.id), now)
        view = await announcements.view(session, desk, view.id)
        assert view.buttons[0].label == "Вечер"
        agreed = mark(view)
        await composing.remove(session, desk, view.id, 0, agreed, now)
        with pytest.raises(Outdated):
            await composing.remove(session, desk, view.id, 0, agreed, now)
        copied = await announcements.copy(session, desk, view.id, now)
        assert copied.parts == (POLL,)
        assert await announcements.copy(session, desk, view.id, now) == copied, "a second tap copies nothing"
        await announcement_sending.tested(session, desk, view.id, now)
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
        words = [act.partition(".")[2] for act in acts]
        assert words == ["drafted", "edited", "edited", "edited", "drafted", "tested"]
        listed = await announcements.listing(session, desk, 0, 5)
        assert [line.id for line in listed.lines] == [copied.id, view.id]


async def test_the_bench_measures(sessions: Sessions) -> None:
    figures = await bench.measure(sessions, 300)
    assert (figures.messages, figures.in_digest) == (400, 100)
    assert figures.seconds < bench.MOST_SECONDS
