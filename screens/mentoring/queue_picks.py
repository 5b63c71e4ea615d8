"""Choosing mentors for a request in the queue: up to three to ask in turn, or one to make a pair with at once."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.bars import Bar
from domain.mentoring.queue import FoundMentor, Picking, QueuedRequest
from domain.mentoring.requests import MOST_CHOICES
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, question, shorten
from screens.mentoring import matching
from screens.mentoring.queue import to_request

_A_ROW = 5


class PickMentor(CallbackData, prefix="qupick"):
    """Put a mentor next in the list to ask, or take them off it."""

    request_id: RowId
    mentor_id: RowId
    on: bool


class AllPicks(CallbackData, prefix="quall"):
    """Those who fit best again, instead of those found by name."""

    request_id: RowId


class SendPicks(CallbackData, prefix="qugo"):
    """Ask the chosen mentors in turn."""

    request_id: RowId


class PairByHand(CallbackData, prefix="qupair"):
    """Make a pair with this mentor; `sure`: asked and confirmed."""

    request_id: RowId
    mentor_id: RowId
    sure: bool = False


def picking(view: Picking, problem: str | None = None) -> Screen:
    """Whom to ask, or to make a pair with; a name may be typed."""
    by_name = bool(view.picks.query)
    screen = question(
        _text(view),
        problem=esc(problem) if problem else None,
        choices=[
            *_go(view),
            *([button("Все подходящие", AllPicks(request_id=view.request.id))] if by_name else []),
            to_request(view.request.id),
        ],
    )
    return Screen(screen.text, (*column(*_chosen(view)), *_numbers(view), *screen.rows))


def _text(view: Picking) -> str:
    name = esc(words.named(view.request.name))
    if view.picks.by_hand:
        lead = f"С{NBSP}кем создать пару ({name})? Нажмите номер или напишите фамилию."
    else:
        lead = f"Кого спросить ({name})? Нажимайте номера по порядку, до трёх, или напишите фамилию."
    lines = [lead]
    if view.chosen:
        listed = ", ".join(f"{place}-й{NBSP}— {esc(one)}" for place, (_, one) in enumerate(view.chosen, 1))
        lines.append(f"Список: <b>{listed}</b>")
    return "\n".join(lines) + _offered(view)


def _offered(view: Picking) -> str:
    if view.picks.query:
        told = "".join(f"\n\n{_found(view, number, one)}" for number, one in enumerate(view.found, 1))
        more = view.total - len(view.found)
        rest = f"\n\nЕщё {more} с{NBSP}таким именем: напишите точнее." if more > 0 else ""
        return (told or "\n\nНаставника с таким именем не нашлось: напишите иначе.") + rest
    told = "".join(f"\n\n{matching.suggestion(one, number)}" for number, one in enumerate(view.suggestions, 1))
    return told or "\n\nПодходящих и свободных сейчас нет. Поищите по фамилии: наставник мог уже отказаться раньше."


def _found(view: Picking, number: int, one: FoundMentor) -> str:
    school = f", {esc(shorten(one.organization, 60))}" if one.organization else ""
    cannot = "пару создать нельзя" if view.picks.by_hand else f"об{NBSP}этой заявке спросить нельзя"
    facts = [
        f"мест {one.left}{NBSP}из{NBSP}{one.places}",
        f"{cannot}: {matching.bars(one.bars)}" if one.bars else "",
        f"учтите: {matching.bars(one.doubts)}" if one.doubts and not one.bars else "",
    ]
    return f"{number}. <b>{esc(words.named(one.name))}</b>{school}\n{'; '.join(fact for fact in facts if fact)}"


def _chosen(view: Picking) -> list[Button]:
    return [
        button(shorten(f"✓ {place}-й: {name}"), _pick(view, mentor_id, on=False))
        for place, (mentor_id, name) in enumerate(view.chosen, 1)
    ]


def _numbers(view: Picking) -> list[tuple[Button, ...]]:
    """Numbers of those offered, but the chosen ones and who can't be chosen."""
    if view.picks.query:
        ids = [None if one.bars else one.id for one in view.found]
    else:
        ids = [one.mentor_id for one in view.suggestions]
    numbered = [
        button(
            f"{number}",
            PairByHand(request_id=view.request.id, mentor_id=mentor_id)
            if view.picks.by_hand
            else _pick(view, mentor_id, on=True),
        )
        for number, mentor_id in enumerate(ids, 1)
        if mentor_id is not None and mentor_id not in view.picks.mentors
    ]
    return [tuple(numbered[at : at + _A_ROW]) for at in range(0, len(numbered), _A_ROW)]


def _pick(view: Picking, mentor_id: int, *, on: bool) -> PickMentor:
    return PickMentor(request_id=view.request.id, mentor_id=mentor_id, on=on)


def _go(view: Picking) -> list[Button]:
    if not view.chosen or view.picks.by_hand:
        return []
    return [button(f"Отправить: {len(view.chosen)}", SendPicks(request_id=view.request.id))]


FULL = f"В списке уже {words.plural(MOST_CHOICES, 'наставник', 'наставника', 'наставников')}: сначала уберите одного."
NOBODY = "Никто из списка сейчас не может взять пару: заявка осталась в очереди. Выберите других."

UNREADABLE = "Здесь нужны буквы. Например: Лебедева."


def barred(found: tuple[Bar, ...]) -> str:
    """A mentor of an old list who can't be asked by now."""
    return f"Этого наставника сейчас не спросить: {matching.bars(found)}. Выберите другого."


def ask_pair(view: QueuedRequest, mentor: str, mentor_id: int) -> Screen:
    """Before a pair is made without asking the mentor."""
    return Screen(
        f"Создать пару? Наставник: {esc(words.named(mentor))}, коллега: {esc(words.named(view.name))}.\n"
        "Обоим сразу напишем, поэтому лучше сначала договориться с наставником.",
        column(
            button("Да, создать пару", PairByHand(request_id=view.id, mentor_id=mentor_id, sure=True)),
            to_request(view.id),
        ),
    )
