"""Mentoring: cards, requests, pairs. Source: domain guide §4.4, §11."""

from enum import StrEnum


class MentoringForm(StrEnum):
    """How a mentor and a mentee work together (domain guide §4.4, the list of the federal model)."""

    ONE_TO_ONE = "ONE_TO_ONE"
    GROUP = "GROUP"
    SITUATIONAL = "SITUATIONAL"
    SHORT_GOAL = "SHORT_GOAL"
    SPEED = "SPEED"
    VIRTUAL = "VIRTUAL"
    REVERSIVE = "REVERSIVE"


class Stage(StrEnum):
    """Whom one teaches."""

    PRESCHOOL = "PRESCHOOL"
    PRIMARY = "PRIMARY"
    BASIC = "BASIC"
    SENIOR = "SENIOR"
    ADDITIONAL = "ADDITIONAL"
    VOCATIONAL = "VOCATIONAL"


class CardStatus(StrEnum):
    """A mentor's card is seen by others once a coordinator has confirmed it."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    RETURNED = "RETURNED"


class Urgency(StrEnum):
    """How soon help is needed; URGENT is «до завтрашнего урока»."""

    URGENT = "URGENT"
    WEEK = "WEEK"
    MONTH = "MONTH"
    NO_HURRY = "NO_HURRY"


class RequestState(StrEnum):
    """Where a request for mentoring is; `domain/mentoring/requests.py` holds every way from one to another."""

    DRAFT = "DRAFT"
    WAITING = "WAITING"
    DETAILS = "DETAILS"
    COORDINATOR = "COORDINATOR"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class RequestAct(StrEnum):
    """What can happen to a request."""

    SUBMIT = "SUBMIT"
    ACCEPT = "ACCEPT"
    ASK = "ASK"
    ANSWER = "ANSWER"
    DECLINE = "DECLINE"
    SILENCE = "SILENCE"
    MENTOR_GONE = "MENTOR_GONE"
    NO_ROOM = "NO_ROOM"
    WITHDRAW = "WITHDRAW"
    SEND = "SEND"
    TAKE_BACK = "TAKE_BACK"
    PAIR = "PAIR"
    CLOSE = "CLOSE"
    PROLONG = "PROLONG"
    REOPEN = "REOPEN"
    REFUSE = "REFUSE"
    HAND_OVER = "HAND_OVER"


class ChoiceState(StrEnum):
    """What became of one mentor of a request's list; one at a time is ASKED.

    UNANSWERED: the mentor's question was never answered, for which the mentor is not to blame.
    """

    NEXT = "NEXT"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    SILENT = "SILENT"
    UNANSWERED = "UNANSWERED"
    GONE = "GONE"
    TAKEN_BACK = "TAKEN_BACK"
    REFUSED = "REFUSED"


class RoundState(StrEnum):
    """Of a coordinators' round of matching: it is worked out, looked over, sent."""

    COMPUTING = "COMPUTING"
    READY = "READY"
    FAILED = "FAILED"
    SENDING = "SENDING"
    SENT = "SENT"
    DROPPED = "DROPPED"


class DeclineReason(StrEnum):
    """Why a mentor declines (domain guide §11); the mentee never sees it."""

    NO_TIME = "NO_TIME"
    LIMIT = "LIMIT"
    OTHER_TOPIC = "OTHER_TOPIC"
    OTHER_STAGE = "OTHER_STAGE"
    LATER = "LATER"
    PERSONAL_LINK = "PERSONAL_LINK"
    NO_PAPERS = "NO_PAPERS"
    LEAVE = "LEAVE"
    OTHER = "OTHER"


class PairStatus(StrEnum):
    """APPROVAL: the school's administration is asked about a pair across schools."""

    APPROVAL = "APPROVAL"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"


class RefusalReason(StrEnum):
    """Why a school does not agree to a pair; the two never see it."""

    LOAD = "LOAD"
    SCHEDULE = "SCHEDULE"
    OWN_MENTOR = "OWN_MENTOR"
    OTHER = "OTHER"


class MeetingStatus(StrEnum):
    """Of a pair's meeting."""

    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
