"""The personal calendar: the feed a phone asks for again and again, and the page that helps to connect it."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from db.engine import Sessions
from documents.events import feed_file, feed_tag
from domain.addresses import Addresses
from domain.events.calendar_feed import Feed
from services.events import calendar_feed
from web import pages

Clock = Callable[[], datetime]
# None until the bot has learnt its own name
WhereAreWe = Callable[[], Addresses | None]

# what no secret looks like needs no question to the database
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,64}")
_HEADERS = {
    # a phone may keep what it has, but asks each time whether it still holds
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="nastavnik.ics"',
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class CalendarPages:
    """`/calendar/{secret}.ics` and `/calendar/{secret}`; a secret nobody has is a page that is not there."""

    def __init__(self, sessions: Sessions, clock: Clock, addresses: WhereAreWe) -> None:
        self._sessions = sessions
        self._clock = clock
        self._addresses = addresses

    async def feed(self, request: Request) -> Response:
        """The feed, or 304 while a phone has what it would say."""
        now = self._clock()
        feed = await self._read(request, now)
        addresses = self._addresses()
        if addresses is None:
            return pages.not_yet()
        headers = {**_HEADERS, "ETag": f'W/"{feed_tag(feed, addresses.event)}"'}
        if _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        content = await asyncio.to_thread(feed_file, feed, now, addresses.event)
        return Response(content, headers=headers, media_type="text/calendar")

    async def help(self, request: Request) -> Response:
        """How to connect the feed: a messenger's button can't open a calendar, a page can."""
        await self._read(request, self._clock())
        addresses = self._addresses()
        address = addresses.feed(request.path_params["secret"]) if addresses else None
        return pages.page("Календарь ваших встреч", _help(address)) if address else pages.not_yet()

    async def _read(self, request: Request, now: datetime) -> Feed:
        secret = request.path_params["secret"]
        if _SECRET.fullmatch(secret):
            async with self._sessions.begin() as session:
                feed = await calendar_feed.feed(session, secret, now)
            if feed is not None:
                return feed
        raise HTTPException(404)


def _has(request: Request, tag: str) -> bool:
    """Whether the phone holds what `tag` marks (If-None-Match compares weakly: RFC 9110 §13.1.2)."""
    held = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in held or "*" in held


def _help(address: str) -> str:
    subscription = f"webcal://{address.partition('://')[2]}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(subscription, safe='')}"
    return "\n".join(
        [
            pages.paragraph(
                "Встречи, на которые вы записаны, появятся в календаре телефона. Если встречу перенесут, он узнает сам."
            ),
            f"<p>{pages.button('Подключить на iPhone', subscription)}{pages.button('Добавить в Google', google)}</p>",
            "<h2>Другой календарь</h2>",
            pages.paragraph("Скопируйте адрес и добавьте его как подписку:"),
            pages.code(address),
            pages.paragraph("Адрес личный: кто его знает, видит ваши встречи. Закрыть его можно в боте."),
        ]
    )
