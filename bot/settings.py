"""Settings from the environment and `.env`; every variable is explained in `.env.example`."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AnyHttpUrl,
    Field,
    RedisDsn,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class ProcessRole(StrEnum):
    """What one of several processes does: takes updates, handles them, or keeps the clock; alone it does it all."""

    ALL = "all"
    INTAKE = "intake"
    TURNS = "turns"
    CLOCK = "clock"

    @property
    def takes(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.INTAKE}

    @property
    def handles(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.TURNS}

    @property
    def keeps_time(self) -> bool:
        return self in {ProcessRole.ALL, ProcessRole.CLOCK}


class SettingsError(Exception):
    """A setting is wrong; the text is one sentence naming the variable."""


class Settings(BaseSettings):
    """What the process was told. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr | None = None
    bot_api_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    database_url: str | None = None
    # several processes keep one pace by it; after database_url, which its check looks at
    redis_url: RedisDsn | None = None
    data_dir: Path = Path("data")
    # copies of a SQLite database: how many nightly ones are kept (0: none are made), and where
    backup_keep: int = Field(default=14, ge=0, le=1000)
    backup_dir: Path | None = None
    timezone: str = "Asia/Yekaterinburg"
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=1, le=65535)
    # after http_port, which its check looks at
    public_url: str | None = None
    # after http_port, too
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    metrics_token: SecretStr | None = None
    # a supergroup's number in Telegram: -100 and ten digits or so
    desk_chat_id: int | None = Field(default=None, lt=0)
    sandbox_port: int = Field(default=8765, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("a token of @BotFather looks like 123456:ABC-def")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone") from error
        return value

    @field_validator("database_url")
    @classmethod
    def _async_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            url = make_url(value)
        except (ArgumentError, ValueError) as error:
            # their own words quote it, and there may be a password in it
            raise ValueError("not a database URL; signs like @ : / in a password are written as %40 %3A %2F") from error
        if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
            raise ValueError("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
        if not url.database:
            raise ValueError("it does not name the database")
        return value

    @field_validator("redis_url")
    @classmethod
    def _shared_by_postgresql(cls, value: RedisDsn | None, known: ValidationInfo) -> RedisDsn | None:
        url = known.data.get("database_url")
        if value is not None and (url is None or not url.startswith("postgresql")):
            raise ValueError("it is for several processes, and those need PostgreSQL: set DATABASE_URL")
        return value

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str | None, known: ValidationInfo) -> str | None:
        if value is None:
            return None
        try:
            url = AnyHttpUrl(value)
        except ValidationError as error:
            raise ValueError("not a web address") from error
        if url.scheme != "https" or url.query or url.fragment or url.username:
            raise ValueError("an address people open looks like https://club.example.org")
        if known.data.get("http_port") is None:
            raise ValueError("set HTTP_PORT too: without it there are no pages")
        return str(url).rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _telegram_reaches(cls, value: str | None, known: ValidationInfo) -> str | None:
        if value is None:
            return None
        try:
            url = AnyHttpUrl(value)
        except ValidationError as error:
            raise ValueError("not a web address") from error
        if url.scheme != "https" or url.query or url.fragment or url.username or url.path in {None, "/"}:
            raise ValueError("an address for Telegram looks like https://club.example.org/telegram")
        if known.data.get("http_port") is None:
            raise ValueError("set HTTP_PORT too: without it nothing listens")
        if known.data.get("bot_token") is None:
            raise ValueError("set BOT_TOKEN too: the local Telegram is polled")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "Settings":
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("WEBHOOK_URL needs WEBHOOK_SECRET: without it anybody could send updates")
        return self

    @field_validator("webhook_secret", "metrics_token")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("16 to 256 signs of A–Z, a–z, 0–9, _ and -")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def local(self) -> bool:
        """Whether the bot lives in the local Telegram of `sandbox/`: there is no token."""
        return self.bot_token is None

    @property
    def pages_url(self) -> str | None:
        """Where people open the pages, without a slash at the end; None: nowhere.

        Without PUBLIC_URL only the local Telegram has them, on this very computer: an address nobody else can open must
        not be printed on real people's certificates.
        """
        if self.public_url is not None or self.http_port is None or not self.local:
            return self.public_url
        host = "127.0.0.1" if self.http_host in {"0.0.0.0", "::"} else self.http_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.http_port}"

    @property
    def secrets(self) -> list[SecretStr]:
        """What must never be written anywhere."""
        return [secret for secret in (self.bot_token, self.webhook_secret, self.metrics_token) if secret]

    @property
    def backup_folder(self) -> Path:
        """Where copies of a SQLite database are kept."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def webhook(self) -> tuple[str, str] | None:
        """The address Telegram brings updates to, and the secret it brings along; None: updates are polled."""
        if self.webhook_url is None or self.webhook_secret is None:
            return None
        return self.webhook_url, self.webhook_secret.get_secret_value()

    def check_role(self, role: ProcessRole) -> None:
        """Whether a process may take this part of the work. Raises SettingsError."""
        if role is ProcessRole.ALL:
            return
        if self.local:
            raise SettingsError(
                f"BOT_TOKEN is not set: the local Telegram is served by one process, without «--role {role}»."
            )
        if self.redis_url is None:
            raise SettingsError(f"REDIS_URL is not set: «--role {role}» is for several processes, and they need it.")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's URL. The local Telegram gets a file of its own: its people are invented."""
        if self.database_url:
            return self.database_url
        name = "sandbox.db" if self.local else "nastavnik.db"
        return f"sqlite+aiosqlite:///{self.data_dir / name}"


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError with one clear sentence about the first thing that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        # never the value itself: it may be the token
        first = error.errors(include_input=False, include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        what = f"{str(first['loc'][0]).upper()} is wrong: {reason}" if first["loc"] else reason
        raise SettingsError(f"{what}. See .env.example.") from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not in UTF-8: save it anew in that encoding.") from None


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)
