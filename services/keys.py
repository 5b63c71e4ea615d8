"""Keys the club signs with. They live in the database, so every process on it signs alike, and are never shown."""

import secrets

from sqlalchemy import select

from db.engine import Session, insert_into
from db.models import ClubKey

_BYTES = 32


async def key(session: Session, purpose: str) -> bytes:
    """The 32-byte key for `purpose` (at most 32 signs), made at its first use.

    Of two transactions that need it first, one makes it and the other waits and reads the same.
    """
    query = select(ClubKey.secret).where(ClubKey.purpose == purpose)
    secret = await session.scalar(query)
    if secret is None:
        new = insert_into(session, ClubKey).values(purpose=purpose, secret=secrets.token_hex(_BYTES))
        await session.execute(new.on_conflict_do_nothing())
        secret = (await session.scalars(query)).one()
    return bytes.fromhex(secret)
