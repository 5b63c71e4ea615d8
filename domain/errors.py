"""Rules that can break, by name. One table in `screens/errors.py` turns each into words and a next step."""


class ClubError(Exception):
    """A rule of the club was broken; the turn rolls back and the person is told what to do next."""


class ConsentNeeded(ClubError):
    """The act would store personal data, and the person has not consented."""


class ProfileNeeded(ClubError):
    """The act needs a finished profile; the person has consented but not finished joining."""


class NotAllowed(ClubError):
    """The person has no right to this act or object."""


class NotFound(ClubError):
    """The object is gone or never existed: an old button, a forged id."""


class Outdated(ClubError):
    """The button belongs to a moment that has passed."""


class InvalidAnswer(ClubError):
    """A typed answer can't be accepted.

    `hint` is a ready sentence for the person: what was wrong and an example of what would do.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint


class InviteInvalid(ClubError):
    """The one-time link is unknown, used or expired; all three are answered alike on purpose."""


class InvitesFull(ClubError):
    """As many one-time links wait as the club keeps at once."""


class LastCoordinator(ClubError):
    """The last coordinator's rights can't be taken away: nobody could give any back."""


class EventStarted(ClubError):
    """The event has begun or is over."""


class EventCancelled(ClubError):
    """The event was called off."""


class RegistrationClosed(ClubError):
    """The registration deadline has passed."""


class AttendanceNotOffered(ClubError):
    """The event can't be attended that way (онлайн at a face-to-face event or the reverse)."""


class SeatsTaken(ClubError):
    """The seats of the wanted kind ran out; what the person holds stays theirs."""


class EventOver(ClubError):
    """The event is over: a ticket or «я здесь» would be of no use."""


class NoSeat(ClubError):
    """The person holds no seat at the event, so there is no ticket and nobody to mark."""


class SeatGone(ClubError):
    """The participant a coordinator wants to mark no longer holds a seat."""


class DoorNotOpen(ClubError):
    """It is too early to mark who came."""


class CheckInNotOpen(ClubError):
    """It is too early, or too late, to say «я здесь»."""


class TicketInvalid(ClubError):
    """The club did not give out this ticket, or the registration is gone; both are answered alike on purpose."""


class TicketShown(ClubError):
    """A ticket was scanned by somebody who marks nobody."""


class OfferGone(ClubError):
    """The offered seat has gone to the next in line."""


class FeedbackTooEarly(ClubError):
    """The event is not over yet, so there is nothing to judge."""


class FeedbackClosed(ClubError):
    """Answers about the event are no longer taken."""


class FeedbackNotAsked(ClubError):
    """The person was not at the event, as far as the club knows."""


class TooLateToChange(ClubError):
    """The event, or the session of it, has begun: it can be neither moved nor called off."""


class TooLateToRestore(ClubError):
    """The time in which a cancellation may be taken back is over."""


class QuestionsFull(ClubError):
    """The event asks as many questions as it may."""


class QuestionsClosed(ClubError):
    """The event is over or called off: its questions change no more."""


class CertificatesTooEarly(ClubError):
    """The event, or the last session of its series, has not begun: nobody has earned a certificate yet."""


class NotAttended(ClubError):
    """A certificate is only for who came, and this person is not marked so."""


class CertificateUnknown(ClubError):
    """There is no certificate with this code."""


class DatesPassed(ClubError):
    """A draft can't be published: its start or its registration deadline is over."""


class SideFull(ClubError):
    """As many have chosen this side of the tables as may sit there."""


class SpeedBegun(ClubError):
    """The evening of quick meetings has begun: its settings and sides change no more."""


class SpeedTooEarly(ClubError):
    """The evening of quick meetings begins half an hour before its event at the earliest."""


class SpeedTooFew(ClubError):
    """Nobody could sit together: one side of the tables is empty, or those two may not meet."""


class SpeedOver(ClubError):
    """The evening of quick meetings has no round any more that could be changed."""


class WishesClosed(ClubError):
    """It is too early, or too late, to say with whom one wants to go on."""


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


class LetterTaken(ClubError):
    """Another coordinator has taken the letter, or has just changed what becomes of it."""


class AnnouncementGone(ClubError):
    """The announcement was a draft, and somebody has deleted it."""


class AnnouncementMoved(ClubError):
    """The announcement is not as the coordinator saw it: sent, or changed by somebody meanwhile."""


class NobodyToSendTo(ClubError):
    """Nobody who can be reached fits the announcement's audience."""


class AnnouncementUnready(ClubError):
    """The announcement lacks something without which it can't be sent: it is empty, or an album would bear buttons."""


class TipMoved(ClubError):
    """The tip is not as the person saw it: published, returned, mended or taken back by somebody meanwhile."""


class TipsFull(ClubError):
    """As many tips of the author wait for a coordinator as may."""


class Blocked(ClubError):
    """A coordinator has closed the club to the person who acts."""


class MemberBlocked(ClubError):
    """The club is closed to the person somebody wants to do something with."""


class NotOnePerson(ClubError):
    """Two records that met in a pair, a request or at a table can't be one person's."""


class ClaimOfOther(ClubError):
    """The record a code opens met whoever brings the code in a pair, a request or at a table: it is somebody else's."""


class ClaimTriesOver(ClubError):
    """The person has typed as many wrong codes today as one may."""


class OrganizationExists(ClubError):
    """The directory has an organisation of this name in this town, maybe in the archive."""


class OrganizationMerged(ClubError):
    """The organisation was a duplicate, and somebody has made it one with another."""
