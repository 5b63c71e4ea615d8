"""The one table of a request's way: every open state has an owner, a deadline and a way out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clubtime
from domain.errors import RequestMoved
from domain.mentoring import requests as rules
from domain.vocabulary import RequestAct, RequestState, Urgency

A, S = RequestAct, RequestState

# any minute of a year
MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


def test_every_open_state_has_an_owner_and_every_closed_one_none() -> None:
    assert set(rules.OWNERS) == rules.OPEN
    assert {*rules.OPEN, *rules.CLOSED} == set(RequestState)


@pytest.mark.parametrize("state", sorted(rules.OPEN))
def test_the_clock_moves_every_open_state(state: RequestState) -> None:
    act = A.PROLONG if state is S.COORDINATOR else A.SILENCE
    assert act in rules.allowed(state)


@pytest.mark.parametrize("state", sorted(rules.OPEN))
def test_the_mentee_may_always_take_it_back(state: RequestState) -> None:
    assert rules.after(state, A.WITHDRAW, mentor_left=True) is S.WITHDRAWN


@pytest.mark.parametrize("state", sorted(rules.CLOSED))
def test_a_closed_request_is_opened_again_or_left_alone(state: RequestState) -> None:
    assert rules.allowed(state) <= {A.REOPEN, A.REFUSE, A.HAND_OVER}


def test_a_pair_that_a_school_refuses_leaves_nobody_waiting() -> None:
    assert rules.after(S.ACCEPTED, A.REFUSE, mentor_left=False) is S.COORDINATOR
    assert [state for state in RequestState if A.REFUSE in rules.allowed(state)] == [S.ACCEPTED]


def test_a_pair_with_another_mentor_leaves_its_request_closed() -> None:
    assert rules.after(S.ACCEPTED, A.HAND_OVER, mentor_left=True) is S.ACCEPTED
    assert [state for state in RequestState if A.HAND_OVER in rules.allowed(state)] == [S.ACCEPTED]


@given(acts=st.lists(st.tuples(st.sampled_from(RequestAct), st.booleans()), max_size=40))
def test_whatever_happens_a_request_stays_on_its_way(acts: list[tuple[RequestAct, bool]]) -> None:
    """What is not in the table is refused; a mentor has a request only while one is left to ask."""
    state = S.DRAFT
    for act, mentor_left in acts:
        if act not in rules.allowed(state):
            with pytest.raises(RequestMoved):
                rules.after(state, act, mentor_left=mentor_left)
            continue
        before, state = state, rules.after(state, act, mentor_left=mentor_left)
        assert state is not S.DRAFT
        if rules.asks_next(before, act):
            assert state is (S.WAITING if mentor_left else S.COORDINATOR)
        assert (state in rules.OWNERS) is (state not in rules.CLOSED)


@given(state=st.sampled_from(RequestState), urgency=st.sampled_from(Urgency), now=MOMENTS)
def test_a_deadline_is_ahead_and_a_reminder_before_it(state: RequestState, urgency: Urgency, now: datetime) -> None:
    deadline, reminder = rules.deadline(state, urgency, now), rules.reminder_at(state, urgency, now)
    if state in rules.CLOSED:
        assert deadline is None
        assert reminder is None
        return
    assert deadline is not None
    assert deadline > now
    assert reminder is None or now < reminder < deadline


@given(now=MOMENTS, hours=st.integers(1, 30))
def test_waking_hours_are_as_many_as_were_promised(now: datetime, hours: int) -> None:
    till = rules.awake(now, timedelta(hours=hours))
    step = timedelta(minutes=5)
    # count from a whole step, so that borders of quiet time fall between steps
    moment = clubtime.next_allowed(now)
    waking = timedelta()
    while moment < till:
        part = min(step, till - moment)
        if not clubtime.is_quiet(moment):
            waking += part
        moment += part
    assert abs(waking - timedelta(hours=hours)) <= 3 * step


@pytest.mark.parametrize(
    ("now", "till"),
    [
        # Wednesday, 10:00 in Tyumen
        (datetime(2026, 10, 7, 5, tzinfo=UTC), datetime(2026, 10, 7, 7, tzinfo=UTC)),
        # exactly till the evening's silence
        (datetime(2026, 10, 7, 14, tzinfo=UTC), datetime(2026, 10, 7, 16, tzinfo=UTC)),
        # an hour today, an hour tomorrow
        (datetime(2026, 10, 7, 15, tzinfo=UTC), datetime(2026, 10, 8, 4, tzinfo=UTC)),
        # at night: from the morning on
        (datetime(2026, 10, 7, 20, tzinfo=UTC), datetime(2026, 10, 8, 5, tzinfo=UTC)),
        # Saturday evening: Sunday is nobody's
        (datetime(2026, 10, 10, 15, tzinfo=UTC), datetime(2026, 10, 12, 4, tzinfo=UTC)),
    ],
)
def test_two_urgent_hours(now: datetime, till: datetime) -> None:
    assert rules.awake(now, timedelta(hours=2)) == till
    assert rules.deadline(S.WAITING, Urgency.URGENT, now) == till
