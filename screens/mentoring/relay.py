"""The relay chat of a pair: writing, what has come, the last messages."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.relay import FILE_LIMIT_MB, Correspondent, History, RelayView, Sent
from screens import words
from screens.kit import Button, Part, RowId, Screen, button, column, esc, question, shorten
from screens.mentoring.mentoring import to_mentoring, to_pair
from screens.passed_on import FILES, UNSENDABLE, Passed, passed_on

# ten of them still fit a message
_SHOWN = 250
# long names are cut above a message, so that it fits with all its words
_LONGEST_NAME = 60
_A_ROW = 5


class WritePair(CallbackData, prefix="rlwrite"):
    """Write to the other side of a pair."""

    pair_id: RowId


class SendPending(CallbackData, prefix="rlto"):
    """It was meant for this pair."""

    pair_id: RowId


class DropPending(CallbackData, prefix="rldrop"):
    """It was meant for nobody."""


class PairHistory(CallbackData, prefix="rlhist"):
    """The last messages of a pair."""

    pair_id: RowId


class OpenRelay(CallbackData, prefix="rlopen"):
    """A message of the history in full, or its file."""

    message_id: RowId


def to_write(pair_id: int, label: str = "Написать") -> Button:
    return button(label, WritePair(pair_id=pair_id))


def to_history(pair_id: int) -> Button:
    return button("История", PairHistory(pair_id=pair_id))


def write(to: Correspondent, problem: str | None = None) -> Screen:
    """The question of the form: whatever comes now is passed on. A new message, since news must stay readable."""
    asked = question(
        f"Пишите — передам: <b>{esc(to.name)}</b>.\n"
        f"Подойдут текст, фото, голосовое, файл до{NBSP}{FILE_LIMIT_MB}{NBSP}МБ. Телефон и имя в Telegram не покажу.",
        problem=esc(problem) if problem else None,
        exits=[to_history(to.pair_id), to_pair(to.pair_id, "← К паре")],
    )
    return Screen(asked.text, asked.rows, fresh=True)


def sent(view: Sent, number: int = 1) -> Screen:
    """What becomes of a message, or of `number` of them; writing goes on."""
    what = "Передаю" if number == 1 else f"Передаю {words.plural(number, 'сообщение', 'сообщения', 'сообщений')}"
    text = f"{what}: {esc(view.to.name)}. Можно написать ещё."
    if view.waits_until is not None:
        text = f"Сейчас тихие часы: {esc(view.to.name)} получит это {_morning(view.waits_until)}. Можно написать ещё."
    return Screen(text, column(to_pair(view.to.pair_id, "Закончить")))


def whom(candidates: tuple[Correspondent, ...]) -> Screen:
    """It is not plain for whom a message is: pressed, it goes."""
    one = len(candidates) == 1
    asked = (
        f"Передать это: {esc(candidates[0].name)}?" if one else "Пока вы писали, пришли другие сообщения. Кому ваше?"
    )
    picks = [button("Да, передать" if one else shorten(to.name), SendPending(pair_id=to.pair_id)) for to in candidates]
    return Screen(asked, column(*picks, button("Никому", DropPending())), fresh=True)


def dropped() -> Screen:
    return Screen("Хорошо, никому не передаю.", column(to_mentoring()))


def ended(pair_id: int) -> Screen:
    """The pair is over, so nobody is written to."""
    return Screen(
        "Эта пара сейчас не работает, поэтому сообщение не передано. Что было раньше — в истории пары.",
        column(to_pair(pair_id), to_mentoring()),
        fresh=True,
    )


def unsendable(to: Correspondent, kind: str) -> Screen:
    """A sticker, a video…; `kind` is Telegram's content type."""
    what = UNSENDABLE.get(kind, "Это")
    return write(to, f"{what} передать не смогу: здесь ходят текст, фото, голосовые и файлы.")


def delivered(view: RelayView) -> Passed:
    """What has come from the other side. While the pair goes on, there is a button to answer."""
    act = to_write(view.pair_id, "Ответить") if view.writable else to_history(view.pair_id)
    return _message(view, f"✉️ <b>{esc(shorten(view.author, _LONGEST_NAME))}</b>", column(act))


def history(view: History) -> Screen:
    """The last messages; a file or a long one is opened by its number. A new message: news must stay readable."""
    if not view.messages:
        text = "Сообщений пока нет. Первое слово — самое простое: поздоровайтесь."
        return Screen(text, column(_on(view), to_pair(view.pair_id, "← К паре")), fresh=True)
    cut = [one for one in view.messages if one.file or len(one.text) > _SHOWN]
    numbers = {one.id: number for number, one in enumerate(cut, 1)}
    picks = [button(f"{number}", OpenRelay(message_id=one)) for one, number in numbers.items()]
    rows = tuple(tuple(picks[start : start + _A_ROW]) for start in range(0, len(picks), _A_ROW))
    heading = f"<b>Последние сообщения</b>{f', {esc(view.name)}' if view.name else ''}"
    hint = "\nОткрыть файл или длинное сообщение — по номеру." if picks else ""
    lines = [_line(one, numbers.get(one.id)) for one in view.messages]
    text = "\n\n".join([f"{heading}{hint}", *lines])
    return Screen(text, (*rows, *column(_on(view), to_pair(view.pair_id, "← К паре"))), fresh=True)


def opened(view: RelayView) -> Part:
    """One message of the history in full."""
    author = "вы" if view.own else esc(shorten(view.author, _LONGEST_NAME))
    rows = column(to_write(view.pair_id) if view.writable else None, to_history(view.pair_id))
    return _message(view, f"<i>{author}, {words.when(view.sent_at)}</i>", rows)


def _message(view: RelayView, heading: str, rows: tuple[tuple[Button, ...], ...]) -> Passed:
    text = f"{heading}\n{esc(view.text)}" if view.text else heading
    return passed_on(view.kind, view.file, text, rows)


def _line(one: RelayView, number: int | None) -> str:
    author = "вы" if one.own else esc(shorten(one.author, _LONGEST_NAME))
    mark = f"{number}.{NBSP}" if number else ""
    told = [FILES.get(one.kind, ""), esc(shorten(one.text, _SHOWN))]
    return f"{mark}<i>{author}, {words.when(one.sent_at)}</i>\n{' '.join(part for part in told if part)}"


def _on(view: History) -> Button | None:
    return to_write(view.pair_id) if view.writable else None


def _morning(moment: datetime) -> str:
    return f"утром, {words.when(moment)}"
