"""The way in to one's certificates, for screens that certificates themselves lead to."""

from aiogram.filters.callback_data import CallbackData

from screens.kit import Button, button


class MyCertificates(CallbackData, prefix="certs"):
    """A page of one's certificates."""

    page: int = 0


def to_my_certificates() -> Button:
    return button("📜 Мои сертификаты", MyCertificates())
