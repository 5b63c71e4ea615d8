"""A picture of counted answers: what it says, before anybody draws it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One option: how it is called and how many chose it."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One question: its name, a few words beside it (an average), a bar for each option.

    `narrow`: labels are short, so that two such panels can stand side by side.
    """

    name: str
    note: str
    bars: tuple[Bar, ...]
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Several questions under one title. All texts are plain, for people."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
