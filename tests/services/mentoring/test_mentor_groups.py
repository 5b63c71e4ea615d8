"""Mentors' groups: opened, joined, changed, left, ended; who may do what, and who is told."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import BlockedPair, Interest, MentorCard, MentorGroup, Mentorship
from domain.actors import Actor
from domain.errors import (
    ConsentNeeded,
    GroupClosed,
    GroupFull,
    GroupsFull,
    GroupsNotLed,
    NotAllowed,
    NotFound,
    OwnGroupJoined,
    PairBlocked,
    PairEnded,
)
from domain.mentoring.mentor_groups import MOST_GROUPS, Standing
from domain.vocabulary import CardStatus, Direction, MentoringForm, MessageKind, PairStatus, Role
from scheduler.mentor_groups import render_entered, render_over
from services import deliveries
from services.mentoring import mentor_group_own, mentor_group_views, mentor_groups, pair_views, pairing, pairs
from services.people import mydata
from tests.services.given_groups import TITLE, given_group, given_leader, group_row
from tests.services.given_pairs import pair_row, waiting
from tests.services.given_requests import given_card, given_mentee, given_person

MADE, CHANGED = MessageKind.PAIR_MADE, MessageKind.PAIR_CHANGED
ENTERED, OVER = MessageKind.GROUP_ENTERED, MessageKind.GROUP_OVER


async def listed(session: Session, actor: Actor, now: datetime, direction: Direction | None = None) -> list[int]:
    return [one.id for one in (await mentor_group_views.to_join(session, actor, direction, 0, 5, now)).lines]


async def given_outside(session: Session, now: datetime, mentor: Actor, mentee: Actor) -> int:
    """A pair that asked for a group and is in none."""
    return await pairing.create(
        session,
        mentor_id=mentor.owner(),
        mentee_id=mentee.owner(),
        form=MentoringForm.GROUP,
        directions=[Direction.METHODICAL],
        now=now,
    )


async def said(session: Session, actor: Actor, kind: MessageKind, now: datetime) -> str:
    """What the one message of this kind says to a person now."""
    (row,) = await waiting(session, actor, kind)
    (due,) = [one for one in await deliveries.claim(session, now) if one.id == row.id]
    screen = await {ENTERED: render_entered, OVER: render_over}[kind](session, due, now)
    assert screen is not None
    return screen.text


# --- opening and changing


async def test_who_may_open_a_group_and_what_of(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        assert (await group_row(session, group_id)).open
        for changes in ({"direction": Direction.PARENTS}, {"size": 6}, {"size": 1}):
            with pytest.raises(NotFound):
                await given_group(session, now, mentor, **changes)
        for changes in ({"forms": [MentoringForm.ONE_TO_ONE]}, {"status": CardStatus.PENDING}):
            with pytest.raises(GroupsNotLed):
                await given_group(session, now, await given_leader(session, now, "Другая Ольга", **changes))
        with pytest.raises(GroupsNotLed):
            await given_group(session, now, await given_mentee(session, now))
        for _ in range(MOST_GROUPS - 1):
            await given_group(session, now, mentor)
        with pytest.raises(GroupsFull):
            await given_group(session, now, mentor)
        assert (await mentor_group_own.mine(session, mentor, now)).full


async def test_each_answer_may_change_within_the_card(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        for number in range(3):
            mentee = await given_mentee(session, now, f"Коллега {number}")
            await mentor_groups.join(session, mentee, group_id, now)
        await mentor_groups.reword(session, mentor, group_id, title="Громкий финал", about="По-новому")
        await mentor_groups.reshape(session, mentor, group_id, now, direction=Direction.DIGITAL, size=5)
        view = (await mentor_group_own.own(session, mentor, group_id, now)).view
        assert (view.title, view.about, view.direction, view.size) == (
            "Громкий финал",
            "По-новому",
            Direction.DIGITAL,
            5,
        )
        for size in (2, 6):
            with pytest.raises(NotFound):
                await mentor_groups.reshape(session, mentor, group_id, now, size=size)
        (await session.get_one(MentorCard, mentor.owner())).group_size = 2
        limits = await mentor_group_own.limits(session, mentor, group_id)
        assert (limits.least, limits.most) == (3, 3), "nobody is put out by a new card"


async def test_of_somebody_elses_group_nothing_is_changed(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, stranger = await given_leader(session, now), await given_leader(session, now, "Чужой Пётр Ильич")
        group_id = await given_group(session, now, mentor)
        joined = await mentor_groups.join(session, await given_mentee(session, now), group_id, now)
        for act in (
            mentor_group_own.own(session, stranger, group_id, now),
            mentor_group_own.people(session, stranger, group_id, 0, 5),
            mentor_group_own.outside(session, stranger, group_id, 0, 5),
            mentor_group_own.limits(session, stranger, group_id),
            mentor_group_own.removal(session, stranger, joined.pair_id),
            mentor_groups.reword(session, stranger, group_id, title="Моё"),
            mentor_groups.reshape(session, stranger, group_id, now, size=2),
            mentor_groups.set_open(session, stranger, group_id, False, now),
            mentor_groups.remove(session, stranger, joined.pair_id, now),
            mentor_groups.take_in(session, stranger, group_id, joined.pair_id, now),
            mentor_groups.complete(session, stranger, group_id, now),
            mentor_groups.dissolve(session, stranger, group_id, now),
            mentor_group_views.one(session, stranger, group_id + 1, now),
            mentor_groups.join(session, stranger, group_id + 1, now),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await mentor_groups.join(session, Actor(1), group_id, now)
        assert (await group_row(session, group_id)).open


# --- joining


async def test_joining_makes_a_pair_and_both_are_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        mentee = await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        joined = await mentor_groups.join(session, mentee, group_id, now)
        tapped_twice = await mentor_groups.join(session, mentee, group_id, now)
        again = await mentor_groups.join(session, mentee, group_id, now + timedelta(hours=1))
        assert tapped_twice == joined
        pair = await pair_row(session, joined.pair_id)
        view = await pair_views.one(session, mentee, joined.pair_id)
        assert (joined.again, again.again, again.pair_id) == (False, True, joined.pair_id)
        assert (pair.group_id, pair.form, pair.directions) == (group_id, MentoringForm.GROUP, [Direction.METHODICAL])
        assert view.group == TITLE
        assert len(await waiting(session, mentor, MADE)) == len(await waiting(session, mentee, MADE)) == 1
        group = await mentor_group_views.one(session, mentee, group_id, now)
        assert (group.taken, group.left, group.pair_id) == (1, 2, joined.pair_id)


async def test_who_leaves_makes_room(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor, size=2)
        first, second, third = [await given_mentee(session, now, f"Коллега {number}") for number in range(3)]
        joined = await mentor_groups.join(session, first, group_id, now)
        await mentor_groups.join(session, second, group_id, now)
        with pytest.raises(GroupFull):
            await mentor_groups.join(session, third, group_id, now)
        assert await listed(session, third, now) == []
        assert (await mentor_group_views.one(session, third, group_id, now)).standing is Standing.FULL
        await pairs.stop(session, first, joined.pair_id, now)
        assert await listed(session, third, now) == [group_id]
        await mentor_groups.join(session, third, group_id, now)


async def test_who_can_not_join(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        blocked, mentee = await given_mentee(session, now, "Несведённый Иван"), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        first, second = sorted((mentor.owner(), blocked.owner()))
        session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        with pytest.raises(OwnGroupJoined):
            await mentor_groups.join(session, mentor, group_id, now)
        with pytest.raises(PairBlocked):
            await mentor_groups.join(session, blocked, group_id, now)
        assert await listed(session, blocked, now) == []
        assert await listed(session, mentor, now) == []
        assert await listed(session, mentee, now) == [group_id]

        await mentor_groups.set_open(session, mentor, group_id, False, now)
        with pytest.raises(GroupClosed):
            await mentor_groups.join(session, mentee, group_id, now)
        await mentor_groups.set_open(session, mentor, group_id, True, now)
        card = await session.get_one(MentorCard, mentor.owner())
        for field, value in (
            ("paused_until", now.date() + timedelta(days=3)),
            ("status", CardStatus.RETURNED),
            ("forms", [MentoringForm.ONE_TO_ONE]),
        ):
            before = getattr(card, field)
            setattr(card, field, value)
            await session.flush()
            with pytest.raises(GroupClosed):
                await mentor_groups.join(session, mentee, group_id, now)
            assert await listed(session, mentee, now) == []
            assert (await mentor_group_views.one(session, mentee, group_id, now)).standing is Standing.AWAY
            setattr(card, field, before)
            await session.flush()
        await session.delete(card)
        await session.flush()
        with pytest.raises(GroupClosed):
            await mentor_groups.join(session, mentee, group_id, now)
        assert await session.scalar(select(func.count()).select_from(Mentorship)) == 0


async def test_ones_own_directions_come_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        older = await given_group(session, now, mentor, direction=Direction.DIGITAL)
        newer = await given_group(session, now + timedelta(days=1), mentor)
        mentee = await given_mentee(session, now)
        assert await listed(session, mentee, now) == [newer, older]
        session.add(Interest(member_id=mentee.owner(), direction=Direction.DIGITAL))
        await session.flush()
        assert await listed(session, mentee, now) == [older, newer]
        assert (await mentor_group_views.one(session, mentee, older, now)).fits
        assert await listed(session, mentee, now, Direction.METHODICAL) == [newer]
        for_request = await mentor_group_views.for_request(session, mentee, [Direction.METHODICAL], now)
        assert [one.id for one in for_request] == [newer]


# --- pairs that asked for a group


async def test_a_pair_without_a_group_comes_in_later(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now, capacity=5)
        first, second = await given_mentee(session, now, "Первая Вера"), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        taken, joins = [await given_outside(session, now, mentor, one) for one in (first, second)]
        assert (await mentor_group_own.own(session, mentor, group_id, now)).outside == 2

        for _ in range(2):
            await mentor_groups.take_in(session, mentor, group_id, taken, now)
        assert "Теперь вы в группе «Тихий старт урока»" in await said(session, first, ENTERED, now)
        joined = await mentor_groups.join(session, second, group_id, now)
        assert joined.pair_id == joins
        assert "теперь в вашей группе" in await said(session, mentor, ENTERED, now)
        assert [(await pair_row(session, one)).group_id for one in (taken, joins)] == [group_id, group_id]
        assert (await mentor_group_own.own(session, mentor, group_id, now)).outside == 0

        alone = await pairing.create(
            session,
            mentor_id=mentor.owner(),
            mentee_id=(await given_mentee(session, now, "Один Олег")).owner(),
            form=MentoringForm.ONE_TO_ONE,
            directions=[Direction.METHODICAL],
            now=now,
        )
        with pytest.raises(NotFound):
            await mentor_groups.take_in(session, mentor, group_id, alone, now)


# --- ends


async def test_somebody_is_taken_out_softly(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_leader(session, now), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        joined = await mentor_groups.join(session, mentee, group_id, now)
        removal = await mentor_groups.remove(session, mentor, joined.pair_id, now)
        assert (removal.group_id, removal.name) == (group_id, "Светлова Анна Игоревна")
        assert (await pair_row(session, joined.pair_id)).status is PairStatus.STOPPED
        assert await waiting(session, mentee, CHANGED) == []
        text = await said(session, mentee, OVER, now)
        assert text.startswith("Ваше участие в группе «Тихий старт урока» завершено")
        with pytest.raises(PairEnded):
            await mentor_groups.remove(session, mentor, joined.pair_id, now)


async def test_a_dissolved_group_tells_everybody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        going, waits = await given_mentee(session, now, "Идущая Ида"), await given_mentee(session, now)
        pair_ids = [(await mentor_groups.join(session, one, group_id, now)).pair_id for one in (going, waits)]
        (await pair_row(session, pair_ids[1])).status = PairStatus.APPROVAL
        await session.flush()
        assert await mentor_groups.dissolve(session, mentor, group_id, now) == TITLE
        assert await session.scalar(select(func.count()).select_from(MentorGroup)) == 0
        for mentee, pair_id in zip((going, waits), pair_ids, strict=True):
            pair = await pair_row(session, pair_id)
            assert (pair.status, pair.group_id) == (PairStatus.STOPPED, None)
            assert len(await waiting(session, mentee, OVER)) == 1
        assert "(наставник: Лебедева Ирина Павловна) завершила" in await said(session, going, OVER, now)


async def test_a_programme_ends_for_the_whole_group(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        mentees = [await given_mentee(session, now, f"Коллега {number}") for number in range(2)]
        pair_ids = [(await mentor_groups.join(session, one, group_id, now)).pair_id for one in mentees]
        assert await mentor_groups.complete(session, mentor, group_id, now) == 2
        assert await mentor_groups.complete(session, mentor, group_id, now) == 0
        assert {(await pair_row(session, one)).status for one in pair_ids} == {PairStatus.COMPLETED}
        for mentee in mentees:
            assert len(await waiting(session, mentee, MessageKind.PAIR_FEEDBACK)) == 1
        view = (await mentor_group_own.own(session, mentor, group_id, now)).view
        assert (view.standing, view.taken) == (Standing.CLOSED, 0)
        assert (await pair_views.one(session, mentees[0], pair_ids[0])).group == TITLE


async def test_a_mentor_who_leaves_the_club_takes_the_group_along(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_leader(session, now), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        joined = await mentor_groups.join(session, mentee, group_id, now)
    async with sessions.begin() as session:
        await mydata.erase(session, mentor, now, now)
    async with sessions.begin() as session:
        pair = await pair_row(session, joined.pair_id)
        assert (pair.status, pair.mentor_id, pair.group_id) == (PairStatus.STOPPED, None, None)
        assert await session.scalar(select(func.count()).select_from(MentorGroup)) == 0
        with pytest.raises(NotFound):
            await mentor_groups.join(session, mentee, group_id, now)


# --- coordinators


async def test_coordinators_see_all_groups(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_person(session, now, "Орлова Мария", Role.COORDINATOR)
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        await mentor_groups.join(session, await given_mentee(session, now), group_id, now)
        await mentor_groups.set_open(session, mentor, group_id, False, now)
        (line,) = (await mentor_group_views.everything(session, coordinator, 0, 5, now)).lines
        assert (line.id, line.taken, line.size, line.standing) == (group_id, 1, 3, Standing.CLOSED)
        with pytest.raises(NotAllowed):
            await mentor_group_views.everything(session, mentor, 0, 5, now)


async def test_a_card_without_groups_still_reaches_the_groups_there_are(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        plain = await given_person(session, now, "Без групп Олег")
        await given_card(session, plain, now)
        await given_group(session, now, mentor)
        (await session.get_one(MentorCard, mentor.owner())).forms = [MentoringForm.ONE_TO_ONE]
        await session.flush()
        assert (await mentor_group_views.to_join(session, mentor, None, 0, 5, now)).leads
        assert not (await mentor_group_views.to_join(session, plain, None, 0, 5, now)).leads
        mine = await mentor_group_own.mine(session, mentor, now)
        assert (len(mine.lines), mine.may_open) == (1, False)
