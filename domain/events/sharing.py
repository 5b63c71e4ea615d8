"""Passing events on: links that remember where they were found, and finding events by a few words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.addresses import EVENT_PREFIX
from domain.events.events import EventCard
from domain.vocabulary import Direction, EventForm, Source

_LINK = re.compile(rf"{EVENT_PREFIX}([1-9]\d{{0,17}})(?:_([a-z]+))?")
_SOURCES = {None: Source.LINK, "link": Source.LINK, "inline": Source.INLINE}

_WORD = re.compile(r"\w+")
# Russian endings are short: «гостиную» is found by «гостин», «бала» by «бал»
_ENDING = 2
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class EventLink:
    """What a link into the bot opens, and where the link was found."""

    event_id: int
    source: Source


@dataclass(frozen=True, slots=True)
class Names:
    """How people call forms and directions: an event is found by these words as well as by its title."""

    forms: Mapping[EventForm, str]
    directions: Mapping[Direction, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of events found, as anybody may see them; `more` is where the next page begins, if there is one."""

    cards: tuple[EventCard, ...]
    more: int | None


@dataclass(frozen=True, slots=True)
class Shared:
    """An event to pass on, as anybody may see it; `sources` only for a coordinator."""

    card: EventCard
    sources: "Sources | None" = None


@dataclass(frozen=True, slots=True)
class Sources:
    """How many of those who take part or wait came from where; None: not known."""

    counts: Mapping[Source | None, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def read_link(payload: str) -> EventLink | None:
    """`event_12` or `event_12_inline` read back; None for anything else.

    A source nobody knows is somebody's own mark, and the event still opens.
    """
    found = _LINK.fullmatch(payload)
    return EventLink(int(found[1]), _SOURCES.get(found[2], Source.LINK)) if found else None


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without what people type either way: letter case and «ё»."""
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))


def rank(query: Iterable[str], words: Iterable[str]) -> int | None:
    """How well `words` answer `query` (both as `words_of` gives them): fewer is better, None is not at all.

    Every word of the query must begin some word; what has to be cut to its stem for that counts against.
    """
    pool = tuple(words)
    worth = 0
    for asked in query:
        if any(word.startswith(asked) for word in pool):
            continue
        stem = asked[: max(_SHORTEST_STEM, len(asked) - _ENDING)]
        if not any(word.startswith(stem) for word in pool):
            return None
        worth += 1
    return worth
