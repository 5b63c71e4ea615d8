"""What the bot says on its own about a request for mentoring: to the mentee softly, to coordinators plainly."""

from datetime import datetime

from content.typography import NBSP
from domain.mentoring.queue import QueuedRequest
from domain.mentoring.request_views import RequestView
from domain.vocabulary import RequestState, Urgency
from screens import words
from screens.kit import Button, Screen, button, column, esc, shorten
from screens.mentoring.mentoring import NewRequest, OpenMentors, OpenRequest, to_mentoring
from screens.mentoring.my_requests import AnswerRequest, ReopenRequest
from screens.mentoring.queue import OpenQueued

_NEED_SHOWN = 300

Rows = tuple[tuple[Button, ...], ...]


# --- to the mentee


def details(view: RequestView) -> Screen:
    """A mentor asks something before deciding."""
    return Screen(
        f"Наставник прочёл вашу заявку и{NBSP}хочет уточнить:\n<b>{esc(view.question or '')}</b>\n\n"
        f"Ответьте до{NBSP}{_till(view)}, и{NBSP}заявка вернётся к{NBSP}нему.",
        _answer(view),
        fresh=True,
    )


def details_reminder(view: RequestView) -> Screen:
    """The question is still without an answer."""
    return Screen(
        f"Напоминаем: наставник ждёт ответа на вопрос.\n<b>{esc(view.question or '')}</b>\n\n"
        f"Ответьте до{NBSP}{_till(view)}. Если помощь больше не нужна, заявку можно отозвать.",
        _answer(view),
        fresh=True,
    )


def _answer(view: RequestView) -> Rows:
    return column(
        button("Ответить", AnswerRequest(request_id=view.id)), button("Моя заявка", OpenRequest(request_id=view.id))
    )


def moved_on(view: RequestView) -> Screen:
    """It did not work out with a mentor: softly, without a reason and without a name (domain guide §15)."""
    soft = (
        f"В{NBSP}этот раз не сложилось: у{NBSP}наставника сейчас нет возможности взять пару. "
        "Так бывает часто, и дело не в вас."
    )
    if view.state is RequestState.COORDINATOR:
        return Screen(
            f"{soft}\nТеперь ищет координатор клуба, ответим до{NBSP}{_till(view)}. А пока посмотрите, кто ещё есть.",
            column(
                button("Моя заявка", OpenRequest(request_id=view.id)),
                button("Наставники клуба", OpenMentors()),
                to_mentoring(),
            ),
            fresh=True,
        )
    return Screen(
        f"{soft}\nЗаявка уже у{NBSP}другого наставника, ответа ждём до{NBSP}{_till(view)}.",
        column(button("Моя заявка", OpenRequest(request_id=view.id)), to_mentoring()),
        fresh=True,
    )


def unanswered(view: RequestView) -> Screen:
    """Closed, because the mentor's question found no answer."""
    return Screen(
        f"Заявка закрылась сама: вопрос наставника остался без ответа. Бывает, что не до того.\n"
        f"Помощь всё ещё нужна? Откройте заявку снова{NBSP}— наставника поищет координатор.",
        _reopen(view),
        fresh=True,
    )


def closed(view: RequestView) -> Screen:
    """Closed by a coordinator: nobody was found."""
    return Screen(
        f"Наставника по этой заявке сейчас не нашлось, и{NBSP}мы её закрыли. Дело не в{NBSP}вас: нужные люди пока "
        f"заняты.\nПосмотрите, кто ещё есть, или опишите задачу иначе. Открыть эту заявку снова{NBSP}— одна кнопка.",
        column(button("Наставники клуба", OpenMentors()), button("Новая заявка", NewRequest())) + _reopen(view),
        fresh=True,
    )


def _reopen(view: RequestView) -> Rows:
    return column(
        button("Открыть снова", ReopenRequest(request_id=view.id)),
        button("Моя заявка", OpenRequest(request_id=view.id)),
        to_mentoring(),
    )


def _till(view: RequestView) -> str:
    return words.when(view.deadline_at) if view.deadline_at else ""


# --- to a mentor: leads of `screens.inbox.news`


def asked_lead(urgency: Urgency) -> str:
    if urgency is Urgency.URGENT:
        return "Коллеге нужна помощь до завтрашнего урока. Сможете?"
    return "Коллега просит вас о помощи. Возьмёте?"


def reminder_lead(urgency: Urgency) -> str:
    if urgency is Urgency.URGENT:
        return "Срочная заявка ещё ждёт вас. Не сможете — скажите, и мы сразу спросим другого."
    return "Напоминаем: коллега ждёт вашего ответа. Отказаться тоже можно, это одна кнопка."


ANSWERED_LEAD = "Пришёл ответ на ваш вопрос."


# --- to coordinators


def queued(view: QueuedRequest, now: datetime) -> Screen:
    """A request has come into the queue."""
    urgent = view.urgency is Urgency.URGENT
    lead = "⏱ Срочная заявка ждёт координатора" if urgent else "Заявка ждёт координатора"
    return _to_coordinator(view, lead, now)


def overdue(view: QueuedRequest, now: datetime) -> Screen:
    """It has been there past its deadline."""
    days = (now - view.created_at).days
    age = f": ей уже {words.plural(days, 'день', 'дня', 'дней')}" if days else ""
    return _to_coordinator(view, f"🔴 Заявка всё ещё ждёт координатора{age}", now)


def _to_coordinator(view: QueuedRequest, lead: str, now: datetime) -> Screen:
    till = f"\nРешить до{NBSP}{words.when(view.deadline_at)}." if view.deadline_at else ""
    return Screen(
        f"{lead}.\n{esc(words.named(view.name))}: <i>{esc(shorten(view.need, _NEED_SHOWN))}</i>{till}",
        column(button("Открыть заявку", OpenQueued(request_id=view.id)), to_mentoring()),
        fresh=True,
    )
