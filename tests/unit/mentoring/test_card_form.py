"""The form of a mentor's card: what is asked of whom, what is taken as an answer, what the screens say."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.errors import InvalidAnswer, NotFound
from domain.events.moments import read_day
from domain.mentoring import card_answers as answering
from domain.mentoring.card_form import Answers, Draft, Step, first_missing, questions
from domain.mentoring.cards import LONGEST_ABOUT, USUAL_GROUP, Card
from domain.vocabulary import Attendance, Direction, MentoringForm, Stage
from screens.kit import LABEL_LIMIT
from screens.mentoring import card_form as screens
from screens.mentoring.card_form import CardChoice, CardTick

CARD = Card(
    directions=(Direction.METHODICAL,),
    subject="химия",
    stages=(Stage.BASIC,),
    about="Покажу, как начать урок без шума",
    forms=(MentoringForm.ONE_TO_ONE, MentoringForm.GROUP),
    ways=(Attendance.OFFLINE, Attendance.ONLINE),
    capacity=3,
    group_size=8,
    on_duty=True,
)
FULL = Answers.of(CARD)


def test_a_card_goes_into_the_form_and_comes_back() -> None:
    draft = Draft.load(Draft.of(CARD).dump())
    assert draft == Draft.of(CARD)
    assert draft.card() == CARD


@pytest.mark.parametrize("field", ["directions", "subject", "stages", "about", "forms", "ways", "capacity", "on_duty"])
def test_a_card_lacks_nothing(field: str) -> None:
    empty = getattr(Answers(), field)
    draft = Draft(answers=replace(FULL, **{field: empty}))
    assert draft.card() is None
    assert draft.after(draft.answers).step is not Step.SUMMARY


def test_the_size_of_a_group_is_asked_only_of_who_leads_one() -> None:
    alone = replace(FULL, forms=(MentoringForm.ONE_TO_ONE,), group_size=None)
    assert Step.GROUP not in questions(alone)
    card = Draft(answers=alone).card()
    assert card is not None
    assert card.group_size == USUAL_GROUP
    assert first_missing(replace(FULL, group_size=None)) is Step.GROUP


def test_only_online_is_nothing_without_online() -> None:
    answers = replace(FULL, forms=(MentoringForm.VIRTUAL,), ways=(Attendance.OFFLINE,))
    assert first_missing(answers) is Step.WAYS
    with pytest.raises(NotFound):
        answering.choose(Step.WAYS, Attendance.OFFLINE.value, answers)
    labels = [one.text for row in screens.ask(Draft(Step.WAYS, answers)).rows for one in row]
    assert "Очно" not in labels
    assert answering.choose(Step.WAYS, "both", answers).ways == (Attendance.OFFLINE, Attendance.ONLINE)


def test_a_fifth_direction_is_refused_kindly_and_a_tick_twice_is_one() -> None:
    answers = Answers()
    for direction in list(Direction)[:4]:
        for _ in range(2):
            answers = answering.tick(Step.DIRECTIONS, direction.value, True, answers)
    assert answers.directions == tuple(Direction)[:4]
    with pytest.raises(InvalidAnswer, match="до четырёх"):
        answering.tick(Step.DIRECTIONS, Direction.PARENTS.value, True, answers)
    assert answering.tick(Step.DIRECTIONS, Direction.PARENTS.value, False, answers) == answers


@pytest.mark.parametrize(
    ("step", "value"),
    [
        (Step.DIRECTIONS, "COOKING"),
        (Step.ABOUT, "done"),
        (Step.SUMMARY, "yes"),
    ],
)
def test_a_forged_tick_is_not_found(step: Step, value: str) -> None:
    with pytest.raises(NotFound):
        answering.tick(step, value, True, FULL)


@pytest.mark.parametrize(
    ("step", "value"),
    [
        (Step.SUBJECT, "физика"),
        (Step.GROUP, "4"),
        (Step.WAYS, "phone"),
        (Step.CAPACITY, "11"),
        (Step.CAPACITY, "0"),
        (Step.DUTY, "maybe"),
        (Step.ABOUT, "yes"),
    ],
)
def test_a_forged_choice_is_not_found(step: Step, value: str) -> None:
    with pytest.raises(NotFound):
        answering.choose(step, value, FULL)


def test_done_with_nothing_ticked_asks_for_one() -> None:
    with pytest.raises(InvalidAnswer, match="хотя бы одно"):
        answering.settle(Step.STAGES, Answers())
    with pytest.raises(NotFound):
        answering.settle(Step.ABOUT, FULL)


@pytest.mark.parametrize(
    ("step", "text", "field", "value"),
    [
        (Step.SUBJECT, " химия ", "subject", "химия"),
        (Step.SUBJECT, "Не веду", "subject", ""),
        (Step.ABOUT, "Разберу\nваш урок по шагам", "about", "Разберу ваш урок по шагам"),
        (Step.ABOUT, "С 2004 года готовлю к ЕГЭ, 11 классы", "about", "С 2004 года готовлю к ЕГЭ, 11 классы"),
        (Step.ABOUT, "я" * LONGEST_ABOUT, "about", "я" * LONGEST_ABOUT),
        (Step.GROUP, "12 человек", "group_size", 12),
        (Step.CAPACITY, "10", "capacity", 10),
    ],
)
def test_typed_answers(step: Step, text: str, field: str, value: object) -> None:
    assert getattr(answering.read(step, text, Answers()), field) == value


@pytest.mark.parametrize(
    ("step", "text", "hint"),
    [
        (Step.SUBJECT, "…", "нужны буквы"),
        (Step.SUBJECT, "х" * 101, "до 100"),
        (Step.ABOUT, "я" * 301, "301 знаков, а поместится 300"),
        (Step.ABOUT, "Пишите @lebedeva_irina", "Телефон и ссылки"),
        (Step.ABOUT, "Звоните +7 912 000-00-00", "Телефон и ссылки"),
        (Step.ABOUT, "Мой сайт https://example.org", "Телефон и ссылки"),
        (Step.GROUP, "1", "от 2 до 20"),
        (Step.ABOUT, "помогу", "хотя бы 20 знаков"),
        (Step.GROUP, "много", "от 2 до 20"),
        (Step.CAPACITY, "0", "от 1 до 10"),
        (Step.CAPACITY, "11", "от 1 до 10"),
        (Step.DIRECTIONS, "астрология", "напишите, например: цифра, родители"),
        (Step.DIRECTIONS, "цифра, астрология", "напишите, например: цифра, родители"),
        (Step.DIRECTIONS, "цифра, реверс, родители, проекты, конкурсы", "до четырёх"),
        (Step.STAGES, "ясли", "напишите, например: начальная школа"),
        (Step.WAYS, "как получится", "напишите: очно, онлайн"),
        (Step.DUTY, "возможно", "напишите: да или нет"),
        (Step.SUMMARY, "да", "нажмите кнопку"),
    ],
)
def test_nonsense_is_refused_kindly(step: Step, text: str, hint: str) -> None:
    with pytest.raises(InvalidAnswer, match=hint):
        answering.read(step, text, FULL)


@pytest.mark.parametrize("step", [step for step in Step if step not in (Step.ABOUT, Step.SUMMARY)])
def test_what_a_button_says_may_be_typed(step: Step) -> None:
    """Any case, «е» for «ё», without the picture: as good as the press, a tick being the whole answer."""
    answers = replace(FULL, directions=(), stages=(), forms=(), ways=(), on_duty=None, group_size=None, capacity=None)
    buttons = [one for row in screens.ask(Draft(step, answers)).rows for one in row]
    pressed = [
        (one.text, CardChoice.unpack(one.data or "")) for one in buttons if (one.data or "").startswith("mcset:")
    ]
    for label, choice in pressed:
        expected = answering.choose(step, choice.value, answers)
        assert answering.read(step, label.upper().replace("Ё", "Е"), answers) == expected, label
    ticks = [(one.text, CardTick.unpack(one.data or "")) for one in buttons if (one.data or "").startswith("mctick:")]
    for label, tick in ticks:
        expected = answering.tick(step, tick.value, True, answers)
        assert answering.read(step, label.upper().replace("Ё", "Е"), answers) == expected, label
    assert pressed or ticks


def test_a_list_in_words_and_what_is_kept() -> None:
    found = answering.read(Step.STAGES, "колледж, Начальная школа", FULL)
    assert found.stages == (Stage.PRIMARY, Stage.VOCATIONAL)
    assert answering.read(Step.STAGES, "Готово", FULL) == FULL
    with pytest.raises(InvalidAnswer, match="хотя бы одно"):
        answering.read(Step.STAGES, "готово", Answers())
    assert answering.read(Step.SUBJECT, "Оставить как есть", FULL) == FULL
    virtual = replace(FULL, forms=(MentoringForm.VIRTUAL,), ways=())
    with pytest.raises(InvalidAnswer, match="нужен онлайн"):
        answering.read(Step.WAYS, "очно", virtual)


def test_back_goes_one_question_back_and_corrections_lead_to_the_summary() -> None:
    assert Draft(Step.SUBJECT).back().step is Step.DIRECTIONS
    assert Draft(Step.DIRECTIONS).back().step is Step.DIRECTIONS
    assert Draft.of(CARD).at(Step.ABOUT).back().step is Step.SUMMARY
    alone = replace(FULL, forms=(MentoringForm.SITUATIONAL,))
    assert Draft(answers=alone, reviewing=True).at(Step.GROUP).step is Step.SUMMARY


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("answers", [Answers(), FULL], ids=["empty", "full"])
@pytest.mark.parametrize("saved", [False, True], ids=["new", "saved"])
def test_every_question_has_a_way_on_and_short_labels(step: Step, answers: Answers, saved: bool) -> None:
    screen = screens.ask(Draft(step, answers, reviewing=saved, saved=saved), "не <b> так")
    buttons = [one for row in screen.rows for one in row]
    assert buttons
    assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
    assert all(len((one.data or "").encode()) <= 64 for one in buttons)
    assert "не &lt;b&gt; так" in screen.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07.10", "2026-10-07"),
        ("до 12 декабря", "2026-12-12"),
        ("по 1.09", "2027-09-01"),
        ("завтра", "2026-10-08"),
    ],
)
def test_a_day_in_words(text: str, day: str, now: datetime) -> None:
    assert read_day(text, now).isoformat() == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("когда-нибудь", "Напишите, например"),
        ("12.12 15:00", "Не получилось разобрать"),
        ("06.10.2026", "Этот день уже прошёл: вт, 6 октября 2026. Напишите день впереди"),
        ("01.01.2030", "больше двух лет"),
        ("31.02", "в календаре нет"),
    ],
)
def test_a_day_that_will_not_do(text: str, hint: str, now: datetime) -> None:
    with pytest.raises(InvalidAnswer, match=hint):
        read_day(text, now)
