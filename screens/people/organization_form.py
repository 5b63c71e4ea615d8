"""A new organisation, or another name for one: asked one thing at a time."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.people.organizations import OrganizationView, type_of
from domain.people.organizations_desk import LONGEST_NAME, NewOrganization, OrganizationForm
from domain.vocabulary import Municipality, OrgType
from screens import words
from screens.kit import Button, Screen, button, column, esc, in_pairs, question, ticked
from screens.people import organization_ways as ways
from screens.people.organization_ways import TYPES, OpenOrganization, OpenPlace, to_organization, to_organizations


class NewType(CallbackData, prefix="ogn1"):
    """The new organisation is of this type; None: choose again."""

    type: OrgType | None = None


class NewTown(CallbackData, prefix="ogn2"):
    """The new organisation is in this town; None: choose again."""

    municipality: Municipality | None = None


class NewName(CallbackData, prefix="ogn3"):
    """Type the name again; `as_typed`: it is called as people wrote it."""

    as_typed: bool = False


class SaveOrganization(CallbackData, prefix="ogn4"):
    """Store it."""


def ask_name(form: OrganizationForm, typed: str | None = None, problem: str | None = None) -> Screen:
    """A name is awaited; `typed`: what people wrote, to take as it is."""
    if form.organization_id is not None:
        now_is = f"\nСейчас: <b>{esc(form.name)}</b>"
        return question(
            f"Как она называется?{now_is}\nНазвание сменится и у людей из неё, "
            "а выданные сертификаты останутся прежними.",
            problem=esc(problem) if problem else None,
            exits=(to_organization(form.organization_id, "← Не менять"),),
        )
    fits = typed is not None and len(typed) <= LONGEST_NAME
    as_typed = [button("Оставить как написано", NewName(as_typed=True))] if fits else []
    told = f"\nЛюди написали: <b>{esc(typed)}</b>" if typed else ""
    return question(
        f"Как называется организация? Напишите целиком, с номером.\nНапример: Школа № 901.{told}",
        progress=(1, 3),
        problem=esc(problem) if problem else None,
        choices=as_typed,
        exits=(_out(form),),
    )


def ask_type(form: OrganizationForm) -> Screen:
    """The likely type is ticked."""
    likely = form.type or type_of(form.name or "")
    choices = [button(ticked(name, one is likely), NewType(type=one)) for one, name in TYPES.items()]
    screen = question(f"<b>{esc(form.name)}</b>: какого вида?", progress=(2, 3))
    return Screen(screen.text, (*in_pairs(choices), (button("← Название", NewName()), _out(form))))


def ask_town(form: OrganizationForm) -> Screen:
    choices = [
        button(ticked(words.MUNICIPALITIES[one], one is form.municipality), NewTown(municipality=one))
        for one in Municipality
    ]
    screen = question(f"<b>{esc(form.name)}</b>: в каком городе?", progress=(3, 3))
    return Screen(screen.text, (*in_pairs(choices), (button("← Вид", NewType()), _out(form))))


def summary(form: OrganizationForm, new: NewOrganization, near: Sequence[OrganizationView]) -> Screen:
    """Everything once more, beside what the directory has already."""
    lines = [f"<b>Добавить?</b>\n{esc(new.name)}\n{TYPES[new.type]}, {ways.town(new.municipality)}"]
    if form.key is not None:
        lines.append("Все, кто так написал, будут из неё.")
    if near:
        lines += ["", "⚠️ Похожие уже есть:", *(f"• {ways.called(one)}" for one in near)]
        lines.append("Если это она, откройте её.")
    opens = [button(ways.label("→ ", one.name), OpenOrganization(organization_id=one.id)) for one in near]
    save = button("Всё равно добавить" if near else "Добавить", SaveOrganization())
    return Screen("\n".join(lines), (*column(*opens, save), (button("← Город", NewTown()), _out(form))))


def _out(form: OrganizationForm) -> Button:
    return button("Отмена", OpenPlace(key=form.key)) if form.key else to_organizations("Отмена")


ADDED = "Готово: организация в справочнике."
RENAMED = "Готово, название исправлено."
