"""Asking about a pair across schools: which schools, who speaks for them, by when, and who does in their silence.

What is made of the answers is the business of `approvals.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import select

from content import load_schedule
from db.engine import Session
from db.models import Member, MemberRole, Mentorship, Organization, SchoolApproval
from domain.mentoring import approvals as rules
from domain.mentoring.approvals import Hat, IsSchoolDay
from domain.vocabulary import MessageKind, Priority, Role
from services import outbox
from services.mentoring.school_rights import speakers
from services.outbox import Message


async def asking(session: Session, mentor_id: int, mentee_id: int) -> tuple[int, ...]:
    """Organisations that want to be asked about a pair of these two; none about two of one organisation."""
    query = select(Member.id, Member.organization_id).where(Member.id.in_((mentor_id, mentee_id)))
    schools = {organization_id for _, organization_id in await session.execute(query)}
    if len(schools) < 2 or None in schools:
        return ()
    wanted = select(Organization.id).where(Organization.id.in_(schools), Organization.cross_approval)
    return tuple(await session.scalars(wanted.order_by(Organization.id)))


async def ask(session: Session, pair: Mentorship, organization_ids: Sequence[int], now: datetime) -> None:
    """Ask these organisations about the pair at `now` (aware), and tell the two that they wait.

    Where nobody in the club speaks for a school, coordinators are asked at once.
    """
    messages = [
        Message(MessageKind.PAIR_WAITS, f"pair:{pair.id}", member_id, now, Priority.NOTICE)
        for member_id in (pair.mentor_id, pair.mentee_id)
        if member_id is not None
    ]
    for organization_id in organization_ids:
        admins = await speakers(session, organization_id)
        by_club = not admins
        session.add(
            SchoolApproval(
                pair_id=pair.id,
                organization_id=organization_id,
                asked_at=now,
                by_club=by_club,
                deadline_at=now + rules.CLUB_AFTER if by_club else rules.deadline(now, school_days()),
            )
        )
        if by_club:
            messages += await _to_club(session, pair.id, now)
        else:
            messages += [_to_school(pair.id, member_id, now) for member_id in admins]
            remind = rules.reminder_at(now, school_days())
            messages += [_to_school(pair.id, member_id, remind, again=True) for member_id in admins]
    await session.flush()
    await outbox.plan(session, messages)


async def give_to_club(session: Session, approval: SchoolApproval, now: datetime) -> None:
    """The school is silent, or speaks no more: coordinators answer for it; or they are told once more."""
    again = approval.by_club
    approval.by_club, approval.deadline_at = True, now + rules.CLUB_AFTER
    await session.flush()
    await outbox.plan(session, await _to_club(session, approval.pair_id, now, again=again))


async def coordinators(session: Session) -> list[int]:
    """All coordinators' ids."""
    query = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR).order_by(MemberRole.member_id)
    return list(await session.scalars(query))


@cache
def school_days() -> IsSchoolDay:
    """Which days are school days."""
    return load_schedule().is_school_day


def _to_school(pair_id: int, member_id: int, at: datetime, *, again: bool = False) -> Message:
    return _message(pair_id, member_id, at, Hat.SCHOOL, again=again)


async def _to_club(session: Session, pair_id: int, at: datetime, *, again: bool = False) -> list[Message]:
    return [_message(pair_id, one, at, Hat.CLUB, again=again) for one in await coordinators(session)]


def _message(pair_id: int, member_id: int, at: datetime, hat: Hat, *, again: bool) -> Message:
    payload = {"hat": hat.value, "again": again}
    return Message(MessageKind.PAIR_APPROVAL, f"pair:{pair_id}", member_id, at, Priority.NOTICE, payload=payload)
