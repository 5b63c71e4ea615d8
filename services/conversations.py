"""What is being typed where: the question that is open, and what was answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select

from db.engine import Session, at_once, table_of
from db.models import Conversation
from db.upsert import upsert


class Place(NamedTuple):
    """Where somebody types: the bot, the chat and the person, as Telegram numbers them."""

    bot_id: int
    chat_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Said:
    """The open question, if any, and the answers so far."""

    state: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Said()

# built once: every press passes here
_rows = table_of(Conversation).c
_HERE = tuple(_rows[name] == bindparam(f"at_{name}") for name in Place._fields)
_READ = at_once(select(_rows.state, _rows.data).where(*_HERE))
_FORGET = at_once(delete(table_of(Conversation)).where(*_HERE))


async def read(session: Session, place: Place) -> Said:
    """What is known of the conversation; NOTHING where nobody has typed."""
    row = (await session.execute(_READ, _at(place))).first()
    return Said(row.state, row.data) if row else NOTHING


async def keep(session: Session, place: Place, said: Said) -> None:
    """Remember it in place of what was there."""
    values = place._asdict() | {"state": said.state, "data": dict(said.data)}
    await upsert(session, Conversation, Place._fields, values)


async def forget(session: Session, place: Place) -> None:
    """There is nothing to remember any more."""
    await session.execute(_FORGET, _at(place))


def _at(place: Place) -> dict[str, int]:
    return {f"at_{name}": number for name, number in place._asdict().items()}
