"""Consent: nothing before it, once is enough, a new wording is asked anew."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from content import load_consent
from db.engine import Sessions
from db.models import Consent, Member
from domain.actors import Actor
from domain.errors import ConsentNeeded
from services.people import consents, people
from tests.services.given_people import given_consented, rows_about_people

GUEST = Actor(77)


async def test_keeps_what_was_agreed_to_and_when(sessions: Sessions, now: datetime) -> None:
    text = load_consent()
    async with sessions.begin() as session:
        member_id = await consents.give(session, GUEST, now)

    async with sessions.begin() as session:
        kept = (await session.scalars(select(Consent))).one()
        member = (await session.scalars(select(Member))).one()
    assert (kept.member_id, kept.version, kept.text_sha256, kept.given_at) == (
        member_id,
        text.version,
        text.sha256,
        now,
    )
    assert (member.id, member.telegram_id, member.full_name, member.joined_at) == (member_id, 77, None, None)


async def test_agreeing_twice_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        first = await consents.give(session, GUEST, now)
        second = await consents.give(session, GUEST, now + timedelta(days=1))

        assert second == first
        assert await rows_about_people(session) == {"member": 1, "consent": 1}
        assert await session.scalar(select(Consent.given_at)) == now


async def test_two_processes_at_once_make_one_member(sessions: Sessions, now: datetime) -> None:
    async def agree() -> int:
        async with sessions.begin() as session:
            return await consents.give(session, GUEST, now)

    ids = await asyncio.gather(*(agree() for _ in range(8)))

    async with sessions.begin() as session:
        assert len(set(ids)) == 1
        assert await rows_about_people(session) == {"member": 1, "consent": 1}


async def test_a_guest_is_asked_and_a_member_is_not(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        assert not (await people.identify(session, 77, wrote=True)).consented
        actor = await given_consented(session, now, telegram_id=77)
        assert actor.consented
        assert actor.known() == actor.owner() == actor.member_id
    with pytest.raises(ConsentNeeded):
        GUEST.known()
    with pytest.raises(ConsentNeeded):
        GUEST.owner()


async def test_an_older_version_is_asked_anew_and_kept(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_consented(session, now)
        await session.execute(update(Consent).values(version="0.9"))

        lapsed = await people.identify(session, 1, wrote=True)
        assert not lapsed.consented
        for allowed in (lapsed.known, lapsed.member, lapsed.coordinator):
            with pytest.raises(ConsentNeeded):
                allowed()

        member_id = await consents.give(session, lapsed, now + timedelta(days=1))
        assert member_id == lapsed.owner()
        assert (await people.identify(session, 1, wrote=True)).consented
        assert await rows_about_people(session) == {"member": 1, "consent": 2}


async def test_a_comma_put_right_is_no_new_version(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_consented(session, now)
        await session.execute(update(Consent).values(text_sha256="0" * 64))
        actor = await people.identify(session, 1, wrote=True)
        assert actor.consented
        await consents.give(session, actor, now + timedelta(days=1))
        assert await rows_about_people(session) == {"member": 1, "consent": 1}
