"""Moving an event: what follows it, who is told what, once, and how they answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Event, Presence, Registration, Sitting
from domain import errors
from domain.actors import Actor
from domain.vocabulary import (
    EventStatus,
    MessageKind,
    PresenceMethod,
    PresenceState,
    Role,
)
from services.events import event_changes, event_news, events, registrations
from tests.services.given_changes import (
    DAY,
    HOUR,
    HOURS,
    LATER,
    MOVED,
    deliver,
    given,
    ids,
    rows,
    told,
)
from tests.services.given_events import STARTS_AT, given_event, given_members

# --- moving


async def test_everything_moves_with_the_event(sessions: Sessions, now: datetime) -> None:
    closes_at = STARTS_AT - timedelta(days=1)
    async with sessions.begin() as session:
        event, olga, people = await given(session, now, registration_closes_at=closes_at)
        shift = await event_changes.move(session, olga, event.id, LATER, "из-за погоды", now)

        assert (event.starts_at, event.ends_at) == (LATER, LATER + timedelta(hours=2))
        assert (event.note, event.revision) == ("из-за погоды", 1)
        assert event.registration_closes_at == shift.closes_at == LATER - timedelta(days=1)
        assert await told(session, MOVED) == ids(people)
        assert [row.due_at for row in await rows(session, DAY)] == [LATER - timedelta(days=1)] * 2
        assert [row.due_at for row in await rows(session, HOURS)] == [LATER - timedelta(hours=2)] * 2
        (entry,) = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "event.moved"))).all()
        assert (entry.actor_id, entry.object) == (olga.member_id, f"event:{event.id}")
        audience = shift.outline.audience
        assert (audience.seated, audience.waiting, audience.by_phone) == (2, 1, 0)


@pytest.mark.parametrize("closes_before", [timedelta(), timedelta(days=3), None])
async def test_the_deadline_never_comes_after_the_start(
    sessions: Sessions, now: datetime, closes_before: timedelta | None
) -> None:
    async with sessions.begin() as session:
        closes_at = None if closes_before is None else STARTS_AT - closes_before
        event, olga, _ = await given(session, now, registration_closes_at=closes_at)
        await event_changes.move(session, olga, event.id, now + HOUR, None, now)
        if closes_before is None:
            assert event.registration_closes_at is None
        else:
            assert event.registration_closes_at == now + HOUR - closes_before


async def test_moving_twice_before_delivery_is_told_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await deliver(session, MOVED, people[0].owner())
        await event_changes.move(session, olga, event.id, LATER + HOUR, None, now + timedelta(minutes=1))

        found = await rows(session, MOVED)
        assert [row.recipient_id for row in found] == ids(people), "a row each, with the latest truth"
        known = {row.recipient_id: datetime.fromisoformat(row.payload["known"]) for row in found}
        # who has heard of the first move knows another time than who has not
        assert known == {people[0].owner(): LATER, people[1].owner(): STARTS_AT, people[2].owner(): STARTS_AT}


async def test_who_has_not_heard_of_a_move_that_is_taken_back_hears_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await deliver(session, MOVED, people[0].owner())
        await event_changes.move(session, olga, event.id, STARTS_AT, None, now + timedelta(minutes=1))

        assert await told(session, MOVED) == [people[0].owner()]
        assert [row.due_at for row in await rows(session, DAY)] == [STARTS_AT - timedelta(days=1)] * 2


async def test_a_confirmation_of_the_old_time_does_not_count(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        await registrations.confirm(session, anna, event.id, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)

        place = (await events.places(session, anna.member_id, [event.id]))[event.id]
        assert not place.confirmed


@pytest.mark.parametrize(
    ("start", "target", "quiet_ok"),
    [
        # at 22:00 the morning is early enough for either time
        (STARTS_AT, LATER, False),
        # the event begins at 9:00, two hours after the night: whoever does not hear of it stands before a closed door
        (timedelta(hours=10), LATER, True),
        # moved forward to tomorrow 7:30: the morning is too late
        (STARTS_AT, timedelta(hours=9, minutes=30), True),
    ],
)
async def test_news_at_night_waits_unless_somebody_would_stand_at_the_door(
    sessions: Sessions, now: datetime, start: datetime | timedelta, target: datetime | timedelta, quiet_ok: bool
) -> None:
    night = now + timedelta(hours=12)
    starts_at = start if isinstance(start, datetime) else night + start - timedelta(hours=0.5)
    new = target if isinstance(target, datetime) else night + target
    async with sessions.begin() as session:
        event, olga, _ = await given(session, now, starts_at=starts_at)
        shift = await event_changes.move(session, olga, event.id, new, None, night)
        (first, *_) = await rows(session, MOVED)

        assert first.quiet_ok is quiet_ok
        assert shift.told_at == first.due_at
        assert first.due_at == (night if quiet_ok else night + timedelta(hours=10))


@pytest.mark.parametrize(
    ("changes", "target", "error"),
    [
        ({}, STARTS_AT, errors.InvalidAnswer),
        ({}, STARTS_AT - timedelta(days=30), errors.InvalidAnswer),
        ({"status": EventStatus.CANCELLED}, LATER, errors.EventCancelled),
        ({"status": EventStatus.DRAFT}, LATER, errors.Outdated),
        ({"starts_at": STARTS_AT - timedelta(days=7, hours=6)}, LATER, errors.TooLateToChange),
    ],
)
async def test_when_moving_is_refused(
    sessions: Sessions,
    now: datetime,
    changes: dict[str, object],
    target: datetime,
    error: type[errors.ClubError],
) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, **changes)
        (olga,) = await given_members(session, 1, now)
        olga = replace(olga, roles=frozenset({Role.COORDINATOR}))
        with pytest.raises(error):
            await event_changes.preview(session, olga, event.id, None, target, now)
        with pytest.raises(error):
            await event_changes.move(session, olga, event.id, target, None, now)
        assert (event.revision, await rows(session, MOVED)) == (0, [])


async def test_only_a_coordinator_changes_an_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, (anna, *_) = await given(session, now)
        for act in (
            event_changes.outline(session, anna, event.id, now),
            event_changes.preview(session, anna, event.id, None, LATER, now),
            event_changes.move(session, anna, event.id, LATER, None, now),
            event_changes.call_off(session, anna, event.id, None, now),
            event_changes.called_off(session, anna, event.id, now),
            event_changes.restore(session, anna, event.id, now),
        ):
            with pytest.raises(errors.NotAllowed):
                await act
        assert event.status is EventStatus.PUBLISHED
        assert event.starts_at == STARTS_AT


# --- a series


async def given_series(session: Session, now: datetime) -> tuple[Event, Actor, list[Actor]]:
    """Three sessions, a day after another."""
    event, olga, people = await given(session, now, ends_at=STARTS_AT + timedelta(days=2, hours=2))
    for number in (1, 2, 3):
        start = STARTS_AT + timedelta(days=number - 1)
        session.add(
            Sitting(event_id=event.id, number=number, topic=f"Тема {number}", starts_at=start, ends_at=start + 2 * HOUR)
        )
    await session.flush()
    return event, olga, people


async def timetable(session: Session, event: Event) -> list[tuple[int, str | None, timedelta]]:
    return [(one.number, one.topic, one.starts_at - STARTS_AT) for one in await events.sittings(session, event)]


async def test_a_whole_series_moves_by_the_same_difference(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given_series(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)

        by = LATER - STARTS_AT
        day = timedelta(days=1)
        assert await timetable(session, event) == [
            (1, "Тема 1", by),
            (2, "Тема 2", by + day),
            (3, "Тема 3", by + 2 * day),
        ]
        assert (event.starts_at, event.ends_at) == (LATER, LATER + 2 * day + 2 * HOUR)
        assert await told(session, MOVED) == ids(people)


async def test_one_session_may_overtake_another(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given_series(session, now)
        week = timedelta(days=7)
        shift = await event_changes.move(session, olga, event.id, STARTS_AT + week, None, now, sitting=1)

        assert shift.old.topic == shift.new.topic == "Тема 1"
        day = timedelta(days=1)
        assert await timetable(session, event) == [(1, "Тема 2", day), (2, "Тема 3", 2 * day), (3, "Тема 1", week)]
        assert (event.starts_at, event.ends_at) == (STARTS_AT + day, STARTS_AT + week + 2 * HOUR)
        assert await told(session, MOVED) == ids(people)


@pytest.mark.parametrize("by", [timedelta(days=1), timedelta(days=1, hours=-1), timedelta(days=1, hours=1)])
async def test_a_session_does_not_move_into_another_one(sessions: Sessions, now: datetime, by: timedelta) -> None:
    async with sessions.begin() as session:
        event, olga, _ = await given_series(session, now)
        with pytest.raises(errors.InvalidAnswer, match="идёт занятие 2"):
            await event_changes.move(session, olga, event.id, STARTS_AT + by, None, now, sitting=1)
        beside = STARTS_AT + timedelta(days=1, hours=2)
        await event_changes.move(session, olga, event.id, beside, None, now, sitting=1)


async def test_marks_stay_with_their_session(sessions: Sessions, now: datetime) -> None:
    """The second session is put off an hour before: it becomes the third, and who has come to it stays marked there."""
    day = timedelta(days=1)
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given_series(session, now)
        mine = await session.scalar(select(Registration.id).where(Registration.member_id == anna.member_id))
        for number, state in (
            (1, PresenceState.ATTENDED),
            (2, PresenceState.ATTENDED),
            (3, PresenceState.NO_SHOW),
        ):
            session.add(
                Presence(
                    registration_id=mine,
                    sitting=number,
                    state=state,
                    method=PresenceMethod.MANUAL,
                    marked_at=now,
                )
            )
        await session.flush()
        late = STARTS_AT + day - HOUR
        await event_changes.move(session, olga, event.id, STARTS_AT + 3 * day, None, late, sitting=2)

        query = select(Presence.sitting, Presence.state).order_by(Presence.sitting)
        marks = [(row[0], row[1]) for row in await session.execute(query)]
        assert marks == [(1, PresenceState.ATTENDED), (2, PresenceState.NO_SHOW), (3, PresenceState.ATTENDED)]


async def test_a_later_session_moves_although_the_series_has_begun(sessions: Sessions, now: datetime) -> None:
    begun = STARTS_AT + HOUR
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given_series(session, now)
        with pytest.raises(errors.TooLateToChange):
            await event_changes.move(session, olga, event.id, LATER, None, begun)
        with pytest.raises(errors.TooLateToChange):
            await event_changes.move(session, olga, event.id, LATER, None, begun, sitting=1)
        with pytest.raises(errors.Outdated):
            await event_changes.move(session, olga, event.id, LATER, None, begun, sitting=9)
        await event_changes.move(session, olga, event.id, LATER, None, begun, sitting=2)

        assert event.starts_at == STARTS_AT
        assert [topic for _, topic, _ in await timetable(session, event)] == ["Тема 1", "Тема 3", "Тема 2"]
        assert anna.owner() in await told(session, MOVED)


# --- yes and no


async def test_yes_is_noted_and_asks_no_more(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        confirm = MessageKind.EVENT_CONFIRM
        assert anna.owner() in await told(session, confirm)
        view = await event_news.fits(session, anna, event.id, 1, now)

        assert view.mine.holds_seat
        assert (await events.places(session, anna.member_id, [event.id]))[event.id].confirmed
        assert anna.owner() not in await told(session, confirm)


async def test_yes_from_the_line_is_no_promise_to_come(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, _, maria) = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        view = await event_news.fits(session, maria, event.id, 1, now)
        assert not view.mine.holds_seat
        await registrations.cancel(session, anna, event.id, now)
        await registrations.accept(session, maria, event.id, now)
        assert maria.owner() in await told(session, MessageKind.EVENT_CONFIRM), "with a seat they are asked"


async def test_an_answer_under_an_older_consent_is_not_kept(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, irina, maria) = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await registrations.cancel(session, irina, event.id, now)
        anna, maria = (replace(one, consent_in_force=False) for one in (anna, maria))
        for act in (
            event_news.fits(session, anna, event.id, 1, now),
            registrations.confirm(session, anna, event.id, now),
            registrations.accept(session, maria, event.id, now),
        ):
            with pytest.raises(errors.ConsentNeeded):
                await act
        await registrations.cancel(session, anna, event.id, now)


async def test_yes_to_an_older_time_is_no_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await event_changes.move(session, olga, event.id, LATER + HOUR, None, now)
        with pytest.raises(errors.Outdated):
            await event_news.fits(session, anna, event.id, 1, now)
        assert not (await events.places(session, anna.member_id, [event.id]))[event.id].confirmed


async def test_who_takes_no_part_is_not_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        await registrations.cancel(session, anna, event.id, now)
        with pytest.raises(errors.NotFound):
            await event_news.fits(session, anna, event.id, 0, now)
        assert await event_news.news(session, anna.owner(), event.id, now) is None
        assert await event_news.news(session, olga.owner(), event.id, now) is None


async def test_no_gives_the_seat_to_the_line(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, _, maria) = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await registrations.cancel(session, anna, event.id, now)

        assert await told(session, MessageKind.EVENT_OFFER) == [maria.owner()]
        assert (await events.places(session, maria.member_id, [event.id]))[event.id].is_offered
        assert anna.owner() not in await told(session, MOVED)
