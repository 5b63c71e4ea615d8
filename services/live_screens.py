"""Which messages show a progress that moves by itself, and which process moves each of them.

A process is known by a random word of its own. It says every few seconds that it is there; when it has not for
`SILENCE`, another one takes over what it drew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, tuple_, update

from db.engine import Session, insert_into, table_of
from db.models import LiveScreen

# whoever has not been heard of for so long draws no more
SILENCE = timedelta(seconds=10)
# a clock was put back: a moment further ahead than clocks of machines differ is as good as silence
_AHEAD = timedelta(minutes=1)
# nobody waits any more for what stood still for so long
KEPT = timedelta(days=1)

# for a query: whether one of the messages of the person numbered `telegram_id` shows a live screen, in whatever hands
WATCHING = exists().where(table_of(LiveScreen).c.telegram_id == bindparam("telegram_id"))

# a chat and a message in it
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Watched:
    """A message, what it tells the progress of («announcement:12»), and who looks at it."""

    place: Place
    what: str
    telegram_id: int


async def remember(session: Session, one: Watched, drawn_by: str, now: datetime) -> None:
    """A message shows a live screen now (aware `now`); `drawn_by` moves it from here on."""
    chat_id, message_id = one.place
    values = {"what": one.what, "telegram_id": one.telegram_id, "drawn_by": drawn_by, "drawn_at": now}
    insert = insert_into(session, LiveScreen).values(chat_id=chat_id, message_id=message_id, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_=values))


async def forget(session: Session, *places: Place) -> None:
    """These messages show something that stands still, whoever drew them."""
    here = tuple_(LiveScreen.chat_id, LiveScreen.message_id).in_(places)
    await session.execute(delete(LiveScreen).where(here).execution_options(synchronize_session=False))


async def forget_person(session: Session, telegram_id: int) -> None:
    """A person leaves: what they look at moves no more."""
    theirs = LiveScreen.telegram_id == telegram_id
    await session.execute(delete(LiveScreen).where(theirs).execution_options(synchronize_session=False))


async def is_drawn_by(session: Session, one: Watched, drawn_by: str) -> bool:
    """Whether the message still shows this, and `drawn_by` is still the one to move it."""
    chat_id, message_id = one.place
    query = select(LiveScreen.chat_id).where(
        LiveScreen.chat_id == chat_id,
        LiveScreen.message_id == message_id,
        LiveScreen.what == one.what,
        LiveScreen.drawn_by == drawn_by,
    )
    return (await session.scalar(query)) is not None


async def renew(session: Session, drawn_by: str, now: datetime) -> None:
    """`drawn_by` is there at `now` (aware) and goes on with all it draws."""
    mine = update(LiveScreen).where(LiveScreen.drawn_by == drawn_by).values(drawn_at=now)
    await session.execute(mine.execution_options(synchronize_session=False))


async def take_over(session: Session, drawn_by: str, now: datetime) -> list[Watched]:
    """What others have not drawn for `SILENCE` is `drawn_by`'s from `now` (aware) on; of two who ask one gets each.

    One statement looks and takes: who comes second waits for the row, looks at it again, and finds it fresh.
    """
    columns = (LiveScreen.chat_id, LiveScreen.message_id, LiveScreen.what, LiveScreen.telegram_id)
    taken = update(LiveScreen).where(_abandoned(drawn_by, now)).values(drawn_by=drawn_by, drawn_at=now)
    found = await session.execute(taken.returning(*columns).execution_options(synchronize_session=False))
    return [Watched((chat_id, message_id), what, person) for chat_id, message_id, what, person in found]


async def sweep(session: Session, now: datetime) -> None:
    """Forget what has stood still for a day by `now` (aware)."""
    old = LiveScreen.drawn_at < now - KEPT
    await session.execute(delete(LiveScreen).where(old).execution_options(synchronize_session=False))


def _abandoned(drawn_by: str, now: datetime) -> ColumnElement[bool]:
    silent = or_(LiveScreen.drawn_at < now - SILENCE, LiveScreen.drawn_at > now + _AHEAD)
    return and_(LiveScreen.drawn_by != drawn_by, silent, LiveScreen.drawn_at >= now - KEPT)
