"""What the first screen of the coordinators' desk tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What waits for coordinators or goes on without them, in numbers."""

    announcements_going: int
    tips_waiting: int
    letters_waiting: int
    # organisations people typed in their own words
    places_waiting: int
