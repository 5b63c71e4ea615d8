"""People who may be written to, and announcements, for tests of services and the bench."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select

from db.engine import Session
from db.models import Announcement, Consent, DigestItem, MailingChoice, Member, OutboxRow
from domain.actors import Actor
from domain.mailing.announcements import Part, PartKind
from domain.mailing.audience import Audience
from domain.vocabulary import AnnouncementState, Mailing, MessageKind, OutboxState, Priority, Role
from services.mailing import announcements
from services.people import consents

TEXT = Part(PartKind.TEXT, "Коллеги, <b>встречаемся</b> в четверг")
POLL = Part(PartKind.POLL, "Придёте?", choices=("Да", "Нет"))
PHOTO = Part(PartKind.PHOTO, "Вечер", ("photo-1",))
_AT_ONCE = 5_000


async def given_recipients(session: Session, count: int, now: datetime) -> list[int]:
    """So many members who have joined and agreed to today's consent, by id."""
    first = 800_000
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        people = [
            {"telegram_id": first + n, "full_name": f"Участник {n}", "created_at": now, "joined_at": now}
            for n in numbers
        ]
        await session.execute(insert(Member), people)
    ids = list(await session.scalars(select(Member.id).where(Member.telegram_id >= first).order_by(Member.id)))
    wording = consents.text()
    for start in range(0, count, _AT_ONCE):
        agreed = [
            {"member_id": one, "version": wording.version, "text_sha256": wording.sha256, "given_at": now}
            for one in ids[start : start + _AT_ONCE]
        ]
        await session.execute(insert(Consent), agreed)
    return ids


async def given_desk(session: Session, now: datetime, telegram_id: int = 1) -> Actor:
    """A coordinator who is nobody's recipient: their consent is an older one."""
    member = Member(telegram_id=telegram_id, full_name="Озерова Мария Львовна", created_at=now, joined_at=now)
    session.add(member)
    await session.flush()
    return Actor(telegram_id, member.id, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))


async def given_announcement(
    session: Session, actor: Actor, now: datetime, *parts: Part, audience: Audience | None = None
) -> int:
    """A draft, by its id."""
    return (await announcements.create(session, actor, now, parts or (TEXT,), audience=audience)).id


async def given_sent_before(session: Session, people: list[int], count: int, now: datetime) -> None:
    """So many announcements these people got in the last days."""
    for number in range(count):
        at = now - timedelta(days=number + 1)
        row = Announcement(
            state=AnnouncementState.DONE,
            parts=[TEXT.dump()],
            buttons=[],
            audience=Audience().dump(),
            started_at=at,
            finished_at=at,
            created_at=at,
            changed_at=at,
        )
        session.add(row)
        await session.flush()
        rows = [
            {
                "kind": MessageKind.ANNOUNCEMENT_SENT,
                "entity": announcements.entity(row.id),
                "recipient_id": one,
                "due_at": at,
                "quiet_ok": False,
                "priority": int(Priority.ANNOUNCEMENT),
                "payload": {"part": 0},
                "state": OutboxState.SENT,
                "attempts": 1,
                "next_attempt_at": at,
                "sent_at": at,
            }
            for one in people
        ]
        for start in range(0, len(rows), _AT_ONCE):
            await session.execute(insert(OutboxRow), rows[start : start + _AT_ONCE])


async def given_digest(session: Session, member_id: int, now: datetime) -> None:
    """A member who wants announcements in the evening, and one that waits for it."""
    row = Announcement(
        state=AnnouncementState.DONE,
        parts=[TEXT.dump()],
        buttons=[],
        audience=Audience().dump(),
        started_at=now,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    await session.flush()
    session.add(MailingChoice(member_id=member_id, announcements=Mailing.DIGEST, changed_at=now))
    session.add(DigestItem(member_id=member_id, announcement_id=row.id, added_at=now))
    await session.flush()
