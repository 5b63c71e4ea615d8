"""Reading what coordinators and participants type, and what a screen of a question holds."""

import pytest

from domain.errors import InvalidAnswer
from domain.events.event_questions import (
    LONGEST_ANSWER,
    LONGEST_FILE_NAME,
    LONGEST_OPTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    AnswerView,
    Asking,
    FileRef,
    OwnAnswers,
    Preset,
    QuestionSheet,
    QuestionToAnswer,
    QuestionView,
    SetUp,
    SetUpStep,
    mark,
    option_of,
    presets,
    read_answer,
    read_file,
    read_options,
    read_question,
)
from domain.vocabulary import EventForm, QuestionKind
from screens.events import event_answers, questions_of_event
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen

BIGGEST = 2**63 - 1
OPTIONS = ("Начальная школа", "5", "Другое")


def question(
    kind: QuestionKind = QuestionKind.CHOICE, options: tuple[str, ...] = OPTIONS, **more: object
) -> QuestionView:
    return QuestionView(BIGGEST, BIGGEST, kind, "Секция?", options, True, **more)  # type: ignore[arg-type]


def test_options_are_lines() -> None:
    assert read_options(" Да \n\n нет\u200b\n") == ("Да", "нет")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Один",
        "\n".join(str(number) for number in range(MOST_OPTIONS + 1)),
        "Ёж\nеж.",
        f"Да\n{'я' * (LONGEST_OPTION + 1)}",
        "Да\n—",
    ],
)
def test_options_that_will_not_do(typed: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        read_options(typed)
    assert refusal.value.hint.endswith((".", "Нет"))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("начальная  школа!", "Начальная школа"), ("1", "Начальная школа"), ("5", "5"), ("3", "Другое")],
)
def test_an_option_by_its_words_or_number(typed: str, chosen: str) -> None:
    assert read_answer(question(), typed) == chosen


@pytest.mark.parametrize("typed", ["0", "4", "школа", "—", ""])
def test_what_is_no_option(typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_answer(question(), typed)


def test_words_are_cleaned_and_have_an_end() -> None:
    asked = question(QuestionKind.TEXT, ())
    assert read_answer(asked, " <b>Первый</b>\n год ") == "<b>Первый</b> год"
    for typed in ("…", "я" * (LONGEST_ANSWER + 1)):
        with pytest.raises(InvalidAnswer):
            read_answer(asked, typed)
    with pytest.raises(InvalidAnswer):
        read_question("я" * 201)


def test_a_long_file_name_keeps_its_ending() -> None:
    kept = read_file(question(QuestionKind.FILE, ()), f"{'Тезисы' * 50}.docx", 10)
    assert len(kept) == LONGEST_FILE_NAME
    assert kept.endswith(".docx")


def test_a_mark_finds_its_option_only() -> None:
    assert option_of(OPTIONS, mark("Другое")) == "Другое"
    assert option_of(OPTIONS, mark("Колледж")) is None


@pytest.mark.parametrize("ref", [FileRef("BQAC"), FileRef("AgAC", photo=True)])
def test_a_file_goes_into_a_column_and_back(ref: FileRef) -> None:
    assert FileRef.load(ref.dump()) == ref


def test_drafts_survive_json() -> None:
    draft = SetUp(1, SetUpStep.OPTIONS, QuestionKind.CHOICE, 2, "Секция?", OPTIONS)
    assert SetUp.load(draft.dump()) == draft
    asking = Asking(1, 2, single=True)
    assert Asking.load(asking.dump()) == asking


def test_steps_of_a_new_question() -> None:
    text = SetUp(1, SetUpStep.TEXT, QuestionKind.TEXT)
    following = text.moved(1)
    assert following is not None
    assert following.step is SetUpStep.REQUIRED, "only a choice has options"
    assert text.moved(-1) is None


def test_a_question_removed_meanwhile_breaks_no_walk() -> None:
    view = OwnAnswers(1, "НПК", ((question(), None),), open=True)
    assert view.question(5) is None
    assert view.after(5) is None
    assert view.before(5) is None


def fits(screen: Screen) -> None:
    assert len(screen.text) <= TEXT_LIMIT
    buttons = [one for row in screen.rows for one in row]
    assert buttons, "a screen has a way on"
    assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
    assert all(one.data and len(one.data.encode()) <= 64 for one in buttons)


def test_the_longest_of_everything_fits() -> None:
    wide = tuple(f"{number} {'ш' * (LONGEST_OPTION - 3)}" for number in range(MOST_OPTIONS))
    many = tuple(
        QuestionView(BIGGEST - number, BIGGEST, QuestionKind.CHOICE, "Щ" * 200, wide, True, 1000)
        for number in range(MOST_QUESTIONS)
    )
    given = AnswerView(BIGGEST, "Щ" * 200, QuestionKind.TEXT, "ы" * LONGEST_ANSWER)
    sheet = QuestionSheet(BIGGEST, "Ю" * 200, many, (Preset.TALK, Preset.SECTION), open=True)
    fits(questions_of_event.sheet(sheet))
    fits(questions_of_event.one(sheet, many[1].id))
    fits(questions_of_event.kinds(sheet))
    fits(questions_of_event.confirm_removal(many[0]))
    for step in SetUpStep:
        fits(questions_of_event.ask(SetUp(BIGGEST, step, QuestionKind.CHOICE, None, "Щ" * 200, wide), "Не так."))
    answers = OwnAnswers(BIGGEST, "Ю" * 200, tuple((one, given) for one in many), open=True)
    fits(event_answers.answers(answers))
    fits(event_answers.later(answers))
    for single in (True, False):
        asked = QuestionToAnswer(BIGGEST, "Ю" * 200, many[0], 2, 7, given)
        fits(event_answers.ask(asked, "Не так.", single=single))


def test_every_preset_is_a_question_one_can_save() -> None:
    offered = {preset for form in EventForm for preset in presets(form)}
    assert offered == set(Preset)
    for preset in Preset:
        new = questions_of_event.preset(preset)
        assert read_question(new.text) == new.text
        assert len(new.options) in (0, 7)


def test_options_too_wide_for_a_label_are_pressed_by_number() -> None:
    tracks = questions_of_event.preset(Preset.TRACK).options
    shown = event_answers.ask(QuestionToAnswer(1, "Круглый стол", question(options=tracks), 1, 1))
    assert [one.text for row in shown.rows for one in row][:7] == ["1", "2", "3", "4", "5", "6", "7"]
    assert f"7.\u00a0{tracks[6]}" in shown.text


def test_markup_in_what_people_type_stays_text() -> None:
    asked = QuestionView(1, 1, QuestionKind.CHOICE, "<b>?", ("<i>1", "&"), True)
    shown = event_answers.ask(QuestionToAnswer(1, "<u>", asked, 1, 1))
    assert "&lt;b&gt;?" in shown.text
    sheet = questions_of_event.one(QuestionSheet(1, "<u>", (asked,), (), open=True), 1)
    assert "&lt;i&gt;1" in sheet.text
