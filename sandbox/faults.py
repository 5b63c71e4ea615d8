"""Faults put in on purpose: the network and Telegram itself misbehave when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["error", "html", "reset", "timeout_after"]
GATEWAY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"


@dataclass
class Fault:
    """One planned fault: for which calls, how many times, and what happens.

    `error` answers with `status`, `description` and perhaps `retry_after`; `html` answers 502 with a page
    instead of JSON; `reset` breaks the connection before the request is handled; `timeout_after` handles it
    and never answers.
    """

    kind: FaultKind
    method: str = "*"
    chat_id: int | None = None
    times: int = 1
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None

    def matches(self, method: str, chat_id: object) -> bool:
        """Tells whether the fault strikes this call."""
        right_method = self.method == "*" or self.method.lower() == method.lower()
        return self.times > 0 and right_method and (self.chat_id is None or str(self.chat_id) == str(chat_id))


class Faults:
    """All planned faults, oldest first."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._planned)

    def plan(self, fault: Fault) -> None:
        """Adds a fault."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Forgets all planned faults."""
        self._planned.clear()

    def strike(self, method: str, chat_id: object) -> Fault | None:
        """Returns the fault that strikes this call and counts it, or None."""
        for fault in self._planned:
            if fault.matches(method, chat_id):
                fault.times -= 1
                if not fault.times:
                    self._planned.remove(fault)
                return fault
        return None
