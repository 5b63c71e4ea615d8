"""An announcement on its way out: whom it reaches, when it leaves, who is in a hurry, the start."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from db.engine import Session
from db.models import Announcement
from domain import clubtime
from domain.actors import Actor
from domain.errors import (
    AnnouncementMoved,
    AnnouncementUnready,
    ClubError,
    InvalidAnswer,
    NobodyToSendTo,
    Outdated,
)
from domain.events.moments import HORIZON
from domain.mailing import announcement_sending as rules
from domain.mailing.announcement_sending import Draft
from domain.mailing.announcements import WAYS, Act, AnnouncementView, Part, PartButton
from domain.mailing.audience import Audience
from domain.vocabulary import AnnouncementState, MessageKind, Priority
from services import journal, outbox
from services.mailing import audience_choice, digests, recipients
from services.mailing.announcements import entity, locked, note, unsent, view, view_of
from services.outbox import Message

S = AnnouncementState


async def draft(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Draft:
    """An announcement that is not sent yet, with whom it would reach at `now` (aware).

    Raises ConsentNeeded, NotAllowed, AnnouncementGone.
    """
    found = await view(session, actor, announcement_id)
    audience = Audience.load(found.audience)
    reach = await recipients.reach(session, audience, found.urgent_reason is not None, now)
    return Draft(found, await audience_choice.described(session, audience), reach)


async def tested(session: Session, actor: Actor, announcement_id: int, now: datetime) -> AnnouncementView:
    """One to be shown to its coordinator as people see it. Raises AnnouncementUnready besides."""
    shown = await view(session, actor, announcement_id)
    if rules.missing(shown.parts, shown.buttons):
        raise AnnouncementUnready
    await journal.record(
        session, actor_id=actor.coordinator(), act="announcement.tested", object=entity(announcement_id), now=now
    )
    return shown


async def set_reason(session: Session, actor: Actor, announcement_id: int, reason: str | None, now: datetime) -> None:
    """Why those who had their fill this week get it all the same; None: they get it in the digest.

    Raises ConsentNeeded, NotAllowed, AnnouncementGone, AnnouncementMoved, InvalidAnswer.
    """
    row = await unsent(session, actor, announcement_id)
    wanted = None if reason is None else rules.read_reason(reason)
    if wanted == row.urgent_reason:
        return
    row.urgent_reason = wanted
    await note(session, actor, row, "edited", now, what="urgent", urgent=str(reason is not None))


async def set_late(session: Session, actor: Actor, announcement_id: int, days: int, now: datetime) -> None:
    """Whoever comes to fit within so many days of its start gets it too; 0: nobody. Raises as `set_reason`."""
    row = await unsent(session, actor, announcement_id)
    row.late_until = rules.late_until(days, row.scheduled_at or now) if days else None
    await note(session, actor, row, "edited", now, what="late", days=days)


async def schedule(session: Session, actor: Actor, announcement_id: int, moment: datetime, now: datetime) -> None:
    """Send it at `moment` (aware), which is not in quiet hours; one already scheduled moves.

    Raises InvalidAnswer, AnnouncementUnready, NobodyToSendTo, AnnouncementMoved, AnnouncementGone, ConsentNeeded,
    NotAllowed.
    """
    row = await unsent(session, actor, announcement_id)
    if not now < moment <= now + HORIZON:
        raise InvalidAnswer("Это время уже прошло или слишком далеко. Выберите другое.")
    if clubtime.is_quiet(moment):
        raise InvalidAnswer("В это время бот молчит: с 21:00 до 8:00 и по воскресеньям. Выберите другое.")
    await _ensure_ready(session, row, now)
    if row.late_until is not None:
        # «a week» is counted from the day people get it
        row.late_until += _days_between(row.scheduled_at or now, moment)
    row.state, row.scheduled_at = S.SCHEDULED, moment
    await note(session, actor, row, "scheduled", now, at=moment.isoformat())


def _days_between(before: datetime, after: datetime) -> timedelta:
    return clubtime.local(after).date() - clubtime.local(before).date()


async def unschedule(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Back to a draft. Of a draft it changes nothing.

    Raises ConsentNeeded, NotAllowed, AnnouncementGone, AnnouncementMoved.
    """
    row = await unsent(session, actor, announcement_id)
    if row.state is S.SCHEDULED:
        if row.late_until is not None and row.scheduled_at is not None:
            row.late_until -= _days_between(now, row.scheduled_at)
        row.state, row.scheduled_at = S.DRAFT, None
        await note(session, actor, row, "unscheduled", now)


async def start(session: Session, actor: Actor, announcement_id: int, mark: int, now: datetime) -> None:
    """Send it now, or in the morning if these are quiet hours. `mark`: what the coordinator has agreed to.

    Of two who start it, one does, and the other gets AnnouncementMoved. Raises besides ConsentNeeded, NotAllowed,
    AnnouncementGone, AnnouncementUnready, NobodyToSendTo, and Outdated when it has changed meanwhile.
    """
    row = await locked(session, actor, announcement_id)
    if (row.state, Act.START) not in WAYS:
        raise AnnouncementMoved
    if rules.mark(await view_of(session, row)) != mark:
        raise Outdated
    await _ensure_ready(session, row, now)
    await _begin(session, actor, row, now)


async def due_starts(session: Session, now: datetime) -> Sequence[int]:
    """Scheduled announcements whose moment has come by `now` (aware)."""
    query = select(Announcement.id).where(Announcement.state == S.SCHEDULED, Announcement.scheduled_at <= now)
    return (await session.scalars(query.order_by(Announcement.scheduled_at, Announcement.id))).all()


async def start_due(session: Session, announcement_id: int, now: datetime) -> None:
    """Start a scheduled announcement, once whoever else tries; one that can't go is a draft again, and its author
    is told.
    """
    query = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.state is not S.SCHEDULED or row.scheduled_at is None or row.scheduled_at > now:
        return
    try:
        await _ensure_ready(session, row, now)
    except ClubError as error:
        row.state, row.scheduled_at = S.DRAFT, None
        await note(session, None, row, "not_started", now, reason=type(error).__name__)
        await _tell_author(session, row, now)
        return
    await _begin(session, None, row, now)


async def _tell_author(session: Session, row: Announcement, now: datetime) -> None:
    if row.author_id is not None:
        kind = MessageKind.ANNOUNCEMENT_NOT_STARTED
        await outbox.plan(session, [Message(kind, entity(row.id), row.author_id, now, Priority.NOTICE)])


async def _ensure_ready(session: Session, row: Announcement, now: datetime) -> None:
    parts = [Part.load(one) for one in row.parts]
    if rules.missing(parts, [PartButton.load(one) for one in row.buttons]):
        raise AnnouncementUnready
    urgent = row.urgent_reason is not None
    if (await recipients.reach(session, Audience.load(row.audience), urgent, now)).nobody:
        raise NobodyToSendTo


async def _begin(session: Session, actor: Actor | None, row: Announcement, now: datetime) -> None:
    audience, urgent = Audience.load(row.audience), row.urgent_reason is not None
    row.state, row.started_at = S.SENDING, now
    if row.late_until is not None and row.late_until <= now:
        row.late_until = None
    # before the rows are planned: these very rows would count towards the week
    await digests.add_for(session, row.id, recipients.for_digest(audience, urgent, now), now)
    people = await plan(session, row, recipients.at_once(audience, urgent, now), now)
    await note(session, actor, row, "started", now, people=people, revision=row.revision)


async def plan(session: Session, row: Announcement, people: Select[int], now: datetime) -> int:
    """Plan the messages of an announcement to those whom `people` selects, at once or in the morning.

    Whoever has rows of it already must not be among them. Returns to how many people.
    """
    first = rules.first_moment(now, len(row.parts))
    series = [
        Message(
            kind=MessageKind.ANNOUNCEMENT_SENT,
            entity=entity(row.id),
            recipient_id=0,
            # one after another, by these seconds; a renderer keeps the order
            due_at=first + timedelta(seconds=number),
            priority=Priority.ANNOUNCEMENT,
            payload={"part": number},
        )
        for number in range(len(row.parts))
    ]
    return await outbox.plan_series_for(session, series, people) // len(series)
