"""The directory from a spreadsheet: what its rows say, and what they would change."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import InvalidAnswer
from domain.people.organizations import OrganizationView, tells
from domain.people.organizations_desk import Field, plain, read_name
from domain.typed import folded
from domain.vocabulary import Municipality, OrgType

# a larger file is no directory of a region
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2_000

_TYPES: Mapping[str, OrgType] = {
    "доп образование": OrgType.ADDITIONAL_ED,
    "дополнительное образование": OrgType.ADDITIONAL_ED,
    "допобразование": OrgType.ADDITIONAL_ED,
    "детский сад": OrgType.KINDERGARTEN,
    "другая": OrgType.OTHER,
    "другое": OrgType.OTHER,
    "иное": OrgType.OTHER,
}
_TOWNS: Mapping[str, Municipality] = {
    "тюмень": Municipality.TYUMEN,
    "тобольск": Municipality.TOBOLSK,
    "заводоуковск": Municipality.ZAVODOUKOVSK,
    "ялуторовск": Municipality.YALUTOROVSK,
    "другой": Municipality.OTHER,
    "другое": Municipality.OTHER,
}


def read_type(text: str) -> OrgType | None:
    """A cell's words as a type; None: unclear."""
    plain = folded(text)
    if plain in _TYPES:
        return _TYPES[plain]
    return next((one for one in OrgType if any(tells(word, one) for word in plain.split())), None)


def read_town(text: str) -> Municipality | None:
    """A cell's words as a municipality, «г. Тюмень» too; None: unclear."""
    return _TOWNS.get(folded(text).removeprefix("г ").removeprefix("город "))


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that changes nothing, by its number in the sheet, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it is written; None is an empty cell. `code` is the organisation's id in the directory."""

    row: int
    code: int | None
    name: str | None
    type: OrgType | None
    municipality: Municipality | None


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """A spreadsheet read."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation of the directory as it is now."""

    view: OrganizationView
    archived: bool
    # the name of the one it has become one with
    merged_into: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """A new organisation."""

    row: int
    name: str
    type: OrgType
    municipality: Municipality


@dataclass(frozen=True, slots=True)
class Changed:
    """An organisation that becomes `new`; `old` is as it is now."""

    row: int
    old: OrganizationView
    new: OrganizationView

    @property
    def fields(self) -> tuple[Field, ...]:
        """What differs."""
        return tuple(
            field
            for field, differs in (
                (Field.NAME, self.old.name != self.new.name),
                (Field.TYPE, self.old.type is not self.new.type),
                (Field.MUNICIPALITY, self.old.municipality is not self.new.municipality),
            )
            if differs
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a spreadsheet would change; `same` rows say what the directory says already."""

    added: tuple[Added, ...]
    changed: tuple[Changed, ...]
    same: int
    problems: tuple[RowProblem, ...]

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed)

    @property
    def sign(self) -> str:
        """A short sign of the changes, for a button: it must not confirm others than those that were shown."""
        return hashlib.sha256(repr((self.added, self.changed)).encode()).hexdigest()[:12]


def plan(sheet: ImportSheet, directory: Iterable[Known]) -> ImportPlan:
    """What the rows would change in the directory, row by row; what can't be done is told by its row."""
    work = _Work(directory)
    for row in sheet.rows:
        try:
            work.take(row)
        except InvalidAnswer as refused:
            work.problems.append(RowProblem(row.row, refused.hint))
    problems = sorted((*sheet.problems, *work.problems), key=lambda one: one.row)
    return ImportPlan(tuple(work.added), tuple(work.changed), work.same, tuple(problems))


class _Work:
    """The directory as rows change it."""

    def __init__(self, directory: Iterable[Known]) -> None:
        self.by_id = {one.view.id: one for one in directory}
        # who is called so, by name and town: ids, or the row that adds it
        self.called: dict[tuple[str, Municipality], list[int]] = {}
        for one in self.by_id.values():
            if one.merged_into is None:
                self.called.setdefault(_key(one.view.name, one.view.municipality), []).append(one.view.id)
        self.rows: dict[int, int] = {}
        self.new_rows: dict[tuple[str, Municipality], int] = {}
        self.added: list[Added] = []
        self.changed: list[Changed] = []
        self.problems: list[RowProblem] = []
        self.same = 0

    def take(self, row: SheetRow) -> None:
        """Raises InvalidAnswer with the reason when the row can't be followed."""
        name = None if row.name is None else read_name(row.name)
        known = self._known(row, name)
        if known is None:
            self._add(row, name)
            return
        if (earlier := self.rows.get(known.id)) is not None:
            raise InvalidAnswer(f"та же организация, что в строке {earlier}")
        self.rows[known.id] = row.row
        new = OrganizationView(
            known.id, name or known.name, row.type or known.type, row.municipality or known.municipality
        )
        if new == known:
            self.same += 1
            return
        key = _key(new.name, new.municipality)
        if key in self.new_rows:
            raise InvalidAnswer(f"так же называется новая организация в строке {self.new_rows[key]}")
        if any(other != known.id for other in self.called.get(key, ())) and key != _key(known.name, known.municipality):
            raise InvalidAnswer("другая организация с таким названием в этом городе уже есть")
        self.called.setdefault(key, []).append(known.id)
        self.changed.append(Changed(row.row, known, new))

    def _known(self, row: SheetRow, name: str | None) -> OrganizationView | None:
        """Whom the row is about; None: somebody new."""
        if row.code is not None:
            return self._open(row.code)
        if name is None:
            raise InvalidAnswer("нет названия")
        towns = (row.municipality,) if row.municipality else tuple(Municipality)
        found = list(dict.fromkeys(one for town in towns for one in self.called.get(_key(name, town), ())))
        if len(found) > 1:
            raise InvalidAnswer("таких в справочнике несколько: впишите код или объедините их")
        return self._open(found[0]) if found else None

    def _open(self, code: int) -> OrganizationView:
        found = self.by_id.get(code)
        if found is None:
            raise InvalidAnswer(f"организации с кодом {code} в справочнике нет")
        if found.merged_into is not None:
            raise InvalidAnswer(f"её объединили с другой: {found.merged_into}")
        if found.archived:
            raise InvalidAnswer("она в архиве: сначала верните её")
        return found.view

    def _add(self, row: SheetRow, name: str | None) -> None:
        assert name is not None, "who has no code has a name"
        if row.municipality is None:
            raise InvalidAnswer("новой организации нужен город")
        kind = row.type or read_type(name)
        if kind is None:
            raise InvalidAnswer("новой организации нужен вид")
        key = _key(name, row.municipality)
        if key in self.new_rows:
            raise InvalidAnswer(f"та же организация, что в строке {self.new_rows[key]}")
        self.new_rows[key] = row.row
        self.added.append(Added(row.row, name, kind, row.municipality))


def _key(name: str, town: Municipality) -> tuple[str, Municipality]:
    return plain(name), town


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A spreadsheet a coordinator sends: its name in the messenger, a short sign of its content."""

    file: str | None = None
    sign: str = ""

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"file": self.file, "sign": self.sign}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "ImportFile":
        """Back from JSON."""
        return cls(dumped["file"], dumped["sign"])
