"""Speaking to a whole group: a message to everybody, and a call to meet at one time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.moments import MOMENT_EXAMPLE
from domain.mentoring.meetings import MINUTES, PLACE_EXAMPLES
from domain.mentoring.mentor_group_talk import CallDraft, CallStep
from domain.mentoring.mentor_groups import OwnGroup, Told
from domain.mentoring.relay import FILE_LIMIT_MB
from domain.vocabulary import Attendance
from screens import words
from screens.kit import Button, RowId, Screen, Toast, button, column, esc, in_pairs, question, ticked
from screens.mentoring.meetings import Minute, label_of, minute_of
from screens.mentoring.mentor_groups import to_own_group
from screens.mentoring.mentoring import to_mentoring
from screens.passed_on import UNSENDABLE


class WriteGroup(CallbackData, prefix="mgwrite"):
    """Write to everybody in a group."""

    group_id: RowId


class SendToGroup(CallbackData, prefix="mgsend"):
    """What has come goes to this group."""

    group_id: RowId


class DropWriting(CallbackData, prefix="mgkeep"):
    """It goes to nobody."""

    group_id: RowId


class CallGroup(CallbackData, prefix="mgcall"):
    """Call a group to meet."""

    group_id: RowId


class CallStepTo(CallbackData, prefix="mgcstep"):
    """Show a question of the call: on, back, or to change an answer."""

    step: CallStep


class CallTime(CallbackData, prefix="mgcat"):
    """When."""

    at: Minute


class CallWay(CallbackData, prefix="mgcway"):
    """How."""

    way: Attendance


class CallNoPlace(CallbackData, prefix="mgcno"):
    """Where is told later."""


class CallMinutes(CallbackData, prefix="mgclen"):
    """How long."""

    minutes: int


class SendCall(CallbackData, prefix="mgcsend"):
    """The call goes to everybody."""


# --- a message


def write(own: OwnGroup, problem: str | None = None) -> Screen:
    """The question: whatever comes now is for the whole group."""
    asked = question(
        f"Что передать группе {_title(own)}? Каждый получит это от{NBSP}вас лично, ответы придут в{NBSP}ваши пары.\n"
        f"Подойдут текст, фото, голосовое, файл до{NBSP}{FILE_LIMIT_MB}{NBSP}МБ.",
        problem=esc(problem) if problem else None,
        exits=[to_own_group(own.view.id)],
    )
    return Screen(asked.text, asked.rows, fresh=True)


def unsendable(own: OwnGroup, kind: str) -> Screen:
    """A sticker, a video…; `kind` is Telegram's content type."""
    return write(own, f"{UNSENDABLE.get(kind, 'Это')} передать не смогу: здесь ходят текст, фото, голосовые и файлы.")


def confirm(own: OwnGroup, number: int, problem: str | None = None) -> Screen:
    """Before `number` messages leave: whom they will reach."""
    what = "это" if number == 1 else words.plural(number, "сообщение", "сообщения", "сообщений")
    asked = question(
        f"Передать {what} группе {_title(own)}: {_people(own.live)}? Вернуть будет нельзя. "
        "Можно прислать ещё — уйдёт вместе.",
        problem=esc(problem) if problem else None,
        choices=[
            button("Да, передать", SendToGroup(group_id=own.view.id)),
            button("Не передавать", DropWriting(group_id=own.view.id)),
        ],
    )
    return Screen(asked.text, asked.rows, fresh=True)


def sent(told: Told) -> Screen:
    """What became of a message to a group."""
    title = esc(words.quoted(told.title))
    lines = [f"Передаю группе {title}: {_people(told.reached)}." if told.reached else "Передать некому."]
    if told.reached and told.waits_until is not None:
        lines = [f"Сейчас тихие часы: группа {title} получит это утром, {words.when(told.waits_until)}."]
    return Screen("\n".join([*lines, *_missed(told)]), _after(told, write_again=True))


# --- a call to meet


def ask(own: OwnGroup, draft: CallDraft, slots: Sequence[datetime], problem: str | None = None) -> Screen:
    """The question the draft stands at."""
    shown = esc(problem) if problem else None
    match draft.step:
        case CallStep.TIME:
            return _time(own, draft, slots, shown)
        case CallStep.WAY:
            ways = [
                button(ticked(words.ATTENDANCES[way].capitalize(), way is draft.way), CallWay(way=way))
                for way in Attendance
            ]
            exits = [_back(CallStep.TIME), _leave(own)]
            return question("Как встретитесь?", problem=shown, choices=ways, exits=exits)
        case CallStep.PLACE:
            return _place(own, draft, shown)
        case _:
            return _summary(own, draft, shown)


def _time(own: OwnGroup, draft: CallDraft, slots: Sequence[datetime], problem: str | None) -> Screen:
    times = sorted({*slots, *([draft.at] if draft.at else [])})
    picks = [button(ticked(label_of(one), one == draft.at), CallTime(at=minute_of(one))) for one in times]
    asked = question(
        f"На когда позвать группу {_title(own)}? Нажмите или напишите своё время, например: {MOMENT_EXAMPLE}. "
        "Каждый ответит сам.",
        problem=problem,
        choices=picks,
        exits=[_leave(own)],
    )
    return Screen(asked.text, asked.rows)


def _place(own: OwnGroup, draft: CallDraft, problem: str | None) -> Screen:
    way = draft.way or Attendance.OFFLINE
    online = f"Пришлите ссылку на видеовстречу сообщением или решите{NBSP}позже."
    where = f"Где встретитесь? Например: {PLACE_EXAMPLES[way]}."
    now = f"\nСейчас: <b>{esc(draft.place)}</b>" if draft.place else ""
    return question(
        f"{where if way is Attendance.OFFLINE else online}{now}",
        problem=problem,
        choices=[button("Напишу позже", CallNoPlace())],
        exits=[_back(CallStep.WAY), _leave(own)],
    )


def _summary(own: OwnGroup, draft: CallDraft, problem: str | None) -> Screen:
    way = words.ATTENDANCES[draft.way or Attendance.OFFLINE].capitalize()
    place = f" · {esc(draft.place)}" if draft.place else ""
    when = words.when(draft.at) if draft.at else ""
    asked = question(
        f"Позовём группу {_title(own)}: {_people(own.live)}.\n<b>{when}</b>\n"
        f"{way} · {words.lasting(timedelta(minutes=draft.minutes))}{place}",
        problem=problem,
    )
    lengths = [button(ticked(f"{one} мин", one == draft.minutes), CallMinutes(minutes=one)) for one in MINUTES]
    changes = [
        button("Другое время", CallStepTo(step=CallStep.TIME)),
        button("Как и где", CallStepTo(step=CallStep.WAY)),
    ]
    rows = (*in_pairs(lengths), *column(button("Позвать", SendCall())), *in_pairs(changes), *column(_leave(own)))
    return Screen(asked.text, rows)


def called(told: Told, at: datetime) -> Screen:
    """What became of a call."""
    title = esc(words.quoted(told.title))
    lines = [
        f"Позвали группу {title} на {words.when(at)}: {_people(told.reached)}. Как только кто-то ответит, напишем."
        if told.reached
        else "Позвать никого не получилось."
    ]
    return Screen("\n".join([*lines, *_missed(told)]), _after(told))


def nobody(own: OwnGroup) -> Screen:
    """There is nobody to speak to."""
    return Screen(f"В группе {_title(own)} пока некому писать.", column(to_own_group(own.view.id), to_mentoring()))


# pressed twice, or long after
NOTHING_LEFT = Toast("Здесь передавать больше нечего: всё уже ушло или отложено.")
NO_CALL_LEFT = Toast("Приглашать больше не нужно: оно уже ушло или отложено.")


# --- shared


def _missed(told: Told) -> list[str]:
    """Whom it did not reach, and why."""
    return [
        f"{reason}: {esc(', '.join(names))}."
        for reason, names in (
            ("Сейчас не читают бот", told.away),
            ("Ждут согласия школы", told.unmet),
            ("Впереди уже пять встреч", told.full),
        )
        if names
    ]


def _after(told: Told, *, write_again: bool = False) -> tuple[tuple[Button, ...], ...]:
    again = button("Написать ещё", WriteGroup(group_id=told.group_id)) if write_again and told.reached else None
    return column(again, to_own_group(told.group_id), to_mentoring())


def _title(own: OwnGroup) -> str:
    return esc(words.quoted(own.view.title))


def _people(number: int) -> str:
    return words.plural(number, "человек", "человека", "человек")


def _back(step: CallStep) -> Button:
    return button("← Назад", CallStepTo(step=step))


def _leave(own: OwnGroup) -> Button:
    return to_own_group(own.view.id, "Не сейчас")
