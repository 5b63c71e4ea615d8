"""Pages of the web as phones and browsers ask for them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import httpx
import pytest
import vobject
from sqlalchemy import event as hooks
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.http import create_app
from bot.state import ProcessState
from db.engine import Sessions
from db.models import Certificate, Event, Registration
from domain.actors import Actor
from domain.addresses import Addresses
from domain.vocabulary import Attendance, EventForm, EventStatus, ParticipantRole, RegistrationStatus
from services.events import calendar_feed
from tests.services.given_events import given_event, given_members
from web.app import build_pages

CODE = "K7PM2QXD9R4T"
ADDRESSES = Addresses("club_bot", "https://club.example.org")


@dataclass
class Site:
    """The pages, a browser in front of them, and the state of the process behind them."""

    browser: httpx.AsyncClient
    state: ProcessState


@pytest.fixture
async def site(sessions: Sessions, now: datetime) -> AsyncIterator[Site]:
    state = ProcessState()
    state.addresses = ADDRESSES
    app = create_app(sessions, lambda: now, state, build_pages(sessions, lambda: now, lambda: state.addresses))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://club.example.org") as browser:
        yield Site(browser, state)


@pytest.fixture
async def anna(sessions: Sessions, now: datetime) -> Actor:
    async with sessions.begin() as session:
        return (await given_members(session, 1, now))[0]


@pytest.fixture
async def secret(sessions: Sessions, anna: Actor, now: datetime) -> str:
    """The address of a calendar with one event in it."""
    async with sessions.begin() as session:
        event = await given_event(session, title="<Знакомимся> & дружим")
        seat = Registration(
            event_id=event.id,
            member_id=anna.member_id,
            status=RegistrationStatus.REGISTERED,
            attendance=Attendance.OFFLINE,
            arrival=1,
            created_at=now,
            changed_at=now,
        )
        session.add(seat)
        return await calendar_feed.open_feed(session, anna, now)


async def test_a_phone_reads_the_feed(site: Site, secret: str) -> None:
    answer = await site.browser.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["cache-control"]
    event = vobject.readOne(answer.text).vevent
    assert event.summary.value == "<Знакомимся> & дружим"
    assert event.url.value.startswith("https://t.me/club_bot?start=event_")


async def test_a_phone_that_has_it_is_told_so_until_something_changes(
    site: Site, secret: str, sessions: Sessions
) -> None:
    first = await site.browser.get(f"/calendar/{secret}.ics")
    tag = first.headers["etag"]
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await site.browser.get(f"/calendar/{secret}.ics", headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    async with sessions.begin() as session:
        event = await session.get_one(Event, 1)
        event.status, event.revision = EventStatus.CANCELLED, 1
    changed = await site.browser.get(f"/calendar/{secret}.ics", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    event_read = vobject.readOne(changed.text).vevent
    assert (event_read.status.value, event_read.sequence.value) == ("CANCELLED", "1")


async def test_a_head_request_is_answered(site: Site, secret: str) -> None:
    answer = await site.browser.head(f"/calendar/{secret}.ics")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_closed_calendar_is_a_page_that_is_not_there(
    site: Site, secret: str, sessions: Sessions, anna: Actor
) -> None:
    async with sessions.begin() as session:
        await calendar_feed.close(session, anna)
    for path in (f"/calendar/{secret}.ics", f"/calendar/{secret}"):
        answer = await site.browser.get(path)
        assert answer.status_code == 404
        assert "Такой страницы нет" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/calendar/",
        "/calendar/.ics",
        "/calendar/short.ics",
        "/calendar/" + "a" * 43,
        "/calendar/" + "a" * 43 + ".ics",
        "/calendar/" + "a" * 10_000 + ".ics",
        "/calendar/%00%D1%8F' OR 1=1 --aaaaaaaaaaaa.ics",
        "/calendar/../healthz/x",
        "/calendar/<script>",
    ],
)
async def test_what_is_not_there_is_said_in_russian(site: Site, path: str) -> None:
    answer = await site.browser.get(path)
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text
    assert "<script" not in answer.text
    assert_is_safe(answer)


async def test_pages_are_read_only(site: Site, secret: str) -> None:
    answer = await site.browser.post(f"/calendar/{secret}")
    assert answer.status_code == 405
    assert_is_safe(answer)


async def test_the_help_page_opens_the_calendar_of_a_phone(site: Site, secret: str) -> None:
    answer = await site.browser.get(f"/calendar/{secret}")
    assert answer.status_code == 200
    assert f'href="webcal://club.example.org/calendar/{secret}.ics"' in answer.text
    assert f"calendar/r?cid=webcal%3A%2F%2Fclub.example.org%2Fcalendar%2F{secret}.ics" in answer.text
    assert f"<code>https://club.example.org/calendar/{secret}.ics</code>" in answer.text
    assert_is_safe(answer)


async def test_before_telegram_has_told_our_name_a_phone_comes_back_later(site: Site, secret: str) -> None:
    site.state.addresses = None
    for path in (f"/calendar/{secret}.ics", f"/calendar/{secret}"):
        answer = await site.browser.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


async def test_a_failure_of_ours_shows_nothing_of_itself(site: Site, secret: str) -> None:
    class Broken(Addresses):
        def event(self, event_id: int, source: str = "") -> str:
            raise RuntimeError(f"the secret is {secret}")

    site.state.addresses = Broken(ADDRESSES.username, ADDRESSES.public_url)
    answer = await site.browser.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 500
    assert "Страница не открылась" in answer.text
    assert secret not in answer.text
    assert_is_safe(answer)


async def given_certificate(sessions: Sessions, now: datetime, **changes: Any) -> None:
    values: dict[str, Any] = {
        "year": 2026,
        "number": 12,
        "code": CODE,
        "full_name": "Светлова <i>Анна</i> Игоревна",
        "role": ParticipantRole.PARTICIPANT,
        "title": "Знакомимся <script>alert(1)</script>",
        "form": EventForm.SEMINAR,
        "starts_at": now,
        "ends_at": now,
        "hours": 3,
        "issued_at": now,
    }
    async with sessions.begin() as session:
        session.add(Certificate(**(values | changes)))


async def test_anybody_checks_a_certificate(site: Site, sessions: Sessions, now: datetime) -> None:
    await given_certificate(sessions, now)
    for typed in (CODE, "k7pm-2qxd-9r4t"):
        answer = await site.browser.get(f"/verify/{typed}")
        assert answer.status_code == 200
        said = unescape(answer.text).replace("\u00a0", " ")
        assert "Сертификат № Н-2026-00012 действителен." in said
        assert "Светлова <i>Анна</i> Игоревна" in said
        assert_is_safe(answer)
        assert "<i>" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


async def test_a_revoked_certificate_shows_no_name(site: Site, sessions: Sessions, now: datetime) -> None:
    await given_certificate(sessions, now, revoked_at=now)
    answer = await site.browser.get(f"/verify/{CODE}")
    assert "аннулирован" in answer.text
    assert "Светлова" not in answer.text


@pytest.mark.parametrize("code", ["x", "%00", "<script>", "a" * 5000])
async def test_what_is_no_code_costs_no_transaction(site: Site, engine: AsyncEngine, code: str) -> None:
    begun: list[object] = []
    hooks.listen(engine.sync_engine, "begin", begun.append)
    assert (await site.browser.get(f"/verify/{code}")).status_code == 404
    assert begun == []
    await site.browser.get(f"/verify/{CODE}")
    assert len(begun) == 1


@pytest.mark.parametrize("code", ["K7PM2QXD9R4T", "x", "%00", "<script>", "a" * 5000])
async def test_a_code_nobody_was_given(site: Site, code: str) -> None:
    answer = await site.browser.get(f"/verify/{code}")
    assert answer.status_code == 404
    assert "Сертификата с таким кодом нет." in answer.text.replace("\u00a0", " ")
    assert_is_safe(answer)


def assert_is_safe(answer: httpx.Response) -> None:
    """Russian, readable by a screen reader, found by no search engine, loading nothing, holding no script."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="ru">' in answer.text
    assert answer.text.count("<h1>") == 1
    assert 'name="viewport"' in answer.text
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"<(script|img|link|iframe|form)\b|url\(|@import", answer.text)
    assert " style=" not in answer.text
