"""Meetings of a pair: the list, one meeting, what can be done with it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from content.typography import NBSP
from domain.mentoring.meetings import MOST_OPEN, Meetings, MeetingView
from domain.vocabulary import Attendance, MeetingStatus
from screens import words
from screens.kit import Button, File, RowId, Screen, button, column, esc, shorten
from screens.mentoring.mentoring import to_pair

# a moment in whole minutes since 1970: it fits a button, and a forged one is still a date
Minute = Annotated[int, Field(ge=0, lt=2**27)]
_SHOWN_PLACE = 120
CHANGED = "С этой встречей уже что-то изменилось, вот как сейчас."


class PairMeetings(CallbackData, prefix="pm"):
    """Meetings of a pair."""

    pair_id: RowId


class OpenMeeting(CallbackData, prefix="pmone"):
    """One meeting."""

    meeting_id: RowId


class TakeTime(CallbackData, prefix="pmtake"):
    """Take one of the proposed times; it travels in the button, so an old button can't mean another one."""

    meeting_id: RowId
    at: Minute


class KeepTime(CallbackData, prefix="pmkeep"):
    """The agreed time stays."""

    meeting_id: RowId


class CancelMeeting(CallbackData, prefix="pmoff"):
    """Call the meeting off; `sure`: asked and confirmed."""

    meeting_id: RowId
    sure: bool = False


class MeetingFile(CallbackData, prefix="pmics"):
    """The meeting for the phone's calendar."""

    meeting_id: RowId


class NewMeeting(CallbackData, prefix="pmnew"):
    """Propose a meeting."""

    pair_id: RowId


class MoveMeeting(CallbackData, prefix="pmmove"):
    """Propose other times for a meeting."""

    meeting_id: RowId


class ChangePlace(CallbackData, prefix="pmplace"):
    """Another place, or another way to meet, at the agreed time; with `way`: that way is pressed."""

    meeting_id: RowId
    way: Attendance | None = None


class PastMeeting(CallbackData, prefix="pmpast"):
    """Write down a meeting that has been without a proposal."""

    pair_id: RowId


class MeetingHeld(CallbackData, prefix="pnyes"):
    """The meeting took place."""

    meeting_id: RowId


class MeetingNotHeld(CallbackData, prefix="pnno"):
    """The meeting did not take place."""

    meeting_id: RowId


class PairJournal(CallbackData, prefix="pnlist"):
    """Meetings a pair has behind it."""

    pair_id: RowId
    page: int = 0


def to_meetings(pair_id: int, label: str = "Встречи") -> Button:
    return button(label, PairMeetings(pair_id=pair_id))


def to_propose(pair_id: int, label: str = "Предложить встречу") -> Button:
    return button(label, NewMeeting(pair_id=pair_id))


def to_past(pair_id: int) -> Button:
    return button("Встреча уже была", PastMeeting(pair_id=pair_id))


def not_held(meeting_id: int) -> Button:
    return button("Встречи не было", MeetingNotHeld(meeting_id=meeting_id))


def minute_of(moment: datetime) -> int:
    """How an (aware) moment travels in a button."""
    return int(moment.timestamp()) // 60


def moment_of(minute: int) -> datetime:
    """A moment (aware UTC) out of a button."""
    return datetime.fromtimestamp(minute * 60, UTC)


def label_of(moment: datetime) -> str:
    """A moment on a button: «чт, 16 октября, 15:00»."""
    return words.when(moment).replace(NBSP, " ")


def meetings(view: Meetings) -> Screen:
    """What lies ahead of a pair, what nobody told of, and how much is behind."""
    who = f", {esc(view.other)}" if view.other else ""
    lines = [f"<b>Встречи</b>{who}"]
    lines += [f"{number}.{NBSP}{_line(one)}" for number, one in enumerate(view.meetings, 1)]
    if view.held:
        lines.append(f"Состоялось: {total(view.held, view.minutes)}.")
    if not view.meetings:
        lines.append(
            "Впереди пока ничего. Предложите до трёх вариантов — коллега выберет один."
            if view.live
            else "Эта пара уже не встречается."
        )
    picks = [
        button(shorten(f"{number}. {_label(one)}"), OpenMeeting(meeting_id=one.id))
        for number, one in enumerate(view.meetings, 1)
    ]
    going = [one for one in view.meetings if not one.to_tell and not one.lapsed]
    propose = to_propose(view.pair_id) if view.live and view.other and len(going) < MOST_OPEN else None
    past = to_past(view.pair_id) if view.live and view.other else None
    journal = button("Дневник встреч", PairJournal(pair_id=view.pair_id)) if view.held else None
    return Screen("\n".join(lines), column(*picks, propose, past, journal, to_pair(view.pair_id, "← К паре")))


def meeting(view: MeetingView, said: str = "") -> Screen:
    """One meeting; `said` tells first what has just been done (HTML)."""
    lines = [said, *_standing(view), details(view)]
    return Screen("\n".join(line for line in lines if line), acts(view))


def acts(view: MeetingView) -> tuple[tuple[Button, ...], ...]:
    """What can be done with a meeting now, and the way back."""
    back = to_meetings(view.pair_id, "← К встречам")
    if view.to_tell:
        return column(*told_by(view), back)
    if not view.changeable:
        file = _file(view) if view.begun is False and view.starts_at else None
        return column(_note_again(view), not_held(view.id) if view.deniable else None, file, back)
    takes = [
        button(label_of(one), TakeTime(meeting_id=view.id, at=minute_of(one)))
        for one in (view.options if view.to_answer else ())
    ]
    agreed = view.status is MeetingStatus.AGREED
    keep = button("Оставить как было", KeepTime(meeting_id=view.id)) if agreed and view.options else None
    other_times = "Перенести" if agreed and not view.options else "Другое время"
    return column(
        *takes,
        keep,
        _file(view) if agreed else None,
        button(other_times, MoveMeeting(meeting_id=view.id)) if view.other else None,
        button("Изменить место", ChangePlace(meeting_id=view.id)) if agreed else None,
        button(_calling_off(view), CancelMeeting(meeting_id=view.id)),
        back,
    )


def _calling_off(view: MeetingView) -> str:
    if view.status is MeetingStatus.AGREED:
        return "Отменить встречу"
    return "Отозвать" if view.mine else "Не получится"


def told_by(view: MeetingView) -> list[Button | None]:
    """«Встретились?»: the answers."""
    return [
        button("Да, встретились", MeetingHeld(meeting_id=view.id)),
        button("Перенесли", MoveMeeting(meeting_id=view.id)) if view.live and view.other else None,
        button("Нет, не вышло", MeetingNotHeld(meeting_id=view.id)),
    ]


def ask_cancel(view: MeetingView) -> Screen:
    """Before a meeting is called off."""
    if view.starts_at:
        what, yes = f"Отменить встречу {words.when(view.starts_at)}?", "Да, отменить"
    elif view.mine:
        what, yes = "Отозвать предложение о встрече?", "Да, отозвать"
    else:
        what, yes = "Ответить, что встретиться не получится?", "Да, не получится"
    return Screen(
        f"{what} Причину не спрашиваем, коллеге сообщим. Можно и просто выбрать другое время.",
        column(
            button(yes, CancelMeeting(meeting_id=view.id, sure=True)),
            button("Другое время", MoveMeeting(meeting_id=view.id)),
            button("← Оставить", OpenMeeting(meeting_id=view.id)),
        ),
    )


def called_off(view: MeetingView) -> str:
    """What has just been done to a meeting, or to a proposal nobody had taken."""
    if view.starts_at:
        return "Отменили, коллеге сообщим."
    return "Отозвали, коллеге сообщим." if view.mine else "Хорошо, коллеге сообщим."


def calendar_file(content: bytes, *, called_off: bool) -> File:
    """The meeting for the phone's calendar; of one called off, what strikes it out there."""
    what = "календарь телефона отметит отмену" if called_off else "встреча появится в календаре телефона"
    return File("Встреча.ics", content, f"Откройте файл — и {what}.")


def details(view: MeetingView) -> str:
    """How, how long and where, in HTML."""
    way = words.ATTENDANCES[view.way].capitalize()
    place = f" · {esc(shorten(view.place, _SHOWN_PLACE))}" if view.place else ""
    return f"{way} · {words.lasting(timedelta(minutes=view.minutes))}{place}"


def total(held: int, minutes: int) -> str:
    """«3 встречи, 2 часа 30 минут»."""
    hours, rest = divmod(minutes, 60)
    parts = [
        words.plural(held, "встреча", "встречи", "встреч") + ",",
        words.hours(hours) if hours else "",
        words.plural(rest, "минута", "минуты", "минут") if rest else "",
    ]
    return " ".join(part for part in parts if part)


def times(options: tuple[datetime, ...]) -> str:
    """Proposed times, one a line."""
    return "\n".join(f"• {words.when(one)}" for one in options)


def _file(view: MeetingView) -> Button:
    off = view.status is MeetingStatus.CANCELLED
    return button("📆 Убрать из календаря" if off else "📆 В мой календарь", MeetingFile(meeting_id=view.id))


def _note_again(view: MeetingView) -> Button | None:
    """The journal of a meeting that took place, or the way to say that it did after all."""
    if view.status is MeetingStatus.HELD:
        return button("Моя запись" if view.noted else "Записать в дневник", MeetingHeld(meeting_id=view.id))
    if view.status is MeetingStatus.CANCELLED and view.begun:
        return button("Всё-таки встретились", MeetingHeld(meeting_id=view.id))
    return to_propose(view.pair_id) if view.live and view.other else None


def _standing(view: MeetingView) -> list[str]:
    when = f"<b>{words.when(view.starts_at)}</b>" if view.starts_at else ""
    match view.status:
        case MeetingStatus.HELD:
            return [f"{when} — встреча состоялась."]
        case MeetingStatus.CANCELLED:
            if not when:
                return ["Это предложение больше не в силе."]
            return [f"{when} — встречи не было." if view.begun else f"Встречу {when} отменили."]
        case _ if not view.live:
            return ["Пара не работает, поэтому и встреча не нужна."]
        case _ if view.to_tell:
            return [f"{when}", "Удалось встретиться?" if view.over else "Встреча идёт. Хорошего разговора!"]
        case MeetingStatus.AGREED if view.options:
            asks = "Вы предложили перенести" if view.mine else "Коллега предлагает перенести"
            return [f"Договорились: {when}.", f"{asks}, пока в силе прежнее время:", times(view.options)]
        case MeetingStatus.AGREED:
            return [f"✅ Договорились: {when}"]
        case _ if view.lapsed:
            return ["Предложенное время прошло без ответа. Предложите другое — так бывает."]
        case _ if view.mine:
            return ["Ждём ответа коллеги:", times(view.options)]
        case _:
            return [f"{esc(view.other or 'Коллега')} предлагает встретиться. Какое время подходит?"]


def _label(view: MeetingView) -> str:
    if view.starts_at:
        # without the weekday it fits with its number
        return label_of(view.starts_at).partition(", ")[2]
    return "выбрать время" if view.to_answer else "ждём ответа" if view.options else "без ответа"


def _line(view: MeetingView) -> str:
    if view.starts_at is None:
        if view.lapsed:
            return "предложенное время прошло без ответа"
        first = words.when(view.options[0])
        more = f" и ещё{NBSP}{len(view.options) - 1}" if len(view.options) > 1 else ""
        return f"{first}{more} — {'ждут вашего ответа' if not view.mine else 'ждём ответа'}"
    if view.to_tell:
        return f"{words.when(view.starts_at)} — {'удалось встретиться?' if view.over else 'идёт сейчас'}"
    moved = ", предложен перенос" if view.options else ""
    return f"{words.when(view.starts_at)} — {words.ATTENDANCES[view.way]}{moved}"
