"""Letters to coordinators, for tests of services."""

from datetime import datetime

from db.engine import Session
from domain.actors import Actor
from domain.mentoring.relay import Outgoing, RelayKind
from services.mailing import letters, letters_desk
from tests.services.given_people import given_consented


def words(text: str) -> Outgoing:
    return Outgoing(RelayKind.TEXT, text)


async def given_letter(session: Session, actor: Actor, now: datetime, text: str = "Где взять справку?") -> int:
    """A new letter, or more words in the one that is open; its id."""
    return (await letters.write(session, actor, None, words(text), now)).letter_id


async def given_letters(session: Session, person: Actor, now: datetime, word: str) -> None:
    """A letter of the person's own, and one they have answered as a coordinator."""
    await given_letter(session, person, now, f"{word} в первом классе: можно?")
    other = await given_letter(session, await given_consented(session, now, telegram_id=123_123), now)
    await letters_desk.respond(session, person, other, words("Приходите во вторник"), now)
