"""A message of an announcement at the moment it leaves: what it says by today's truth, and whether it is its turn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.engine import Session
from db.models import Announcement, OutboxRow
from domain.mailing.announcements import AnnouncementView
from domain.vocabulary import AnnouncementState, OutboxState
from services.mailing.announcements import view_of
from services.outbox import Due

S = AnnouncementState
# these say what becomes of the row without being asked again
_GOING = (S.SENDING, S.DONE)
_UNSETTLED = (OutboxState.PENDING, OutboxState.RETRY, OutboxState.SENDING, OutboxState.HELD)
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A message that may leave: `number` (from 0) of the announcement's; or it waits, at least until `waits_until`."""

    view: AnnouncementView
    number: int
    waits_until: datetime | None = None

    @property
    def is_last(self) -> bool:
        return self.number == len(self.view.parts) - 1


async def turn(session: Session, due: Due, now: datetime) -> Turn | None:
    """What a row of the outbox stands for; None: it makes no sense any more (stopped, taken back, deleted).

    It waits while the announcement is paused, and while an earlier message of it is not settled for this person:
    a text must not come after the poll it explains.
    """
    row = await session.get(Announcement, due.entity_id)
    number = int(due.payload.get("part", 0))
    if row is None or number >= len(row.parts):
        return None
    view = await view_of(session, row)
    if row.state is S.PAUSED:
        return Turn(view, number, now + _MINUTE)
    if row.state not in _GOING:
        return None
    return Turn(view, number, await _before(session, due, now) if number else None)


async def _before(session: Session, due: Due, now: datetime) -> datetime | None:
    """When to look again for an earlier message of the same series, or None: they are all settled."""
    query = select(OutboxRow.next_attempt_at).where(
        OutboxRow.kind == due.kind,
        OutboxRow.entity == due.entity,
        OutboxRow.recipient_id == due.recipient_id,
        OutboxRow.due_at < due.due_at,
        OutboxRow.state.in_(_UNSETTLED),
    )
    waiting = (await session.scalars(query)).all()
    return max(*waiting, now + _SECOND) if waiting else None


async def draft_of(session: Session, announcement_id: int) -> AnnouncementView | None:
    """A draft as its author is told of it; None when it is gone, or has left meanwhile."""
    row = await session.get(Announcement, announcement_id)
    return await view_of(session, row) if row is not None and row.state is S.DRAFT else None
