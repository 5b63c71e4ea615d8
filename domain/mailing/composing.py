"""Composing an announcement: what a coordinator sends becomes its messages, one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import InvalidAnswer
from domain.mailing.announcements import (
    ALBUM_SIZE,
    LONGEST_ALBUM_CAPTION,
    LONGEST_CAPTION,
    LONGEST_TEXT,
    MOST_PARTS,
    Part,
    PartKind,
)
from domain.mailing.formatted import length_of, plain, split

# of a poll, as messengers allow them everywhere
MOST_CHOICES = 10
# the group of a text whose end is still to come
_GOES_ON = "…"

_FULL = (
    f"В объявлении уже {MOST_PARTS} сообщений — больше за раз никто не прочтёт. "
    "Уберите или замените одно из них: «Сообщения»."
)


class LongCaption(Exception):
    """The words under a file are too long for a caption. `part` is what was sent, `signs` how long they are."""

    def __init__(self, part: Part, signs: int) -> None:
        super().__init__(signs)
        self.part = part
        self.signs = signs


@dataclass(frozen=True, slots=True)
class Composing:
    """The draft of the conversation: which announcement is written (None: nothing has come yet), which of its
    messages is to be replaced, and a file whose words are too long for a caption.
    """

    announcement_id: int | None = None
    replacing: int | None = None
    pending: Part | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        pending = self.pending.dump() if self.pending else None
        return {"announcement_id": self.announcement_id, "replacing": self.replacing, "pending": pending}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Composing":
        """Back from JSON."""
        pending = dumped["pending"]
        return cls(dumped["announcement_id"], dumped["replacing"], Part.load(pending) if pending else None)


@dataclass(frozen=True, slots=True)
class Composed:
    """The messages after one more has come.

    `divided`: a text too long for one message has become two; `apart`: the words under an album follow it as a text;
    `joined`: it is one more file of an album that stands there already.
    """

    parts: tuple[Part, ...]
    divided: bool = False
    apart: bool = False
    joined: bool = False


def added(parts: Sequence[Part], came: Part, replacing: int | None = None) -> Composed:
    """`parts` with what came: at the end, in the album it belongs to, or instead of number `replacing` (from 0).

    A long text that a phone has cut in pieces is put together and divided at a paragraph. Raises InvalidAnswer, and
    LongCaption where the coordinator decides.
    """
    _check(came)
    album = next((number for number, part in enumerate(parts) if _same_album(part, came)), None)
    if album is not None:
        return _joined(parts, album, came)
    pieces = _pieces(came)
    before, after = parts, parts[:0]
    if replacing is not None and 0 <= replacing < len(parts):
        before, after = parts[:replacing], parts[replacing + 1 :]
    elif parts and parts[-1].group == _GOES_ON and came.kind is PartKind.TEXT:
        before, pieces = parts[:-1], _pieces(came, parts[-1].text)
    result = (*before, *pieces, *after)
    if len(result) > MOST_PARTS:
        raise InvalidAnswer(_FULL)
    is_text = came.kind is PartKind.TEXT
    return Composed(result, divided=is_text and len(pieces) > 1, apart=not is_text and len(pieces) > 1)


def _check(part: Part) -> None:
    match part.kind:
        case PartKind.TEXT:
            if not plain(part.text).strip():
                raise InvalidAnswer("В сообщении пусто. Напишите хотя бы слово.")
        case PartKind.POLL:
            if len(part.choices) > MOST_CHOICES:
                raise InvalidAnswer(f"В опросе больше {MOST_CHOICES} ответов. Пришлите опрос покороче.")
        case _:
            # the files of an album come one by one, and a question between them would only confuse
            if part.group is None and (signs := length_of(part.text)) > LONGEST_CAPTION:
                raise LongCaption(part, signs)


def _pieces(part: Part, begun: str = "") -> tuple[Part, ...]:
    """What is sent for it: a long text in several messages (`begun` is how it began), an album's long words apart."""
    if part.kind is PartKind.TEXT:
        goes_on = length_of(part.text) >= LONGEST_TEXT
        texts = split(begun + part.text, LONGEST_TEXT)
        pieces = tuple(Part(PartKind.TEXT, text) for text in texts)
        return (*pieces[:-1], replace(pieces[-1], group=_GOES_ON if goes_on else None))
    if part.group is not None and length_of(part.text) > LONGEST_ALBUM_CAPTION:
        return separated(part)
    return (part,)


def _same_album(part: Part, came: Part) -> bool:
    return came.group is not None and part.group == came.group


def _joined(parts: Sequence[Part], number: int, came: Part) -> Composed:
    """One more file of an album; the same one once more (an update that came twice) changes nothing."""
    album = parts[number]
    if came.files[0] in album.files:
        return Composed(tuple(parts), joined=True)
    if len(album.files) >= ALBUM_SIZE:
        raise InvalidAnswer(f"В альбоме Telegram — до {ALBUM_SIZE} файлов. Остальные пришлите отдельно.")
    # an album has one caption: that of the first file which has one
    pieces = _pieces(
        replace(
            album,
            kind=PartKind.ALBUM,
            files=(*album.files, *came.files),
            documents=came.kind is PartKind.DOCUMENT,
            text=album.text or came.text,
        )
    )
    result = (*parts[:number], *pieces, *parts[number + 1 :])
    if len(result) > MOST_PARTS:
        raise InvalidAnswer(_FULL)
    return Composed(result, apart=len(pieces) > 1, joined=True)


def separated(part: Part) -> tuple[Part, ...]:
    """A file, and its words as a text of their own."""
    texts = split(part.text, LONGEST_TEXT)
    return (replace(part, text=""), *(Part(PartKind.TEXT, text) for text in texts))


def without(parts: Sequence[Part], number: int) -> tuple[Part, ...]:
    """`parts` without number `number`."""
    return tuple(part for at, part in enumerate(parts) if at != number)


def raised(parts: Sequence[Part], number: int) -> tuple[Part, ...]:
    """`parts` with number `number` one place earlier; the first stays where it is."""
    if not 0 < number < len(parts):
        return tuple(parts)
    return (*parts[: number - 1], parts[number], parts[number - 1], *parts[number + 1 :])
