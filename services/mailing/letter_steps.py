"""What every act on a letter shares: its lock, a message added, whose turn it is, who is told.

Who may act is the business of `letters.py` (who wrote it) and `letters_desk.py` (coordinators).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Letter, LetterMessage, Member, MemberRole
from domain.desk_days import answer_by
from domain.errors import NotFound
from domain.mentoring.relay import Outgoing
from domain.vocabulary import LetterState, MessageKind, Priority, Role
from services import desk_days, outbox
from services.outbox import Message

K = MessageKind
# what is senseless after the next step: who is to act has changed, or what has been done
_PASSING = (K.LETTER_NEW, K.LETTER_HANDED, K.LETTER_OVERDUE, K.LETTER_CLOSED)
# ids of those who answer letters: whoever has stopped the bot hears of none, so a letter must not wait for them
ANSWERING = (
    select(MemberRole.member_id)
    .join(Member, Member.id == MemberRole.member_id)
    .where(MemberRole.role == Role.COORDINATOR, Member.blocked_at.is_(None))
    .where(Member.telegram_id.is_not(None), Member.unreachable_since.is_(None))
)


async def lock(session: Session, letter_id: int) -> Letter:
    """A letter that only the caller changes until the transaction ends. Raises NotFound."""
    query = select(Letter).where(Letter.id == letter_id).with_for_update()
    letter = await session.scalar(query.execution_options(populate_existing=True))
    if letter is None:
        raise NotFound
    return letter


async def add_message(
    session: Session, letter: Letter, author_id: int, message: Outgoing, now: datetime, *, from_desk: bool
) -> LetterMessage:
    """One more message of a letter its caller has locked."""
    row = LetterMessage(
        letter_id=letter.id,
        author_id=author_id,
        from_desk=from_desk,
        kind=message.kind.value,
        text=message.text,
        file=message.file,
        sent_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def move(session: Session, letter: Letter, state: LetterState, taken_by_id: int | None, now: datetime) -> None:
    """The letter has another state or another owner from now on; what was said of the old one is withdrawn."""
    letter.state, letter.taken_by_id, letter.changed_at = state, taken_by_id, now
    letter.closed_at = now if state is LetterState.CLOSED else None
    if state is LetterState.CLOSED:
        letter.deadline_at = None
    await session.flush()
    await withdraw(session, letter)


async def withdraw(session: Session, letter: Letter) -> None:
    """Take back what has not been said yet of where the letter stood."""
    await outbox.withdraw(session, entity=_entity(letter), kinds=_PASSING)


def await_desk(letter: Letter, now: datetime) -> datetime:
    """It is the desk's turn, by the deadline it has already, or by a new one; returns the deadline (aware UTC)."""
    if letter.deadline_at is None:
        letter.deadline_at = answer_by(now, desk_days.works())
    return letter.deadline_at


async def tell(session: Session, letter: Letter, kind: MessageKind, member_ids: Sequence[int], at: datetime) -> None:
    """Plan news of the letter."""
    await _plan(session, kind, _entity(letter), member_ids, at)


async def tell_message(
    session: Session, message: LetterMessage, kind: MessageKind, member_id: int, now: datetime
) -> None:
    """Plan to pass one message of a letter on."""
    await _plan(session, kind, f"letter_message:{message.id}", [member_id], now)


async def tell_desk(session: Session, letter: Letter, now: datetime, *, but: int | None = None) -> None:
    """All coordinators hear that nobody has the letter; `but` is who does not need to be told."""
    everybody = await coordinators(session)
    await tell(session, letter, K.LETTER_NEW, [one for one in everybody if one != but] or everybody, now)


async def coordinators(session: Session) -> list[int]:
    """Ids of those who answer letters."""
    return list(await session.scalars(ANSWERING.order_by(MemberRole.member_id)))


async def has_taker(session: Session, letter: Letter) -> bool:
    """Whether somebody has the letter who still answers letters."""
    return letter.state is LetterState.TAKEN and letter.taken_by_id in await coordinators(session)


def _entity(letter: Letter) -> str:
    return f"letter:{letter.id}"


async def _plan(session: Session, kind: MessageKind, entity: str, member_ids: Sequence[int], at: datetime) -> None:
    await outbox.plan(session, [Message(kind, entity, one, at, Priority.NOTICE) for one in member_ids])
