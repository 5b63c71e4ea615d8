"""Two who are kept apart: the list, the block itself, a request between them, taking it back."""

from datetime import datetime

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry
from domain.errors import NotAllowed, NotFound
from domain.vocabulary import MessageKind, RequestState
from services.mentoring import blocks, matching
from tests.services.given_pairs import given_pair
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_mentee, given_mentors, later, need, standing, submitted, told


async def acts(session: Session) -> list[str]:
    entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [one.act for one in entries if one.act.startswith("block.")]


async def test_two_are_kept_apart_once_and_let_together_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        [irina] = await given_mentors(session, 1, now)
        for one, other in ((anna, irina), (irina, anna)):
            view = await blocks.add(session, maria, one.owner(), other.owner(), now)
            assert view.since == now
        assert await acts(session) == ["block.added"]
        assert await matching.suggestions(session, anna, need(), now) == ()
        [line] = (await blocks.listed(session, maria, 0, 5)).lines
        assert {line.first, line.second} == {"Светлова Анна Игоревна", "Наставник 1"}

        for minutes in (1, 2):
            await blocks.remove(session, maria, irina.owner(), anna.owner(), later(now, minutes=minutes))
        assert await acts(session) == ["block.added", "block.removed"]
        assert (await blocks.listed(session, maria, 0, 5)).lines == ()
        assert len(await matching.suggestions(session, anna, need(), now)) == 1


async def test_a_request_between_them_comes_back_and_no_other(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        irina, oleg = await given_mentors(session, 2, now)
        between = await submitted(session, anna, now, irina)
        elsewhere = await submitted(session, anna, now, oleg)
        assert (await blocks.two(session, maria, anna.owner(), irina.owner())).requests == (between,)
        view = await blocks.add(session, maria, anna.owner(), irina.owner(), now)
        assert view.requests == ()
        assert await standing(session, between) == (RequestState.COORDINATOR, None)
        assert await standing(session, elsewhere) == (RequestState.WAITING, oleg.owner())
        assert await told(session, irina) == [MessageKind.REQUEST_TAKEN]


async def test_a_live_pair_is_shown_and_goes_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, pair = await given_coordinator(session, now), await given_pair(session, now)
        view = await blocks.add(session, maria, pair.mentee.owner(), pair.mentor.owner(), now)
        assert view.pair_id == pair.pair_id


async def test_strangers_and_forged_ids_are_refused(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        for other in (anna.owner(), 10**9):
            with pytest.raises(NotFound):
                await blocks.add(session, maria, anna.owner(), other, now)
        with pytest.raises(NotAllowed):
            await blocks.add(session, anna, anna.owner(), maria.owner(), now)
        with pytest.raises(NotAllowed):
            await blocks.remove(session, anna, anna.owner(), maria.owner(), now)
        with pytest.raises(NotAllowed):
            await blocks.listed(session, anna, 0, 5)
