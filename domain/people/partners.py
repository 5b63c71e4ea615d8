"""Social partners of the club: their cards, and what a coordinator types into one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.events.event_fields import read_link
from domain.paging import Page
from domain.typed import clean, paragraphs, phrase
from domain.vocabulary import PartnerKind

LONGEST_NAME = 200
LONGEST_ABOUT = 500
LONGEST_CONTACT = 200
LONGEST_ADDRESS = 300


class PartnerField(StrEnum):
    """What a card holds. Values are short: they travel in buttons."""

    KIND = "kind"
    NAME = "name"
    ABOUT = "about"
    CONTACT = "contact"
    ADDRESS = "address"
    SITE = "site"


# asked before there is a card; the rest is filled in on it
ASKED = (PartnerField.KIND, PartnerField.NAME, PartnerField.ABOUT)
OPTIONAL = (PartnerField.CONTACT, PartnerField.ADDRESS, PartnerField.SITE)


def _read_about(text: str) -> str:
    told = paragraphs(text)
    if not any(sign.isalpha() for sign in told):
        raise InvalidAnswer("Здесь нужны слова. Например: бесплатные экскурсии для классов по средам.")
    if len(told) > LONGEST_ABOUT:
        raise InvalidAnswer(f"Получилось {len(told)} знаков, а поместится {LONGEST_ABOUT}. Сократите немного.")
    return told


def _read_site(text: str) -> str:
    address = clean(text)
    return read_link(address if "://" in address else f"https://{address}", example="https://museum.example")


_READERS: Mapping[PartnerField, Callable[[str], str]] = {
    PartnerField.NAME: lambda text: phrase(text, longest=LONGEST_NAME, example="Музей у реки"),
    PartnerField.ABOUT: _read_about,
    PartnerField.CONTACT: lambda text: phrase(
        text, longest=LONGEST_CONTACT, example="отдел экскурсий, excursion@museum.example"
    ),
    PartnerField.ADDRESS: lambda text: phrase(text, longest=LONGEST_ADDRESS, example="Береговая улица, 1"),
    PartnerField.SITE: _read_site,
}


def read(field: PartnerField, text: str) -> str:
    """A typed value of a field. Raises InvalidAnswer; a kind is chosen, not typed."""
    if field not in _READERS:
        raise InvalidAnswer("Выберите кнопкой, кто это.")
    return _READERS[field](text)


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """What is being typed: a field of the card `partner_id`, or, without one, the next of ASKED of a new one."""

    field: PartnerField = PartnerField.KIND
    partner_id: int | None = None
    kind: PartnerKind | None = None
    name: str | None = None

    @property
    def progress(self) -> tuple[int, int]:
        """Which of how many questions about a new partner it is."""
        return ASKED.index(self.field) + 1, len(ASKED)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        kind = self.kind.value if self.kind else None
        return {"field": self.field.value, "partner_id": self.partner_id, "kind": kind, "name": self.name}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "PartnerDraft":
        """Back from JSON."""
        kind = dumped["kind"]
        return cls(
            PartnerField(dumped["field"]), dumped["partner_id"], PartnerKind(kind) if kind else None, dumped["name"]
        )


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner of the list."""

    id: int
    name: str
    kind: PartnerKind
    about: str


@dataclass(frozen=True, slots=True)
class PartnerList:
    """A page of partners by name, of one kind or of all; `counts` are of those everybody sees.

    `hidden`: these are the hidden ones, of which there are `hidden_total`: None for who is no coordinator.
    """

    page: Page
    kind: PartnerKind | None
    hidden: bool
    lines: tuple[PartnerLine, ...]
    counts: Mapping[PartnerKind, int]
    hidden_total: int | None


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """All about one partner; `editable` by who looks at it."""

    id: int
    name: str
    kind: PartnerKind
    about: str
    contact: str | None
    address: str | None
    site: str | None
    hidden: bool
    editable: bool
