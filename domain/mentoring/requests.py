"""A request for mentoring: every way from one state to another in one table, and who must act by when.

No request may hang: an open one has exactly one owner and a deadline, a closed one has a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain import clubtime
from domain.errors import RequestMoved
from domain.vocabulary import ChoiceState, DeclineReason, RequestAct, RequestState, Urgency

S, A = RequestState, RequestAct

MOST_CHOICES = 3
LONGEST_NEED = 1500
# a mentor's silence: a gentle reminder, then the request goes on (domain guide §11)
REMIND_AFTER = timedelta(days=5)
SILENT_AFTER = timedelta(days=8)
# «срочно, до завтрашнего урока»: hours in which the bot may speak
URGENT_REMIND_AFTER = timedelta(hours=1)
URGENT_SILENT_AFTER = timedelta(hours=2)
# a coordinator's queue; past it the request is red and the coordinators are told once more
QUEUE_AFTER = timedelta(days=3)
URGENT_QUEUE_AFTER = timedelta(hours=2)


class Owner(StrEnum):
    """Who must act next."""

    MENTEE = "MENTEE"
    MENTOR = "MENTOR"
    COORDINATOR = "COORDINATOR"


OWNERS: Mapping[RequestState, Owner] = {
    S.DRAFT: Owner.MENTEE,
    S.WAITING: Owner.MENTOR,
    S.DETAILS: Owner.MENTEE,
    S.COORDINATOR: Owner.COORDINATOR,
}
CLOSED = frozenset({S.ACCEPTED, S.WITHDRAWN, S.EXPIRED})
OPEN = frozenset(RequestState) - CLOSED

# what may happen where, and the state it leads to when a mentor is left to ask, and when none is
_TABLE: Mapping[tuple[RequestState, RequestAct], tuple[RequestState, RequestState]] = {
    (S.DRAFT, A.SUBMIT): (S.WAITING, S.COORDINATOR),
    (S.DRAFT, A.WITHDRAW): (S.WITHDRAWN, S.WITHDRAWN),
    (S.DRAFT, A.SILENCE): (S.EXPIRED, S.EXPIRED),
    (S.WAITING, A.ACCEPT): (S.ACCEPTED, S.ACCEPTED),
    (S.WAITING, A.ASK): (S.DETAILS, S.DETAILS),
    (S.WAITING, A.DECLINE): (S.WAITING, S.COORDINATOR),
    (S.WAITING, A.SILENCE): (S.WAITING, S.COORDINATOR),
    (S.WAITING, A.MENTOR_GONE): (S.WAITING, S.COORDINATOR),
    (S.WAITING, A.NO_ROOM): (S.WAITING, S.COORDINATOR),
    (S.WAITING, A.TAKE_BACK): (S.COORDINATOR, S.COORDINATOR),
    (S.WAITING, A.WITHDRAW): (S.WITHDRAWN, S.WITHDRAWN),
    (S.WAITING, A.PAIR): (S.ACCEPTED, S.ACCEPTED),
    (S.DETAILS, A.ANSWER): (S.WAITING, S.WAITING),
    (S.DETAILS, A.ACCEPT): (S.ACCEPTED, S.ACCEPTED),
    (S.DETAILS, A.DECLINE): (S.WAITING, S.COORDINATOR),
    (S.DETAILS, A.MENTOR_GONE): (S.WAITING, S.COORDINATOR),
    (S.DETAILS, A.NO_ROOM): (S.WAITING, S.COORDINATOR),
    (S.DETAILS, A.TAKE_BACK): (S.COORDINATOR, S.COORDINATOR),
    (S.DETAILS, A.WITHDRAW): (S.WITHDRAWN, S.WITHDRAWN),
    (S.DETAILS, A.PAIR): (S.ACCEPTED, S.ACCEPTED),
    # the mentee said nothing: closed, and one tap opens it again
    (S.DETAILS, A.SILENCE): (S.EXPIRED, S.EXPIRED),
    (S.COORDINATOR, A.SEND): (S.WAITING, S.COORDINATOR),
    (S.COORDINATOR, A.PAIR): (S.ACCEPTED, S.ACCEPTED),
    # nobody in the office has acted: told once more, a new deadline
    (S.COORDINATOR, A.PROLONG): (S.COORDINATOR, S.COORDINATOR),
    (S.COORDINATOR, A.CLOSE): (S.EXPIRED, S.EXPIRED),
    (S.COORDINATOR, A.WITHDRAW): (S.WITHDRAWN, S.WITHDRAWN),
    (S.EXPIRED, A.REOPEN): (S.COORDINATOR, S.COORDINATOR),
    (S.WITHDRAWN, A.REOPEN): (S.COORDINATOR, S.COORDINATOR),
    # the pair never began: a school did not agree to it
    (S.ACCEPTED, A.REFUSE): (S.COORDINATOR, S.COORDINATOR),
    # a coordinator gives the pair to another mentor: the request goes with it
    (S.ACCEPTED, A.HAND_OVER): (S.ACCEPTED, S.ACCEPTED),
}


def after(state: RequestState, act: RequestAct, *, mentor_left: bool) -> RequestState:
    """The state after `act`; `mentor_left`: there is (still) a mentor to ask. Raises RequestMoved."""
    ways = _TABLE.get((state, act))
    if ways is None:
        raise RequestMoved
    return ways[0] if mentor_left else ways[1]


def asks_next(state: RequestState, act: RequestAct) -> bool:
    """Whether `act` leads to the next mentor of the list, if one is left. Raises RequestMoved."""
    return after(state, act, mentor_left=True) is not after(state, act, mentor_left=False)


def allowed(state: RequestState) -> frozenset[RequestAct]:
    """What may happen in this state."""
    return frozenset(act for found, act in _TABLE if found is state)


def deadline(state: RequestState, urgency: Urgency, now: datetime) -> datetime | None:
    """By when the owner acts (aware UTC); None for a closed request."""
    if state in CLOSED:
        return None
    urgent = urgency is Urgency.URGENT
    if state is S.COORDINATOR:
        return awake(now, URGENT_QUEUE_AFTER) if urgent else now + QUEUE_AFTER
    return awake(now, URGENT_SILENT_AFTER) if urgent else now + SILENT_AFTER


def reminder_at(state: RequestState, urgency: Urgency, now: datetime) -> datetime | None:
    """When the owner is gently reminded (aware UTC); None where the deadline itself speaks."""
    if state not in (S.WAITING, S.DETAILS):
        return None
    return awake(now, URGENT_REMIND_AFTER) if urgency is Urgency.URGENT else now + REMIND_AFTER


def awake(now: datetime, hours: timedelta) -> datetime:
    """The moment `hours` after `now`, counting only time when the bot may speak: a night is nobody's two hours."""
    moment, left = clubtime.next_allowed(now), hours
    while True:
        here = clubtime.local(moment)
        evening = clubtime.at(here.date(), time(clubtime.QUIET_FROM.hour))
        if moment + left <= evening:
            return moment + left
        left -= evening - moment
        moment = clubtime.next_allowed(evening)


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One mentor of a request's list, for who may see it."""

    rank: int
    mentor_id: int | None
    mentor_name: str | None
    state: ChoiceState
    reason: DeclineReason | None = None
    words: str | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
