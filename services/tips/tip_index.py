"""The index of the search: which published tip has which words, one row for each.

A table of its own serves both databases alike, and is read from its rarest word on: no text is ever looked through.
"""

from collections.abc import Sequence

from sqlalchemy import delete, exists, func, insert, literal, select, union_all
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Tip, TipWord
from domain.lemmas import lemmas
from domain.vocabulary import Direction, TipState

# a word in more tips than these is simply frequent: to count on would take longer than it helps
_FREQUENT = 500


def theme(direction: Direction) -> str:
    """The direction as one more word; no word of a language has a colon."""
    return f"direction:{direction.value}"


async def put(session: Session, tip: Tip) -> None:
    """Note the words of `tip` anew. Call after every change of its words, direction or state."""
    tip.lemmas = lemmas(f"{tip.title} {tip.text}")
    await session.flush()
    await session.execute(delete(TipWord).where(TipWord.tip_id == tip.id))
    if tip.state is TipState.PUBLISHED:
        words = (*tip.lemmas.split(), theme(tip.direction))
        await session.execute(insert(TipWord), [{"word": word, "tip_id": tip.id} for word in words])


async def catch_up(session: Session) -> int:
    """Note the words of published tips that have none yet (new or edited words of the club); returns how many."""
    fresh = select(Tip).where(Tip.state == TipState.PUBLISHED, Tip.lemmas == "")
    tips = (await session.scalars(fresh)).all()
    for tip in tips:
        await put(session, tip)
    return len(tips)


async def find(
    session: Session, words: Sequence[str], direction: Direction | None, most: int
) -> tuple[list[int], list[str]]:
    """Ids of at most `most` published tips with all of `words` (dictionary forms), newest first.

    Words no tip has are left out and returned beside, unless there are no others: then nothing is found.
    """
    themes = [theme(direction)] if direction is not None else []
    counts = await _counts(session, (*words, *themes))
    missing = [word for word in words if not counts[word]]
    sought = [word for word in words if counts[word]]
    if not sought:
        return [], missing
    rarest, *others = sorted((*sought, *themes), key=lambda word: counts[word])
    query = select(TipWord.tip_id).where(TipWord.word == rarest).order_by(TipWord.tip_id.desc()).limit(most)
    for word in others:
        other = aliased(TipWord)
        query = query.where(exists().where(other.word == word, other.tip_id == TipWord.tip_id))
    return list(await session.scalars(query)), missing


async def _counts(session: Session, words: Sequence[str]) -> dict[str, int]:
    """In how many tips each word is, as far as it matters: the search begins with the rarest."""
    counts = []
    for word in words:
        # in the order of the index, else PostgreSQL walks the whole table for the first so many
        some = select(TipWord.tip_id).where(TipWord.word == word).order_by(TipWord.tip_id.desc()).limit(_FREQUENT)
        counts.append(select(literal(word).label("word"), func.count().label("many")).select_from(some.subquery()))
    return {word: many for word, many in await session.execute(union_all(*counts))}  # noqa: C416 (typed rows)
