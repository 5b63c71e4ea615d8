"""Pairs before a coordinator: lists, a search by name, one pair in figures with what may be done."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.approvals import Hat
from domain.mentoring.desk_pairs import DeskCheck, DeskLine, DeskPage, DeskPair, DeskPerson, FoundPairs, Only
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pairs import Side
from domain.vocabulary import PairStatus
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.mentoring.approvals import OpenApproval
from screens.mentoring.blocks import to_apart
from screens.mentoring.desk_ways import OpenPairDesk, ShowPairs, to_pair_desk
from screens.mentoring.handover import OtherMentor
from screens.mentoring.mentor_load import to_load
from screens.mentoring.mentoring import MentoringDesk
from screens.mentoring.pairs import full_date
from screens.mentoring.queue import to_request
from screens.mentoring.risks import SIDES, trouble

__all__ = ["OpenPairDesk", "ShowPairs"]

# two names and troubles a pair, five pairs a page: one message whatever people are called
_NAME_SHOWN = 60


class FindPairs(CallbackData, prefix="dpfind"):
    """Look for pairs by a name."""


class NudgePair(CallbackData, prefix="dpnudge"):
    """Remind both sides of each other."""

    pair_id: RowId


class WakePair(CallbackData, prefix="dpwake"):
    """End a pause before its time."""

    pair_id: RowId


class EndPair(CallbackData, prefix="dpend"):
    """End a pair, its programme completed or not; `sure`: asked and confirmed."""

    pair_id: RowId
    completed: bool
    sure: bool = False


class PairsTable(CallbackData, prefix="dpxl"):
    """Pairs and requests as a spreadsheet."""


# --- lists

_LABELS = {
    Only.TROUBLED: "Требуют внимания",
    Only.GOING: "Идут",
    Only.PAUSED: "На паузе",
    Only.OVER: "Закончены",
}
_EMPTY = {
    Only.TROUBLED: "Всё спокойно: ни одной паре сейчас не нужна помощь.",
    Only.GOING: "Сейчас ни одна пара не идёт.",
    Only.PAUSED: "На паузе никого нет.",
    Only.OVER: "Законченных пар пока нет.",
}


def pairs(view: DeskPage, now: datetime) -> Screen:
    """A page of pairs, the oldest trouble first."""
    told, opens = _listed(view.lines, view.page.offset + 1, now, view.only, view.page.number)
    filters = [
        button(ticked(f"{label}: {view.counts[only]}", only is view.only), ShowPairs(only=only))
        for only, label in _LABELS.items()
    ]
    return Screen(
        f"<b>Пары клуба</b>\n{told or _EMPTY[view.only]}",
        (
            *column(*opens),
            *pager(view.page, lambda page: ShowPairs(only=view.only, page=page)),
            *column(*filters),
            *in_pairs([button("Найти по фамилии", FindPairs()), button("Таблица XLSX", PairsTable())]),
            *column(to_desk()),
        ),
    )


def ask_name(problem: str | None = None) -> Screen:
    """Whose pairs to look for: a name is awaited."""
    return question(
        "Чью пару ищем? Напишите фамилию наставника или коллеги.",
        problem=esc(problem) if problem else None,
        exits=(_to_pairs(),),
    )


UNREADABLE = "Здесь нужны буквы. Например: Лебедева."


def found(view: FoundPairs, now: datetime) -> Screen:
    """Pairs of those whom the name may mean; another name may be typed at once."""
    told, opens = _listed(view.lines, 1, now)
    more = view.total - len(view.lines)
    rest = f"\nЕщё {more}: напишите имя точнее." if more > 0 else ""
    text = f"<b>Нашлись пары</b>\n{told}{rest}" if told else "Пар с таким именем не нашлось: напишите иначе."
    return Screen(text, column(*opens, _to_pairs()))


def _listed(
    lines: Sequence[DeskLine], first: int, now: datetime, only: Only | None = None, page: int = 0
) -> tuple[str, list[Button]]:
    """What is told of these pairs, and their buttons."""
    numbered = list(enumerate(lines, first))
    told = "\n".join(f"{number}.{NBSP}{_line(one, now)}" for number, one in numbered)
    opens = [
        button(
            shorten(f"{number}. {one.mentee or one.mentor or 'Пара'}"),
            OpenPairDesk(pair_id=one.id, only=only, page=page),
        )
        for number, one in numbered
    ]
    return told, opens


def _line(one: DeskLine, now: datetime) -> str:
    who = f"{_name(one.mentor)} → {_name(one.mentee)}"
    red = "; ".join(trouble(each, now) for each in one.troubles)
    return f"{who}\n{_state(one.status, one, now)}" + (f"; 🔴{NBSP}{red}" if red else "")


def _name(name: str | None) -> str:
    return "больше не в клубе" if name is None else esc(shorten(words.named(name), _NAME_SHOWN))


def _state(status: PairStatus, one: DeskLine | DeskPair, now: datetime) -> str:
    """«идёт с пт, 2 октября»."""
    since = words.dated_day(one.started_at, now)
    ended = f" {words.dated_day(one.ended_at, now)}" if one.ended_at else ""
    match status:
        case PairStatus.APPROVAL:
            return f"ждёт согласия школы с{NBSP}{since}"
        case PairStatus.ACTIVE:
            return f"идёт с{NBSP}{since}"
        case PairStatus.PAUSED:
            return f"на{NBSP}паузе по{NBSP}{full_date(one.paused_until)}" if one.paused_until else f"на{NBSP}паузе"
        case PairStatus.COMPLETED:
            return f"программа завершена{ended}"
        case PairStatus.STOPPED:
            return f"остановлена{ended}"


# --- one pair


def pair(view: DeskPair, now: datetime, only: Only | None = None, page: int = 0, said: str = "") -> Screen:
    """One pair in figures; `said` tells first what has just been done (HTML)."""
    themes = ", ".join(words.DIRECTIONS[one] for one in view.directions)
    form = f"Группа {esc(words.quoted(view.group))}" if view.group else words.MENTORING_FORMS[view.form]
    lines = [
        said,
        f"<b>Пара</b>: {_state(view.status, view, now)}",
        f"Наставник: {_person(view.mentor)}",
        f"Коллега: {_person(view.mentee)}",
        f"{form} · {themes}" if themes else form,
        _planned(view, now),
        *(f"🔴 {_capital(trouble(one, now))}" for one in view.troubles),
        f"🎯 Цели: {view.reached} из{NBSP}{view.goals}" if view.goals else "🎯 Целей пока нет",
        _meetings(view, now),
        _moods(view),
        _checks(view.checks),
        f"Обоим напоминали {words.dated_day(view.nudged_at, now)}" if view.nudged_at else "",
    ]
    return Screen("\n".join(line for line in lines if line), _acts(view, now, only, page))


def _person(person: DeskPerson | None) -> str:
    if person is None:
        return "больше не в клубе"
    school = f", {esc(shorten(person.organization, _NAME_SHOWN))}" if person.organization else ""
    return f"{esc(words.named(person.name))}{school}"


def _planned(view: DeskPair, now: datetime) -> str:
    if not view.open:
        return f"Начало: {words.dated_day(view.started_at, now)}"
    return f"По{NBSP}плану до{NBSP}{words.dated_day(view.planned_end_at, now)}"


def _meetings(view: DeskPair, now: datetime) -> str:
    last = f", последняя {words.dated_day(view.last_met, now)}" if view.last_met else ""
    ahead = f"; впереди {view.planned}" if view.planned else ""
    return f"📅 Встреч: {view.held}{last}{ahead}"


def _moods(view: DeskPair) -> str:
    told = [f"{SIDES[side]} {' '.join(map(str, moods))}" for side, moods in view.moods.items() if moods]
    return f"🙂 Настроение после встреч: {'; '.join(told)}" if told else ""


_OCCASIONS = {
    Occasion.DAY_5: "пятый день",
    Occasion.DAY_30: "месяц",
    Occasion.MIDDLE: "середина",
    Occasion.END: "перед концом",
}
_ANSWERS = {CheckAnswer.YES: "да", CheckAnswer.NO: "не совсем", None: "нет ответа"}


def _checks(checks: Sequence[DeskCheck]) -> str:
    """«Как дела? пятый день: наставник да, коллега нет ответа»."""
    told: dict[Occasion, list[str]] = {}
    for one in sorted(checks, key=lambda one: (one.asked_at, one.side is Side.MENTEE)):
        told.setdefault(one.occasion, []).append(f"{SIDES[one.side]}{NBSP}— {_ANSWERS[one.answer]}")
    lines = [f"{_OCCASIONS[occasion]}: {', '.join(answers)}" for occasion, answers in told.items()]
    return "\n".join(["💬 Спросили, как дела:", *lines]) if lines else ""


def _acts(view: DeskPair, now: datetime, only: Only | None, page: int) -> tuple[tuple[Button, ...], ...]:
    return column(
        button("Напомнить обоим", NudgePair(pair_id=view.id)) if view.may_nudge(now) else None,
        button("Снять с паузы", WakePair(pair_id=view.id)) if view.status is PairStatus.PAUSED else None,
        button("Ответ школы", OpenApproval(pair_id=view.id, hat=Hat.CLUB))
        if view.status is PairStatus.APPROVAL
        else None,
        button("Другой наставник", OtherMentor(pair_id=view.id)) if view.open and view.mentee else None,
        button("Завершить программу", EndPair(pair_id=view.id, completed=True)) if view.live else None,
        button("Остановить пару", EndPair(pair_id=view.id, completed=False)) if view.open else None,
        to_request(view.request_id, "К заявке") if view.request_id else None,
        to_load(view.mentor.id) if view.mentor else None,
        to_apart(view.mentor.id, view.mentee.id) if view.mentor and view.mentee else None,
        _to_pairs(only or _home_of(view), page),
        to_desk(),
    )


def _home_of(view: DeskPair) -> Only:
    """Where a pair opened from elsewhere is listed."""
    if view.troubles:
        return Only.TROUBLED
    if view.status is PairStatus.PAUSED:
        return Only.PAUSED
    return Only.GOING if view.open else Only.OVER


def ask_end(view: DeskPair, *, completed: bool) -> Screen:
    """Before a pair ends: it can't be undone."""
    who = f"{_name(view.mentor.name if view.mentor else None)} → {_name(view.mentee.name if view.mentee else None)}"
    text = (
        f"Завершить программу?\n{who}\nОбоим напишем и{NBSP}попросим отзыв."
        if completed
        else f"Остановить пару?\n{who}\nОбоим мягко напишем, коллеге предложим другого наставника."
    )
    label = "Да, завершить" if completed else "Да, остановить"
    return Screen(
        f"{text} Вернуть пару потом нельзя, можно создать новую.",
        column(
            button(label, EndPair(pair_id=view.id, completed=completed, sure=True)),
            to_pair_desk(view.id, "← Оставить как есть"),
        ),
    )


NUDGED = "Обоим отправим мягкое напоминание."
NUDGED_BEFORE = "На этой неделе обоим уже напоминали. Дадим им немного времени."
WOKEN = "Пауза снята, обоим сообщим."
ENDED = {True: "Программа завершена, обоим сообщим.", False: "Пара остановлена, обоим сообщим."}


def to_desk() -> Button:
    return button("🛠 Наставничество клуба", MentoringDesk())


def _to_pairs(only: Only = Only.GOING, page: int = 0) -> Button:
    return button("← К парам", ShowPairs(only=only, page=page))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
