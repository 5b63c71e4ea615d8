"""«Встреча уже была»: a meeting nobody had proposed is written down; the journal's minute follows at once."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.mentoring.meeting_notes import ASKS
from domain.mentoring.meetings import MINUTES, read_minutes, read_way
from domain.mentoring.past_meetings import Past, PastDraft, PastForm, check, read_when
from domain.typed import folded
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Reply, Screen, Toast
from screens.mentoring import meeting_notes as note_screens
from screens.mentoring import meetings as meeting_screens
from screens.mentoring import past_meetings as screens
from screens.mentoring.meetings import PastMeeting, moment_of
from screens.mentoring.past_meetings import PickPast, PickPastMinutes, PickPastWay, RecordPast
from services.mentoring import meeting_notes, past_meetings

KEY = drafts.PAST_MEETINGS


async def begin(
    query: CallbackQuery, callback_data: PastMeeting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """When it was; back to this question, too: how and how long are kept."""
    form = await past_meetings.form(session, actor, callback_data.pair_id, now)
    before = await drafts.load_as(state, KEY, PastDraft)
    kept = before if before is not None and before.pair_id == form.pair_id else PastDraft(form.pair_id)
    await drafts.keep(state, KEY, replace(kept, starts_at=None))
    return screens.ask_when(form)


async def pick(
    query: CallbackQuery, callback_data: PickPast, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state)
    form = await past_meetings.form(session, actor, callback_data.pair_id, now)
    return await _begun(state, replace(draft, pair_id=form.pair_id), form, moment_of(callback_data.at), now)


async def pick_way(query: CallbackQuery, callback_data: PickPastWay, state: FSMContext) -> Screen:
    return await _how(state, replace(await _begun_draft(state), way=callback_data.way))


async def pick_minutes(query: CallbackQuery, callback_data: PickPastMinutes, state: FSMContext) -> Screen:
    if callback_data.minutes not in MINUTES:
        raise Outdated
    return await _how(state, replace(await _begun_draft(state), minutes=callback_data.minutes))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Reply:
    """When it was, in words; after that, what a button says."""
    draft, text = await _draft(state), message.text or ""
    if draft.starts_at is None:
        form = await past_meetings.form(session, actor, draft.pair_id, now)
        try:
            return await _begun(state, draft, form, read_when(text, now), now)
        except InvalidAnswer as invalid:
            return screens.ask_when(form, invalid.hint)
    if folded(text) == "записать":
        return (await _record(session, actor, state, draft, draft.starts_at, now))[-1]
    way = read_way(text)
    if way is not None:
        return await _how(state, replace(draft, way=way))
    try:
        return await _how(state, replace(draft, minutes=read_minutes(text)))
    except InvalidAnswer as invalid:
        return screens.ask_how(draft, invalid.hint)


async def record(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Reply:
    """Once: a second tap finds no draft any more."""
    draft = await _begun_draft(state)
    assert draft.starts_at is not None
    return await _record(session, actor, state, draft, draft.starts_at, now)


async def _record(
    session: Session, actor: Actor, state: FSMContext, draft: PastDraft, starts_at: datetime, now: datetime
) -> tuple[Toast, Screen]:
    """The first question of the journal; of a meeting that is there already, the meeting itself."""
    past = Past(starts_at, draft.way, draft.minutes)
    found = await past_meetings.record(session, actor, draft.pair_id, past, now)
    await drafts.forget(state, KEY)
    if found.known:
        return Toast(screens.KNOWN), meeting_screens.meeting(found.meeting, screens.KNOWN)
    form = await meeting_notes.open(session, actor, found.meeting.id)
    return Toast(screens.RECORDED), note_screens.ask(form, ASKS[0])


async def _begun(state: FSMContext, draft: PastDraft, form: PastForm, starts_at: datetime, now: datetime) -> Screen:
    """On to how it was. Raises InvalidAnswer before anything is kept."""
    check(starts_at, form.since, now)
    return await _how(state, replace(draft, starts_at=starts_at))


async def _how(state: FSMContext, draft: PastDraft) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask_how(draft)


async def _draft(state: FSMContext) -> PastDraft:
    return await drafts.begun(state, KEY, PastDraft)


async def _begun_draft(state: FSMContext) -> PastDraft:
    """A draft that knows when. Raises Outdated."""
    draft = await _draft(state)
    if draft.starts_at is None:
        raise Outdated
    return draft


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, PastMeeting.filter())
    router.callback_query.register(pick, PickPast.filter())
    router.callback_query.register(pick_way, PickPastWay.filter())
    router.callback_query.register(pick_minutes, PickPastMinutes.filter())
    router.callback_query.register(record, RecordPast.filter())
    return router
