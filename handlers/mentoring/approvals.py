"""Pairs across schools that wait for a word: a school's administration answers, coordinators in its silence."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import approvals as screens
from screens.mentoring.approvals import AgreePair, OpenApproval, OpenApprovals, RefusePair
from services.mentoring import approval_views, approvals


async def show_all(query: CallbackQuery, callback_data: OpenApprovals, session: Session, actor: Actor) -> Screen:
    return screens.approvals(
        await approval_views.page(session, actor, callback_data.hat, callback_data.page, PAGE_SIZE)
    )


async def show(query: CallbackQuery, callback_data: OpenApproval, session: Session, actor: Actor) -> Screen:
    return screens.approval(await approval_views.one(session, actor, callback_data.pair_id, callback_data.hat))


async def agree(
    query: CallbackQuery, callback_data: AgreePair, session: Session, actor: Actor, now: datetime
) -> Screen:
    """A second tap, or an answer after somebody else's, shows the pair as it stands."""
    view = await approvals.agree(session, actor, callback_data.pair_id, callback_data.hat, now)
    return screens.approval(view, said=True)


async def refuse(
    query: CallbackQuery, callback_data: RefusePair, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks why first. A second tap, or an answer after somebody else's, shows the pair as it stands."""
    pair_id, hat = callback_data.pair_id, callback_data.hat
    if callback_data.sure:
        view = await approvals.refuse(session, actor, pair_id, hat, callback_data.reason, now)
        return screens.approval(view, said=True)
    view = await approval_views.one(session, actor, pair_id, hat)
    return screens.ask_reason(view) if view.waits else screens.approval(view)


def build_router() -> Router:
    router = Router(name="approvals")
    router.callback_query.register(show_all, OpenApprovals.filter())
    router.callback_query.register(show, OpenApproval.filter())
    router.callback_query.register(agree, AgreePair.filter())
    router.callback_query.register(refuse, RefusePair.filter())
    return router
