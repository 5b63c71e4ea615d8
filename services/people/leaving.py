"""A member leaves the club: nobody whom they mentored, or who mentors them, is left waiting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, delete, or_, select, update

from db.engine import Session
from db.models import (
    Goal,
    MentorCard,
    MentoringRequest,
    Mentorship,
    OutboxRow,
    PairMeeting,
    RequestChoice,
    RequestStep,
)
from domain.mentoring import exchanges
from domain.mentoring import pairs as pair_rules
from domain.mentoring import requests as request_rules
from domain.vocabulary import MessageKind, PairStatus, RequestAct
from services.mentoring import handover, pairs, requests


async def stop_mentoring(session: Session, member_id: int, now: datetime) -> None:
    """The club is closed to the member at `now` (aware): requests move on, pairs end, the others are told.

    What the member has written stays: the club may be opened again.
    """
    await _lock_requests(session, member_id)
    await requests.mentor_gone(session, member_id, now)
    await requests.mentee_gone(session, member_id, now)
    for pair in await _lock_pairs(session, member_id):
        if pair.status in pair_rules.OPEN:
            await pairs.finish(session, pair, PairStatus.STOPPED, now, by=member_id)
            if pair.mentor_id == member_id:
                await handover.leave_behind(session, pair, now)
    await session.flush()


async def leave_mentoring(session: Session, member_id: int, now: datetime) -> None:
    """Before the member goes: requests move on or are withdrawn, pairs end, the others are told (`now` is aware).

    A pair both sides have left goes whole; of one with somebody in it the leaver's own words go.
    """
    await stop_mentoring(session, member_id, now)
    await _forget_pairs(session, member_id)
    await _forget_words(session, member_id)


async def _lock_requests(session: Session, member_id: int) -> None:
    """All at once and in order: two who ask each other and leave at the same time must not wait for one another."""
    cards = select(MentorCard.member_id).where(MentorCard.member_id == member_id).with_for_update()
    await session.execute(cards)
    query = (
        select(MentoringRequest.id)
        .where(
            or_(
                and_(
                    or_(MentoringRequest.mentor_id == member_id, MentoringRequest.mentee_id == member_id),
                    MentoringRequest.state.in_(request_rules.OPEN),
                ),
                # a school may be about to refuse the pair of a closed one, and so to open it again
                MentoringRequest.mentee_id == member_id,
                # of these, words go (`_forget_questions`)
                MentoringRequest.id.in_(_asked_by(member_id)),
            )
        )
        .order_by(MentoringRequest.id)
        .with_for_update()
    )
    await session.execute(query)


async def _lock_pairs(session: Session, member_id: int) -> Sequence[Mentorship]:
    query = (
        select(Mentorship)
        .where(or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id))
        .order_by(Mentorship.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def _forget_pairs(session: Session, member_id: int) -> None:
    for pair in await _lock_pairs(session, member_id):
        await _forget_calls(session, pair.id, member_id)
        if member_id in (pair.mentor_id, pair.mentee_id) and None in (pair.mentor_id, pair.mentee_id):
            await session.execute(delete(Mentorship).where(Mentorship.id == pair.id))
    await session.flush()


async def _forget_calls(session: Session, pair_id: int, member_id: int) -> None:
    """A call for help in the outbox names who called."""
    about = (OutboxRow.entity == f"pair:{pair_id}", OutboxRow.kind == MessageKind.PAIR_CHECK)
    rows = (await session.execute(select(OutboxRow.id, OutboxRow.payload).where(*about))).all()
    named = [row_id for row_id, payload in rows if payload.get("by") == member_id]
    await session.execute(delete(OutboxRow).where(OutboxRow.id.in_(named)))


async def _forget_words(session: Session, member_id: int) -> None:
    """What the member typed in rows that stay for the others' sake."""
    await session.execute(delete(Goal).where(Goal.author_id == member_id))
    await session.execute(update(PairMeeting).where(PairMeeting.proposed_by_id == member_id).values(place=None))
    await session.execute(update(RequestChoice).where(RequestChoice.mentor_id == member_id).values(words=None))
    await _forget_questions(session, member_id)


async def _forget_questions(session: Session, member_id: int) -> None:
    """A request keeps the answers, and what others asked, so that the next mentor is not told half of it."""
    query = select(MentoringRequest).where(MentoringRequest.id.in_(_asked_by(member_id)))
    for request in (await session.scalars(query.execution_options(populate_existing=True))).all():
        steps = select(RequestStep.act, RequestStep.state, RequestStep.actor_id)
        told = await session.execute(steps.where(RequestStep.request_id == request.id).order_by(RequestStep.id))
        found = exchanges.load(request.question, request.answer)
        kept = exchanges.without_words_of(member_id, found, [(row[0], row[1], row[2]) for row in told])
        request.question, request.answer = exchanges.dump(kept)
    await session.flush()


def _asked_by(member_id: int) -> Select[int]:
    """Requests about which the member has asked something, by id."""
    return select(RequestStep.request_id).where(RequestStep.actor_id == member_id, RequestStep.act == RequestAct.ASK)
