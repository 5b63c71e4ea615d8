"""What a participant shows: the ticket at the door, the code word online."""

from collections.abc import Callable

from content.typography import NBSP
from domain.events.presence import CheckIn, TicketView, WordOutcome
from domain.vocabulary import Attendance
from screens import words
from screens.events.events import to_event, to_past_events
from screens.kit import Photo, Screen, column, esc, question
from screens.navigation import to_menu


def ticket(view: TicketView, picture: Callable[[], bytes]) -> Photo:
    """The QR code with everything the door needs in its caption: the letters do without the picture."""
    lines = [f"<b>{esc(words.quoted(view.title))}</b>", words.when(view.slot.starts_at)]
    if view.place:
        lines.append(esc(view.place))
    lines += [f"Код: <b>{view.code}</b>", ""]
    if view.attendance is Attendance.ONLINE:
        lines.append("Вы записаны онлайн. Если всё же придёте, покажите билет на входе.")
    else:
        lines.append("Покажите на входе: билет отметят по QR-коду или по четырём буквам.")
    return Photo(picture, "\n".join(lines), column(to_event(view.event_id), to_menu()))


def ask_word(event_id: int, problem: str | None = None) -> Screen:
    """«Я здесь»: the code word is typed next."""
    return question(
        "Какое слово показывает координатор? Напишите его сюда.",
        problem=problem,
        exits=(to_event(event_id),),
    )


def over() -> Screen:
    """A code word typed after the end."""
    text = "Встреча уже прошла, слово больше не нужно. Если вы на ней были, напишите координатору: он вас отметит."
    return Screen(text, column(to_past_events(), to_menu()))


def check_in(view: CheckIn) -> Screen:
    """What the typed word came to."""
    title = esc(words.quoted(view.title))
    match view.outcome:
        case WordOutcome.WRONG:
            tries = words.plural(view.left, "попытка", "попытки", "попыток")
            return ask_word(
                view.event_id, f"Слово не подошло, оно меняется каждые пять{NBSP}минут. У{NBSP}вас ещё {tries}."
            )
        case WordOutcome.LOCKED:
            text = f"Слово не подошло пять раз. Напишите координатору в{NBSP}чат встречи{NBSP}— вас отметят вручную."
        case WordOutcome.ALREADY:
            text = f"Вы уже отмечены на встрече {title}. Больше ничего не нужно."
        case WordOutcome.HERE:
            text = f"✅ Отметили: вы на встрече {title}. Хорошей работы!"
    return Screen(text, column(to_event(view.event_id), to_menu()))
