"""A pair by a coordinator's hand: a question at a time, the summary, what came of it."""

from collections.abc import Callable, Mapping

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.manual_pair import FORMS, Asked, MadePair, Mentee, OpenRequestLine, Prospect, Step
from domain.vocabulary import Direction, MentoringForm, RequestState
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, shorten, ticked
from screens.mentoring import found_people, matching
from screens.mentoring.blocks import BlockTwo
from screens.mentoring.desk_ways import OpenPairDesk
from screens.mentoring.mentor_card import day
from screens.mentoring.mentor_load import to_desk, to_load
from screens.mentoring.queue import SendQueued
from screens.mentoring.queue_picks import PairByHand

_NAMES_SHOWN = 200


class NewPair(CallbackData, prefix="mpnew"):
    """Make a pair by hand, from the beginning; `mentor_id`: with this mentor, whose page is open."""

    mentor_id: RowId | None = None


class PairMentee(CallbackData, prefix="mpwho"):
    """For this member."""

    member_id: RowId


class PairApart(CallbackData, prefix="mpapart"):
    """A pair of its own: the mentee's open request stays as it is."""


class PairForm(CallbackData, prefix="mpform"):
    """Work this way."""

    form: MentoringForm


class PairTheme(CallbackData, prefix="mpdir"):
    """A direction to tick or not."""

    direction: Direction
    on: bool


class PairThemed(CallbackData, prefix="mpdone"):
    """The directions are ticked: on."""


class PairMentor(CallbackData, prefix="mpwith"):
    """With this mentor."""

    member_id: RowId


class PairMatches(CallbackData, prefix="mpall"):
    """Those who fit best again, instead of those found by name."""


class PairBack(CallbackData, prefix="mpback"):
    """Back to the question before. It names the question: a double tap moves once."""

    step: Step


class MakePair(CallbackData, prefix="mpgo"):
    """Make the pair of the summary; `over`: even above the mentor's capacity."""

    mentee_id: RowId
    mentor_id: RowId
    over: bool = False


def ask(view: Asked, problem: str | None = None) -> Screen:
    """The question still open, or the summary."""
    if view.mentor is not None and view.mentor.pair_id is not None:
        return _together(view.mentor, view.mentor.pair_id)
    text, rows = _QUESTIONS[view.step](view)
    screen = question(text, problem=esc(problem) if problem else None)
    back = None if view.step is Step.MENTEE else button("← Назад", PairBack(step=view.step))
    mentor = to_load(view.preset.id, "← К наставнику") if view.preset else None
    return Screen(screen.text, (*rows, *column(back, mentor, to_desk())))


Parts = tuple[str, tuple[tuple[Button, ...], ...]]


# --- for whom


def _whom(view: Asked) -> Parts:
    mentor = f"Наставник: {found_people.person(view.preset)}\n" if view.preset else ""
    lead = f"{mentor}Для кого пара? Напишите фамилию коллеги, которому нужна помощь."
    if not view.draft.query:
        return lead, ()
    numbers = found_people.numbers([one.id for one in view.people.people], lambda one: PairMentee(member_id=one))
    return f"{lead}\n\n{found_people.told(view.people)}", tuple(numbers)


def _request(view: Asked) -> Parts:
    mentee = _mentee(view)
    listed = "\n".join(
        f"• №{NBSP}{one.id}: {_themes(one.directions)}, {_STANDINGS[one.state]}" for one in mentee.requests
    )
    text = (
        f"{_who(mentee)}\n\nУже есть открытая заявка:\n{listed}\n"
        f"Лучше создать пару по{NBSP}заявке: задача и{NBSP}история останутся вместе."
    )
    by_request = [_by_request(view, one) for one in mentee.requests]
    return text, column(*by_request, button("Пара без заявки", PairApart()))


def _by_request(view: Asked, one: OpenRequestLine) -> Button:
    label = f"По заявке № {one.id}"
    if view.draft.mentor_id is not None:
        return button(label, PairByHand(request_id=one.id, mentor_id=view.draft.mentor_id))
    return button(label, SendQueued(request_id=one.id, by_hand=True))


_STANDINGS: Mapping[RequestState, str] = {
    RequestState.COORDINATOR: "ждёт координатора",
    RequestState.WAITING: "у наставника",
    RequestState.DETAILS: "ждём ответа на вопрос",
}


# --- how, about what


def _form(view: Asked) -> Parts:
    choices = [button(words.MENTORING_FORMS[one], PairForm(form=one)) for one in FORMS]
    return f"{_who(_mentee(view))}\n\nКак будут работать?", column(*choices)


def _directions(view: Asked) -> Parts:
    chosen = view.draft.directions
    ticks = [
        button(ticked(label, one in chosen), PairTheme(direction=one, on=one not in chosen))
        for one, label in words.DIRECTION_LABELS.items()
    ]
    done = button(f"Дальше → ({len(chosen)})", PairThemed()) if chosen else None
    return "О чём пара? Отметьте от одной до трёх тем.", in_pairs(ticks) + column(done)


# --- with whom


def _with_whom(view: Asked) -> Parts:
    name = esc(words.named(_mentee(view).person.name))
    lead = f"С{NBSP}кем создать пару ({name})? Нажмите номер или напишите фамилию."
    if view.draft.query:
        told = "\n\n".join(prospect(number, one) for number, one in enumerate(view.prospects, 1))
        more = view.total - len(view.prospects)
        rest = f"\n\nЕщё {more} с{NBSP}таким именем: напишите точнее." if more > 0 else ""
        ids = [one.person.id for one in view.prospects]
        told = told + rest or "Наставника с таким именем не нашлось: напишите иначе."
        extra = column(button("Все подходящие", PairMatches()))
    else:
        told = "\n\n".join(matching.suggestion(one, number) for number, one in enumerate(view.suggestions, 1))
        ids, extra = [one.mentor_id for one in view.suggestions], ()
        told = told or "Подходящих и свободных сейчас нет. Поищите по фамилии."
    return f"{lead}\n\n{told}", (*found_people.numbers(ids, lambda one: PairMentor(member_id=one)), *extra)


def prospect(number: int, one: Prospect) -> str:
    """A mentor found by name, with places and what speaks against, as HTML."""
    facts = [f"мест {one.left}{NBSP}из{NBSP}{one.places}", *_doubts(one)]
    return f"{number}. {found_people.person(one.person)}\n{'; '.join(facts)}"


def _doubts(one: Prospect) -> list[str]:
    told = [
        f"пауза по{NBSP}{day(one.paused_until)}" if one.paused_until else "",
        "их договорились не ставить вместе" if one.blocked else "",
        "уже в паре с этим коллегой" if one.pair_id is not None else "",
    ]
    return [doubt for doubt in told if doubt]


# --- the summary


def _summary(view: Asked) -> Parts:
    mentee, mentor, draft = _mentee(view), view.mentor, view.draft
    assert mentor is not None
    assert draft.form is not None
    lines = [
        "<b>Создать пару?</b>",
        f"Наставник: {found_people.person(mentor.person)}",
        f"Коллега: {found_people.person(mentee.person)}",
        f"Как: {words.MENTORING_FORMS[draft.form].lower()}",
        f"Темы: {_themes(draft.directions)}",
        *_warnings(mentor),
    ]
    if mentor.blocked:
        show = BlockTwo(one_id=mentor.person.id, other_id=mentee.person.id)
        return "\n".join(lines), column(button("Посмотреть запрет", show))
    lines.append("Обоим сразу напишем, поэтому лучше сначала договориться с наставником.")
    make = MakePair(mentee_id=mentee.person.id, mentor_id=mentor.person.id, over=not mentor.free)
    return "\n".join(lines), column(button("Да, создать пару" if mentor.free else "Всё равно создать", make))


def _warnings(mentor: Prospect) -> list[str]:
    told = [
        f"⚠️ Все места наставника заняты: {mentor.places}{NBSP}из{NBSP}{mentor.places}." if not mentor.free else "",
        f"⚠️ Наставник на паузе по{NBSP}{day(mentor.paused_until)}." if mentor.paused_until else "",
        f"⚠️ Этих двоих договорились не{NBSP}ставить вместе: сначала снимите запрет." if mentor.blocked else "",
    ]
    return [warning for warning in told if warning]


def _together(mentor: Prospect, pair_id: int) -> Screen:
    return Screen(
        f"Эти двое уже в{NBSP}паре: вторая им не{NBSP}нужна. Наставника зовут {esc(words.named(mentor.person.name))}.",
        column(
            button("К паре", OpenPairDesk(pair_id=pair_id)),
            button("Создать другую пару", NewPair()),
            to_desk(),
        ),
    )


def made(view: MadePair, mentor_id: int) -> Screen:
    """The pair is there, or waits for a school."""
    if view.waits:
        told = "Пара ждёт согласия школы: как только ответит, познакомим обоих."
    elif view.told:
        told = "Пара создана, обоим написали."
    else:
        told = "Пара создана. До одного из двоих бот не доходит: расскажите сами."
    return Screen(
        f"{told}\nНаставник: {esc(words.named(view.mentor))}, коллега: {esc(words.named(view.mentee))}.",
        column(
            button("К паре", OpenPairDesk(pair_id=view.id)),
            to_load(mentor_id),
            button("Создать ещё пару", NewPair()),
            to_desk(),
        ),
    )


_QUESTIONS: Mapping[Step, Callable[[Asked], Parts]] = {
    Step.MENTEE: _whom,
    Step.REQUEST: _request,
    Step.FORM: _form,
    Step.DIRECTIONS: _directions,
    Step.MENTOR: _with_whom,
    Step.SUMMARY: _summary,
}


def _mentee(view: Asked) -> Mentee:
    assert view.mentee is not None
    return view.mentee


def _who(mentee: Mentee) -> str:
    names = esc(shorten(", ".join(mentee.mentors), _NAMES_SHOWN))
    now = f"\nСейчас в{NBSP}паре, наставник: {names}." if names else ""
    return f"{found_people.person(mentee.person)}{now}"


def _themes(directions: tuple[Direction, ...]) -> str:
    # the label's picture says nothing new in a line of text
    return ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in directions)


PRESS = "Здесь словами не нужно: нажмите кнопку."
FULL = "Последнее место у наставника только что заняли."
GONE = "Кто-то из двоих вышел из клуба или убрал карточку. Начнём сначала."
