"""Passing events on: finding them by words in any chat, the card to forward, where people came from."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Event, EventDirection, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.sharing import Found, Names, Shared, Sources, rank, words_of
from domain.vocabulary import Direction, EventStatus, RegistrationStatus
from services.events import events


async def search(session: Session, query: str, names: Names, offset: int, size: int, now: datetime) -> Found:
    """At most `size` published events that start after `now` (aware), from the `offset`-th on. Open to guests.

    The best answers to `query` come first, among equals the soonest; without words all of them, soonest first.
    """
    asked = words_of(query)
    coming = (
        select(Event.id, Event.title, Event.form)
        .where(Event.status == EventStatus.PUBLISHED, Event.starts_at > now)
        .order_by(Event.starts_at, Event.id)
    )
    rows = (await session.execute(coming)).all()
    if asked:
        themes = await _directions(session, now)
        ranked = [
            (worth, row.id)
            for row in rows
            if (worth := rank(asked, _words(row.title, names.forms[row.form], themes.get(row.id, ()), names)))
            is not None
        ]
        # the sort keeps the order of time among equals
        ids = [event_id for _, event_id in sorted(ranked, key=lambda found: found[0])]
    else:
        ids = [row.id for row in rows]
    shown = ids[offset : offset + size]
    more = offset + size if len(ids) > offset + size else None
    return Found(await events.public_cards(session, shown), more)


async def shared(session: Session, actor: Actor, event_id: int) -> Shared:
    """An event to pass on. Open to guests; a coordinator also learns where people came from.

    Raises NotFound, also for a draft: nobody could open the link.
    """
    found = await events.public_cards(session, [event_id])
    if not found or found[0].terms.status is EventStatus.DRAFT:
        raise NotFound
    return Shared(found[0], await sources(session, actor, event_id) if actor.is_coordinator else None)


async def sources(session: Session, actor: Actor, event_id: int) -> Sources:
    """Where those came from who take part in an event or wait for a seat. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    query = (
        select(Registration.source, func.count())
        .where(Registration.event_id == event_id, Registration.status != RegistrationStatus.CANCELLED)
        .group_by(Registration.source)
    )
    return Sources({row[0]: row[1] for row in await session.execute(query)})


async def _directions(session: Session, now: datetime) -> dict[int, list[Direction]]:
    query = (
        select(EventDirection.event_id, EventDirection.direction)
        .join(Event, Event.id == EventDirection.event_id)
        .where(Event.status == EventStatus.PUBLISHED, Event.starts_at > now)
    )
    themes: dict[int, list[Direction]] = {}
    for event_id, direction in await session.execute(query):
        themes.setdefault(event_id, []).append(direction)
    return themes


def _words(title: str, form: str, directions: list[Direction] | tuple[()], names: Names) -> tuple[str, ...]:
    return words_of(" ".join([title, form, *(names.directions[direction] for direction in directions)]))
