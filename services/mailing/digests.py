"""Digests: announcements gathered for who wants them all at once, or has had their fill this week."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, and_, exists, literal, select, true, update

from db.engine import Session, insert_into
from db.models import Announcement, DigestItem, Member, OutboxRow
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.mailing import digests as rules
from domain.mailing.announcements import AnnouncementView, Part, title_of
from domain.mailing.digests import MOST_IN_DIGEST, Digest, DigestLine
from domain.vocabulary import AnnouncementState, MessageKind, OutboxState, Priority
from services import outbox
from services.mailing.announcements import view_of
from services.outbox import Due, Message

# a digest with one of these never arrived
_IN_VAIN = (OutboxState.BLOCKED, OutboxState.DEAD, OutboxState.MISSED)
# of others nobody should hear: a paused one waits for its coordinator, a stopped or recalled one is over
_TOLD = (AnnouncementState.SENDING, AnnouncementState.DONE)


async def add_for(session: Session, announcement_id: int, people: Select[int], now: datetime) -> int:
    """The announcement waits for the next digest of those whom `people` selects (ids of members); once each.

    Returns of how many people that is news.
    """
    chosen = people.subquery()
    columns = DigestItem.__table__.c
    row = {
        "member_id": chosen.c[0],
        "announcement_id": literal(announcement_id, columns.announcement_id.type),
        "added_at": literal(now, columns.added_at.type),
    }
    insert = insert_into(session, DigestItem).from_select(list(row), select(*row.values()).where(true()))
    return cast(CursorResult[Any], await session.execute(insert.on_conflict_do_nothing())).rowcount


async def plan_due(session: Session, now: datetime) -> int:
    """In the evening of a weekday, plan one message to each of whom something waits; returns to how many.

    What came in since six waits for the next evening: nobody gets two digests a day.
    """
    moment = rules.moment_of(now)
    if moment is None:
        return 0
    await _put_back(session)
    people = (
        select(DigestItem.member_id)
        .join(Announcement, Announcement.id == DigestItem.announcement_id)
        .join(Member, Member.id == DigestItem.member_id)
        .where(_waiting(moment), Member.telegram_id.is_not(None))
        .where(Member.unreachable_since.is_(None), Member.blocked_at.is_(None))
        .distinct()
    )
    return await outbox.plan_for(
        session,
        Message(
            kind=MessageKind.ANNOUNCEMENT_DIGEST,
            entity=f"digest:{clubtime.local(moment):%Y%m%d}",
            recipient_id=0,
            due_at=moment,
            priority=Priority.ANNOUNCEMENT,
        ),
        people,
    )


async def _put_back(session: Session) -> None:
    """What a digest told of that did not arrive (the person had stopped the bot, Telegram was down) waits again."""
    in_vain = exists().where(
        OutboxRow.recipient_id == DigestItem.member_id,
        OutboxRow.kind == MessageKind.ANNOUNCEMENT_DIGEST,
        OutboxRow.state.in_(_IN_VAIN),
        # noted as told when the row was last claimed: see `digest`
        OutboxRow.claimed_at == DigestItem.sent_at,
    )
    await session.execute(
        update(DigestItem)
        .where(DigestItem.sent_at.is_not(None), in_vain)
        .values(sent_at=None)
        .execution_options(synchronize_session=False)
    )


async def digest(session: Session, due: Due, now: datetime) -> Digest:
    """What the digest of a row claimed at `now` tells of, noted as told then; one that comes again tells the same."""
    given: Sequence[int] | None = due.payload.get("announcements")
    query = (
        select(Announcement)
        .join(DigestItem, DigestItem.announcement_id == Announcement.id)
        .where(DigestItem.member_id == due.recipient_id)
        .order_by(Announcement.started_at, Announcement.id)
        .limit(MOST_IN_DIGEST)
    )
    query = query.where(_waiting(due.due_at) if given is None else Announcement.id.in_(given))
    rows = (await session.scalars(query)).all()
    ids = [row.id for row in rows]
    mine = and_(DigestItem.member_id == due.recipient_id, DigestItem.announcement_id.in_(ids))
    await session.execute(update(DigestItem).where(mine).values(sent_at=now))
    if given is None:
        await session.execute(update(OutboxRow).where(OutboxRow.id == due.id).values(payload={"announcements": ids}))
    return [
        DigestLine(row.id, title_of([Part.load(one) for one in row.parts]), row.started_at or row.created_at)
        for row in rows
        if row.state in _TOLD
    ]


async def opened(session: Session, actor: Actor, announcement_id: int) -> AnnouncementView | None:
    """An announcement of the member's own digest; None: it was taken back meanwhile.

    Raises ConsentNeeded, ProfileNeeded, NotFound: it was never in theirs.
    """
    item = await session.get(DigestItem, (actor.member(), announcement_id))
    row = await session.get(Announcement, announcement_id)
    if item is None or item.sent_at is None or row is None:
        raise NotFound
    return None if row.state is AnnouncementState.RECALLED else await view_of(session, row)


def _waiting(moment: datetime) -> ColumnElement[bool]:
    """Of an item joined to its announcement: it waits, and came in before `moment`."""
    return and_(DigestItem.sent_at.is_(None), DigestItem.added_at <= moment, Announcement.state.in_(_TOLD))
