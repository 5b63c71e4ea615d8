"""What the two of a pair are told: that they are one, a pause, an end, contacts, goals."""

from content.typography import NBSP
from domain.mentoring.goals import GoalView
from domain.mentoring.pairs import Contacts, Introduction, PairView, Side
from domain.vocabulary import MentoringForm, PairStatus
from screens import words
from screens.kit import Button, Screen, button, column, esc, shorten
from screens.mentoring.goals import to_goals
from screens.mentoring.meetings import to_propose
from screens.mentoring.mentor_groups import to_own_group
from screens.mentoring.mentoring import MyPairs, to_mentoring, to_pair
from screens.mentoring.pair_feedback import to_opinion
from screens.mentoring.pairs import ChangeMentor, ShareContacts, full_date, heading, mention, place_of
from screens.mentoring.relay import to_write

# a need has 1500 signs, a card's words 300: the first step must not drown
_SHOWN = 700
_PAPER = (
    "Принять в боте — ещё не приказ: работу наставника оформляет организация, с вашего письменного согласия "
    "(ст.\u00a0351.8 ТК\u00a0РФ)."
)


def introduction(view: Introduction) -> Screen:
    """Each learns of the other, and what to do first."""
    pair = view.pair
    assert pair.other is not None
    who = "Наставник" if pair.side is Side.MENTEE else "Коллега"
    place = place_of(pair.other)
    lines = [
        f"{_lead(pair)} {who}: <b>{esc(pair.other.name)}</b>{f', {place}' if place else ''}.",
        *(_of_mentor(view) if pair.side is Side.MENTEE else _of_mentee(view)),
        "Вас познакомил координатор клуба." if view.by_club else "",
        f"{first_step(pair)} Писать друг другу можно здесь: телефон и имя в Telegram никто не увидит.",
        # who leads a group has read it before
        _PAPER if pair.side is Side.MENTOR and pair.group_id is None else "",
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        column(*_ways_on(pair), to_pair(pair.id), _to_group(pair), to_mentoring()),
    )


def _ways_on(pair: PairView) -> list[Button]:
    ways = [to_propose(pair.id), to_write(pair.id)]
    return ways[::-1] if pair.form is MentoringForm.SITUATIONAL else ways


def _to_group(pair: PairView) -> Button | None:
    if pair.side is not Side.MENTOR or pair.group_id is None:
        return None
    return to_own_group(pair.group_id, "К группе")


def first_step(pair: PairView) -> str:
    """What to do first; the lesson may be tomorrow where help with one question was asked for."""
    if pair.form is MentoringForm.SITUATIONAL:
        return "Первый шаг — сразу написать друг другу: с одним вопросом можно управиться и перепиской."
    return "Первый шаг — договориться о встрече на этой неделе."


def changed(view: PairView) -> Screen:
    """How things stand with a pair, for who did not change it."""
    on = to_pair(view.id)
    match view.status:
        case PairStatus.PAUSED if view.paused_until:
            text = (
                f"{heading(view)}\nВ работе пауза по{NBSP}{full_date(view.paused_until)} включительно. "
                "Потом напомним и продолжим."
            )
        case PairStatus.COMPLETED:
            text = f"{heading(view)}\nПрограмма завершена. Спасибо вам обоим за эту работу! Две минуты на отзыв?"
            on = to_opinion(view.id, "Оставить отзыв")
        case PairStatus.STOPPED:
            return _stopped(view)
        case _:
            text = f"{heading(view)}\nПауза позади: продолжаем. Хороший шаг — договориться о встрече."
    return Screen(text, column(to_write(view.id) if view.live and view.other else None, on, to_mentoring()))


def goal(view: GoalView) -> Screen:
    """The other side has set a goal, or says it is reached."""
    told = "🎯 Цель достигнута" if view.reached else "🎯 Новая цель вашей пары"
    return Screen(f"{told}: {esc(words.quoted(view.text))}.", column(to_goals(view.pair_id), to_pair(view.pair_id)))


def contacts(view: Contacts) -> Screen | None:
    """Both agreed to show their Telegram; or the other did and asks. None: they thought better of it."""
    pair = view.pair
    if pair.other is None or not pair.other_agrees:
        return None
    if view.telegram_id is not None:
        return Screen(
            f"Теперь у{NBSP}вас есть контакты друг друга: {mention(pair.other, view.telegram_id)}. "
            "Нажмите на имя — откроется личный чат.",
            column(to_write(pair.id)),
        )
    return Screen(
        f"{esc(pair.other.name)} предлагает показать друг другу, как найти вас в Telegram. "
        "Контакты откроются, только если согласны оба. Можно и дальше писать здесь.",
        column(
            button("Показать контакты", ShareContacts(pair_id=pair.id, agrees=True)),
            to_pair(pair.id, "Не сейчас"),
        ),
    )


def _lead(pair: PairView) -> str:
    if pair.group is None:
        return f"🤝 Вы в{NBSP}паре!"
    title = esc(words.quoted(pair.group))
    return f"🤝 Вы в{NBSP}группе {title}!" if pair.side is Side.MENTEE else f"🤝 Новый человек в{NBSP}группе {title}."


def _of_mentor(view: Introduction) -> list[str]:
    subject = f"Предмет: {esc(view.subject)}." if view.subject else ""
    return [subject, f"О себе: {esc(words.quoted(view.about))}" if view.about else ""]


def _of_mentee(view: Introduction) -> list[str]:
    need = view.pair.need
    return [f"Запрос: {esc(words.quoted(shorten(need, _SHOWN)))}"] if need else []


def _stopped(view: PairView) -> Screen:
    if view.other is None:
        told = "Коллега больше не в клубе, поэтому работа в паре завершена."
    else:
        told = f"{heading(view)}\nРабота в паре завершена раньше срока. Так бывает, и дело не в вас."
    if view.side is Side.MENTEE:
        text = f"{told} Подобрать другого наставника?"
        act = button("Да, подобрать", ChangeMentor(pair_id=view.id, sure=True))
    else:
        text = f"{told} Спасибо за ваше время: место свободно для другого коллеги."
        act = button("Мои пары", MyPairs())
    return Screen(text, column(act, to_pair(view.id), to_mentoring()))
