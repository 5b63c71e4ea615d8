"""Ways into coordinators' pairs: buttons that other screens show, too."""

from aiogram.filters.callback_data import CallbackData

from domain.mentoring.desk_pairs import Only
from screens.kit import Button, RowId, button, shorten


class ShowPairs(CallbackData, prefix="dppage"):
    """A page of pairs, narrowed."""

    only: Only = Only.GOING
    page: int = 0


class OpenPairDesk(CallbackData, prefix="dpone"):
    """A pair before a coordinator; `only` and `page` are the way back, when it was opened from a list."""

    pair_id: RowId
    only: Only | None = None
    page: int = 0


def to_pair_desk(pair_id: int, label: str = "К паре") -> Button:
    return button(label, OpenPairDesk(pair_id=pair_id))


def to_troubled(count: int) -> Button | None:
    """The way to pairs in trouble, if there are any."""
    return button(shorten(f"⚠️ Требуют внимания: {count}"), ShowPairs(only=Only.TROUBLED)) if count else None
