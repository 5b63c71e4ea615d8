"""Pairs: who sees and changes them, a pause, another mentor, contacts, an end."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from db.engine import Session, Sessions
from db.models import BlockedPair, Member, MentoringRequest
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, Outdated, PairEnded, PairWaits
from domain.mentoring.pairs import Side
from domain.vocabulary import MessageKind, PairStatus, RequestState, Urgency
from scheduler.pairs import tend
from services.mentoring import pair_views, pairs, requests
from tests.services.given_pairs import Two, given_pair, given_pair_by_hand, pair_row, waiting
from tests.services.given_requests import NEED, given_card, given_mentee, given_person, row

MADE, CHANGED, CONTACTS = MessageKind.PAIR_MADE, MessageKind.PAIR_CHANGED, MessageKind.PAIR_CONTACTS


async def all_kinds(session: Session, actor: Actor) -> list[MessageKind]:
    return [kind for kind in (MADE, CHANGED, CONTACTS) for _ in await waiting(session, actor, kind)]


async def test_each_side_sees_the_other(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        of_mentor = await pair_views.one(session, two.mentor, two.pair_id)
        of_mentee = await pair_views.one(session, two.mentee, two.pair_id)
    assert (of_mentor.side, of_mentee.side) == (Side.MENTOR, Side.MENTEE)
    assert of_mentor.other is not None
    assert of_mentor.other.name == "Светлова Анна Игоревна"
    assert of_mentee.other is not None
    assert of_mentee.other.position == "учитель химии"
    assert of_mentor.need == NEED


async def test_of_somebody_elses_pair_nothing_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        for act in (
            pair_views.one(session, stranger, two.pair_id),
            pair_views.contacts(session, stranger, two.pair_id),
            pairs.pause(session, stranger, two.pair_id, 1, now),
            pairs.resume(session, stranger, two.pair_id, now),
            pairs.stop(session, stranger, two.pair_id, now),
            pairs.share(session, stranger, two.pair_id, True, now),
            pairs.change_mentor(session, stranger, two.pair_id, now),
            pairs.change_mentor(session, two.mentor, two.pair_id, now),
            pair_views.one(session, two.mentee, two.pair_id + 1),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await pairs.stop(session, Actor(1), two.pair_id, now)
        assert (await pair_row(session, two.pair_id)).status is PairStatus.ACTIVE


async def test_the_list_begins_with_pairs_that_go_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        second = await given_mentee(session, now, "Второй Иван Ильич")
        younger = await given_pair_by_hand(session, now + timedelta(days=1), two.mentor, second)
        await pairs.stop(session, two.mentor, younger, now)
        view = await pair_views.mine(session, two.mentor, 0, 5)
        assert [(line.id, line.status) for line in view.lines] == [
            (two.pair_id, PairStatus.ACTIVE),
            (younger, PairStatus.STOPPED),
        ]
        last = await pair_views.mine(session, two.mentor, 99, 1)
        assert (last.page.number, [line.name for line in last.lines]) == (1, ["Второй Иван Ильич"])
        assert (await pair_views.mine(session, two.mentee, 0, 5)).lines[0].name == "Лебедева Ирина Павловна"


async def test_both_are_introduced_and_a_changed_truth_is_not_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for one in (two.mentor, two.mentee):
            assert len(await waiting(session, one, MADE)) == 1
        view = await pair_views.introduction(session, two.mentee.owner(), two.pair_id)
        assert view is not None
        assert (view.subject, view.about) == ("химия", "Помогу с планом урока.")
        of_mentor = await pair_views.introduction(session, two.mentor.owner(), two.pair_id)
        assert of_mentor is not None
        assert of_mentor.about is None
        await pairs.stop(session, two.mentee, two.pair_id, now)
        assert await pair_views.introduction(session, two.mentor.owner(), two.pair_id) is None
        assert await all_kinds(session, two.mentor) == [CHANGED]
        assert await all_kinds(session, two.mentee) == []


async def test_a_pause_moves_the_end_and_ends_by_itself(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        planned = (await pair_row(session, two.pair_id)).planned_end_at
        view = await pairs.pause(session, two.mentee, two.pair_id, 2, now)
        assert (view.status, view.planned_end_at - planned) == (PairStatus.PAUSED, timedelta(days=14))
        assert await all_kinds(session, two.mentor) == [MADE, CHANGED]
        assert await all_kinds(session, two.mentee) == [MADE]
    await tend(sessions, lambda: now + timedelta(days=14))
    async with sessions.begin() as session:
        assert (await pair_row(session, two.pair_id)).status is PairStatus.PAUSED, "the last day belongs to it"
    await tend(sessions, lambda: now + timedelta(days=15))
    await tend(sessions, lambda: now + timedelta(days=15))
    async with sessions.begin() as session:
        pair = await pair_row(session, two.pair_id)
        assert (pair.status, pair.paused_until) == (PairStatus.ACTIVE, None)
        assert pair.planned_end_at == planned + timedelta(days=14)
        # the newest news alone
        assert await all_kinds(session, two.mentor) == [MADE, CHANGED]
        assert await all_kinds(session, two.mentee) == [MADE, CHANGED]


async def test_a_pause_taken_back_gives_its_days_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        planned = (await pair_row(session, two.pair_id)).planned_end_at
        await pairs.pause(session, two.mentee, two.pair_id, 4, now)
        await pairs.pause(session, two.mentor, two.pair_id, 2, now)
        resumed = await pairs.resume(session, two.mentor, two.pair_id, now + timedelta(days=5))
        assert (resumed.status, resumed.planned_end_at - planned) == (PairStatus.ACTIVE, timedelta(days=5))
        again = await pairs.resume(session, two.mentor, two.pair_id, now + timedelta(days=6))
        assert again == resumed
        with pytest.raises(Outdated):
            await pairs.pause(session, two.mentor, two.pair_id, 500, now)


async def test_an_end_asks_no_reason_and_frees_the_place(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_person(session, now, "Лебедева Ирина Павловна")
        card = await given_card(session, mentor, now, capacity=1)
        two = await given_pair(session, now, mentor)
        assert await requests.places_left(session, card) == 0
        view = await pairs.stop(session, two.mentor, two.pair_id, now)
        assert (view.status, view.ended_at) == (PairStatus.STOPPED, now)
        assert await requests.places_left(session, card) == 1
        assert await all_kinds(session, two.mentee) == [CHANGED]
        assert await all_kinds(session, two.mentor) == []
        for act in (
            pairs.stop(session, two.mentee, two.pair_id, now),
            pairs.pause(session, two.mentee, two.pair_id, 1, now),
            pairs.resume(session, two.mentee, two.pair_id, now),
            pairs.share(session, two.mentee, two.pair_id, True, now),
        ):
            with pytest.raises(PairEnded):
                await act


async def test_a_pair_a_school_is_asked_about_can_only_be_given_up(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        (await pair_row(session, two.pair_id)).status = PairStatus.APPROVAL
        await session.flush()
        with pytest.raises(PairWaits):
            await pairs.pause(session, two.mentor, two.pair_id, 1, now)
        await pairs.stop(session, two.mentee, two.pair_id, now)
        assert await all_kinds(session, two.mentor) == [CHANGED], "who said yes is not left waiting for a school"


async def change(session: Session, two: Two, now: datetime) -> MentoringRequest:
    request_id = await pairs.change_mentor(session, two.mentee, two.pair_id, now)
    assert request_id is not None
    return await row(session, request_id)


async def test_another_mentor_is_sought_with_the_old_need(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now, urgency=Urgency.URGENT, anonymous=True)
        new = await change(session, two, now)
        assert (new.state, new.need, new.urgency) == (RequestState.COORDINATOR, NEED, Urgency.WEEK)
        assert new.anonymous
        assert new.lemmas
        assert (await pair_row(session, two.pair_id)).status is PairStatus.STOPPED
        assert not await requests.is_free(session, new, two.mentor.owner(), now), "the two are never matched again"
        again = await change(session, two, now)
        assert again.id == new.id, "a second tap asks for nothing more"
        assert await session.scalar(select(func.count()).select_from(BlockedPair)) == 1


async def test_another_mentor_after_the_mentor_stopped(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert (await change(session, two, now)).state is RequestState.COORDINATOR


async def test_without_a_known_need_the_form_asks(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_person(session, now, "Лебедева Ирина Павловна")
        mentee = await given_mentee(session, now)
        pair_id = await given_pair_by_hand(session, now, mentor, mentee)
        assert await pairs.change_mentor(session, mentee, pair_id, now) is None
        assert (await pair_row(session, pair_id)).status is PairStatus.STOPPED
        assert await session.scalar(select(func.count()).select_from(MentoringRequest)) == 0


async def test_after_a_completed_programme_there_is_nobody_to_change(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        pair = await pairs.lock(session, two.mentee.owner(), two.pair_id)
        await pairs.finish(session, pair, PairStatus.COMPLETED, now, by=two.mentee.owner())
        with pytest.raises(PairEnded):
            await pairs.change_mentor(session, two.mentee, two.pair_id, now)


async def test_contacts_open_when_both_agree(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        first = await pairs.share(session, two.mentee, two.pair_id, True, now)
        assert first.telegram_id is None
        asked = await pair_views.contacts_of(session, two.mentor.owner(), two.pair_id)
        assert asked is not None
        assert asked.telegram_id is None
        assert asked.pair.other_agrees
        both = await pairs.share(session, two.mentor, two.pair_id, True, now)
        assert both.telegram_id == two.mentee.telegram_id
        assert (await pair_views.contacts(session, two.mentee, two.pair_id)).telegram_id == two.mentor.telegram_id
        assert [len(await waiting(session, one, CONTACTS)) for one in (two.mentor, two.mentee)] == [1, 1]
        payloads = [
            one.payload for actor in (two.mentor, two.mentee) for one in await waiting(session, actor, CONTACTS)
        ]
        assert payloads == [{}, {}], "no personal data in the outbox"
        await pairs.share(session, two.mentor, two.pair_id, False, now)
        assert (await pair_views.contacts(session, two.mentee, two.pair_id)).telegram_id is None


async def test_contacts_close_with_the_pair(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for one in (two.mentor, two.mentee):
            await pairs.share(session, one, two.pair_id, True, now)
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert (await pair_views.contacts(session, two.mentor, two.pair_id)).telegram_id is None
        assert await pair_views.contacts_of(session, two.mentor.owner(), two.pair_id) is None
        assert await waiting(session, two.mentor, CONTACTS) == []


async def test_a_pair_outlives_who_left_the_club(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await session.execute(delete(Member).where(Member.id == two.mentor.owner()))
        session.expire_all()
        view = await pair_views.one(session, two.mentee, two.pair_id)
        assert view.other is None
        assert (await pair_views.mine(session, two.mentee, 0, 5)).lines[0].name is None
        assert await pair_views.introduction(session, two.mentee.owner(), two.pair_id) is None
        assert await pair_views.contacts_of(session, two.mentee.owner(), two.pair_id) is None
        new = await change(session, two, now)
        assert new.state is RequestState.COORDINATOR


async def test_both_sides_ending_at_once_end_it_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)

    async def end(actor: Actor) -> bool:
        try:
            async with sessions.begin() as session:
                await pairs.stop(session, actor, two.pair_id, now)
        except PairEnded:
            return False
        return True

    assert sorted(await asyncio.gather(*(end(one) for one in (two.mentor, two.mentee) * 5))) == [False] * 9 + [True]
    async with sessions.begin() as session:
        told = [await all_kinds(session, one) for one in (two.mentor, two.mentee)]
        assert sorted(told) == [[], [CHANGED]]
