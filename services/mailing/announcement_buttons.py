"""Buttons under an announcement: to an address, an event, a tip, the form of a request."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.engine import Session
from db.models import Event, Tip
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, Outdated
from domain.lemmas import lemmas
from domain.mailing import announcement_buttons as rules
from domain.mailing.announcement_buttons import Choice, Choices
from domain.mailing.announcement_sending import mark as marked
from domain.mailing.announcements import AnnouncementView, Part, PartButton, Target
from domain.paging import page_of
from domain.vocabulary import EventStatus, TipState
from services.mailing.announcements import note, unsent, view_of

# so many words of a search are looked for
_MOST_WORDS = 5


async def add(
    session: Session, actor: Actor, announcement_id: int, button: PartButton, now: datetime
) -> AnnouncementView:
    """One more button. Of an event or a tip the label may be empty: its title is taken.

    Raises ConsentNeeded, NotAllowed, NotFound, AnnouncementGone, AnnouncementMoved, InvalidAnswer.
    """
    row = await unsent(session, actor, announcement_id)
    if not rules.can_bear_buttons([Part.load(one) for one in row.parts]):
        raise InvalidAnswer("У альбома не бывает кнопок: добавьте после него текст, и кнопки встанут под ним.")
    button = await _checked(session, button, now)
    buttons = rules.with_button([PartButton.load(one) for one in row.buttons], button)
    if len(buttons) > len(row.buttons):
        row.buttons = [one.dump() for one in buttons]
        await note(session, actor, row, "edited", now, what="buttons", target=button.target, to=button.id)
    return await view_of(session, row)


async def remove(
    session: Session, actor: Actor, announcement_id: int, number: int, mark: int, now: datetime
) -> AnnouncementView:
    """Away with button `number` (from 0). `mark`: as the announcement was when the button was drawn.

    Raises ConsentNeeded, NotAllowed, AnnouncementGone, AnnouncementMoved, Outdated.
    """
    row = await unsent(session, actor, announcement_id)
    if marked(await view_of(session, row)) != mark:
        raise Outdated
    row.buttons = [one for at, one in enumerate(row.buttons) if at != number]
    await note(session, actor, row, "edited", now, what="buttons", number=len(row.buttons))
    return await view_of(session, row)


async def events(session: Session, actor: Actor, number: int, size: int, now: datetime) -> Choices:
    """Page `number` (from 0) of coming events a button may open. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    coming = _open(now)
    page = page_of(await session.scalar(select(func.count()).select_from(Event).where(coming)) or 0, number, size)
    query = select(Event.id, Event.title).where(coming).order_by(Event.starts_at, Event.id)
    rows = await session.execute(query.limit(page.size).offset(page.offset))
    return Choices(tuple(Choice(id_, title) for id_, title in rows), page)


async def tips(session: Session, actor: Actor, words: str | None, number: int, size: int) -> Choices:
    """Page `number` (from 0) of published tips, newest first; `words` narrow them, in any form of theirs.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    conditions = [Tip.state == TipState.PUBLISHED, *map(_told_of, (words or "").split()[:_MOST_WORDS])]
    page = page_of(await session.scalar(select(func.count()).select_from(Tip).where(*conditions)) or 0, number, size)
    query = select(Tip.id, Tip.title).where(*conditions).order_by(Tip.id.desc())
    rows = await session.execute(query.limit(page.size).offset(page.offset))
    return Choices(tuple(Choice(id_, title) for id_, title in rows), page, words)


def _told_of(word: str) -> ColumnElement[bool]:
    """A tip with this word in any form of it; or, where no forms are noted, with the word itself in the title."""
    found = [Tip.title.contains(one, autoescape=True) for one in (word.lower(), word.capitalize())]
    if sought := lemmas(word):
        found.append(Tip.lemmas.contains(sought, autoescape=True))
    return or_(*found)


async def _checked(session: Session, button: PartButton, now: datetime) -> PartButton:
    """What it leads to is there. Raises NotFound."""
    match button.target:
        case Target.EVENT:
            query = select(Event.title).where(Event.id == button.id, _open(now))
        case Target.TIP:
            query = select(Tip.title).where(Tip.id == button.id, Tip.state == TipState.PUBLISHED)
        case _:
            return button
    title = await session.scalar(query)
    if title is None:
        raise NotFound
    return PartButton(button.label or title, button.target, id=button.id)


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(Event.status == EventStatus.PUBLISHED, Event.ends_at > now)
