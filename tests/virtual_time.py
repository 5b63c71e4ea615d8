"""An event loop whose clock jumps over every wait: hours of pauses take milliseconds, and nothing sleeps."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """`loop.time()` moves only when everybody waits. For code without threads and sockets."""

    def __init__(self) -> None:
        super().__init__(_Selector(self))
        self.moment = 0.0

    def time(self) -> float:
        return getattr(self, "moment", 0.0)


class _Selector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        # even a moment without waiting takes some time: a timer that is a hair early must not spin forever
        self._loop.moment += (timeout or 0) + 1e-6
        return super().select(0)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on virtual time."""
    loop = VirtualTimeLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()
