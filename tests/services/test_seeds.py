"""The club's words grow into the database once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from content import load_events, load_organizations, load_tips
from db.engine import Session, Sessions
from db.models import Event, Organization, SpeedEvening, Tip
from domain import clubtime
from services import seeds


async def counted(session: Session) -> list[int]:
    return [await session.scalar(select(func.count()).select_from(model)) or 0 for model in (Event, Tip, Organization)]


async def test_planting_twice_adds_nothing(sessions: Sessions, now: datetime) -> None:
    whole = [len(load_events()), len(load_tips()), len(load_organizations())]
    for moment in (now, now + timedelta(hours=1)):
        async with sessions.begin() as session:
            await seeds.plant(session, moment)
        async with sessions.begin() as session:
            assert await counted(session) == whole


async def test_every_event_is_to_come_and_carries_its_words(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await seeds.plant(session, now)
        planted = {event.seed_key: event for event in await session.scalars(select(Event))}
        for text in load_events():
            event = planted[f"{text.slug}-{clubtime.local(text.next_start(now, seeds.load_schedule())).year}"]
            assert now < event.starts_at < event.ends_at
            assert (event.title, event.announcement, event.place) == (
                text.title,
                text.announcement,
                text.place,
            )
            assert (event.seats_offline, event.seats_online) == (text.seats_offline, text.seats_online)
            evening = await session.get(SpeedEvening, event.id)
            assert (evening and evening.side_limit) == text.speed_places
            closes = event.registration_closes_at
            assert closes is None or closes <= event.starts_at


async def test_a_year_later_the_next_one_is_planted(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await seeds.plant(session, now)
    async with sessions.begin() as session:
        await seeds.plant(session, now + timedelta(days=365))
        assert (await counted(session))[0] == 2 * len(load_events())


async def test_words_of_tips_follow_the_file_and_events_keep_theirs(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await seeds.plant(session, now)
        for tip in await session.scalars(select(Tip)):
            tip.title = "старое"
        for event in await session.scalars(select(Event)):
            event.place = "Другое место"
    async with sessions.begin() as session:
        await seeds.plant(session, now)
        assert "старое" not in set(await session.scalars(select(Tip.title)))
        assert set(await session.scalars(select(Event.place))) == {"Другое место"}
