"""«Нужна помощь»: the questions of a request, ranking mentors, the summary, stops on the way."""

from collections.abc import Callable, Mapping
from functools import cache

from aiogram.filters.callback_data import CallbackData

from content import load_needs
from content.typography import NBSP
from domain.mentoring.request_answers import CLUB, DONE, EITHER, FORMS, LEAST_NEED, NO, YES
from domain.mentoring.request_form import Asked, Draft, Move, Step, Wanted, before, facts, is_answered, progress
from domain.mentoring.requests import LONGEST_NEED
from domain.vocabulary import Attendance, Direction, MentoringForm, Urgency
from screens import kit, words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, shorten
from screens.mentoring import matching

_needs = cache(load_needs)

_A_ROW = 5
_NEED_SHOWN = 300


class BeginAnew(CallbackData, prefix="rqanew"):
    """Forget an unfinished request and begin another; the rest is as in `NewRequest`."""

    urgent: bool = False
    mentor_id: RowId | None = None


class ResumeRequest(CallbackData, prefix="rqgo"):
    """Go on with an unfinished request: in a hurry, or to a mentor, if that is what was pressed meanwhile."""

    urgent: bool = False
    mentor_id: RowId | None = None


class PauseRequest(CallbackData, prefix="rqlater"):
    """Stop here and keep the answers."""


class DropRequest(CallbackData, prefix="rqdrop"):
    """Forget an unfinished request."""


class RequestChoice(CallbackData, prefix="rqset"):
    """A choice offered by a question."""

    step: Step
    value: str


class RequestDirection(CallbackData, prefix="rqtheme"):
    """A direction to add or to take away."""

    direction: Direction
    on: bool


class RankMentor(CallbackData, prefix="rqrank"):
    """Put a mentor next in the list, or take them off it."""

    mentor_id: RowId
    on: bool


class RequestMove(CallbackData, prefix="rqmove"):
    """Back, or on with the answer kept. It names the question: a double tap moves once."""

    step: Step
    move: Move


class EditRequest(CallbackData, prefix="rqedit"):
    """From the summary to one of its answers."""

    step: Step


class SendRequest(CallbackData, prefix="rqsend"):
    """Send the summary."""


# --- the questions


def ask(asked: Asked, problem: str | None = None) -> Screen:
    """The draft's question, or the summary when all is answered."""
    if asked.lost:
        problem = (
            problem
            or "Кто-то из выбранных так не работает или сейчас не берёт новых коллег. Посмотрите, кого ещё спросить."
        )
    if asked.step is Step.SUMMARY:
        return _summary(asked, problem)
    step, wanted = asked.step, asked.wanted
    text = _text(asked)
    choices = [button(label, RequestChoice(step=step, value=value)) for value, label in _choices(asked).items()]
    if step is Step.NEED and is_answered(step, wanted):
        text += f"\nСейчас: <b>{_fact(step, asked)}</b>"
        choices.append(button("Оставить как есть", RequestMove(step=step, move=Move.KEEP)))
    screen = kit.question(
        text,
        progress=progress(step, wanted),
        problem=esc(problem) if problem else None,
        choices=choices,
        exits=_exits(asked.draft),
    )
    return Screen(screen.text, _rows_above(asked) + screen.rows)


def _text(asked: Asked) -> str:
    match asked.step:
        case Step.MENTORS:
            return _mentors_text(asked)
        case Step.FORM:
            return _forms_text(asked)
    return _TEXTS[asked.step](asked.wanted)


def _exits(draft: Draft) -> list[Button]:
    later = button("Позже", PauseRequest())
    if not draft.reviewing and before(draft.step, draft.wanted) is None:
        return [later]
    label = "← К заявке" if draft.reviewing and draft.complete else "← Назад"
    return [button(label, RequestMove(step=draft.step, move=Move.BACK)), later]


def _need_text(wanted: Wanted) -> str:
    known = [_needs()[one] for one in wanted.directions]
    # one direction: both of its examples; several: one of each
    shown = known[0] if len(known) == 1 else [one[0] for one in known]
    examples = "\n".join(f"• <i>{esc(one)}</i>" for one in shown)
    return (
        "Что происходит и чего хочется? Напишите своими словами, как коллеге: "
        f"от{NBSP}{LEAST_NEED} до{NBSP}{LONGEST_NEED}{NBSP}знаков. Имена детей и родителей не нужны.\n"
        f"Например:\n{examples}"
    )


_FORMS_TOLD: Mapping[MentoringForm, str] = {
    MentoringForm.ONE_TO_ONE: "вместе несколько месяцев, по общему плану",
    MentoringForm.GROUP: "наставник и несколько коллег с похожей задачей",
    MentoringForm.SITUATIONAL: "один вопрос, ответ в ближайшие дни",
    MentoringForm.SHORT_GOAL: "три–пять встреч и понятный итог",
    MentoringForm.VIRTUAL: "можно из разных городов",
    MentoringForm.REVERSIVE: "новому, чаще цифровому, учит коллега помоложе",
}


def _forms_text(asked: Asked) -> str:
    lead = "Как удобнее работать? Этот наставник берёт так:" if asked.forms else "Как удобнее работать?"
    told = (f"• <b>{words.MENTORING_FORMS[form]}</b>{NBSP}— {_FORMS_TOLD[form]}" for form in asked.forms or FORMS)
    return "\n".join([lead, *told])


_TEXTS: Mapping[Step, Callable[[Wanted], str]] = {
    Step.DIRECTIONS: lambda _: "С чем нужна помощь? Отметьте от одной до трёх тем: по ним подберём наставника.",
    Step.NEED: _need_text,
    Step.URGENCY: lambda _: (
        f"Как скоро нужна помощь?\nСрочную заявку сразу увидит дежурный наставник: на ответ у него два{NBSP}часа."
    ),
    Step.WAY: lambda _: "Как удобнее встречаться?",
    Step.NAME: lambda _: "Показать наставнику ваше имя сразу? Если нет, он узнает его, только когда возьмётся помочь.",
    Step.SCHOOL: lambda _: (
        "Подойдёт наставник из вашей организации?\nО трудном иногда проще говорить с тем, кто смотрит со стороны."
    ),
}
_WAYS = {
    Attendance.OFFLINE.value: "Очно",
    Attendance.ONLINE.value: "Онлайн",
    EITHER: "Всё равно",
}
_NAMES = {NO: "Показать имя", YES: "Пока без имени"}
_SCHOOLS = {YES: "Подойдёт", NO: "Лучше из другой"}


def _choices(asked: Asked) -> Mapping[str, str]:
    """Values of the buttons one a row with their labels."""
    match asked.step:
        case Step.DIRECTIONS:
            return {DONE: "Готово"}
        case Step.URGENCY:
            return {one.value: words.URGENCIES[one] for one in Urgency}
        case Step.FORM:
            return {form.value: words.MENTORING_FORMS[form] for form in asked.forms or FORMS}
        case Step.WAY:
            return _WAYS
        case Step.NAME:
            return _NAMES
        case Step.SCHOOL:
            return _SCHOOLS
        case Step.MENTORS:
            return ({DONE: "Готово"} if asked.ranked else {}) | {CLUB: "Пусть выберет клуб"}
    return {}


def _rows_above(asked: Asked) -> tuple[tuple[Button, ...], ...]:
    """What needs rows of its own: directions by two, chosen mentors, numbers of the others."""
    if asked.step is Step.DIRECTIONS:
        # a button says what it will do, on or off, so that a double tap does it once
        return in_pairs(
            [
                button(kit.ticked(label, on), RequestDirection(direction=one, on=not on))
                for one, label in words.DIRECTION_LABELS.items()
                for on in [one in asked.wanted.directions]
            ]
        )
    if asked.step is Step.MENTORS:
        chosen = [
            button(shorten(f"✓ {place}-й: {one.name}"), RankMentor(mentor_id=one.mentor_id, on=False))
            for place, one in enumerate(asked.ranked, 1)
        ]
        others = [
            button(f"{number}", RankMentor(mentor_id=one.mentor_id, on=True))
            for number, one in enumerate(asked.suggestions, 1)
            if one.mentor_id not in asked.wanted.mentors
        ]
        return (*column(*chosen), *(tuple(others[at : at + _A_ROW]) for at in range(0, len(others), _A_ROW)))
    return ()


def _mentors_text(asked: Asked) -> str:
    if not asked.suggestions and not asked.ranked:
        return (
            "Свободных наставников по вашей задаче сейчас нет. Это поправимо: нажмите «Пусть выберет клуб» — "
            "координатор поищет и ответит."
        )
    lines = ["Кого спросить? Нажимайте номера по порядку, до трёх: если первый не сможет, спросим второго."]
    if asked.ranked:
        chosen = ", ".join(f"{place}-й{NBSP}— {esc(one.name)}" for place, one in enumerate(asked.ranked, 1))
        lines.append(f"Ваш список: <b>{chosen}</b>")
    told = [matching.suggestion(one, number) for number, one in enumerate(asked.suggestions, 1)]
    return "\n".join(lines) + "".join(f"\n\n{one}" for one in told)


# --- the summary


FIELDS = {
    Step.DIRECTIONS: "Темы",
    Step.NEED: "Задача",
    Step.URGENCY: "Когда",
    Step.FORM: "Форма",
    Step.WAY: "Встречи",
    Step.NAME: "Имя",
    Step.SCHOOL: "Организация",
    Step.MENTORS: "Наставники",
}


def _summary(asked: Asked, problem: str | None) -> Screen:
    shown = facts(asked.wanted)
    told = "\n".join(f"{FIELDS[step]}: {_fact(step, asked)}" for step in shown)
    screen = kit.question(
        f"<b>Отправляем?</b>\n{told}\n\nЛюбой ответ можно поправить кнопкой.",
        problem=esc(problem) if problem else None,
        choices=[button("Отправить", SendRequest())],
    )
    edits = in_pairs([button(f"✏️ {FIELDS[step]}", EditRequest(step=step)) for step in shown])
    return Screen(screen.text, screen.rows + edits + column(button("Позже", PauseRequest())))


def _fact(step: Step, asked: Asked) -> str:
    """The answer in words, escaped."""
    wanted = asked.wanted
    match step:
        case Step.DIRECTIONS:
            return ", ".join(words.DIRECTIONS[one] for one in wanted.directions)
        case Step.NEED:
            return esc(shorten(wanted.need or "", _NEED_SHOWN))
        case Step.URGENCY:
            return _lowered(words.URGENCIES[wanted.urgency]) if wanted.urgency else ""
        case Step.FORM:
            return _lowered(words.MENTORING_FORMS[wanted.form]) if wanted.form else ""
        case Step.WAY:
            return words.ATTENDANCES[wanted.way] if wanted.way else f"очно или{NBSP}онлайн"
        case Step.NAME:
            return "откроем, когда наставник возьмётся" if wanted.anonymous else "наставник увидит сразу"
        case Step.SCHOOL:
            return "подойдёт и своя" if wanted.same_organization else "лучше другая"
        case Step.MENTORS:
            listed = [f"{place}-й{NBSP}— {esc(one.name)}" for place, one in enumerate(asked.ranked, 1)]
            return ", ".join(listed) or "выберет клуб"
    return ""


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
