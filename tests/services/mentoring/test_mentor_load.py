"""Mentors by load: figures, filters, a mentor's page; what a coordinator does for a mentor."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Member, MentorCard, MentorGroup, Mentorship
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotAllowed, NotFound, Outdated
from domain.mentoring.mentor_load import LoadPage, LoadPair, LoadRequest, Only
from domain.vocabulary import CardStatus, DeclineReason, Direction, MessageKind, RequestState, Role
from screens.mentoring.mentor_load import standing as standing_of
from services.mentoring import mentor_care, mentor_load, requests
from tests.services.given_pairs import given_pair_by_hand, waiting
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_card, given_mentee, given_person, later, settle_all, standing, submitted

TOLD = MessageKind.CARD_ADJUSTED


async def given_mentor(session: Session, now: datetime, name: str, **card: object) -> Actor:
    mentor = await given_person(session, now, name, Role.MENTOR)
    await given_card(session, mentor, now, **card)
    return mentor


async def listed(
    session: Session, maria: Actor, now: datetime, only: Only = Only.ALL, query: str = ""
) -> tuple[list[str], LoadPage]:
    view = await mentor_load.mentors(session, maria, only, query, 0, 10, now)
    return [one.name for one in view.lines], view


async def acts(session: Session) -> list[tuple[str, str]]:
    entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(one.act, one.object) for one in entries if one.act.startswith("card.")]


async def test_the_most_loaded_come_first_and_filters_count(sessions: Sessions, now: datetime) -> None:
    today = clubtime.local(now).date()
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        half = await given_mentor(session, now, "Половинкина Вера", capacity=2)
        await given_pair_by_hand(session, now, half, anna)
        full = await given_mentor(session, now, "Ёлкина Ирина", capacity=1)
        await given_pair_by_hand(session, now, full, anna)
        await given_mentor(session, now, "Абаев Пётр", capacity=3)
        await given_mentor(session, now, "Отпускная Анна", paused_until=today)
        await given_mentor(session, now, "Вернулась Анна", paused_until=today - timedelta(days=1), capacity=5)
        await given_mentor(session, now, "Ждёт Проверки", status=CardStatus.PENDING)
        away = await given_mentor(session, now, "Тихая Ольга", capacity=9)
        (await session.get_one(Member, away.owner())).unreachable_since = now

        names, view = await listed(session, maria, now)
        assert names[:2] == ["Ёлкина Ирина", "Половинкина Вера"]
        assert set(names[2:]) == {"Абаев Пётр", "Отпускная Анна", "Вернулась Анна", "Тихая Ольга"}
        assert view.counts == {Only.ALL: 6, Only.FREE: 3, Only.BUSY: 1, Only.PAUSED: 1, Only.SILENT: 0}
        assert (await listed(session, maria, now, Only.FREE))[0][0] == "Половинкина Вера"
        assert (await listed(session, maria, now, Only.BUSY))[0] == ["Ёлкина Ирина"]
        assert (await listed(session, maria, now, Only.PAUSED))[0] == ["Отпускная Анна"]

        (await session.get_one(Member, half.owner())).blocked_at = now
        names, _ = await listed(session, maria, now, Only.FREE)
        assert names == ["Абаев Пётр", "Вернулась Анна"], "nobody is sent to whom the club is closed"
        told = {one.name: standing_of(one) for one in (await listed(session, maria, now))[1].lines}
        assert told["Половинкина Вера"] == ["доступ закрыт"]
        assert told["Тихая Ольга"] == ["бот до человека сейчас не доходит"]

        names, view = await listed(session, maria, now, query="елк")
        assert (names, view.counts[Only.ALL], view.counts[Only.FREE]) == (["Ёлкина Ирина"], 1, 0)
        with pytest.raises(NotAllowed):
            await listed(session, anna, now)


async def test_answers_and_silences_of_ninety_days(sessions: Sessions, now: datetime) -> None:
    """The first word counts, a question back is one; silence is told apart; what is older does not count."""
    early = now - timedelta(days=85)
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        irina = await given_mentor(session, now, "Лебедева Ирина", capacity=3)
        old = await submitted(session, anna, now - timedelta(days=95), irina)
        await requests.decline(session, irina, old, DeclineReason.LATER, None, now - timedelta(days=94))
        asked = await submitted(session, anna, early, irina)
        await requests.ask(session, irina, asked, "Какой класс?", later(early, hours=2))
        await requests.answer(session, anna, asked, "Седьмой", later(early, days=2))
        declined = await submitted(session, anna, early, irina)
        await requests.decline(session, irina, declined, DeclineReason.LATER, None, later(early, hours=4))
        await submitted(session, anna, early, irina)
        await requests.accept(session, irina, asked, later(early, days=3))
    await settle_all(sessions, later(early, days=8))
    async with sessions.begin() as session:
        _, view = await listed(session, maria, now, Only.SILENT)
        [load] = view.lines
        assert (load.answered, load.answer_time, load.silences) == (2, timedelta(hours=3), 1)
        _, later_on = await listed(session, maria, later(now, days=90))
        [load] = later_on.lines
        assert (load.answered, load.answer_time, load.silences) == (0, None, 0)


async def test_a_mentors_page_has_pairs_groups_and_requests(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        irina = await given_mentor(session, now, "Лебедева Ирина", capacity=3, on_duty=True)
        group = MentorGroup(
            mentor_id=irina.owner(),
            title="Первый год",
            direction=Direction.METHODICAL,
            about="Вместе легче.",
            size=5,
            open=False,
            created_at=now,
        )
        session.add(group)
        await session.flush()
        alone = await given_pair_by_hand(session, now, irina, anna)
        pavel = await given_mentee(session, now, "Громов Павел Андреевич")
        asked = await submitted(session, pavel, now, irina)
        grouped = await given_pair_by_hand(session, now, irina, pavel)
        (await session.get_one(Mentorship, grouped)).group_id = group.id

        view = await mentor_load.one(session, maria, irina.owner(), 0, 2, now)
        load = view.load
        assert (load.pairs, load.groups, load.mentees, load.asked, load.on_duty) == (1, 1, 1, 1, True)
        assert [one.id for one in view.work if isinstance(one, LoadPair)] == [alone, grouped]
        assert view.page.count == 2
        rest = await mentor_load.one(session, maria, irina.owner(), 1, 2, now)
        assert [(one.id, one.name) for one in rest.work if isinstance(one, LoadRequest)] == [
            (asked, "Громов Павел Андреевич")
        ]
        # who took the card away still has pairs to be looked after
        await session.delete(await session.get_one(MentorCard, irina.owner()))
        await session.flush()
        assert (await mentor_load.one(session, maria, irina.owner(), 0, 5, now)).status is None
        with pytest.raises(NotFound):
            await mentor_load.one(session, maria, 10**9, 0, 5, now)


async def test_a_pause_a_relief_and_a_number_are_told_once_and_noted(sessions: Sessions, now: datetime) -> None:
    day = clubtime.local(now).date() + timedelta(days=7)
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        irina = await given_mentor(session, now, "Лебедева Ирина", capacity=3, on_duty=True)
        request_id = await submitted(session, anna, now, irina)
        for _ in range(2):
            await mentor_care.pause(session, maria, irina.owner(), day, now)
            await mentor_care.relieve(session, maria, irina.owner(), now)
            await mentor_care.set_capacity(session, maria, irina.owner(), 2, now)
        about = f"member:{irina.owner()}"
        assert await acts(session) == [("card.paused", about), ("card.relieved", about), ("card.capacity", about)]
        assert len(await waiting(session, irina, TOLD)) == 1, "one message tells how it all stands"
        assert await standing(session, request_id) == (RequestState.COORDINATOR, None)
        await mentor_care.pause(session, maria, irina.owner(), None, now)
        card = await session.get_one(MentorCard, irina.owner())
        assert (card.paused_until, card.on_duty, card.capacity) == (None, False, 2)

        for refused in (0, 11):
            with pytest.raises(Outdated):
                await mentor_care.set_capacity(session, maria, irina.owner(), refused, now)
        with pytest.raises(Outdated):
            await mentor_care.pause(session, maria, irina.owner(), day - timedelta(days=8), now)
        with pytest.raises(NotFound):
            await mentor_care.relieve(session, maria, anna.owner(), now)
        with pytest.raises(NotAllowed):
            await mentor_care.set_capacity(session, irina, irina.owner(), 1, now)


async def test_fewer_places_than_pairs_send_on_who_waits(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna = await given_coordinator(session, now), await given_mentee(session, now)
        irina = await given_mentor(session, now, "Лебедева Ирина", capacity=2)
        await given_pair_by_hand(session, now, irina, anna)
        request_id = await submitted(session, await given_mentee(session, now, "Громов Павел"), now, irina)
        await mentor_care.set_capacity(session, maria, irina.owner(), 1, now)
        assert await standing(session, request_id) == (RequestState.COORDINATOR, None)
        [load] = (await listed(session, maria, now, Only.BUSY))[1].lines
        assert (load.pairs, load.capacity) == (1, 1), "the pair stays"
