"""One row for a key, on both databases, with what the session has not written yet before it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.engine import Sessions
from db.models import MailingChoice, Member
from db.upsert import upsert
from domain.vocabulary import Mailing


async def test_the_last_word_counts(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        member = Member(id=1, telegram_id=77, created_at=now)
        session.add(member)
        for minutes, how in enumerate((Mailing.NONE, Mailing.DIGEST)):
            at = now + timedelta(minutes=minutes)
            row = {"member_id": 1, "announcements": how, "changed_at": at}
            await upsert(session, MailingChoice, ("member_id",), row)
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(MailingChoice)) == 1
        kept = await session.get_one(MailingChoice, 1)
        assert (kept.announcements, kept.changed_at) == (Mailing.DIGEST, now + timedelta(minutes=1))
