"""Certificates as people see them, and the rules of the register: who gets one, how it is numbered and checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import clubtime
from domain.paging import Page
from domain.typed import clean
from domain.vocabulary import EventForm, ParticipantRole

# letters and digits nobody takes for each other; 12 of them are 60 bits: not to be guessed
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_CODE = re.compile(f"[{CODE_SIGNS}]{{{CODE_LENGTH}}}")
# what people type on a Russian keyboard, or read for something else
_LOOK_ALIKES = str.maketrans("АВСЕНКМОРТХУOIL", "ABCEHKM0PTXY011")

# more would be an archive too long in the making and too large for a slow network
PACK_SIZE = 100


class Standing(StrEnum):
    """What a check of a certificate says."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    REPLACED = "REPLACED"
    # its owner left the club and took their name away
    NAMELESS = "NAMELESS"


@dataclass(frozen=True, slots=True)
class CertificateView:
    """An entry of the register; moments are aware. The person's part is None when they left the club.

    `dative` is the name the person confirmed for «выдан …»; equal to `full_name`: they want it as it is; None: not
    asked yet. `place` of None: online; an empty one: face to face, nobody said where. `replaced_by` is the label of the
    certificate that took this one's place.
    """

    id: int
    year: int
    number: int
    code: str
    event_id: int | None
    full_name: str | None
    dative: str | None
    position: str | None
    organization: str | None
    role: ParticipantRole
    title: str
    form: EventForm
    starts_at: datetime
    ends_at: datetime
    place: str | None
    hours: float | None
    issued_at: datetime
    revoked_at: datetime | None = None
    replaced_by: str | None = None

    @property
    def label(self) -> str:
        """«Н-2026-00012»."""
        return label(self.year, self.number)

    @property
    def in_force(self) -> bool:
        """Whether there is a paper to hand out."""
        return self.standing is Standing.VALID

    @property
    def standing(self) -> Standing:
        if self.replaced_by is not None:
            return Standing.REPLACED
        if self.revoked_at is not None:
            return Standing.REVOKED
        return Standing.NAMELESS if self.full_name is None else Standing.VALID


@dataclass(frozen=True, slots=True)
class CertificateList:
    """One page of a list of certificates, newest first for their owner, by number for a coordinator."""

    lines: tuple[CertificateView, ...]
    page: Page
    total: int


@dataclass(frozen=True, slots=True)
class PackProgress:
    """Archives on their way to a coordinator: how many there are, have arrived, could not be delivered."""

    total: int
    sent: int
    failed: int

    @property
    def going_on(self) -> bool:
        return self.sent + self.failed < self.total


@dataclass(frozen=True, slots=True)
class EventCertificates:
    """How an event stands with its certificates.

    `open`: they may be issued now; `attended` came and deserve one, `to_issue` of them never had any, `nameless` have
    told no name yet; `valid` are in force, `revoked` void without a successor; `packs`: the archives asked for last.
    """

    event_id: int
    title: str
    hours: float | None
    open: bool
    attended: int
    to_issue: int
    nameless: int
    valid: int
    revoked: int
    packs: PackProgress | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate in words, ready to be laid out.

    `name` follows «выдан» when `dative`, else it stands alone; `full_name` is always in the nominative. `person` and
    `event` are facts with their names; `address` is what the QR code opens, `code` is what people type.
    """

    label: str
    issued_on: str
    full_name: str
    name: str
    dative: bool
    reason: str
    title: str
    person: tuple[tuple[str, str], ...]
    event: tuple[tuple[str, str], ...]
    code: str
    address: str
    organizer: str
    club: str
    signer: str
    note: str


def label(year: int, number: int) -> str:
    """The number of the register as it is printed: «Н-2026-00012»."""
    return f"Н-{year}-{number:05}"


def register_year(moment: datetime) -> int:
    """In which year's register a certificate issued at `moment` (aware) stands: the club's own calendar."""
    return clubtime.local(moment).year


def spaced(code: str) -> str:
    """A code as it is shown and read out: «K7PM-2QXD-9R4T»."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> str | None:
    """The code somebody typed: any case, with or without dashes, in Cyrillic look-alikes; None: it is no code."""
    packed = re.sub(r"[\s\-–—]", "", clean(text)).upper().translate(_LOOK_ALIKES)
    return packed if _CODE.fullmatch(packed) else None


def opens_at(starts_at: datetime, sittings: Sequence[datetime]) -> datetime:
    """From when certificates of an event may be issued: the start of the event, or of a series' last sitting."""
    return max([starts_at, *sittings])
