"""The directory of organisations."""

from sqlalchemy import ColumnElement, select, true

from db.engine import Session
from db.models import Organization
from domain.errors import NotFound
from domain.people import organizations
from domain.people.organizations import OrganizationView
from domain.vocabulary import Municipality


async def find(session: Session, query: str, municipality: Municipality | None) -> tuple[OrganizationView, ...]:
    """Up to five organisations that `query`, as typed, may mean; those of `municipality` first, the archived left out.

    The whole directory is read: a city has hundreds of organisations, and likeness needs them all.
    """
    rows = await directory(session, Organization.archived_at.is_(None))
    return organizations.candidates(query, rows, municipality)


async def directory(session: Session, condition: ColumnElement[bool] | None = None) -> list[OrganizationView]:
    """All organisations of which the condition holds; duplicates that have become one with another are none."""
    query = select(Organization.id, Organization.name, Organization.type, Organization.municipality)
    query = query.where(Organization.merged_into_id.is_(None), true() if condition is None else condition)
    return [OrganizationView(*row) for row in await session.execute(query.order_by(Organization.id))]


async def lookup(session: Session, organization_id: int) -> OrganizationView | None:
    """One organisation, or None when it is not in the directory; of a duplicate, the one it has become one with."""
    organization = await session.get(Organization, organization_id)
    if organization is not None and organization.merged_into_id is not None:
        organization = await session.get(Organization, organization.merged_into_id)
    return None if organization is None else _view(organization)


async def current(session: Session, organization_id: int) -> int:
    """The id of the one a duplicate has become one with; its own otherwise. Read anew from the database."""
    query = select(Organization.merged_into_id).where(Organization.id == organization_id)
    return await session.scalar(query) or organization_id


async def get(session: Session, organization_id: int) -> OrganizationView:
    """One organisation; of a duplicate, the one it has become one with. Raises NotFound."""
    organization = await lookup(session, organization_id)
    if organization is None:
        raise NotFound
    return organization


def _view(organization: Organization) -> OrganizationView:
    return OrganizationView(organization.id, organization.name, organization.type, organization.municipality)
