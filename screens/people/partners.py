"""«Социальные партнёры»: the list, one card, and its fields one by one for coordinators."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.partners import ASKED, OPTIONAL, PartnerCard, PartnerDraft, PartnerField, PartnerLine, PartnerList
from domain.vocabulary import PartnerKind
from screens import words
from screens.desk import to_desk
from screens.home import About
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, link, pager, question, shorten, ticked
from screens.mailing.letters import to_letters
from screens.navigation import to_menu
from screens.people.partner_ways import Partners, to_partners

_ABOUT_SHOWN = 120


class OpenPartner(CallbackData, prefix="prto"):
    """One partner's card; the rest is the list one came from."""

    partner_id: RowId
    page: int = 0
    kind: PartnerKind | None = None


class AddPartner(CallbackData, prefix="prta"):
    """A new partner: first, what it is."""


class PartnerBack(CallbackData, prefix="prtb"):
    """One question back from this one. It names the question: a double tap moves once."""

    field: PartnerField


class PickPartnerKind(CallbackData, prefix="prtk"):
    """What the partner is; without a card it answers the question about a new one."""

    kind: PartnerKind
    partner_id: RowId | None = None


class EditPartner(CallbackData, prefix="prte"):
    """Another value of a field."""

    partner_id: RowId
    field: PartnerField


class ClearPartner(CallbackData, prefix="prtc"):
    """No value of a field any more."""

    partner_id: RowId
    field: PartnerField


class HidePartner(CallbackData, prefix="prth"):
    """Out of everybody's sight, or back into it."""

    partner_id: RowId
    hidden: bool


KINDS = {
    PartnerKind.MUSEUM: "Музеи",
    PartnerKind.LIBRARY: "Библиотеки",
    PartnerKind.UNIVERSITY: "Вузы и колледжи",
    PartnerKind.UNION: "Профсоюзы",
    PartnerKind.BUSINESS: "Предприятия",
    PartnerKind.OTHER: "Другие",
}
_ONE = {
    PartnerKind.MUSEUM: "Музей",
    PartnerKind.LIBRARY: "Библиотека",
    PartnerKind.UNIVERSITY: "Вуз или колледж",
    PartnerKind.UNION: "Профсоюз",
    PartnerKind.BUSINESS: "Предприятие",
    PartnerKind.OTHER: "Другое",
}
_FIELDS = {
    PartnerField.KIND: "Вид",
    PartnerField.NAME: "Название",
    PartnerField.ABOUT: "Что предлагает",
    PartnerField.CONTACT: "Контакты",
    PartnerField.ADDRESS: "Адрес",
    PartnerField.SITE: "Сайт",
}
_QUESTIONS = {
    PartnerField.KIND: "Кто это?",
    PartnerField.NAME: "Как называется? Например: Музей у реки.",
    PartnerField.ABOUT: "Что предлагает учителям и классам? Например: бесплатные экскурсии по средам.",
    PartnerField.CONTACT: "Как связаться? Телефон, почта, кого спросить: эту строку увидят все.",
    PartnerField.ADDRESS: "Какой адрес? Например: Береговая улица, 1.",
    PartnerField.SITE: "Какой сайт? Пришлите ссылку. Например: museum.example.",
}


# --- the list


def partners(view: PartnerList, *, known: bool) -> Screen:
    """A page of partners; `known`: who looks may write to coordinators."""
    lines = [_heading(view), ""]
    start = view.page.offset + 1
    lines += [_line(number, one, view.kind) for number, one in enumerate(view.lines, start)] or [_empty(view)]
    picks = [
        button(shorten(f"{number}. {one.name}"), OpenPartner(partner_id=one.id, page=view.page.number, kind=view.kind))
        for number, one in enumerate(view.lines, start)
    ]
    turns = pager(view.page, lambda page: Partners(page=page, kind=view.kind, hidden=view.hidden))
    nobody = not view.lines and not view.hidden and known and view.hidden_total is None
    ways = column(to_letters() if nobody else None)
    return Screen("\n".join(lines), (*column(*picks), *turns, *in_pairs(_filters(view)), *ways, *_exits(view)))


def _heading(view: PartnerList) -> str:
    if view.hidden:
        return "<b>Скрытые партнёры</b>\nИх видят только координаторы."
    kind = f": {KINDS[view.kind].lower()}" if view.kind else ""
    return f"<b>Социальные партнёры{kind}</b>\nКто рад учителям и классам и чем может помочь."


def _line(number: int, one: PartnerLine, kind: PartnerKind | None) -> str:
    what = "" if kind else f", {_ONE[one.kind].lower()}" if one.kind is not PartnerKind.OTHER else ""
    return f"{number}. <b>{esc(one.name)}</b>{what}\n{esc(shorten(' '.join(one.about.split()), _ABOUT_SHOWN))}"


def _empty(view: PartnerList) -> str:
    if view.hidden:
        return "Скрытых сейчас нет."
    if view.kind is not None:
        return "Таких партнёров пока нет. Посмотрите других."
    if view.hidden_total is not None:
        return "Пока здесь пусто. Добавьте первого партнёра — карточку увидят все, когда вы её покажете."
    return "Пока здесь пусто: клуб только собирает партнёров. Знаете, кто рад учителям? Подскажите координатору."


def _filters(view: PartnerList) -> list[Button]:
    """Kinds there are any of, and everything; nothing to choose where there is one kind."""
    there = [kind for kind in KINDS if view.counts.get(kind)]
    if view.hidden or (len(there) < 2 and view.kind is None):
        return []
    chosen = [
        button(ticked(f"{KINDS[one]}: {view.counts[one]}", one is view.kind), Partners(kind=one)) for one in there
    ]
    return [button(ticked("Все", view.kind is None), Partners()), *chosen]


def _exits(view: PartnerList) -> tuple[tuple[Button, ...], ...]:
    if view.hidden_total is None:
        return ((button("О клубе", About()), to_menu()),)
    hidden = button(f"Скрытые: {view.hidden_total}", Partners(hidden=True)) if view.hidden_total else None
    other = to_partners("← Все партнёры") if view.hidden else hidden
    tools = [one for one in (button("➕ Добавить", AddPartner()), other) if one is not None]
    return (*in_pairs(tools), (to_desk(), to_menu()))


# --- one card


def card(view: PartnerCard, said: str = "", *, page: int = 0, kind: PartnerKind | None = None) -> Screen:
    """One partner; `said`: what has just been done; `page` of `kind`: the list to go back to."""
    kind_of = f"\n{_ONE[view.kind]}" if view.kind is not PartnerKind.OTHER else ""
    facts = [
        f"📍{NBSP}{esc(view.address)}" if view.address else "",
        f"✉️{NBSP}{esc(view.contact)}" if view.contact else "",
    ]
    blocks = [
        said,
        f"<b>{esc(view.name)}</b>{kind_of}",
        esc(view.about),
        "\n".join(fact for fact in facts if fact),
        "🙈 Карточка скрыта: её видят только координаторы." if view.hidden else "",
    ]
    site = link("🌐 Открыть сайт", view.site) if view.site else None
    back = button("← К списку", Partners(page=page, kind=kind, hidden=view.hidden))
    acts = _acts(view) if view.editable else ()
    return Screen("\n\n".join(one for one in blocks if one), (*column(site), *acts, (back, to_menu())))


def _acts(view: PartnerCard) -> tuple[tuple[Button, ...], ...]:
    edits = [button(f"✏️ {label}", EditPartner(partner_id=view.id, field=field)) for field, label in _FIELDS.items()]
    turn = button("Показать всем" if view.hidden else "Скрыть", HidePartner(partner_id=view.id, hidden=not view.hidden))
    return (*in_pairs(edits), (turn,))


ADDED = "Карточка готова. Дополните её и нажмите «Показать всем»."
SAVED = "Готово, сохранили."
HIDDEN = "Карточка скрыта. Вернуть её можно в любой момент кнопкой «Показать всем»."
SHOWN = "Теперь карточку видят все."


# --- the questions


def ask_new(draft: PartnerDraft, problem: str | None = None) -> Screen:
    """The next question about a new partner."""
    first = draft.field is ASKED[0]
    kinds = [button(label, PickPartnerKind(kind=kind)) for kind, label in _ONE.items()] if first else []
    back = [] if first else [button("← Назад", PartnerBack(field=draft.field))]
    # whoever comes back to it days later sees whose card it is
    of = f"<b>{esc(draft.name)}</b>\n" if draft.name and draft.field is PartnerField.ABOUT else ""
    return question(
        of + _QUESTIONS[draft.field],
        progress=draft.progress,
        problem=esc(problem) if problem else None,
        choices=kinds,
        # what was answered is kept: «➕ Добавить» goes on from here
        exits=(*back, to_partners("Позже")),
    )


def ask_field(view: PartnerCard, field: PartnerField, problem: str | None = None) -> Screen:
    """Another value of a field; what is there is shown."""
    now_is = _ONE[view.kind] if field is PartnerField.KIND else getattr(view, field.value)
    current = f"\nСейчас: {esc(now_is)}" if now_is else ""
    choices: list[Button] = []
    if field is PartnerField.KIND:
        choices = [
            button(ticked(label, kind is view.kind), PickPartnerKind(kind=kind, partner_id=view.id))
            for kind, label in _ONE.items()
        ]
    elif field in OPTIONAL and now_is:
        choices = [button("Убрать", ClearPartner(partner_id=view.id, field=field))]
    return question(
        f"<b>{esc(view.name)}</b>\n{_QUESTIONS[field]}{current}",
        problem=esc(problem) if problem else None,
        choices=choices,
        exits=(button("← Не менять", OpenPartner(partner_id=view.id)),),
    )


def same_name(name: str) -> str:
    return f"Партнёр {words.quoted(name)} уже есть. Напишите название иначе или откройте его карточку."
