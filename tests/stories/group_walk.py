"""Mentors' groups for stories about what happens in them: made as services do, of people who have joined."""

from typing import Any

from domain.actors import Actor
from domain.vocabulary import Direction, MentoringForm
from services.mentoring import mentor_groups
from services.people import people
from tests.services.given_groups import given_group
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.request_walk import mentor

FORMS = [MentoringForm.ONE_TO_ONE, MentoringForm.GROUP]


async def leader(club: Club, person: Phone, **card: Any) -> Actor:
    """A mentor whose card lets them open groups."""
    values = {"forms": FORMS, "directions": [Direction.METHODICAL, Direction.DIGITAL], "capacity": 3, **card}
    return await mentor(club, person, **values)


async def group(club: Club, actor: Actor, **changes: Any) -> int:
    """An open group of three places; returns its id."""
    async with club.sessions.begin() as session:
        return await given_group(session, club.now, actor, **changes)


async def joins(club: Club, person: Phone, group_id: int) -> int:
    """A member joins; whoever is to hear of it does. Returns the pair's id."""
    async with club.sessions.begin() as session:
        actor = await people.identify(session, person.id, wrote=True)
        joined = await mentor_groups.join(session, actor, group_id, club.now)
    await club.deliver()
    return joined.pair_id
