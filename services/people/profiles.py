"""A member's own profile: reading it and changing it field by field."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from db.engine import Session
from db.models import Interest, Member, MemberRole
from domain.actors import Actor
from domain.errors import NotFound
from domain.people.joining import Answers, ProfileView, Step, question_of
from domain.vocabulary import SELF_CHOSEN_ROLES, Role
from services.people import organizations

# where the answer to each question is kept; roles and directions have tables of their own
COLUMNS: Mapping[Step, tuple[str, ...]] = {
    Step.NAME: ("full_name",),
    Step.MUNICIPALITY: ("municipality", "municipality_text"),
    Step.ORGANIZATION: ("organization_id", "organization_text"),
    Step.POSITION: ("position",),
    Step.YEAR: ("started_year",),
}


async def view(session: Session, actor: Actor) -> ProfileView:
    """The person's own profile. Raises ConsentNeeded or ProfileNeeded."""
    return await read(session, actor.member())


async def read(session: Session, member_id: int) -> ProfileView:
    """A member's profile by id; the caller answers for the right to see it. Raises NotFound."""
    member = await session.get(Member, member_id)
    if member is None:
        raise NotFound
    roles = set(await session.scalars(select(MemberRole.role).where(MemberRole.member_id == member_id)))
    interests = await session.scalars(
        select(Interest.direction).where(Interest.member_id == member_id).order_by(Interest.direction)
    )
    values = {column: getattr(member, column) for columns in COLUMNS.values() for column in columns}
    answers = Answers(
        role=next((role for role in SELF_CHOSEN_ROLES if role in roles), None),
        directions=tuple(interests),
        **values,
    )
    chosen = await organizations.get(session, member.organization_id) if member.organization_id else None
    return ProfileView(
        answers=answers,
        roles=tuple(role for role in Role if role in roles),
        organization=chosen,
    )


async def change(session: Session, actor: Actor, step: Step, answers: Answers, now: datetime) -> ProfileView:
    """Save the one field that `step` asks about and return the profile as it became.

    Raises ConsentNeeded or ProfileNeeded.
    """
    member_id = actor.member()
    await write(session, member_id, [question_of(step)], answers, now)
    return await read(session, member_id)


async def write(session: Session, member_id: int, fields: list[Step], answers: Answers, now: datetime) -> Member:
    """Store the answers to these questions, the member's row locked. Raises NotFound: the member is gone."""
    member = await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)
    if member is None:
        raise NotFound
    if Step.NAME in fields and member.full_name != answers.full_name:
        # the dative the person confirmed belongs to the old name
        member.name_dative = None
    for field in fields:
        for column in COLUMNS.get(field, ()):
            setattr(member, column, getattr(answers, column))
    await session.flush()
    if member.organization_id is not None and Step.ORGANIZATION in fields:
        # chosen while two entries of the directory were made one: the write has waited for that
        member.organization_id = await organizations.current(session, member.organization_id)
        await session.flush()
    if Step.ROLE in fields:
        await _replace_role(session, member_id, answers, now)
    if Step.DIRECTIONS in fields:
        await _replace_interests(session, member_id, answers)
    return member


async def _replace_role(session: Session, member_id: int, answers: Answers, now: datetime) -> None:
    """What one calls oneself changes; a granted role (coordinator) stays."""
    await session.execute(
        delete(MemberRole)
        .where(MemberRole.member_id == member_id, MemberRole.role.in_(SELF_CHOSEN_ROLES))
        .execution_options(synchronize_session=False)
    )
    if answers.role is not None:
        await session.execute(insert(MemberRole).values(member_id=member_id, role=answers.role, granted_at=now))


async def _replace_interests(session: Session, member_id: int, answers: Answers) -> None:
    await session.execute(
        delete(Interest).where(Interest.member_id == member_id).execution_options(synchronize_session=False)
    )
    if answers.directions:
        rows = [{"member_id": member_id, "direction": direction} for direction in answers.directions]
        await session.execute(insert(Interest), rows)
