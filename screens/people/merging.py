"""Two records of one person: the other is looked for, one is chosen to stay, all that moves is named."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.people.members_desk import MemberCard, MemberLine
from domain.people.merging import MergePreview
from screens import words
from screens.kit import RowId, Screen, button, column, esc, question, shorten
from screens.people.members_desk import to_member


class PickTwin(CallbackData, prefix="mmm1"):
    """The other record of the person is this one; which stays?"""

    member_id: RowId
    other_id: RowId


class ChooseKept(CallbackData, prefix="mmm2"):
    """`keep_id` stays; asks first unless `sure`. `mark`: what the coordinator was warned of."""

    keep_id: RowId
    gone_id: RowId
    sure: bool = False
    mark: int = 0


def ask_other(member_id: int, name: str | None, problem: str | None = None) -> Screen:
    """The other record is looked for by a typed name."""
    return question(
        f"<b>{esc(words.named(name))}</b>: где вторая запись этого человека? Напишите имя или школу — найду.",
        problem=esc(problem) if problem else None,
        exits=(to_member(member_id, "← Не объединять"),),
    )


def found(member_id: int, lines: Sequence[MemberLine], total: int) -> Screen:
    """Whom the typed words may mean; typing goes on."""
    others = [one for one in lines if one.member_id != member_id]
    if not others:
        text = "Больше никого с таким именем нет. Напишите иначе."
    else:
        listed = "\n".join(f"{number}. {_line(one)}" for number, one in enumerate(others, 1))
        more = "\n\nНашлось больше: напишите точнее." if total > len(lines) else ""
        text = f"Какая запись — того же человека?\n\n{listed}{more}"
    picks = [
        button(
            shorten(f"{number}. {words.named(one.full_name)}"), PickTwin(member_id=member_id, other_id=one.member_id)
        )
        for number, one in enumerate(others, 1)
    ]
    return question(text, choices=picks, exits=(to_member(member_id, "← Не объединять"),))


def _line(one: MemberLine) -> str:
    return f"{esc(words.named(one.full_name))}{f', {esc(shorten(one.organization, 60))}' if one.organization else ''}"


def ask_which(first: MemberCard, second: MemberCard) -> Screen:
    """Which of the two stays."""
    text = (
        f"<b>Какая запись останется?</b>\n\n1. {_record(first)}\n\n2. {_record(second)}\n\n"
        "К ней перейдёт всё из другой, а другая исчезнет. "
        "Если Telegram есть у обеих, бот будет писать в тот, что у оставшейся записи."
    )
    pairs = ((first, second), (second, first))
    keeps = [
        button(f"Оставить {number}", ChooseKept(keep_id=keep.member_id, gone_id=gone.member_id))
        for number, (keep, gone) in enumerate(pairs, 1)
        # one's own record may not vanish under one's feet
        if not gone.oneself
    ]
    return Screen(text, column(*keeps, to_member(first.member_id, "← Не объединять")))


def _record(one: MemberCard) -> str:
    figures = one.figures
    place = f", {esc(shorten(one.organization, 60))}" if one.organization else ""
    telegram = "с Telegram" if one.telegram else "без Telegram"
    return (
        f"{esc(words.named(one.full_name))}{place} ({telegram})\n"
        f"встречи: {figures.came + figures.absent + figures.coming}, сертификаты: {figures.certificates}, "
        f"заявки: {figures.requests}, пары: {figures.pairs}"
    )


def confirm(view: MergePreview) -> Screen:
    """What moves, and what can't be taken back."""
    keep, gone = view.keep, view.gone
    lines = [
        f"<b>Останется:</b> {_record(keep)}",
        f"<b>Исчезнет:</b> {_record(gone)}",
        "",
        "Перейдут записи, отметки, сертификаты, отзывы, заявки, пары, переписка, лайфхаки и подписка.",
    ]
    if view.shared_events:
        events = words.plural(view.shared_events, "встречу", "встречи", "встреч")
        lines.append(f"На {events} человек записан дважды — оставим лучшее место, лишнее отдадим следующему.")
    if view.loses_telegram:
        lines.append("⚠️ У обеих есть Telegram: второй аккаунт станет для бота незнакомым.")
    if view.hands_rights:
        lines.append("⚠️ Перейдут и права координатора.")
    lines += ["", "Вернуть как было нельзя."]
    agreed = ChooseKept(keep_id=keep.member_id, gone_id=gone.member_id, sure=True, mark=view.mark)
    sure = button("Да, объединить", agreed)
    return Screen("\n".join(lines), column(sure, to_member(keep.member_id, "← Не объединять")))


MERGED = "Готово: две записи стали одной."
