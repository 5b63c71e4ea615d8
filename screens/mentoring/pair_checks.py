"""«Удалось встретиться?»: what the two of a pair are asked now and then, and what helps when the answer is «нет»."""

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.pair_checks import Check, CheckAnswer, Help, Occasion
from screens.kit import Button, RowId, Screen, button, column, esc
from screens.mentoring.goals import to_goals
from screens.mentoring.meetings import to_meetings, to_past, to_propose
from screens.mentoring.mentoring import to_mentoring, to_pair


class AnswerCheck(CallbackData, prefix="pcsay"):
    """How it goes."""

    pair_id: RowId
    occasion: Occasion
    answer: CheckAnswer


class AskHelp(CallbackData, prefix="pchelp"):
    """Somebody is asked to help: the other side, or a coordinator."""

    pair_id: RowId
    wanted: Help


_ASKED: Mapping[Occasion, str] = {
    Occasion.DAY_5: "Прошло пять дней, как вы в паре. Удалось встретиться?",
    Occasion.DAY_30: "Вы месяц в паре. Получается встречаться так, как хотелось?",
    Occasion.MIDDLE: "Середина программы. Движетесь к тому, чего хотели?",
    Occasion.END: "Программа подходит к концу. Успеваете то, что задумали?",
}
_LABELS: Mapping[Occasion, tuple[str, str]] = {
    Occasion.DAY_5: ("Да, встретились", "Пока нет"),
    Occasion.DAY_30: ("Да, всё хорошо", "Не совсем"),
    Occasion.MIDDLE: ("Да, движемся", "Не совсем"),
    Occasion.END: ("Да, успеваем", "Не совсем"),
}


def ask(view: Check) -> Screen:
    """News: the question, with the goals where they matter. Only a coordinator learns the answer."""
    goals = ""
    if view.goals and view.occasion is not Occasion.DAY_5:
        goals = f"\n🎯 Цели: {view.reached} из{NBSP}{view.goals}."
    who = f"<b>{esc(view.other)}</b>\n" if view.other else ""
    yes, no = _LABELS[view.occasion]
    return Screen(
        f"{who}{_ASKED[view.occasion]}{goals}\nОтвет увидит только координатор.",
        column(
            _say(view, yes, CheckAnswer.YES),
            _say(view, no, CheckAnswer.NO),
            to_pair(view.pair_id),
        ),
    )


def answered(view: Check) -> Screen:
    """Thanks for a «да», help for a «нет»."""
    if view.answer is CheckAnswer.YES:
        return Screen(
            "Отлично, так держать! Если встречи ещё нет в дневнике, запишите её. "
            "А следующую можно назначить прямо сейчас.",
            column(to_past(view.pair_id), to_meetings(view.pair_id), to_propose(view.pair_id), to_pair(view.pair_id)),
        )
    met = view.occasion is not Occasion.DAY_5
    return Screen(
        "Спасибо, что сказали: так бывает у многих. Что поможет?",
        column(
            to_propose(view.pair_id, "Предложить время"),
            button("Напомнить коллеге", AskHelp(pair_id=view.pair_id, wanted=Help.NUDGE)),
            to_goals(view.pair_id, "Пересмотреть цели") if met else None,
            button("Нужен координатор", AskHelp(pair_id=view.pair_id, wanted=Help.COORDINATOR)),
            to_pair(view.pair_id),
        ),
    )


def helped(pair_id: int, wanted: Help) -> Screen:
    """Help is on its way."""
    text = {
        Help.NUDGE: "Напомним коллеге, что вы хотите встретиться. А пока можно предложить своё время.",
        Help.COORDINATOR: "Передали координатору: он свяжется с вами и поможет. Что вы писали друг другу, он не видит.",
    }[wanted]
    propose = to_propose(pair_id, "Предложить время") if wanted is Help.NUDGE else None
    return Screen(text, column(propose, to_pair(pair_id), to_mentoring()))


def _say(view: Check, label: str, said: CheckAnswer) -> Button:
    return button(label, AnswerCheck(pair_id=view.pair_id, occasion=view.occasion, answer=said))
