"""One step of a request for mentoring: the list of mentors, the state, the deadline, the history and the news of it.

Who may take which step is the business of `services/mentoring/requests.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from db.engine import Session
from db.models import MemberRole, MentorCard, MentoringRequest, RequestChoice, RequestStep
from domain.mentoring import exchanges
from domain.mentoring import requests as rules
from domain.vocabulary import (
    ChoiceState,
    DeclineReason,
    MessageKind,
    Priority,
    RequestAct,
    RequestState,
    Role,
)
from services import outbox
from services.mentoring.mentor_places import WITH_MENTOR, is_free
from services.outbox import Message

A, S, K = RequestAct, RequestState, MessageKind

# what an act makes of the mentor who was asked
_CHOICE_AFTER = {
    A.ACCEPT: ChoiceState.ACCEPTED,
    A.DECLINE: ChoiceState.DECLINED,
    A.SILENCE: ChoiceState.SILENT,
    A.MENTOR_GONE: ChoiceState.GONE,
    A.NO_ROOM: ChoiceState.GONE,
    A.TAKE_BACK: ChoiceState.TAKEN_BACK,
    A.WITHDRAW: ChoiceState.TAKEN_BACK,
    A.PAIR: ChoiceState.TAKEN_BACK,
}
# and of the mentor who was in the pair
_ACCEPTED_AFTER = {A.REFUSE: ChoiceState.REFUSED, A.HAND_OVER: ChoiceState.TAKEN_BACK}
# what is told while a mentor, the mentee or a coordinator is waited for, and is senseless after the next step
_PASSING = (
    K.REQUEST_ASKED,
    K.REQUEST_REMINDER,
    K.REQUEST_DETAILS,
    K.REQUEST_ANSWERED,
    K.REQUEST_QUEUED,
    K.REQUEST_OVERDUE,
)


async def choose(session: Session, request: MentoringRequest, mentor_ids: Sequence[int], now: datetime) -> None:
    """These mentors, in this order, are asked from now on; whoever else was still to be asked is not.

    A mentor who was asked before is asked again: whoever chooses has seen the history. Ids without a card are left out.
    """
    known = set(await session.scalars(select(MentorCard.member_id).where(MentorCard.member_id.in_(mentor_ids))))
    await session.execute(
        update(RequestChoice)
        .where(RequestChoice.request_id == request.id, RequestChoice.state == ChoiceState.NEXT)
        .values(state=ChoiceState.TAKEN_BACK, answered_at=now)
    )
    rank = await _last_rank(session, request)
    for number, mentor_id in enumerate(dict.fromkeys(one for one in mentor_ids if one in known), rank + 1):
        session.add(RequestChoice(request_id=request.id, rank=number, mentor_id=mentor_id, state=ChoiceState.NEXT))
    await session.flush()


async def take(
    session: Session,
    request: MentoringRequest,
    act: RequestAct,
    now: datetime,
    *,
    actor_id: int | None,
    reason: DeclineReason | None = None,
    words: str | None = None,
    paired_with: int | None = None,
    refused: int | None = None,
) -> None:
    """Everything that one act changes, of a request its caller has locked; `actor_id` of None is the clock.

    `paired_with` is the mentor a coordinator chose by hand, `refused` the one whose pair a school did not agree to.
    Raises RequestMoved before anything is changed.
    """
    rules.after(request.state, act, mentor_left=False)
    before = request.mentor_id
    await _answer(session, request, act, now, reason, words, paired_with)
    following = await _following(session, request, now) if rules.asks_next(request.state, act) else None
    request.state = rules.after(request.state, act, mentor_left=following is not None)
    if following is not None:
        following.state, following.asked_at = ChoiceState.ASKED, now
        request.mentor_id = following.mentor_id
        # what nobody answered was another mentor's question
        told = exchanges.answered(exchanges.load(request.question, request.answer))
        request.question, request.answer = exchanges.dump(told)
    elif request.state not in WITH_MENTOR:
        request.mentor_id = None
    request.deadline_at = rules.deadline(request.state, request.urgency, now)
    request.changed_at = now
    session.add(
        RequestStep(
            request_id=request.id,
            at=now,
            act=act,
            state=request.state,
            actor_id=actor_id,
            mentor_id=paired_with or refused or before,
            reason=reason,
        )
    )
    await session.flush()
    await outbox.withdraw(session, entity=f"request:{request.id}", kinds=_PASSING)
    lost = before if before != paired_with else None
    await outbox.plan(session, await _news(session, request, act, lost, now))


async def _answer(
    session: Session,
    request: MentoringRequest,
    act: RequestAct,
    now: datetime,
    reason: DeclineReason | None,
    words: str | None,
    paired_with: int | None,
) -> None:
    """What the act makes of the list: of the mentor who was asked, and of one whom a coordinator chose."""
    if act in _ACCEPTED_AFTER:
        accepted = (RequestChoice.request_id == request.id, RequestChoice.state == ChoiceState.ACCEPTED)
        became = _ACCEPTED_AFTER[act]
        await session.execute(update(RequestChoice).where(*accepted).values(state=became, answered_at=now))
    query = select(RequestChoice).where(
        RequestChoice.request_id == request.id, RequestChoice.state == ChoiceState.ASKED
    )
    asked = await session.scalar(query)
    if asked is not None and act in _CHOICE_AFTER:
        # while details are waited for, it is the mentee who is silent
        left = act is A.SILENCE and request.state is S.DETAILS
        asked.state = ChoiceState.UNANSWERED if left else _CHOICE_AFTER[act]
        asked.reason, asked.words, asked.answered_at = reason, words, now
    if paired_with is None:
        return
    if asked is None or asked.mentor_id != paired_with:
        rank = await _last_rank(session, request) + 1
        asked = RequestChoice(request_id=request.id, rank=rank, mentor_id=paired_with)
        session.add(asked)
    asked.state, asked.answered_at = ChoiceState.ACCEPTED, now


async def _following(session: Session, request: MentoringRequest, now: datetime) -> RequestChoice | None:
    """The next mentor of the list who can be asked; those who can't are passed over."""
    query = (
        select(RequestChoice)
        .where(RequestChoice.request_id == request.id, RequestChoice.state == ChoiceState.NEXT)
        .order_by(RequestChoice.rank)
    )
    for choice in (await session.scalars(query)).all():
        if choice.mentor_id is not None and await is_free(session, request, choice.mentor_id, now):
            return choice
        choice.state, choice.answered_at = ChoiceState.GONE, now
    return None


async def _last_rank(session: Session, request: MentoringRequest) -> int:
    query = select(func.max(RequestChoice.rank)).where(RequestChoice.request_id == request.id)
    return await session.scalar(query) or 0


# --- news


async def _news(
    session: Session, request: MentoringRequest, act: RequestAct, lost: int | None, now: datetime
) -> list[Message]:
    """Who is told what of this step; `lost` is the mentor who had the request before it."""
    told = [*await _to_owner(session, request, act, now), *_to_mentee(request, act, now)]
    # the mentor who lost the request without having said no
    if act in (A.WITHDRAW, A.TAKE_BACK, A.SILENCE, A.PAIR):
        told.append((K.REQUEST_TAKEN, lost, now))
    return [
        Message(
            kind=kind,
            entity=f"request:{request.id}",
            recipient_id=recipient,
            due_at=at,
            priority=Priority.NOTICE,
            payload={"act": act.value, "state": request.state.value},
        )
        for kind, recipient, at in told
        if recipient is not None
    ]


_Told = tuple[MessageKind, int | None, datetime]


async def _to_owner(session: Session, request: MentoringRequest, act: RequestAct, now: datetime) -> list[_Told]:
    """Who must act next hears of it; coordinators don't of what one of them has just done.

    Of a school's refusal they are told with its reason (`approvals.py`).
    """
    remind = rules.reminder_at(request.state, request.urgency, now) or now
    match request.state:
        case RequestState.WAITING:
            kind = K.REQUEST_ANSWERED if act is A.ANSWER else K.REQUEST_ASKED
            return [(kind, request.mentor_id, now), (K.REQUEST_REMINDER, request.mentor_id, remind)]
        case RequestState.DETAILS:
            return [(K.REQUEST_DETAILS, request.mentee_id, now), (K.REQUEST_REMINDER, request.mentee_id, remind)]
        case RequestState.COORDINATOR if act not in (A.TAKE_BACK, A.SEND, A.REFUSE):
            kind = K.REQUEST_OVERDUE if act is A.PROLONG else K.REQUEST_QUEUED
            return [(kind, coordinator_id, now) for coordinator_id in await _coordinators(session)]
    return []


def _to_mentee(request: MentoringRequest, act: RequestAct, now: datetime) -> list[_Told]:
    if act is A.CLOSE or (act is A.SILENCE and request.state is S.EXPIRED):
        return [(K.REQUEST_CLOSED, request.mentee_id, now)]
    if act in (A.DECLINE, A.SILENCE, A.MENTOR_GONE, A.NO_ROOM):
        return [(K.REQUEST_MOVED_ON, request.mentee_id, now)]
    return []


async def _coordinators(session: Session) -> list[int]:
    query = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR).order_by(MemberRole.member_id)
    return list(await session.scalars(query))
