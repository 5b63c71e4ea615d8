"""Merging two records: the tables where a rule of one word is not enough."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from db.engine import Session, insert_into
from db.models import (
    Answer,
    BlockedPair,
    Conversation,
    Interest,
    Letter,
    Member,
    MemberRole,
    MentorCard,
    MentoringRequest,
    Mentorship,
    OutboxRow,
    Presence,
    Registration,
    RoundPair,
    SchoolAdmin,
    SchoolAsk,
    TipSubscription,
    TipSubscriptionDirection,
)
from domain.people.joining import MOST_DIRECTIONS
from domain.vocabulary import (
    SELF_CHOSEN_ROLES,
    CardStatus,
    LetterState,
    MessageKind,
    PresenceState,
    RegistrationStatus,
    Role,
)
from services import live_screens
from services.events import events, seats
from services.mailing import letter_steps
from services.outbox import WAITING
from services.people.merging_rules import Two, quietly

_BETTER_SEAT = {
    RegistrationStatus.REGISTERED: 0,
    RegistrationStatus.OFFERED: 1,
    RegistrationStatus.WAITLISTED: 2,
    RegistrationStatus.CANCELLED: 3,
}
_BETTER_CARD = {CardStatus.CONFIRMED: 0, CardStatus.PENDING: 1, CardStatus.RETURNED: 2}


async def unite_registrations(session: Session, two: Two, now: datetime) -> None:
    """At an event both signed up for, the better of the two stays, and a seat nobody needs is offered on."""
    mine, theirs = (select(Registration.event_id).where(Registration.member_id == member_id) for member_id in two.both)
    shared = sorted(await session.scalars(mine.intersect(theirs)))
    for event_id in shared:
        event = await seats.lock_event(session, event_id)
        query = select(Registration).where(Registration.event_id == event_id, Registration.member_id.in_(two.both))
        rows = (await session.scalars(query.execution_options(populate_existing=True))).all()
        better, worse = sorted(rows, key=lambda one: (_BETTER_SEAT[one.status], one.arrival))
        if worse.status in events.ACTIVE:
            await seats.release(session, event, worse, now)
        await _unite_presence(session, better.id, worse.id)
        have = select(Answer.question_id).where(Answer.registration_id == better.id)
        more = update(Answer).where(Answer.registration_id == worse.id, Answer.question_id.not_in(have))
        await session.execute(quietly(more.values(registration_id=better.id)))
        await session.delete(worse)
        await session.flush()
    move = update(Registration).where(Registration.member_id == two.gone).values(member_id=two.keep)
    await session.execute(quietly(move))


async def _unite_presence(session: Session, better: int, worse: int) -> None:
    """Who came under either name has come."""
    came = select(Presence.sitting).where(Presence.registration_id == worse, Presence.state == PresenceState.ATTENDED)
    missed = delete(Presence).where(
        Presence.registration_id == better,
        Presence.state == PresenceState.NO_SHOW,
        Presence.sitting.in_(list(await session.scalars(came))),
    )
    await session.execute(quietly(missed))
    have = list(await session.scalars(select(Presence.sitting).where(Presence.registration_id == better)))
    more = update(Presence).where(Presence.registration_id == worse, Presence.sitting.not_in(have))
    await session.execute(quietly(more.values(registration_id=better)))


async def unite_roles(session: Session, two: Two) -> None:
    """What one calls oneself is one role; what coordinators gave adds up."""
    rows = await session.execute(
        select(MemberRole.member_id, MemberRole.role, MemberRole.granted_at).where(MemberRole.member_id.in_(two.both))
    )
    roles: dict[int, dict[Role, datetime]] = {two.keep: {}, two.gone: {}}
    for member_id, role, granted_at in rows:
        roles[member_id][role] = granted_at
    mine, theirs = roles[two.keep], roles[two.gone]
    given: dict[Role, datetime] = {role: at for role, at in theirs.items() if role in (Role.COORDINATOR, Role.MENTOR)}
    chosen = set(mine) & set(SELF_CHOSEN_ROLES)
    together: dict[Role, datetime] = {**(theirs if not chosen else given), **mine}
    if len(set(together) & set(SELF_CHOSEN_ROLES)) > 1:
        together.pop(Role.GUEST, None)
    await session.execute(quietly(delete(MemberRole).where(MemberRole.member_id.in_(two.both))))
    for role, granted_at in together.items():
        values = {"member_id": two.keep, "role": role, "granted_at": granted_at}
        await session.execute(insert_into(session, MemberRole).values(values))


async def unite_interests(session: Session, two: Two) -> None:
    """Up to three: those of the record that stays come first."""
    rows = await session.execute(select(Interest.member_id, Interest.direction).where(Interest.member_id.in_(two.both)))
    ranked = sorted(rows.all(), key=lambda one: (one[0] != two.keep, one[1]))
    chosen = list(dict.fromkeys(direction for _, direction in ranked))[:MOST_DIRECTIONS]
    await session.execute(quietly(delete(Interest).where(Interest.member_id.in_(two.both))))
    for direction in chosen:
        values = {"member_id": two.keep, "direction": direction}
        await session.execute(insert_into(session, Interest).values(values))


async def unite_cards(session: Session, two: Two) -> None:
    """A confirmed card is worth more than one that waits."""
    found = await session.execute(
        select(MentorCard.member_id, MentorCard.status).where(MentorCard.member_id.in_(two.both))
    )
    ranked = sorted(found.all(), key=lambda one: (_BETTER_CARD[one[1]], one[0] != two.keep))
    for member_id, _ in ranked[1:]:
        await session.execute(quietly(delete(MentorCard).where(MentorCard.member_id == member_id)))
    move = update(MentorCard).where(MentorCard.member_id == two.gone).values(member_id=two.keep)
    await session.execute(quietly(move))


async def unite_blocks(session: Session, two: Two) -> None:
    """The smaller id comes first; the member who goes bars nobody from the one who stays."""
    query = select(BlockedPair.first_id, BlockedPair.second_id, BlockedPair.created_at).where(
        or_(BlockedPair.first_id == two.gone, BlockedPair.second_id == two.gone)
    )
    rows = (await session.execute(query)).all()
    await session.execute(
        quietly(delete(BlockedPair).where(or_(BlockedPair.first_id == two.gone, BlockedPair.second_id == two.gone)))
    )
    for first_id, second_id, created_at in rows:
        other = second_id if first_id == two.gone else first_id
        if other == two.keep:
            continue
        low, high = sorted((two.keep, other))
        values = {"first_id": low, "second_id": high, "created_at": created_at}
        await session.execute(insert_into(session, BlockedPair).values(values).on_conflict_do_nothing())


async def unite_subscriptions(session: Session, two: Two) -> None:
    """A subscription is copied with its themes: they hang on its key."""
    if await session.scalar(select(TipSubscription.member_id).where(TipSubscription.member_id == two.keep)) is None:
        table = TipSubscription.__table__
        names = [column.name for column in table.columns]
        row = [
            select(Member.id).where(Member.id == two.keep).scalar_subquery() if column.name == "member_id" else column
            for column in table.columns
        ]
        copy = select(*row).where(TipSubscription.member_id == two.gone)
        await session.execute(insert_into(session, TipSubscription).from_select(names, copy))
        themes = update(TipSubscriptionDirection).where(TipSubscriptionDirection.member_id == two.gone)
        await session.execute(quietly(themes.values(member_id=two.keep)))
    await session.execute(quietly(delete(TipSubscription).where(TipSubscription.member_id == two.gone)))


async def unite_school_asks(session: Session, two: Two) -> None:
    """One asks for one school, that of the profile; who speaks for it already asks no more. Before the messages."""
    places = select(Member.id, Member.organization_id, Member.organization_text).where(Member.id.in_(two.both))
    found = {member_id: (school, text) for member_id, school, text in await session.execute(places)}
    school, _ = found[two.keep] if any(found[two.keep]) else found[two.gone]
    asks = await session.execute(
        select(SchoolAsk.member_id, SchoolAsk.organization_id, SchoolAsk.asked_at).where(
            SchoolAsk.member_id.in_(two.both),
            ~exists().where(
                SchoolAdmin.organization_id == SchoolAsk.organization_id, SchoolAdmin.member_id.in_(two.both)
            ),
        )
    )
    ranked = sorted(asks.all(), key=lambda one: (one[1] != school, one[0] != two.keep))
    await session.execute(quietly(delete(SchoolAsk).where(SchoolAsk.member_id.in_(two.both))))
    if not ranked:
        return
    member_id, asked_of, asked_at = ranked[0]
    values = {"member_id": two.keep, "organization_id": asked_of, "asked_at": asked_at}
    await session.execute(insert_into(session, SchoolAsk).values(values))
    if member_id == two.gone:
        await _readdress(session, MessageKind.SCHOOL_ASKED, two)


async def _readdress(session: Session, kind: MessageKind, two: Two) -> None:
    """What waits to be said about the record that goes is said about the one that stays."""
    old, new = f"member:{two.gone}", f"member:{two.keep}"
    twin = aliased(OutboxRow)
    said = exists().where(
        twin.kind == kind,
        twin.entity == new,
        twin.recipient_id == OutboxRow.recipient_id,
        twin.due_at == OutboxRow.due_at,
    )
    waiting = (OutboxRow.kind == kind, OutboxRow.entity == old, OutboxRow.state.in_(WAITING))
    await session.execute(quietly(update(OutboxRow).where(*waiting, ~said).values(entity=new)))


async def part_in_rounds(session: Session, two: Two) -> None:
    """A round that found one of the two for the other has found nobody."""
    own = select(MentoringRequest.id).where(MentoringRequest.mentee_id.in_(two.both))
    found = update(RoundPair).where(RoundPair.mentor_id.in_(two.both), RoundPair.request_id.in_(own))
    await session.execute(quietly(found.values(mentor_id=None, pinned=False)))


async def unite_messages(session: Session, two: Two) -> None:
    """News about the record that goes is no news any more; a call for help names who called."""
    about = delete(OutboxRow).where(OutboxRow.entity == f"member:{two.gone}", OutboxRow.state.in_(WAITING))
    await session.execute(quietly(about))
    pairs = select(Mentorship.id).where(or_(Mentorship.mentor_id == two.gone, Mentorship.mentee_id == two.gone))
    entities = [f"pair:{pair_id}" for pair_id in await session.scalars(pairs)]
    query = select(OutboxRow.id, OutboxRow.payload).where(
        OutboxRow.entity.in_(entities), OutboxRow.kind == MessageKind.PAIR_CHECK
    )
    for row_id, payload in (await session.execute(query)).all():
        if payload.get("by") == two.gone:
            mended = update(OutboxRow).where(OutboxRow.id == row_id).values(payload={**payload, "by": two.keep})
            await session.execute(quietly(mended))


async def part_letters(session: Session, two: Two, now: datetime) -> None:
    """Nobody answers a letter of their own: one that a coordinator's other record has is everybody's again."""
    mine = (Letter.member_id.in_(two.both), Letter.taken_by_id.in_(two.both))
    for letter_id in (await session.scalars(select(Letter.id).where(*mine).order_by(Letter.id))).all():
        letter = await letter_steps.lock(session, letter_id)
        if letter.state is LetterState.TAKEN:
            await letter_steps.move(session, letter, LetterState.OPEN, None, now)
            if letter.deadline_at is not None:
                await letter_steps.tell_desk(session, letter, now, but=two.keep)
        else:
            letter.taken_by_id = None
            await session.flush()


_EARLIER = ("created_at", "joined_at")
_PLACES = ("organization_id", "organization_text")


async def unite_members(session: Session, two: Two) -> None:
    """The record that stays fills its holes; then the other goes with nothing left hanging on it."""
    query = select(Member).where(Member.id.in_(two.both)).execution_options(populate_existing=True)
    found = {member.id: member for member in await session.scalars(query)}
    keep, gone = found[two.keep], found[two.gone]
    telegram_id, seen = keep.telegram_id, [day for day in (keep.seen_on, gone.seen_on) if day]
    values: dict[str, Any] = {"seen_on": max(seen, default=None)}
    values |= {name: min(filter(None, (getattr(keep, name), getattr(gone, name))), default=None) for name in _EARLIER}
    for name in ("full_name", "position", "started_year", "reminders"):
        values[name] = getattr(keep, name) if getattr(keep, name) is not None else getattr(gone, name)
    # the dative belongs to the name
    values["name_dative"] = keep.name_dative or (gone.name_dative if gone.full_name == values["full_name"] else None)
    for names in (_PLACES, ("municipality", "municipality_text")):
        source = keep if any(getattr(keep, name) is not None for name in names) else gone
        values |= {name: getattr(source, name) for name in names}
    if telegram_id is None:
        telegram_id = gone.telegram_id
        values["unreachable_since"] = gone.unreachable_since
    elif gone.telegram_id is not None:
        mine = or_(Conversation.user_id == gone.telegram_id, Conversation.chat_id == gone.telegram_id)
        await session.execute(quietly(delete(Conversation).where(mine)))
        await live_screens.forget_person(session, gone.telegram_id)
    session.expunge(gone)
    await session.execute(quietly(delete(Member).where(Member.id == two.gone)))
    for name, value in values.items():
        setattr(keep, name, value)
    keep.telegram_id = telegram_id
    await session.flush()
