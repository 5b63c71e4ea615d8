"""Two entries of the directory become one organisation: everything of the one that goes moves to the one that stays.

The one that goes is kept as a sign to the other: old buttons, begun forms and the club's own file find their way by it.
Every reference to an organisation has a rule in `RULES`; a test finds one that has none. Locks: a turn of the
directory, the people who move, speak for it or ask to (whoever gives one of them a right holds them, too, and then
names it), the two entries, pairs that wait for their word.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.engine import Session
from db.models import Announcement, Member, Mentorship, Organization, SchoolAdmin, SchoolApproval, SchoolAsk
from domain.actors import Actor
from domain.errors import Outdated
from domain.people.organizations import MOST_CANDIDATES, OrganizationView
from domain.people.organizations_desk import find, near
from domain.people.organizations_merging import OrganizationMerge
from domain.vocabulary import PairStatus
from services import journal
from services.people import organizations, organizations_desk
from services.people.merging_rules import Rule, Two, column_of, quietly, take_over

# in this order: whoever gives a right or asks for one holds the member, and finds the new organisation there
RULES: Mapping[InstrumentedAttribute[Any], Rule] = {
    Member.organization_id: Rule.MOVE,
    SchoolAdmin.organization_id: Rule.UNITE,
    SchoolAsk.organization_id: Rule.MOVE,
    SchoolApproval.organization_id: Rule.OWN,
    Organization.merged_into_id: Rule.MOVE,
}


async def others(
    session: Session, actor: Actor, organization_id: int, words: Sequence[str] = ()
) -> tuple[OrganizationView, ...]:
    """A few organisations the words (folded) may mean, the archived too; without words, those called alike.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    view = await organizations.get(session, organization_id)
    rest = [one for one in await organizations.directory(session) if one.id != view.id]
    if not words:
        return near(view.name, rest, None)
    return tuple(find(words, rest)[0][:MOST_CANDIDATES])


async def preview(session: Session, actor: Actor, keep_id: int, gone_id: int) -> OrganizationMerge:
    """Both cards and what moves. Raises ConsentNeeded, NotAllowed, NotFound, Outdated, OrganizationMerged."""
    actor.coordinator()
    if keep_id == gone_id:
        raise Outdated
    for one in (keep_id, gone_id):
        await organizations_desk.open_one(session, one)
    words = select(func.count()).where(SchoolApproval.organization_id == gone_id)
    asks = select(func.count()).where(SchoolAsk.organization_id == gone_id)
    return OrganizationMerge(
        keep=await organizations_desk.card(session, actor, keep_id),
        gone=await organizations_desk.card(session, actor, gone_id),
        asks=await session.scalar(asks) or 0,
        approvals=await session.scalar(words) or 0,
        within=len(await _within(session, Two(keep_id, gone_id))),
        announcements=len(await _addressed(session, gone_id)),
    )


async def merge(session: Session, actor: Actor, keep_id: int, gone_id: int, now: datetime) -> None:
    """A coordinator makes two entries one; `now` is aware. It can't be taken back.

    Of two who do it at once the second hears that it is done. Raises as `preview`.
    """
    actor_id = actor.coordinator()
    if keep_id == gone_id:
        raise Outdated
    two = Two(keep_id, gone_id)
    keep, gone = await _lock(session, two)
    people = await session.scalar(select(func.count()).where(Member.organization_id == gone_id)) or 0
    await _unite_words(session, two)
    for attribute, rule in RULES.items():
        if rule is not Rule.OWN:
            await take_over(session, column_of(attribute), two, rule)
    await _readdress(session, two)
    # who wanted to be asked about pairs is not silently passed over from now on
    keep.cross_approval = keep.cross_approval or gone.cross_approval
    keep.changed_at = gone.changed_at = now
    gone.merged_into_id, gone.archived_at, gone.cross_approval = keep_id, gone.archived_at or now, False
    await session.flush()
    await journal.record(
        session,
        actor_id=actor_id,
        act="organization.merged",
        object=f"organization:{keep_id}",
        now=now,
        gone=gone_id,
        people=people,
    )


async def _lock(session: Session, two: Two) -> tuple[Organization, Organization]:
    """Whoever writes a reference to the one that goes at this moment is waited for, or waits.

    Raises NotFound, OrganizationMerged.
    """
    await organizations_desk.take_turn(session)
    # who asks to speak for it, or did once, may be of another by now
    asks = select(SchoolAsk.member_id).where(SchoolAsk.organization_id == two.gone)
    speaks = select(SchoolAdmin.member_id).where(SchoolAdmin.organization_id == two.gone)
    named = or_(Member.organization_id == two.gone, Member.id.in_(asks), Member.id.in_(speaks))
    await session.execute(select(Member.id).where(named).order_by(Member.id).with_for_update(key_share=True))
    for one in sorted(two.both):
        # references to the one that stays may be written meanwhile
        lock = select(Organization.id).where(Organization.id == one)
        await session.execute(lock.with_for_update(key_share=one == two.keep))
    keep, gone = [await organizations_desk.open_one(session, one) for one in two.both]
    waits = select(SchoolApproval.pair_id).where(SchoolApproval.organization_id.in_(two.both))
    pairs = select(Mentorship.id).where(Mentorship.id.in_(waits), Mentorship.status == PairStatus.APPROVAL)
    await session.execute(pairs.order_by(Mentorship.id).with_for_update(key_share=True))
    return keep, gone


async def _unite_words(session: Session, two: Two) -> None:
    """Of a pair's two words the one that is said stays; about a pair within one organisation nobody is asked."""
    within = await _within(session, two)
    unsaid = (SchoolApproval.organization_id.in_(two.both), SchoolApproval.agreed.is_(None))
    # a chore lets a pair begin that waits for nobody's word
    await session.execute(quietly(delete(SchoolApproval).where(SchoolApproval.pair_id.in_(within), *unsaid)))
    twin = aliased(SchoolApproval)
    said = select(twin.pair_id).where(twin.organization_id.in_(two.both), twin.agreed.is_not(None))
    await session.execute(quietly(delete(SchoolApproval).where(SchoolApproval.pair_id.in_(said), *unsaid)))
    await take_over(session, column_of(SchoolApproval.organization_id), two, Rule.UNITE)


async def _within(session: Session, two: Two) -> list[int]:
    """Pairs waiting for a word, both sides of which are of these two entries, that is of one organisation."""
    mentor, mentee = aliased(Member), aliased(Member)
    query = (
        select(Mentorship.id)
        .join(mentor, mentor.id == Mentorship.mentor_id)
        .join(mentee, mentee.id == Mentorship.mentee_id)
        .where(Mentorship.status == PairStatus.APPROVAL)
        .where(mentor.organization_id.in_(two.both), mentee.organization_id.in_(two.both))
        .where(or_(mentor.organization_id == two.gone, mentee.organization_id == two.gone))
    )
    return list(await session.scalars(query.order_by(Mentorship.id)))


# --- whom announcements are addressed to: ids within JSON, which no foreign key knows


async def _addressed(session: Session, organization_id: int) -> list[int]:
    rows = await session.execute(select(Announcement.id, Announcement.audience).order_by(Announcement.id))
    return [one for one, audience in rows if organization_id in audience.get("organizations", ())]


async def _readdress(session: Session, two: Two) -> None:
    """Announcements to the one that goes, sent or not, are to the one that stays: late joiners get them, too."""
    for announcement_id in await _addressed(session, two.gone):
        row = await session.get_one(Announcement, announcement_id, with_for_update=True, populate_existing=True)
        some = {two.keep if one == two.gone else one for one in row.audience.get("organizations", ())}
        row.audience = {**row.audience, "organizations": sorted(some)}
    await session.flush()
