"""One person at an event, for a coordinator: everything told, and what can be done."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events import presence
from domain.events.presence import Slot
from domain.events.roster import Look, Mark, Participant, RosterEvent
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    ParticipantRole,
    PresenceState,
    RegistrationStatus,
)
from screens import words
from screens.events.event_answers import to_file
from screens.events.events import in_words
from screens.events.presence import METHODS
from screens.events.roster import MARKS, OpenParticipant, is_gone, standing, to_list
from screens.kit import Button, RowId, Screen, button, column, esc, shorten, ticked

# a card is read at a glance: longer answers are in the spreadsheet
_LONGEST_ANSWER = 150


class MarkParticipant(CallbackData, prefix="romk"):
    """Mark by hand that the person came, or did not; without a state, take the mark back."""

    registration_id: RowId
    sitting: int
    state: PresenceState | None = None


class ChooseRole(CallbackData, prefix="rorl"):
    """As what the person takes part: the choice."""

    registration_id: RowId


class GiveRole(CallbackData, prefix="rors"):
    """As what the person takes part."""

    registration_id: RowId
    role: ParticipantRole


class GiveSeat(CallbackData, prefix="rost"):
    """Give a seat past the line; `over`: even above the limit."""

    registration_id: RowId
    over: bool = False


class RemoveParticipant(CallbackData, prefix="rorm"):
    """Take the person off the roster; asks first unless `sure`."""

    registration_id: RowId
    sure: bool = False


class EraseParticipant(CallbackData, prefix="roer"):
    """Erase a person without Telegram who asked for it; asks first unless `sure`."""

    registration_id: RowId
    sure: bool = False


def card(view: Participant, look: Look, now: datetime, sitting: int = 0) -> Screen:
    """The card; `look` is the list to go back to, `sitting` as in `OpenParticipant`."""
    slot = _slot(view, now, sitting)
    lines = [f"<b>{esc(words.named(view.line.full_name))}</b>", *_told(view, slot, now)]
    answers = [f"<b>{esc(one.question)}:</b> {esc(shorten(one.text, _LONGEST_ANSWER))}" for one in view.answers]
    files = [to_file(view.registration_id, one.question_id, one.text) for one in view.answers if one.file]
    return Screen(
        "\n".join([*lines, *answers]),
        (
            *_marking(view, slot, now),
            *(_sessions(view, slot) if _attends(view) else ()),
            *column(*_acts(view), *files, _erasure(view), to_list(look)),
        ),
    )


def _attends(view: Participant) -> bool:
    """Whether sessions are worth telling of: who waits for a seat comes to none."""
    return view.line.status is RegistrationStatus.REGISTERED or bool(view.line.marks)


def _told(view: Participant, slot: Slot, now: datetime) -> list[str]:
    line = view.line
    work = ", ".join(esc(part) for part in (line.organization, view.position) if part)
    held = f", держим до {words.when(view.offered_till)}" if view.offered_till else ""
    source = f" · {words.SOURCES[view.source]}" if view.source else ""
    mark = view.mark_of(slot.number)
    return [
        told
        for told in (
            work,
            f"<b>Запись:</b> {standing(line, view.event)}{held}",
            f"<b>Роль:</b> {words.PARTICIPANT_ROLES[line.role]}",
            f"<b>{_occasion(slot, now)}:</b> {_mark(mark)}" if mark or (slot.of > 1 and _attends(view)) else "",
            f"<b>Дата записи:</b> {words.when(view.signed_up_at)}{source}",
            "" if line.reachable else "Без Telegram: о новостях расскажите сами, по телефону.",
        )
        if told
    ]


def _occasion(slot: Slot, now: datetime) -> str:
    if slot.of == 1:
        return "Отметка"
    return f"Занятие {slot.number} из{NBSP}{slot.of}, {words.dated_day(slot.starts_at, now)}"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return "без отметки"
    how = f", {words.ATTENDANCES[mark.attendance]}" if mark.attendance else ""
    return f"{MARKS[mark.state]}{how}, {METHODS[mark.method]}, {words.clock_face(mark.at)}"


def _slot(view: Participant, now: datetime, sitting: int) -> Slot:
    """The session asked for, or the nearest one."""
    sittings = view.event.sittings
    return next((slot for slot in sittings if slot.number == sitting), presence.current(sittings, now))


def _marking(view: Participant, slot: Slot, now: datetime) -> tuple[tuple[Button, ...], ...]:
    """Open as long as `presence.mark` is: from two hours before, without an end."""
    seated = view.line.status is RegistrationStatus.REGISTERED
    if not seated or slot.is_early(now) or view.event.terms.status is not EventStatus.PUBLISHED:
        return ()
    mark = view.mark_of(slot.number)

    def choice(label: str, state: PresenceState | None) -> Button:
        chosen = mark is not None and mark.state is state
        data = MarkParticipant(registration_id=view.registration_id, sitting=slot.number, state=state)
        return button(ticked(label, chosen), data)

    rows = ((choice("На встрече", PresenceState.ATTENDED), choice("Не было", PresenceState.NO_SHOW)),)
    return (*rows, (choice("Снять отметку", None),)) if mark else rows


def _sessions(view: Participant, slot: Slot) -> tuple[tuple[Button, ...], ...]:
    """The sessions before and after this one."""
    row = tuple(
        button(label, OpenParticipant(registration_id=view.registration_id, sitting=number))
        for label, number in (
            (f"← Занятие {slot.number - 1}", slot.number - 1),
            (f"Занятие {slot.number + 1} →", slot.number + 1),
        )
        if 1 <= number <= slot.of
    )
    return (row,) if row else ()


def _acts(view: Participant) -> tuple[Button | None, ...]:
    registration_id = view.registration_id
    if view.event.terms.status is not EventStatus.PUBLISHED:
        return ()
    seated = view.line.status is RegistrationStatus.REGISTERED
    return (
        None if seated else button("Дать место", GiveSeat(registration_id=registration_id)),
        button("Сменить роль", ChooseRole(registration_id=registration_id)),
        None if is_gone(view.line) else button("Убрать из списка", RemoveParticipant(registration_id=registration_id)),
    )


def _erasure(view: Participant) -> Button | None:
    """Who has Telegram erases their data themselves."""
    if view.line.reachable:
        return None
    return button("Удалить все данные", EraseParticipant(registration_id=view.registration_id))


def ask_erasure(view: Participant) -> Screen:
    """What it means, for it can't be undone."""
    return Screen(
        f"Удалить всё, что клуб хранит об этом человеке: {esc(words.named(view.line.full_name))}?\n"
        "Пропадут анкета, записи и отметки на всех мероприятиях, в сертификатах не останется имени. "
        "Вернуть это нельзя. Бумажное согласие уничтожьте сами.",
        column(
            button("Да, удалить всё", EraseParticipant(registration_id=view.registration_id, sure=True)),
            _to_card(view),
        ),
    )


def choose_role(view: Participant) -> Screen:
    """Four roles; the certificate will name it."""
    roles = (
        button(
            ticked(name.capitalize(), role is view.line.role),
            GiveRole(registration_id=view.registration_id, role=role),
        )
        for role, name in words.PARTICIPANT_ROLES.items()
    )
    text = f"{esc(words.named(view.line.full_name))}: кем участвует? Роль войдёт в сертификат."
    return Screen(text, column(*roles, _to_card(view)))


def ask_over(view: Participant) -> Screen:
    """All seats are taken: what giving one more means."""
    full = over_limit(view.event, view.line.attendance)
    return Screen(
        f"{full} Дать место сверх лимита: {esc(words.named(view.line.full_name))}?",
        column(
            button("Да, дать место", GiveSeat(registration_id=view.registration_id, over=True)),
            _to_card(view),
        ),
    )


def over_limit(event: RosterEvent, attendance: Attendance) -> str:
    """«Единственное место очно занято.»; which kind of seats, only where there are two."""
    limit = next((kind.limit for kind in event.seats if kind.attendance is attendance), None) or 0
    how = in_words(attendance) if event.terms.format is EventFormat.HYBRID else ""
    if limit == 1:
        return f"Единственное место{how} занято."
    return f"Свободных мест{how} нет: их {limit}, и все заняты."


def ask_removal(view: Participant, now: datetime) -> Screen:
    """What taking the person off means, before it happens."""
    line = view.line
    coming = view.event.terms.starts_at > now
    holds = line.status in (RegistrationStatus.REGISTERED, RegistrationStatus.OFFERED)
    awaited = any(kind.waiting for kind in view.event.seats if kind.attendance is line.attendance)
    told = [
        f"Убрать из списка: {esc(words.named(line.full_name))}?",
        "Место предложим первому из листа ожидания." if holds and awaited and coming else "",
        _told_how(line.reachable) if view.event.is_ahead(now) else "",
    ]
    return Screen(
        "\n".join(part for part in told if part),
        column(
            button("Да, убрать", RemoveParticipant(registration_id=view.registration_id, sure=True)),
            _to_card(view),
        ),
    )


def _told_how(reachable: bool) -> str:
    return "Человеку напишем об этом." if reachable else "Человек без Telegram: предупредите сами."


def _to_card(view: Participant) -> Button:
    return button("← Назад", OpenParticipant(registration_id=view.registration_id))
