"""A tip («лайфхак от наставника») as a card."""

from aiogram.filters.callback_data import CallbackData

from domain.tips.tips import TipCard
from screens import words
from screens.kit import Button, RowId, Screen, Toast, button, column, esc
from screens.navigation import to_menu
from screens.tips import tip_subscriptions


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


def card(tip: TipCard) -> Screen:
    """Direction, title, text; thumbs only for those whose opinion can be kept."""
    text = f"{words.DIRECTION_LABELS[tip.direction]}\n<b>«{esc(tip.title)}»</b>\n\n{esc(tip.text)}"
    ways = column(button("Ещё один", AnotherTip(shown=tip.id)), tip_subscriptions.to_subscription(), to_menu())
    return Screen(text, ((_thumb(tip, 1), _thumb(tip, -1)), *ways) if tip.votable else ways)


def _thumb(tip: TipCard, value: int) -> Button:
    sign = "👍" if value > 0 else "👎"
    if tip.vote == value:
        return button(f"{sign} ✓", VoteTip(tip=tip.id, value=0))
    return button(sign, VoteTip(tip=tip.id, value=value))


def voted(tip: TipCard) -> tuple[Toast, Screen]:
    """The card with the new opinion and a word of thanks."""
    match tip.vote:
        case 1:
            thanks = "Спасибо! Рады, что лайфхак пригодился."
        case None:
            thanks = "Оценка снята."
        case _:
            thanks = "Спасибо за честность. Попробуйте ещё один."
    return Toast(thanks), card(tip)


def no_tips() -> Screen:
    """The club has no tips at all."""
    return Screen("Лайфхаков пока нет: наставники их пишут. Загляните через день-другой.", column(to_menu()))
