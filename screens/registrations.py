"""What follows a sign-up: the confirmation, leaving, the news of a seat, reminders."""

from datetime import datetime

from content.typography import NBSP
from domain import clubtime
from domain.events import DAY_BEFORE, HOURS_BEFORE, Left, Participation
from domain.vocabulary import Attendance, EventFormat
from screens import words
from screens.event_card import CancelSeat, SignUp, other_way, own_buttons, venue
from screens.events import capitalized, in_words, place_in_line, to_calendar, to_event, to_my_events
from screens.kit import Button, Screen, button, column, esc, link
from screens.navigation import to_menu


def signed_up(view: Participation, now: datetime) -> Screen:
    """A seat, or a place in line with the way to the other kind of seats when there are some."""
    text = _registered(view) if view.mine.holds_seat else _waiting(view, now)
    rows = (
        *own_buttons(view.event_id, view.terms, view.seats, view.mine, view.online_url, now),
        *column(to_event(view.event_id)),
        (to_my_events(), to_calendar()),
        *column(to_menu()),
    )
    return Screen(text, rows)


def cancelled(view: Left) -> Screen:
    """The registration is taken back; what coming back would mean."""
    text = f"Запись снята: {_named(view.title, view.starts_at)}. Спасибо, что предупредили."
    if view.room:
        again = "Если передумаете, вернуть запись можно одной кнопкой, пока есть места."
    else:
        again = "Сейчас все места заняты: если вернётесь, встанете в конец листа ожидания."
    return Screen(
        f"{text}\n{again}",
        column(
            button(
                "Вернуть запись" if view.room else "В лист ожидания",
                SignUp(event_id=view.event_id, attendance=view.attendance),
            ),
            to_calendar(),
            to_menu(),
        ),
    )


def promoted(view: Participation) -> Screen:
    """News: the line has moved and the person has a seat."""
    text = f"Есть место! Вы записаны{_how(view)}: {_named(view.title, view.terms.starts_at)}.\n{_where(view)}"
    return Screen(f"{text}\nНе получится прийти — освободите место одной кнопкой.", _message_rows(view), fresh=True)


def reminder(view: Participation, now: datetime) -> Screen:
    """News: the event is near. Worded by today's date, so a late reminder does not lie."""
    title = esc(words.quoted(view.title))
    text = f"{_soon(view.terms.starts_at, now)}{NBSP}— <b>{title}</b>.\n{_where(view)}"
    return Screen(f"{text}\nЖдём вас!", _message_rows(view), fresh=True)


def _registered(view: Participation) -> str:
    lines = [f"✅ Вы записаны{_how(view)}: {_named(view.title, view.terms.starts_at)}."]
    if view.mine.attendance is Attendance.ONLINE:
        lines.append("Ссылка — под кнопкой ниже и в карточке встречи.")
    lines.append(f"{_reminders(view)}Планы поменялись — освободите место одной кнопкой.")
    return "\n".join(lines)


def _waiting(view: Participation, now: datetime) -> str:
    seats = view.seats_of(view.mine.attendance)
    how = _how(view)
    standing = capitalized(place_in_line(view.mine.line or 1))
    lines = [
        f"{_named(view.title, view.terms.starts_at)}.",
        f"{_taken(seats.limit or 0, how)}. {standing}: если кто-то откажется, сразу напишем.",
    ]
    if other := other_way(view.terms, view.seats, view.mine, now):
        lines.append(f"{words.ATTENDANCES[other].capitalize()} места есть — можно перейти.")
    return "\n".join(lines)


def _taken(limit: int, how: str) -> str:
    """«Все 15 мест заняты»: with 1 and 21 the sentence goes another way."""
    if limit == 1:
        return f"Единственное место{how} занято"
    if limit % 10 == 1 and limit % 100 != 11:
        return f"Все места{how} заняты, их{NBSP}{limit}"
    return f"Все {words.seats(limit)}{how} заняты"


def _reminders(view: Participation) -> str:
    """«Напомним за день и за два часа. », or nothing when it is too late to remind."""
    if not view.reminders:
        return ""
    return f"Напомним {' и '.join(_ahead(view.terms.starts_at, reminder.at) for reminder in view.reminders)}. "


def _ahead(starts_at: datetime, moment: datetime) -> str:
    """«за два часа»; a moment that quiet hours moved is told by the clock."""
    usual = {DAY_BEFORE: "за день", HOURS_BEFORE: "за два часа"}
    if starts_at - moment in usual:
        return usual[starts_at - moment]
    days = (clubtime.local(starts_at).date() - clubtime.local(moment).date()).days
    day = {0: "в день встречи", 1: "накануне"}.get(days) or f"{words.on_day(moment)},"
    return f"{day} в{NBSP}{words.clock_face(moment)}"


def _named(title: str, starts_at: datetime) -> str:
    return f"<b>{esc(words.quoted(title))}</b>, {words.when(starts_at)}"


def _how(view: Participation) -> str:
    return in_words(view.mine.attendance) if view.terms.format is EventFormat.HYBRID else ""


def _where(view: Participation) -> str:
    if view.mine.attendance is Attendance.ONLINE:
        return "Подключайтесь по ссылке ниже." if view.online_url else "Встречаемся онлайн."
    return venue(EventFormat.OFFLINE, view.venue)


def _soon(starts_at: datetime, now: datetime) -> str:
    """«Завтра в 15:00», «Сегодня в 15:00», else the date."""
    days = (clubtime.local(starts_at).date() - clubtime.local(now).date()).days
    if days > 1:
        return capitalized(words.when(starts_at))
    return f"{'Завтра' if days else 'Сегодня'} в{NBSP}{words.clock_face(starts_at)}"


def _message_rows(view: Participation) -> tuple[tuple[Button, ...], ...]:
    return column(
        link("Ссылка на встречу", view.online_url) if view.online_url else None,
        to_event(view.event_id),
        button("Не смогу прийти", CancelSeat(event_id=view.event_id)),
        to_menu(),
    )
