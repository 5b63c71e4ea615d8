"""Places of work people typed in their own words, by what they say: case, «ё» and blanks aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from db.engine import Session
from db.models import Member, OwnPlace
from domain.people.organizations_typed import TypedPlace, sign_of

# written by hand and of no organisation of the directory
UNSETTLED = (Member.organization_id.is_(None), Member.organization_text.is_not(None))


@dataclass(frozen=True, slots=True)
class Group:
    """All who typed the same; `texts` are the very words, those of most people first."""

    place: TypedPlace
    texts: tuple[str, ...]
    kept: bool


async def groups(session: Session) -> list[Group]:
    """Those of most people first, then by words."""
    count = func.count()
    # not «IS NULL»: SQLite would go through all who are of no organisation, instead of the few who typed one
    unsettled = func.coalesce(Member.organization_id, 0) == 0
    query = select(Member.organization_text, count).where(Member.organization_text.is_not(None), unsettled)
    query = query.group_by(Member.organization_text)
    rows = await session.execute(query.order_by(count.desc(), Member.organization_text))
    alike: dict[str, list[tuple[str, int]]] = {}
    for text, people in rows:
        if text is not None:
            alike.setdefault(sign_of(text), []).append((text, people))
    kept = set(await session.scalars(select(OwnPlace.words_sign)))
    found = [_group(key, same, key in kept) for key, same in alike.items()]
    return sorted(found, key=lambda one: (-one.place.people, one.place.text))


async def waiting(session: Session) -> int:
    """How many such places a coordinator has not settled yet."""
    return sum(not one.kept for one in await groups(session))


def _group(key: str, same: Sequence[tuple[str, int]], kept: bool) -> Group:
    texts = tuple(text for text, _ in same)
    return Group(TypedPlace(key, texts[0], sum(people for _, people in same)), texts, kept)
