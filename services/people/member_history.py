"""What a person did in the club, for coordinators: the newest of each kind."""

from sqlalchemy import or_, select

from db.engine import Session
from db.models import Certificate, Event, Letter, Member, MentoringRequest, Mentorship, Presence, Registration, Tip
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import certificates as certificate_rules
from domain.people.members_desk import (
    HistoryCertificate,
    HistoryEvent,
    HistoryLetter,
    HistoryPair,
    HistoryRequest,
    HistoryTip,
    MemberHistory,
)
from domain.vocabulary import PresenceState

_A_FEW = 10


async def history(session: Session, actor: Actor, member_id: int) -> MemberHistory:
    """The newest of what a person did, a few of each kind. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    member = await session.get(Member, member_id)
    if member is None:
        raise NotFound
    return MemberHistory(
        member_id,
        member.full_name,
        await _events(session, member_id),
        await _certificates(session, member_id),
        await _requests(session, member_id),
        await _pairs(session, member_id),
        await _tips(session, member_id),
        await _letters(session, member_id),
    )


async def _events(session: Session, member_id: int) -> tuple[HistoryEvent, ...]:
    query = (
        select(Registration.id, Event.title, Event.starts_at, Registration.status)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == member_id)
        .order_by(Event.starts_at.desc(), Registration.id)
        .limit(_A_FEW)
    )
    rows = (await session.execute(query)).all()
    marks = select(Presence.registration_id, Presence.state).where(
        Presence.registration_id.in_([row.id for row in rows])
    )
    came: dict[int, bool] = {}
    for registration_id, state in await session.execute(marks):
        came[registration_id] = came.get(registration_id, False) or state is PresenceState.ATTENDED
    return tuple(HistoryEvent(row.id, row.title, row.starts_at, row.status, came.get(row.id)) for row in rows)


async def _certificates(session: Session, member_id: int) -> tuple[HistoryCertificate, ...]:
    query = select(Certificate).where(Certificate.member_id == member_id)
    rows = await session.scalars(query.order_by(Certificate.year.desc(), Certificate.number.desc()).limit(_A_FEW))
    return tuple(
        HistoryCertificate(row.id, certificate_rules.label(row.year, row.number), row.title, row.revoked_at is not None)
        for row in rows
    )


async def _requests(session: Session, member_id: int) -> tuple[HistoryRequest, ...]:
    query = select(MentoringRequest).where(MentoringRequest.mentee_id == member_id)
    rows = await session.scalars(query.order_by(MentoringRequest.id.desc()).limit(_A_FEW))
    return tuple(HistoryRequest(row.id, row.created_at, row.state, tuple(row.directions)) for row in rows)


async def _pairs(session: Session, member_id: int) -> tuple[HistoryPair, ...]:
    query = (
        select(Mentorship)
        .where(or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id))
        .order_by(Mentorship.id.desc())
        .limit(_A_FEW)
    )
    rows = (await session.scalars(query)).all()
    others = {(row.mentee_id if row.mentor_id == member_id else row.mentor_id) for row in rows}
    found = await session.execute(select(Member.id, Member.full_name).where(Member.id.in_(others)))
    names = {row.id: row.full_name for row in found}
    return tuple(
        HistoryPair(
            row.id,
            names.get(row.mentee_id if row.mentor_id == member_id else row.mentor_id or 0),
            row.mentor_id == member_id,
            row.status,
            row.started_at,
        )
        for row in rows
    )


async def _tips(session: Session, member_id: int) -> tuple[HistoryTip, ...]:
    query = select(Tip.id, Tip.title, Tip.state).where(Tip.author_id == member_id).order_by(Tip.id.desc())
    return tuple(HistoryTip(*row) for row in await session.execute(query.limit(_A_FEW)))


async def _letters(session: Session, member_id: int) -> tuple[HistoryLetter, ...]:
    query = select(Letter.id, Letter.created_at, Letter.state).where(Letter.member_id == member_id)
    rows = await session.execute(query.order_by(Letter.id.desc()).limit(_A_FEW))
    return tuple(HistoryLetter(*row) for row in rows)
