"""«Журнал»: who did what, when, to what."""

from aiogram.filters.callback_data import CallbackData

from domain.people.journal import MOST_ROWS, Doer, Entry, JournalPage, Period, Sought, Thing
from screens import words
from screens.desk import to_desk
from screens.kit import Button, Content, File, RowId, Screen, button, column, esc, in_pairs, pager, shorten, ticked
from screens.navigation import to_menu
from screens.people import journal_acts as acts
from screens.people.journal_ways import OpenJournal
from screens.people.members_desk import to_member


class NarrowJournal(CallbackData, prefix="jrnby"):
    """Choose the kind of things."""

    period: Period = Period.WEEK
    thing: Thing | None = None
    person: RowId | None = None


class WhoseJournal(CallbackData, prefix="jrnwho"):
    """Choose the person."""

    period: Period = Period.WEEK
    thing: Thing | None = None
    person: RowId | None = None


class JournalFile(CallbackData, prefix="jrnfile"):
    """All that is looked for as a spreadsheet."""

    period: Period = Period.WEEK
    thing: Thing | None = None
    person: RowId | None = None


Asked = OpenJournal | NarrowJournal | WhoseJournal | JournalFile

PERIODS = {
    Period.TODAY: "Сегодня",
    Period.WEEK: "Неделя",
    Period.MONTH: "30 дней",
    Period.ALL: "Всё время",
}
_SPANS = {
    Period.TODAY: "сегодня",
    Period.WEEK: "за последнюю неделю",
    Period.MONTH: "за последние 30 дней",
    Period.ALL: "за всё время",
}


def sought(asked: Asked) -> Sought:
    """What a button asks for."""
    return Sought(asked.period, asked.thing, asked.person)


def to_journal() -> Button:
    return button("Журнал", OpenJournal())


def _open(found: Sought, page: int = 0) -> OpenJournal:
    return OpenJournal(page=page, period=found.period, thing=found.thing, person=found.person)


def journal(view: JournalPage) -> Screen:
    """A page of entries under what is looked for."""
    found = view.sought
    lines = [f"<b>Журнал</b> — {_SPANS[found.period]}"]
    if found.thing is not None:
        lines.append(f"Только: {acts.THINGS[found.thing].lower()}")
    if found.person is not None:
        lines.append(f"Кто или о ком: {esc(words.named(view.person_name))}")
    lines.append("")
    lines += [_line(entry) for entry in view.entries] or ["Здесь пусто: таких действий не было."]
    if view.entries:
        lines += ["", words.plural(view.total, "запись", "записи", "записей")]
    periods = [
        button(
            ticked(PERIODS[one], one is found.period),
            OpenJournal(period=one, thing=found.thing, person=found.person),
        )
        for one in Period
    ]
    fields = {"period": found.period, "thing": found.thing, "person": found.person}
    rows = (
        *pager(view.page, lambda page: _open(found, page)),
        *in_pairs(periods),
        (
            button(ticked("Что", found.thing is not None), NarrowJournal(**fields)),
            button(ticked("Кто", found.person is not None), WhoseJournal(**fields)),
        ),
        *column(
            button("Скачать таблицу", JournalFile(**fields)) if view.total else None,
            to_member(found.person, "← К карточке") if found.person is not None else None,
            to_desk(),
            to_menu(),
        ),
    )
    return Screen("\n".join(lines), rows)


def _line(entry: Entry) -> str:
    """«пт, 9 октября, 10:05 · Озерова Мария: мероприятие опубликовано — «Знакомимся»»."""
    # a page must fit one message whatever people called their events
    subject = shorten(acts.subject(entry), 120)
    said = f"{esc(shorten(acts.actor(entry), 80))}: {esc(acts.act(entry))}"
    return f"• {words.when(entry.at)} · {said}" + (f" — {esc(subject)}" if subject else "")


def ask_thing(found: Sought) -> Screen:
    """Which kind of things to show."""
    anything = OpenJournal(period=found.period, person=found.person)
    choices = [
        button(ticked(label, thing is found.thing), anything.model_copy(update={"thing": thing}))
        for thing, label in acts.THINGS.items()
    ]
    return Screen(
        "О чём показать записи?",
        (*in_pairs(choices), *column(button(ticked("Всё", found.thing is None), anything), _back(found))),
    )


def ask_person(found: Sought, doers: tuple[Doer, ...]) -> Screen:
    """Whose acts to show."""
    anybody = OpenJournal(period=found.period, thing=found.thing)
    choices = [
        button(
            ticked(words.named(one.name), one.member_id == found.person),
            anybody.model_copy(update={"person": one.member_id}),
        )
        for one in doers
    ]
    text = "Чьи действия показать?" if doers else "В журнале пока никого нет."
    return Screen(text, column(*choices, button(ticked("Все", found.person is None), anybody), _back(found)))


def file(content: Content, rows: int) -> File:
    """The journal as a spreadsheet."""
    cut = f" Это последние {MOST_ROWS} записей: возьмите период короче, чтобы увидеть остальные." * (rows == MOST_ROWS)
    return File("Журнал действий.xlsx", content, f"Журнал: кто, что, когда, над чем.{cut}")


def after_file(found: Sought) -> Screen:
    """What can be done next, below the file."""
    return Screen("Что дальше?", column(_back(found), to_desk()), fresh=True)


def _back(found: Sought) -> Button:
    return button("← К журналу", _open(found))
