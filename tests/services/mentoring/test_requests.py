"""A request for mentoring, step by step: who has it, by when, who is told, what the history keeps."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import AuditEntry, BlockedPair, Member, MentorCard, Mentorship, Organization, OutboxRow
from domain.actors import Actor
from domain.errors import (
    ConsentNeeded,
    NoPlaceLeft,
    NotAllowed,
    NotFound,
    PairBlocked,
    PairExists,
    ProfileNeeded,
    RequestMoved,
)
from domain.vocabulary import (
    CardStatus,
    ChoiceState,
    DeclineReason,
    Direction,
    MentoringForm,
    MessageKind,
    PairStatus,
    RequestAct,
    RequestState,
    Urgency,
)
from services.mentoring import matching, mentor_load, requests
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import (
    choices,
    given_card,
    given_mentee,
    given_mentors,
    given_person,
    history,
    later,
    need,
    row,
    settle_all,
    standing,
    submitted,
    told,
)

A, C, K, S = RequestAct, ChoiceState, MessageKind, RequestState


async def pairs(session: Session) -> list[tuple[int | None, int | None, int | None]]:
    query = select(Mentorship).order_by(Mentorship.id)
    return [(one.mentor_id, one.mentee_id, one.request_id) for one in await session.scalars(query)]


async def test_a_request_goes_to_the_first_of_the_list_who_can_take_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        paused, returned, free = await given_mentors(session, 3, now)
        (await session.get_one(MentorCard, paused.owner())).paused_until = now.date()
        (await session.get_one(MentorCard, returned.owner())).status = CardStatus.RETURNED
        request_id = await submitted(session, mentee, now, paused, returned, free)

        assert await standing(session, request_id) == (S.WAITING, free.member_id)
        assert [state for _, state in await choices(session, request_id)] == [C.GONE, C.GONE, C.ASKED]
        assert (await row(session, request_id)).deadline_at == now + timedelta(days=8)
        assert await told(session, free) == [K.REQUEST_ASKED, K.REQUEST_REMINDER]
        assert await told(session, paused) == []


async def test_whom_nobody_can_help_goes_to_the_coordinators(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now)

        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert (await row(session, request_id)).deadline_at == now + timedelta(days=3)
        assert await told(session, maria) == [K.REQUEST_QUEUED]
        assert await told(session, mentee) == []


@pytest.mark.parametrize("barrier", ["themselves", "blocked", "colleagues", "full", "forged"])
async def test_who_must_not_be_asked_is_passed_over(sessions: Sessions, now: datetime, barrier: str) -> None:
    async with sessions.begin() as session:
        mentee, (mentor, other) = await given_mentee(session, now), await given_mentors(session, 2, now)
        wanted = mentor
        match barrier:
            case "themselves":
                await given_card(session, mentee, now)
                wanted = mentee
            case "blocked":
                first, second = sorted((mentor.owner(), mentee.owner()))
                session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
            case "colleagues":
                school = await given_organization(session)
                await session.execute(update(Member).values(organization_id=school))
                await session.execute(update(Member).where(Member.id == other.owner()).values(organization_id=None))
            case "full":
                someone = await given_mentee(session, now, "Кто-то другой")
                await requests.accept(session, mentor, await submitted(session, someone, now, mentor), now)
            case "forged":
                wanted = Actor(1, 999_999)
        request_id = await submitted(session, mentee, now, wanted, other, same_organization=False)
        assert await standing(session, request_id) == (S.WAITING, other.member_id)


async def test_colleagues_will_do_where_the_mentee_does_not_mind(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        school = await given_organization(session)
        await session.execute(update(Member).values(organization_id=school))
        request_id = await submitted(session, mentee, now, mentor)
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)


async def test_nobody_asks_more_than_three(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, mentors = await given_mentee(session, now), await given_mentors(session, 5, now)
        request_id = await submitted(session, mentee, now, *mentors)
        assert len(await choices(session, request_id)) == 3


async def test_accepting_makes_a_pair_and_tells_both(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor, second) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, mentor, second)
        pair_id = await requests.accept(session, mentor, request_id, now)

        assert pair_id is not None
        assert await pairs(session) == [(mentor.member_id, mentee.member_id, request_id)]
        assert await standing(session, request_id) == (S.ACCEPTED, None)
        assert (await row(session, request_id)).deadline_at is None
        # nothing that asks for an answer is left
        assert await told(session, mentor) == [K.PAIR_MADE]
        assert await told(session, mentee) == [K.PAIR_MADE]
        assert [state for _, state in await choices(session, request_id)] == [C.ACCEPTED, C.NEXT]
        with pytest.raises(RequestMoved):
            await requests.accept(session, mentor, request_id, now)


async def test_a_decline_goes_on_and_keeps_the_reason_from_the_mentee(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor, second) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, mentor, second)
        await requests.decline(session, mentor, request_id, DeclineReason.OTHER, "Переезжаем", later(now, days=1))

        assert await standing(session, request_id) == (S.WAITING, second.member_id)
        assert (await row(session, request_id)).deadline_at == now + timedelta(days=9)
        assert await told(session, mentor) == []
        assert await told(session, second) == [K.REQUEST_ASKED, K.REQUEST_REMINDER]
        assert await told(session, mentee) == [K.REQUEST_MOVED_ON]
        sent = await session.scalar(select(OutboxRow).where(OutboxRow.kind == K.REQUEST_MOVED_ON))
        assert sent is not None
        assert sent.payload == {"act": "DECLINE", "state": "WAITING"}
        with pytest.raises(RequestMoved):
            await requests.decline(session, mentor, request_id, DeclineReason.NO_TIME, None, now)


async def test_silence_leads_to_the_next_and_at_last_to_the_coordinators(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (mentor, second) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, mentor, second)

    await settle_all(sessions, later(now, days=7, hours=23))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)

    await settle_all(sessions, later(now, days=8))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.WAITING, second.member_id)
        assert await told(session, mentor) == [K.REQUEST_TAKEN]

    await settle_all(sessions, later(now, days=16))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert await told(session, maria) == [K.REQUEST_QUEUED]
        assert await told(session, mentee) == [K.REQUEST_MOVED_ON] * 2

    # nobody in the office either: told once more, and a deadline again
    await settle_all(sessions, later(now, days=19))
    async with sessions.begin() as session:
        assert (await row(session, request_id)).deadline_at == now + timedelta(days=22)
        assert await told(session, maria) == [K.REQUEST_OVERDUE]
        assert await history(session, request_id) == [
            (A.SUBMIT, S.WAITING),
            (A.SILENCE, S.WAITING),
            (A.SILENCE, S.COORDINATOR),
            (A.PROLONG, S.COORDINATOR),
        ]


async def test_the_mentor_is_not_to_blame_for_the_mentees_silence(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        maria = await given_coordinator(session, now)
        request_id = await submitted(session, mentee, now, mentor)
        await requests.ask(session, mentor, request_id, "Сколько человек в классе?", later(now, days=1))
    await settle_all(sessions, later(now, days=10))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.EXPIRED, None)
        assert await choices(session, request_id) == [(mentor.member_id, C.UNANSWERED)]
        moment = later(now, days=11)
        work = await mentor_load.one(session, maria, mentor.owner(), 0, 5, moment)
        assert work.load.silences == 0
        await requests.reopen(session, mentee, request_id, moment)
        suggested = await matching.for_request(session, maria, request_id, moment)
        assert [one.mentor_id for one in suggested] == [mentor.member_id]


async def test_who_is_in_a_pair_with_the_mentor_is_not_put_there_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now, capacity=3)
        maria = await given_coordinator(session, now)
        await requests.accept(session, mentor, await submitted(session, mentee, now, mentor), now)
        request_id = await submitted(session, mentee, now, mentor)
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert await matching.for_request(session, maria, request_id, now) == ()
        with pytest.raises(PairExists):
            await requests.pair(session, maria, request_id, mentor.owner(), now)


async def test_a_question_back_and_its_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        await requests.ask(session, mentor, request_id, "Сколько человек в классе?", later(now, days=1))
        assert await standing(session, request_id) == (S.DETAILS, mentor.member_id)
        assert await told(session, mentee) == [K.REQUEST_DETAILS, K.REQUEST_REMINDER]
        assert await told(session, mentor) == []

        await requests.answer(session, mentee, request_id, "Двадцать восемь", later(now, days=2))
        found = await row(session, request_id)
        assert (found.state, found.mentor_id) == (S.WAITING, mentor.member_id)
        assert (found.question, found.answer) == ("Сколько человек в классе?", "Двадцать восемь")
        assert found.deadline_at == now + timedelta(days=10)
        assert await told(session, mentor) == [K.REQUEST_ANSWERED, K.REQUEST_REMINDER]
        with pytest.raises(RequestMoved):
            await requests.answer(session, mentee, request_id, "Ещё раз", later(now, days=2))


async def test_another_mentor_sees_answers_and_no_question_left_open(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (first, second, third) = await given_mentee(session, now), await given_mentors(session, 3, now)
        request_id = await submitted(session, mentee, now, first, second, third)
        await requests.ask(session, first, request_id, "Какой предмет?", now)
        await requests.decline(session, first, request_id, DeclineReason.NO_TIME, None, now)
        assert (await row(session, request_id)).question is None

        await requests.ask(session, second, request_id, "Какой класс?", now)
        await requests.answer(session, mentee, request_id, "Седьмой", now)
        await requests.decline(session, second, request_id, DeclineReason.NO_TIME, None, now)
        found = await row(session, request_id)
        assert (found.mentor_id, found.question, found.answer) == (third.member_id, "Какой класс?", "Седьмой")


async def test_a_question_left_unanswered_closes_the_request_and_one_tap_opens_it(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        await requests.ask(session, mentor, request_id, "Какой класс?", now)
    await settle_all(sessions, later(now, days=8))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.EXPIRED, None)
        assert await told(session, mentee) == [K.REQUEST_CLOSED]
        assert await told(session, mentor) == [K.REQUEST_TAKEN]
        await requests.reopen(session, mentee, request_id, later(now, days=9))
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        with pytest.raises(RequestMoved):
            await requests.reopen(session, mentee, request_id, later(now, days=9))


async def test_withdrawing_tells_the_mentor_who_had_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        # what one has sent one may take back, whatever the wording of the consent is today
        await requests.withdraw(session, Actor(mentee.telegram_id, mentee.member_id), request_id, now)
        assert await standing(session, request_id) == (S.WITHDRAWN, None)
        assert await told(session, mentor) == [K.REQUEST_TAKEN]
        assert await told(session, mentee) == []


async def test_the_last_place_sends_on_whoever_else_waited_for_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now)
        one = await given_mentee(session, now)
        other = await given_mentee(session, now, "Другой человек")
        first_id = await submitted(session, one, now, mentor)
        other_id = await submitted(session, other, now, mentor, second)
        await requests.ask(session, mentor, other_id, "Когда?", now)
        await requests.accept(session, mentor, first_id, now)

        assert await standing(session, other_id) == (S.WAITING, second.member_id)
        assert (await history(session, other_id))[-1] == (A.NO_ROOM, S.WAITING)
        assert await told(session, other) == [K.REQUEST_MOVED_ON]
        with pytest.raises(RequestMoved):
            await requests.accept(session, mentor, other_id, now)


async def test_a_mentor_who_takes_fewer_than_wait_finds_no_place_and_the_request_goes_on(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now, mentor, second)
        (await session.get_one(MentorCard, mentor.owner())).capacity = 0
        assert await requests.accept(session, mentor, request_id, now) is None
        assert await standing(session, request_id) == (S.WAITING, second.member_id)
        assert await pairs(session) == []


async def test_who_pauses_or_leaves_keeps_nobody_waiting(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now)
        mentee, other = await given_mentee(session, now), await given_mentee(session, now, "Другой человек")
        first_id = await submitted(session, mentee, now, mentor, second)
        other_id = await submitted(session, other, now, mentor)
        (await session.get_one(MentorCard, mentor.owner())).paused_until = later(now, days=30).date()
        await requests.mentor_gone(session, mentor.owner(), now)
        assert await standing(session, first_id) == (S.WAITING, second.member_id)
        assert await standing(session, other_id) == (S.COORDINATOR, None)


async def test_fewer_places_than_before_send_on_who_waits(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now, capacity=2)
        one, other = await given_mentee(session, now), await given_mentee(session, now, "Другой человек")
        await requests.accept(session, mentor, await submitted(session, one, now, mentor), now)
        waiting_id = await submitted(session, other, now, mentor)
        await requests.send_on_if_full(session, mentor.owner(), now)
        assert await standing(session, waiting_id) == (S.WAITING, mentor.member_id)
        (await session.get_one(MentorCard, mentor.owner())).capacity = 1
        await session.flush()
        await requests.send_on_if_full(session, mentor.owner(), now)
        assert await standing(session, waiting_id) == (S.COORDINATOR, None)
        # who has no card has nobody waiting
        await requests.send_on_if_full(session, one.owner(), now)


async def test_a_mentor_erased_behind_our_back_leaves_nobody_waiting(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now, mentor, second)
        await session.delete(await session.get_one(Member, mentor.owner()))
    await settle_all(sessions, later(now, minutes=1))
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.WAITING, second.member_id)
        assert await choices(session, request_id) == [(None, C.GONE), (second.member_id, C.ASKED)]


async def test_a_mentee_who_leaves_withdraws_everything(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now)
        mentee = await given_mentee(session, now)
        waiting_id = await submitted(session, mentee, now, mentor)
        queued_id = await submitted(session, mentee, now)
        await requests.mentee_gone(session, mentee.owner(), now)
        assert await standing(session, waiting_id) == (S.WITHDRAWN, None)
        assert await standing(session, queued_id) == (S.WITHDRAWN, None)
        assert await told(session, mentor) == [K.REQUEST_TAKEN]


# --- urgent


async def test_an_urgent_request_goes_to_who_is_on_duty(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        others = await given_mentors(session, 2, now, on_duty=True, directions=[Direction.DIGITAL])
        (apt,) = await given_mentors(session, 1, now, on_duty=True)
        (idle,) = await given_mentors(session, 1, now, on_duty=True)
        await given_mentors(session, 1, now)
        await submitted(session, await given_mentee(session, now, "Раньше"), now, apt)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now, urgency=Urgency.URGENT)

        assert [one for one, _ in await choices(session, request_id)] == [
            idle.member_id,
            apt.member_id,
            others[0].member_id,
        ]
        assert (await row(session, request_id)).deadline_at == now + timedelta(hours=2)
        query = select(OutboxRow.due_at).where(
            OutboxRow.kind == K.REQUEST_REMINDER, OutboxRow.entity == f"request:{request_id}"
        )
        assert await session.scalar(query) == now + timedelta(hours=1)


async def test_an_urgent_request_of_the_evening_counts_waking_hours(sessions: Sessions) -> None:
    # Saturday, 20:00 in Tyumen: an hour is left today, Sunday is nobody's
    evening = datetime(2026, 10, 10, 15, 0, tzinfo=UTC)
    async with sessions.begin() as session:
        await given_mentors(session, 1, evening, on_duty=True)
        mentee = await given_mentee(session, evening)
        request_id = await submitted(session, mentee, evening, urgency=Urgency.URGENT)
        # Monday, 09:00
        assert (await row(session, request_id)).deadline_at == datetime(2026, 10, 12, 4, 0, tzinfo=UTC)


async def test_an_urgent_request_nobody_on_duty_can_take_goes_to_coordinators_in_a_hurry(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        await given_card(session, mentee, now, on_duty=True)
        request_id = await submitted(session, mentee, now, urgency=Urgency.URGENT)
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert (await row(session, request_id)).deadline_at == now + timedelta(hours=2)


# --- coordinators


async def test_a_coordinator_sends_takes_back_and_sends_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (one, two, three) = await given_mentee(session, now), await given_mentors(session, 3, now)
        request_id = await submitted(session, mentee, now)
        assert await requests.send(session, maria, request_id, [one.owner(), two.owner()], now)
        assert await standing(session, request_id) == (S.WAITING, one.member_id)

        await requests.take_back(session, maria, request_id, later(now, hours=1))
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert await told(session, one) == [K.REQUEST_TAKEN]
        # of what a coordinator did the office needs no news
        assert await told(session, maria) == []

        assert await requests.send(session, maria, request_id, [three.owner(), one.owner()], later(now, hours=2))
        assert await choices(session, request_id) == [
            (one.member_id, C.TAKEN_BACK),
            (two.member_id, C.TAKEN_BACK),
            (three.member_id, C.ASKED),
            (one.member_id, C.NEXT),
        ]
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
        assert acts == ["request.sent", "request.taken_back", "request.sent"]


async def test_a_request_sent_to_nobody_who_can_stays_in_the_queue(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now, capacity=0)
        request_id = await submitted(session, mentee, now)
        assert not await requests.send(session, maria, request_id, [mentor.owner(), 999_999], now)
        assert await standing(session, request_id) == (S.COORDINATOR, None)


async def test_a_refused_send_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (one, two) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, one, two)
        with pytest.raises(RequestMoved):
            await requests.send(session, maria, request_id, [two.owner()], now)
        assert await choices(session, request_id) == [(one.member_id, C.ASKED), (two.member_id, C.NEXT)]


async def test_a_pair_by_hand(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (asked, chosen) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, asked)
        await requests.pair(session, maria, request_id, chosen.owner(), now)

        assert await pairs(session) == [(chosen.member_id, mentee.member_id, request_id)]
        assert await choices(session, request_id) == [
            (asked.member_id, C.TAKEN_BACK),
            (chosen.member_id, C.ACCEPTED),
        ]
        assert await told(session, asked) == [K.REQUEST_TAKEN]
        assert await told(session, chosen) == [K.PAIR_MADE]
        with pytest.raises(RequestMoved):
            await requests.pair(session, maria, request_id, asked.owner(), now)


async def test_a_pair_by_hand_with_who_was_asked_anyway(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        await requests.pair(session, maria, request_id, mentor.owner(), now)
        assert await choices(session, request_id) == [(mentor.member_id, C.ACCEPTED)]
        assert await told(session, mentor) == [K.PAIR_MADE]


async def test_a_pair_by_hand_keeps_to_capacity_and_blocks(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (full, blocked) = await given_mentee(session, now), await given_mentors(session, 2, now)
        await given_card(session, mentee, now)
        cardless = await given_person(session, now, "Без карточки")
        first, second = sorted((blocked.owner(), mentee.owner()))
        session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        request_id = await submitted(session, mentee, now)
        (await session.get_one(MentorCard, full.owner())).capacity = 0
        await session.flush()
        for mentor, refusal in (
            (full, NoPlaceLeft),
            (blocked, PairBlocked),
            (mentee, PairBlocked),
            (cardless, NotAllowed),
        ):
            with pytest.raises(refusal):
                await requests.pair(session, maria, request_id, mentor.owner(), now)
        assert await pairs(session) == []


async def test_closing_tells_the_mentee(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now)
        await requests.close(session, maria, request_id, now)
        assert await standing(session, request_id) == (S.EXPIRED, None)
        assert await told(session, mentee) == [K.REQUEST_CLOSED]
        assert await told(session, maria) == []


# --- who may


async def test_everybody_keeps_to_their_own_requests(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor, stranger) = await given_mentee(session, now), await given_mentors(session, 2, now)
        other = await given_mentee(session, now, "Другой человек")
        request_id = await submitted(session, mentee, now, mentor)
        for actor in (stranger, mentee):
            with pytest.raises(NotFound):
                await requests.ask(session, actor, request_id, "Что?", now)
            with pytest.raises(NotFound):
                await requests.decline(session, actor, request_id, DeclineReason.NO_TIME, None, now)
        with pytest.raises(NotFound):
            await requests.accept(session, stranger, request_id, now)
        for actor in (other, mentor):
            with pytest.raises(NotFound):
                await requests.withdraw(session, actor, request_id, now)
            with pytest.raises(NotFound):
                await requests.reopen(session, actor, request_id, now)
            with pytest.raises(NotFound):
                await requests.answer(session, actor, request_id, "Да", now)
        with pytest.raises(NotFound):
            await requests.withdraw(session, mentee, 999_999, now)
        with pytest.raises(NotAllowed):
            await requests.accept(session, other, request_id, now)
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)


async def test_only_coordinators_take_a_coordinators_steps(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now)
        for refused in (
            requests.send(session, mentor, request_id, [mentor.owner()], now),
            requests.take_back(session, mentor, request_id, now),
            requests.pair(session, mentor, request_id, mentor.owner(), now),
            requests.close(session, mentee, request_id, now),
        ):
            with pytest.raises(NotAllowed):
                await refused


async def test_a_request_needs_consent_and_a_profile(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(ConsentNeeded):
            await requests.submit(session, Actor(5), need(), now)
        with pytest.raises(ProfileNeeded):
            await requests.submit(session, Actor(5, 1, consent_in_force=True), need(), now)


async def test_what_has_moved_meanwhile_the_chore_leaves_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        done_id = await submitted(session, mentee, now)
        await requests.withdraw(session, mentee, done_id, now)
        for settled in (request_id, done_id, 999_999):
            await requests.settle(session, settled, later(now, days=1))
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)
        assert await standing(session, done_id) == (S.WITHDRAWN, None)


async def test_a_pair_across_schools_that_want_to_be_asked_is_no_pair_yet(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        for person, name in ((mentee, "Школа № 901"), (mentor, "Школа № 902")):
            school = await given_organization(session, name)
            (await session.get_one(Member, person.owner())).organization_id = school
        (await session.get_one(Organization, school)).cross_approval = True
        await session.flush()
        request_id = await submitted(session, mentee, now, mentor, form=MentoringForm.SITUATIONAL)
        pair_id = await requests.accept(session, mentor, request_id, now)
        pair = await session.get_one(Mentorship, pair_id)
        assert pair.status is PairStatus.APPROVAL
        assert pair.planned_end_at == now + timedelta(weeks=2)
        assert await told(session, mentee) == [K.PAIR_WAITS]
