"""A coordinator mends somebody's name or school; the person hears of it. Certificates keep what they say."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Member, Organization
from domain.actors import Actor
from domain.errors import Outdated
from domain.people.joining import Answers, Step, question_of
from domain.vocabulary import MessageKind, Priority
from services import journal, outbox
from services.outbox import Message
from services.people import profiles

FIELDS = (Step.NAME, Step.ORGANIZATION)


async def begin(session: Session, actor: Actor, member_id: int) -> Answers:
    """What the person's profile says now. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    return (await profiles.read(session, member_id)).answers


async def correct(session: Session, actor: Actor, member_id: int, step: Step, answers: Answers, now: datetime) -> None:
    """Store the name or the school of `answers` and plan the news of it; `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound, and Outdated for another field.
    """
    actor_id = actor.coordinator()
    field = question_of(step)
    if field not in FIELDS:
        raise Outdated
    member = await profiles.write(session, member_id, [field], answers, now)
    about = f"member:{member_id}"
    await journal.record(session, actor_id=actor_id, act="member.corrected", object=about, now=now, field=field.value)
    # one message tells both as they are by then
    await outbox.withdraw(session, entity=about, kinds=[MessageKind.MEMBER_CORRECTED])
    if member.telegram_id is not None and member_id != actor_id:
        await outbox.plan(session, [Message(MessageKind.MEMBER_CORRECTED, about, member_id, now, Priority.NOTICE)])


async def told(session: Session, member_id: int) -> tuple[str, str]:
    """A member's name and school as they are now; asks nobody's right, for what the bot says on its own."""
    query = (
        select(Member.full_name, func.coalesce(Organization.name, Member.organization_text))
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == member_id)
    )
    row = (await session.execute(query)).one()
    return row[0] or "", row[1] or ""
