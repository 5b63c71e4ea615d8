"""The coordinators' round: the best pairs for all waiting requests, in a table with reasons."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.bars import Bar
from domain.mentoring.matching import Suggestion
from domain.mentoring.rounds import RoundLine, RoundView
from domain.vocabulary import RoundState, Urgency
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten
from screens.mentoring import matching
from screens.mentoring.mentoring import MentoringDesk, OpenQueue, OpenRound
from screens.navigation import to_menu

# what a live screen of a round under way is called
LIVE_ROUND = "round"
_NEED_SHOWN = 300


class StartRound(CallbackData, prefix="rdgo"):
    """Begin a round; `silent`: with requests whose mentor has been silent for days."""

    silent: bool = False


class RoundTable(CallbackData, prefix="rdtab"):
    """A page of the table."""

    page: int = 0


class OpenRoundLine(CallbackData, prefix="rdlin"):
    """One request of the round."""

    round_id: RowId
    request_id: RowId


class OtherMentors(CallbackData, prefix="rdoth"):
    """Who else would suit a request."""

    round_id: RowId
    request_id: RowId


class PinPair(CallbackData, prefix="rp"):
    """Keep this pair, or make it."""

    round_id: RowId
    request_id: RowId
    mentor_id: RowId


class UnpinPair(CallbackData, prefix="rdun"):
    """Let the pair change with the rest."""

    round_id: RowId
    request_id: RowId


class ForbidPair(CallbackData, prefix="rn"):
    """Never this pair in this round."""

    round_id: RowId
    request_id: RowId
    mentor_id: RowId


class AllowAll(CallbackData, prefix="rdall"):
    """Lift everything forbidden."""

    round_id: RowId


class ComputeAgain(CallbackData, prefix="rdcmp"):
    """Find the pairs anew with today's requests and mentors."""

    round_id: RowId


class SendRound(CallbackData, prefix="rdsnd"):
    """Send every request to its mentor; asks first."""

    round_id: RowId
    sure: bool = False


class DropRound(CallbackData, prefix="rddrp"):
    """Away with the round; asks first."""

    round_id: RowId
    sure: bool = False


def overview(view: RoundView) -> Screen:
    """Whatever the round is at: not begun, worked out, on the table, on its way, sent."""
    match view.state:
        case RoundState.COMPUTING:
            return _computing(view)
        case RoundState.READY:
            return _table(view)
        case RoundState.SENDING:
            return _sending(view)
        case _:
            return _beginning(view)


def line(view: RoundLine) -> Screen:
    """One request with its pair, every reason, and what can be done about it."""
    one = view.suggestion
    ids = {"round_id": view.round_id, "request_id": view.request_id}
    rows = column(
        button("📌 Закрепить", PinPair(**ids, mentor_id=one.mentor_id)) if one and not view.pinned else None,
        button("Открепить", UnpinPair(**ids)) if view.pinned else None,
        button("Другой наставник", OtherMentors(**ids)),
        button("Не ставить вместе", ForbidPair(**ids, mentor_id=one.mentor_id)) if one else None,
        _to_table(),
        to_menu(),
    )
    return Screen(f"{_request(view)}\n\n{_pair(view)}", rows)


def others(view: RoundLine, suggestions: tuple[Suggestion, ...]) -> Screen:
    """Who else would suit; a number makes and pins the pair."""
    ids = {"round_id": view.round_id, "request_id": view.request_id}
    back = button("← К заявке", OpenRoundLine(**ids))
    if not suggestions:
        text = "Больше предложить некого: у остальных нет мест или не подходят форма и способ встреч."
        return Screen(f"{_request(view)}\n\n{text}", column(back, _to_table(), to_menu()))
    lines = (matching.suggestion(one, number) for number, one in enumerate(suggestions, 1))
    numbers = tuple(
        button(f"{number}", PinPair(**ids, mentor_id=one.mentor_id)) for number, one in enumerate(suggestions, 1)
    )
    text = "Выберите номер — закрепим пару, остальные подберём заново."
    return Screen("\n\n".join([_request(view), *lines, text]), (numbers, *column(back, _to_table(), to_menu())))


def confirm_send(view: RoundView, round_id: int) -> Screen:
    """The consequence named: mentors are written to."""
    count = words.plural(view.pairs, "заявка уйдёт", "заявки уйдут", "заявок уйдут")
    text = f"{count} наставникам: каждому придёт сообщение, ответить можно в{NBSP}боте."
    alone = f"\nБез наставника {view.alone}: останутся в{NBSP}очереди." if view.alone else ""
    yes = button("Отправить", SendRound(round_id=round_id, sure=True))
    return Screen(text + alone, column(yes, _to_table(), to_menu()))


def confirm_drop(round_id: int) -> Screen:
    """What is lost and what is not."""
    text = "Убрать этот подбор вместе с закреплёнными парами? Заявки останутся в очереди."
    return Screen(text, column(button("Убрать", DropRound(round_id=round_id, sure=True)), _to_table(), to_menu()))


def _beginning(view: RoundView) -> Screen:
    lines = ["<b>Подбор пар</b>", *_result(view), _to_take(view)]
    both = words.plural(view.waiting + view.silent, "заявка", "заявки", "заявок")
    rows = column(
        button("Подобрать пары", StartRound()) if view.waiting else None,
        button(f"С молчащими: {both}", StartRound(silent=True)) if view.silent else None,
        button("Очередь заявок", OpenQueue()),
        *_exits(),
    )
    return Screen("\n".join(lines), rows)


def _result(view: RoundView) -> list[str]:
    match view.state:
        case RoundState.SENT:
            failed = f" Ещё {view.failed} к{NBSP}тому времени изменились." if view.failed else ""
            return [f"Прошлый подбор: отправлено {view.sent} из {view.pairs}.{failed}"]
        case RoundState.FAILED:
            return ["Посчитать не получилось. Попробуйте ещё раз; если повторится, распределите заявки из очереди."]
        case _:
            return []


def _to_take(view: RoundView) -> str:
    if not view.waiting and not view.silent:
        return "Все заявки у наставников: подбирать пока некому."
    waiting = words.plural(view.waiting, "заявка ждёт", "заявки ждут", "заявок ждут")
    text = f"{waiting} выбора клуба. Подберём так, чтобы подошло всем сразу, — до отправки всё можно поправить."
    if view.silent:
        silent = words.plural(view.silent, "заявке", "заявкам", "заявкам")
        text += f"\nПо{NBSP}{silent} наставник молчит больше пяти дней: можно взять и{NBSP}их."
    return text


def _computing(view: RoundView) -> Screen:
    round_id = view.round_id
    stop = button("Убрать подбор", DropRound(round_id=round_id, sure=True)) if round_id is not None else None
    rows = column(button("Обновить", OpenRound()), stop, *_exits())
    return Screen("⏳ Подбираем пары…\nЭто несколько секунд, бот при этом работает.", rows, live=_live(view))


def _sending(view: RoundView) -> Screen:
    done = view.sent + view.failed
    rows = column(button("Обновить", OpenRound()), *_exits())
    return Screen(f"⏳ Отправляем заявки наставникам: {done} из {view.pairs}", rows, live=_live(view))


def _live(view: RoundView) -> str:
    return f"{LIVE_ROUND}:{view.round_id}"


def _table(view: RoundView) -> Screen:
    round_id = view.round_id
    assert round_id is not None
    if not view.pairs and not view.alone:
        rows = column(button("Убрать подбор", DropRound(round_id=round_id, sure=True)), *_exits())
        return Screen("Пока считали, все заявки нашли своих наставников. Подбирать некому.", rows)
    first = view.page.offset + 1
    numbers = tuple(
        button(f"{number}", OpenRoundLine(round_id=round_id, request_id=one.request_id))
        for number, one in enumerate(view.lines, first)
    )
    rows = (
        numbers,
        *pager(view.page, lambda number: RoundTable(page=number)),
        *column(
            button(f"Отправить: {view.pairs}", SendRound(round_id=round_id)) if view.pairs else None,
            button(f"Снять запреты: {view.forbidden}", AllowAll(round_id=round_id)) if view.forbidden else None,
            button("Подобрать заново", ComputeAgain(round_id=round_id)),
            button("Убрать подбор", DropRound(round_id=round_id)),
            *_exits(),
        ),
    )
    lines = (f"{number}. {_row(one)}" for number, one in enumerate(view.lines, first))
    return Screen("\n\n".join([_heading(view), *lines]), rows)


def _heading(view: RoundView) -> str:
    pairs = words.plural(view.pairs, "пара", "пары", "пар")
    parts = [
        f"без наставника {view.alone}" if view.alone else "",
        f"закреплено {view.pinned}" if view.pinned else "",
    ]
    more = "".join(f", {part}" for part in parts if part)
    return f"<b>Подбор: {pairs}</b>{more}. Сначала те, на которые стоит взглянуть."


def _row(view: RoundLine) -> str:
    if view.suggestion is None:
        return f"{_mentee(view)} → {_missing(view)}"
    pin = "📌 " if view.pinned else ""
    one = view.suggestion
    reasons = f"+ {matching.reasons(one)}\n− {matching.against(one)}"
    return f"{pin}{_mentee(view)} → <b>{esc(one.name)}</b> · {one.score}\n{reasons}"


def _missing(view: RoundLine) -> str:
    if view.gone:
        return "наставник уже занят или на паузе: подберите заново"
    return f"<b>никого</b>: {_bar(view)}"


def _bar(view: RoundLine) -> str:
    match view.missing:
        case Bar.FORM:
            return f"форму {words.quoted(words.MENTORING_FORMS[view.form])} свободные наставники не берут"
        case Bar.WAY if view.way is not None:
            return f"свободные наставники не встречаются {words.ATTENDANCES[view.way]}"
        case Bar.SAME_ORGANIZATION:
            return "место есть только у коллег из той же организации, а просили из другой"
        case Bar.ASKED | Bar.SELF:
            return "остальных уже спрашивали, они в паре или их решили не подбирать вместе"
        case Bar.OUTBID:
            return "подходящие достались другим заявкам"
        case _:
            return "нет свободных мест"


def _mentee(view: RoundLine) -> str:
    urgent = "🔴 " if view.urgency is Urgency.URGENT else ""
    return f"{urgent}{esc(view.mentee)}"


def _request(view: RoundLine) -> str:
    themes = ", ".join(words.DIRECTIONS[one] for one in view.directions)
    need = words.quoted(esc(shorten(view.need, _NEED_SHOWN)))
    return f"<b>{_mentee(view)}</b>, заявка от {words.day(view.asked_at)}\n{themes}\n{need}"


def _pair(view: RoundLine) -> str:
    if view.suggestion is None:
        return f"Наставник: {_missing(view)}."
    pin = "📌 Закреплено. " if view.pinned else ""
    return f"{pin}Подходит на {view.suggestion.score} из 100:\n{matching.suggestion(view.suggestion)}"


def _to_table() -> Button:
    return button("← К таблице", RoundTable())


def _exits() -> tuple[Button, ...]:
    return button("← Наставничество клуба", MentoringDesk()), to_menu()
