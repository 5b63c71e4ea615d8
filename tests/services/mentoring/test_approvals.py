"""Pairs across schools: who is asked, what each answer leads to, and that no such pair hangs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from db.engine import Session, Sessions
from db.models import Member, MentorCard, Organization, SchoolAdmin, SchoolApproval
from domain.actors import Actor
from domain.errors import NotAllowed, NotFound, PairEnded
from domain.mentoring.approvals import Hat
from domain.vocabulary import ChoiceState, PairStatus, RefusalReason, RequestAct, RequestState
from scheduler.schools import settle
from services.mentoring import approval_views, approvals, pair_views, pairs, requests
from services.people import leaving
from tests.services.given_certificates import given_coordinator
from tests.services.given_pairs import given_pair_by_hand, pair_row
from tests.services.given_requests import (
    choices,
    given_mentee,
    given_person,
    history,
    row,
)
from tests.services.given_schools import (
    APPROVAL,
    MADE,
    REFUSED,
    WAITS,
    given_across,
    given_admin,
    given_pair_of,
    given_schools,
    kinds,
    move,
    words,
)

SCHOOL, CLUB = Hat.SCHOOL, Hat.CLUB
# the end of Wednesday, 14 October, in Tyumen: the fifth school day after the fixture's `now`
TILL = datetime(2026, 10, 14, 19, 0, tzinfo=UTC)


async def status(session: Session, pair_id: int) -> PairStatus:
    return (await pair_row(session, pair_id)).status


async def tend(sessions: Sessions, now: datetime) -> None:
    await settle(sessions, lambda: now)


# --- who is asked


async def test_the_school_that_wants_it_is_asked_and_both_wait_till_a_day(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, admins=2)
        two = across.two
        (word,) = await words(session, two.pair_id)
        assert (word.organization_id, word.by_club, word.deadline_at) == (across.theirs, False, TILL)
        for admin in across.admins:
            assert await kinds(session, admin) == [APPROVAL, APPROVAL], "now, and once more on the third school day"
        for one in (two.mentor, two.mentee):
            assert await kinds(session, one) == [WAITS]
            view = await pair_views.one(session, one, two.pair_id)
            assert (view.status, view.waits_till) == (PairStatus.APPROVAL, TILL)
    await tend(sessions, TILL - timedelta(minutes=1))
    async with sessions.begin() as session:
        assert not (await words(session, two.pair_id))[0].by_club, "it is the school's turn till the last minute"


async def test_nobody_is_asked_within_one_school_or_where_no_school_wants_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        theirs, other = await given_schools(session)
        mentor = await given_person(session, now, "Лебедева Ирина Павловна", organization_id=theirs)
        same = await given_mentee(session, now, organization_id=theirs)
        nowhere = await given_mentee(session, now, "Второй Иван Ильич")
        for mentee in (same, nowhere):
            assert await status(session, await given_pair_by_hand(session, now, mentor, mentee)) is PairStatus.ACTIVE
        third = await given_person(session, now, "Третий Олег Ильич", organization_id=other)
        pair_id = await given_pair_by_hand(session, now, third, same)
        assert await status(session, pair_id) is PairStatus.APPROVAL
        await move(session, same, other)
        assert await status(session, await given_pair_by_hand(session, now, third, same)) is PairStatus.ACTIVE


async def test_where_nobody_speaks_for_the_school_coordinators_are_asked_at_once(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now, admins=0)
        (word,) = await words(session, across.two.pair_id)
        assert (word.by_club, word.deadline_at) == (True, now + timedelta(days=3))
        assert await kinds(session, maria) == [APPROVAL]


# --- agreed


async def test_when_the_school_agrees_the_pair_begins_now(sessions: Sessions, now: datetime) -> None:
    then = now + timedelta(days=2)
    async with sessions.begin() as session:
        across = await given_across(session, now, admins=2)
        two, (olga, other) = across.two, across.admins
        length = (await pair_row(session, two.pair_id)).planned_end_at - now
        view = await approvals.agree(session, olga, two.pair_id, SCHOOL, then)
        assert (view.status, view.waits, view.refused) == (PairStatus.ACTIVE, False, False)
        pair = await pair_row(session, two.pair_id)
        assert (pair.started_at, pair.planned_end_at) == (then, then + length)
        for one in (two.mentor, two.mentee):
            assert await kinds(session, one) == [MADE]
        assert await kinds(session, other) == [], "nobody is asked or reminded of what is settled"
        # a late «no» of the other changes nothing, and tells how it stands
        late = await approvals.refuse(session, other, two.pair_id, SCHOOL, None, then)
        assert (late.status, late.refused) == (PairStatus.ACTIVE, False)
        assert await kinds(session, two.mentee) == [MADE]


async def test_two_schools_that_ask_both_have_to_agree(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, asks=2)
        (olga,) = across.admins
        petr = await given_admin(session, across.other, now, "Горин Пётр Ильич")
        pair_id = across.two.pair_id
        first = await approvals.agree(session, olga, pair_id, SCHOOL, now)
        assert (first.status, first.waits) == (PairStatus.APPROVAL, False)
        assert [word.agreed for word in first.words] == [True, None]
        again = await approvals.agree(session, olga, pair_id, SCHOOL, now)
        assert again == first
        last = await approvals.agree(session, petr, pair_id, SCHOOL, now)
        assert last.status is PairStatus.ACTIVE
        mine, others = last.words[1], last.words[0]
        assert (mine.by, others.by) == ("Горин Пётр Ильич", None), "who answers elsewhere is not told"


# --- refused


async def test_a_refusal_sends_the_request_back_with_its_history(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now)
        two, (olga,) = across.two, across.admins
        request_id = (await pair_row(session, two.pair_id)).request_id
        assert request_id is not None
        card = await session.get_one(MentorCard, two.mentor.owner())
        left = await requests.places_left(session, card)
        view = await approvals.refuse(session, olga, two.pair_id, SCHOOL, RefusalReason.OWN_MENTOR, now)
        assert (view.status, view.refused) == (PairStatus.STOPPED, True)
        request = await row(session, request_id)
        assert (request.state, request.mentor_id) == (RequestState.COORDINATOR, None)
        assert request.deadline_at is not None
        assert await choices(session, request_id) == [(two.mentor.member_id, ChoiceState.REFUSED)]
        assert (await history(session, request_id))[-1] == (RequestAct.REFUSE, RequestState.COORDINATOR)
        assert await requests.places_left(session, card) == left + 1
        for one in (two.mentor, two.mentee, maria):
            assert await kinds(session, one) == [REFUSED]
        told = await approval_views.refused(session, maria.owner(), two.pair_id, request_id)
        assert told is not None
        assert told.words[0].reason is RefusalReason.OWN_MENTOR
        softly = await approval_views.refused(session, two.mentee.owner(), two.pair_id, request_id)
        assert softly is not None
        assert softly.words == (), "neither the school nor the reason is for the two"
        # a second tap, and a late «yes»
        assert (await approvals.refuse(session, olga, two.pair_id, SCHOOL, None, now)).words == view.words
        assert (await approvals.agree(session, olga, two.pair_id, SCHOOL, now)).status is PairStatus.STOPPED
        assert (await row(session, request_id)).state is RequestState.COORDINATOR
        with pytest.raises(PairEnded):
            await pairs.change_mentor(session, two.mentee, two.pair_id, now)


async def test_after_a_refusal_the_request_finds_another_mentor(sessions: Sessions, now: datetime) -> None:
    """The same request makes its next pair: the refused one lets go of it."""
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now)
        two, (olga,) = across.two, across.admins
        request_id = (await pair_row(session, two.pair_id)).request_id
        assert request_id is not None
        await approvals.refuse(session, olga, two.pair_id, SCHOOL, None, now)
        await move(session, two.mentor, across.theirs)
        second = await requests.pair(session, maria, request_id, two.mentor.owner(), now)
        assert await status(session, second) is PairStatus.ACTIVE


async def test_a_refused_pair_without_a_request_tells_the_two_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        theirs, other = await given_schools(session)
        mentor = await given_person(session, now, "Лебедева Ирина Павловна", organization_id=other)
        mentee = await given_mentee(session, now, organization_id=theirs)
        pair_id = await given_pair_by_hand(session, now, mentor, mentee)
        assert await kinds(session, maria) == [APPROVAL]
        await approvals.refuse(session, maria, pair_id, CLUB, None, now)
        assert await status(session, pair_id) is PairStatus.STOPPED
        assert [await kinds(session, one) for one in (maria, mentor, mentee)] == [[], [REFUSED], [REFUSED]]


# --- who may


async def test_only_the_asked_school_and_coordinators_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now)
        two, (olga,) = across.two, across.admins
        stranger = await given_admin(session, across.other, now, "Горин Пётр Ильич")
        for actor, hat, error in (
            (stranger, SCHOOL, NotFound),
            (two.mentee, SCHOOL, NotAllowed),
            (maria, SCHOOL, NotAllowed),
            (olga, CLUB, NotAllowed),
        ):
            for act in (
                approvals.agree(session, actor, two.pair_id, hat, now),
                approvals.refuse(session, actor, two.pair_id, hat, None, now),
                approval_views.one(session, actor, two.pair_id, hat),
            ):
                with pytest.raises(error):
                    await act
        with pytest.raises(NotFound):
            await approvals.agree(session, olga, 999_999, SCHOOL, now)
        await move(session, olga, across.other)
        with pytest.raises(NotAllowed):
            await approvals.agree(session, olga, two.pair_id, SCHOOL, now)
        assert await status(session, two.pair_id) is PairStatus.APPROVAL
        assert (await approvals.agree(session, maria, two.pair_id, CLUB, now)).status is PairStatus.ACTIVE


# --- nothing hangs


async def test_after_five_school_days_coordinators_are_asked_and_asked_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now)
    pair_id = across.two.pair_id
    for _ in range(2):
        await tend(sessions, TILL)
    async with sessions.begin() as session:
        (word,) = await words(session, pair_id)
        assert (word.by_club, word.deadline_at) == (True, TILL + timedelta(days=3))
        assert await kinds(session, maria) == [APPROVAL], "once, however often the chore runs"
        assert (await approval_views.page(session, maria, CLUB, 0, 5)).lines[0].by_club
    await tend(sessions, TILL + timedelta(days=3))
    async with sessions.begin() as session:
        (word,) = await words(session, pair_id)
        assert word.deadline_at == TILL + timedelta(days=6)
        assert await kinds(session, maria) == [APPROVAL, APPROVAL]
        # the school may still answer
        (olga,) = across.admins
        assert (await approvals.agree(session, olga, pair_id, SCHOOL, TILL)).status is PairStatus.ACTIVE
    async with sessions.begin() as session:
        assert await approvals.due(session, TILL + timedelta(days=60)) == []


@pytest.mark.parametrize("how", ["revoked", "moved", "left", "blocked"])
async def test_who_speaks_no_more_leaves_the_word_to_others(sessions: Sessions, now: datetime, how: str) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, admins=2)
    for number, admin in enumerate(across.admins):
        async with sessions.begin() as session:
            match how:
                case "revoked":
                    await session.execute(delete(SchoolAdmin).where(SchoolAdmin.member_id == admin.owner()))
                case "moved":
                    await move(session, admin, None)
                case "left":
                    await leaving.leave_mentoring(session, admin.owner(), now)
                    await session.execute(delete(Member).where(Member.id == admin.owner()))
                case "blocked":
                    gone = update(Member).where(Member.id == admin.owner())
                    await session.execute(gone.values(unreachable_since=now))
        await tend(sessions, now)
        async with sessions.begin() as session:
            (word,) = await words(session, across.two.pair_id)
            assert word.by_club is (number == 1), "while another speaks for the school it is the school's turn"


async def test_a_pair_nobody_was_asked_about_is_asked_about_or_begins(sessions: Sessions, now: datetime) -> None:
    """The organisation went with its rows; or a pair made by an older version of the bot."""
    async with sessions.begin() as session:
        across = await given_across(session, now)
        await session.execute(delete(SchoolApproval))
    await tend(sessions, now)
    async with sessions.begin() as session:
        assert len(await words(session, across.two.pair_id)) == 1
        await session.execute(delete(SchoolApproval))
        await session.execute(update(Organization).values(cross_approval=False))
    await tend(sessions, now)
    async with sessions.begin() as session:
        assert await status(session, across.two.pair_id) is PairStatus.ACTIVE


async def test_a_side_that_leaves_meanwhile_ends_the_wait_for_both(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now)
        two, (olga,) = across.two, across.admins
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert await kinds(session, olga) == [], "the school has nothing to decide any more"
        assert await kinds(session, two.mentee) == ["pair.changed"]
        view = await approvals.agree(session, olga, two.pair_id, SCHOOL, now)
        assert (view.status, view.waits) == (PairStatus.STOPPED, False)
    async with sessions.begin() as session:
        assert await approvals.due(session, now + timedelta(days=60)) == []


# --- whether the school is asked at all


async def test_who_asks_no_more_lets_go_of_those_that_wait(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, asks=2)
        (olga,) = across.admins
        second = await given_pair_of(session, now, across.two.mentor, across.theirs)
        await approvals.want(session, olga, None, False, now)
        both = [across.two.pair_id, second.pair_id]
        assert [await status(session, one) for one in both] == [PairStatus.APPROVAL] * 2, "the other school still asks"
        maria = await given_coordinator(session, now)
        await approvals.want(session, maria, across.other, False, now)
        assert [await status(session, one) for one in both] == [PairStatus.ACTIVE] * 2
        with pytest.raises(NotAllowed):
            await approvals.want(session, olga, across.other, True, now)
        await approvals.want(session, olga, None, True, now)
        await approvals.want(session, olga, None, True, now)
        assert [await status(session, one) for one in both] == [PairStatus.ACTIVE] * 2, "what goes on goes on"


# --- at once


async def answer(sessions: Sessions, actor: Actor, pair_id: int, agrees: bool, now: datetime) -> None:
    async with sessions.begin() as session:
        if agrees:
            await approvals.agree(session, actor, pair_id, SCHOOL, now)
        else:
            await approvals.refuse(session, actor, pair_id, SCHOOL, None, now)


async def test_answers_at_once_one_counts(sessions: Sessions, now: datetime) -> None:
    """Three of one school press together, two of them «yes»; the mentee gives up at the same time, or tries."""
    async with sessions.begin() as session:
        across = await given_across(session, now, admins=3)
    two = across.two

    async def give_up() -> None:
        async with sessions.begin() as session:
            await pairs.stop(session, two.mentee, two.pair_id, now)

    presses = [answer(sessions, one, two.pair_id, number < 2, now) for number, one in enumerate(across.admins)]
    outcomes = await asyncio.gather(*presses, give_up(), settle(sessions, lambda: now), return_exceptions=True)
    assert [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, PairEnded)] == []
    async with sessions.begin() as session:
        (word,) = await words(session, two.pair_id)
        pair = await pair_row(session, two.pair_id)
        assert pair.status is PairStatus.STOPPED
        told = await kinds(session, two.mentor)
        assert told in (["pair.changed"], [REFUSED]), "told once how it ended"
        assert (word.agreed is False) == (told == [REFUSED])


async def test_agreeing_and_refusing_at_once_never_both(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, admins=2)
        request_id = (await pair_row(session, across.two.pair_id)).request_id
        assert request_id is not None
    olga, petr = across.admins
    pair_id = across.two.pair_id
    await asyncio.gather(
        *(answer(sessions, olga, pair_id, True, now) for _ in range(3)),
        *(answer(sessions, petr, pair_id, False, now) for _ in range(3)),
    )
    async with sessions.begin() as session:
        (word,) = await words(session, pair_id)
        state = (await row(session, request_id)).state
        found = (await status(session, pair_id), word.agreed, state)
        assert found in (
            (PairStatus.ACTIVE, True, RequestState.ACCEPTED),
            (PairStatus.STOPPED, False, RequestState.COORDINATOR),
        )
        steps = [act for act, _ in await history(session, request_id)]
        assert steps.count(RequestAct.REFUSE) == (found[0] is PairStatus.STOPPED)
        told = await kinds(session, across.two.mentee)
        assert told == ([MADE] if found[0] is PairStatus.ACTIVE else [REFUSED])


async def test_a_school_refuses_while_the_mentee_leaves_the_club(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now)
    two, (olga,) = across.two, across.admins

    async def leave() -> None:
        async with sessions.begin() as session:
            await leaving.leave_mentoring(session, two.mentee.owner(), now)
            await session.execute(delete(Member).where(Member.id == two.mentee.owner()))

    await asyncio.gather(leave(), answer(sessions, olga, two.pair_id, False, now))
    async with sessions.begin() as session:
        assert (await pair_row(session, two.pair_id)).status is PairStatus.STOPPED
        assert (
            await session.scalar(select(func.count()).select_from(Member).where(Member.id == two.mentee.owner())) == 0
        )
