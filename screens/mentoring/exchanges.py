"""What mentors asked about a request before deciding and what the mentee answered, word for word."""

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData

from domain.mentoring.exchanges import Exchange, ExchangesPage
from screens.kit import Button, RowId, Screen, button, column, esc, pager


class ShowExchanges(CallbackData, prefix="rqtalk"):
    """Everything asked and answered about a request."""

    request_id: RowId
    page: int = 0


def to_exchanges(request_id: int, number: int) -> Button:
    return button(f"Вопросы и ответы: {number}", ShowExchanges(request_id=request_id))


def told(exchanges: Iterable[Exchange]) -> str:
    """Questions with their answers as HTML; a question whose author has left is told by its answer."""
    lines = []
    for one in exchanges:
        lines += [f"Вопрос: {esc(one.question)}"] if one.question else []
        lines += [f"Ответ: {esc(one.answer)}"] if one.answer else []
    return "\n".join(lines)


def before(exchanges: Iterable[Exchange], room: int) -> str:
    """What was asked before, if it fits in so many signs; if not, the button leads to it."""
    text = told(exchanges)
    return text if len(text) <= room else ""


def page(view: ExchangesPage, back: Button) -> Screen:
    """A page of questions and answers in full."""
    first = view.page.offset + 1
    talks = [f"<b>{number}.</b> {told([one])}" for number, one in enumerate(view.exchanges, first)]
    text = "\n\n".join(talks) or "По этой заявке пока ни о чём не спрашивали."
    turns = pager(view.page, lambda number: ShowExchanges(request_id=view.request_id, page=number))
    return Screen(f"<b>Вопросы и ответы</b>\n{text}", turns + column(back))
