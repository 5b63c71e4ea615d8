"""The directory from a spreadsheet: a template goes out, a file comes back, what it would change is shown first."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import Field
from domain.people.organizations_import import MOST_ROWS, Added, Changed, ImportPlan, RowProblem
from screens import words
from screens.kit import Content, File, Screen, Toast, button, column, esc, question, shorten
from screens.people import organization_ways as ways
from screens.people.organization_ways import TYPES, OpenImport, to_organizations

# so many of each kind are named, the rest are counted: a page must fit one message
_NAMED = 6
_NAME_SHOWN = 70


class ImportTemplate(CallbackData, prefix="ogi1"):
    """An empty spreadsheet to fill in."""


class ApplyImport(CallbackData, prefix="ogi2"):
    """Write the changes of this sign, out of the file of that sign, and no others."""

    file_sign: str
    sign: str


def ask_file(problem: str | None = None) -> Screen:
    """A spreadsheet is awaited; after a wrong file another may follow at once."""
    return question(
        "<b>Организации из таблицы.</b> Пришлите файл XLSX: шаблон или список, скачанный из «Организаций», "
        f"с вашими правками, до {MOST_ROWS}{NBSP}строк.\n"
        "Сначала покажем, что изменится. Чего в файле нет, останется в справочнике как есть.",
        problem=esc(problem) if problem else None,
        choices=[button("Скачать шаблон", ImportTemplate())],
        exits=(to_organizations(),),
    )


def template(content: Content) -> File:
    return File("Организации, шаблон.xlsx", content, "Впишите организации и пришлите файл сюда же.")


def after_template() -> Screen:
    """Below the template: the file is awaited already."""
    return Screen("Заполнили? Пришлите файл сюда.", column(to_organizations()), fresh=True)


def preview(plan: ImportPlan, file_sign: str, *, moved: bool = False) -> Screen:
    """What the file would change; `moved`: the directory has changed since this was shown last."""
    lines = ["<b>Что изменится</b> (слева — номер строки)"]
    if moved:
        lines = ["⚠️ Пока вы смотрели, справочник изменился. Ничего не внесли, теперь выходит так:", "", *lines]
    lines += _plan(plan)
    number = words.plural(len(plan.added) + len(plan.changed), "строку", "строки", "строк").replace(NBSP, " ")
    save = button(f"Внести {number}", ApplyImport(file_sign=file_sign, sign=plan.sign))
    return Screen(
        "\n".join(lines),
        column(None if plan.empty else save, button("Другой файл", OpenImport()), to_organizations()),
    )


def _plan(plan: ImportPlan) -> list[str]:
    lines: list[str] = []
    if plan.added:
        lines += ["", f"➕ Новые: {len(plan.added)}", *_some([_added(one) for one in plan.added])]
    if plan.changed:
        lines += ["", f"✏️ Исправим: {len(plan.changed)}", *_some([_changed(one) for one in plan.changed])]
    if plan.same:
        lines += ["", f"Без изменений: {plan.same}."]
    if plan.problems:
        lines += ["", f"⚠️ Пропустим: {len(plan.problems)}", *_some([_problem(one) for one in plan.problems])]
    if plan.empty and not plan.problems:
        lines.append("Менять нечего: в справочнике всё уже так.")
    return lines


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _NAMED
    return [*lines[:_NAMED], *([f"…и{NBSP}ещё {more}"] if more > 0 else [])]


def _added(one: Added) -> str:
    return f"• {one.row}: {_name(one.name)} ({TYPES[one.type].lower()}, {ways.town(one.municipality)})"


def _changed(one: Changed) -> str:
    fields = "; ".join(f"{_value(one.old, field)} → {_value(one.new, field)}" for field in one.fields)
    name = "" if Field.NAME in one.fields else f"{_name(one.old.name)}: "
    return f"• {one.row}: {name}{fields}"


def _value(view: OrganizationView, field: Field) -> str:
    match field:
        case Field.NAME:
            return _name(view.name)
        case Field.TYPE:
            return TYPES[view.type].lower()
        case Field.MUNICIPALITY:
            return ways.town(view.municipality)


def _problem(one: RowProblem) -> str:
    return f"• {one.row}: {esc(shorten(one.why, 160))}"


def _name(name: str) -> str:
    return esc(words.quoted(shorten(name, _NAME_SHOWN)))


def applied(plan: ImportPlan, *, written: bool) -> Screen | Toast:
    """Done; of two taps the second finds everything written, and the words of the first stay."""
    if not written:
        return Toast("Эти изменения уже внесены.", alert=True)
    added = words.plural(len(plan.added), "новая организация", "новые организации", "новых организаций")
    changed = words.plural(len(plan.changed), "исправлена", "исправлены", "исправлено")
    done = ", ".join(told for told, some in ((added, plan.added), (changed, plan.changed)) if some)
    skipped = f" Пропущено строк: {len(plan.problems)}." if plan.problems else ""
    return Screen(f"Готово: {done}.{skipped}", column(button("Ещё файл", OpenImport()), to_organizations()))


NOT_A_FILE = "Здесь нужен файл: скрепка, потом «Файл»."
