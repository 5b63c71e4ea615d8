"""To whom an announcement goes: criteria chosen by taps. All of them must hold; of one criterion any value will do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.vocabulary import Direction, Municipality, Role


class Pairing(StrEnum):
    """Whether one is in a pair now."""

    AS_MENTOR = "mentor"
    AS_MENTEE = "mentee"
    NONE = "none"


class AtEvent(StrEnum):
    """How one stands to an event."""

    REGISTERED = "registered"
    WAITING = "waiting"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class Audience:
    """Empty criteria narrow nothing: an empty audience is the whole club.

    `organizations` and `event_id` are ids; `silent_weeks`: those who have pressed nothing for so long.
    """

    roles: frozenset[Role] = frozenset()
    municipalities: frozenset[Municipality] = frozenset()
    organizations: frozenset[int] = frozenset()
    directions: frozenset[Direction] = frozenset()
    event_id: int | None = None
    at_event: frozenset[AtEvent] = field(default=frozenset({AtEvent.REGISTERED}))
    pairing: Pairing | None = None
    silent_weeks: int | None = None

    @property
    def everybody(self) -> bool:
        """Whether nothing narrows it."""
        narrowing = (self.roles, self.municipalities, self.organizations, self.directions)
        return not any(narrowing) and (self.event_id, self.pairing, self.silent_weeks) == (None, None, None)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "roles": sorted(self.roles),
            "municipalities": sorted(self.municipalities),
            "organizations": sorted(self.organizations),
            "directions": sorted(self.directions),
            "event_id": self.event_id,
            "at_event": sorted(self.at_event),
            "pairing": self.pairing,
            "silent_weeks": self.silent_weeks,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Audience":
        """Back from JSON; what is missing narrows nothing. Raises ValueError for a code nobody knows."""
        pairing, silent, event_id = dumped.get("pairing"), dumped.get("silent_weeks"), dumped.get("event_id")
        return cls(
            roles=frozenset(map(Role, dumped.get("roles", ()))),
            municipalities=frozenset(map(Municipality, dumped.get("municipalities", ()))),
            organizations=frozenset(map(int, dumped.get("organizations", ()))),
            directions=frozenset(map(Direction, dumped.get("directions", ()))),
            event_id=event_id,
            at_event=frozenset(map(AtEvent, dumped.get("at_event", (AtEvent.REGISTERED,)))),
            pairing=Pairing(pairing) if pairing else None,
            silent_weeks=silent,
        )


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many fit: `reached` can be written to, `unreachable` stopped the bot, `without_telegram` never had it."""

    reached: int
    unreachable: int
    without_telegram: int
