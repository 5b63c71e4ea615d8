"""Letters to coordinators, for the desk: the queue, one letter, answering, handing on, closing."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.letters import Colleagues, DeskLetter, LetterLine, LettersPage, LetterWords, Only
from domain.mentoring.queue import is_red
from domain.mentoring.relay import FILE_LIMIT_MB
from domain.vocabulary import LetterState
from screens import words
from screens.desk import to_desk
from screens.kit import Button, RowId, Screen, button, column, esc, pager, question, shorten, ticked
from screens.mailing.letters import NAME_SHOWN, author, full, gist, story, to_letters
from screens.passed_on import UNSENDABLE, Passed


class ShowLetters(CallbackData, prefix="lds"):
    """A page of letters, narrowed."""

    only: Only = Only.ALL
    page: int = 0


class OpenLetter(CallbackData, prefix="ldo"):
    """One letter; from the end where no page is named."""

    letter_id: RowId
    page: int | None = None


class OpenLetterMessage(CallbackData, prefix="ldm"):
    """A message of a letter in full, or its file."""

    message_id: RowId


class TakeLetter(CallbackData, prefix="ldt"):
    """Take a letter nobody has."""

    letter_id: RowId


class TakeOver(CallbackData, prefix="ldto"):
    """Take a letter from the colleague who has it; `sure`: asked and confirmed."""

    letter_id: RowId
    sure: bool = False


class AnswerLetter(CallbackData, prefix="lda"):
    """Write to the person."""

    letter_id: RowId


class SendDeskWaiting(CallbackData, prefix="ldgo"):
    """It was meant for this person."""


class DropDeskWaiting(CallbackData, prefix="ldno"):
    """It was meant for nobody."""


class HandLetter(CallbackData, prefix="ldh"):
    """Choose whom to hand a letter to."""

    letter_id: RowId
    page: int = 0


class GiveLetter(CallbackData, prefix="ldg"):
    """Hand it to this colleague."""

    letter_id: RowId
    member_id: RowId


class PutLetterBack(CallbackData, prefix="ldb"):
    """Let anybody of the desk take it."""

    letter_id: RowId


class CloseLetter(CallbackData, prefix="ldc"):
    """Close a letter; `sure`: asked and confirmed."""

    letter_id: RowId
    sure: bool = False


class ReopenLetter(CallbackData, prefix="ldr"):
    """Open a closed letter again."""

    letter_id: RowId


def to_queue(label: str = "← Письма") -> Button:
    return button(label, ShowLetters())


def to_card(letter_id: int, label: str = "← К письму") -> Button:
    return button(label, OpenLetter(letter_id=letter_id))


# --- the list

_LABELS = {Only.NEW: "Новые", Only.MINE: "Мои", Only.ALL: "Все", Only.CLOSED: "Закрытые"}
_EMPTY = {
    Only.NEW: "Новых писем нет: всё разобрано.",
    Only.MINE: "За вами писем нет. Свободные — в «Новых».",
    Only.ALL: "Открытых писем нет. Можно выпить чаю.",
    Only.CLOSED: "Закрытых писем ещё нет.",
}


def queue(view: LettersPage, now: datetime, said: str = "") -> Screen:
    """A page of letters, those that wait for an answer first; a red deadline is past or today.

    `said` tells what has just happened.
    """
    lead = f"{esc(said)}\n\n" if said else ""
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    told = "\n\n".join(f"{number}.{NBSP}{_line(one, now)}" for number, one in numbered) or _EMPTY[view.only]
    opens = [
        button(shorten(f"{number}. {words.named(one.name)}"), OpenLetter(letter_id=one.id)) for number, one in numbered
    ]
    turns = pager(view.page, lambda page: ShowLetters(only=view.only, page=page))
    filters = [
        button(ticked(f"{label}: {view.counts[only]}", only is view.only), ShowLetters(only=only))
        for only, label in _LABELS.items()
    ]
    narrow = (tuple(filters[:2]), tuple(filters[2:]))
    return Screen(f"{lead}<b>Письма координаторам</b>\n{told}", column(*opens) + turns + narrow + column(to_desk()))


def _line(one: LetterLine, now: datetime) -> str:
    standing = ", ".join(part for part in (_who(one.state, one.taker), till(one.state, one.deadline_at, now)) if part)
    return f"<b>{esc(words.named(one.name))}</b>: {gist(one)}\n{words.dated_day(one.created_at, now)}, {standing}"


def _who(state: LetterState, taker: str | None) -> str:
    match state:
        case LetterState.OPEN:
            return "не взято"
        case LetterState.TAKEN:
            return f"отвечает {esc(shorten(words.named(taker), NAME_SHOWN))}"
        case LetterState.CLOSED:
            return "закрыто"


def till(state: LetterState, deadline_at: datetime | None, now: datetime) -> str:
    if deadline_at is None:
        return "" if state is LetterState.CLOSED else "слово за автором"
    red = f"🔴{NBSP}" if is_red(deadline_at, now) else ""
    return f"{red}ответить до{NBSP}{words.when(deadline_at)}"


# --- one letter


def card(view: DeskLetter, now: datetime, said: str = "", *, fresh: bool = False) -> Screen:
    """A letter with what may be done; `said` tells what has just been done."""
    story_text, opens = story(view.messages, _open)
    lines = (
        f"{esc(said)}\n" if said else "",
        f"✉️ <b>{esc(shorten(words.named(view.name), NAME_SHOWN))}</b>",
        ", ".join(esc(one) for one in (view.position, view.organization) if one),
        "\n".join(part for part in (_who(view.state, view.taker), till(view.state, view.deadline_at, now)) if part),
        "" if view.reachable else f"⚠️ {_away(view)}",
        "Это ваше письмо: ответит другой координатор." if view.own else "",
        f"\n{story_text}",
    )
    turns = pager(view.page, lambda page: OpenLetter(letter_id=view.id, page=page))
    text = "\n".join(line for line in lines if line)
    return Screen(text, opens + turns + column(*_acts(view), to_queue()), fresh=fresh)


def _away(view: DeskLetter) -> str:
    """Why what is answered does not arrive."""
    if view.shut_out:
        return "Доступ к клубу этому человеку закрыт: ответ до него не дойдёт."
    return "Этот человек остановил бота: ответ дойдёт, только если он вернётся и напишет."


def _acts(view: DeskLetter) -> list[Button | None]:
    if view.own:
        return _own_acts(view)
    if view.closed:
        return [button("Открыть снова", ReopenLetter(letter_id=view.id))]
    if not view.free and not view.mine:
        return [button("Забрать себе", TakeOver(letter_id=view.id))]
    return [
        button("Ответить", AnswerLetter(letter_id=view.id)),
        button("Взять", TakeLetter(letter_id=view.id)) if view.free else None,
        button("Передать коллеге", HandLetter(letter_id=view.id)),
        None if view.free else button("Вернуть в общие", PutLetterBack(letter_id=view.id)),
        button("Закрыть", CloseLetter(letter_id=view.id)),
    ]


def _own_acts(view: DeskLetter) -> list[Button | None]:
    """Who wrote it may choose who answers, no more; the rest is where everybody writes letters."""
    return [
        button("Передать коллеге", HandLetter(letter_id=view.id)) if view.free else None,
        to_letters(),
    ]


def _open(label: str, message_id: int) -> Button:
    return button(label, OpenLetterMessage(message_id=message_id))


def gone() -> str:
    """Who wrote it has left the club while a coordinator was typing."""
    return "Этого письма больше нет: автор вышел из клуба. Ответ не отправлен."


def taken_by(view: DeskLetter) -> str:
    """What is said to who comes second."""
    return "Письмо уже закрыто." if view.closed else f"Письмо уже взял другой координатор: {words.named(view.taker)}."


def opened(view: LetterWords) -> Passed:
    """A message in full."""
    return full(view, f"<i>{author(view)}, {words.when(view.sent_at)}</i>", column(to_card(view.letter_id)))


def ask_take(view: DeskLetter) -> Screen:
    return Screen(
        f"Этим письмом занимается {esc(words.named(view.taker))}. Забрать его себе? Лучше сначала договориться: "
        "вдруг ответ уже готовится.",
        column(button("Да, забрать", TakeOver(letter_id=view.id, sure=True)), to_card(view.id)),
    )


def ask_close(view: DeskLetter) -> Screen:
    unanswered = "Последнее сообщение осталось без ответа. " if view.deadline_at is not None else ""
    return Screen(
        f"Закрыть письмо? {unanswered}Автору скажем, что вопрос закрыт и что написать можно ещё.",
        column(button("Да, закрыть", CloseLetter(letter_id=view.id, sure=True)), to_card(view.id)),
    )


def colleagues(view: Colleagues) -> Screen:
    """Whom to hand the letter to."""
    if not view.people:
        return Screen("Других координаторов пока нет, передать некому.", column(to_card(view.letter_id)))
    picks = [
        button(shorten(words.named(name)), GiveLetter(letter_id=view.letter_id, member_id=member_id))
        for member_id, name in view.people
    ]
    turns = pager(view.page, lambda page: HandLetter(letter_id=view.letter_id, page=page))
    return Screen(
        "Кому передать письмо? Срок ответа останется прежним.", column(*picks) + turns + column(to_card(view.letter_id))
    )


# --- answering


def write(view: DeskLetter, problem: str | None = None) -> Screen:
    """Whatever comes now goes to the person. A new message: the letter stays readable above."""
    asked = question(
        f"Пишите ответ{NBSP}— передам: <b>{esc(shorten(words.named(view.name), NAME_SHOWN))}</b>. Будет видно, что "
        f"отвечаете вы.\nПодойдут текст, фото, голосовое, файл до{NBSP}{FILE_LIMIT_MB}{NBSP}МБ.",
        problem=esc(problem) if problem else None,
        exits=[to_card(view.id)],
    )
    return Screen(asked.text, asked.rows, fresh=True)


def unsendable(view: DeskLetter, kind: str) -> Screen:
    """A sticker, a video…; `kind` is Telegram's content type."""
    what = UNSENDABLE.get(kind, "Это")
    return write(view, f"{what} передать не смогу: здесь ходят текст, фото, голосовые и файлы.")


def sent(view: DeskLetter, number: int, waits_until: datetime | None) -> Screen:
    """What becomes of an answer, or of `number` messages; writing goes on."""
    name = esc(shorten(words.named(view.name), NAME_SHOWN))
    what = "Передаю" if number == 1 else f"Передаю {words.plural(number, 'сообщение', 'сообщения', 'сообщений')}"
    text = f"{what}: {name}. Можно написать ещё."
    if waits_until is not None:
        text = f"Сейчас тихие часы: {name} получит ответ {words.when(waits_until)}. Можно написать ещё."
    if not view.reachable:
        text = f"Ответ сохранён: {name}. {_away(view)}"
    return Screen(text, column(to_card(view.id, "Закончить"), button("Закрыть письмо", CloseLetter(letter_id=view.id))))


def confirm(view: DeskLetter, number: int) -> Screen:
    """A while has passed, or others have written meanwhile: is it for this person?"""
    what = "это" if number == 1 else words.plural(number, "сообщение", "сообщения", "сообщений")
    return Screen(
        f"Передать {what}: {esc(shorten(words.named(view.name), NAME_SHOWN))}?",
        column(button("Да, передать", SendDeskWaiting()), button("Никому", DropDeskWaiting())),
        fresh=True,
    )


def dropped(letter_id: int) -> Screen:
    return Screen("Хорошо, никому не передаю.", column(to_card(letter_id), to_queue()))
