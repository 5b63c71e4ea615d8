"""How one table is read for the export of a person's data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows to read: in the club's tables and in Telegram's terms."""

    member_id: int
    telegram_id: int


@dataclass(frozen=True, slots=True)
class Source:
    """How one table is read.

    `instead` names columns given by a readable one, `technical` those that are the row's own machinery.
    """

    query: Callable[[Person], Select[*tuple[Any, ...]]]
    instead: Mapping[str, str] = field(default_factory=dict)
    technical: frozenset[str] = frozenset()
