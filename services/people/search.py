"""People by the beginnings of words of their name or school, in whatever order: «ив 901» finds «Анна Иванова».

The rarest word leads: whose it is stands in an index (`MemberWord`), and only they are looked at. Words that very many
have are met at once by whoever walks along the list, so nothing is needed but to stop early.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Member, MemberWord, Organization
from db.models.people import LONGEST_WORD
from domain.events.roster import is_meant
from domain.typed import folded

# more people than these are a list nobody reads to its end: they are not counted
MANY = 2_000
# up to so many are looked at one by one; of a word more have, every tenth person of the list is met anyway
_LED = 10_000
# behind every letter there is
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word that is looked for, and the organisations it may mean."""

    word: str
    places: Sequence[int]

    @property
    def holds(self) -> ColumnElement[bool]:
        """It begins a word of the person's name or of their school's."""
        named = Member.search_words.contains(f" {self.word}", autoescape=True)
        return or_(named, Member.organization_id.in_(self.places)) if self.places else named

    @property
    def whose(self) -> Subquery:
        """Ids of all of those, some of them twice."""
        named = select(MemberWord.member_id.label("id")).where(self._among(MemberWord))
        placed = select(Member.id).where(Member.organization_id.in_(self.places))
        return (union_all(named, placed) if self.places else named).subquery()

    def is_of(self, member_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The same of one member, without a look at their row."""
        other = aliased(MemberWord)
        named = exists().where(other.member_id == member_id, self._among(other))
        if not self.places:
            return named
        one = aliased(Member)
        return or_(named, exists().where(one.id == member_id, one.organization_id.in_(self.places)))

    def _among(self, index: type[MemberWord]) -> ColumnElement[bool]:
        first = self.word[:LONGEST_WORD]
        return and_(index.word >= first, index.word < first + _LAST)


@dataclass(frozen=True, slots=True)
class Meant:
    """What is true of the members some words mean, said in two ways.

    `led`: for whoever wants them all; `walked`: for whoever goes along the list till there are enough. `most`: there
    are no more of them than that; beyond MANY it need not be near.
    """

    led: ColumnElement[bool]
    walked: ColumnElement[bool]
    most: int


async def meant(session: Session, words: Sequence[str], *, schools: bool = True) -> Meant:
    """Whom `words` (folded, one at least) may mean; without `schools` those of the directory don't count."""
    places = await _places(session, words) if schools else {}
    asked = [_Word(word, places.get(word, ())) for word in dict.fromkeys(words)]
    counts = await _counts(session, asked)
    rarest, *others = sorted(asked, key=lambda one: counts[one.word])
    most, walked, whose = counts[rarest.word], and_(*(one.holds for one in asked)), rarest.whose
    if most > _LED:
        return Meant(walked, walked, most)
    led = select(whose.c.id).where(*(one.is_of(whose.c.id) for one in others))
    return Meant(Member.id.in_(led), walked, most)


async def names(session: Session, query: str) -> Sequence[tuple[int, str]]:
    """Ids and names of members with a finished profile whose name `query` (folded words) may mean: the first MANY + 1.

    The school does not count, as typed neither.
    """
    if not query:
        return []
    joined = (Member.joined_at.is_not(None), Member.full_name.is_not(None))
    found = await meant(session, query.split(), schools=False)
    condition = found.led if found.most <= MANY else found.walked
    some = select(Member.id, Member.full_name).where(*joined, condition).order_by(Member.search_words, Member.id)
    rows = await session.execute(some.limit(MANY + 1))
    return [(member_id, name) for member_id, name in rows if name and is_meant(query, name)]


async def _places(session: Session, words: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Organisations of the directory each word may mean."""
    found: dict[str, list[int]] = {word: [] for word in words}
    for place_id, name in await session.execute(select(Organization.id, Organization.name)) if words else ():
        # to fold every name of the directory would take longer than all the rest
        plain = name.lower().replace("ё", "е")
        for word, places in found.items():
            if word in plain and f" {word}" in f" {folded(name)}":
                places.append(place_id)
    return found


async def _counts(session: Session, asked: Sequence[_Word]) -> Mapping[str, int]:
    """How many people have each word, as far as it matters."""
    counts = []
    for one in asked:
        some = select(one.whose.c.id).limit(_LED + 1).subquery()
        counts.append(select(literal(one.word).label("word"), func.count().label("many")).select_from(some))
    return {word: many for word, many in await session.execute(union_all(*counts))}  # noqa: C416 (typed rows)
