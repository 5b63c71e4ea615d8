"""The ways in to an evening of quick meetings, for the cards and messages of its event."""

from aiogram.filters.callback_data import CallbackData

from domain.events.speed_place import SpeedPhase, SpeedPlace
from screens.kit import Button, RowId, button, column


class MySpeed(CallbackData, prefix="sp"):
    """One's own place: the side, the tables, whom to go on with, as the evening is now."""

    event_id: RowId


class TakeSide(CallbackData, prefix="spside"):
    """Sit down as a mentor, or as who looks for one."""

    event_id: RowId
    as_mentor: bool


AS_MENTOR, AS_MENTEE = "Сажусь наставником", "Ищу наставника"


def speed_rows(event_id: int, place: SpeedPlace | None) -> tuple[tuple[Button, ...], ...]:
    """Buttons under an event: both sides while none is chosen, the likelier first; later, one's own place."""
    if place is None:
        return ()
    if place.phase is SpeedPhase.CHOOSING and place.as_mentor is None:
        return side_rows(event_id, None, mentor_first=place.guess_mentor)
    return column(to_speed(event_id, _label(place)))


def side_rows(event_id: int, chosen: bool | None, *, mentor_first: bool) -> tuple[tuple[Button, ...], ...]:
    """The two sides, the chosen one ticked."""
    both = [_side(event_id, as_mentor, chosen) for as_mentor in (mentor_first, not mentor_first)]
    return column(*both)


def _side(event_id: int, as_mentor: bool, chosen: bool | None) -> Button:
    label = AS_MENTOR if as_mentor else AS_MENTEE
    return button(f"✓ {label}" if chosen is as_mentor else label, TakeSide(event_id=event_id, as_mentor=as_mentor))


def _label(place: SpeedPlace) -> str:
    if place.phase is SpeedPhase.RUNNING:
        return "🪑 Мои столы"
    if place.phase is SpeedPhase.WISHES:
        return "🪑 С кем продолжить"
    return "🪑 Вы наставник" if place.as_mentor else "🪑 Вы ищете наставника"


def to_speed(event_id: int, label: str) -> Button:
    return button(label, MySpeed(event_id=event_id))


def side_question(place: SpeedPlace | None) -> str:
    """A line for a message about one's seat, while no side is chosen."""
    if place is None or place.phase is not SpeedPhase.CHOOSING or place.as_mentor is not None:
        return ""
    return "Это быстрые встречи: выберите, кем сядете за стол."
