"""The home of mentoring: what waits for this person, in figures; and the club's figures for coordinators."""

from datetime import datetime

from sqlalchemy import func, or_, select

from db.engine import Session
from db.models import MentorCard, MentoringRequest, Mentorship
from domain.actors import Actor
from domain.mentoring import requests as rules
from domain.mentoring.mentoring import MentoringFigures, MentoringHome
from domain.vocabulary import CardStatus, RequestState
from services.mentoring import approval_views, mentor_group_places, risks, school, school_admins
from services.mentoring.mentor_places import LIVE_PAIRS


async def home(session: Session, actor: Actor) -> MentoringHome:
    """What the person can do here. Raises ConsentNeeded, ProfileNeeded."""
    member_id = actor.member()
    waiting = (RequestState.WAITING, RequestState.DETAILS)
    asked = select(func.count()).where(MentoringRequest.mentor_id == member_id, MentoringRequest.state.in_(waiting))
    live = func.count().filter(Mentorship.status.in_(LIVE_PAIRS))
    mine = or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id)
    pairs, all_pairs = (await session.execute(select(live, func.count()).where(mine))).one()
    still_open = func.count().filter(MentoringRequest.state.in_(rules.OPEN))
    own = select(still_open, func.count()).where(MentoringRequest.mentee_id == member_id)
    requests, all_requests = (await session.execute(own)).one()
    card = await session.get(MentorCard, member_id)
    of_school, school_waiting = await school.door(session, actor)
    return MentoringHome(
        asked=await session.scalar(asked) or 0,
        pairs=pairs,
        requests=requests,
        any_pairs=all_pairs > 0,
        any_requests=all_requests > 0,
        has_card=card is not None,
        leads_groups=mentor_group_places.leads(card),
        coordinator=actor.is_coordinator,
        card_confirmed=card is not None and card.status is CardStatus.CONFIRMED,
        school=of_school,
        school_waiting=school_waiting,
    )


async def desk(session: Session, actor: Actor, now: datetime) -> MentoringFigures:
    """The club's figures at `now` (aware). Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    requests = select(
        func.count().filter(MentoringRequest.state == RequestState.COORDINATOR),
        func.count().filter(MentoringRequest.deadline_at <= now),
        func.count().filter(MentoringRequest.state.in_((RequestState.WAITING, RequestState.DETAILS))),
    ).where(MentoringRequest.state.in_(rules.OPEN))
    queued, overdue, with_mentors = (await session.execute(requests)).one()
    pairs = select(func.count()).select_from(Mentorship).where(Mentorship.status.in_(LIVE_PAIRS))
    cards = select(func.count()).select_from(MentorCard).where(MentorCard.status == CardStatus.PENDING)
    return MentoringFigures(
        queued=queued,
        overdue=overdue,
        with_mentors=with_mentors,
        pairs=await session.scalar(pairs) or 0,
        cards_to_review=await session.scalar(cards) or 0,
        troubled=len(await risks.troubled(session, now)),
        approvals=await session.scalar(select(approval_views.waiting())) or 0,
        school_asks=await school_admins.asks(session),
    )
