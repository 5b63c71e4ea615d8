"""Plants the club's words (`content/`) in the database: organisations, tips, the events of the year."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from content import (
    EventText,
    OrganizationText,
    Schedule,
    TipText,
    load_events,
    load_organizations,
    load_schedule,
    load_tips,
)
from content.reader import FOLDER
from db.engine import Session
from db.models import Event, EventDirection, Organization, SpeedEvening, Tip
from domain import clubtime
from domain.events.speed import Settings
from domain.vocabulary import EventStatus
from services.tips import tip_index

Row = TypeVar("Row", Organization, Tip)


async def plant(session: Session, now: datetime, folder: Path = FOLDER) -> None:
    """Add what is missing; planting again adds nothing. `now` is aware. Raises ContentError.

    Words of tips and organisations follow the files; an organisation does until a coordinator changes it. Of every
    event its next occurrence is planted once; later edits of the file do not touch it, for people may have signed up
    to what it says.
    """
    await _follow(session, Organization, load_organizations(folder))
    for tip in await _follow(session, Tip, load_tips(folder)):
        # its words are noted anew below
        tip.lemmas = ""
    await tip_index.catch_up(session)
    await _plant_events(session, now, folder)


async def _follow(session: Session, model: type[Row], texts: Sequence[OrganizationText | TipText]) -> list[Row]:
    """Rows follow their texts: a text's fields are named as the columns, and `slug` tells who is who.

    Returns the rows that say something else than before.
    """
    slugs = [text.slug for text in texts]
    known = {row.slug: row for row in await session.scalars(select(model).where(model.slug.in_(slugs)))}
    changed = []
    for text in texts:
        row = known.get(text.slug) or model()
        if isinstance(row, Organization) and row.changed_at is not None:
            # coordinators keep it now: what they changed, put away or made one with another stays so
            continue
        session.add(row)
        fields = asdict(text)
        if any(getattr(row, column) != value for column, value in fields.items()):
            changed.append(row)
        for column, value in fields.items():
            setattr(row, column, value)
    await session.flush()
    return changed


async def _plant_events(session: Session, now: datetime, folder: Path) -> None:
    schedule = load_schedule(folder)
    known = set(await session.scalars(select(Event.seed_key).where(Event.seed_key.is_not(None))))
    for text in load_events(folder):
        event = _event(text, now, schedule)
        if event.seed_key in known:
            continue
        session.add(event)
        await session.flush()
        if text.speed_places is not None:
            usual = Settings(side_limit=text.speed_places)
            session.add(SpeedEvening(event_id=event.id, **asdict(usual)))
    await session.flush()


def _event(text: EventText, now: datetime, schedule: Schedule) -> Event:
    starts_at = text.next_start(now, schedule)
    return Event(
        seed_key=f"{text.slug}-{clubtime.local(starts_at).year}",
        title=text.title,
        form=text.form,
        format=text.format,
        track=text.track,
        announcement=text.announcement,
        starts_at=starts_at,
        ends_at=starts_at + text.duration,
        registration_closes_at=text.registration_closes(starts_at),
        place=text.place,
        online_url=text.online_link,
        seats_offline=text.seats_offline,
        seats_online=text.seats_online,
        hours=text.hours,
        status=EventStatus.PUBLISHED,
        directions=[EventDirection(direction=direction) for direction in text.directions],
    )
