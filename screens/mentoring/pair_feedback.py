"""The end of a programme and what each side thinks of it: a question a screen (domain guide §10)."""

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.pair_feedback import CHOICES, EXAMPLES, RATED, RATES, Ask, PairOpinion, Summary, Words, WordsPage
from domain.mentoring.pairs import Side
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, ticked
from screens.mentoring.mentoring import MentoringDesk, MyPairs, NewRequest, to_mentoring, to_pair
from screens.mentoring.pair_words import CHOICE_LABELS, QUESTIONS_SHORT, answer
from screens.mentoring.thanks import to_thank

Rows = tuple[tuple[Button, ...], ...]


class FinishPair(CallbackData, prefix="prfin"):
    """Complete the programme; `sure`: asked and confirmed."""

    pair_id: RowId
    sure: bool = False


class GiveOpinion(CallbackData, prefix="profb"):
    """The form about a completed pair: from its beginning, from where it was interrupted, or its results."""

    pair_id: RowId


class AskOpinion(CallbackData, prefix="proask"):
    """Show a question: back, on without an answer, or to change one."""

    pair_id: RowId
    ask: Ask


class SetOpinion(CallbackData, prefix="proset"):
    """An answer; the question's name makes a double tap mean it once."""

    pair_id: RowId
    ask: Ask
    value: str


class EraseOpinion(CallbackData, prefix="prodel"):
    """Take back what one wrote."""

    pair_id: RowId
    ask: Ask


class EndOpinion(CallbackData, prefix="proend"):
    """Enough of questions, for now or for good."""

    pair_id: RowId


class OpinionWords(CallbackData, prefix="prowords"):
    """Coordinators read what finished pairs answered."""

    page: int = 0


def to_finish(pair_id: int) -> Button:
    return button("🏁 Завершить программу", FinishPair(pair_id=pair_id))


def to_opinion(pair_id: int, label: str = "Отзыв о паре") -> Button:
    return button(label, GiveOpinion(pair_id=pair_id))


# --- the end of the programme


def ask_finish(pair_id: int, done: Summary) -> Screen:
    """Before the end: what there is to be proud of."""
    lines = [
        "Завершить программу?",
        f"За это время: {told(done)}." if told(done) else "",
        "Коллеге сообщим и попросим вас обоих о коротком отзыве. Открыть пару снова не получится, "
        "но цели и дневник останутся.",
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        column(button("Да, завершить", FinishPair(pair_id=pair_id, sure=True)), to_pair(pair_id, "← Ещё поработаем")),
    )


def finished(view: PairOpinion) -> Screen:
    """Congratulations, and the form."""
    done = f" За плечами: {told(view.summary)}." if told(view.summary) else ""
    return Screen(
        f"Программа завершена. Поздравляем вас обоих!{done}\n"
        "Две минуты на отзыв? Оценки друг друга увидите, когда ответят оба.",
        column(
            to_opinion(view.pair_id, "Оставить отзыв"),
            to_thank(view.pair_id) if view.side is Side.MENTEE and view.other else None,
            to_pair(view.pair_id),
            to_mentoring(),
        ),
    )


def told(done: Summary) -> str:
    """«9 встреч, 14 часов, достигнуто целей: 2 из 3»; empty when there is nothing to tell."""
    parts = [
        words.plural(done.meetings, "встреча", "встречи", "встреч") if done.meetings else "",
        words.hours(done.hours) if done.hours else "",
        _goals(done) if done.goals else "",
    ]
    return ", ".join(part for part in parts if part)


def _goals(done: Summary) -> str:
    if done.reached == done.goals:
        return "цель достигнута" if done.goals == 1 else f"все{NBSP}{done.goals} цели достигнуты"
    return f"достигнуто целей: {done.reached} из{NBSP}{done.goals}"


# --- the form


_TEXTS: Mapping[Ask, str] = {
    Ask.GOAL: "Насколько достигнута цель? 1 — пока нет, 5 — полностью.",
    Ask.SAFE: "Насколько безопасно было говорить о неудачах? 1 — тревожно, 5 — совсем спокойно.",
    Ask.REGULAR: "Встречи были регулярными? 1 — почти не встречались, 5 — как часы.",
    Ask.PUPILS: "Ученики заметили перемены?",
    Ask.HELPED: "Что помогло больше всего?",
    Ask.CHANGE: "Что бы вы изменили?",
    Ask.GO_ON: "Хотите продолжить?",
    Ask.QUOTE: "Можно процитировать ваши слова без имени?",
    Ask.PROGRESS: "Насколько заметен прогресс коллеги? 1 — пока нет, 5 — очень.",
    Ask.LOAD: "Нагрузка была посильной? 1 — тяжело, 5 — легко.",
    Ask.SUPPORT: "Помогала ли ваша организация? 1 — совсем нет, 5 — во всём.",
    Ask.LEARNED: "Чему эта пара научила вас?",
    Ask.BLOCKS: "Какие блоки программы сработали?",
    Ask.AGAIN: "Возьмёте ещё пару?",
}


def ask(view: PairOpinion, asked: Ask, problem: str | None = None) -> Screen:
    """One question with what was answered before; `problem` says what was wrong with the text just typed."""
    lines = [
        f"⚠️ {esc(problem)}\n" if problem else "",
        f"<i>Вопрос{NBSP}{view.number(asked)} из{NBSP}{len(view.questions)}</i>",
        _TEXTS[asked],
    ]
    if asked in EXAMPLES:
        lines.append(f"Напишите одной фразой, её прочитает только координатор. Например: {EXAMPLES[asked]}.")
        if asked in view.answers:
            lines.append(f"\nСейчас: <b>{esc(view.answers[asked])}</b>\nНовый ответ заменит прежний.")
    return Screen("\n".join(line for line in lines if line), _rows(view, asked))


def _rows(view: PairOpinion, asked: Ask) -> Rows:
    earlier, later = view.before(asked), view.after(asked)
    onward = AskOpinion(pair_id=view.pair_id, ask=later) if later else EndOpinion(pair_id=view.pair_id)
    moves = [
        *([button("← Назад", AskOpinion(pair_id=view.pair_id, ask=earlier))] if earlier else []),
        button("Дальше →" if asked in view.answers else "Пропустить", onward),
    ]
    leave = button("Позже", EndOpinion(pair_id=view.pair_id))
    return (*_choices(view, asked), *in_pairs(moves), *column(leave if later else None))


def _choices(view: PairOpinion, asked: Ask) -> Rows:
    if asked in EXAMPLES:
        erase = button("Стереть ответ", EraseOpinion(pair_id=view.pair_id, ask=asked))
        return column(erase if asked in view.answers else None)
    chosen = str(view.answers.get(asked))
    labels = (
        {str(rate): str(rate) for rate in RATES}
        if asked in RATED
        else {code: CHOICE_LABELS[asked][code].capitalize() for code in CHOICES[asked]}
    )
    buttons = [
        button(ticked(label, code == chosen), SetOpinion(pair_id=view.pair_id, ask=asked, value=code))
        for code, label in labels.items()
    ]
    return (tuple(buttons),) if asked in RATED else column(*buttons)


def ended(view: PairOpinion) -> Screen:
    """Where things stand when there are no more questions: thanks, both sides' ratings, or what is still to rate."""
    if view.sealed:
        return opinions(view)
    change = button("Изменить ответы", AskOpinion(pair_id=view.pair_id, ask=view.questions[0]))
    until = words.day(view.closes_at)
    if view.finished:
        waits = "Оценки коллеги покажем, когда придёт и второй отзыв." if view.other else "Коллега больше не в клубе."
        text = f"Спасибо, отзыв учтён! {waits} Поправить ответы можно до{NBSP}{until}."
    elif view.answers:
        wish = "Чтобы увидеть оценки коллеги, ответьте" if view.other else "Ответить можно"
        text = f"Сохранили. {wish} и{NBSP}на остальные вопросы с{NBSP}цифрами до{NBSP}{until}."
        change = button("Продолжить", AskOpinion(pair_id=view.pair_id, ask=_missing(view)))
    else:
        text = f"Хорошо, не сейчас. Ответить можно до{NBSP}{until}, через пару дней напомним."
        change = to_opinion(view.pair_id, "Оставить отзыв")
    return Screen(text, column(change, *_onward(view)))


def _missing(view: PairOpinion) -> Ask:
    """The first question with a rate that has no answer, or where the form begins."""
    left = [one for one in view.questions if one in RATED and one not in view.answers]
    return left[0] if left else view.questions[0]


def opinions(view: PairOpinion) -> Screen:
    """Both have answered: the ratings of each, the other's first."""
    lines = [f"Ответили оба — вот оценки.\n<b>{esc(view.other or 'Коллега')}:</b>", *_ratings(view.theirs or {})]
    lines += ["<b>Вы:</b>", *_ratings({one: value for one, value in view.answers.items() if one in RATED})]
    return Screen("\n".join(lines), column(*_onward(view)))


def _ratings(answers: Mapping[Ask, int | str]) -> list[str]:
    return [f"{QUESTIONS_SHORT[one]}: {answer(one, value).replace(' ', NBSP)}" for one, value in answers.items()]


def _onward(view: PairOpinion) -> list[Button | None]:
    mentee = view.side is Side.MENTEE
    go_on = view.answers.get(Ask.GO_ON) if mentee else None
    same = view.other_id if go_on == "yes" else None
    return [
        to_thank(view.pair_id) if mentee and view.other else None,
        button("Продолжить вместе", NewRequest(mentor_id=same)) if same is not None else None,
        button("Нужна помощь", NewRequest()) if go_on == "other" or (go_on == "yes" and same is None) else None,
        button("Мои пары", MyPairs()),
        to_mentoring(),
    ]


def remind(view: PairOpinion) -> Screen:
    """The form once more, for who has not come to its end."""
    who = f" с{NBSP}коллегой: {esc(view.other)}" if view.other else ""
    return Screen(
        f"Как прошла работа в паре{who}? Две минуты на отзыв — оценки друг друга увидите, когда ответят оба.",
        column(to_opinion(view.pair_id, "Оставить отзыв"), to_pair(view.pair_id), to_mentoring()),
    )


# --- for coordinators


def all_words(view: WordsPage) -> Screen:
    """What finished pairs answered, names and words: for coordinators alone."""
    back = column(button("← Наставничество клуба", MentoringDesk()), to_mentoring())
    if not view.pairs:
        return Screen("Отзывов о парах пока нет. Они появятся, когда первые программы завершатся.", back)
    told_of = "\n\n".join(_of_pair(one) for one in view.pairs)
    return Screen(
        f"<b>Отзывы о парах</b>\nСлова видят только координаторы.\n\n{told_of}",
        (*pager(view.page, lambda page: OpinionWords(page=page)), *back),
    )


def _of_pair(one: Words) -> str:
    gone = "больше не в клубе"
    when = f", {words.day(one.ended_at)}" if one.ended_at else ""
    lines = [f"<b>{esc(one.mentor or gone)} → {esc(one.mentee or gone)}</b>{when}"]
    lines += [f"{QUESTIONS_SHORT[asked]}: {esc(answer(asked, value))}" for asked, value in one.answers]
    return "\n".join(lines)
