"""Why a round of matching found nobody for a request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import RoundForbidden, RoundPair
from domain.mentoring.bars import Bar
from domain.mentoring.matching import Wish
from domain.mentoring.matching_pool import Pool
from services.mentoring import matching


async def missing(
    session: Session, pairs: Sequence[RoundPair], wishes: Sequence[Wish], now: datetime
) -> Mapping[int, Bar]:
    """What is in the way of each of these without a mentor, by request; `wishes` are in the order of `pairs`."""
    alone = {pair.request_id: wish for pair, wish in zip(pairs, wishes, strict=True) if pair.mentor_id is None}
    if not alone:
        return {}
    pool = Pool(await matching.candidates(session, now))
    query = select(RoundForbidden.request_id, RoundForbidden.mentor_id)
    never = (await session.execute(query.where(RoundForbidden.round_id == pairs[0].round_id))).all()
    found = {}
    for request_id, wish in alone.items():
        own = {mentor_id for forbidden_id, mentor_id in never if forbidden_id == request_id}
        # whoever is left was more needed by others
        found[request_id] = pool.bar(replace(wish, barred=wish.barred | own)) or Bar.OUTBID
    return found
