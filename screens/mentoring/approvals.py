"""Pairs across schools that wait for a school's word: the list, one pair, an answer, and what is told of it all."""

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.approvals import Approval, ApprovalLine, Approvals, Hat, Party, Refused, SchoolWord
from domain.mentoring.pairs import PairView, Side
from domain.vocabulary import PairStatus, RefusalReason
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten
from screens.mentoring.mentoring import (
    MentoringDesk,
    MyPairs,
    MyRequests,
    MySchool,
    NewRequest,
    OpenRequest,
    to_mentoring,
    to_pair,
)
from screens.mentoring.queue import OpenQueued

REASONS: Mapping[RefusalReason, str] = {
    RefusalReason.LOAD: "Большая нагрузка",
    RefusalReason.SCHEDULE: "Другой график",
    RefusalReason.OWN_MENTOR: "Есть свой наставник",
    RefusalReason.OTHER: "Другое",
}
_NAME_SHOWN = 60
_SCHOOL_SHOWN = 80


class OpenApprovals(CallbackData, prefix="aplist"):
    """Pairs that wait for the reader's school, or for any."""

    hat: Hat
    page: int = 0


class OpenApproval(CallbackData, prefix="apone"):
    """One such pair."""

    pair_id: RowId
    hat: Hat


class AgreePair(CallbackData, prefix="apyes"):
    """The school agrees, or a coordinator does for it."""

    pair_id: RowId
    hat: Hat


class RefusePair(CallbackData, prefix="apno"):
    """It does not; `sure`: asked why, and answered or not."""

    pair_id: RowId
    hat: Hat
    reason: RefusalReason | None = None
    sure: bool = False


def to_waiting(pairs: int) -> Button | None:
    """From the coordinators' desk, while any pair waits."""
    return button(f"Ждут школу: {pairs}", OpenApprovals(hat=Hat.CLUB)) if pairs else None


# --- the list

_TITLES = {Hat.SCHOOL: "Ждут вашего согласия", Hat.CLUB: "Ждут согласия школы"}
_EMPTY = {
    Hat.SCHOOL: "Сейчас ни одна пара не ждёт вашего ответа. Появится — сразу напишем.",
    Hat.CLUB: "Сейчас ни одна пара не ждёт школу.",
}


def approvals(view: Approvals) -> Screen:
    """A page of pairs that wait, the nearest deadline first."""
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    told = "\n".join(f"{number}.{NBSP}{_line(one, view.hat)}" for number, one in numbered) or _EMPTY[view.hat]
    opens = [
        button(shorten(f"{number}. {_name(one.mentee)}"), OpenApproval(pair_id=one.pair_id, hat=view.hat))
        for number, one in numbered
    ]
    turns = pager(view.page, lambda page: OpenApprovals(hat=view.hat, page=page))
    return Screen(f"<b>{_TITLES[view.hat]}</b>\n{told}", column(*opens) + turns + column(_home(view.hat)))


def _line(one: ApprovalLine, hat: Hat) -> str:
    two = f"{esc(_name(one.mentor))} и{NBSP}{esc(_name(one.mentee))}"
    till = f"до{NBSP}{words.deadline(one.deadline_at)}"
    if hat is Hat.SCHOOL:
        return f"{two}: ответить {till}"
    return f"{two}: {f'🔴{NBSP}решаем мы {till}' if one.by_club else f'школа ответит {till}'}"


def _home(hat: Hat) -> Button:
    if hat is Hat.SCHOOL:
        return button("🏫 Моя школа", MySchool())
    return button("🛠 Наставничество клуба", MentoringDesk())


# --- one pair


def approval(view: Approval, *, said: bool = False) -> Screen:
    """Who with whom, why it waits, what the schools say; `said`: the reader has just answered."""
    lines = [f"{_outcome(view)}\n" if said or not view.waits else "", "<b>Пара между школами</b>", *_about(view)]
    if view.waits:
        lines.append(_turn(view))
    return Screen("\n".join(line for line in lines if line), _acts(view))


def _about(view: Approval) -> list[str]:
    return [
        f"Наставник: {_party(view.mentor)}",
        f"Коллега: {_party(view.mentee)}",
        f"Форма: {words.MENTORING_FORMS[view.form]}",
        f"Ждёт с{NBSP}{words.day(view.asked_at)}: о{NBSP}таких парах школа просила её спрашивать.",
        *(_word(one, view.hat) for one in view.words),
    ]


def _turn(view: Approval) -> str:
    till = f"до{NBSP}{words.deadline(view.deadline_at)}" if view.deadline_at else "сегодня"
    if view.hat is Hat.CLUB:
        return "Ответить за школу можно в любой момент: оба ждут."
    return f"Ответьте {till}. Если не получится, решит координатор клуба."


def _word(one: SchoolWord, hat: Hat) -> str:
    school = esc(shorten(one.organization, _SCHOOL_SHOWN))
    if one.agreed is None:
        # to a school the deadline is told once, below
        till = f" до{NBSP}{words.deadline(one.deadline_at)}" if one.deadline_at and hat is Hat.CLUB else ""
        waits = "отвечает координатор клуба" if one.by_club else "ждём ответа"
        return f"{school}: {waits}{till}"
    told = "согласовано" if one.agreed else "не согласовано"
    reason = f", {_lowered(REASONS[one.reason])}" if one.reason else ""
    at = f", {words.day(one.at)}" if one.at else ""
    by = f" ({esc(shorten(one.by, _NAME_SHOWN))})" if one.by and hat is Hat.CLUB else ""
    return f"{school}: {told}{reason}{at}{by}"


def _outcome(view: Approval) -> str:
    """What the answers have led to."""
    if view.refused:
        return "Пару не согласовали. Обоим мягко написали; заявка, если она была, снова у координатора клуба."
    if view.status is PairStatus.APPROVAL:
        return "Спасибо, ваш ответ записан. Ждём ещё вторую школу." if view.hat is Hat.SCHOOL else ""
    if view.status is PairStatus.STOPPED:
        return "Отвечать уже не нужно: эта пара завершена."
    return "Согласовано: обоим написали и познакомили их."


def _acts(view: Approval) -> tuple[tuple[Button, ...], ...]:
    answers = _answers(view) if view.waits else ()
    return column(*answers, button("← Все, кто ждёт", OpenApprovals(hat=view.hat)), _home(view.hat))


def _answers(view: Approval) -> tuple[Button, ...]:
    return (
        button("✓ Согласовать", AgreePair(pair_id=view.pair_id, hat=view.hat)),
        button("Не согласовать", RefusePair(pair_id=view.pair_id, hat=view.hat)),
    )


def ask_reason(view: Approval) -> Screen:
    """Before a refusal: why, if one wishes to tell."""
    reasons = [
        button(label, RefusePair(pair_id=view.pair_id, hat=view.hat, reason=reason, sure=True))
        for reason, label in REASONS.items()
    ]
    return Screen(
        f"Что мешает этой паре?\nНаставник: {_party(view.mentor)}\nКоллега: {_party(view.mentee)}\n"
        "Они причины не увидят: мягко напишем, что школа пока не готова, и координатор подберёт другого наставника. "
        "Отменить это будет нельзя.",
        in_pairs(reasons)
        + column(
            button("Без причины", RefusePair(pair_id=view.pair_id, hat=view.hat, sure=True)),
            button("← К паре", OpenApproval(pair_id=view.pair_id, hat=view.hat)),
        ),
    )


# --- news


def asked(view: Approval, *, again: bool) -> Screen:
    """A school, or coordinators in its silence, are asked; or reminded."""
    if view.hat is Hat.SCHOOL:
        lead = "Напоминаем: пара между школами ждёт вашего согласия." if again else "Пара между школами: согласуете?"
    elif again:
        lead = "🔴 Пара всё ещё ждёт: школа молчит, решить можете вы."
    else:
        lead = "Пара ждёт вас: школа не ответила, или спросить там некого."
    return Screen(f"{lead}\n\n{approval(view).text}", column(*_answers(view), _home(view.hat)), fresh=True)


def waiting(view: PairView) -> Screen:
    """The two learn that they wait, for whom and till when."""
    assert view.other is not None
    name = f"<b>{esc(view.other.name)}</b>"
    found = f"🤝 Наставник нашёлся: {name}." if view.side is Side.MENTEE else f"🤝 У{NBSP}вас будет пара: {name}."
    till = f" до{NBSP}{words.deadline(view.waits_till)}" if view.waits_till else ""
    return Screen(
        f"{found}\nВы из разных школ, поэтому ждём согласия школы{till}. Ответит — сразу познакомим вас.",
        column(to_pair(view.id), to_mentoring()),
        fresh=True,
    )


def refused(pair: PairView, view: Refused) -> Screen:
    """To one of the two."""
    return _to_mentee(view) if pair.side is Side.MENTEE else _to_mentor(view)


def _to_mentee(view: Refused) -> Screen:
    """Softly: not which school, and not why."""
    soft = "Школа пока не готова к этой паре. Так бывает, и дело не в вас."
    if view.request_id is None:
        return Screen(
            f"{soft}\nОпишите, с чем нужна помощь, — предложим других наставников.",
            column(button("Нужна помощь", NewRequest()), to_mentoring()),
            fresh=True,
        )
    if view.deadline_at is None:
        return Screen(f"{soft}\nЗаявка уже пошла дальше.", column(button("Мои заявки", MyRequests())), fresh=True)
    return Screen(
        f"{soft}\nВаша заявка у{NBSP}координатора клуба: другого наставника подберут "
        f"до{NBSP}{words.when(view.deadline_at)}.",
        column(button("Моя заявка", OpenRequest(request_id=view.request_id)), to_mentoring()),
        fresh=True,
    )


def _to_mentor(view: Refused) -> Screen:
    """Softly: not which school, and not why."""
    who = f": {esc(view.mentee)}" if view.mentee else ""
    return Screen(
        f"Школа пока не готова к этой паре{who}. Так бывает, и дело не в вас.\n"
        "Спасибо, что откликнулись: место в карточке снова свободно.",
        column(button("Мои пары", MyPairs()), to_mentoring()),
        fresh=True,
    )


def refused_to_club(view: Refused) -> Screen:
    """Plainly: the request is in the queue again."""
    till = f"\nРешить до{NBSP}{words.when(view.deadline_at)}." if view.deadline_at else ""
    said = "\n".join(_word(one, Hat.CLUB) for one in view.words)
    request = OpenQueued(request_id=view.request_id) if view.request_id else None
    return Screen(
        f"Школа не согласовала пару, заявка снова в{NBSP}очереди.\n"
        f"Наставник: {esc(_name(view.mentor))}\nКоллега: {esc(_name(view.mentee))}\n{said}{till}",
        column(button("Открыть заявку", request) if request else None, _home(Hat.CLUB)),
        fresh=True,
    )


# --- inside


def _party(one: Party) -> str:
    school = f", {esc(shorten(one.organization, _SCHOOL_SHOWN))}" if one.organization else ""
    return f"<b>{esc(_name(one.name))}</b>{school}"


def _name(name: str | None) -> str:
    return shorten(name, _NAME_SHOWN) if name else "коллега больше не в клубе"


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
