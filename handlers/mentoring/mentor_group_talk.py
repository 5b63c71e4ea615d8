"""Writing to a whole group: whatever comes is gathered, and leaves for everybody when the mentor says so."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound
from domain.mentoring.mentor_group_talk import GroupWriting
from handlers import drafts
from handlers.filters import Typed
from handlers.outgoing import outgoing
from screens.kit import Screen, Toast
from screens.mentoring import mentor_group_own as own_screens
from screens.mentoring import mentor_group_talk as screens
from screens.mentoring.mentor_group_talk import DropWriting, SendToGroup, WriteGroup
from screens.passed_on import UNSENDABLE
from services.mentoring import mentor_group_own, mentor_group_talk

KEY = drafts.GROUP_TALK


async def write(
    query: CallbackQuery, callback_data: WriteGroup, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """What has come before and waits for «Да, передать» is not lost."""
    own = await mentor_group_own.own(session, actor, callback_data.group_id, now)
    if not own.live:
        return screens.nobody(own)
    draft = await drafts.load_as(state, KEY, GroupWriting)
    if draft is not None and draft.group_id == own.view.id and draft.pending:
        await drafts.keep(state, KEY, draft)
        return screens.confirm(own, len(draft.pending))
    await drafts.keep(state, KEY, GroupWriting(own.view.id))
    return screens.write(own)


async def came(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A text, a photo, a voice message, a file: kept until the mentor says that it shall leave."""
    draft = await _draft(state)
    try:
        own = await mentor_group_own.own(session, actor, draft.group_id, now)
    except NotFound:
        # dissolved meanwhile: there is nobody to write to
        await drafts.forget(state, KEY)
        return own_screens.mine(await mentor_group_own.mine(session, actor, now), own_screens.GONE)
    try:
        draft = draft.with_one(outgoing(message))
    except InvalidAnswer as invalid:
        if draft.pending:
            return screens.confirm(own, len(draft.pending), invalid.hint)
        return screens.write(own, invalid.hint)
    await drafts.keep(state, KEY, draft)
    return screens.confirm(own, len(draft.pending))


async def unsendable(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    draft = await _draft(state)
    return screens.unsendable(await mentor_group_own.own(session, actor, draft.group_id, now), message.content_type)


async def send(
    query: CallbackQuery, callback_data: SendToGroup, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen | Toast:
    """Sends once: a second tap, or an old button, finds nothing to send and leaves what is on the screen."""
    draft = await drafts.load_as(state, KEY, GroupWriting)
    if draft is None or draft.group_id != callback_data.group_id or not draft.pending:
        return screens.NOTHING_LEFT
    told = await mentor_group_talk.write(session, actor, draft.group_id, draft.pending, now)
    await drafts.forget(state, KEY)
    return screens.sent(told)


async def drop(
    query: CallbackQuery, callback_data: DropWriting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await drafts.forget(state, KEY)
    own = await mentor_group_own.own(session, actor, callback_data.group_id, now)
    return own_screens.group(own, "Хорошо, ничего не передаю.")


async def _draft(state: FSMContext) -> GroupWriting:
    return await drafts.begun(state, KEY, GroupWriting)


def build_router() -> Router:
    router = Router(name=KEY)
    writing = drafts.awaited(KEY)
    # an animation carries a document too, so the kind tells
    router.message.register(came, writing, Typed | F.content_type.in_({"photo", "voice", "document"}))
    router.message.register(unsendable, writing, F.content_type.in_(set(UNSENDABLE)))
    router.callback_query.register(write, WriteGroup.filter())
    router.callback_query.register(send, SendToGroup.filter())
    router.callback_query.register(drop, DropWriting.filter())
    return router
