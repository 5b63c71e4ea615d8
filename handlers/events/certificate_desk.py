"""Certificates of an event in the coordinator's hands."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.addresses import Addresses
from handlers.events.certificates import file_of
from screens.desk import OpenCertificates
from screens.events import certificate_desk as screens
from screens.events.certificate_desk import (
    CertificateAct,
    CertificateEntry,
    CertificatePdf,
    CertificateRegister,
    IssueCertificates,
    PackCertificates,
)
from screens.kit import PAGE_SIZE, Reply, Screen
from services.events import certificate_views, certificates


async def show(
    query: CallbackQuery, callback_data: OpenCertificates, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.overview(await certificate_views.of_event(session, actor, callback_data.event_id, now))


async def issue(
    query: CallbackQuery, callback_data: IssueCertificates, session: Session, actor: Actor, now: datetime
) -> Screen:
    if callback_data.sure:
        return screens.overview(await certificates.issue_all(session, actor, callback_data.event_id, now))
    view = await certificate_views.of_event(session, actor, callback_data.event_id, now)
    return screens.confirm_issue(view) if view.open and view.to_issue else screens.overview(view)


async def pack(
    query: CallbackQuery, callback_data: PackCertificates, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.overview(await certificates.pack(session, actor, callback_data.event_id, now))


async def register(query: CallbackQuery, callback_data: CertificateRegister, session: Session, actor: Actor) -> Screen:
    event_id = callback_data.event_id
    view = await certificate_views.register(session, actor, event_id, callback_data.page, PAGE_SIZE)
    return screens.register(view, event_id)


async def entry(query: CallbackQuery, callback_data: CertificateEntry, session: Session, actor: Actor) -> Screen:
    return screens.entry(await certificate_views.one(session, actor, callback_data.certificate_id))


async def pdf(
    query: CallbackQuery, callback_data: CertificatePdf, session: Session, actor: Actor, addresses: Addresses
) -> Reply:
    view = await certificate_views.one(session, actor, callback_data.certificate_id)
    # nobody gets a paper that says more than the register does
    return file_of(view, addresses) if view.in_force else screens.entry(view)


async def act(
    query: CallbackQuery, callback_data: CertificateAct, session: Session, actor: Actor, now: datetime
) -> Screen:
    certificate_id = callback_data.certificate_id
    if not callback_data.sure:
        view = await certificate_views.one(session, actor, certificate_id)
        return screens.confirm(view, callback_data.act)
    change = certificates.reissue if callback_data.act == "reissue" else certificates.revoke
    return screens.entry(await change(session, actor, certificate_id, now))


def build_router() -> Router:
    router = Router(name="certificate_desk")
    router.callback_query.register(show, OpenCertificates.filter())
    router.callback_query.register(issue, IssueCertificates.filter())
    router.callback_query.register(pack, PackCertificates.filter())
    router.callback_query.register(register, CertificateRegister.filter())
    router.callback_query.register(entry, CertificateEntry.filter())
    router.callback_query.register(pdf, CertificatePdf.filter())
    router.callback_query.register(act, CertificateAct.filter())
    return router
