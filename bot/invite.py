"""`nastavnik invite coordinator`: a one-time link, printed once and stored only as a hash."""

import asyncio

from bot.database import prepare_database
from bot.local import local_clock
from bot.settings import Settings, SettingsError, utc_now
from db.engine import create_engine, create_sessions
from domain.vocabulary import Role
from sandbox.telegram import Telegram
from services.people import invites

_PATIENCE_SECONDS = 15


async def invite_coordinator(settings: Settings) -> str:
    """Make an invitation for 48 hours and return its link.

    Raises SettingsError when Telegram can't tell the bot's name: a link without it would be of no use.
    """
    # the people of the local Telegram may have advanced its time beyond the 48 hours
    now = local_clock(settings).now() if settings.local else utc_now()
    username = str(Telegram().bot["username"]) if settings.local else await _username(settings)
    await prepare_database(settings)
    engine = create_engine(settings.database)
    try:
        async with create_sessions(engine).begin() as session:
            token = await invites.create(session, Role.COORDINATOR, now)
    finally:
        await engine.dispose()
    return f"https://t.me/{username}?start=i_{token}"


async def _username(settings: Settings) -> str:
    # the local Telegram needs no client, and importing one takes longer than all the rest
    from aiogram.exceptions import AiogramError

    from bot.connection import create_bot

    assert settings.bot_token is not None
    bot = create_bot(settings.bot_token.get_secret_value(), str(settings.bot_api_url))
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return (await bot.get_me()).username or ""
    except (AiogramError, TimeoutError):
        raise SettingsError("BOT_TOKEN: Telegram did not tell the bot's name, so no link was made.") from None
    finally:
        await bot.session.close()
