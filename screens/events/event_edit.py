"""The edit of a saved event field by field, and what is asked before an edit that touches people."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.event_desk import Consequence, FewerSeats, OtherWay, SavedPlan, is_editable
from domain.events.event_draft import Draft, facts
from domain.events.event_plan import Move, Step
from domain.vocabulary import Attendance, Direction
from screens import words
from screens.desk import MoveEvent, to_desk_of
from screens.events import plan_questions as asking
from screens.events.event_facts import people
from screens.events.event_plan import EditEvent, PreviewDraft
from screens.kit import Button, RowId, Screen, button, column, in_pairs


class EditPart(CallbackData, prefix="pef"):
    """One field of a saved event."""

    event_id: RowId
    step: Step


class EditChoice(CallbackData, prefix="pes"):
    """A choice offered by a question."""

    event_id: RowId
    step: Step
    value: str


class EditTheme(CallbackData, prefix="pet"):
    """A direction to add or to take away."""

    event_id: RowId
    direction: Direction
    on: bool


class EditMove(CallbackData, prefix="pem"):
    """Back, on with the answer kept, or on without one."""

    event_id: RowId
    step: Step
    move: Move


class ConfirmEdit(CallbackData, prefix="pey"):
    """Yes, change it, whatever it does to people."""

    event_id: RowId
    step: Step


def menu(view: SavedPlan, now: datetime, *, saved: bool = False) -> Screen:
    """All fields, a button for each that may be edited; the time of a published event is moved as long as it can be."""
    heading = "Сохранено. <b>Что ещё изменить?</b>" if saved else "<b>Что изменить?</b>"
    fields = [step for step in facts(view.plan) if is_editable(step, view.terms, now)]
    edits = in_pairs(
        [button(f"✏️ {asking.FIELDS[step]}", EditPart(event_id=view.event_id, step=step)) for step in fields]
    )
    way_on: Button | None = None
    if view.is_draft:
        way_on = button("👀 Предпросмотр", PreviewDraft(event_id=view.event_id))
    elif any(one.starts_at > now for one in view.plan.sittings):
        way_on = button("🕒 Перенести", MoveEvent(event_id=view.event_id))
    return Screen(f"{heading}\n{asking.told(view.plan)}", edits + column(way_on, to_desk_of(view.event_id)))


def ask(draft: Draft, problem: str | None = None) -> Screen:
    """One field's question, with the way back to all of them."""
    event_id = draft.event_id or 0
    controls = asking.Controls(
        choose=lambda step, value: EditChoice(event_id=event_id, step=step, value=value),
        toggle=lambda direction, on: EditTheme(event_id=event_id, direction=direction, on=on),
        move=lambda step, move: EditMove(event_id=event_id, step=step, move=move),
        exits=lambda draft: _exits(draft, event_id),
        numbered=False,
    )
    return asking.ask(draft, controls, problem)


def _exits(draft: Draft, event_id: int) -> Sequence[Button]:
    back = [button("← Назад", EditMove(event_id=event_id, step=draft.step, move=Move.BACK))]
    within = draft.step is not draft.edited
    return [*(back if within else []), button("Не менять", EditEvent(event_id=event_id))]


def confirm(event_id: int, step: Step, what: Consequence) -> Screen:
    """What the edit does to people, before it is made."""
    text = _fewer(what) if isinstance(what, FewerSeats) else _other_way(what)
    return Screen(
        text,
        column(
            button("Да, изменить", ConfirmEdit(event_id=event_id, step=step)),
            button("Оставить как было", EditEvent(event_id=event_id)),
        ),
    )


def _fewer(what: FewerSeats) -> str:
    online = " онлайн" if what.attendance is Attendance.ONLINE else ""
    return (
        f"Записано{online} {what.held}, а мест станет {what.limit}. Никого не снимем: "
        f"новых начнём записывать, когда останется меньше {what.limit}."
    )


def _other_way(what: OtherWay) -> str:
    ending, left = words.ATTENDANCES[what.ending], words.ATTENDANCES[what.left]
    lines = []
    if what.held:
        lines.append(f"Записано {ending}: {people(what.held)}. Места останутся за ними, но уже {left}.")
    if what.waiting:
        lines.append(f"Лист ожидания ({people(what.waiting)}) перейдёт целиком, порядок сохранится.")
    if what.limit is not None and what.total > what.limit:
        lines.append(
            f"Мест {left}{NBSP}— {what.limit}, а займут {what.total}: новых начнём записывать, "
            f"когда останется меньше {what.limit}."
        )
    lines.append("Всем напишем о новом формате.")
    return "\n".join(lines)
