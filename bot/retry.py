"""`nastavnik retry`: updates that were put aside are tried anew, by the running bot or at its next start."""

from bot.database import prepare_database
from bot.local import local_clock
from bot.settings import Settings, utc_now
from db.engine import create_engine, create_sessions
from services import intake


async def retry(settings: Settings) -> str:
    """Put them back; returns what to tell. Raises SettingsError."""
    now = local_clock(settings).now() if settings.local else utc_now()
    await prepare_database(settings)
    engine = create_engine(settings.database)
    try:
        async with create_sessions(engine).begin() as session:
            count = await intake.try_again(session, now)
    finally:
        await engine.dispose()
    return f"Updates to be tried again: {count}."
