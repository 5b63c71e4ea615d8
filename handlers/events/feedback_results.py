"""What people thought of an event, for coordinators."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from documents import chart as charts
from documents import feedback as documents
from domain.actors import Actor
from screens.desk import OpenResults
from screens.events import feedback_results as screens
from screens.events.feedback_results import ResultsPicture, ResultsPlans, ResultsTable
from screens.kit import PAGE_SIZE, File, Reply, Screen
from services.events import feedback_results


async def show(
    query: CallbackQuery, callback_data: OpenResults, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.summary(await feedback_results.results(session, actor, callback_data.event_id, now))


async def show_plans(query: CallbackQuery, callback_data: ResultsPlans, session: Session, actor: Actor) -> Screen:
    event_id, page = callback_data.event_id, callback_data.page
    return screens.plans(await feedback_results.plans(session, actor, event_id, page, PAGE_SIZE))


async def show_picture(
    query: CallbackQuery, callback_data: ResultsPicture, session: Session, actor: Actor, now: datetime
) -> Reply:
    """An old button may ask for a picture of nothing: the summary tells what there is."""
    view = await feedback_results.results(session, actor, callback_data.event_id, now)
    chart = screens.chart(view)
    return screens.picture(view, partial(charts.draw, chart)) if chart.panels else screens.summary(view)


async def send_table(
    query: CallbackQuery, callback_data: ResultsTable, session: Session, actor: Actor, now: datetime
) -> File:
    view = await feedback_results.opinions(session, actor, callback_data.event_id, now)
    return screens.table_file(view, partial(documents.answers_table, *screens.table(view)))


def build_router() -> Router:
    router = Router(name="feedback_results")
    router.callback_query.register(show, OpenResults.filter())
    router.callback_query.register(show_plans, ResultsPlans.filter())
    router.callback_query.register(show_picture, ResultsPicture.filter())
    router.callback_query.register(send_table, ResultsTable.filter())
    return router
