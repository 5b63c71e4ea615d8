"""The audience of an announcement, chosen by taps with a live count."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, func, select

from db.engine import Session
from db.models import Announcement, Event, Organization
from domain.actors import Actor
from domain.errors import AnnouncementMoved, NotFound
from domain.mailing import audience_choice as rules
from domain.mailing.audience import Audience
from domain.mailing.audience_choice import AudienceView, Criterion, Described, EventChoice, EventChoices
from domain.paging import page_of
from domain.people.organizations import OrganizationView, read_organization
from domain.vocabulary import EventStatus
from services.mailing import audience as audiences
from services.mailing.announcements import UNSENT, note, unsent, view
from services.people import organizations


async def look(session: Session, actor: Actor, announcement_id: int, now: datetime) -> AudienceView:
    """Who is chosen, and how many fit at `now` (aware).

    Raises ConsentNeeded, NotAllowed, AnnouncementGone, AnnouncementMoved when it has left already.
    """
    found = await view(session, actor, announcement_id)
    if found.state not in UNSENT:
        raise AnnouncementMoved
    return await _seen(session, announcement_id, Audience.load(found.audience), now)


async def choose(
    session: Session, actor: Actor, announcement_id: int, criterion: Criterion, value: str, on: bool, now: datetime
) -> AudienceView:
    """Take a value of a criterion in, or leave it out. Raises as `look`, NotFound for a value nobody knows, and
    InvalidAnswer.
    """

    def change(audience: Audience) -> Audience:
        return rules.chosen(audience, criterion, value, on)

    row = await unsent(session, actor, announcement_id)
    if on:
        await _ensure_there(session, criterion, change(Audience.load(row.audience)), value)
    return await _change(session, actor, row, change, now)


async def clear(
    session: Session, actor: Actor, announcement_id: int, criterion: Criterion | None, now: datetime
) -> AudienceView:
    """One criterion narrows no longer; None: the whole club again. Raises as `look`."""
    row = await unsent(session, actor, announcement_id)
    return await _change(
        session, actor, row, lambda old: Audience() if criterion is None else rules.cleared(old, criterion), now
    )


async def search(session: Session, actor: Actor, announcement_id: int, text: str) -> tuple[OrganizationView, ...]:
    """Organisations a typed name may mean, those chosen left out.

    Raises InvalidAnswer, ConsentNeeded, NotAllowed, AnnouncementGone.
    """
    found = await view(session, actor, announcement_id)
    taken = Audience.load(found.audience).organizations
    some = await organizations.find(session, read_organization(text), None)
    return tuple(one for one in some if one.id not in taken)


async def events(session: Session, actor: Actor, number: int, size: int, past: bool, now: datetime) -> EventChoices:
    """Page `number` (from 0) of events that are not drafts: coming ones, or those over at `now` (aware).

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    over = Event.ends_at <= now if past else Event.ends_at > now
    meant = and_(Event.status != EventStatus.DRAFT, over)
    page = page_of(await session.scalar(select(func.count()).select_from(Event).where(meant)) or 0, number, size)
    order = (Event.starts_at.desc(), Event.id.desc()) if past else (Event.starts_at, Event.id)
    query = select(Event.id, Event.title, Event.starts_at).where(meant).order_by(*order)
    rows = await session.execute(query.limit(page.size).offset(page.offset))
    return EventChoices(tuple(EventChoice(id_, title, starts_at) for id_, title, starts_at in rows), page, past)


async def described(session: Session, audience: Audience) -> Described:
    """An audience with the names of what it points at."""
    query = select(Organization).where(Organization.id.in_(audience.organizations)).order_by(Organization.name)
    some = [await organizations.get(session, row.id) for row in await session.scalars(query)]
    event = None
    if audience.event_id is not None:
        event = await session.scalar(select(Event.title).where(Event.id == audience.event_id))
    return Described(audience, tuple(some), event)


async def _seen(session: Session, announcement_id: int, audience: Audience, now: datetime) -> AudienceView:
    count = await audiences.count(session, audience, now)
    return AudienceView(announcement_id, await described(session, audience), count)


async def _change(
    session: Session, actor: Actor, row: Announcement, change: Callable[[Audience], Audience], now: datetime
) -> AudienceView:
    old = Audience.load(row.audience)
    new = change(old)
    if new != old:
        row.audience = new.dump()
        await note(session, actor, row, "edited", now, what="audience")
    return await _seen(session, row.id, new, now)


async def _ensure_there(session: Session, criterion: Criterion, audience: Audience, value: str) -> None:
    """An organisation or event that is gone, or a draft, is not chosen. Raises NotFound."""
    if criterion is Criterion.ORGANIZATIONS:
        await organizations.get(session, int(value))
    if criterion is Criterion.EVENT:
        query = select(Event.id).where(Event.id == audience.event_id, Event.status != EventStatus.DRAFT)
        if await session.scalar(query) is None:
            raise NotFound
