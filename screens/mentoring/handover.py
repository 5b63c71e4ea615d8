"""Another mentor for a pair, and all pairs of a mentor one after another."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.handover import Handover, Step
from domain.mentoring.manual_pair import Prospect
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, question, shorten
from screens.mentoring import found_people, matching
from screens.mentoring.desk_ways import to_pair_desk
from screens.mentoring.manual_pair import prospect
from screens.mentoring.mentor_load import to_desk, to_load

_NAME_SHOWN = 60


class OtherMentor(CallbackData, prefix="hopair"):
    """Choose another mentor for a pair: those who fit best. `walk`: then for the next one of the same mentor."""

    pair_id: RowId
    walk: bool = False


class HandTo(CallbackData, prefix="hoto"):
    """Hand the pair to this mentor; `sure`: asked and confirmed."""

    pair_id: RowId
    mentor_id: RowId
    walk: bool = False
    sure: bool = False


class HandOverAll(CallbackData, prefix="hoall"):
    """Hand over all pairs of this mentor, one after another; `after`: those before it are done, or passed over."""

    mentor_id: RowId
    after: int = 0


def choose(view: Handover, problem: str | None = None) -> Screen:
    """Whom to hand the pair to; a name may be typed."""
    far = f" После неё ещё {words.plural(view.left, 'пара', 'пары', 'пар')}." if view.left else ""
    screen = question(
        f"{_who(view)}\nКому передать пару? Нажмите номер или напишите фамилию.{far}\n\n{_offered(view)}",
        problem=esc(problem) if problem else None,
        choices=[
            *([button("Все подходящие", OtherMentor(pair_id=view.pair_id, walk=_walk(view)))] if _query(view) else []),
            *_passes(view),
            to_pair_desk(view.pair_id, "← К паре"),
        ],
    )
    ids = [one.person.id for one in view.prospects] if _query(view) else [one.mentor_id for one in view.suggestions]
    numbers = found_people.numbers(ids, lambda one: HandTo(pair_id=view.pair_id, mentor_id=one, walk=_walk(view)))
    return Screen(screen.text, (*numbers, *screen.rows))


UNREADABLE = "Здесь нужны буквы. Например: Лебедева."


def ask(view: Handover, to: Prospect) -> Screen:
    """Before a pair is handed over: it can't be undone, but handed over once more."""
    pause = f"\n⚠️ У{NBSP}нового наставника сейчас пауза." if to.paused_until else ""
    theirs = HandTo(pair_id=view.pair_id, mentor_id=to.person.id, walk=_walk(view), sure=True)
    return Screen(
        f"Передать пару?\nКоллега: {_name(view.mentee)}\nСейчас наставник: {_name(view.mentor)}\n"
        f"Будет наставник: {_name(to.person.name)}{pause}\n\n"
        "Прежняя пара закончится без вопросов о\u00a0причине, её цели и\u00a0дневник останутся. "
        "Всем троим сразу напишем, поэтому лучше сначала договориться с\u00a0новым наставником.",
        column(
            button("Да, передать", theirs),
            button("← Выбрать другого", OtherMentor(pair_id=view.pair_id, walk=_walk(view))),
        ),
    )


def walked(view: Step, mentor_id: int) -> Screen:
    """The walk through a mentor's pairs is over."""
    if view.open:
        text = f"Это все пары. Не переданы: {view.open}."
        again = button("Пройти ещё раз", HandOverAll(mentor_id=mentor_id))
    else:
        text, again = "Передавать больше нечего: открытых пар нет.", None
    return Screen(f"<b>{_name(view.mentor)}</b>\n{text}", column(again, to_load(mentor_id), to_desk()))


HANDED = "Пара передана, всем троим сообщим."
NEXT = f"✓ {HANDED} Следующая пара."
CHANGED = "Пары уже нет среди открытых."


def _who(view: Handover) -> str:
    themes = ", ".join(words.DIRECTIONS[one] for one in view.directions)
    form = words.MENTORING_FORMS[view.form]
    return f"<b>{_name(view.mentor)} → {_name(view.mentee)}</b>\n" + (f"{form} · {themes}" if themes else form)


def _offered(view: Handover) -> str:
    if not _query(view):
        told = "\n\n".join(matching.suggestion(one, number) for number, one in enumerate(view.suggestions, 1))
        return told or "Подходящих и\u00a0свободных сейчас нет. Поищите по фамилии."
    told = "\n\n".join(prospect(number, one) for number, one in enumerate(view.prospects, 1))
    more = view.total - len(view.prospects)
    rest = f"\n\nЕщё {more} с{NBSP}таким именем: напишите точнее." if more > 0 else ""
    return told + rest or "Наставника с\u00a0таким именем не нашлось: напишите иначе."


def _passes(view: Handover) -> list[Button]:
    if not _walk(view) or view.mentor_id is None:
        return []
    return [
        button("Пропустить", HandOverAll(mentor_id=view.mentor_id, after=view.pair_id)),
        to_load(view.mentor_id),
    ]


def _walk(view: Handover) -> bool:
    return view.handing.walk


def _query(view: Handover) -> str:
    return view.handing.query


def _name(name: str | None) -> str:
    return "больше не\u00a0в\u00a0клубе" if name is None else esc(shorten(words.named(name), _NAME_SHOWN))
