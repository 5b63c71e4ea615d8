"""The first screen of the coordinators' desk: what waits there."""

from sqlalchemy import func, select

from db.engine import Session
from db.models import Announcement, Letter, Tip
from domain.actors import Actor
from domain.desk import DeskFigures
from domain.vocabulary import AnnouncementState, TipState
from services.people import typed_places


async def figures(session: Session, actor: Actor) -> DeskFigures:
    """How much waits for coordinators. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    going = (AnnouncementState.SENDING, AnnouncementState.PAUSED)
    waiting = (
        select(func.count()).select_from(Announcement).where(Announcement.state.in_(going)),
        select(func.count()).select_from(Tip).where(Tip.state == TipState.PENDING),
        select(func.count()).select_from(Letter).where(Letter.deadline_at.is_not(None)),
    )
    going_on, tips, letters = (await session.execute(select(*(one.scalar_subquery() for one in waiting)))).one()
    return DeskFigures(going_on, tips, letters, await typed_places.waiting(session))
