"""Two records of one person become one: everything of the record that goes moves to the one that stays.

Every reference to a member has a rule in `RULES`; a test finds one that has none. Where both records have what may be
there once only, the better one stays: a seat before a place in line, a mark «был(а)» before «не пришёл», the words of
the record that stays, with what it left open filled in. Locks: events, then cards, requests, pairs, then the members.
"""

from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select, update

from db.engine import Session
from db.models import (
    AuditEntry,
    ClaimCode,
    Member,
    MentorCard,
    MentoringRequest,
    Mentorship,
    Registration,
    RequestChoice,
    SpeedTable,
    SpeedWish,
)
from domain.actors import Actor
from domain.errors import MemberBlocked, NotFound, NotOnePerson, Outdated
from domain.people.merging import MergePreview
from services import journal
from services.events import certificates
from services.people import members_desk
from services.people import merging_own as own
from services.people.merging_rules import RULES, Rule, Two, column_of, quietly, take_over


async def preview(session: Session, actor: Actor, keep_id: int, gone_id: int, now: datetime) -> MergePreview:
    """Both cards and what they have in common. Raises ConsentNeeded, NotAllowed, NotFound, and as `merge`."""
    keep = await members_desk.card(session, actor, keep_id, now)
    gone = await members_desk.card(session, actor, gone_id, now)
    two = Two(keep_id, gone_id)
    await _ensure_one_person(session, two)
    mine, theirs = (select(Registration.event_id).where(Registration.member_id == member_id) for member_id in two.both)
    shared = select(func.count()).select_from(mine.intersect(theirs).subquery())
    return MergePreview(keep, gone, await session.scalar(shared) or 0)


async def merge(session: Session, actor: Actor, keep_id: int, gone_id: int, now: datetime) -> None:
    """A coordinator makes two records one; `now` is aware. It can't be taken back.

    The Telegram of the record that stays, if it has one, is the person's from now on.
    Raises ConsentNeeded, NotAllowed, NotFound, Outdated (one's own record would go), MemberBlocked, NotOnePerson.
    """
    actor_id = actor.coordinator()
    if gone_id == actor_id:
        raise Outdated
    await unite(session, keep_id, gone_id, now)
    await journal.record(
        session, actor_id=actor_id, act="member.merged", object=f"member:{keep_id}", now=now, gone=gone_id
    )


async def unite(session: Session, keep_id: int, gone_id: int, now: datetime) -> None:
    """Everything of `gone_id` becomes `keep_id`'s; the caller answers for the right and for the journal.

    Raises NotFound, MemberBlocked, NotOnePerson.
    """
    two = Two(keep_id, gone_id)
    if keep_id == gone_id:
        raise NotFound
    # a certificate being issued at this moment would be lost; first of all, as whoever issues does it
    await certificates.take_turn(session)
    await own.unite_registrations(session, two, now)
    await _lock(session, two)
    await _ensure_one_person(session, two)
    await own.unite_roles(session, two)
    await own.unite_interests(session, two)
    await own.unite_cards(session, two)
    await own.unite_blocks(session, two)
    await own.unite_subscriptions(session, two)
    await own.unite_school_asks(session, two)
    await own.part_in_rounds(session, two)
    await own.unite_messages(session, two)
    await session.execute(delete(ClaimCode).where(ClaimCode.member_id.in_(two.both)))
    for attribute, rule in RULES.items():
        if rule is not Rule.OWN:
            await take_over(session, column_of(attribute), two, rule)
    old, new = f"member:{gone_id}", f"member:{keep_id}"
    await session.execute(quietly(update(AuditEntry).where(AuditEntry.object == old).values(object=new)))
    await own.unite_members(session, two)


# --- locks and refusals


async def _lock(session: Session, two: Two) -> None:
    """In the order everybody keeps; the members last, so that nothing new can name the one who goes."""
    cards = select(MentorCard.member_id).where(MentorCard.member_id.in_(two.both)).order_by(MentorCard.member_id)
    requests = select(MentoringRequest.id).where(
        or_(MentoringRequest.mentor_id.in_(two.both), MentoringRequest.mentee_id.in_(two.both))
    )
    pairs = select(Mentorship.id).where(or_(Mentorship.mentor_id.in_(two.both), Mentorship.mentee_id.in_(two.both)))
    members = select(Member.id, Member.blocked_at).where(Member.id.in_(two.both)).order_by(Member.id)
    await session.execute(cards.with_for_update())
    await session.execute(requests.order_by(MentoringRequest.id).with_for_update())
    await session.execute(pairs.order_by(Mentorship.id).with_for_update())
    found = (await session.execute(members.with_for_update())).all()
    if len(found) != len(two.both):
        raise NotFound
    if any(blocked_at is not None for _, blocked_at in found):
        raise MemberBlocked


async def _ensure_one_person(session: Session, two: Two) -> None:
    """Nobody mentors themselves: two who have met in a pair, a request or at a table are two people."""
    asked = and_(RequestChoice.request_id == MentoringRequest.id, MentoringRequest.mentee_id.in_(two.both))
    met = (
        exists().where(Mentorship.mentor_id.in_(two.both), Mentorship.mentee_id.in_(two.both)),
        exists().where(MentoringRequest.mentor_id.in_(two.both), MentoringRequest.mentee_id.in_(two.both)),
        exists().where(asked, RequestChoice.mentor_id.in_(two.both)),
        exists().where(SpeedTable.mentor_id.in_(two.both), SpeedTable.mentee_id.in_(two.both)),
        exists().where(SpeedWish.from_id.in_(two.both), SpeedWish.to_id.in_(two.both)),
    )
    if await session.scalar(select(or_(*met))):
        raise NotOnePerson
