"""What a coordinator changes about one participant, beside seats and marks, which have services of their own."""

from datetime import datetime

from db.engine import Session
from db.models import Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.vocabulary import ParticipantRole
from services import journal


async def give_role(session: Session, actor: Actor, registration_id: int, role: ParticipantRole, now: datetime) -> None:
    """As what the person takes part; the certificate will name it. Raises ConsentNeeded, NotAllowed, NotFound."""
    coordinator_id = actor.coordinator()
    registration = await session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if registration is None:
        raise NotFound
    if registration.role is role:
        return
    registration.role = role
    await journal.record(
        session,
        actor_id=coordinator_id,
        act="roster.role_given",
        object=f"member:{registration.member_id}",
        now=now,
        event=registration.event_id,
        role=role.value,
    )
