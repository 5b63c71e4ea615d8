"""Finding events by words, sharing them, counting where people came from."""

from datetime import datetime, timedelta

import pytest

from db.engine import Session, Sessions
from db.models import Registration
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotAllowed, NotFound
from domain.events.sharing import Names
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventStatus,
    RegistrationStatus,
    Role,
    Source,
)
from services.events import sharing
from tests.services.given_events import STARTS_AT, given_event, given_members

GUEST = Actor(1)
NAMES = Names(
    forms={form: "Бал молодых педагогов" if form is EventForm.BALL else "Семинар" for form in EventForm},
    directions={one: "Цифровое" if one is Direction.DIGITAL else "Методическое" for one in Direction},
)


async def found(session: Session, query: str, now: datetime, offset: int = 0, size: int = 10) -> list[str]:
    view = await sharing.search(session, query, NAMES, offset, size, now)
    return [card.title for card in view.cards]


async def test_words_of_the_title_the_form_and_the_directions(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_event(session, title="Ёлка для всех", starts_at=STARTS_AT + timedelta(days=1))
        await given_event(session, title="Осенний", form=EventForm.BALL)
        await given_event(
            session, title="Нейросети", starts_at=STARTS_AT + timedelta(days=2), directions=(Direction.DIGITAL,)
        )
        assert await found(session, "", now) == ["Осенний", "Ёлка для всех", "Нейросети"]
        assert await found(session, "ЕЛКА", now) == ["Ёлка для всех"]
        assert await found(session, "ёлку", now) == ["Ёлка для всех"]
        assert await found(session, "бал осен", now) == ["Осенний"]
        assert await found(session, "цифровое", now) == ["Нейросети"]
        assert await found(session, "семинар", now) == ["Ёлка для всех", "Нейросети"]
        assert await found(session, "хоккей", now) == []
        assert await found(session, "% _ ' \\", now) == []


async def test_only_what_one_may_still_come_to(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_event(session, title="Черновик", status=EventStatus.DRAFT)
        await given_event(session, title="Отменённая", status=EventStatus.CANCELLED)
        await given_event(session, title="Идёт", starts_at=now)
        await given_event(session, title="Скоро", starts_at=now + timedelta(minutes=1))
        assert await found(session, "", now) == ["Скоро"]
        assert await found(session, "черновик", now) == []


async def test_the_better_answer_comes_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_event(session, title="Урок", form=EventForm.BALL)
        await given_event(session, title="Уроки", starts_at=STARTS_AT + timedelta(days=1), form=EventForm.BALL)
        assert await found(session, "уроки", now) == ["Уроки", "Урок"]


async def test_pages(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        for number in range(5):
            await given_event(session, title=f"{number}", starts_at=STARTS_AT + timedelta(days=number))
        first = await sharing.search(session, "семинар", NAMES, 0, 2, now)
        assert first.more == 2
        assert await found(session, "семинар", now, offset=2, size=2) == ["2", "3"]
        last = await sharing.search(session, "", NAMES, 4, 2, now)
        assert ([card.title for card in last.cards], last.more) == (["4"], None)
        beyond = await sharing.search(session, "", NAMES, 10_000, 2, now)
        assert (beyond.cards, beyond.more) == ((), None)


async def test_what_is_found_and_shared_tells_nothing_about_anybody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (anna,) = await given_members(session, 1, now)
        event = await given_event(session, cover="file-1", online_url="https://example.org/secret")
        session.add(registration(event.id, anna, now))
        await session.flush()
        for card in (
            (await sharing.search(session, "", NAMES, 0, 10, now)).cards[0],
            (await sharing.shared(session, anna, event.id)).card,
        ):
            assert (card.mine, card.online_url, card.seats, card.cover) == (None, None, (), "file-1")


async def test_sharing_what_nobody_could_open(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        draft = await given_event(session, status=EventStatus.DRAFT)
        for event_id in (draft.id, 999_999):
            with pytest.raises(NotFound):
                await sharing.shared(session, GUEST, event_id)


async def test_where_people_came_from(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        people = await given_members(session, 6, now)
        boss = Actor(7, people[0].member_id, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))
        statuses = RegistrationStatus
        for person, source, status in zip(
            people,
            [Source.LINK, Source.LINK, Source.INLINE, None, Source.LINK, Source.MANUAL],
            [
                statuses.REGISTERED,
                statuses.WAITLISTED,
                statuses.OFFERED,
                statuses.REGISTERED,
                statuses.CANCELLED,
                statuses.REGISTERED,
            ],
            strict=True,
        ):
            session.add(registration(event.id, person, now, source=source, status=status))
        await session.flush()
        view = await sharing.shared(session, boss, event.id)
        assert view.sources is not None
        assert view.sources.counts == {Source.LINK: 2, Source.INLINE: 1, Source.MANUAL: 1, None: 1}
        assert view.sources.total == 5


async def test_figures_are_for_coordinators(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        (anna,) = await given_members(session, 1, now)
        assert (await sharing.shared(session, anna, event.id)).sources is None
        with pytest.raises(NotAllowed):
            await sharing.sources(session, anna, event.id)
        with pytest.raises(ConsentNeeded):
            await sharing.sources(session, GUEST, event.id)


def registration(
    event_id: int,
    person: Actor,
    now: datetime,
    source: Source | None = None,
    status: RegistrationStatus = RegistrationStatus.REGISTERED,
) -> Registration:
    return Registration(
        event_id=event_id,
        member_id=person.member_id,
        status=status,
        attendance=Attendance.OFFLINE,
        arrival=person.member_id,
        created_at=now,
        changed_at=now,
        source=source,
    )
