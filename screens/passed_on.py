"""What one person writes to another through the bot: how it is shown, and what can't be passed on."""

from domain.mentoring.relay import RelayKind
from screens.kit import Button, File, Photo, Screen, Voice

Passed = Screen | Photo | Voice | File

FILES = {RelayKind.PHOTO: "🖼 фото", RelayKind.VOICE: "🎙 голосовое", RelayKind.DOCUMENT: "📎 файл"}
# what Telegram lets people send, and we do not pass on
UNSENDABLE = {
    "sticker": "Стикер",
    "animation": "Гифку",
    "audio": "Музыку",
    "video": "Видео",
    "video_note": "Видеосообщение",
    "contact": "Контакт",
    "location": "Место на карте",
    "venue": "Место на карте",
    "poll": "Опрос",
    "dice": "Кубик",
    "story": "Историю",
}


def passed_on(kind: RelayKind, file: str | None, text: str, rows: tuple[tuple[Button, ...], ...]) -> Passed:
    """A message in full; `text` is HTML, under a file its caption."""
    match kind, file:
        case RelayKind.PHOTO, str(name):
            return Photo(name, text, rows)
        case RelayKind.VOICE, str(name):
            return Voice(name, text, rows)
        case RelayKind.DOCUMENT, str(name):
            return File("файл", name, text, rows)
        case _:
            return Screen(text, rows, fresh=True)
