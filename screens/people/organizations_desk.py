"""«Организации»: the list coordinators search, one organisation's card, its people."""

from content.typography import NBSP
from domain.people.members_desk import MOST_EXPORTED
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import (
    Field,
    Look,
    OrganizationCard,
    OrganizationLine,
    OrganizationPeople,
    OrganizationPerson,
    Organizations,
)
from domain.vocabulary import Municipality, OrgType
from screens import words
from screens.desk import to_desk
from screens.kit import Button, Content, File, Screen, button, column, esc, in_pairs, pager, shorten, ticked
from screens.mentoring.school_admins import OpenSchool
from screens.navigation import to_menu
from screens.people import organization_ways as ways
from screens.people.members_desk import OpenMember
from screens.people.organization_ways import (
    TYPES,
    AddOrganization,
    Archive,
    AskChange,
    MergeOrganization,
    OpenImport,
    OpenOrganization,
    OpenOrganizations,
    OpenPeopleOf,
    OpenPlaces,
    OrganizationsPage,
    OrganizationsTable,
    SetTown,
    SetType,
    to_organization,
    to_organizations,
)

_NAMES_SHOWN = 5
_NOBODY = "За неё в клубе никто не отвечает"


# --- the list


def organizations(view: Organizations) -> Screen:
    """A page of the list under what waits to be settled. A name is typed right here."""
    look = view.look
    lines = [_heading(view)]
    if view.waiting and not look.archived:
        lines += ["", f"Вписаны от руки и ждут вас: {view.waiting}."]
    lines += ["", *(_line(number, one) for number, one in enumerate(view.lines, 1 + view.page.offset))]
    if not view.lines:
        lines.append(_nothing(look))
    lines += ["", "Напишите номер или название — найду. Например: <i>12</i> или <i>маяк</i>."]
    picks = [
        button(ways.label(f"{number}. ", one.view.name), OpenOrganization(organization_id=one.view.id))
        for number, one in enumerate(view.lines, 1 + view.page.offset)
    ]
    settle = button(f"✍️ Разобрать: {view.waiting}", OpenPlaces()) if view.waiting and not look.archived else None
    return Screen(
        "\n".join(lines),
        (
            *column(settle, *picks),
            *pager(view.page, lambda page: OrganizationsPage(page=page)),
            *in_pairs(_tools(view)),
            (to_desk(), to_menu()),
        ),
    )


def _heading(view: Organizations) -> str:
    look = view.look
    title = "<b>Архив организаций</b>" if look.archived else "<b>Организации</b>"
    if not look.words:
        return f"{title} · {view.total}"
    sought = words.quoted(esc(" ".join(look.words)))
    return f"{title} · похоже на {sought}" if view.guessed else f"{title} · {sought}: {view.total}"


def _nothing(look: Look) -> str:
    if look.words:
        return "Ничего не нашли. Попробуйте номер или другое слово из названия."
    return "В архиве пусто." if look.archived else "Справочник пуст. Добавьте организацию или загрузите таблицу."


def _line(number: int, one: OrganizationLine) -> str:
    name, town = esc(shorten(one.view.name, 80)), ways.town(one.view.municipality)
    return f"{number}. {name}, {town} · {ways.people(one.people)}"


def _tools(view: Organizations) -> list[Button]:
    look = view.look
    whole = "← Весь справочник" if look.archived else "Показать все"
    everything = button(whole, OpenOrganizations()) if look.words or look.archived else None
    archive = button(f"Архив: {view.archived}", OrganizationsPage(archived=True, page=0))
    tools = [
        button("➕ Добавить", AddOrganization()) if not look.archived else None,
        button("Из таблицы", OpenImport()) if not look.archived else None,
        button("Таблица XLSX", OrganizationsTable()) if view.lines else None,
        archive if view.archived and not look.archived else None,
        everything,
    ]
    return [one for one in tools if one is not None]


def spreadsheet(content: Content) -> File:
    return File(
        "Организации клуба.xlsx",
        content,
        "Исправьте и пришлите через «Из таблицы»: покажем, что изменится. «Код в клубе» не трогайте.",
    )


def after_table(count: int) -> Screen:
    """Below the spreadsheet."""
    cut = f" Больше {MOST_EXPORTED} строк в файл не помещаем." if count >= MOST_EXPORTED else ""
    number = words.plural(count, "организация", "организации", "организаций")
    return Screen(
        f"В таблице {number}.{cut}", column(button("Из таблицы", OpenImport()), to_organizations()), fresh=True
    )


# --- one organisation


def card(view: OrganizationCard, said: str = "", *, undo: Button | None = None, more: Button | None = None) -> Screen:
    """One organisation with everything a coordinator can do; `said` tells what has just been done.

    `undo` takes that back, `more` goes on with the like.
    """
    if view.was_merged and not said:
        said = "Ту запись объединили с этой."
    lines = [*([esc(said), ""] if said else []), *_facts(view)]
    ids = {"organization_id": view.view.id}
    acts = [
        button("✏️ Название", AskChange(**ids, field=Field.NAME)),
        button("✏️ Вид", AskChange(**ids, field=Field.TYPE)),
        button("✏️ Город", AskChange(**ids, field=Field.MUNICIPALITY)),
        button(f"Люди: {view.people}", OpenPeopleOf(**ids)) if view.people else None,
        # who speaks for it, and whether it is asked about pairs
        button("Администрация", OpenSchool(**ids)),
        button("Объединить", MergeOrganization(**ids)),
        button("Вернуть из архива", Archive(**ids, away=False))
        if view.archived_at
        else button("В архив", Archive(**ids, away=True)),
    ]
    rows = in_pairs([one for one in acts if one is not None])
    return Screen("\n".join(lines), (*column(undo, more), *rows, (to_organizations(), to_menu())))


def _facts(view: OrganizationCard) -> list[str]:
    one = view.view
    lines = [f"<b>{esc(one.name)}</b>", f"{TYPES[one.type]}, {ways.town(one.municipality)}"]
    if view.archived_at is not None:
        lines.append(f"📦 В архиве с {words.full_day(view.archived_at)}: новые люди её не находят")
    mentors = f", из них наставников: {view.mentors}" if view.mentors else ""
    lines.append(f"В клубе: {ways.people(view.people)}{mentors}")
    names = ", ".join(esc(shorten(words.named(name), 60)) for name in view.admins[:_NAMES_SHOWN])
    more = len(view.admins) - _NAMES_SHOWN
    lines.append(f"За неё отвечают: {names}" + (f" и{NBSP}ещё {more}" if more > 0 else "") if names else _NOBODY)
    asked = "спрашиваем её" if view.cross_approval else "не спрашиваем"
    waits = f", ответа ждут: {view.pairs}" if view.pairs else ""
    return [*lines, f"О парах с другими школами: {asked}{waits}"]


def ask_type(view: OrganizationView) -> Screen:
    choices = [
        button(ticked(name, one is view.type), SetType(organization_id=view.id, type=one))
        for one, name in TYPES.items()
    ]
    return Screen(
        f"<b>{esc(view.name)}</b>: какого она вида?", (*in_pairs(choices), (to_organization(view.id, "← Не менять"),))
    )


def ask_town(view: OrganizationView) -> Screen:
    choices = [
        button(
            ticked(words.MUNICIPALITIES[one], one is view.municipality),
            SetTown(organization_id=view.id, municipality=one),
        )
        for one in Municipality
    ]
    return Screen(
        f"<b>{esc(view.name)}</b>: в каком она городе?",
        (*in_pairs(choices), (to_organization(view.id, "← Не менять"),)),
    )


def ask_archive(view: OrganizationCard) -> Screen:
    """Before it is put away."""
    stay = f"Люди из неё ({ways.people(view.people)}) останутся при ней. " if view.people else ""
    return Screen(
        f"Убрать в архив?\n{ways.called(view.view)}\n\n{stay}Новые люди не найдут её, когда вступают в клуб. "
        "Вернуть можно в любой момент.",
        column(
            button("Да, в архив", Archive(organization_id=view.view.id, away=True, sure=True)),
            to_organization(view.view.id, "← Не убирать"),
        ),
    )


CHANGED = "Готово, исправлено."
ARCHIVED = "Готово: организация в архиве."
RESTORED = "Готово: организация снова в справочнике."


# --- its people


def people(view: OrganizationPeople) -> Screen:
    """Who is of the organisation, by name."""
    numbered = list(enumerate(view.people, 1 + view.page.offset))
    lines = [f"<b>{esc(view.view.name)}</b> · {ways.people(view.total)}", ""]
    lines += [_person(number, one) for number, one in numbered] or ["Здесь пока никого нет."]
    picks = [
        button(shorten(f"{number}. {words.named(one.full_name)}"), OpenMember(member_id=one.member_id))
        for number, one in numbered
    ]
    turns = pager(view.page, lambda page: OpenPeopleOf(organization_id=view.view.id, page=page))
    return Screen("\n".join(lines), (*column(*picks), *turns, *column(to_organization(view.view.id))))


def _person(number: int, one: OrganizationPerson) -> str:
    position = f", {esc(shorten(one.position, 60))}" if one.position else ""
    typed = f" <i>(вписано: {esc(shorten(one.own_words, 60))})</i>" if one.own_words else ""
    return f"{number}. {esc(words.named(one.full_name))}{position}{typed}"


# --- codes in words, for the spreadsheet


def say(code: object) -> str:
    """A type or a town as a cell shows it, and as it is read back."""
    return TYPES[code] if isinstance(code, OrgType) else words.MUNICIPALITIES[Municipality(str(code))]
