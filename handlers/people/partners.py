"""«Социальные партнёры»: reading for everybody, adding and mending for coordinators."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.people import partners as reading
from domain.people.partners import ASKED, OPTIONAL, PartnerDraft, PartnerField
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.people import partners as screens
from screens.people.partner_ways import Partners
from screens.people.partners import (
    AddPartner,
    ClearPartner,
    EditPartner,
    HidePartner,
    OpenPartner,
    PartnerBack,
    PickPartnerKind,
)
from services.people import partners

KEY = drafts.PARTNERS
AWAITED = drafts.awaited(KEY)


async def show_list(
    query: CallbackQuery,
    callback_data: Partners,
    session: Session,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Screen:
    await _stop_typing(state, raw_state)
    view = await partners.page(
        session, actor, callback_data.kind, callback_data.page, PAGE_SIZE, hidden=callback_data.hidden
    )
    return screens.partners(view, known=actor.consented)


async def show(
    query: CallbackQuery,
    callback_data: OpenPartner,
    session: Session,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Screen:
    await _stop_typing(state, raw_state)
    card = await partners.card(session, actor, callback_data.partner_id)
    return screens.card(card, page=callback_data.page, kind=callback_data.kind)


async def add(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    """A draft begun before goes on."""
    actor.coordinator()
    draft = await drafts.load_as(state, KEY, PartnerDraft)
    return await _ask(state, draft if draft is not None and draft.partner_id is None else PartnerDraft())


async def back(query: CallbackQuery, callback_data: PartnerBack, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    draft = await _draft(state)
    if draft.partner_id is not None:
        raise Outdated
    if draft.field is callback_data.field and draft.field is not ASKED[0]:
        draft = replace(draft, field=ASKED[ASKED.index(draft.field) - 1])
    return await _ask(state, draft)


async def pick_kind(
    query: CallbackQuery,
    callback_data: PickPartnerKind,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Of a card it is saved at once; of a new partner the next question follows."""
    actor.coordinator()
    if callback_data.partner_id is not None:
        kind = callback_data.kind.value
        return await _save(session, actor, state, callback_data.partner_id, PartnerField.KIND, kind, now)
    draft = await _draft(state)
    if draft.partner_id is not None:
        raise Outdated
    if draft.field is PartnerField.KIND:
        draft = replace(draft, kind=callback_data.kind, field=PartnerField.NAME)
    return await _ask(state, draft)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """An answer: saved, or the same question again with what was wrong."""
    actor.coordinator()
    draft = await _draft(state)
    try:
        value = reading.read(draft.field, message.text or "")
        if draft.field is PartnerField.NAME and (other := await _namesake(session, actor, draft, value)):
            raise InvalidAnswer(screens.same_name(other))
    except InvalidAnswer as invalid:
        if draft.partner_id is None:
            return await _ask(state, draft, invalid.hint)
        card = await partners.card(session, actor, draft.partner_id)
        return screens.ask_field(card, draft.field, invalid.hint)
    if draft.partner_id is not None:
        return await _save(session, actor, state, draft.partner_id, draft.field, value, now)
    if draft.field is PartnerField.NAME:
        return await _ask(state, replace(draft, name=value, field=PartnerField.ABOUT))
    if draft.kind is None or draft.name is None:
        raise Outdated
    partner_id = await partners.add(session, actor, draft.kind, draft.name, value, now)
    await drafts.forget(state, KEY)
    return screens.card(await partners.card(session, actor, partner_id), screens.ADDED)


async def edit(
    query: CallbackQuery, callback_data: EditPartner, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.coordinator()
    card = await partners.card(session, actor, callback_data.partner_id)
    await drafts.keep(state, KEY, PartnerDraft(callback_data.field, callback_data.partner_id))
    return screens.ask_field(card, callback_data.field)


async def clear(
    query: CallbackQuery,
    callback_data: ClearPartner,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    actor.coordinator()
    if callback_data.field not in OPTIONAL:
        raise Outdated
    return await _save(session, actor, state, callback_data.partner_id, callback_data.field, None, now)


async def hide(
    query: CallbackQuery, callback_data: HidePartner, session: Session, actor: Actor, now: datetime
) -> Screen:
    await partners.hide(session, actor, callback_data.partner_id, now, hidden=callback_data.hidden)
    said = screens.HIDDEN if callback_data.hidden else screens.SHOWN
    return screens.card(await partners.card(session, actor, callback_data.partner_id), said)


async def _stop_typing(state: FSMContext, raw_state: str | None) -> None:
    """Whoever looks at a card is no longer answering a question about one; of a guest nothing is kept."""
    if raw_state is not None:
        await state.set_state(None)


async def _draft(state: FSMContext) -> PartnerDraft:
    return await drafts.begun(state, KEY, PartnerDraft)


async def _ask(state: FSMContext, draft: PartnerDraft, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask_new(draft, problem)


async def _namesake(session: Session, actor: Actor, draft: PartnerDraft, name: str) -> str | None:
    return await partners.namesake(session, actor, name, but=draft.partner_id)


async def _save(
    session: Session,
    actor: Actor,
    state: FSMContext,
    partner_id: int,
    field: PartnerField,
    value: str | None,
    now: datetime,
) -> Screen:
    await partners.edit(session, actor, partner_id, field, value, now)
    await drafts.forget(state, KEY)
    return screens.card(await partners.card(session, actor, partner_id), screens.SAVED)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(show_list, Partners.filter())
    router.callback_query.register(show, OpenPartner.filter())
    router.callback_query.register(add, AddPartner.filter())
    router.callback_query.register(back, PartnerBack.filter())
    router.callback_query.register(pick_kind, PickPartnerKind.filter())
    router.callback_query.register(edit, EditPartner.filter())
    router.callback_query.register(clear, ClearPartner.filter())
    router.callback_query.register(hide, HidePartner.filter())
    return router
