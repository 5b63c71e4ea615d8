"""Rules of events, of signing up and of what is given out there."""

from domain.errors.shared import ClubError


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
