"""An announcement as people see it: its messages, and the buttons under the last of them."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.mailing.announcements import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    AnnouncementView,
    Part,
    PartButton,
    PartKind,
    Target,
)
from domain.mailing.formatted import length_of
from screens import kit
from screens.kit import Album, Button, File, Photo, Poll, RowId, Screen, Voice, button, column, esc, link, shorten

# what a person's phone calls a file sent once more
_FILE_NAME = "файл"


class FollowEvent(CallbackData, prefix="anev"):
    """An event an announcement tells of; its card is a new message, so that the announcement stays readable."""

    event_id: RowId


class FollowTip(CallbackData, prefix="antip"):
    """A tip an announcement tells of."""

    tip_id: RowId


class AskForHelp(CallbackData, prefix="anask"):
    """The form of a request, from an announcement."""


def message(view: AnnouncementView, number: int, more: Sequence[Button | None] = ()) -> kit.Message:
    """Message `number` (from 0) as it is sent. The last bears the buttons and `more` of them, and says why it is
    one more this week, where there is room.
    """
    last = number == len(view.parts) - 1
    part = view.parts[number]
    rows = column(*map(_way, view.buttons), *more) if last else ()
    return _message(part, _with_reason(part, view.urgent_reason) if last else part.text, rows)


def messages(view: AnnouncementView) -> tuple[kit.Message, ...]:
    """All of it, in order."""
    return tuple(message(view, number) for number in range(len(view.parts)))


def _message(part: Part, text: str, rows: tuple[tuple[Button, ...], ...]) -> kit.Message:
    match part.kind:
        case PartKind.TEXT:
            return Screen(text, rows, fresh=True)
        case PartKind.PHOTO:
            return Photo(part.files[0], text, rows)
        case PartKind.DOCUMENT:
            return File(_FILE_NAME, part.files[0], text, rows)
        case PartKind.VOICE:
            return Voice(part.files[0], text, rows)
        case PartKind.ALBUM:
            return Album(part.files, photos=not part.documents, caption=text)
        case PartKind.POLL:
            return Poll(text, part.choices, part.several, rows)


def _with_reason(part: Part, reason: str | None) -> str:
    if reason is None or part.kind is PartKind.POLL:
        return part.text
    told = f"{part.text}\n\n<i>Сверх обычного: {esc(reason)}</i>".strip()
    return told if length_of(told) <= (LONGEST_TEXT if part.kind is PartKind.TEXT else LONGEST_CAPTION) else part.text


def _way(one: PartButton) -> Button | None:
    label = shorten(one.label)
    match one.target, one.url, one.id:
        case Target.LINK, str(url), _:
            return link(label, url)
        case Target.EVENT, _, int(id_):
            return button(label, FollowEvent(event_id=id_))
        case Target.TIP, _, int(id_):
            return button(label, FollowTip(tip_id=id_))
        case Target.REQUEST, _, _:
            return button(label, AskForHelp())
        case _:
            return None
