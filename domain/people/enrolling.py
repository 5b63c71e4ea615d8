"""Somebody without Telegram whom a coordinator adds to the club: the questions and the draft.

The same questions as of who is put on a roster (`domain/events/newcomers.py`), and no event.
"""

from domain.events.newcomers import Newcomer

# what stands for the event
NO_EVENT = 0


def begun() -> Newcomer:
    """A draft once the paper consent is there."""
    return Newcomer(NO_EVENT, consented=True)
