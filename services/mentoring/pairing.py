"""A pair comes to be: out of an accepted request, a coordinator's hand, a group, a mutual wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.engine import Session
from db.models import MentoringRequest, Mentorship
from domain.vocabulary import Direction, MentoringForm, MessageKind, PairStatus, Priority
from services import outbox
from services.mentoring import approval_steps
from services.outbox import Message

# how long a form usually lasts (domain guide §7): it sets the mid-term and the end
USUAL_LENGTH = {
    MentoringForm.SITUATIONAL: timedelta(weeks=2),
    MentoringForm.SPEED: timedelta(weeks=2),
    MentoringForm.SHORT_GOAL: timedelta(weeks=6),
    MentoringForm.REVERSIVE: timedelta(weeks=6),
}
HALF_YEAR = timedelta(weeks=18)


async def make(
    session: Session, request: MentoringRequest, mentor_id: int, now: datetime, group_id: int | None = None
) -> int:
    """The pair of an accepted request, in this group if it is named; both are told. Returns its id."""
    return await create(
        session,
        mentor_id=mentor_id,
        mentee_id=request.mentee_id,
        form=request.form,
        directions=request.directions,
        now=now,
        request_id=request.id,
        # a place in a group is for who asked for one
        group_id=group_id if request.form is MentoringForm.GROUP else None,
    )


async def create(
    session: Session,
    *,
    mentor_id: int,
    mentee_id: int,
    form: MentoringForm,
    directions: Sequence[Direction],
    now: datetime,
    request_id: int | None = None,
    group_id: int | None = None,
) -> int:
    """A new pair; both are told. Returns its id.

    A pair across schools waits for the administration of one that wants to be asked (`Organization.cross_approval`).
    """
    asked = await approval_steps.asking(session, mentor_id, mentee_id)
    pair = Mentorship(
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        request_id=request_id,
        group_id=group_id,
        form=form,
        directions=list(directions),
        status=PairStatus.APPROVAL if asked else PairStatus.ACTIVE,
        mentor_shares=False,
        mentee_shares=False,
        started_at=now,
        planned_end_at=now + USUAL_LENGTH.get(form, HALF_YEAR),
        changed_at=now,
    )
    session.add(pair)
    await session.flush()
    if asked:
        await approval_steps.ask(session, pair, asked, now)
    else:
        await introduce(session, pair, now)
    return pair.id


async def begin(session: Session, pair: Mentorship, now: datetime) -> None:
    """A pair that waited for a school begins at `now` (aware): its planned end moves by the wait, and both are told."""
    pair.planned_end_at += now - pair.started_at
    pair.status, pair.started_at, pair.changed_at = PairStatus.ACTIVE, now, now
    await session.flush()
    await introduce(session, pair, now)


async def introduce(session: Session, pair: Mentorship, now: datetime) -> None:
    """Tell both sides of each other."""
    await outbox.plan(
        session,
        [
            Message(MessageKind.PAIR_MADE, f"pair:{pair.id}", member_id, now, Priority.NOTICE)
            for member_id in (pair.mentor_id, pair.mentee_id)
            if member_id is not None
        ],
    )
