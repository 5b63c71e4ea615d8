"""The export of a person's rights for a school and of their answers in words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.vocabulary import RefusalReason
from screens.mentoring import approvals

CODES: dict[type[StrEnum], Mapping[Any, str]] = {RefusalReason: approvals.REASONS}


def _yes_or_no(value: object) -> str:
    return "да" if value else "нет"


SECTIONS: dict[str, tuple[str, dict[str, str | tuple[str, Callable[[object], str]]]]] = {
    "school_admin": ("За какие школы вы отвечаете", {"organization": "Организация", "granted_at": "Доступ с"}),
    "school_ask": ("Просьба о доступе к школе", {"organization": "Организация", "asked_at": "Когда"}),
    "school_approval": (
        "Ваши ответы о парах между школами",
        {
            "organization": "За организацию",
            "agreed": ("Согласие", _yes_or_no),
            "reason": "Причина",
            "answered_at": "Когда",
        },
    ),
}
