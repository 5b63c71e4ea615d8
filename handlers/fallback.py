"""What no feature took: every message gets a reaction, every press an answer."""

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from db.engine import Session
from domain.actors import Actor
from screens import home
from screens.kit import Reply, Screen, Toast
from services.people import people

NAME = "fallback"


async def wrong_link(message: Message) -> Screen:
    return home.wrong_link()


async def unknown_command(message: Message) -> Screen:
    return home.unknown_command()


async def own_card(message: Message) -> None:
    """A card of an event that somebody found by «@bot слова» in this very chat: it says all there is to say."""


async def _is_own_card(message: Message, bot: Bot) -> bool:
    return message.via_bot is not None and message.via_bot.id == bot.id


async def unknown_text(message: Message) -> Screen:
    return home.not_understood()


async def not_text(message: Message, state: FSMContext) -> Reply:
    """A sticker, a voice message, a file… Service messages (a pin, a new photo) need no answer."""
    if message.content_type not in _FROM_PEOPLE:
        return None
    if await state.get_state() is not None:
        return home.answer_expected()
    return home.unreadable(message.content_type)


_FROM_PEOPLE = frozenset(home.UNREADABLE) | {
    "animation",
    "audio",
    "video",
    "poll",
    "dice",
    "venue",
    "story",
    "game",
    "checklist",
    "live_photo",
    "paid_media",
    "giveaway",
}


async def edited(message: Message) -> Screen | None:
    """Somebody corrected their words. A live location edits itself every few seconds and needs no answer."""
    return None if message.location else home.edited()


async def stale_press(query: CallbackQuery) -> Toast:
    return Toast(home.stale_button(), alert=True)


async def blocked_or_back(event: ChatMemberUpdated, session: Session, actor: Actor, now: datetime) -> None:
    """The person blocked the bot, or came back; coming back clears the mark at their next message."""
    if event.new_chat_member.status == "kicked":
        await people.mark_unreachable(session, actor.telegram_id, now)


def build_router() -> Router:
    router = Router(name=NAME)
    router.message.register(wrong_link, CommandStart())
    router.message.register(own_card, _is_own_card)
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(unknown_text, F.text)
    router.message.register(not_text)
    router.edited_message.register(edited)
    router.callback_query.register(stale_press)
    router.my_chat_member.register(blocked_or_back)
    return router
