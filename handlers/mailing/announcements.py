"""Announcements on the coordinators' desk: the list, one of them, a copy, away with a draft, a test to oneself."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import AnnouncementMoved
from handlers.mailing.announcement_run import card
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.mailing import announcement_draft as draft_screens
from screens.mailing import announcement_parts
from screens.mailing import announcements as screens
from screens.mailing.announcements import (
    Announcements,
    CopyAnnouncement,
    DropAnnouncement,
    OpenAnnouncement,
    TestAnnouncement,
)
from services.mailing import announcement_sending, announcements


def while_written(handler: Callable[..., Awaitable[Screen]]) -> Callable[..., Awaitable[Screen]]:
    """For a press that changes what is not sent yet: of one that has left meanwhile it shows how it goes."""

    @wraps(handler)
    async def shown(query: CallbackQuery, session: Session, actor: Actor, now: datetime, **more: Any) -> Screen:
        try:
            return await handler(query, session=session, actor=actor, now=now, **more)
        except AnnouncementMoved:
            return await show(session, actor, more["callback_data"].announcement_id, now)

    return shown


async def listing(
    query: CallbackQuery, callback_data: Announcements, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.listing(await announcements.listing(session, actor, callback_data.page, PAGE_SIZE), now)


async def open_one(
    query: CallbackQuery, callback_data: OpenAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    return await show(session, actor, callback_data.announcement_id, now)


async def copy(
    query: CallbackQuery, callback_data: CopyAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await announcements.copy(session, actor, callback_data.announcement_id, now)
    return await show(session, actor, view.id, now, "Скопировано: это новый черновик.")


@while_written
async def drop(
    query: CallbackQuery, callback_data: DropAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    if not callback_data.sure:
        return screens.confirm_drop(await announcements.unsent_view(session, actor, id_))
    await announcements.drop(session, actor, id_, now)
    return screens.dropped()


async def test(
    query: CallbackQuery, callback_data: TestAnnouncement, session: Session, actor: Actor, now: datetime
) -> Reply:
    """The messages themselves, to this coordinator alone, and the way back below them."""
    view = await announcement_sending.tested(session, actor, callback_data.announcement_id, now)
    return (*announcement_parts.messages(view), screens.tested(view))


async def show(session: Session, actor: Actor, announcement_id: int, now: datetime, news: str = "") -> Screen:
    """An announcement whatever it is at: a draft to go on with, or how it fares."""
    view = await announcements.view(session, actor, announcement_id)
    if view.state in announcements.UNSENT:
        return draft_screens.draft(
            await announcement_sending.draft(session, actor, announcement_id, now), now, news=news
        )
    return await card(session, actor, announcement_id, now, news)


def build_router() -> Router:
    router = Router(name="announcements")
    router.callback_query.register(listing, Announcements.filter())
    router.callback_query.register(open_one, OpenAnnouncement.filter())
    router.callback_query.register(copy, CopyAnnouncement.filter())
    router.callback_query.register(drop, DropAnnouncement.filter())
    router.callback_query.register(test, TestAnnouncement.filter())
    return router
