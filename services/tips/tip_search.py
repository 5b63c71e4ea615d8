"""Tips by words, in whatever form: «детям» finds «ребёнок»."""

from sqlalchemy import select

from db.engine import Session
from db.models import Tip
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.lemmas import lemmas
from domain.paging import page_of
from domain.tips.tips import TipLine, TipList
from domain.vocabulary import Direction
from services.tips import tip_index

# whoever has read so many wants other words, not one more page
MOST_FOUND = 100
_MOST_WORDS = 8


async def search(
    session: Session, actor: Actor, words: str, direction: Direction | None, page: int, size: int
) -> TipList:
    """Page `page` (from 0) of published tips with all of `words` in any form, of one direction or all, newest first.

    Words no tip has are told beside and passed over.
    Raises ConsentNeeded, ProfileNeeded, InvalidAnswer: nothing in `words` to look for.
    """
    actor.member()
    sought = lemmas(words).split()[:_MOST_WORDS]
    if not sought:
        raise InvalidAnswer("Напишите слово или два из лайфхака. Например: тихий класс.")
    ids, missing = await tip_index.find(session, sought, direction, MOST_FOUND + 1)
    shown = page_of(min(len(ids), MOST_FOUND), page, size)
    lines = await _lines(session, ids[shown.offset : shown.offset + size][: MOST_FOUND - shown.offset])
    return TipList(shown, lines, words, direction, more=len(ids) > MOST_FOUND, missing=tuple(missing))


async def _lines(session: Session, ids: list[int]) -> tuple[TipLine, ...]:
    # only published tips are in the index
    query = select(Tip.id, Tip.direction, Tip.title).where(Tip.id.in_(ids))
    rows = await session.execute(query.order_by(Tip.id.desc()))
    return tuple(TipLine(*row) for row in rows)
