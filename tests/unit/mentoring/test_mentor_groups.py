"""Rules and screens of mentors' groups, without a database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from domain.errors import InvalidAnswer
from domain.mentoring.mentor_group_form import (
    LONGEST_ABOUT,
    LONGEST_TITLE,
    GroupDraft,
    GroupEdit,
    Limits,
    Step,
    read,
    read_about,
    read_size,
    read_title,
)
from domain.mentoring.mentor_group_talk import MOST_PENDING, CallDraft, CallStep, GroupWriting, read_time
from domain.mentoring.mentor_groups import (
    MOST_GROUPS,
    AllGroups,
    GroupChoice,
    GroupLine,
    GroupList,
    GroupPeople,
    GroupPerson,
    GroupView,
    Joined,
    OwnGroup,
    OwnGroups,
    Removal,
    Standing,
    Told,
    standing,
)
from domain.mentoring.pairs import Introduction, PairView, Person, Side
from domain.mentoring.relay import Outgoing, RelayKind
from domain.paging import page_of
from domain.vocabulary import Attendance, Direction, MentoringForm, PairStatus
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mentoring import mentor_group_form as forms
from screens.mentoring import mentor_group_news as news
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring import mentor_group_talk as talk
from screens.mentoring import mentor_groups as screens
from screens.mentoring import pair_news

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
HUGE = 2**63 - 1
LIMITS = Limits((Direction.METHODICAL, Direction.DIGITAL), 8)
LONG_NAME = "Константинопольская-Преображенская " * 5
VIEW = GroupView(
    id=HUGE,
    title="<Ж>" * 20,
    direction=Direction.PARENTS,
    about="<Ы>" * 166,
    size=20,
    taken=19,
    standing=Standing.OPEN,
    mentor_id=HUGE,
    mentor=LONG_NAME,
    organization="Школа " * 40,
    own=False,
    pair_id=None,
    fits=True,
)
OWN = OwnGroup(VIEW, 19, 5)
LINE = GroupLine(HUGE, VIEW.title, Direction.PARENTS, LONG_NAME, 20, 19, Standing.OPEN, True)
PEOPLE = GroupPeople(HUGE, VIEW.title, page_of(20, 1, 5), (GroupPerson(HUGE, LONG_NAME, PairStatus.APPROVAL),) * 5)
TOLD = Told(HUGE, VIEW.title, 1, (LONG_NAME,) * 7, (LONG_NAME,) * 6, (LONG_NAME,) * 6, NOW)
DRAFT = GroupDraft(Step.SUMMARY, VIEW.title, VIEW.direction, VIEW.about, 20)
CALL = CallDraft(HUGE, CallStep.SUMMARY, NOW, Attendance.OFFLINE, "<Щ>" * 100, True, 90)
PAIR = PairView(
    id=HUGE,
    side=Side.MENTEE,
    other=Person(LONG_NAME, "Школа", "учитель"),
    status=PairStatus.ACTIVE,
    form=MentoringForm.GROUP,
    directions=(Direction.PARENTS,),
    group=VIEW.title,
    need=None,
    paused_until=None,
    planned_end_at=NOW,
    ended_at=None,
    goals=0,
    reached=0,
    agrees=False,
    other_agrees=False,
)


# --- rules


@pytest.mark.parametrize(
    ("is_open", "takes_new", "taken", "expected"),
    [
        (True, True, 2, Standing.OPEN),
        (True, True, 3, Standing.FULL),
        (True, False, 3, Standing.AWAY),
        (False, False, 3, Standing.CLOSED),
    ],
)
def test_how_a_group_stands(is_open: bool, takes_new: bool, taken: int, expected: Standing) -> None:
    assert standing(is_open=is_open, takes_new=takes_new, taken=taken, size=3) is expected


def test_the_form_asks_what_is_still_open() -> None:
    draft = GroupDraft().after(title="Тихий старт")
    assert draft.step is Step.DIRECTION
    assert draft.at(Step.SUMMARY).step is Step.DIRECTION
    draft = draft.after(direction=Direction.DIGITAL).after(about="Пробуем").after(size=5)
    assert (draft.step, draft.plan is not None) == (Step.SUMMARY, True)
    corrected = draft.at(Step.TITLE).after(title="Громкий старт")
    assert (corrected.step, corrected.title) == (Step.SUMMARY, "Громкий старт")
    assert GroupDraft.load(json.loads(json.dumps(draft.dump()))) == draft
    assert GroupDraft.load(json.loads(json.dumps(GroupDraft().dump()))) == GroupDraft()
    edit = GroupEdit(7, Step.ABOUT)
    assert GroupEdit.load(json.loads(json.dumps(edit.dump()))) == edit


def test_the_card_has_the_last_word() -> None:
    alone = Limits((Direction.DIGITAL,), 4)
    assert alone.questions == (Step.TITLE, Step.ABOUT, Step.SIZE)
    assert alone.sizes == (2, 3, 4)
    kept = GroupDraft(title="Тихий старт", direction=Direction.METHODICAL, size=5).within(alone)
    assert (kept.direction, kept.size) == (Direction.DIGITAL, None)
    assert replace(LIMITS, least=6).sizes == (6, 8)


@pytest.mark.parametrize("text", ["", "!!!", "Ж" * (LONGEST_TITLE + 1), "пишите @abcdef", "звоните 8 912 345-67-89"])
def test_titles_that_will_not_do(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_title(text)


@pytest.mark.parametrize("text", ["", "да", "123", "Ж" * (LONGEST_ABOUT + 1), "чат https://example.org/x"])
def test_words_about_a_group_that_will_not_do(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_about(text)


def test_what_is_typed_is_read() -> None:
    assert read_title("  Тихий   старт ") == "Тихий старт"
    assert read_about("Раз в неделю\n\n\n\nпо средам") == "Раз в неделю\n\nпо средам"
    assert [read_size(text, LIMITS) for text in ("2", "8 человек", "5.")] == [2, 8, 5]
    for text in ("1", "9", "много", "", "5,5", "-3", "99999999999"):
        with pytest.raises(InvalidAnswer):
            read_size(text, LIMITS)
    for step in (Step.DIRECTION, Step.SUMMARY):
        with pytest.raises(InvalidAnswer):
            read(step, "методика", LIMITS)


def test_a_message_is_gathered_up_to_a_limit() -> None:
    draft = GroupWriting(7)
    for number in range(MOST_PENDING):
        draft = draft.with_one(Outgoing(RelayKind.TEXT, f"Слово {number}"))
    with pytest.raises(InvalidAnswer):
        draft.with_one(Outgoing(RelayKind.TEXT, "Ещё"))
    assert GroupWriting.load(json.loads(json.dumps(draft.dump()))) == draft


def test_a_call_goes_on_question_by_question() -> None:
    at = NOW + timedelta(days=1)
    draft = CallDraft(7).after(at=at)
    assert (draft.step, draft.at_step(CallStep.SUMMARY).step) == (CallStep.WAY, CallStep.WAY)
    draft = draft.to_way(Attendance.OFFLINE).after(place="кабинет 12", placed=True)
    assert (draft.step, draft.to_way(Attendance.OFFLINE).place) == (CallStep.SUMMARY, "кабинет 12")
    other = draft.to_way(Attendance.ONLINE)
    assert (other.step, other.place) == (CallStep.PLACE, None)
    assert CallDraft.load(json.loads(json.dumps(draft.dump()))) == draft
    assert draft.fresh(NOW) == draft
    late = draft.fresh(at)
    assert (late.at, late.step, late.proposal) == (None, CallStep.TIME, None)
    assert read_time("завтра 16:30", NOW) > NOW
    with pytest.raises(InvalidAnswer):
        read_time("завтра 15:00\nзавтра 16:00", NOW)


# --- screens


LISTS: list[Screen] = [
    screens.groups(GroupList(page_of(9, 0, 5), Direction.PARENTS, (LINE,) * 5, True)),
    screens.groups(GroupList(page_of(0, 0, 5), None, (), False)),
    screens.groups(GroupList(page_of(0, 0, 5), Direction.PARENTS, (), False)),
    screens.directions(),
    screens.going((LINE,) * 4),
    screens.into_which(GroupChoice(HUGE, (LINE,) * MOST_GROUPS, True), late=True),
    screens.into_which(GroupChoice(HUGE, (LINE,), False)),
    screens.everything(AllGroups(page_of(9, 1, 5), (LINE,) * 5)),
    screens.everything(AllGroups(page_of(0, 0, 5), ())),
]
CARDS: list[Screen] = [
    screens.group(replace(VIEW, standing=how, own=own, pair_id=pair), problem=screens.BARRED, coordinator=True)
    for how in Standing
    for own, pair in ((False, None), (True, None), (False, HUGE))
]
JOINED: list[Screen] = [
    screens.joined(Joined(VIEW.title, HUGE, waits, again, True), drafted=drafted)
    for waits, again, drafted in ((False, False, True), (True, False, False), (False, True, False))
]
OWNED: list[Screen] = [
    own_screens.mine(OwnGroups((LINE,) * MOST_GROUPS, True), own_screens.dissolved(VIEW.title)),
    own_screens.mine(OwnGroups((), True)),
    own_screens.mine(OwnGroups((), False), own_screens.GONE),
    *[own_screens.group(replace(OWN, view=replace(VIEW, standing=how)), own_screens.completed(3)) for how in Standing],
    own_screens.people(PEOPLE),
    own_screens.people(PEOPLE, removing=True, said=own_screens.removed(Removal(HUGE, VIEW.title, HUGE, LONG_NAME))),
    own_screens.people(replace(PEOPLE, people=())),
    own_screens.outside(PEOPLE),
    own_screens.outside(replace(PEOPLE, people=())),
    own_screens.ask_removal(Removal(HUGE, VIEW.title, HUGE, LONG_NAME)),
    own_screens.ask_end(OWN),
    own_screens.ask_complete(OWN),
    own_screens.ask_dissolve(OWN),
    *[forms.ask(DRAFT.at(step), LIMITS, "Ж" * 200) for step in Step],
    *[forms.ask(GroupDraft(step), LIMITS) for step in LIMITS.questions],
    *[forms.ask_edit(VIEW, step, LIMITS) for step in LIMITS.questions],
    forms.unfinished(),
    forms.which(VIEW),
]
SPOKEN: list[Screen] = [
    talk.write(OWN, "Ж" * 200),
    talk.unsendable(OWN, "sticker"),
    talk.confirm(OWN, 5, "Ж" * 200),
    talk.sent(TOLD),
    talk.sent(replace(TOLD, reached=0)),
    *[talk.ask(OWN, replace(CALL, step=step), (NOW, NOW + timedelta(hours=1))) for step in CallStep],
    talk.called(TOLD, NOW),
    talk.nobody(OWN),
    pair_news.introduction(Introduction(PAIR, "химия", "Ж" * 300)),
    pair_news.introduction(Introduction(replace(PAIR, side=Side.MENTOR), None, None)),
]
NEWS: list[Screen | None] = [
    news.entered(PAIR),
    news.entered(replace(PAIR, side=Side.MENTOR)),
    news.over(replace(PAIR, status=PairStatus.STOPPED)),
    news.over(replace(PAIR, status=PairStatus.STOPPED, group=None)),
    news.over(replace(PAIR, status=PairStatus.STOPPED, group=None, other=None)),
]


def test_every_screen_fits_a_phone_and_leads_on() -> None:
    for screen in (*LISTS, *CARDS, *JOINED, *OWNED, *SPOKEN, *NEWS):
        assert screen is not None
        assert len(unescape(screen.text)) <= TEXT_LIMIT, screen.text
        buttons = [one for row in screen.rows for one in row]
        assert buttons, screen.text
        assert all(len(one.text) <= LABEL_LIMIT for one in buttons), [one.text for one in buttons]
        assert all(len((one.data or "").encode()) <= 64 for one in buttons)
        assert "<Ж>" not in screen.text
        assert "<Ы>" not in screen.text


def test_news_that_are_true_no_more_are_not_told() -> None:
    assert news.entered(replace(PAIR, group=None)) is None
    assert news.entered(replace(PAIR, status=PairStatus.STOPPED)) is None
    assert news.over(PAIR) is None


def test_only_who_may_join_is_offered_to() -> None:
    def offers(view: GroupView, problem: str = "") -> bool:
        return "Хочу в группу" in [one.text for row in screens.group(view, problem=problem).rows for one in row]

    assert offers(VIEW)
    assert not any(offers(replace(VIEW, standing=how)) for how in Standing if how is not Standing.OPEN)
    assert not offers(replace(VIEW, own=True))
    assert not offers(VIEW, screens.BARRED), "there is nothing to press twice"
    assert not offers(replace(VIEW, pair_id=7))
