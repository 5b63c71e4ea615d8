"""One mentor before a coordinator: load, pairs, requests that wait, and what may be done for them."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from content.typography import NBSP
from domain.events.moments import DAY_EXAMPLE
from domain.mentoring.cards import MOST_PAIRS, CardView
from domain.mentoring.mentor_load import LoadPair, LoadRequest, MentorWork
from domain.vocabulary import CardStatus, PairStatus, Urgency
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.mentoring.blocks import BlockWith
from screens.mentoring.desk_ways import OpenPairDesk
from screens.mentoring.handover import HandOverAll
from screens.mentoring.manual_pair import NewPair
from screens.mentoring.mentor_card import facts
from screens.mentoring.mentor_load import BackToLoads, OpenLoad, about, busy, standing, to_desk, to_load
from screens.mentoring.mentors import ReviewCard
from screens.mentoring.queue import OpenQueued

_A_ROW = 5


class LoadCard(CallbackData, prefix="mlcard"):
    """The mentor's card as colleagues see it."""

    member_id: RowId


class PauseLoad(CallbackData, prefix="mlpause"):
    """Pause the mentor, who asked for it: through which day?"""

    member_id: RowId


class PauseLoadFor(CallbackData, prefix="mlrest"):
    """A pause of so many days from today."""

    member_id: RowId
    days: Annotated[int, Field(ge=1, le=366)]


class WakeLoad(CallbackData, prefix="mlwake"):
    """End the mentor's pause."""

    member_id: RowId


class RelieveLoad(CallbackData, prefix="mlduty"):
    """No urgent requests any more; `sure`: asked and confirmed."""

    member_id: RowId
    sure: bool = False


class AskCapacity(CallbackData, prefix="mlroom"):
    """How many pairs at once?"""

    member_id: RowId


class SetCapacity(CallbackData, prefix="mlset"):
    """So many pairs at once."""

    member_id: RowId
    capacity: int


def mentor(view: MentorWork, said: str = "") -> Screen:
    """One mentor; `said` tells what has just been done."""
    load = view.load
    lines = [
        f"{said}\n" if said else "",
        f"<b>{esc(words.named(load.name))}</b>",
        esc(view.organization) if view.organization else "",
        _CARDS[view.status],
        f"• {busy(load)}" if view.status else "",
        *(f"• {part}" for part in standing(load)),
        _answers(view),
        f"\n{_asked(view)}",
    ]
    opens = [_opens(one) for one in view.work]
    turns = pager(view.page, lambda page: OpenLoad(member_id=load.member_id, page=page))
    return Screen("\n".join(line for line in lines if line), column(*opens) + turns + _acts(view))


_CARDS = {
    None: "Карточки наставника сейчас нет.",
    CardStatus.PENDING: "Карточка ждёт проверки: коллеги её не видят.",
    CardStatus.CONFIRMED: "",
    CardStatus.RETURNED: "Карточка на правке у наставника: коллеги её не видят.",
}


def _answers(view: MentorWork) -> str:
    load = view.load
    if load.answer_time is None:
        return f"За 90{NBSP}дней заявок с{NBSP}ответом не было."
    requests = words.plural(load.answered, "заявку", "заявки", "заявок")
    return f"За 90{NBSP}дней: ответ на{NBSP}{requests}, в{NBSP}среднем {about(load.answer_time)}."


def _asked(view: MentorWork) -> str:
    if not view.work:
        return f"Пар и{NBSP}заявок сейчас нет."
    return f"Пары и{NBSP}заявки{NBSP}— кнопками ниже."


def _opens(one: LoadPair | LoadRequest) -> Button:
    if isinstance(one, LoadRequest):
        urgent = "⏱" if one.urgency is Urgency.URGENT else "📥"
        return button(shorten(f"{urgent} {words.named(one.name)}"), OpenQueued(request_id=one.id))
    sign = {PairStatus.PAUSED: "⏸", PairStatus.APPROVAL: "🏫"}.get(one.status, "👥" if one.group else "🤝")
    return button(shorten(f"{sign} {one.name or 'вышел из клуба'}"), OpenPairDesk(pair_id=one.id))


def _acts(view: MentorWork) -> tuple[tuple[Button, ...], ...]:
    load, member_id = view.load, view.load.member_id
    confirmed = view.status is CardStatus.CONFIRMED
    rest = (
        button("Закончить паузу", WakeLoad(member_id=member_id))
        if load.paused_until
        else button("Поставить паузу", PauseLoad(member_id=member_id))
    )
    pairs = [
        button("Создать пару", NewPair(mentor_id=member_id)) if confirmed else None,
        button("Передать все пары", HandOverAll(mentor_id=member_id)) if load.pairs or load.mentees else None,
        button("Не подбирать вместе", BlockWith(member_id=member_id)),
    ]
    card = [
        button("Карточка", LoadCard(member_id=member_id)),
        rest,
        button("Сколько пар", AskCapacity(member_id=member_id)),
        *([button("Снять со срочных", RelieveLoad(member_id=member_id))] if load.on_duty else []),
    ]
    return (
        *(in_pairs(card) if view.status else ()),
        *column(*pairs, button("← К списку", BackToLoads()), to_desk()),
    )


def card(view: CardView) -> Screen:
    """The card, with the way back to the mentor."""
    return Screen(
        f"<b>{esc(words.named(view.name))}</b>\n{facts(view.card)}",
        column(
            button("🛠 Проверить карточку", ReviewCard(member_id=view.member_id)),
            to_load(view.member_id, "← К наставнику"),
        ),
    )


# --- what is done for the mentor


def ask_pause(view: MentorWork, problem: str | None = None) -> Screen:
    """Through which day nobody new comes, to be pressed or typed."""
    member_id = view.load.member_id
    text = (
        f"По какой день не присылать новых заявок? {esc(words.named(view.load.name))} получит сообщение об{NBSP}этом, "
        f"а{NBSP}пары останутся.\nНажмите кнопку или напишите дату, например: {DAY_EXAMPLE}.{_sent_on(view)}"
    )
    return question(
        text,
        problem=esc(problem) if problem else None,
        choices=[
            button("На неделю", PauseLoadFor(member_id=member_id, days=7)),
            button("На две недели", PauseLoadFor(member_id=member_id, days=14)),
            button("На месяц", PauseLoadFor(member_id=member_id, days=30)),
            to_load(member_id, "← К наставнику"),
        ],
    )


def _sent_on(view: MentorWork) -> str:
    asked = view.load.asked
    return f"\nЗаявки, которые ждут ответа ({asked}), сразу передадим другим." if asked else ""


def ask_capacity(view: MentorWork, problem: str | None = None) -> Screen:
    """How many pairs at once, to be pressed or typed; what is there stays."""
    load = view.load
    text = (
        f"Сколько пар сразу берёт наставник? Нажмите или напишите число от 1 до {MOST_PAIRS}.\n"
        f"Сейчас: {load.pairs} из {load.capacity}. Пары, которые уже идут, останутся; если мест больше нет, "
        f"заявки без ответа пойдут к{NBSP}другим. Наставник получит сообщение."
    )
    numbers = [
        button(ticked(f"{one}", one == load.capacity), SetCapacity(member_id=load.member_id, capacity=one))
        for one in range(1, MOST_PAIRS + 1)
    ]
    asked = question(text, problem=esc(problem) if problem else None)
    rows = tuple(tuple(numbers[at : at + _A_ROW]) for at in range(0, len(numbers), _A_ROW))
    return Screen(asked.text, rows + column(to_load(load.member_id, "← К наставнику")))


def ask_relief(view: MentorWork) -> Screen:
    """Before a mentor is taken off urgent requests."""
    member_id = view.load.member_id
    return Screen(
        f"Больше не присылать срочные вопросы? {esc(words.named(view.load.name))} получит сообщение и{NBSP}сможет "
        "вернуть их в своей карточке.",
        column(
            button("Да, снять", RelieveLoad(member_id=member_id, sure=True)),
            to_load(member_id, "← Оставить"),
        ),
    )
