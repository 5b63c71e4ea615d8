"""Two entries of one organisation: the other is looked for, one is chosen to stay, all that moves is named."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import OrganizationCard
from domain.people.organizations_merging import OrganizationMerge
from screens import words
from screens.kit import RowId, Screen, button, column, esc, question, shorten
from screens.people import organization_ways as ways
from screens.people.organization_ways import TYPES, to_organization


class PickDuplicate(CallbackData, prefix="ogm1"):
    """The other entry is this one; which stays?"""

    organization_id: RowId
    other_id: RowId


class ChooseEntry(CallbackData, prefix="ogm2"):
    """`keep_id` stays; asks first unless `sure`."""

    keep_id: RowId
    gone_id: RowId
    sure: bool = False


def ask_other(view: OrganizationView, near: Sequence[OrganizationView], problem: str | None = None) -> Screen:
    """The other entry is offered, or looked for by a typed name."""
    told = "\n".join(f"• {ways.called(one)}" for one in near)
    return question(
        f"<b>{esc(view.name)}</b>: какая запись — та же организация?"
        + (f"\nПохожи:\n{told}" if near else "")
        + "\nНапишите номер или название — найду.",
        problem=esc(problem) if problem else None,
        choices=[
            button(ways.label("Это ", one.name), PickDuplicate(organization_id=view.id, other_id=one.id))
            for one in near
        ],
        exits=(to_organization(view.id, "← Не объединять"),),
    )


def ask_which(first: OrganizationCard, second: OrganizationCard) -> Screen:
    """Which of the two stays."""
    text = (
        f"<b>Какая запись останется?</b>\n\n1. {_entry(first)}\n\n2. {_entry(second)}\n\n"
        "К ней перейдут люди и всё остальное из другой, а другая исчезнет."
    )
    pairs = ((first, second), (second, first))
    keeps = [
        button(
            ways.label(f"Оставить {number}: ", keep.view.name), ChooseEntry(keep_id=keep.view.id, gone_id=gone.view.id)
        )
        for number, (keep, gone) in enumerate(pairs, 1)
    ]
    return Screen(text, column(*keeps, to_organization(first.view.id, "← Не объединять")))


def _entry(one: OrganizationCard) -> str:
    view = one.view
    archived = ", в архиве" if one.archived_at else ""
    speak = f", отвечают за школу: {len(one.admins)}" if one.admins else ""
    place = f"{TYPES[view.type]}, {ways.town(view.municipality)}"
    return f"<b>{esc(view.name)}</b>\n{place} · {ways.people(one.people)}{speak}{archived}"


def confirm(view: OrganizationMerge) -> Screen:
    """What moves, and what can't be taken back."""
    keep, gone = view.keep, view.gone
    lines = [f"Останется: {_entry(keep)}", f"Исчезнет: {_entry(gone)}", "", _moves(view)]
    if gone.admins:
        names = ", ".join(esc(shorten(words.named(name), 60)) for name in gone.admins[:5])
        lines.append(f"За неё будут отвечать и они: {names}.")
    if gone.cross_approval and not keep.cross_approval:
        lines.append("О парах с другими школами станем спрашивать и её: так просила та, что исчезнет.")
    if view.within:
        lines.append(
            f"Пары, которые ждут согласования этих школ между собой: {view.within}. Школа окажется одна, "
            "спрашивать будет некого, и они начнут работу."
        )
    if keep.view.municipality is not gone.view.municipality:
        lines.append("⚠️ У записей разные города. Точно одна организация?")
    lines += ["", "Вернуть как было нельзя."]
    sure = button("Да, объединить", ChooseEntry(keep_id=keep.view.id, gone_id=gone.view.id, sure=True))
    return Screen("\n".join(lines), column(sure, to_organization(keep.view.id, "← Не объединять")))


def _moves(view: OrganizationMerge) -> str:
    parts = [ways.people(view.gone.people)] if view.gone.people else []
    if view.gone.admins:
        parts.append(f"доступ к школе — {len(view.gone.admins)}")
    if view.asks:
        parts.append(words.plural(view.asks, "просьба", "просьбы", "просьб") + " о доступе")
    if view.approvals:
        parts.append(words.plural(view.approvals, "ответ", "ответа", "ответов") + " о парах")
    if view.announcements:
        parts.append(words.plural(view.announcements, "объявление", "объявления", "объявлений"))
    return f"Перейдут: {', '.join(parts)}." if parts else "Переносить нечего: при той, что исчезнет, ничего нет."


MERGED = "Готово: две записи стали одной."
NOTHING = "Больше ничего похожего нет. Напишите иначе."
