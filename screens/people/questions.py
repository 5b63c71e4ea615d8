"""The questions of joining and of the profile: one look, two sets of buttons behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from domain.people.answers import DONE, OWN_TEXT, YEAR_EXAMPLE
from domain.people.joining import Answers, Question, Step, is_answered, progress
from domain.people.organizations import OrganizationView
from domain.vocabulary import SELF_CHOSEN_ROLES, Direction, Municipality
from screens import kit, words
from screens.kit import LABEL_LIMIT, Button, Screen, button, esc, in_pairs, shorten

FIELDS = {
    Step.ROLE: "Роль",
    Step.NAME: "ФИО",
    Step.MUNICIPALITY: "Город",
    Step.ORGANIZATION: "Организация",
    Step.POSITION: "Должность",
    Step.YEAR: "Год начала",
    Step.DIRECTIONS: "Направления",
}


@dataclass(frozen=True, slots=True)
class Controls:
    """What a question's buttons do: joining and the profile each bring their own."""

    choose: Callable[[Step, str], CallbackData]
    toggle: Callable[[Direction, bool], CallbackData]
    exits: Callable[[Question], Sequence[Button]]
    numbered: bool
    keep: Callable[[Step], CallbackData] | None = None


def ask(question: Question, controls: Controls, problem: str | None = None) -> Screen:
    """The question, what was answered before, and what was wrong with the last answer."""
    step, answers = question.step, question.answers
    text = _candidates_text(question) if step is Step.ORGANIZATION_PICK else _TEXTS[step]
    buttons = list(_CHOICES[step](question, controls)) if step in _CHOICES else []
    if step in _SHOWING_ANSWER and is_answered(step, answers):
        text += f"\nСейчас: <b>{fact(step, answers, question.organization)}</b>"
        if controls.keep:
            buttons.append(button("Оставить как есть", controls.keep(step)))
    screen = kit.question(
        text,
        progress=progress(step, answers) if controls.numbered else None,
        problem=esc(problem) if problem else None,
        choices=buttons,
        exits=controls.exits(question),
    )
    themes = _themes(question, controls) if step is Step.DIRECTIONS else ()
    return Screen(screen.text, themes + screen.rows)


_TEXTS: Mapping[Step, str] = {
    Step.ROLE: "Кто вы в клубе? От этого зависит, что предложим.",
    Step.NAME: "Как вас зовут? Напишите фамилию, имя и отчество — так они будут стоять в сертификате.",
    Step.MUNICIPALITY: "Из какого вы города? Это нужно для отчётов клуба, в них нет имён.",
    Step.MUNICIPALITY_TEXT: "Напишите ваш город или район. Например: Ишим.",
    Step.ORGANIZATION: (
        "Где вы работаете? Напишите номер или название — найдём в справочнике.\nНапример: школа\u00a0901 или «Маяк»."
    ),
    Step.POSITION: "Ваша должность или предмет? Впишем в сертификат.\nНапример: учитель математики.",
    Step.YEAR: (
        f"С какого года вы работаете в образовании? Пригодится, когда будем собирать пары.\nНапример: {YEAR_EXAMPLE}."
    ),
    Step.DIRECTIONS: (
        "Что вам интересно? Отметьте до трёх направлений: по ним клуб готовит встречи и подбирает лайфхаки. "
        "Можно не выбирать."
    ),
}
_SHOWING_ANSWER = frozenset(_TEXTS) - {Step.DIRECTIONS}


def _candidates_text(question: Question) -> str:
    query = esc(question.answers.organization_query)
    if not question.candidates:
        lost = f"Не нашли в справочнике: {words.quoted(query)}."
        return f"{lost} Напишите иначе или оставьте так: координатор клуба уточнит."
    found = "\n".join(f"• {organization(one)}" for one in question.candidates)
    if len(question.candidates) == 1:
        return f"Это ваша организация?\n{found}\nЕсли нет, напишите иначе или нажмите «Нет в списке»."
    return f"Что из этого ваше?\n{found}\nЕсли ничего, напишите иначе или нажмите «Нет в списке»."


def organization(view: OrganizationView) -> str:
    """«Школа № 901, Тюмень», escaped."""
    return f"{esc(view.name)}{_town(view)}"


def _town(view: OrganizationView) -> str:
    """«, Тюмень», or nothing for a town without a name of its own in the vocabulary."""
    return "" if view.municipality is Municipality.OTHER else f", {words.MUNICIPALITIES[view.municipality]}"


# --- choices


def _roles(_: Question, controls: Controls) -> list[Button]:
    return [button(words.ROLES[role], controls.choose(Step.ROLE, role.value)) for role in SELF_CHOSEN_ROLES]


def _municipalities(_: Question, controls: Controls) -> list[Button]:
    return [button(words.MUNICIPALITIES[one], controls.choose(Step.MUNICIPALITY, one.value)) for one in Municipality]


def _organizations(question: Question, controls: Controls) -> list[Button]:
    town = question.answers.municipality
    offered = [
        button(_label(one, town), controls.choose(Step.ORGANIZATION_PICK, str(one.id))) for one in question.candidates
    ]
    own = button(
        "Нет в списке" if offered else "Оставить так",
        controls.choose(Step.ORGANIZATION_PICK, OWN_TEXT),
    )
    return [*offered, own]


def _label(view: OrganizationView, town: Municipality | None) -> str:
    """What tells organisations apart within a label: number or proper name, and a town not one's own."""
    tail = "" if view.municipality is town else _town(view)
    head = view.name
    for sign in "«№":
        if len(head + tail) > LABEL_LIMIT and sign in head:
            head = head[head.index(sign) :]
    return shorten(head, LABEL_LIMIT - len(tail)) + tail


def _done(_: Question, controls: Controls) -> list[Button]:
    return [button("Готово", controls.choose(Step.DIRECTIONS, DONE))]


def _themes(question: Question, controls: Controls) -> tuple[tuple[Button, ...], ...]:
    """Two a row. A button says what it will do, on or off, so that a double tap does it once."""
    chosen = question.answers.directions or ()
    return in_pairs(
        [
            button(f"✓ {label}" if one in chosen else label, controls.toggle(one, one not in chosen))
            for one, label in words.DIRECTION_LABELS.items()
        ]
    )


_CHOICES: Mapping[Step, Callable[[Question, Controls], list[Button]]] = {
    Step.ROLE: _roles,
    Step.MUNICIPALITY: _municipalities,
    Step.ORGANIZATION_PICK: _organizations,
    Step.DIRECTIONS: _done,
}


# --- answers in words


def facts(
    steps: Sequence[Step],
    answers: Answers,
    chosen: OrganizationView | None,
    own: Mapping[Step, str] | None = None,
) -> str:
    """Lines «Город: Тюмень», escaped; `own` replaces the words of some fields."""
    return "\n".join(f"{FIELDS[step]}: {(own or {}).get(step) or fact(step, answers, chosen)}" for step in steps)


def fact(step: Step, answers: Answers, chosen: OrganizationView | None) -> str:
    """The answer to one question in words, escaped."""
    return _FACTS[step](answers, chosen) if is_answered(step, answers) else "не\u00a0указано"


_FACTS: Mapping[Step, Callable[[Answers, OrganizationView | None], str]] = {
    Step.ROLE: lambda answers, _: words.ROLES[answers.role] if answers.role else "",
    Step.NAME: lambda answers, _: esc(answers.full_name),
    Step.MUNICIPALITY: lambda answers, _: _municipality(answers),
    Step.MUNICIPALITY_TEXT: lambda answers, _: esc(answers.municipality_text),
    Step.ORGANIZATION: lambda answers, chosen: esc(
        chosen.name if chosen else answers.organization_text or answers.organization_query
    ),
    Step.POSITION: lambda answers, _: esc(answers.position),
    Step.YEAR: lambda answers, _: f"{answers.started_year}",
    Step.DIRECTIONS: lambda answers, _: _directions(answers),
}


def _municipality(answers: Answers) -> str:
    if answers.municipality is None or answers.municipality is Municipality.OTHER:
        return esc(answers.municipality_text or "другой")
    return words.MUNICIPALITIES[answers.municipality]


def _directions(answers: Answers) -> str:
    chosen = answers.directions or ()
    # the label's picture says nothing new in a line of text
    return ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in chosen) or "не\u00a0выбраны"
