"""What the running process knows of itself: its health, and where it is found."""

import time
from collections.abc import Callable

from bot.webhook import Take
from domain.addresses import Addresses

_TICK_LATE_SECONDS = 60


class ProcessState:
    """Connected to Telegram or not yet; when the last delivery tick ended; where we are, once Telegram has told."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.connected = False
        self.addresses: Addresses | None = None
        # keeps updates that Telegram brings by itself; None while nobody is there to handle them
        self.take: Take | None = None
        self._monotonic = monotonic
        self._ticked_at = monotonic()

    def ticked(self) -> None:
        self._ticked_at = self._monotonic()

    @property
    def ticking(self) -> bool:
        """Whether ticks go on; they begin once Telegram is reached."""
        return not self.connected or self._monotonic() - self._ticked_at < _TICK_LATE_SECONDS
