"""What follows a sign-up: the confirmation, leaving, the offer of a seat, reminders."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.events.events import Answering, EventCard, Left, Participation, Seats, Terms
from domain.events.reminders import DAY_BEFORE, HOURS_BEFORE, WEEK_BEFORE
from domain.vocabulary import Attendance, EventFormat, EventStatus
from screens import words
from screens.events.event_card import (
    CancelSeat,
    ConfirmPresence,
    MyTicket,
    SignUp,
    offer_buttons,
    other_way,
    own_buttons,
    to_answers,
)
from screens.events.event_facts import venue
from screens.events.events import capitalized, in_words, place_in_line, to_calendar, to_event, to_my_events
from screens.events.speed_ways import side_question, speed_rows
from screens.kit import Button, RowId, Screen, button, column, esc, link
from screens.navigation import to_menu


class ConfirmSeat(CallbackData, prefix="evsure"):
    """«Приду»: the answer to «придёте?»."""

    event_id: RowId


def signed_up(view: Participation, now: datetime) -> Screen:
    """A seat, or a place in line with the way to the other kind of seats when there are some."""
    if view.mine.holds_seat:
        text = _registered(view)
    elif view.mine.is_offered:
        text = _offered(view, now)
    else:
        text = _waiting(view, now)
    return Screen(text, _place_rows(view, now))


def accepted(view: Participation, now: datetime) -> Screen:
    """The offered seat is taken."""
    return Screen(_registered(view), _place_rows(view, now))


def confirmed(view: Participation, now: datetime) -> Screen:
    """«Приду» is noted."""
    text = f"Отлично, ждём вас: {_named(view.title, view.terms.starts_at)}.\n{_where(view)}"
    return Screen(text, _place_rows(view, now))


def _place_rows(view: Participation, now: datetime) -> tuple[tuple[Button, ...], ...]:
    return (
        *speed_rows(view.event_id, view.speed),
        *own_buttons(view.event_id, view.terms, view.seats, view.mine, view.online_url, now, answering=view.answering),
        *column(to_event(view.event_id)),
        (to_my_events(), to_calendar()),
        *column(to_menu()),
    )


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


def offer(view: Participation, now: datetime) -> Screen | None:
    """News: a seat is held for the person. None when it is not any more."""
    if not view.mine.is_offered:
        return None
    rows = (*column(*offer_buttons(view.event_id)), *column(to_event(view.event_id), to_menu()))
    return Screen(_offered(view, now), rows, fresh=True)


def offer_expired(view: EventCard, now: datetime) -> Screen:
    """News: nobody answered, and the seat is held no longer; what coming back would mean, while one may."""
    named = _named(view.title, view.terms.starts_at)
    if not view.terms.is_open(now):
        text = f"Время вышло, и место больше не держим: {named}.\nЗапись уже закрыта. В календаре есть другие встречи."
        return Screen(text, column(to_event(view.id), to_calendar(), to_menu()), fresh=True)
    if any(kind.has_room for kind in view.seats):
        text = f"Время вышло, и место больше не держим: {named}.\nЕсли всё-таки хотите прийти, запишитесь ещё раз."
    else:
        text = (
            f"Время вышло, и место перешло следующему: {named}.\n"
            "Если всё-таки хотите прийти, встаньте в лист ожидания ещё раз."
        )
    ways = (
        button(_again(kind, view.terms), SignUp(event_id=view.id, attendance=kind.attendance)) for kind in view.seats
    )
    return Screen(text, column(*ways, to_event(view.id), to_menu()), fresh=True)


def _again(kind: Seats, terms: Terms) -> str:
    how = in_words(kind.attendance) if terms.format is EventFormat.HYBRID else ""
    return f"Записаться{how}" if kind.has_room else f"В лист ожидания{how}"


def removed(view: EventCard, now: datetime) -> Screen:
    """News: a coordinator took the person off; since then the event may have been called off altogether."""
    starts_at = next((one.starts_at for one in view.sittings if one.starts_at > now), view.terms.starts_at)
    if view.terms.status is EventStatus.CANCELLED:
        then = "А потом встречу отменили, так что приходить не нужно."
    else:
        again = " или запишитесь ещё раз" if view.terms.is_open(now) else ""
        then = f"Если это ошибка, напишите координатору{again}."
    text = f"Координатор снял вашу запись: {_named(view.title, starts_at)}.\n{then}"
    return Screen(text, column(to_event(view.id), to_calendar(), to_menu()), fresh=True)


def seated(view: Participation) -> Screen:
    """News: the person has a seat without having been asked."""
    text = f"Для вас есть место! Вы записаны{_how(view)}: {_named(view.title, view.next_start)}.\n{_where(view)}"
    text = f"{text}\nНе получится прийти — освободите место одной кнопкой.\n{side_question(view.speed)}".rstrip()
    return Screen(text, _message_rows(view), fresh=True)


def reminder(view: Participation, now: datetime) -> Screen:
    """News: the event is near. Worded by today's date, so a late reminder does not lie."""
    more = f" В этот день ещё {words.plural(view.later_that_day, 'занятие', 'занятия', 'занятий')}."
    lines = [
        f"{_soon(view.next_start, now)}{NBSP}— {_titled(view)}.{more if view.later_that_day else ''}",
        _where(view),
    ]
    if view.answering is Answering.DUE:
        lines.append("Организаторы ждут ответа на вопросы — это минута.")
    if ask := side_question(view.speed):
        lines.append(ask)
    # in the middle of a series nobody leaves it any more
    rows = _message_rows(view, may_leave=now < view.terms.starts_at)
    return Screen("\n".join([*lines, "Ждём вас!"]), rows, fresh=True)


def confirm(view: Participation, now: datetime) -> Screen:
    """News: «придёте?», while a seat given back still finds somebody."""
    text = (
        f"{_soon(view.terms.starts_at, now)}{NBSP}— {_titled(view)}. Придёте?\n"
        "Если планы поменялись, скажите сейчас: место займёт кто-то другой."
    )
    rows = column(
        button("Приду", ConfirmSeat(event_id=view.event_id)),
        button("Не смогу прийти", CancelSeat(event_id=view.event_id)),
        to_event(view.event_id),
        to_menu(),
    )
    return Screen(text, rows, fresh=True)


def online_link(view: Participation, now: datetime) -> Screen | None:
    """News: the link, a quarter of an hour before. None without one."""
    if view.online_url is None:
        return None
    text = f"{_beginning(view.next_start, now)}{NBSP}— {_titled(view)}.\nПодключайтесь по ссылке ниже."
    rows = column(
        link("Ссылка на встречу", view.online_url),
        button("Я здесь", ConfirmPresence(event_id=view.event_id)),
        to_event(view.event_id),
        to_menu(),
    )
    return Screen(text, rows, fresh=True)


def _beginning(starts_at: datetime, now: datetime) -> str:
    """«Через 15 минут», «Уже идёт»; the day, when quiet hours brought the link the evening before."""
    left = round((starts_at - now).total_seconds() / 60)
    if left <= 0:
        return "Уже идёт"
    if left <= 60:
        return f"Через {words.plural(left, 'минуту', 'минуты', 'минут')}"
    return _soon(starts_at, now)


def _titled(view: Participation) -> str:
    """The event in bold, with the topic of its session in a series."""
    title = f"<b>{esc(words.quoted(view.title))}</b>"
    if view.sitting is None:
        return title
    topic = f": {esc(view.sitting.topic)}" if view.sitting.topic else ""
    return f"{title}, занятие{NBSP}{view.sitting.number}{topic}"


def _offered(view: Participation, now: datetime) -> str:
    assert view.mine.offered_till is not None
    return (
        f"Есть место{_how(view)}! {_named(view.title, view.terms.starts_at)}.\n"
        f"Держим его для вас до{NBSP}{_till(view.mine.offered_till, now)}. Придёте?"
    )


def _till(moment: datetime, now: datetime) -> str:
    """«завтра, 12:00», «12:00» of today, else the date, to follow «до»."""
    days = (clubtime.local(moment).date() - clubtime.local(now).date()).days
    if days > 1 or words.clock_face(moment) == "00:00":
        return words.deadline(moment)
    return f"{'завтра, ' if days else ''}{words.clock_face(moment)}"


def _registered(view: Participation) -> str:
    lines = [f"✅ Вы записаны{_how(view)}: {_named(view.title, view.terms.starts_at)}."]
    if view.mine.attendance is Attendance.ONLINE:
        lines.append("Ссылка на встречу — кнопка ниже, она же есть в карточке.")
    lines.append(f"{_reminders(view)}Планы поменялись — освободите место одной кнопкой.")
    return "\n".join([*lines, side_question(view.speed)]).rstrip()


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
    *most, last = [_ahead(view.next_start, reminder.at) for reminder in view.reminders]
    moments = f"{', '.join(most)} и {last}" if most else last
    return f"Напомним {moments}. "


def _ahead(starts_at: datetime, moment: datetime) -> str:
    """«за два часа»; a moment that quiet hours moved is told by the clock."""
    usual = {WEEK_BEFORE: "за неделю", DAY_BEFORE: "за день", HOURS_BEFORE: "за два часа"}
    for distance, said in usual.items():
        if moment == clubtime.before(starts_at, distance):
            return said
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


def _message_rows(view: Participation, *, may_leave: bool = True) -> tuple[tuple[Button, ...], ...]:
    in_the_hall = view.mine.attendance is Attendance.OFFLINE
    rows = column(
        link("Ссылка на встречу", view.online_url) if view.online_url else None,
        button("🎟 Мой билет", MyTicket(event_id=view.event_id)) if in_the_hall else None,
        to_answers(view.event_id, view.answering) if view.answering is Answering.DUE else None,
        to_event(view.event_id),
        button("Не смогу прийти", CancelSeat(event_id=view.event_id)) if may_leave else None,
        to_menu(),
    )
    return (*speed_rows(view.event_id, view.speed), *rows)
