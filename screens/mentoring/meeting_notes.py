"""The journal of a pair: a question a screen, each may be skipped; what is behind the two."""

from collections.abc import Collection, Mapping
from functools import cache

from aiogram.filters.callback_data import CallbackData

from content import Block, load_blocks
from content.typography import NBSP
from domain.mentoring.meeting_notes import (
    ASKS,
    EXAMPLES,
    LONGEST_NOTE,
    MOODS,
    TYPED,
    Ask,
    Entry,
    Journal,
    Note,
    NoteForm,
    after,
    before,
)
from domain.vocabulary import Direction
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten, ticked
from screens.mentoring.meetings import MeetingHeld, PairJournal, label_of, not_held, to_meetings, to_propose, total
from screens.mentoring.mentoring import to_pair

Rows = tuple[tuple[Button, ...], ...]
_A_ROW = 3
# three meetings of two sides fit a message
_SHOWN = 160


class AskNote(CallbackData, prefix="pnask"):
    """Show a question: back, on without an answer, or to change one."""

    meeting_id: RowId
    ask: Ask


class SetNote(CallbackData, prefix="pnset"):
    """An answer given by a tap."""

    meeting_id: RowId
    ask: Ask
    value: str


class EraseNote(CallbackData, prefix="pndel"):
    """Take an answer back."""

    meeting_id: RowId
    ask: Ask


class EndNote(CallbackData, prefix="pnend"):
    """Enough of questions."""

    meeting_id: RowId


class OpenEntry(CallbackData, prefix="pnone"):
    """One meeting of the journal in full."""

    meeting_id: RowId


class NoteBlocks(CallbackData, prefix="pnblk"):
    """Blocks of a direction."""

    meeting_id: RowId
    direction: Direction


_TEXTS: Mapping[Ask, str] = {
    Ask.BLOCK: "Чем занимались? Выберите направление, покажем его блоки.",
    Ask.DONE: f"Что успели? Одной-двумя фразами, коллега это увидит.\nНапример: {EXAMPLES[Ask.DONE]}.",
    Ask.AGREEMENT: f"О чём договорились? Запись увидите оба.\nНапример: {EXAMPLES[Ask.AGREEMENT]}.",
    Ask.MOOD: (
        f"С каким настроением со встречи? 1{NBSP}— тяжело, 5{NBSP}— отлично. "
        "Видите вы и координатор, коллеге не покажем."
    ),
    Ask.REMARK: f"Заметка для себя: её увидите только вы.\nНапример: {EXAMPLES[Ask.REMARK]}.",
}


def ask(form: NoteForm, asked: Ask, problem: str | None = None) -> Screen:
    """One question with what was answered before; `problem` says what was wrong with the text just typed."""
    warning = f"⚠️ {esc(problem)}\n\n" if problem else ""
    heading = f"<b>Дневник, {words.when(form.starts_at)}</b>\n" if asked is ASKS[0] else ""
    number = ASKS.index(asked) + 1
    text = f"{warning}{heading}<i>Вопрос{NBSP}{number} из{NBSP}{len(ASKS)}</i>\n{_TEXTS[asked]}"
    answer = form.note.answer(asked)
    if answer is not None and asked is not Ask.MOOD:
        told = block_name(str(answer)) if asked is Ask.BLOCK else str(answer)
        text += f"\n\nСейчас: <b>{esc(told)}</b>"
    return Screen(text, _rows(form, asked))


def blocks(form: NoteForm, direction: Direction) -> Screen:
    """Blocks of a direction, to be chosen by their code."""
    found = [block for block in _blocks().values() if block.direction is direction]
    lines = [f"<b>{block.code}</b>{NBSP}{esc(block.title)}" for block in found]
    picks = [
        button(
            ticked(block.code, block.code == form.note.block),
            SetNote(meeting_id=form.meeting_id, ask=Ask.BLOCK, value=block.code),
        )
        for block in found
    ]
    return Screen(
        "\n".join(["Какой блок ближе всего?", *lines]),
        (
            *_in_threes(picks),
            *column(
                button("← Направления", AskNote(meeting_id=form.meeting_id, ask=Ask.BLOCK)),
                button("Пропустить", AskNote(meeting_id=form.meeting_id, ask=Ask.DONE)),
            ),
        ),
    )


def ended(form: NoteForm) -> Screen:
    """The minute is over."""
    text = "Отметили, что встретились." if form.note.empty else "Записали в дневник, спасибо!"
    if form.live:
        text += " Хороший момент договориться о следующей встрече."
    return Screen(
        text,
        column(
            to_propose(form.pair_id, "Следующая встреча") if form.live else None,
            button("Изменить запись", AskNote(meeting_id=form.meeting_id, ask=ASKS[0])),
            button("Дневник встреч", PairJournal(pair_id=form.pair_id)),
            to_pair(form.pair_id),
        ),
    )


def journal(view: Journal) -> Screen:
    """What a pair has behind it; a meeting is opened in full by its date."""
    back = to_meetings(view.pair_id, "← К встречам")
    if not view.entries:
        return Screen(
            "Дневник пока пуст: записи появятся после первой встречи.",
            column(to_propose(view.pair_id) if view.other else None, back),
        )
    heading = f"<b>Дневник встреч</b>{f', {esc(view.other)}' if view.other else ''}: {total(view.held, view.minutes)}"
    picks = [button(label_of(one.starts_at), OpenEntry(meeting_id=one.meeting_id)) for one in view.entries]
    return Screen(
        "\n\n".join([heading, *(_entry(one, _SHOWN) for one in view.entries)]),
        (
            *column(*picks),
            *pager(view.page, lambda page: PairJournal(pair_id=view.pair_id, page=page)),
            *column(back),
        ),
    )


def entry(view: Entry) -> Screen:
    """One meeting of the journal in full."""
    label = "Изменить мою запись" if view.mine else "Записать своё"
    return Screen(
        _entry(view, LONGEST_NOTE),
        column(
            button(label, MeetingHeld(meeting_id=view.meeting_id)),
            not_held(view.meeting_id) if view.deniable else None,
            button("← К дневнику", PairJournal(pair_id=view.pair_id)),
        ),
    )


def block_name(code: str) -> str:
    """«M1. Урок по шагам…»; a block that is no more is told by its code."""
    block = _blocks().get(code)
    return f"{block.code}. {block.title}" if block else code


@cache
def _blocks() -> Mapping[str, Block]:
    return load_blocks()


def _rows(form: NoteForm, asked: Ask) -> Rows:
    """Choices, then back and on, then the way out."""
    earlier, later = before(asked), after(asked)
    answered = form.note.answer(asked) is not None
    onward = AskNote(meeting_id=form.meeting_id, ask=later) if later else EndNote(meeting_id=form.meeting_id)
    moves = [
        *([button("← Назад", AskNote(meeting_id=form.meeting_id, ask=earlier))] if earlier else []),
        button("Дальше →" if answered else "Пропустить", onward),
    ]
    erase = button("Стереть ответ", EraseNote(meeting_id=form.meeting_id, ask=asked)) if answered else None
    end = button("Закончить", EndNote(meeting_id=form.meeting_id)) if later else None
    return (*_choices(form, asked), *column(erase), *in_pairs(moves), *column(end))


def _choices(form: NoteForm, asked: Ask) -> Rows:
    if asked is Ask.MOOD:
        return (
            tuple(
                button(
                    ticked(str(mood), mood == form.note.mood),
                    SetNote(meeting_id=form.meeting_id, ask=asked, value=str(mood)),
                )
                for mood in MOODS
            ),
        )
    if asked in TYPED:
        return ()
    # the pair's own directions first
    order = [*form.directions, *(one for one in Direction if one not in form.directions)]
    return in_pairs(
        [button(words.DIRECTION_LABELS[one], NoteBlocks(meeting_id=form.meeting_id, direction=one)) for one in order]
    )


def _in_threes(buttons: Collection[Button]) -> Rows:
    row = tuple(buttons)
    return tuple(row[start : start + _A_ROW] for start in range(0, len(row), _A_ROW))


def _entry(entry: Entry, shown: int) -> str:
    lines = [f"<b>{words.when(entry.starts_at)}</b>"]
    blocks_of = {note.block: None for note in (entry.mine, entry.theirs) if note and note.block}
    lines += [esc(block_name(code)) for code in blocks_of]
    for who, note in (("вы", entry.mine), ("коллега", entry.theirs)):
        if note:
            lines += _told(who, note, shown)
    return "\n".join(lines)


def _told(who: str, note: Note, shown: int) -> list[str]:
    lines = []
    if note.done:
        lines.append(f"Сделали ({who}): {esc(shorten(note.done, shown))}")
    if note.agreement:
        lines.append(f"Договорились ({who}): {esc(shorten(note.agreement, shown))}")
    if note.mood:
        lines.append(f"Настроение: {note.mood} из{NBSP}{MOODS[-1]}")
    if note.remark:
        lines.append(f"<i>Для себя: {esc(shorten(note.remark, shown))}</i>")
    return lines
