"""«Лайфхак от наставника»: short practical tips."""

from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, read, require_unique
from content.typography import glue
from domain.vocabulary import Direction, Season

FILE = "tips.toml"


@dataclass(frozen=True, slots=True)
class TipText:
    """One tip. Plain text, not HTML. `season`: the time of the school year it is for; None: any."""

    slug: str
    direction: Direction
    title: str
    text: str
    season: Season | None = None


def load_tips(folder: Path = FOLDER) -> tuple[TipText, ...]:
    """All tips in the order of the file. Raises ContentError."""
    file = read(folder, FILE)
    tips = []
    for entry in file.tables("tip"):
        tips.append(
            TipText(
                slug=entry.slug(),
                direction=entry.code("direction", Direction),
                title=entry.text("title", 60),
                text=glue(entry.text("text", 400)),
                season=entry.code("season", Season) if entry.has("season") else None,
            )
        )
        entry.close()
    file.close()
    require_unique(FILE, "slug", (tip.slug for tip in tips))
    require_unique(FILE, "title", (tip.title for tip in tips))
    return tuple(tips)
