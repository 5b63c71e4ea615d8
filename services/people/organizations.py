"""The directory of organisations."""

from sqlalchemy import select

from db.engine import Session
from db.models import Organization
from domain.errors import NotFound
from domain.people import organizations
from domain.people.organizations import OrganizationView
from domain.vocabulary import Municipality


async def find(session: Session, query: str, municipality: Municipality | None) -> tuple[OrganizationView, ...]:
    """Up to five organisations that `query`, as typed, may mean; those of `municipality` first.

    The whole directory is read: a city has hundreds of organisations, and likeness needs them all.
    """
    rows = await session.scalars(select(Organization).order_by(Organization.id))
    return organizations.candidates(query, map(_view, rows), municipality)


async def lookup(session: Session, organization_id: int) -> OrganizationView | None:
    """One organisation, or None when it is not in the directory (any more)."""
    organization = await session.get(Organization, organization_id)
    return None if organization is None else _view(organization)


async def get(session: Session, organization_id: int) -> OrganizationView:
    """One organisation. Raises NotFound."""
    organization = await lookup(session, organization_id)
    if organization is None:
        raise NotFound
    return organization


def _view(organization: Organization) -> OrganizationView:
    return OrganizationView(organization.id, organization.name, organization.type, organization.municipality)
