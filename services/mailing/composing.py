"""The messages of an announcement: one more, one instead of another, one away, one earlier."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from db.engine import Session
from db.models import Announcement
from domain.actors import Actor
from domain.errors import Outdated
from domain.mailing import composing as rules
from domain.mailing.announcement_sending import mark as marked
from domain.mailing.announcements import AnnouncementView, Part
from domain.mailing.composing import Composed
from services.mailing import announcements
from services.mailing.announcements import note, unsent, view_of

_COMES_WITHIN = timedelta(seconds=4)


async def add(
    session: Session, actor: Actor, announcement_id: int | None, part: Part, now: datetime, replacing: int | None = None
) -> tuple[AnnouncementView, Composed]:
    """What the coordinator has sent becomes a message of the announcement; None begins a new one.

    `replacing`: instead of this message (from 0). Raises ConsentNeeded, NotAllowed, AnnouncementGone,
    AnnouncementMoved, InvalidAnswer, LongCaption, all before anything is written.
    """
    actor.coordinator()
    if announcement_id is None:
        composed = rules.added((), part)
        row = await announcements.create(session, actor, now, composed.parts)
        return await view_of(session, row), composed
    row = await unsent(session, actor, announcement_id)
    before = tuple(Part.load(one) for one in row.parts)
    composed = rules.added(before, part, replacing)
    if composed.parts != before:
        row.parts = [one.dump() for one in composed.parts]
        if not composed.joined:
            await note(session, actor, row, "edited", now, what="parts", number=len(composed.parts))
        row.changed_at = now
    return await view_of(session, row), composed


async def add_apart(
    session: Session, actor: Actor, announcement_id: int | None, part: Part, now: datetime, replacing: int | None = None
) -> AnnouncementView:
    """A file, and its long words as a message of their own. Raises as `add`."""
    for one in rules.separated(part):
        view, _ = await add(session, actor, announcement_id, one, now, replacing)
        announcement_id, replacing = view.id, None
    return view


async def still_coming(session: Session, announcement_id: int, now: datetime) -> bool:
    """Whether files of an album may still be on their way at `now` (aware): they come within seconds."""
    row = await session.get(Announcement, announcement_id)
    return row is not None and now - row.changed_at <= _COMES_WITHIN


async def remove(
    session: Session, actor: Actor, announcement_id: int, number: int, mark: int, now: datetime
) -> AnnouncementView:
    """Away with message `number` (from 0); one that is not there takes nothing away.

    `mark`: as the announcement was when the button was drawn. Raises Outdated, AnnouncementMoved,
    AnnouncementGone, ConsentNeeded, NotAllowed.
    """
    return await _rearranged(session, actor, announcement_id, mark, now, lambda parts: rules.without(parts, number))


async def raise_(
    session: Session, actor: Actor, announcement_id: int, number: int, mark: int, now: datetime
) -> AnnouncementView:
    """Message `number` (from 0) goes one place up. Raises as `remove`."""
    return await _rearranged(session, actor, announcement_id, mark, now, lambda parts: rules.raised(parts, number))


async def _rearranged(
    session: Session,
    actor: Actor,
    announcement_id: int,
    mark: int,
    now: datetime,
    change: Callable[[Sequence[Part]], tuple[Part, ...]],
) -> AnnouncementView:
    row = await unsent(session, actor, announcement_id)
    view = await view_of(session, row)
    if marked(view) != mark:
        raise Outdated
    row.parts = [part.dump() for part in change(view.parts)]
    await note(session, actor, row, "edited", now, what="parts", number=len(row.parts))
    return await view_of(session, row)
