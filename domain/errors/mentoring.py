"""Rules of requests, pairs, groups and meetings."""

from domain.errors.shared import ClubError


class RequestMoved(ClubError):
    """The request is not where the person thinks: somebody else's turn, answered, withdrawn."""


class RequestsFull(ClubError):
    """The person has as many open requests for mentoring as one may."""


class QuestionsSpent(ClubError):
    """The mentor has asked as much about the request as one may before deciding."""


class NoPlaceLeft(ClubError):
    """The mentor has as many pairs as they take."""


class PairBlocked(ClubError):
    """These two are never matched."""


class PairExists(ClubError):
    """These two are in a pair already."""


class GroupsNotLed(ClubError):
    """The mentor has no confirmed card for groups, so none can be opened."""


class GroupsFull(ClubError):
    """The mentor has as many groups as one may."""


class GroupFull(ClubError):
    """The last place in the mentor's group has gone."""


class GroupClosed(ClubError):
    """The mentor's group takes nobody new: closed, or its mentor takes a pause."""


class OwnGroupJoined(ClubError):
    """A mentor can't join a group of their own."""


class PairEnded(ClubError):
    """The pair is over: nothing of it changes any more, and nobody is written to."""


class PairWaits(ClubError):
    """A school is still asked about the pair, so it has not begun."""


class PairOpinionClosed(ClubError):
    """The form about the pair takes no more answers: both have seen them, a month has passed, or none was asked."""


class GoalsFull(ClubError):
    """The pair has as many goals as it may."""


class OtherSideAway(ClubError):
    """The other side of the pair has left the club or can't be reached in the messenger."""


class CardChanged(ClubError):
    """The mentor's card is not what the coordinator has read: edited, or settled by somebody else."""


class OwnCardReview(ClubError):
    """A coordinator's own card is another coordinator's to confirm."""


class MeetingChanged(ClubError):
    """The pair's meeting is no longer as the person saw it: moved, agreed upon, called off."""


class MeetingPassed(ClubError):
    """The proposed time of a pair's meeting is over."""


class MeetingsFull(ClubError):
    """The pair has as many meetings ahead as it may."""


class MeetingTold(ClubError):
    """The meeting is in the journal already, so it can't be said that it did not take place."""


class MeetingAhead(ClubError):
    """The meeting has not begun, so there is nothing to write about it."""


class SchoolNeeded(ClubError):
    """The member's organisation is not in the directory, so nobody can speak for it yet."""
