"""Joining: what a question's screen needs from the database, and the save at the end."""

from dataclasses import replace
from datetime import datetime

from db.engine import Session
from domain.actors import Actor
from domain.errors import ProfileNeeded
from domain.people import answers as reading
from domain.people.joining import Answers, Draft, ProfileView, Question, Step, first_missing, questions
from domain.people.organizations import OrganizationView
from services.people import organizations, profiles


async def question(session: Session, draft: Draft) -> Question:
    """The draft's current question with the organisations to choose from or the one chosen.

    Its draft is the one to keep: without an organisation that has left the directory.
    """
    chosen = None
    if draft.answers.organization_id is not None:
        chosen = await organizations.lookup(session, draft.answers.organization_id)
        if chosen is None:
            # gone from the directory since it was chosen: the question is open again
            draft = replace(draft, answers=replace(draft.answers, organization_id=None))
        elif chosen.id != draft.answers.organization_id:
            # a duplicate that has become one with another meanwhile
            draft = replace(draft, answers=replace(draft.answers, organization_id=chosen.id))
    answers = draft.answers
    candidates: tuple[OrganizationView, ...] = ()
    if draft.step is Step.ORGANIZATION_PICK and answers.organization_query is not None:
        candidates = await organizations.find(session, answers.organization_query, answers.municipality)
    return Question(draft, chosen, candidates)


async def choose(session: Session, answers: Answers, step: Step, value: str) -> Answers:
    """`answers` with a pressed button's value. Raises NotFound (not on offer) or Outdated (an old button)."""
    chosen = reading.choose(step, value, answers)
    if step is Step.ORGANIZATION_PICK and chosen.organization_id is not None:
        await organizations.get(session, chosen.organization_id)
    return chosen


async def finish(session: Session, actor: Actor, answers: Answers, now: datetime) -> ProfileView:
    """Save a complete draft: from `now` (aware) the person is a member. Saving twice changes nothing.

    Only what is asked of the chosen role is stored.
    Raises ConsentNeeded, or ProfileNeeded when an answer is missing.
    """
    member_id = actor.known()
    if actor.joined:
        return await profiles.read(session, member_id)
    if first_missing(answers) is not Step.SUMMARY:
        raise ProfileNeeded
    member = await profiles.write(session, member_id, list(questions(answers)), answers, now)
    if member.joined_at is None:
        member.joined_at = now
    await session.flush()
    return await profiles.read(session, member_id)
