"""Who speaks for an organisation, read from the database at each turn.

Only what a coordinator granted counts, and only while its owner is of that organisation.
"""

from sqlalchemy import ColumnElement, and_, select

from db.engine import Session
from db.models import Member, SchoolAdmin
from domain.actors import Actor
from domain.errors import NotAllowed

# a right that holds
SPEAKS: ColumnElement[bool] = and_(
    SchoolAdmin.member_id == Member.id, SchoolAdmin.organization_id == Member.organization_id
)
# the bot's messages reach them
_READS: ColumnElement[bool] = and_(
    Member.telegram_id.is_not(None), Member.unreachable_since.is_(None), Member.blocked_at.is_(None)
)


async def school_of(session: Session, actor: Actor) -> int:
    """The organisation the actor speaks for. Raises ConsentNeeded, ProfileNeeded, NotAllowed: they speak for none."""
    organization_id = await school_of_member(session, actor.member())
    if organization_id is None:
        raise NotAllowed
    return organization_id


async def school_of_member(session: Session, member_id: int) -> int | None:
    """The organisation this member speaks for, if any."""
    query = select(SchoolAdmin.organization_id).join(Member, SPEAKS).where(SchoolAdmin.member_id == member_id)
    return await session.scalar(query)


async def speakers(session: Session, organization_id: int) -> list[int]:
    """Members who speak for an organisation and whom the bot reaches."""
    query = select(SchoolAdmin.member_id).join(Member, SPEAKS).where(SchoolAdmin.organization_id == organization_id)
    return list(await session.scalars(query.where(_READS).order_by(SchoolAdmin.member_id)))


async def heard(session: Session) -> set[int]:
    """Organisations for which somebody speaks whom the bot reaches."""
    return set(await session.scalars(select(SchoolAdmin.organization_id).join(Member, SPEAKS).where(_READS).distinct()))
