"""Two records of one person become one: everything of the record that goes moves to the one that stays.

Every reference to a member has a rule in `RULES`; a test finds one that has none. Where both records have what may be
there once only, the better one stays: a seat before a place in line, a mark «был(а)» before «не пришёл», the words of
the record that stays, with what it left open filled in. Locks: `member_locks.py`.
"""

from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select

from db.engine import Session
from db.models import (
    ClaimCode,
    Member,
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
from services.people import member_locks, members_desk, traces
from services.people import merging_own as own
from services.people.merging_rules import RULES, Rule, Two, column_of, take_over


async def preview(session: Session, actor: Actor, keep_id: int, gone_id: int, now: datetime) -> MergePreview:
    """Both cards and what they have in common. Raises ConsentNeeded, NotAllowed, NotFound, and as `merge`."""
    keep = await members_desk.card(session, actor, keep_id, now)
    gone = await members_desk.card(session, actor, gone_id, now)
    two = Two(keep_id, gone_id)
    if gone.oneself:
        raise Outdated
    await _ensure_open(session, two)
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
    await _hold(session, two)
    await own.unite_registrations(session, two, now)
    await own.unite_roles(session, two)
    await own.unite_interests(session, two)
    await own.unite_cards(session, two)
    await own.unite_blocks(session, two)
    await own.unite_subscriptions(session, two)
    await own.unite_school_asks(session, two)
    await own.part_in_rounds(session, two)
    await own.unite_messages(session, two)
    await own.part_letters(session, two, now)
    await session.execute(delete(ClaimCode).where(ClaimCode.member_id.in_(two.both)))
    for attribute, rule in RULES.items():
        if rule is not Rule.OWN:
            await take_over(session, column_of(attribute), two, rule)
    await traces.readdress(session, gone_id, keep_id)
    await own.unite_members(session, two)


# --- locks and refusals


async def _hold(session: Session, two: Two) -> None:
    """Both, with all that is theirs: from now on nothing new can name the one who goes."""
    if len(await member_locks.hold(session, *two.both)) != len(two.both):
        raise NotFound
    await _ensure_open(session, two)
    await _ensure_one_person(session, two)
    await member_locks.hold_hard(session, *two.both)


async def _ensure_open(session: Session, two: Two) -> None:
    shut = exists().where(Member.id.in_(two.both), Member.blocked_at.is_not(None))
    if await session.scalar(select(shut)):
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
