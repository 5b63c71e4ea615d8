"""The coordinators' queue: open requests by age, one request with its mentors, its whole history."""

from collections.abc import Callable, Mapping
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.queue import History, HistoryLine, Only, QueuedRequest, QueueLine, QueuePage, is_red
from domain.mentoring.requests import ChoiceView
from domain.vocabulary import ChoiceState, Direction, MentoringForm, RequestAct, RequestState, Urgency
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten, ticked
from screens.mentoring.desk_ways import to_pair_desk
from screens.mentoring.exchanges import to_exchanges
from screens.mentoring.mentoring import MentoringDesk

# what is longer, or was before, is in the history: a card fits one message whatever people wrote
_CHOICES_SHOWN = 4
_ANSWER_SHOWN = 300
_WORDS_SHOWN = 80
_NAME_SHOWN = 40


class ShowQueue(CallbackData, prefix="qup"):
    """A page of the queue, narrowed."""

    only: Only
    page: int = 0


class OpenQueued(CallbackData, prefix="qur"):
    """One request, for coordinators."""

    request_id: RowId


class ShowHistory(CallbackData, prefix="quh"):
    """Everything that has happened to a request; from the end where no page is named."""

    request_id: RowId
    page: int | None = None


class SendQueued(CallbackData, prefix="qusend"):
    """Choose mentors to ask in turn; `by_hand`: one, and a pair at once."""

    request_id: RowId
    by_hand: bool = False


class TakeBack(CallbackData, prefix="quback"):
    """Take the request from the mentor who has it; `sure`: asked and confirmed."""

    request_id: RowId
    sure: bool = False


class CloseQueued(CallbackData, prefix="quend"):
    """Close a request; `sure`: asked and confirmed."""

    request_id: RowId
    sure: bool = False


def to_request(request_id: int, label: str = "← К заявке") -> Button:
    return button(label, OpenQueued(request_id=request_id))


# --- the list

_LABELS = {Only.QUEUED: "Ждут нас", Only.WITH_MENTORS: "У наставников", Only.URGENT: "Срочные"}
_EMPTY = {
    Only.QUEUED: "Очередь пуста: ни одна заявка не ждёт координатора.",
    Only.WITH_MENTORS: "Сейчас наставники никому не должны ответа.",
    Only.URGENT: "Срочных заявок сейчас нет.",
}


def queue(view: QueuePage, now: datetime) -> Screen:
    """A page of open requests, the oldest first; a red deadline is past or today."""
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    told = "\n".join(f"{number}.{NBSP}{_line(one, now)}" for number, one in numbered) or _EMPTY[view.only]
    opens = [
        button(shorten(f"{number}. {words.named(one.name)}"), OpenQueued(request_id=one.id)) for number, one in numbered
    ]
    turns = pager(view.page, lambda page: ShowQueue(only=view.only, page=page))
    filters = [
        button(ticked(f"{label}: {view.counts[only]}", only is view.only), ShowQueue(only=only))
        for only, label in _LABELS.items()
    ]
    return Screen(f"<b>Заявки клуба</b>\n{told}", column(*opens) + turns + column(*filters, _to_desk()))


def _line(one: QueueLine, now: datetime) -> str:
    urgent = "⏱ " if one.urgency is Urgency.URGENT else ""
    return (
        f"{urgent}{esc(words.named(one.name))}: {_themes(one.directions)}\n"
        f"{_age(one.created_at, now)}, {_STANDINGS[one.state]} {_till(one.deadline_at, now)}"
    )


def _age(since: datetime, now: datetime) -> str:
    """«сегодня», «3 дня»: how long it has been open."""
    days = (now - since).days
    return words.plural(days, "день", "дня", "дней") if days else f"меньше{NBSP}дня"


_STANDINGS = {
    RequestState.DRAFT: "черновик",
    RequestState.WAITING: "у наставника",
    RequestState.DETAILS: "ждём ответа на вопрос",
    RequestState.COORDINATOR: "ждёт нас",
    RequestState.ACCEPTED: "есть пара",
    RequestState.WITHDRAWN: "отозвана",
    RequestState.EXPIRED: "закрыта",
}


def _till(deadline_at: datetime, now: datetime) -> str:
    red = f"🔴{NBSP}" if is_red(deadline_at, now) else ""
    return f"{red}до{NBSP}{words.when(deadline_at)}"


def _to_desk() -> Button:
    return button("🛠 Наставничество клуба", MentoringDesk())


# --- one request


def request(view: QueuedRequest, now: datetime, said: str = "") -> Screen:
    """One request with what may be done; `said` tells what has just been done."""
    lines = (
        f"{esc(said)}\n" if said else "",
        f"{'⏱ ' if view.urgency is Urgency.URGENT else ''}<b>{_themes(view.directions)}</b>, "
        f"{_lowered(words.URGENCIES[view.urgency])}",
        ", ".join(esc(one) for one in (words.named(view.name), view.position, view.organization) if one),
        _facts(view),
        f"\n<i>{esc(view.need)}</i>\n",
        f"Вопрос: {esc(view.question)}" if view.question else "",
        f"Ответ: {esc(shorten(view.answer, _ANSWER_SHOWN))}" if view.question and view.answer else "",
        _standing(view, now),
        *_choices(view),
    )
    return Screen("\n".join(line for line in lines if line), _acts(view))


def _facts(view: QueuedRequest) -> str:
    form = words.MENTORING_FORMS[view.form]
    way = words.ATTENDANCES[view.way] if view.way else f"очно или{NBSP}онлайн"
    return "; ".join(
        one
        for one in (
            form if view.form is MentoringForm.VIRTUAL else f"{form}, {way}",
            "имя наставнику пока не показываем" if view.anonymous else "",
            "" if view.same_organization else "наставник нужен из другой организации",
        )
        if one
    )


def _standing(view: QueuedRequest, now: datetime) -> str:
    days = _age(view.created_at, now)
    if view.deadline_at is None:
        return f"Сейчас: {_STANDINGS[view.state]}."
    who = f" ({esc(view.mentor)})" if view.mentor else ""
    return f"Заявке {days}. Сейчас: {_STANDINGS[view.state]}{who}, {_till(view.deadline_at, now)}."


_BECAME = {
    ChoiceState.NEXT: "на очереди",
    ChoiceState.ASKED: "спросили",
    ChoiceState.ACCEPTED: "в паре",
    ChoiceState.DECLINED: "не сможет",
    ChoiceState.SILENT: "без ответа",
    ChoiceState.UNANSWERED: "вопрос остался без ответа",
    ChoiceState.GONE: "сейчас не берёт",
    ChoiceState.TAKEN_BACK: "больше не спрашиваем",
    ChoiceState.REFUSED: "школа не согласовала",
}


def _choices(view: QueuedRequest) -> list[str]:
    """The mentors of the list, the latest last."""
    earlier = len(view.choices) - _CHOICES_SHOWN
    before = [f"Раньше спросили ещё {earlier}: они в{NBSP}истории."] if earlier > 0 else []
    return [*before, *(_choice(one) for one in view.choices[-_CHOICES_SHOWN:])]


def _choice(one: ChoiceView) -> str:
    name = esc(shorten(one.mentor_name, _NAME_SHOWN)) if one.mentor_name else "наставник вышел из клуба"
    reason = f": {_lowered(words.DECLINE_REASONS[one.reason])}" if one.reason else ""
    said = f" ({esc(shorten(one.words, _WORDS_SHOWN))})" if one.words else ""
    moment = one.answered_at or one.asked_at
    at = f", {words.day(moment)}" if moment else ""
    return f"{one.rank}. {name}{NBSP}— {_BECAME[one.state]}{reason}{said}{at}"


def _acts(view: QueuedRequest) -> tuple[tuple[Button, ...], ...]:
    open_ = view.queued or view.with_mentor
    return column(
        button("Спросить наставников", SendQueued(request_id=view.id)) if view.queued else None,
        button("Забрать у наставника", TakeBack(request_id=view.id)) if view.with_mentor else None,
        button("Сразу создать пару", SendQueued(request_id=view.id, by_hand=True)) if open_ else None,
        button("Закрыть заявку", CloseQueued(request_id=view.id)) if view.queued else None,
        to_exchanges(view.id, view.asked) if view.asked else None,
        to_pair_desk(view.pair_id) if view.pair_id else None,
        button("Вся история", ShowHistory(request_id=view.id)),
        button("← Все заявки", ShowQueue(only=Only.WITH_MENTORS if view.with_mentor else Only.QUEUED)),
        _to_desk(),
    )


def ask_take_back(view: QueuedRequest) -> Screen:
    """Before a request is taken from a mentor."""
    who = f" ({esc(view.mentor)})" if view.mentor else ""
    return Screen(
        f"Забрать заявку у{NBSP}наставника{who}? Напишем ему, что отвечать больше не нужно, а{NBSP}заявка вернётся "
        "в очередь к вам.",
        column(button("Да, забрать", TakeBack(request_id=view.id, sure=True)), to_request(view.id)),
    )


def ask_close(view: QueuedRequest) -> Screen:
    """Before a request is closed."""
    return Screen(
        f"Закрыть заявку? {esc(words.named(view.name))}: напишем мягко, что подходящего наставника сейчас нет, "
        f"и{NBSP}предложим посмотреть других. Открыть её снова можно будет одной кнопкой.",
        column(button("Да, закрыть", CloseQueued(request_id=view.id, sure=True)), to_request(view.id)),
    )


# --- the history


def history(view: History) -> Screen:
    """A page of everything that has happened."""
    told = "\n".join(f"{words.when(one.at)}: {_step(one)}" for one in view.lines)
    turns = pager(view.page, lambda page: ShowHistory(request_id=view.request_id, page=page))
    return Screen(f"<b>История заявки</b>\n{told}", turns + column(to_request(view.request_id)))


def _step(one: HistoryLine) -> str:
    text = _STEPS[one.act](one)
    reason = f", причина: {_lowered(words.DECLINE_REASONS[one.reason])}" if one.reason else ""
    said = f" ({esc(one.words)})" if one.words else ""
    return f"{text}{reason}{said}{_LED[one.state] if one.act in _TURNS else ''}"


def _mentor(one: HistoryLine) -> str:
    return esc(one.mentor) if one.mentor else "наставник"


def _by(one: HistoryLine) -> str:
    return f" ({esc(one.actor)})" if one.actor else ""


# acts after which it is not plain whose turn it is
_TURNS = frozenset(
    {
        RequestAct.SUBMIT,
        RequestAct.DECLINE,
        RequestAct.SILENCE,
        RequestAct.MENTOR_GONE,
        RequestAct.NO_ROOM,
        RequestAct.SEND,
    }
)
_LED = {
    RequestState.DRAFT: "",
    RequestState.WAITING: " → наставнику",
    RequestState.DETAILS: " → ждём ответа",
    RequestState.COORDINATOR: " → координаторам",
    RequestState.ACCEPTED: "",
    RequestState.WITHDRAWN: "",
    RequestState.EXPIRED: " → закрыта",
}
_STEPS: Mapping[RequestAct, Callable[[HistoryLine], str]] = {
    RequestAct.SUBMIT: lambda _: "заявка отправлена",
    RequestAct.ACCEPT: lambda one: f"в паре: {_mentor(one)}",
    RequestAct.ASK: lambda one: f"вопрос от наставника: {_mentor(one)}",
    RequestAct.ANSWER: lambda _: "ответ на вопрос",
    RequestAct.DECLINE: lambda one: f"не сможет: {_mentor(one)}",
    RequestAct.SILENCE: lambda one: (
        "на вопрос не ответили" if one.state is RequestState.EXPIRED else f"без ответа: {_mentor(one)}"
    ),
    RequestAct.MENTOR_GONE: lambda one: f"больше не берёт: {_mentor(one)}",
    RequestAct.NO_ROOM: lambda one: f"мест не осталось: {_mentor(one)}",
    RequestAct.WITHDRAW: lambda _: "заявку отозвали",
    RequestAct.SEND: lambda one: f"список наставников{_by(one)}",
    RequestAct.TAKE_BACK: lambda one: f"забрали у наставника: {_mentor(one)}{_by(one)}",
    RequestAct.PAIR: lambda one: f"пара создана: {_mentor(one)}{_by(one)}",
    RequestAct.CLOSE: lambda one: f"заявка закрыта{_by(one)}",
    RequestAct.HAND_OVER: lambda one: f"другой наставник: {_mentor(one)}{_by(one)}",
    RequestAct.PROLONG: lambda _: "срок прошёл, координаторам напомнили",
    RequestAct.REOPEN: lambda _: "заявку открыли снова",
    RequestAct.REFUSE: lambda one: f"школа не согласовала пару: {_mentor(one)}",
}


def _themes(directions: tuple[Direction, ...]) -> str:
    # the label's picture says nothing new in a line of text
    return ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in directions)


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
