"""Buttons under an announcement: which there are, and where one more leads."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcement_buttons import LINK_EXAMPLE, Choices
from domain.mailing.announcement_sending import mark
from domain.mailing.announcements import MOST_BUTTONS, AnnouncementView
from screens import words
from screens.kit import RowId, Screen, button, column, esc, pager, question, shorten
from screens.mailing.announcement_draft import button_line
from screens.mailing.announcements import ArrangeButtons, to_announcement


class AddLink(CallbackData, prefix="anblink"):
    """A button that opens an address."""

    announcement_id: RowId


class AddHelp(CallbackData, prefix="anbhelp"):
    """A button that opens the form of a request."""

    announcement_id: RowId


class ChooseEvent(CallbackData, prefix="anbevs"):
    """Which event a button opens."""

    announcement_id: RowId
    page: int = 0


class AddEvent(CallbackData, prefix="anbev"):
    """A button that opens this event."""

    announcement_id: RowId
    event_id: RowId


class ChooseTip(CallbackData, prefix="anbtips"):
    """Which tip a button opens; typed words narrow the list."""

    announcement_id: RowId
    page: int = 0
    found: bool = False


class AddTip(CallbackData, prefix="anbtip"):
    """A button that opens this tip."""

    announcement_id: RowId
    tip_id: RowId


class RemoveWay(CallbackData, prefix="anbdel"):
    """Away with button `number`; `mark` is the announcement as it was then."""

    announcement_id: RowId
    number: int
    mark: int


def arrange(view: AnnouncementView, news: str = "") -> Screen:
    """The buttons there are, and what one more may lead to."""
    id_, at = view.id, mark(view)
    lines = [f"{number}.{NBSP}{button_line(one)}" for number, one in enumerate(view.buttons, 1)]
    told = "\n".join(lines) or "Пока ни одной. Кнопки стоят под последним сообщением."
    away = [
        button(f"🗑 {number + 1}", RemoveWay(announcement_id=id_, number=number, mark=at))
        for number in range(len(view.buttons))
    ]
    new = (
        (
            button("🔗 Ссылка", AddLink(announcement_id=id_)),
            button("💡 Лайфхак", ChooseTip(announcement_id=id_)),
        ),
        *column(
            button("📅 Мероприятие", ChooseEvent(announcement_id=id_)),
            button("🙋 Нужна помощь", AddHelp(announcement_id=id_)),
        ),
    )
    room = len(view.buttons) < MOST_BUTTONS
    hint = f"\nУбрать кнопку{NBSP}— 🗑 и{NBSP}её{NBSP}номер." if away else ""
    text = "\n".join([*([f"{news}\n"] if news else []), f"<b>Кнопки</b> (до{NBSP}{MOST_BUTTONS})", told + hint])
    rows = (*(new if room else ()), tuple(away), *column(to_announcement(id_)))
    return Screen(text, tuple(row for row in rows if row))


def ask_link(announcement_id: int, problem: str | None = None) -> Screen:
    """The label and the address in one message."""
    return question(
        f"Напишите подпись кнопки и адрес, например:\n<code>{LINK_EXAMPLE}</code>",
        problem=esc(problem) if problem else None,
        exits=[button("← Кнопки", ArrangeButtons(announcement_id=announcement_id))],
    )


def choose_event(announcement_id: int, choices: Choices) -> Screen:
    """Coming events by title."""
    back = button("← Кнопки", ArrangeButtons(announcement_id=announcement_id))
    if not choices.lines:
        return Screen("Впереди нет опубликованных мероприятий.", column(back))
    picks = [
        button(shorten(one.title), AddEvent(announcement_id=announcement_id, event_id=one.id)) for one in choices.lines
    ]
    turns = pager(choices.page, lambda number: ChooseEvent(announcement_id=announcement_id, page=number))
    return Screen("Какое мероприятие открывать?", (*column(*picks), *turns, *column(back)))


def choose_tip(announcement_id: int, choices: Choices, problem: str | None = None) -> Screen:
    """Tips by title, newest first; words typed narrow them."""
    found = choices.found is not None
    turns = pager(choices.page, lambda number: ChooseTip(announcement_id=announcement_id, page=number, found=found))
    picks = [
        button(shorten(one.title), AddTip(announcement_id=announcement_id, tip_id=one.id)) for one in choices.lines
    ]
    asked = "Какой лайфхак открывать? Выберите или напишите слово, чтобы найти."
    if found:
        asked = f"По словам {words.quoted(esc(shorten(choices.found or '', 60)))}. Не то? Напишите другое слово."
    if not picks:
        asked = "Такого не нашлось. Напишите другое слово." if found else "Лайфхаков пока нет."
    every = button("Все лайфхаки", ChooseTip(announcement_id=announcement_id)) if found else None
    screen = question(asked, problem=esc(problem) if problem else None)
    back = button("← Кнопки", ArrangeButtons(announcement_id=announcement_id))
    return Screen(screen.text, (*column(*picks), *turns, *column(every, back)))
