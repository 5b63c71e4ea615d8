"""Mentors' groups for who looks for one: the list, a group's card, joining; and all of them for coordinators."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.mentor_groups import AllGroups, GroupChoice, GroupLine, GroupList, GroupView, Joined, Standing
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten
from screens.mentoring.mentoring import (
    Inbox,
    MentoringDesk,
    MyGroups,
    MyRequests,
    NewRequest,
    OpenAsked,
    OpenGroup,
    OpenGroups,
    to_mentoring,
    to_pair,
)
from screens.mentoring.mentors import OpenMentor
from screens.mentoring.relay import to_write
from screens.mentoring.request_form import DropRequest, ResumeRequest


class FilterGroups(CallbackData, prefix="mgdir"):
    """Choose a direction for the list."""


class JoinGroup(CallbackData, prefix="mgjoin"):
    """«Хочу в группу»."""

    group_id: RowId


class ManageGroup(CallbackData, prefix="mgown"):
    """One of one's own groups."""

    group_id: RowId


class AllMentorGroups(CallbackData, prefix="mgall"):
    """All groups of the club, for coordinators."""

    page: int = 0


class TakeInto(CallbackData, prefix="mginto"):
    """Accept a request into this group of one's own; none: without a group for now."""

    request_id: RowId
    group_id: RowId | None = None


def to_groups(label: str = "Группы наставников") -> Button:
    return button(label, OpenGroups())


def to_own_groups(label: str = "Мои группы") -> Button:
    return button(label, MyGroups())


def to_own_group(group_id: int, label: str = "← К группе") -> Button:
    return button(label, ManageGroup(group_id=group_id))


# --- the list


def groups(view: GroupList) -> Screen:
    """A page of groups one may join, with a number to press for each."""
    chosen = f": {words.DIRECTIONS[view.direction]}" if view.direction else ""
    first = view.page.offset + 1
    lines = [f"<b>Группы наставников</b>{chosen}"]
    if view.lines:
        lines.append("Один наставник и несколько коллег с похожей задачей. Вступить можно сразу.")
    lines += [f"{number}.{NBSP}{_line(one)}" for number, one in enumerate(view.lines, first)]
    if not view.lines:
        lines.append(
            "По этому направлению открытых групп пока нет. Опишите, с чем нужна помощь: клуб поищет наставника."
            if view.direction
            else "Открытых групп пока нет. Опишите, с чем нужна помощь: клуб поищет наставника."
        )
    numbers = tuple(
        button(f"{number}", OpenGroup(group_id=one.id, page=view.page.number, direction=view.direction))
        for number, one in enumerate(view.lines, first)
    )
    rows = (numbers, *pager(view.page, lambda page: OpenGroups(page=page, direction=view.direction)))
    ways_on = column(
        button("Выбрать направление", FilterGroups()) if view.lines or view.direction else None,
        None if view.lines else button("Нужна помощь", NewRequest()),
        to_own_groups() if view.leads else None,
        to_mentoring(),
    )
    return Screen("\n".join(lines), tuple(row for row in rows if row) + ways_on)


def directions() -> Screen:
    """Which direction to show."""
    labels = [button(label, OpenGroups(direction=code)) for code, label in words.DIRECTION_LABELS.items()]
    return Screen(
        "По какому направлению ищете группу?",
        in_pairs(labels) + column(button("Все направления", OpenGroups()), to_mentoring()),
    )


def _line(one: GroupLine, *, mark: bool = True) -> str:
    fits = " · ваше направление" if one.fits and mark else ""
    return (
        f"<b>{esc(words.quoted(one.title))}</b>, {words.seats(one.left)}\n"
        f"{words.DIRECTIONS[one.direction]}{fits}\n{esc(one.mentor)}"
    )


# --- one group


def group(view: GroupView, back: OpenGroup | None = None, problem: str = "", *, coordinator: bool = False) -> Screen:
    """A group's card for everybody; `problem`: why one could not join."""
    where = f", {esc(view.organization)}" if view.organization else ""
    lines = [
        f"⚠️ {problem}\n" if problem else "",
        f"<b>Группа {esc(words.quoted(view.title))}</b>",
        words.DIRECTIONS[view.direction],
        f"Наставник: {esc(view.mentor)}{where}",
        f"\n{esc(view.about)}\n",
        _room(view),
        _fit(view),
    ]
    return Screen(
        "\n".join(line for line in lines if line), column(*_ways_on(view, back, coordinator, refused=bool(problem)))
    )


def _room(view: GroupView) -> str:
    if view.pair_id is not None:
        return f"Вы в этой группе. Всего в ней {view.taken} из{NBSP}{view.size}."
    match view.standing:
        case Standing.OPEN:
            return f"Сейчас есть {words.seats(view.left)} из{NBSP}{view.size}."
        case Standing.FULL:
            return f"Все места заняты: {view.size} из{NBSP}{view.size}. Когда кто-то закончит, место освободится."
        case Standing.CLOSED:
            return f"Набор сейчас закрыт. В группе {view.taken} из{NBSP}{view.size}."
        case Standing.AWAY:
            return f"Наставник сейчас не берёт новых людей. В группе {view.taken} из{NBSP}{view.size}."


def _fit(view: GroupView) -> str:
    if not view.fits or view.own or view.pair_id is not None or view.standing is not Standing.OPEN:
        return ""
    return "Почему подойдёт: это направление есть среди ваших интересов."


def _ways_on(view: GroupView, back: OpenGroup | None, coordinator: bool, *, refused: bool) -> list[Button | None]:
    stranger = not view.own and view.pair_id is None
    joinable = stranger and view.standing is Standing.OPEN and not refused
    page, direction = (back.page, back.direction) if back else (0, None)
    return [
        button("Хочу в группу", JoinGroup(group_id=view.id)) if joinable else None,
        to_pair(view.pair_id) if view.pair_id is not None else None,
        to_own_group(view.id, "Управлять группой") if view.own else None,
        button("О наставнике", OpenMentor(member_id=view.mentor_id, group_id=view.id))
        if stranger and _has_card(view)
        else None,
        button("Нужна помощь", NewRequest()) if stranger and not joinable else None,
        button("← К группам", OpenGroups(page=page, direction=direction)),
        button("← Все группы клуба", AllMentorGroups()) if coordinator else None,
        to_mentoring(),
    ]


def _has_card(view: GroupView) -> bool:
    # of who takes nobody new there may be no card to show
    return view.standing in (Standing.OPEN, Standing.FULL)


FULL = "Последнее место только что заняли."
CLOSED = "В эту группу сейчас не берут новых людей."
BARRED = "В эту группу вступить не получится. Посмотрите другие — или опишите, с чем нужна помощь."


def joined(view: Joined, *, drafted: bool = False) -> Screen:
    """What became of «Хочу в группу»; `drafted`: an unfinished request is still kept."""
    title = esc(words.quoted(view.title))
    if view.again:
        told = f"Вы уже в{NBSP}группе {title}."
    elif view.waits:
        told = (
            f"Место в{NBSP}группе {title} за{NBSP}вами. Наставник из другой организации, поэтому сначала спросим "
            "администрацию. Как только ответят, познакомим вас."
        )
    else:
        told = f"🤝 Вы в{NBSP}группе {title}! Наставнику сообщим. Первый шаг — написать пару слов о себе."
    if drafted:
        told += "\nНачатая заявка сохранена. Если она больше не нужна, удалите черновик."
    elif view.asking and not view.again:
        told += "\nВаша заявка ещё ждёт ответа. Если она больше не нужна, отзовите её."
    return Screen(
        told,
        column(
            None if view.waits else to_write(view.pair_id, "Написать наставнику"),
            to_pair(view.pair_id),
            button("Удалить черновик", DropRequest()) if drafted else None,
            button("Мои заявки", MyRequests()) if view.asking and not drafted and not view.again else None,
            to_groups("← К группам"),
            to_mentoring(),
        ),
    )


# --- beside requests


def going(lines: tuple[GroupLine, ...]) -> Screen:
    """Groups that go on already, for who has just asked for one in a request."""
    told = [f"{number}.{NBSP}{_line(one, mark=False)}" for number, one in enumerate(lines, 1)]
    numbers = tuple(button(f"{number}", OpenGroup(group_id=one.id)) for number, one in enumerate(lines, 1))
    return Screen(
        "\n".join(
            [
                "По вашим темам уже идут группы: вступить можно сразу, без ожидания. Откройте по номеру.",
                *told,
                "Не подходят? Продолжите заявку, ответы сохранены.",
            ]
        ),
        (numbers, *column(button("Продолжить заявку", ResumeRequest()), to_mentoring())),
    )


def into_which(view: GroupChoice, *, late: bool = False) -> Screen:
    """A mentor takes a mentee who asked for a group: into which; `late`: the place has just gone."""
    picks = [
        button(shorten(f"{number}. {one.title}"), TakeInto(request_id=view.request_id, group_id=one.id))
        for number, one in enumerate(view.groups, 1)
    ]
    told = [
        f"{number}.{NBSP}{esc(words.quoted(one.title))}, {words.DIRECTIONS[one.direction]}: {words.seats(one.left)}"
        for number, one in enumerate(view.groups, 1)
    ]
    alone = "\nБез группы коллега займёт место среди ваших пар; в группу можно взять и позже." if view.alone else ""
    problem = "⚠️ Это место уже занято, выберите ещё раз.\n\n" if late else ""
    return Screen(
        f"{problem}Коллега хочет заниматься в{NBSP}группе. В какую возьмёте?\n" + "\n".join(told) + alone,
        column(
            *picks,
            button("Пока без группы", TakeInto(request_id=view.request_id)) if view.alone else None,
            button("← К заявке", OpenAsked(request_id=view.request_id)),
            button("← Все заявки", Inbox()),
            to_mentoring(),
        ),
    )


# --- for coordinators


_MARKS = {Standing.OPEN: "🟢", Standing.FULL: "⚪", Standing.CLOSED: "🔒", Standing.AWAY: "⏸"}


def everything(view: AllGroups) -> Screen:
    """All groups of the club with how full they are."""
    first = view.page.offset + 1
    lines = ["<b>Группы клуба</b>"]
    lines += [
        f"{number}.{NBSP}{_MARKS[one.standing]} {esc(words.quoted(one.title))} — {one.taken} из{NBSP}{one.size}\n"
        f"{esc(one.mentor)} · {words.DIRECTIONS[one.direction]}"
        for number, one in enumerate(view.lines, first)
    ]
    lines.append(
        "🟢 есть места · ⚪ мест нет · 🔒 набор закрыт · ⏸ наставник не берёт новых"
        if view.lines
        else "Групп пока нет. Открыть группу может наставник, у которого в карточке отмечена «Группа»."
    )
    numbers = tuple(button(f"{number}", OpenGroup(group_id=one.id)) for number, one in enumerate(view.lines, first))
    rows = (numbers, *pager(view.page, lambda page: AllMentorGroups(page=page)))
    return Screen(
        "\n".join(lines),
        tuple(row for row in rows if row) + column(button("← Наставничество клуба", MentoringDesk()), to_mentoring()),
    )
