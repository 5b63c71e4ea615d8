"""The club's mentors: the list, a card as colleagues see it, and cards that wait for a coordinator."""

from typing import Self

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.cards import LONGEST_NOTE, NOTE_EXAMPLE, CardView, MentorLine, MentorList, ReviewQueue
from domain.vocabulary import CardStatus, Direction
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, grown, in_pairs, pager, question, ticked
from screens.mentoring.mentor_card import day, facts, to_card
from screens.mentoring.mentoring import NewRequest, OpenGroup, OpenMentors, to_mentoring, to_pair


class FilterMentors(CallbackData, prefix="mwfilter"):
    """Choose a direction for the list."""


class OpenMentor(CallbackData, prefix="mwone"):
    """A mentor's card; `page` and `direction` are those of the list to come back to, `group_id` a group instead."""

    member_id: RowId
    page: int = 0
    direction: Direction | None = None
    group_id: RowId | None = None

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(grown(cls, value))


class CardsToReview(CallbackData, prefix="mwqueue"):
    """Cards that wait for a coordinator."""

    page: int = 0


class ReviewCard(CallbackData, prefix="mwread"):
    """A coordinator reads a card."""

    member_id: RowId


class ConfirmCard(CallbackData, prefix="mwyes"):
    """The card, in the version that was read, may be seen by the club."""

    member_id: RowId
    version: int


class ReturnCard(CallbackData, prefix="mwback"):
    """Return the card, in the version that was read, with a word on what to mend."""

    member_id: RowId
    version: int


def to_review_queue(waiting: int | None = None) -> Button:
    return button("Карточки на проверку" if waiting is None else f"На проверку: {waiting}", CardsToReview())


# --- for everybody


def mentors(view: MentorList) -> Screen:
    """A page of mentors with a number to press for each."""
    chosen = f": {words.DIRECTIONS[view.direction]}" if view.direction else ""
    lines = [f"<b>Наставники клуба</b>{chosen}"]
    first = view.page.offset + 1
    lines += [f"{number}.{NBSP}{_told(line)}" for number, line in enumerate(view.lines, first)]
    if not view.lines:
        lines.append(
            "По этому направлению пока никого. Опишите, что нужно: клуб поищет."
            if view.direction
            else "Пока здесь пусто. Ваша карточка может стать первой."
        )
    numbers = tuple(
        button(str(number), OpenMentor(member_id=line.member_id, page=view.page.number, direction=view.direction))
        for number, line in enumerate(view.lines, first)
    )
    rows = (numbers, *pager(view.page, lambda number: OpenMentors(page=number, direction=view.direction)))
    ways_on = column(
        button("Выбрать направление", FilterMentors()),
        None if view.lines else button("Нужна помощь", NewRequest()),
        None if view.lines or view.direction else to_card("Могу научить"),
        to_review_queue(view.to_review) if view.to_review else None,
        to_mentoring(),
    )
    return Screen("\n".join(lines), tuple(row for row in rows if row) + ways_on)


def _told(line: MentorLine) -> str:
    subject = f", {esc(line.subject)}" if line.subject else ""
    themes = ", ".join(words.DIRECTIONS[one] for one in line.directions)
    full = "" if line.free else " · мест нет"
    return f"<b>{esc(line.name)}</b>{subject}{full}\n{themes}"


def directions(chosen: Direction | None = None) -> Screen:
    """Which direction to show."""
    labels = [
        button(ticked(label, code is chosen), OpenMentors(direction=code))
        for code, label in words.DIRECTION_LABELS.items()
    ]
    return Screen(
        "По какому направлению ищете наставника?",
        in_pairs(labels) + column(button("Все направления", OpenMentors()), to_mentoring()),
    )


def mentor(view: CardView, back: OpenMentor, *, own: bool = False, coordinator: bool = False) -> Screen:
    """A mentor's card as colleagues see it, with the way to ask for help."""
    free = view.free and not own and view.pair_id is None
    return Screen(
        f"{_who(view)}\n{facts(view.card)}\n\n{_room(view)}",
        column(
            button("Попросить о помощи", NewRequest(mentor_id=view.member_id)) if free else None,
            to_pair(view.pair_id, "🤝 К вашей паре") if view.pair_id is not None else None,
            to_card() if own else None,
            button("🛠 Проверить карточку", ReviewCard(member_id=view.member_id)) if coordinator else None,
            button("← К группе", OpenGroup(group_id=back.group_id)) if back.group_id else None,
            button("← К наставникам", OpenMentors(page=back.page, direction=back.direction)),
            to_mentoring(),
        ),
    )


def _who(view: CardView) -> str:
    where = view.organization or (words.MUNICIPALITIES[view.municipality] if view.municipality else "")
    return f"<b>{esc(view.name)}</b>" + (f"\n{esc(where)}" if where else "")


def _room(view: CardView) -> str:
    if view.pair_id is not None:
        return f"Вы уже в{NBSP}паре."
    if view.paused_until is not None:
        return f"Сейчас на паузе: новых заявок не берёт по {day(view.paused_until)}."
    if not view.left:
        return "Все места сейчас заняты. Опишите, что нужно, — клуб подберёт другого наставника."
    return f"Сейчас есть {words.seats(view.left)}."


# --- for coordinators


def queue(view: ReviewQueue) -> Screen:
    """Cards that wait, the oldest first, a number to press for each."""
    first = view.page.offset + 1
    lines = ["<b>Карточки на проверку</b>"]
    for number, line in enumerate(view.lines, first):
        subject = f", {esc(line.subject)}" if line.subject else ""
        lines.append(f"{number}.{NBSP}{esc(line.name)}{subject}")
    if not view.lines:
        lines.append("Все карточки проверены. Новую пришлём сразу.")
    numbers = tuple(
        button(str(number), ReviewCard(member_id=line.member_id)) for number, line in enumerate(view.lines, first)
    )
    rows = (numbers, *pager(view.page, lambda number: CardsToReview(page=number)))
    return Screen(
        "\n".join(lines),
        tuple(row for row in rows if row) + column(button("Наставники клуба", OpenMentors()), to_mentoring()),
    )


def review(view: CardView, said: str = "", *, fresh: bool = False) -> Screen:
    """A card before a coordinator; `said` tells what has just happened to it."""
    standing = {
        CardStatus.PENDING: "⏳ Ждёт вашей проверки",
        CardStatus.CONFIRMED: "✅ Подтверждена, её видят коллеги",
        CardStatus.RETURNED: "На правке у наставника",
    }[view.status]
    confirm = button("Подтвердить", ConfirmCard(member_id=view.member_id, version=view.card.version))
    hand_back = button("Вернуть на правку", ReturnCard(member_id=view.member_id, version=view.card.version))
    own = "Это ваша карточка: подтвердит её другой координатор."
    waits = view.status is CardStatus.PENDING
    lines = [said, own if waits and view.for_another else standing, _who(view), facts(view.card)]
    return Screen(
        "\n".join(line for line in lines if line),
        column(
            confirm if waits and not view.for_another else None,
            None if view.status is CardStatus.RETURNED else hand_back,
            to_review_queue(),
            to_mentoring(),
        ),
        fresh=fresh,
    )


def ask_note(view: CardView, problem: str | None = None) -> Screen:
    """What the owner is to mend, to be typed."""
    hidden = "" if view.status is CardStatus.PENDING else " Коллеги перестанут видеть карточку."
    return question(
        f"Что поправить? Напишите{NBSP}— {esc(view.name)} прочитает эти слова. До{NBSP}{LONGEST_NOTE} знаков.{hidden}\n"
        f"Например: «{NOTE_EXAMPLE}».",
        problem=esc(problem) if problem else None,
        exits=[button("← К карточке", ReviewCard(member_id=view.member_id))],
    )
