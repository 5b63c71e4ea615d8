"""The coordinator's desk: the way in to everything one can do with an event.

Its buttons lead to other features; each of them answers its own press, and comes back by `to_desk_of`. The ways to the
rest of the desk are in `screens/hub.py`.
"""

from aiogram.filters.callback_data import CallbackData

from screens.kit import Button, RowId, button


class Desk(CallbackData, prefix="desk"):
    """The list of events a coordinator looks after; `past` shows those that are over."""

    page: int = 0
    past: bool = False


class ManageEvent(CallbackData, prefix="dev"):
    """One event with everything a coordinator can do with it."""

    event_id: RowId


class OpenRoster(CallbackData, prefix="dros"):
    """Who takes part."""

    event_id: RowId
    page: int = 0


class OpenPresence(CallbackData, prefix="dpre"):
    """Marking who came."""

    event_id: RowId


class OpenResults(CallbackData, prefix="dres"):
    """What people thought of it."""

    event_id: RowId


class OpenCertificates(CallbackData, prefix="dcer"):
    """Certificates of the event."""

    event_id: RowId


class OpenQuestions(CallbackData, prefix="dque"):
    """What is asked of who signs up."""

    event_id: RowId


class OpenSpeed(CallbackData, prefix="dspeed"):
    """Its quick meetings: set up, or as they go on."""

    event_id: RowId


class MoveEvent(CallbackData, prefix="dmov"):
    """Another time for the event."""

    event_id: RowId


class CallOff(CallbackData, prefix="doff"):
    """Call the event off; asks first."""

    event_id: RowId


def to_desk() -> Button:
    return button("🛠 Рабочий стол", Desk())


def to_desk_of(event_id: int) -> Button:
    return button("← К мероприятию", ManageEvent(event_id=event_id))
