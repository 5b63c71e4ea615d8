"""Consent to processing personal data: asked before anything is stored, kept with version, hash and moment.

To withdraw consent is to be erased (`services/mydata.py`): without consent nothing may be kept, so there is no
member who has withdrawn and is still here.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from content import ConsentText, load_consent
from db.engine import Session
from db.models import Consent, Member
from domain.errors import ConsentNeeded
from domain.people import Actor


@cache
def text() -> ConsentText:
    """The wording in force."""
    return load_consent()


async def current(session: Session, member_id: int) -> bool:
    """Whether the member agreed to the wording in force and has not withdrawn; a new one is asked anew."""
    query = select(Consent.id).where(
        Consent.member_id == member_id, Consent.text_sha256 == text().sha256, Consent.withdrawn_at.is_(None)
    )
    return (await session.execute(query.limit(1))).first() is not None


async def needed(session: Session, actor: Actor) -> bool:
    """Whether this person must be asked first: a guest, or a member who agreed to an older wording."""
    return actor.member_id is None or not await current(session, actor.member_id)


async def require(session: Session, actor: Actor) -> int:
    """The id of a member whose consent is in force. Raises ConsentNeeded."""
    if await needed(session, actor):
        raise ConsentNeeded
    return actor.known()


async def give(session: Session, actor: Actor, now: datetime) -> int:
    """The person agrees at `now` (aware) to the wording in force; returns the member's id, new or old.

    Agreeing twice changes nothing.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # a double tap may come through two processes: the unique Telegram id lets one row in
    await session.execute(insert(Member).values(telegram_id=actor.telegram_id, created_at=now).on_conflict_do_nothing())
    query = select(Member.id).where(Member.telegram_id == actor.telegram_id).with_for_update()
    member_id = (await session.execute(query)).scalar_one()
    if not await current(session, member_id):
        wording = text()
        session.add(Consent(member_id=member_id, version=wording.version, text_sha256=wording.sha256, given_at=now))
        await session.flush()
    return member_id
