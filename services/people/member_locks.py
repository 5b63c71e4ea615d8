"""Before a member goes, or becomes one with another, all that names them is held: nobody must wait in a ring.

Who acts holds the thing first (an announcement, a letter, a request) and names a member afterwards, in the journal or
the outbox; a key to a member waits only for who deletes one. So the members' rows are held softly at the beginning,
which lets keys to them be written, then the things, and only then hard, by `hold_hard`. On SQLite there is one writer,
and nothing to wait for.
"""

from collections.abc import Sequence

from sqlalchemy import Select, exists, or_, select

from db.engine import Session
from db.models import (
    Announcement,
    Event,
    Invite,
    Letter,
    MatchingRound,
    Member,
    MemberRole,
    MentorCard,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    OutboxRow,
    Registration,
    RoundPair,
    SchoolAdmin,
    SchoolAsk,
    Tip,
    TipSubscription,
)
from domain.vocabulary import OutboxState
from services.events import certificates


async def hold(session: Session, *member_ids: int) -> Sequence[int]:
    """Hold the members and all that names them till the end of the transaction; returns who of them is there, by id."""
    # a message that could not be delivered marks its recipient: delivery holds the row, then the member
    sending = OutboxRow.recipient_id.in_(member_ids), OutboxRow.state == OutboxState.SENDING
    await session.execute(select(OutboxRow.id).where(*sending).order_by(OutboxRow.id).with_for_update())
    members = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    found = (await session.scalars(members.with_for_update(key_share=True))).all()
    # a certificate being issued at this moment would keep the name of who goes
    await certificates.take_turn(session)
    for query in _named_by(member_ids):
        await session.execute(query.with_for_update())
    return found


async def hold_hard(session: Session, *member_ids: int) -> None:
    """From now on nothing new can name these members. After `hold`."""
    members = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    await session.execute(members.with_for_update())


def _named_by(ids: Sequence[int]) -> tuple[Select[*tuple[int, ...]], ...]:
    """In the order everybody keeps (docs/architecture.md)."""
    seated = exists().where(Registration.event_id == Event.id, Registration.member_id.in_(ids))
    matched = exists().where(RoundPair.round_id == MatchingRound.id, RoundPair.mentor_id.in_(ids))
    started = or_(MatchingRound.created_by_id.in_(ids), MatchingRound.sent_by_id.in_(ids))
    asked = or_(MentoringRequest.mentor_id.in_(ids), MentoringRequest.mentee_id.in_(ids))
    paired = or_(Mentorship.mentor_id.in_(ids), Mentorship.mentee_id.in_(ids))
    written = or_(Letter.member_id.in_(ids), Letter.taken_by_id.in_(ids))
    told = or_(Tip.author_id.in_(ids), Tip.reviewed_by_id.in_(ids))
    linked = Invite.issued_by_id.in_(ids), Invite.used_at.is_(None)
    themes, asks, speaks = TipSubscription.member_id, SchoolAsk.member_id, SchoolAdmin.member_id
    return (
        select(Event.id).where(or_(Event.created_by_id.in_(ids), seated)).order_by(Event.id),
        select(MatchingRound.id).where(or_(started, matched)).order_by(MatchingRound.id),
        select(MentorCard.member_id).where(MentorCard.member_id.in_(ids)).order_by(MentorCard.member_id),
        select(MentorGroup.id).where(MentorGroup.mentor_id.in_(ids)).order_by(MentorGroup.id),
        select(MentoringRequest.id).where(asked).order_by(MentoringRequest.id),
        select(Mentorship.id).where(paired).order_by(Mentorship.id),
        select(asks).where(asks.in_(ids)).order_by(asks),
        select(speaks).where(speaks.in_(ids)).order_by(SchoolAdmin.organization_id, speaks),
        select(MemberRole.member_id).where(MemberRole.member_id.in_(ids)).order_by(MemberRole.member_id),
        select(Letter.id).where(written).order_by(Letter.id),
        select(Tip.id).where(told).order_by(Tip.id),
        select(themes).where(themes.in_(ids)).order_by(themes),
        select(Announcement.id).where(Announcement.author_id.in_(ids)).order_by(Announcement.id),
        select(Invite.id).where(*linked).order_by(Invite.id),
    )
