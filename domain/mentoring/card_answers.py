"""Reading answers about a mentor's card: typed words and pressed buttons become `Answers`, or a refusal.

Typed words raise InvalidAnswer with a hint for the person; a button with what is not on offer is NotFound.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer, NotFound
from domain.mentoring.card_form import Answers, Step, is_answered
from domain.mentoring.cards import (
    LARGEST_GROUP,
    LEAST_ABOUT,
    LONGEST_ABOUT,
    LONGEST_SUBJECT,
    MOST_DIRECTIONS,
    MOST_PAIRS,
    SMALLEST_GROUP,
    USUAL_GROUP,
    USUAL_PAIRS,
)
from domain.people.answers import DIRECTION_WORDS
from domain.typed import clean, folded, listed, meant, phrase
from domain.vocabulary import Attendance, Direction, MentoringForm, Stage

SUBJECT_EXAMPLE = "химия"
ABOUT_EXAMPLE = "Покажу, как начать урок без шума, и разберу с вами конспект"
# values of buttons that are no code of the vocabulary
YES, NO, BOTH, NONE = "yes", "no", "both", "none"

GROUP_SIZES = (3, 5, 8, 10)
_WAYS: Mapping[str, tuple[Attendance, ...]] = {
    Attendance.OFFLINE.value: (Attendance.OFFLINE,),
    Attendance.ONLINE.value: (Attendance.ONLINE,),
    BOTH: (Attendance.OFFLINE, Attendance.ONLINE),
}
# what is ticked, several at once: the field and its vocabulary
_TICKED: Mapping[Step, tuple[str, type[StrEnum]]] = {
    Step.DIRECTIONS: ("directions", Direction),
    Step.STAGES: ("stages", Stage),
    Step.FORMS: ("forms", MentoringForm),
}
_NO_SUBJECT = {"нет", "никакой", "не веду", "предмет не веду"}
# phone numbers, names in messengers, addresses
_CONTACT = re.compile(r"@\w{4,}|https?://|\bwww\.|\bt\.me\b|\+?\d(?:[\s()-]*\d){9,}", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,4})(?: [^\W\d_]+)?")


# what people type where a button was offered; every label of a button is among them (a test keeps it so)
WORDS: Mapping[Step, Mapping[str, str]] = {
    Step.DIRECTIONS: {word: code.value for word, code in DIRECTION_WORDS.items()},
    Step.STAGES: {
        "дошкольники": Stage.PRESCHOOL,
        "начальная школа": Stage.PRIMARY,
        "начальная": Stage.PRIMARY,
        "5 9 классы": Stage.BASIC,
        "5 9": Stage.BASIC,
        "10 11 классы": Stage.SENIOR,
        "10 11": Stage.SENIOR,
        "допобразование": Stage.ADDITIONAL,
        "колледж": Stage.VOCATIONAL,
    },
    Step.FORMS: {
        "один на один": MentoringForm.ONE_TO_ONE,
        "группа": MentoringForm.GROUP,
        "разовая помощь": MentoringForm.SITUATIONAL,
        "короткая цель": MentoringForm.SHORT_GOAL,
        "быстрые встречи": MentoringForm.SPEED,
        "только онлайн": MentoringForm.VIRTUAL,
        "реверс": MentoringForm.REVERSIVE,
    },
    Step.WAYS: {
        "очно": Attendance.OFFLINE,
        "онлайн": Attendance.ONLINE,
        "и так и так": BOTH,
        "очно и онлайн": BOTH,
        "всё равно": BOTH,
    },
    Step.DUTY: {"да отвечу": YES, "да": YES, "отвечу": YES, "нет без спешки": NO, "без спешки": NO, "нет": NO},
}
_MATCHES = {step: {folded(word): value for word, value in known.items()} for step, known in WORDS.items()}
_HINTS = {
    Step.DIRECTIONS: "Нажмите кнопки или напишите, например: цифра, родители.",
    Step.STAGES: "Нажмите кнопки или напишите, например: начальная школа, колледж.",
    Step.FORMS: "Нажмите кнопки или напишите, например: один на один, группа.",
    Step.WAYS: "Нажмите кнопку или напишите: очно, онлайн или и так и так.",
    Step.DUTY: "Нажмите кнопку или напишите: да или нет.",
    Step.SUMMARY: "Здесь словами не нужно: нажмите кнопку под вопросом.",
}
_DONE = {"готово", "дальше"}
_KEEP = "оставить как есть"


def read(step: Step, text: str, answers: Answers) -> Answers:
    """`answers` with what was typed at `step`: own words, or those of a button. Raises InvalidAnswer."""
    if folded(text) == _KEEP and is_answered(step, answers):
        return answers
    match step:
        case Step.SUBJECT:
            return replace(answers, subject=_read_subject(text))
        case Step.ABOUT:
            return replace(answers, about=_read_about(text))
        case Step.GROUP:
            return replace(answers, group_size=_read_number(text, SMALLEST_GROUP, LARGEST_GROUP, USUAL_GROUP))
        case Step.CAPACITY:
            return replace(answers, capacity=_read_number(text, 1, MOST_PAIRS, USUAL_PAIRS))
        case Step.DIRECTIONS | Step.STAGES | Step.FORMS:
            return _read_several(step, text, answers)
    value = meant(text, _MATCHES.get(step, {}))
    if value is None:
        raise InvalidAnswer(_HINTS[step])
    if step is Step.WAYS and answers.must_be_online and value == Attendance.OFFLINE:
        raise InvalidAnswer("Для формы «Только онлайн» нужен онлайн. Напишите: онлайн или и так и так.")
    return choose(step, value, answers)


def choose(step: Step, value: str, answers: Answers) -> Answers:
    """`answers` with a pressed button's value at `step`. Raises NotFound for what is not on offer."""
    chooser = _CHOOSERS.get(step)
    if chooser is None:
        raise NotFound
    return chooser(value, answers)


def tick(step: Step, value: str, on: bool, answers: Answers) -> Answers:
    """`answers` with one of several choices ticked or not; doing it twice changes nothing more.

    Raises NotFound for what is not on offer, InvalidAnswer for a fifth direction.
    """
    if step not in _TICKED:
        raise NotFound
    field, vocabulary = _TICKED[step]
    if value not in [code.value for code in vocabulary]:
        raise NotFound
    code = vocabulary(value)
    chosen = {*ticked(step, answers), code} if on else {one for one in ticked(step, answers) if one is not code}
    if step is Step.DIRECTIONS and len(chosen) > MOST_DIRECTIONS:
        raise InvalidAnswer("Можно выбрать до четырёх. Сначала снимите одну отметку: нажмите на неё ещё раз.")
    # in the order of the vocabulary, whichever came first under the finger
    fields: dict[str, Any] = {field: tuple(one for one in vocabulary if one in chosen)}
    return replace(answers, **fields)


def ticked(step: Step, answers: Answers) -> Sequence[StrEnum]:
    """What is ticked at a question of several choices."""
    chosen: Sequence[StrEnum] = getattr(answers, _TICKED[step][0])
    return chosen


def settle(step: Step, answers: Answers) -> Answers:
    """«Готово» at a question of several choices. Raises InvalidAnswer when nothing is ticked, NotFound elsewhere."""
    if step not in _TICKED:
        raise NotFound
    if not ticked(step, answers):
        raise InvalidAnswer("Отметьте хотя бы одно — и дальше.")
    return answers


# --- typed


def _read_several(step: Step, text: str, answers: Answers) -> Answers:
    """A list in words is the whole answer, whatever was ticked before."""
    if folded(text) in _DONE:
        return settle(step, answers)
    found = listed(text, _MATCHES[step])
    if found is None:
        raise InvalidAnswer(_HINTS[step])
    field, vocabulary = _TICKED[step]
    if step is Step.DIRECTIONS and len(found) > MOST_DIRECTIONS:
        raise InvalidAnswer("Можно выбрать до четырёх. Напишите, например: цифра, родители.")
    fields: dict[str, Any] = {field: tuple(one for one in vocabulary if one.value in found)}
    return replace(answers, **fields)


def _read_subject(text: str) -> str:
    if folded(text) in _NO_SUBJECT:
        return ""
    return without_contacts(phrase(text, longest=LONGEST_SUBJECT, example=SUBJECT_EXAMPLE))


def _read_about(text: str) -> str:
    length = len(clean(text))
    if 0 < length < LEAST_ABOUT:
        raise InvalidAnswer(f"Чуть подробнее, хотя бы {LEAST_ABOUT} знаков. Например: «{ABOUT_EXAMPLE}».")
    if length > LONGEST_ABOUT:
        raise InvalidAnswer(
            f"Получилось {length} знаков, а поместится {LONGEST_ABOUT}. Оставьте главное, например: «{ABOUT_EXAMPLE}»."
        )
    return without_contacts(phrase(text, longest=LONGEST_ABOUT, example=f"«{ABOUT_EXAMPLE}»"))


def without_contacts(text: str) -> str:
    """`text` as it is. Raises InvalidAnswer when there is a phone number, a link or a name in a messenger in it."""
    if _CONTACT.search(text):
        raise InvalidAnswer("Телефон и ссылки здесь не нужны: коллеги напишут вам через бота. Пришлите текст без них.")
    return text


def _read_number(text: str, least: int, most: int, example: int) -> int:
    found = _NUMBER.fullmatch(clean(text).rstrip("."))
    if found is None or not least <= int(found[1]) <= most:
        raise InvalidAnswer(f"Напишите число от {least} до {most}. Например: {example}.")
    return int(found[1])


# --- pressed


def _choose_subject(value: str, answers: Answers) -> Answers:
    if value != NONE:
        raise NotFound
    return replace(answers, subject="")


def _choose_group(value: str, answers: Answers) -> Answers:
    return replace(answers, group_size=_on_offer(value, GROUP_SIZES))


def _choose_ways(value: str, answers: Answers) -> Answers:
    ways = _WAYS.get(value)
    if ways is None or (answers.must_be_online and Attendance.ONLINE not in ways):
        raise NotFound
    return replace(answers, ways=ways)


def _choose_capacity(value: str, answers: Answers) -> Answers:
    return replace(answers, capacity=_on_offer(value, range(1, MOST_PAIRS + 1)))


def _choose_duty(value: str, answers: Answers) -> Answers:
    if value not in (YES, NO):
        raise NotFound
    return replace(answers, on_duty=value == YES)


def _on_offer(value: str, offered: Sequence[int]) -> int:
    if value not in map(str, offered):
        raise NotFound
    return int(value)


_CHOOSERS: Mapping[Step, Callable[[str, Answers], Answers]] = {
    Step.SUBJECT: _choose_subject,
    Step.GROUP: _choose_group,
    Step.WAYS: _choose_ways,
    Step.CAPACITY: _choose_capacity,
    Step.DUTY: _choose_duty,
}
