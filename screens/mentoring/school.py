"""«Моя школа»: figures, pairs and their progress, the spreadsheet, the word on pairs across schools, and its right."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.approvals import Hat, Party
from domain.mentoring.school import SchoolHome, SchoolPair, SchoolPairs, SchoolTable
from domain.vocabulary import MentoringForm, PairStatus
from screens import words
from screens.kit import Button, Content, File, Screen, button, column, esc, pager, shorten
from screens.mentoring.approvals import OpenApprovals
from screens.mentoring.mentoring import MySchool, to_mentoring

# five pairs of the longest names must fit one message
_NAME_SHOWN = 60
_SCHOOL_SHOWN = 60
STANDINGS = {
    PairStatus.APPROVAL: "ждёт согласия школы",
    PairStatus.ACTIVE: "идёт",
    PairStatus.PAUSED: "на паузе",
    PairStatus.COMPLETED: "завершена",
    PairStatus.STOPPED: "остановлена",
}


class OpenSchoolPairs(CallbackData, prefix="scpairs"):
    """The school's pairs, a page of them."""

    page: int = 0


class SchoolSpreadsheet(CallbackData, prefix="scxls"):
    """The same as a spreadsheet."""


class AskSchool(CallbackData, prefix="scask"):
    """Ask for the right to see it all; `on` False: ask no more."""

    on: bool = True


class WantWord(CallbackData, prefix="scwant"):
    """To be asked about pairs across schools, or not; `sure`: pairs that wait for the word may begin."""

    on: bool
    sure: bool = False


# --- the right


def door(view: SchoolHome) -> Screen:
    """What the right gives, and the way to ask for it."""
    lines = [
        f"<b>{esc(view.organization)}</b>",
        "Администрация школы видит, какие пары идут, сколько было встреч и целей, и может согласовывать пары "
        "с\u00a0другими школами. О\u00a0чём говорят в\u00a0паре, знают только двое.",
    ]
    if view.asked_at is None:
        lines.append("Доступ даёт координатор клуба: он проверит, что вы из администрации.")
        act = button("Попросить доступ", AskSchool())
    else:
        lines.append(f"Вы попросили доступ {words.day(view.asked_at)}. Как только координатор ответит, напишем.")
        act = button("Больше не прошу", AskSchool(on=False))
    return Screen("\n".join(lines), column(act, to_mentoring()))


def granted(view: SchoolHome) -> Screen:
    """The right is there."""
    return Screen(f"Готово: вам открыта школа.\n\n{_figures(view)}", _ways(view), fresh=True)


def revoked(*, asked: bool) -> Screen:
    """It is not: given up, or not given this time."""
    text = (
        "Доступ к «Моей школе» пока не дали: координатору не удалось проверить, что вы из администрации. "
        "Напишите ему или попросите ещё раз."
        if asked
        else "Доступ к «Моей школе» закрыт. Если это ошибка, напишите координатору клуба."
    )
    return Screen(text, column(to_mentoring()), fresh=True)


# --- the school


def home(view: SchoolHome, said: str = "") -> Screen:
    """The school in figures; `said` tells what has just been done."""
    return Screen(f"{said}\n\n{_figures(view)}" if said else _figures(view), _ways(view))


def _figures(view: SchoolHome) -> str:
    people = words.plural(view.teachers, "педагог", "педагога", "педагогов")
    mentors = words.plural(view.mentors, "наставник", "наставника", "наставников")
    pairs = words.plural(view.pairs, "пара", "пары", "пар")
    asks = "спрашиваем вас" if view.cross_approval else "не спрашиваем вас"
    return (
        f"<b>{esc(view.organization)}</b>\nВ\u00a0клубе: {people}, из\u00a0них с\u00a0карточкой {mentors}\n"
        f"В\u00a0работе: {pairs}\nО парах с\u00a0другими школами: {asks}"
    )


def _ways(view: SchoolHome) -> tuple[tuple[Button, ...], ...]:
    wanted = view.cross_approval
    return column(
        button(f"Ждут ответа: {view.waiting}", OpenApprovals(hat=Hat.SCHOOL)) if view.waiting else None,
        button("Пары школы", OpenSchoolPairs()),
        button("Таблица", SchoolSpreadsheet()),
        button("Не спрашивать о парах" if wanted else "Спрашивать о парах", WantWord(on=not wanted)),
        to_mentoring(),
    )


def ask_let_go(view: SchoolHome) -> Screen:
    """Before the school is asked no more, while pairs wait for its word."""
    waiting = words.plural(view.waiting, "пара ждёт", "пары ждут", "пар ждут")
    return Screen(
        f"Вашего ответа {waiting}. Если больше не спрашивать, школа считается согласной и они начнут работу. "
        "Это не отменить, но новые пары можно снова взять на согласование.",
        column(
            button("Да, не спрашивать", WantWord(on=False, sure=True)),
            button("Сначала ответить", OpenApprovals(hat=Hat.SCHOOL)),
            _back(),
        ),
    )


WANTED = "Хорошо: о каждой новой паре с\u00a0другой школой сначала спросим вас."
NOT_WANTED = "Хорошо: пары с\u00a0другими школами начинают работу без вашего согласия."


def _back() -> Button:
    return button("← Моя школа", MySchool())


# --- pairs


def pairs(view: SchoolPairs) -> Screen:
    """A page of pairs: how each goes, never what it is about."""
    if not view.pairs:
        return Screen(
            "Пар с\u00a0педагогами вашей школы пока нет. Начнётся первая — появится здесь.",
            column(_back(), to_mentoring()),
        )
    told = "\n\n".join(_pair(number, one) for number, one in enumerate(view.pairs, view.page.offset + 1))
    turns = pager(view.page, lambda page: OpenSchoolPairs(page=page))
    return Screen(
        f"<b>Пары школы</b>\n{told}", turns + column(button("Таблица", SchoolSpreadsheet()), _back(), to_mentoring())
    )


def _pair(number: int, one: SchoolPair) -> str:
    return "\n".join(
        (
            f"{number}.{NBSP}Наставник: {_party(one.mentor)}",
            f"Коллега: {_party(one.mentee)}",
            f"{words.MENTORING_FORMS[one.form]}, {_standing(one)}",
            _progress(one),
        )
    )


def _standing(one: SchoolPair) -> str:
    status = STANDINGS[one.status]
    if one.status is PairStatus.APPROVAL:
        return status
    if one.ended_at is not None:
        return f"{status} {words.day(one.ended_at)}"
    return f"{status} с{NBSP}{words.day(one.started_at)}, по плану до{NBSP}{words.day(one.planned_end_at)}"


def _progress(one: SchoolPair) -> str:
    last = f", последняя {words.day(one.last_met_at)}" if one.last_met_at else ""
    goals = f"; достигнуто целей: {one.reached} из{NBSP}{one.goals}" if one.goals else ""
    return f"{words.plural(one.meetings, 'встреча', 'встречи', 'встреч')}{last}{goals}"


def _party(one: Party) -> str:
    name = esc(shorten(one.name, _NAME_SHOWN)) if one.name else "больше не в\u00a0клубе"
    school = f", {esc(shorten(one.organization, _SCHOOL_SHOWN))}" if one.organization else ""
    return f"<b>{name}</b>{school}"


# --- the spreadsheet


def spreadsheet(content: Content) -> File:
    """The school's pairs to keep."""
    return File("Пары школы.xlsx", content, "Пары школы и их ход: без задач, целей и переписки.")


def after_file(view: SchoolTable) -> Screen:
    """The way on under the file."""
    told = words.plural(len(view.pairs), "пара", "пары", "пар")
    return Screen(
        f"В таблице {told}. Там имена коллег: не пересылайте её дальше без нужды.", column(_back()), fresh=True
    )


def say(value: object) -> str:
    """A code of the spreadsheet in words."""
    return STANDINGS[value] if isinstance(value, PairStatus) else words.MENTORING_FORMS[MentoringForm(str(value))]
