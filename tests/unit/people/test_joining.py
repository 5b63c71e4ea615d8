"""Which question comes when, and the draft that survives interruptions."""

import json
from dataclasses import replace
from html import unescape

import pytest

from content import load_consent
from domain.people.joining import (
    Answers,
    Draft,
    Question,
    Step,
    before,
    first_missing,
    first_names,
    follow_up,
    progress,
    questions,
)
from domain.people.organizations import OrganizationView
from domain.vocabulary import Direction, Municipality, OrgType, Role
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.people import joining as screens
from screens.people import profile as profile_screens

TEACHER = Answers(
    role=Role.YOUNG_TEACHER,
    full_name="Ким Анна Петровна",
    municipality=Municipality.TYUMEN,
    organization_query="901",
    organization_id=1,
    position="учитель",
    started_year=2024,
    directions=(Direction.DIGITAL,),
)
GUEST = Answers(
    role=Role.GUEST,
    full_name="Ким Анна",
    municipality=Municipality.OTHER,
    municipality_text="Ишим",
    directions=(),
)


def test_a_guest_is_spared_work_questions() -> None:
    assert questions(Answers(role=Role.GUEST)) == (Step.ROLE, Step.NAME, Step.MUNICIPALITY, Step.DIRECTIONS)
    for role in (Role.YOUNG_TEACHER, Role.MENTOR, Role.ADMIN_TEAM):
        assert len(questions(Answers(role=role))) == 7


@pytest.mark.parametrize(
    ("step", "answers", "shown"),
    [
        (Step.ROLE, Answers(), (1, 7)),
        (Step.NAME, Answers(role=Role.GUEST), (2, 4)),
        (Step.MUNICIPALITY, TEACHER, (3, 7)),
        (Step.MUNICIPALITY_TEXT, GUEST, (3, 4)),
        (Step.ORGANIZATION, TEACHER, (4, 7)),
        (Step.ORGANIZATION_PICK, TEACHER, (4, 7)),
        (Step.DIRECTIONS, TEACHER, (7, 7)),
        (Step.DIRECTIONS, GUEST, (4, 4)),
        (Step.SUMMARY, GUEST, (4, 4)),
    ],
)
def test_progress(step: Step, answers: Answers, shown: tuple[int, int]) -> None:
    assert progress(step, answers) == shown


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        (Answers(), Step.ROLE),
        (replace(TEACHER, full_name=None), Step.NAME),
        (replace(TEACHER, municipality=Municipality.OTHER), Step.MUNICIPALITY_TEXT),
        (replace(TEACHER, organization_id=None), Step.ORGANIZATION_PICK),
        (replace(TEACHER, organization_id=None, organization_query=None), Step.ORGANIZATION),
        (replace(TEACHER, organization_query=None), Step.SUMMARY),
        (replace(TEACHER, directions=None), Step.DIRECTIONS),
        (replace(TEACHER, directions=()), Step.SUMMARY),
        (GUEST, Step.SUMMARY),
        (replace(GUEST, role=Role.MENTOR), Step.ORGANIZATION),
    ],
)
def test_first_missing(answers: Answers, step: Step) -> None:
    assert first_missing(answers) is step


def test_back_through_every_question() -> None:
    way = [Step.SUMMARY]
    while (step := before(way[-1], TEACHER)) is not None:
        way.append(step)

    assert way == [
        Step.SUMMARY,
        Step.DIRECTIONS,
        Step.YEAR,
        Step.POSITION,
        Step.ORGANIZATION_PICK,
        Step.ORGANIZATION,
        Step.MUNICIPALITY,
        Step.NAME,
        Step.ROLE,
    ]


def test_an_edited_field_may_need_one_more_question() -> None:
    assert follow_up(Step.MUNICIPALITY, replace(TEACHER, municipality=Municipality.OTHER)) is Step.MUNICIPALITY_TEXT
    assert follow_up(Step.ORGANIZATION_PICK, replace(TEACHER, organization_id=None)) is Step.ORGANIZATION_PICK
    assert follow_up(Step.MUNICIPALITY, TEACHER) is None
    # changing the role must not drag other questions after it
    assert follow_up(Step.ROLE, replace(GUEST, role=Role.MENTOR)) is None


def test_corrections_lead_back_to_the_summary() -> None:
    draft = Draft(Step.DIRECTIONS, replace(TEACHER, directions=None)).after(TEACHER)
    assert draft.step is Step.SUMMARY
    assert draft.reviewing

    assert draft.at(Step.NAME).back().step is Step.SUMMARY
    assert draft.at(Step.NAME).after(TEACHER).step is Step.SUMMARY
    # a role that asks more leads through what is missing
    assert Draft(Step.ROLE, GUEST, reviewing=True).after(replace(GUEST, role=Role.MENTOR)).step is Step.ORGANIZATION


def test_a_question_not_asked_of_this_person_leads_to_the_first_open_one() -> None:
    assert Draft(Step.SUMMARY, GUEST, reviewing=True).at(Step.YEAR).step is Step.SUMMARY
    assert Draft(Step.NAME, Answers(role=Role.GUEST)).at(Step.POSITION).step is Step.NAME


@pytest.mark.parametrize("answers", [Answers(), TEACHER, GUEST, replace(TEACHER, directions=None)])
def test_a_draft_survives_json(answers: Answers) -> None:
    draft = Draft(Step.YEAR, answers, reviewing=True, event_id=12)

    assert Draft.load(json.loads(json.dumps(draft.dump()))) == draft


@pytest.mark.parametrize(
    ("full_name", "called"),
    [
        ("Ким Анна Петровна", "Анна Петровна"),
        ("Анна Петровна Ким", "Анна Петровна"),
        ("Ким Анна", "Анна"),
        ("Мамедов Али Гасан оглы", "Мамедов Али Гасан оглы"),
        ("Ким", "Ким"),
    ],
)
def test_first_names(full_name: str, called: str) -> None:
    assert first_names(full_name) == called


# --- screens at their widest


def widest(step: Step) -> Question:
    """Everything as long as it may be, all of it markup-like."""
    draft = Draft(
        step,
        Answers(
            role=Role.ADMIN_TEAM,
            full_name="<&> " * 25,
            municipality=Municipality.OTHER,
            municipality_text="<&>" * 20,
            organization_query="<&>" * 66,
            organization_text="<&>" * 66,
            position="<&> " * 25,
            started_year=2024,
            directions=(Direction.SELF_EDUCATION, Direction.ED_PROCESS, Direction.PROJECT),
        ),
        reviewing=True,
    )
    candidates = tuple(
        OrganizationView(10**9 - n, f"{n} " + "<&>" * 60, OrgType.OTHER, Municipality.ZAVODOUKOVSK) for n in range(5)
    )
    return Question(draft, None, candidates)


def assert_fits(screen: Screen) -> None:
    # Telegram counts signs as they are seen
    assert 0 < len(unescape(screen.text)) <= TEXT_LIMIT
    assert "<&" not in screen.text
    for button in (button for row in screen.rows for button in row):
        assert len(button.text) <= LABEL_LIMIT, button.text
        assert len((button.data or "").encode()) <= 64


@pytest.mark.parametrize("step", list(Step))
def test_questions_fit_a_phone(step: Step) -> None:
    assert_fits(screens.ask(widest(step), "Не больше <&> знаков."))
    if step is not Step.SUMMARY:
        assert_fits(profile_screens.ask(widest(step), "Не больше <&> знаков."))


def test_the_consent_fits_with_an_invitation_behind_its_button() -> None:
    assert_fits(screens.consent(load_consent(), invite="A" * 22, changed=True))


def test_two_organisations_of_one_name_differ_on_their_buttons() -> None:
    twins = tuple(
        OrganizationView(n, "Центр дополнительного образования «Парус»", OrgType.ADDITIONAL_ED, town)
        for n, town in enumerate((Municipality.TYUMEN, Municipality.TOBOLSK))
    )
    draft = Draft(Step.ORGANIZATION_PICK, Answers(municipality=Municipality.TYUMEN, organization_query="парус"))

    labels = [row[0].text for row in screens.ask(Question(draft, None, twins)).rows[:2]]

    assert labels == ["«Парус»", "«Парус», Тобольск"]
