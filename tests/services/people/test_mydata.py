"""The export holds everything, the erasure leaves nothing: every table is searched, whichever it is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import (
    Answer,
    AuditEntry,
    Base,
    CalendarFeed,
    Certificate,
    ClaimCode,
    Consent,
    Conversation,
    Feedback,
    Interest,
    Member,
    MemberRole,
    Organization,
    OutboxRow,
    Presence,
    Question,
    Registration,
    Tip,
)
from domain.actors import Actor
from domain.errors import ConsentNeeded, Outdated
from domain.vocabulary import (
    Attendance,
    Cadence,
    Direction,
    EventForm,
    Municipality,
    OrgType,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    Priority,
    QuestionKind,
    RegistrationStatus,
    Role,
    TipState,
)
from services import deliveries, outbox
from services.events import registrations
from services.outbox import Message
from services.people import mydata, mydata_export
from services.tips import tip_index, tip_reactions, tip_subscriptions, tips
from tests.services.given_events import given_event, given_members
from tests.services.given_letters import given_letters
from tests.services.given_mailing import given_digest
from tests.services.given_mydata import given_mentoring

# numbers and words that occur nowhere else, so that finding one means finding the person
MEMBER_ID = 771_900_113
TELEGRAM_ID = 9_700_555_331
NAME = "Ясенева Октябрина Львовна"
TRACES = (str(MEMBER_ID), str(TELEGRAM_ID), "Ясенева", "Октябрина", "Лесная гимназия", "Каллиграфия")
ANNA = Actor(
    TELEGRAM_ID,
    MEMBER_ID,
    consent_in_force=True,
    joined=True,
    roles=frozenset({Role.YOUNG_TEACHER, Role.COORDINATOR}),
)


@pytest.fixture
async def anna(sessions: Sessions, now: datetime) -> Actor:
    """A member with a row in every table about people, among people with rows of their own."""
    async with sessions.begin() as session:
        await _given_person(session, now)
        await _given_events(session, now)
        await _given_tips(session, now)
        await _given_messages_and_acts(session, now)
        await given_mentoring(session, ANNA, now)
        await given_letters(session, ANNA, now, "Каллиграфия")
        await given_digest(session, ANNA.owner(), now)
    # the consent has got a new wording: to look at one's data and to leave takes no new one
    return replace(ANNA, consent_in_force=False)


async def _given_person(session: Session, now: datetime) -> None:
    school = Organization(slug="school-901", name="Школа № 901", type=OrgType.SCHOOL, municipality=Municipality.TYUMEN)
    session.add(school)
    await session.flush()
    session.add(
        Member(
            id=MEMBER_ID,
            telegram_id=TELEGRAM_ID,
            full_name=NAME,
            municipality=Municipality.OTHER,
            municipality_text="Ишим",
            organization_id=school.id,
            organization_text="Лесная гимназия",
            position="Каллиграфия",
            started_year=2025,
            created_at=now,
            joined_at=now,
            roles=[MemberRole(role=role, granted_at=now) for role in sorted(ANNA.roles)],
            interests=[Interest(direction=Direction.DIGITAL)],
        )
    )
    await session.flush()
    session.add(CalendarFeed(member_id=MEMBER_ID, secret="s" * 43, created_at=now))
    session.add(ClaimCode(member_id=MEMBER_ID, code_sha256="c" * 64, created_at=now, expires_at=now))
    session.add(Consent(member_id=MEMBER_ID, version="1.0", text_sha256="ab" * 32, given_at=now))
    session.add(
        Conversation(
            bot_id=1,
            chat_id=TELEGRAM_ID,
            user_id=TELEGRAM_ID,
            state="JoinForm:name",
            data={"full_name": NAME},
        )
    )


async def _given_events(session: Session, now: datetime) -> None:
    """A seat with one person waiting for it, a place in line, and a meeting of the past."""
    (boris, *_) = await given_members(session, 3, now)
    for title, first, second in (("Мастерская", ANNA, boris), ("Гостиная", boris, ANNA)):
        event = await given_event(session, title=title, seats_offline=1)
        await registrations.sign_up(session, first, event.id, Attendance.OFFLINE, now)
        await registrations.sign_up(session, second, event.id, Attendance.OFFLINE, now)
    past = await given_event(session, title="Прошлая", starts_at=now - timedelta(days=30))
    came = Registration(
        event_id=past.id,
        member_id=MEMBER_ID,
        status=RegistrationStatus.REGISTERED,
        attendance=Attendance.OFFLINE,
        arrival=1,
        created_at=now,
        changed_at=now,
    )
    session.add(came)
    await session.flush()
    session.add(
        Presence(
            registration_id=came.id,
            sitting=1,
            state=PresenceState.ATTENDED,
            attendance=Attendance.OFFLINE,
            method=PresenceMethod.MANUAL,
            marked_at=now,
            marked_by_id=MEMBER_ID,
        )
    )
    session.add(
        Feedback(event_id=past.id, member_id=MEMBER_ID, plan="Каллиграфия тушью", created_at=now, changed_at=now)
    )
    session.add(
        Certificate(
            year=2026,
            number=1,
            code="K7PM2QXD9R4T",
            event_id=past.id,
            member_id=MEMBER_ID,
            full_name=NAME,
            position="Каллиграфия",
            organization="Лесная гимназия",
            role=ParticipantRole.SPEAKER,
            title="Прошлая",
            form=EventForm.SEMINAR,
            starts_at=past.starts_at,
            ends_at=past.ends_at,
            issued_at=now,
            issued_by_id=MEMBER_ID,
        )
    )
    question = Question(
        event_id=past.id, number=1, kind=QuestionKind.TEXT, text="Тема доклада?", options=[], required=True
    )
    session.add(question)
    await session.flush()
    session.add(
        Answer(registration_id=came.id, question_id=question.id, text="Каллиграфия в первом классе", answered_at=now)
    )


async def _given_tips(session: Session, now: datetime) -> None:
    session.add_all(
        Tip(slug=f"tip-{number}", direction=Direction.DIGITAL, title=f"Совет {number}", text="…") for number in range(3)
    )
    await session.flush()
    card = await tips.tip_now(session, ANNA, now)
    await tips.tip_now(session, ANNA, now + timedelta(minutes=1))
    await tip_reactions.vote(session, ANNA, card.id, 1, now)
    await tip_reactions.tell_result(session, ANNA, card.id, "Каллиграфия пошла легче", now)
    for state, text in ((TipState.PENDING, "Каллиграфия с утра"), (TipState.PUBLISHED, "Доска для всех")):
        tip = Tip(slug=text, direction=Direction.DIGITAL, title=text, text=text, author_id=MEMBER_ID, created_at=now)
        tip.state, tip.reviewed_by_id = state, MEMBER_ID
        session.add(tip)
        await tip_index.put(session, tip)
    await tip_subscriptions.choose_cadence(session, ANNA, Cadence.WEEKLY, now)
    await tip_subscriptions.set_direction(session, ANNA, Direction.DIGITAL, True)


async def _given_messages_and_acts(session: Session, now: datetime) -> None:
    other = await session.scalar(select(Member.id).where(Member.id != MEMBER_ID).limit(1))
    assert other is not None
    news = Message(
        kind="member.noticed",
        entity=f"member:{MEMBER_ID}",
        recipient_id=other,
        due_at=now,
        priority=Priority.NOTICE,
        payload={"member_id": MEMBER_ID},
    )
    await outbox.plan(session, [news])
    session.add_all(
        [
            AuditEntry(at=now, actor_id=MEMBER_ID, act="invite.redeemed", object="invite:3", details={}),
            AuditEntry(
                at=now,
                actor_id=other,
                act="role.granted",
                object=f"member:{MEMBER_ID}",
                details={"member_id": MEMBER_ID},
            ),
        ]
    )


async def everything(sessions: Sessions) -> dict[str, list[str]]:
    """Every value of every table as text."""
    found = {}
    async with sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            rows = (await session.execute(select(table))).all()
            found[table.name] = [str(value) for row in rows for value in row]
    return found


def traces(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """By table, values in which the person can be recognised."""
    hits = {
        table: [value for value in values if any(trace in value for trace in TRACES)] for table, values in found.items()
    }
    return {table: values for table, values in hits.items() if values}


async def test_the_given_person_is_in_every_table_about_people(sessions: Sessions, anna: Actor) -> None:
    """Otherwise the search after an erasure would prove nothing: a new table must be filled here."""
    # the words of the name for the search are nothing to take away, and yet must go
    tables = {model.__tablename__ for model in mydata_export.SOURCES} | {"member_word"}
    assert set(traces(await everything(sessions))) == tables


async def test_nothing_is_left_after_erasing(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await mydata.erase(session, anna, now, now)
    found = await everything(sessions)
    assert traces(found) == {}
    assert len(found["member"]) > 0, "other people stay"
    assert "K7PM2QXD9R4T" in found["certificate"], "a number of the register is not given twice"
    assert "Доска для всех" in found["tip"], "what the club reads stays, without the name"


async def test_the_export_holds_something_of_every_table(sessions: Sessions, anna: Actor) -> None:
    async with sessions.begin() as session:
        dossier = await mydata_export.dossier(session, anna)
    rows = {section.table: section.rows for section in dossier}
    assert all(rows.values()), "every table has a row of hers"
    person = rows["member"][0]
    assert person["full_name"] == NAME
    assert person["telegram_id"] == TELEGRAM_ID
    assert person["organization"] == "Школа № 901"
    assert [row["event"] for row in rows["registration"]] == ["Прошлая", "Мастерская", "Гостиная"]
    assert [(row["event"], row["state"]) for row in rows["presence"]] == [("Прошлая", PresenceState.ATTENDED)]
    (answered,) = rows["answer"]
    assert (answered["question"], answered["text"]) == ("Тема доклада?", "Каллиграфия в первом классе")
    assert [(row["number"], row["full_name"], row["title"]) for row in rows["certificate"]] == [(1, NAME, "Прошлая")]
    assert [(row["event"], row["plan"]) for row in rows["feedback"]] == [("Прошлая", "Каллиграфия тушью")]
    assert [row["vote"] for row in rows["tip_seen"]] == [1, None]
    assert {row["act"] for row in rows["audit_entry"]} == {"invite.redeemed", "role.granted", "letter.answered"}
    assert rows["conversation"][0]["data"] == {"full_name": NAME}


async def test_the_export_holds_nothing_of_others(sessions: Sessions, anna: Actor) -> None:
    async with sessions.begin() as session:
        everybody = (await session.execute(select(func.count()).select_from(OutboxRow))).scalar_one()
        dossier = await mydata_export.dossier(session, anna)
    (messages,) = (section.rows for section in dossier if section.table == "outbox")
    assert 0 < len(messages) < everybody
    assert not any(name in str(dossier) for name in ("Участник", "Лебедева", "Светлова"))


async def test_what_will_be_lost_is_counted(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        held = await mydata.holdings(session, anna, now)
    assert held is not None
    assert (held.seats, held.places_in_line, held.registrations) == (1, 1, 3)
    assert (held.tips_seen, held.tip_votes) == (2, 1)
    assert held.certificates == 1
    assert (held.published_tips, held.other_tips) == (1, 1)
    assert held.letters == 1
    assert (held.mentor_card, held.live_pairs, held.pairs, held.open_requests) == (True, 2, 2, 1)
    assert held.subscribed
    assert held.coordinator
    assert held.consented_at == now


async def test_a_freed_seat_goes_to_the_one_who_waits_and_they_are_told(
    sessions: Sessions, anna: Actor, now: datetime
) -> None:
    async with sessions.begin() as session:
        await mydata.erase(session, anna, now, now)
    async with sessions.begin() as session:
        statuses = (await session.scalars(select(Registration.status))).all()
        kinds = (await session.scalars(select(OutboxRow.kind))).all()
    # one has the seat that was theirs, the other is asked about the freed one
    assert sorted(statuses) == [RegistrationStatus.OFFERED, RegistrationStatus.REGISTERED]
    assert "event.offer" in kinds


async def test_the_act_is_journalled_without_the_person(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await mydata.erase(session, anna, now, now)
        await mydata.erase(session, Actor(TELEGRAM_ID), now, now)
    async with sessions.begin() as session:
        entries = {entry.act: entry for entry in await session.scalars(select(AuditEntry))}
        erased = await session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.act == mydata.ERASED)
        )
    assert erased == 1, "the second tap erases nobody"
    act = entries[mydata.ERASED]
    assert (act.actor_id, act.object, act.at) == (None, "member", now)
    assert act.details == {
        "seats": 1,
        "places_in_line": 1,
        "registrations": 3,
        "tips_seen": 2,
        "tip_votes": 1,
    }
    assert entries["role.granted"].object == "member"
    assert entries["role.granted"].details == {}
    assert entries["invite.redeemed"].actor_id is None


async def test_an_old_confirmation_erases_nothing(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(Outdated):
            await mydata.erase(session, anna, now - timedelta(hours=1), now)
        assert await mydata.holdings(session, anna, now) is not None


async def test_of_a_guest_nothing_is_kept(sessions: Sessions, now: datetime) -> None:
    guest = Actor(telegram_id=555)
    async with sessions.begin() as session:
        assert await mydata.holdings(session, guest, now) is None
        with pytest.raises(ConsentNeeded):
            await mydata_export.dossier(session, guest)


async def test_a_message_on_its_way_does_not_bring_the_person_back(
    sessions: Sessions, anna: Actor, now: datetime
) -> None:
    """The sender took her tip; while it was flying she erased everything."""
    later = now + timedelta(days=7)
    async with sessions.begin() as session:
        due = [row for row in await deliveries.claim(session, later) if row.recipient_id == MEMBER_ID]
        cards = [
            await tip_subscriptions.scheduled_tip(session, row, later) for row in due if row.kind == "tip.scheduled"
        ]
        assert cards
    async with sessions.begin() as session:
        await mydata.erase(session, anna, later, later)
    async with sessions.begin() as session:
        for row in due:
            await deliveries.mark_sent(session, row, later)
    assert traces(await everything(sessions)) == {}
