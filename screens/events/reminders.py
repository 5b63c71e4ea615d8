"""Which reminders a person wants: of one event, or in general."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.events.reminders import Choice
from domain.vocabulary import ReminderKind
from screens import words
from screens.events.events import RemindersInGeneral, to_event, to_my_events
from screens.kit import Button, Screen, button, column, esc, ticked
from screens.navigation import to_menu

LABELS = {ReminderKind.WEEK: "За неделю", ReminderKind.DAY: "За день", ReminderKind.HOURS: "За два часа"}


class ChooseReminder(CallbackData, prefix="remset"):
    """Add or take away one reminder; `event_id` 0 is the general choice, `kind` None means «как обычно»."""

    event_id: Annotated[int, Field(ge=0, lt=2**63)]
    kind: ReminderKind | None = None
    on: bool = False


def choice(view: Choice) -> Screen:
    """Three reminders to tick, and the way back to the usual."""
    event_id = view.event_id or 0
    switches = (
        button(
            ticked(LABELS[kind], kind in view.kinds),
            ChooseReminder(event_id=event_id, kind=kind, on=kind not in view.kinds),
        )
        for kind in ReminderKind
    )
    usual = button("Как обычно", ChooseReminder(event_id=event_id)) if view.own else None
    return Screen(_text(view), column(*switches, usual, *_ways_back(view)))


def _text(view: Choice) -> str:
    if view.title is not None:
        about = f"Когда напомнить о встрече <b>{esc(words.quoted(view.title))}</b>?"
        if not view.kinds:
            return f"{about}\nСейчас не напоминаем. О переносе или отмене напишем всё равно."
        return f"{about}\nОтметьте, что подходит: сохраним сразу."
    if not view.own:
        return (
            "Сейчас напоминаем как обычно: за день и за два часа, о больших встречах — ещё и за неделю.\n"
            "Отметьте, как удобно вам: так и будет для всех встреч, где вы не выбрали иначе."
        )
    if not view.kinds:
        return "О встречах не напоминаем. О переносе или отмене напишем всё равно."
    return "Так напоминаем обо всех встречах, где вы не выбрали иначе."


def _ways_back(view: Choice) -> tuple[Button, ...]:
    if view.event_id is not None:
        return (to_event(view.event_id), button("Для всех встреч", RemindersInGeneral()), to_menu())
    return (to_my_events(), to_menu())
