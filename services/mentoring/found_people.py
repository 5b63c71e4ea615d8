"""Members by a typed name, for coordinators: the school tells namesakes apart."""

from collections.abc import Collection

from sqlalchemy import Select, and_, func, select

from db.engine import Session
from db.models import Member, Organization
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.roster import simple
from domain.mentoring.found_people import NOBODY, FoundPeople, FoundPerson
from services.people import search

MOST_FOUND = 5


async def find(session: Session, actor: Actor, query: str, without: Collection[int] = ()) -> FoundPeople:
    """Up to five members `query` (folded words of a name) may mean, by name; nobody of `without`.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    if not query:
        return NOBODY
    rows = await search.names(session, query)
    meant = sorted((simple(name), member_id) for member_id, name in rows if member_id not in without)
    shown = [member_id for _, member_id in meant[:MOST_FOUND]]
    people = {one.id: one for one in map(_person, await session.execute(_people().where(Member.id.in_(shown))))}
    return FoundPeople(tuple(people[member_id] for member_id in shown), len(meant))


async def one(session: Session, actor: Actor, member_id: int) -> FoundPerson:
    """A member with a finished profile. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    query = _people().where(Member.id == member_id, Member.joined_at.is_not(None))
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _person(row)


def _people() -> Select[int, str | None, str | None, bool, bool]:
    blocked = Member.blocked_at.is_not(None)
    reachable = and_(Member.telegram_id.is_not(None), Member.unreachable_since.is_(None), ~blocked)
    place = func.coalesce(Organization.name, Member.organization_text)
    query = select(Member.id, Member.full_name, place, reachable, blocked)
    return query.outerjoin(Organization, Organization.id == Member.organization_id)


def _person(row: tuple[int, str | None, str | None, bool, bool]) -> FoundPerson:
    member_id, name, organization, reachable, blocked = row
    return FoundPerson(member_id, name or "", organization, bool(reachable), bool(blocked))
