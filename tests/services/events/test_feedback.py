"""Answers about an event: who may give them and when, that each is kept at once, what coordinators see."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Feedback
from domain.actors import Actor
from domain.errors import (
    ClubError,
    ConsentNeeded,
    EventCancelled,
    FeedbackClosed,
    FeedbackNotAsked,
    FeedbackTooEarly,
    InvalidAnswer,
    NotAllowed,
    NotFound,
)
from domain.events.feedback import OPEN_FOR, Ask, Opinion
from domain.vocabulary import (
    Applied,
    Direction,
    EventStatus,
    Pace,
    PresenceState,
    Recommend,
    RegistrationStatus,
    Role,
)
from services.events import events, feedback, feedback_results
from tests.services.given_events import given_event, given_members
from tests.services.given_feedback import given_past, given_seats, mark

CAME, ABSENT = PresenceState.ATTENDED, PresenceState.NO_SHOW


async def given(session: Session, now: datetime, people: int = 3) -> tuple[int, list[Actor]]:
    """An event that ended an hour ago, and people who had seats there."""
    event = await given_past(session, now)
    actors = await given_members(session, people, now)
    await given_seats(session, event.id, [actor.member_id for actor in actors], now)
    return event.id, actors


def coordinator(actor: Actor) -> Actor:
    return replace(actor, roles=frozenset({Role.COORDINATOR}))


async def test_each_answer_is_kept_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)
    given_answers = [
        (Ask.USEFULNESS, "5"),
        (Ask.PLAN, " Пять  секунд тишины "),
        (Ask.PACE, "FAST"),
        (Ask.ORGANISATION, "4"),
        (Ask.RECOMMEND, "UNSURE"),
        (Ask.NEXT, "PARENTS"),
    ]
    for ask, value in given_answers:
        async with sessions.begin() as session:
            await feedback.give(session, anna, event_id, ask, value, now)
    async with sessions.begin() as session:
        form = await feedback.open(session, anna, event_id, now)
    assert form.title == "Знакомимся"
    assert form.closes_at == now - timedelta(hours=1) + OPEN_FOR
    assert form.opinion == Opinion(
        usefulness=5,
        plan="Пять секунд тишины",
        pace=Pace.FAST,
        organisation=4,
        recommend=Recommend.UNSURE,
        next_direction=Direction.PARENTS,
    )
    assert form.opinion.goes_on is None


async def test_the_card_asks_for_an_opinion_only_those_who_may_give_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, boris, vera) = await given(session, now)
        assert (await events.card(session, anna, event_id, now)).asks_opinion
        await mark(session, event_id, anna, ABSENT, now)
        await mark(session, event_id, boris, CAME, now)
        shown = {who: await events.card(session, actor, event_id, now) for who, actor in (("a", anna), ("b", boris))}
        assert [shown[who].asks_opinion for who in "ab"] == [False, True]
        assert not (await events.card(session, vera, event_id, now)).asks_opinion, "not marked, and others are"
        assert not (await events.card(session, boris, event_id, now - timedelta(hours=2))).asks_opinion
        assert not (await events.card(session, boris, event_id, now + OPEN_FOR)).asks_opinion


async def test_a_changed_mind_replaces_the_answer_and_keeps_the_rest(sessions: Sessions, now: datetime) -> None:
    later = now + timedelta(days=1)
    async with sessions.begin() as session:
        event_id, (anna, boris, _) = await given(session, now)
        await feedback.give(session, anna, event_id, Ask.USEFULNESS, "2", now)
        await feedback.give(session, anna, event_id, Ask.PLAN, "Тишина", now)
        await feedback.give(session, boris, event_id, Ask.USEFULNESS, "1", now)
    async with sessions.begin() as session:
        form = await feedback.give(session, anna, event_id, Ask.USEFULNESS, "5", later)
        assert form.opinion == Opinion(usefulness=5, plan="Тишина")
        form = await feedback.forget_plan(session, anna, event_id, later)
        assert form.opinion == Opinion(usefulness=5)
        form = await feedback.apply(session, anna, event_id, Applied.PARTLY, later)
        assert form.opinion == Opinion(usefulness=5, applied=Applied.PARTLY)
    async with sessions.begin() as session:
        rows = (await session.scalars(select(Feedback).order_by(Feedback.member_id))).all()
    assert [(row.usefulness, row.created_at, row.changed_at) for row in rows] == [(5, now, later), (1, now, now)]


async def test_forgetting_what_was_never_written_leaves_no_row(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)
        assert (await feedback.forget_plan(session, anna, event_id, now)).opinion == Opinion()
        assert await session.scalar(select(func.count()).select_from(Feedback)) == 0


async def test_two_phones_of_one_person_make_one_row(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)

    async def answer(ask: Ask, value: str) -> None:
        async with sessions.begin() as session:
            await feedback.give(session, anna, event_id, ask, value, now)

    await asyncio.gather(answer(Ask.USEFULNESS, "4"), answer(Ask.PACE, "SLOW"), answer(Ask.ORGANISATION, "3"))
    async with sessions.begin() as session:
        form = await feedback.open(session, anna, event_id, now)
    assert form.opinion == Opinion(usefulness=4, pace=Pace.SLOW, organisation=3)


@pytest.mark.parametrize(
    ("marks", "may"),
    [
        ({}, True),
        ({0: CAME}, True),
        ({0: ABSENT}, False),
        ({1: ABSENT}, True),
        ({1: CAME}, False),
        ({0: CAME, 1: CAME}, True),
    ],
    ids=["nobody is marked", "came", "absent", "another is absent", "only another came", "both came"],
)
async def test_who_was_there_may_answer(
    sessions: Sessions, now: datetime, marks: dict[int, PresenceState], may: bool
) -> None:
    async with sessions.begin() as session:
        event_id, people = await given(session, now)
        for number, state in marks.items():
            await mark(session, event_id, people[number], state, now)
        assert (await feedback.to_ask(session, people[0].owner(), event_id, now) is not None) is may
        if may:
            await feedback.give(session, people[0], event_id, Ask.USEFULNESS, "5", now)
        else:
            with pytest.raises(FeedbackNotAsked):
                await feedback.give(session, people[0], event_id, Ask.USEFULNESS, "5", now)


async def test_one_session_of_a_series_is_enough(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)
        await mark(session, event_id, anna, ABSENT, now, sitting=1)
        await mark(session, event_id, anna, CAME, now, sitting=2)
        assert await feedback.to_ask(session, anna.owner(), event_id, now) is not None


async def test_who_was_taken_off_the_list_is_not_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_past(session, now)
        anna, irina = await given_members(session, 2, now)
        await given_seats(session, event.id, [irina.member_id], now)
        await given_seats(session, event.id, [anna.member_id], now, RegistrationStatus.CANCELLED)
        for one in (anna, irina):
            await mark(session, event.id, one, CAME, now)
        assert await feedback.to_ask(session, anna.owner(), event.id, now) is None
        found = await feedback_results.results(session, coordinator(irina), event.id, now)
        assert found.asked == 1


@pytest.mark.parametrize("status", [RegistrationStatus.WAITLISTED, RegistrationStatus.CANCELLED, None])
async def test_who_had_no_seat_may_not(sessions: Sessions, now: datetime, status: RegistrationStatus | None) -> None:
    async with sessions.begin() as session:
        event = await given_past(session, now)
        (anna,) = await given_members(session, 1, now)
        if status is not None:
            await given_seats(session, event.id, [anna.member_id], now, status)
        with pytest.raises(FeedbackNotAsked):
            await feedback.open(session, anna, event.id, now)
        assert await feedback.to_ask(session, anna.owner(), event.id, now) is None


@pytest.mark.parametrize(
    ("ended_ago", "status", "error"),
    [
        (timedelta(0), EventStatus.PUBLISHED, None),
        (timedelta(seconds=-1), EventStatus.PUBLISHED, FeedbackTooEarly),
        (OPEN_FOR - timedelta(seconds=1), EventStatus.PUBLISHED, None),
        (OPEN_FOR, EventStatus.PUBLISHED, FeedbackClosed),
        (timedelta(hours=1), EventStatus.CANCELLED, EventCancelled),
        (timedelta(hours=1), EventStatus.DRAFT, NotFound),
    ],
)
async def test_when_answers_are_taken(
    sessions: Sessions, now: datetime, ended_ago: timedelta, status: EventStatus, error: type[ClubError] | None
) -> None:
    async with sessions.begin() as session:
        event = await given_past(session, now, ended_ago, status=status)
        (anna,) = await given_members(session, 1, now)
        await given_seats(session, event.id, [anna.member_id], now)
        asked = await feedback.to_ask(session, anna.owner(), event.id, now)
        assert (asked is None) is (error is not None)
        if error is None:
            await feedback.apply(session, anna, event.id, Applied.YES, now)
        else:
            with pytest.raises(error):
                await feedback.apply(session, anna, event.id, Applied.YES, now)


async def test_forged_values_and_guests_change_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)
        for ask, value in [(Ask.USEFULNESS, "6"), (Ask.ORGANISATION, "٣"), (Ask.PACE, "YES"), (Ask.NEXT, "pace")]:
            with pytest.raises(NotFound):
                await feedback.give(session, anna, event_id, ask, value, now)
        with pytest.raises(InvalidAnswer):
            await feedback.give(session, anna, event_id, Ask.PLAN, "…", now)
        with pytest.raises(NotFound):
            await feedback.open(session, anna, event_id + 1, now)
        for stranger in (Actor(telegram_id=7), replace(anna, consent_in_force=False)):
            with pytest.raises(ConsentNeeded):
                await feedback.give(session, stranger, event_id, Ask.USEFULNESS, "5", now)
        assert await session.scalar(select(func.count()).select_from(Feedback)) == 0


async def test_nobody_is_asked_twice(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, boris, vera) = await given(session, now)
        await mark(session, event_id, vera, ABSENT, now)
        await feedback.give(session, anna, event_id, Ask.USEFULNESS, "5", now)
        evening = [await feedback.to_ask(session, one.owner(), event_id, now) for one in (anna, boris, vera)]
        assert [form is not None for form in evening] == [False, True, False]

        later = now + timedelta(days=14)
        again = [await feedback.to_ask_again(session, one.owner(), event_id, later) for one in (anna, boris, vera)]
        assert [form is not None for form in again] == [True, False, False], "Boris neither was marked nor answered"
        await mark(session, event_id, boris, CAME, now)
        assert await feedback.to_ask_again(session, boris.owner(), event_id, later) is not None
        await feedback.apply(session, boris, event_id, Applied.NO, later)
        assert await feedback.to_ask_again(session, boris.owner(), event_id, later) is None
        assert await feedback.to_ask_again(session, anna.owner(), event_id, later) is None, "only Boris is marked"
        assert await feedback.to_ask_again(session, anna.owner(), event_id + 1, later) is None


async def test_an_event_moved_ahead_asks_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        (anna,) = await given_members(session, 1, now)
        await given_seats(session, event.id, [anna.member_id], now)
        assert await feedback.to_ask(session, anna.owner(), event.id, now) is None
        assert await feedback.to_ask_again(session, anna.owner(), event.id, now) is None


# --- coordinators


async def test_results_count_everything_and_name_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, boris, vera) = await given(session, now)
        boss = coordinator(vera)
        for actor, rate, plan in ((anna, "5", "яркие карточки"), (boris, "4", "Тишина")):
            await feedback.give(session, actor, event_id, Ask.USEFULNESS, rate, now)
            await feedback.give(session, actor, event_id, Ask.PLAN, plan, now)
        await feedback.give(session, anna, event_id, Ask.NEXT, "DIGITAL", now)
        await feedback.apply(session, vera, event_id, Applied.YES, now)

        found = await feedback_results.results(session, boss, event_id, now)
        assert (found.asked, found.answered, found.plans) == (3, 2, 2), "applied alone is no answer of the evening"
        assert found.usefulness.counts == ((1, 0), (2, 0), (3, 0), (4, 1), (5, 1))
        assert found.next_direction.popular == ((Direction.DIGITAL, 1),)
        assert found.applied.popular == ((Applied.YES, 1),)
        assert found.over

        plans = await feedback_results.plans(session, boss, event_id, 0, 5)
        assert plans.texts == ("Тишина", "яркие карточки")
        second = await feedback_results.plans(session, boss, event_id, 1, 1)
        assert (second.texts, second.page.number, second.page.count) == (("яркие карточки",), 1, 2)

        table = await feedback_results.opinions(session, boss, event_id, now)
        assert [one.usefulness for one in table.opinions] == [5, 4, None]
        assert "Участник" not in f"{found}{plans}{table}"
        acts = (await session.scalars(select(AuditEntry))).all()
        assert [(act.act, act.object, act.actor_id, act.details) for act in acts] == [
            ("feedback.exported", f"event:{event_id}", vera.member_id, {"answers": 3})
        ]


@pytest.mark.parametrize(
    ("marks", "asked"),
    [({}, 3), ({0: ABSENT}, 2), ({0: CAME}, 1), ({0: CAME, 1: ABSENT, 2: CAME}, 2)],
)
async def test_how_many_were_asked(
    sessions: Sessions, now: datetime, marks: dict[int, PresenceState], asked: int
) -> None:
    async with sessions.begin() as session:
        event_id, people = await given(session, now)
        for number, state in marks.items():
            await mark(session, event_id, people[number], state, now)
            # two sessions of a series are one person
            await mark(session, event_id, people[number], state, now, sitting=2)
        found = await feedback_results.results(session, coordinator(people[2]), event_id, now)
        may = [await feedback.to_ask(session, one.owner(), event_id, now) for one in people]
    assert found.asked == asked
    assert sum(form is not None for form in may) == asked, "the count and the rule say the same"


async def test_only_coordinators_see_results(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event_id, (anna, *_) = await given(session, now)
        for actor, error in ((anna, NotAllowed), (Actor(telegram_id=7), ConsentNeeded)):
            with pytest.raises(error):
                await feedback_results.results(session, actor, event_id, now)
            with pytest.raises(error):
                await feedback_results.plans(session, actor, event_id, 0, 5)
            with pytest.raises(error):
                await feedback_results.opinions(session, actor, event_id, now)
        with pytest.raises(NotFound):
            await feedback_results.results(session, coordinator(anna), event_id + 1, now)
