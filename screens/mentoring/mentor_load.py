"""Mentors by load, for coordinators: the list with filters and a search. One mentor: `mentor_load_page.py`."""

from datetime import timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.cards import OwnCard
from domain.mentoring.mentor_load import Load, LoadPage, Only
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.mentoring.found_people import contact
from screens.mentoring.mentor_card import day, to_card
from screens.mentoring.mentoring import MentoringDesk, to_mentoring


class OpenLoads(CallbackData, prefix="mload"):
    """All mentors by load, from the first page: a search made before is over."""


class ShowLoads(CallbackData, prefix="mlpage"):
    """A page of mentors, narrowed; a search goes on."""

    only: Only
    page: int = 0


class BackToLoads(CallbackData, prefix="mlback"):
    """The list as it was left."""


class OpenLoad(CallbackData, prefix="mlone"):
    """A mentor before a coordinator, `page` of what they have."""

    member_id: RowId
    page: int = 0


def to_load(member_id: int, label: str = "К наставнику") -> Button:
    return button(label, OpenLoad(member_id=member_id))


def to_desk() -> Button:
    return button("🛠 Наставничество клуба", MentoringDesk())


_LABELS = {
    Only.ALL: "Все",
    Only.FREE: "Свободны",
    Only.BUSY: "Заняты",
    Only.PAUSED: "На паузе",
    Only.SILENT: "Молчат",
}
_EMPTY = {
    Only.ALL: "Подтверждённых карточек пока нет: здесь появятся все, у кого она есть.",
    Only.FREE: "Свободных мест сейчас ни у кого нет.",
    Only.BUSY: "Наставников без свободных мест сейчас нет.",
    Only.PAUSED: "На паузе сейчас никого.",
    Only.SILENT: "За 90\u00a0дней никто не оставил заявку без ответа.",
}


def mentors(view: LoadPage, problem: str | None = None) -> Screen:
    """A page of mentors, the most loaded first; a name may be typed."""
    head = "<b>Наставники по нагрузке</b>"
    if view.query:
        head += f"\nИщем: {esc(words.quoted(view.query))}"
    told = [f"{number}. {line(one)}" for number, one in enumerate(view.lines, view.page.offset + 1)]
    nobody = "Наставника с таким именем здесь нет: напишите иначе." if view.query else _EMPTY[view.only]
    asked = question(
        "\n".join([head, *(told or [nobody]), "\nЧтобы найти наставника, напишите фамилию."]),
        problem=esc(problem) if problem else None,
    )
    opens = [
        button(shorten(f"{number}. {words.named(one.name)}"), OpenLoad(member_id=one.member_id))
        for number, one in enumerate(view.lines, view.page.offset + 1)
    ]
    filters = [
        button(ticked(f"{label}: {view.counts[only]}", only is view.only), ShowLoads(only=only))
        for only, label in _LABELS.items()
    ]
    rows = column(*opens) + pager(view.page, lambda page: ShowLoads(only=view.only, page=page)) + in_pairs(filters)
    return Screen(asked.text, rows + column(button("Все наставники", OpenLoads()) if view.query else None, to_desk()))


def line(one: Load) -> str:
    """A mentor in two or three short lines of HTML."""
    return f"<b>{esc(words.named(one.name))}</b>\n{busy(one)}{_rest(one)}"


def busy(one: Load) -> str:
    """«пары: 3 из 3 · ждут ответа: 2 · в группах: 4» as HTML."""
    people = words.plural(one.mentees, "человек", "человека", "человек")
    groups = words.plural(one.groups, "группа", "группы", "групп")
    return " · ".join(
        part
        for part in (
            f"{'🔴 ' if one.full else ''}пары: {one.pairs}{NBSP}из{NBSP}{one.capacity}",
            f"ждут ответа: {one.asked}" if one.asked else "",
            f"{groups}, в{NBSP}них {people}" if one.groups else "",
        )
        if part
    )


def standing(one: Load) -> list[str]:
    """What else there is to know, each a part of a sentence, as HTML."""
    return [
        part
        for part in (
            f"пауза по{NBSP}{day(one.paused_until)}" if one.paused_until else "",
            "отвечает на срочные" if one.on_duty else "",
            f"без ответа: {one.silences}" if one.silences else "",
            contact(reachable=one.reachable, blocked=one.blocked),
        )
        if part
    ]


def _rest(one: Load) -> str:
    parts = standing(one)
    if one.answer_time is not None:
        parts.append(f"отвечает в{NBSP}среднем {about(one.answer_time)}")
    return "\n" + " · ".join(parts) if parts else ""


def about(length: timedelta) -> str:
    """How soon, in one unit: «за 5 часов», «за 3 дня», «меньше чем за час»."""
    hours = length.total_seconds() / 3600
    if hours < 1:
        return f"меньше чем за{NBSP}час"
    if hours < 36:
        return f"за{NBSP}{words.plural(round(hours), 'час', 'часа', 'часов')}"
    return f"за{NBSP}{words.plural(round(hours / 24), 'день', 'дня', 'дней')}"


# --- what the mentor is told


def adjusted(view: OwnCard) -> Screen:
    """A coordinator has changed something of the card: how it stands now, and that it is the owner's to change."""
    shown = view.view
    rest = (
        f"новых заявок не{NBSP}будет по{NBSP}{day(shown.paused_until)}"
        if shown.paused_until
        else "новые заявки приходят"
    )
    pairs = words.plural(shown.card.capacity, "пары", "пар", "пар")
    return Screen(
        "Координатор клуба обновил вашу карточку наставника. Теперь так:\n"
        f"• {rest};\n• берёте до{NBSP}{pairs} сразу;\n"
        f"• срочные вопросы {_urgent(view)}.\n"
        "Если договаривались иначе, поменяйте в карточке: это в любой момент.",
        column(to_card(), to_mentoring()),
        fresh=True,
    )


def _urgent(view: OwnCard) -> str:
    if not view.view.card.on_duty:
        return f"не{NBSP}приходят"
    # a pause keeps them away, too
    return "придут после паузы" if view.view.paused_until else "приходят"
