"""A mentor's card: written, confirmed, returned, paused, taken away; what becomes of requests that wait for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Member, MentorCard, OutboxRow
from domain.actors import Actor
from domain.errors import CardChanged, ConsentNeeded, NotAllowed, NotFound, Outdated, OwnCardReview, ProfileNeeded
from domain.mentoring.cards import Card
from domain.vocabulary import (
    Attendance,
    CardStatus,
    ChoiceState,
    Direction,
    MentoringForm,
    MessageKind,
    RequestState,
    Role,
    Stage,
    Urgency,
)
from services.mentoring import card_views, cards, requests
from services.people import mydata
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import (
    choices,
    given_card,
    given_mentee,
    given_mentors,
    given_person,
    later,
    standing,
    submitted,
    told,
)

K, S = MessageKind, RequestState

CARD = Card(
    directions=(Direction.METHODICAL, Direction.CONTEST),
    subject="химия",
    stages=(Stage.BASIC, Stage.SENIOR),
    about="Проверяю тетради так, чтобы детям не было скучно",
    forms=(MentoringForm.ONE_TO_ONE,),
    ways=(Attendance.OFFLINE, Attendance.ONLINE),
    capacity=3,
    group_size=5,
    on_duty=False,
)


async def given_pending(session: Session, now: datetime, name: str = "Лебедева Ирина Павловна") -> tuple[Actor, int]:
    """Somebody whose card waits for a coordinator, and its version."""
    actor = await given_person(session, now, name, Role.MENTOR)
    own = await cards.save(session, actor, CARD, now)
    return actor, own.view.card.version


async def acts(session: Session) -> list[tuple[int | None, str, str]]:
    entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(one.actor_id, one.act, one.object) for one in entries]


# --- writing and reviewing


async def test_a_new_card_waits_for_a_coordinator_and_nobody_sees_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        reader = await given_mentee(session, now)
        irina, _ = await given_pending(session, now)

        assert await told(session, maria) == [K.CARD_TO_REVIEW]
        row = await session.get_one(MentorCard, irina.owner())
        assert {"химия", "тетрадь", "ребёнок"} <= set(row.lemmas.split())
        with pytest.raises(NotFound):
            await card_views.seen(session, reader, irina.owner(), now)
        assert (await card_views.mentors(session, reader, None, 0, 5, now)).lines == ()
        assert [line.name for line in (await card_views.to_review(session, maria, 0, 5)).lines] == [
            "Лебедева Ирина Павловна"
        ]

    async with sessions.begin() as session:
        own = await card_views.mine(session, irina, now)
        assert own is not None
        assert own.view.card == CARD
        assert own.view.status is CardStatus.PENDING


async def test_a_confirmed_card_is_seen_and_its_owner_is_told_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, reader = await given_coordinator(session, now), await given_mentee(session, now)
        irina, version = await given_pending(session, now)
        for minutes in (1, 2):
            await cards.confirm(session, maria, irina.owner(), version, later(now, minutes=minutes))

        assert await told(session, irina) == [K.CARD_REVIEWED]
        assert await told(session, maria) == [], "a colleague's card waits no more"
        assert (await card_views.seen(session, reader, irina.owner(), now)).free
        assert await acts(session) == [(maria.member_id, "card.confirmed", f"member:{irina.member_id}")]


async def test_a_returned_card_brings_the_words_and_comes_back_when_saved(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, version = await given_pending(session, now)
        await cards.hand_back(session, maria, irina.owner(), version, "С какими классами?", now)
        own = await card_views.of_owner(session, irina.owner(), now)
        assert (own.view.status, own.note) == (CardStatus.RETURNED, "С какими классами?")
        assert await told(session, irina) == [K.CARD_REVIEWED]

        again = await cards.save(session, irina, CARD, later(now, minutes=5))
        assert (again.view.status, again.note) == (CardStatus.PENDING, None)
        assert await told(session, irina) == [], "the news of the return is old"
        assert await told(session, maria) == [K.CARD_TO_REVIEW]
        details = (await session.scalars(select(AuditEntry.details))).all()
        assert details == [{}], "no words of people in the journal"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"about": "Другое"}, CardStatus.PENDING),
        ({"subject": "физика"}, CardStatus.PENDING),
        ({"directions": (Direction.DIGITAL,)}, CardStatus.PENDING),
        ({"directions": (Direction.CONTEST, Direction.METHODICAL)}, CardStatus.CONFIRMED),
        ({"capacity": 1, "on_duty": True, "stages": (Stage.PRIMARY,)}, CardStatus.CONFIRMED),
        ({"forms": (MentoringForm.GROUP,), "group_size": 9}, CardStatus.CONFIRMED),
    ],
)
async def test_new_words_are_read_again_and_the_rest_is_not(
    sessions: Sessions, now: datetime, changes: dict[str, object], status: CardStatus
) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, version = await given_pending(session, now)
        await cards.confirm(session, maria, irina.owner(), version, now)
        edited = replace(CARD, **changes)  # type: ignore[arg-type]
        own = await cards.save(session, irina, edited, later(now, hours=1))
        assert own.view.card == edited
        assert own.view.status is status
        assert (K.CARD_TO_REVIEW in await told(session, maria)) == (status is CardStatus.PENDING)


async def test_nobody_confirms_what_they_have_not_read(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, version = await given_pending(session, now)
        await cards.save(session, irina, replace(CARD, about="Совсем другое"), later(now, seconds=1))
        with pytest.raises(CardChanged):
            await cards.confirm(session, maria, irina.owner(), version, now)
        with pytest.raises(CardChanged):
            await cards.hand_back(session, maria, irina.owner(), version, "Поправьте", now)
        assert (await card_views.review(session, maria, irina.owner(), now)).status is CardStatus.PENDING
        assert await acts(session) == []


async def test_a_returned_card_is_not_confirmed_by_an_old_button(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, version = await given_pending(session, now)
        await cards.hand_back(session, maria, irina.owner(), version, "Поправьте", now)
        with pytest.raises(CardChanged):
            await cards.confirm(session, maria, irina.owner(), version, now)


async def test_ones_own_card_is_confirmed_by_another_coordinator(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        own = await cards.save(session, maria, CARD, now)
        version = own.view.card.version
        olga = await given_coordinator(session, now, 98, "Лугова Ольга Львовна")
        assert (await card_views.review(session, maria, maria.owner(), now)).for_another
        with pytest.raises(OwnCardReview):
            await cards.confirm(session, maria, maria.owner(), version, now)
        assert await acts(session) == []
        # who can't be reached confirms nothing: then there is nobody but oneself
        (await session.get_one(Member, olga.owner())).unreachable_since = now
        assert not (await card_views.review(session, maria, maria.owner(), now)).for_another
        await cards.confirm(session, maria, maria.owner(), version, now)
        assert await acts(session) == [(maria.member_id, "card.confirmed", f"member:{maria.member_id}")]
        assert list(await session.scalars(select(AuditEntry.details))) == [{"own": True}]


# --- requests that wait


@pytest.mark.parametrize("what", ["pause", "return", "withdraw", "erase"])
async def test_what_waits_for_a_mentor_who_is_gone_goes_to_the_next(
    sessions: Sessions, now: datetime, what: str
) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (first, second) = await given_mentee(session, now), await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, first, second)
        assert await standing(session, request_id) == (S.WAITING, first.member_id)
    async with sessions.begin() as session:
        match what:
            case "pause":
                await cards.pause(session, first, now.date() + timedelta(days=7), now)
            case "return":
                version = (await card_views.review(session, maria, first.owner(), now)).card.version
                await cards.hand_back(session, maria, first.owner(), version, "Поправьте", now)
            case "withdraw":
                await cards.withdraw(session, first, now)
            case "erase":
                await mydata.erase(session, first, now, now)
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.WAITING, second.member_id)
        assert [state for _, state in await choices(session, request_id)] == [ChoiceState.GONE, ChoiceState.ASKED]
        assert K.REQUEST_MOVED_ON in await told(session, mentee)
        assert K.REQUEST_ASKED in await told(session, second)


async def test_the_last_mentor_who_leaves_hands_over_to_the_coordinators(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentee, (only,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, only)
        await cards.save(session, only, CARD, now)
        assert K.CARD_TO_REVIEW in await told(session, maria)
    async with sessions.begin() as session:
        await mydata.erase(session, only, now, now)
    async with sessions.begin() as session:
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        assert await session.get(MentorCard, only.owner()) is None
        entities = (await session.scalars(select(OutboxRow.entity))).all()
        assert f"member:{only.member_id}" not in entities, "news of the card goes with its owner"
        assert K.REQUEST_QUEUED in await told(session, maria)


async def test_an_edit_keeps_what_waits_and_fewer_places_send_it_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now, capacity=2)
        one, other = await given_mentee(session, now), await given_mentee(session, now, "Кто-то другой")
        await requests.accept(session, mentor, await submitted(session, one, now, mentor), now)
        request_id = await submitted(session, other, now, mentor)
        await cards.save(session, mentor, replace(CARD, capacity=2), now)
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)
        own = await cards.save(session, mentor, replace(CARD, capacity=1), later(now, minutes=1))
        assert (await standing(session, request_id))[0] is S.COORDINATOR
        assert (own.view.pairs, own.view.left) == (1, 0)


async def test_a_pause_ends_by_its_day_or_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now)
        until = date(2026, 10, 14)
        assert (await cards.pause(session, mentor, until, now)).view.paused_until == until
        assert not (await card_views.seen(session, mentor, mentor.owner(), later(now, days=7))).free
        assert (await card_views.seen(session, mentor, mentor.owner(), later(now, days=8))).free
        assert (await cards.pause(session, mentor, None, now)).view.free
        with pytest.raises(Outdated):
            await cards.pause(session, mentor, date(2026, 10, 6), now)


async def test_a_card_is_taken_away_once_and_can_be_written_anew(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, _ = await given_pending(session, now)
        for _ in range(2):
            await cards.withdraw(session, irina, now)
        assert await card_views.mine(session, irina, now) is None
        assert await told(session, maria) == []
        assert (await cards.save(session, irina, CARD, later(now, minutes=1))).view.status is CardStatus.PENDING


# --- the list


async def test_the_list_shows_who_can_be_asked_by_direction(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        reader = await given_mentee(session, now)
        await given_card(session, reader, now)
        people = [await given_person(session, now, name, Role.MENTOR) for name in "АБВГДЕ"]
        a, b, paused, pending, blocked, full = people
        await given_card(session, a, now, directions=[Direction.DIGITAL, Direction.PARENTS])
        await given_card(session, b, now, directions=[Direction.SELF_EDUCATION])
        await given_card(session, paused, now, paused_until=now.date())
        await given_card(session, pending, now, status=CardStatus.PENDING)
        await given_card(session, blocked, now)
        (await session.get_one(Member, blocked.owner())).unreachable_since = now
        await given_card(session, full, now, directions=[Direction.PARENTS])
        await requests.accept(session, full, await submitted(session, reader, now, full), now)

        async def names(direction: Direction | None, page: int = 0, size: int = 5) -> list[tuple[str, bool]]:
            found = await card_views.mentors(session, reader, direction, page, size, now)
            return [(line.name, line.free) for line in found.lines]

        assert await names(None) == [("А", True), ("Б", True), ("Е", False)]
        assert await names(Direction.PARENTS) == [("А", True), ("Е", False)]
        assert await names(Direction.CONTEST) == []
        assert await names(None, page=1, size=2) == [("Е", False)]
        assert await names(None, page=99, size=2) == [("Е", False)]


async def test_only_coordinators_see_how_many_cards_wait(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, reader = await given_coordinator(session, now), await given_mentee(session, now)
        await given_pending(session, now)
        assert (await card_views.mentors(session, maria, None, 0, 5, now)).to_review == 1
        assert (await card_views.mentors(session, reader, None, 0, 5, now)).to_review is None


async def test_a_card_says_where_its_owner_works(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        school = await given_organization(session)
        known = await given_person(session, now, "А", organization_id=school)
        typed = await given_person(session, now, "Б", organization_text="Лесная гимназия")
        for one in (known, typed):
            await given_card(session, one, now)
        assert (await card_views.seen(session, typed, known.owner(), now)).organization == "Школа № 901"
        assert (await card_views.seen(session, known, typed.owner(), now)).organization == "Лесная гимназия"


# --- rights


async def test_rights(sessions: Sessions, now: datetime) -> None:
    guest = Actor(1)
    async with sessions.begin() as session:
        irina, version = await given_pending(session, now)
        unfinished = replace(irina, joined=False)
        with pytest.raises(ConsentNeeded):
            await cards.save(session, guest, CARD, now)
        with pytest.raises(ProfileNeeded):
            await cards.save(session, unfinished, CARD, now)
        with pytest.raises(ProfileNeeded):
            await card_views.mentors(session, unfinished, None, 0, 5, now)
        for refused in (
            cards.confirm(session, irina, irina.owner(), version, now),
            cards.hand_back(session, irina, irina.owner(), version, "Поправьте", now),
            card_views.review(session, irina, irina.owner(), now),
            card_views.to_review(session, irina, 0, 5),
        ):
            with pytest.raises(NotAllowed):
                await refused
        nobody = await given_mentee(session, now)
        for missing in (
            cards.pause(session, nobody, None, now),
            cards.set_on_duty(session, nobody, True, now),
            card_views.seen(session, nobody, 999_999, now),
        ):
            with pytest.raises(NotFound):
                await missing


async def test_who_is_no_coordinator_any_more_is_not_told_of_a_card(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        irina, version = await given_pending(session, now)
        reader = await given_mentee(session, now)
        assert await card_views.awaiting(session, maria.owner(), irina.owner(), now) is not None
        assert await card_views.awaiting(session, reader.owner(), irina.owner(), now) is None
        await cards.confirm(session, maria, irina.owner(), version, now)
        assert await card_views.awaiting(session, maria.owner(), irina.owner(), now) is None


async def test_a_mentor_on_duty_gets_urgent_requests(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        own = await cards.set_on_duty(session, mentor, True, now)
        assert own.view.card.on_duty
        request_id = await submitted(session, mentee, now, urgency=Urgency.URGENT)
        assert await standing(session, request_id) == (S.WAITING, mentor.member_id)
