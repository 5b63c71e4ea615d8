"""The run of an announcement: a pause, an end, another text for what was sent, taking it back, late joiners."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select, update

from db.engine import Session
from db.models import Announcement, DigestItem, OutboxRow
from domain.actors import Actor
from domain.mailing import announcement_run as rules
from domain.mailing.announcement_run import RECALLED, STOPPED, RecallPreview
from domain.mailing.announcements import RECALL_WITHIN, Act, AnnouncementView, Part
from domain.mailing.audience import Audience
from domain.vocabulary import AnnouncementState, MessageKind, OutboxState, Priority
from services import outbox
from services.mailing import announcement_sending, digests, recipients
from services.mailing.announcements import entity, get, locked, note, view_of
from services.outbox import Due, Message

S = AnnouncementState
_SENT, _CORRECTED = MessageKind.ANNOUNCEMENT_SENT, MessageKind.ANNOUNCEMENT_CORRECTED
_UNSETTLED = (*outbox.WAITING, OutboxState.SENDING, OutboxState.HELD)
# these have a message in their chat, or will have within moments
_ARRIVED = (OutboxState.SENT, OutboxState.SENDING)
# nobody hears a message change or go, so the night does not matter
_QUIETLY = True
# Telegram counts its two days by its own clock, and a removal takes its turn
_MARGIN = timedelta(minutes=10)


# --- acts of a coordinator


async def pause(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Nothing more leaves until `resume`; what is on its way arrives.

    Raises ConsentNeeded, NotAllowed, AnnouncementGone, AnnouncementMoved.
    """
    row = await _act(session, actor, announcement_id, Act.PAUSE)
    held = await outbox.hold(session, entity(row.id), [_SENT])
    await note(session, actor, row, "paused", now, messages=held)


async def resume(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """After a pause it goes on. Raises as `pause`."""
    row = await _act(session, actor, announcement_id, Act.RESUME)
    released = await outbox.release(session, entity(row.id), [_SENT])
    await note(session, actor, row, "resumed", now, messages=released)


async def stop(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Whoever has not got it does not get it, late joiners neither. Raises as `pause`."""
    row = await _act(session, actor, announcement_id, Act.STOP)
    dropped = await outbox.drop(session, entity(row.id), [_SENT], STOPPED)
    row.late_until, row.finished_at = None, now
    await note(session, actor, row, "stopped", now, messages=dropped)


async def end_late(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Whoever comes to fit from now on does not get it. Raises ConsentNeeded, NotAllowed, AnnouncementGone."""
    row = await locked(session, actor, announcement_id)
    if row.late_until is not None:
        row.late_until = None
        await note(session, actor, row, "edited", now, what="late", days=0)


async def correct(
    session: Session, actor: Actor, announcement_id: int, number: int, text: str, now: datetime
) -> AnnouncementView:
    """Another text (HTML) for message `number` (from 0), also where it was sent already; the same text is no change.

    Raises as `pause`, InvalidAnswer, NotFound for a poll or a forged number.
    """
    row = await locked(session, actor, announcement_id)
    rules.after(row.state, Act.CORRECT)
    before = [Part.load(one) for one in row.parts]
    parts = rules.corrected(before, number, text)
    if list(parts) == before:
        return await view_of(session, row)
    await _let_claims_end(session, row)
    row.parts, row.revision = [one.dump() for one in parts], row.revision + 1
    await session.flush()
    # an older text of the same message need not be written any more
    await session.execute(
        update(OutboxRow)
        .where(_of(row, _CORRECTED), OutboxRow.state.in_(outbox.WAITING), _part(number))
        .values(state=OutboxState.MISSED, error="corrected anew")
        .execution_options(synchronize_session=False)
    )
    people = select(OutboxRow.recipient_id).where(_of(row, _SENT), OutboxRow.state.in_(_ARRIVED), _part(number))
    planned = await outbox.plan_for(
        session,
        Message(
            kind=_CORRECTED,
            entity=entity(row.id),
            recipient_id=0,
            due_at=now,
            priority=Priority.NOTICE,
            quiet_ok=_QUIETLY,
            payload={"part": number, "revision": row.revision},
        ),
        people,
    )
    await note(session, actor, row, "corrected", now, part=number, revision=row.revision, messages=planned)
    return await view_of(session, row)


async def ask_recall(session: Session, actor: Actor, announcement_id: int, now: datetime) -> RecallPreview:
    """What a recall would do at `now`. Raises as `pause`."""
    row = await get(session, actor, announcement_id)
    rules.after(row.state, Act.RECALL)
    recallable = await _people(session, row, _recallable(now))
    arrived = await _people(session, row, OutboxRow.state.in_(_ARRIVED))
    waiting = await _people(session, row, OutboxRow.state.in_((*outbox.WAITING, OutboxState.HELD)))
    return RecallPreview(recallable, arrived - recallable, waiting)


async def recall(session: Session, actor: Actor, announcement_id: int, now: datetime) -> None:
    """Take it back from the chats of the last two days; whoever has not got it does not get it. Raises as `pause`."""
    row = await _act(session, actor, announcement_id, Act.RECALL)
    await outbox.drop(session, entity(row.id), [_SENT, _CORRECTED], RECALLED)
    people = select(OutboxRow.recipient_id).where(_of(row, _SENT), _recallable(now)).distinct()
    message = Message(
        kind=MessageKind.ANNOUNCEMENT_RECALLED,
        entity=entity(row.id),
        recipient_id=0,
        due_at=now,
        priority=Priority.NOTICE,
        quiet_ok=_QUIETLY,
    )
    planned = await outbox.plan_for(session, message, people)
    row.late_until, row.finished_at = None, row.finished_at or now
    await note(session, actor, row, "recalled", now, people=planned)


async def _act(session: Session, actor: Actor, announcement_id: int, act: Act) -> Announcement:
    """The row, locked and in its next state."""
    row = await locked(session, actor, announcement_id)
    row.state = rules.after(row.state, act)
    # the outbox is changed by statements of its own, which should see the state they belong to
    await session.flush()
    return row


async def _let_claims_end(session: Session, row: Announcement) -> None:
    """Wait for a claim under way: it has read the old text, and only then its rows are told from those that wait."""
    waiting = select(OutboxRow.id).where(_of(row, _SENT), OutboxRow.state.in_(outbox.WAITING)).with_for_update()
    await session.execute(select(func.count()).select_from(waiting.subquery()))


async def _people(session: Session, row: Announcement, condition: ColumnElement[bool]) -> int:
    query = select(func.count(OutboxRow.recipient_id.distinct())).where(_of(row, _SENT), condition)
    return await session.scalar(query) or 0


def _of(row: Announcement, kind: MessageKind) -> ColumnElement[bool]:
    return and_(OutboxRow.entity == entity(row.id), OutboxRow.kind == kind)


def _part(number: int) -> ColumnElement[bool]:
    here: ColumnElement[bool] = OutboxRow.payload["part"].as_integer() == number
    return here


def _recallable(now: datetime) -> ColumnElement[bool]:
    young = and_(OutboxRow.state == OutboxState.SENT, OutboxRow.sent_at > now - RECALL_WITHIN + _MARGIN)
    return or_(young, OutboxRow.state == OutboxState.SENDING)


# --- at the moment a change leaves


async def sent_messages(session: Session, due: Due, now: datetime) -> Sequence[OutboxRow] | None:
    """What this person got of the announcement, in order; None: a message is on its way, look again in a moment.

    Of a correction only the message it is about; of a recall only what may still be taken back.
    """
    query = select(OutboxRow).where(
        OutboxRow.entity == due.entity, OutboxRow.kind == _SENT, OutboxRow.recipient_id == due.recipient_id
    )
    meant = _part(int(due.payload["part"])) if due.kind == _CORRECTED else _recallable(now)
    rows = (await session.scalars(query.where(meant).order_by(OutboxRow.due_at))).all()
    if any(row.state is OutboxState.SENDING for row in rows):
        return None
    return [row for row in rows if row.state is OutboxState.SENT and row.message_ids]


async def correction(session: Session, due: Due) -> AnnouncementView | None:
    """The announcement whose newest text is to be written; None: it was taken back."""
    row = await session.get(Announcement, due.entity_id)
    return await view_of(session, row) if row is not None and row.state is not S.RECALLED else None


# --- by itself


async def finish_due(session: Session, now: datetime) -> None:
    """Announcements of which nothing waits any more are done. Call often: a coordinator looks on."""
    unsettled = exists().where(
        OutboxRow.entity == literal("announcement:") + cast(Announcement.id, String),
        OutboxRow.kind == _SENT,
        OutboxRow.state.in_(_UNSETTLED),
    )
    query = select(Announcement).where(Announcement.state == S.SENDING, ~unsettled).with_for_update(skip_locked=True)
    for row in (await session.scalars(query.execution_options(populate_existing=True))).all():
        row.state, row.finished_at = rules.after(row.state, Act.FINISH), now
        await note(session, None, row, "finished", now)


async def open_to_late(session: Session, now: datetime) -> Sequence[int]:
    """Announcements that late joiners still get at `now` (aware)."""
    query = select(Announcement.id).where(Announcement.state.in_((S.SENDING, S.DONE)), Announcement.late_until > now)
    return (await session.scalars(query.order_by(Announcement.id))).all()


async def welcome_late(session: Session, announcement_id: int, now: datetime) -> int:
    """Whoever has come to fit gets it too, once each; returns how many new people (in their digest or at once)."""
    query = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.state not in (S.SENDING, S.DONE) or row.late_until is None or row.late_until <= now:
        return 0
    audience, urgent = Audience.load(row.audience), row.urgent_reason is not None
    gathered = await digests.add_for(session, row.id, _new(row, recipients.for_digest(audience, urgent, now)), now)
    planned = await announcement_sending.plan(session, row, _new(row, recipients.at_once(audience, urgent, now)), now)
    if gathered or planned:
        await note(session, None, row, "joined_late", now, people=planned, in_digest=gathered)
    return gathered + planned


def _new(row: Announcement, people: Select[int]) -> Select[int]:
    """Those of `people` who have nothing of it yet."""
    id_ = people.selected_columns[0]
    have = select(OutboxRow.recipient_id).where(_of(row, _SENT))
    wait = select(DigestItem.member_id).where(DigestItem.announcement_id == row.id)
    return people.where(id_.not_in(have), id_.not_in(wait))
