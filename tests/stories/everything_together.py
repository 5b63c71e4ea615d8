"""What people of the matrix do with others: an evening of quick meetings, a group, pairs a school is asked about."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.engine import Session
from db.models import Member, Mentorship, Organization, SchoolAdmin, SchoolApproval, SpeedEvening
from domain.actors import Actor
from domain.people.organizations_typed import sign_of
from domain.vocabulary import Direction, MentoringForm, PairStatus
from services.events import speed_evening
from services.mentoring import pairing
from tests.services import given_groups
from tests.services.given_events import given_event
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_organization
from tests.services.given_speed import takes_part


async def given_speed(
    session: Session, now: datetime, mentor: Actor, mentee: Actor, coordinator: Actor
) -> dict[str, int]:
    """An evening to come, where the mentee has a place; one that goes on and one that is over, where the two met."""
    coming = (await given_event(session)).id
    session.add(SpeedEvening(event_id=coming, minutes=7, break_minutes=1))
    await session.flush()
    await takes_part(session, coming, mentee, now, as_mentor=False)
    going = await _given_begun(session, now, mentor, mentee, coordinator)
    over = await _given_begun(session, now - timedelta(hours=1), mentor, mentee, coordinator)
    return {
        "speed_ways.event_id": coming,
        "OpenSpeed.event_id": coming,
        "speed_desk.event_id": coming,
        "speed_evening.event_id": going,
        "speed_wishes.event_id": over,
    }


async def _given_begun(session: Session, at: datetime, mentor: Actor, mentee: Actor, coordinator: Actor) -> int:
    """One round of seven minutes from `at` on."""
    event_id = (await given_event(session, starts_at=at)).id
    session.add(SpeedEvening(event_id=event_id, minutes=7, break_minutes=1))
    await session.flush()
    await takes_part(session, event_id, mentor, at, as_mentor=True)
    await takes_part(session, event_id, mentee, at, as_mentor=False)
    await speed_evening.start(session, coordinator, event_id, True, 1, at)
    return event_id


async def given_group(session: Session, now: datetime, mentor: Actor, mentee: Actor) -> dict[str, int]:
    """The mentor's group with the mentee in it, and a pair of the two that could come in."""
    group_id = await given_groups.given_group(session, now, mentor)
    inside, outside = [
        await pairing.create(
            session,
            mentor_id=mentor.owner(),
            mentee_id=mentee.owner(),
            form=MentoringForm.GROUP,
            directions=[Direction.METHODICAL],
            now=now,
            group_id=one,
        )
        for one in (group_id, None)
    ]
    return {"group_id": group_id, "RemovePerson.pair_id": inside, "TakeIn.pair_id": outside}


async def given_directory(session: Session, now: datetime, school: int) -> dict[str, Any]:
    """A place somebody typed by hand, and another entry of the directory that a school could become one with."""
    typed = "Школа у реки"
    session.add(Member(telegram_id=None, full_name="Человек у реки", organization_text=typed, created_at=now))
    other = await given_organization(session, "Школа № 902")
    return {
        "organizations_typed.key": sign_of(typed),
        "organization_ways.key": sign_of(typed),
        "organizations_merging.other_id": other,
        "organizations_merging.keep_id": school,
        "organizations_merging.gone_id": other,
    }


async def given_words_of(
    session: Session, now: datetime, school: int, speaker: Actor, teachers: Sequence[Actor]
) -> dict[str, int]:
    """The school where these work, which wants to be asked, and who speaks for it."""
    (await session.get_one(Organization, school)).cross_approval = True
    for one in teachers:
        (await session.get_one(Member, one.owner())).organization_id = school
    session.add(SchoolAdmin(organization_id=school, member_id=speaker.owner(), granted_at=now))
    await session.flush()
    return {"organization_id": school, "RevokeSchool.member_id": speaker.owner()}


async def given_waiting_pair(
    session: Session, now: datetime, school: int, mentor: Actor, mentee: Actor
) -> dict[str, int]:
    """A pair that waits for the school's word."""
    pair_id = await given_pair_by_hand(session, now, mentor, mentee)
    (await session.get_one(Mentorship, pair_id)).status = PairStatus.APPROVAL
    deadline = now + timedelta(days=3)
    session.add(
        SchoolApproval(pair_id=pair_id, organization_id=school, asked_at=now, by_club=False, deadline_at=deadline)
    )
    await session.flush()
    return {"approvals.pair_id": pair_id}
