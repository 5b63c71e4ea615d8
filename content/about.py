"""«О клубе» for guests, and the help."""

from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, read, require_unique
from content.typography import glue

FILE = "about.toml"


@dataclass(frozen=True, slots=True)
class AboutPage:
    """One short screen about the club. Plain text, not HTML."""

    slug: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AboutText:
    """The pages in reading order and the text of /help. Plain text, not HTML."""

    pages: tuple[AboutPage, ...]
    help: str


def load_about(folder: Path = FOLDER) -> AboutText:
    """What guests read about the club. Raises ContentError."""
    file = read(folder, FILE)
    pages = []
    for entry in file.tables("page"):
        pages.append(AboutPage(slug=entry.slug(), title=entry.text("title", 60), text=glue(entry.text("text", 700))))
        entry.close()
    about = AboutText(pages=tuple(pages), help=glue(file.text("help", 700)))
    file.close()
    require_unique(FILE, "slug", (page.slug for page in pages))
    return about
