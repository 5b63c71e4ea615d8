"""«Мои данные»: look, take away, leave."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import Outdated
from screens.kit import Reply, Toast
from screens.people import mydata as screens
from screens.people import mydata_file
from screens.people.mydata import AskErase, Download, Erase, MyData
from services.people import mydata, mydata_export


def build_router() -> Router:
    """Everything about one's own data. Commands of this router win over any form."""
    router = Router(name="mydata")
    router.message.register(show, Command("mydata"))
    router.callback_query.register(show, MyData.filter())
    router.callback_query.register(download, Download.filter())
    router.callback_query.register(ask_erase, AskErase.filter())
    router.callback_query.register(erase, Erase.filter())
    return router


async def show(act: Message | CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    return screens.overview(await mydata.holdings(session, actor, now))


async def download(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    return mydata_file.export(await mydata_export.dossier(session, actor), now)


async def ask_erase(
    query: CallbackQuery, callback_data: AskErase, session: Session, actor: Actor, now: datetime
) -> Reply:
    held = await mydata.holdings(session, actor, now)
    if held is None:
        return screens.overview(held)
    return screens.confirm(held, withdraw=callback_data.withdraw, now=now)


async def erase(query: CallbackQuery, callback_data: Erase, session: Session, actor: Actor, now: datetime) -> Reply:
    try:
        await mydata.erase(session, actor, callback_data.asked_at, now)
    except Outdated:
        # raised before anything is written, so the turn may go on and ask anew
        held = await mydata.holdings(session, actor, now)
        assert held is not None
        asked_anew = screens.confirm(held, withdraw=callback_data.withdraw, now=now)
        return Toast("Вопрос был давно. Проверьте, что пропадёт, и подтвердите ещё раз."), asked_anew
    return screens.farewell(withdraw=callback_data.withdraw)
