"""A mentor's card: written by its owner, confirmed or returned by a coordinator, paused, taken away.

Its lock comes before the locks of requests: whatever waits for a mentor who takes nobody now goes on to the next.
"""

from datetime import date, datetime

from sqlalchemy import select

from db.engine import Session
from db.models import MemberRole, MentorCard
from domain import clubtime
from domain.actors import Actor
from domain.errors import CardChanged, NotFound, Outdated, OwnCardReview
from domain.lemmas import lemmas
from domain.mentoring.cards import Card, CardView, OwnCard
from domain.vocabulary import CardStatus, MessageKind, Priority, Role
from services import journal, outbox
from services.mentoring import card_views, requests
from services.mentoring.card_views import card_of, name_of
from services.outbox import Message

# --- by the owner


async def save(session: Session, actor: Actor, card: Card, now: datetime) -> OwnCard:
    """Save one's card; new words of it are seen by others once a coordinator has read them.

    With fewer places than pairs, requests that wait go on. Raises ConsentNeeded, ProfileNeeded.
    """
    member_id = actor.member()
    row = await _find(session, member_id)
    if row is None:
        row = MentorCard(member_id=member_id, status=CardStatus.PENDING, paused_until=None, created_at=now)
        session.add(row)
        to_review = True
    else:
        edited = card_of(row).version != card.version
        to_review = row.status is CardStatus.RETURNED or (row.status is CardStatus.CONFIRMED and edited)
    row.directions, row.stages, row.forms = list(card.directions), list(card.stages), list(card.forms)
    row.subject, row.about, row.ways = card.subject, card.about, list(card.ways)
    row.capacity, row.group_size, row.on_duty = card.capacity, card.group_size, card.on_duty
    row.lemmas = lemmas(f"{card.subject} {card.about}")
    row.changed_at = now
    if to_review:
        row.status, row.review_note = CardStatus.PENDING, None
    await session.flush()
    await requests.send_on_if_full(session, member_id, now)
    if to_review:
        await outbox.withdraw(session, entity=name_of(member_id), kinds=[MessageKind.CARD_REVIEWED])
        await _tell_coordinators(session, member_id, now)
    return await card_views.of_owner(session, member_id, now)


async def pause(session: Session, actor: Actor, until: date | None, now: datetime) -> OwnCard:
    """Take nobody new through this day; None ends the pause. What waits for the mentor goes on to others.

    Raises ConsentNeeded, NotFound, Outdated (the day has passed).
    """
    member_id = actor.owner()
    if until is not None and until < clubtime.local(now).date():
        raise Outdated
    row = await _lock(session, member_id)
    row.paused_until = until
    await session.flush()
    if until is not None:
        await requests.mentor_gone(session, member_id, now)
    return await card_views.of_owner(session, member_id, now)


async def set_on_duty(session: Session, actor: Actor, on: bool, now: datetime) -> OwnCard:
    """Whether one answers urgent requests. Raises ConsentNeeded, NotFound."""
    member_id = actor.known() if on else actor.owner()
    row = await _lock(session, member_id)
    row.on_duty = on
    await session.flush()
    return await card_views.of_owner(session, member_id, now)


async def withdraw(session: Session, actor: Actor, now: datetime) -> None:
    """Take one's card away: pairs go on, requests go to others; twice is once. Raises ConsentNeeded."""
    member_id = actor.owner()
    row = await _find(session, member_id)
    if row is None:
        return
    await session.delete(row)
    await session.flush()
    await requests.mentor_gone(session, member_id, now)
    await outbox.withdraw(session, entity=name_of(member_id), kinds=_ABOUT_CARD)


# --- by coordinators


async def confirm(session: Session, actor: Actor, member_id: int, version: int, now: datetime) -> CardView:
    """The card, as the coordinator has read it, may be seen by the club; its owner is told. Twice is once.

    One's own card is another coordinator's to confirm; the only one may, and the journal says so.
    Raises ConsentNeeded, NotAllowed, NotFound, CardChanged, OwnCardReview (nothing has been written then).
    """
    coordinator_id = actor.coordinator()
    row = await _lock(session, member_id)
    if card_of(row).version != version or row.status is CardStatus.RETURNED:
        raise CardChanged
    if row.status is CardStatus.PENDING:
        if await card_views.is_for_another(session, coordinator_id, member_id):
            raise OwnCardReview
        await _settle(session, row, coordinator_id, CardStatus.CONFIRMED, None, now)
    return await card_views.view(session, row, now)


async def hand_back(session: Session, actor: Actor, member_id: int, version: int, note: str, now: datetime) -> CardView:
    """Return a card with a word on what to mend; a confirmed one is no longer seen, its requests go on to others.

    Raises ConsentNeeded, NotAllowed, NotFound, CardChanged (nothing has been written then).
    """
    coordinator_id = actor.coordinator()
    row = await _lock(session, member_id)
    if card_of(row).version != version or row.status is CardStatus.RETURNED:
        raise CardChanged
    await _settle(session, row, coordinator_id, CardStatus.RETURNED, note, now)
    await requests.mentor_gone(session, member_id, now)
    return await card_views.view(session, row, now)


async def _settle(
    session: Session, row: MentorCard, coordinator_id: int, status: CardStatus, note: str | None, now: datetime
) -> None:
    row.status, row.review_note = status, note
    row.reviewed_by_id, row.reviewed_at = coordinator_id, now
    await session.flush()
    about = name_of(row.member_id)
    act = "card.confirmed" if status is CardStatus.CONFIRMED else "card.returned"
    own = {"own": True} if row.member_id == coordinator_id else {}
    await journal.record(session, actor_id=coordinator_id, act=act, object=about, now=now, **own)
    await outbox.withdraw(session, entity=about, kinds=_ABOUT_CARD)
    if row.member_id != coordinator_id:
        told = Message(MessageKind.CARD_REVIEWED, about, row.member_id, now, Priority.NOTICE)
        await outbox.plan(session, [told])


# --- shared

_ABOUT_CARD = (MessageKind.CARD_TO_REVIEW, MessageKind.CARD_REVIEWED)


async def _find(session: Session, member_id: int) -> MentorCard | None:
    query = select(MentorCard).where(MentorCard.member_id == member_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def _lock(session: Session, member_id: int) -> MentorCard:
    row = await _find(session, member_id)
    if row is None:
        raise NotFound
    return row


async def _tell_coordinators(session: Session, member_id: int, now: datetime) -> None:
    query = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR, MemberRole.member_id != member_id)
    about = name_of(member_id)
    await outbox.plan(
        session,
        [
            Message(MessageKind.CARD_TO_REVIEW, about, coordinator_id, now, Priority.NOTICE)
            for coordinator_id in await session.scalars(query.order_by(MemberRole.member_id))
        ],
    )
