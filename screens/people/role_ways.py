"""The way to one person's roles, for screens that roles lead back to."""

from aiogram.filters.callback_data import CallbackData

from screens.kit import RowId


class OpenRoles(CallbackData, prefix="roles"):
    """One person's roles."""

    member_id: RowId
