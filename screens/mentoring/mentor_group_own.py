"""A mentor's own groups: the list, one group, its people, taking somebody in or out, an end."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.mentor_groups import (
    MOST_GROUPS,
    GroupLine,
    GroupPeople,
    GroupPerson,
    GroupView,
    OwnGroup,
    OwnGroups,
    Removal,
    Standing,
)
from domain.vocabulary import PairStatus
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten
from screens.mentoring.mentor_card import to_card
from screens.mentoring.mentor_group_form import EditGroup, NewGroup
from screens.mentoring.mentor_group_talk import CallGroup, WriteGroup
from screens.mentoring.mentor_groups import ManageGroup, to_groups, to_own_group, to_own_groups
from screens.mentoring.mentoring import to_mentoring, to_pair

_STANDINGS = {
    Standing.OPEN: "🟢 Открыта: в неё можно вступить.",
    Standing.FULL: "⚪ Все места заняты. Как только одно освободится, в группу снова можно вступить.",
    Standing.CLOSED: "🔒 Набор закрыт: новые люди не придут, те, кто есть, остаются.",
    Standing.AWAY: (
        "⏸ Новые люди пока не придут: карточка на паузе, ждёт координатора или в ней больше не отмечена «Группа»."
    ),
}
_OF_PAIR = {PairStatus.APPROVAL: ", ждём школу", PairStatus.PAUSED: ", на паузе"}


class SetGroupOpen(CallbackData, prefix="mgopen"):
    """Whether newcomers may join."""

    group_id: RowId
    on: bool


class PeopleOfGroup(CallbackData, prefix="mgppl"):
    """Who is in a group; `removing`: to take somebody out."""

    group_id: RowId
    page: int = 0
    removing: bool = False


class RemovePerson(CallbackData, prefix="mgrm"):
    """Take somebody out of a group; `sure`: asked and confirmed."""

    pair_id: RowId
    sure: bool = False


class PeopleOutside(CallbackData, prefix="mgout"):
    """Group pairs that are in no group yet."""

    group_id: RowId
    page: int = 0


class TakeIn(CallbackData, prefix="mgin"):
    """One of them comes into the group."""

    group_id: RowId
    pair_id: RowId


class EndGroup(CallbackData, prefix="mgend"):
    """How a group may end: ask."""

    group_id: RowId


class CompleteGroup(CallbackData, prefix="mgdone"):
    """The programme of the whole group is done; `sure`: asked and confirmed."""

    group_id: RowId
    sure: bool = False


class DissolveGroup(CallbackData, prefix="mgdrop"):
    """The group is no more; `sure`: asked and confirmed."""

    group_id: RowId
    sure: bool = False


# the group or the card that is asked about has gone meanwhile
GONE = "Этой группы уже нет или её карточка изменилась. Вот ваши группы."

# --- the list


def mine(view: OwnGroups, said: str = "") -> Screen:
    """One's own groups, and the way to open one more."""
    lines = [said, "<b>Мои группы</b>"]
    lines += [f"{number}.{NBSP}{_line(one)}" for number, one in enumerate(view.lines, 1)]
    if not view.lines and view.may_open:
        lines.append(
            "Пока ни одной. В группе несколько коллег с похожей задачей: пишете всем сразу, встречаетесь вместе."
        )
    if not view.may_open:
        lines.append(
            "Чтобы открыть группу, нужна карточка наставника, где среди форм отмечена «Группа», и чтобы её подтвердил "
            "координатор."
        )
    if view.full:
        lines.append(f"Больше {MOST_GROUPS} групп одному наставнику не удержать.")
    picks = [
        button(shorten(f"{number}. {one.title}"), ManageGroup(group_id=one.id))
        for number, one in enumerate(view.lines, 1)
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        column(
            *picks,
            button("Открыть группу", NewGroup()) if view.may_open and not view.full else None,
            None if view.may_open else to_card(),
            to_groups(),
            to_mentoring(),
        ),
    )


def _line(one: GroupLine) -> str:
    marks = {
        Standing.OPEN: "",
        Standing.FULL: ", мест нет",
        Standing.CLOSED: ", набор закрыт",
        Standing.AWAY: ", пауза",
    }
    return f"<b>{esc(words.quoted(one.title))}</b> — {one.taken} из{NBSP}{one.size}{marks[one.standing]}"


# --- one group


def group(own: OwnGroup, said: str = "") -> Screen:
    """One's own group with everything that can be done; `said` tells first what has just been done (HTML)."""
    view = own.view
    lines = [
        said,
        f"<b>Моя группа {esc(words.quoted(view.title))}</b>",
        words.DIRECTIONS[view.direction],
        esc(view.about),
        f"В группе {view.taken} из{NBSP}{view.size}.",
        _STANDINGS[view.standing],
    ]
    talk = [
        button("Написать группе", WriteGroup(group_id=view.id)),
        button("Позвать на встречу", CallGroup(group_id=view.id)),
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        column(
            *(talk if own.live else []),
            button(f"Кто в группе: {view.taken}", PeopleOfGroup(group_id=view.id)) if view.taken else None,
            button(f"Взять из пар: {own.outside}", PeopleOutside(group_id=view.id))
            if own.outside and view.left
            else None,
            button("✏️ Изменить", EditGroup(group_id=view.id)),
            _gate(view),
            button("Закончить с группой", EndGroup(group_id=view.id)),
            to_own_groups("← Мои группы"),
            to_mentoring(),
        ),
    )


def _gate(view: GroupView) -> Button:
    is_open = view.standing is not Standing.CLOSED
    return button("Закрыть набор" if is_open else "Открыть набор", SetGroupOpen(group_id=view.id, on=not is_open))


# --- people


def people(view: GroupPeople, *, removing: bool = False, said: str = "") -> Screen:
    """Who is in a group: each leads to the pair, or, `removing`, to being taken out."""
    title = f"<b>Группа {esc(words.quoted(view.title))}</b>"
    if not view.people:
        return Screen(
            _joined(said, f"{title}\nВ группе пока никого."), column(to_own_group(view.group_id), to_mentoring())
        )
    asks = "Кого убрать из группы?" if removing else "Нажмите на имя — откроется ваша пара."
    first = view.page.offset + 1
    lines = [f"{number}.{NBSP}{_person(one)}" for number, one in enumerate(view.people, first)]
    picks = [
        button(shorten(f"{number}. {one.name}"), RemovePerson(pair_id=one.pair_id))
        if removing
        else to_pair(one.pair_id, shorten(f"{number}. {one.name}"))
        for number, one in enumerate(view.people, first)
    ]
    turns = pager(view.page, lambda page: PeopleOfGroup(group_id=view.group_id, page=page, removing=removing))
    other = PeopleOfGroup(group_id=view.group_id, page=view.page.number, removing=not removing)
    return Screen(
        _joined(said, f"{title}\n{asks}", *lines),
        column(*picks)
        + turns
        + column(button("Никого не убирать" if removing else "Убрать из группы…", other), to_own_group(view.group_id)),
    )


def ask_removal(view: Removal) -> Screen:
    """Before somebody is taken out of a group."""
    return Screen(
        f"Убрать из группы {esc(words.quoted(view.title))}: <b>{esc(view.name)}</b>?\n"
        "Пара остановится, место освободится. Причину не спрашиваем, коллеге сообщим мягко и предложим другого "
        "наставника. Пока набор открыт, вернуться можно самостоятельно.",
        column(
            button("Да, убрать", RemovePerson(pair_id=view.pair_id, sure=True)),
            to_pair(view.pair_id),
            to_own_group(view.group_id, "← Оставить"),
        ),
    )


def outside(view: GroupPeople) -> Screen:
    """Group pairs that are in no group yet."""
    title = esc(words.quoted(view.title))
    if not view.people:
        return Screen(
            f"Пар без группы сейчас нет: в{NBSP}группу {title} взять некого.", column(to_own_group(view.group_id))
        )
    picks = [button(shorten(one.name), TakeIn(group_id=view.group_id, pair_id=one.pair_id)) for one in view.people]
    return Screen(
        f"Эти коллеги просили о{NBSP}группе, но пока ни в одной. Кого взять в{NBSP}группу {title}? Коллеге сообщим.",
        column(*picks)
        + pager(view.page, lambda page: PeopleOutside(group_id=view.group_id, page=page))
        + column(to_own_group(view.group_id)),
    )


def _person(one: GroupPerson) -> str:
    return f"{esc(one.name)}{_OF_PAIR.get(one.status, '')}"


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


# --- the end


def ask_end(own: OwnGroup) -> Screen:
    """How a group may end: the programme is done, or it is over before."""
    view = own.view
    return Screen(
        f"<b>Группа {esc(words.quoted(view.title))}</b>\n"
        "Если вы прошли программу, завершите её: каждый сможет оставить отзыв. "
        "Если продолжать не получается, группу можно распустить. А чтобы просто передохнуть от новых людей, "
        "хватит закрыть набор.",
        column(
            button("Программа пройдена", CompleteGroup(group_id=view.id)) if own.live else None,
            button("Распустить группу", DissolveGroup(group_id=view.id)),
            _gate(view) if view.standing is not Standing.CLOSED else None,
            to_own_group(view.id, "← Оставить как есть"),
        ),
    )


def ask_complete(own: OwnGroup) -> Screen:
    """Before all pairs of a group are completed."""
    pairs = words.plural(own.live, "пару", "пары", "пар")
    return Screen(
        f"Завершить программу группы {esc(words.quoted(own.view.title))}? Завершим {pairs}, коллег поблагодарим и "
        "спросим, что получилось. Вернуть пары нельзя, а сама группа останется: её можно открыть для новых людей.",
        column(
            button("Да, завершить", CompleteGroup(group_id=own.view.id, sure=True)),
            to_own_group(own.view.id, "← Оставить как есть"),
        ),
    )


def ask_dissolve(own: OwnGroup) -> Screen:
    """Before a group is dissolved."""
    view = own.view
    pairs = words.plural(view.taken, "пара", "пары", "пар")
    what = f"Остановятся {pairs}: каждому сообщим мягко и предложим другого наставника." if view.taken else ""
    return Screen(
        f"Распустить группу {esc(words.quoted(view.title))}? {what} Вернуть её нельзя, можно только открыть новую.",
        column(
            button("Да, распустить", DissolveGroup(group_id=view.id, sure=True)),
            to_own_group(view.id, "← Оставить как есть"),
        ),
    )


def dissolved(title: str) -> str:
    """What to say first when a group is no more."""
    return f"Группу {esc(words.quoted(title))} распустили. Спасибо за ваше время! Всем, кто в ней был, сообщим."


def completed(number: int) -> str:
    """What to say first when the programme of a group is done."""
    return (
        f"Завершили {words.plural(number, 'пару', 'пары', 'пар')}. Спасибо за эту работу! "
        f"Отзыв о каждой ждёт в{NBSP}«Моих парах». Набор закрыт."
    )


def removed(view: Removal) -> str:
    """What to say first when somebody has been taken out."""
    return f"{esc(view.name)}: участие в группе завершено, коллеге сообщим."
