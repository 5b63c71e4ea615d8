"""Pairs and requests as a spreadsheet: the file, and the words of its cells."""

from datetime import datetime

from content.typography import NBSP
from domain import clubtime
from domain.mentoring.risks import Trouble
from domain.vocabulary import Direction, MentoringForm, PairStatus, RequestState, Urgency
from screens import words
from screens.kit import Content, File, Screen, button, column
from screens.mentoring.desk_ways import ShowPairs
from screens.mentoring.mentoring import MentoringDesk
from screens.mentoring.risks import trouble

_STATUSES = {
    PairStatus.APPROVAL: "ждёт школу",
    PairStatus.ACTIVE: "идёт",
    PairStatus.PAUSED: "на паузе",
    PairStatus.COMPLETED: "завершена",
    PairStatus.STOPPED: "остановлена",
}
_STATES = {
    RequestState.DRAFT: "черновик",
    RequestState.WAITING: "у наставника",
    RequestState.DETAILS: "ждём ответа на вопрос",
    RequestState.COORDINATOR: "ждёт координатора",
    RequestState.ACCEPTED: "есть пара",
    RequestState.WITHDRAWN: "отозвана",
    RequestState.EXPIRED: "закрыта",
}


def say(now: datetime, value: object) -> str:
    """A code, or a trouble as it stands at `now` (aware), as plain words of a cell."""
    match value:
        case Trouble():
            return trouble(value, now).replace(NBSP, " ")
        case PairStatus():
            return _STATUSES[value]
        case RequestState():
            return _STATES[value]
        case MentoringForm():
            return words.MENTORING_FORMS[value]
        case Urgency():
            return words.URGENCIES[value]
        case Direction():
            return words.DIRECTIONS[value]
        case _:
            return str(value)


def spreadsheet(content: Content, now: datetime) -> File:
    """The file itself."""
    return File(
        f"Наставничество, {clubtime.local(now):%d.%m.%Y}.xlsx",
        content,
        "Два листа: пары и заявки. Что пары пишут друг другу, здесь нет.",
    )


def after_file() -> Screen:
    """What can be done next, below the file."""
    return Screen(
        "Что дальше?",
        column(button("← К парам", ShowPairs()), button("🛠 Наставничество клуба", MentoringDesk())),
        fresh=True,
    )
