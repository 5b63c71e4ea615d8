"""Letters to coordinators in the export, in words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.mentoring.relay import RelayKind
from domain.vocabulary import LetterState

_KINDS = {
    RelayKind.TEXT: "текст",
    RelayKind.PHOTO: "фото",
    RelayKind.VOICE: "голосовое",
    RelayKind.DOCUMENT: "файл",
}


def _kind(value: object) -> str:
    return _KINDS[RelayKind(str(value))]


def _author(value: object) -> str:
    return "вы" if value else "координатор"


def _side(value: object) -> str:
    return "ответ координатора" if value else "письмо координаторам"


CODES: dict[type[StrEnum], Mapping[Any, str]] = {
    LetterState: {
        LetterState.OPEN: "ждёт координатора",
        LetterState.TAKEN: "у координатора",
        LetterState.CLOSED: "закрыто",
    },
}
SECTIONS: dict[str, tuple[str, dict[str, str | tuple[str, Callable[[object], str]]]]] = {
    "letter": (
        "Письма координаторам",
        {
            "state": "Состояние",
            "deadline_at": "Ответим до",
            "created_at": "Начато",
            "changed_at": "Изменение",
            "closed_at": "Закрыто",
        },
    ),
    "letter_message": (
        "Сообщения в письмах координаторам",
        {
            "own": ("Автор", _author),
            "from_desk": ("Что это", _side),
            "kind": ("Вид", _kind),
            "text": "Текст",
            "sent_at": "Когда",
        },
    ),
}
