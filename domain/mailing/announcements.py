"""An announcement: what it is made of, its buttons, to whom it goes, and the way it takes from draft to report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.mailing.formatted import plain
from domain.paging import Page
from domain.vocabulary import AnnouncementState

S = AnnouncementState

# of Telegram; a text that is longer is offered in two, cut at a paragraph
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
# an album has no buttons: the way to one's settings stands below its words
LONGEST_ALBUM_CAPTION = 960
LONGEST_QUESTION = 300
MOST_PARTS = 5
MOST_BUTTONS = 4
ALBUM_SIZE = 10
# announcements one person may get in seven days; more go to their digest, unless a coordinator says why not
WEEKLY_CAP = 3
# after these a sent message can't be taken back (Telegram: deleteMessages)
RECALL_WITHIN = timedelta(hours=48)


class PartKind(StrEnum):
    """What one message is; the values are kept in the database."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    ALBUM = "album"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Part:
    """One message. `text` is Telegram's HTML (a caption, with files); `files` are names in the messenger.

    Of a poll `text` is the question and plain, `choices` the answers.
    """

    kind: PartKind
    text: str = ""
    files: tuple[str, ...] = ()
    # an album of documents, otherwise of photos
    documents: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False
    # the album it belongs to while its files come one by one; of a text: that its end is still to come
    group: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "files": list(self.files),
            "documents": self.documents,
            "choices": list(self.choices),
            "several": self.several,
            "group": self.group,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Part":
        """Back from JSON."""
        return cls(
            kind=PartKind(dumped["kind"]),
            text=str(dumped["text"]),
            files=tuple(dumped["files"]),
            documents=bool(dumped["documents"]),
            choices=tuple(dumped["choices"]),
            several=bool(dumped["several"]),
            group=dumped.get("group"),
        )


class Target(StrEnum):
    """Where a button of an announcement leads."""

    LINK = "link"
    EVENT = "event"
    REQUEST = "request"
    TIP = "tip"


@dataclass(frozen=True, slots=True)
class PartButton:
    """A button under the last message: an address (`url`), an event or a tip (`id`), the form of a request."""

    label: str
    target: Target
    url: str | None = None
    id: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"label": self.label, "target": self.target.value, "url": self.url, "id": self.id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "PartButton":
        """Back from JSON."""
        return cls(str(dumped["label"]), Target(dumped["target"]), dumped["url"], dumped["id"])


class Act(StrEnum):
    """What a coordinator, or the clock, does with an announcement."""

    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"
    CORRECT = "correct"
    RECALL = "recall"
    DROP = "drop"


# what may be done where, and the state it leads to; None: the announcement is gone
WAYS: Mapping[tuple[AnnouncementState, Act], AnnouncementState | None] = {
    (S.DRAFT, Act.SCHEDULE): S.SCHEDULED,
    (S.DRAFT, Act.START): S.SENDING,
    (S.DRAFT, Act.DROP): None,
    (S.SCHEDULED, Act.UNSCHEDULE): S.DRAFT,
    (S.SCHEDULED, Act.START): S.SENDING,
    (S.SENDING, Act.PAUSE): S.PAUSED,
    (S.SENDING, Act.STOP): S.STOPPED,
    (S.SENDING, Act.FINISH): S.DONE,
    (S.SENDING, Act.CORRECT): S.SENDING,
    (S.SENDING, Act.RECALL): S.RECALLED,
    (S.PAUSED, Act.RESUME): S.SENDING,
    (S.PAUSED, Act.STOP): S.STOPPED,
    (S.PAUSED, Act.CORRECT): S.PAUSED,
    (S.PAUSED, Act.RECALL): S.RECALLED,
    (S.STOPPED, Act.CORRECT): S.STOPPED,
    (S.STOPPED, Act.RECALL): S.RECALLED,
    (S.DONE, Act.CORRECT): S.DONE,
    (S.DONE, Act.RECALL): S.RECALLED,
}


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """One announcement as coordinators see it; moments are aware UTC."""

    id: int
    state: AnnouncementState
    parts: tuple[Part, ...]
    buttons: tuple[PartButton, ...]
    audience: Mapping[str, Any]
    late_until: datetime | None
    urgent_reason: str | None
    scheduled_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    revision: int
    author: str | None


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """One of a list: `at` is when it was sent, will be, or was last changed; `sent` how many people have it."""

    id: int
    state: AnnouncementState
    title: str
    at: datetime
    sent: int


@dataclass(frozen=True, slots=True)
class AnnouncementList:
    """A page of them."""

    lines: tuple[AnnouncementLine, ...]
    page: Page


def title_of(parts: Sequence[Part], limit: int = 60) -> str:
    """The first words of an announcement, plain, to tell it from others in a list; «» for one without words."""

    for part in parts:
        # the question of a poll is plain already
        seen = (part.text if part.kind is PartKind.POLL else plain(part.text)).strip()
        if seen:
            return seen.splitlines()[0][:limit]
    return ""
