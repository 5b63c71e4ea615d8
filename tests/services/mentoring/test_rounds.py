"""A coordinators' round from the first press to the last letter."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, MatchingRound, Member, MemberRole, MentorCard, MentoringRequest, RoundPair
from domain.actors import Actor
from domain.errors import NoPlaceLeft, NotAllowed, NotFound, Outdated
from domain.mentoring import rounds as rules
from domain.mentoring.rounds import Placed, Problem, RoundView
from domain.vocabulary import Direction, MentoringForm, RequestState, Role, RoundState
from scheduler import rounds as work
from services.mentoring import pairing, requests, rounds
from services.people import consents, people
from tests.services.given_requests import (
    given_card,
    given_mentee,
    given_mentors,
    given_person,
    standing,
    submitted,
    told,
)

OFTEN = 20


async def solve_here(problem: Problem) -> tuple[Placed, ...]:
    """The same reckoning without a process of its own: what is tested here is what becomes of it."""
    return rules.solve(problem)


async def go_on(sessions: Sessions, now: datetime) -> None:
    await work.go_on(sessions, lambda: now, solve_here)


async def given_coordinator(session: Session, now: datetime, telegram_id: int = 31) -> Actor:
    """A coordinator in flesh and blood: sending acts in their name, so their rights are read anew."""
    await consents.give(session, Actor(telegram_id), now)
    actor = await people.identify(session, telegram_id, wrote=True)
    member = await session.get_one(Member, actor.owner())
    member.full_name, member.joined_at = "Орлова Мария", now
    session.add(MemberRole(member_id=actor.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return await people.identify(session, telegram_id, wrote=True)


async def given_queue(session: Session, count: int, now: datetime) -> list[int]:
    """So many requests that leave the choice to the club."""
    return [
        await submitted(session, await given_mentee(session, now, f"Молодая Анна {number}"), now)
        for number in range(1, count + 1)
    ]


async def see(sessions: Sessions, actor: Actor, now: datetime, page: int = 0) -> RoundView:
    async with sessions.begin() as session:
        return await rounds.overview(session, actor, page, OFTEN, now)


async def found(sessions: Sessions) -> dict[int, int | None]:
    """Request → mentor, as stored."""
    async with sessions.begin() as session:
        return {one.request_id: one.mentor_id for one in await session.scalars(select(RoundPair))}


async def begun(sessions: Sessions, now: datetime, mentors: int = 2, queue: int = 2, **card: Any) -> tuple[Actor, int]:
    """A round on the table; returns the coordinator and its id."""
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        await given_mentors(session, mentors, now, **card)
        await given_queue(session, queue, now)
        await rounds.start(session, coordinator, False, now)
    await go_on(sessions, now)
    view = await see(sessions, coordinator, now)
    assert view.state is RoundState.READY
    assert view.round_id is not None
    return coordinator, view.round_id


async def test_a_round_gives_each_request_a_mentor_of_its_own(sessions: Sessions, now: datetime) -> None:
    coordinator, _ = await begun(sessions, now, mentors=3, queue=3)
    view = await see(sessions, coordinator, now)
    assert (view.waiting, view.pairs, view.alone, view.pinned) == (3, 3, 0, 0)
    assert len({one.suggestion.mentor_id for one in view.lines if one.suggestion}) == 3
    assert all(one.suggestion and one.suggestion.why and one.suggestion.against for one in view.lines)


async def test_the_sum_counts_and_not_each_ones_best(sessions: Sessions, now: datetime) -> None:
    """Both would like the chemist; who could also have the other gives way."""
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        both = [Direction.METHODICAL, Direction.DIGITAL]
        chemist, other = await given_person(session, now, "Химик"), await given_person(session, now, "Другой")
        await given_card(session, chemist, now, directions=both)
        await given_card(session, other, now, directions=[Direction.DIGITAL])
        anna, vera = await given_mentee(session, now, "Анна"), await given_mentee(session, now, "Вера")
        easy = await submitted(session, anna, now, directions=(Direction.DIGITAL,))
        hard = await submitted(session, vera, now, directions=(Direction.METHODICAL,))
        await rounds.start(session, coordinator, False, now)
    await go_on(sessions, now)
    assert await found(sessions) == {easy: other.owner(), hard: chemist.owner()}


async def test_nobody_is_left_for_the_last_and_that_comes_first_in_the_table(sessions: Sessions, now: datetime) -> None:
    coordinator, _ = await begun(sessions, now, mentors=1, queue=3)
    view = await see(sessions, coordinator, now)
    assert (view.pairs, view.alone) == (1, 2)
    assert [one.suggestion is None for one in view.lines] == [True, True, False]
    assert not any(one.gone for one in view.lines)


async def test_a_mentor_who_is_asked_already_has_a_place_less(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        [mentor] = await given_mentors(session, 1, now, capacity=2)
        await submitted(session, await given_mentee(session, now, "Спросившая Ольга"), now, mentor)
        await given_queue(session, 2, now)
        await rounds.start(session, coordinator, False, now)
    await go_on(sessions, now)
    assert sorted((await found(sessions)).values(), key=str) == [mentor.owner(), None]


async def test_only_one_round_at_a_time(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        await rounds.start(session, coordinator, True, now)
    view = await see(sessions, coordinator, now)
    assert (view.round_id, view.state, view.with_silent) == (round_id, RoundState.READY, False)


# --- adjusting


async def test_a_pinned_pair_stays_and_the_rest_is_found_anew(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    before = await found(sessions)
    (first, its), (second, other) = before.items()
    assert its is not None
    assert other is not None
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, first, other, now)
    assert (await see(sessions, coordinator, now)).state is RoundState.COMPUTING
    await go_on(sessions, now)
    assert await found(sessions) == {first: other, second: its}
    view = await see(sessions, coordinator, now)
    assert view.pinned == 1
    assert [one.pinned for one in view.lines if one.request_id == first] == [True]


async def test_a_pin_on_the_found_pair_changes_nothing_else(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    request_id, mentor_id = next(iter((await found(sessions)).items()))
    assert mentor_id is not None
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, request_id, mentor_id, now)
    assert (await see(sessions, coordinator, now)).state is RoundState.READY
    async with sessions.begin() as session:
        await rounds.unpin(session, coordinator, round_id, request_id, now)
    assert (await see(sessions, coordinator, now)).pinned == 0


async def test_more_pins_than_places_are_refused(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    (first, its), (second, _) = (await found(sessions)).items()
    assert its is not None
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, first, its, now)
    async with sessions.begin() as session:
        with pytest.raises(NoPlaceLeft):
            await rounds.pin(session, coordinator, round_id, second, its, now)


async def test_who_cannot_be_asked_cannot_be_pinned(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    request_id = next(iter(await found(sessions)))
    async with sessions.begin() as session:
        away = await given_person(session, now, "Уехавшая Нина")
        await given_card(session, away, now, paused_until=now.date() + timedelta(days=30))
        for nobody in (away.owner(), coordinator.owner(), 999):
            with pytest.raises(NoPlaceLeft):
                await rounds.pin(session, coordinator, round_id, request_id, nobody, now)


async def test_a_forbidden_pair_is_not_made_again_until_allowed(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=1, queue=1)
    [(request_id, mentor_id)] = (await found(sessions)).items()
    assert mentor_id is not None
    async with sessions.begin() as session:
        await rounds.forbid(session, coordinator, round_id, request_id, mentor_id, now)
    await go_on(sessions, now)
    assert await found(sessions) == {request_id: None}
    assert (await see(sessions, coordinator, now)).forbidden == 1
    async with sessions.begin() as session:
        await rounds.allow_all(session, coordinator, round_id, now)
    await go_on(sessions, now)
    assert await found(sessions) == {request_id: mentor_id}


async def test_a_pin_lifts_what_was_forbidden(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=1, queue=1)
    [(request_id, mentor_id)] = (await found(sessions)).items()
    assert mentor_id is not None
    async with sessions.begin() as session:
        await rounds.forbid(session, coordinator, round_id, request_id, mentor_id, now)
    await go_on(sessions, now)
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, request_id, mentor_id, now)
    await go_on(sessions, now)
    assert await found(sessions) == {request_id: mentor_id}
    assert (await see(sessions, coordinator, now)).forbidden == 0


async def test_a_pin_whose_mentor_has_filled_up_gives_way(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=2, queue=1)
    [(request_id, mentor_id)] = (await found(sessions)).items()
    assert mentor_id is not None
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, request_id, mentor_id, now)
        await _fill(session, mentor_id, now)
        await rounds.compute_again(session, coordinator, round_id, now)
    await go_on(sessions, now)
    [other] = (await found(sessions)).values()
    assert other not in (None, mentor_id)
    assert (await see(sessions, coordinator, now)).pinned == 0


async def test_others_are_suggested_beside_the_found_one(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=3, queue=1)
    [(request_id, mentor_id)] = (await found(sessions)).items()
    async with sessions.begin() as session:
        line, others = await rounds.others(session, coordinator, round_id, request_id, now)
    assert line.suggestion is not None
    assert line.suggestion.mentor_id == mentor_id
    assert mentor_id not in {one.mentor_id for one in others}
    assert len(others) == 2


async def test_a_round_dropped_while_it_is_worked_out_stays_dropped(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=1, queue=1)
    async with sessions.begin() as session:
        await rounds.compute_again(session, coordinator, round_id, now)

    async def solve_slowly(problem: Problem) -> tuple[Placed, ...]:
        async with sessions.begin() as session:
            await rounds.drop(session, coordinator, round_id, now)
        return rules.solve(problem)

    await work.go_on(sessions, lambda: now, solve_slowly)
    assert await found(sessions) == {}
    assert (await see(sessions, coordinator, now)).round_id is None


# --- sending


async def test_everything_goes_to_the_mentors(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=2, queue=3)
    pairs = await found(sessions)
    async with sessions.begin() as session:
        await rounds.send(session, coordinator, round_id, now)
    await go_on(sessions, now)
    async with sessions.begin() as session:
        for request_id, mentor_id in pairs.items():
            state = RequestState.WAITING if mentor_id else RequestState.COORDINATOR
            assert await standing(session, request_id) == (state, mentor_id)
    view = await see(sessions, coordinator, now)
    assert (view.state, view.sent, view.failed, view.waiting) == (RoundState.SENT, 2, 0, 1)


async def test_what_changed_meanwhile_stays_where_it_is(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=3, queue=3)
    withdrawn, refused, sent = await found(sessions)
    mentors = await found(sessions)
    async with sessions.begin() as session:
        mentee = await _mentee(session, withdrawn)
        await requests.withdraw(session, mentee, withdrawn, now)
        await _fill(session, mentors[refused] or 0, now)
        await rounds.send(session, coordinator, round_id, now)
    await go_on(sessions, now)
    async with sessions.begin() as session:
        assert await standing(session, withdrawn) == (RequestState.WITHDRAWN, None)
        assert await standing(session, refused) == (RequestState.COORDINATOR, None)
        assert await standing(session, sent) == (RequestState.WAITING, mentors[sent])
    view = await see(sessions, coordinator, now)
    assert (view.state, view.sent, view.failed) == (RoundState.SENT, 1, 2)


async def test_requests_of_silent_mentors_go_along_when_wanted(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        silent, other = await given_mentors(session, 2, now)
        request_id = await submitted(session, await given_mentee(session, now), now, silent)
    early, late = now + timedelta(days=4), now + timedelta(days=6)
    assert (await see(sessions, coordinator, early)).silent == 0
    assert (await see(sessions, coordinator, late)).silent == 1
    async with sessions.begin() as session:
        await rounds.start(session, coordinator, True, late)
    await go_on(sessions, late)
    assert await found(sessions) == {request_id: other.owner()}
    view = await see(sessions, coordinator, late)
    async with sessions.begin() as session:
        await rounds.send(session, coordinator, view.round_id or 0, late)
    await go_on(sessions, late)
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (RequestState.WAITING, other.owner())
        assert "request.taken" in await told(session, silent)


async def test_a_mentor_who_breaks_the_silence_in_time_keeps_the_request(sessions: Sessions, now: datetime) -> None:
    late = now + timedelta(days=6)
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        silent, _ = await given_mentors(session, 2, now)
        request_id = await submitted(session, await given_mentee(session, now), now, silent)
        await rounds.start(session, coordinator, True, late)
    await go_on(sessions, late)
    async with sessions.begin() as session:
        await requests.ask(session, silent, request_id, "Какой это класс?", late)
        view = await rounds.overview(session, coordinator, 0, OFTEN, late)
        await rounds.send(session, coordinator, view.round_id or 0, late)
    await go_on(sessions, late)
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (RequestState.DETAILS, silent.owner())


async def test_who_lost_the_rights_sends_nothing(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        other = await given_coordinator(session, now, telegram_id=32)
        await rounds.send(session, coordinator, round_id, now)
        await session.delete(await session.get_one(MemberRole, (coordinator.owner(), Role.COORDINATOR)))
    await go_on(sessions, now)
    view = await see(sessions, other, now)
    assert (view.state, view.sent, view.waiting) == (RoundState.READY, 0, 2)


async def test_one_request_that_fails_does_not_hold_up_the_others(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=3, queue=3)
    broken = next(iter(await found(sessions)))
    send = requests.send

    async def fail_once(session: Session, actor: Actor, request_id: int, *rest: Any) -> bool:
        if request_id == broken:
            raise RuntimeError
        return await send(session, actor, request_id, *rest)

    monkeypatch.setattr(requests, "send", fail_once)
    async with sessions.begin() as session:
        await rounds.send(session, coordinator, round_id, now)
    await go_on(sessions, now)
    view = await see(sessions, coordinator, now)
    assert (view.state, view.sent, view.failed) == (RoundState.SENT, 2, 1)


async def test_a_round_that_cannot_be_worked_out_says_so(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        await given_queue(session, 1, now)
        await rounds.start(session, coordinator, False, now)

    async def out_of_memory(problem: Problem) -> tuple[Placed, ...]:
        raise MemoryError

    await work.go_on(sessions, lambda: now, out_of_memory)
    assert (await see(sessions, coordinator, now)).state is RoundState.FAILED
    async with sessions.begin() as session:
        await rounds.start(session, coordinator, False, now)
    await go_on(sessions, now)
    assert (await see(sessions, coordinator, now)).state is RoundState.READY


async def test_the_process_of_its_own_finds_the_same(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now, mentors=3, queue=3)
    before = await found(sessions)
    async with sessions.begin() as session:
        await rounds.compute_again(session, coordinator, round_id, now)
    await work.go_on(sessions, lambda: now)
    assert await found(sessions) == before


async def test_many_requests_are_read_in_parts(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.mentoring.round_work.BATCH", 2)
    coordinator, _ = await begun(sessions, now, mentors=5, queue=5)
    assert (await see(sessions, coordinator, now)).pairs == 5


# --- who goes


async def test_who_leaves_the_club_leaves_the_round(sessions: Sessions, now: datetime) -> None:
    coordinator, _ = await begun(sessions, now, mentors=2, queue=2)
    (first, _), (second, mentor) = (await found(sessions)).items()
    async with sessions.begin() as session:
        mentee = await _mentee(session, first)
        await session.delete(await session.get_one(Member, mentee.owner()))
        await session.delete(await session.get_one(Member, mentor or 0))
    assert await found(sessions) == {second: None}
    view = await see(sessions, coordinator, now)
    assert [one.suggestion for one in view.lines] == [None]


async def test_a_mentor_who_pauses_is_shown_as_gone(sessions: Sessions, now: datetime) -> None:
    coordinator, _ = await begun(sessions, now, mentors=1, queue=1)
    [mentor_id] = (await found(sessions)).values()
    async with sessions.begin() as session:
        (await session.get_one(MentorCard, mentor_id or 0)).paused_until = now.date() + timedelta(days=9)
    [line] = (await see(sessions, coordinator, now)).lines
    assert line.gone
    assert line.suggestion is None


# --- rights, old and forged presses


Act = Callable[[Session, Actor, int, datetime], Awaitable[object]]
ACTS: list[Act] = [
    lambda s, a, n, now: rounds.overview(s, a, 0, 5, now),
    lambda s, a, n, now: rounds.start(s, a, False, now),
    lambda s, a, n, now: rounds.line(s, a, n, 1, now),
    lambda s, a, n, now: rounds.others(s, a, n, 1, now),
    lambda s, a, n, now: rounds.pin(s, a, n, 1, 1, now),
    lambda s, a, n, now: rounds.unpin(s, a, n, 1, now),
    lambda s, a, n, now: rounds.forbid(s, a, n, 1, 1, now),
    lambda s, a, n, now: rounds.allow_all(s, a, n, now),
    lambda s, a, n, now: rounds.compute_again(s, a, n, now),
    lambda s, a, n, now: rounds.send(s, a, n, now),
    lambda s, a, n, now: rounds.drop(s, a, n, now),
]


@pytest.mark.parametrize("act", ACTS)
async def test_rounds_are_for_coordinators(sessions: Sessions, now: datetime, act: Act) -> None:
    async with sessions.begin() as session:
        mentor = await given_person(session, now, "Лебедева Ирина", Role.MENTOR)
        with pytest.raises(NotAllowed):
            await act(session, mentor, 1, now)


@pytest.mark.parametrize("act", ACTS[2:])
async def test_a_round_that_is_not_there_is_not_found(sessions: Sessions, now: datetime, act: Act) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        with pytest.raises(NotFound):
            await act(session, coordinator, 999, now)


@pytest.mark.parametrize("act", ACTS[2:-1])
async def test_nothing_is_adjusted_while_it_is_worked_out(sessions: Sessions, now: datetime, act: Act) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        await rounds.compute_again(session, coordinator, round_id, now)
        with pytest.raises(Outdated):
            await act(session, coordinator, round_id, now)


async def test_what_is_being_sent_is_not_dropped(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        await rounds.send(session, coordinator, round_id, now)
        with pytest.raises(Outdated):
            await rounds.drop(session, coordinator, round_id, now)


async def test_what_has_been_sent_is_not_dropped_by_an_old_button(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        (await session.get_one(MatchingRound, round_id)).state = RoundState.SENT
        await session.flush()
        with pytest.raises(Outdated):
            await rounds.drop(session, coordinator, round_id, now)


async def test_a_second_tap_drops_nothing_more(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        for _ in range(2):
            await rounds.drop(session, coordinator, round_id, now)
        told = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "round.dropped")
        assert await session.scalar(told) == 1


async def test_a_request_of_no_round_and_a_pair_of_yesterday_are_refused(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    request_id = next(iter(await found(sessions)))
    async with sessions.begin() as session:
        with pytest.raises(NotFound):
            await rounds.line(session, coordinator, round_id, 999, now)
        with pytest.raises(Outdated):
            await rounds.forbid(session, coordinator, round_id, request_id, coordinator.owner(), now)


async def test_every_act_is_in_the_journal_with_ids_alone(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    request_id, mentor_id = next(iter((await found(sessions)).items()))
    async with sessions.begin() as session:
        await rounds.pin(session, coordinator, round_id, request_id, mentor_id or 0, now)
        await rounds.unpin(session, coordinator, round_id, request_id, now)
        await rounds.send(session, coordinator, round_id, now)
    async with sessions.begin() as session:
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.object == f"round:{round_id}"))).all()
    assert [one.act for one in entries] == ["round.started", "round.pinned", "round.unpinned", "round.sent"]
    assert entries[1].details == {"request": request_id, "mentor": f"member:{mentor_id}"}


async def test_an_older_round_goes_when_the_next_begins(sessions: Sessions, now: datetime) -> None:
    coordinator, round_id = await begun(sessions, now)
    async with sessions.begin() as session:
        await rounds.drop(session, coordinator, round_id, now)
        await rounds.start(session, coordinator, False, now)
    async with sessions.begin() as session:
        assert len((await session.scalars(select(MatchingRound))).all()) == 1


async def _fill(session: Session, mentor_id: int, now: datetime) -> None:
    """Give away the mentor's only place."""
    mentee = await given_mentee(session, now, "Опередившая Зоя")
    await pairing.create(
        session,
        mentor_id=mentor_id,
        mentee_id=mentee.owner(),
        form=MentoringForm.ONE_TO_ONE,
        directions=[Direction.METHODICAL],
        now=now,
    )


async def _mentee(session: Session, request_id: int) -> Actor:
    request = await session.get_one(MentoringRequest, request_id)
    return Actor(1, request.mentee_id, consent_in_force=True, joined=True)
