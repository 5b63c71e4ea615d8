"""The command line: `nastavnik run | try | migrate | invite coordinator`."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence

from bot.settings import Settings, SettingsError, load_settings
from content import ContentError

Command = Callable[[Settings], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit code 2 for bad settings, content or usage, otherwise the command's own."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        code = asyncio.run(options.command(settings))
    except (SettingsError, ContentError) as error:
        print(error, file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nastavnik", description="Telegram bot of the city club «Наставник»")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, text: str) -> None:
        commands.add_parser(name, help=text, description=text).set_defaults(command=command)

    add("run", _run, "serve: the real Telegram with BOT_TOKEN, a local one without it")
    add("try", _try, "serve in the local Telegram even when BOT_TOKEN is set")
    add("migrate", _migrate, "bring the database to the newest shape")
    invite = commands.add_parser("invite", help="make a one-time link that grants a role")
    invite.add_argument("role", choices=["coordinator"])
    invite.set_defaults(command=_invite)
    return parser


# Heavy imports wait inside the commands: a wrong setting or --help should answer at once.


async def _run(settings: Settings) -> int:
    from bot.run import run

    return await run(settings)


async def _try(settings: Settings) -> int:
    # invented people must never meet the real database
    return await _run(settings.model_copy(update={"bot_token": None, "database_url": None}))


async def _migrate(settings: Settings) -> int:
    from bot.database import prepare_database

    await prepare_database(settings)
    print("The database is up to date.")
    return 0


async def _invite(settings: Settings) -> int:
    from bot.invite import invite_coordinator

    print(await invite_coordinator(settings))
    return 0
