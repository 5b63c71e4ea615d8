"""Reading TOML so that a slip of the pen is told to its author at once, in one sentence."""

import re
import tomllib
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

FOLDER = Path(__file__).parent
"""Where the club's words live."""

_Code = TypeVar("_Code", bound=StrEnum)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ContentError(Exception):
    """A mistake in a content file; the message is one Russian sentence with the file and the entry."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(f"{file}, {entry}: {problem}." if entry else f"{file}: {problem}.")
        self.file = file
        self.entry = entry
        self.problem = problem


class Entry:
    """One table of a TOML file, taken apart key by key; `close` complains about keys nobody asked for."""

    def __init__(self, file: str, name: str, table: dict[str, object]) -> None:
        self._file = file
        self._name = name
        self._table = dict(table)

    def fail(self, problem: str) -> NoReturn:
        """Raise ContentError about this entry."""
        raise ContentError(self._file, self._name, problem)

    def has(self, key: str) -> bool:
        """Whether the key is there and has not been taken yet."""
        return key in self._table

    def text(self, key: str, longest: int) -> str:
        """Take a non-empty string of at most `longest` characters, trimmed."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(f"в «{key}» нужен непустой текст в кавычках")
        value = value.strip()
        if len(value) > longest:
            self.fail(f"«{key}» длиннее {longest} знаков, сейчас {len(value)}")
        return value

    def number(self, key: str, least: int, most: int) -> int:
        """Take a whole number from `least` to `most`."""
        value = self._take(key)
        # bool is an int in Python, yet «hours = true» is a mistake.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fail(f"в «{key}» нужно целое число от {least} до {most}")
        return value

    def one_of(self, key: str, known: Collection[str]) -> str:
        """Take one of the known words."""
        return self._known(key, self._take(key), known)

    def several_of(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Take a non-empty list of different known words."""
        value = self._take(key)
        if not isinstance(value, list) or not value:
            self.fail(f"в «{key}» нужен непустой список")
        found = tuple(self._known(key, item, known) for item in value)
        if len(set(found)) != len(found):
            self.fail(f"в «{key}» есть повтор")
        return found

    def texts(self, key: str, longest: int) -> tuple[str, ...]:
        """Take a non-empty list of non-empty strings of at most `longest` characters each."""
        value = self._take(key)
        if not isinstance(value, list) or not value:
            self.fail(f"в «{key}» нужен непустой список")
        for item in value:
            if not isinstance(item, str) or not item.strip() or len(item) > longest:
                self.fail(f"в «{key}» нужны тексты в кавычках до {longest} знаков, а есть «{item}»")
        return tuple(value)

    def code(self, key: str, vocabulary: type[_Code]) -> _Code:
        """Take a code of the vocabulary."""
        return vocabulary(self.one_of(key, [member.value for member in vocabulary]))

    def codes(self, key: str, vocabulary: type[_Code]) -> tuple[_Code, ...]:
        """Take a non-empty list of different codes of the vocabulary."""
        return tuple(map(vocabulary, self.several_of(key, [member.value for member in vocabulary])))

    def slug(self) -> str:
        """Take the slug: small Latin letters, digits and single hyphens."""
        value = self.text("slug", 64)
        if not _SLUG.fullmatch(value):
            self.fail(f"slug «{value}»: можно только строчную латиницу, цифры и дефис")
        return value

    def table(self, key: str) -> "Entry":
        """Take a nested table."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.fail(f"«{key}» должно быть разделом с полями")
        return Entry(self._file, f"{self._name}, раздел {key}" if self._name else f"раздел {key}", value)

    def tables(self, key: str) -> tuple["Entry", ...]:
        """Take a non-empty list of [[key]] tables, each called by its slug or, without one, its number."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.fail(f"нужны записи [[{key}]]")
        entries = []
        for number, item in enumerate(value, start=1):
            slug = item.get("slug")
            called = f"«{slug}»" if isinstance(slug, str) and slug else f"№ {number}"
            entries.append(Entry(self._file, f"запись {called}", item))
        return tuple(entries)

    def close(self) -> None:
        """Complain about whatever is left: most often a mistyped name of an optional key."""
        if self._table:
            self.fail(f"лишнее поле «{next(iter(self._table))}»")

    def _take(self, key: str) -> object:
        if key not in self._table:
            self.fail(f"нет поля «{key}»")
        return self._table.pop(key)

    def _known(self, key: str, value: object, known: Collection[str]) -> str:
        if not isinstance(value, str) or value not in known:
            self.fail(f"в «{key}» неизвестное слово «{value}», подходят: {', '.join(known)}")
        return value


def read(folder: Path, file: str) -> Entry:
    """Open a TOML file as its top-level table. Raises ContentError: missing, not UTF-8 or not TOML."""
    try:
        with (folder / file).open("rb") as stream:
            return Entry(file, "", tomllib.load(stream))
    except OSError as error:
        raise ContentError(file, "", "файл не открывается") from error
    except UnicodeDecodeError as error:
        raise ContentError(file, "", "файл сохранён не в UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError(file, "", f"не разобрать как TOML: {error}") from error


def require_unique(file: str, what: str, values: Iterable[str]) -> None:
    """Raise ContentError when two entries share a value (compared without regard to case)."""
    seen: set[str] = set()
    for value in values:
        if value.casefold() in seen:
            raise ContentError(file, f"запись «{value}»", f"такой же {what} уже есть")
        seen.add(value.casefold())
