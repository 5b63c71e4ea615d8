"""Rules and screens of pairs, goals and the relay, without a database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidAnswer
from domain.mentoring import pairs as rules
from domain.mentoring.goals import MOST_GOALS, GoalDraft, Goals, GoalView, read_goal
from domain.mentoring.pairs import Contacts, Introduction, PairLine, Pairs, PairView, Person, Side
from domain.mentoring.relay import (
    HISTORY,
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Correspondent,
    History,
    Outgoing,
    RelayKind,
    RelayView,
    Sent,
    Writing,
    check_size,
    read_caption,
    read_text,
)
from domain.paging import page_of
from domain.vocabulary import Direction, MentoringForm, PairStatus
from screens.kit import CAPTION_LIMIT, LABEL_LIMIT, TEXT_LIMIT, File, Photo, Screen, Voice
from screens.mentoring import goals as goal_screens
from screens.mentoring import pair_news, pairs
from screens.mentoring import relay as relay_screens

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
HUGE = 2**63 - 1
LONG_NAME = "Константинопольская-Преображенская " * 5
DAYS = st.none() | st.integers(min_value=-60, max_value=120).map(lambda days: date(2026, 10, 7) + timedelta(days=days))

VIEW = PairView(
    id=HUGE,
    side=Side.MENTEE,
    other=Person("Лебедева Ирина Павловна", "Школа № 901", "учитель химии"),
    status=PairStatus.ACTIVE,
    form=MentoringForm.ONE_TO_ONE,
    directions=tuple(Direction)[:3],
    group=None,
    need="Как держать <дисциплину>? " * 60,
    paused_until=None,
    planned_end_at=NOW + timedelta(weeks=18),
    ended_at=None,
    goals=3,
    reached=1,
    agrees=False,
    other_agrees=False,
)


def message(number: int = 1, kind: RelayKind = RelayKind.TEXT, text: str = "Здравствуйте!") -> RelayView:
    file = None if kind is RelayKind.TEXT else "file"
    return RelayView(number, HUGE, False, LONG_NAME, kind, text, file, NOW, True)


def test_the_first_step_is_no_meeting_this_week_when_the_lesson_is_tomorrow() -> None:
    once = replace(VIEW, form=MentoringForm.SITUATIONAL)
    told = pair_news.introduction(Introduction(once, None, None))
    assert "сразу написать друг другу" in told.text
    assert "на этой неделе" not in told.text
    assert "на этой неделе" in pair_news.introduction(Introduction(VIEW, None, None)).text


# --- rules


@given(before=DAYS, until=DAYS)
def test_a_pause_that_is_taken_back_at_once_changes_nothing(before: date | None, until: date | None) -> None:
    planned = NOW + timedelta(weeks=18)
    there = rules.end_with_pause(planned, before, until, NOW)
    assert rules.end_with_pause(there, until, before, NOW) == planned


def test_only_days_to_come_count() -> None:
    planned = NOW + timedelta(weeks=18)
    assert rules.end_with_pause(planned, None, rules.pause_until(2, NOW), NOW) - planned == timedelta(days=14)
    assert rules.end_with_pause(planned, date(2026, 10, 1), None, NOW) == planned


def test_a_pause_ends_with_its_last_day_on_the_clubs_clock() -> None:
    last = date(2026, 10, 7)
    assert not rules.is_over(last, datetime(2026, 10, 7, 18, 59, tzinfo=UTC))
    assert rules.is_over(last, datetime(2026, 10, 7, 19, 0, tzinfo=UTC))


def test_words_keep_their_lines_and_lose_what_nobody_sees() -> None:
    assert read_text("  Привет!\u200b\n\n\n\nКак урок?\x00 ") == "Привет!\n\nКак урок?"
    assert read_caption("") == ""


@pytest.mark.parametrize("empty", ["", " \n ", "\u200b", "\u3164\n\u2800"])
def test_an_empty_message_is_not_passed_on(empty: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_text(empty)


def test_limits_are_named() -> None:
    assert len(read_text("ы" * LONGEST_TEXT)) == LONGEST_TEXT
    with pytest.raises(InvalidAnswer, match="4000 знаков"):
        read_text("ы" * (LONGEST_TEXT + 1))
    with pytest.raises(InvalidAnswer, match="4000 знаков"):
        # two signs each for the messenger
        read_text("🙂" * (LONGEST_TEXT // 2 + 1))
    with pytest.raises(InvalidAnswer, match="900 знаков"):
        read_caption("ы" * (LONGEST_CAPTION + 1))
    check_size(None)
    check_size(50 * 1024 * 1024)
    with pytest.raises(InvalidAnswer, match="больше 50 МБ"):
        check_size(60 * 1024 * 1024)


def test_drafts_survive_json() -> None:
    writing = Writing(1, NOW, (Outgoing(RelayKind.TEXT, "слова"), Outgoing(RelayKind.VOICE, "", "file")))
    assert Writing.load(json.loads(json.dumps(writing.dump()))) == writing
    for draft in (GoalDraft(1), GoalDraft(1, 2)):
        assert GoalDraft.load(json.loads(json.dumps(draft.dump()))) == draft


def test_it_is_plain_to_whom_one_writes_for_three_hours() -> None:
    writing = Writing(1, NOW)
    assert writing.is_fresh(NOW + timedelta(hours=3))
    assert not writing.is_fresh(NOW + timedelta(hours=3, seconds=1))


@pytest.mark.parametrize("nonsense", ["…", "", "ы" * 301])
def test_a_goal_is_words(nonsense: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_goal(nonsense)


# --- screens


def fits(screen: Screen) -> None:
    """A phone shows every label whole, Telegram takes every button and the text, and there is a way on."""
    assert screen.rows
    assert len(unescape(screen.text)) <= TEXT_LIMIT
    for one in (button for row in screen.rows for button in row):
        assert len(one.text) <= LABEL_LIMIT, one.text
        assert one.data is not None
        assert len(one.data.encode()) <= 64


ALL = [
    replace(
        VIEW,
        side=side,
        status=status,
        other=VIEW.other if known else None,
        paused_until=date(2026, 10, 21) if status is PairStatus.PAUSED else None,
        ended_at=None if status in rules.OPEN else NOW,
    )
    for side, status, known in product(Side, PairStatus, (True, False))
]


@pytest.mark.parametrize("view", ALL, ids=lambda view: f"{view.side}-{view.status}-{view.other is not None}")
def test_a_pair_fits_a_phone_in_every_state(view: PairView) -> None:
    shown = [pairs.pair(view, "Продолжаем!"), pairs.more(view), pairs.ask_pause(view), pairs.ask_stop(view)]
    shown += [pairs.stopped(view), pairs.ask_change(view), pair_news.changed(view)]
    shown += [pairs.contacts(Contacts(replace(view, agrees=agrees), None)) for agrees in (True, False)]
    for screen in shown:
        fits(screen)
    labels = [one.text for row in shown[0].rows for one in row]
    assert ("Написать" in labels) == (view.live and view.other is not None)
    assert ("Ещё…" in labels) == view.live


def test_lists_fit_a_phone() -> None:
    lines = tuple(PairLine(HUGE - one, Side.MENTOR, LONG_NAME, PairStatus.APPROVAL) for one in range(5))
    fits(pairs.mine(Pairs(page_of(20, 1, 5), lines)))
    fits(pairs.mine(Pairs(page_of(0, 0, 5), ())))
    full = tuple(GoalView(HUGE, HUGE, "<" * 300, one == 0) for one in range(MOST_GOALS))
    fits(goal_screens.goals(Goals(HUGE, LONG_NAME, True, full)))
    fits(goal_screens.goals(Goals(HUGE, None, True, ())))
    for screen in (goal_screens.goal(full[0]), goal_screens.ask_removal(full[0]), goal_screens.ask(HUGE, full[0])):
        fits(screen)


def test_the_introduction_tells_what_to_do_first() -> None:
    mentee = pair_news.introduction(Introduction(VIEW, "химия", "Помогу с планом урока."))
    mentor = pair_news.introduction(Introduction(replace(VIEW, side=Side.MENTOR), None, None))
    for screen in (mentee, mentor):
        fits(screen)
        assert "договориться о встрече на этой неделе" in screen.text
    assert "Помогу с планом урока." in mentee.text
    assert "351.8" in mentor.text
    assert "351.8" not in mentee.text
    assert "&lt;дисциплину&gt;" in mentor.text


def test_who_thought_better_of_it_is_not_told_of() -> None:
    assert pair_news.contacts(Contacts(VIEW, None)) is None
    asked = pair_news.contacts(Contacts(replace(VIEW, other_agrees=True), None))
    assert asked is not None
    fits(asked)
    both = pair_news.contacts(Contacts(replace(VIEW, other_agrees=True, agrees=True), 5001))
    assert both is not None
    assert '<a href="tg://user?id=5001">' in both.text


def test_the_longest_message_still_fits() -> None:
    text = relay_screens.delivered(message(text="ы" * LONGEST_TEXT))
    assert isinstance(text, Screen)
    fits(text)
    for kind, part in ((RelayKind.PHOTO, Photo), (RelayKind.VOICE, Voice), (RelayKind.DOCUMENT, File)):
        shown = relay_screens.delivered(message(kind=kind, text="ы" * LONGEST_CAPTION))
        assert isinstance(shown, part)
        assert (shown.content, len(shown.caption) <= CAPTION_LIMIT) == ("file", True)
        assert shown.rows


def test_what_goes_on_for_long_is_opened_by_number() -> None:
    messages = tuple(message(number, text="ы" * LONGEST_TEXT) for number in range(1, HISTORY + 1))
    fits(relay_screens.history(History(HUGE, LONG_NAME, True, messages)))
    fits(relay_screens.history(History(HUGE, None, False, ())))
    few = relay_screens.history(History(HUGE, "Ирина", True, (message(), message(2, RelayKind.VOICE, ""))))
    assert [one.text for one in few.rows[0]] == ["1"], "what is read in full needs no button"
    assert "🎙 голосовое" in few.text


def test_words_after_a_message() -> None:
    to = Correspondent(HUGE, LONG_NAME)
    for screen in (
        relay_screens.write(to, "Так нельзя."),
        relay_screens.whom((to,)),
        relay_screens.whom((to, to)),
        relay_screens.ended(HUGE),
        relay_screens.dropped(),
        relay_screens.sent(Sent(to, None), 2),
        *(relay_screens.unsendable(to, kind) for kind in relay_screens.UNSENDABLE),
    ):
        fits(screen)
    night = relay_screens.sent(Sent(to, datetime(2026, 10, 8, 3, 0, tzinfo=UTC)))
    assert "утром, чт, 8 октября, 08:00" in night.text.replace("\u00a0", " ")
