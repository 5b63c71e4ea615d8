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
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)

from sandbox.direct import DirectSession
from sandbox.files import MEGABYTE, UploadedFile
from sandbox.pictures import sample_picture
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


async def test_a_file_of_a_person_reaches_the_bot(telegram: Telegram, bot: Bot) -> None:
    content = bytes(range(256)) * 1000
    telegram.sends(ANNA, "document", file=UploadedFile("Отчёт.xlsx", content))
    telegram.sends(ANNA, "document", file=UploadedFile("Кино.mp4", b"1", declared_size=21 * MEGABYTE))
    report, film = (Update.model_validate(raw, context={"bot": bot}).message for raw in telegram.take_updates())
    assert report is not None
    assert film is not None
    assert report.document is not None
    assert film.document is not None
    for what in (report.document, report.document.file_id):
        downloaded = await bot.download(what)
        assert downloaded is not None
        assert downloaded.read() == content
    assert film.document.file_size == 21 * MEGABYTE
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.download(film.document)


async def test_a_photo_of_a_person_is_sent_back_by_its_id(telegram: Telegram, bot: Bot) -> None:
    content = sample_picture(1280, 720)
    telegram.sends(ANNA, "photo", file=UploadedFile("Афиша.png", content), caption="Афиша")
    [update] = [Update.model_validate(raw, context={"bot": bot}) for raw in telegram.take_updates()]
    assert update.message is not None
    assert update.message.photo is not None
    assert update.message.caption == "Афиша"
    sent = await bot.send_photo(ANNA, update.message.photo[-1].file_id, caption="<b>Приходите</b>")
    assert sent.photo == update.message.photo
    assert sent.photo is not None
    downloaded = await bot.download(sent.photo[-1])
    assert downloaded is not None
    assert downloaded.read() == content


async def test_inline_mode(telegram: Telegram, bot: Bot) -> None:
    query_id = telegram.asks_inline(ANNA, "цифра")
    [update] = [Update.model_validate(raw, context={"bot": bot}) for raw in telegram.take_updates()]
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.chat_type) == ("цифра", "sender")
    results = [
        InlineQueryResultArticle(
            id="event:7",
            title="Разговор о цифре",
            description="чт, 15:00",
            input_message_content=InputTextMessageContent(message_text="<b>Разговор</b> о цифре"),
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]]),
        )
    ]
    button = InlineQueryResultsButton(text="Все встречи", start_parameter="events")
    assert await update.inline_query.answer(results, cache_time=0, is_personal=True, button=button)
    answer = telegram.inline_answer(query_id)
    assert answer is not None
    assert [result["title"] for result in answer["results"]] == ["Разговор о цифре"]
    chosen = telegram.chooses_inline(ANNA, query_id, "event:7")
    assert chosen["entities"] == [{"type": "bold", "offset": 0, "length": 8}], "the bot's own parse mode was used"
    telegram.presses(ANNA, chosen["message_id"], "yes")
    message, press = (Update.model_validate(raw, context={"bot": bot}) for raw in telegram.take_updates())
    assert message.message is not None
    assert message.message.via_bot is not None
    assert press.callback_query is not None
    assert press.callback_query.message is None
    await press.callback_query.answer()
    assert await bot.edit_message_text("Идёт Анна", inline_message_id=press.callback_query.inline_message_id) is True
    assert telegram.chat(ANNA)[-1]["text"] == "Идёт Анна"
    assert telegram.refused == []


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
