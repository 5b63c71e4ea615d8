"""Announcements on the coordinators' desk: the list, away with a draft, a test; and ways to the rest."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcements import AnnouncementLine, AnnouncementList, AnnouncementView, title_of
from domain.vocabulary import AnnouncementState
from screens import words
from screens.desk import to_desk
from screens.kit import Button, RowId, Screen, button, column, esc, pager

S = AnnouncementState
STATES = {
    S.DRAFT: "черновик",
    S.SCHEDULED: "запланировано",
    S.SENDING: "отправляется",
    S.PAUSED: "на паузе",
    S.STOPPED: "остановлено",
    S.DONE: "отправлено",
    S.RECALLED: "отозвано",
}


class Announcements(CallbackData, prefix="anlist"):
    """All announcements."""

    page: int = 0


class NewAnnouncement(CallbackData, prefix="annew"):
    """Begin to write one."""


class OpenAnnouncement(CallbackData, prefix="anopen"):
    """One announcement, whatever it is at."""

    announcement_id: RowId


class AddParts(CallbackData, prefix="anadd"):
    """Whatever comes now is one more message of it."""

    announcement_id: RowId


class ArrangeParts(CallbackData, prefix="anarr"):
    """Its messages: order, away with one, another instead."""

    announcement_id: RowId


class ArrangeButtons(CallbackData, prefix="anbtn"):
    """The buttons under it."""

    announcement_id: RowId


class TestAnnouncement(CallbackData, prefix="antest"):
    """Show it to me as people will see it."""

    announcement_id: RowId


class PrepareSending(CallbackData, prefix="anprep"):
    """Who gets it, late joiners, the hurry; now or later."""

    announcement_id: RowId


class Unschedule(CallbackData, prefix="anunsch"):
    """Not at that moment: a draft again."""

    announcement_id: RowId


class CopyAnnouncement(CallbackData, prefix="ancopy"):
    """A new draft like this one."""

    announcement_id: RowId


class DropAnnouncement(CallbackData, prefix="androp"):
    """Away with a draft; asks first."""

    announcement_id: RowId
    sure: bool = False


def to_announcements() -> Button:
    return button("← Объявления", Announcements())


def to_announcement(announcement_id: int, label: str = "← К объявлению") -> Button:
    return button(label, OpenAnnouncement(announcement_id=announcement_id))


def listing(view: AnnouncementList, now: datetime) -> Screen:
    """Titles with what they are at, a number to press for each."""
    new = button("➕ Новое объявление", NewAnnouncement())
    if not view.lines:
        text = "<b>Объявления</b>\n\nПока ни одного. Напишите первое: дойдёт до каждого, и будет видно, кто получил."
        return Screen(text, column(new, to_desk()))
    lines = (
        f"{number}.{NBSP}<b>{_title(line.title)}</b>\n{_note(line, now)}" for number, line in enumerate(view.lines, 1)
    )
    numbers = tuple(
        button(str(number), OpenAnnouncement(announcement_id=line.id)) for number, line in enumerate(view.lines, 1)
    )
    rows = (numbers, *pager(view.page, lambda number: Announcements(page=number)), *column(new, to_desk()))
    return Screen("\n\n".join(["<b>Объявления</b>", *lines]), rows)


def _title(title: str) -> str:
    return esc(title) or "Без слов"


def _note(line: AnnouncementLine, now: datetime) -> str:
    got = f" · получили {line.sent}" if line.sent else ""
    return f"{STATES[line.state]}, {words.dated(line.at, now)}{got}"


def ways_of_sent(announcement_id: int) -> Sequence[Button]:
    """What can be done with an announcement whatever became of it."""
    return (
        button("👀 Показать мне", TestAnnouncement(announcement_id=announcement_id)),
        button("Скопировать в новое", CopyAnnouncement(announcement_id=announcement_id)),
        to_announcements(),
    )


def tested(view: AnnouncementView) -> Screen:
    """Below the messages of a test: nobody else has seen them."""
    text = "☝️ Так это увидят. Показали только вам."
    return Screen(text, column(to_announcement(view.id), to_announcements()), fresh=True)


def confirm_drop(view: AnnouncementView) -> Screen:
    """What is lost."""
    id_ = view.id
    text = f"Удалить черновик {words.quoted(_title(title_of(view.parts)))}? Вернуть его не получится."
    yes = button("Да, удалить", DropAnnouncement(announcement_id=id_, sure=True))
    return Screen(text, column(yes, to_announcement(id_, "← Оставить")))


def dropped() -> Screen:
    return Screen("Черновик удалён.", column(button("➕ Новое объявление", NewAnnouncement()), to_announcements()))


def gone() -> Screen:
    """An old button of a draft somebody has deleted."""
    text = "Этого объявления уже нет: черновик удалили. Остальные — в списке."
    return Screen(text, column(button("➕ Новое объявление", NewAnnouncement()), to_announcements()))
