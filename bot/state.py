"""What the running process knows of its own health."""

import time

_TICK_LATE_SECONDS = 60


class ProcessState:
    """Connected to Telegram or not yet; when the last delivery tick ended."""

    def __init__(self) -> None:
        self.connected = False
        self._ticked_at = time.monotonic()

    def ticked(self) -> None:
        self._ticked_at = time.monotonic()

    @property
    def ticking(self) -> bool:
        """Whether ticks go on; they begin once Telegram is reached."""
        return not self.connected or time.monotonic() - self._ticked_at < _TICK_LATE_SECONDS
