"""The directory from a spreadsheet: what it would change, and the change itself, all of it at once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Organization
from domain.actors import Actor
from domain.people import organizations_import as rules
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import NewOrganization
from domain.people.organizations_import import ImportPlan, ImportSheet, Known
from services import journal
from services.people import organizations_desk


async def plan(session: Session, actor: Actor, sheet: ImportSheet) -> ImportPlan:
    """What the rows would change; nothing is written. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    into = aliased(Organization)
    query = (
        select(
            Organization.id,
            Organization.name,
            Organization.type,
            Organization.municipality,
            Organization.archived_at.is_not(None),
            into.name,
        )
        .outerjoin(into, into.id == Organization.merged_into_id)
        .order_by(Organization.id)
    )
    rows = await session.execute(query)
    return rules.plan(sheet, [Known(OrganizationView(*row[:4]), row[4], row[5]) for row in rows])


async def apply(
    session: Session, actor: Actor, sheet: ImportSheet, sign: str, now: datetime
) -> tuple[ImportPlan, bool]:
    """Write the changes of this sign; `now` is aware. Returns what the rows change now, and whether it was written.

    Where somebody has changed the directory since these changes were shown, nothing is written: they have another sign
    by now, and are shown anew. Doing it twice changes nothing more. Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    await organizations_desk.take_turn(session)
    found = await plan(session, actor, sheet)
    if found.empty or found.sign != sign:
        return found, False
    ids = [one.old.id for one in found.changed]
    query = select(Organization).where(Organization.id.in_(ids)).execution_options(populate_existing=True)
    rows = {row.id: row for row in await session.scalars(query)}
    for change in found.changed:
        row, new = rows[change.old.id], change.new
        row.name, row.type, row.municipality, row.changed_at = new.name, new.type, new.municipality, now
    for one in found.added:
        session.add(organizations_desk.created(NewOrganization(one.name, one.type, one.municipality), now))
    await session.flush()
    await journal.record(
        session,
        actor_id=actor_id,
        act="organization.imported",
        object="organization",
        now=now,
        added=len(found.added),
        changed=len(found.changed),
    )
    return found, True
