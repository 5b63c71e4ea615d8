"""A long list a page at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its number (from 0), how many pages there are, how many items fit on one."""

    number: int
    count: int
    size: int

    @property
    def offset(self) -> int:
        """How many items come before this page."""
        return self.number * self.size


def page_of(total: int, wanted: int, size: int) -> Page:
    """The page to show when `wanted` is asked of `total` items: a list may have shrunk, a press may be forged."""
    count = max(1, -(-total // size))
    return Page(min(max(wanted, 0), count - 1), count, size)
