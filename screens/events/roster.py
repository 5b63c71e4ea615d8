"""The roster of an event: the list with its filters and the search. A person's card: `participant.py`."""

from collections.abc import Mapping
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.roster import Look, Mark, Only, Roster, RosterEvent, RosterLine
from domain.vocabulary import Attendance, EventFormat, EventStatus, PresenceState, RegistrationStatus
from screens import words
from screens.desk import OpenRoster, to_desk_of
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked


class RosterPage(CallbackData, prefix="ros"):
    """A page of the list as it is narrowed now; a search goes on."""

    event_id: RowId
    page: int = 0
    only: Only = Only.ALL


class NarrowRoster(CallbackData, prefix="rosf"):
    """Choose whom to show."""

    event_id: RowId


class SearchRoster(CallbackData, prefix="rosq"):
    """Look for somebody by name."""

    event_id: RowId


class OpenParticipant(CallbackData, prefix="rop"):
    """Everything about one person at an event; of a series, the marks of `sitting` (0: the nearest)."""

    registration_id: RowId
    sitting: int = 0


class AddParticipant(CallbackData, prefix="roadd"):
    """Put somebody on the roster."""

    event_id: RowId


class RosterFiles(CallbackData, prefix="rofi"):
    """The spreadsheet, the sign-in sheet, the way back of marks."""

    event_id: RowId


class SignInSheet(CallbackData, prefix="rosh"):
    """The sign-in sheet to print; of a series, of one session (0: ask which)."""

    event_id: RowId
    sitting: int = 0


_CHOICES = {
    Only.ALL: "Все",
    Only.SEATED: "С местом",
    Only.WAITING: "Лист ожидания",
    Only.CAME: "Пришли",
    Only.ABSENT: "Не пришли",
    Only.UNMARKED: "Без отметки",
    Only.LEFT: "Сняли запись",
}


def roster(view: Roster) -> Screen:
    """One page of people, numbered through; a number opens the card."""
    event_id = view.event.id
    narrowed = view.query is not None or view.only is not Only.ALL
    first = view.page.offset + 1
    people = [f"{number}. {_person(line, view.event)}" for number, line in enumerate(view.lines, first)]
    numbers = tuple(
        button(f"{number}", OpenParticipant(registration_id=line.registration_id))
        for number, line in enumerate(view.lines, first)
    )
    return Screen(
        "\n\n".join([_heading(view), *people] if people else [_heading(view), _nobody(view, narrowed)]),
        (
            *((numbers,) if numbers else ()),
            *pager(view.page, lambda number: RosterPage(event_id=event_id, page=number, only=view.only)),
            *_tools(view, narrowed),
            *column(to_desk_of(event_id)),
        ),
    )


def _tools(view: Roster, narrowed: bool) -> tuple[tuple[Button, ...], ...]:
    event_id = view.event.id
    published = view.event.terms.status is EventStatus.PUBLISHED
    add = (button("➕ Добавить", AddParticipant(event_id=event_id)),) if published else ()
    if not any(view.counts.values()):
        return (add,) if add else ()
    look = (
        button("🔎 Найти", SearchRoster(event_id=event_id)),
        button(
            shorten(_CHOICES[view.only] if view.only is not Only.ALL else "Показать…"), NarrowRoster(event_id=event_id)
        ),
    )
    rows = (look, (*add, button("Таблица и лист", RosterFiles(event_id=event_id))))
    return (*rows, *column(button("Показать всех", OpenRoster(event_id=event_id)) if narrowed else None))


def _heading(view: Roster) -> str:
    lines = [f"<b>Участники:</b> {esc(words.quoted(view.event.title))}", _counted(view)]
    if view.only is not Only.ALL:
        lines.append(f"Показаны: {_CHOICES[view.only].lower()}.")
    if view.query:
        lines.append(f"Поиск: {words.quoted(esc(view.query))}.")
    return "\n".join(lines)


def _counted(view: Roster) -> str:
    counts = view.counts
    told = [_seated(counts[Only.SEATED], view.event)]
    if counts[Only.WAITING]:
        told.append(f"ждут{NBSP}места{NBSP}— {counts[Only.WAITING]}")
    if counts[Only.CAME]:
        told.append(f"пришли{NBSP}— {counts[Only.CAME]}")
    return f"{', '.join(told)}."


def _seated(number: int, event: RosterEvent) -> str:
    """«С местом — 3 из 15»; of a hybrid event the hall and online apart: «С местом очно — 3 из 15, онлайн — 7»."""
    if len(event.seats) > 1:
        kinds = (f"{words.ATTENDANCES[kind.attendance]}{NBSP}— {_of(kind.taken, kind.limit)}" for kind in event.seats)
        return f"С{NBSP}местом {', '.join(kinds)}"
    return f"С{NBSP}местом{NBSP}— {_of(number, next((kind.limit for kind in event.seats), None))}"


def _of(number: int, limit: int | None) -> str:
    return f"{number}" if limit is None else f"{number} из{NBSP}{limit}"


def _nobody(view: Roster, narrowed: bool) -> str:
    if view.query:
        return "Никого не нашли. Попробуйте написать иначе или покажите всех."
    if narrowed:
        return "Таких сейчас нет. Выберите другое или покажите всех."
    if view.event.terms.status is not EventStatus.PUBLISHED:
        return "Здесь никого нет: запись на это мероприятие не идёт."
    return "Пока никто не записан. Поделитесь карточкой мероприятия или добавьте человека сами."


def _person(line: RosterLine, event: RosterEvent) -> str:
    notes = [note for note in (standing(line, event), came(line.marks, event), contact(line)) if note]
    school = f"\n{esc(shorten(line.organization, 60))}" if line.organization else ""
    return f"<b>{esc(words.named(line.full_name))}</b>{school}\n{' · '.join(notes)}"


def standing(line: RosterLine, event: RosterEvent) -> str:
    """«есть место, очно», «лист ожидания, третье место»; how, only where there is a choice."""
    parts = [words.STANDINGS[line.status]]
    if line.line is not None:
        parts[0] = f"лист ожидания, номер{NBSP}{line.line}"
    if event.terms.format is EventFormat.HYBRID or line.attendance is Attendance.ONLINE:
        parts.append(words.ATTENDANCES[line.attendance])
    return ", ".join(parts)


def came(marks: tuple[Mark, ...], event: RosterEvent) -> str:
    """«✓ на встрече», of a series «✓ 2 из 5 занятий»; empty when nobody marked anything."""
    if not marks:
        return ""
    if len(event.sittings) > 1:
        attended = sum(mark.state is PresenceState.ATTENDED for mark in marks)
        return f"{'✓' if attended else '✗'} {attended} из{NBSP}{len(event.sittings)} занятий"
    return MARKS[marks[0].state]


MARKS: Mapping[PresenceState, str] = {
    PresenceState.ATTENDED: "✓ на встрече",
    PresenceState.NO_SHOW: "✗ не было",
}


def contact(line: RosterLine) -> str:
    """That the bot can't write to this person."""
    return "" if line.reachable else "без Telegram"


def narrow(view: Roster, now: datetime) -> Screen:
    """Whom to show, each choice with its number; what would be empty, or says nothing yet, is left out."""
    nobody_could_come = all(slot.is_early(now) for slot in view.event.sittings)
    idle = {only for only in Only if not view.counts[only]} | ({Only.UNMARKED} if nobody_could_come else set())
    choices = [
        button(ticked(f"{_CHOICES[only]}: {view.counts[only]}", only is view.only), _shown(view, only))
        for only in Only
        if only not in idle or only in (Only.ALL, view.only)
    ]
    return Screen("Кого показать?", (*in_pairs(choices), *column(_unchanged(view))))


def _shown(view: Roster, only: Only) -> RosterPage:
    return RosterPage(event_id=view.event.id, only=only)


def _unchanged(view: Roster) -> Button:
    return button("← К списку", RosterPage(event_id=view.event.id, page=view.page.number, only=view.only))


def ask_name(event: RosterEvent, problem: str | None = None) -> Screen:
    """The search: a name is typed from here on."""
    return question(
        f"{esc(words.quoted(event.title))}: кого ищем? Напишите фамилию или её начало.",
        problem=esc(problem) if problem else None,
        exits=(to_list(Look(event.id)),),
    )


def to_list(look: Look) -> Button:
    """Back to the list as it was."""
    return button("← К списку", RosterPage(event_id=look.event_id, page=look.page, only=look.only))


def is_gone(line: RosterLine) -> bool:
    return line.status is RegistrationStatus.CANCELLED
