"""Composing an announcement: write or forward, the words that are too long, the order of messages."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcement_sending import mark
from domain.mailing.announcements import LONGEST_CAPTION, AnnouncementView
from screens.kit import RowId, Screen, button, column, esc, question
from screens.mailing.announcement_draft import part_line
from screens.mailing.announcements import AddParts, ArrangeParts, to_announcement, to_announcements

# what Telegram lets people send, and an announcement does not carry
UNSENDABLE = {
    "sticker": "Стикер",
    "animation": "Гифка",
    "audio": "Музыка",
    "video": "Видео",
    "video_note": "Видеосообщение",
    "contact": "Контакт",
    "location": "Место на карте",
    "venue": "Место на карте",
    "dice": "Кубик",
    "story": "История",
    "checklist": "Список дел",
    "live_photo": "Живое фото",
    "paid_media": "Платный файл",
    "giveaway": "Розыгрыш",
    "game": "Игра",
}
_SUPPORTED = "текст, фото, файл, голосовое, альбом или опрос"


class KeepWordsApart(CallbackData, prefix="anapart"):
    """The long words under a file follow it as a message of their own."""


class ReplacePart(CallbackData, prefix="anrepl"):
    """Whatever comes now stands instead of message `number`."""

    announcement_id: RowId
    number: int


class RemovePart(CallbackData, prefix="anpdel"):
    """Away with message `number`; `mark` is the announcement as it was then, so that a double tap takes one."""

    announcement_id: RowId
    number: int
    mark: int


class RaisePart(CallbackData, prefix="anpup"):
    """Message `number` goes one place up."""

    announcement_id: RowId
    number: int
    mark: int


def write(problem: str | None = None) -> Screen:
    """The first question: the announcement itself."""
    return question(
        "<b>Новое объявление</b>\n"
        f"Напишите или перешлите сообщение: {_SUPPORTED}. Оформление сохраню. "
        f"Отправлять никому не{NBSP}начну, пока вы не{NBSP}скажете.",
        problem=esc(problem) if problem else None,
        exits=[to_announcements()],
    )


def add(view: AnnouncementView, problem: str | None = None) -> Screen:
    """One more message of it."""
    return question(
        f"Напишите или перешлите следующее сообщение объявления: {_SUPPORTED}.",
        problem=esc(problem) if problem else None,
        exits=[
            *([button("Сообщения", ArrangeParts(announcement_id=view.id))] if problem else []),
            to_announcement(view.id),
        ],
    )


def replace(view: AnnouncementView, number: int, problem: str | None = None) -> Screen:
    """Another message instead of one of them."""
    return question(
        f"Пришлите новое сообщение вместо этого:\n{number + 1}.{NBSP}{part_line(view.parts[number])}",
        problem=esc(problem) if problem else None,
        exits=[button("← Оставить как есть", ArrangeParts(announcement_id=view.id))],
    )


def long_caption(signs: int, announcement_id: int | None) -> Screen:
    """Telegram lets people write more under a file than it lets a bot."""
    back = to_announcements() if announcement_id is None else to_announcement(announcement_id)
    return question(
        f"Подпись к файлу — до {LONGEST_CAPTION} знаков, а здесь {signs}. "
        "Отправим файл, а следом текст? Или пришлите файл ещё раз с подписью покороче.",
        choices=[button("Текст отдельно", KeepWordsApart())],
        exits=[back],
    )


def unsendable(kind: str) -> str:
    """What is wrong with a message of this kind (Telegram's content type), and what would do."""
    if kind == "quiz":
        return f"Викторину разослать не получится: только обычный опрос. Ещё подойдут: {_SUPPORTED}."
    return f"{UNSENDABLE.get(kind, 'Такое сообщение')} здесь не подойдёт. Подойдут: {_SUPPORTED}."


def arrange(view: AnnouncementView, news: str = "") -> Screen:
    """All its messages with what can be done with each."""
    at = mark(view)
    lines = [f"{number}.{NBSP}{part_line(part)}" for number, part in enumerate(view.parts, 1)]
    rows = tuple(
        tuple(
            one
            for one in (
                button(f"✏️ {number + 1}", ReplacePart(announcement_id=view.id, number=number)),
                button(f"⬆️ {number + 1}", RaisePart(announcement_id=view.id, number=number, mark=at))
                if number
                else None,
                button(f"🗑 {number + 1}", RemovePart(announcement_id=view.id, number=number, mark=at)),
            )
            if one
        )
        for number in range(len(view.parts))
    )
    hint = "✏️ — заменить, ⬆️ — поднять, 🗑 — убрать (пришлите снова, если передумаете)."
    text = "\n".join([*([f"{news}\n"] if news else []), "<b>Сообщения объявления</b>", *lines, "", hint])
    if not lines:
        text = "Сообщений больше нет. Пришлите новое — или удалите черновик."
    add_more = button("➕ Сообщение", AddParts(announcement_id=view.id))
    return Screen(text, (*rows, *column(add_more, to_announcement(view.id))))
