"""The command line: `nastavnik run | try | migrate | invite | backup | restore | release | retry | move`."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot.settings import ProcessRole, Settings, SettingsError, load_settings
from content import ContentError

Command = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit code 2 for bad settings, content or usage, otherwise the command's own."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        code = asyncio.run(options.command(settings, options))
    except (SettingsError, ContentError) as error:
        print(error, file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nastavnik", description="Telegram bot of the city club «Наставник»")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=text, description=text)
        parser.set_defaults(command=command)
        return parser

    run = add("run", _run, "serve: the real Telegram with BOT_TOKEN, a local one without it")
    run.add_argument(
        "--role",
        type=ProcessRole,
        choices=list(ProcessRole),
        default=ProcessRole.ALL,
        help="what this process does of the work; anything but «all» needs PostgreSQL and Redis",
    )
    add("try", _try, "serve in the local Telegram even when BOT_TOKEN is set")
    add("migrate", _migrate, "bring the database to the newest shape")
    add("backup", _backup, "copy the SQLite database while the bot works")
    restore = commands.add_parser("restore", help="put a copy back; the bot must be stopped")
    restore.add_argument("copy", type=Path)
    restore.set_defaults(command=_restore)
    add("release", _release, "send what a restored copy holds back")
    moving = commands.add_parser("move", help="copy a SQLite file into the empty PostgreSQL of DATABASE_URL")
    moving.add_argument("source", type=Path)
    moving.set_defaults(command=_move)
    add("retry", _retry, "try again the updates that were put aside after five failures")
    invite = commands.add_parser("invite", help="make a one-time link that grants a role")
    invite.add_argument("role", choices=["coordinator"])
    invite.set_defaults(command=_invite)
    return parser


# Heavy imports wait inside the commands: a wrong setting or --help should answer at once.


async def _run(settings: Settings, options: argparse.Namespace) -> int:
    from bot.run import run

    return await run(settings, options.role)


async def _try(settings: Settings, _: argparse.Namespace) -> int:
    from bot.run import run

    # invented people must never meet the real database
    return await run(settings.model_copy(update={"bot_token": None, "database_url": None, "redis_url": None}))


async def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    from bot.database import prepare_database

    await prepare_database(settings)
    print("The database is up to date.")
    return 0


async def _invite(settings: Settings, _: argparse.Namespace) -> int:
    from bot.invite import invite_coordinator

    print(await invite_coordinator(settings))
    return 0


async def _backup(settings: Settings, _: argparse.Namespace) -> int:
    from bot.backup import back_up_now

    print(f"A whole copy: {await back_up_now(settings)}")
    return 0


async def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from bot.backup import put_back

    print(await put_back(settings, options.copy))
    return 0


async def _move(settings: Settings, options: argparse.Namespace) -> int:
    from bot.backup import move_here

    print(await move_here(settings, options.source))
    return 0


async def _release(settings: Settings, _: argparse.Namespace) -> int:
    from bot.backup import release

    print(await release(settings))
    return 0


async def _retry(settings: Settings, _: argparse.Namespace) -> int:
    from bot.retry import retry

    print(await retry(settings))
    return 0
