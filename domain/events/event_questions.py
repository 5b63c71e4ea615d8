"""An event's own questions: what a coordinator asks of those who sign up, and how they are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zlib import crc32

from domain.errors import InvalidAnswer
from domain.typed import clean, folded, phrase
from domain.vocabulary import EventForm, QuestionKind

MOST_QUESTIONS = 7
LONGEST_QUESTION = 200
FEWEST_OPTIONS = 2
MOST_OPTIONS = 10
LONGEST_OPTION = 60
LONGEST_ANSWER = 500
LONGEST_FILE_NAME = 150
FILE_LIMIT_MB = 20

# the messenger takes a photo back only as a photo
_PHOTO = "photo:"


class Preset(StrEnum):
    """A question an event of some form nearly always asks. Values are short: they travel in buttons."""

    TALK = "talk"
    SECTION = "section"
    NOMINATION = "nomination"
    TRACK = "track"


_PRESETS = {
    EventForm.CONFERENCE: (Preset.TALK, Preset.SECTION),
    EventForm.SKILL_CONTEST: (Preset.NOMINATION,),
    EventForm.ROUND_TABLE: (Preset.TRACK,),
}


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What is asked, before it has been saved. `options` are those of a CHOICE."""

    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of an event; `answers` says how many people have answered it."""

    id: int
    event_id: int
    kind: QuestionKind
    text: str
    options: tuple[str, ...]
    required: bool
    answers: int = 0


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """All questions of an event, for the coordinator. `presets` suit its form; `open`: they may change."""

    event_id: int
    title: str
    questions: tuple[QuestionView, ...]
    presets: tuple[Preset, ...]
    open: bool

    @property
    def full(self) -> bool:
        return len(self.questions) >= MOST_QUESTIONS

    def find(self, question_id: int) -> QuestionView | None:
        return next((one for one in self.questions if one.id == question_id), None)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file somebody sent, by its name in the messenger."""

    id: str
    photo: bool = False

    def dump(self) -> str:
        """As a column keeps it."""
        return f"{_PHOTO}{self.id}" if self.photo else self.id

    @classmethod
    def load(cls, dumped: str) -> "FileRef":
        """Back from a column."""
        return cls(dumped.removeprefix(_PHOTO), dumped.startswith(_PHOTO))


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What somebody answered. Of a FILE, `text` is its name and `file` leads to it."""

    question_id: int
    question: str
    kind: QuestionKind
    text: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class QuestionToAnswer:
    """A question on its way to a person: the `number`-th of `total`, with what they answered before."""

    event_id: int
    title: str
    question: QuestionView
    number: int
    total: int
    answer: AnswerView | None = None


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """A person's answers to all questions of an event, None where there is none. `open`: they may still change."""

    event_id: int
    title: str
    answers: tuple[tuple[QuestionView, AnswerView | None], ...]
    open: bool

    @property
    def missing(self) -> int:
        """How many required questions have no answer."""
        return sum(1 for question, answer in self.answers if question.required and answer is None)

    def question(self, question_id: int) -> QuestionToAnswer | None:
        """One question by its id."""
        for number, (question, answer) in enumerate(self.answers, 1):
            if question.id == question_id:
                return QuestionToAnswer(self.event_id, self.title, question, number, len(self.answers), answer)
        return None

    def pending(self) -> QuestionToAnswer | None:
        """What to ask first: the very first question of who has answered none, else a required one still open.

        Optional ones that were passed over are not asked again.
        """
        untouched = all(answer is None for _, answer in self.answers)
        opened = [q for q, answer in self.answers if answer is None and (q.required or untouched)]
        return self.question(opened[0].id) if self.open and opened else None

    def after(self, question_id: int) -> QuestionToAnswer | None:
        """The next question without an answer, in order; None at the end."""
        ids = [question.id for question, _ in self.answers]
        rest = self.answers[ids.index(question_id) + 1 :] if question_id in ids else ()
        following = next((question.id for question, answer in rest if answer is None), None)
        return self.question(following) if following is not None else None

    def before(self, question_id: int) -> QuestionToAnswer | None:
        """The question just before this one, answered or not; None at the first."""
        ids = [question.id for question, _ in self.answers]
        place = ids.index(question_id) if question_id in ids else 0
        return self.question(ids[place - 1]) if place > 0 else None


class SetUpStep(StrEnum):
    """What a coordinator types about a question."""

    TEXT = "text"
    OPTIONS = "options"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class SetUp:
    """Where a coordinator stands in making a question, or in correcting the one with `question_id`."""

    event_id: int
    step: SetUpStep
    kind: QuestionKind
    question_id: int | None = None
    text: str = ""
    options: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[SetUpStep, ...]:
        """All steps of a new question."""
        options = (SetUpStep.OPTIONS,) if self.kind is QuestionKind.CHOICE else ()
        return (SetUpStep.TEXT, *options, SetUpStep.REQUIRED)

    def moved(self, by: int) -> "SetUp | None":
        """A step on or back; None beyond the first one."""
        place = self.steps.index(self.step) + by
        return replace(self, step=self.steps[place]) if place >= 0 else None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "event_id": self.event_id,
            "step": self.step.value,
            "kind": self.kind.value,
            "question_id": self.question_id,
            "text": self.text,
            "options": list(self.options),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "SetUp":
        """Back from JSON."""
        return cls(
            event_id=int(dumped["event_id"]),
            step=SetUpStep(dumped["step"]),
            kind=QuestionKind(dumped["kind"]),
            question_id=dumped["question_id"],
            text=str(dumped["text"]),
            options=tuple(dumped["options"]),
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """Which question a person is answering: the draft. Answers themselves are saved one by one.

    `single`: they correct one answer, so no other question follows.
    """

    event_id: int
    question_id: int
    single: bool = False

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"event_id": self.event_id, "question_id": self.question_id, "single": self.single}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Asking":
        """Back from JSON."""
        return cls(int(dumped["event_id"]), int(dumped["question_id"]), bool(dumped["single"]))


def presets(form: EventForm) -> tuple[Preset, ...]:
    """Questions that suit events of this form."""
    return _PRESETS.get(form, ())


def read_question(text: str) -> str:
    """The wording of a question. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_QUESTION, example="Тема вашего доклада")


def read_options(text: str) -> tuple[str, ...]:
    """Options of a choice, one a line, in the order typed. Raises InvalidAnswer."""
    found = [line for line in map(clean, text.splitlines()) if line]
    if not FEWEST_OPTIONS <= len(found) <= MOST_OPTIONS:
        raise InvalidAnswer(
            f"Нужно от {FEWEST_OPTIONS} до {MOST_OPTIONS} вариантов, каждый с новой строки. Получилось: {len(found)}."
        )
    for one in found:
        if not any(sign.isalnum() for sign in one):
            raise InvalidAnswer("В каждом варианте нужны буквы или цифры. Например:\nДа\nНет")
        if len(one) > LONGEST_OPTION:
            raise InvalidAnswer(f"Вариант поместится до {LONGEST_OPTION} знаков, а этот длиннее: «{one[:30]}…».")
    if len({folded(one) for one in found}) < len(found):
        raise InvalidAnswer("Два варианта одинаковы. Оставьте один из них.")
    return tuple(found)


def read_answer(question: QuestionView, text: str) -> str:
    """A typed answer: words, or one of the options by its words or number. Raises InvalidAnswer."""
    match question.kind:
        case QuestionKind.FILE:
            raise InvalidAnswer(f"Здесь нужен файл или фото, до {FILE_LIMIT_MB} МБ.")
        case QuestionKind.CHOICE:
            return _read_choice(question.options, text)
        case QuestionKind.TEXT:
            if len(clean(text)) > LONGEST_ANSWER:
                raise InvalidAnswer(f"Получилось длинно: поместится до {LONGEST_ANSWER} знаков. Попробуйте короче.")
            return phrase(text, longest=LONGEST_ANSWER, example="Наставник в первый год")


def read_file(question: QuestionView, name: str | None, size: int | None) -> str:
    """The name of a file that came as an answer; `size` is in bytes. Raises InvalidAnswer."""
    if question.kind is not QuestionKind.FILE:
        raise InvalidAnswer("Здесь ответ словами, файл не нужен.")
    if size is not None and size > FILE_LIMIT_MB * 1024 * 1024:
        raise InvalidAnswer(f"Файл больше {FILE_LIMIT_MB} МБ. Пришлите поменьше или сожмите его.")
    return _kept_ending(clean(name or "")) or "Файл"


def mark(option: str) -> int:
    """A short sign of an option: a button finds it although the list has changed meanwhile."""
    return crc32(option.encode())


def option_of(options: Sequence[str], sign: int) -> str | None:
    """The option with this mark, if it is still there."""
    return next((one for one in options if mark(one) == sign), None)


def _read_choice(options: Sequence[str], text: str) -> str:
    typed = folded(text)
    for number, option in enumerate(options, 1):
        if typed and typed == folded(option):
            return option
        if typed == str(number) and not any(folded(one) == typed for one in options):
            return option
    raise InvalidAnswer("Такого варианта нет. Нажмите кнопку или напишите номер варианта.")


def _kept_ending(name: str) -> str:
    """A long name cut in the middle: its ending says what opens it."""
    if len(name) <= LONGEST_FILE_NAME:
        return name
    return f"{name[: LONGEST_FILE_NAME - 13]}…{name[-12:]}"
