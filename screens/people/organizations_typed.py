"""Places people typed by hand: the queue, one of them with what it may mean, what was decided."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.organizations import OrganizationView
from domain.people.organizations_typed import TypedPlace, TypedPlaceCard, TypedPlaces
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, question, shorten
from screens.people import organization_ways as ways
from screens.people.organization_ways import AddOrganization, OpenPlace, OpenPlaces, to_organizations


class SettlePlace(CallbackData, prefix="ogts"):
    """All who typed these words are of this organisation."""

    key: str
    organization_id: RowId


class UnsettlePlace(CallbackData, prefix="ogtu"):
    """They are so no more: the words wait to be settled again."""

    key: str
    organization_id: RowId


class KeepPlace(CallbackData, prefix="ogtk"):
    """The words stay as they are, or wait to be settled again."""

    key: str
    kept: bool


class SeekPlace(CallbackData, prefix="ogtf"):
    """The organisation is looked for by name."""

    key: str


def places(view: TypedPlaces) -> Screen:
    """The queue, what most people wrote first; or what stays as it is."""
    title = "<b>Оставлены как есть</b>" if view.kept else "<b>Вписаны от руки</b>"
    lines = [f"{title} · {view.total}"]
    numbered = list(enumerate(view.lines, 1 + view.page.offset))
    if view.kept:
        lines.append("Эти места работы в справочник не попадут.")
    elif view.lines:
        lines.append("Этих мест нет в справочнике. Скажите, что это, — сразу для всех, кто так написал.")
    lines += ["", *(_line(number, one) for number, one in numbered)]
    if not view.lines:
        lines.append("Пусто." if view.kept else "Всё разобрано — спасибо!")
    other = "К тем, что ждут" if view.kept else "Оставлены как есть"
    return Screen(
        "\n".join(lines),
        (
            *column(*(button(shorten(f"{number}. {one.text}"), OpenPlace(key=one.key)) for number, one in numbered)),
            *pager(view.page, lambda page: OpenPlaces(page=page, kept=view.kept)),
            *column(
                button(f"{other}: {view.others}", OpenPlaces(kept=not view.kept)) if view.others else None,
                to_organizations("← Организации"),
            ),
        ),
    )


def _line(number: int, one: TypedPlace) -> str:
    return f"{number}. {esc(shorten(one.text, 100))} · {ways.people(one.people)}"


def place(view: TypedPlaceCard, said: str = "", *, more: Button | None = None) -> Screen:
    """One of them: one tap decides for all who wrote so. `said`: what has just been done; `more` goes on."""
    one = view.place
    lines = [*([esc(said), ""] if said else []), f"<b>{esc(one.text)}</b>", _who(view)]
    if view.near:
        lines += ["", "Похоже на:", *(f"• {ways.called(near)}" for near in view.near)]
    else:
        lines += ["", "В справочнике похожего нет."]
    kept = KeepPlace(key=one.key, kept=not view.kept)
    return Screen(
        "\n".join(lines),
        column(
            more,
            *_picks(one.key, view.near),
            button("🔎 Найти другую" if view.near else "🔎 Найти в справочнике", SeekPlace(key=one.key)),
            button("Создать организацию", AddOrganization(key=one.key)),
            button("Вернуть в очередь" if view.kept else "Оставить как есть", kept),
            button("← К списку", OpenPlaces(kept=view.kept)),
        ),
    )


def _who(view: TypedPlaceCard) -> str:
    names = ", ".join(esc(shorten(words.named(name), 60)) for name in view.names)
    more = view.place.people - len(view.names)
    return f"Так {_wrote(view.place.people)}: {names}" + (f" и{NBSP}ещё {more}" if more > 0 else "")


def _wrote(number: int) -> str:
    return f"{'написал' if number % 10 == 1 and number % 100 != 11 else 'написали'} {ways.people(number)}"


def _picks(key: str, some: Sequence[OrganizationView]) -> list[Button]:
    return [button(ways.label("Это ", one.name), SettlePlace(key=key, organization_id=one.id)) for one in some]


def seek(view: TypedPlaceCard, problem: str | None = None) -> Screen:
    """The organisation is looked for by a typed name."""
    return question(
        f"<b>{esc(view.place.text)}</b>: что это? Напишите номер или название — найду в справочнике.",
        problem=esc(problem) if problem else None,
        exits=(button("← Назад", OpenPlace(key=view.place.key)),),
    )


def found(view: TypedPlaceCard, some: Sequence[OrganizationView]) -> Screen:
    """What the typed name may mean; typing goes on."""
    told = "\n".join(f"• {ways.called(one)}" for one in some)
    text = (
        f"Что из этого {words.quoted(esc(view.place.text))}?\n{told}"
        if some
        else "Такой в справочнике нет. Напишите иначе или создайте её."
    )
    key = view.place.key
    return question(
        text,
        choices=[*_picks(key, some), button("Создать организацию", AddOrganization(key=key))],
        exits=(button("← Назад", OpenPlace(key=key)),),
    )


def undo(key: str, organization_id: int) -> Button:
    """Below what was decided."""
    return button("↩️ Отменить", UnsettlePlace(key=key, organization_id=organization_id))


def settled(number: int) -> str:
    """What was done, above the card."""
    told = "Напишем об этом каждому." if number > 1 else "Напишем об этом."
    return f"Готово: {ways.people(number)} теперь из этой организации. {told}"


def next_place() -> Button:
    return button("Дальше по списку", OpenPlaces())


UNSETTLED = "Вернули как было: эти слова снова ждут решения."
KEPT = "Оставили как есть."
ASKED = "Эти слова снова ждут решения."
