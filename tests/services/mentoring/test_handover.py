"""A pair goes on with another mentor: by a coordinator's hand, or because its mentor has left the club."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, BlockedPair, Mentorship
from domain.actors import Actor
from domain.errors import ClubError, NoPlaceLeft, NotAllowed, NotFound, PairBlocked, PairEnded, PairExists
from domain.mentoring.handover import NEED_AFTER_LEAVING, Handed, Handing, LeftBehind, Released
from domain.vocabulary import ChoiceState, Direction, MessageKind, PairStatus, RequestAct, RequestState
from services.mentoring import handover, pair_views, pairs, requests
from services.people import mydata
from tests.services.given_pairs import Two, given_pair, given_pair_by_hand, pair_row, waiting
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import (
    NEED,
    choices,
    given_card,
    given_mentee,
    given_person,
    history,
    row,
    standing,
    submitted,
    told,
)

HANDED, CHANGED, MADE = MessageKind.PAIR_HANDED, MessageKind.PAIR_CHANGED, MessageKind.PAIR_MADE


async def given_other(session: Session, now: datetime, capacity: int = 1) -> Actor:
    """A mentor with a card and places."""
    other = await given_person(session, now, "Громов Павел Андреевич")
    await given_card(session, other, now, capacity=capacity)
    return other


async def request_of(session: Session, pair_id: int) -> int:
    request_id = (await pair_row(session, pair_id)).request_id
    assert request_id is not None
    return request_id


async def test_the_pair_ends_without_blame_and_goes_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now - timedelta(days=30))
        other = await given_other(session, now)
        request_id = await request_of(session, two.pair_id)
        waits = await submitted(session, await given_mentee(session, now, "Ждущий Иван"), now, other)
        new_id = await handover.hand_over(session, maria, two.pair_id, other.owner(), now)
    async with sessions.begin() as session:
        before, new = await pair_row(session, two.pair_id), await pair_row(session, new_id)
        assert (before.status, before.ended_at, before.request_id) == (PairStatus.STOPPED, now, None)
        assert (new.status, new.mentor_id, new.mentee_id) == (PairStatus.ACTIVE, other.member_id, two.mentee.member_id)
        assert list(await session.scalars(select(BlockedPair))) == [], "they may meet again"
        # the need goes with the pair
        view = await pair_views.one(session, other, new_id)
        assert view.need == NEED
        assert (await row(session, request_id)).state is RequestState.ACCEPTED
        assert (await history(session, request_id))[-1] == (RequestAct.HAND_OVER, RequestState.ACCEPTED)
        assert await choices(session, request_id) == [
            (two.mentor.member_id, ChoiceState.TAKEN_BACK),
            (other.member_id, ChoiceState.ACCEPTED),
        ]
        # whoever waited for the last place goes on
        assert (await standing(session, waits))[0] is RequestState.COORDINATOR
        assert await told_of(session, two.mentor) == [HANDED]
        assert sorted(await told_of(session, two.mentee)) == [HANDED, MADE]
        assert await told_of(session, other) == [MADE]
        [entry] = await session.scalars(select(AuditEntry).where(AuditEntry.act == "pair.handed_over"))
        assert (entry.actor_id, entry.details) == (maria.member_id, {"to": new_id})


async def told_of(session: Session, actor: Actor) -> list[str]:
    """What waits for a person of the new turn, the introduction of the old pair aside."""
    kinds = [kind for kind in (HANDED, CHANGED) for _ in await waiting(session, actor, kind)]
    made = await waiting(session, actor, MADE)
    live = [one for one in made if (await session.get_one(Mentorship, int(one.entity[5:]))).status is PairStatus.ACTIVE]
    return [*kinds, *(MADE for _ in live)]


async def test_what_each_of_the_three_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        other = await given_other(session, now)
        new_id = await handover.hand_over(session, maria, two.pair_id, other.owner(), now)
        [row_] = await waiting(session, two.mentee, HANDED)
        assert row_.payload == {"pair": new_id}

        async def said(actor: Actor) -> object:
            return await handover.told(session, actor.owner(), two.pair_id, new_id, None)

        assert await said(two.mentor) == Released(two.pair_id, "Светлова Анна Игоревна")
        assert await said(two.mentee) == Handed(new_id, two.pair_id, waits=False)
        assert await said(other) is None
        (await pair_row(session, new_id)).status = PairStatus.APPROVAL
        await session.flush()
        assert await said(two.mentee) == Handed(new_id, two.pair_id, waits=True)
        (await pair_row(session, new_id)).status = PairStatus.STOPPED
        await session.flush()
        assert await said(two.mentee) is None


async def test_what_stands_in_the_way(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        full, no_card = await given_other(session, now, capacity=0), await given_person(session, now, "Без карточки")
        together, blocked = await given_other(session, now, 5), await given_other(session, now)
        await given_card(session, two.mentee, now)
        await given_pair_by_hand(session, now, together, two.mentee)
        first, second = sorted((blocked.owner(), two.mentee.owner()))
        session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        for mentor, error in (
            (full, NoPlaceLeft),
            (no_card, NotFound),
            (together, PairExists),
            (two.mentor, PairExists),
            (blocked, PairBlocked),
            (two.mentee, PairBlocked),
        ):
            with pytest.raises(error):
                await handover.hand_over(session, maria, two.pair_id, mentor.owner(), now)
        with pytest.raises(NotFound):
            await handover.hand_over(session, maria, 999_999, together.owner(), now)
        for act in (
            handover.hand_over(session, two.mentor, two.pair_id, together.owner(), now),
            handover.choices(session, two.mentor, Handing(two.pair_id), now),
            handover.prospect(session, two.mentor, two.pair_id, full.owner(), now),
            handover.step(session, two.mentor, two.mentor.owner(), 0),
        ):
            with pytest.raises(NotAllowed):
                await act
        await pairs.stop(session, two.mentee, two.pair_id, now)
        with pytest.raises(PairEnded):
            await handover.hand_over(session, maria, two.pair_id, full.owner(), now)


async def test_of_many_hands_one_moves_the_pair(sessions: Sessions, now: datetime) -> None:
    """Two coordinators choose two mentors at once, each several times: one new pair, one end."""
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        others = [await given_other(session, now, capacity=5) for _ in range(2)]

    async def move(other: Actor) -> bool:
        try:
            async with sessions.begin() as session:
                await handover.hand_over(session, maria, two.pair_id, other.owner(), now)
        except ClubError:
            return False
        return True

    done = await asyncio.gather(*(move(other) for other in others * 4))
    assert sorted(done) == [False] * 7 + [True]
    async with sessions.begin() as session:
        open_pairs = select(Mentorship.mentor_id).where(Mentorship.status == PairStatus.ACTIVE)
        assert len(list(await session.scalars(open_pairs))) == 1


async def test_the_last_place_is_given_once(sessions: Sessions, now: datetime) -> None:
    """Five pairs are handed to a mentor of one place at once."""
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentor = await given_person(session, now, "Уходящий")
        ids = [
            await given_pair_by_hand(session, now, mentor, await given_mentee(session, now, f"Коллега {number}"))
            for number in range(5)
        ]
        other = await given_other(session, now)

    async def move(pair_id: int) -> bool:
        try:
            async with sessions.begin() as session:
                await handover.hand_over(session, maria, pair_id, other.owner(), now)
        except NoPlaceLeft:
            return False
        return True

    assert sorted(await asyncio.gather(*map(move, ids))) == [False] * 4 + [True]
    async with sessions.begin() as session:
        step = await handover.step(session, maria, mentor.owner(), 0)
        assert (step.open, step.next_id in ids) == (4, True)


async def test_suggestions_leave_out_who_is_with_the_mentee(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        together, other = await given_other(session, now, 5), await given_other(session, now, 5)
        await given_pair_by_hand(session, now, together, two.mentee)
        by_hand = await given_pair_by_hand(session, now, two.mentor, await given_mentee(session, now, "Без заявки"))

        async def suggested(pair_id: int) -> set[int]:
            view = await handover.choices(session, maria, Handing(pair_id), now)
            return {one.mentor_id for one in view.suggestions}

        assert await suggested(two.pair_id) == {other.owner()}
        assert await suggested(by_hand) == {together.owner(), other.owner()}
        found = await handover.choices(session, maria, Handing(two.pair_id, walk=True, query="громов"), now)
        assert ([one.pair_id is None for one in found.prospects], found.total, found.left) == ([False, True], 2, 1)


# --- a mentor leaves the club


async def leave(sessions: Sessions, actor: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await mydata.erase(session, actor, now, now)


async def of_mentee(session: Session, two: Two) -> tuple[int, object]:
    """The request made for who was left behind, and what they are told."""
    [row_] = await waiting(session, two.mentee, HANDED)
    request_id = row_.payload["request"]
    return request_id, await handover.told(session, two.mentee.owner(), two.pair_id, None, request_id)


async def test_who_is_left_behind_waits_for_nothing_but_a_coordinator(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
    await leave(sessions, two.mentor, now)
    async with sessions.begin() as session:
        request_id, said = await of_mentee(session, two)
        assert said == LeftBehind(two.pair_id, request_id)
        new = await row(session, request_id)
        assert (new.state, new.need, new.mentee_id) == (RequestState.COORDINATOR, NEED, two.mentee.member_id)
        assert new.deadline_at is not None
        assert await history(session, request_id) == [(RequestAct.SUBMIT, RequestState.COORDINATOR)]
        assert await waiting(session, two.mentee, CHANGED) == []
        assert MessageKind.REQUEST_QUEUED in await told(session, maria)
        # who presses «Другой наставник» as well asks for nothing more
        assert await pairs.change_mentor(session, two.mentee, two.pair_id, now) == request_id
        await requests.withdraw(session, two.mentee, request_id, now)
        assert await handover.told(session, two.mentee.owner(), two.pair_id, None, request_id) is None


async def test_a_pair_of_no_request_asks_with_its_directions(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_coordinator(session, now)
        mentor, mentee = await given_person(session, now, "Наставник"), await given_mentee(session, now)
        pair_id = await given_pair_by_hand(session, now, mentor, mentee)
        # the leaver learns from somebody, too: that pair needs nobody new
        await given_pair_by_hand(session, now, await given_person(session, now, "Другой"), mentor)
    await leave(sessions, mentor, now)
    async with sessions.begin() as session:
        request_id, _ = await of_mentee(session, Two(mentor, mentee, pair_id))
        new = await row(session, request_id)
        assert (new.state, new.need, new.directions) == (
            RequestState.COORDINATOR,
            NEED_AFTER_LEAVING,
            [Direction.METHODICAL],
        )


async def test_a_pair_that_had_ended_asks_for_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await pairs.stop(session, two.mentee, two.pair_id, now)
    await leave(sessions, two.mentor, now)
    async with sessions.begin() as session:
        assert await waiting(session, two.mentee, HANDED) == []
