"""Letters to coordinators, for who writes them: the question, what was answered, writing on, «вопрос решён»."""

from collections.abc import Callable
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.letters import Handed, LetterLine, LetterWords, OwnLetter, OwnLetters
from domain.mentoring.relay import FILE_LIMIT_MB
from domain.vocabulary import LetterState
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, question, shorten
from screens.navigation import to_menu
from screens.passed_on import FILES, UNSENDABLE, Passed, passed_on
from screens.people.joining import Join

# a page of them still fits a message, and a long name with the longest text too
MESSAGE_SHOWN, NAME_SHOWN, GIST_SHOWN = 300, 50, 60
_A_ROW = 5


class OpenLetters(CallbackData, prefix="ltr"):
    """«Написать координатору»: the letter that is open, or a new one."""


class WriteLetter(CallbackData, prefix="ltw"):
    """Write: into this letter, or a new one."""

    letter_id: RowId | None = None


class ReadLetter(CallbackData, prefix="ltv"):
    """One's own letter; from the end where no page is named."""

    letter_id: RowId
    page: int | None = None


class ReadLetterMessage(CallbackData, prefix="ltm"):
    """A message of one's own letter in full, or its file."""

    message_id: RowId


class OwnLettersList(CallbackData, prefix="ltp"):
    """All letters of one's own."""

    page: int = 0


class LetterSolved(CallbackData, prefix="lts"):
    """The question is settled."""

    letter_id: RowId


class SendWaiting(CallbackData, prefix="ltgo"):
    """It was meant for the coordinators."""


class DropWaiting(CallbackData, prefix="ltno"):
    """It was meant for nobody."""


def to_letters(label: str = "✉️ Написать координатору") -> Button:
    return button(label, OpenLetters())


def to_letter(letter_id: int, label: str = "← К письму") -> Button:
    return button(label, ReadLetter(letter_id=letter_id))


def join_first() -> Screen:
    """For a guest: nothing of a letter may be kept before consent."""
    return Screen(
        "Координаторы отвечают на письма прямо здесь. Чтобы сохранить письмо и прислать ответ, нам нужно ваше "
        "согласие: прочитайте его, это недолго. Вступать до конца не обязательно — написать можно сразу после "
        "согласия.\n\n"
        "Пока не решили? Загляните в «О клубе» и календарь: они открыты всем.",
        column(button("Прочитать согласие", Join()), to_menu()),
    )


def write(letter_id: int | None, *, others: bool = False, problem: str | None = None) -> Screen:
    """Whatever comes now goes to the coordinators. A new message, since an answer must stay readable."""
    text = (
        f"Напишите, что случилось или что хочется узнать{NBSP}— передам координаторам клуба.\n"
        f"Подойдут текст, фото, голосовое, файл до{NBSP}{FILE_LIMIT_MB}{NBSP}МБ. "
        f"Отвечаем за два учебных дня, обычно быстрее."
    )
    exits = [to_letter(letter_id)] if letter_id is not None else []
    if others and letter_id is None:
        exits.append(button("Прежние письма", OwnLettersList()))
    asked = question(text, problem=esc(problem) if problem else None, exits=[*exits, to_menu()])
    return Screen(asked.text, asked.rows, fresh=True)


def unsendable(letter_id: int | None, kind: str) -> Screen:
    """A sticker, a video…; `kind` is Telegram's content type."""
    what = UNSENDABLE.get(kind, "Это")
    return write(letter_id, problem=f"{what} передать не смогу: здесь ходят текст, фото, голосовые и файлы.")


def sent(view: Handed, number: int, now: datetime) -> Screen:
    """What becomes of a message, or of `number` of them; writing goes on."""
    what = "Передали" if number == 1 else f"Передали {words.plural(number, 'сообщение', 'сообщения', 'сообщений')}"
    if view.deadline_at > now:
        promise = f"Ответим до{NBSP}{words.when(view.deadline_at)}."
    else:
        promise = f"Ответ мы задерживаем, простите{NBSP}— координаторам напоминаем каждый рабочий день."
    return Screen(
        f"{what} координаторам. {promise} Можно дописать.",
        column(to_letter(view.letter_id, "Моё письмо"), to_menu()),
    )


def confirm(number: int) -> Screen:
    """A while has passed, or somebody else has written meanwhile: is it for the coordinators?"""
    what = "это" if number == 1 else words.plural(number, "сообщение", "сообщения", "сообщений")
    return Screen(
        f"Передать {what} координаторам клуба?",
        column(button("Да, передать", SendWaiting()), button("Никому", DropWaiting())),
        fresh=True,
    )


def dropped() -> Screen:
    return Screen("Хорошо, никому не передаю.", column(to_letters(), to_menu()))


def letter(view: OwnLetter, now: datetime, said: str = "") -> Screen:
    """A page of one's own letter; files and long messages are opened by their numbers."""
    story_text, opens = story(view.messages, _open)
    lead = f"{esc(said)}\n" if said else ""
    turns = pager(view.page, lambda page: ReadLetter(letter_id=view.id, page=page))
    closed = view.state is LetterState.CLOSED
    acts = column(
        button("Написать ещё", WriteLetter(letter_id=view.id)),
        None if closed else button("Вопрос решён", LetterSolved(letter_id=view.id)),
        button("Новое письмо", WriteLetter()) if closed else None,
        button("Все мои письма", OwnLettersList()) if view.others else None,
        to_menu(),
    )
    return Screen(f"{lead}<b>Письмо координаторам</b>\n{_standing(view, now)}\n\n{story_text}", opens + turns + acts)


def _open(label: str, message_id: int) -> Button:
    return button(label, ReadLetterMessage(message_id=message_id))


def _standing(view: OwnLetter, now: datetime) -> str:
    if view.state is LetterState.CLOSED:
        return "Вопрос закрыт. Напишете ещё — откроется снова."
    if view.deadline_at is None:
        return "Мы ответили, теперь слово за вами."
    if view.deadline_at <= now:
        return "Ответ задерживается, простите. Координаторам напоминаем каждый рабочий день."
    return f"Ответим до{NBSP}{words.when(view.deadline_at)}."


def solved() -> str:
    return "Хорошо, вопрос закрыт. Спасибо, что сказали!"


def own(view: OwnLetters, now: datetime) -> Screen:
    """One's own letters, the newest first."""
    if not view.lines:
        return Screen("Писем пока нет. Первое можно написать прямо сейчас.", column(to_letters(), to_menu()))
    numbered = list(enumerate(view.lines, view.page.offset + 1))
    told = "\n".join(f"{number}.{NBSP}{_own_line(one, now)}" for number, one in numbered)
    numbers = tuple(button(str(number), ReadLetter(letter_id=one.id)) for number, one in numbered)
    turns = pager(view.page, lambda page: OwnLettersList(page=page))
    return Screen(f"<b>Мои письма координаторам</b>\n{told}", (numbers, *turns, *column(to_letters(), to_menu())))


def _own_line(one: LetterLine, now: datetime) -> str:
    closed = "закрыто" if one.state is LetterState.CLOSED else "ждёт вас" if one.deadline_at is None else "ждёт ответа"
    return f"{words.dated_day(one.created_at, now)}, {closed}: {gist(one)}"


# --- what the bot says on its own


def answered(view: LetterWords) -> Passed:
    """A coordinator's answer, in full."""
    name = f": {esc(shorten(view.author, NAME_SHOWN))}" if view.author else ""
    rows = column(
        button("Ответить", WriteLetter(letter_id=view.letter_id)),
        button("Вопрос решён", LetterSolved(letter_id=view.letter_id)),
    )
    return full(view, f"✉️ <b>Координатор клуба{name}</b>", rows)


def closed(view: OwnLetter) -> Screen:
    """A coordinator has closed the letter."""
    return Screen(
        f"Координатор закрыл ваше письмо: кажется, вопрос решён. Если нет{NBSP}— просто напишите ещё, "
        f"и{NBSP}оно откроется снова.",
        column(button("Написать ещё", WriteLetter(letter_id=view.id)), to_letter(view.id, "Моё письмо")),
        fresh=True,
    )


def opened(view: LetterWords) -> Passed:
    """A message of one's own letter in full."""
    rows = column(button("Написать ещё", WriteLetter(letter_id=view.letter_id)), to_letter(view.letter_id))
    return full(view, f"<i>{author(view)}, {words.when(view.sent_at)}</i>", rows)


# --- for the desk too


def full(view: LetterWords, heading: str, rows: tuple[tuple[Button, ...], ...]) -> Passed:
    """A message of a letter in full."""
    text = f"{heading}\n{esc(view.text)}" if view.text else heading
    return passed_on(view.kind, view.file, text, rows)


def story(
    messages: tuple[LetterWords, ...], opens: Callable[[str, int], Button]
) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    """Messages in words, and buttons with numbers for those that have to be opened."""
    cut = [one for one in messages if one.file or len(one.text) > MESSAGE_SHOWN]
    numbers = {one.id: number for number, one in enumerate(cut, 1)}
    picks = [opens(f"{number}", one) for one, number in numbers.items()]
    rows = tuple(tuple(picks[start : start + _A_ROW]) for start in range(0, len(picks), _A_ROW))
    hint = "\n\nОткрыть файл или длинное сообщение — по номеру." if picks else ""
    return "\n\n".join(_line(one, numbers.get(one.id)) for one in messages) + hint, rows


def author(one: LetterWords) -> str:
    """«вы», «координатор Громова Мария Ильинична», a name."""
    if one.own:
        return "вы"
    name = esc(shorten(one.author, NAME_SHOWN)) if one.author else ""
    if one.from_desk:
        return f"координатор {name}".rstrip()
    return name or words.named(None)


def gist(one: LetterLine) -> str:
    """The beginning of a letter."""
    return words.quoted(esc(shorten(" ".join(one.gist.split()), GIST_SHOWN))) if one.gist else "файл без слов"


def _line(one: LetterWords, number: int | None) -> str:
    mark = f"{number}.{NBSP}" if number else ""
    told = [FILES.get(one.kind, ""), esc(shorten(one.text, MESSAGE_SHOWN))]
    return f"{mark}<i>{author(one)}, {words.when(one.sent_at)}</i>\n{': '.join(part for part in told if part)}"
