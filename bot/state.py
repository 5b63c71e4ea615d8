"""What the running process knows of its own health."""

import time
from collections.abc import Callable

_TICK_LATE_SECONDS = 60


class ProcessState:
    """Connected to Telegram or not yet; when the last delivery tick ended."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.connected = False
        self._monotonic = monotonic
        self._ticked_at = monotonic()

    def ticked(self) -> None:
        self._ticked_at = self._monotonic()

    @property
    def ticking(self) -> bool:
        """Whether ticks go on; they begin once Telegram is reached."""
        return not self.connected or self._monotonic() - self._ticked_at < _TICK_LATE_SECONDS
