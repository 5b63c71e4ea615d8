"""Questions and answers about a request, for whoever may read it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.mentoring.exchanges import Reader
from screens.kit import Button, Screen, button
from screens.mentoring import exchanges as screens
from screens.mentoring import queue as queue_screens
from screens.mentoring.exchanges import ShowExchanges
from screens.mentoring.mentoring import OpenAsked, OpenRequest
from services.mentoring import exchanges

# two of the longest fit a message
_A_PAGE = 2


async def show(query: CallbackQuery, callback_data: ShowExchanges, session: Session, actor: Actor) -> Screen:
    view = await exchanges.read(session, actor, callback_data.request_id, callback_data.page, _A_PAGE)
    return screens.page(view, _back(view.reader, view.request_id))


def _back(reader: Reader, request_id: int) -> Button:
    match reader:
        case Reader.MENTEE:
            return button("← К заявке", OpenRequest(request_id=request_id))
        case Reader.MENTOR:
            return button("← К заявке", OpenAsked(request_id=request_id))
        case Reader.COORDINATOR:
            return queue_screens.to_request(request_id)


def build_router() -> Router:
    router = Router(name="exchanges")
    router.callback_query.register(show, ShowExchanges.filter())
    return router
