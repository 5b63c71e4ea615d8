"""The journal of acts: who did what to which object and when. Ids and codes only, never personal data."""

from datetime import datetime

from db.engine import Session
from db.models import AuditEntry


async def record(
    session: Session,
    *,
    actor_id: int | None,
    act: str,
    object: str,  # noqa: A002 (the journal's own word, as in its column)
    now: datetime,
    **details: str | int | bool | None,
) -> None:
    """Add an entry in the caller's transaction.

    `actor_id` is the member who acted, None for the command line; `act` is «feature.verb»
    («invite.redeemed»), `object` what it was done to («invite:12»), `details` codes and ids.
    """
    session.add(AuditEntry(at=now, actor_id=actor_id, act=act, object=object, details=details))
    await session.flush()
