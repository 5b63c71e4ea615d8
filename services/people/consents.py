"""Consent to processing personal data: asked before anything is stored, kept with version, hash and moment.

The version tells whether a consent is in force (`services/people/people.py` reads it with every turn): a methodologist
raises it when the meaning changes. The hash only proves which wording was shown.

To withdraw consent is to be erased (`services/people/mydata.py`): without consent nothing may be kept, so there is no
member who has withdrawn and is still here.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import select

from content import ConsentText, load_consent
from db.engine import Session, insert_into
from db.models import Consent, Member
from domain.actors import Actor


@cache
def text() -> ConsentText:
    """The wording in force."""
    return load_consent()


async def give(session: Session, actor: Actor, now: datetime) -> int:
    """The person agrees at `now` (aware) to the wording in force; returns the member's id, new or old.

    Agreeing twice changes nothing.
    """
    # a double tap may come through two processes: the unique Telegram id lets one row in
    member = insert_into(session, Member).values(telegram_id=actor.telegram_id, created_at=now)
    await session.execute(member.on_conflict_do_nothing())
    query = select(Member.id).where(Member.telegram_id == actor.telegram_id).with_for_update(key_share=True)
    member_id = (await session.execute(query)).scalar_one()
    wording = text()
    given = select(Consent.id).where(Consent.member_id == member_id, Consent.version == wording.version)
    if (await session.execute(given.limit(1))).first() is None:
        session.add(Consent(member_id=member_id, version=wording.version, text_sha256=wording.sha256, given_at=now))
        await session.flush()
    return member_id
