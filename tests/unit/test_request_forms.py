"""A request without files says what aiogram's own form would say; one with files is aiogram's own form."""

from urllib.parse import parse_qsl

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, GetMe, SendDocument, SendMessage, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import BytesPayload, FormData

from bot.connection import create_bot

BOT = create_bot("42:token", "http://127.0.0.1:1")
ROWS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="«Да» & нет", callback_data="yes:1")]])


@pytest.mark.parametrize(
    "method",
    [
        GetMe(),
        SendMessage(chat_id=1, text="Встреча <b>в 18:00</b> & 100 % + 😀\nстрока", reply_markup=ROWS),
        SendMessage(chat_id=-100, text="", disable_notification=False),
        EditMessageText(text="a=b;c", chat_id=1, message_id=2, reply_markup=ROWS),
        SetMyCommands(commands=[BotCommand(command="menu", description="Меню")]),
    ],
)
async def test_the_same_words(method: TelegramMethod[object]) -> None:
    ours = BOT.session.build_form_data(BOT, method)  # type: ignore[attr-defined]
    aiograms = AiohttpSession.build_form_data(BOT.session, BOT, method)  # type: ignore[arg-type]
    assert isinstance(ours, BytesPayload)
    assert ours.content_type == "application/x-www-form-urlencoded"
    encoded = aiograms()
    assert parse_qsl(bytes(ours._value).decode()) == parse_qsl(bytes(encoded._value).decode())


async def test_a_file_goes_as_aiogram_sends_it() -> None:
    method = SendDocument(chat_id=1, document=BufferedInputFile(b"%PDF", "a.pdf"))
    assert isinstance(BOT.session.build_form_data(BOT, method), FormData)  # type: ignore[attr-defined]
