"""People a coordinator looks for to put on a roster: members by name, and somebody without Telegram.

Nothing about the latter is stored before the coordinator says that the signed paper consent is in their hands.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Consent, Member, Organization, Registration
from domain.actors import Actor
from domain.errors import ConsentNeeded, Outdated, SeatsTaken
from domain.events.newcomers import Newcomer
from domain.events.roster import Candidate, simple
from domain.people.joining import Answers, Step
from domain.typed import folded
from domain.vocabulary import Attendance
from services import journal
from services.events import registrations, seats
from services.people import consents, organizations, profiles, search

MOST_CANDIDATES = 5


async def find(session: Session, actor: Actor, event_id: int, query: str) -> tuple[tuple[Candidate, ...], int]:
    """Up to five members `query` (folded words of a name) may mean, by name, and how many it may mean in all.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    if not query:
        return (), 0
    meant = sorted((simple(name), member_id) for member_id, name in await search.names(session, query))
    shown = [member_id for _, member_id in meant[:MOST_CANDIDATES]]
    return await _candidates(session, event_id, shown), len(meant)


async def namesakes(session: Session, actor: Actor, draft: Newcomer) -> tuple[Candidate, ...]:
    """Members with the newcomer's very name who work where the newcomer does. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    if draft.answers.full_name is None:
        return ()
    name = simple(draft.answers.full_name)
    alike = [member_id for member_id, other in await search.names(session, folded(name)) if simple(other) == name]
    place = simple(await _place(session, draft.answers) or "")
    found = await _candidates(session, draft.event_id, alike)
    return tuple(one for one in found if simple(one.organization or "") == place)[:MOST_CANDIDATES]


async def enroll(
    session: Session, actor: Actor, draft: Newcomer, attendance: Attendance, now: datetime, *, over: bool = False
) -> int:
    """Make a member without Telegram of a complete draft and sign them up; returns the registration's id.

    The coordinator is kept as the witness of the paper consent; `over`: a seat even above the limit. `now` is aware.
    Raises ConsentNeeded (also when there is no paper), NotAllowed, Outdated when an answer is missing, NotFound, and
    what `registrations.add` raises; then nothing of the person is stored.
    """
    witness_id = actor.coordinator()
    if not draft.consented:
        raise ConsentNeeded
    if draft.step is not Step.SUMMARY:
        raise Outdated
    event = await seats.lock_event(session, draft.event_id)
    if not over and (await seats.of_kind(session, event, attendance)).free == 0:
        raise SeatsTaken
    member_id = await _create(session, draft.answers, witness_id, now)
    return await registrations.add(session, actor, draft.event_id, member_id, attendance, now, over=over)


async def admit(session: Session, actor: Actor, draft: Newcomer, now: datetime) -> int:
    """Make a member without Telegram of a complete draft, at no event; returns the member's id. `now` is aware.

    Raises ConsentNeeded (also when there is no paper), NotAllowed, Outdated when an answer is missing.
    """
    witness_id = actor.coordinator()
    if not draft.consented:
        raise ConsentNeeded
    if draft.step is not Step.SUMMARY:
        raise Outdated
    return await _create(session, draft.answers, witness_id, now)


async def _create(session: Session, answers: Answers, witness_id: int, now: datetime) -> int:
    member = Member(created_at=now, joined_at=now)
    if answers.works and answers.organization_id is not None:
        # nobody asked for the town, and the school's is the likeliest
        member.municipality = (await organizations.get(session, answers.organization_id)).municipality
    session.add(member)
    await session.flush()
    wording = consents.text()
    session.add(
        Consent(
            member_id=member.id,
            version=wording.version,
            text_sha256=wording.sha256,
            given_at=now,
            witness_id=witness_id,
        )
    )
    work = [Step.ORGANIZATION, Step.POSITION] if answers.works else []
    await profiles.write(session, member.id, [Step.ROLE, Step.NAME, *work], answers, now)
    await journal.record(session, actor_id=witness_id, act="member.enrolled", object=f"member:{member.id}", now=now)
    return member.id


async def _candidates(session: Session, event_id: int, member_ids: Sequence[int]) -> tuple[Candidate, ...]:
    """These members in this order, each with their standing at the event."""
    query = (
        select(
            Member.id,
            Member.full_name,
            func.coalesce(Organization.name, Member.organization_text),
            Registration.status,
        )
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .outerjoin(Registration, (Registration.member_id == Member.id) & (Registration.event_id == event_id))
        .where(Member.id.in_(member_ids))
    )
    rows = {row[0]: row for row in (await session.execute(query)).all()}
    found = (rows[member_id] for member_id in member_ids if member_id in rows)
    return tuple(Candidate(row[0], row[1] or "", row[2], row[3]) for row in found)


async def _place(session: Session, answers: Answers) -> str | None:
    if not answers.works:
        return None
    if answers.organization_id is None:
        return answers.organization_text
    chosen = await organizations.lookup(session, answers.organization_id)
    return chosen.name if chosen else None
