"""An announcement as people see it: its messages, and the buttons under the last of them."""

from aiogram.filters.callback_data import CallbackData

from domain.mailing.announcements import (
    LONGEST_ALBUM_CAPTION,
    LONGEST_CAPTION,
    LONGEST_QUESTION,
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
from screens.mailing.mailing_choice import MAILING_COMMAND, to_mailing_apart

# what a person's phone calls a file sent once more
_FILE_NAME = "файл"
_ROOM = {
    PartKind.TEXT: LONGEST_TEXT,
    PartKind.POLL: LONGEST_QUESTION,
    PartKind.ALBUM: LONGEST_ALBUM_CAPTION,
}
# an album has no buttons
_SETTINGS = f"⚙️ Настроить рассылку: /{MAILING_COMMAND}"


class FollowEvent(CallbackData, prefix="anev"):
    """An event an announcement tells of; its card is a new message, so that the announcement stays readable."""

    event_id: RowId


class FollowTip(CallbackData, prefix="antip"):
    """A tip an announcement tells of."""

    tip_id: RowId


class AskForHelp(CallbackData, prefix="anask"):
    """The form of a request, from an announcement."""


def message(view: AnnouncementView, number: int, *, settings: bool = False) -> kit.Message:
    """Message `number` (from 0) as it is sent. The last bears the buttons and, with `settings`, the way to one's
    choice of announcements; one of them says why it is one more this week.
    """
    last = number == len(view.parts) - 1
    part = view.parts[number]
    text = _with_reason(part, view.urgent_reason) if number == bears_reason(view) else part.text
    if last and settings and part.kind is PartKind.ALBUM:
        return _message(part, f"{text}\n\n{_SETTINGS}".strip(), ())
    more = to_mailing_apart() if settings else None
    return _message(part, text, column(*map(_way, view.buttons), more) if last else ())


def messages(view: AnnouncementView) -> tuple[kit.Message, ...]:
    """All of it, in order."""
    return tuple(message(view, number) for number in range(len(view.parts)))


def bears_reason(view: AnnouncementView) -> int | None:
    """Which message (from 0) says why it is one more this week: the last that has room, a poll only if no other has.

    None: there is no reason to tell, or no room for it.
    """
    if view.urgent_reason is None:
        return None
    fit = [
        number
        for number, part in enumerate(view.parts)
        if length_of(_with_reason(part, view.urgent_reason)) <= _ROOM.get(part.kind, LONGEST_CAPTION)
    ]
    return max(fit, key=lambda number: (view.parts[number].kind is not PartKind.POLL, number), default=None)


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
    if reason is None:
        return part.text
    # the question of a poll is plain
    told = f"Сверх обычного: {reason}" if part.kind is PartKind.POLL else f"<i>Сверх обычного: {esc(reason)}</i>"
    return f"{part.text}\n\n{told}".strip()


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
