"""Reading answers: typed words and pressed buttons become `Answers`, or a refusal.

Typed words raise InvalidAnswer with a hint for the person; a button with what is not on offer is NotFound,
one that refers to words no longer remembered is Outdated.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from domain.errors import InvalidAnswer, NotFound, Outdated
from domain.people.joining import MOST_DIRECTIONS, Answers, Step
from domain.people.organizations import read_organization
from domain.typed import clean, folded, listed, meant, phrase
from domain.vocabulary import SELF_CHOSEN_ROLES, Direction, Municipality, Role

LONGEST_NAME = 100
LONGEST_MUNICIPALITY = 60
LONGEST_POSITION = 100
EARLIEST_YEAR = 1950
YEAR_EXAMPLE = 2021

DONE = "done"
OWN_TEXT = "own"

# what people type where a button was offered; every label of a button is among them (a test keeps it so)
_ROLE_WORDS = {
    "молодой педагог": Role.YOUNG_TEACHER,
    "молодой учитель": Role.YOUNG_TEACHER,
    "педагог": Role.YOUNG_TEACHER,
    "наставник": Role.MENTOR,
    "администрация оо": Role.ADMIN_TEAM,
    "администрация": Role.ADMIN_TEAM,
    "директор": Role.ADMIN_TEAM,
    "завуч": Role.ADMIN_TEAM,
    "гость": Role.GUEST,
}
_MUNICIPALITY_WORDS = {
    "тюмень": Municipality.TYUMEN,
    "тобольск": Municipality.TOBOLSK,
    "заводоуковск": Municipality.ZAVODOUKOVSK,
    "ялуторовск": Municipality.YALUTOROVSK,
    "другой": Municipality.OTHER,
}
DIRECTION_WORDS = {
    "методика": Direction.METHODICAL,
    "методическое": Direction.METHODICAL,
    "реверс": Direction.REVERSE,
    "реверсивное наставничество": Direction.REVERSE,
    "цифра": Direction.DIGITAL,
    "цифровое": Direction.DIGITAL,
    "проекты": Direction.PROJECT,
    "проектная деятельность": Direction.PROJECT,
    "саморазвитие": Direction.SELF_EDUCATION,
    "самообразование": Direction.SELF_EDUCATION,
    "конкурсы": Direction.CONTEST,
    "конкурсное движение": Direction.CONTEST,
    "организация од": Direction.ED_PROCESS,
    "соцпроекты": Direction.SOCIAL_DESIGN,
    "социальное проектирование": Direction.SOCIAL_DESIGN,
    "родители": Direction.PARENTS,
    "взаимодействие с родительской общественностью": Direction.PARENTS,
}
# parts of names that are written small
_PARTICLES = {"оглы", "кызы", "улы", "ибн", "фон", "ван", "дер", "де", "да", "ди", "ла"}
_NONE_WORDS = {"готово", "нет", "никакие", "пропустить", "дальше"}
_KEEP_WORDS = {"нет в списке", "моей нет в списке", "оставить как есть"}


def read(step: Step, text: str, answers: Answers, this_year: int) -> Answers:
    """`answers` with what was typed at `step`; `this_year` is the year on the club's clock.

    Raises InvalidAnswer.
    """
    return _READERS[step](text, answers, this_year)


def choose(step: Step, value: str, answers: Answers) -> Answers:
    """`answers` with a pressed button's value at `step`. Raises NotFound for what is not on offer."""
    chooser = _CHOOSERS.get(step)
    if chooser is None:
        raise NotFound
    return chooser(value, answers)


def toggle(direction: Direction, on: bool, answers: Answers) -> Answers:
    """`answers` with a direction added or taken away; doing it twice changes nothing more.

    Raises InvalidAnswer for a fourth direction.
    """
    chosen = answers.directions or ()
    others = tuple(one for one in chosen if one is not direction)
    if not on:
        return replace(answers, directions=others)
    if len(others) == MOST_DIRECTIONS:
        raise InvalidAnswer(_TOO_MANY)
    return replace(answers, directions=chosen if direction in chosen else (*chosen, direction))


_TOO_MANY = "Можно выбрать до трёх. Сначала снимите одну отметку: нажмите на неё ещё раз."


# --- typed


def _read_role(text: str, answers: Answers, _: int) -> Answers:
    role = meant(text, _ROLE_WORDS)
    if role is None:
        raise InvalidAnswer("Такой роли нет. Нажмите кнопку или напишите, например: наставник.")
    return replace(answers, role=role)


def _read_name(text: str, answers: Answers, _: int) -> Answers:
    name = phrase(text, longest=LONGEST_NAME, example="Иванова Анна Петровна")
    words = [word for word in name.split() if any(sign.isalpha() for sign in word)]
    if len(words) < 2 or any(sign.isdigit() for sign in name):
        raise InvalidAnswer("Нужны хотя бы фамилия и имя, без цифр. Например: Иванова Анна Петровна.")
    return replace(answers, full_name=_with_capitals(name))


def _with_capitals(name: str) -> str:
    """As it is to stand in a certificate: people type «светлова анна» and «СВЕТЛОВА АННА»; «Ахмед оглы» stays."""
    words = name.lower().split(" ") if name.isupper() else name.split(" ")
    return " ".join(word if word in _PARTICLES else _after_dashes(word) for word in words)


def _after_dashes(word: str) -> str:
    """A word wholly in small letters gets capitals, after a dash too («анна-мария»); any other is meant so."""
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-")) if word.islower() else word


def _read_municipality(text: str, answers: Answers, _: int) -> Answers:
    known = _known_municipality(text)
    if known is None:
        raise InvalidAnswer("Такого города на кнопках нет. Нажмите «Другой» и напишите его, например: Ишим.")
    return _in_municipality(answers, known)


def _read_municipality_text(text: str, answers: Answers, _: int) -> Answers:
    known = _known_municipality(text)
    if known is not None and known is not Municipality.OTHER:
        return _in_municipality(answers, known)
    name = phrase(text, longest=LONGEST_MUNICIPALITY, example="Ишим")
    if known is Municipality.OTHER or not any(sign.isalpha() for sign in name):
        raise InvalidAnswer("Напишите название города или района. Например: Ишим.")
    # «ишим», as it is typed on a phone; «Голышмановский район» keeps its small letters
    return replace(answers, municipality=Municipality.OTHER, municipality_text=name[:1].upper() + name[1:])


def _read_organization(text: str, answers: Answers, _: int) -> Answers:
    query = read_organization(text)
    return replace(answers, organization_query=query, organization_id=None, organization_text=None)


def _read_organization_pick(text: str, answers: Answers, this_year: int) -> Answers:
    if folded(text) in _KEEP_WORDS:
        return _choose_organization(OWN_TEXT, answers)
    return _read_organization(text, answers, this_year)


def _read_position(text: str, answers: Answers, _: int) -> Answers:
    example = "учитель математики"
    position = phrase(text, longest=LONGEST_POSITION, example=example)
    if not any(sign.isalpha() for sign in position):
        raise InvalidAnswer(f"Напишите должность или предмет словами. Например: {example}.")
    return replace(answers, position=position)


def _read_year(text: str, answers: Answers, this_year: int) -> Answers:
    example = f"Например: {YEAR_EXAMPLE}"
    found = re.findall(r"(?<!\d)\d{4}(?!\d)", clean(text), re.ASCII)
    if len(found) != 1:
        raise InvalidAnswer(f"Нужен год из четырёх цифр. {example}.")
    year = int(found[0])
    if year > this_year:
        raise InvalidAnswer(f"Этот год ещё не наступил. {example}.")
    if year < EARLIEST_YEAR:
        raise InvalidAnswer(f"Подойдёт год не раньше {EARLIEST_YEAR}. {example}.")
    return replace(answers, started_year=year)


def _read_directions(text: str, answers: Answers, _: int) -> Answers:
    if folded(text) in _NONE_WORDS:
        return _choose_directions(DONE, answers)
    chosen = listed(text, DIRECTION_WORDS)
    if chosen is None:
        raise InvalidAnswer("Такого направления нет. Нажмите кнопки или напишите, например: цифра, родители.")
    if len(chosen) > MOST_DIRECTIONS:
        raise InvalidAnswer("Можно выбрать до трёх. Напишите, например: цифра, родители.")
    return replace(answers, directions=chosen)


def _read_summary(text: str, answers: Answers, _: int) -> Answers:
    raise InvalidAnswer("Осталось нажать кнопку: «Сохранить» или поле, которое хочется поправить, например «Город».")


_READERS: Mapping[Step, Callable[[str, Answers, int], Answers]] = {
    Step.ROLE: _read_role,
    Step.NAME: _read_name,
    Step.MUNICIPALITY: _read_municipality,
    Step.MUNICIPALITY_TEXT: _read_municipality_text,
    Step.ORGANIZATION: _read_organization,
    Step.ORGANIZATION_PICK: _read_organization_pick,
    Step.POSITION: _read_position,
    Step.YEAR: _read_year,
    Step.DIRECTIONS: _read_directions,
    Step.SUMMARY: _read_summary,
}


def _known_municipality(text: str) -> Municipality | None:
    """«Тюмень», «г. Тюмень», «город Тюмень»."""
    return _MUNICIPALITY_WORDS.get(re.sub(r"^(г|город) ", "", folded(text)))


def _in_municipality(answers: Answers, municipality: Municipality) -> Answers:
    return replace(answers, municipality=municipality, municipality_text=None)


# --- pressed


def _choose_role(value: str, answers: Answers) -> Answers:
    # a forged button must not make a coordinator: those rights come only by invitation
    if value not in SELF_CHOSEN_ROLES:
        raise NotFound
    return replace(answers, role=Role(value))


def _choose_municipality(value: str, answers: Answers) -> Answers:
    if value not in list(Municipality):
        raise NotFound
    return _in_municipality(answers, Municipality(value))


def _choose_organization(value: str, answers: Answers) -> Answers:
    """An id of the directory (the caller checks that it exists) or the person's own text, if it was typed."""
    if value == OWN_TEXT:
        own = answers.organization_query or answers.organization_text
        if own is None:
            raise Outdated
        return replace(answers, organization_id=None, organization_text=own)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise NotFound
    return replace(answers, organization_id=int(value), organization_text=None)


def _choose_directions(value: str, answers: Answers) -> Answers:
    if value != DONE:
        raise NotFound
    return replace(answers, directions=answers.directions or ())


_CHOOSERS: Mapping[Step, Callable[[str, Answers], Answers]] = {
    Step.ROLE: _choose_role,
    Step.MUNICIPALITY: _choose_municipality,
    Step.ORGANIZATION_PICK: _choose_organization,
    Step.DIRECTIONS: _choose_directions,
}
