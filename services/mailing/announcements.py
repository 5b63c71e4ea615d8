"""Announcements as coordinators see them: the list, one of them, a new one, a copy, away with a draft."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select

from db.engine import Session
from db.models import Announcement, Member, OutboxRow
from domain.actors import Actor
from domain.errors import AnnouncementGone, AnnouncementMoved
from domain.mailing.announcements import (
    WAYS,
    Act,
    AnnouncementLine,
    AnnouncementList,
    AnnouncementView,
    Part,
    PartButton,
    title_of,
)
from domain.mailing.audience import Audience
from domain.paging import page_of
from domain.vocabulary import AnnouncementState, MessageKind, OutboxState
from services import journal

S = AnnouncementState
# copies of one announcement made within this time are one
_DOUBLE_TAP = timedelta(minutes=1)
# these are still written
UNSENT = (S.DRAFT, S.SCHEDULED)
# those that need an eye come first
_ORDER = case({S.SENDING: 0, S.PAUSED: 0, S.SCHEDULED: 1, S.DRAFT: 2}, value=Announcement.state, else_=3)


def entity(announcement_id: int) -> str:
    """What rows of the outbox and of the journal call it."""
    return f"announcement:{announcement_id}"


async def listing(session: Session, actor: Actor, number: int, size: int) -> AnnouncementList:
    """Page `number` (from 0): those on their way first, then scheduled ones, drafts, the rest; each newest first.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    total = await session.scalar(select(func.count()).select_from(Announcement)) or 0
    page = page_of(total, number, size)
    query = select(Announcement).order_by(_ORDER, Announcement.changed_at.desc(), Announcement.id.desc())
    rows = (await session.scalars(query.limit(page.size).offset(page.offset))).all()
    sent = await _sent(session, [row.id for row in rows if row.state not in UNSENT])
    lines = tuple(
        AnnouncementLine(
            row.id,
            row.state,
            title_of(_parts(row)),
            row.started_at or row.scheduled_at or row.changed_at,
            sent.get(row.id, 0),
        )
        for row in rows
    )
    return AnnouncementList(lines, page)


async def _sent(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many people have at least one message of each."""
    if not ids:
        return {}
    of = {entity(one): one for one in ids}
    query = (
        select(OutboxRow.entity, func.count(OutboxRow.recipient_id.distinct()))
        .where(OutboxRow.entity.in_(of), OutboxRow.kind == MessageKind.ANNOUNCEMENT_SENT)
        .where(OutboxRow.state == OutboxState.SENT)
        .group_by(OutboxRow.entity)
    )
    return {of[name]: count for name, count in (await session.execute(query)).all()}


async def get(session: Session, actor: Actor, announcement_id: int) -> Announcement:
    """The row, to look at. Raises ConsentNeeded, NotAllowed, AnnouncementGone."""
    actor.coordinator()
    row = await session.get(Announcement, announcement_id)
    if row is None:
        raise AnnouncementGone
    return row


async def view(session: Session, actor: Actor, announcement_id: int) -> AnnouncementView:
    """One announcement. Raises ConsentNeeded, NotAllowed, AnnouncementGone."""
    return await view_of(session, await get(session, actor, announcement_id))


async def unsent_view(session: Session, actor: Actor, announcement_id: int) -> AnnouncementView:
    """As `view`, of one that may still be written. Raises AnnouncementMoved besides."""
    found = await view(session, actor, announcement_id)
    if found.state not in UNSENT:
        raise AnnouncementMoved
    return found


async def view_of(session: Session, row: Announcement) -> AnnouncementView:
    """A row as it is seen."""
    # read once for all messages rendered in a transaction
    author = await session.get(Member, row.author_id) if row.author_id is not None else None
    return AnnouncementView(
        id=row.id,
        state=row.state,
        parts=_parts(row),
        buttons=tuple(PartButton.load(one) for one in row.buttons),
        audience=row.audience,
        late_until=row.late_until,
        urgent_reason=row.urgent_reason,
        scheduled_at=row.scheduled_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        revision=row.revision,
        author=author.full_name if author else None,
    )


def _parts(row: Announcement) -> tuple[Part, ...]:
    return tuple(Part.load(one) for one in row.parts)


async def create(
    session: Session,
    actor: Actor,
    now: datetime,
    parts: Collection[Part] = (),
    buttons: Collection[PartButton] = (),
    audience: Audience | None = None,
) -> Announcement:
    """A new draft, to the whole club unless `audience` says otherwise. Raises ConsentNeeded, NotAllowed."""
    row = Announcement(
        author_id=actor.coordinator(),
        state=S.DRAFT,
        parts=[part.dump() for part in parts],
        buttons=[one.dump() for one in buttons],
        audience=(audience or Audience()).dump(),
        revision=0,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    await session.flush()
    await note(session, actor, row, "drafted", now)
    return row


async def copy(session: Session, actor: Actor, announcement_id: int, now: datetime) -> AnnouncementView:
    """A new draft with the same messages, buttons and audience; a second tap shows the first one's draft.

    Raises ConsentNeeded, NotAllowed, AnnouncementGone.
    """
    old = await locked(session, actor, announcement_id)
    fresh = select(Announcement).where(
        Announcement.author_id == actor.member_id,
        Announcement.state == S.DRAFT,
        Announcement.created_at > now - _DOUBLE_TAP,
        Announcement.id > old.id,
    )
    same = (old.parts, old.buttons, Audience.load(old.audience))
    for one in await session.scalars(fresh):
        if (one.parts, one.buttons, Audience.load(one.audience)) == same:
            return await view_of(session, one)
    seen = await view_of(session, old)
    row = await create(session, actor, now, seen.parts, seen.buttons, Audience.load(seen.audience))
    return await view_of(session, row)


async def drop(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Away with a draft. Raises ConsentNeeded, NotAllowed, AnnouncementGone; AnnouncementMoved when it is none now."""
    row = await locked(session, actor, announcement_id)
    if (row.state, Act.DROP) not in WAYS:
        raise AnnouncementMoved
    await note(session, actor, row, "dropped", now)
    await session.execute(delete(Announcement).where(Announcement.id == row.id))


async def locked(session: Session, actor: Actor, announcement_id: int) -> Announcement:
    """The row, for a coordinator's act: others wait. Raises ConsentNeeded, NotAllowed, AnnouncementGone."""
    actor.coordinator()
    query = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise AnnouncementGone
    return row


async def unsent(session: Session, actor: Actor, announcement_id: int) -> Announcement:
    """As `locked`, of one that may still be written. Raises AnnouncementMoved besides."""
    row = await locked(session, actor, announcement_id)
    if row.state not in UNSENT:
        raise AnnouncementMoved
    return row


async def note(
    session: Session, actor: Actor | None, row: Announcement, act: str, now: datetime, **details: str | int | None
) -> None:
    """Write what was done into the journal, and that the row is of `now`."""
    row.changed_at = now
    await journal.record(
        session,
        actor_id=actor.owner() if actor else None,
        act=f"announcement.{act}",
        object=entity(row.id),
        now=now,
        **details,
    )
