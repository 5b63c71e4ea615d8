"""What people think of an event: the form of the evening, the question two weeks later (domain guide §10)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from db.engine import Session, insert_into
from db.models import Event, Feedback, Presence, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import feedback as rules
from domain.events.feedback import Ask, FeedbackForm, Opinion, Standing
from domain.vocabulary import Applied, EventStatus, PresenceState, RegistrationStatus
from services.events.attended import CAME

COLUMNS = (
    Feedback.usefulness,
    Feedback.plan,
    Feedback.pace,
    Feedback.organisation,
    Feedback.recommend,
    Feedback.next_direction,
    Feedback.applied,
)


async def open(session: Session, actor: Actor, event_id: int, now: datetime) -> FeedbackForm:  # noqa: A001 (one opens a form)
    """The person's form about an event that is over at `now` (aware), with what they have answered so far.

    Raises ConsentNeeded, NotFound, EventCancelled, FeedbackTooEarly, FeedbackClosed, FeedbackNotAsked.
    """
    member_id = actor.known()
    event = await _event(session, event_id)
    (await _standing(session, event, member_id)).ensure_open(now)
    opinion = await _opinion(session, event_id, member_id) or Opinion()
    return _form(event, opinion)


async def give(session: Session, actor: Actor, event_id: int, ask: Ask, value: str, now: datetime) -> FeedbackForm:
    """Keep one answer of the evening at once, in place of an earlier one.

    Raises as `open` does, NotFound for a value that is not on offer, InvalidAnswer for a text that can't be kept.
    """
    form = await open(session, actor, event_id, now)
    await _keep(session, actor.known(), event_id, now, {ask.value: rules.read(ask, value)})
    return await _again(session, actor, form)


async def forget_plan(session: Session, actor: Actor, event_id: int, now: datetime) -> FeedbackForm:
    """Take back what one wrote about one's plans. Raises as `open` does."""
    form = await open(session, actor, event_id, now)
    if form.opinion.plan is not None:
        await _keep(session, actor.known(), event_id, now, {Ask.PLAN.value: None})
    return await _again(session, actor, form)


async def apply(session: Session, actor: Actor, event_id: int, applied: Applied, now: datetime) -> FeedbackForm:
    """Keep the answer of two weeks later. Raises as `open` does."""
    form = await open(session, actor, event_id, now)
    await _keep(session, actor.known(), event_id, now, {"applied": applied})
    return await _again(session, actor, form)


async def to_ask(session: Session, member_id: int, event_id: int, now: datetime) -> FeedbackForm | None:
    """The form to send in the evening; None when there is nobody or nothing to ask, or it is answered already."""
    event = await session.get(Event, event_id)
    if event is None or not (await _standing(session, event, member_id)).may_answer(now):
        return None
    return None if await _opinion(session, event_id, member_id) else _form(event, Opinion())


async def to_ask_again(session: Session, member_id: int, event_id: int, now: datetime) -> FeedbackForm | None:
    """The form for «удалось применить?»; None unless the person was there, by a mark or by their own words."""
    event = await session.get(Event, event_id)
    if event is None:
        return None
    standing = await _standing(session, event, member_id)
    opinion = await _opinion(session, event_id, member_id)
    if not standing.may_answer(now) or not (standing.attended or opinion):
        return None
    return None if opinion and opinion.applied else _form(event, opinion or Opinion())


async def may_answer(session: Session, event: Event, member_id: int, now: datetime) -> bool:
    """Whether `open` would show this member a form."""
    return rules.is_open(event.ends_at, now) and (await _standing(session, event, member_id)).may_answer(now)


async def _event(session: Session, event_id: int) -> Event:
    """Raises NotFound, also for a draft."""
    event = await session.get(Event, event_id)
    if event is None or event.status is EventStatus.DRAFT:
        raise NotFound
    return event


def _form(event: Event, opinion: Opinion) -> FeedbackForm:
    return FeedbackForm(event.id, event.title, rules.closes_at(event.ends_at), opinion)


async def _standing(session: Session, event: Event, member_id: int) -> Standing:
    """Of several sessions, one is enough to have been there. Who was taken off the list is not judged by old marks."""
    mine = (Registration.event_id == event.id, Registration.member_id == member_id)
    status = await session.scalar(select(Registration.status).where(*mine))
    of_mine = select(Presence.state).join(Registration, Registration.id == Presence.registration_id)
    states = set(await session.scalars(of_mine.where(*mine, Registration.status == RegistrationStatus.REGISTERED)))
    return Standing(
        status=event.status,
        ends_at=event.ends_at,
        registered=status is RegistrationStatus.REGISTERED,
        attended=PresenceState.ATTENDED in states,
        no_show=PresenceState.NO_SHOW in states,
        anybody_marked=await session.scalar(select(attended_by_anybody(event.id))) or False,
    )


def attended_by_anybody(event_id: int) -> ColumnElement[bool]:
    """Whether presence was taken at all, as a condition."""
    return exists().where(Registration.event_id == event_id, Presence.registration_id == Registration.id, CAME)


async def _opinion(session: Session, event_id: int, member_id: int) -> Opinion | None:
    query = select(*COLUMNS).where(Feedback.event_id == event_id, Feedback.member_id == member_id)
    row = (await session.execute(query)).one_or_none()
    return Opinion(*row) if row else None


async def _again(session: Session, actor: Actor, form: FeedbackForm) -> FeedbackForm:
    opinion = await _opinion(session, form.event_id, actor.known()) or Opinion()
    return FeedbackForm(form.event_id, form.title, form.closes_at, opinion)


async def _keep(session: Session, member_id: int, event_id: int, now: datetime, answers: dict[str, Any]) -> None:
    """One statement, so that two phones of one person can't both make the row."""
    row = {"event_id": event_id, "member_id": member_id, "created_at": now, "changed_at": now} | answers
    statement = insert_into(session, Feedback).values(row)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["event_id", "member_id"], set_={"changed_at": now} | answers)
    )
