"""Before an announcement leaves: who gets it, who comes later, why in a hurry; now or at a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.events.moments import MOMENT_EXAMPLE
from domain.mailing.announcement_sending import LATE_DAYS, REASONS, Draft, first_moment, mark
from domain.mailing.announcements import WEEKLY_CAP
from domain.vocabulary import AnnouncementState
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, ticked
from screens.mailing.announcement_draft import facts
from screens.mailing.announcement_parts import bears_reason
from screens.mailing.announcements import PrepareSending, Unschedule, to_announcement, to_announcements
from screens.mailing.audience import ChooseAudience

_LATE_LABELS = {7: "неделя", 14: "две недели", 30: "месяц"}


class StartAnnouncement(CallbackData, prefix="anstart"):
    """Send it now; asks first. `mark`: what the coordinator agrees to."""

    announcement_id: RowId
    mark: int
    sure: bool = False


class ScheduleAnnouncement(CallbackData, prefix="ansched"):
    """At which moment."""

    announcement_id: RowId


class PickMoment(CallbackData, prefix="anat"):
    """At this moment: seconds since 1970."""

    announcement_id: RowId
    at: int


class AskReason(CallbackData, prefix="anwhy"):
    """Why the weekly limit does not hold this time."""

    announcement_id: RowId


class PickReason(CallbackData, prefix="anwhyis"):
    """One of the ready reasons, by number; −1: none, the limit holds."""

    announcement_id: RowId
    number: int


class ChooseLate(CallbackData, prefix="anlate"):
    """For how long newcomers get it too."""

    announcement_id: RowId


class PickLate(CallbackData, prefix="anlateis"):
    """For so many days; 0: they don't."""

    announcement_id: RowId
    days: int


def prepare(one: Draft, now: datetime, news: str = "") -> Screen:
    """All that will happen, and the last choices."""
    view, id_ = one.view, one.view.id
    back = to_announcement(id_)
    if one.reach.nobody:
        text = f"{facts(one, now)}\n\n⚠️ Под эти условия никто не подходит. Возьмите шире."
        return Screen(text, column(button("👥 Кому", ChooseAudience(announcement_id=id_)), back))
    lines = [part for part in [news, facts(one, now), *_notes(one, now)] if part]
    scheduled = view.state is AnnouncementState.SCHEDULED
    acts = [
        button("📨 Отправить сейчас", StartAnnouncement(announcement_id=id_, mark=mark(view))),
        button("🕒 Другое время" if scheduled else "🕒 Запланировать", ScheduleAnnouncement(announcement_id=id_)),
        button("Снять с расписания", Unschedule(announcement_id=id_)) if scheduled else None,
        button("Кто вступит позже", ChooseLate(announcement_id=id_)),
        button("Сверх обычного", AskReason(announcement_id=id_)) if one.reach.fed_up or view.urgent_reason else None,
        back,
    ]
    return Screen("\n\n".join(lines), column(*acts))


def changed_meanwhile(one: Draft, now: datetime) -> Screen:
    """What was about to leave is not what the coordinator has read: they look once more."""
    return prepare(one, now, "Объявление тем временем изменили. Проверьте ещё раз.")


def _notes(one: Draft, now: datetime) -> list[str]:
    notes = []
    if one.view.urgent_reason:
        seen = (
            f"Получатели этого не{NBSP}увидят: в{NBSP}сообщении нет места. Сократите текст."
            if bears_reason(one.view) is None
            else f"Это увидят и{NBSP}получатели."
        )
        notes.append(f"Сверх обычного: {esc(one.view.urgent_reason)}. {seen}")
    elif one.reach.fed_up:
        notes.append(
            f"Больше {WEEKLY_CAP} объявлений за{NBSP}неделю сразу не{NBSP}шлём, остальное собираем в{NBSP}дайджест. "
            "Если ждать нельзя — «Сверх обычного»."
        )
    if one.view.state is AnnouncementState.DRAFT and clubtime.is_quiet(now):
        notes.append(f"Сейчас тихие часы: «сейчас» значит {words.when(first_moment(now, len(one.view.parts)))}.")
    return notes


def confirm(one: Draft, now: datetime) -> Screen:
    """The last question."""
    view = one.view
    when = "сейчас"
    if clubtime.is_quiet(now):
        when = words.when(first_moment(now, len(view.parts)))
    text = f"{_question(one, when)} Остановить можно на{NBSP}полпути, а{NBSP}текст — поправить и{NBSP}потом."
    yes = button("Да, отправить", StartAnnouncement(announcement_id=view.id, mark=mark(view), sure=True))
    back = button("← Не сейчас", PrepareSending(announcement_id=view.id))
    return Screen(text, column(yes, back))


def _question(one: Draft, when: str) -> str:
    at_once, in_digest = one.reach.at_once, one.reach.in_digest
    later = words.plural(in_digest, "человек прочтёт", "человека прочтут", "человек прочтут")
    if not at_once:
        return f"Отправить {when}? Сразу не{NBSP}получит никто: {later} его в{NBSP}вечернем дайджесте."
    people = words.plural(at_once, "человеку", "людям", "людям")
    asked = f"Отправить сейчас {people}?" if when == "сейчас" else f"Отправить {people}: {when}?"
    return f"{asked} Ещё {later} его в{NBSP}вечернем дайджесте." if in_digest else asked


def _people(one: Draft) -> str:
    at_once, in_digest = one.reach.at_once, one.reach.in_digest
    told = [words.plural(at_once, "человеку", "людям", "людям")] if at_once else []
    if in_digest:
        told.append(f"{'ещё ' if at_once else ''}{in_digest} — в{NBSP}дайджест")
    return ", ".join(told)


def started(one: Draft, now: datetime) -> Screen:
    """Done: it is on its way."""
    when = f"уйдёт {words.when(first_moment(now, len(one.view.parts)))}" if clubtime.is_quiet(now) else "пошло"
    text = f"📨 Объявление {when}: {_people(one)}."
    return Screen(text, column(to_announcement(one.view.id, "Как идёт"), to_announcements()))


def ask_moment(one: Draft, suggested: Sequence[datetime], now: datetime, problem: str | None = None) -> Screen:
    """When to send."""
    id_ = one.view.id
    at = f"Сейчас стоит на {words.dated(one.view.scheduled_at, now)}.\n" if one.view.scheduled_at else ""
    picks = [_moment(id_, moment) for moment in suggested]
    return question(
        f"{at}Когда отправить? Выберите или напишите, например: {MOMENT_EXAMPLE}. "
        f"С{NBSP}21:00 до{NBSP}8:00 и{NBSP}по{NBSP}воскресеньям бот молчит.",
        problem=esc(problem) if problem else None,
        choices=picks,
        exits=[button("← Не планировать", PrepareSending(announcement_id=id_))],
    )


def quiet(announcement_id: int, moment: datetime, allowed: datetime) -> Screen:
    """The moment typed is in quiet hours: the nearest that is not."""
    return question(
        "Когда отправить?",
        problem=f"{words.exactly(moment)} — тихие часы: с 21:00 до 8:00 и по воскресеньям бот молчит. "
        "Ближайшее время — кнопкой; или напишите другое.",
        choices=[_moment(announcement_id, allowed)],
        exits=[button("← Не планировать", PrepareSending(announcement_id=announcement_id))],
    )


def _moment(announcement_id: int, moment: datetime) -> Button:
    return button(words.when(moment), PickMoment(announcement_id=announcement_id, at=int(moment.timestamp())))


def scheduled(one: Draft, now: datetime) -> Screen:
    """Done: it waits for its moment."""
    assert one.view.scheduled_at is not None
    text = (
        f"🕒 Отправим {words.exactly(one.view.scheduled_at)}. "
        f"До{NBSP}этого всё можно поправить или снять с{NBSP}расписания."
    )
    return Screen(text, column(to_announcement(one.view.id), to_announcements()))


def ask_reason(one: Draft, problem: str | None = None) -> Screen:
    """Why the weekly limit does not hold."""
    id_, reason = one.view.id, one.view.urgent_reason
    people = words.plural(one.reach.fed_up, "человека", "человек", "человек")
    told = (
        f"У{NBSP}{people} за неделю уже было {WEEKLY_CAP} объявления: это уйдёт в{NBSP}дайджест." if not reason else ""
    )
    picks = [
        button(ticked(one_of.capitalize(), one_of == reason), PickReason(announcement_id=id_, number=number))
        for number, one_of in enumerate(REASONS)
    ]
    none = button("Причины нет", PickReason(announcement_id=id_, number=-1)) if reason else None
    asked = question(
        f"{told} Почему нельзя ждать? Выберите или напишите коротко — получатели увидят: «Сверх обычного: …».".strip(),
        problem=esc(problem) if problem else None,
    )
    back = button("← Назад", PrepareSending(announcement_id=id_))
    return Screen(asked.text, column(*picks, none, back))


def choose_late(one: Draft, now: datetime) -> Screen:
    """For how long newcomers get it too."""
    id_, until = one.view.id, one.view.late_until
    told = "Кто вступит в клуб или подойдёт под условия позже, тоже может получить объявление. Сколько их ждать?"
    if until:
        told += f"\nСейчас: до{NBSP}{words.dated_day(until - timedelta(minutes=1), now)}."
    picks = [button(_LATE_LABELS[days].capitalize(), PickLate(announcement_id=id_, days=days)) for days in LATE_DAYS]
    none = button(ticked("Никого не ждать", until is None), PickLate(announcement_id=id_, days=0))
    back = button("← Назад", PrepareSending(announcement_id=id_))
    return Screen(told, (*in_pairs([*picks, none]), (back,)))


def not_started(title: str, announcement_id: int) -> Screen:
    """News for its author: a scheduled one had nobody to go to, or nothing to say."""
    text = (
        f"Объявление {words.quoted(esc(title) or 'без слов')} не{NBSP}ушло: его сообщения или получатели изменились, "
        f"и{NBSP}отправлять оказалось нечего или некому. Черновик цел."
    )
    return Screen(text, column(to_announcement(announcement_id, "Открыть черновик"), to_announcements()), fresh=True)
