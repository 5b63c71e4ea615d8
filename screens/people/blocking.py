"""Closing the club to a person and opening it again; what the person reads meanwhile."""

from functools import cache

from aiogram.filters.callback_data import CallbackData

from content import load_consent
from domain.people.members_desk import MemberCard
from screens import words
from screens.kit import RowId, Screen, button, column, esc, question
from screens.people.members_desk import UnblockMember, to_member

_consent = cache(load_consent)


class BlockSure(CallbackData, prefix="mmby"):
    """Close the club to the person, for the reason typed."""

    member_id: RowId


def ask_reason(view: MemberCard, problem: str | None = None) -> Screen:
    """Why: coordinators see it, and the person finds it in their data."""
    return question(
        f"<b>{esc(words.named(view.full_name))}</b>: почему закрываем доступ? Напишите в двух словах. "
        "Причину увидят координаторы, а сам человек — если запросит свои данные.",
        problem=esc(problem) if problem else None,
        exits=(to_member(view.member_id, "← Не закрывать"),),
    )


def confirm(view: MemberCard, reason: str) -> Screen:
    """Before the club is closed."""
    figures = view.figures
    losses = [
        words.plural(figures.coming, "запись на встречу", "записи на встречи", "записей на встречи"),
        words.plural(figures.open_requests, "открытая заявка", "открытые заявки", "открытых заявок"),
        words.plural(figures.live_pairs, "пара", "пары", "пар"),
    ]
    numbers = (figures.coming, figures.open_requests, figures.live_pairs)
    ends = [loss for loss, number in zip(losses, numbers, strict=True) if number]
    effect = f" Закончатся: {', '.join(ends)}; коллегам сообщим." if ends else ""
    text = (
        f"Закрыть доступ: <b>{esc(words.named(view.full_name))}</b>?\nПричина: {esc(reason)}\n\n"
        f"Бот перестанет отвечать и писать этому человеку.{effect} Открыть доступ можно в любой момент, "
        "но записи и пары сами не вернутся."
    )
    sure = button("Да, закрыть доступ", BlockSure(member_id=view.member_id))
    return Screen(text, column(sure, to_member(view.member_id, "← Не закрывать")))


def ask_open(view: MemberCard) -> Screen:
    """Before the club is opened again."""
    text = (
        f"Открыть доступ: <b>{esc(words.named(view.full_name))}</b>?\n\n"
        "Бот снова будет отвечать. Прежние записи и пары не вернутся: записаться можно будет заново."
    )
    sure = button("Да, открыть", UnblockMember(member_id=view.member_id, sure=True))
    return Screen(text, column(sure, to_member(view.member_id, "← Не открывать")))


BLOCKED = "Доступ закрыт. Бот больше не отвечает этому человеку."
OPENED = "Доступ открыт."


def closed() -> Screen:
    """All that a person reads to whom the club is closed."""
    return Screen(
        "Доступ к клубу для вас закрыт, поэтому бот не сможет помочь. Если это ошибка или вы хотите забрать либо "
        f"удалить свои данные, обратитесь к организаторам клуба: {esc(_consent().operator)}.",
        fresh=True,
    )
