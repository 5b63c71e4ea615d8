"""All pages, in one visible place."""

from starlette.routing import Route

from db.engine import Sessions
from web.calendar import CalendarPages, Clock, WhereAreWe
from web.certificates import CertificatePages


def build_pages(sessions: Sessions, clock: Clock, addresses: WhereAreWe) -> list[Route]:
    """Routes of every page. `addresses` tells where the bot is; None until it knows."""
    calendar = CalendarPages(sessions, clock, addresses)
    certificates = CertificatePages(sessions)
    return [
        Route("/calendar/{secret}.ics", calendar.feed),
        Route("/calendar/{secret}", calendar.help),
        Route("/verify/{code}", certificates.verify),
    ]
