"""`/verify/{code}`: anybody who holds a certificate checks it, in the very words of the bot."""

from starlette.requests import Request
from starlette.responses import Response

from content.typography import glue
from db.engine import Sessions
from domain.errors import CertificateUnknown
from screens import errors
from screens.events import certificates as screens
from services.events import certificate_views
from web import pages


class CertificatePages:
    """The check of a certificate by its code."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def verify(self, request: Request) -> Response:
        """What the certificate says and whether it holds; a code nobody was given is a page that is not there."""
        try:
            async with self._sessions.begin() as session:
                view = await certificate_views.verify(session, request.path_params["code"])
        except CertificateUnknown:
            return pages.page("Сертификат не найден", pages.paragraph(errors.TEXTS[CertificateUnknown]), 404)
        # a screen's HTML is a page's too: a few tags, everything else escaped
        return pages.page("Проверка сертификата", pages.lines(glue(screens.verified(view).text)))
