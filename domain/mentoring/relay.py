"""What the two of a pair write to each other through the bot, so that nobody shows a phone or a username."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.typed import paragraphs

# with the sender's name above, the text still fits one message of Telegram
LONGEST_TEXT = 4000
LONGEST_CAPTION = 900
FILE_LIMIT_MB = 50
HISTORY = 10
# what was written stays so long after the end of a pair
KEPT_AFTER_END = timedelta(days=30)
# whoever writes again later is asked to whom: a word meant for the bot must not reach a colleague
FRESH = timedelta(hours=3)
MOST_PENDING = 10


class RelayKind(StrEnum):
    """What a message is; the values are kept in the database."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to pass on: words (a caption, with a file) and the file's name in the messenger."""

    kind: RelayKind
    text: str
    file: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.kind.value, "text": self.text, "file": self.file}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Outgoing":
        """Back from JSON."""
        return cls(RelayKind(dumped["kind"]), str(dumped["text"]), dumped["file"])


@dataclass(frozen=True, slots=True)
class Writing:
    """The draft: to which pair one writes, since when without a break, and what waits for «кому?»."""

    pair_id: int
    since: datetime
    pending: tuple[Outgoing, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "pair_id": self.pair_id,
            "since": self.since.isoformat(),
            "pending": [one.dump() for one in self.pending],
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Writing":
        """Back from JSON."""
        pending = tuple(Outgoing.load(one) for one in dumped["pending"])
        return cls(int(dumped["pair_id"]), datetime.fromisoformat(dumped["since"]), pending)

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is still plain to whom one writes."""
        return now - self.since <= FRESH


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A pair to write to, and who is there."""

    pair_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: it leaves now, or at `waits_until` when quiet hours end (aware UTC)."""

    to: Correspondent
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class RelayView:
    """A message that was passed on, for one of the two; `own`: the reader wrote it. `writable`: the pair goes on."""

    id: int
    pair_id: int
    own: bool
    author: str
    kind: RelayKind
    text: str
    file: str | None
    sent_at: datetime
    writable: bool


@dataclass(frozen=True, slots=True)
class History:
    """The last messages of a pair, the oldest first; `name` of the other side, None when they left the club."""

    pair_id: int
    name: str | None
    writable: bool
    messages: tuple[RelayView, ...]


def read_text(text: str) -> str:
    """Words in several lines, as they were typed but for marks nobody sees. Raises InvalidAnswer."""
    told = paragraphs(text)
    if not told:
        raise InvalidAnswer("В сообщении пусто. Напишите хотя бы слово.")
    if _length(told) > LONGEST_TEXT:
        raise InvalidAnswer(f"Получилось длинно: за раз передам до {LONGEST_TEXT} знаков. Разделите на два сообщения.")
    return told


def read_caption(text: str) -> str:
    """Words under a photo or a file, none allowed. Raises InvalidAnswer."""
    told = paragraphs(text)
    if _length(told) > LONGEST_CAPTION:
        raise InvalidAnswer(
            f"Подпись к файлу — до {LONGEST_CAPTION} знаков. Пришлите файл ещё раз, а слова — отдельным сообщением."
        )
    return told


def check_size(size: int | None) -> None:
    """Refuse what is too big; `size` in bytes, None: nobody said. Raises InvalidAnswer."""
    if size is not None and size > FILE_LIMIT_MB * 1024 * 1024:
        raise InvalidAnswer(
            f"Этот файл больше {FILE_LIMIT_MB} МБ, передать его не получится. Положите его в облако и пришлите ссылку."
        )


def _length(text: str) -> int:
    """As a messenger counts it: an emoji is two signs."""
    return len(text.encode("utf-16-le")) // 2
