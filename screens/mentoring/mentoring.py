"""«Наставничество»: the way in to everything of it, for a mentee, a mentor, a coordinator and a school.

Its buttons lead to other features; each of them answers its own press and comes back by `to_mentoring`.
"""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.mentoring import MentoringHome as View
from domain.vocabulary import Direction
from screens import words
from screens.kit import Button, RowId, Screen, button, column
from screens.navigation import to_menu


class Mentoring(CallbackData, prefix="mt"):
    """The home of mentoring."""


class MyCard(CallbackData, prefix="mtcard"):
    """One's own mentor's card: what one can teach."""


class OpenMentors(CallbackData, prefix="mtwho"):
    """The club's mentors by name, of one direction or all."""

    page: int = 0
    direction: Direction | None = None


class NewRequest(CallbackData, prefix="mtnew"):
    """«Нужна помощь»: the form of a request; `urgent`: «срочно, до завтрашнего урока».

    `mentor_id`: to this mentor, whose card has just been read.
    """

    urgent: bool = False
    mentor_id: RowId | None = None


class MyRequests(CallbackData, prefix="mtreqs"):
    """Requests one has sent."""

    page: int = 0


class OpenRequest(CallbackData, prefix="mtreq"):
    """One's own request."""

    request_id: RowId


class Inbox(CallbackData, prefix="mtin"):
    """Requests that wait for this mentor."""

    page: int = 0


class OpenAsked(CallbackData, prefix="mtask"):
    """A request that waits for this mentor."""

    request_id: RowId


class OpenGroups(CallbackData, prefix="mglist"):
    """Mentors' groups one may join, of one direction or all."""

    page: int = 0
    direction: Direction | None = None


class OpenGroup(CallbackData, prefix="mgone"):
    """A group's card; `page` and `direction` are those of the list to come back to."""

    group_id: RowId
    page: int = 0
    direction: Direction | None = None


class MyGroups(CallbackData, prefix="mgmine"):
    """A mentor's own groups."""


class MyPairs(CallbackData, prefix="mtpairs"):
    """One's pairs, as a mentor and as a mentee."""

    page: int = 0


class OpenPair(CallbackData, prefix="mtpair"):
    """A pair of one's own."""

    pair_id: RowId


class OpenThanks(CallbackData, prefix="mtthx"):
    """«Спасибо наставникам»: what both sides agreed to show."""

    page: int = 0


class MySchool(CallbackData, prefix="mtsch"):
    """«Моя школа»: its pairs for who speaks for it; for others of its administration, the way to ask for that."""


class MentoringDesk(CallbackData, prefix="mtdesk"):
    """The coordinators' view of mentoring."""


class OpenQueue(CallbackData, prefix="mtq"):
    """The coordinators' queue of requests."""

    page: int = 0


class OpenRound(CallbackData, prefix="mtround"):
    """The coordinators' round: the best pairs for all open requests."""


def to_mentoring() -> Button:
    return button("🤝 Наставничество", Mentoring())


def to_pair(pair_id: int, label: str = "К паре") -> Button:
    return button(label, OpenPair(pair_id=pair_id))


def home(view: View, unfinished: Button | None = None) -> Screen:
    """What fits this person: help to ask for, requests that wait, pairs, the card, the desk.

    `unfinished` goes on with a request that is being written.
    """
    begun = f"\nВы начали заявку и{NBSP}не{NBSP}отправили её: ответы сохранены." if unfinished else ""
    return Screen(
        _text(view) + begun,
        column(
            unfinished,
            button(f"📥 Ждут ответа: {view.asked}", Inbox()) if view.asked else None,
            button("Мои пары", MyPairs()) if view.any_pairs else None,
            button("Нужна помощь", NewRequest()),
            button("Срочно, до завтра", NewRequest(urgent=True)),
            button("Мои заявки", MyRequests()) if view.any_requests else None,
            button("Наставники клуба", OpenMentors()),
            button("Группы наставников", OpenGroups()),
            button("💛 Спасибо наставникам", OpenThanks()),
            button("Моя карточка наставника" if view.has_card else "Могу научить", MyCard()),
            button("Мои группы", MyGroups()) if view.leads_groups else None,
            _to_school(view.school_waiting) if view.school else None,
            button("🛠 Наставничество клуба", MentoringDesk()) if view.coordinator else None,
            to_menu(),
        ),
    )


def _to_school(waiting: int) -> Button:
    return button(f"🏫 Моя школа: ждут {waiting}" if waiting else "🏫 Моя школа", MySchool())


def _text(view: View) -> str:
    if view.asked:
        waiting = words.plural(view.asked, "коллега ждёт", "коллеги ждут", "коллег ждут")
        return f"{waiting} вашего ответа. Это минута: принять, спросить или отказаться."
    if view.pairs:
        return f"У вас {words.plural(view.pairs, 'пара', 'пары', 'пар')}. Чем помочь сегодня?"
    if view.requests:
        return "Ваша заявка в работе: как только ответят, сразу напишем."
    help_first = "Опишите, с чем нужна помощь — предложим наставников и объясним почему."
    if view.card_confirmed:
        return "Вашу карточку видят коллеги: попросят о помощи — сразу напишем.\nНужна помощь вам? Опишите, с чем."
    return help_first if view.has_card else f"{help_first}\nИли расскажите, чему можете научить."
