"""«Кому?»: the audience of an announcement by taps, a screen for each criterion, the count on every one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.audience_choice import SILENT_WEEKS, AudienceView, Criterion, EventChoices
from domain.people.organizations import OrganizationView
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.mailing.announcements import to_announcement
from screens.mailing.audience_words import AT_EVENT, PAIRING, counted, in_words

_LABELS = {
    Criterion.ROLES: "Роли",
    Criterion.MUNICIPALITIES: "Города",
    Criterion.ORGANIZATIONS: "Организации",
    Criterion.DIRECTIONS: "Направления",
    Criterion.EVENT: "Мероприятие",
    Criterion.PAIRING: "Пары",
    Criterion.SILENT: "Давно не заходили",
}


class ChooseAudience(CallbackData, prefix="auwho"):
    """To whom an announcement goes: everything chosen so far."""

    announcement_id: RowId


class OpenCriterion(CallbackData, prefix="aucri"):
    """The values of one criterion."""

    announcement_id: RowId
    criterion: Criterion


class SetAudience(CallbackData, prefix="auset"):
    """What a press means is drawn into the button, so a double tap means it twice."""

    announcement_id: RowId
    criterion: Criterion
    value: str
    on: bool


class ClearAudience(CallbackData, prefix="auall"):
    """A criterion narrows no longer; without one, the whole club again."""

    announcement_id: RowId
    criterion: Criterion | None = None


class AudienceEvents(CallbackData, prefix="auevs"):
    """The list of events whose people may be meant."""

    announcement_id: RowId
    past: bool = False
    page: int = 0


def to_audience(announcement_id: int, label: str = "Готово") -> Button:
    return button(label, ChooseAudience(announcement_id=announcement_id))


def summary(view: AudienceView) -> Screen:
    """Who is chosen in plain words, how many they are, and by what they may be narrowed."""
    id_ = view.announcement_id
    criteria = [
        button(ticked(label, _narrows(view, one)), OpenCriterion(announcement_id=id_, criterion=one))
        for one, label in _LABELS.items()
    ]
    reset = button("Весь клуб", ClearAudience(announcement_id=id_)) if not view.audience.everybody else None
    hint = "Сузьте, если объявление не для всех:" if view.audience.everybody else "Все условия действуют вместе."
    return Screen(f"{_heading(view)}\n\n{hint}", (*in_pairs(criteria), *column(reset, to_announcement(id_))))


def criterion(view: AudienceView, one: Criterion) -> Screen:
    """The values of a criterion, the chosen ones ticked."""
    match one:
        case Criterion.ORGANIZATIONS:
            return organizations(view)
        case Criterion.EVENT | Criterion.AT_EVENT:
            return at_event(view)
        case Criterion.ROLES:
            return _values(view, one, "Отметьте роли.", _ticks(view, one, words.ROLES, view.audience.roles))
        case Criterion.MUNICIPALITIES:
            ticks = _ticks(view, one, words.MUNICIPALITIES, view.audience.municipalities)
            return _values(view, one, "Отметьте города.", ticks)
        case Criterion.DIRECTIONS:
            ticks = _ticks(view, one, words.DIRECTION_LABELS, view.audience.directions)
            return _values(view, one, "Отметьте, что людям интересно: хватит и одного совпадения.", ticks)
        case Criterion.PAIRING:
            return _values(view, one, "Кто сейчас в паре?", _ticks(view, one, PAIRING, {view.audience.pairing}))
        case Criterion.SILENT:
            weeks = {n: words.plural(n, "неделю", "недели", "недель").replace(NBSP, " ") for n in SILENT_WEEKS}
            ticks = _ticks(view, one, weeks, {view.audience.silent_weeks})
            return _values(view, one, "Кто ничего не нажимал в боте столько и дольше?", ticks)


def organizations(
    view: AudienceView, found: Sequence[OrganizationView] | None = None, problem: str | None = None
) -> Screen:
    """The chosen ones, to be taken away, and what a typed name has found; a name is awaited."""
    some = view.described.organizations
    lines = [f"{number}.{NBSP}{esc(one.name)}" for number, one in enumerate(found or (), 1)]
    if found == ():
        lines = ["Такой организации нет в справочнике, или она уже выбрана. Напишите иначе."]
    asked = "Напишите номер или название: «школа 901», «Маяк»."
    text = "\n".join([_heading(view), "", *(["Нажмите номер:"] if found else [asked]), *lines])
    screen = question(
        text,
        problem=esc(problem) if problem else None,
        choices=[
            *(
                button(shorten(f"✓ {one.name}"), _set(view, Criterion.ORGANIZATIONS, str(one.id), False))
                for one in some
            ),
            *_ends(view, Criterion.ORGANIZATIONS, bool(view.audience.organizations)),
        ],
    )
    numbers = tuple(
        button(f"{number}", _set(view, Criterion.ORGANIZATIONS, str(one.id), True))
        for number, one in enumerate(found or (), 1)
    )
    return Screen(screen.text, ((numbers, *screen.rows) if numbers else screen.rows))


def at_event(view: AudienceView) -> Screen:
    """How people must stand to the chosen event; without one, where to choose it."""
    id_ = view.announcement_id
    if view.audience.event_id is None:
        coming = button("Предстоящие", AudienceEvents(announcement_id=id_))
        past = button("Прошедшие", AudienceEvents(announcement_id=id_, past=True))
        return _values(view, Criterion.EVENT, "Людям какого мероприятия написать?", [coming, past])
    ticks = _ticks(view, Criterion.AT_EVENT, AT_EVENT, view.audience.at_event)
    other = button("Другое мероприятие", AudienceEvents(announcement_id=id_))
    screen = _values(view, Criterion.EVENT, "Кому из них? Можно несколько.", ticks)
    return Screen(screen.text, (*screen.rows[:-1], (other,), screen.rows[-1]))


def events(announcement_id: int, choices: EventChoices) -> Screen:
    """Events with a number to press for each."""
    id_, past = announcement_id, choices.past
    first = choices.page.offset + 1
    lines = [
        f"{number}.{NBSP}<b>{esc(one.title)}</b>\n{words.exactly(one.starts_at)}"
        for number, one in enumerate(choices.lines, first)
    ]
    numbers = tuple(
        button(
            f"{number}",
            SetAudience(announcement_id=id_, criterion=Criterion.EVENT, value=str(one.id), on=True),
        )
        for number, one in enumerate(choices.lines, first)
    )
    empty = "Прошедших мероприятий ещё нет." if past else "Предстоящих мероприятий нет."
    other = button("Предстоящие" if past else "Прошедшие", AudienceEvents(announcement_id=id_, past=not past))
    pages = pager(choices.page, lambda number: AudienceEvents(announcement_id=id_, past=past, page=number))
    rows = (numbers, *pages, *column(other, to_audience(id_, "← Кому")))
    text = "\n\n".join(["<b>Людям какого мероприятия?</b>", *(lines or [empty])])
    return Screen(text, tuple(row for row in rows if row))


def _heading(view: AudienceView) -> str:
    return f"<b>Кому:</b> {in_words(view.described)}\n{counted(view.count)}"


def _values(view: AudienceView, one: Criterion, text: str, values: Sequence[Button]) -> Screen:
    rows = in_pairs(values) if one is not Criterion.PAIRING else column(*values)
    return Screen(f"{_heading(view)}\n\n{text}", (*rows, tuple(_ends(view, one, _narrows(view, one)))))


def _ends(view: AudienceView, one: Criterion, narrows: bool) -> list[Button]:
    id_ = view.announcement_id
    clear = [button("Не смотреть", ClearAudience(announcement_id=id_, criterion=one))] if narrows else []
    return [*clear, to_audience(id_, "Готово" if narrows else "← Кому")]


def _ticks(view: AudienceView, one: Criterion, labels: Mapping[Any, str], chosen: Collection[Any]) -> list[Button]:
    return [
        button(ticked(label, value in chosen), _set(view, one, str(value), value not in chosen))
        for value, label in labels.items()
    ]


def _set(view: AudienceView, one: Criterion, value: str, on: bool) -> SetAudience:
    return SetAudience(announcement_id=view.announcement_id, criterion=one, value=value, on=on)


def _narrows(view: AudienceView, one: Criterion) -> bool:
    audience = view.audience
    match one:
        case Criterion.ROLES:
            return bool(audience.roles)
        case Criterion.MUNICIPALITIES:
            return bool(audience.municipalities)
        case Criterion.ORGANIZATIONS:
            return bool(audience.organizations)
        case Criterion.DIRECTIONS:
            return bool(audience.directions)
        case Criterion.EVENT | Criterion.AT_EVENT:
            return audience.event_id is not None
        case Criterion.PAIRING:
            return audience.pairing is not None
        case Criterion.SILENT:
            return audience.silent_weeks is not None
