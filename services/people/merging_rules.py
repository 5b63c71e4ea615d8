"""What becomes of every reference to a member when two records become one, and the moves all tables share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, UniqueConstraint, and_, delete, exists, func, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from db.engine import Session
from db.models import (
    Announcement,
    AuditEntry,
    BlockedPair,
    CalendarFeed,
    Certificate,
    ClaimCode,
    Consent,
    DigestItem,
    Event,
    Feedback,
    Goal,
    Interest,
    Invite,
    Letter,
    LetterMessage,
    MailingChoice,
    MatchingRound,
    MeetingNote,
    MemberRole,
    MemberWord,
    MentorCard,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    OutboxRow,
    PairCheck,
    PairFeedback,
    PairMeeting,
    Presence,
    Registration,
    RelayMessage,
    RequestChoice,
    RequestStep,
    RoundForbidden,
    RoundPair,
    SchoolAdmin,
    SchoolApproval,
    SchoolAsk,
    SpeedSeat,
    SpeedTable,
    SpeedWish,
    Thanks,
    Tip,
    TipSeen,
    TipSubscription,
)


@dataclass(frozen=True, slots=True)
class Two:
    keep: int
    gone: int

    @property
    def both(self) -> tuple[int, int]:
        return (self.keep, self.gone)


class Rule(StrEnum):
    """What becomes of rows that name the member who goes."""

    # all of them move: no unique key holds the column
    MOVE = "MOVE"
    # of two rows of one key, that of the member who stays wins
    UNITE = "UNITE"
    # so it does, and what it leaves open is filled from the other
    FILL = "FILL"
    # a function of this module knows better
    OWN = "OWN"


RULES: Mapping[InstrumentedAttribute[Any], Rule] = {
    Announcement.author_id: Rule.MOVE,
    AuditEntry.actor_id: Rule.MOVE,
    BlockedPair.first_id: Rule.OWN,
    BlockedPair.second_id: Rule.OWN,
    CalendarFeed.member_id: Rule.UNITE,
    Certificate.member_id: Rule.MOVE,
    Certificate.issued_by_id: Rule.MOVE,
    ClaimCode.member_id: Rule.OWN,
    ClaimCode.issued_by_id: Rule.MOVE,
    Consent.member_id: Rule.MOVE,
    Consent.witness_id: Rule.MOVE,
    DigestItem.member_id: Rule.FILL,
    Event.created_by_id: Rule.MOVE,
    Feedback.member_id: Rule.FILL,
    Goal.author_id: Rule.MOVE,
    Interest.member_id: Rule.OWN,
    Invite.issued_by_id: Rule.MOVE,
    Invite.used_by_id: Rule.MOVE,
    Letter.member_id: Rule.MOVE,
    Letter.taken_by_id: Rule.MOVE,
    LetterMessage.author_id: Rule.MOVE,
    MailingChoice.member_id: Rule.UNITE,
    MatchingRound.created_by_id: Rule.MOVE,
    MatchingRound.sent_by_id: Rule.MOVE,
    MeetingNote.author_id: Rule.FILL,
    MemberRole.member_id: Rule.OWN,
    # they go with their member; the one who stays has words of its own
    MemberWord.member_id: Rule.OWN,
    MentorCard.member_id: Rule.OWN,
    MentorCard.reviewed_by_id: Rule.MOVE,
    MentorGroup.mentor_id: Rule.MOVE,
    MentoringRequest.mentee_id: Rule.MOVE,
    MentoringRequest.mentor_id: Rule.MOVE,
    Mentorship.mentor_id: Rule.MOVE,
    Mentorship.mentee_id: Rule.MOVE,
    OutboxRow.recipient_id: Rule.UNITE,
    PairCheck.member_id: Rule.FILL,
    PairFeedback.member_id: Rule.FILL,
    PairMeeting.proposed_by_id: Rule.MOVE,
    Presence.marked_by_id: Rule.MOVE,
    Registration.member_id: Rule.OWN,
    RelayMessage.author_id: Rule.MOVE,
    RequestChoice.mentor_id: Rule.MOVE,
    RequestStep.actor_id: Rule.MOVE,
    RequestStep.mentor_id: Rule.MOVE,
    RoundForbidden.mentor_id: Rule.UNITE,
    RoundPair.mentor_id: Rule.MOVE,
    SchoolAdmin.member_id: Rule.UNITE,
    SchoolAdmin.granted_by_id: Rule.MOVE,
    SchoolApproval.answered_by_id: Rule.MOVE,
    SchoolAsk.member_id: Rule.OWN,
    SpeedSeat.member_id: Rule.UNITE,
    SpeedTable.mentor_id: Rule.UNITE,
    SpeedTable.mentee_id: Rule.UNITE,
    SpeedWish.from_id: Rule.UNITE,
    SpeedWish.to_id: Rule.UNITE,
    Thanks.author_id: Rule.MOVE,
    Thanks.mentor_id: Rule.MOVE,
    Tip.author_id: Rule.MOVE,
    Tip.reviewed_by_id: Rule.MOVE,
    TipSeen.member_id: Rule.FILL,
    TipSubscription.member_id: Rule.OWN,
}


def column_of(attribute: InstrumentedAttribute[Any]) -> Column[Any]:
    """The table's own column behind a model's attribute."""
    column = attribute.property.columns[0]
    assert isinstance(column, Column)
    return column


def keys_with(column: Column[Any]) -> list[list[Column[Any]]]:
    """For each unique key that holds the column, the other columns of it."""
    table = column.table
    keys: list[Sequence[Column[Any]]] = [list(table.primary_key.columns)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(one.columns) for one in table.indexes if one.unique]
    return [[other for other in key if other is not column] for key in keys if any(one is column for one in key)]


async def take_over(session: Session, column: Column[Any], two: Two, rule: Rule) -> None:
    """Rows of one column's table move by its rule, which is not OWN."""
    table = column.table
    for others in keys_with(column):
        twin = table.alias()
        same = and_(true(), *(twin.c[other.name] == table.c[other.name] for other in others))
        if rule is Rule.FILL:
            keyed = {column.name, *(other.name for other in others)}
            holes = [one for one in table.columns if one.nullable and one.name not in keyed and not one.foreign_keys]
            given = {
                hole.name: func.coalesce(
                    hole, select(twin.c[hole.name]).where(twin.c[column.name] == two.gone, same).scalar_subquery()
                )
                for hole in holes
            }
            if given:
                await session.execute(update(table).where(column == two.keep).values(given))
        kept = exists().where(twin.c[column.name] == two.keep, same)
        await session.execute(delete(table).where(column == two.gone, kept))
    await session.execute(update(table).where(column == two.gone).values({column.name: two.keep}))


def quietly(statement: Any) -> Any:
    """The statement, for a session that need not look into what it has loaded."""
    return statement.execution_options(synchronize_session=False)
