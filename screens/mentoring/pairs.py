"""Pairs: the list, one pair, a pause, contacts, another mentor, an end without a reason."""

from datetime import date, datetime, time

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.mentoring.pairs import PAUSE_WEEKS, Contacts, PairLine, Pairs, PairView, Person, Side
from domain.vocabulary import PairStatus
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten
from screens.mentoring.goals import to_goals
from screens.mentoring.meetings import to_meetings
from screens.mentoring.mentoring import MyPairs, NewRequest, OpenRequest, to_mentoring, to_pair
from screens.mentoring.pair_feedback import to_finish, to_opinion
from screens.mentoring.relay import to_history, to_write

_SHOWN_NEED = 300
_STANDINGS = {
    PairStatus.APPROVAL: "ждём школу",
    PairStatus.ACTIVE: "идёт",
    PairStatus.PAUSED: "на паузе",
    PairStatus.COMPLETED: "завершена",
    PairStatus.STOPPED: "остановлена",
}


class PairMore(CallbackData, prefix="prmore"):
    """What is done with a pair more rarely."""

    pair_id: RowId


class PausePair(CallbackData, prefix="prpause"):
    """A pause of so many weeks; 0 asks how long."""

    pair_id: RowId
    weeks: int = 0


class ResumePair(CallbackData, prefix="prgo"):
    """The pause is over."""

    pair_id: RowId


class StopPair(CallbackData, prefix="prstop"):
    """End the pair without a reason; `sure`: asked and confirmed."""

    pair_id: RowId
    sure: bool = False


class ChangeMentor(CallbackData, prefix="prother"):
    """Another mentor for the mentee; `sure`: asked and confirmed."""

    pair_id: RowId
    sure: bool = False


class PairContacts(CallbackData, prefix="prcont"):
    """Showing each other one's Telegram."""

    pair_id: RowId


class ShareContacts(CallbackData, prefix="prshow"):
    """Agree to it, or take that back."""

    pair_id: RowId
    agrees: bool


def mine(view: Pairs) -> Screen:
    """All pairs of a person, those that go on first."""
    if not view.lines:
        return Screen(
            "Пар пока нет. Опишите, с чем нужна помощь, — подберём наставника.",
            column(button("Нужна помощь", NewRequest()), to_mentoring()),
        )
    first = view.page.offset + 1
    lines = [f"{number}.{NBSP}{_line(one)}" for number, one in enumerate(view.lines, first)]
    picks = [
        to_pair(one.id, shorten(f"{number}. {one.name or 'Коллега'}")) for number, one in enumerate(view.lines, first)
    ]
    return Screen(
        "\n".join(["<b>Мои пары</b>", *lines]),
        (*column(*picks), *pager(view.page, lambda page: MyPairs(page=page)), *column(to_mentoring())),
    )


def pair(view: PairView, said: str = "") -> Screen:
    """One pair; `said` tells first what has just been done (HTML)."""
    lines = [said, heading(view), _about(view), *_standing(view)]
    if view.side is Side.MENTOR and view.need:
        lines.append(f"Запрос: {esc(words.quoted(shorten(view.need, _SHOWN_NEED)))}")
    if view.goals:
        lines.append(f"🎯 Цели: {view.reached} из{NBSP}{view.goals}")
    return Screen("\n".join(line for line in lines if line), column(*_acts(view)))


def more(view: PairView) -> Screen:
    """What is done rarely: contacts, a pause, another mentor, an end."""
    resting = view.status is PairStatus.PAUSED
    return Screen(
        f"{heading(view)}\nКонтакты видны, только если согласны оба. Пауза и остановка — без объяснения причин.",
        column(
            button("Контакты", PairContacts(pair_id=view.id)) if view.live else None,
            button("Возобновить", ResumePair(pair_id=view.id)) if resting else None,
            button("Продлить паузу" if resting else "Пауза", PausePair(pair_id=view.id)) if view.live else None,
            to_finish(view.id) if view.live else None,
            button("Другой наставник", ChangeMentor(pair_id=view.id)) if view.side is Side.MENTEE else None,
            button("Остановить", StopPair(pair_id=view.id)),
            to_pair(view.id, "← К паре"),
        ),
    )


def ask_pause(view: PairView) -> Screen:
    """How long the pause will be."""
    picks = [
        button(
            words.plural(weeks, "неделя", "недели", "недель").replace(NBSP, " "),
            PausePair(pair_id=view.id, weeks=weeks),
        )
        for weeks in PAUSE_WEEKS
    ]
    return Screen(
        f"{heading(view)}\nНасколько делаем паузу? Считаем от сегодня, конец программы сдвинем на столько же. "
        "Коллеге сообщим.",
        (*in_pairs(picks), *column(to_pair(view.id, "← К паре"))),
    )


def ask_stop(view: PairView) -> Screen:
    """Before an end: no reason is asked for."""
    return Screen(
        f"Остановить работу в паре?\n{heading(view)}\n"
        "Причину не спрашиваем, коллеге сообщим мягко. Открыть пару снова не получится, но цели и дневник останутся. "
        "Если есть допсоглашение с работодателем, предупредите его за 3 рабочих дня.",
        column(
            button("Да, остановить", StopPair(pair_id=view.id, sure=True)),
            button("Лучше пауза", PausePair(pair_id=view.id)) if view.live else None,
            to_pair(view.id, "← Оставить как есть"),
        ),
    )


def stopped(view: PairView) -> Screen:
    """The pair is over, by one's own wish."""
    if view.side is Side.MENTEE:
        text = "Остановили. Спасибо, что пробовали! Если помощь ещё нужна, подберём другого наставника."
        on = button("Другой наставник", ChangeMentor(pair_id=view.id))
    else:
        text = "Остановили. Спасибо за ваше время! Место свободно для другого коллеги."
        on = None
    return Screen(text, column(on, button("Мои пары", MyPairs()), to_mentoring()))


def ask_change(view: PairView) -> Screen:
    """Before another mentor is looked for."""
    ends = "эту пару завершим, " if view.status is not PairStatus.STOPPED else ""
    known = "ваш прежний запрос передадим координатору" if view.need else "вы расскажете, с чем теперь нужна помощь"
    return Screen(
        f"Подобрать другого наставника? Так бывает часто, и дело не в вас: {ends}{known}. "
        "С этим наставником больше не сведём, причину никто не спросит.",
        column(
            button("Да, подобрать", ChangeMentor(pair_id=view.id, sure=True)),
            to_pair(view.id, "← Оставить как есть"),
        ),
    )


def changed(request_id: int | None) -> Screen:
    """Another mentor is being looked for; without a known need the person tells it."""
    if request_id is None:
        return Screen(
            "Готово. Теперь опишите, с чем нужна помощь, — предложим наставников.",
            column(button("Нужна помощь", NewRequest()), to_mentoring()),
        )
    return Screen(
        "Готово: ваш запрос у координатора, он подберёт другого наставника и напишет вам.",
        column(button("К заявке", OpenRequest(request_id=request_id)), to_mentoring()),
    )


def contacts(view: Contacts, *, fresh: bool = False) -> Screen:
    """Who agreed to show their Telegram; the link itself when both did. `fresh`: it stays in the chat as news."""
    pair_id = view.pair.id
    if view.telegram_id is not None and view.pair.other:
        return Screen(
            f"Вы оба согласились показать контакты: {mention(view.pair.other, view.telegram_id)}. "
            "Нажмите на имя — откроется личный чат.",
            column(button("Больше не показывать", ShareContacts(pair_id=pair_id, agrees=False)), _back(pair_id)),
            fresh=fresh,
        )
    if view.pair.agrees:
        text = "Ваше согласие учли. Контакты покажем обоим, как только согласится коллега."
        act = button("Передумать", ShareContacts(pair_id=pair_id, agrees=False))
    else:
        text = "На той стороне уже согласны. " if view.pair.other_agrees else ""
        text += "Показать друг другу, как найти вас в Telegram? Контакты откроются, только если согласны оба."
        act = button("Показать контакты", ShareContacts(pair_id=pair_id, agrees=True))
    return Screen(text, column(act, _back(pair_id)), fresh=fresh)


def heading(view: PairView) -> str:
    """Who is on the other side, in HTML."""
    if view.other is None:
        return "<b>Коллега больше не в клубе</b>"
    return f"<b>{esc(view.other.name)}</b> — {'ваш наставник' if view.side is Side.MENTEE else 'вы наставник'}"


def mention(person: Person, telegram_id: int) -> str:
    """A name that opens a private chat."""
    return f'<a href="tg://user?id={telegram_id}">{esc(person.name)}</a>'


def place_of(person: Person) -> str:
    """School and position, in HTML; empty when neither is known."""
    return esc(", ".join(part for part in (person.organization, person.position) if part))


def full_date(moment: datetime | date) -> str:
    """«вт, 20 октября»; of a moment, in club time."""
    return words.day(moment if isinstance(moment, datetime) else clubtime.at(moment, time(12)))


def _back(pair_id: int) -> Button:
    return to_pair(pair_id, "← К паре")


def _line(line: PairLine) -> str:
    who = esc(line.name) if line.name else "коллега больше не в клубе"
    side = "наставник" if line.side is Side.MENTEE else "вы наставник"
    return f"{who} — {side}, {_STANDINGS[line.status]}"


def _about(view: PairView) -> str:
    lines = []
    if view.other and (place := place_of(view.other)):
        lines.append(place)
    form = f"Группа {esc(words.quoted(view.group))}" if view.group else words.MENTORING_FORMS[view.form]
    themes = ", ".join(words.DIRECTIONS[one] for one in view.directions)
    lines.append(f"{form} · {themes}" if themes else form)
    return "\n".join(lines)


def _standing(view: PairView) -> list[str]:
    match view.status:
        case PairStatus.APPROVAL:
            till = f", до{NBSP}{words.deadline(view.waits_till)}" if view.waits_till else ""
            return [f"Ждём согласия школы{till}. Как только ответит, познакомим вас."]
        case PairStatus.STOPPED if view.refused:
            return ["Школа пока не готова к этой паре. Так бывает, и дело не в вас."]
        case PairStatus.PAUSED if view.paused_until:
            return [f"⏸ Пауза по{NBSP}{full_date(view.paused_until)} включительно"]
        case PairStatus.COMPLETED | PairStatus.STOPPED:
            when = f" {full_date(view.ended_at)}" if view.ended_at else ""
            return [f"Пара {_STANDINGS[view.status]}{when}"]
        case _:
            return [f"По плану до{NBSP}{full_date(view.planned_end_at)}"]


def _acts(view: PairView) -> list[Button | None]:
    going = view.live and view.other is not None
    seeks = view.status is PairStatus.STOPPED and view.may_change_mentor
    return [
        to_write(view.id) if going else None,
        to_meetings(view.id) if view.status is not PairStatus.APPROVAL else None,
        to_goals(view.id) if view.live or view.goals else None,
        to_history(view.id),
        to_opinion(view.id) if view.status is PairStatus.COMPLETED else None,
        button("Ещё…", PairMore(pair_id=view.id)) if view.live else None,
        button("Остановить", StopPair(pair_id=view.id)) if view.status is PairStatus.APPROVAL else None,
        button("Другой наставник", ChangeMentor(pair_id=view.id)) if seeks else None,
        button("Мои пары", MyPairs()),
        to_mentoring(),
    ]
