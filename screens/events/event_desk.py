"""The coordinator's desk: the list of events, and one event with everything that can be done with it."""

from collections.abc import Sequence
from datetime import datetime

from content.typography import NBSP
from domain.events.event_desk import DeskList, ManagedEvent, Stage, stage
from domain.events.events import EventLine, Seats
from domain.vocabulary import EventFormat
from screens import words
from screens.desk import (
    CallOff,
    Desk,
    ManageEvent,
    MoveEvent,
    OpenCertificates,
    OpenPresence,
    OpenQuestions,
    OpenResults,
    OpenRoster,
    OpenSpeed,
    to_desk,
)
from screens.events.event_card import ShareEvent
from screens.events.event_plan import (
    CopyEvent,
    DiscardDraft,
    EditEvent,
    NewEvent,
    PreviewDraft,
    PublishDraft,
    ResumeEvent,
)
from screens.events.events import in_words, to_event
from screens.events.roster import SignInSheet
from screens.kit import Button, Screen, button, column, esc, in_pairs, pager
from screens.navigation import to_menu

_NOTES = {Stage.DRAFT: "черновик", Stage.RUNNING: "идёт сейчас", Stage.CANCELLED: "отменено"}


def desk(
    view: DeskList, now: datetime, *, unfinished: bool = False, ways: tuple[tuple[Button, ...], ...] = ()
) -> Screen:
    """Events with their seats, a number to press for each; `unfinished`: the wizard of a new one waits.

    `ways` lead to the rest of the desk: events are the daily work, so they stand first.
    """
    begin = button("Дописать мероприятие", ResumeEvent()) if unfinished else button("➕ Новое мероприятие", NewEvent())
    other: Button | None = None
    if view.past:
        other = button(f"Предстоящие: {view.drafts + view.coming}", Desk())
    elif view.over:
        other = button(f"Прошедшие: {view.over}", Desk(past=True))
    heading = "<b>Рабочий стол: прошедшие</b>" if view.past else "<b>Рабочий стол</b>"
    lines = [
        f"{number}.{NBSP}<b>{esc(line.title)}</b>\n{words.dated(line.terms.starts_at, now)} · {_note(line, now)}"
        for number, line in enumerate(view.lines, 1)
    ]
    empty = "Прошедших мероприятий ещё нет." if view.past else "Мероприятий пока нет. Создайте первое — это недолго."
    numbers = tuple(button(str(number), ManageEvent(event_id=line.id)) for number, line in enumerate(view.lines, 1))
    rows = (
        numbers,
        *pager(view.page, lambda number: Desk(page=number, past=view.past)),
        *column(begin, other),
        *ways,
        (to_menu(),),
    )
    return Screen("\n\n".join([heading, *(lines or [empty])]), tuple(row for row in rows if row))


def _note(line: EventLine, now: datetime) -> str:
    at = stage(line.terms, now)
    if at is Stage.DRAFT:
        return _NOTES[at]
    taken = sum(kind.taken for kind in line.seats)
    figures = f"записано{NBSP}{taken}"
    if at is Stage.COMING and (waiting := sum(kind.waiting for kind in line.seats)):
        figures += f", ждут{NBSP}{waiting}"
    return f"{_NOTES[at]}, {figures}" if at in _NOTES else figures


def event(view: ManagedEvent, now: datetime, *, news: str = "") -> Screen:
    """One event: when, its figures, what can be done with it at this stage; `news` is what has just been done."""
    at = stage(view.terms, now)
    note = f" ({_NOTES[at]})" if at in _NOTES else ""
    heading = f"<b>{esc(view.title)}</b>{note}\n{words.exactly(view.terms.starts_at)}"
    if view.sittings > 1:
        heading += f" · {words.plural(view.sittings, 'занятие', 'занятия', 'занятий')}"
    figures = [] if at is Stage.DRAFT else [*(_seats(kind, view) for kind in view.seats), *_afterwards(view, at)]
    text = "\n".join([*([f"{news}\n"] if news else []), heading, *figures])
    return Screen(text, (*in_pairs(_acts(view, at, now)), *column(_card_of(view, at), to_desk())))


def _seats(kind: Seats, view: ManagedEvent) -> str:
    how = in_words(kind.attendance) if view.terms.format is EventFormat.HYBRID else ""
    limit = f" из{NBSP}{kind.limit}" if kind.limit is not None else ""
    parts = [f"Записано{how}: {kind.taken}{limit}"]
    if kind.offered:
        parts.append(f"предложено {words.seats(kind.offered)}")
    if kind.waiting:
        parts.append(f"в{NBSP}листе ожидания {kind.waiting}")
    return ", ".join(parts)


def _afterwards(view: ManagedEvent, at: Stage) -> list[str]:
    told = []
    if at in (Stage.RUNNING, Stage.PAST):
        told.append(f"Отмечено: {view.marked}")
    if view.certificates:
        told.append(f"Сертификатов: {view.certificates}")
    return told


def _acts(view: ManagedEvent, at: Stage, now: datetime) -> Sequence[Button]:
    """Buttons of the stage, two a row."""
    id_ = view.id
    roster = button("👥 Участники", OpenRoster(event_id=id_))
    sheet = button("🖨 Явочный лист", SignInSheet(event_id=id_))
    presence = button("✅ Отметить", OpenPresence(event_id=id_))
    questions = button(f"Вопросы: {view.questions}" if view.questions else "Вопросы", OpenQuestions(event_id=id_))
    edit = button("✏️ Изменить", EditEvent(event_id=id_))
    copy = button("Скопировать", CopyEvent(event_id=id_))
    share = button("Поделиться", ShareEvent(event_id=id_))
    move, call_off = button("🕒 Перенести", MoveEvent(event_id=id_)), button("Отменить", CallOff(event_id=id_))
    results = button("📊 Итоги", OpenResults(event_id=id_))
    certificates = button("📜 Сертификаты", OpenCertificates(event_id=id_))
    # tables stand in a hall; what has begun without them needs none any more
    hall = view.terms.format is not EventFormat.ONLINE and at in (Stage.DRAFT, Stage.COMING)
    speed = [button("🪑 Быстрые встречи", OpenSpeed(event_id=id_))] if view.speed or hall else []
    match at:
        case Stage.DRAFT:
            publish = button("✅ Опубликовать", PublishDraft(event_id=id_))
            discard = button("Удалить", DiscardDraft(event_id=id_))
            preview = button("👀 Предпросмотр", PreviewDraft(event_id=id_))
            return [preview, publish, edit, questions, copy, discard, *speed]
        case Stage.COMING:
            return [roster, presence, questions, sheet, edit, share, move, call_off, copy, *speed]
        case Stage.RUNNING if view.sittings > 1:
            return [roster, presence, *speed, sheet, questions, edit, share, move, results, certificates, copy]
        case Stage.RUNNING:
            return [roster, presence, *speed, sheet, questions, edit, share, certificates, copy]
        case Stage.PAST:
            return [roster, presence, results, certificates, sheet, edit, copy, *speed]
        case Stage.CANCELLED:
            # the way to take it back, while that may be possible
            return [roster, copy, *([button("Вернуть", CallOff(event_id=id_))] if view.terms.starts_at > now else [])]


def _card_of(view: ManagedEvent, at: Stage) -> Button | None:
    """How people see it; of a draft that is the preview."""
    return None if at is Stage.DRAFT else to_event(view.id)
