"""Reading answers of a request's form: typed words and pressed buttons become `Wanted`, or a refusal.

Typed words raise InvalidAnswer with a hint for the person; a button with what is not on offer is NotFound.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from domain.errors import InvalidAnswer, NotFound
from domain.mentoring.request_form import Asked, Draft, Step, Wanted
from domain.mentoring.requests import LONGEST_NEED, MOST_CHOICES
from domain.people import answers, joining
from domain.typed import folded, meant, paragraphs
from domain.vocabulary import Attendance, Direction, MentoringForm, Urgency

Code = TypeVar("Code", bound=StrEnum)

LEAST_NEED = 20
LONGEST_ANSWER = LONGEST_NEED
# an evening of quick meetings is signed up for, not asked for
FORMS = tuple(form for form in MentoringForm if form is not MentoringForm.SPEED)

DONE = "done"
EITHER = "either"
YES, NO = "yes", "no"
CLUB = "club"

# messengers cut what is longer than this, and send the rest as a message of its own
_CUT_FROM = 4000
_TAIL_WITHIN = timedelta(seconds=5)

# what people type where a button was offered; every label of a button is among them (a test keeps it so)
WORDS: Mapping[Step, Mapping[str, str]] = {
    Step.URGENCY: {
        "срочно до завтра": Urgency.URGENT,
        "срочно": Urgency.URGENT,
        "до завтра": Urgency.URGENT,
        "на этой неделе": Urgency.WEEK,
        "в течение месяца": Urgency.MONTH,
        "не спешу": Urgency.NO_HURRY,
    },
    Step.FORM: {
        "один на один": MentoringForm.ONE_TO_ONE,
        "группа": MentoringForm.GROUP,
        "разовая помощь": MentoringForm.SITUATIONAL,
        "короткая цель": MentoringForm.SHORT_GOAL,
        "только онлайн": MentoringForm.VIRTUAL,
        "реверс": MentoringForm.REVERSIVE,
    },
    Step.WAY: {
        "очно": Attendance.OFFLINE,
        "онлайн": Attendance.ONLINE,
        "всё равно": EITHER,
        "любой": EITHER,
    },
    Step.NAME: {"показать имя": NO, "с именем": NO, "пока без имени": YES, "без имени": YES, "анонимно": YES},
    Step.SCHOOL: {"подойдёт": YES, "да": YES, "лучше из другой": NO, "нет": NO},
    Step.MENTORS: {"пусть выберет клуб": CLUB, "готово": DONE},
}
_MATCHES = {step: {folded(word): value for word, value in known.items()} for step, known in WORDS.items()}
_KEEP = "оставить как есть"


def typed(draft: Draft, text: str, now: datetime) -> Draft:
    """The draft after typed words: on to the next question. Raises InvalidAnswer."""
    if draft.step is Step.NEED:
        if draft.cut_at is not None and now - draft.cut_at <= _TAIL_WITHIN:
            raise InvalidAnswer(
                f"Сообщение пришло двумя частями, а поместится {LONGEST_NEED} знаков. Пришлите самое важное одним."
            )
        if folded(text) == _KEEP and draft.wanted.need is not None:
            return draft.after(draft.wanted)
        return draft.after(replace(draft.wanted, need=read_need(text)))
    if draft.step is Step.DIRECTIONS:
        return draft.after(_read_directions(text, draft.wanted))
    value = meant(text, _MATCHES.get(draft.step, {}))
    if value is None:
        raise InvalidAnswer(_HINTS[draft.step])
    return choose(draft, value)


def numbered(asked: Asked, text: str) -> Draft | None:
    """The draft after typed numbers of suggested mentors («2», «2, 1»), in that order; None: other words.

    Raises InvalidAnswer for a fourth mentor.
    """
    numbers = folded(text).split()
    offered = {str(number): one.mentor_id for number, one in enumerate(asked.suggestions, 1)}
    if asked.step is not Step.MENTORS or not numbers or not all(number in offered for number in numbers):
        return None
    draft = asked.draft
    for number in numbers:
        draft = rank(draft, offered[number], True)
    return draft


def refused(draft: Draft, text: str, now: datetime) -> Draft:
    """The draft after words that were refused: it remembers a need that was cut in two."""
    return replace(draft, cut_at=now) if draft.step is Step.NEED and len(text) >= _CUT_FROM else draft


def read_need(text: str) -> str:
    """A need in own words, in several lines. Raises InvalidAnswer."""
    need = paragraphs(text)
    words = {word for word in folded(need).split() if any(sign.isalpha() for sign in word)}
    if len(need) > LONGEST_NEED:
        raise InvalidAnswer(
            f"Знаков получилось {len(need)}, а поместится {LONGEST_NEED}. Оставьте главное, об остальном — при встрече."
        )
    if len(need) < LEAST_NEED or len(words) < 2:
        raise InvalidAnswer(
            f"Пока мало, чтобы подобрать наставника: нужно хотя бы {LEAST_NEED} знаков. Что происходит и чего хочется?"
        )
    return need


def read_details(text: str) -> str:
    """The answer to a mentor's question, in several lines. Raises InvalidAnswer."""
    told = paragraphs(text)
    if not any(sign.isalnum() for sign in told):
        raise InvalidAnswer("Здесь нужны слова: ответьте наставнику хотя бы одной фразой.")
    if len(told) > LONGEST_ANSWER:
        raise InvalidAnswer(f"Знаков получилось {len(told)}, а поместится {LONGEST_ANSWER}. Сократите немного.")
    return told


def toggle(draft: Draft, direction: Direction, on: bool) -> Draft:
    """The draft with a direction added or taken away. Raises InvalidAnswer for a fourth one."""
    if draft.step is not Step.DIRECTIONS:
        return draft
    chosen = answers.toggle(direction, on, joining.Answers(directions=draft.wanted.directions))
    return replace(draft, wanted=replace(draft.wanted, directions=chosen.directions or ()))


def rank(draft: Draft, mentor_id: int, on: bool) -> Draft:
    """The draft with a mentor ranked next, or off the list. Raises InvalidAnswer for a fourth one."""
    if draft.step is not Step.MENTORS:
        return draft
    wanted = draft.wanted.ranked(mentor_id, on)
    if len(wanted.mentors) > MOST_CHOICES:
        raise InvalidAnswer("Можно выбрать до трёх. Сначала снимите одну отметку: нажмите на неё ещё раз.")
    return replace(draft, wanted=wanted)


def choose(draft: Draft, value: str) -> Draft:
    """The draft after a pressed button's value: on to the next question. Raises NotFound, InvalidAnswer."""
    chooser = _CHOOSERS.get(draft.step)
    if chooser is None:
        raise NotFound
    return draft.after(chooser(value, draft.wanted))


_HINTS = {
    Step.URGENCY: "Нажмите кнопку или напишите, например: на этой неделе.",
    Step.FORM: "Нажмите кнопку или напишите, например: один на один.",
    Step.WAY: "Нажмите кнопку или напишите: очно, онлайн или всё равно.",
    Step.NAME: "Нажмите кнопку или напишите: с именем или без имени.",
    Step.SCHOOL: "Нажмите кнопку или напишите: да или нет.",
    Step.MENTORS: "Нажмите или напишите номер наставника, до трёх по порядку. Или «Пусть выберет клуб».",
    Step.SUMMARY: "Осталось нажать «Отправить» — или поле, которое хочется поправить.",
}
_NO_DIRECTION = "Отметьте хотя бы одну тему: по ней подберём наставника."


def _read_directions(text: str, wanted: Wanted) -> Wanted:
    known = joining.Answers(directions=wanted.directions)
    found = answers.read(joining.Step.DIRECTIONS, text, known, this_year=0).directions or ()
    return _choose_directions(DONE, replace(wanted, directions=found))


def _choose_directions(value: str, wanted: Wanted) -> Wanted:
    _code_or_not_found(value, (DONE,))
    if not wanted.directions:
        raise InvalidAnswer(_NO_DIRECTION)
    return wanted.settle(Step.DIRECTIONS)


def _choose_urgency(value: str, wanted: Wanted) -> Wanted:
    return replace(wanted, urgency=_code(Urgency, value))


def _choose_form(value: str, wanted: Wanted) -> Wanted:
    form = _code(MentoringForm, value)
    if form not in FORMS:
        raise NotFound
    return replace(wanted, form=form)


def _choose_way(value: str, wanted: Wanted) -> Wanted:
    return replace(wanted, way=None if value == EITHER else _code(Attendance, value)).settle(Step.WAY)


def _choose_name(value: str, wanted: Wanted) -> Wanted:
    return replace(wanted, anonymous=_code_or_not_found(value, (YES, NO)) == YES)


def _choose_school(value: str, wanted: Wanted) -> Wanted:
    return replace(wanted, same_organization=_code_or_not_found(value, (YES, NO)) == YES)


def _choose_mentors(value: str, wanted: Wanted) -> Wanted:
    if _code_or_not_found(value, (DONE, CLUB)) == CLUB:
        return replace(wanted, mentors=()).settle(Step.MENTORS)
    if not wanted.mentors:
        raise InvalidAnswer(_HINTS[Step.MENTORS])
    return wanted.settle(Step.MENTORS)


_CHOOSERS: Mapping[Step, Callable[[str, Wanted], Wanted]] = {
    Step.DIRECTIONS: _choose_directions,
    Step.URGENCY: _choose_urgency,
    Step.FORM: _choose_form,
    Step.WAY: _choose_way,
    Step.NAME: _choose_name,
    Step.SCHOOL: _choose_school,
    Step.MENTORS: _choose_mentors,
}


def _code(kind: type[Code], value: str) -> Code:
    try:
        return kind(value)
    except ValueError:
        raise NotFound from None


def _code_or_not_found(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise NotFound
    return value
