"""The run of an announcement in the database: acts, corrections, recalls, late joiners, the end, the report."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.engine import Session, Sessions
from db.models import Announcement, AuditEntry, Consent, DigestItem, MailingChoice, Member, OutboxRow
from domain.actors import Actor
from domain.errors import AnnouncementMoved, NotAllowed, NotFound
from domain.mailing.announcement_run import Fate, RecallPreview, Tally
from domain.mailing.announcement_sending import mark
from domain.mailing.announcements import Part
from domain.vocabulary import AnnouncementState, Mailing, MessageKind, Municipality, OutboxState, Role
from services import deliveries
from services.mailing import announcement_report, announcement_run, announcement_sending, announcements
from services.outbox import Due
from services.people import consents
from tests.services.given_mailing import POLL, TEXT, given_announcement, given_desk, given_recipients

S = AnnouncementState
SENT, CORRECTED, RECALLED = (
    MessageKind.ANNOUNCEMENT_SENT,
    MessageKind.ANNOUNCEMENT_CORRECTED,
    MessageKind.ANNOUNCEMENT_RECALLED,
)
Act = Callable[[Session, Actor, int, datetime], Awaitable[object]]


@pytest.fixture
async def desk(sessions: Sessions, now: datetime) -> Actor:
    async with sessions.begin() as session:
        return await given_desk(session, now)


async def given_run(
    sessions: Sessions, desk: Actor, now: datetime, *parts: Part, people: int = 4, late_days: int = 0
) -> int:
    """An announcement that has just been started."""
    async with sessions.begin() as session:
        await given_recipients(session, people, now)
        id_ = await given_announcement(session, desk, now, *parts)
        await announcement_sending.set_late(session, desk, id_, late_days, now)
        view = await announcements.view(session, desk, id_)
        await announcement_sending.start(session, desk, id_, mark(view), now)
    return id_


async def send(sessions: Sessions, now: datetime, count: int, *, arrive: bool = True) -> list[Due]:
    """So many messages leave, and arrive unless they stay on their way."""
    async with sessions.begin() as session:
        claimed = await deliveries.claim(session, now, count)
        for number, due in enumerate(claimed if arrive else ()):
            await deliveries.mark_sent(session, due, now, [1000 + number])
    return claimed


async def act(sessions: Sessions, desk: Actor, id_: int, now: datetime, what: Act) -> None:
    async with sessions.begin() as session:
        await what(session, desk, id_, now)


async def states(sessions: Sessions, kind: MessageKind) -> dict[OutboxState, int]:
    async with sessions.begin() as session:
        query = select(OutboxRow.state, func.count()).where(OutboxRow.kind == kind).group_by(OutboxRow.state)
        return {state: count for state, count in await session.execute(query)}  # noqa: C416


async def look(sessions: Sessions, desk: Actor, id_: int, now: datetime) -> Any:
    async with sessions.begin() as session:
        return await announcement_report.look(session, desk, id_, now)


async def test_a_pause_an_end_and_a_second_press(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now)
    await send(sessions, now, 1)
    await act(sessions, desk, id_, now, announcement_run.pause)
    assert await send(sessions, now, 9) == []
    with pytest.raises(AnnouncementMoved):
        await act(sessions, desk, id_, now, announcement_run.pause)
    await act(sessions, desk, id_, now, announcement_run.resume)
    assert len(await send(sessions, now, 1)) == 1
    await act(sessions, desk, id_, now, announcement_run.stop)
    assert await states(sessions, SENT) == {OutboxState.SENT: 2, OutboxState.MISSED: 2}
    run = await look(sessions, desk, id_, now)
    assert run.view.state is S.STOPPED
    assert run.figures.people(Fate.GOT) == run.figures.people(Fate.STOPPED) == 2
    for late in (announcement_run.stop, announcement_run.resume, announcement_run.pause):
        with pytest.raises(AnnouncementMoved):
            await act(sessions, desk, id_, now, late)
    async with sessions.begin() as session:
        acts = list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[-4:] == [f"announcement.{one}" for one in ("started", "paused", "resumed", "stopped")]


async def test_nobody_but_a_coordinator(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now)
    member = Actor(2, desk.owner(), consent_in_force=True, joined=True, roles=frozenset({Role.MENTOR}))
    for one in (
        announcement_run.pause,
        announcement_run.stop,
        announcement_run.recall,
        announcement_run.ask_recall,
        announcement_run.end_late,
        announcement_report.look,
        announcement_report.report,
        announcement_report.table,
    ):
        with pytest.raises(NotAllowed):
            await act(sessions, member, id_, now, one)


async def test_two_coordinators_stop_it_at_once(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now)
    told = await asyncio.gather(
        *(act(sessions, desk, id_, now, announcement_run.stop) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in told) == ["AnnouncementMoved", "AnnouncementMoved", "NoneType"]


async def correct(sessions: Sessions, desk: Actor, id_: int, number: int, text: str, now: datetime) -> None:
    async with sessions.begin() as session:
        await announcement_run.correct(session, desk, id_, number, text, now)


async def test_another_text_goes_to_whom_it_has_come_or_is_coming(
    sessions: Sessions, desk: Actor, now: datetime
) -> None:
    id_ = await given_run(sessions, desk, now)
    arrived = await send(sessions, now, 1)
    flying = await send(sessions, now, 1, arrive=False)
    await correct(sessions, desk, id_, 0, "Новый <b>текст</b>", now)
    await correct(sessions, desk, id_, 0, "Новый <b>текст</b>", now)
    assert (await look(sessions, desk, id_, now)).correction == Tally(0, 0, 2), "the same text twice is one change"

    async with sessions.begin() as session:
        corrections = {due.recipient_id: due for due in await deliveries.claim(session, now) if due.kind == CORRECTED}
        assert set(corrections) == {arrived[0].recipient_id, flying[0].recipient_id}
        (row,) = await announcement_run.sent_messages(session, corrections[arrived[0].recipient_id], now) or []
        assert row.message_ids == [1000]
        assert await announcement_run.sent_messages(session, corrections[flying[0].recipient_id], now) is None
        view = await announcement_run.correction(session, corrections[arrived[0].recipient_id])
        assert view is not None
        assert view.parts[0].text == "Новый <b>текст</b>"
        assert view.revision == 1
        await deliveries.mark_dead(session, flying[0], "Refused")
        assert await announcement_run.sent_messages(session, corrections[flying[0].recipient_id], now) == []
        await deliveries.mark_sent(session, corrections[arrived[0].recipient_id], now)
        await deliveries.mark_missed(session, corrections[flying[0].recipient_id], "nothing to correct")
    assert (await look(sessions, desk, id_, now)).correction == Tally(1, 0, 0)


async def test_the_newest_of_two_corrections_is_written_once(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now, TEXT, POLL)
    await send(sessions, now + timedelta(minutes=1), 8)
    await correct(sessions, desk, id_, 0, "Первый", now)
    await correct(sessions, desk, id_, 0, "Второй", now + timedelta(seconds=1))
    assert await states(sessions, CORRECTED) == {OutboxState.MISSED: 4, OutboxState.PENDING: 4}
    assert (await look(sessions, desk, id_, now)).correction == Tally(0, 0, 4)
    with pytest.raises(NotFound):
        await correct(sessions, desk, id_, 1, "Опрос не исправить", now)


async def test_a_recall_takes_back_what_is_young_enough(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now, TEXT, POLL, people=3)
    old, young = await send(sessions, now, 2)
    later = now + timedelta(hours=40)
    async with sessions.begin() as session:
        await session.execute(update(OutboxRow).where(OutboxRow.id == young.id).values(sent_at=later))
    at = now + timedelta(hours=49)
    async with sessions.begin() as session:
        assert await announcement_run.ask_recall(session, desk, id_, at) == RecallPreview(1, 1, 3)
    await act(sessions, desk, id_, at, announcement_run.recall)
    assert await states(sessions, SENT) == {OutboxState.SENT: 2, OutboxState.MISSED: 4}
    async with sessions.begin() as session:
        (due,) = await deliveries.claim(session, at)
        assert (due.kind, due.recipient_id) == (RECALLED, young.recipient_id)
        assert [row.id for row in await announcement_run.sent_messages(session, due, at) or []] == [young.id]
        assert await announcement_run.correction(session, due) is None
    assert old.recipient_id != young.recipient_id
    for late in (announcement_run.recall, announcement_run.ask_recall):
        with pytest.raises(AnnouncementMoved):
            await act(sessions, desk, id_, at, late)


async def test_it_ends_when_everybody_has_their_answer(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now)

    async def finish() -> AnnouncementState:
        async with sessions.begin() as session:
            await announcement_run.finish_due(session, now)
        async with sessions.begin() as session:
            return (await session.get_one(Announcement, id_)).state

    await send(sessions, now, 2)
    (unlucky,) = await send(sessions, now, 1, arrive=False)
    assert await finish() is S.SENDING
    await send(sessions, now, 1)
    assert await finish() is S.SENDING, "one is still on its way"
    async with sessions.begin() as session:
        await deliveries.mark_uncertain(session, unlucky, now)
    assert await finish() is S.DONE
    run = await look(sessions, desk, id_, now)
    assert (run.figures.people(Fate.GOT), run.figures.people(Fate.UNKNOWN), run.moves) == (3, 1, False)


async def test_late_joiners_get_it_once_each(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now, people=2, late_days=7)
    await send(sessions, now, 2)

    async def welcome(at: datetime) -> int:
        async with sessions.begin() as session:
            await announcement_run.finish_due(session, at)
            if id_ not in await announcement_run.open_to_late(session, at):
                return -1
            return await announcement_run.welcome_late(session, id_, at)

    assert await welcome(now) == 0
    async with sessions.begin() as session:
        ids = [await _newcomer(session, number, now) for number in range(3)]
        session.add(MailingChoice(member_id=ids[0], announcements=Mailing.DIGEST, changed_at=now))
        session.add(MailingChoice(member_id=ids[1], announcements=Mailing.NONE, changed_at=now))
    assert [await welcome(now), await welcome(now)] == [2, 0]
    assert [due.recipient_id for due in await send(sessions, now, 9)] == [ids[2]]
    run = await look(sessions, desk, id_, now)
    assert (run.view.state, run.figures.people(Fate.GOT), run.figures.digest) == (S.DONE, 3, 1)
    assert await welcome(now + timedelta(days=9)) == -1
    await act(sessions, desk, id_, now, announcement_run.end_late)
    assert await welcome(now) == -1


async def _newcomer(session: Session, number: int, now: datetime) -> int:
    """One more member who may be written to."""
    member = Member(telegram_id=900_000 + number, full_name="Новая", created_at=now, joined_at=now)
    session.add(member)
    await session.flush()
    wording = consents.text()
    session.add(Consent(member_id=member.id, version=wording.version, text_sha256=wording.sha256, given_at=now))
    return member.id


async def test_how_long_it_takes_and_when_it_waits(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now, people=60)
    assert (await look(sessions, desk, id_, now)).figures.seconds_left == 3
    night = now.replace(hour=17)
    figures = (await look(sessions, desk, id_, night)).figures
    assert (figures.seconds_left, figures.waits_until) == (None, now.replace(hour=3) + timedelta(days=1))
    await act(sessions, desk, id_, now, announcement_run.pause)
    figures = (await look(sessions, desk, id_, now)).figures
    assert (figures.left, figures.seconds_left, figures.waits_until) == (60, None, None)


async def test_the_report_tells_what_became_of_everybody(sessions: Sessions, desk: Actor, now: datetime) -> None:
    id_ = await given_run(sessions, desk, now, TEXT, POLL, people=6)
    # the poll comes last, and whoever has it has it all
    claimed = await send(sessions, now + timedelta(minutes=1), 12, arrive=False)
    last = [due for due in claimed if due.payload["part"] == 1]
    async with sessions.begin() as session:
        await deliveries.mark_sent(session, last[0], now, [1])
        await deliveries.mark_blocked(session, last[1], now)
        await deliveries.mark_dead(session, last[2], "ChatGone")
        await deliveries.mark_dead(session, last[3], "Refused")
        await deliveries.mark_uncertain(session, last[4], now)
        await deliveries.mark_missed(session, last[5], "too late")
        session.add(DigestItem(member_id=desk.owner(), announcement_id=id_, added_at=now, sent_at=now))
        await session.execute(
            update(Member).where(Member.id == last[0].recipient_id).values(municipality=Municipality.TOBOLSK)
        )
    async with sessions.begin() as session:
        report = await announcement_report.report(session, desk, id_, now)
        table = await announcement_report.table(session, desk, id_, now)
    met = {Fate.GOT, Fate.BLOCKED, Fate.GONE, Fate.REFUSED, Fate.UNKNOWN, Fate.STOPPED, Fate.DIGEST_SENT}
    assert {fate for fate in Fate if report.figures.people(fate) == 1} == met
    assert [(one.municipality, one.got, one.planned) for one in report.places] == [
        (None, 0, 5),
        (Municipality.TOBOLSK, 1, 1),
    ]
    assert sorted(row.fate for row in table.rows) == sorted(met)
    assert next(row.at for row in table.rows if row.fate is Fate.GOT) == now
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).where(AuditEntry.act == "announcement.exported")) == 1
