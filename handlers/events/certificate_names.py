"""How one's name is written on certificates: the question, and the answer in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import InvalidAnswer, NotFound
from handlers import drafts
from handlers.events.certificates import file_of
from handlers.filters import Typed
from screens.events import certificates as screens
from screens.events.certificates import NameOnCertificate
from screens.kit import Reply, Screen
from services.events import certificate_views
from services.people import dative

AWAITED = drafts.awaited(drafts.CERTIFICATE_NAMES)


@dataclass(frozen=True, slots=True)
class Asked:
    """For which certificate the name is asked; None: for all to come."""

    certificate_id: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Asked":
        """Back from JSON."""
        return cls(**dumped)


async def press(
    query: CallbackQuery,
    callback_data: NameOnCertificate,
    session: Session,
    actor: Actor,
    state: FSMContext,
    addresses: Addresses,
) -> Reply:
    asked = Asked(callback_data.certificate_id)
    match callback_data.how:
        case "type":
            name, _ = await dative.question(session, actor)
            await drafts.keep(state, drafts.CERTIFICATE_NAMES, asked)
            return screens.type_name(name, asked.certificate_id)
        case "right":
            await dative.accept_guess(session, actor)
        case "as_is":
            await dative.keep_as_is(session, actor)
        case "ask":
            return await _ask(session, actor, state, asked)
    return await _kept(session, actor, state, asked, addresses)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, addresses: Addresses) -> Reply:
    asked = await drafts.load_as(state, drafts.CERTIFICATE_NAMES, Asked) or Asked()
    try:
        await dative.write(session, actor, message.text or "")
    except InvalidAnswer as invalid:
        name, _ = await dative.question(session, actor)
        return screens.type_name(name, asked.certificate_id, invalid.hint)
    return await _kept(session, actor, state, asked, addresses)


async def _ask(session: Session, actor: Actor, state: FSMContext, asked: Asked) -> Screen:
    await drafts.forget(state, drafts.CERTIFICATE_NAMES)
    name, guess = await dative.question(session, actor)
    return screens.ask_name(name, guess, asked.certificate_id)


async def _kept(session: Session, actor: Actor, state: FSMContext, asked: Asked, addresses: Addresses) -> Reply:
    """What is remembered now, and the certificate for which it was asked."""
    await drafts.forget(state, drafts.CERTIFICATE_NAMES)
    name, spelling = await dative.kept(session, actor)
    kept = screens.name_kept(name, spelling)
    if asked.certificate_id is None:
        return kept
    try:
        view = await certificate_views.my_one(session, actor, asked.certificate_id)
    except NotFound:
        # replaced or revoked meanwhile: the spelling is kept all the same
        return kept
    return kept, file_of(view, addresses)


def build_router() -> Router:
    router = Router(name=drafts.CERTIFICATE_NAMES)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(press, NameOnCertificate.filter())
    return router
