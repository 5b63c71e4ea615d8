"""Blocks of a personal programme: what a pair works on, as its plan and its journal name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, read, require_unique
from content.typography import glue
from domain.vocabulary import Direction, MentoringForm

FILE = "blocks.toml"
_CODE = re.compile(r"[A-Z][1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `hours` include the pair's preparation. Plain text, not HTML."""

    code: str
    direction: Direction
    title: str
    activity: str
    form: MentoringForm
    hours: int
    result: str


def load_blocks(folder: Path = FOLDER) -> Mapping[str, Block]:
    """All blocks by their code, in the order of the file. Raises ContentError."""
    file = read(folder, FILE)
    blocks = []
    for entry in file.tables("block"):
        code = entry.text("code", 8)
        if not _CODE.fullmatch(code):
            entry.fail(f"code «{code}»: нужны заглавная латинская буква и номер")
        blocks.append(
            Block(
                code=code,
                direction=entry.code("direction", Direction),
                title=glue(entry.text("title", 90)),
                activity=glue(entry.text("activity", 60)),
                form=entry.code("form", MentoringForm),
                hours=entry.number("hours", 1, 20),
                result=glue(entry.text("result", 90)),
            )
        )
        entry.close()
    file.close()
    require_unique(FILE, "code", (block.code for block in blocks))
    require_unique(FILE, "title", (block.title for block in blocks))
    return {block.code: block for block in blocks}
