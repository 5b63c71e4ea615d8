"""The way to social partners, for screens that partners lead back to."""

from aiogram.filters.callback_data import CallbackData

from domain.vocabulary import PartnerKind
from screens.kit import Button, button


class Partners(CallbackData, prefix="prt"):
    """A page of partners, of one kind or of all; `hidden`: those out of sight, for coordinators."""

    page: int = 0
    kind: PartnerKind | None = None
    hidden: bool = False


def to_partners(label: str = "🏛 Социальные партнёры") -> Button:
    return button(label, Partners())
