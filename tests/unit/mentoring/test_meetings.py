"""Rules and screens of a pair's meetings, its journal and its checks, without a database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from content import load_schedule
from documents import meetings as documents
from domain import clubtime
from domain.errors import InvalidAnswer, MeetingPassed, NotFound
from domain.mentoring import meetings as rules
from domain.mentoring import past_meetings
from domain.mentoring.meeting_notes import ASKS, Ask, Entry, Journal, Note, NoteDraft, NoteForm, after, before, read
from domain.mentoring.meetings import (
    LONGEST_PLACE,
    MOST_OPEN,
    Change,
    MeetingDraft,
    Meetings,
    MeetingView,
    PlaceDraft,
    Step,
)
from domain.mentoring.pair_checks import CallForHelp, Check, CheckAnswer, Help, Occasion, occasions, to_ask
from domain.paging import page_of
from domain.vocabulary import Attendance, Direction, MeetingStatus
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mentoring import meeting_form, meeting_news, meeting_notes, meeting_place, meetings, pair_checks
from screens.mentoring import past_meetings as past_screens

# a Wednesday, 10:00 in Tyumen
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
HUGE = 2**63 - 1
LONG_NAME = "Константинопольская-Преображенская Александра"
OPTIONS = tuple(NOW + timedelta(days=one) for one in (1, 2, 3))
SCHOOL = load_schedule()

VIEW = MeetingView(
    id=HUGE,
    pair_id=HUGE,
    other=LONG_NAME,
    live=True,
    status=MeetingStatus.PROPOSED,
    mine=False,
    options=OPTIONS,
    starts_at=None,
    minutes=90,
    way=Attendance.ONLINE,
    place="<" * LONGEST_PLACE,
    begun=False,
    over=False,
    noted=False,
    revision=0,
)
AGREED = replace(VIEW, status=MeetingStatus.AGREED, starts_at=OPTIONS[0], options=())


def fits(screen: Screen) -> list[str]:
    """A phone shows every label whole, Telegram takes every button and the text, and there is a way on."""
    assert screen.rows
    assert 0 < len(screen.text) <= TEXT_LIMIT
    buttons = [button for row in screen.rows for button in row]
    for one in buttons:
        assert len(one.text) <= LABEL_LIMIT, one.text
        assert one.data is not None
        assert len(one.data.encode()) <= 64
    return [one.text for one in buttons]


# --- rules


def test_slots_are_after_lessons_on_school_days() -> None:
    slots = rules.slots(NOW, SCHOOL.is_school_day)
    assert len(slots) == 6
    assert all(one > NOW and SCHOOL.is_school_day(clubtime.local(one).date()) for one in slots)
    assert {clubtime.local(one).hour for one in slots} == {15, 16}


def test_in_long_holidays_slots_are_weekdays() -> None:
    slots = rules.slots(datetime(2026, 6, 20, 5, tzinfo=UTC), lambda day: False)
    assert [clubtime.local(one).date() for one in slots[::2]] == [
        date(2026, 6, 22),
        date(2026, 6, 23),
        date(2026, 6, 24),
    ]


@given(st.lists(st.integers(min_value=-3, max_value=6), max_size=12))
def test_there_are_never_more_than_three_times_and_none_has_passed(taps: list[int]) -> None:
    options: tuple[datetime, ...] = ()
    for tap in taps:
        try:
            options = rules.toggled(options, NOW + timedelta(days=tap), NOW)
        except (InvalidAnswer, MeetingPassed):
            continue
        assert len(options) <= 3
        assert list(options) == sorted(set(options))
        assert all(one > NOW for one in options)


def test_times_are_typed_one_a_line() -> None:
    found = rules.read_times("чт 08.10 в 15:00\n\nпослезавтра 16:30", NOW)
    assert [f"{clubtime.local(one):%d.%m %H:%M}" for one in found] == ["08.10 15:00", "09.10 16:30"]


@pytest.mark.parametrize("typed", ["", "как-нибудь", "01.09.2027 15:00", "\n".join(["завтра 15:00"] * 4)])
def test_other_words_are_no_times(typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        rules.read_times(typed, NOW)


def test_drafts_survive_json() -> None:
    full = MeetingDraft(1, 2, Step.SUMMARY, OPTIONS, Attendance.ONLINE, "ссылка", 45)
    for draft in (MeetingDraft(1), full):
        assert MeetingDraft.load(json.loads(json.dumps(draft.dump()))) == draft
    note = NoteDraft(1, Ask.REMARK)
    assert NoteDraft.load(json.loads(json.dumps(note.dump()))) == note


def test_questions_of_the_journal_follow_each_other() -> None:
    assert [after(one) for one in ASKS] == [*ASKS[1:], None]
    assert [before(one) for one in ASKS] == [None, *ASKS[:-1]]
    assert read(Ask.MOOD, "5") == 5
    with pytest.raises(NotFound):
        read(Ask.MOOD, "0")


@given(days=st.integers(min_value=14, max_value=400))
def test_checks_come_in_order_and_before_the_end(days: int) -> None:
    end = NOW + timedelta(days=days)
    found = occasions(NOW, end)
    moments = list(found.values())
    assert moments == sorted(moments)
    assert all(NOW < one < end for one in moments)
    assert all(later - earlier > timedelta(days=4) for earlier, later in pairwise(moments))
    assert {Occasion.DAY_5, Occasion.END} <= set(found)


@given(
    steps=st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=30),
    weeks=st.integers(min_value=2, max_value=40),
)
def test_nothing_is_asked_twice_nor_two_things_in_a_row(steps: list[int], weeks: int) -> None:
    asked: dict[Occasion, datetime] = {}
    moment, end = NOW, NOW + timedelta(weeks=weeks)
    for step in steps:
        moment += timedelta(days=step)
        occasion = to_ask(NOW, end, asked, moment)
        if occasion is not None:
            assert occasion not in asked
            assert all(moment - one > timedelta(days=3) for one in asked.values())
            asked[occasion] = moment
    assert list(asked) == sorted(asked, key=list(Occasion).index)


# --- screens

STATES = [
    replace(
        base,
        status=status,
        mine=mine,
        live=live,
        begun=begun,
        over=begun,
        noted=mine,
        other=LONG_NAME if live else None,
    )
    for base, status, mine, live, begun in product(
        (VIEW, replace(VIEW, options=()), AGREED, replace(AGREED, options=OPTIONS)),
        MeetingStatus,
        (True, False),
        (True, False),
        (True, False),
    )
    # only what is agreed upon has begun, and only a proposal has no time
    if (base.starts_at is not None or not begun)
    and (base.starts_at is not None or status in (MeetingStatus.PROPOSED, MeetingStatus.CANCELLED))
    and (base.starts_at is None or status is not MeetingStatus.PROPOSED)
]


@pytest.mark.parametrize("view", STATES)
def test_a_meeting_fits_a_phone_in_every_state(view: MeetingView) -> None:
    labels = fits(meetings.meeting(view, "Отправили."))
    calls_off = {"Отменить встречу", "Отозвать", "Не получится"} & set(labels)
    assert bool(calls_off) == view.changeable
    # nobody calls off what nobody has agreed upon
    assert ("Отменить встречу" in calls_off) == (view.changeable and view.starts_at is not None)
    assert ("Да, встретились" in labels) == view.to_tell
    news = [meeting_news.proposed(view), meeting_news.agreed(view), meeting_news.changed(view)]
    for screen in (*news, meeting_news.reminder(view, NOW)):
        if screen is not None:
            assert view.live
            fits(screen)
    if view.starts_at is not None:
        fits(meeting_news.journal(view))


def test_a_list_fits_a_phone() -> None:
    views = (*[replace(AGREED, options=OPTIONS)] * MOST_OPEN, replace(VIEW, options=()), VIEW)
    labels = fits(meetings.meetings(Meetings(HUGE, LONG_NAME, True, views, 3, 150)))
    assert "Предложить встречу" not in labels
    assert "Дневник встреч" in labels
    empty = Meetings(HUGE, LONG_NAME, True, (), 0, 0)
    assert "Предложить встречу" in fits(meetings.meetings(empty))
    assert "Предложить встречу" not in fits(meetings.meetings(replace(empty, live=False)))
    assert meetings.total(3, 150) == "3\u00a0встречи, 2\u00a0часа 30\u00a0минут"


def test_a_proposal_is_answered_with_the_truth() -> None:
    assert meeting_news.proposed(replace(VIEW, mine=True)) is None
    assert meeting_news.proposed(AGREED) is None
    moved = meeting_news.proposed(replace(AGREED, options=OPTIONS[1:]))
    assert moved is not None
    assert "в силе прежнее время" in moved.text
    assert "Оставить как было" in fits(moved)
    assert meeting_news.changed(VIEW) is None
    late = meeting_news.reminder(AGREED, OPTIONS[0] - timedelta(hours=2))
    assert late is not None
    assert late.text.startswith("Сегодня в\u00a010:00")


@pytest.mark.parametrize("moving", [True, False])
def test_every_question_of_the_form_fits(moving: bool) -> None:
    slots = rules.slots(NOW, SCHOOL.is_school_day)
    draft = MeetingDraft(HUGE, HUGE, options=OPTIONS, way=Attendance.OFFLINE, place="<" * LONGEST_PLACE)
    for step, one in product(Step, (draft, MeetingDraft(HUGE))):
        if one.complete or step is not Step.SUMMARY:
            fits(meeting_form.ask(replace(one, step=step), slots, moving=moving, problem="<нет>"))


def test_every_question_of_the_journal_fits() -> None:
    full = Note("M1", "<" * 500, "<" * 500, 5, "<" * 500)
    for note in (Note(), full):
        form = NoteForm(HUGE, HUGE, True, NOW, (Direction.PARENTS,), note)
        for asked in ASKS:
            fits(meeting_notes.ask(form, asked, "<нет>"))
        for direction in Direction:
            fits(meeting_notes.blocks(form, direction))
        fits(meeting_notes.ended(form))
    first = meeting_notes.ask(NoteForm(HUGE, HUGE, True, NOW, (Direction.PARENTS,), Note()), Ask.BLOCK)
    assert first.rows[0][0].text == "👪 Родители", "the pair's own directions come first"


def test_a_page_of_the_journal_fits() -> None:
    note = Note("M1", "ы" * 500, "ы" * 500, 5, "ы" * 500)
    entries = tuple(Entry(HUGE, HUGE, NOW, 60, note, replace(note, block="D1")) for _ in range(3))
    fits(meeting_notes.journal(Journal(HUGE, LONG_NAME, page_of(9, 1, 3), entries, 9, 540)))
    fits(meeting_notes.journal(Journal(HUGE, None, page_of(0, 0, 3), (), 0, 0)))
    fits(meeting_notes.entry(entries[0]))
    assert meeting_notes.block_name("Q7") == "Q7"


def test_another_place_fits_and_is_told() -> None:
    for way in Attendance:
        fits(meeting_place.ask(AGREED, PlaceDraft(HUGE, way), "<нет>"))
    assert PlaceDraft.load(PlaceDraft(1, Attendance.ONLINE).dump()) == PlaceDraft(1, Attendance.ONLINE)
    for view in (AGREED, replace(AGREED, options=OPTIONS)):
        told = meeting_news.changed(view, Change.PLACE)
        assert told is not None
        assert "время прежнее" in told.text
        fits(told)
    begun = replace(AGREED, begun=True, over=True)
    assert meeting_news.changed(begun, Change.PLACE) is None


def test_a_meeting_written_down_afterwards_fits_and_may_be_denied() -> None:
    since = NOW - timedelta(days=9)
    slots = past_meetings.slots(since, NOW, SCHOOL.is_school_day)
    assert slots == tuple(sorted(slots, reverse=True))
    assert all(since - timedelta(days=1) < one <= NOW for one in slots)
    assert len(slots) == 4, "today it is too early"
    form = past_meetings.PastForm(HUGE, since, slots)
    fits(past_screens.ask_when(form, "<нет>"))
    draft = past_meetings.PastDraft(HUGE, NOW, Attendance.ONLINE, 90)
    fits(past_screens.ask_how(draft, "<нет>"))
    for one in (draft, past_meetings.PastDraft(1)):
        assert past_meetings.PastDraft.load(json.loads(json.dumps(one.dump()))) == one
    held = replace(AGREED, status=MeetingStatus.HELD, begun=True, over=True)
    for deniable in (True, False):
        view = replace(held, deniable=deniable)
        assert ("Встречи не было" in fits(meetings.meeting(view))) == deniable
        assert ("Встречи не было" in fits(meeting_news.journal(view))) == deniable


def test_checks_and_help_fit() -> None:
    for occasion, said in product(Occasion, CheckAnswer):
        view = Check(HUGE, occasion, LONG_NAME, 3, 1, None)
        fits(pair_checks.ask(view))
        labels = fits(pair_checks.answered(replace(view, answer=said)))
        assert ("Нужен координатор" in labels) == (said is CheckAnswer.NO)
    for wanted in Help:
        fits(pair_checks.helped(HUGE, wanted))
    fits(meeting_news.nudge(HUGE, LONG_NAME))
    fits(meeting_news.called(CallForHelp(HUGE, LONG_NAME, LONG_NAME, None)))


def test_a_phone_moves_the_entry_it_has() -> None:
    entries: Mapping[str, MeetingView] = {
        "first": AGREED,
        "moved": replace(AGREED, starts_at=OPTIONS[2], revision=60, place=None),
        "off": replace(AGREED, status=MeetingStatus.CANCELLED, revision=90),
    }
    first, moved, off = (vobject.readOne(documents.calendar_file(one, NOW).decode()).vevent for one in entries.values())
    assert first.uid.value == moved.uid.value == off.uid.value
    assert (first.dtstart.value, first.dtend.value) == (OPTIONS[0], OPTIONS[0] + timedelta(minutes=90))
    assert [int(one.sequence.value) for one in (first, moved, off)] == [0, 60, 90]
    assert (moved.location.value, off.status.value) == ("Онлайн", "CANCELLED")


def test_of_several_lines_the_one_that_is_not_understood_is_named() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        rules.read_times("пт 16:00\nкак-нибудь", NOW)
    assert refused.value.hint.startswith("«как-нибудь»: Не получилось разобрать дату.")
