"""Pairs for stories about what comes after: made as services do, of people who have joined by themselves."""

from db.models import MentorCard
from domain.vocabulary import Direction, MentoringForm, Urgency
from services.mentoring import requests
from services.mentoring.requests import NewRequest
from services.people import people
from tests.services.given_requests import given_card
from tests.stories.conftest import Club
from tests.stories.phones import Phone

NEED = "Как держать дисциплину в седьмых классах, когда урок шестой?"


async def pair(club: Club, mentor: Phone, mentee: Phone) -> int:
    """Both have joined; the mentee asks, the mentor accepts, both are told. Returns the pair's id."""
    async with club.sessions.begin() as session:
        teacher = await people.identify(session, mentor.id, wrote=True)
        learner = await people.identify(session, mentee.id, wrote=True)
        if await session.get(MentorCard, teacher.owner()) is None:
            await given_card(session, teacher, club.now, capacity=5)
        need = NewRequest(
            directions=(Direction.METHODICAL,),
            need=NEED,
            lemmas="дисциплина седьмой класс",
            form=MentoringForm.ONE_TO_ONE,
            way=None,
            urgency=Urgency.MONTH,
            mentors=(teacher.owner(),),
        )
        request_id = await requests.submit(session, learner, need, club.now)
        pair_id = await requests.accept(session, teacher, request_id, club.now)
    assert pair_id is not None
    await club.deliver()
    return pair_id
