"""Who may be suggested, how well they fit, and how it is said."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lemmas import lemmas
from domain.mentoring.matching import WEIGHTS, Candidate, Ground, Match, Point, Suggestion, Wish
from domain.mentoring.matching_pool import Pool
from domain.mentoring.matching_words import stages_of, subject_of, subject_words, words_of
from domain.vocabulary import Attendance, Direction, MentoringForm, Municipality, OrgType, Stage
from screens.mentoring import matching as screens

BOTH = (Attendance.OFFLINE, Attendance.ONLINE)
IRINA = Candidate(
    mentor_id=7,
    directions=(Direction.PROJECT, Direction.CONTEST),
    subject="Химия",
    stages=(Stage.BASIC, Stage.SENIOR),
    forms=(MentoringForm.ONE_TO_ONE, MentoringForm.VIRTUAL),
    ways=BOTH,
    places=3,
    lemmas=lemmas("Химия. Помогу с дисциплиной, критериями проекта и защитой"),
    municipality=Municipality.TYUMEN,
    organization_id=1,
)
ANNA = Wish(
    mentee_id=1,
    directions=(Direction.PROJECT,),
    form=MentoringForm.ONE_TO_ONE,
    way=None,
    words=words_of(lemmas("Какие критерии у проекта и как держать дисциплину в 7 классе?")),
    subject=frozenset({"химия"}),
    stages=frozenset({Stage.BASIC}),
    municipality=Municipality.TYUMEN,
    organization_id=2,
)


def match(wish: Wish = ANNA, **changes: Any) -> Match | None:
    return Pool([replace(IRINA, **changes)]).match(wish, IRINA.mentor_id)


def certain(wish: Wish = ANNA, **changes: Any) -> Match:
    found = match(wish, **changes)
    assert found is not None
    return found


# --- hard constraints


@pytest.mark.parametrize(
    ("wish", "candidate"),
    [
        ({}, {"taken": 3}),
        ({}, {"places": 0}),
        ({}, {"forms": (MentoringForm.GROUP,)}),
        ({"way": Attendance.OFFLINE}, {"ways": (Attendance.ONLINE,)}),
        ({"form": MentoringForm.VIRTUAL}, {"ways": (Attendance.OFFLINE,)}),
        ({"mentee_id": 7}, {}),
        ({"barred": frozenset({7})}, {}),
        ({"same_organization": False, "organization_id": 1}, {}),
    ],
)
def test_who_cannot_be_asked_has_no_score(wish: dict[str, Any], candidate: dict[str, Any]) -> None:
    assert match() is not None
    assert match(replace(ANNA, **wish), **candidate) is None
    pool = Pool([replace(IRINA, **candidate)])
    assert pool.scores(replace(ANNA, **wish)).tolist() == [0]
    assert pool.best(replace(ANNA, **wish), 5) == []


def test_the_same_organisation_is_allowed_unless_the_mentee_minds() -> None:
    assert match(replace(ANNA, organization_id=1)) is not None
    # who names no organisation shares none
    assert match(replace(ANNA, organization_id=None, same_organization=False), organization_id=None) is not None


def test_who_may_be_asked_scores_at_least_one() -> None:
    wish = replace(
        ANNA, directions=(Direction.PARENTS,), words=frozenset({"небо"}), stages=frozenset({Stage.PRESCHOOL})
    )
    strange = certain(wish, subject="Физика", taken=2, asked=9, municipality=Municipality.TOBOLSK, ways=BOTH[:1])
    assert 1 <= strange.score < 10


# --- what counts


def test_the_weights_make_a_hundred_and_who_fits_in_everything_has_it() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert certain().score == 100


@pytest.mark.parametrize(
    ("worse", "against"),
    [
        ({"directions": (Direction.DIGITAL,)}, Point(Ground.LACKS_DIRECTIONS, directions=(Direction.PROJECT,))),
        ({"subject": "История"}, Point(Ground.OTHER_SUBJECT, subject="История")),
        ({"lemmas": "история карта"}, Point(Ground.OTHER_WORDS)),
        ({"taken": 2}, Point(Ground.BUSY, taken=2, places=3)),
        ({"asked": 2}, Point(Ground.BUSY, asked=2, places=3)),
        ({"stages": (Stage.PRIMARY,)}, Point(Ground.OTHER_STAGES, stages=(Stage.PRIMARY,))),
        ({"municipality": Municipality.TOBOLSK}, Point(Ground.FAR, municipality=Municipality.TOBOLSK)),
        ({"ways": (Attendance.ONLINE,)}, Point(Ground.ONE_WAY, way=Attendance.ONLINE)),
    ],
)
def test_each_thing_that_does_not_fit_costs_and_is_named(worse: dict[str, Any], against: Point) -> None:
    found = certain(**worse)
    assert found.score < certain().score
    assert found.against == against


def test_the_greatest_loss_is_the_one_named() -> None:
    found = certain(directions=(Direction.DIGITAL,), ways=(Attendance.ONLINE,), subject="История")
    assert found.against.ground is Ground.LACKS_DIRECTIONS


def test_when_nothing_speaks_against_something_honest_is_said_all_the_same() -> None:
    assert certain().against == Point(Ground.WAIT)
    assert certain(replace(ANNA, organization_id=1)).against == Point(Ground.SAME_ORGANIZATION)


def test_the_reasons_that_weigh_most_come_first() -> None:
    why = [one.ground for one in certain().why]
    assert why == [Ground.DIRECTIONS, Ground.SUBJECT, Ground.WORDS]
    assert certain().why[2].words == ("дисциплина", "критерий", "проект")


def test_what_is_not_known_neither_helps_nor_harms() -> None:
    unknown = replace(ANNA, subject=frozenset(), stages=frozenset(), municipality=None)
    same, other = certain(unknown), certain(unknown, subject="История", stages=(Stage.PRIMARY,))
    assert same.score == other.score
    assert other.against.ground is Ground.WAIT


def test_online_nobody_is_far() -> None:
    online = replace(ANNA, way=Attendance.ONLINE)
    assert certain(online).score == certain(online, municipality=Municipality.TOBOLSK).score


def test_people_of_other_towns_are_not_taken_for_neighbours() -> None:
    elsewhere = replace(ANNA, municipality=Municipality.OTHER)
    found = certain(elsewhere, municipality=Municipality.OTHER)
    assert Ground.NEAR not in [one.ground for one in found.why]


def test_a_subject_named_in_the_need_counts_too() -> None:
    need = replace(ANNA, subject=frozenset({"биология"}), words=words_of(lemmas("Как провести опыты по химии?")))
    assert certain(need).why[0].ground is Ground.DIRECTIONS
    assert Ground.SUBJECT in [one.ground for one in certain(need).why]


def test_best_come_first_and_no_more_than_asked_for() -> None:
    busy, free = replace(IRINA, mentor_id=8, taken=2), replace(IRINA, mentor_id=9)
    pool = Pool([busy, free, replace(IRINA, mentor_id=10, directions=())])
    assert [one.candidate.mentor_id for one in pool.best(ANNA, 2)] == [9, 8]


def test_among_equals_the_first_differs_from_mentee_to_mentee() -> None:
    pool = Pool([replace(IRINA, mentor_id=number) for number in range(10, 40)])
    first = {pool.best(replace(ANNA, mentee_id=mentee), 1)[0].candidate.mentor_id for mentee in range(100, 200)}
    assert len(first) > 10
    assert pool.best(ANNA, 5) == pool.best(ANNA, 5)


def test_an_empty_pool_suggests_nobody() -> None:
    assert Pool([]).best(ANNA, 5) == []
    assert Pool([]).match(ANNA, 7) is None


CANDIDATES = st.builds(
    Candidate,
    mentor_id=st.integers(2, 50),
    directions=st.lists(st.sampled_from(Direction), unique=True, max_size=4).map(tuple),
    subject=st.sampled_from(["Химия", "Английский язык", "", "ИКТ"]),
    stages=st.lists(st.sampled_from(Stage), unique=True, max_size=3).map(tuple),
    forms=st.lists(st.sampled_from(MentoringForm), unique=True, max_size=7).map(tuple),
    ways=st.lists(st.sampled_from(Attendance), unique=True).map(tuple),
    places=st.integers(0, 10),
    lemmas=st.sampled_from(["", "химия опыт", "дисциплина критерий проект защита"]),
    taken=st.integers(0, 5),
    asked=st.integers(0, 5),
    municipality=st.none() | st.sampled_from(Municipality),
    organization_id=st.none() | st.integers(1, 3),
)
WISHES = st.builds(
    Wish,
    mentee_id=st.just(1),
    directions=st.lists(st.sampled_from(Direction), unique=True, min_size=1, max_size=3).map(tuple),
    form=st.sampled_from(MentoringForm),
    way=st.none() | st.sampled_from(Attendance),
    words=st.frozensets(st.sampled_from(["дисциплина", "опыт", "химия", "небо"])),
    subject=st.frozensets(st.sampled_from(["химия", "английский"]), max_size=1),
    stages=st.frozensets(st.sampled_from(Stage), max_size=2),
    municipality=st.none() | st.sampled_from(Municipality),
    organization_id=st.none() | st.integers(1, 3),
    same_organization=st.booleans(),
)


@given(st.lists(CANDIDATES, unique_by=lambda one: one.mentor_id, max_size=8), WISHES)
def test_every_suggestion_has_two_or_three_reasons_and_one_word_against(pool: list[Candidate], wish: Wish) -> None:
    for found in Pool(pool).best(wish, 8):
        assert 1 <= found.score <= 100
        assert 2 <= len(found.why) <= 3
        assert len({one.ground for one in found.why}) == len(found.why)
        assert found.candidate.free > 0
        assert wish.form in found.candidate.forms
        said = screens.suggestion(Suggestion(1, "Ирина", None, None, found.score, found.why, found.against), 1)
        assert said.count("\n") == 2


# --- words


@pytest.mark.parametrize(
    ("position", "subject"),
    [
        ("учитель химии", {"химия"}),
        ("Учитель русского языка и литературы", {"русский", "литература"}),
        ("учитель английского языка, первая категория", {"английский"}),
        ("учитель начальных классов", set()),
        ("педагог-психолог", {"психолог"}),
        ("педагог дополнительного образования", set()),
        ("воспитатель", set()),
        ("методист", set()),
        (None, set()),
    ],
)
def test_what_a_teacher_teaches_is_read_from_the_position(position: str | None, subject: set[str]) -> None:
    assert subject_of(position) == subject


def test_two_languages_are_two_subjects() -> None:
    assert not subject_of("учитель русского языка") & subject_words("Английский язык")


@pytest.mark.parametrize(
    ("need", "position", "kind", "stages"),
    [
        ("Шумят в 7 «Б» классе", None, None, {Stage.BASIC}),
        ("Проект для 4–5 классов", None, None, {Stage.PRIMARY, Stage.BASIC}),
        ("Готовлю 11-й класс", "учитель начальных классов", None, {Stage.SENIOR}),
        ("Шумят в седьмых классах", None, None, {Stage.BASIC}),
        ("Четвертый «А» класс скучает", None, None, {Stage.PRIMARY}),
        ("Первый раз веду урок", None, None, set()),
        ("Боюсь собрания", "учитель начальных классов", None, {Stage.PRIMARY}),
        ("Боюсь собрания", "Воспитатель", None, {Stage.PRESCHOOL}),
        ("Боюсь собрания", "педагог", OrgType.COLLEGE, {Stage.VOCATIONAL}),
        ("Боюсь собрания", "учитель химии", OrgType.SCHOOL, set()),
        ("В классе 35 человек", "учитель химии", OrgType.SCHOOL, set()),
        ("Нагрузка 40 часов, класс новый", None, None, set()),
    ],
)
def test_whom_the_mentee_teaches_is_read_from_what_is_known(
    need: str, position: str | None, kind: OrgType | None, stages: set[Stage]
) -> None:
    assert stages_of(need, lemmas(need), position, kind) == stages


def test_words_of_every_need_bring_nobody_together() -> None:
    assert words_of(lemmas("Хочу, чтобы наставник помог мне на уроке")) == frozenset()


# --- what people read

SAID = {
    Point(
        Ground.DIRECTIONS, directions=(Direction.ED_PROCESS, Direction.DIGITAL)
    ): "та же тема: организация ОД, цифровое",
    Point(Ground.SUBJECT, subject="Химия"): "тот же предмет: химия",
    Point(Ground.WORDS, words=("проект", "<b>")): "пишет о том же: проект, &lt;b&gt;",
    Point(Ground.STAGES, stages=(Stage.BASIC,)): "тот же возраст: 5–9 классы",
    Point(Ground.NEAR, municipality=Municipality.TYUMEN): "рядом: Тюмень",
    Point(Ground.FREE, places=3): "сейчас никого не ведёт, время есть",
    Point(Ground.ANY_WAY): "можно и очно, и онлайн",
    Point(Ground.FORM, form=MentoringForm.ONE_TO_ONE): "берёт такую форму работы",
    Point(Ground.ROOM, taken=1, places=3): "место есть: 2 из 3",
    Point(Ground.LACKS_DIRECTIONS, directions=(Direction.PARENTS,)): (
        "другая тема: в карточке не отмечено «взаимодействие с родительской общественностью»"
    ),
    Point(Ground.OTHER_SUBJECT, subject="ИКТ"): "ведёт другой предмет: ИКТ",
    Point(Ground.OTHER_WORDS): "о такой задаче в карточке прямо не сказано",
    Point(Ground.OTHER_STAGES, stages=(Stage.PRESCHOOL,)): "другой возраст: дошкольники",
    Point(Ground.FAR, municipality=Municipality.TOBOLSK): "далеко: Тобольск",
    Point(Ground.FAR, municipality=Municipality.OTHER): "далеко: другой город",
    Point(Ground.BUSY, taken=2, places=3): "уже ведёт 2 пары из 3",
    Point(Ground.BUSY, asked=1, places=3): "ответа уже ждут: 1 заявка",
    Point(Ground.ONE_WAY, way=Attendance.OFFLINE): "только очно",
    Point(Ground.ONE_WAY, way=Attendance.ONLINE): "только онлайн",
    Point(Ground.SAME_ORGANIZATION): "из той же организации: бывает неловко",
    Point(Ground.WAIT): "ответит, возможно, не сразу: у наставника тоже уроки",
}


@pytest.mark.parametrize(("point", "said"), SAID.items())
def test_every_ground_is_said_in_plain_words(point: Point, said: str) -> None:
    assert screens.point(point).replace("\u00a0", " ") == said


def test_no_ground_is_without_words() -> None:
    assert {point.ground for point in SAID} == set(Ground)


def test_a_suggestion_says_who_why_and_what_against() -> None:
    view = Suggestion(
        7, "Лебедева <Ирина>", "Школа № 901", Municipality.TYUMEN, 90, certain().why, Point(Ground.WAIT), "Химия"
    )
    first, why, against = screens.suggestion(view, 1).split("\n")
    assert first == "1. <b>Лебедева &lt;Ирина&gt;</b>, Школа № 901"
    assert why.startswith("+ та же тема: проектная деятельность; тот же предмет: химия")
    assert against.startswith("− ")
