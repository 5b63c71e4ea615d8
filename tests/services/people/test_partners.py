"""Social partners: who sees what, what the journal keeps, what becomes of two who mend one card."""

import asyncio

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Partner
from domain.actors import Actor
from domain.errors import Blocked, NotAllowed, NotFound
from domain.people.partners import PartnerField
from domain.vocabulary import PartnerKind
from services.people import journal, partners
from tests.conftest import NOW
from tests.services.people.test_merging import given_coordinator

GUEST = Actor(77)
MUSEUM, LIBRARY = PartnerKind.MUSEUM, PartnerKind.LIBRARY


async def given_partner(session: Session, desk: Actor, name: str, kind: PartnerKind = MUSEUM) -> int:
    """A card everybody sees."""
    partner_id = await partners.add(session, desk, kind, name, "Экскурсии для классов", NOW)
    await partners.hide(session, desk, partner_id, NOW, hidden=False)
    return partner_id


async def names(session: Session, actor: Actor, kind: PartnerKind | None = None, number: int = 0) -> list[str]:
    return [one.name for one in (await partners.page(session, actor, kind, number, 2)).lines]


async def test_everybody_reads_what_is_shown(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        desk = await given_coordinator(session, NOW)
        for name, kind in (("Ясный музей", MUSEUM), ("альфа", LIBRARY), ("Берег", MUSEUM)):
            await given_partner(session, desk, name, kind)
        draft = await partners.add(session, desk, MUSEUM, "Черновик", "Пока пишем", NOW)
        assert await names(session, GUEST) == ["альфа", "Берег"]
        assert await names(session, GUEST, number=1) == ["Ясный музей"]
        assert await names(session, GUEST, number=99) == ["Ясный музей"], "a forged page is the last one"
        assert await names(session, GUEST, MUSEUM) == ["Берег", "Ясный музей"]
        assert await names(session, GUEST, PartnerKind.UNION) == []
        seen = await partners.page(session, GUEST, None, 0, 5)
        assert (seen.counts, seen.hidden_total) == ({MUSEUM: 2, LIBRARY: 1}, None)
        with pytest.raises(NotFound):
            await partners.card(session, GUEST, draft)
        assert (await partners.card(session, desk, draft)).hidden
        hidden = await partners.page(session, desk, None, 0, 5, hidden=True)
        assert ([one.name for one in hidden.lines], hidden.hidden_total) == (["Черновик"], 1)
        member = Actor(5, 5, consent_in_force=True, joined=True)
        with pytest.raises(NotAllowed):
            await partners.page(session, member, None, 0, 5, hidden=True)
        with pytest.raises(Blocked):
            await partners.page(session, Actor(5, 5, blocked=True), None, 0, 5)


async def test_what_is_done_to_a_card_is_in_the_journal_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        desk = await given_coordinator(session, NOW)
        partner_id = await given_partner(session, desk, "Музей")
        await partners.edit(session, desk, partner_id, PartnerField.SITE, "https://museum.example", NOW)
        await partners.edit(session, desk, partner_id, PartnerField.SITE, "https://museum.example", NOW)
        await partners.edit(session, desk, partner_id, PartnerField.KIND, "LIBRARY", NOW)
        await partners.edit(session, desk, partner_id, PartnerField.SITE, None, NOW)
        for _ in range(2):
            await partners.hide(session, desk, partner_id, NOW, hidden=True)
        with pytest.raises(ValueError):
            await partners.edit(session, desk, partner_id, PartnerField.NAME, None, NOW)
        rows = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
        assert [(row.act, row.details.get("field")) for row in rows] == [
            ("partner.added", None),
            ("partner.shown", None),
            ("partner.edited", "site"),
            ("partner.edited", "kind"),
            ("partner.edited", "site"),
            ("partner.hidden", None),
        ]
        shown = await journal.page(session, desk, journal.Sought(), 0, 10, NOW)
        assert {entry.object.name for entry in shown.entries} == {"Музей"}


async def test_a_name_is_known_whatever_its_letters(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        desk = await given_coordinator(session, NOW)
        partner_id = await given_partner(session, desk, "Музей «Ёлка»")
        assert await partners.namesake(session, desk, "МУЗЕЙ елка") == "Музей «Ёлка»"
        assert await partners.namesake(session, desk, "МУЗЕЙ елка", but=partner_id) is None
        assert await partners.namesake(session, desk, "Музей") is None


async def test_two_who_mend_one_card_lose_nothing_of_each_other(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        desk = await given_coordinator(session, NOW)
        partner_id = await given_partner(session, desk, "Музей")

    async def mend(field: PartnerField, value: str) -> None:
        async with sessions.begin() as session:
            await partners.edit(session, desk, partner_id, field, value, NOW)

    async def hide() -> None:
        async with sessions.begin() as session:
            await partners.hide(session, desk, partner_id, NOW, hidden=True)

    await asyncio.gather(
        mend(PartnerField.CONTACT, "касса"), mend(PartnerField.ADDRESS, "Береговая, 1"), hide(), hide(), hide()
    )
    async with sessions.begin() as session:
        row = await session.get_one(Partner, partner_id)
        assert (row.contact, row.address, row.hidden_at) == ("касса", "Береговая, 1", NOW)
        acts = list(await session.scalars(select(AuditEntry.act).where(AuditEntry.act == "partner.hidden")))
        assert len(acts) == 1, "of many taps one acts"
