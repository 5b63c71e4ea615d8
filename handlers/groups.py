"""Groups and channels: the bot answers only when addressed, and only with the way to its private chat."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from screens import home
from screens.kit import Reply, Toast

_OUTSIDE = {"left", "kicked"}
_INSIDE = {"member", "administrator"}


async def answer_in_group(message: Message, bot: Bot) -> Reply:
    """To a command or a mention: a pointer to the private chat. To people's own talk: nothing at all."""
    me = await bot.me()
    text = message.text or message.caption or ""
    replied = message.reply_to_message.from_user if message.reply_to_message else None
    addressed = _is_command(text) or f"@{me.username}" in text or (replied is not None and replied.id == me.id)
    return home.group_hint(me.username or "") if addressed else None


def _is_command(text: str) -> bool:
    """A command for every bot here; «/poll@other_bot» is for another, and the caller looks for our own name."""
    return text.startswith("/") and "@" not in text.split(maxsplit=1)[0]


async def added_to_group(event: ChatMemberUpdated, bot: Bot) -> Reply:
    """Once, when the bot comes in. In a channel all would read the hint, and a promotion is no news to them."""
    came = event.old_chat_member.status in _OUTSIDE and event.new_chat_member.status in _INSIDE
    if event.chat.type == ChatType.CHANNEL or not came:
        return None
    return home.group_hint((await bot.me()).username or "")


async def press_in_group(query: CallbackQuery) -> Reply:
    return Toast(home.stale_button())


def build_router() -> Router:
    router = Router(name="groups")
    elsewhere = F.chat.type != ChatType.PRIVATE
    router.message.register(answer_in_group, elsewhere)
    router.edited_message.register(_ignore, elsewhere)
    router.my_chat_member.register(added_to_group, elsewhere)
    router.callback_query.register(press_in_group, F.message.chat.type != ChatType.PRIVATE)
    return router


async def _ignore(message: Message) -> None:
    """People may edit their own talk."""
