"""The relay: the two of a pair write to each other through the bot, and neither shows a phone or a username."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from db.engine import Session
from db.models import Member, Mentorship, RelayMessage
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound, OtherSideAway
from domain.mentoring.pairs import LIVE, PairView
from domain.mentoring.relay import HISTORY, KEPT_AFTER_END, Correspondent, History, Outgoing, RelayKind, RelayView, Sent
from domain.vocabulary import MessageKind, Priority
from services import outbox
from services.mentoring import pair_views, pairs
from services.outbox import Message

# quiet hours hold a message back for less than this, so what is older has been delivered long ago
_LONGEST_QUIET = timedelta(days=2)


async def address(session: Session, actor: Actor, pair_id: int) -> Correspondent:
    """To whom one is going to write.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, OtherSideAway.
    """
    _, to = await _other(session, actor.member(), pair_id)
    return to


async def send(session: Session, actor: Actor, pair_id: int, message: Outgoing, now: datetime) -> Sent:
    """Pass a message on, in quiet hours when they end.

    Raises ConsentNeeded, ProfileNeeded, NotFound, PairEnded, PairWaits, OtherSideAway.
    """
    member_id = actor.member()
    recipient_id, to = await _other(session, member_id, pair_id)
    row = RelayMessage(
        pair_id=pair_id,
        author_id=member_id,
        kind=message.kind.value,
        text=message.text,
        file=message.file,
        sent_at=now,
    )
    session.add(row)
    await session.flush()
    await outbox.plan(session, [Message(MessageKind.PAIR_RELAY, f"relay:{row.id}", recipient_id, now, Priority.NOTICE)])
    leaves_at = clubtime.next_allowed(now)
    return Sent(to, leaves_at if leaves_at > now else None)


async def elsewhere(
    session: Session, actor: Actor, pair_id: int, since: datetime, now: datetime
) -> tuple[Correspondent, ...]:
    """Other pairs from which a message has come since `since` (aware): the next word may be meant for them.

    Raises ConsentNeeded.
    """
    member_id = actor.owner()
    query = (
        select(RelayMessage.pair_id, RelayMessage.sent_at, Member.full_name)
        .join(Mentorship, Mentorship.id == RelayMessage.pair_id)
        .join(Member, Member.id == RelayMessage.author_id)
        .where(or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id), Mentorship.status.in_(LIVE))
        .where(RelayMessage.author_id != member_id, RelayMessage.pair_id != pair_id)
        .where(RelayMessage.sent_at > since - _LONGEST_QUIET)
        .order_by(RelayMessage.id.desc())
    )
    found: dict[int, Correspondent] = {}
    for other_id, sent_at, name in (await session.execute(query)).all():
        if since < clubtime.next_allowed(sent_at) <= now:
            found.setdefault(other_id, Correspondent(other_id, name or ""))
    return tuple(found.values())


async def history(session: Session, actor: Actor, pair_id: int) -> History:
    """The last messages of one's own pair, until a while after its end. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    pair = await pair_views.of_member(session, member_id, pair_id)
    query = select(RelayMessage, Member.full_name).join(Member, Member.id == RelayMessage.author_id)
    query = query.where(RelayMessage.pair_id == pair_id).order_by(RelayMessage.id.desc()).limit(HISTORY)
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    return History(
        pair_id=pair_id,
        name=pair.other.name if pair.other else None,
        writable=_writable(pair),
        messages=tuple(_view(row, name, member_id, pair) for row, name in reversed(rows)),
    )


async def one(session: Session, actor: Actor, message_id: int) -> RelayView:
    """A message of one's own pair. Raises ConsentNeeded, NotFound."""
    view = await seen_by(session, actor.owner(), message_id)
    if view is None:
        raise NotFound
    return view


async def seen_by(session: Session, member_id: int, message_id: int) -> RelayView | None:
    """A message as this member of the pair sees it; None when it is not theirs, or gone."""
    query = select(RelayMessage, Member.full_name).join(Member, Member.id == RelayMessage.author_id)
    found = (await session.execute(query.where(RelayMessage.id == message_id))).one_or_none()
    if found is None:
        return None
    row, name = found
    pair = await pair_views.seen_by(session, member_id, row.pair_id)
    return _view(row, name, member_id, pair) if pair else None


async def sweep(session: Session, now: datetime) -> None:
    """Forget what was written in pairs that ended a while before `now` (aware)."""
    old = select(Mentorship.id).where(Mentorship.ended_at < now - KEPT_AFTER_END)
    await session.execute(
        delete(RelayMessage).where(RelayMessage.pair_id.in_(old)).execution_options(synchronize_session=False)
    )


async def _other(session: Session, member_id: int, pair_id: int) -> tuple[int, Correspondent]:
    """The other side, who must be there to read. Raises NotFound, PairEnded, PairWaits, OtherSideAway."""
    pair = await pairs.lock_live(session, member_id, pair_id)
    query = select(Member.id, Member.full_name).where(
        Member.id == pair_views.other_id(pair, member_id),
        Member.telegram_id.is_not(None),
        Member.unreachable_since.is_(None),
        Member.blocked_at.is_(None),
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise OtherSideAway
    recipient_id, name = found
    return recipient_id, Correspondent(pair_id, name or "")


def _writable(pair: PairView) -> bool:
    return pair.live and pair.other is not None


def _view(row: RelayMessage, name: str | None, member_id: int, pair: PairView) -> RelayView:
    return RelayView(
        id=row.id,
        pair_id=row.pair_id,
        own=row.author_id == member_id,
        author=name or "",
        kind=RelayKind(row.kind),
        text=row.text,
        file=row.file,
        sent_at=row.sent_at,
        writable=_writable(pair),
    )
