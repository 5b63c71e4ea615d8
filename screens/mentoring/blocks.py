"""«Не подбирать вместе»: the list, and whom to add. Two people at once: `block_pages.py`."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.blocks import BlockLine, BlockPage
from domain.mentoring.found_people import FoundPeople, FoundPerson
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, question
from screens.mentoring import found_people
from screens.mentoring.mentor_load import to_desk


class OpenBlocks(CallbackData, prefix="blall"):
    """Those who are kept apart."""

    page: int = 0


class NewBlock(CallbackData, prefix="blnew"):
    """Keep two apart: who is the first?"""


class BlockWith(CallbackData, prefix="blwith"):
    """Keep this member and somebody else apart: who is the other?"""

    member_id: RowId


class BlockTwo(CallbackData, prefix="bltwo"):
    """Keep these two apart, or see that they are; `sure`: asked and confirmed."""

    one_id: RowId
    other_id: RowId
    sure: bool = False


class Unblock(CallbackData, prefix="bloff"):
    """These two may be put in a pair again; `sure`: asked and confirmed."""

    one_id: RowId
    other_id: RowId
    sure: bool = False


def to_blocks(label: str = "Не подбирать вместе") -> Button:
    return button(label, OpenBlocks())


def to_apart(one_id: int, other_id: int) -> Button:
    return button("Не подбирать вместе", BlockTwo(one_id=one_id, other_id=other_id))


def listed(view: BlockPage, said: str = "") -> Screen:
    """A page of those who are kept apart; `said` tells what has just been done."""
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    lines = [f"{number}. {_line(one)}" for number, one in numbered]
    numbers = tuple(
        button(f"{number}", BlockTwo(one_id=one.first_id, other_id=one.second_id)) for number, one in numbered
    )
    text = [
        f"{said}\n" if said else "",
        "<b>Не подбирать вместе</b>",
        f"Этих двоих друг другу не{NBSP}предлагаем: так решил координатор или человек сменил наставника.",
        *(lines or ["Пока никого."]),
    ]
    rows = ((numbers,) if numbers else ()) + pager(view.page, lambda page: OpenBlocks(page=page))
    return Screen(
        "\n".join(line for line in text if line), rows + column(button("Добавить двоих", NewBlock()), to_desk())
    )


def _line(one: BlockLine) -> str:
    since = f"с{NBSP}{words.full_day(one.since)}"
    return f"{esc(words.named(one.first))}{NBSP}— {esc(words.named(one.second))}, {since}"


def ask(first: FoundPerson | None, found: FoundPeople | None, problem: str | None = None) -> Screen:
    """Who the first is, or the other one, by a typed name; `found` answers what was typed."""
    if first is None:
        lead = "Кого не ставить вместе? Напишите фамилию первого человека."
    else:
        lead = f"С{NBSP}кем не ставить вместе: {found_people.person(first)}? Напишите фамилию второго."
    asked = question(
        f"{lead}\n\n{found_people.told(found)}" if found else lead, problem=esc(problem) if problem else None
    )
    ids = [one.id for one in found.people] if found else []
    numbers = found_people.numbers(
        ids,
        lambda one: BlockWith(member_id=one) if first is None else BlockTwo(one_id=first.id, other_id=one),
    )
    return Screen(asked.text, (*numbers, *column(to_blocks("← К списку"), to_desk())))
