"""A club, and the bare bot's table, with people in them; what they press."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from content import load_everything
from db.engine import create_engine, create_sessions
from db.migrate import migrate
from domain.vocabulary import Mailing
from screens.mailing.mailing_choice import SetMailing
from screens.navigation import Menu
from tests.bench import bare_bot
from tests.services.given_mailing import given_recipients

# the numbers `given_recipients` gives begin here
FIRST_PERSON = 800_000
BARE_READS, BARE_WRITES = bare_bot.MENU, bare_bot.COUNT
PRODUCT_MENU = Menu().pack()
PRODUCT_EFFECT = SetMailing(how=Mailing.EACH).pack()


async def prepare_club(url: str, people: int) -> None:
    """A new database of the product with so many members."""
    load_everything()
    await migrate(url)
    engine = create_engine(url)
    async with create_sessions(engine).begin() as session:
        await given_recipients(session, people, datetime.now(UTC))
    await _settled(url)
    await engine.dispose()


async def prepare_bare(url: str, people: int) -> None:
    """A new database of the bare bot with so many people."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "CREATE TABLE person (id INTEGER PRIMARY KEY, telegram_id BIGINT UNIQUE NOT NULL,"
                " name TEXT NOT NULL, presses INTEGER NOT NULL)"
            )
        )
        rows = [{"id": n + 1, "telegram_id": FIRST_PERSON + n, "name": f"Участник {n}"} for n in range(people)]
        await connection.execute(text("INSERT INTO person VALUES (:id, :telegram_id, :name, 0)"), rows)
    await engine.dispose()
    await _settled(url)


async def _settled(url: str) -> None:
    """What a database learns about its tables in its first hours."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()
    await engine.dispose()
