"""«Ждут ответа»: requests that wait for a mentor, and everything a mentor may answer by buttons."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.exchanges import MOST_QUESTIONS, Exchange
from domain.mentoring.inbox import LONGEST_QUESTION, LONGEST_REASON, AskedLine, AskedRequest, InboxPage, Taken
from domain.vocabulary import DeclineReason, Direction, MentoringForm, Urgency
from screens import words
from screens.kit import TEXT_LIMIT, Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten
from screens.mentoring import exchanges
from screens.mentoring.mentoring import Inbox, MyCard, OpenAsked, to_mentoring, to_pair
from screens.mentoring.relay import to_write


class AcceptAsked(CallbackData, prefix="inyes"):
    """«Беру»."""

    request_id: RowId


class AskBack(CallbackData, prefix="inask"):
    """«Спросить»: a question to the mentee."""

    request_id: RowId


class DeclineAsked(CallbackData, prefix="inno"):
    """«Не смогу»: which reason?"""

    request_id: RowId


class DeclineFor(CallbackData, prefix="innofor"):
    """Decline for this reason; `plain`: no words wanted with it."""

    request_id: RowId
    reason: DeclineReason
    plain: bool = False


# --- the list


def inbox(view: InboxPage) -> Screen:
    """A page of what waits for this mentor."""
    if not view.lines:
        return Screen(
            "Пока никто не ждёт вашего ответа. Как только придёт заявка, сразу напишем.",
            column(button("Моя карточка", MyCard()), to_mentoring()),
        )
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    told = "\n".join(f"{number}.{NBSP}{_line(one)}" for number, one in numbered)
    opens = [button(shorten(f"{number}. {_label(one)}"), OpenAsked(request_id=one.id)) for number, one in numbered]
    turns = pager(view.page, lambda page: Inbox(page=page))
    return Screen(f"<b>Ждут ответа</b>\n{told}", column(*opens) + turns + column(to_mentoring()))


def _line(one: AskedLine) -> str:
    urgent = "⏱ " if one.urgency is Urgency.URGENT else ""
    # the turn is the mentor's, or the mentee has been asked something
    turn = "ответить" if one.waits_for_mentor else "ждём ответа коллеги"
    return f"{urgent}{_themes(one.directions)}: {turn} до{NBSP}{words.when(one.deadline_at)}"


def _label(one: AskedLine) -> str:
    return one.name or _themes(one.directions)


# --- one request


def asked(view: AskedRequest, said: str = "") -> Screen:
    """One request with what may be answered; `said` tells what has just been done."""
    return Screen(_text(view, said), _answers(view))


def news(view: AskedRequest, lead: str) -> Screen:
    """News of a request: what happened, the request itself, the answers."""
    screen = asked(view, lead)
    return Screen(screen.text, screen.rows, fresh=True)


def _text(view: AskedRequest, said: str) -> str:
    urgent = "⏱ " if view.urgency is Urgency.URGENT else ""
    head = (
        f"{esc(said)}\n" if said else "",
        f"{urgent}<b>{_themes(view.directions)}</b>, {_lowered(words.URGENCIES[view.urgency])}",
        _who(view),
        _facts(view),
        f"\n<i>{esc(view.need)}</i>\n",
    )
    tail = (exchanges.told([Exchange(view.question or "", view.answer)]), _till(view))
    room = TEXT_LIMIT - sum(len(line) + 1 for line in (*head, *tail))
    return "\n".join(line for line in (*head, exchanges.before(view.earlier, room), *tail) if line)


def _who(view: AskedRequest) -> str:
    if view.name is None:
        return "Имя откроется, когда возьмёте заявку."
    return ", ".join(esc(one) for one in (view.name, view.position, view.organization) if one)


def _facts(view: AskedRequest) -> str:
    if view.form is MentoringForm.VIRTUAL:
        return words.MENTORING_FORMS[view.form]
    way = words.ATTENDANCES[view.way] if view.way else f"очно или{NBSP}онлайн"
    return f"{words.MENTORING_FORMS[view.form]}, {way}"


def _till(view: AskedRequest) -> str:
    till = words.when(view.deadline_at)
    if not view.waits_for_mentor:
        return f"Ждём ответа коллеги до{NBSP}{till}. Решить можно и{NBSP}сейчас."
    return f"Ответить до{NBSP}{till}: потом заявка сама пойдёт дальше."


def _answers(view: AskedRequest) -> tuple[tuple[Button, ...], ...]:
    may_ask = view.waits_for_mentor and view.questions_left
    first = view.questions_left == MOST_QUESTIONS
    return column(
        button("Беру", AcceptAsked(request_id=view.id)),
        button("Спросить" if first else "Спросить ещё", AskBack(request_id=view.id)) if may_ask else None,
        button("Не смогу", DeclineAsked(request_id=view.id)),
        exchanges.to_exchanges(view.id, len(view.earlier) + 1) if view.earlier else None,
        button("← Все заявки", Inbox()),
        to_mentoring(),
    )


def _themes(directions: tuple[Direction, ...]) -> str:
    # the label's picture says nothing new in a line of text
    return ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in directions)


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


# --- taking it


def accepted(view: Taken) -> Screen:
    """A pair, or nearly: a school may have to agree first."""
    name = f"Коллега: {esc(view.mentee)}.\n" if view.mentee else ""
    if view.approval:
        return Screen(
            f"Спасибо, что берёте! {name}Пара из разных школ, поэтому сначала спросим администрацию. "
            "Как только ответят, познакомим вас.",
            column(to_pair(view.pair_id)) + _after(),
        )
    return Screen(
        f"🤝 Спасибо, что берёте! {name}Познакомим вас отдельным сообщением, а{NBSP}написать коллеге можно уже сейчас.",
        column(to_write(view.pair_id), to_pair(view.pair_id)) + _after(),
    )


def no_place() -> Screen:
    """Taken when the last place was gone already: the request went on."""
    return Screen(
        "У вас уже столько пар, сколько отмечено в карточке, и заявка ушла к другому наставнику.\n"
        "Хотите брать больше — поменяйте число в карточке.",
        column(button("Моя карточка", MyCard())) + _after(),
    )


def _after() -> tuple[tuple[Button, ...], ...]:
    return column(button("← Все заявки", Inbox()), to_mentoring())


# --- asking


def ask_question(view: AskedRequest, problem: str | None = None) -> Screen:
    """A question to the mentee is typed."""
    last = "" if view.questions_left == MOST_QUESTIONS else " Это второй вопрос и последний: остальное — при встрече."
    return question(
        f"Что хочется уточнить? Напишите одним сообщением, до{NBSP}{LONGEST_QUESTION}{NBSP}знаков.{last}\n"
        "Например: какой это класс и сколько в нём ребят?",
        problem=esc(problem) if problem else None,
        exits=[_back(view)],
    )


def question_sent(view: AskedRequest) -> Screen:
    return asked(view, "Вопрос отправлен. Ответ пришлём сюда.")


# --- declining


def ask_reason(view: AskedRequest) -> Screen:
    """Why not; the mentee never learns."""
    reasons = [
        button(label, DeclineFor(request_id=view.id, reason=reason)) for reason, label in words.DECLINE_REASONS.items()
    ]
    return Screen(
        "Так бывает. Что мешает? Коллега причины не увидит: она поможет координатору подобрать другого наставника.",
        in_pairs(reasons) + column(_back(view)),
    )


def ask_words(view: AskedRequest, reason: DeclineReason, problem: str | None = None) -> Screen:
    """A reason in words, or with a date; `LATER` may go without."""
    later = reason is DeclineReason.LATER
    text = "С какого времени сможете?" if later else "Напишите пару слов для координатора."
    example = "с января, после каникул" if later else "веду выпускной класс"
    skip = DeclineFor(request_id=view.id, reason=reason, plain=True)
    return question(
        f"{text} До{NBSP}{LONGEST_REASON}{NBSP}знаков, коллега этого не увидит.\nНапример: {example}.",
        problem=esc(problem) if problem else None,
        choices=[button("Пока не знаю", skip)] if later else [],
        exits=[button("← К причинам", DeclineAsked(request_id=view.id))],
    )


def declined() -> Screen:
    """The request has gone on."""
    return Screen(
        "Спасибо за честный ответ. Заявка пошла дальше, а коллеге скажем мягко: так бывает, ищем дальше.", _after()
    )


def _back(view: AskedRequest) -> Button:
    return button("← К заявке", OpenAsked(request_id=view.id))


# --- lost


def lost(text: str) -> Screen:
    """A request the mentor needs no longer answer."""
    card = button("Моя карточка", MyCard()) if text == SILENT else None
    return Screen(text, column(button("Ждут ответа", Inbox()), card, to_mentoring()), fresh=True)


def gone() -> Screen:
    """The request went on while the mentor was typing."""
    return lost("Пока вы писали, заявка пошла дальше. Ответ уже не нужен — спасибо, что взялись.")


TAKEN_BACK = "Заявка больше не ждёт вашего ответа: координатор подбирает другого наставника."
WITHDRAWN = "Заявка больше не ждёт вашего ответа: её отозвали. Такое бывает, дело не в вас."
FOUND = "Заявка больше не ждёт вашего ответа: у коллеги уже есть наставник."
UNANSWERED = "Ответа на ваш вопрос не пришло, поэтому заявка закрыта. Вам больше ничего делать не нужно."
SILENT = (
    "Заявка пошла дальше: срок ответа прошёл. Ничего страшного — бывает, что не до того.\n"
    "Если сейчас совсем некогда, поставьте карточку на паузу."
)
