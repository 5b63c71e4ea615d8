"""The screen kit: what a person can be shown, free of any messenger's types (design §3, §9)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Annotated, Any, TypeVar

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from content.typography import NBSP
from domain.actors import Actor
from domain.paging import Page

T = TypeVar("T")

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
LABEL_LIMIT = 24
TOAST_LIMIT = 200
PAGE_SIZE = 5

# what a database can hold as an id: a forged number must not reach a query
RowId = Annotated[int, Field(ge=1, lt=2**63)]


@dataclass(frozen=True, slots=True)
class Button:
    """A label with either an action (typed callback data, packed) or an address to open."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram's HTML (values escaped by `esc`) with rows of buttons.

    A pressed button's message is edited into the screen; `fresh` makes it a new message instead (for news).
    `live` names what the screen tells the progress of («certificates:12»): it is redrawn by itself until that is over.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    fresh: bool = False
    live: str | None = None


@dataclass(frozen=True, slots=True)
class Toast:
    """A short answer to a press; `alert` waits for «ОК». At most TOAST_LIMIT characters, plain text."""

    text: str
    alert: bool = False


# what takes a while to draw is drawn when everything is saved, in a thread: it must hold up nobody
Content = bytes | Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A document to keep: ours, or somebody's, by its name in the messenger. `caption` is HTML."""

    name: str
    content: Content | str
    caption: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: drawn by us, or somebody's, by its name in the messenger. `caption` is HTML, at most CAPTION_LIMIT.

    `in_place`: a button under this very picture was pressed, so only its words and buttons change.
    """

    content: Content | str
    caption: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody's voice message, by its name in the messenger. `caption` is HTML, at most CAPTION_LIMIT.

    `in_place` as in Photo.
    """

    content: str
    caption: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Album:
    """Two to ten photos or files that stand together, by their names in the messenger; all of one kind.

    `caption` is HTML, at most CAPTION_LIMIT. An album bears no buttons.
    """

    files: tuple[str, ...]
    photos: bool
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with two to ten answers to choose from."""

    text: str
    choices: tuple[str, ...]
    several: bool = False
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was sent as `message_id` says something else from now on. `caption`: it is the words under a file."""

    message_id: int
    screen: Screen
    caption: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """Messages sent earlier go from the chat; the messenger allows it for two days."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """Not an answer yet: the file must be fetched first, then `use` gives the answer in a transaction of its own.

    `file` is the file's name in the messenger. `read` makes something of its content, in a thread and before that
    transaction: a long table must hold up nobody. `use` gets what was read, a session, the actor and the (aware) now.
    """

    file: str
    read: Callable[[bytes], Any]
    use: Callable[[Any, Any, Actor, datetime], Awaitable["Reply"]]


@dataclass(frozen=True, slots=True)
class Card:
    """One result of an inline search: what the list shows, and the message it turns into in somebody's chat."""

    id: str
    title: str
    description: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Cards:
    """Results of an inline search; `more` asks for the next page (empty: there is none)."""

    cards: tuple[Card, ...]
    more: str = ""


# what may be sent to a chat without anybody having asked
Message = Screen | File | Photo | Voice | Album | Poll
Part = Message | Toast
Reply = Part | tuple[Part, ...] | Download | Cards | None


def esc(value: object) -> str:
    """Anything typed by people or read from data, safe inside a screen's HTML."""
    return escape(str(value), quote=False)


def button(text: str, data: CallbackData) -> Button:
    """A button that acts."""
    return Button(text, data=data.pack())


def grown(kind: type[CallbackData], data: str) -> str:
    """`data` of a button drawn before `kind` got its newest fields: with these left empty, it still acts."""
    return data + ":" * (len(kind.model_fields) - data.count(":"))


def link(text: str, url: str) -> Button:
    """A button that opens an address."""
    return Button(text, url=url)


def column(*buttons: Button | None) -> tuple[tuple[Button, ...], ...]:
    """One button a row; None is left out, so that a condition reads in place."""
    return tuple((one,) for one in buttons if one is not None)


def ticked(label: str, chosen: bool) -> str:
    """The label of a choice, with a tick when it is the one in force."""
    return shorten(f"✓ {label}" if chosen else label)


def shorten(text: str, limit: int = LABEL_LIMIT) -> str:
    """`text` cut at a word to at most `limit` signs, with an ellipsis when something was lost."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) >= limit // 2 else cut).rstrip(" ,.:;—–-") + "…"


def pager(page: Page, go: Callable[[int], CallbackData]) -> tuple[tuple[Button, ...], ...]:
    """A row «← Раньше», «Дальше →», or nothing for a single page."""
    if page.count == 1:
        return ()
    row = []
    if page.number > 0:
        row.append(button("← Раньше", go(page.number - 1)))
    if page.number < page.count - 1:
        row.append(button("Дальше →", go(page.number + 1)))
    return (tuple(row),)


def step(number: int, total: int) -> str:
    """«Шаг 2 из 5» as the small heading of a question."""
    return f"<i>Шаг{NBSP}{number} из{NBSP}{total}</i>"


def question(
    text: str,
    *,
    progress: tuple[int, int] | None = None,
    problem: str | None = None,
    choices: Iterable[Button] = (),
    exits: Sequence[Button] = (),
) -> Screen:
    """One question of a form: what was wrong with the last answer, the step, the question, choices, ways out.

    `exits` (back, skip, cancel) share rows by two; choices stand one a row.
    """
    lines = [f"⚠️ {problem}\n" if problem else "", step(*progress) if progress else "", text]
    rows = [*column(*choices), *in_pairs(exits)]
    return Screen("\n".join(line for line in lines if line), tuple(rows))


def in_pairs(buttons: Sequence[T]) -> tuple[tuple[T, ...], ...]:
    """Two a row, for short pairs."""
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
