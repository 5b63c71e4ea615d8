"""What a mentor says to a whole group: each live pair of it gets it as its own, so answers come to the pair."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Member, Mentorship
from domain import clubtime
from domain.actors import Actor
from domain.errors import MeetingsFull, OtherSideAway, PairEnded, PairWaits
from domain.mentoring.meetings import Proposal
from domain.mentoring.mentor_groups import Told
from domain.mentoring.pairs import OPEN
from domain.mentoring.relay import Outgoing
from services.mentoring import meetings, mentor_group_own, relay

# what keeps one pair from being told, and nobody else
_UNREACHED = (OtherSideAway, PairEnded, PairWaits, MeetingsFull)


async def write(session: Session, actor: Actor, group_id: int, messages: Sequence[Outgoing], now: datetime) -> Told:
    """Pass these messages on to everybody in one's own group, in quiet hours when they end (aware `now`).

    Who can't get them is named. Raises ConsentNeeded, ProfileNeeded, NotFound.
    """
    group = await mentor_group_own.own_row(session, actor.member(), group_id)
    missed: dict[type[Exception], list[str]] = {}
    reached = 0
    for pair_id, name in await _pairs(session, group_id):
        try:
            for message in messages:
                await relay.send(session, actor, pair_id, message, now)
            reached += 1
        except _UNREACHED as error:
            missed.setdefault(type(error), []).append(name)
    leaves_at = clubtime.next_allowed(now)
    return _told(group_id, group.title, reached, missed, leaves_at if leaves_at > now else None)


async def call(session: Session, actor: Actor, group_id: int, proposal: Proposal, now: datetime) -> Told:
    """Everybody in one's own group is asked to meet at the proposal's time; who can't be is named.

    Raises ConsentNeeded, ProfileNeeded, NotFound, MeetingPassed (aware `now`).
    """
    group = await mentor_group_own.own_row(session, actor.member(), group_id)
    # before anybody is asked
    proposal.coming(now)
    missed: dict[type[Exception], list[str]] = {}
    reached = 0
    for pair_id, name in await _pairs(session, group_id):
        try:
            await meetings.propose(session, actor, pair_id, proposal, now)
            reached += 1
        except _UNREACHED as error:
            missed.setdefault(type(error), []).append(name)
    return _told(group_id, group.title, reached, missed, None)


async def _pairs(session: Session, group_id: int) -> list[tuple[int, str]]:
    """Pairs of the group that are not over, with the mentee's name, in the order of locks."""
    query = (
        select(Mentorship.id, Member.full_name)
        .join(Member, Member.id == Mentorship.mentee_id)
        .where(Mentorship.group_id == group_id, Mentorship.status.in_(OPEN))
        .order_by(Mentorship.id)
    )
    return [(pair_id, name or "") for pair_id, name in await session.execute(query)]


def _told(
    group_id: int, title: str, reached: int, missed: dict[type[Exception], list[str]], waits_until: datetime | None
) -> Told:
    return Told(
        group_id=group_id,
        title=title,
        reached=reached,
        away=tuple(missed.get(OtherSideAway, ())),
        unmet=tuple(missed.get(PairWaits, ())),
        full=tuple(missed.get(MeetingsFull, ())),
        waits_until=waits_until,
    )
