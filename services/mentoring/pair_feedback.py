"""The end of a programme: it is completed, and each side says what they think of it (domain guide §10)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Goal, Member, Mentorship, PairFeedback
from domain.actors import Actor
from domain.errors import NotFound, PairOpinionClosed
from domain.mentoring import pair_feedback as rules
from domain.mentoring.pair_feedback import Ask, PairOpinion, Summary, Words, WordsPage
from domain.mentoring.pairs import PairView
from domain.paging import page_of
from domain.vocabulary import MessageKind, PairStatus, Priority
from services import outbox
from services.mentoring import meeting_views, pair_views, pairs
from services.outbox import Message


async def summary(session: Session, actor: Actor, pair_id: int) -> Summary:
    """What one's own pair has done so far. Raises ConsentNeeded, NotFound."""
    await pair_views.one(session, actor, pair_id)
    return await _summary(session, pair_id)


async def complete(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairOpinion:
    """Either side completes the programme; the other is told, both are asked what they think, once more in three days.

    Raises ConsentNeeded, NotFound, PairEnded, PairWaits.
    """
    member_id = actor.owner()
    pair = await pairs.lock_live(session, member_id, pair_id)
    await pairs.finish(session, pair, PairStatus.COMPLETED, now, by=member_id)
    await ask_later(session, pair, now)
    return await _of_member(session, member_id, pair_id)


async def ask_later(session: Session, pair: Mentorship, now: datetime) -> None:
    """Both sides of a pair completed at `now` (aware) are asked once more in three days what they think of it."""
    remind_at, till, entity = now + rules.REMIND_AFTER, now + rules.OPEN_FOR, f"pair:{pair.id}"
    await outbox.plan(
        session,
        [
            Message(MessageKind.PAIR_FEEDBACK, entity, one, remind_at, Priority.REMINDER, till)
            for one in (pair.mentor_id, pair.mentee_id)
            if one is not None
        ],
    )


async def open(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairOpinion:  # noqa: A001 (one opens a form)
    """The person's form about a completed pair with what they have answered so far; sealed, it can still be read.

    Raises ConsentNeeded, NotFound, PairOpinionClosed (a month has passed, or the pair was not completed).
    """
    view = await _of_member(session, actor.owner(), pair_id)
    if not view.sealed and not (view.status is PairStatus.COMPLETED and now < view.closes_at):
        raise PairOpinionClosed
    return view


async def give(session: Session, actor: Actor, pair_id: int, ask: Ask, raw: str, now: datetime) -> PairOpinion:
    """Keep one answer at once, in place of an earlier one.

    Raises as `open` does, PairOpinionClosed also when both have seen each other's ratings, NotFound for a question of
    the other side or a value that is not on offer, InvalidAnswer for words that can't be kept.
    """
    view = await _unsealed(session, actor, pair_id, now)
    view.number(ask)
    answers = {**view.answers, ask: rules.read(ask, raw)}
    row = await session.get(PairFeedback, (pair_id, actor.owner()))
    if row is None:
        row = PairFeedback(pair_id=pair_id, member_id=actor.owner(), finished_at=None)
        session.add(row)
    row.answers, row.changed_at = {one.value: value for one, value in answers.items()}, now
    await session.flush()
    return await open(session, actor, pair_id, now)


async def erase(session: Session, actor: Actor, pair_id: int, ask: Ask, now: datetime) -> PairOpinion:
    """Take back what one wrote in words. Raises as `give` does."""
    view = await _unsealed(session, actor, pair_id, now)
    row = await session.get(PairFeedback, (pair_id, actor.owner()))
    if row is not None and ask in rules.EXAMPLES and ask in view.answers:
        row.answers = {one.value: value for one, value in view.answers.items() if one is not ask}
        row.changed_at = now
        await session.flush()
    return await open(session, actor, pair_id, now)


async def end(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairOpinion:
    """The person comes to the end of the form; when both have, each is shown the other's ratings.

    Who has left ratings out is not at the end yet. Raises as `open` does.
    """
    view = await _locked(session, actor, pair_id, now)
    row = await session.get(PairFeedback, (pair_id, actor.owner()))
    if view.finished or row is None or not rules.may_finish(view.questions, view.answers):
        return view
    row.finished_at = row.changed_at = now
    await session.flush()
    view = await open(session, actor, pair_id, now)
    if view.sealed:
        pair = await session.get_one(Mentorship, pair_id)
        other = pair_views.other_id(pair, actor.owner())
        assert other is not None
        message = Message(MessageKind.PAIR_OPINIONS, f"pair:{pair_id}", other, now, Priority.NOTICE)
        await outbox.plan(session, [message])
    return view


# --- for messages


async def to_remind(session: Session, member_id: int, pair_id: int, now: datetime) -> PairOpinion | None:
    """The form of who has not come to its end; None when there is nothing to ask any more."""
    view = await seen_by(session, member_id, pair_id)
    open_still = view is not None and view.status is PairStatus.COMPLETED and now < view.closes_at
    return view if view and open_still and not view.finished else None


async def seen_by(session: Session, member_id: int, pair_id: int) -> PairOpinion | None:
    """The form as this member sees it; None when the pair is not theirs, or gone."""
    try:
        return await _of_member(session, member_id, pair_id)
    except NotFound:
        return None


# --- for coordinators


async def words(session: Session, actor: Actor, page: int, size: int) -> WordsPage:
    """What the sides of completed pairs answered, the newest pair first. Raises NotAllowed."""
    actor.coordinator()
    answered = select(PairFeedback.pair_id).distinct()
    total = await session.scalar(select(func.count()).select_from(answered.subquery())) or 0
    shown = page_of(total, page, size)
    mentor, mentee = aliased(Member), aliased(Member)
    query = (
        select(Mentorship.id, Mentorship.ended_at, mentor.full_name, mentee.full_name)
        .outerjoin(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(mentee, mentee.id == Mentorship.mentee_id)
        .where(Mentorship.id.in_(answered))
        .order_by(Mentorship.ended_at.desc(), Mentorship.id.desc())
        .limit(size)
        .offset(shown.offset)
    )
    rows = (await session.execute(query)).all()
    said = await _answers(session, [row[0] for row in rows])
    return WordsPage(
        shown,
        tuple(
            Words(pair_id, mentor_name, mentee_name, ended_at, tuple(said[pair_id].items()))
            for pair_id, ended_at, mentor_name, mentee_name in rows
        ),
    )


async def _answers(session: Session, pair_ids: Sequence[int]) -> dict[int, dict[Ask, rules.Value]]:
    """Both sides' answers by pair; the sides have no question in common."""
    query = select(PairFeedback.pair_id, PairFeedback.answers).where(PairFeedback.pair_id.in_(pair_ids))
    found: dict[int, dict[str, rules.Value]] = {pair_id: {} for pair_id in pair_ids}
    for pair_id, answers in (await session.execute(query)).all():
        found[pair_id] |= answers
    return {pair_id: rules.load_answers(answers) for pair_id, answers in found.items()}


# --- inside


async def _locked(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairOpinion:
    """The form under the pair's lock: two who come to the end at once must see each other."""
    await pairs.lock(session, actor.owner(), pair_id)
    return await open(session, actor, pair_id, now)


async def _unsealed(session: Session, actor: Actor, pair_id: int, now: datetime) -> PairOpinion:
    view = await _locked(session, actor, pair_id, now)
    if view.sealed:
        raise PairOpinionClosed
    return view


async def _of_member(session: Session, member_id: int, pair_id: int) -> PairOpinion:
    pair: PairView = await pair_views.of_member(session, member_id, pair_id)
    row = await session.get_one(Mentorship, pair_id)
    query = select(PairFeedback).where(PairFeedback.pair_id == pair_id).execution_options(populate_existing=True)
    rows = {row.member_id: row for row in await session.scalars(query)}
    own = rows.pop(member_id, None)
    others = [row for row in rows.values() if row.finished_at is not None]
    finished = own is not None and own.finished_at is not None
    return PairOpinion(
        pair_id=pair_id,
        side=pair.side,
        other=pair.other.name if pair.other else None,
        status=pair.status,
        closes_at=(pair.ended_at or pair.planned_end_at) + rules.OPEN_FOR,
        summary=await _summary(session, pair_id),
        answers=rules.load_answers(own.answers) if own else {},
        finished=finished,
        theirs=rules.shared(rules.load_answers(others[0].answers)) if finished and others else None,
        form=pair.form,
        other_id=pair_views.other_id(row, member_id),
    )


async def _summary(session: Session, pair_id: int) -> Summary:
    meetings, minutes = await meeting_views.totals(session, pair_id)
    query = select(func.count(), func.count(Goal.reached_at)).where(Goal.pair_id == pair_id)
    goals, reached = (await session.execute(query)).one()
    return Summary(meetings, minutes, goals, reached)
