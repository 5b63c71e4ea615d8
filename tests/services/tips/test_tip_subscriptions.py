"""Tips on schedule: one row ahead, the next planned by the one delivered, chains that heal."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from db.engine import Session, Sessions
from db.models import Interest, Member, OutboxRow, TipSeen
from domain import clubtime
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, ProfileNeeded
from domain.vocabulary import Cadence, Direction, OutboxState
from services import deliveries, outbox
from services.tips import tip_subscriptions
from tests.services.given_events import given_members, planned
from tests.services.tips.test_tips import given_tips

MINUTE = timedelta(minutes=1)


def at(day: str, hour: int) -> datetime:
    """This hour of this October day of 2026 in Tyumen; «now» is Wednesday the 7th, 10:00."""
    return datetime.strptime(f"2026-10-{day} {hour}", "%Y-%m-%d %H").replace(tzinfo=clubtime.zone())


async def given_subscriber(session: Session, now: datetime, cadence: Cadence = Cadence.DAILY) -> Actor:
    await given_tips(session, [Direction.DIGITAL, Direction.PARENTS] * 5)
    (anna,) = await given_members(session, 1, now)
    await tip_subscriptions.choose_cadence(session, anna, cadence, now)
    return anna


async def deliver(session: Session, now: datetime) -> list[int]:
    """Claim and render what is due, as the sender does, and mark it sent; returns ids of the tips."""
    given = []
    for due in await deliveries.claim(session, now):
        card = await tip_subscriptions.scheduled_tip(session, due, now)
        if card is None:
            await deliveries.mark_missed(session, due, "out of date")
        else:
            await deliveries.mark_sent(session, due, now)
            given.append(card.id)
    return given


async def waiting(session: Session) -> list[datetime]:
    query = select(OutboxRow.due_at).where(OutboxRow.state.in_(outbox.WAITING)).order_by(OutboxRow.due_at)
    return list(await session.scalars(query))


async def test_subscribing_plans_one_message_and_tells_its_moment(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        view = await tip_subscriptions.subscription(session, anna)
        messages = await planned(session, anna)
    assert view is not None
    assert view.next_at == at("08", 9)
    assert messages == [("tip.scheduled", at("08", 9))]


async def test_every_change_leaves_one_message_at_the_new_moment(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        moments = []
        await tip_subscriptions.choose_hour(session, anna, 18, now)
        moments.append(await waiting(session))
        await tip_subscriptions.choose_cadence(session, anna, Cadence.WEEKLY, now)
        moments.append(await waiting(session))
        await tip_subscriptions.choose_weekday(session, anna, 4, now)
        moments.append(await waiting(session))
        await tip_subscriptions.choose_weekday(session, anna, 4, now)
        moments.append(await waiting(session))
    assert moments == [[at("07", 18)], [at("12", 18)], [at("09", 18)], [at("09", 18)]]


async def test_pausing_and_taking_it_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        await tip_subscriptions.choose_hour(session, anna, 18, now)
        await tip_subscriptions.set_direction(session, anna, Direction.PARENTS, True)

        for _ in range(2):
            paused = await tip_subscriptions.pause(session, anna, now)
            assert paused.next_at is None
            assert await waiting(session) == []
        back = await tip_subscriptions.resume(session, anna, now + timedelta(days=1))

        assert back.next_at == at("08", 18)
        assert back.directions == {Direction.PARENTS}
        assert await waiting(session) == [at("08", 18)]


async def test_delivery_plans_the_next_one_each_time(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now, Cadence.SCHOOL_DAYS)
        given = []
        for day in ("08", "09", "12"):
            given += await deliver(session, at(day, 9))
        seen = set(await session.scalars(select(TipSeen.tip_id).where(TipSeen.member_id == anna.member_id)))
        ahead = await waiting(session)
    assert len(given) == 3
    assert seen == set(given)
    assert ahead == [at("13", 9)]


async def test_a_new_subscription_takes_the_interests_and_then_goes_its_own_way(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        anna, vera = await given_members(session, 2, now)
        interests = (Direction.DIGITAL, Direction.PARENTS)
        session.add_all(Interest(member_id=anna.known(), direction=direction) for direction in interests)
        await session.flush()

        begun = await tip_subscriptions.choose_cadence(session, anna, Cadence.DAILY, now)
        await tip_subscriptions.set_direction(session, anna, Direction.DIGITAL, False)
        later = await tip_subscriptions.choose_cadence(session, anna, Cadence.WEEKLY, now)
        others = await tip_subscriptions.choose_cadence(session, vera, Cadence.DAILY, now)
    assert begun.directions == set(interests)
    assert later.directions == {Direction.PARENTS}
    assert others.directions == frozenset()


async def test_only_chosen_directions_come(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        tips_of = await given_tips(session, [Direction.DIGITAL, Direction.PARENTS, Direction.DIGITAL])
        (anna,) = await given_members(session, 1, now)
        await tip_subscriptions.choose_cadence(session, anna, Cadence.DAILY, now)
        for _ in range(2):
            await tip_subscriptions.set_direction(session, anna, Direction.PARENTS, True)
        given = await deliver(session, at("08", 9)) + await deliver(session, at("09", 9))
        for _ in range(2):
            view = await tip_subscriptions.set_direction(session, anna, Direction.PARENTS, False)
        given_of_all = await deliver(session, at("10", 9))
    assert given == [tips_of[1]] * 2
    assert view.directions == frozenset()
    assert given_of_all[0] in (tips_of[0], tips_of[2])


async def test_a_retry_shows_the_same_tip_and_plans_nothing_more(sessions: Sessions, now: datetime) -> None:
    morning = at("08", 9)
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        (due,) = await deliveries.claim(session, morning)
        first = await tip_subscriptions.scheduled_tip(session, due, morning)
        await deliveries.retry_later(session, due, morning, "server fault")

    async with sessions.begin() as session:
        (again,) = await deliveries.claim(session, morning + MINUTE)
        second = await tip_subscriptions.scheduled_tip(session, again, morning + MINUTE)
        await deliveries.mark_sent(session, again, morning + MINUTE)
        times = (await session.scalars(select(TipSeen.times).where(TipSeen.member_id == anna.member_id))).all()
        ahead = await waiting(session)

    assert again.id == due.id
    assert second == first
    assert list(times) == [1]
    assert ahead == [at("09", 9)]


async def test_a_row_held_by_a_sender_while_the_hour_changes_is_skipped(sessions: Sessions, now: datetime) -> None:
    """The sender took Thursday's row; before it was rendered the member moved tips to 18:00."""
    morning = at("08", 9)
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        (due,) = await deliveries.claim(session, morning)
        await tip_subscriptions.choose_hour(session, anna, 18, morning)
        skipped = await tip_subscriptions.scheduled_tip(session, due, morning)
        ahead = await waiting(session)
    assert skipped is None
    assert ahead == [at("08", 18)]


async def test_a_late_tip_is_still_the_only_one_of_its_day(sessions: Sessions, now: datetime) -> None:
    """The bot slept through Thursday evening: the tip comes on Friday morning, and the next on Saturday."""
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        await tip_subscriptions.choose_hour(session, anna, 20, at("08", 10))
        given = await deliver(session, at("09", 8))
        ahead = await waiting(session)
    assert len(given) == 1
    assert ahead == [at("10", 20)]


async def test_a_chain_broken_by_a_blocked_bot_heals_when_the_person_writes(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        await session.execute(update(Member).values(unreachable_since=now))
        assert await deliver(session, at("08", 9)) == []
        assert await tip_subscriptions.ensure_planned(session, at("08", 10)) == 0, "still out of reach"

        await session.execute(update(Member).values(unreachable_since=None))
        assert await tip_subscriptions.ensure_planned(session, at("14", 10)) == 1
        assert await tip_subscriptions.ensure_planned(session, at("14", 10)) == 0

        assert await waiting(session) == [at("15", 9)]
        assert len(await deliver(session, at("15", 9))) == 1
        view = await tip_subscriptions.subscription(session, anna)
    assert view is not None
    assert view.next_at == at("16", 9)


async def test_healing_leaves_alone_what_is_on_its_way_late_or_paused(sessions: Sessions, now: datetime) -> None:
    late = at("08", 9) + MINUTE
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        assert await tip_subscriptions.ensure_planned(session, now) == 0
        assert await tip_subscriptions.ensure_planned(session, late) == 0, "planned, only not claimed yet"
        (due,) = await deliveries.claim(session, late)
        assert await tip_subscriptions.ensure_planned(session, late) == 0, "being sent"
        await deliveries.mark_dead(session, due, "refused")
        await tip_subscriptions.pause(session, anna, late)
        assert await tip_subscriptions.ensure_planned(session, at("20", 9)) == 0, "paused"
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 1


async def test_a_dead_row_does_not_end_the_chain(sessions: Sessions, now: datetime) -> None:
    """Rendering failed to the end, so nothing planned the next row."""
    async with sessions.begin() as session:
        await given_subscriber(session, now)
        await session.execute(update(OutboxRow).values(state=OutboxState.DEAD))
        assert await tip_subscriptions.ensure_planned(session, at("09", 12)) == 1
        assert await waiting(session) == [at("10", 9)]


@pytest.mark.parametrize("hour", [7, 21, -1, 10**30])
async def test_an_hour_of_the_night_is_refused(sessions: Sessions, now: datetime, hour: int) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        with pytest.raises(NotFound):
            await tip_subscriptions.choose_hour(session, anna, hour, now)


@pytest.mark.parametrize("weekday", [6, -1, 10**30])
async def test_a_sunday_is_refused(sessions: Sessions, now: datetime, weekday: int) -> None:
    async with sessions.begin() as session:
        anna = await given_subscriber(session, now)
        with pytest.raises(NotFound):
            await tip_subscriptions.choose_weekday(session, anna, weekday, now)


async def test_changing_what_is_not_there(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        assert await tip_subscriptions.subscription(session, anna) is None
        with pytest.raises(NotFound):
            await tip_subscriptions.own_subscription(session, anna)
        with pytest.raises(NotFound):
            await tip_subscriptions.choose_hour(session, anna, 9, now)
        with pytest.raises(NotFound):
            await tip_subscriptions.set_direction(session, anna, Direction.DIGITAL, True)
        with pytest.raises(NotFound):
            await tip_subscriptions.pause(session, anna, now)
        with pytest.raises(NotFound):
            await tip_subscriptions.resume(session, anna, now)


async def test_subscribing_needs_consent_and_a_finished_profile(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        half_way = replace(anna, joined=False)
        with pytest.raises(ConsentNeeded):
            await tip_subscriptions.choose_cadence(session, Actor(telegram_id=555), Cadence.DAILY, now)
        with pytest.raises(ProfileNeeded):
            await tip_subscriptions.choose_cadence(session, half_way, Cadence.DAILY, now)
        assert await waiting(session) == []
