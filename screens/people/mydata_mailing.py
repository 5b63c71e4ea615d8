"""The export's words about announcements."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.vocabulary import Mailing
from screens.mailing.mailing_choice import MAILINGS

Say = Callable[[object], str]

CODES: dict[type[StrEnum], Mapping[Any, str]] = {Mailing: MAILINGS}
SECTIONS: dict[str, tuple[str, dict[str, str | tuple[str, Say]]]] = {
    "mailing_choice": ("Объявления клуба", {"announcements": "Как присылать", "changed_at": "Выбрано"}),
    "digest_item": (
        "Объявления в дайджестах",
        {"announcement_id": "Номер объявления", "added_at": "Отложено", "sent_at": "Отправлено"},
    ),
}
