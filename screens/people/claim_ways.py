"""The way to one's own record for who has a code from a coordinator."""

from aiogram.filters.callback_data import CallbackData

from screens.kit import Button, button


class EnterCode(CallbackData, prefix="clm"):
    """«У меня есть код»."""


def to_code() -> Button:
    return button("У меня есть код", EnterCode())
