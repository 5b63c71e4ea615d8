"""What those who take part are told when an event moves, changes or is called off."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.event_changes import EventNews
from domain.events.reminders import Sitting
from domain.vocabulary import Attendance, EventFormat, EventStatus
from screens import words
from screens.events.event_card import AcceptOffer, ToCalendar
from screens.events.event_facts import venue
from screens.events.events import Calendar, capitalized, my_place, to_event
from screens.kit import Button, RowId, Screen, button, column, esc, link
from screens.navigation import to_menu

# «переносим из-за погоды» reads as one sentence; any other reason stands on a line of its own
_IN_PLACE = ("из-за ", "по ", "ради ", "чтобы ", "в связи ")
# a long series: the next ones matter
_MOST_SITTINGS = 7


class NewTime(CallbackData, prefix="evtime"):
    """The answer to «подходит новое время?»; `revision` is that of the event as it was told."""

    event_id: RowId
    revision: int
    fits: bool


def moved(view: EventNews, now: datetime) -> Screen | None:
    """News: the event stands at another time. None when that is of no use any more."""
    begun = view.terms.starts_at <= now
    if not _takes_place(view, now) or (begun and not view.is_series):
        return None
    because, reason = _why(view.note)
    if view.is_series:
        told = f"Расписание изменилось{because}. Теперь так:\n{_timetable(view.sittings, now)}"
    else:
        instead = f" вместо {words.dated(view.known, now)}" if view.known else ""
        told = f"Встречу переносим{because}: теперь {words.dated(view.terms.starts_at, now)}{instead}."
    asked = "" if begun else f"{_kept(view)} Подходит новое время?"
    text = "\n".join(line for line in [_title(view), told, reason, asked] if line)
    answers = () if begun else (_answers(view),)
    return Screen(text, (*answers, *column(to_event(view.event_id), to_menu())), fresh=True)


def moved_again(view: EventNews, now: datetime) -> Screen | None:
    """Somebody answered what they were asked before the event changed once more: asked anew in the same place."""
    screen = moved(view, now)
    return screen and Screen(f"С тех пор кое-что изменилось.\n{screen.text}", screen.rows)


def changed(view: EventNews, now: datetime, *, restored: bool) -> Screen | None:
    """News: what is true of the event now. `restored`: it takes place after all."""
    if not _takes_place(view, now):
        return None
    when = words.dated(view.terms.starts_at, now)
    if restored:
        told = f"Встреча всё-таки состоится: {_title(view)}, {when}. {_kept(view)}"
    else:
        told = f"Кое-что изменилось: {_title(view)}, {when}."
    rows = column(
        link("Ссылка на встречу", view.online_url) if view.online_url else None,
        link("Место на карте", view.map_url) if view.map_url and not _is_online(view) else None,
        to_event(view.event_id),
        to_menu(),
    )
    return Screen(f"{told}\n{_where(view)}", rows, fresh=True)


def cancelled(view: EventNews, now: datetime) -> Screen | None:
    """News: the event is called off. None when it takes place after all."""
    if view.terms.status is not EventStatus.CANCELLED or view.terms.ends_at <= now:
        return None
    because, reason = _why(view.note)
    lines = [
        f"К сожалению, встречу отменили{because}: {_title(view)}, {words.dated(view.terms.starts_at, now)}.",
        reason,
        "В календаре есть другие — будем рады вам там.",
    ]
    rows = column(
        button("📆 Убрать из календаря", ToCalendar(event_id=view.event_id)) if view.mine.holds_seat else None,
        button("Другие встречи", Calendar()),
        to_menu(),
    )
    return Screen("\n".join(line for line in lines if line), rows, fresh=True)


def suits(view: EventNews, now: datetime) -> Screen:
    """«Подходит»: thank you, and how things stand."""
    named = f"{_title(view)}, {words.dated(view.terms.starts_at, now)}"
    if view.mine.holds_seat:
        text = f"Отлично, ждём вас: {named}."
    else:
        text = f"Спасибо, учли: {named}.\n{capitalized(my_place(view.mine, view.terms))}."
    rows = column(
        button("Да, приду", AcceptOffer(event_id=view.event_id)) if view.mine.is_offered else None,
        button("📆 В мой календарь", ToCalendar(event_id=view.event_id)) if view.mine.holds_seat else None,
        to_event(view.event_id),
        to_menu(),
    )
    return Screen(text, rows)


def no_place(event_id: int) -> Screen:
    """The answer of somebody who takes no part any more."""
    return Screen(
        "Вашей записи на эту встречу уже нет. Если хотите прийти, откройте карточку.",
        column(to_event(event_id), button("Другие встречи", Calendar()), to_menu()),
    )


def _takes_place(view: EventNews, now: datetime) -> bool:
    return view.terms.status is EventStatus.PUBLISHED and view.terms.ends_at > now


def _answers(view: EventNews) -> tuple[Button, Button]:
    no = button("Не смогу", NewTime(event_id=view.event_id, revision=view.revision, fits=False))
    if view.mine.is_offered:
        return button("Да, приду", AcceptOffer(event_id=view.event_id)), no
    label = "Приду" if view.mine.holds_seat else "Подходит"
    return button(label, NewTime(event_id=view.event_id, revision=view.revision, fits=True)), no


def _kept(view: EventNews) -> str:
    if view.mine.holds_seat:
        return "Ваша запись сохранена."
    return f"{capitalized(my_place(view.mine, view.terms))}."


def _why(note: str | None) -> tuple[str, str]:
    """The reason within the sentence, or on its own line; one of the two is empty."""
    if not note:
        return "", ""
    if note.lower().startswith(_IN_PLACE):
        return f" {esc(note[0].lower() + note[1:].rstrip('.!'))}", ""
    return "", f"Причина: {esc(note.rstrip('.'))}."


def _timetable(sittings: tuple[Sitting, ...], now: datetime) -> str:
    coming = [one for one in sittings if one.ends_at > now]
    lines = [
        f"{one.number}.{NBSP}{words.dated(one.starts_at, now)}{f': {esc(one.topic)}' if one.topic else ''}"
        for one in coming[:_MOST_SITTINGS]
    ]
    if len(coming) > _MOST_SITTINGS:
        lines.append("Остальные — в карточке встречи.")
    return "\n".join(lines)


def _is_online(view: EventNews) -> bool:
    return view.mine.attendance is Attendance.ONLINE


def _where(view: EventNews) -> str:
    if _is_online(view):
        return "Встречаемся онлайн, ссылка ниже." if view.online_url else "Встречаемся онлайн."
    return f"Где: {venue(EventFormat.OFFLINE, view.venue)}"


def _title(view: EventNews) -> str:
    return f"<b>{esc(words.quoted(view.title))}</b>"
