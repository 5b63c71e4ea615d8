"""«Мои данные»: what is kept about a person, and leaving without a trace (design §5, consent of the club)."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from db.engine import Session
from db.models import (
    Certificate,
    Consent,
    Conversation,
    Event,
    Letter,
    Member,
    MemberRole,
    MentorCard,
    MentoringRequest,
    Mentorship,
    OutboxRow,
    Registration,
    Tip,
    TipSeen,
    TipSubscription,
)
from domain.actors import Actor
from domain.errors import NotFound, Outdated
from domain.mentoring.pairs import OPEN as OPEN_PAIRS
from domain.mentoring.requests import OPEN as OPEN_REQUESTS
from domain.people.mydata import Holdings, is_fresh
from domain.vocabulary import RegistrationStatus, Role, TipState
from services import intake, journal, live_screens
from services.events import registrations
from services.mailing import letters_desk
from services.people import leaving, member_locks, roles, traces
from services.tips import tip_proposals

ERASED = "member.erased"


async def holdings(session: Session, actor: Actor, now: datetime) -> Holdings | None:
    """What is kept about the person at `now` (aware), in figures; None for a guest, of whom nothing is.

    Raises NotFound for who has gone since the turn began.
    """
    member_id = actor.member_id
    if member_id is None:
        return None
    created_at = await session.scalar(select(Member.created_at).where(Member.id == member_id))
    if created_at is None:
        # erased or made one with another record since this turn began
        raise NotFound
    consented_at = await session.scalar(select(func.max(Consent.given_at)).where(Consent.member_id == member_id))
    seats, in_line, in_all = await _registrations(session, member_id, now)
    seen, votes = await _tips(session, member_id)
    live_pairs, pairs, open_requests = await _mentoring(session, member_id)
    published_tips, other_tips = await _own_tips(session, member_id)
    subscribed = await session.scalar(
        select(func.count()).select_from(TipSubscription).where(TipSubscription.member_id == member_id)
    )
    return Holdings(
        consented_at=consented_at or created_at,
        seats=seats,
        places_in_line=in_line,
        registrations=in_all,
        certificates=await _certificates(session, member_id),
        tips_seen=seen,
        tip_votes=votes,
        subscribed=bool(subscribed),
        coordinator=actor.is_coordinator,
        mentor_card=await session.get(MentorCard, member_id) is not None,
        live_pairs=live_pairs,
        pairs=pairs,
        open_requests=open_requests,
        published_tips=published_tips,
        other_tips=other_tips,
        letters=await _letters(session, member_id),
    )


async def erase(session: Session, actor: Actor, asked_at: datetime, now: datetime) -> None:
    """Erase the person from every table; their seats go to those who wait.

    `asked_at` is when the confirmation was shown: an old one raises Outdated. For a guest, that is for the
    second of two taps, nothing is left to do. The journal keeps that it happened and how much was lost, not
    about whom. Withdrawal of consent is the same act: without consent nothing may be kept.
    """
    held = await holdings(session, actor, now)
    if held is None:
        return
    if not is_fresh(asked_at, now):
        raise Outdated
    await _erase(session, actor, held, now, by=None)


async def erase_absent(session: Session, actor: Actor, registration_id: int, now: datetime) -> None:
    """A coordinator erases a person without Telegram who asked for it: they have no button of their own.

    Raises ConsentNeeded, NotAllowed, NotFound (also for who has Telegram: they do it themselves).
    """
    coordinator_id = actor.coordinator()
    query = (
        select(Member.id)
        .join(Registration, Registration.member_id == Member.id)
        .where(Registration.id == registration_id, Member.telegram_id.is_(None))
    )
    absent = Actor(telegram_id=0, member_id=await session.scalar(query))
    held = await holdings(session, absent, now)
    if held is None:
        raise NotFound
    await _erase(session, absent, held, now, by=coordinator_id)


async def erase_member(session: Session, actor: Actor, member_id: int, asked_at: datetime, now: datetime) -> None:
    """A coordinator erases a person who asked them to. For the second of two taps nothing is left to do.

    `asked_at` is when the confirmation was shown. Raises ConsentNeeded, NotAllowed, and Outdated: the confirmation is
    old, the person is a coordinator (their rights go first), or oneself.
    """
    coordinator_id = actor.coordinator()
    member = await session.get(Member, member_id)
    if member is None:
        return
    if not is_fresh(asked_at, now) or await _coordinates(session, member_id) or member_id == coordinator_id:
        raise Outdated
    person = Actor(telegram_id=member.telegram_id or 0, member_id=member_id)
    held = await holdings(session, person, now)
    if held is not None:
        await _erase(session, person, held, now, by=coordinator_id)


async def _erase(session: Session, actor: Actor, held: Holdings, now: datetime, by: int | None) -> None:
    """`by` is the coordinator who did it; None: the person themselves, of whom nothing stays. Raises Outdated."""
    member_id = actor.owner()
    if not await member_locks.hold(session, member_id) or (by is not None and await _coordinates(session, member_id)):
        # gone into another record meanwhile, where all of it still is; or a coordinator by now
        raise Outdated
    await registrations.cancel_all(session, member_id, now)
    await leaving.leave_mentoring(session, member_id, now)
    await letters_desk.coordinator_gone(session, member_id, now)
    await tip_proposals.forget_author(session, member_id)
    await roles.close_links(session, member_id, now)
    # messages before their recipient: delivery locks in this order too
    about = OutboxRow.entity == traces.named(member_id)
    await session.execute(delete(OutboxRow).where(or_(OutboxRow.recipient_id == member_id, about)))
    chats = or_(Conversation.user_id == actor.telegram_id, Conversation.chat_id == actor.telegram_id)
    await session.execute(delete(Conversation).where(chats))
    await intake.forget_person(session, actor.telegram_id)
    await live_screens.forget_person(session, actor.telegram_id)
    await traces.forget(session, member_id)
    # numbers of the register have no holes, so an entry stays, and says nothing of the person any more
    nameless = dict.fromkeys(("full_name", "position", "organization"))
    await session.execute(update(Certificate).where(Certificate.member_id == member_id).values(nameless))
    # the rest hangs on the member and goes with them: every reference to a member cascades or turns to NULL
    gone = await session.scalar(delete(Member).where(Member.id == member_id).returning(Member.id))
    if gone is not None:
        await journal.record(session, actor_id=by, act=ERASED, object="member", now=now, **_counts(held))


async def _coordinates(session: Session, member_id: int) -> bool:
    return await session.get(MemberRole, (member_id, Role.COORDINATOR), populate_existing=True) is not None


def _counts(held: Holdings) -> dict[str, int]:
    return {
        "seats": held.seats,
        "places_in_line": held.places_in_line,
        "registrations": held.registrations,
        "tips_seen": held.tips_seen,
        "tip_votes": held.tip_votes,
    }


async def _registrations(session: Session, member_id: int, now: datetime) -> tuple[int, int, int]:
    """Seats and places in line at coming events, and all registrations ever."""
    coming = Event.starts_at > now
    query = (
        select(
            _count_if(coming & Registration.status.in_((RegistrationStatus.REGISTERED, RegistrationStatus.OFFERED))),
            _count_if(coming & (Registration.status == RegistrationStatus.WAITLISTED)),
            func.count(),
        )
        .select_from(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == member_id)
    )
    seats, in_line, in_all = (await session.execute(query)).one()
    return seats, in_line, in_all


async def _mentoring(session: Session, member_id: int) -> tuple[int, int, int]:
    """Live pairs, all pairs ever, and open requests."""
    of_pairs = select(_count_if(Mentorship.status.in_(OPEN_PAIRS)), func.count()).where(
        or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id)
    )
    live, pairs = (await session.execute(of_pairs)).one()
    own = (MentoringRequest.mentee_id == member_id, MentoringRequest.state.in_(OPEN_REQUESTS))
    requests = await session.scalar(select(func.count()).select_from(MentoringRequest).where(*own)) or 0
    return live, pairs, requests


async def _certificates(session: Session, member_id: int) -> int:
    own = (Certificate.member_id == member_id, Certificate.revoked_at.is_(None))
    return await session.scalar(select(func.count()).select_from(Certificate).where(*own)) or 0


async def _letters(session: Session, member_id: int) -> int:
    own = select(func.count()).select_from(Letter).where(Letter.member_id == member_id)
    return await session.scalar(own) or 0


async def _tips(session: Session, member_id: int) -> tuple[int, int]:
    """Tips seen and opinions about them."""
    query = select(func.count(), func.count(TipSeen.vote)).where(TipSeen.member_id == member_id)
    seen, votes = (await session.execute(query)).one()
    return seen, votes


async def _own_tips(session: Session, member_id: int) -> tuple[int, int]:
    """Tips of one's own: published, and all others."""
    published = Tip.state == TipState.PUBLISHED
    query = select(_count_if(published), _count_if(~published)).where(Tip.author_id == member_id)
    ours, others = (await session.execute(query)).one()
    return ours, others


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
