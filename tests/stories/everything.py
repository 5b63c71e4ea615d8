"""A club with one of each object, for the matrix of who may do what: ids by the names buttons use for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.engine import Session
from db.models import (
    Announcement,
    Certificate,
    Consent,
    Goal,
    Invite,
    Letter,
    LetterMessage,
    MatchingRound,
    Member,
    MemberRole,
    Mentorship,
    PairCheck,
    PairMeeting,
    Partner,
    Question,
    Registration,
    RelayMessage,
    RoundPair,
    Thanks,
    Tip,
    TipSeen,
    TipSubscription,
)
from domain.actors import Actor
from domain.vocabulary import (
    AnnouncementState,
    Attendance,
    Cadence,
    Direction,
    LetterState,
    MeetingStatus,
    MentoringForm,
    PairStatus,
    QuestionKind,
    RegistrationStatus,
    Role,
    RoundState,
    TipState,
)
from services.events import certificates
from services.people import consents, people
from services.people.invites import LIFETIME
from tests.services.given_certificates import given_came, given_past_event
from tests.services.given_events import given_event
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_organization
from tests.services.given_requests import given_card, submitted
from tests.stories.everything_together import (
    given_directory,
    given_group,
    given_speed,
    given_waiting_pair,
    given_words_of,
)
from tests.stories.forms_begun import Forms, forms_begun

_PEOPLE = {
    "newcomer": (2, None),
    # of the school's administration in their own words only: that gives no rights
    "stranger": (3, Role.ADMIN_TEAM),
    "mentee": (4, Role.YOUNG_TEACHER),
    "mentor": (5, Role.MENTOR),
    "coordinator": (6, Role.COORDINATOR),
    # a coordinator has let them speak for the mentee's school
    "school": (7, Role.ADMIN_TEAM),
}
_AT_SCHOOL = ("stranger", "mentee", "school")


@dataclass(frozen=True)
class Everything:
    """Who there is by name, and what there is: ids by the field of a button, those of one module or one kind of buttons
    by «module.field» and «Kind.field»; and forms that are begun, by router.

    Whatever belongs to somebody is the mentee's, or the pair's of mentee and mentor; the stranger owns nothing.
    """

    people: dict[str, Actor]
    ids: dict[str, int]
    forms: Forms


async def given_everything(session: Session, now: datetime) -> Everything:
    actors = {"guest": Actor(1)}
    for name, (telegram_id, role) in _PEOPLE.items():
        actors[name] = await _given_person(session, now, name, telegram_id, role)
    events = await _given_events(session, now, actors)
    mentoring = await _given_mentoring(session, now, actors)
    ids = events | mentoring | await _given_mailing(session, now, actors)
    # in minutes
    soon = int((now + timedelta(days=2)).timestamp()) // 60
    ids |= {"PickTime.at": soon, "CallTime.at": soon}
    ids |= {"merging.keep_id": actors["mentee"].owner(), "merging.gone_id": actors["stranger"].owner()}
    mentor, mentee, boss = actors["mentor"], actors["mentee"], actors["coordinator"]
    ids |= await given_speed(session, now, mentor, mentee, boss)
    ids |= await given_group(session, now, mentor, mentee)
    school = await given_organization(session)
    ids |= await given_directory(session, now, school)
    ids |= await given_words_of(session, now, school, actors["school"], [actors[name] for name in _AT_SCHOOL])
    ids |= await given_waiting_pair(session, now, school, mentor, mentee)
    return Everything(actors, ids, forms_begun(ids, now))


async def _given_person(session: Session, now: datetime, name: str, telegram_id: int, role: Role | None) -> Actor:
    """With consent, and joined if there is a role."""
    member = Member(
        telegram_id=telegram_id,
        full_name=f"Человек {name}",
        created_at=now,
        joined_at=now if role else None,
        roles=[MemberRole(role=role, granted_at=now)] if role else [],
    )
    session.add(member)
    await session.flush()
    text = consents.text()
    session.add(Consent(member_id=member.id, version=text.version, text_sha256="ab" * 32, given_at=now))
    await session.flush()
    return await people.identify(session, telegram_id, wrote=False)


async def _given_events(session: Session, now: datetime, actors: dict[str, Actor]) -> dict[str, int]:
    """An event to come with a question, the mentee's seat and that of somebody without Telegram, and one the mentee
    has a certificate of.
    """
    mentee = actors["mentee"]
    event = await given_event(session)
    question = Question(event_id=event.id, number=1, kind=QuestionKind.TEXT, text="Тема?", options=[], required=False)
    absent = Member(telegram_id=None, full_name="Человек на бумаге", created_at=now, joined_at=now)
    session.add_all([question, absent])
    await session.flush()
    seat, other_seat = [
        Registration(
            event_id=event.id,
            member_id=member_id,
            status=RegistrationStatus.REGISTERED,
            attendance=Attendance.OFFLINE,
            arrival=arrival,
            created_at=now,
            changed_at=now,
        )
        for arrival, member_id in enumerate((mentee.owner(), absent.id), 1)
    ]
    session.add_all([seat, other_seat])
    past = await given_past_event(session, now)
    await given_came(session, past, [mentee], now)
    await certificates.issue_all(session, actors["coordinator"], past.id, now)
    certificate_id = (await session.scalars(select(Certificate.id))).one()
    return {
        "event_id": event.id,
        "question_id": question.id,
        "registration_id": seat.id,
        "EraseParticipant.registration_id": other_seat.id,
        "certificate_id": certificate_id,
        "feedback.event_id": past.id,
        "certificate_desk.event_id": past.id,
    }


async def _given_mentoring(session: Session, now: datetime, actors: dict[str, Actor]) -> dict[str, int]:
    """A pair with all it may have, the mentee's request that waits for the mentor, a round."""
    mentor, mentee = actors["mentor"], actors["mentee"]
    forms = [MentoringForm.ONE_TO_ONE, MentoringForm.GROUP]
    await given_card(session, mentor, now, capacity=9, forms=forms)
    # the request first: nobody asks a mentor they are in a pair with
    request_id = await submitted(session, mentee, now, mentor)
    pair_id = await given_pair_by_hand(session, now, mentor, mentee)
    meeting = PairMeeting(
        pair_id=pair_id,
        status=MeetingStatus.PROPOSED,
        proposed_by_id=mentor.member_id,
        options=[(now + timedelta(days=2)).isoformat()],
        minutes=60,
        way=Attendance.ONLINE,
        created_at=now,
        changed_at=now,
    )
    goal = Goal(pair_id=pair_id, text="План урока", author_id=mentee.member_id, created_at=now)
    said = RelayMessage(pair_id=pair_id, author_id=mentor.member_id, kind="text", text="Жду", sent_at=now)
    check = PairCheck(pair_id=pair_id, member_id=mentee.owner(), occasion="day5", asked_at=now)
    found = MatchingRound(state=RoundState.READY, with_silent=False, revision=0, created_at=now, computed_at=now)
    held = PairMeeting(
        pair_id=pair_id,
        status=MeetingStatus.AGREED,
        proposed_by_id=mentor.member_id,
        options=[],
        starts_at=now - timedelta(days=1),
        minutes=60,
        way=Attendance.ONLINE,
        created_at=now,
        changed_at=now,
    )
    over_id = await _given_ended_pair(session, now, mentor, mentee)
    session.add_all([meeting, held, goal, said, check, found])
    await session.flush()
    session.add(RoundPair(round_id=found.id, request_id=request_id, mentor_id=mentor.member_id, score=80, pinned=False))
    await session.flush()
    return {
        "pair_id": pair_id,
        "request_id": request_id,
        "thanks.pair_id": over_id,
        "pair_feedback.pair_id": over_id,
        "meeting_id": meeting.id,
        "meeting_notes.meeting_id": held.id,
        "goal_id": goal.id,
        "relay.message_id": said.id,
        "round_id": found.id,
        "member_id": mentee.owner(),
        "mentor_id": mentor.owner(),
        "mentors.member_id": mentor.owner(),
        "mentor_load.member_id": mentor.owner(),
        "mentor_load_page.member_id": mentor.owner(),
        "PairMentor.member_id": mentor.owner(),
        "mentee_id": mentee.owner(),
        "blocks.one_id": mentee.owner(),
        "blocks.other_id": mentor.owner(),
    }


async def _given_ended_pair(session: Session, now: datetime, mentor: Actor, mentee: Actor) -> int:
    """A completed one, about which both are asked, with thanks for the mentor to answer."""
    pair_id = await given_pair_by_hand(session, now, mentor, mentee)
    pair = await session.get_one(Mentorship, pair_id)
    pair.status, pair.ended_at = PairStatus.COMPLETED, now
    session.add(
        Thanks(
            pair_id=pair_id,
            author_id=mentee.owner(),
            mentor_id=mentor.owner(),
            text="Спасибо",
            author_agrees=True,
            mentor_agrees=None,
            created_at=now,
        )
    )
    await session.flush()
    return pair_id


async def _given_mailing(session: Session, now: datetime, actors: dict[str, Actor]) -> dict[str, int]:
    """A draft of an announcement, the mentee's letter, a link, a tip."""
    boss, mentee = actors["coordinator"], actors["mentee"]
    draft = Announcement(
        author_id=boss.member_id,
        state=AnnouncementState.DRAFT,
        parts=[],
        buttons=[],
        audience={},
        created_at=now,
        changed_at=now,
    )
    letter = Letter(member_id=mentee.owner(), state=LetterState.OPEN, created_at=now, changed_at=now)
    link = Invite(
        token_sha256="a" * 64,
        role=Role.COORDINATOR,
        created_at=now,
        expires_at=now + LIFETIME,
        issued_by_id=boss.member_id,
    )
    museum = Partner(name="Музей у реки", about="Экскурсии для классов", created_at=now, changed_at=now)
    session.add_all([draft, letter, link, museum])
    await session.flush()
    words = LetterMessage(
        letter_id=letter.id, author_id=mentee.member_id, from_desk=False, kind="text", text="Вопрос", sent_at=now
    )
    session.add(words)
    await session.flush()
    proposed = Tip(
        slug="proposed",
        direction=Direction.DIGITAL,
        title="План Б",
        text="Держите под рукой задание без интернета.",
        state=TipState.PENDING,
        author_id=actors["mentor"].member_id,
        created_at=now,
    )
    session.add(proposed)
    await session.flush()
    tip_id = await session.scalar(select(Tip.id).where(Tip.state == TipState.PUBLISHED).order_by(Tip.id).limit(1)) or 0
    session.add(TipSeen(member_id=mentee.owner(), tip_id=tip_id, seen_at=now, times=1))
    session.add(
        TipSubscription(
            member_id=mentee.owner(), cadence=Cadence.WEEKLY, hour=9, weekday=2, next_at=now, changed_at=now
        )
    )
    await session.flush()
    return {
        "announcement_id": draft.id,
        "letter_id": letter.id,
        "GiveLetter.member_id": boss.owner(),
        "message_id": words.id,
        "invite_id": link.id,
        "partner_id": museum.id,
        "tip_id": tip_id,
        "tip_moderation.tip_id": proposed.id,
        "OpenMyTip.tip_id": proposed.id,
        "WithdrawTip.tip_id": proposed.id,
        "tip": tip_id,
        "shown": tip_id,
    }
