"""The direct door: aiogram in the same process meets the same rules, and the same errors as over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, Update

from sandbox.direct import DirectSession
from sandbox.telegram import Telegram

ANNA, IRINA = 1001, 1002


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with Bot("42:LOCAL", session=DirectSession(telegram), default=DefaultBotProperties(parse_mode="HTML")) as bot:
        yield bot


async def test_a_conversation(telegram: Telegram, bot: Bot) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
    sent = await bot.send_message(ANNA, "<b>Придёте?</b>", reply_markup=markup)
    query_id = telegram.presses(ANNA, sent.message_id, "yes")
    [update] = [Update.model_validate(raw, context={"bot": bot}) for raw in telegram.take_updates()]
    assert update.callback_query is not None
    assert update.callback_query.message == sent
    await update.callback_query.answer("Записали")
    await bot.edit_message_text("Ждём вас", chat_id=ANNA, message_id=sent.message_id)
    assert telegram.chat(ANNA)[-1]["text"] == "Ждём вас"
    assert [toast["callback_query_id"] for toast in telegram.toasts(ANNA)] == [query_id]
    assert telegram.refused == []


async def test_a_file_goes_and_comes_back(bot: Bot) -> None:
    content = bytes(range(256)) * 1000
    sent = await bot.send_document(ANNA, BufferedInputFile(content, "Данные.bin"), caption="<i>Ваши данные</i>")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("Данные.bin", "Ваши данные")
    downloaded = await bot.download(sent.document.file_id)
    assert downloaded is not None
    assert downloaded.read() == content


async def test_errors_are_aiograms_own(telegram: Telegram, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(777, "а")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(IRINA, "а")
    with pytest.raises(TelegramNotFound):
        await bot.send_dice(ANNA)
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_photo(ANNA, BufferedInputFile(bytes(10 * 1024 * 1024 + 1), "a.png"))
    stranger = Bot("43:OTHER", session=DirectSession(telegram))
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_faults_look_as_over_the_network(telegram: Telegram, bot: Bot) -> None:
    telegram.fault(retry_after=7)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.get_me()
    assert flood.value.retry_after == 7
    telegram.fault(status=500, description="Internal Server Error")
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    telegram.fault(kind="html")
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    telegram.fault(kind="reset")
    with pytest.raises(TelegramNetworkError, match="disconnected"):
        await bot.send_message(ANNA, "до")
    telegram.fault(kind="timeout_after")
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(ANNA, "после")
    assert [message["text"] for message in telegram.chat(ANNA)] == ["/start", "после"]
