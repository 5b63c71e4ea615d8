"""What the club keeps of a person's mentoring, for the export: their own words and facts, nobody else's.

The other side is never named: the file may be passed around, and it is about one person.
"""

from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, or_, select

from db.base import Base
from db.models import (
    BlockedPair,
    Event,
    Goal,
    MeetingNote,
    MentorCard,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    PairCheck,
    PairFeedback,
    PairMeeting,
    RelayMessage,
    RequestChoice,
    RequestStep,
    SpeedSeat,
    SpeedTable,
    SpeedWish,
    Thanks,
)
from services.people.mydata_source import Person, Source


def _card(person: Person) -> Select[*tuple[Any, ...]]:
    return select(
        MentorCard.status,
        MentorCard.directions,
        MentorCard.subject,
        MentorCard.stages,
        MentorCard.about,
        MentorCard.forms,
        MentorCard.ways,
        MentorCard.capacity,
        MentorCard.group_size,
        MentorCard.on_duty,
        MentorCard.paused_until,
        MentorCard.review_note,
        MentorCard.reviewed_at,
        MentorCard.created_at,
        MentorCard.changed_at,
    ).where(MentorCard.member_id == person.member_id)


def _requests(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MentoringRequest.state,
            MentoringRequest.directions,
            MentoringRequest.need,
            MentoringRequest.form,
            MentoringRequest.way,
            MentoringRequest.urgency,
            MentoringRequest.anonymous,
            MentoringRequest.same_organization,
            MentoringRequest.deadline_at,
            MentoringRequest.question,
            MentoringRequest.answer,
            MentoringRequest.created_at,
            MentoringRequest.changed_at,
        )
        .where(MentoringRequest.mentee_id == person.member_id)
        .order_by(MentoringRequest.created_at)
    )


def _choices(person: Person) -> Select[*tuple[Any, ...]]:
    """Requests that came to the person as a mentor; a list in which their turn has not come is the mentee's affair."""
    return (
        select(
            RequestChoice.state,
            RequestChoice.reason,
            RequestChoice.words,
            RequestChoice.asked_at,
            RequestChoice.answered_at,
        )
        .where(RequestChoice.mentor_id == person.member_id, RequestChoice.asked_at.is_not(None))
        .order_by(RequestChoice.asked_at)
    )


def _steps(person: Person) -> Select[*tuple[Any, ...]]:
    """What the person did themselves: why somebody declined is not told to the mentee."""
    return (
        select(RequestStep.at, RequestStep.act, RequestStep.state, RequestStep.reason)
        .where(RequestStep.actor_id == person.member_id)
        .order_by(RequestStep.at)
    )


def _blocks(person: Person) -> Select[*tuple[Any, ...]]:
    mine = or_(BlockedPair.first_id == person.member_id, BlockedPair.second_id == person.member_id)
    return select(BlockedPair.created_at).where(mine).order_by(BlockedPair.created_at)


def _groups(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MentorGroup.title,
            MentorGroup.direction,
            MentorGroup.about,
            MentorGroup.size,
            MentorGroup.open,
            MentorGroup.created_at,
        )
        .where(MentorGroup.mentor_id == person.member_id)
        .order_by(MentorGroup.created_at)
    )


def _pairs(person: Person) -> Select[*tuple[Any, ...]]:
    as_mentor = Mentorship.mentor_id.is_not_distinct_from(person.member_id)
    return (
        select(
            as_mentor.label("as_mentor"),
            MentorGroup.title.label("group"),
            Mentorship.form,
            Mentorship.directions,
            Mentorship.status,
            Mentorship.paused_until,
            _own(as_mentor, Mentorship.mentor_shares, Mentorship.mentee_shares).label("shares"),
            Mentorship.started_at,
            Mentorship.planned_end_at,
            Mentorship.ended_at,
            Mentorship.changed_at,
        )
        .outerjoin(MentorGroup, MentorGroup.id == Mentorship.group_id)
        .where(_of_pair(person))
        .order_by(Mentorship.started_at)
    )


def _own(
    as_mentor: ColumnElement[bool], of_mentor: ColumnExpressionArgument[bool], of_mentee: ColumnExpressionArgument[bool]
) -> ColumnElement[bool]:
    """What this person said, of what both sides say."""
    return or_(and_(as_mentor, of_mentor), and_(~as_mentor, of_mentee))


def _of_pair(person: Person) -> ColumnElement[bool]:
    return or_(Mentorship.mentor_id == person.member_id, Mentorship.mentee_id == person.member_id)


def _goals(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Goal.text, Goal.created_at, Goal.reached_at)
        .where(Goal.author_id == person.member_id)
        .order_by(Goal.created_at)
    )


def _relay(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(RelayMessage.kind, RelayMessage.text, RelayMessage.sent_at)
        .where(RelayMessage.author_id == person.member_id)
        .order_by(RelayMessage.sent_at)
    )


def _meetings(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PairMeeting.status,
            PairMeeting.proposed_by_id.is_not_distinct_from(person.member_id).label("own"),
            PairMeeting.options,
            PairMeeting.starts_at,
            PairMeeting.minutes,
            PairMeeting.way,
            PairMeeting.place,
            PairMeeting.created_at,
            PairMeeting.changed_at,
        )
        .join(Mentorship, Mentorship.id == PairMeeting.pair_id)
        .where(_of_pair(person))
        .order_by(PairMeeting.created_at)
    )


def _notes(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PairMeeting.starts_at.label("meeting"),
            MeetingNote.block,
            MeetingNote.done,
            MeetingNote.agreement,
            MeetingNote.mood,
            MeetingNote.remark,
            MeetingNote.written_at,
        )
        .join(PairMeeting, PairMeeting.id == MeetingNote.meeting_id)
        .where(MeetingNote.author_id == person.member_id)
        .order_by(MeetingNote.written_at)
    )


def _checks(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(PairCheck.occasion, PairCheck.asked_at, PairCheck.answer, PairCheck.answered_at)
        .where(PairCheck.member_id == person.member_id)
        .order_by(PairCheck.asked_at)
    )


def _feedback(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(PairFeedback.answers, PairFeedback.finished_at, PairFeedback.changed_at)
        .where(PairFeedback.member_id == person.member_id)
        .order_by(PairFeedback.changed_at)
    )


def _thanks(person: Person) -> Select[*tuple[Any, ...]]:
    written = Thanks.author_id == person.member_id
    return (
        select(written.label("written"), Thanks.text, Thanks.author_agrees, Thanks.mentor_agrees, Thanks.created_at)
        .where(or_(written, Thanks.mentor_id == person.member_id))
        .order_by(Thanks.created_at)
    )


def _speed_seats(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Event.title.label("event"), SpeedSeat.as_mentor, SpeedSeat.chosen_at)
        .join(Event, Event.id == SpeedSeat.event_id)
        .where(SpeedSeat.member_id == person.member_id)
        .order_by(SpeedSeat.chosen_at)
    )


def _tables(person: Person) -> Select[*tuple[Any, ...]]:
    as_mentor = SpeedTable.mentor_id == person.member_id
    return (
        select(Event.title.label("event"), SpeedTable.round, as_mentor.label("as_mentor"), SpeedTable.starts_at)
        .join(Event, Event.id == SpeedTable.event_id)
        .where(or_(as_mentor, SpeedTable.mentee_id == person.member_id))
        .order_by(SpeedTable.starts_at)
    )


def _wishes(person: Person) -> Select[*tuple[Any, ...]]:
    """Own wishes alone: one that is not mutual stays its author's secret."""
    return (
        select(Event.title.label("event"), SpeedWish.made_at)
        .join(Event, Event.id == SpeedWish.event_id)
        .where(SpeedWish.from_id == person.member_id)
        .order_by(SpeedWish.made_at)
    )


_SIDES = {"mentor_id": "as_mentor", "mentee_id": "as_mentor"}

MENTORING_SOURCES: dict[type[Base], Source] = {
    MentorCard: Source(_card, technical=frozenset({"member_id", "lemmas", "reviewed_by_id"})),
    MentoringRequest: Source(_requests, technical=frozenset({"id", "mentee_id", "mentor_id", "lemmas"})),
    RequestChoice: Source(_choices, technical=frozenset({"id", "request_id", "rank", "mentor_id"})),
    RequestStep: Source(_steps, technical=frozenset({"id", "request_id", "actor_id", "mentor_id"})),
    BlockedPair: Source(_blocks, technical=frozenset({"first_id", "second_id"})),
    MentorGroup: Source(_groups, technical=frozenset({"id", "mentor_id"})),
    Mentorship: Source(
        _pairs,
        {**_SIDES, "group_id": "group", "mentor_shares": "shares", "mentee_shares": "shares"},
        frozenset({"id", "request_id"}),
    ),
    Goal: Source(_goals, technical=frozenset({"id", "pair_id", "author_id"})),
    # as of other files, the club keeps where it is in Telegram, not the file
    RelayMessage: Source(_relay, technical=frozenset({"id", "pair_id", "author_id", "file"})),
    PairMeeting: Source(_meetings, {"proposed_by_id": "own"}, frozenset({"id", "pair_id"})),
    MeetingNote: Source(_notes, {"meeting_id": "meeting"}, frozenset({"author_id"})),
    PairCheck: Source(_checks, technical=frozenset({"pair_id", "member_id"})),
    PairFeedback: Source(_feedback, technical=frozenset({"pair_id", "member_id"})),
    Thanks: Source(_thanks, {"author_id": "written", "mentor_id": "written"}, frozenset({"pair_id"})),
    SpeedSeat: Source(_speed_seats, {"event_id": "event"}, frozenset({"member_id"})),
    SpeedTable: Source(_tables, {**_SIDES, "event_id": "event"}),
    SpeedWish: Source(_wishes, {"event_id": "event"}, frozenset({"from_id", "to_id"})),
}
