"""People found by a typed name: a list with numbers to press."""

from collections.abc import Callable, Iterable

from aiogram.filters.callback_data import CallbackData

from domain.mentoring.found_people import MANY, FoundPeople, FoundPerson
from screens import words
from screens.kit import Button, button, esc, shorten

A_ROW = 5
_SCHOOL_SHOWN = 60
UNREADABLE = "Здесь нужны буквы. Например: Светлова."
AWAY = "бот до человека сейчас не доходит"
BLOCKED = "доступ закрыт"


def told(found: FoundPeople) -> str:
    """The people a name may mean, a line each, as HTML; who they are told apart by is the school."""
    if not found.people:
        return "Никого с таким именем не нашлось: напишите иначе."
    lines = [f"{number}. {person(one)}" for number, one in enumerate(found.people, 1)]
    more = found.total - len(found.people)
    if found.total > MANY:
        return "\n".join([*lines, "И очень много других: напишите точнее."])
    return "\n".join([*lines, f"Ещё {more} с таким именем: напишите точнее." if more > 0 else ""]).rstrip()


def person(one: FoundPerson) -> str:
    """«Светлова Анна Игоревна, Школа № 901» as HTML."""
    away = contact(reachable=one.reachable, blocked=one.blocked)
    return f"<b>{esc(words.named(one.name))}</b>{school(one)}{f' ({away})' if away else ''}"


def contact(*, reachable: bool, blocked: bool) -> str:
    """What keeps the bot from the person; empty when nothing does."""
    if blocked:
        return BLOCKED
    return "" if reachable else AWAY


def school(one: FoundPerson) -> str:
    return f", {esc(shorten(one.organization, _SCHOOL_SHOWN))}" if one.organization else ""


def numbers(ids: Iterable[int], press: Callable[[int], CallbackData]) -> list[tuple[Button, ...]]:
    """A button with a number for each, five a row."""
    made = [button(f"{number}", press(one)) for number, one in enumerate(ids, 1)]
    return [tuple(made[at : at + A_ROW]) for at in range(0, len(made), A_ROW)]
