"""What people thought of an event, for coordinators: a summary, texts without names, a picture, a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.charts import Bar, Chart, Panel
from domain.events.feedback import FEW, Opinion, Opinions, Plans, Results, Tally, average
from screens import words
from screens.desk import OpenResults, to_desk_of
from screens.events.feedback import APPLIED, PACES, RECOMMENDS
from screens.kit import Button, Content, File, Photo, RowId, Screen, button, column, esc, pager

Option = TypeVar("Option")

# how many of the wanted directions the summary names
_TOP = 3


class ResultsPlans(CallbackData, prefix="fbtxt"):
    """A page of what people will try."""

    event_id: RowId
    page: int = 0


class ResultsPicture(CallbackData, prefix="fbpic"):
    """The answers as a picture of bars."""

    event_id: RowId


class ResultsTable(CallbackData, prefix="fbxls"):
    """The answers as a table."""

    event_id: RowId


def to_results(event_id: int) -> Button:
    return button("← К отзывам", OpenResults(event_id=event_id))


def summary(view: Results) -> Screen:
    """Figures in a dozen lines; the picture, the texts and the table are a tap away."""
    heading = f"<b>Отзывы: {esc(words.quoted(view.title))}</b>"
    if view.empty:
        return Screen(f"{heading}\n{_nothing(view)}", column(to_desk_of(view.event_id)))
    rows = column(
        button("📊 Показать картинкой", ResultsPicture(event_id=view.event_id)) if chart(view).panels else None,
        button(f"Что попробуют ({view.plans})", ResultsPlans(event_id=view.event_id)) if view.plans else None,
        button("Скачать таблицу", ResultsTable(event_id=view.event_id)),
        to_desk_of(view.event_id),
    )
    return Screen("\n".join([heading, *_lines(view)]), rows)


def _nothing(view: Results) -> str:
    if not view.over:
        return "Мероприятие ещё впереди. Вопросы участникам уйдут через полчаса после конца, а если поздно — утром."
    if not view.asked:
        return "Спрашивать некого: никто не записан или не отмечен."
    if view.closed:
        return f"Ответили 0 из{NBSP}{view.asked}. Месяц на ответы прошёл, отзывов больше не будет."
    return f"Пока ответили 0 из{NBSP}{view.asked}. Ответы принимаем месяц после встречи."


def _lines(view: Results) -> list[str]:
    answered = f"Ответили {view.answered} из{NBSP}{view.asked}."
    if view.answered < FEW:
        answered += " Это мало: выводы делать рано."
    facts = [
        ("Польза", _rated(view.usefulness)),
        ("Организация", _rated(view.organisation)),
        ("Темп", _counted(view.pace, PACES)),
        ("Посоветуют коллеге", _counted(view.recommend, RECOMMENDS)),
        ("Следующая встреча", _counted(view.next_direction, words.DIRECTIONS, _TOP)),
        ("Удалось применить", _counted(view.applied, APPLIED)),
    ]
    return [answered, "", *(f"{name}: {value}" for name, value in facts if value)]


def _rated(rates: Tally[int]) -> str:
    """«4,6 из 5», or nothing."""
    mean = average(rates)
    return "" if mean is None else f"<b>{_decimal(mean)}</b> из{NBSP}5"


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _counted(answers: Tally[Option], names: Mapping[Option, str], top: int | None = None) -> str:
    """«в самый раз — 9, быстро — 2», the `top` most popular first, or nothing."""
    return ", ".join(f"{names[option]}{NBSP}— {count}" for option, count in answers.popular[:top])


def plans(view: Plans) -> Screen:
    """What people will try, in their words."""
    heading = f"<b>Что попробуют: {esc(words.quoted(view.title))}</b>"
    texts = [f"• {esc(text)}" for text in view.texts] or ["Здесь пока ничего не написали."]
    rows = (
        *pager(view.page, lambda number: ResultsPlans(event_id=view.event_id, page=number)),
        *column(to_results(view.event_id)),
    )
    return Screen("\n\n".join([heading, *texts]), rows)


def chart(view: Results) -> Chart:
    """The same figures for the picture; questions nobody answered are left out."""
    panels = (
        _rates("Польза", view.usefulness),
        _rates("Организация", view.organisation),
        _options("Темп", view.pace, PACES),
        _options("Посоветуют коллеге", view.recommend, RECOMMENDS),
        _options("Удалось применить", view.applied, APPLIED),
    )
    return Chart(
        title=words.quoted(view.title),
        subtitle=f"Отзывы: ответили {view.answered} из{NBSP}{view.asked}",
        panels=tuple(panel for panel in panels if any(bar.count for bar in panel.bars)),
    )


def _rates(name: str, rates: Tally[int]) -> Panel:
    """Best on top, as people read."""
    mean = average(rates)
    note = "" if mean is None else f"{_decimal(mean)} из{NBSP}5"
    return Panel(name, note, tuple(Bar(str(rate), count) for rate, count in reversed(rates.counts)), narrow=True)


def _options(name: str, answers: Tally[Option], names: Mapping[Option, str]) -> Panel:
    return Panel(name, "", tuple(Bar(names[option], count) for option, count in answers.counts))


def picture(view: Results, content: Content) -> Photo:
    """The picture with the ways back."""
    rows = column(to_results(view.event_id), to_desk_of(view.event_id))
    return Photo(content, f"Отзывы: {esc(words.quoted(view.title))}", rows)


# --- the table


_COLUMNS: tuple[tuple[str, Callable[[Opinion], str | int | None]], ...] = (
    ("Польза, 1–5", lambda one: one.usefulness),
    ("Темп", lambda one: one.pace and PACES[one.pace]),
    ("Организация, 1–5", lambda one: one.organisation),
    ("Посоветует коллеге", lambda one: one.recommend and RECOMMENDS[one.recommend]),
    ("Следующая встреча", lambda one: one.next_direction and words.DIRECTIONS[one.next_direction]),
    ("Удалось применить", lambda one: one.applied and APPLIED[one.applied]),
    ("Что попробует", lambda one: one.plan),
)


def table(view: Opinions) -> tuple[Sequence[str], Sequence[Sequence[str | int | None]]]:
    """The header and a row for each person who answered; no names."""
    header = [name for name, _ in _COLUMNS]
    return header, [[read(one) for _, read in _COLUMNS] for one in view.opinions]


def table_file(view: Opinions, content: Content) -> File:
    """The table as a file to keep."""
    return File("Отзывы.xlsx", content, f"Ответы без имён: {esc(words.quoted(view.title))}.")
