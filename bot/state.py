"""What the running process knows of itself: its health, and where it is found."""

import time
from collections.abc import Callable

from bot.webhook import Take
from domain.addresses import Addresses

_TICK_LATE_SECONDS = 60


class ProcessState:
    """Connected to Telegram or not yet; when each part last ticked; where we are, once Telegram has told."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.connected = False
        # whose updates are waited for, once Telegram has told
        self.bot_id: int | None = None
        self.addresses: Addresses | None = None
        # keeps updates that Telegram brings by itself; None while nobody is there to handle them
        self.take: Take | None = None
        self._monotonic = monotonic
        # a part that stands by is not expected to tick
        self._ticked_at: dict[str, float] = {}

    def ticked(self, part: str = "clock") -> None:
        """A part is at work, and is expected to tick again within a minute."""
        self._ticked_at[part] = self._monotonic()

    def off_duty(self, part: str) -> None:
        """A part does nothing for now."""
        self._ticked_at.pop(part, None)

    @property
    def ticking(self) -> bool:
        """Whether ticks go on; they begin once Telegram is reached."""
        now = self._monotonic()
        return not self.connected or all(now - last < _TICK_LATE_SECONDS for last in self._ticked_at.values())
