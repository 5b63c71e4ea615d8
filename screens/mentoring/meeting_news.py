"""What the two of a pair are told of their meetings, and asked: a proposal, an answer, a reminder, «встретились?»."""

from datetime import datetime, timedelta

from content.typography import NBSP
from domain import clubtime
from domain.mentoring.meetings import Change, MeetingView
from domain.mentoring.pair_checks import CallForHelp
from domain.vocabulary import MeetingStatus
from screens import words
from screens.kit import Screen, button, column, esc
from screens.mentoring.desk_ways import to_pair_desk
from screens.mentoring.meetings import MeetingHeld, acts, details, not_held, to_meetings, to_propose, told_by
from screens.mentoring.mentoring import to_mentoring, to_pair


def proposed(view: MeetingView) -> Screen | None:
    """The other side proposes times, for a new meeting or instead of the agreed one; None: nothing to answer."""
    if not view.to_answer:
        return None
    who = f"<b>{esc(view.other)}</b>" + (f" (группа {esc(words.quoted(view.group))})" if view.group else "")
    if view.starts_at is None:
        text = f"{who} предлагает встретиться. Какое время подходит?\n{details(view)}"
    else:
        text = (
            f"{who} предлагает перенести встречу {words.when(view.starts_at)}. "
            "Пока вы не ответили, в силе прежнее время."
        )
    return Screen(text, acts(view))


def agreed(view: MeetingView) -> Screen | None:
    """A time is taken; None when it has changed meanwhile."""
    if not (view.live and view.coming) or view.starts_at is None or view.other is None:
        return None
    return Screen(
        f"✅ Договорились: <b>{words.when(view.starts_at)}</b>, {esc(view.other)}.\n{details(view)}\nНапомним заранее.",
        acts(view),
    )


def changed(view: MeetingView, change: Change | None = None) -> Screen | None:
    """The meeting is off, stays where it was, is elsewhere, or did not take place by the other side's word."""
    if not view.live or view.other is None:
        return None
    who = f"<b>{esc(view.other)}</b>"
    if view.status is MeetingStatus.CANCELLED:
        if view.begun and view.starts_at:
            return Screen(
                f"{who}: встречи {words.when(view.starts_at)} не было. Если это не так, отметьте — учтём.", acts(view)
            )
        what = f"встреча {words.when(view.starts_at)} отменяется" if view.starts_at else "встретиться пока не получится"
        return Screen(
            f"{who}: {what}. Так бывает — предложите другое время.",
            column(to_propose(view.pair_id), to_pair(view.pair_id)),
        )
    if view.coming and view.starts_at and change is Change.PLACE:
        return Screen(
            f"{who} меняет место, время прежнее: <b>{words.when(view.starts_at)}</b>.\n{details(view)}", acts(view)
        )
    if view.coming and not view.options and view.starts_at:
        return Screen(f"{who}: встреча остаётся, <b>{words.when(view.starts_at)}</b>.\n{details(view)}", acts(view))
    return None


def reminder(view: MeetingView, now: datetime) -> Screen | None:
    """The meeting comes near."""
    if not (view.live and view.coming) or view.starts_at is None or view.other is None:
        return None
    return Screen(f"{_soon(view.starts_at, now)} — встреча: {esc(view.other)}.\n{details(view)}", acts(view))


def journal(view: MeetingView) -> Screen:
    """After a meeting: did it take place?"""
    assert view.starts_at is not None
    if view.deniable:
        by = f"<b>{esc(view.other)}</b>" if view.other else "Коллега"
        return Screen(
            f"{by} отмечает: вы встретились {words.when(view.starts_at)}.\n{details(view)}\n"
            f"Если так и было, запишем главное в дневник{NBSP}— это минута, и любой вопрос можно пропустить.",
            column(
                button("Да, встретились", MeetingHeld(meeting_id=view.id)),
                not_held(view.id),
                to_meetings(view.pair_id, "Позже"),
            ),
        )
    # after a comma the name would be whom the question is put to
    who = f"<b>{esc(view.other)}</b>, " if view.other else ""
    return Screen(
        f"Удалось встретиться? {who}{words.when(view.starts_at)}.\n"
        f"Если да, запишем главное в дневник{NBSP}— это минута, и любой вопрос можно пропустить.",
        column(*told_by(view), to_meetings(view.pair_id, "Позже")),
    )


def nudge(pair_id: int, other: str) -> Screen:
    """The other side would like to meet."""
    return Screen(
        f"<b>{esc(other)}</b> хочет договориться о встрече. Предложите время — это минута.",
        column(to_propose(pair_id), to_pair(pair_id)),
    )


def called(view: CallForHelp) -> Screen:
    """For coordinators: a pair asks for help."""
    return Screen(
        f"В паре нужна помощь координатора: об этом просит {esc(view.asked_by)}.\n"
        f"Наставник: {esc(view.mentor or 'больше не в клубе')}\nКоллега: {esc(view.mentee or 'больше не в клубе')}\n"
        "Хороший шаг — связаться с тем, кто просит.",
        column(to_pair_desk(view.pair_id), to_mentoring()),
    )


def _soon(starts_at: datetime, now: datetime) -> str:
    days = (clubtime.local(starts_at).date() - clubtime.local(now).date()) // timedelta(days=1)
    at = f"в{NBSP}{words.clock_face(starts_at)}"
    return {0: f"Сегодня {at}", 1: f"Завтра {at}"}.get(days, words.when(starts_at))
