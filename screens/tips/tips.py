"""A tip («лайфхак от наставника») as a card: what it says, who shares it, what one may say of it."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.tips.proposals import LONGEST_RESULT, RESULT_EXAMPLE
from domain.tips.tips import TipCard
from screens import words
from screens.kit import Button, Photo, RowId, Screen, Toast, Voice, button, column, esc, question, shorten
from screens.navigation import to_menu
from screens.tips import tip_subscriptions
from screens.tips.tip_ways import OpenTip, SearchTips, to_library, to_propose

# the longest text with the longest title stays below the messenger's limit of a caption
_LONGEST_NAME = 60


class ShowTip(CallbackData, prefix="tip"):
    """A tip at once."""


class AnotherTip(CallbackData, prefix="tipmore"):
    """One more after the tip shown: a guest's place in the row, and the sign of a double tap."""

    shown: RowId


class VoteTip(CallbackData, prefix="tipvote"):
    """An opinion to set: 1, −1 or 0.

    What a press means is drawn into the button, so a double tap means it twice and takes nothing back.
    """

    tip: RowId
    value: int


class KeepTip(CallbackData, prefix="tipkeep"):
    """Among one's favourites, or away from there."""

    tip: RowId
    wanted: bool


class ThankAuthor(CallbackData, prefix="tipthx"):
    """«Спасибо» to the author, or no longer."""

    tip: RowId
    wanted: bool


class TriedTip(CallbackData, prefix="tiptry"):
    """«Попробовал(а)», and the question how it went."""

    tip: RowId


class NotTried(CallbackData, prefix="tipnotry"):
    """Take the mark and the result away."""

    tip: RowId


Card = Screen | Photo | Voice


def card(tip: TipCard, *, fresh: bool = False, in_place: bool = False) -> Card:
    """Direction, title, text, author, figures; under a picture or a voice message where there is one.

    `in_place`: a button of this very card was pressed. `fresh`: as a new message.
    """
    rows = _rows(tip)
    if tip.photo is not None:
        return Photo(tip.photo, _text(tip), rows, in_place)
    if tip.voice is not None:
        return Voice(tip.voice, _text(tip), rows, in_place)
    return Screen(_text(tip), rows, fresh=fresh)


def _text(tip: TipCard) -> str:
    text = f"{words.DIRECTION_LABELS[tip.direction]}\n<b>{esc(words.quoted(tip.title))}</b>\n\n{esc(tip.text)}"
    if tip.own:
        text += "\n\n<i>Это ваш лайфхак.</i>"
    elif tip.author:
        text += f"\n\n<i>Делится: {esc(shorten(tip.author, _LONGEST_NAME))}</i>"
    if figures := said(tip.thumbs, tip.thanks, tip.tried):
        text += f"\n{figures}" if tip.author or tip.own else f"\n\n{figures}"
    return text


def said(thumbs: int, thanks: int, tried: int) -> str:
    """«👍 5 · 💛 2 · 🧪 1», without what nobody said."""
    counted = (("👍", thumbs), ("💛", thanks), ("🧪", tried))
    return " · ".join(f"{sign}{NBSP}{number}" for sign, number in counted if number)


def _rows(tip: TipCard) -> tuple[tuple[Button, ...], ...]:
    another, subscription = button("Ещё один", AnotherTip(shown=tip.id)), tip_subscriptions.to_subscription()
    if not (tip.votable or tip.own):
        # a guest, of whom nothing may be kept
        return column(another, subscription, to_menu())
    ways = ((another, button("🔍 Найти", SearchTips())), (subscription, to_library()), (to_menu(),))
    return ways if tip.own else ((_thumb(tip, 1), _thumb(tip, -1)), *_reactions(tip), *ways)


def _reactions(tip: TipCard) -> tuple[tuple[Button, ...], ...]:
    keep = button("★ В избранном" if tip.favourite else "☆ В избранное", KeepTip(tip=tip.id, wanted=not tip.favourite))
    thank = button("💛 Спасибо ✓" if tip.thanked else "💛 Спасибо", ThankAuthor(tip=tip.id, wanted=not tip.thanked))
    tried = button("🧪 Попробовал(а) ✓" if tip.has_tried else "🧪 Попробовал(а)", TriedTip(tip=tip.id))
    return ((keep, thank) if tip.author else (keep,)), (tried,)


def _thumb(tip: TipCard, value: int) -> Button:
    sign = "👍" if value > 0 else "👎"
    if tip.vote == value:
        return button(f"{sign} ✓", VoteTip(tip=tip.id, value=0))
    return button(sign, VoteTip(tip=tip.id, value=value))


def voted(tip: TipCard) -> tuple[Toast, Card]:
    """The card with the new opinion and a word of thanks."""
    match tip.vote:
        case 1:
            thanks = "Спасибо! Рады, что лайфхак пригодился."
        case None:
            thanks = "Оценка снята."
        case _:
            thanks = "Спасибо за честность. Попробуйте ещё один."
    return Toast(thanks), card(tip, in_place=True)


def kept(tip: TipCard) -> tuple[Toast, Card]:
    """The card, and where the favourites are."""
    told = "В избранном. Список: «Все лайфхаки»." if tip.favourite else "Больше не в избранном."
    return Toast(told), card(tip, in_place=True)


def thanked(tip: TipCard) -> tuple[Toast, Card]:
    """The card, and that the author will hear of it."""
    return Toast("Передадим автору!" if tip.thanked else "Забрали. Бывает."), card(tip, in_place=True)


def ask_result(tip: TipCard, problem: str | None = None) -> Screen:
    """How it went, in one line; the mark is there already."""
    reader = "её прочитает автор, без вашего имени" if tip.author else "она останется у вас"
    written = f" Сейчас записано: {esc(words.quoted(tip.result))}." if tip.result else ""
    return question(
        f"Отметили: {esc(words.quoted(tip.title))} в деле.{written}\nКак вышло? Напишите одной строкой, до"
        f"{NBSP}{LONGEST_RESULT} знаков: {reader}.\nНапример: {RESULT_EXAMPLE}.",
        problem=esc(problem) if problem else None,
        choices=(
            button("Оставить как есть" if tip.result else "Ничего не писать", OpenTip(tip_id=tip.id)),
            button("Убрать отметку", NotTried(tip=tip.id)),
        ),
    )


def result(tip: TipCard) -> Screen:
    """What the person wrote of it, with the way to write otherwise."""
    return Screen(
        f"Записали, как вышло с {esc(words.quoted(tip.title))}:\n{esc(words.quoted(tip.result or ''))}",
        column(
            button("← К лайфхаку", OpenTip(tip_id=tip.id)),
            button("Написать иначе", TriedTip(tip=tip.id)),
            button("Убрать отметку", NotTried(tip=tip.id)),
        ),
    )


def no_tips() -> Screen:
    """The club has no tips at all."""
    return Screen(
        "Лайфхаков пока нет: наставники их пишут. Загляните через день-другой или поделитесь своим.",
        column(to_propose(), to_menu()),
    )
