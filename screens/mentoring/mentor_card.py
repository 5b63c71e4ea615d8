"""One's own mentor's card: what it says, its state, a pause, taking it away. The form: `card_form.py`."""

from datetime import date, time
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from content.typography import NBSP
from domain import clubtime
from domain.events.moments import DAY_EXAMPLE
from domain.mentoring.card_form import Draft, progress
from domain.mentoring.cards import Card, OwnCard
from domain.vocabulary import Attendance, CardStatus, MentoringForm
from screens import words
from screens.kit import Button, Screen, button, column, esc, in_pairs, question, step
from screens.mentoring.mentoring import MyCard, MyGroups, OpenMentors, to_mentoring


class FillCard(CallbackData, prefix="mcfill"):
    """Begin the form, go on from where it stopped, or edit the saved card; `anew`: forget what was answered."""

    anew: bool = False


class OnDuty(CallbackData, prefix="mcduty"):
    """Whether one answers urgent requests."""

    on: bool


class PauseCard(CallbackData, prefix="mcpause"):
    """Take nobody new for a while."""


class PauseFor(CallbackData, prefix="mcrest"):
    """A pause of so many days from today."""

    days: Annotated[int, Field(ge=1, le=366)]


class EndPause(CallbackData, prefix="mcwake"):
    """Take new mentees again."""


class WithdrawCard(CallbackData, prefix="mcdrop"):
    """Take the card away; `sure`: asked and confirmed."""

    sure: bool = False


def to_card(label: str = "Моя карточка") -> Button:
    return button(label, MyCard())


def none_yet() -> Screen:
    """Whoever has no card: what it is for."""
    return Screen(
        "Научить может каждый: у одного опыт, у другого — свежие приёмы и цифра.\n"
        "Расскажите, чему можете научить: это две минуты. Карточку прочитает координатор, и её увидят коллеги.",
        column(button("Заполнить карточку", FillCard()), button("Наставники клуба", OpenMentors()), to_mentoring()),
    )


def paused(draft: Draft) -> Screen:
    """The form of a first card stopped half-way."""
    return Screen(
        f"{step(*progress(draft.step, draft.answers))}\nКарточка не закончена, ответы сохранены. "
        "Если начать заново, они сотрутся.",
        column(button("Продолжить", FillCard()), button("Начать заново", FillCard(anew=True)), to_mentoring()),
    )


def own(view: OwnCard, *, editing: bool = False, said: str = "") -> Screen:
    """One's own card with its state; `editing`: an unfinished edit is kept, `said`: what has just been done."""
    shown = view.view
    lines = [said] if said else []
    lines += ["<b>Моя карточка наставника</b>", standing(view), "", facts(shown.card)]
    if shown.pairs:
        lines.append(f"Сейчас у вас {words.plural(shown.pairs, 'пара', 'пары', 'пар')}.")
    duty = shown.card.on_duty
    rows = in_pairs(
        [
            button("✏️ Продолжить правку" if editing else "✏️ Изменить", FillCard()),
            button("Закончить паузу", EndPause()) if shown.paused_until else button("Взять паузу", PauseCard()),
            button("Без срочных" if duty else "Помогать срочно", OnDuty(on=not duty)),
            button("Убрать карточку", WithdrawCard()),
        ]
    )
    groups = button("Мои группы", MyGroups()) if MentoringForm.GROUP in shown.card.forms else None
    return Screen("\n".join(lines), rows + column(groups, button("Наставники клуба", OpenMentors()), to_mentoring()))


def standing(view: OwnCard) -> str:
    """What becomes of the card now, in a sentence."""
    match view.view.status:
        case CardStatus.PENDING:
            return "⏳ Ждёт координатора. Как только прочитает, напишем."
        case CardStatus.RETURNED:
            return f"Координатор просит поправить: {esc(view.note or '')}"
        case CardStatus.CONFIRMED if view.view.paused_until:
            return f"На паузе по {day(view.view.paused_until)} включительно: новых заявок не будет."
        case CardStatus.CONFIRMED:
            return "✅ Её видят коллеги."


def facts(card: Card) -> str:
    """What a card says, a line each, as HTML."""
    lines = [
        f"Направления: {', '.join(words.DIRECTIONS[one] for one in card.directions)}",
        f"Предмет: {esc(card.subject)}" if card.subject else "",
        f"Ученики: {', '.join(words.STAGES[one] for one in card.stages)}",
        f"Чем поможет: {esc(card.about)}",
        f"Как: {', '.join(form(one, card) for one in card.forms)}",
        f"Встречи: {ways(card.ways)}",
        f"Берёт: до{NBSP}{words.plural(card.capacity, 'пары', 'пар', 'пар')}",
        "Отвечает на срочные вопросы" if card.on_duty else "",
    ]
    return "\n".join(line for line in lines if line)


def form(one: MentoringForm, card: Card) -> str:
    """«группа до 5 человек» and the like, as HTML."""
    name = words.MENTORING_FORMS[one]
    if one is not MentoringForm.GROUP:
        return name.lower()
    return f"{name.lower()} до{NBSP}{words.plural(card.group_size, 'человека', 'человек', 'человек')}"


def ways(chosen: tuple[Attendance, ...]) -> str:
    """«очно и онлайн»."""
    return " и ".join(words.ATTENDANCES[one] for one in Attendance if one in chosen)


def day(of: date) -> str:
    """«чт, 16 октября»."""
    return words.day(clubtime.at(of, time(12)))


# --- a pause


def ask_pause(view: OwnCard, problem: str | None = None) -> Screen:
    """Until which day nobody new is taken, to be pressed or typed; what it does to requests that wait."""
    text = (
        "По какой день не присылать новых заявок? Пары, которые уже есть, останутся.\n"
        f"Нажмите кнопку или напишите дату, например: {DAY_EXAMPLE}."
    )
    return question(
        text + _sent_on(view),
        problem=esc(problem) if problem else None,
        choices=[
            button("На неделю", PauseFor(days=7)),
            button("На две недели", PauseFor(days=14)),
            button("На месяц", PauseFor(days=30)),
        ],
        exits=[to_card("← К карточке")],
    )


def _sent_on(view: OwnCard) -> str:
    if not view.waiting:
        return ""
    return f"\nЗаявки, которые ждут вашего ответа ({view.waiting}), передадим другим наставникам."


# --- taking it away


def ask_withdrawal(view: OwnCard) -> Screen:
    """Before the card is taken away: what that costs."""
    kept = " Ваши пары останутся." if view.view.pairs else ""
    return Screen(
        f"Убрать карточку? Коллеги перестанут её видеть, а чтобы вернуть, её надо будет заполнить снова.{kept}"
        + _sent_on(view),
        column(
            button("Да, убрать", WithdrawCard(sure=True)),
            None if view.view.paused_until else button("Лучше пауза", PauseCard()),
            to_card("← Оставить"),
        ),
    )


def withdrawn() -> Screen:
    return Screen(
        "Карточку убрали. Если захочется снова помогать коллегам — будем рады.",
        column(button("Заполнить карточку", FillCard()), to_mentoring()),
    )


# --- news


def reviewed(view: OwnCard) -> Screen | None:
    """What a coordinator has decided; None while nobody has."""
    match view.view.status:
        case CardStatus.CONFIRMED:
            return Screen(
                "Карточка подтверждена: теперь её видят коллеги. 🎉\nКогда вас попросят о помощи, сразу напишем.",
                column(to_card(), to_mentoring()),
                fresh=True,
            )
        case CardStatus.RETURNED:
            return Screen(
                f"Спасибо за карточку! Координатор просит её поправить:\n<i>{esc(view.note or '')}</i>",
                column(button("✏️ Поправить", FillCard()), to_mentoring()),
                fresh=True,
            )
    return None
