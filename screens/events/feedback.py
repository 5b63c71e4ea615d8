"""What one thinks of an event: a question a screen, each answered by a tap (domain guide §10)."""

from collections.abc import Callable, Mapping, Sequence

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.feedback import PLAN_EXAMPLE, QUESTIONS, RATES, Ask, FeedbackForm, Value, after, before
from domain.vocabulary import Applied, Pace, Recommend
from screens import words
from screens.events.event_card import to_feedback
from screens.events.events import to_calendar, to_past_events
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, ticked
from screens.navigation import to_menu
from screens.tips.tips import ShowTip

Rows = tuple[tuple[Button, ...], ...]

PACES = {Pace.SLOW: "медленно", Pace.RIGHT: "в самый раз", Pace.FAST: "быстро"}
RECOMMENDS = {Recommend.YES: "да", Recommend.UNSURE: "пока не знаю", Recommend.NO: "нет"}
APPLIED = {
    Applied.YES: "да",
    Applied.PARTLY: "частично",
    Applied.NO: "нет",
    Applied.NO_OCCASION: "не было случая",
}


class SetFeedback(CallbackData, prefix="fbset"):
    """An answer to a question of the evening; the question's name makes a double tap mean it once."""

    event_id: RowId
    ask: Ask
    value: str


class AskFeedback(CallbackData, prefix="fbask"):
    """Show a question: back, on without an answer, or to change one."""

    event_id: RowId
    ask: Ask


class ErasePlan(CallbackData, prefix="fbdel"):
    """Take back what one wrote about one's plans."""

    event_id: RowId


class EndFeedback(CallbackData, prefix="fbend"):
    """Enough of questions, for now or for good."""

    event_id: RowId


class SetApplied(CallbackData, prefix="fbapp"):
    """The answer of two weeks later."""

    event_id: RowId
    applied: Applied


class AskApplied(CallbackData, prefix="fbagain"):
    """Show the question of two weeks later once more."""

    event_id: RowId


# --- the evening


def evening(form: FeedbackForm) -> Screen:
    """News: the event is over, and the first question comes with it."""
    text = f"Как вам встреча {esc(words.quoted(form.title))}? Шесть коротких вопросов{NBSP}— это минута."
    return Screen(f"{text}\n\n{_question(form, QUESTIONS[0])}", _rows(form, QUESTIONS[0]), fresh=True)


def ask(form: FeedbackForm, asked: Ask, problem: str | None = None) -> Screen:
    """One question with what was answered before; `problem` says what was wrong with the text just typed."""
    warning = f"⚠️ {esc(problem)}\n\n" if problem else ""
    heading = f"<b>{esc(form.title)}</b>\n" if asked is QUESTIONS[0] else ""
    return Screen(f"{warning}{heading}{_question(form, asked)}", _rows(form, asked))


def _question(form: FeedbackForm, asked: Ask) -> str:
    number = QUESTIONS.index(asked) + 1
    text = f"<i>Вопрос{NBSP}{number} из{NBSP}{len(QUESTIONS)}</i>\n{_TEXTS[asked]}"
    plan = form.opinion.plan
    if asked is Ask.PLAN and plan is not None:
        text += f"\n\nСейчас: <b>{esc(plan)}</b>\nНовый ответ заменит прежний."
    return text


_TEXTS: Mapping[Ask, str] = {
    Ask.USEFULNESS: f"Насколько встреча пригодится в{NBSP}работе? 1{NBSP}— совсем нет, 5{NBSP}— очень.",
    Ask.PLAN: (
        "Что попробуете в ближайшие две недели? Напишите одной фразой, координатор увидит её без имени.\n"
        f"Например: {PLAN_EXAMPLE}."
    ),
    Ask.PACE: "Какой был темп?",
    Ask.ORGANISATION: f"Как всё устроено: время, место, связь? 1{NBSP}— плохо, 5{NBSP}— отлично.",
    Ask.RECOMMEND: "Посоветуете такую встречу коллеге?",
    Ask.NEXT: "О чём сделать следующую встречу?",
}


def _rows(form: FeedbackForm, asked: Ask) -> Rows:
    """Choices, then back and on, then the way out."""
    earlier, later = before(asked), after(asked)
    answered = form.opinion.answer(asked) is not None
    onward = AskFeedback(event_id=form.event_id, ask=later) if later else EndFeedback(event_id=form.event_id)
    moves = [
        *([button("← Назад", AskFeedback(event_id=form.event_id, ask=earlier))] if earlier else []),
        # who would skip the very first question had better be asked another time
        *([button("Дальше →" if answered else "Пропустить", onward)] if earlier or answered else []),
    ]
    leave = button("Закончить" if form.opinion.given else "Не сейчас", EndFeedback(event_id=form.event_id))
    # from the last question the way on is the way out
    return (*_CHOICES[asked](form, asked), *in_pairs(moves), *column(leave if later else None))


def _rates(form: FeedbackForm, asked: Ask) -> Rows:
    return (tuple(_choices(form, asked, {str(rate): str(rate) for rate in RATES})),)


def _plan(form: FeedbackForm, asked: Ask) -> Rows:
    if form.opinion.plan is None:
        return ()
    return column(button("Стереть ответ", ErasePlan(event_id=form.event_id)))


def _one_a_row(labels: Mapping[str, str]) -> Callable[[FeedbackForm, Ask], Rows]:
    return lambda form, asked: column(*_choices(form, asked, labels))


def _two_a_row(labels: Mapping[str, str]) -> Callable[[FeedbackForm, Ask], Rows]:
    return lambda form, asked: in_pairs(_choices(form, asked, labels))


def _choices(form: FeedbackForm, asked: Ask, labels: Mapping[str, str]) -> Sequence[Button]:
    chosen: Value | None = form.opinion.answer(asked)
    return [
        button(ticked(label, value == str(chosen)), SetFeedback(event_id=form.event_id, ask=asked, value=value))
        for value, label in labels.items()
    ]


def _capital(labels: Mapping[Pace, str] | Mapping[Recommend, str]) -> dict[str, str]:
    return {str(code): label.capitalize() for code, label in labels.items()}


_CHOICES: Mapping[Ask, Callable[[FeedbackForm, Ask], Rows]] = {
    Ask.USEFULNESS: _rates,
    Ask.PLAN: _plan,
    Ask.PACE: _one_a_row(_capital(PACES)),
    Ask.ORGANISATION: _rates,
    Ask.RECOMMEND: _one_a_row(_capital(RECOMMENDS)),
    Ask.NEXT: _two_a_row({str(code): label for code, label in words.DIRECTION_LABELS.items()}),
}


def ended(form: FeedbackForm) -> Screen:
    """Thanks, and what to do next; or, when nothing is answered, till when one may still answer."""
    until = words.day(form.closes_at)
    if not form.opinion.given:
        text = f"Хорошо, не сейчас. Оценить встречу можно до{NBSP}{until}: «Мои встречи», потом «Прошедшие»."
        return Screen(text, column(to_feedback(form.event_id), to_past_events(), to_menu()))
    lines = [f"Спасибо, отзыв учтён! Координатор увидит ответы без имени. Поправить их можно до{NBSP}{until}."]
    if form.opinion.plan is not None:
        lines.append("Через две недели после встречи спросим, получилось ли попробовать.")
    change = button("Изменить ответы", AskFeedback(event_id=form.event_id, ask=QUESTIONS[0]))
    return Screen("\n".join(lines), column(*_onward(), change, to_menu()))


def _onward() -> tuple[Button, ...]:
    return button("💡 Лайфхак", ShowTip()), to_calendar()


# --- two weeks later


def two_weeks_later(form: FeedbackForm, *, fresh: bool = True) -> Screen:
    """The question whether it was of use, with the person's own plan; news unless it is asked for (`fresh`)."""
    title = esc(words.quoted(form.title))
    if plan := form.opinion.plan:
        wish = esc(words.quoted(plan.rstrip(" .!?…")))
        text = f"Вы хотели попробовать: {wish}. Удалось?\nПосле встречи {title} прошло две недели."
    else:
        text = f"Две недели назад была встреча {title}. Удалось что-нибудь применить?"
    chosen = form.opinion.applied
    buttons = [
        button(ticked(label.capitalize(), code is chosen), SetApplied(event_id=form.event_id, applied=code))
        for code, label in APPLIED.items()
    ]
    return Screen(text, (*in_pairs(buttons), *column(to_menu())), fresh=fresh)


def applied(form: FeedbackForm, answer: Applied) -> Screen:
    """Thanks for the answer of two weeks later, and the next step."""
    change = button("Изменить ответ", AskApplied(event_id=form.event_id))
    return Screen(_THANKS[answer], column(*_onward(), change, to_menu()))


_THANKS = {
    Applied.YES: "Здорово! Спасибо, что рассказали: так клуб видит, какие встречи помогают.",
    Applied.PARTLY: "Спасибо! Частично — уже опыт. Может быть, добавит что-нибудь лайфхак наставника?",
    Applied.NO: "Спасибо за честность. Так бывает: не каждый приём подходит. Попробуйте другой — лайфхак ниже.",
    Applied.NO_OCCASION: "Спасибо! Случай ещё найдётся. А пока — лайфхак и новые встречи.",
}
