"""One's certificates and their check by anybody."""

from datetime import datetime
from functools import partial

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart, StateFilter
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import certificates as documents
from domain import clubtime
from domain.actors import Actor
from domain.addresses import VERIFY_PREFIX, Addresses
from domain.events.certificates import CertificateView, read_code
from handlers.filters import Typed
from screens.events import certificate_paper
from screens.events import certificates as screens
from screens.events.certificate_ways import MyCertificates
from screens.events.certificates import AllCertificates, OpenCertificate
from screens.kit import PAGE_SIZE, File, Reply, Screen
from services.events import certificate_views
from services.people import dative


async def show_mine(message: Message, session: Session, actor: Actor) -> Screen:
    return screens.mine(await certificate_views.mine(session, actor, 0, PAGE_SIZE))


async def turn_page(query: CallbackQuery, callback_data: MyCertificates, session: Session, actor: Actor) -> Screen:
    return screens.mine(await certificate_views.mine(session, actor, callback_data.page, PAGE_SIZE))


async def open_one(
    query: CallbackQuery, callback_data: OpenCertificate, session: Session, actor: Actor, addresses: Addresses
) -> Reply:
    """The PDF; before the first one the person says how their name is written."""
    view = await certificate_views.my_one(session, actor, callback_data.certificate_id)
    if view.dative is None and actor.consented:
        name, guess = await dative.question(session, actor)
        # of a certificate in an older name nothing is asked: it stays as it was issued
        if name == view.full_name:
            return screens.ask_name(name, guess, view.id)
    return file_of(view, addresses)


async def download_all(
    query: CallbackQuery,
    callback_data: AllCertificates,
    session: Session,
    actor: Actor,
    now: datetime,
    addresses: Addresses,
) -> Reply:
    views = await certificate_views.my_all(session, actor)
    if not views:
        return screens.mine(await certificate_views.mine(session, actor, 0, PAGE_SIZE))
    papers = [certificate_paper.paper(view, addresses.verify(view.code)) for view in views]
    content = partial(documents.archive, papers, clubtime.local(now), certificate_paper.index(views))
    return screens.archive(len(views), content)


async def verify(message: Message, command: CommandObject, session: Session) -> Screen:
    """`/verify K7PM-2QXD-9R4T`."""
    if not command.args:
        return screens.how_to_verify()
    return screens.verified(await certificate_views.verify(session, command.args))


async def verify_typed(message: Message, session: Session) -> Screen:
    """The code alone, which is what people send after `/verify`."""
    return screens.verified(await certificate_views.verify(session, message.text or ""))


def _is_code(message: Message) -> bool:
    """Twelve letters may be a word; a code has dashes, or a digit, too."""
    text = message.text or ""
    return read_code(text) is not None and any(sign.isdigit() or sign in "-–—" for sign in text)


async def open_link(message: Message, command: CommandObject, session: Session) -> Screen:
    """`/start verify_K7PM2QXD9R4T`: the QR code where there are no pages."""
    return screens.verified(await certificate_views.verify(session, (command.args or "").removeprefix(VERIFY_PREFIX)))


def file_of(view: CertificateView, addresses: Addresses) -> File:
    """A certificate as a PDF, drawn after the commit."""
    paper = certificate_paper.paper(view, addresses.verify(view.code))
    return screens.pdf(documents.file_name(paper), view, partial(documents.pdf, paper))


def build_router() -> Router:
    router = Router(name="certificates")
    router.message.register(open_link, CommandStart(deep_link=True, magic=F.args.startswith(VERIFY_PREFIX)))
    router.message.register(verify, Command("verify"))
    router.message.register(show_mine, Command("certificates"))
    router.message.register(verify_typed, StateFilter(None), Typed, _is_code)
    router.callback_query.register(turn_page, MyCertificates.filter())
    router.callback_query.register(open_one, OpenCertificate.filter())
    router.callback_query.register(download_all, AllCertificates.filter())
    return router
