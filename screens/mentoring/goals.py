"""Goals of a pair: the list, the question for one, one goal."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.goals import EXAMPLE, LONGEST_GOAL, Goals, GoalView
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, question
from screens.mentoring.mentoring import to_pair


class PairGoals(CallbackData, prefix="prgoals"):
    """The goals of a pair."""

    pair_id: RowId


class NewGoal(CallbackData, prefix="prgnew"):
    """Set one more goal."""

    pair_id: RowId


class OpenGoal(CallbackData, prefix="prgone"):
    """One goal."""

    goal_id: RowId


class RewordGoal(CallbackData, prefix="prgword"):
    """Put a goal in other words."""

    goal_id: RowId


class ReachGoal(CallbackData, prefix="prgdone"):
    """The goal is reached, or not yet after all."""

    goal_id: RowId
    reached: bool


class RemoveGoal(CallbackData, prefix="prgdrop"):
    """Take a goal away; `sure`: asked and confirmed."""

    goal_id: RowId
    sure: bool = False


def to_goals(pair_id: int, label: str = "Цели") -> Button:
    return button(label, PairGoals(pair_id=pair_id))


def goals(view: Goals, said: str = "") -> Screen:
    """All goals, each to be opened by its number; `said` tells what has just been done."""
    who = f", {esc(view.other)}" if view.other else ""
    lines = [said, f"<b>Цели пары</b>{who}"]
    lines += [f"{number}.{NBSP}{_told(goal)}" for number, goal in enumerate(view.goals, 1)]
    if not view.goals:
        lines.append("Пока пусто. Одна ясная цель на месяц-два помогает обоим — и видно, что получилось.")
    numbers = tuple(button(f"{number}", OpenGoal(goal_id=goal.id)) for number, goal in enumerate(view.goals, 1))
    add = button("Добавить цель", NewGoal(pair_id=view.pair_id)) if view.open and not view.full else None
    rows = (numbers,) if numbers and view.open else ()
    return Screen("\n".join(line for line in lines if line), (*rows, *column(add, to_pair(view.pair_id, "← К паре"))))


def ask(pair_id: int, old: GoalView | None = None, problem: str | None = None) -> Screen:
    """The words of a goal, to be typed; `old`: the goal that is worded anew."""
    now = f"\nСейчас: <b>{esc(old.text)}</b>" if old else ""
    return question(
        f"Чего хотите достичь вместе? Одной фразой, до{NBSP}{LONGEST_GOAL}{NBSP}знаков.\nНапример: «{EXAMPLE}».{now}",
        problem=esc(problem) if problem else None,
        exits=[to_goals(pair_id, "← К целям")],
    )


def goal(view: GoalView) -> Screen:
    """One goal and what can be done with it."""
    standing = "✅ Достигнута" if view.reached else "В работе"
    return Screen(
        f"<b>{esc(view.text)}</b>\n{standing}",
        column(
            button(
                "Ещё в работе" if view.reached else "Достигнута", ReachGoal(goal_id=view.id, reached=not view.reached)
            ),
            button("Изменить", RewordGoal(goal_id=view.id)),
            button("Убрать", RemoveGoal(goal_id=view.id)),
            to_goals(view.pair_id, "← К целям"),
        ),
    )


def ask_removal(view: GoalView) -> Screen:
    """Before a goal is taken away."""
    return Screen(
        f"Убрать цель {esc(words.quoted(view.text))}?",
        column(
            button("Да, убрать", RemoveGoal(goal_id=view.id, sure=True)),
            button("← Оставить", OpenGoal(goal_id=view.id)),
        ),
    )


def reached(*, now: bool) -> str:
    """What to say first when a goal's mark has just changed."""
    return "Поздравляем, цель достигнута!" if now else "Цель снова в работе."


def _told(goal: GoalView) -> str:
    return f"✅ {esc(goal.text)}" if goal.reached else esc(goal.text)
