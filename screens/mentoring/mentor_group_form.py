"""The form of a mentor's group: a question at a time, the summary, and changing one answer of a group there is."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.mentor_group_form import (
    ABOUT_EXAMPLE,
    LONGEST_ABOUT,
    LONGEST_TITLE,
    TITLE_EXAMPLE,
    GroupDraft,
    Limits,
    Step,
)
from domain.mentoring.mentor_groups import GroupView
from domain.vocabulary import Direction
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, ticked
from screens.mentoring.mentor_groups import to_own_group, to_own_groups

_A_ROW = 5
FIELDS = {
    Step.TITLE: "Название",
    Step.DIRECTION: "Направление",
    Step.ABOUT: "О группе",
    Step.SIZE: "Сколько человек",
}


class NewGroup(CallbackData, prefix="mgnew"):
    """Open one more group; `anew`: forget an unfinished one."""

    anew: bool = False


class EditGroup(CallbackData, prefix="mged"):
    """Change an answer of a group there is; no `step`: choose which."""

    group_id: RowId
    step: Step | None = None


class GroupStep(CallbackData, prefix="mgstep"):
    """Show a question of the form: back, or to change an answer."""

    step: Step


class PickDirection(CallbackData, prefix="mgtheme"):
    """The direction of the group."""

    direction: Direction


class PickSize(CallbackData, prefix="mgsize"):
    """How many people at most."""

    size: int


class EditDirection(CallbackData, prefix="mgedth"):
    """Another direction for a group there is."""

    group_id: RowId
    direction: Direction


class EditSize(CallbackData, prefix="mgedsz"):
    """Another size for a group there is."""

    group_id: RowId
    size: int


class SaveGroup(CallbackData, prefix="mgsave"):
    """Open the group of the summary."""


def ask(draft: GroupDraft, limits: Limits, problem: str | None = None) -> Screen:
    """The draft's question, or the summary when all is told."""
    step = draft.step
    if step is Step.SUMMARY:
        return _summary(draft, limits, problem)
    asked = limits.questions
    place = asked.index(step) if step in asked else 0
    if draft.first_missing is Step.SUMMARY:
        back = [button("← К ответам", GroupStep(step=Step.SUMMARY))]
    else:
        back = [button("← Назад", GroupStep(step=asked[place - 1]))] if place else []
    screen = question(
        _text(step, limits, _fact(draft, step)),
        progress=(place + 1, len(asked)),
        problem=esc(problem) if problem else None,
        exits=[*back, to_own_groups("Позже")],
    )
    above: tuple[tuple[Button, ...], ...] = ()
    if step is Step.DIRECTION:
        above = _directions(limits, draft.direction, lambda one: PickDirection(direction=one))
    elif step is Step.SIZE:
        above = _sizes(limits, lambda one: PickSize(size=one))
    return Screen(screen.text, above + screen.rows)


def ask_edit(view: GroupView, step: Step, limits: Limits, problem: str | None = None) -> Screen:
    """Another answer for a group there is."""
    now = GroupDraft(step, view.title, view.direction, view.about, view.size)
    screen = question(
        _text(step, limits, _fact(now, step)),
        problem=esc(problem) if problem else None,
        exits=[button("← Назад", EditGroup(group_id=view.id)), to_own_group(view.id)],
    )
    above: tuple[tuple[Button, ...], ...] = ()
    if step is Step.DIRECTION:
        above = _directions(limits, view.direction, lambda one: EditDirection(group_id=view.id, direction=one))
    elif step is Step.SIZE:
        above = _sizes(limits, lambda one: EditSize(group_id=view.id, size=one))
    return Screen(screen.text, above + screen.rows)


def _text(step: Step, limits: Limits, now: str) -> str:
    match step:
        case Step.TITLE:
            told = (
                f"Как назовём группу? До{NBSP}{LONGEST_TITLE} знаков, чтобы сразу было понятно, о чём она.\n"
                f"Например: «{TITLE_EXAMPLE}»."
            )
        case Step.DIRECTION:
            told = "Какое направление? Выбрать можно из тех, что в вашей карточке."
        case Step.ABOUT:
            told = (
                f"Чем займётесь и как часто? Своими словами, до{NBSP}{LONGEST_ABOUT} знаков: это прочитают перед тем, "
                f"как вступить.\nНапример: «{ABOUT_EXAMPLE}»."
            )
        case _:
            told = (
                f"Сколько человек возьмёте? От{NBSP}{limits.least} до{NBSP}{limits.most}; больше — через карточку.\n"
                "Нажмите или напишите число."
            )
    return f"{told}\nСейчас: <b>{now}</b>" if now else told


def _directions(
    limits: Limits, chosen: Direction | None, pick: Callable[[Direction], CallbackData]
) -> tuple[tuple[Button, ...], ...]:
    return in_pairs(
        [button(ticked(words.DIRECTION_LABELS[one], one is chosen), pick(one)) for one in limits.directions]
    )


def _sizes(limits: Limits, pick: Callable[[int], CallbackData]) -> tuple[tuple[Button, ...], ...]:
    sizes = [button(f"{one}", pick(one)) for one in limits.sizes]
    return tuple(tuple(sizes[start : start + _A_ROW]) for start in range(0, len(sizes), _A_ROW))


def _summary(draft: GroupDraft, limits: Limits, problem: str | None) -> Screen:
    told = "\n".join(f"{label}: <b>{_fact(draft, step)}</b>" for step, label in FIELDS.items())
    screen = question(
        f"<b>Открываем группу?</b>\n{told}\n\nЕё увидят все в{NBSP}клубе, и вступить можно будет сразу.",
        problem=esc(problem) if problem else None,
        choices=[button("Открыть группу", SaveGroup())],
    )
    edits = in_pairs([button(f"✏️ {FIELDS[step]}", GroupStep(step=step)) for step in limits.questions])
    return Screen(screen.text, screen.rows + edits + column(to_own_groups("Позже")))


def _fact(draft: GroupDraft, step: Step) -> str:
    """The answer in words, escaped; empty while there is none."""
    match step:
        case Step.TITLE:
            return esc(draft.title or "")
        case Step.DIRECTION:
            return words.DIRECTIONS[draft.direction] if draft.direction else ""
        case Step.ABOUT:
            return esc(draft.about or "")
        case _:
            return f"до{NBSP}{words.plural(draft.size, 'человека', 'человек', 'человек')}" if draft.size else ""


def unfinished() -> Screen:
    """A group was begun before and not opened."""
    return Screen(
        "Группа уже начата, ответы сохранены. Если начать заново, они сотрутся.",
        column(
            button("Продолжить", GroupStep(step=Step.SUMMARY)),
            button("Начать заново", NewGroup(anew=True)),
            to_own_groups("← Мои группы"),
        ),
    )


def which(view: GroupView) -> Screen:
    """What of a group there is to change."""
    told = [
        f"{FIELDS[Step.TITLE]}: <b>{esc(view.title)}</b>",
        f"{FIELDS[Step.DIRECTION]}: <b>{words.DIRECTIONS[view.direction]}</b>",
        f"{FIELDS[Step.ABOUT]}: <b>{esc(view.about)}</b>",
        f"{FIELDS[Step.SIZE]}: <b>до{NBSP}{view.size}</b>",
    ]
    edits = [button(f"✏️ {label}", EditGroup(group_id=view.id, step=step)) for step, label in FIELDS.items()]
    return Screen("\n".join(["Что изменить?", *told]), in_pairs(edits) + column(to_own_group(view.id)))
