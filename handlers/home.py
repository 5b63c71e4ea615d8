"""Home: /start, /menu, /help, /privacy, /cancel, «О клубе»."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from domain.people import Actor
from screens import menu
from screens.home import Menu
from screens.kit import Screen
from screens.menu import About

# links that only bring a person here, such as the one the bot leaves in groups
_PLAIN_LINKS = {"group"}


async def start(message: Message, state: FSMContext, actor: Actor) -> Screen:
    """A fresh start suspends what was being typed; the answers given so far are kept."""
    await state.set_state(None)
    return menu.menu(actor, greet=True)


async def open_menu(message: Message, state: FSMContext, actor: Actor) -> Screen:
    await state.set_state(None)
    return menu.menu(actor)


async def press_menu(query: CallbackQuery, state: FSMContext, actor: Actor) -> Screen:
    await state.set_state(None)
    return menu.menu(actor)


async def cancel(message: Message, state: FSMContext, actor: Actor) -> Screen:
    something = await state.get_state() is not None
    await state.set_state(None)
    return menu.cancelled(something=something)


async def show_help(message: Message) -> Screen:
    return menu.help_page()


async def show_privacy(message: Message, actor: Actor) -> Screen:
    return menu.privacy(known=actor.member_id is not None)


async def about_command(message: Message, actor: Actor) -> Screen:
    return menu.about(0, joined=actor.joined)


async def about_page(query: CallbackQuery, callback_data: About, actor: Actor) -> Screen:
    return menu.about(callback_data.page, joined=actor.joined)


def build_router() -> Router:
    router = Router(name="home")
    router.message.register(start, CommandStart(magic=~F.args | F.args.in_(_PLAIN_LINKS)))
    router.message.register(open_menu, Command("menu"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(show_help, Command("help"))
    router.message.register(show_privacy, Command("privacy"))
    router.message.register(about_command, Command("about"))
    router.callback_query.register(press_menu, Menu.filter())
    router.callback_query.register(about_page, About.filter())
    return router
