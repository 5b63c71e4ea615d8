"""What one says of a tip: a thumb, a favourite, thanks, «попробовал(а)» with a line on how it went."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound
from domain.tips.reactions import Trying
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Reply, Screen
from screens.tips import tip_library
from screens.tips import tips as screens
from screens.tips.tips import KeepTip, NotTried, ThankAuthor, TriedTip, VoteTip
from services.tips import tip_reactions, tips

KEY = drafts.TIP_REACTIONS


async def vote(query: CallbackQuery, callback_data: VoteTip, session: Session, actor: Actor, now: datetime) -> Reply:
    return screens.voted(await tip_reactions.vote(session, actor, callback_data.tip, callback_data.value, now))


async def keep(query: CallbackQuery, callback_data: KeepTip, session: Session, actor: Actor, now: datetime) -> Reply:
    return screens.kept(await tip_reactions.keep(session, actor, callback_data.tip, callback_data.wanted, now))


async def thank(
    query: CallbackQuery, callback_data: ThankAuthor, session: Session, actor: Actor, now: datetime
) -> Reply:
    return screens.thanked(await tip_reactions.thank(session, actor, callback_data.tip, callback_data.wanted, now))


async def tried(
    query: CallbackQuery, callback_data: TriedTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The mark is made at once; a line on how it went may follow, or another one take its place."""
    tip = await tip_reactions.tried(session, actor, callback_data.tip, True, now)
    await drafts.keep(state, KEY, Trying(tip.id))
    return screens.ask_result(tip)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """How it went: one line, so that «спасибо» under the next tip takes nobody's words away."""
    draft = await drafts.begun(state, KEY, Trying)
    try:
        before = await tips.look_again(session, actor, draft.tip_id)
        tip = await tip_reactions.tell_result(session, actor, draft.tip_id, message.text or "", now)
    except InvalidAnswer as invalid:
        return screens.ask_result(before, invalid.hint)
    except NotFound:
        # its author took it back while the person was typing
        await drafts.forget(state, KEY)
        return tip_library.home("Этого лайфхака в клубе больше нет: автор его снял.")
    await drafts.forget(state, KEY)
    return screens.result(tip)


async def not_tried(
    query: CallbackQuery, callback_data: NotTried, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Reply:
    await drafts.forget(state, KEY)
    return screens.card(await tip_reactions.tried(session, actor, callback_data.tip, False, now))


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(vote, VoteTip.filter())
    router.callback_query.register(keep, KeepTip.filter())
    router.callback_query.register(thank, ThankAuthor.filter())
    router.callback_query.register(tried, TriedTip.filter())
    router.callback_query.register(not_tried, NotTried.filter())
    return router
