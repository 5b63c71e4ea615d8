"""How a member wants announcements: each at once, gathered in the evening, none."""

from datetime import datetime

from sqlalchemy import delete, select, update

from db.engine import Session, insert_into
from db.models import DigestItem, MailingChoice, OutboxRow
from db.upsert import upsert
from domain.actors import Actor
from domain.mailing.announcement_run import DECLINED, TO_DIGEST
from domain.vocabulary import Mailing, MessageKind, OutboxState
from services import outbox


async def current(session: Session, actor: Actor) -> Mailing:
    """The member's choice; one by one as long as they have made none. Raises ConsentNeeded, ProfileNeeded."""
    return await _of(session, actor.member())


async def choose(session: Session, actor: Actor, how: Mailing, now: datetime) -> Mailing:
    """From now on (aware) announcements come so, those that wait for this member included.

    Raises ConsentNeeded, ProfileNeeded.
    """
    member_id = actor.member()
    values = {"member_id": member_id, "announcements": how, "changed_at": now}
    await upsert(session, MailingChoice, ("member_id",), values)
    match how:
        case Mailing.NONE:
            await _drop_waiting(session, member_id, DECLINED)
            await session.execute(
                delete(DigestItem).where(DigestItem.member_id == member_id, DigestItem.sent_at.is_(None))
            )
        case Mailing.DIGEST:
            for announcement_id in await _drop_waiting(session, member_id, TO_DIGEST):
                row = {"member_id": member_id, "announcement_id": announcement_id, "added_at": now}
                await session.execute(insert_into(session, DigestItem).values(row).on_conflict_do_nothing())
        case Mailing.EACH:
            pass
    return how


async def _of(session: Session, member_id: int) -> Mailing:
    query = select(MailingChoice.announcements).where(MailingChoice.member_id == member_id)
    return await session.scalar(query) or Mailing.EACH


async def _drop_waiting(session: Session, member_id: int, reason: str) -> list[int]:
    """Announcements of which nothing has come to the member yet do not come; returns which."""
    mine = (OutboxRow.recipient_id == member_id, OutboxRow.kind == MessageKind.ANNOUNCEMENT_SENT)
    begun = select(OutboxRow.entity).where(
        *mine, OutboxRow.state.in_((OutboxState.SENT, OutboxState.SENDING, OutboxState.UNCERTAIN))
    )
    waiting = (*mine, OutboxRow.state.in_((*outbox.WAITING, OutboxState.HELD)), OutboxRow.entity.not_in(begun))
    names = set(await session.scalars(select(OutboxRow.entity).where(*waiting).with_for_update()))
    await session.execute(
        update(OutboxRow)
        .where(*waiting)
        .values(state=OutboxState.MISSED, error=reason)
        .execution_options(synchronize_session=False)
    )
    return sorted(int(name.partition(":")[2]) for name in names)
