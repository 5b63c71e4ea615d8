"""The process meets its database: a wrong address is one clear sentence, an old shape is brought up to date."""

from sqlalchemy.exc import DBAPIError

from bot.settings import Settings, SettingsError
from db.engine import create_engine
from db.migrate import migrate


async def prepare_database(settings: Settings) -> None:
    """Bring the database to the newest shape.

    Raises SettingsError when it can't be opened. Failures of a migration itself stay what they are: nobody
    mends those by settings.
    """
    try:
        await _open(settings.database)
    except (OSError, DBAPIError) as error:
        variable = "DATABASE_URL" if settings.database_url else "DATA_DIR"
        raise SettingsError(f"{variable}: the database can't be opened: {_reason(error)}.") from None
    await migrate(settings.database)


async def _open(url: str) -> None:
    engine = create_engine(url)
    try:
        async with engine.connect():
            pass
    finally:
        await engine.dispose()


def _reason(error: OSError | DBAPIError) -> str:
    if isinstance(error, DBAPIError):
        # after the driver's own name for it
        return str(error.orig).rpartition(">: ")[2]
    return error.strerror or type(error).__name__
