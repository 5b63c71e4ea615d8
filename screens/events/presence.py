"""Marking who came, as the coordinator at the door sees it."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.presence import (
    DOOR_OPENS,
    Board,
    Closed,
    Guest,
    Marked,
    Obstacle,
    Outcome,
    Refused,
    ShownWord,
    Slot,
    Unmarked,
)
from domain.vocabulary import Attendance, EventFormat, PresenceMethod, PresenceState
from screens import words
from screens.desk import OpenPresence, OpenRoster, to_desk_of
from screens.kit import Button, RowId, Screen, button, column, esc, question
from screens.people.mydata import Moment

METHODS = {
    PresenceMethod.QR: "по QR-коду",
    PresenceMethod.CODE: "по коду",
    PresenceMethod.MANUAL: "вручную",
    PresenceMethod.WORD: "по кодовому слову",
    PresenceMethod.IMPORT: "из таблицы",
}
STATES = {PresenceState.ATTENDED: "присутствие", PresenceState.NO_SHOW: "отсутствие"}

# what redraws the two screens that move by themselves (`scheduler/presence.py`)
LIVE_BOARD = "presence"
LIVE_WORD = "word"


class EnterCode(CallbackData, prefix="prcode"):
    """The four letters under a ticket are typed from here on, one after another."""

    event_id: RowId


class ShowWord(CallbackData, prefix="prword"):
    """The code word of now."""

    event_id: RowId


class AskClose(CallbackData, prefix="prask"):
    """Whether marking is over."""

    event_id: RowId


class CloseMarks(CallbackData, prefix="prend"):
    """Marking is over: who has no mark did not come."""

    event_id: RowId
    sitting: int


class ReopenMarks(CallbackData, prefix="prback"):
    """Take back the end of marking of that moment (Unix seconds)."""

    event_id: RowId
    sitting: int
    at: Moment


class UndoMark(CallbackData, prefix="prundo"):
    """Take back the mark of that moment (Unix seconds), not a later one."""

    registration_id: RowId
    sitting: int
    at: Moment


class Admit(CallbackData, prefix="pradm"):
    """Mark by a ticket of another event, at that event."""

    registration_id: RowId


def board(view: Board, now: datetime) -> Screen:
    """The count, and ways to mark; while the door is open, it counts by itself."""
    counted = f"Записано: {view.registered}. Пришло: {_came(view)}."
    rest = (("Не было", view.absent), ("Без отметки", view.unmarked))
    left = " ".join(f"{name}: {number}." for name, number in rest if number)
    online, offline = view.format is EventFormat.ONLINE, view.format is EventFormat.OFFLINE
    closable = view.unmarked and view.slot.starts_at <= now
    return Screen(
        "\n".join(line for line in (_heading(view.title, view.slot), counted, left, _hint(view, now)) if line),
        column(
            None if online else button("Ввести код", EnterCode(event_id=view.event_id)),
            None if offline else button("Кодовое слово", ShowWord(event_id=view.event_id)),
            button("Список", OpenRoster(event_id=view.event_id)),
            button("Закончить отметку", AskClose(event_id=view.event_id)) if closable else None,
            button("Обновить", OpenPresence(event_id=view.event_id)),
            to_desk_of(view.event_id),
        ),
        live=f"{LIVE_BOARD}:{view.event_id}" if view.slot.is_open(now) else None,
    )


def _hint(view: Board, now: datetime) -> str:
    """How to mark, or from when on one can."""
    if view.slot.is_early(now):
        return f"Отмечать можно за два часа до начала: {words.when(view.slot.starts_at - DOOR_OPENS)}."
    if view.format is EventFormat.ONLINE:
        return ""
    return "Наведите камеру телефона на билет или введите код с него."


def ask_code(event_id: int, title: str, problem: str | None = None) -> Screen:
    """The till is open: each typed code marks one person."""
    return question(
        f"{esc(words.quoted(title))}: напишите четыре буквы с билета. Так можно отмечать одного за другим.",
        problem=esc(problem) if problem else None,
        exits=(_to_board(event_id), _to_roster(event_id)),
    )


def outcome(view: Outcome, *, door: int | None = None) -> Screen:
    """What came of a ticket or a code; `door` is the event the coordinator is busy with, if another."""
    if isinstance(view, Refused):
        return _refused(view, door or view.event_id)
    return _marked(view, door or view.event_id)


def unmarked(view: Unmarked) -> Screen:
    """The mark is taken back."""
    return Screen(f"Отметка отменена:\n{_whose(view.guest)}", _onward(view.event_id))


def ask_close(view: Board) -> Screen:
    """What the end of marking will mean."""
    without = words.plural(view.unmarked, "человек", "человека", "человек")
    return Screen(
        f"{_heading(view.title, view.slot)}\nБез отметки {without}. Поставить «не было»?\n"
        "Кто придёт позже, того можно отметить как обычно.",
        column(
            button("Да, закончить", CloseMarks(event_id=view.event_id, sitting=view.slot.number)),
            _to_board(view.event_id),
        ),
    )


def closed(view: Closed) -> Screen:
    """Marking is over, with the way back."""
    undo = ReopenMarks(event_id=view.event_id, sitting=view.slot.number, at=int(view.at.timestamp()))
    return Screen(
        f"{_heading(view.title, view.slot)}\nОтметка закончена. Не было: {view.absent}.",
        column(
            button("↩️ Вернуть как было", undo) if view.absent else None,
            _to_board(view.event_id),
            to_desk_of(view.event_id),
        ),
    )


def word(view: ShownWord) -> Screen:
    """The code word to show to those online; before its time and after, why there is none."""
    if view.word is not None:
        text = (
            f"Кодовое слово: <b>{view.word}</b>\n"
            f"Сменится в{NBSP}{words.clock_face(view.changes_at)}, но ещё пять{NBSP}минут подойдёт и оно.\n"
            "Покажите его на экране: участники нажмут «Я здесь» и напишут слово боту."
        )
    elif view.over:
        text = "Мероприятие закончилось, слов больше не принимаем. Кого не хватает, отметьте в списке."
    else:
        text = f"Кодовое слово появится за 15{NBSP}минут до начала: {words.when(view.slot.starts_at)}."
    return Screen(
        text,
        column(
            button("Обновить", ShowWord(event_id=view.event_id)),
            _to_board(view.event_id),
            _to_roster(view.event_id),
        ),
        live=f"{LIVE_WORD}:{view.event_id}" if view.word else None,
    )


def _marked(view: Marked, next_at: int) -> Screen:
    mark, guest = view.mark, view.guest
    if view.fresh:
        lines = ["✅ Отмечено:", _whose(guest)]
        if guest.attendance is Attendance.ONLINE and mark.attendance is Attendance.OFFLINE:
            lines.append("Запись была онлайн, считаем очно.")
    else:
        by = f"{METHODS[mark.method]}, {esc(mark.by)}" if mark.by else METHODS[mark.method]
        lines = [f"Этот билет уже отмечен в{NBSP}{words.clock_face(mark.at)}:", _whose(guest), f"Отметка: {by}."]
    if next_at != view.event_id:
        lines.append(f"Мероприятие: {_named(view.title, view.slot)}.")
    undo = UndoMark(registration_id=guest.registration_id, sitting=view.slot.number, at=int(mark.at.timestamp()))
    return Screen("\n".join(lines), (*_onward(next_at), (button("Отменить отметку", undo),)))


def _refused(view: Refused, next_at: int) -> Screen:
    admit = Admit(registration_id=view.guest.registration_id)
    elsewhere = view.obstacle is Obstacle.ELSEWHERE
    lines = [f"⚠️ {_OBSTACLES[view.obstacle]}", _whose(view.guest), f"Мероприятие: {_named(view.title, view.slot)}."]
    rows = column(
        button("Отметить там", admit) if elsewhere else None,
        _to_roster(view.event_id) if view.obstacle in _SEE_ROSTER else None,
    )
    return Screen("\n".join(lines), (*rows, *_onward(next_at)))


_OBSTACLES = {
    Obstacle.LEFT: "Запись по этому билету снята. Если место есть, человека можно добавить в списке.",
    Obstacle.OLD: "Билет старый: место отдавали и брали снова. Пусть человек откроет «Мой билет» ещё раз.",
    Obstacle.CALLED_OFF: "Это мероприятие отменили.",
    Obstacle.EARLY: "Рано: отмечать можно за два часа до начала.",
    Obstacle.LATE: "Мероприятие уже прошло. Отметить человека можно в списке.",
    Obstacle.ELSEWHERE: "Билет на другое мероприятие.",
}
_SEE_ROSTER = (Obstacle.LEFT, Obstacle.LATE)


def _came(view: Board) -> str:
    if view.format is not EventFormat.HYBRID and not (view.online and view.offline):
        return str(view.came)
    return f"{view.came} (очно {view.offline}, онлайн {view.online})"


def _heading(title: str, slot: Slot) -> str:
    lines = [f"<b>{_named(title, slot)}</b>"]
    if slot.of > 1:
        topic = f": {esc(slot.topic)}" if slot.topic else ""
        lines.append(f"Занятие {slot.number} из{NBSP}{slot.of}{topic}")
    return "\n".join(lines)


def _named(title: str, slot: Slot) -> str:
    return f"{esc(words.quoted(title))}, {words.when(slot.starts_at)}"


def _whose(guest: Guest) -> str:
    name = f"<b>{esc(words.named(guest.full_name))}</b>"
    return f"{name}\n{esc(guest.organization)}" if guest.organization else name


def _onward(event_id: int) -> tuple[tuple[Button, ...], ...]:
    return column(button("Следующий", EnterCode(event_id=event_id)), _to_board(event_id))


def _to_board(event_id: int) -> Button:
    return button("← К отметке", OpenPresence(event_id=event_id))


def _to_roster(event_id: int) -> Button:
    return button("Список", OpenRoster(event_id=event_id))
