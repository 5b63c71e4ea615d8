"""Files of a roster: the spreadsheet, the sign-in sheet, and marks made by hand on their way back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.presence import Slot
from domain.events.roster import Look, RosterEvent
from domain.events.roster_marks import MarkPlan
from domain.vocabulary import (
    Attendance,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
    Source,
)
from screens import words
from screens.events.presence import METHODS
from screens.events.roster import RosterFiles, SignInSheet, to_list
from screens.kit import Button, Content, File, RowId, Screen, button, column, esc, question, shorten

# so many rows are named, the rest are counted
_NAMED_ROWS = 10


class RosterSpreadsheet(CallbackData, prefix="roxl"):
    """The roster as a spreadsheet."""

    event_id: RowId


class BringMarks(CallbackData, prefix="roim"):
    """The spreadsheet with marks made by hand is awaited."""

    event_id: RowId


class ApplyMarks(CallbackData, prefix="roimok"):
    """Write the marks of the file of this sign, and of no other."""

    event_id: RowId
    sign: str


def files(event: RosterEvent) -> Screen:
    """What can be taken away, and what comes back."""
    return Screen(
        f"{esc(words.quoted(event.title))}: что нужно?\n"
        "Нет связи — отмечайте в таблице и потом пришлите её сюда: «Внести отметки».",
        column(
            button("Таблица XLSX", RosterSpreadsheet(event_id=event.id)),
            button("Явочный лист PDF", SignInSheet(event_id=event.id)),
            button("Внести отметки", BringMarks(event_id=event.id)),
            to_list(Look(event.id)),
        ),
    )


def spreadsheet(title: str, content: Content) -> File:
    """The roster to fill in."""
    return File(
        f"Участники, {_for_file(title)}.xlsx",
        content,
        "Впишите «да» или «нет» в столбец «Пришёл(а)» и пришлите файл через «Внести отметки».",
    )


def sign_in_sheet(title: str, content: Content) -> File:
    """The sheet to print."""
    return File(f"Явочный лист, {_for_file(title)}.pdf", content, "Явочный лист: можно печатать.")


def _for_file(title: str) -> str:
    """A title as a part of a file's name: no signs that some system forbids."""
    kept = "".join(sign if sign.isalnum() or sign in " -№«»" else " " for sign in title)
    return shorten(" ".join(kept.split()), 50).rstrip("…")


def choose_session(event: RosterEvent) -> Screen:
    """Of which session of a series the sheet is wanted."""
    return Screen("Явочный лист какого занятия?", column(*_sessions(event.id, event.sittings), _to_files(event.id)))


def _sessions(event_id: int, sittings: Sequence[Slot]) -> list[Button]:
    return [
        button(
            shorten(_plain(f"{slot.number}. {words.day(slot.starts_at)}")),
            SignInSheet(event_id=event_id, sitting=slot.number),
        )
        for slot in sittings
    ]


def _plain(label: str) -> str:
    """A label never breaks its line, and plain blanks are what one searches for."""
    return label.replace(NBSP, " ")


def after_file(event_id: int) -> Screen:
    """What can be done next, below a file."""
    return Screen("Что дальше?", column(_to_files(event_id), to_list(Look(event_id))), fresh=True)


# --- marks on their way back


def ask_file(event: RosterEvent, problem: str | None = None) -> Screen:
    """The spreadsheet is awaited; after a wrong file another may follow at once."""
    return question(
        f"{esc(words.quoted(event.title))}: пришлите таблицу с отметками файлом XLSX.\nСначала покажем, что изменится.",
        problem=esc(problem) if problem else None,
        exits=(_to_files(event.id),),
    )


def preview(event: RosterEvent, plan: MarkPlan, sign: str) -> Screen:
    """What the file would change."""
    lines = [f"<b>Отметки:</b> {esc(words.quoted(event.title))}", *_changes(plan), *_left_out(plan)]
    number = words.plural(len(plan.changes), "отметку", "отметки", "отметок")
    save = (
        button(shorten(_plain(f"Внести {number}")), ApplyMarks(event_id=event.id, sign=sign)) if plan.changes else None
    )
    return Screen(
        "\n".join(lines), column(save, button("Другой файл", BringMarks(event_id=event.id)), _to_files(event.id))
    )


def _changes(plan: MarkPlan) -> list[str]:
    came, absent = plan.count(PresenceState.ATTENDED), plan.count(PresenceState.NO_SHOW)
    told = [
        f"Пришли{NBSP}— {came}." if came else "",
        f"Не пришли{NBSP}— {absent}." if absent else "",
        f"Уже отмечены так же{NBSP}— {plan.same}." if plan.same else "",
    ]
    left_out = plan.unclear or plan.seatless
    return [line for line in told if line] or ([] if left_out else ["Отметок в файле нет: столбец «Пришёл(а)» пуст."])


def _left_out(plan: MarkPlan) -> list[str]:
    told = []
    if plan.unclear:
        told.append(f"Не разобрали {_rows(plan.unclear)}. Подойдут «да», «нет» и «+».")
    if plan.seatless:
        told.append(f"Пропустим {_rows(plan.seatless)}: места на мероприятии нет. Дайте его в{NBSP}списке.")
    return told


def _rows(numbers: Sequence[int]) -> str:
    """«строки 5, 9 и ещё 3»."""
    named = ", ".join(f"{number}" for number in numbers[:_NAMED_ROWS])
    more = len(numbers) - _NAMED_ROWS
    return f"строк{'у' if len(numbers) == 1 else 'и'} {named}" + (f" и{NBSP}ещё {more}" if more > 0 else "")


def applied(event: RosterEvent, plan: MarkPlan) -> Screen:
    """Done; a second press finds everything written."""
    text = "Готово, отметки внесены." if plan.changes else "Эти отметки уже внесены."
    lines = [text, *(_changes(plan) if plan.changes else [])]
    return Screen("\n".join(lines), column(to_list(Look(event.id)), _to_files(event.id)))


def _to_files(event_id: int) -> Button:
    return button("← К файлам", RosterFiles(event_id=event_id))


# --- codes in words, for the documents


def say(value: object) -> str:
    """A code of the vocabulary as a cell shows it; a moment as «14 октября 2026 года, 15:00» in club time."""
    match value:
        case datetime():
            return f"{words.full_day(value)}, {words.clock_face(value)}"
        case PresenceState():
            return "да" if value is PresenceState.ATTENDED else "нет"
        case StrEnum():
            return _CODES[type(value)][value]
        case _:
            raise TypeError(f"no words for {type(value).__name__}")


_CODES: dict[type[StrEnum], Mapping[Any, str]] = {
    RegistrationStatus: words.STANDINGS,
    Attendance: words.ATTENDANCES,
    ParticipantRole: words.PARTICIPANT_ROLES,
    Source: words.SOURCES,
    PresenceMethod: METHODS,
}
