"""What the product is measured against: aiogram as its guide shows it, with SQL by hand and nothing else.

`python -m tests.bench.bare_bot`; told by the environment: `BOT_TOKEN`, `BOT_API_URL`, `DATABASE_URL`, and for webhooks
`WEBHOOK_URL`, `WEBHOOK_SECRET`, `HTTP_PORT`. «menu» is answered without a database, «count» with one SELECT and one
UPDATE, in a session of its own.
"""

import asyncio
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

# as long as the screens of the product they are compared with
_MENU = (
    "Чем помочь сегодня?",
    ("Календарь", "Мои встречи", "Наставничество", "Лайфхак", "Профиль", "Письма", "О клубе"),
)
_COUNTED = (
    "<b>Нажатия — сохранено</b>\nКоординаторы пишут о встречах, конкурсах и переменах — не чаще двух раз в неделю, "
    "если нет спешки.\n\nСейчас: по будням в 18:00, одним списком — и только если что-то есть.",
    ("Каждое сразу", "Вечером, одним списком", "Не присылать", "В меню"),
)
MENU, COUNT = "menu", "count"


def build(database: str) -> Dispatcher:
    """Two buttons."""
    sessions = async_sessionmaker(_engine(database), expire_on_commit=False)
    dispatcher = Dispatcher()

    @dispatcher.callback_query(F.data == MENU)
    async def menu(query: CallbackQuery) -> None:
        await _show(query, *_MENU)

    @dispatcher.callback_query(F.data == COUNT)
    async def count(query: CallbackQuery) -> None:
        async with sessions.begin() as session:
            found = await session.execute(
                text("SELECT id, name, presses FROM person WHERE telegram_id = :id"), {"id": query.from_user.id}
            )
            person = found.one()
            await session.execute(text("UPDATE person SET presses = presses + 1 WHERE id = :id"), {"id": person.id})
        words, labels = _COUNTED
        await _show(query, f"{words} {person.name}: {person.presses + 1}", labels)

    return dispatcher


async def _show(query: CallbackQuery, words: str, labels: Sequence[str]) -> None:
    await query.answer()
    assert isinstance(query.message, Message)
    rows = [[InlineKeyboardButton(text=label, callback_data=f"go:{label}")] for label in labels]
    await query.message.edit_text(words, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


def _engine(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10)
    # more connections would only be told that the database is locked
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=60)
    event.listen(engine.sync_engine, "connect", lambda one, _: one.execute("PRAGMA journal_mode=WAL").close())
    return engine


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API_URL"]))
    bot = Bot(os.environ["BOT_TOKEN"], session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = build(os.environ["DATABASE_URL"])
    if "WEBHOOK_URL" not in os.environ:
        await dispatcher.start_polling(bot)
        return
    url, secret = os.environ["WEBHOOK_URL"], os.environ["WEBHOOK_SECRET"]
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, path=urlsplit(url).path)
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["HTTP_PORT"])).start()
    await bot.set_webhook(url, secret_token=secret)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
