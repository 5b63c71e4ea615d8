"""Composing an announcement: whatever a coordinator writes or forwards becomes a message of it."""

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import AnnouncementGone, AnnouncementMoved, InvalidAnswer, Outdated
from domain.mailing.announcements import LONGEST_ALBUM_CAPTION, LONGEST_TEXT, PartKind
from domain.mailing.composing import Composed, Composing, LongCaption
from handlers import drafts
from handlers.filters import Typed
from handlers.mailing import incoming
from handlers.mailing.announcements import show, while_written
from screens.kit import Screen
from screens.mailing import announcement_draft as draft_screens
from screens.mailing import announcements as announcement_screens
from screens.mailing import composing as screens
from screens.mailing.announcements import AddParts, ArrangeParts, NewAnnouncement
from screens.mailing.composing import UNSENDABLE, KeepWordsApart, RaisePart, RemovePart, ReplacePart
from services.mailing import announcement_sending, announcements, composing

KEY = drafts.COMPOSING


async def begin(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    await drafts.keep(state, KEY, Composing())
    return screens.write()


@while_written
async def add(
    query: CallbackQuery, callback_data: AddParts, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    await drafts.keep(state, KEY, Composing(view.id))
    return screens.add(view)


async def came(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen | None:
    """One more message. The files of an album come one by one: the screen shown at the first counts the others."""
    actor.coordinator()
    draft = await _draft(state)
    try:
        part = incoming.part(message)
        view, composed = await composing.add(session, actor, draft.announcement_id, part, now, draft.replacing)
    except LongCaption as long:
        await drafts.keep(state, KEY, replace(draft, pending=long.part))
        return screens.long_caption(long.signs, draft.announcement_id)
    except InvalidAnswer as invalid:
        return await _asked(session, actor, draft, invalid.hint)
    except (AnnouncementGone, AnnouncementMoved) as error:
        return await _over(session, actor, state, draft, now, error)
    await drafts.keep(state, KEY, Composing(view.id))
    if composed.joined and not composed.apart:
        return None
    coming = part.group is not None
    return await _written(session, actor, view.id, now, _news(composed, part.kind, draft.replacing), coming=coming)


async def unsendable(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    return await _asked(session, actor, await _draft(state), screens.unsendable(message.content_type))


async def keep_words_apart(
    query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Pressed twice, it has nothing left to add."""
    actor.coordinator()
    draft = await drafts.load_as(state, KEY, Composing)
    if draft is None or draft.pending is None:
        raise Outdated
    try:
        view = await composing.add_apart(session, actor, draft.announcement_id, draft.pending, now, draft.replacing)
    except (AnnouncementGone, AnnouncementMoved) as error:
        return await _over(session, actor, state, draft, now, error)
    await drafts.keep(state, KEY, Composing(view.id))
    return await _written(session, actor, view.id, now, "Файл и текст — двумя сообщениями.")


# --- what is there already


@while_written
async def arrange(
    query: CallbackQuery, callback_data: ArrangeParts, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    await drafts.forget(state, KEY)
    return screens.arrange(view)


@while_written
async def ask_another(
    query: CallbackQuery, callback_data: ReplacePart, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    if not 0 <= callback_data.number < len(view.parts):
        return screens.arrange(view)
    await drafts.keep(state, KEY, Composing(view.id, replacing=callback_data.number))
    return screens.replace(view, callback_data.number)


@while_written
async def remove(
    query: CallbackQuery, callback_data: RemovePart, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    id_, number = callback_data.announcement_id, callback_data.number
    try:
        view = await composing.remove(session, actor, id_, number, callback_data.mark, now)
    except Outdated:
        return screens.arrange(await announcements.view(session, actor, id_))
    await drafts.forget(state, KEY)
    return screens.arrange(view, "Убрано.")


@while_written
async def raise_one(
    query: CallbackQuery, callback_data: RaisePart, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    id_, number = callback_data.announcement_id, callback_data.number
    try:
        view = await composing.raise_(session, actor, id_, number, callback_data.mark, now)
    except Outdated:
        return screens.arrange(await announcements.view(session, actor, id_))
    await drafts.forget(state, KEY)
    return screens.arrange(view)


async def _draft(state: FSMContext) -> Composing:
    return await drafts.begun(state, KEY, Composing)


async def _asked(session: Session, actor: Actor, draft: Composing, problem: str) -> Screen:
    """The same question once more, and what was wrong."""
    if draft.announcement_id is None:
        return screens.write(problem)
    view = await announcements.view(session, actor, draft.announcement_id)
    if draft.replacing is not None and draft.replacing < len(view.parts):
        return screens.replace(view, draft.replacing, problem)
    return screens.add(view, problem)


async def _over(
    session: Session, actor: Actor, state: FSMContext, draft: Composing, now: datetime, error: Exception
) -> Screen:
    """Somebody has deleted the draft or sent it: nothing has been written yet, and nothing is awaited any more."""
    await drafts.forget(state, KEY)
    if isinstance(error, AnnouncementGone) or draft.announcement_id is None:
        return announcement_screens.gone()
    return await show(session, actor, draft.announcement_id, now)


async def _written(
    session: Session, actor: Actor, announcement_id: int, now: datetime, news: str, *, coming: bool = False
) -> Screen:
    one = await announcement_sending.draft(session, actor, announcement_id, now)
    return draft_screens.draft(one, now, news=news, writing=True, live=coming)


def _news(composed: Composed, kind: PartKind, replacing: int | None) -> str:
    if composed.divided:
        return (
            f"Длинный текст разделён на два сообщения по абзацу: в одно Telegram вмещает {LONGEST_TEXT} знаков. "
            "Можно так и оставить или заменить любое: «Сообщения»."
        )
    if composed.apart:
        return (
            f"Подпись длиннее {LONGEST_ALBUM_CAPTION} знаков под альбомом не поместится: "
            "она стала отдельным сообщением."
        )
    if kind is PartKind.POLL:
        return "Опрос добавлен: голоса будут анонимными."
    return "Добавлено." if replacing is None else "Заменено."


def build_router() -> Router:
    router = Router(name=KEY)
    writing = drafts.awaited(KEY)
    forwarded = F.text & F.forward_origin
    # an animation carries a document too, so the kind tells
    sent = F.content_type.in_({"photo", "voice", "document", "poll"})
    router.message.register(came, writing, Typed | forwarded | sent)
    router.message.register(unsendable, writing, F.content_type.in_(set(UNSENDABLE)))
    router.callback_query.register(begin, NewAnnouncement.filter())
    router.callback_query.register(add, AddParts.filter())
    router.callback_query.register(arrange, ArrangeParts.filter())
    router.callback_query.register(ask_another, ReplacePart.filter())
    router.callback_query.register(remove, RemovePart.filter())
    router.callback_query.register(raise_one, RaisePart.filter())
    router.callback_query.register(keep_words_apart, KeepWordsApart.filter())
    return router
