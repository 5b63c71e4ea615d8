"""«Хочу продолжить» after an evening of quick meetings: whom one has met, secret wishes, the request that is ready.

A wish is its author's secret until the other side has the same one; then both are told, once.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from db.engine import Session, insert_into
from db.models import (
    Event,
    Interest,
    Member,
    MentorCard,
    MentoringRequest,
    OutboxRow,
    SpeedEvening,
    SpeedTable,
    SpeedWish,
)
from domain.actors import Actor
from domain.errors import NotFound, WishesClosed
from domain.events import speed as rules
from domain.events.speed_views import Met, Mutual, Wishes
from domain.mentoring.request_form import Step, Wanted
from domain.people.joining import MOST_DIRECTIONS
from domain.vocabulary import CardStatus, Direction, MentoringForm, MessageKind, Priority, Urgency
from services import outbox
from services.events import seats, speed_tables
from services.mentoring import mentor_places, request_form
from services.outbox import Message

# a mutual wish that could not be told for so long is no news any more
_MATCH_LIVES = timedelta(days=14)


async def wishes(session: Session, actor: Actor, event_id: int, now: datetime) -> Wishes:
    """Whom this person has met, with their own wishes; also when these change no more.

    Raises ConsentNeeded, NotFound (they met nobody there), WishesClosed before the end of the evening.
    """
    return await _wishes(session, event_id, actor.owner(), now)


async def wish(session: Session, actor: Actor, event_id: int, other_id: int, on: bool, now: datetime) -> Wishes:
    """Wish to go on with somebody one has met, or take it back; a mutual wish is told to both.

    Raises ConsentNeeded, NotFound (they have not met), WishesClosed.
    """
    member_id = actor.known()
    # two wishes of one pair at once: the second one must see the first
    event = await seats.lock_event(session, event_id)
    evening = await speed_tables.evening_of(session, event_id)
    view = await _wishes(session, event_id, member_id, now)
    if not view.are_open(now):
        raise WishesClosed
    if other_id not in {one.member_id for one in view.met}:
        raise NotFound
    if on:
        values = {"event_id": event_id, "from_id": member_id, "to_id": other_id, "made_at": now}
        await session.execute(insert_into(session, SpeedWish).values(**values).on_conflict_do_nothing())
        if await _wants(session, event_id, other_id, member_id):
            await _tell(session, evening, member_id, other_id, now)
            await _tell(session, evening, other_id, member_id, now, quiet_ok=False)
    else:
        mine = (SpeedWish.event_id == event_id, SpeedWish.from_id == member_id, SpeedWish.to_id == other_id)
        await session.execute(delete(SpeedWish).where(*mine))
    return await _wishes(session, event.id, member_id, now)


async def asks(session: Session, member_id: int, event_id: int, now: datetime) -> Wishes | None:
    """What the message at the end asks about; None when there is nothing to choose (`now` is aware)."""
    try:
        view = await _wishes(session, event_id, member_id, now)
    except (NotFound, WishesClosed):
        return None
    return view if view.are_open(now) else None


async def mutual(session: Session, member_id: int, other_id: int, event_id: int, now: datetime) -> Mutual | None:
    """The news that both want to go on; None when one of them does not any more."""
    both = [(member_id, other_id), (other_id, member_id)]
    if not all([await _wants(session, event_id, *one) for one in both]):
        return None
    as_mentor = await _side(session, event_id, member_id, other_id)
    mentor_id, mentee_id = (member_id, other_id) if as_mentor else (other_id, member_id)
    event = await session.get_one(Event, event_id)
    other = await session.get_one(Member, other_id)
    # never stored: only what is looked at when a mentor's turn comes
    request = MentoringRequest(
        mentee_id=mentee_id, same_organization=True, form=MentoringForm.ONE_TO_ONE, directions=[]
    )
    free = await mentor_places.is_free(session, request, mentor_id, now)
    return Mutual(event_id, event.title, other_id, other.full_name or "", as_mentor, free)


async def ready(session: Session, actor: Actor, event_id: int, mentor_id: int, now: datetime) -> tuple[str, Wanted]:
    """A request to a mentor met at the evening, with everything but the need; and the event's title for that.

    A mentor who takes nobody new now is left out of it, as in `request_form.begin`, and raises what that raises;
    NotFound when the two have not met.
    """
    member_id = actor.member()
    if await _side(session, event_id, member_id, mentor_id):
        raise NotFound
    event = await session.get_one(Event, event_id)
    wanted = await request_form.begin(session, actor, urgent=False, mentor_id=mentor_id, now=now)
    card = await session.get(MentorCard, mentor_id)
    filled = Wanted(
        directions=await _themes(session, member_id, card),
        urgency=Urgency.MONTH,
        form=_form(card),
        anonymous=False,
        # they have met, wherever both work
        same_organization=True,
        mentors=wanted.mentors,
        settled=wanted.settled | {Step.DIRECTIONS, Step.WAY},
        given=wanted.given,
    )
    return event.title, filled


# --- parts


async def _wishes(session: Session, event_id: int, member_id: int, now: datetime) -> Wishes:
    evening = await speed_tables.evening_of(session, event_id)
    if evening.ends_at is None or now < evening.ends_at:
        raise WishesClosed
    event = await session.get_one(Event, event_id)
    mine = or_(SpeedTable.mentor_id == member_id, SpeedTable.mentee_id == member_id)
    query = select(SpeedTable).where(SpeedTable.event_id == event_id, mine).order_by(SpeedTable.round)
    rows = (await session.scalars(query)).all()
    if not rows:
        raise NotFound
    others = [row.mentee_id if row.mentor_id == member_id else row.mentor_id for row in rows]
    of_others = select(Member.id, Member.full_name).where(Member.id.in_(others))
    names = {row[0]: row[1] for row in await session.execute(of_others)}
    confirmed = select(MentorCard.member_id).where(
        MentorCard.member_id.in_(others), MentorCard.status == CardStatus.CONFIRMED
    )
    cards = set(await session.scalars(confirmed))
    of_event = select(SpeedWish.from_id, SpeedWish.to_id).where(
        SpeedWish.event_id == event_id, or_(SpeedWish.from_id == member_id, SpeedWish.to_id == member_id)
    )
    wanted = {(row[0], row[1]) for row in await session.execute(of_event)}
    return Wishes(
        event_id=event_id,
        title=event.title,
        met=tuple(
            Met(
                member_id=one,
                name=names.get(one) or "",
                wished=(member_id, one) in wanted,
                mutual={(member_id, one), (one, member_id)} <= wanted,
                has_card=one in cards,
            )
            for one in others
        ),
        as_mentor=rows[0].mentor_id == member_id,
        closes_at=evening.ends_at + rules.WISHES_OPEN,
    )


async def _wants(session: Session, event_id: int, from_id: int, to_id: int) -> bool:
    return await session.get(SpeedWish, (event_id, from_id, to_id), populate_existing=True) is not None


async def _side(session: Session, event_id: int, member_id: int, other_id: int) -> bool:
    """Whether the member sat as the mentor with the other one. Raises NotFound when they did not sit together."""
    query = select(SpeedTable.mentor_id).where(
        SpeedTable.event_id == event_id,
        SpeedTable.mentor_id.in_((member_id, other_id)),
        SpeedTable.mentee_id.in_((member_id, other_id)),
    )
    mentor_id = await session.scalar(query)
    if mentor_id is None:
        raise NotFound
    return mentor_id == member_id


async def _tell(
    session: Session, evening: SpeedEvening, member_id: int, other_id: int, now: datetime, *, quiet_ok: bool = True
) -> None:
    """News of a mutual wish, once. It is about the other one, so that it goes when they are erased."""
    about = f"member:{other_id}"
    query = select(OutboxRow.payload).where(
        OutboxRow.kind == MessageKind.SPEED_MATCH, OutboxRow.entity == about, OutboxRow.recipient_id == member_id
    )
    if any(payload.get("event") == evening.event_id for payload in await session.scalars(query)):
        return
    message = Message(
        kind=MessageKind.SPEED_MATCH,
        entity=about,
        recipient_id=member_id,
        due_at=now,
        priority=Priority.NOTICE,
        expires_at=now + _MATCH_LIVES,
        quiet_ok=quiet_ok,
        payload={"event": evening.event_id},
    )
    await outbox.plan(session, [message])


async def _themes(session: Session, member_id: int, card: MentorCard | None) -> tuple[Direction, ...]:
    """What the mentor teaches and the mentee is interested in; with nothing in common, what either has."""
    query = select(Interest.direction).where(Interest.member_id == member_id)
    interests = set(await session.scalars(query))
    taught = {Direction(one) for one in card.directions} if card else set()
    chosen = interests & taught or taught or interests
    return tuple(one for one in Direction if one in chosen)[:MOST_DIRECTIONS]


def _form(card: MentorCard | None) -> MentoringForm:
    """Long work one to one, which is what most want, unless the mentor takes only other forms."""
    taken = [MentoringForm(one) for one in card.forms] if card else []
    known = [one for one in taken if one not in (MentoringForm.SPEED, MentoringForm.GROUP)]
    one_to_one = MentoringForm.ONE_TO_ONE
    return one_to_one if one_to_one in known or not known else known[0]
