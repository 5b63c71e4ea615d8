"""Structured logs that hold no token and no personal text."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.types import Processor

_TOKEN = re.compile(r"(?<=/bot)\d+:[\w-]+|\b\d{5,}:[A-Za-z0-9_-]{20,}")
_PHONE = re.compile(r"(?<!\d)(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")
_URL_PASSWORD = re.compile(r"(://[^:/\s]+):[^@\s]+@")
# keys under which a library may pass what people wrote
_PERSONAL_KEYS = frozenset({"text", "caption", "full_name", "first_name", "last_name", "username", "phone", "message"})

Event = MutableMapping[str, Any]


# rooms whose own lines may be as detailed as LOG_LEVEL asks
_OWN = ("bot", "handlers", "scheduler", "services", "db", "content")
# this process's own secrets, whatever they look like
_known_secrets: set[str] = set()


def configure_logging(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Route our logs and those of every library through one pipeline with redaction; `form`: text or json.

    `secrets` are never written, in whatever form they appear.
    """
    _known_secrets.update(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        render_exception,
        redact,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    on_a_line: list[Processor] = [] if form == "json" else [_on_one_line]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *on_a_line, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # at DEBUG libraries quote what passes through them: the SQLite driver, every statement with its values
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.INFO))
    for room in _OWN:
        logging.getLogger(room).setLevel(level)
    for noisy in ("aiogram.event", "uvicorn", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # a slow tick skips its neighbours by design; once a second would be too often to say so
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def render_exception(_: Any, __: str, event: Event) -> Event:
    """Replace an exception by its type and the places it passed, without its message: it may quote a person."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    if error is not None:
        event["exception"] = type(error).__qualname__
        event["trace"] = _places(error.__traceback__)
    return event


def _on_one_line(_: Any, __: str, event: Event) -> Event:
    """The renderer for people puts an exception on a line of its own, where a search by the incident misses it."""
    if (name := event.pop("exception", None)) is not None:
        event["error"] = name
    return event


def _places(trace: TracebackType | None) -> str:
    return " > ".join(
        # with the room: there is a letters.py in each
        f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    )


def redact(_: Any, __: str, event: Event) -> Event:
    """Take out tokens, phone numbers, passwords in URLs and values under keys that carry people's words."""
    if event.get("logger") == "asyncio":
        # «Task exception was never retrieved», then a picture of the task with the exception's own words
        event["event"] = str(event["event"]).partition("\n")[0]
    for key, value in event.items():
        if key in _PERSONAL_KEYS:
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = redacted(value)
    return event


def redacted(text: str) -> str:
    """`text` without tokens, phone numbers and passwords."""
    for secret in _known_secrets:
        text = text.replace(secret, "[secret]")
    text = _TOKEN.sub("[token]", text)
    text = _PHONE.sub("[phone]", text)
    return _URL_PASSWORD.sub(r"\1:[password]@", text)
