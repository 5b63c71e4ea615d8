"""The journal as coordinators read it: names of today, filters, nothing of who has left."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Event, Member, MemberRole
from domain.actors import Actor
from domain.errors import NotAllowed, NotFound
from domain.people.journal import Entry, Period, Sought, Thing
from domain.vocabulary import Role
from screens.people import journal_acts as acts
from services import journal as writing
from services.mentoring import blocks
from services.people import journal, people
from tests.services.given_events import given_event
from tests.services.given_people import given_member

ALL = Sought(Period.ALL)


async def given_coordinator(session: Session, now: datetime, telegram_id: int) -> Actor:
    member = await given_member(session, now, telegram_id)
    session.add(MemberRole(member_id=member.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return await people.identify(session, telegram_id, wrote=True)


def said(entries: tuple[Entry, ...]) -> list[tuple[str, str, str]]:
    return [acts.cells(entry)[:3] for entry in entries]


async def test_entries_are_told_with_names_of_today(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now, 1), await given_member(session, now, 2)
        event: Event = await given_event(session, title="Секция «Урок»")
        written: list[tuple[int | None, str, str, dict[str, int | str]]] = [
            (None, "invite.created", "invite:7", {}),
            (boss.member_id, "event.moved", f"event:{event.id}", {}),
            (boss.member_id, "presence.marked", f"member:{anna.member_id}", {"event": event.id}),
            (boss.member_id, "role.granted", f"member:{anna.member_id}", {"role": "MENTOR"}),
            (boss.member_id, "event.discarded", "event:999", {}),
            (boss.member_id, "newer.act", "newer:1", {}),
        ]
        for actor_id, act, about, details in written:
            await writing.record(session, actor_id=actor_id, act=act, object=about, now=now, **details)
        await session.execute(delete(Member).where(Member.id == anna.member_id))

        view = await journal.page(session, boss, ALL, 0, 10, now)

    name = "Лебедева Ирина Павловна"
    assert said(view.entries) == [
        (name, "другое действие", ""),
        (name, "черновик мероприятия удалён", "мероприятие, которого уже нет"),
        (name, "дана роль «Наставник»", "удалённый участник"),
        (name, "отмечено присутствие", "удалённый участник, «Секция „Урок“»"),
        (name, "мероприятие перенесено", "«Секция „Урок“»"),
        ("Командная строка", "сделана ссылка для координатора", "ссылка № 7"),
    ]


async def test_filters_and_pages(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, maria = await given_coordinator(session, now, 1), await given_coordinator(session, now, 2)
        for actor, act, about, age in (
            (boss, "member.enrolled", f"member:{maria.member_id}", 40),
            (boss, "event.moved", "event:1", 20),
            (maria, "event.moved", "event:2", 3),
            (maria, "member.erased", "member", 0),
        ):
            await writing.record(
                session, actor_id=actor.member_id, act=act, object=about, now=now - timedelta(days=age)
            )

        async def found(**narrowed: object) -> list[int | str]:
            view = await journal.page(session, boss, Sought(**narrowed), 0, 10, now)  # type: ignore[arg-type]
            assert view.total == len(view.entries)
            return [entry.object.id or entry.object.thing for entry in view.entries]

        assert await found(period=Period.TODAY) == ["member"]
        assert await found(period=Period.WEEK) == ["member", 2]
        assert await found(period=Period.MONTH, thing=Thing.EVENT) == [2, 1]
        assert await found(period=Period.ALL, thing=Thing.MEMBER) == ["member", maria.member_id]
        assert await found(period=Period.ALL, person=maria.member_id) == ["member", 2, maria.member_id]
        second = await journal.page(session, boss, ALL, 1, 3, now)
        assert (second.total, len(second.entries), second.page.count) == (4, 1, 2)
        assert {one.member_id: one.acts for one in await journal.doers(session, boss)} == {
            boss.member_id: 2,
            maria.member_id: 2,
        }
        with pytest.raises(NotFound):
            await journal.page(session, boss, Sought(person=999), 0, 5, now)


async def test_taking_it_away_is_an_act_too(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now, 1), await given_member(session, now, 2)
        await writing.record(session, actor_id=boss.member_id, act="event.moved", object="event:1", now=now)

        assert len(await journal.export(session, boss, ALL, now)) == 1

        assert (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()[-1] == "journal.exported"
        for act in (
            journal.page(session, anna, ALL, 0, 5, now),
            journal.export(session, anna, ALL, now),
            journal.doers(session, anna),
        ):
            with pytest.raises(NotAllowed):
                await act


async def test_two_kept_apart_are_named(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now, 1), await given_member(session, now, 2)
        irina = await given_member(session, now, 3)
        await blocks.add(session, boss, irina.owner(), anna.owner(), now)
        for about in (f"block:{anna.owner()}-99", "block"):
            await writing.record(session, actor_id=boss.owner(), act="block.removed", object=about, now=now)

        of_irina = Sought(period=Period.ALL, person=irina.owner())
        entries = (await journal.page(session, boss, of_irina, 0, 5, now)).entries
        assert [entry.apart for entry in entries] == [("Лебедева Ирина Павловна", "Лебедева Ирина Павловна")]
        kind = Sought(period=Period.ALL, thing=Thing.BLOCK)
        found = (await journal.page(session, boss, kind, 0, 5, now)).entries
    assert [acts.subject(entry) for entry in found] == [
        "",
        "Лебедева Ирина Павловна и удалённый участник",
        "Лебедева Ирина Павловна и Лебедева Ирина Павловна",
    ]


async def test_what_was_done_to_all_of_a_kind_names_no_single_one(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_coordinator(session, now, 1)
        for about in ("organization:99", "organization", "member"):
            await writing.record(session, actor_id=boss.owner(), act="organization.exported", object=about, now=now)
        entries = (await journal.page(session, boss, Sought(period=Period.ALL), 0, 3, now)).entries
    assert [acts.subject(entry) for entry in entries] == ["", "", "организация"]
