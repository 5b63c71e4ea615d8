"""Examples of a need in own words, by direction: for who asks for a mentor."""

from collections.abc import Mapping
from pathlib import Path

from content.reader import FOLDER, ContentError, read, require_unique
from content.typography import glue
from domain.vocabulary import Direction

FILE = "needs.toml"


def load_needs(folder: Path = FOLDER) -> Mapping[Direction, tuple[str, ...]]:
    """Examples for each of the directions. Plain text, not HTML. Raises ContentError."""
    file = read(folder, FILE)
    found: list[tuple[Direction, tuple[str, ...]]] = []
    for entry in file.tables("need"):
        found.append((entry.code("direction", Direction), tuple(map(glue, entry.texts("examples", 160)))))
        entry.close()
    file.close()
    require_unique(FILE, "direction", (direction for direction, _ in found))
    needs = dict(found)
    if missing := [direction.value for direction in Direction if direction not in needs]:
        raise ContentError(FILE, "", f"нет примеров для {', '.join(missing)}")
    return needs
