"""The form of a request for mentoring: questions in order, answers read, nonsense refused, the draft kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.errors import InvalidAnswer, NotFound
from domain.mentoring import request_answers as answers
from domain.mentoring.matching import ENOUGH_WORDS, Ground, Point, Suggestion
from domain.mentoring.request_form import Asked, Draft, Ranked, Step, Wanted, facts, progress, questions
from domain.mentoring.requests import LONGEST_NEED
from domain.typed import folded
from domain.vocabulary import Attendance, Direction, MentoringForm, Municipality, Urgency
from screens.kit import LABEL_LIMIT, TEXT_LIMIT
from screens.mentoring import request_form as screens
from services.mentoring.matching import MOST_SUGGESTED

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
NEED = "В седьмом классе шумно, хочу увидеть, как начинают урок другие."
FULL = Wanted(
    directions=(Direction.ED_PROCESS,),
    need=NEED,
    urgency=Urgency.MONTH,
    form=MentoringForm.ONE_TO_ONE,
    way=Attendance.ONLINE,
    anonymous=True,
    same_organization=False,
    mentors=(3, 1),
    settled=frozenset({Step.DIRECTIONS, Step.WAY, Step.MENTORS}),
    given=frozenset({Step.MENTORS}),
)


BLANK = Wanted()


def at(step: Step, wanted: Wanted = BLANK) -> Draft:
    return Draft(step, wanted)


def test_eight_questions_and_two_in_a_hurry() -> None:
    assert questions(Wanted()) == tuple(step for step in Step if step is not Step.SUMMARY)
    assert questions(Wanted().in_a_hurry()) == (Step.DIRECTIONS, Step.NEED)
    assert Step.WAY not in questions(Wanted(form=MentoringForm.VIRTUAL))
    assert progress(Step.NEED, Wanted().in_a_hurry()) == (2, 2)


def test_who_is_in_a_hurry_may_still_hide_the_name_and_slow_down() -> None:
    hurried = replace(FULL, mentors=(), settled=frozenset({Step.DIRECTIONS})).in_a_hurry()
    assert Draft().after(hurried).step is Step.SUMMARY
    assert facts(hurried) == (Step.DIRECTIONS, Step.NEED, Step.URGENCY, Step.NAME)

    slowed = answers.choose(Draft(Step.SUMMARY, hurried, reviewing=True).at(Step.URGENCY), Urgency.WEEK)
    assert slowed.step is Step.WAY, "what the hurry left out is asked now"


def test_the_walk_there_and_back() -> None:
    draft = Draft()
    draft = answers.choose(answers.toggle(draft, Direction.PARENTS, True), answers.DONE)
    draft = answers.typed(draft, NEED, NOW)
    for value in (Urgency.WEEK, MentoringForm.SHORT_GOAL, answers.EITHER, answers.NO, answers.YES, answers.CLUB):
        assert draft.step is not Step.SUMMARY
        draft = answers.choose(draft, value)
    assert draft.step is Step.SUMMARY
    assert draft.complete
    wanted = draft.wanted
    assert (wanted.way, wanted.anonymous, wanted.same_organization, wanted.mentors) == (None, False, True, ())

    draft = draft.at(Step.FORM)
    assert draft.back().step is Step.SUMMARY
    assert Draft(Step.FORM, wanted).back().step is Step.URGENCY
    assert Draft(Step.DIRECTIONS, wanted).back().step is Step.DIRECTIONS


@pytest.mark.parametrize("wanted", [Wanted(), FULL, Wanted().in_a_hurry(), Wanted().to_mentor(7)])
def test_a_draft_survives_being_kept(wanted: Wanted) -> None:
    draft = Draft(Step.NEED, wanted, reviewing=True, cut_at=NOW)
    assert Draft.load(draft.dump()) == draft


@pytest.mark.parametrize("changes", [{"step": "birthday"}, {"wanted": None}, {"wanted": {"need": "x"}}])
def test_a_draft_of_another_version_is_no_draft(changes: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Draft.load(Draft().dump() | changes)


# --- directions


def test_a_request_with_no_direction_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="хотя бы одну тему"):
        answers.choose(at(Step.DIRECTIONS), answers.DONE)
    with pytest.raises(InvalidAnswer, match="хотя бы одну тему"):
        answers.typed(at(Step.DIRECTIONS), "готово", NOW)
    with pytest.raises(InvalidAnswer, match="нет"):
        answers.typed(at(Step.DIRECTIONS), "астрология", NOW)


def test_a_fourth_direction_is_refused_and_a_double_tap_changes_nothing() -> None:
    draft = at(Step.DIRECTIONS)
    for direction in (Direction.DIGITAL, Direction.DIGITAL, Direction.PARENTS, Direction.CONTEST):
        draft = answers.toggle(draft, direction, True)
    assert draft.wanted.directions == (Direction.DIGITAL, Direction.PARENTS, Direction.CONTEST)
    with pytest.raises(InvalidAnswer, match="до трёх"):
        answers.toggle(draft, Direction.PROJECT, True)
    assert answers.toggle(draft, Direction.PARENTS, False).wanted.directions == (Direction.DIGITAL, Direction.CONTEST)
    assert answers.toggle(at(Step.NEED), Direction.DIGITAL, True) == at(Step.NEED), "an old button"


def test_directions_may_be_typed() -> None:
    draft = answers.typed(at(Step.DIRECTIONS), "цифра, родители", NOW)
    assert draft.wanted.directions == (Direction.DIGITAL, Direction.PARENTS)
    assert draft.step is Step.NEED


def test_with_every_tick_taken_away_an_old_summary_leads_to_the_directions() -> None:
    emptied = Draft(Step.DIRECTIONS, replace(FULL, directions=()), reviewing=True)
    for step in (Step.NEED, Step.MENTORS, Step.SUMMARY):
        assert emptied.at(step).step is Step.DIRECTIONS


# --- the need


@pytest.mark.parametrize(
    "text", ["", "   ", "помогите", "?" * 50, "а" * 60, "1 2 3 4 5 6 7 8 9 10 11 12", "\u200b" * 40]
)
def test_a_need_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(InvalidAnswer, match="20 знаков"):
        answers.read_need(text)


def test_a_need_keeps_its_lines_and_has_a_limit() -> None:
    assert answers.read_need("  Шумно в классе.\n\n\n\nКак начать урок? ") == "Шумно в классе.\n\nКак начать урок?"
    fits = "да нет " * 300
    assert len(answers.read_need(fits[:LONGEST_NEED])) <= LONGEST_NEED
    with pytest.raises(InvalidAnswer, match=f"получилось 5000, а поместится {LONGEST_NEED}"):
        answers.read_need(("шумно " * 1000)[:4999] + "!")


def test_the_tail_of_a_need_that_was_cut_in_two_is_no_need() -> None:
    draft = answers.refused(at(Step.NEED), "шумно " * 682, NOW)
    with pytest.raises(InvalidAnswer, match="двумя частями"):
        answers.typed(draft, NEED, NOW + timedelta(seconds=1))
    assert answers.typed(draft, NEED, NOW + timedelta(minutes=1)).wanted.need == NEED
    assert answers.refused(at(Step.NEED), "мало", NOW).cut_at is None


# --- choices


@pytest.mark.parametrize("step", [Step.URGENCY, Step.FORM, Step.WAY, Step.NAME, Step.SCHOOL, Step.MENTORS])
def test_what_a_button_says_may_be_typed(step: Step) -> None:
    wanted = replace(Wanted(), mentors=(5,))
    asked = Asked(at(step, wanted), suggestions=())
    for value, label in screens._choices(asked).items():
        assert answers.typed(asked.draft, label, NOW) == answers.choose(asked.draft, value), label
        assert folded(label) in answers._MATCHES[step]


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.NEED])
def test_nonsense_is_refused_kindly(step: Step) -> None:
    with pytest.raises(InvalidAnswer):
        answers.typed(at(step), "абракадабра", NOW)


@pytest.mark.parametrize(
    ("step", "value"),
    [
        (Step.DIRECTIONS, "x"),
        (Step.NEED, "x"),
        (Step.URGENCY, "YESTERDAY"),
        (Step.FORM, "TELEPATHY"),
        (Step.FORM, MentoringForm.SPEED),
        (Step.WAY, ""),
        (Step.NAME, "maybe"),
        (Step.SCHOOL, "maybe"),
        (Step.MENTORS, "all"),
        (Step.SUMMARY, "done"),
    ],
)
def test_a_forged_choice_is_not_on_offer(step: Step, value: str) -> None:
    with pytest.raises(NotFound):
        answers.choose(at(step), value)


def test_three_mentors_in_order_and_no_more() -> None:
    draft = at(Step.MENTORS, replace(FULL, mentors=(), settled=FULL.settled - {Step.MENTORS}, given=frozenset()))
    with pytest.raises(InvalidAnswer, match="номер наставника"):
        answers.choose(draft, answers.DONE)
    for mentor_id in (4, 2, 2, 9):
        draft = answers.rank(draft, mentor_id, True)
    assert draft.wanted.mentors == (4, 2, 9)
    with pytest.raises(InvalidAnswer, match="до трёх"):
        answers.rank(draft, 5, True)
    draft = answers.rank(answers.rank(draft, 4, False), 4, False)
    assert draft.wanted.mentors == (2, 9), "the others move up"
    assert answers.choose(draft, answers.DONE).step is Step.SUMMARY
    assert answers.choose(draft, answers.CLUB).wanted.mentors == ()


def test_a_mentor_from_a_card_comes_first_and_is_not_asked_for() -> None:
    assert Step.MENTORS not in questions(Wanted().to_mentor(7))
    assert Wanted(mentors=(1, 7, 2)).to_mentor(7).mentors == (7, 1, 2)
    assert Wanted(mentors=(1, 2, 3)).to_mentor(7).mentors == (7, 1, 2)


@pytest.mark.parametrize("text", ["", " \n ", "…", "ы" * 1501])
def test_an_answer_to_the_mentor_needs_words_and_has_a_limit(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        answers.read_details(text)


def test_the_need_is_asked_with_examples_of_its_directions() -> None:
    one = screens.ask(Asked(at(Step.NEED, Wanted(directions=(Direction.PARENTS,))))).text
    assert one.count("•") == 2
    three = (Direction.PARENTS, Direction.DIGITAL, Direction.CONTEST)
    assert screens.ask(Asked(at(Step.NEED, Wanted(directions=three)))).text.count("•") == 3


def test_the_longest_suggestions_fit_a_message() -> None:
    name, themes = "Ы" * 100, (Direction.PARENTS, Direction.REVERSE, Direction.SOCIAL_DESIGN)
    why = (
        Point(Ground.DIRECTIONS, directions=themes),
        Point(Ground.SUBJECT, subject=name),
        # a card's words have no limit but that of the card
        Point(Ground.WORDS, words=("ы" * 99,) * ENOUGH_WORDS),
    )
    against = Point(Ground.LACKS_DIRECTIONS, directions=themes)
    found = tuple(
        Suggestion(number, name, "Ы" * 200, Municipality.ZAVODOUKOVSK, 100, why, against)
        for number in range(1, MOST_SUGGESTED + 1)
    )
    chosen = tuple(Ranked(number, name) for number in (1, 2, 3))
    wanted = replace(FULL, mentors=(1, 2, 3), given=frozenset())
    screen = screens.ask(Asked(at(Step.MENTORS, wanted), chosen, found, lost=True), problem="Ы" * 200)
    assert len(screen.text) <= TEXT_LIMIT
    assert all(len(one.text) <= LABEL_LIMIT for row in screen.rows for one in row)


def test_numbers_of_mentors_may_be_typed() -> None:
    found = tuple(Suggestion(one, "Лебедева", None, None, 50, (), Point(Ground.WAIT)) for one in (10, 20, 30, 40))
    asked = Asked(at(Step.MENTORS), suggestions=found)
    ranked = answers.numbered(asked, "3, 1")
    assert ranked is not None
    assert (ranked.wanted.mentors, ranked.step) == ((30, 10), Step.MENTORS)
    for words in ("5", "2 или 3", "", "готово"):
        assert answers.numbered(asked, words) is None
    with pytest.raises(InvalidAnswer, match="до трёх"):
        answers.numbered(asked, "1 2 3 4")
    assert answers.numbered(replace(asked, draft=at(Step.FORM)), "1") is None


def test_what_is_kept_may_be_said_in_words() -> None:
    draft = Draft(Step.NEED, FULL, reviewing=True)
    assert answers.typed(draft, "Оставить как есть", NOW) == draft.after(FULL)
    with pytest.raises(InvalidAnswer):
        answers.typed(at(Step.NEED), "Оставить как есть", NOW)
