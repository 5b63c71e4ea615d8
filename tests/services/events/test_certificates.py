"""The register of certificates: who gets one, its numbers, again and away, and what each may see."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import AuditEntry, Certificate, Event, Member, OutboxRow, Presence, Registration, Sitting
from domain.actors import Actor
from domain.errors import (
    CertificatesTooEarly,
    CertificateUnknown,
    ConsentNeeded,
    EventCancelled,
    InvalidAnswer,
    NotAllowed,
    NotAttended,
    NotFound,
)
from domain.events.certificates import CODE_LENGTH, CertificateView, Standing, register_year
from domain.people.joining import Answers, Step
from domain.vocabulary import Attendance, EventStatus, MessageKind, OutboxState, ParticipantRole, PresenceState
from services.events import certificate_views, certificates, event_desk, registrations
from services.people import dative, mydata, profiles
from tests.services.given_certificates import (
    given_attended_event,
    given_came,
    given_coordinator,
    given_past_event,
    numbers,
)
from tests.services.given_events import given_event, given_members


async def only(session: Session, person: Actor) -> CertificateView:
    """The one certificate of a person."""
    (view,) = await certificate_views.my_all(session, person)
    return view


async def named(session: Session, person: Actor, name: str | None) -> None:
    await session.execute(update(Member).where(Member.id == person.member_id).values(full_name=name))


async def news(session: Session, person: Actor) -> list[str]:
    query = select(OutboxRow.kind).where(OutboxRow.recipient_id == person.member_id).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_everybody_who_came_gets_one_and_pressing_again_gives_no_second(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        maria, event, people = await given_attended_event(session, 3, now)
        before = await certificate_views.of_event(session, maria, event.id, now)
        assert (before.attended, before.to_issue, before.valid, before.packs) == (3, 3, 0, None)
        after = await certificates.issue_all(session, maria, event.id, now)
        again = await certificates.issue_all(session, maria, event.id, now)
        assert (after.to_issue, after.valid, after.revoked) == (0, 3, 0)
        assert again == after
        assert await numbers(session) == [1, 2, 3]
        assert [await news(session, person) for person in people] == [[MessageKind.CERTIFICATE_READY]] * 3
        acts = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "certificates.issued"))).all()
        assert [(act.object, act.details["count"], act.actor_id) for act in acts] == [
            (f"event:{event.id}", 3, maria.member_id)
        ]


async def test_a_certificate_keeps_what_was_true_when_it_was_issued(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await certificates.issue_all(session, maria, event.id, now)
        await session.execute(update(Event).values(title="Другое название", place="Другое место"))
        await named(session, anna, "Новая Анна Игоревна")
        view = await only(session, anna)
    assert (view.title, view.place, view.full_name, view.hours) == ("Знакомимся", "Школа № 901", "Участник 0", 2)
    assert (view.label, view.role, view.standing) == ("Н-2026-00001", ParticipantRole.PARTICIPANT, Standing.VALID)
    assert len(view.code) == CODE_LENGTH


async def test_only_for_who_came(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        event = await given_past_event(session, now)
        came, missed, _unmarked = await given_members(session, 3, now)
        await given_came(session, event, [came], now, role=ParticipantRole.SPEAKER)
        await given_came(session, event, [missed], now, state=PresenceState.NO_SHOW)
        after = await certificates.issue_all(session, maria, event.id, now)
        assert (after.attended, after.valid) == (1, 1)
        assert (await only(session, came)).role is ParticipantRole.SPEAKER
        assert await certificate_views.my_all(session, missed) == ()


async def test_who_came_online_has_no_place_on_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        event = await given_past_event(session, now)
        near, far = await given_members(session, 2, now)
        await given_came(session, event, [near], now)
        await given_came(session, event, [far], now, attendance=Attendance.ONLINE)
        await certificates.issue_all(session, maria, event.id, now)
        assert (await only(session, near)).place == "Школа № 901"
        assert (await only(session, far)).place is None


async def test_a_hall_nobody_named_is_still_no_place_online(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        event = await given_past_event(session, now)
        event.place = None
        (near,) = await given_members(session, 1, now)
        await given_came(session, event, [near], now)
        await certificates.issue_all(session, maria, event.id, now)
        assert (await only(session, near)).place == "", "the words belong to the paper"


async def test_of_a_series_half_of_the_sittings_are_enough(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        event = await given_past_event(session, now)
        for number in range(1, 5):
            starts_at = event.starts_at + timedelta(minutes=number)
            session.add(Sitting(event_id=event.id, number=number, starts_at=starts_at, ends_at=event.ends_at))
        one, two, all_four = await given_members(session, 3, now)
        await given_came(session, event, [one], now, sittings=[3])
        await given_came(session, event, [two], now, sittings=[1, 4])
        await given_came(session, event, [all_four], now, sittings=[1, 2, 3, 4])
        await certificates.issue_all(session, maria, event.id, now)
        owners = set(await session.scalars(select(Certificate.member_id)))
    assert owners == {two.member_id, all_four.member_id}


async def test_not_before_the_last_sitting_not_of_a_cancelled_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _ = await given_attended_event(session, 1, now)
        session.add(Sitting(event_id=event.id, number=1, starts_at=now + timedelta(hours=1), ends_at=now))
        await session.flush()
        assert not (await certificate_views.of_event(session, maria, event.id, now)).open
        with pytest.raises(CertificatesTooEarly):
            await certificates.issue_all(session, maria, event.id, now)
        coming = await given_event(session)
        with pytest.raises(CertificatesTooEarly):
            await certificates.issue_all(session, maria, coming.id, now)
        coming.status = EventStatus.CANCELLED
        await session.flush()
        with pytest.raises(EventCancelled):
            await certificates.issue_all(session, maria, coming.id, now)
        with pytest.raises(NotFound):
            await certificates.issue_all(session, maria, 999, now)


async def test_who_has_no_name_yet_is_counted_and_left_out(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, people = await given_attended_event(session, 2, now)
        await named(session, people[0], None)
        after = await certificates.issue_all(session, maria, event.id, now)
    assert (after.attended, after.valid, after.nameless, after.to_issue) == (2, 1, 1, 0)


async def test_numbers_begin_anew_with_the_clubs_year(sessions: Sessions, now: datetime) -> None:
    """In Tyumen the year begins five hours before it does in UTC."""
    new_year = datetime(2026, 12, 31, 20, 0, tzinfo=now.tzinfo)
    async with sessions.begin() as session:
        maria, event, people = await given_attended_event(session, 2, now)
        await certificates.issue_all(session, maria, event.id, now)
        renewed = await certificates.reissue(session, maria, (await only(session, people[0])).id, new_year)
    assert register_year(new_year) == 2027
    assert renewed.label == "Н-2027-00001"


async def test_a_new_one_takes_the_place_of_the_old(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await certificates.issue_all(session, maria, event.id, now)
        old = await only(session, anna)
        await session.execute(
            update(Member).where(Member.id == anna.member_id).values(full_name="Светлова Анна Игоревна")
        )
        new = await certificates.reissue(session, maria, old.id, now)
        assert (new.number, new.full_name) == (2, "Светлова Анна Игоревна")
        assert new.code != old.code
        assert await only(session, anna) == new
        assert await certificates.reissue(session, maria, old.id, now) == new, "the second tap changes nothing"
        checked = await certificate_views.verify(session, old.code)
        assert (checked.standing, checked.replaced_by) == (Standing.REPLACED, "Н-2026-00002")
        assert await news(session, anna) == [MessageKind.CERTIFICATE_READY], "of the old one nothing is told any more"
        assert await certificate_views.of_member(session, anna.owner(), old.id) is None
        assert await certificate_views.revoked(session, anna.owner(), old.id) is None


async def test_what_is_revoked_is_void_and_stays_so_until_decided_by_hand(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await certificates.issue_all(session, maria, event.id, now)
        view = await only(session, anna)
        for _ in range(2):
            assert (await certificates.revoke(session, maria, view.id, now)).standing is Standing.REVOKED
        assert await news(session, anna) == [MessageKind.CERTIFICATE_REVOKED]
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
        assert acts.count("certificate.revoked") == 1
        assert (await certificate_views.verify(session, view.code)).standing is Standing.REVOKED
        with pytest.raises(NotFound):
            await certificate_views.my_one(session, anna, view.id)
        after = await certificates.issue_all(session, maria, event.id, now)
        assert (after.valid, after.revoked) == (0, 1)
        await session.execute(update(Presence).values(state=PresenceState.NO_SHOW))
        with pytest.raises(NotAttended):
            await certificates.reissue(session, maria, view.id, now)
        await session.execute(update(Presence).values(state=PresenceState.ATTENDED))
        assert (await certificates.reissue(session, maria, view.id, now)).standing is Standing.VALID


async def test_everybody_sees_their_own_only(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna, boris) = await given_attended_event(session, 2, now)
        await certificates.issue_all(session, maria, event.id, now)
        hers = await only(session, anna)
        with pytest.raises(NotFound):
            await certificate_views.my_one(session, boris, hers.id)
        assert [view.id for view in (await certificate_views.mine(session, anna, 99, 5)).lines] == [hers.id]
        with pytest.raises(ConsentNeeded):
            await certificate_views.mine(session, Actor(1), 0, 5)
        # what takes no right to be a member of takes a coordinator
        for forbidden in (
            certificates.issue_all(session, anna, event.id, now),
            certificates.pack(session, anna, event.id, now),
            certificates.reissue(session, anna, hers.id, now),
            certificates.revoke(session, anna, hers.id, now),
            certificate_views.of_event(session, anna, event.id, now),
            certificate_views.register(session, anna, event.id, 0, 5),
            certificate_views.one(session, anna, hers.id),
        ):
            with pytest.raises(NotAllowed):
                await forbidden


async def test_a_check_forgives_how_the_code_is_typed_and_knows_no_others(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await certificates.issue_all(session, maria, event.id, now)
        code = (await only(session, anna)).code
        typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
        assert (await certificate_views.verify(session, typed)).full_name == "Участник 0"
        for wrong in ("", "0" * CODE_LENGTH, code[:-1], f"{code}0", "' OR 1=1 --", "я" * 500):
            with pytest.raises(CertificateUnknown):
                await certificate_views.verify(session, wrong)


async def test_who_left_the_club_leaves_a_number_without_a_name(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await certificates.issue_all(session, maria, event.id, now)
        view = await only(session, anna)
        await mydata.erase(session, anna, now, now)
    async with sessions.begin() as session:
        checked = await certificate_views.verify(session, view.code)
        assert (checked.standing, checked.full_name, checked.label) == (Standing.NAMELESS, None, view.label)
        assert (await certificate_views.register(session, maria, event.id, 0, 5)).total == 1
        with pytest.raises(NotFound):
            await certificates.reissue(session, maria, view.id, now)


async def test_archives_hold_a_hundred_each_and_tell_how_far_they_are(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, _ = await given_attended_event(session, 101, now)
        after = await certificates.issue_all(session, maria, event.id, now)
        assert after.packs is not None
        assert (after.packs.total, after.packs.sent, after.packs.going_on) == (2, 0, True)
        again = await certificates.pack(session, maria, event.id, now + timedelta(minutes=1))
        assert again.packs == after.packs, "those on their way are waited for"
        rows = await _packs(session)
        assert [len(row.payload["certificates"]) for row in rows] == [100, 1]
        assert all(row.quiet_ok for row in rows)
        first = await certificate_views.of_pack(session, maria.owner(), rows[0].payload["certificates"])
        assert [view.number for view in first] == list(range(1, 101))
        assert await certificate_views.of_pack(session, first[0].id + 10_000, [first[0].id]) == ()
        rows[0].state = OutboxState.SENT
        rows[1].state = OutboxState.DEAD
        await session.flush()
        ended = await certificate_views.of_event(session, maria, event.id, now)
        assert ended.packs is not None
        assert (ended.packs.sent, ended.packs.failed, ended.packs.going_on) == (1, 1, False)
        later = await certificates.pack(session, maria, event.id, now + timedelta(minutes=2))
        assert later.packs is not None
        assert (later.packs.total, later.packs.sent, later.packs.going_on) == (2, 0, True)


async def _packs(session: Session) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == MessageKind.CERTIFICATE_PACK).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_the_dative_is_asked_once_and_goes_with_the_name(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna,) = await given_attended_event(session, 1, now)
        await session.execute(
            update(Member).where(Member.id == anna.member_id).values(full_name="Светлова Анна Игоревна")
        )
        await certificates.issue_all(session, maria, event.id, now)
        assert (await only(session, anna)).dative is None
        assert await dative.question(session, anna) == ("Светлова Анна Игоревна", "Светловой Анне Игоревне")
        await dative.accept_guess(session, anna)
        assert (await only(session, anna)).dative == "Светловой Анне Игоревне"
        await dative.keep_as_is(session, anna)
        assert (await only(session, anna)).dative == "Светлова Анна Игоревна"
        with pytest.raises(InvalidAnswer):
            await dative.write(session, anna, "Громову Павлу Ильичу")
        await dative.write(session, anna, "светловой анне игоревне")
        assert await dative.kept(session, anna) == ("Светлова Анна Игоревна", "Светловой Анне Игоревне")

        await profiles.change(session, anna, Step.NAME, Answers(full_name="Лучина Анна Игоревна"), now)
        assert (await only(session, anna)).dative is None, "the certificate bears the old name"
        assert await dative.kept(session, anna) == ("Лучина Анна Игоревна", "Лучина Анна Игоревна")
        with pytest.raises(ConsentNeeded):
            await dative.keep_as_is(session, replace(anna, consent_in_force=False))


async def test_who_was_taken_off_the_list_deserves_none(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, event, (anna, _) = await given_attended_event(session, 2, now)
        mine = Registration.member_id == anna.owner()
        registration_id = (await session.scalars(select(Registration.id).where(mine))).one()
        await registrations.remove(session, maria, registration_id, now)

        standing = await certificate_views.of_event(session, maria, event.id, now)
        assert (standing.attended, standing.to_issue) == (1, 1)
        assert (await event_desk.manage(session, maria, event.id)).marked == 1
        await certificates.issue_all(session, maria, event.id, now)
        assert await certificate_views.my_all(session, anna) == ()
