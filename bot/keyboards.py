"""Buttons and cards as Telegram's own objects."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent

from content.typography import glue
from screens.kit import Button, Card


def markup(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Rows of buttons as Telegram's inline keyboard."""
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=button.text, callback_data=button.data, url=button.url)


def article(card: Card) -> InlineQueryResultArticle:
    """A card among the results of an inline search."""
    return InlineQueryResultArticle(
        id=card.id,
        title=card.title,
        description=card.description,
        input_message_content=InputTextMessageContent(message_text=glue(card.screen.text)),
        reply_markup=markup(card.screen.rows),
    )
