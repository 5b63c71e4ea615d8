"""The calendar, its filters and «Мои встречи»."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.events import EventFilter, EventLine, EventList, FilterChoices, Place, Seats, Terms
from domain.paging import Page
from domain.vocabulary import Attendance, Direction, EventForm, EventFormat, EventStatus, Source
from screens import words
from screens.events.certificate_ways import to_my_certificates
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten, ticked
from screens.navigation import to_menu

_ORDINALS = (
    "первые",
    "вторые",
    "третьи",
    "четвёртые",
    "пятые",
    "шестые",
    "седьмые",
    "восьмые",
    "девятые",
    "десятые",
)


class Calendar(CallbackData, prefix="cal"):
    """A page of the calendar, narrowed to a form or a direction."""

    page: int = 0
    form: EventForm | None = None
    direction: Direction | None = None

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.form, self.direction)


class CalendarFilter(CallbackData, prefix="calf"):
    """Choose a form or a direction; `form` and `direction` are what the calendar shows now."""

    by: Literal["form", "direction"]
    form: EventForm | None = None
    direction: Direction | None = None

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.form, self.direction)


class MyEvents(CallbackData, prefix="my"):
    """A page of the events one takes part in."""

    page: int = 0


class PhoneCalendar(CallbackData, prefix="feed"):
    """One's events in the calendar of one's phone: how, and the address if there is one."""


class PastEvents(CallbackData, prefix="mypast"):
    """A page of the events one took part in."""

    page: int = 0


class RemindersInGeneral(CallbackData, prefix="rem"):
    """Which reminders one wants of every event."""


class OpenEvent(CallbackData, prefix="ev"):
    """The card of an event."""

    event_id: RowId


class OpenListed(CallbackData, prefix="evl"):
    """The card of an event found on a page of the calendar: its way back leads to that very page."""

    event_id: RowId
    page: int = 0
    form: EventForm | None = None
    direction: Direction | None = None

    @property
    def back(self) -> Calendar:
        return Calendar(page=self.page, form=self.form, direction=self.direction)


class OpenFound(CallbackData, prefix="evf"):
    """The card of an event that a link led to; `source` tells what kind of link."""

    event_id: RowId
    source: Source


def to_calendar(page: Calendar | None = None) -> Button:
    return button("📅 К календарю", page or Calendar())


def to_my_events() -> Button:
    return button("Мои встречи", MyEvents())


def to_phone_calendar() -> Button:
    return button("📆 Календарь в телефоне", PhoneCalendar())


def to_past_events() -> Button:
    return button("Прошедшие встречи", PastEvents())


def to_reminders() -> Button:
    return button("🔔 Напоминания", RemindersInGeneral())


def to_event(event_id: int, label: str = "Карточка встречи", source: Source | None = None) -> Button:
    """`source` is where the person found the event, when it was not the calendar."""
    data = OpenEvent(event_id=event_id) if source is None else OpenFound(event_id=event_id, source=source)
    return button(label, data)


def calendar(view: EventList, wanted: EventFilter, now: datetime) -> Screen:
    """Coming events as numbered text, a row of numbers to press; below, the pager and the two filters."""
    if not view.lines:
        return _nothing(wanted)
    rows = (
        _numbers(view, lambda event_id: _listed_at(event_id, view.page, wanted)),
        *pager(view.page, lambda number: Calendar(page=number, form=wanted.form, direction=wanted.direction)),
        *_filter_buttons(wanted),
        *column(_show_all() if wanted.narrows else None, to_menu()),
    )
    text = _listed(
        "Календарь встреч",
        view,
        lambda line: _calendar_note(line, now),
        lambda line: words.dated(line.terms.starts_at, now),
    )
    return Screen(text, rows)


def _nothing(wanted: EventFilter) -> Screen:
    if wanted.narrows:
        rows = (*_filter_buttons(wanted), *column(_show_all(), to_menu()))
        return Screen("По такому выбору встреч пока нет. Попробуйте другой или посмотрите все.", rows)
    return Screen("Пока новых встреч нет, но календарь пополняется. Загляните через неделю.", column(to_menu()))


def calendar_filter(choices: FilterChoices, asked: CalendarFilter) -> Screen:
    """Forms or directions that coming events have; the chosen one is ticked."""
    if asked.by == "form":
        forms = (
            button(
                ticked(words.FORM_LABELS[form], form is asked.form),
                Calendar(form=form, direction=asked.direction),
            )
            for form in choices.forms
        )
        everything = button("Все формы", Calendar(direction=asked.direction))
        return Screen("Какую форму встречи показать?", (*column(*forms, everything), *column(_unchanged(asked))))
    directions = [
        button(
            ticked(words.DIRECTION_LABELS[direction], direction is asked.direction),
            Calendar(form=asked.form, direction=direction),
        )
        for direction in choices.directions
    ]
    everything = button("Все направления", Calendar(form=asked.form))
    return Screen("Какое направление показать?", (*in_pairs(directions), *column(everything, _unchanged(asked))))


def my_events(view: EventList, now: datetime) -> Screen:
    """Seats and places in line, soonest first."""
    if not view.lines:
        text = "Пока вы никуда не записаны. Выберите встречу в календаре — запись займёт одну минуту."
        return Screen(text, column(to_calendar(), to_past_events(), to_my_certificates(), to_menu()))
    rows = (
        _numbers(view, lambda event_id: OpenEvent(event_id=event_id)),
        *pager(view.page, lambda number: MyEvents(page=number)),
        *column(to_reminders(), to_phone_calendar(), to_calendar(), to_past_events(), to_my_certificates(), to_menu()),
    )
    return Screen(_listed("Мои встречи", view, _my_note, lambda line: words.dated(line.terms.starts_at, now)), rows)


def past_events(view: EventList) -> Screen:
    """What one took part in, newest first."""
    if not view.lines:
        text = "Прошедших встреч у вас пока нет. Они появятся здесь, и их можно будет оценить."
        return Screen(text, column(to_my_events(), to_calendar(), to_menu()))
    rows = (
        _numbers(view, lambda event_id: OpenEvent(event_id=event_id)),
        *pager(view.page, lambda number: PastEvents(page=number)),
        *column(to_my_events(), to_menu()),
    )
    return Screen(_listed("Прошедшие встречи", view, _past_note, _past_day), rows)


def my_place(mine: Place, terms: Terms) -> str:
    """«вы записаны очно», «вы третьи в листе ожидания»; how, only where there is a choice."""
    hybrid = terms.format is EventFormat.HYBRID
    if mine.offered_till is not None:
        how = in_words(mine.attendance) if hybrid else ""
        return f"держим для вас место{how} до{NBSP}{words.deadline(mine.offered_till)}"
    if mine.line is None:
        return f"вы записаны{in_words(mine.attendance) if hybrid else ''}"
    return f"{place_in_line(mine.line)}{f' ({words.ATTENDANCES[mine.attendance]})' if hybrid else ''}"


def place_in_line(number: int) -> str:
    """«вы третьи в листе ожидания»; past ten, by number."""
    if number <= len(_ORDINALS):
        return f"вы {_ORDINALS[number - 1]} в{NBSP}листе ожидания"
    return f"вы в{NBSP}листе ожидания, ваш номер{NBSP}— {number}"


def capitalized(sentence: str) -> str:
    """The first letter large, the others as they are."""
    return f"{sentence[0].upper()}{sentence[1:]}"


def in_words(attendance: Attendance) -> str:
    """« очно» or « онлайн», to follow a verb."""
    return f" {words.ATTENDANCES[attendance]}"


def _past_note(line: EventLine) -> str:
    assert line.mine is not None
    return words.ATTENDANCES[line.mine.attendance]


def _past_day(line: EventLine) -> str:
    # «ср, 14 октября» would not tell which year's
    return words.full_day(line.terms.starts_at)


def _listed(heading: str, view: EventList, note: Callable[[EventLine], str], when: Callable[[EventLine], str]) -> str:
    """Titles whole, as no label could hold them; the number is what one presses."""
    lines = (
        f"{number}.{NBSP}<b>{esc(line.title)}</b>\n{when(line)} · {note(line)}"
        for number, line in enumerate(view.lines, 1)
    )
    return "\n\n".join([f"<b>{heading}</b>\nКарточка встречи{NBSP}— по номеру.", *lines])


def _calendar_note(line: EventLine, now: datetime) -> str:
    if line.mine:
        return my_place(line.mine, line.terms)
    return _room(line.seats) if line.terms.is_open(now) else f"🔒{NBSP}запись закрыта"


def _my_note(line: EventLine) -> str:
    assert line.mine is not None
    cancelled = line.terms.status is EventStatus.CANCELLED
    return "встречу отменили" if cancelled else my_place(line.mine, line.terms)


def _room(seats: tuple[Seats, ...]) -> str:
    """Seats left over all kinds, in a few words."""
    left = [kind.free - kind.waiting if kind.free is not None else None for kind in seats if kind.has_room]
    if not left:
        return "есть лист ожидания"
    if None in left:
        return "места есть"
    return f"свободно {words.seats(sum(number for number in left if number is not None))}"


def _numbers(view: EventList, go: Callable[[int], CallbackData]) -> tuple[Button, ...]:
    """One row under the list: a number for each line."""
    return tuple(button(f"{number}", go(line.id)) for number, line in enumerate(view.lines, 1))


def _listed_at(event_id: int, page: Page, wanted: EventFilter) -> OpenListed:
    return OpenListed(event_id=event_id, page=page.number, form=wanted.form, direction=wanted.direction)


def _filter_buttons(wanted: EventFilter) -> tuple[tuple[Button, ...], ...]:
    form = words.FORM_LABELS[wanted.form] if wanted.form else "Форма"
    direction = words.DIRECTION_LABELS[wanted.direction] if wanted.direction else "Направление"
    buttons = (
        button(shorten(form), CalendarFilter(by="form", form=wanted.form, direction=wanted.direction)),
        button(shorten(direction), CalendarFilter(by="direction", form=wanted.form, direction=wanted.direction)),
    )
    # half a row has no room for «Образовательная сессия»
    return column(*buttons) if wanted.form else (buttons,)


def _show_all() -> Button:
    return button("Показать все", Calendar())


def _unchanged(asked: CalendarFilter) -> Button:
    return button("← Назад", Calendar(form=asked.form, direction=asked.direction))
