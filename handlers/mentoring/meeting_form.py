"""Proposing a meeting, or other times for one: a draft until it is sent."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, OtherSideAway, Outdated, PairEnded
from domain.mentoring.meetings import (
    MINUTES,
    OPEN,
    MeetingDraft,
    Step,
    ahead,
    is_later,
    read_minutes,
    read_place,
    read_times,
    read_way,
    toggled,
)
from domain.vocabulary import Attendance
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen, Toast
from screens.mentoring import meeting_form as screens
from screens.mentoring import meetings as meeting_screens
from screens.mentoring.meeting_form import NoPlace, PickMinutes, PickTime, PickWay, SendMeeting, ShowStep
from screens.mentoring.meetings import MoveMeeting, NewMeeting, moment_of
from services.mentoring import meeting_views, meetings, pair_views

KEY = drafts.MEETINGS


async def new(
    query: CallbackQuery, callback_data: NewMeeting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    pair = await pair_views.one(session, actor, callback_data.pair_id)
    if not pair.live:
        raise PairEnded
    if pair.other is None:
        raise OtherSideAway
    return await _show(session, actor, state, MeetingDraft(pair.id), now)


async def move(
    query: CallbackQuery, callback_data: MoveMeeting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Other times, beginning with how and where it was to be."""
    view = await meeting_views.one(session, actor, callback_data.meeting_id, now)
    if view.status not in OPEN or not view.live:
        return meeting_screens.meeting(view)
    draft = MeetingDraft(view.pair_id, view.id, way=view.way, place=view.place, minutes=view.minutes)
    return await _show(session, actor, state, draft, now)


async def pick(
    query: CallbackQuery, callback_data: PickTime, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    options = toggled(draft.options, moment_of(callback_data.at), now)
    return await _show(session, actor, state, replace(draft, options=options, step=Step.TIMES), now)


async def show(
    query: CallbackQuery, callback_data: ShowStep, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Back, on, or to change an answer; a step whose question comes too early waits."""
    draft = await _draft(state)
    wanted = callback_data.step
    early = wanted is not Step.TIMES and not draft.options
    unknown = wanted in (Step.PLACE, Step.SUMMARY) and draft.way is None
    step = Step.TIMES if early else Step.WAY if unknown else wanted
    return await _show(session, actor, state, replace(draft, step=step), now)


async def pick_way(
    query: CallbackQuery, callback_data: PickWay, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = _with_way(await _draft(state), callback_data.way)
    return await _show(session, actor, state, draft, now)


async def no_place(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    draft = await _draft(state)
    return await _show(session, actor, state, replace(draft, place=None, step=Step.SUMMARY), now)


async def pick_minutes(
    query: CallbackQuery, callback_data: PickMinutes, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    if callback_data.minutes not in MINUTES:
        raise Outdated
    return await _show(session, actor, state, replace(draft, minutes=callback_data.minutes), now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Times or a place in own words; elsewhere, and beside these, the words of a button."""
    draft = await _draft(state)
    text = message.text or ""
    try:
        draft = _answered(draft, text, now)
    except InvalidAnswer as invalid:
        return await _show(session, actor, state, draft, now, invalid.hint)
    return await _show(session, actor, state, draft, now)


def _answered(draft: MeetingDraft, text: str, now: datetime) -> MeetingDraft:
    """Raises InvalidAnswer."""
    match draft.step:
        case Step.TIMES:
            for moment in read_times(text, now):
                if moment not in draft.options:
                    draft = replace(draft, options=toggled(draft.options, moment, now))
            return draft
        case Step.WAY:
            return _with_way(draft, read_way(text))
        case Step.PLACE if draft.way is not None:
            place = None if is_later(text) else read_place(text, draft.way)
            return replace(draft, place=place, step=Step.SUMMARY)
        case Step.SUMMARY if draft.meeting_id is None:
            return replace(draft, minutes=read_minutes(text))
        case _:
            raise InvalidAnswer("Здесь ответ — кнопкой ниже. Написать коллеге можно из карточки пары.")


def _with_way(draft: MeetingDraft, way: Attendance | None) -> MeetingDraft:
    """Raises InvalidAnswer."""
    if way is None:
        raise InvalidAnswer("Здесь ответ — кнопкой ниже, или напишите: очно, онлайн.")
    # a link is no room, and a room is no link
    return replace(draft, way=way, place=draft.place if way is draft.way else None, step=Step.PLACE)


async def send(
    query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen | Toast:
    """Sends once: a second tap finds no draft any more and leaves what is on the screen."""
    draft = await drafts.load_as(state, KEY, MeetingDraft)
    if draft is None:
        return screens.SENT_ALREADY
    if not draft.complete:
        raise Outdated
    if draft.meeting_id is None:
        view = await meetings.propose(session, actor, draft.pair_id, draft.proposal(), now)
    else:
        view = await meetings.propose_again(session, actor, draft.meeting_id, draft.proposal(), now)
    await drafts.forget(state, KEY)
    return meeting_screens.meeting(view, "Отправили. Как только коллега выберет время, сразу напишем.")


async def _draft(state: FSMContext) -> MeetingDraft:
    return await drafts.begun(state, KEY, MeetingDraft)


async def _show(
    session: Session,
    actor: Actor,
    state: FSMContext,
    draft: MeetingDraft,
    now: datetime,
    problem: str | None = None,
) -> Screen:
    """The question the draft stands at. Of an agreed meeting still to come, the times alone are asked."""
    moving = False
    if draft.meeting_id is not None:
        moving = (await meeting_views.one(session, actor, draft.meeting_id, now)).coming
    # what has passed since it was chosen can't be proposed
    draft = replace(draft, options=ahead(draft.options, now))
    if not draft.options:
        draft = replace(draft, step=Step.TIMES)
    await drafts.keep(state, KEY, draft)
    return screens.ask(draft, meeting_views.slots(now), moving=moving, problem=problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(new, NewMeeting.filter())
    router.callback_query.register(move, MoveMeeting.filter())
    router.callback_query.register(pick, PickTime.filter())
    router.callback_query.register(show, ShowStep.filter())
    router.callback_query.register(pick_way, PickWay.filter())
    router.callback_query.register(no_place, NoPlace.filter())
    router.callback_query.register(pick_minutes, PickMinutes.filter())
    router.callback_query.register(send, SendMeeting.filter())
    return router
