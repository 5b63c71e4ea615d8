"""A person with a row in every table of mentoring, as a mentor and as a mentee, for tests of export and erasure."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.engine import Session
from db.models import (
    BlockedPair,
    Goal,
    MeetingNote,
    MentorGroup,
    Mentorship,
    Organization,
    PairCheck,
    PairFeedback,
    PairMeeting,
    RelayMessage,
    SchoolAdmin,
    SchoolApproval,
    SchoolAsk,
    SpeedEvening,
    SpeedSeat,
    SpeedTable,
    SpeedWish,
    Thanks,
)
from domain.actors import Actor
from domain.mentoring.pair_checks import Help
from domain.vocabulary import Attendance, DeclineReason, Direction, MeetingStatus, RefusalReason
from services.mentoring import pair_checks, requests
from tests.services.given_events import given_event
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_organization
from tests.services.given_requests import given_card, given_person, submitted

# a word that occurs nowhere else, in everything the person has typed
WORD = "Каллиграфия"


async def given_mentoring(session: Session, person: Actor, now: datetime) -> tuple[int, int]:
    """The person mentors one pair and is mentored in another; returns their ids, in this order."""
    mentor = await given_person(session, now, "Лебедева Ирина Павловна")
    mentee = await given_person(session, now, "Светлова Анна Игоревна")
    await given_card(session, person, now, about=f"{WORD} для всех", lemmas="каллиграфия", capacity=3)
    await given_card(session, mentor, now, capacity=3)
    # before the pairs: nobody asks a mentor they have already
    await _given_requests(session, person, mentor, mentee, now)
    taught = await given_pair_by_hand(session, now, person, mentee)
    learned = await given_pair_by_hand(session, now, mentor, person)
    await _given_pair_rows(session, person, taught, now)
    await _given_speed(session, person, mentee, now)
    await _given_school(session, person, taught, now)
    group = MentorGroup(
        mentor_id=person.owner(),
        title=WORD,
        direction=Direction.METHODICAL,
        about=WORD,
        size=5,
        open=True,
        created_at=now,
    )
    session.add(group)
    first, second = sorted((person.owner(), mentee.owner()))
    session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
    for author, to in ((person, mentor), (mentee, person)):
        session.add(
            Thanks(
                pair_id=learned if author is person else taught,
                author_id=author.owner(),
                mentor_id=to.owner(),
                text="Спасибо за уроки",
                author_agrees=True,
                mentor_agrees=None,
                created_at=now,
            )
        )
    await session.flush()
    (await session.get_one(Mentorship, taught)).group_id = group.id
    await pair_checks.call(session, person, taught, Help.NUDGE, now)
    return taught, learned


async def _given_requests(session: Session, person: Actor, mentor: Actor, mentee: Actor, now: datetime) -> None:
    """One's own that waits; one that waits for this mentor; one declined in words; one asked about."""
    await submitted(session, person, now, mentor, need=f"{WORD} в первом классе: с чего начать?")
    await submitted(session, mentee, now, person)
    declined = await submitted(session, mentee, now, person, mentor)
    await requests.decline(session, person, declined, DeclineReason.OTHER, f"{WORD} не моя тема", now)
    asked = await submitted(session, mentee, now, person, mentor)
    await requests.ask(session, person, asked, f"{WORD} на доске или на бумаге?", now)
    await requests.answer(session, mentee, asked, "На бумаге", now)


async def _given_pair_rows(session: Session, person: Actor, pair_id: int, now: datetime) -> None:
    me = person.owner()
    meeting = PairMeeting(
        pair_id=pair_id,
        status=MeetingStatus.HELD,
        proposed_by_id=me,
        options=[now.isoformat()],
        starts_at=now,
        minutes=60,
        way=Attendance.OFFLINE,
        place=f"кабинет «{WORD}»",
        created_at=now,
        changed_at=now,
    )
    session.add(meeting)
    await session.flush()
    session.add_all(
        [
            Goal(pair_id=pair_id, text=f"{WORD} за месяц", author_id=me, created_at=now),
            RelayMessage(pair_id=pair_id, author_id=me, kind="text", text=WORD, file=None, sent_at=now),
            MeetingNote(meeting_id=meeting.id, author_id=me, block="M1", done=WORD, mood=5, written_at=now),
            PairCheck(pair_id=pair_id, member_id=me, occasion="day5", asked_at=now, answer="yes", answered_at=now),
            PairFeedback(
                pair_id=pair_id, member_id=me, answers={"progress": 5, "learned": WORD}, finished_at=now, changed_at=now
            ),
        ]
    )


async def _given_school(session: Session, person: Actor, pair_id: int, now: datetime) -> None:
    """The person speaks for a school, has answered for it, and asks to speak for another."""
    me = person.owner()
    school, other = [await _school(session, name) for name in ("Школа № 911", "Школа № 912")]
    session.add(SchoolAdmin(organization_id=school, member_id=me, granted_by_id=None, granted_at=now))
    session.add(SchoolAsk(member_id=me, organization_id=other, asked_at=now))
    session.add(
        SchoolApproval(
            pair_id=pair_id,
            organization_id=school,
            asked_at=now,
            by_club=False,
            agreed=False,
            reason=RefusalReason.LOAD,
            answered_by_id=me,
            answered_at=now,
        )
    )
    await session.flush()


async def _school(session: Session, name: str) -> int:
    """The same one for all who are given."""
    found = await session.scalar(select(Organization.id).where(Organization.slug == name))
    return await given_organization(session, name) if found is None else found


async def _given_speed(session: Session, person: Actor, mentee: Actor, now: datetime) -> None:
    event = await given_event(session, title="Вечер быстрых встреч", starts_at=now - timedelta(days=10))
    me, other = person.owner(), mentee.owner()
    session.add(SpeedEvening(event_id=event.id, minutes=7, break_minutes=1))
    await session.flush()
    session.add(SpeedSeat(event_id=event.id, member_id=me, as_mentor=True, chosen_at=now))
    session.add(SpeedTable(event_id=event.id, round=1, mentor_id=me, mentee_id=other, starts_at=now))
    session.add(SpeedWish(event_id=event.id, from_id=me, to_id=other, made_at=now))
    session.add(SpeedWish(event_id=event.id, from_id=other, to_id=me, made_at=now))
