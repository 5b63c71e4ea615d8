"""Mentors and requests for stories about what becomes of them: made as services do, of people who have joined."""

from typing import Any

from domain.actors import Actor
from services.mentoring import requests
from services.people import people
from tests.services.given_requests import given_card, need
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def mentor(club: Club, person: Phone, name: str = "Лебедева Ирина Павловна", **card: Any) -> Actor:
    """Somebody joins as a mentor, with a confirmed card of one place or as the story says."""
    await person.joins(role="Наставник", name=name, position="учитель химии")
    async with club.sessions.begin() as session:
        actor = await people.identify(session, person.id, wrote=True)
        await given_card(session, actor, club.now, **card)
    return actor


async def asks(club: Club, person: Phone, *mentors: Actor, **changes: Any) -> int:
    """A member sends a request to these mentors in turn; whoever is to hear of it does. Returns its id."""
    async with club.sessions.begin() as session:
        actor = await people.identify(session, person.id, wrote=True)
        request_id = await requests.submit(session, actor, need(*mentors, **changes), club.now)
    await club.deliver()
    return request_id
