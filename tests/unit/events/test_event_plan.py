"""The questions about an event: which are asked, what counts as an answer, what survives."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ClubError, InvalidAnswer, NotFound
from domain.events import event_answers as answers
from domain.events import event_draft as drafting
from domain.events.event_draft import Draft
from domain.events.event_fields import read_announcement, read_hours, read_link, read_number_of_seats
from domain.events.event_plan import EventPlan, Move, PlannedSitting, Step
from domain.vocabulary import Direction, EventForm, EventFormat, EventKind, Track
from screens.events import event_edit, event_plan
from screens.kit import LABEL_LIMIT, TEXT_LIMIT

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
STARTS = datetime(2026, 10, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = EventPlan(
    title="Первый урок",
    kind=EventKind.FORMAL,
    form=EventForm.SEMINAR,
    directions=(Direction.METHODICAL,),
    track=Track.QUALITY,
    format=EventFormat.HYBRID,
    place="Школа № 901",
    map_url="https://yandex.ru/maps/1",
    online_url="https://example.org/meet",
    seats_offline=25,
    seats_online=100,
    starts_at=STARTS,
    length=2 * HOUR,
    hours=2.0,
    closes_at=STARTS - HOUR,
    announcement="Приходите.",
    cover="AgAC",
    partners="Колледж",
    settled=frozenset({Step.DIRECTIONS, Step.SITTINGS}),
)


def test_each_format_is_asked_what_it_needs() -> None:
    asked = {
        format_: set(drafting.questions(EventPlan(format=format_)))
        & {Step.PLACE, Step.LINK, Step.SEATS, Step.SEATS_ONLINE}
        for format_ in EventFormat
    }
    assert asked == {
        EventFormat.OFFLINE: {Step.PLACE, Step.SEATS},
        EventFormat.ONLINE: {Step.LINK, Step.SEATS_ONLINE},
        EventFormat.HYBRID: {Step.PLACE, Step.LINK, Step.SEATS, Step.SEATS_ONLINE},
    }


def test_a_whole_plan_has_nothing_missing_and_each_gap_is_found() -> None:
    assert drafting.first_missing(WHOLE) is Step.SUMMARY
    gaps = {
        "title": Step.TITLE,
        "kind": Step.KIND,
        "form": Step.FORM,
        "track": Step.TRACK,
        "format": Step.FORMAT,
        "place": Step.PLACE,
        "map_url": Step.MAP,
        "online_url": Step.LINK,
        "seats_offline": Step.SEATS,
        "seats_online": Step.SEATS_ONLINE,
        "starts_at": Step.START,
        "length": Step.LENGTH,
        "hours": Step.HOURS,
        "closes_at": Step.DEADLINE,
        "announcement": Step.ANNOUNCEMENT,
        "cover": Step.COVER,
        "partners": Step.PARTNERS,
    }
    for name, step in gaps.items():
        assert drafting.first_missing(replace(WHOLE, **{name: None})) is step, name


def test_a_deadline_that_the_start_was_moved_before_is_asked_again() -> None:
    earlier = replace(WHOLE, starts_at=STARTS - 2 * HOUR)
    assert drafting.first_missing(earlier) is Step.DEADLINE


def test_a_title_has_words() -> None:
    with pytest.raises(InvalidAnswer, match="В названии нужны слова"):
        answers.typed(Draft(), "12", NOW)
    assert answers.typed(Draft(), "12 стульев", NOW).plan.title == "12 стульев"


def test_another_place_forgets_the_old_map() -> None:
    draft = answers.typed(Draft(Step.PLACE, WHOLE, reviewing=True), "Лицей № 903", NOW)
    assert (draft.step, draft.plan.place, draft.plan.map_url) == (Step.MAP, "Лицей № 903", None)
    nowhere = answers.move(Draft(Step.PLACE, WHOLE, reviewing=True), Move.SKIP)
    assert (nowhere.step, nowhere.plan.place, nowhere.plan.map_url) == (Step.SUMMARY, None, None)


def test_skipping_is_for_what_may_be_left_out() -> None:
    for step in (
        Step.TITLE,
        Step.KIND,
        Step.FORM,
        Step.DIRECTIONS,
        Step.FORMAT,
        Step.START,
        Step.LENGTH,
        Step.ANNOUNCEMENT,
    ):
        with pytest.raises(NotFound):
            answers.move(Draft(step, WHOLE), Move.SKIP)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("value", ["done", "more", "same", "remove", "99", "FORMAL", "nonsense", ""])
def test_a_forged_choice_is_refused_or_fits(step: Step, value: str) -> None:
    try:
        draft = answers.choose(Draft(step, WHOLE, sitting=9), value)
    except ClubError:
        return
    assert Draft.load(json.loads(json.dumps(draft.dump()))) == draft


def test_sessions_stay_in_order_of_time_and_never_overlap() -> None:
    draft = Draft(Step.SITTING_LENGTH, WHOLE, sitting_start=STARTS - 7 * 24 * HOUR)
    draft = answers.typed(draft, "1 час", NOW)
    assert (draft.step, draft.sitting, draft.plan.starts_at) == (Step.TOPIC, 1, STARTS - 7 * 24 * HOUR)
    draft = answers.typed(draft, "Знакомство", NOW)
    assert [one.topic for one in draft.plan.sittings] == ["Знакомство", None]
    with pytest.raises(InvalidAnswer, match="уже идёт занятие 2"):
        answers.typed(Draft(Step.SITTING_LENGTH, draft.plan, sitting_start=STARTS + HOUR), "1 час", NOW)
    with pytest.raises(InvalidAnswer, match="другое занятие"):
        answers.typed(Draft(Step.START, draft.plan), "23.10 16:00", NOW)
    with pytest.raises(InvalidAnswer, match="другое занятие"):
        answers.typed(Draft(Step.LENGTH, draft.plan), "8 дней", NOW)
    full = WHOLE.with_sittings(
        tuple(PlannedSitting(STARTS + day * 24 * HOUR, STARTS + day * 24 * HOUR + HOUR) for day in range(20))
    )
    with pytest.raises(InvalidAnswer, match="до 20 занятий"):
        answers.choose(Draft(Step.SITTINGS, full), answers.ANOTHER)


def test_the_only_session_cannot_be_taken_away() -> None:
    with pytest.raises(NotFound):
        answers.choose(Draft(Step.TOPIC, WHOLE, sitting=1), answers.REMOVE)


moments = st.integers(0, 10**6).map(lambda minutes: STARTS + timedelta(minutes=minutes))
plans = st.builds(
    EventPlan,
    title=st.none() | st.text(min_size=1),
    kind=st.none() | st.sampled_from(EventKind),
    form=st.none() | st.sampled_from(EventForm),
    directions=st.lists(st.sampled_from(Direction), unique=True).map(tuple),
    track=st.none() | st.sampled_from(Track),
    format=st.none() | st.sampled_from(EventFormat),
    seats_offline=st.none() | st.integers(1, 10_000),
    starts_at=st.none() | moments,
    length=st.none() | st.timedeltas(timedelta(minutes=15), timedelta(days=31)),
    further=st.lists(st.builds(PlannedSitting, moments, moments, st.none() | st.text())).map(tuple),
    hours=st.none() | st.floats(0.5, 999),
    closes_at=st.none() | moments,
    settled=st.frozensets(st.sampled_from(Step)),
)


@given(plans, st.sampled_from(Step), st.booleans(), st.none() | st.integers(1, 20), st.none() | moments)
def test_a_draft_survives_being_kept(
    plan: EventPlan, step: Step, reviewing: bool, sitting: int | None, sitting_start: datetime | None
) -> None:
    draft = Draft(step, plan, reviewing, sitting, sitting_start, copied_from=7, event_id=8, edited=Step.TITLE)
    assert Draft.load(json.loads(json.dumps(draft.dump()))) == draft


@given(plans, st.data())
def test_back_never_leaves_the_questions(plan: EventPlan, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from([*drafting.questions(plan), Step.SUMMARY]))
    draft = Draft(step, plan)
    for _ in range(len(Step) + 1):
        draft = draft.back()
    assert draft.step is Step.TITLE


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.SUMMARY])
def test_every_question_fits_a_phone(step: Step) -> None:
    """With the longest answers there are."""
    longest = replace(
        WHOLE,
        title="я" * 200,
        place="ш" * 300,
        map_url="https://x.ru/" + "a" * 480,
        partners="&" * 300,
        announcement="<" * 1500,
        track=Track.DIGITAL_GROWTH,
        directions=tuple(Direction)[:5],
    ).with_sittings(
        tuple(
            PlannedSitting(STARTS + day * 24 * HOUR, STARTS + day * 24 * HOUR + timedelta(minutes=95), "т" * 200)
            for day in range(20)
        )
    )
    draft = Draft(step, longest, sitting=20, sitting_start=STARTS, event_id=2**63 - 1, edited=step)
    for screen in (event_plan.ask(draft, "п" * 200), event_plan.ask(replace(draft, step=Step.SUMMARY))):
        assert len(screen.text) <= TEXT_LIMIT
        assert all(len(button.text) <= LABEL_LIMIT for row in screen.rows for button in row)
    for row in event_edit.ask(draft).rows:
        for button in row:
            assert len((button.data or "").encode()) <= 64


@pytest.mark.parametrize(
    ("text", "hours"), [("2", 2), ("1,5", 1.5), ("0.5", 0.5), ("999", 999), ("3 часа", 3), ("72 ч.", 72)]
)
def test_hours_are_read(text: str, hours: float) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["0", "0,4", "1000", "1,25", "-1", "два", "", "2 дня", "1e2", "٢"])
def test_other_hours_are_refused(text: str) -> None:
    with pytest.raises(InvalidAnswer, match="часы числом"):
        read_hours(text)


@given(st.text(max_size=12) | st.integers(-5, 20_000).map(str))
def test_seats_are_a_number_from_one_to_ten_thousand(text: str) -> None:
    try:
        number = read_number_of_seats(text)
    except InvalidAnswer:
        return
    assert 1 <= number <= 10_000


@given(st.text(max_size=60) | st.text(max_size=20).map(lambda tail: f"https://{tail}"))
def test_any_text_is_a_sound_link_or_refused(text: str) -> None:
    try:
        link = read_link(text, example="https://example.org")
    except InvalidAnswer:
        return
    assert link.startswith("https://")
    assert " " not in link
    assert "." in link


def test_an_announcement_keeps_its_lines() -> None:
    assert read_announcement("  Первое. \r\n\r\n\r\n\r\nВторое\u200b  слово. ") == "Первое.\n\nВторое слово."
    for text in ("", "123\n🎉", "а" * 1501):
        with pytest.raises(InvalidAnswer):
            read_announcement(text)


@pytest.mark.parametrize("host", ["a.b", "<b>.ru", 'школа".рф', "1.1.1.1", "...ru", "a..ru", "x.ru.", "a@.ru"])
def test_an_address_no_phone_would_open_is_refused(host: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_link(f"https://{host}/x", example="https://example.org")


@pytest.mark.parametrize("link", ["https://школа.рф/зал", "https://a-b.example.org:8443/?q=1", "https://t.me/x"])
def test_a_sound_address_is_kept(link: str) -> None:
    assert read_link(link, example="https://example.org") == link
