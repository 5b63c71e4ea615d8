"""Home: /start, /menu, /help, /privacy, /cancel, «О клубе»."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from domain.actors import Actor
from handlers import drafts
from screens import home as screens
from screens.home import About
from screens.kit import Screen
from screens.navigation import Menu

# links that only bring a person here, such as the one the bot leaves in groups
_PLAIN_LINKS = {"group"}


async def start(message: Message, state: FSMContext, actor: Actor) -> Screen:
    return screens.menu(actor, started=await _started(state), greet=True)


async def menu(event: TelegramObject, state: FSMContext, actor: Actor) -> Screen:
    return screens.menu(actor, started=await _started(state))


async def _started(state: FSMContext) -> bool:
    """Whether joining has answers to go on from."""
    draft = await drafts.load(state, drafts.JOINING)
    return draft is not None and draft.started


async def cancel(message: Message, raw_state: str | None) -> Screen:
    """`raw_state` is what was awaited: by now nothing is, as whenever one turns from a form to something else."""
    return screens.cancelled(something=raw_state is not None)


async def show_help(message: Message) -> Screen:
    return screens.help_page()


async def show_privacy(message: Message, actor: Actor) -> Screen:
    return screens.privacy(known=actor.member_id is not None)


async def about_command(message: Message, actor: Actor) -> Screen:
    return screens.about(0, joined=actor.joined)


async def about_page(query: CallbackQuery, callback_data: About, actor: Actor) -> Screen:
    return screens.about(callback_data.page, joined=actor.joined)


def build_router() -> Router:
    router = Router(name="home")
    router.message.register(start, CommandStart(magic=~F.args | F.args.in_(_PLAIN_LINKS)))
    router.message.register(menu, Command("menu"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(show_help, Command("help"))
    router.message.register(show_privacy, Command("privacy"))
    router.message.register(about_command, Command("about"))
    router.callback_query.register(menu, Menu.filter())
    router.callback_query.register(about_page, About.filter())
    return router
