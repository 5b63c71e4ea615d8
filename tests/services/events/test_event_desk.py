"""The coordinator's desk: drafts, publishing, lists and figures, the edit of what people have signed up for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Certificate, Event, OutboxRow, Presence, Question, Registration, Sitting
from domain import errors
from domain.actors import Actor
from domain.events.event_desk import FewerSeats, OtherWay
from domain.events.event_plan import EventPlan, PlannedSitting, Step
from domain.events.events import EventFilter
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventKind,
    EventStatus,
    MessageKind,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    QuestionKind,
    RegistrationStatus,
    Role,
    Track,
)
from services.events import event_desk, event_fields, events, registrations
from tests.services.given_events import STARTS_AT, given_event, given_members

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
WEEK = timedelta(days=7)
PLAN = EventPlan(
    title="Первый урок",
    kind=EventKind.FORMAL,
    form=EventForm.SEMINAR,
    directions=(Direction.METHODICAL, Direction.DIGITAL),
    track=Track.LIFEHACK,
    format=EventFormat.HYBRID,
    place="Школа № 901",
    map_url="https://yandex.ru/maps/1",
    online_url="https://example.org/meet",
    seats_offline=2,
    starts_at=STARTS_AT,
    length=timedelta(hours=2),
    further=(PlannedSitting(STARTS_AT + WEEK, STARTS_AT + WEEK + timedelta(hours=1), "Разбор"),),
    hours=2.5,
    closes_at=STARTS_AT - timedelta(days=1),
    announcement="Приходите.",
    cover="AgACAgIAAx",
    partners="Колледж",
    settled=frozenset({Step.DIRECTIONS, Step.SEATS_ONLINE, Step.SITTINGS}),
)


async def given_coordinator(session: Session, now: datetime, others: int = 0) -> tuple[Actor, list[Actor]]:
    """A coordinator, and so many young teachers."""
    first, *people = await given_members(session, others + 1, now)
    return replace(first, roles=frozenset({Role.COORDINATOR})), people


async def journalled(session: Session) -> list[tuple[str, str]]:
    query = select(AuditEntry.act, AuditEntry.object).where(AuditEntry.act.like("event.%")).order_by(AuditEntry.id)
    return [(row.act, row.object) for row in await session.execute(query)]


async def told(session: Session) -> int:
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == MessageKind.EVENT_CHANGED)
    return await session.scalar(query) or 0


async def test_a_plan_comes_back_as_it_was_saved(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, _ = await given_coordinator(session, now)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
    async with sessions.begin() as session:
        saved = await event_desk.saved_plan(session, maria, event_id)
        card = await events.card(session, maria, event_id, now)
        assert await event_desk.newest_draft(session, maria) == event_id

    assert saved.plan == PLAN
    assert saved.is_draft
    assert (card.terms.starts_at, card.terms.ends_at) == (STARTS_AT, STARTS_AT + WEEK + timedelta(hours=1))
    assert [(one.number, one.topic) for one in card.sittings] == [(1, None), (2, "Разбор")]
    assert (card.partners, card.map_url, card.cover) == ("Колледж", "https://yandex.ru/maps/1", "AgACAgIAAx")


async def test_nobody_but_coordinators_sees_a_draft(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, [anna] = await given_coordinator(session, now, 1)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
        assert (await events.calendar(session, maria, EventFilter(), 0, 5, now)).lines == ()
        assert (await events.filter_choices(session, EventFilter(), now)).forms == ()
        for stranger in (anna, Actor(5)):
            with pytest.raises(errors.NotFound):
                await events.card(session, stranger, event_id, now)
        with pytest.raises(errors.NotFound):
            await registrations.sign_up(session, anna, event_id, OFFLINE, now)

        await event_desk.publish(session, maria, event_id, now)
        assert (await events.card(session, anna, event_id, now)).title == "Первый урок"
        await registrations.sign_up(session, anna, event_id, OFFLINE, now)


async def test_publishing_twice_publishes_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, _ = await given_coordinator(session, now)
        event_id = await event_desk.save_draft(session, maria, PLAN, now, copied_from=999)

    async def publish() -> None:
        async with sessions.begin() as session:
            await event_desk.publish(session, maria, event_id, now)

    await asyncio.gather(*(publish() for _ in range(5)))
    async with sessions.begin() as session:
        entity = f"event:{event_id}"
        assert await journalled(session) == [("event.drafted", entity), ("event.published", entity)]


@pytest.mark.parametrize("late", [STARTS_AT, STARTS_AT - timedelta(days=1)])
async def test_a_draft_whose_dates_are_over_is_not_published(sessions: Sessions, now: datetime, late: datetime) -> None:
    async with sessions.begin() as session:
        maria, _ = await given_coordinator(session, now)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
        with pytest.raises(errors.DatesPassed):
            await event_desk.publish(session, maria, event_id, late)
        event = await given_event(session, status=EventStatus.CANCELLED)
        with pytest.raises(errors.EventCancelled):
            await event_desk.publish(session, maria, event.id, now)


async def test_a_draft_is_discarded_with_all_of_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, _ = await given_coordinator(session, now)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
        event = await given_event(session)
        with pytest.raises(errors.Outdated):
            await event_desk.discard(session, maria, event.id, now)
    async with sessions.begin() as session:
        await event_desk.discard(session, maria, event_id, now)
    async with sessions.begin() as session:
        assert await session.get(Event, event_id) is None
        assert await session.scalar(select(func.count()).select_from(Sitting)) == 0
        with pytest.raises(errors.NotFound):
            await event_desk.discard(session, maria, event_id, now)


async def test_a_copy_takes_questions_along_and_leaves_dates_and_people(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, [anna] = await given_coordinator(session, now, 1)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
        asked = Question(
            event_id=event_id, number=1, kind=QuestionKind.CHOICE, text="Секция", options=["А", "Б"], required=True
        )
        session.add(asked)
        await event_desk.publish(session, maria, event_id, now)
        await registrations.sign_up(session, anna, event_id, OFFLINE, now)

        plan = await event_desk.copy(session, maria, event_id)
        assert plan == replace(PLAN, starts_at=None, further=(), closes_at=None).unsettle(Step.SITTINGS)
        later = replace(plan, starts_at=STARTS_AT + WEEK)
        copied = await event_desk.save_draft(session, maria, later, now, copied_from=event_id)
        view = await event_desk.manage(session, maria, copied)
        questions = await session.scalars(select(Question).where(Question.event_id == copied))

    assert [(one.kind, one.options) for one in questions] == [(QuestionKind.CHOICE, ["А", "Б"])]
    assert (view.questions, view.sittings, [kind.taken for kind in view.seats]) == (1, 1, [0, 0])
    assert view.terms.starts_at == STARTS_AT + WEEK


async def test_the_desk_lists_drafts_first_and_the_past_apart(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, _ = await given_coordinator(session, now)
        await given_event(session, title="Скоро", starts_at=STARTS_AT)
        await given_event(session, title="Идёт", starts_at=now - timedelta(hours=1))
        await given_event(session, title="Отменено", starts_at=STARTS_AT + WEEK, status=EventStatus.CANCELLED)
        await given_event(session, title="Вчера", starts_at=now - timedelta(days=1))
        await given_event(session, title="Давно", starts_at=now - timedelta(days=9))
        await event_desk.save_draft(session, maria, replace(PLAN, title="Черновик"), now)
        await given_event(session, title="Старый", starts_at=now - WEEK, status=EventStatus.DRAFT)

        view = await event_desk.desk(session, maria, 0, 3, False, now)
        rest = await event_desk.desk(session, maria, 9, 3, False, now)
        past = await event_desk.desk(session, maria, 0, 5, True, now)

    assert [line.title for line in view.lines] == ["Старый", "Черновик", "Идёт"]
    assert [line.title for line in rest.lines] == ["Скоро", "Отменено"]
    assert [line.title for line in past.lines] == ["Вчера", "Давно"]
    assert (view.drafts, view.coming, view.over, view.page.count) == (2, 3, 2, 2)


async def test_an_event_is_told_in_figures(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, people = await given_coordinator(session, now, 4)
        event = await given_event(session, seats_offline=3)
        for one in people:
            await registrations.sign_up(session, one, event.id, OFFLINE, now)
        first, second, *_ = (await session.scalars(select(Registration).order_by(Registration.arrival))).all()
        for registration, state in ((first, PresenceState.ATTENDED), (second, PresenceState.NO_SHOW)):
            for sitting in (1, 2):
                session.add(
                    Presence(
                        registration_id=registration.id,
                        sitting=sitting,
                        state=state,
                        method=PresenceMethod.MANUAL,
                        marked_at=now,
                    )
                )
        for number, revoked_at in ((1, None), (2, now)):
            session.add(
                Certificate(
                    year=2026,
                    number=number,
                    code=f"code{number}",
                    event_id=event.id,
                    role=ParticipantRole.PARTICIPANT,
                    title=event.title,
                    form=event.form,
                    starts_at=event.starts_at,
                    ends_at=event.ends_at,
                    issued_at=now,
                    revoked_at=revoked_at,
                )
            )
        await session.flush()
        view = await event_desk.manage(session, maria, event.id)

    (seats,) = view.seats
    assert (seats.taken, seats.waiting, seats.limit) == (3, 1, 3)
    assert (view.marked, view.certificates, view.questions, view.sittings) == (1, 1, 0, 1)


# --- the edit of a published event


async def given_published(
    session: Session, now: datetime, taking_part: int, **changes: object
) -> tuple[Actor, Event, list[Actor], EventPlan]:
    maria, people = await given_coordinator(session, now, taking_part)
    event = await given_event(session, **changes)
    for one in people:
        await registrations.sign_up(session, one, event.id, OFFLINE, now)
    plan = (await event_desk.saved_plan(session, maria, event.id)).plan
    return maria, event, people, plan


async def test_more_seats_go_to_who_waits(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 4)
        more = replace(plan, seats_offline=3)
        assert await event_fields.consequence(session, maria, event.id, Step.SEATS, more, now) is None
        await event_fields.change(session, maria, event.id, Step.SEATS, more, now)
        statuses = await session.scalars(select(Registration.status).order_by(Registration.arrival))

        assert list(statuses) == [
            RegistrationStatus.REGISTERED,
            RegistrationStatus.REGISTERED,
            RegistrationStatus.OFFERED,
            RegistrationStatus.WAITLISTED,
        ]
        assert await told(session) == 0, "the number of seats is no news to who has one"
        assert event.revision == 0


async def test_fewer_seats_than_people_is_explained_and_puts_nobody_out(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, people, plan = await given_published(session, now, 4, seats_offline=3)
        less = replace(plan, seats_offline=1)
        what = await event_fields.consequence(session, maria, event.id, Step.SEATS, less, now)
        assert what == FewerSeats(OFFLINE, held=3, limit=1)
        await event_fields.change(session, maria, event.id, Step.SEATS, less, now)
        (seats,) = (await events.seats(session, [event]))[event.id]
        assert (seats.taken, seats.waiting, seats.limit) == (3, 1, 1)

        for one in people[:2]:
            await registrations.cancel(session, one, event.id, now)
        (seats,) = (await events.seats(session, [event]))[event.id]
        assert (seats.held, seats.waiting) == (1, 1), "no new seat until there is room again"
        await registrations.cancel(session, people[2], event.id, now)
        (seats,) = (await events.seats(session, [event]))[event.id]
        assert (seats.offered, seats.waiting) == (1, 0)


async def test_another_format_takes_people_along(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 3)
        online = replace(plan, format=EventFormat.ONLINE, seats_online=1)
        what = await event_fields.consequence(session, maria, event.id, Step.FORMAT, online, now)
        assert what == OtherWay(OFFLINE, ONLINE, held=2, waiting=1, total=2, limit=1)
        hybrid = replace(plan, format=EventFormat.HYBRID)
        assert await event_fields.consequence(session, maria, event.id, Step.FORMAT, hybrid, now) is None

        await event_fields.change(session, maria, event.id, Step.FORMAT, online, now)
        (seats,) = (await events.seats(session, [event]))[event.id]
        assert (seats.attendance, seats.taken, seats.waiting) == (ONLINE, 2, 1)
        assert await told(session) == 3
        assert event.revision == 1


async def test_another_format_leaves_what_was_changed_meanwhile(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        changes = {"format": EventFormat.HYBRID, "seats_online": 1}
        maria, event, _, plan = await given_published(session, now, 1, **changes)
        more = replace(plan, seats_online=50, place="Школа № 902")
        for step in (Step.SEATS_ONLINE, Step.PLACE):
            await event_fields.change(session, maria, event.id, step, more, now)
        stale = replace(plan, format=EventFormat.ONLINE)
        await event_fields.change(session, maria, event.id, Step.FORMAT, stale, now)
        assert (event.format, event.seats_online, event.place) == (EventFormat.ONLINE, 50, "Школа № 902")


async def test_another_format_brings_back_no_limit_lifted_meanwhile(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        changes = {"format": EventFormat.HYBRID, "seats_online": 1}
        maria, event, _, plan = await given_published(session, now, 1, **changes)
        without = replace(plan, seats_online=None)
        await event_fields.change(session, maria, event.id, Step.SEATS_ONLINE, without, now)
        stale = replace(plan, format=EventFormat.ONLINE)
        what = await event_fields.consequence(session, maria, event.id, Step.FORMAT, stale, now)
        assert what == OtherWay(OFFLINE, ONLINE, held=1, waiting=0, total=1, limit=None)
        await event_fields.change(session, maria, event.id, Step.FORMAT, stale, now)
        assert (event.format, event.seats_online) == (EventFormat.ONLINE, None)


async def test_a_way_that_is_new_takes_what_was_answered(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 1, online_url=None)
        both = replace(plan, format=EventFormat.HYBRID, online_url="https://example.org/a", seats_online=7)
        await event_fields.change(session, maria, event.id, Step.FORMAT, both, now)
        assert (event.online_url, event.seats_online, event.seats_offline) == ("https://example.org/a", 7, 2)


async def test_a_change_is_told_to_those_it_concerns(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        changes = {"format": EventFormat.HYBRID, "seats_online": 5}
        maria, event, (near, far), plan = await given_published(session, now, 2, **changes)
        await registrations.sign_up(session, far, event.id, ONLINE, now)
        link = replace(plan, online_url="https://example.org/b")
        await event_fields.change(session, maria, event.id, Step.LINK, link, now)
        changed = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.EVENT_CHANGED)
        assert list(await session.scalars(changed)) == [far.owner()]
        place = replace(link, place="Школа № 902", map_url=None)
        await event_fields.change(session, maria, event.id, Step.PLACE, place, now)
        assert list(await session.scalars(changed.order_by(OutboxRow.id))) == [far.owner(), near.owner()]


async def test_who_takes_part_hears_of_another_place_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 2)
        moved = replace(plan, place="Лицей № 903", map_url="https://yandex.ru/maps/2")
        for _ in range(2):
            await event_fields.change(session, maria, event.id, Step.PLACE, moved, now)
        await event_fields.change(session, maria, event.id, Step.TITLE, replace(moved, title="Иначе"), now)
        await event_fields.change(session, maria, event.id, Step.HOURS, replace(moved, hours=4), now)
    async with sessions.begin() as session:
        stored = await session.get(Event, event.id)
        assert stored is not None
        assert (stored.place, stored.map_url, stored.title, stored.hours) == (
            "Лицей № 903",
            "https://yandex.ru/maps/2",
            "Иначе",
            4,
        )
        assert stored.revision == 2
        assert await told(session) == 2
        edits = await session.scalars(
            select(AuditEntry.details).where(AuditEntry.act == "event.edited").order_by(AuditEntry.id)
        )
        assert [one["fields"] for one in edits] == ["map_url place", "title", "hours"]


async def test_an_edit_writes_its_own_field_alone(sessions: Sessions, now: datetime) -> None:
    """Two coordinators at once: the later one must not bring back what the earlier one changed."""
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 0)
        await event_fields.change(session, maria, event.id, Step.TITLE, replace(plan, title="Новое имя"), now)
        directions = (Direction.DIGITAL, Direction.METHODICAL)
        await event_fields.change(session, maria, event.id, Step.DIRECTIONS, replace(plan, directions=directions), now)
    async with sessions.begin() as session:
        saved = (await event_desk.saved_plan(session, maria, event.id)).plan
    assert (saved.title, set(saved.directions)) == ("Новое имя", set(directions))


async def test_the_time_of_a_published_event_is_moved_not_edited(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 0)
        later = replace(plan, starts_at=STARTS_AT + WEEK)
        for step in (Step.START, Step.LENGTH, Step.SITTINGS):
            with pytest.raises(errors.Outdated):
                await event_fields.change(session, maria, event.id, step, later, now)
        with pytest.raises(errors.NotFound):
            await event_fields.change(session, maria, event.id, Step.SUMMARY, later, now)
        event.status = EventStatus.CANCELLED
        await session.flush()
        with pytest.raises(errors.EventCancelled):
            await event_fields.change(session, maria, event.id, Step.TITLE, plan, now)


async def test_after_the_end_only_what_certificates_and_history_need_is_edited(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        maria, event, _, plan = await given_published(session, now, 0)
        for step, changed in ((Step.SEATS, {"seats_offline": 50}), (Step.DEADLINE, {"closes_at": now})):
            with pytest.raises(errors.Outdated):
                await event_fields.change(session, maria, event.id, step, replace(plan, **changed), event.ends_at)
        await event_fields.change(session, maria, event.id, Step.HOURS, replace(plan, hours=3), event.ends_at)
        assert (event.hours, event.seats_offline == 50) == (3, False)


async def test_only_a_coordinator_may_touch_the_desk(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, [anna] = await given_coordinator(session, now, 1)
        event_id = await event_desk.save_draft(session, maria, PLAN, now)
        title = replace(PLAN, title="Взлом")
        acts: list[Callable[[Actor], Awaitable[object]]] = [
            lambda who: event_desk.desk(session, who, 0, 5, False, now),
            lambda who: event_desk.manage(session, who, event_id),
            lambda who: event_desk.saved_plan(session, who, event_id),
            lambda who: event_desk.copy(session, who, event_id),
            lambda who: event_desk.newest_draft(session, who),
            lambda who: event_desk.save_draft(session, who, PLAN, now),
            lambda who: event_desk.publish(session, who, event_id, now),
            lambda who: event_desk.discard(session, who, event_id, now),
            lambda who: event_fields.consequence(session, who, event_id, Step.SEATS, PLAN, now),
            lambda who: event_fields.change(session, who, event_id, Step.TITLE, title, now),
        ]
        for act in acts:
            with pytest.raises(errors.NotAllowed):
                await act(anna)
            with pytest.raises(errors.ConsentNeeded):
                await act(Actor(5))
        assert await journalled(session) == [("event.drafted", f"event:{event_id}")]
