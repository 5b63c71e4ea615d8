"""What the club keeps of how a person gets announcements, for the export."""

from typing import Any

from sqlalchemy import Select, select

from db.base import Base
from db.models import DigestItem, MailingChoice
from services.people.mydata_source import Person, Source


def _choice(person: Person) -> Select[*tuple[Any, ...]]:
    return select(MailingChoice.announcements, MailingChoice.changed_at).where(
        MailingChoice.member_id == person.member_id
    )


def _digest(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(DigestItem.announcement_id, DigestItem.added_at, DigestItem.sent_at)
        .where(DigestItem.member_id == person.member_id)
        .order_by(DigestItem.added_at)
    )


MAILING_SOURCES: dict[type[Base], Source] = {
    MailingChoice: Source(_choice, technical=frozenset({"member_id"})),
    DigestItem: Source(_digest, technical=frozenset({"member_id"})),
}
