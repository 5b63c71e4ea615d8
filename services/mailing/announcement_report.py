"""How an announcement fares: figures while it goes out, the report, the table of everybody it was meant for."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from db.engine import Session
from db.models import Announcement, DigestItem, Member, Organization, OutboxRow
from domain import clubtime
from domain.actors import Actor
from domain.mailing.announcement_run import (
    Fate,
    Figures,
    Place,
    RecipientRow,
    RecipientTable,
    Report,
    RunView,
    Tally,
    fate_of,
    seconds_for,
)
from domain.mailing.announcements import title_of
from domain.vocabulary import AnnouncementState, MessageKind, OutboxState
from services import journal, outbox
from services.mailing.announcements import entity, get, view_of

_SENT = MessageKind.ANNOUNCEMENT_SENT
_UNTRIED = (*outbox.WAITING, OutboxState.SENDING, OutboxState.HELD)
# a message planned for later than this waits for something
_SOON = timedelta(seconds=30)


async def look(session: Session, actor: Actor, announcement_id: int, now: datetime) -> RunView:
    """One that has left the desk, as of `now` (aware). Raises ConsentNeeded, NotAllowed, AnnouncementGone."""
    row = await get(session, actor, announcement_id)
    return RunView(
        await view_of(session, row),
        await _figures(session, row, now),
        await _tally(session, row, MessageKind.ANNOUNCEMENT_CORRECTED, row.revision),
        await _tally(session, row, MessageKind.ANNOUNCEMENT_RECALLED, None),
    )


async def report(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Report:
    """Totals, and each city. Raises as `look`."""
    row = await get(session, actor, announcement_id)
    query = (
        select(Member.municipality, OutboxRow.state, OutboxRow.error, func.count())
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(_last_messages(row))
        .group_by(Member.municipality, OutboxRow.state, OutboxRow.error)
    )
    got: Counter[object] = Counter()
    planned: Counter[object] = Counter()
    places = {}
    for municipality, state, error, count in await session.execute(query):
        fate = fate_of(state, error)
        places[municipality] = municipality
        got[municipality] += count if fate is Fate.GOT else 0
        planned[municipality] += count if fate else 0
    in_order = sorted(places.values(), key=lambda one: -planned[one])
    return Report(
        await view_of(session, row),
        await _figures(session, row, now),
        tuple(Place(one, got[one], planned[one]) for one in in_order if planned[one]),
    )


async def table(session: Session, actor: Actor, announcement_id: int, now: datetime) -> RecipientTable:
    """Everybody it was meant for, by name; the journal keeps that it was taken away. Raises as `look`."""
    row = await get(session, actor, announcement_id)
    people = (Member.full_name, Organization.name, Member.organization_text, Member.municipality)
    messages = (
        select(*people, OutboxRow.state, OutboxRow.error, OutboxRow.sent_at)
        .join(Member, Member.id == OutboxRow.recipient_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(_last_messages(row))
    )
    digests = (
        select(*people, DigestItem.sent_at)
        .join(Member, Member.id == DigestItem.member_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(DigestItem.announcement_id == row.id)
    )
    rows = [
        RecipientRow(name, school or typed, city, fate, at)
        for name, school, typed, city, state, error, at in await session.execute(messages)
        if (fate := fate_of(state, error)) is not None
    ]
    rows += [
        RecipientRow(name, school or typed, city, Fate.DIGEST_SENT if at else Fate.IN_DIGEST, at)
        for name, school, typed, city, at in await session.execute(digests)
    ]
    await journal.record(
        session,
        actor_id=actor.coordinator(),
        act="announcement.exported",
        object=entity(row.id),
        now=now,
        people=len(rows),
    )
    in_order = sorted(rows, key=lambda one: (one.name or "", one.organization or ""))
    return RecipientTable(title_of((await view_of(session, row)).parts), tuple(in_order))


async def _figures(session: Session, row: Announcement, now: datetime) -> Figures:
    query = select(OutboxRow.state, OutboxRow.error, func.count()).where(_last_messages(row))
    fates: Counter[Fate] = Counter()
    for state, error, count in await session.execute(query.group_by(OutboxRow.state, OutboxRow.error)):
        if (fate := fate_of(state, error)) is not None:
            fates[fate] += count
    items = select(func.count(), func.count(DigestItem.sent_at)).where(DigestItem.announcement_id == row.id)
    gathered, told = (await session.execute(items)).one()
    fates[Fate.IN_DIGEST], fates[Fate.DIGEST_SENT] = gathered - told, told
    if not fates[Fate.LEFT] or row.state is AnnouncementState.PAUSED:
        return Figures(fates)
    waits_until = await _waits_until(session, row, now)
    if waits_until is not None:
        return Figures(fates, waits_until=waits_until)
    # everything the bot has to say goes through one pace
    ahead = select(func.count()).where(OutboxRow.state.in_(outbox.WAITING), OutboxRow.next_attempt_at <= now + _SOON)
    return Figures(fates, seconds_for(await session.scalar(ahead) or 0))


async def _waits_until(session: Session, row: Announcement, now: datetime) -> datetime | None:
    """When it goes on, if nothing of it may leave before long."""
    if clubtime.is_quiet(now):
        return clubtime.next_allowed(now)
    query = select(func.min(OutboxRow.next_attempt_at), func.count().filter(OutboxRow.state == OutboxState.SENDING))
    mine = and_(OutboxRow.entity == entity(row.id), OutboxRow.kind == _SENT, OutboxRow.state.in_(_UNTRIED))
    first, flying = (await session.execute(query.where(mine))).one()
    return first if first is not None and not flying and first > now + _SOON else None


async def _tally(session: Session, row: Announcement, kind: MessageKind, revision: int | None) -> Tally | None:
    """How corrections of the newest revision fare, or recalls; None: there are none."""
    query = select(OutboxRow.state, func.count()).where(OutboxRow.entity == entity(row.id), OutboxRow.kind == kind)
    if revision is not None:
        query = query.where(OutboxRow.payload["revision"].as_integer() == revision)
    rows = await session.execute(query.group_by(OutboxRow.state))
    counts: dict[OutboxState, int] = {state: count for state, count in rows}  # noqa: C416 (rows are no pairs to mypy)
    # what had nothing to change for its person is no news
    counts.pop(OutboxState.MISSED, None)
    done, left = counts.pop(OutboxState.SENT, 0), sum(counts.pop(one, 0) for one in _UNTRIED)
    tally = Tally(done, sum(counts.values()), left)
    return tally if tally.total else None


def _last_messages(row: Announcement) -> ColumnElement[bool]:
    """A person has an announcement when they have the last message of it."""
    return and_(
        OutboxRow.entity == entity(row.id),
        OutboxRow.kind == _SENT,
        OutboxRow.payload["part"].as_integer() == len(row.parts) - 1,
    )
