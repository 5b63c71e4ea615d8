"""Reading typed answers and pressed buttons."""

from dataclasses import replace

import pytest

from domain.errors import InvalidAnswer, NotFound, Outdated
from domain.people.answers import OWN_TEXT, choose, read, toggle
from domain.people.joining import Answers, Draft, Question, Step
from domain.vocabulary import SELF_CHOSEN_ROLES, Direction, Municipality, Role
from screens import words
from screens.people import joining

YEAR = 2026
NOTHING = Answers()


def typed(step: Step, text: str, answers: Answers = NOTHING) -> Answers:
    return read(step, text, answers, YEAR)


@pytest.mark.parametrize(
    ("step", "text", "answers"),
    [
        (Step.ROLE, "Наставник", Answers(role=Role.MENTOR)),
        (Step.ROLE, " администрация  оо.", Answers(role=Role.ADMIN_TEAM)),
        (Step.NAME, "  Ким   Анна ", Answers(full_name="Ким Анна")),
        (Step.NAME, "светлова анна-мария игоревна", Answers(full_name="Светлова Анна-Мария Игоревна")),
        (Step.NAME, "Светлова анна игоревна", Answers(full_name="Светлова Анна Игоревна")),
        (Step.NAME, "СВЕТЛОВА АННА", Answers(full_name="Светлова Анна")),
        (Step.NAME, "Алиев Рашид Ахмед оглы", Answers(full_name="Алиев Рашид Ахмед оглы")),
        (Step.NAME, "МакКей Анна", Answers(full_name="МакКей Анна")),
        (Step.NAME, "<b>Ким</b> & Анна", Answers(full_name="<b>Ким</b> & Анна")),
        (Step.NAME, 'Ким "Анна" О\'Нил-Заде', Answers(full_name='Ким "Анна" О\'Нил-Заде')),
        (Step.NAME, "\u202eКим\u200f Анна", Answers(full_name="Ким Анна")),
        (Step.MUNICIPALITY, "тюмень", Answers(municipality=Municipality.TYUMEN)),
        (Step.MUNICIPALITY, "г. Тобольск", Answers(municipality=Municipality.TOBOLSK)),
        (Step.MUNICIPALITY, "Другой", Answers(municipality=Municipality.OTHER)),
        (
            Step.MUNICIPALITY_TEXT,
            "Ишим",
            Answers(municipality=Municipality.OTHER, municipality_text="Ишим"),
        ),
        (
            Step.MUNICIPALITY_TEXT,
            "голышмановский район",
            Answers(municipality=Municipality.OTHER, municipality_text="Голышмановский район"),
        ),
        (Step.MUNICIPALITY_TEXT, "город Тюмень", Answers(municipality=Municipality.TYUMEN)),
        (Step.ORGANIZATION, "школа 901", Answers(organization_query="школа 901")),
        (Step.POSITION, "учитель 1 «А»", Answers(position="учитель 1 «А»")),
        (Step.YEAR, "2019", Answers(started_year=2019)),
        (Step.YEAR, "с сентября 2019-го года", Answers(started_year=2019)),
        (Step.YEAR, "2026", Answers(started_year=2026)),
        (Step.YEAR, "1950", Answers(started_year=1950)),
        (Step.DIRECTIONS, "готово", Answers(directions=())),
        (
            Step.DIRECTIONS,
            "Цифра, родители; цифра",
            Answers(directions=(Direction.DIGITAL, Direction.PARENTS)),
        ),
    ],
)
def test_understood(step: Step, text: str, answers: Answers) -> None:
    assert typed(step, text) == answers


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step.ROLE, "координатор"),
        (Step.ROLE, "🎉"),
        (Step.NAME, "Анна"),
        (Step.NAME, "🎉 🎉"),
        (Step.NAME, "Анна 🎉"),
        (Step.NAME, "Анна Ким 2"),
        (Step.NAME, "Анна " * 1000),
        (Step.MUNICIPALITY, "Ишим"),
        (Step.MUNICIPALITY, "т" * 5000),
        (Step.MUNICIPALITY_TEXT, "другой"),
        (Step.MUNICIPALITY_TEXT, "123"),
        (Step.MUNICIPALITY_TEXT, "🎉"),
        (Step.MUNICIPALITY_TEXT, "т" * 61),
        (Step.ORGANIZATION, "школа"),
        (Step.ORGANIZATION, "🎉"),
        (Step.POSITION, "123"),
        (Step.POSITION, "я" * 101),
        (Step.YEAR, "2027"),
        (Step.YEAR, "1949"),
        (Step.YEAR, "19"),
        (Step.YEAR, "20191"),
        (Step.YEAR, "2019–2020"),
        (Step.YEAR, "٢٠١٩"),
        (Step.YEAR, "давно"),
        (Step.YEAR, "2" * 5000),
        (Step.DIRECTIONS, "вязание"),
        (Step.DIRECTIONS, "цифра, вязание"),
        (Step.DIRECTIONS, "цифра, проекты, родители, конкурсы"),
        (Step.DIRECTIONS, ",,,"),
        (Step.SUMMARY, "да"),
    ],
)
def test_refused_with_a_sentence_and_an_example(step: Step, text: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        typed(step, text)

    hint = refusal.value.hint
    assert hint.endswith(".")
    assert "апример" in hint
    assert len(hint) <= 200, "a hint must fit a toast"
    assert text[:20] not in hint or len(text) < 20, "what was typed is not echoed"


def test_every_label_may_be_typed_instead_of_pressed() -> None:
    for role in SELF_CHOSEN_ROLES:
        assert typed(Step.ROLE, words.ROLES[role]).role is role
    for municipality, label in words.MUNICIPALITIES.items():
        assert typed(Step.MUNICIPALITY, label).municipality is municipality
    for direction in Direction:
        for label in (words.DIRECTION_LABELS[direction], words.DIRECTIONS[direction]):
            assert typed(Step.DIRECTIONS, label).directions == (direction,)


def test_a_new_town_forgets_the_typed_one() -> None:
    before = Answers(municipality=Municipality.OTHER, municipality_text="Ишим")

    assert choose(Step.MUNICIPALITY, "TYUMEN", before).municipality_text is None
    assert choose(Step.MUNICIPALITY, "OTHER", before).municipality_text is None


def test_a_new_search_forgets_the_organisation_chosen() -> None:
    before = Answers(organization_query="901", organization_id=1)

    assert typed(Step.ORGANIZATION_PICK, "маяк", before) == Answers(organization_query="маяк")


def test_own_words_are_kept_for_a_coordinator() -> None:
    asked = Answers(organization_query="Школа у реки")
    kept = replace(asked, organization_text="Школа у реки")

    assert choose(Step.ORGANIZATION_PICK, OWN_TEXT, asked) == kept
    assert choose(Step.ORGANIZATION_PICK, OWN_TEXT, kept) == kept
    assert typed(Step.ORGANIZATION_PICK, "нет в списке", asked) == kept
    with pytest.raises(Outdated):
        choose(Step.ORGANIZATION_PICK, OWN_TEXT, NOTHING)


@pytest.mark.parametrize(
    ("step", "value"),
    [
        (Step.ROLE, "COORDINATOR"),
        (Step.ROLE, "mentor"),
        (Step.ROLE, ""),
        (Step.MUNICIPALITY, "MOSCOW"),
        (Step.ORGANIZATION_PICK, "-1"),
        (Step.ORGANIZATION_PICK, "1e3"),
        (Step.ORGANIZATION_PICK, "9" * 40),
        (Step.DIRECTIONS, "DIGITAL"),
        (Step.NAME, "Анна Ким"),
        (Step.SUMMARY, "done"),
    ],
)
def test_forged_choice_is_not_found(step: Step, value: str) -> None:
    with pytest.raises(NotFound):
        choose(step, value, Answers(organization_query="901"))


def test_directions_are_switched_not_flipped() -> None:
    one = toggle(Direction.DIGITAL, True, NOTHING)

    assert one.directions == (Direction.DIGITAL,)
    assert toggle(Direction.DIGITAL, True, one) == one
    assert toggle(Direction.DIGITAL, False, one).directions == ()
    assert toggle(Direction.DIGITAL, False, NOTHING).directions == ()


def test_at_most_three_directions() -> None:
    three = Answers(directions=(Direction.DIGITAL, Direction.PROJECT, Direction.PARENTS))

    with pytest.raises(InvalidAnswer):
        toggle(Direction.REVERSE, True, three)
    assert toggle(Direction.DIGITAL, True, three) == three


def test_the_question_and_its_refusals_give_one_example() -> None:
    asked = joining.ask(Question(Draft(Step.YEAR, Answers(role=Role.MENTOR)))).text
    example = asked[asked.index("Например: ") :]
    for text in ("давно", "2090", "1812"):
        with pytest.raises(InvalidAnswer) as refusal:
            typed(Step.YEAR, text)
        assert refusal.value.hint.endswith(example)
