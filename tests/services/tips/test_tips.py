"""Tips on request: everybody's own order, no repeats until all were seen, votes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import Tip, TipSeen
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound
from domain.vocabulary import Cadence, Direction
from services.tips import tip_reactions, tip_subscriptions, tips
from tests.services.given_events import given_members

GUEST = Actor(telegram_id=555)
STEP = timedelta(minutes=1)


async def given_tips(session: Session, directions: Sequence[Direction]) -> list[int]:
    """A tip of each direction, in this order; returns their ids."""
    rows = [
        Tip(slug=f"tip-{number}", direction=direction, title=f"Совет {number}", text="Текст.")
        for number, direction in enumerate(directions, start=1)
    ]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows]


async def shown(session: Session, actor: Actor, count: int, now: datetime) -> list[int]:
    """Ids of so many tips, asked for a minute apart."""
    return [(await tips.tip_now(session, actor, now + number * STEP)).id for number in range(count)]


async def test_no_tip_comes_twice_until_all_were_seen(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        ids = await given_tips(session, [Direction.DIGITAL] * 12)
        (anna,) = await given_members(session, 1, now)

        first_round = await shown(session, anna, 12, now)
        second_round = await shown(session, anna, 12, now + timedelta(days=1))

    assert sorted(first_round) == sorted(ids)
    assert second_round == first_round, "the one seen longest ago comes first"


async def test_a_new_tip_comes_before_those_seen(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_tips(session, [Direction.DIGITAL] * 3)
        (anna,) = await given_members(session, 1, now)
        await shown(session, anna, 2, now)
        fresh = Tip(slug="fresh", direction=Direction.DIGITAL, title="Новый", text="Текст.")
        session.add(fresh)
        await session.flush()

        later = await shown(session, anna, 2, now + timedelta(days=1))

    assert fresh.id in later


async def test_people_get_tips_in_different_orders(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_tips(session, [Direction.DIGITAL] * 12)
        people = await given_members(session, 6, now)

        orders = {tuple(await shown(session, person, 12, now)) for person in people}

    assert len(orders) == 6


async def test_chosen_directions_bound_tips_on_request_until_the_subscription_pauses(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        ids = await given_tips(session, [Direction.DIGITAL, Direction.PARENTS] * 4)
        (anna,) = await given_members(session, 1, now)
        await tip_subscriptions.choose_cadence(session, anna, Cadence.DAILY, now)
        await tip_subscriptions.set_direction(session, anna, Direction.PARENTS, True)

        chosen = await shown(session, anna, 5, now)
        await tip_subscriptions.pause(session, anna, now)
        all_again = await shown(session, anna, 4, now + timedelta(days=1))

    assert set(chosen) == set(ids[1::2])
    assert chosen[4] == chosen[0]
    assert set(all_again) == set(ids[0::2])


async def test_a_direction_without_tips_gives_tips_of_all(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        ids = await given_tips(session, [Direction.DIGITAL])
        (anna,) = await given_members(session, 1, now)
        card = await tips.next_tip(session, anna.known(), [Direction.PARENTS], now)
    assert card.id == ids[0]


async def test_a_double_tap_loses_no_tip(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_tips(session, [Direction.DIGITAL] * 5)
        (anna,) = await given_members(session, 1, now)
        first = await tips.tip_now(session, anna, now)

        press = now + STEP
        second = await tips.another_tip(session, anna, first.id, press)
        echo = await tips.another_tip(session, anna, first.id, press + timedelta(seconds=1))
        a_day_later = await tips.another_tip(session, anna, first.id, press + timedelta(days=1))

    assert echo == second
    assert a_day_later.id not in (first.id, second.id)


async def test_a_vote_is_set_repeated_changed_and_taken_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_tips(session, [Direction.DIGITAL])
        (anna,) = await given_members(session, 1, now)
        tip = await tips.tip_now(session, anna, now)
        assert tip.vote is None

        votes = [(await tip_reactions.vote(session, anna, tip.id, value, now)).vote for value in (1, 1, -1, 0, 0)]
        await tip_reactions.vote(session, anna, tip.id, 1, now)
        seen_again = await tips.tip_now(session, anna, now + STEP)

    assert votes == [1, 1, -1, None, None]
    assert seen_again.vote == 1, "being shown again keeps the opinion"


@pytest.mark.parametrize("value", [2, -7, 10**30])
async def test_a_forged_vote_is_refused(sessions: Sessions, now: datetime, value: int) -> None:
    async with sessions.begin() as session:
        await given_tips(session, [Direction.DIGITAL])
        (anna,) = await given_members(session, 1, now)
        tip = await tips.tip_now(session, anna, now)
        with pytest.raises(NotFound):
            await tip_reactions.vote(session, anna, tip.id, value, now)


async def test_only_a_tip_one_has_seen_can_be_judged(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        ids = await given_tips(session, [Direction.DIGITAL] * 2)
        anna, irina = await given_members(session, 2, now)
        tip = await tips.tip_now(session, anna, now)

        with pytest.raises(NotFound):
            await tip_reactions.vote(session, anna, max(ids) + 1, 1, now)
        with pytest.raises(NotFound):
            await tip_reactions.vote(session, irina, tip.id, 1, now)
        with pytest.raises(ConsentNeeded):
            await tip_reactions.vote(session, GUEST, tip.id, 1, now)


async def test_a_guest_reads_the_tip_of_the_day_and_leaves_no_trace(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        ids = await given_tips(session, [Direction.DIGITAL] * 4)

        today = await tips.tip_now(session, GUEST, now)
        again = await tips.tip_now(session, Actor(telegram_id=556), now + timedelta(hours=3))
        tomorrow = await tips.tip_now(session, GUEST, now + timedelta(days=1))
        walk = [today.id]
        for _ in range(4):
            walk.append((await tips.another_tip(session, GUEST, walk[-1], now)).id)
        traces = await session.scalar(select(func.count()).select_from(TipSeen))

    assert again == today
    assert not today.votable
    assert today.id != tomorrow.id
    assert sorted(walk[:4]) == ids
    assert walk[4] == walk[0]
    assert traces == 0


async def test_a_club_without_tips(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        for actor in (anna, GUEST):
            with pytest.raises(NotFound):
                await tips.tip_now(session, actor, now)
            with pytest.raises(NotFound):
                await tips.another_tip(session, actor, 1, now)
