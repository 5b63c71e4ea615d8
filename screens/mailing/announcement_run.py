"""An announcement on its way and afterwards: a progress that moves by itself, a pause, an end, another text, back."""

from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcement_run import (
    Correcting,
    Fate,
    Figures,
    RecallPreview,
    RunView,
    Tally,
    correctable,
)
from domain.mailing.announcements import Act, AnnouncementView, PartKind, title_of
from domain.mailing.formatted import plain
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, question, shorten
from screens.mailing.announcement_draft import part_line
from screens.mailing.announcements import STATES, OpenAnnouncement, to_announcement, ways_of_sent

# what a live screen of an announcement on its way is called
LIVE_RUN = "announcement"
_BAR = 12


class PauseAnnouncement(CallbackData, prefix="arpau"):
    """Nothing more leaves until it goes on."""

    announcement_id: RowId


class ResumeAnnouncement(CallbackData, prefix="arres"):
    """Go on after a pause."""

    announcement_id: RowId


class StopAnnouncement(CallbackData, prefix="arstop"):
    """Whoever has not got it does not get it; asks first."""

    announcement_id: RowId
    sure: bool = False


class CorrectAnnouncement(CallbackData, prefix="arcor"):
    """Another text for a message; which, if there are several, is asked first."""

    announcement_id: RowId
    number: int | None = None


class ApplyCorrection(CallbackData, prefix="arapp"):
    """Write the typed text where the old one stands."""

    announcement_id: RowId


class RecallAnnouncement(CallbackData, prefix="arrec"):
    """Take it back from people's chats; asks first."""

    announcement_id: RowId
    sure: bool = False


class EndLate(CallbackData, prefix="arlate"):
    """Whoever comes to fit from now on does not get it."""

    announcement_id: RowId


class OpenReport(CallbackData, prefix="arrep"):
    """What became of it, in figures."""

    announcement_id: RowId


def card(run: RunView, now: datetime, *, news: str = "") -> Screen:
    """How it fares and what may be done; moves by itself while it goes on. `news` is what has just been done."""
    view, id_ = run.view, run.view.id
    lines = [f"<b>{titled(view)}</b>", standing(view, now), "", *_progress(run, now), *_changes(run)]
    if view.late_until and view.late_until > now:
        last = words.dated_day(view.late_until - timedelta(minutes=1), now)
        lines.append(f"Кто вступит до{NBSP}{last}, тоже получит.")
    text = "\n".join([f"{news}\n", *lines] if news else lines)
    rows = (*_acts(run, now), *column(*ways_of_sent(id_)))
    return Screen(text, rows, live=f"{LIVE_RUN}:{id_}" if run.moves else None)


def _acts(run: RunView, now: datetime) -> tuple[tuple[Button, ...], ...]:
    """Rows of what may be done; a long label stands alone."""
    view, id_ = run.view, run.view.id
    correct, late = run.may(Act.CORRECT) and correctable(view.parts), view.late_until and view.late_until > now
    rows = (
        (
            (run.may(Act.PAUSE), "⏸ Пауза", PauseAnnouncement(announcement_id=id_)),
            (run.may(Act.RESUME), "▶️ Продолжить", ResumeAnnouncement(announcement_id=id_)),
            (run.may(Act.STOP), "⏹ Остановить", StopAnnouncement(announcement_id=id_)),
        ),
        ((correct, "✏️ Исправить текст", CorrectAnnouncement(announcement_id=id_)),),
        (
            (run.may(Act.RECALL), "↩️ Отозвать", RecallAnnouncement(announcement_id=id_)),
            (True, "📊 Отчёт", OpenReport(announcement_id=id_)),
        ),
        (
            (late, "Новых не ждать", EndLate(announcement_id=id_)),
            (run.moves, "Обновить", OpenAnnouncement(announcement_id=id_)),
        ),
    )
    shown = (tuple(button(label, data) for may, label, data in row if may) for row in rows)
    return tuple(row for row in shown if row)


def titled(view: AnnouncementView) -> str:
    """Its first words, ready for a screen."""
    return esc(title_of(view.parts)) or "Без слов"


def standing(view: AnnouncementView, now: datetime) -> str:
    """Its state, since when, and whose it is."""
    when = f", {words.dated(view.started_at, now)}" if view.started_at else ""
    who = f"\nАвтор: {esc(view.author)}" if view.author else ""
    return f"{STATES[view.state]}{when}{who}"


def _progress(run: RunView, now: datetime) -> list[str]:
    figures = run.figures
    lines = []
    if figures.left and figures.planned:
        done = figures.planned - figures.left
        filled = done * _BAR // figures.planned
        lines.append(f"{'▓' * filled}{'░' * (_BAR - filled)} {done} из{NBSP}{figures.planned}")
    lines.append(f"Получили: {figures.people(Fate.GOT)}")
    if unreachable := figures.people(Fate.BLOCKED, Fate.GONE):
        lines.append(f"Недоступны: {unreachable}")
    if failed := figures.people(Fate.REFUSED, Fate.FAILED):
        lines.append(f"Не удалось: {failed}")
    if unknown := figures.people(Fate.UNKNOWN):
        lines.append(f"Неизвестно: {unknown} (Telegram не{NBSP}ответил, второй раз не{NBSP}шлём)")
    if figures.left:
        lines.append(f"Осталось: {figures.left}{_when_done(figures, now)}")
    if figures.digest:
        lines.append(f"В{NBSP}дайджесте: {figures.digest}")
    return lines


def _when_done(figures: Figures, now: datetime) -> str:
    if figures.waits_until is not None:
        return f" — продолжим {words.dated(figures.waits_until, now)}"
    return f" — ещё около {_lasting(figures.seconds_left)}" if figures.seconds_left else ""


def _lasting(seconds: int) -> str:
    """«40 секунд», «2 минут»: in the genitive, after «около»."""
    if seconds < 60:
        return words.plural(seconds, "секунды", "секунд", "секунд")
    return words.plural(-(-seconds // 60), "минуты", "минут", "минут")


def _changes(run: RunView) -> list[str]:
    lines = []
    if run.correction:
        lines.append(f"Исправлено: {_tally(run.correction)}")
    if run.recall:
        lines.append(f"Отозвано: {_tally(run.recall)}")
    return lines


def _tally(tally: Tally) -> str:
    failed = f", не{NBSP}удалось: {tally.failed}" if tally.failed else ""
    return f"{tally.done} из{NBSP}{tally.total}{failed}"


# --- asked first


def confirm_stop(run: RunView) -> Screen:
    """Who is left without it."""
    id_ = run.view.id
    people = words.plural(run.figures.left, "человек не получит", "человека не получат", "человек не получат")
    text = f"Остановить отправку? {people} объявление. Продолжить потом нельзя — для этого есть пауза."
    yes = button("Да, остановить", StopAnnouncement(announcement_id=id_, sure=True))
    pause = button("⏸ Лучше пауза", PauseAnnouncement(announcement_id=id_)) if run.may(Act.PAUSE) else None
    return Screen(text, column(yes, pause, to_announcement(id_)))


def confirm_recall(view: AnnouncementView, preview: RecallPreview) -> Screen:
    """From whom it goes, and from whom it can't any more."""
    id_ = view.id
    chats = words.plural(preview.people, "чата", "чатов", "чатов")
    gone = f" Сообщения исчезнут из{NBSP}{chats}, вернуть их нельзя." if preview.people else ""
    lines = [f"Отозвать объявление {words.quoted(titled(view))}?{gone}"]
    if preview.too_late:
        late = words.plural(preview.too_late, "человека", "человек", "человек")
        lines.append(f"У{NBSP}{late} останется: прошло больше двух суток, Telegram уже не{NBSP}даст убрать.")
    if preview.unsent:
        unsent = words.plural(
            preview.unsent, "человек его не получит", "человека его не получат", "человек его не получат"
        )
        lines.append(f"Ещё {unsent} совсем.")
    lines.append(f"У{NBSP}тех, кто открыл его из{NBSP}дайджеста, оно останется.")
    yes = button("Да, отозвать", RecallAnnouncement(announcement_id=id_, sure=True))
    return Screen("\n".join(lines), column(yes, to_announcement(id_)))


# --- another text


def choose_part(view: AnnouncementView) -> Screen:
    """Which of several messages gets another text."""
    lines = (f"{number}.{NBSP}{part_line(part)}" for number, part in enumerate(view.parts, 1))
    numbers = tuple(
        button(f"{number + 1}", CorrectAnnouncement(announcement_id=view.id, number=number))
        for number in correctable(view.parts)
    )
    polls = "\nОпрос исправить нельзя: Telegram этого не умеет." if len(numbers) < len(view.parts) else ""
    text = "\n".join(["<b>Какое сообщение исправить?</b>", *lines]) + polls
    return Screen(text, (numbers, *column(to_announcement(view.id))))


def only_polls(view: AnnouncementView) -> Screen:
    text = "Опрос исправить нельзя: Telegram этого не умеет. Его можно отозвать и послать другой."
    return Screen(text, column(to_announcement(view.id)))


def ask_text(view: AnnouncementView, number: int, problem: str | None = None) -> Screen:
    """The new text is awaited; the old one is shown, to be copied."""
    part = view.parts[number]
    what = "новый текст сообщения" if part.kind is PartKind.TEXT else "новую подпись"
    old = f"\n\nСейчас:\n{part.text}" if part.text else ""
    # a long one would not fit beside the question
    shown = old if len(old) <= 3_000 else ""
    text = f"Пришлите {what} целиком, с{NBSP}форматированием — заменим и{NBSP}у{NBSP}тех, кто уже получил.{shown}"
    return question(text, problem=esc(problem) if problem else None, exits=(to_announcement(view.id, "Отменить"),))


def confirm_correction(run: RunView, draft: Correcting) -> Screen:
    """How it will read, and for how many."""
    id_ = draft.announcement_id
    people = words.plural(run.figures.people(Fate.GOT), "человека", "человек", "человек")
    text = draft.text or ""
    shown = text if len(text) <= 3_500 else esc(shorten(plain(text), 300))
    rows = column(
        button("Исправить", ApplyCorrection(announcement_id=id_)),
        button("Другой текст", CorrectAnnouncement(announcement_id=id_, number=draft.number)),
        to_announcement(id_, "Отменить"),
    )
    return Screen(f"Станет так — у{NBSP}{people} и{NBSP}у{NBSP}всех, кто ещё получит:\n\n{shown}", rows)
