"""The form of a pair by hand: the order of its questions, directions, the way back."""

from dataclasses import replace

import pytest

from domain.errors import InvalidAnswer
from domain.mentoring.manual_pair import FORMS, Draft, Step
from domain.vocabulary import Direction, MentoringForm

FULL = Draft(
    mentee_id=1, form=MentoringForm.ONE_TO_ONE, directions=(Direction.METHODICAL,), themed=True, mentor_id=2, query="л"
)


def test_questions_come_in_order() -> None:
    steps = [
        Draft(),
        Draft(mentee_id=1),
        Draft(mentee_id=1, form=MentoringForm.ONE_TO_ONE),
        replace(FULL, mentor_id=None),
        FULL,
    ]
    assert [one.step(asks=False) for one in steps] == [
        Step.MENTEE,
        Step.FORM,
        Step.DIRECTIONS,
        Step.MENTOR,
        Step.SUMMARY,
    ]
    assert Draft(mentee_id=1).step(asks=True) is Step.REQUEST
    assert Draft(mentee_id=1, apart=True).step(asks=True) is Step.FORM


def test_back_goes_one_question_and_keeps_a_mentor_of_the_page() -> None:
    assert FULL.before(Step.SUMMARY).step(asks=False) is Step.MENTOR
    assert FULL.before(Step.SUMMARY).before(Step.MENTOR).step(asks=False) is Step.DIRECTIONS
    preset = replace(FULL, preset=True)
    assert preset.before(Step.SUMMARY).step(asks=False) is Step.DIRECTIONS
    assert preset.before(Step.FORM) == Draft(mentor_id=2, preset=True)


def test_directions_are_one_to_three() -> None:
    draft = Draft()
    with pytest.raises(InvalidAnswer, match="хотя бы одну"):
        draft.settled()
    for one in (Direction.PARENTS, Direction.METHODICAL, Direction.METHODICAL, Direction.DIGITAL):
        draft = draft.with_direction(one, on=True)
    assert draft.directions == (Direction.METHODICAL, Direction.DIGITAL, Direction.PARENTS)
    with pytest.raises(InvalidAnswer, match="до трёх"):
        draft.with_direction(Direction.CONTEST, on=True)
    assert draft.with_direction(Direction.DIGITAL, on=False).directions == (Direction.METHODICAL, Direction.PARENTS)


def test_a_draft_survives_json_and_groups_are_not_made_by_hand() -> None:
    assert Draft.load(FULL.dump()) == FULL
    assert Draft.load(Draft().dump()) == Draft()
    assert not {MentoringForm.GROUP, MentoringForm.SPEED} & set(FORMS)
