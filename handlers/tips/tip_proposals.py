"""«Поделиться лайфхаком»: the form, one's own tips, taking one back."""

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, TipMoved
from domain.tips.proposals import SENDABLE, Draft, Step, read_text, read_title
from domain.vocabulary import TipState
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Photo, Reply, Screen, Voice
from screens.passed_on import UNSENDABLE
from screens.tips import tip_proposals as screens
from screens.tips.tip_proposals import (
    DropProposal,
    SendTip,
    SetTipDirection,
    SetTipSeason,
    ToStep,
    WithdrawTip,
    WithoutFile,
)
from screens.tips.tip_ways import MyTips, OpenMyTip, ProposeTip
from services.tips import tip_proposals

KEY = drafts.TIP_PROPOSALS

# --- the form


async def begin(
    query: CallbackQuery, callback_data: ProposeTip, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """Where the form stopped, a tip of one's own to mend, or the first question."""
    actor.member()
    draft = await drafts.load_as(state, KEY, Draft)
    if callback_data.tip_id is not None:
        tip = await tip_proposals.one(session, actor, callback_data.tip_id)
        if tip.state not in SENDABLE:
            return screens.own(tip)
        if draft is not None and draft.started and draft.tip_id != tip.id and not callback_data.anew:
            # what is half written must not be lost without a word
            await state.set_state(None)
            return screens.unfinished(draft, tip)
        if draft is None or draft.tip_id != tip.id:
            draft = Draft.of(tip.id, tip.proposal)
        return await _ask(state, draft)
    if draft is not None and draft.started and not callback_data.anew:
        await state.set_state(None)
        return screens.unfinished(draft)
    await tip_proposals.may_send(session, actor)
    return await _ask(state, Draft())


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A title or a text; elsewhere the question is asked again."""
    draft = await _draft(actor, state)
    try:
        match draft.step:
            case Step.TITLE:
                return await _ask(state, draft.after(title=read_title(message.text or "")))
            case Step.TEXT:
                return await _ask(state, draft.after(text=read_text(message.text or "")))
            case Step.MEDIA:
                return await _ask(state, draft, "Здесь нужно фото или голосовое — или нажмите «Без фото и голоса».")
            case _:
                return await _ask(state, draft, "Здесь выберите кнопкой.")
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)


async def came(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen | None:
    """A picture or a voice message: one of them belongs to a tip. Of an album it is the first, the rest is silence."""
    draft = await _draft(actor, state)
    album = message.media_group_id
    if album is not None and album == draft.album:
        return None
    draft = replace(draft, album=album)
    if draft.step is not Step.MEDIA:
        return await _ask(state, draft, screens.not_now(draft.step))
    photo = message.photo[-1].file_id if message.photo else None
    following = draft.after(photo=photo, voice=message.voice.file_id if message.voice else None)
    return await _ask(state, following, screens.taken(album=album is not None, caption=bool(message.caption)))


async def odd(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A file, a video, a sticker…"""
    draft = await _draft(actor, state)
    return await _ask(state, draft, screens.unfit(draft.step, message.content_type))


async def without_file(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    draft = await _draft(actor, state)
    if draft.step is not Step.MEDIA:
        return await _ask(state, draft)
    return await _ask(state, draft.after(photo=None, voice=None))


async def set_direction(
    query: CallbackQuery, callback_data: SetTipDirection, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(actor, state)
    if draft.step is not Step.DIRECTION:
        return await _ask(state, draft)
    return await _ask(state, draft.after(direction=callback_data.direction))


async def set_season(
    query: CallbackQuery, callback_data: SetTipSeason, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(actor, state)
    if draft.step is not Step.SEASON:
        return await _ask(state, draft)
    return await _ask(state, draft.after(season=callback_data.season))


async def to_step(
    query: CallbackQuery, callback_data: ToStep, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await _draft(actor, state)
    return await _ask(state, draft.at(callback_data.step))


async def send(
    query: CallbackQuery, callback_data: SendTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Sends once: a second tap finds no draft any more, and shows one's own tips."""
    actor.member()
    draft = await drafts.load_as(state, KEY, Draft)
    proposal = draft.proposal() if draft else None
    if draft is None or proposal is None:
        return await _mine(session, actor, state, 0)
    if not callback_data.sure:
        other = await tip_proposals.alike(session, actor, proposal, draft.tip_id)
        if other is not None:
            return screens.ask_alike(other)
    try:
        tip = await tip_proposals.send(session, actor, proposal, draft.tip_id, now)
    except TipMoved:
        # a coordinator has published it while it was being mended
        assert draft.tip_id is not None
        await drafts.forget(state, KEY)
        return screens.own(await tip_proposals.one(session, actor, draft.tip_id), "Его успели опубликовать.")
    await drafts.forget(state, KEY)
    return screens.sent(tip)


async def drop(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    actor.owner()
    await drafts.forget(state, KEY)
    return screens.dropped()


# --- one's own tips


async def mine(
    event: TelegramObject, callback_data: MyTips, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await state.set_state(None)
    return await _mine(session, actor, state, callback_data.page)


async def open_own(query: CallbackQuery, callback_data: OpenMyTip, session: Session, actor: Actor) -> Reply:
    """The tip, with its picture or voice message once more."""
    tip = await tip_proposals.one(session, actor, callback_data.tip_id)
    screen = screens.own(tip)
    if tip.proposal.photo is not None:
        return screen, Photo(tip.proposal.photo)
    return (screen, Voice(tip.proposal.voice)) if tip.proposal.voice is not None else screen


async def withdraw(query: CallbackQuery, callback_data: WithdrawTip, session: Session, actor: Actor) -> Screen:
    tip = await tip_proposals.one(session, actor, callback_data.tip_id)
    if tip.state is TipState.PUBLISHED and not callback_data.sure:
        return screens.ask_withdrawal(tip)
    return screens.own(await tip_proposals.withdraw(session, actor, callback_data.tip_id), "Готово, сняли.")


# --- the draft in the conversation


async def _mine(session: Session, actor: Actor, state: FSMContext, page: int) -> Screen:
    draft = await drafts.load_as(state, KEY, Draft)
    view = await tip_proposals.mine(session, actor, page, PAGE_SIZE)
    return screens.mine(view, unfinished=draft is not None and draft.started)


async def _draft(actor: Actor, state: FSMContext) -> Draft:
    """The unfinished form, or a new one for an old button. Raises ConsentNeeded, ProfileNeeded."""
    actor.member()
    return await drafts.load_as(state, KEY, Draft) or Draft()


async def _ask(state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask(draft, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.message.register(came, drafts.awaited(KEY), F.content_type.in_({"photo", "voice"}))
    router.message.register(odd, drafts.awaited(KEY), F.content_type.in_({"document", *UNSENDABLE}))
    router.callback_query.register(begin, ProposeTip.filter())
    router.callback_query.register(set_direction, SetTipDirection.filter())
    router.callback_query.register(set_season, SetTipSeason.filter())
    router.callback_query.register(without_file, WithoutFile.filter())
    router.callback_query.register(to_step, ToStep.filter())
    router.callback_query.register(send, SendTip.filter())
    router.callback_query.register(drop, DropProposal.filter())
    router.callback_query.register(mine, MyTips.filter())
    router.callback_query.register(open_own, OpenMyTip.filter())
    router.callback_query.register(withdraw, WithdrawTip.filter())
    return router
