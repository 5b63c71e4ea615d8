"""Pairs: the list, one pair, a pause, contacts, another mentor, an end without a reason."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import PairEnded
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import pairs as screens
from screens.mentoring.mentoring import MyPairs, OpenPair
from screens.mentoring.pairs import ChangeMentor, PairContacts, PairMore, PausePair, ResumePair, ShareContacts, StopPair
from services.mentoring import pair_views, pairs


async def mine(query: CallbackQuery, callback_data: MyPairs, session: Session, actor: Actor) -> Screen:
    return screens.mine(await pair_views.mine(session, actor, callback_data.page, PAGE_SIZE))


async def open_pair(query: CallbackQuery, callback_data: OpenPair, session: Session, actor: Actor) -> Screen:
    return screens.pair(await pair_views.one(session, actor, callback_data.pair_id))


async def more(query: CallbackQuery, callback_data: PairMore, session: Session, actor: Actor) -> Screen:
    view = await pair_views.one(session, actor, callback_data.pair_id)
    return screens.more(view) if view.live else screens.pair(view)


async def pause(
    query: CallbackQuery, callback_data: PausePair, session: Session, actor: Actor, now: datetime
) -> Screen:
    if callback_data.weeks == 0:
        view = await pair_views.one(session, actor, callback_data.pair_id)
        return screens.ask_pause(view) if view.live else screens.pair(view)
    view = await pairs.pause(session, actor, callback_data.pair_id, callback_data.weeks, now)
    return screens.pair(view, "Хорошей передышки! Коллеге сообщим.")


async def resume(
    query: CallbackQuery, callback_data: ResumePair, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.pair(await pairs.resume(session, actor, callback_data.pair_id, now), "Продолжаем!")


async def stop(query: CallbackQuery, callback_data: StopPair, session: Session, actor: Actor, now: datetime) -> Screen:
    """Ask once; a second tap, or the other side's end meanwhile, shows the pair as it is."""
    if callback_data.sure:
        try:
            return screens.stopped(await pairs.stop(session, actor, callback_data.pair_id, now))
        except PairEnded:
            pass
    view = await pair_views.one(session, actor, callback_data.pair_id)
    return screens.ask_stop(view) if view.open else screens.pair(view)


async def change_mentor(
    query: CallbackQuery, callback_data: ChangeMentor, session: Session, actor: Actor, now: datetime
) -> Screen:
    if callback_data.sure:
        return screens.changed(await pairs.change_mentor(session, actor, callback_data.pair_id, now))
    view = await pair_views.one(session, actor, callback_data.pair_id)
    return screens.ask_change(view) if view.may_change_mentor else screens.pair(view)


async def contacts(query: CallbackQuery, callback_data: PairContacts, session: Session, actor: Actor) -> Screen:
    view = await pair_views.contacts(session, actor, callback_data.pair_id)
    return screens.contacts(view) if view.pair.live else screens.pair(view.pair)


async def share(
    query: CallbackQuery, callback_data: ShareContacts, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await pairs.share(session, actor, callback_data.pair_id, callback_data.agrees, now)
    return screens.contacts(view, fresh=view.telegram_id is not None)


def build_router() -> Router:
    router = Router(name="pairs")
    router.callback_query.register(mine, MyPairs.filter())
    router.callback_query.register(open_pair, OpenPair.filter())
    router.callback_query.register(more, PairMore.filter())
    router.callback_query.register(pause, PausePair.filter())
    router.callback_query.register(resume, ResumePair.filter())
    router.callback_query.register(stop, StopPair.filter())
    router.callback_query.register(change_mentor, ChangeMentor.filter())
    router.callback_query.register(contacts, PairContacts.filter())
    router.callback_query.register(share, ShareContacts.filter())
    return router
