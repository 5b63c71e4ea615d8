"""Two hundred people press «Записаться» at once: the first twenty get seats, the rest wait in order."""

from db.models import Consent, Member, MemberRole
from domain.vocabulary import Attendance, Role
from screens.events.event_card import SignUp
from services.people import consents
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def crowd(club: Club, size: int) -> list[Phone]:
    """Members with a menu open before them."""
    people = [club.stranger(f"Гость {number}") for number in range(size)]
    text = consents.text()
    async with club.sessions.begin() as session:
        for person in people:
            role = MemberRole(role=Role.YOUNG_TEACHER, granted_at=club.now)
            member = Member(telegram_id=person.id, created_at=club.now, joined_at=club.now, roles=[role])
            session.add(member)
            await session.flush()
            session.add(Consent(member_id=member.id, version=text.version, text_sha256=text.sha256, given_at=club.now))
    for person in people:
        club.telegram.starts(person.id)
    await club.handle_updates()
    return people


async def test_two_hundred_presses_for_twenty_seats(club: Club) -> None:
    people = await crowd(club, 200)
    async with club.sessions.begin() as session:
        event = await given_event(session, seats_offline=20)
    press = SignUp(event_id=event.id, attendance=Attendance.OFFLINE).pack()
    for person in people:
        club.telegram.presses(person.id, person.newest["message_id"], press)
    await club.handle_updates()
    assert ["Вы записаны" in person.sees for person in people] == [True] * 20 + [False] * 180
    assert "первые в листе ожидания" in people[20].sees
    assert "ваш номер — 180" in people[199].sees
