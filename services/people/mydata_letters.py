"""A person's letters to coordinators, for the export: theirs whole, and what they wrote to others as the desk."""

from typing import Any

from sqlalchemy import Select, or_, select

from db.base import Base
from db.models import Letter, LetterMessage
from services.people.mydata_source import Person, Source


def _letters(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Letter.state, Letter.deadline_at, Letter.created_at, Letter.changed_at, Letter.closed_at)
        .where(Letter.member_id == person.member_id)
        .order_by(Letter.id)
    )


def _messages(person: Person) -> Select[*tuple[Any, ...]]:
    """Answers to the person too; who of the desk gave them is that coordinator's own affair."""
    own = LetterMessage.author_id.is_not_distinct_from(person.member_id)
    return (
        select(own.label("own"), LetterMessage.from_desk, LetterMessage.kind, LetterMessage.text, LetterMessage.sent_at)
        .join(Letter, Letter.id == LetterMessage.letter_id)
        .where(or_(own, Letter.member_id == person.member_id))
        .order_by(LetterMessage.sent_at, LetterMessage.id)
    )


LETTER_SOURCES: dict[type[Base], Source] = {
    Letter: Source(_letters, technical=frozenset({"id", "member_id", "taken_by_id", "topic_id"})),
    # as of other files, the club keeps where it is in Telegram, not the file
    LetterMessage: Source(_messages, {"author_id": "own"}, frozenset({"id", "letter_id", "file", "mirrored_at"})),
}
