"""The card of an event and the buttons by which one takes part in it."""

from datetime import datetime
from typing import Self

from aiogram.filters.callback_data import CallbackData

from domain.events.events import Answering, EventCard, Place, Seats, Terms
from domain.events.presence import CHECK_IN_OPENS
from domain.vocabulary import Attendance, EventFormat, EventStatus, Source
from screens import words
from screens.events.certificate_ways import to_my_certificates
from screens.events.event_facts import about
from screens.events.events import capitalized, my_place, to_calendar, to_event
from screens.events.speed_ways import side_question, speed_rows
from screens.kit import Button, File, Photo, Reply, RowId, Screen, Toast, button, column, esc, grown, link, shorten
from screens.navigation import to_menu

# with the rest of the card well inside one message
_ANNOUNCEMENT_LIMIT = 1500


class SignUp(CallbackData, prefix="evin"):
    """Take a seat or a place in line. `source`: where the person found the event, when it was not the calendar."""

    event_id: RowId
    attendance: Attendance
    source: Source | None = None

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(grown(cls, value))


class CancelSeat(CallbackData, prefix="evout"):
    """Give back the seat or the place in line."""

    event_id: RowId


class ToCalendar(CallbackData, prefix="evics"):
    """A file for the calendar of one's phone."""

    event_id: RowId


class AcceptOffer(CallbackData, prefix="evyes"):
    """Take the seat that is held for one."""

    event_id: RowId


class MyTicket(CallbackData, prefix="evtic"):
    """One's ticket with its QR code."""

    event_id: RowId


class EventReminders(CallbackData, prefix="evrem"):
    """Choose the reminders of this event."""

    event_id: RowId


class EventAnswers(CallbackData, prefix="evans"):
    """One's answers to the event's questions."""

    event_id: RowId


class ShowCover(CallbackData, prefix="evpic"):
    """The event's picture."""

    event_id: RowId


class GiveFeedback(CallbackData, prefix="evfb"):
    """Say what one thinks of the event."""

    event_id: RowId


class ShareEvent(CallbackData, prefix="evsh"):
    """The card to forward and other ways to pass the event on."""

    event_id: RowId


class ConfirmPresence(CallbackData, prefix="evword"):
    """Type the code word the coordinator shows: «я здесь»."""

    event_id: RowId


def card(view: EventCard, now: datetime, *, source: Source | None = None, back: Button | None = None) -> Screen:
    """Everything about an event. `source`: where the person found it; `back`: to the page of the list it is from."""
    announcement = esc(shorten(view.announcement, _ANNOUNCEMENT_LIMIT))
    blocks = [about(view, now), announcement, _standing(view, now), side_question(view.speed)]
    rows = (
        *_newcomer_buttons(view, now, source),
        *speed_rows(view.id, view.speed),
        *own_buttons(
            view.id,
            view.terms,
            view.seats,
            view.mine,
            view.online_url,
            now,
            answering=view.answering,
            asks_opinion=view.asks_opinion,
        ),
        *column(
            button("🖼 Афиша", ShowCover(event_id=view.id)) if view.cover else None,
            button("Поделиться", ShareEvent(event_id=view.id)) if view.terms.status is not EventStatus.DRAFT else None,
            back or to_calendar(),
            to_menu(),
        ),
    )
    return Screen("\n\n".join(block for block in blocks if block), rows)


def cover(view: EventCard) -> Reply:
    """The event's picture, with the way back to the card under it."""
    if view.cover is None:
        return Toast("У этой встречи афиши нет.")
    caption = f"<b>{esc(view.title)}</b>\n{words.when(view.terms.starts_at)}"
    return Photo(view.cover, caption, column(to_event(view.id)))


def own_buttons(
    event_id: int,
    terms: Terms,
    seats: tuple[Seats, ...],
    mine: Place | None,
    online_url: str | None,
    now: datetime,
    *,
    answering: Answering = Answering.NOT_ASKED,
    asks_opinion: bool = False,
) -> tuple[tuple[Button, ...], ...]:
    """What who takes part can do: open the meeting, show the ticket, take part the other way, leave…

    `answering`: how things stand with the event's own questions; `asks_opinion`: whether they may give feedback.
    """
    if mine is None:
        return ()
    open_link = link("Ссылка на встречу", online_url) if online_url else None
    calendar = button("📆 В мой календарь", ToCalendar(event_id=event_id)) if mine.holds_seat else None
    if terms.status is EventStatus.CANCELLED:
        return column(calendar)
    if terms.ends_at <= now:
        return column(
            to_feedback(event_id) if asks_opinion else None,
            to_my_certificates() if mine.holds_seat else None,
        )
    if terms.starts_at <= now:
        return (*column(open_link), *_at_the_door(event_id, terms, mine, now))
    if mine.is_offered:
        return column(*offer_buttons(event_id))
    other = other_way(terms, seats, mine, now)
    switch = "Участвовать онлайн" if other is Attendance.ONLINE else "Участвовать очно"
    return (
        *column(open_link, to_answers(event_id, answering)),
        *_at_the_door(event_id, terms, mine, now),
        *column(
            calendar,
            button("🔔 Напоминания", EventReminders(event_id=event_id)) if mine.holds_seat else None,
            button(switch, SignUp(event_id=event_id, attendance=other)) if other else None,
            button("Освободить место" if mine.holds_seat else "Выйти из листа ожидания", CancelSeat(event_id=event_id)),
        ),
    )


def to_answers(event_id: int, answering: Answering) -> Button | None:
    """To the event's questions: what is still open, or the answers given."""
    if answering is Answering.NOT_ASKED:
        return None
    label = "Мои ответы" if answering is Answering.GIVEN else "Ответить на вопросы"
    return button(label, EventAnswers(event_id=event_id))


def to_feedback(event_id: int) -> Button:
    return button("Оставить отзыв", GiveFeedback(event_id=event_id))


def offer_buttons(event_id: int) -> tuple[Button, Button]:
    """The two answers to an offered seat."""
    return (
        button("Да, приду", AcceptOffer(event_id=event_id)),
        button("Нет, отдать место", CancelSeat(event_id=event_id)),
    )


def _at_the_door(event_id: int, terms: Terms, mine: Place, now: datetime) -> tuple[tuple[Button, ...], ...]:
    """How one shows that one has come: the ticket, or the code word of an online meeting."""
    if not mine.holds_seat:
        return ()
    soon = terms.starts_at - CHECK_IN_OPENS <= now
    online = mine.attendance is Attendance.ONLINE
    # who signed up online may still come to the hall, where there is one
    hall = terms.format is not EventFormat.ONLINE
    return column(
        button("Я здесь", ConfirmPresence(event_id=event_id)) if online and soon else None,
        button("🎟 Мой билет", MyTicket(event_id=event_id)) if hall else None,
    )


def other_way(terms: Terms, seats: tuple[Seats, ...], mine: Place, now: datetime) -> Attendance | None:
    """The other way to attend, if it is offered and has room now."""
    if not terms.is_open(now):
        return None
    return next((kind.attendance for kind in seats if kind.attendance is not mine.attendance and kind.has_room), None)


def calendar_file(content: bytes, *, called_off: bool) -> File:
    """An event for the phone's calendar; of one called off, what strikes it out there."""
    what = "календарь телефона отметит отмену" if called_off else "встреча появится в календаре телефона"
    return File("Встреча.ics", content, f"Откройте файл — и {what}.")


def _standing(view: EventCard, now: datetime) -> str:
    """How things stand: with the event, or with this person."""
    if view.terms.status is EventStatus.DRAFT:
        return "Это черновик: его видят только координаторы."
    if view.terms.status is EventStatus.CANCELLED:
        return "Встречу отменили. В календаре есть другие."
    if view.terms.ends_at <= now:
        return "Встреча уже прошла."
    if view.mine and view.mine.holds_seat:
        return f"✅ {capitalized(my_place(view.mine, view.terms))}."
    if view.terms.starts_at <= now:
        return "Встреча уже идёт."
    if view.mine and view.mine.is_offered:
        return f"Есть место! {capitalized(my_place(view.mine, view.terms))}. Придёте?"
    if view.mine:
        return f"⏳ {capitalized(my_place(view.mine, view.terms))}."
    if not view.terms.is_open(now):
        return "Запись закрыта. В календаре есть другие встречи."
    return _ABOUT_LINK[view.terms.format]


_ABOUT_LINK = {
    EventFormat.OFFLINE: "",
    EventFormat.ONLINE: "Ссылка на встречу появится, когда вы запишетесь.",
    EventFormat.HYBRID: "Ссылку на встречу увидят те, кто записан онлайн.",
}


def _newcomer_buttons(view: EventCard, now: datetime, source: Source | None) -> tuple[tuple[Button, ...], ...]:
    if view.mine is not None or not view.terms.is_open(now):
        return ()
    return column(*(_sign_up_button(view, seats, source) for seats in view.seats))


def _sign_up_button(view: EventCard, seats: Seats, source: Source | None) -> Button:
    both = view.terms.format is EventFormat.HYBRID
    how = words.ATTENDANCES[seats.attendance]
    if seats.has_room:
        label = f"Записаться {how}" if both else "Записаться"
    else:
        label = f"Лист ожидания: {how}" if both else "В лист ожидания"
    return button(label, SignUp(event_id=view.id, attendance=seats.attendance, source=source))
