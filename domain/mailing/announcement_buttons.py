"""Buttons under an announcement: four at most, each with a label a phone shows whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import InvalidAnswer
from domain.events.event_fields import read_link
from domain.mailing.announcements import MOST_BUTTONS, Part, PartButton, PartKind, Target
from domain.paging import Page
from domain.typed import clean

LONGEST_LABEL = 24
LINK_EXAMPLE = "Программа https://example.ru/plan"

_ADDRESS = re.compile(r"\S+://\S*")


@dataclass(frozen=True, slots=True)
class Choice:
    """An event or a tip a button may lead to."""

    id: int
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of them; `found`: typed words they were searched by, None for all."""

    lines: tuple[Choice, ...]
    page: Page
    found: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """The draft of the conversation: a link for a button is awaited, or words to find a tip by; `words`: the last."""

    announcement_id: int
    target: Target
    words: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"announcement_id": self.announcement_id, "target": self.target.value, "words": self.words}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Asking":
        """Back from JSON."""
        return cls(int(dumped["announcement_id"]), Target(dumped["target"]), dumped["words"])


def read_link_button(text: str) -> PartButton:
    """«Программа https://…», in either order or on two lines. Raises InvalidAnswer."""
    told = clean(text)
    addresses = _ADDRESS.findall(told)
    if len(addresses) != 1:
        raise InvalidAnswer(f"Напишите подпись и один адрес, например: {LINK_EXAMPLE}")
    url = read_link(addresses[0], example=LINK_EXAMPLE)
    label = told.replace(addresses[0], " ").strip(" —–-:\t")
    label = clean(label)
    if not any(sign.isalnum() for sign in label):
        raise InvalidAnswer(f"Не хватает подписи: что написать на кнопке? Например: {LINK_EXAMPLE}")
    if len(label) > LONGEST_LABEL:
        raise InvalidAnswer(f"Подпись длиннее {LONGEST_LABEL} знаков — телефон её обрежет. Например: {LINK_EXAMPLE}")
    return PartButton(label, Target.LINK, url=url)


def with_button(buttons: Sequence[PartButton], new: PartButton) -> tuple[PartButton, ...]:
    """One more button; the same one twice is one. Raises InvalidAnswer."""
    if new in buttons:
        return tuple(buttons)
    if len(buttons) >= MOST_BUTTONS:
        raise InvalidAnswer(f"Кнопок уже {MOST_BUTTONS} — больше читать не станут. Уберите одну, и добавим новую.")
    return (*buttons, new)


def can_bear_buttons(parts: Sequence[Part]) -> bool:
    """Whether the last message may have buttons: an album never has any."""
    return not parts or parts[-1].kind is not PartKind.ALBUM
