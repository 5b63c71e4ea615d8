"""«Мои заявки»: the list, one request in plain words, one just sent, the answer to a mentor, withdrawing."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.mentoring.request_answers import LONGEST_ANSWER
from domain.mentoring.request_views import RequestLine, Requests, RequestView
from domain.mentoring.requests import LONGEST_NEED
from domain.vocabulary import Direction, MentoringForm, RequestState, Urgency
from screens import words
from screens.kit import TEXT_LIMIT, Button, RowId, Screen, button, column, esc, pager, question, shorten
from screens.mentoring import exchanges
from screens.mentoring.mentoring import MyRequests, NewRequest, OpenRequest, to_mentoring, to_pair

_NEED_SHOWN = 700
_NEED_BEGINS = 60
# what else stands on a request's screen, at most
_REST = 600


class AnswerRequest(CallbackData, prefix="rqans"):
    """Answer the mentor's question."""

    request_id: RowId


class RewordRequest(CallbackData, prefix="rqneed"):
    """Tell the need in other words, while coordinators look for a mentor."""

    request_id: RowId


class WithdrawRequest(CallbackData, prefix="rqback"):
    """Take the request back; `sure`: asked and confirmed."""

    request_id: RowId
    sure: bool = False


class ReopenRequest(CallbackData, prefix="rqopen"):
    """Open a closed request again."""

    request_id: RowId


def to_reword(request_id: int) -> Button:
    return button("✏️ Уточнить задачу", RewordRequest(request_id=request_id))


def requests(view: Requests) -> Screen:
    """A page of one's requests, open ones first."""
    ask = button("Нужна помощь", NewRequest()) if view.room else None
    if not view.lines:
        return Screen(
            "Заявок пока нет. Расскажите, с чем нужна помощь, — предложим наставников и объясним почему.",
            column(ask, to_mentoring()),
        )
    told = "\n".join(
        f"{number}.{NBSP}{_themes(one.directions)}: {_standing(one)}{_begins(one)}"
        for number, one in enumerate(view.lines, view.page.offset + 1)
    )
    opens = [
        button(
            shorten(f"{number}. {_MARKS[one.state]} {_themes(one.directions)}"),
            OpenRequest(request_id=one.id),
        )
        for number, one in enumerate(view.lines, view.page.offset + 1)
    ]
    turns = pager(view.page, lambda page: MyRequests(page=page))
    return Screen(f"<b>Мои заявки</b>\n{told}", column(*opens) + turns + column(ask, to_mentoring()))


def _begins(one: RequestLine) -> str:
    """When it was sent, and how it begins: two requests may have one theme."""
    return f"\n<i>{words.day(one.created_at)}: {esc(shorten(one.need, _NEED_BEGINS))}</i>"


_MARKS = {
    RequestState.DRAFT: "✏️",
    RequestState.WAITING: "⏳",
    RequestState.DETAILS: "❓",
    RequestState.COORDINATOR: "🔎",
    RequestState.ACCEPTED: "🤝",
    RequestState.WITHDRAWN: "▫️",
    RequestState.EXPIRED: "▫️",
}


def _standing(one: RequestLine) -> str:
    till = f" до{NBSP}{words.when(one.deadline_at)}" if one.deadline_at else ""
    match one.state:
        case RequestState.WAITING:
            return f"ждём наставника{till}"
        case RequestState.DETAILS:
            return f"ваш ответ{till}"
        case RequestState.COORDINATOR:
            return f"подбирает координатор{till}"
        case RequestState.ACCEPTED:
            return "есть пара"
        case RequestState.WITHDRAWN:
            return "отозвана"
    return "закрыта"


def request(view: RequestView, said: str = "") -> Screen:
    """One request: where it is now, by when, whose turn; `said` tells what has just been done."""
    details = view.state is RequestState.DETAILS
    return Screen(
        "\n".join(
            line
            for line in (
                said,
                f"<b>{_themes(view.directions)}</b>, {words.day(view.created_at)}",
                _now_at(view),
                _asked(view),
                f"\n<i>{esc(shorten(view.need, _NEED_SHOWN))}</i>",
                _facts(view),
            )
            if line
        ),
        column(
            button("Ответить", AnswerRequest(request_id=view.id)) if details else None,
            to_reword(view.id) if view.state is RequestState.COORDINATOR else None,
            exchanges.to_exchanges(view.id, len(view.earlier) + 1) if view.earlier else None,
            to_pair(view.pair_id) if view.state is RequestState.ACCEPTED and view.pair_id else None,
            button("Отозвать", WithdrawRequest(request_id=view.id)) if view.open else None,
            button("Открыть снова", ReopenRequest(request_id=view.id))
            if view.state in (RequestState.WITHDRAWN, RequestState.EXPIRED)
            else None,
            button("← Мои заявки", MyRequests()),
            to_mentoring(),
        ),
    )


def _now_at(view: RequestView) -> str:
    till = words.when(view.deadline_at) if view.deadline_at else ""
    clock = "⏱ " if view.urgency is Urgency.URGENT and view.open else ""
    match view.state:
        case RequestState.WAITING:
            return f"{clock}Сейчас у{NBSP}наставника, ответит до{NBSP}{till}. Не ответит — заявка сама пойдёт дальше."
        case RequestState.DETAILS:
            return f"{clock}Наставник уточняет, ход за вами: ответьте до{NBSP}{till}."
        case RequestState.COORDINATOR:
            return f"{clock}Сейчас у{NBSP}координатора: подбирает наставника, ждём решения до{NBSP}{till}."
        case RequestState.ACCEPTED:
            return "Наставник нашёлся."
        case RequestState.WITHDRAWN:
            return "Заявка отозвана. Если помощь всё же нужна, откройте её снова — ничего писать заново не придётся."
        case RequestState.EXPIRED:
            return "Заявка закрыта. Её можно открыть снова: наставника поищет координатор."
    return ""


def _asked(view: RequestView) -> str:
    """The mentor's question, and the answer while it is being read."""
    if not view.question or view.state not in (RequestState.DETAILS, RequestState.WAITING):
        return ""
    answered = f"\nВаш ответ: {esc(view.answer)}" if view.answer else ""
    last = f"Вопрос наставника: {esc(view.question)}{answered}"
    # beside the need, as much of it as is shown, and all the rest
    before = exchanges.before(view.earlier, TEXT_LIMIT - _NEED_SHOWN - _REST - len(last))
    return f"{before}\n{last}" if before else last


def _facts(view: RequestView) -> str:
    way = words.ATTENDANCES[view.way] if view.way else f"очно или{NBSP}онлайн"
    told = [words.MENTORING_FORMS[view.form], "" if view.form is MentoringForm.VIRTUAL else way]
    name = "без имени, пока наставник не возьмётся" if view.anonymous else ""
    return "; ".join(part for part in (*told, name) if part)


def _themes(directions: tuple[Direction, ...]) -> str:
    # the label's picture says nothing new in a line of text
    return ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in directions)


# --- sent


def sent(view: RequestView, now: datetime) -> Screen:
    """Where the request has gone, and by when there will be an answer."""
    return Screen(
        f"{_gone_to(view, now)}\nСледить и отозвать можно в «Моих заявках».",
        column(button("Открыть заявку", OpenRequest(request_id=view.id)), to_mentoring()),
    )


def _gone_to(view: RequestView, now: datetime) -> str:
    till = words.when(view.deadline_at) if view.deadline_at else ""
    with_mentor = view.state is RequestState.WAITING
    if view.urgency is Urgency.URGENT:
        wakes = words.when(clubtime.next_allowed(now))
        morning = f"Сейчас тихие часы: заявку увидят {wakes}. " if clubtime.is_quiet(now) else ""
        if with_mentor:
            return f"⏱ Срочная заявка у{NBSP}наставника. {morning}Ответит до{NBSP}{till}, не сможет — спросим другого."
        return f"⏱ Срочная заявка у{NBSP}координатора. {morning}Поищет, кто поможет, до{NBSP}{till}."
    if with_mentor:
        return f"Заявка у{NBSP}наставника. Обычно отвечают за 3–5{NBSP}дней, мы напомним сами."
    return f"Заявка у{NBSP}координатора клуба: наставника подберут до{NBSP}{till}."


def full() -> Screen:
    """One more request is too many."""
    return Screen(
        "У вас уже три открытые заявки — больше и вам, и наставникам не удержать.\n"
        "Дождитесь ответа или отзовите одну, и место освободится.",
        column(button("Мои заявки", MyRequests()), to_mentoring()),
    )


# --- answering


def ask_details(view: RequestView, problem: str | None = None) -> Screen:
    """The mentor's question, to be answered in words."""
    return question(
        f"Наставник спрашивает:\n<b>{esc(view.question or '')}</b>\n\n"
        f"Напишите ответ, до{NBSP}{LONGEST_ANSWER}{NBSP}знаков.",
        problem=esc(problem) if problem else None,
        exits=[button("Позже", OpenRequest(request_id=view.id))],
    )


def answered(view: RequestView) -> Screen:
    return request(view, "Ответ передан наставнику.")


# --- other words for the need


def ask_need(view: RequestView, problem: str | None = None) -> Screen:
    """The need as it is told now, to be told anew."""
    return question(
        f"Сейчас в{NBSP}заявке:\n<i>{esc(shorten(view.need, _NEED_SHOWN))}</i>\n\n"
        f"Напишите задачу заново своими словами, до{NBSP}{LONGEST_NEED}{NBSP}знаков: по{NBSP}ним подберём наставника.",
        problem=esc(problem) if problem else None,
        exits=[button("← Оставить", OpenRequest(request_id=view.id))],
    )


def reworded(view: RequestView) -> Screen:
    return request(view, "Записали, координатор увидит новые слова.")


# --- withdrawing, opening again


def ask_withdrawal(view: RequestView) -> Screen:
    """Before a request is taken back."""
    return Screen(
        "Отозвать заявку? Причину не спросим, а открыть её снова можно одной кнопкой.",
        column(
            button("Да, отозвать", WithdrawRequest(request_id=view.id, sure=True)),
            button("← Оставить", OpenRequest(request_id=view.id)),
        ),
    )


def withdrawn(view: RequestView) -> Screen:
    return request(view, "Хорошо.")


def reopened(view: RequestView) -> Screen:
    return request(view, "Заявка снова открыта.")
