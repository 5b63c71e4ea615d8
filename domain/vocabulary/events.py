"""Events and what comes of them. Source: domain guide §4, §10, §14."""

from enum import StrEnum


class EventKind(StrEnum):
    FORMAL = "FORMAL"
    INFORMAL = "INFORMAL"


class EventForm(StrEnum):
    """Forms of events as the seed splits them; both lists are open-ended, so each has its «other»."""

    SKILL_CONTEST = "SKILL_CONTEST"
    SEMINAR = "SEMINAR"
    TRAINEE_SITE = "TRAINEE_SITE"
    ATTESTATION = "ATTESTATION"
    EDU_SESSION = "EDU_SESSION"
    ROUND_TABLE = "ROUND_TABLE"
    ONLINE_EXPO = "ONLINE_EXPO"
    EXCURSION = "EXCURSION"
    OTHER_FORMAL = "OTHER_FORMAL"
    VOLUNTEER_SQUAD = "VOLUNTEER_SQUAD"
    CONFERENCE = "CONFERENCE"
    SALON = "SALON"
    BALL = "BALL"
    WALTZ = "WALTZ"
    OTHER_INFORMAL = "OTHER_INFORMAL"

    @property
    def kind(self) -> EventKind:
        return EventKind.INFORMAL if self in _INFORMAL else EventKind.FORMAL


# The seed lists the scientific-practical conference among informal forms; kept so on purpose.
_INFORMAL = frozenset(
    {
        EventForm.VOLUNTEER_SQUAD,
        EventForm.CONFERENCE,
        EventForm.SALON,
        EventForm.BALL,
        EventForm.WALTZ,
        EventForm.OTHER_INFORMAL,
    }
)


class EventFormat(StrEnum):
    OFFLINE = "OFFLINE"
    ONLINE = "ONLINE"
    HYBRID = "HYBRID"


class Attendance(StrEnum):
    """How one person takes part; a hybrid event counts the two apart."""

    OFFLINE = "OFFLINE"
    ONLINE = "ONLINE"


class Track(StrEnum):
    """Seven tracks of the round table of 21.06.2023 (seed A)."""

    MINPROSV_SCHOOL = "MINPROSV_SCHOOL"
    QUALITY = "QUALITY"
    DIGITAL_GROWTH = "DIGITAL_GROWTH"
    REVERSE_ICT = "REVERSE_ICT"
    COOPERATION = "COOPERATION"
    LIFEHACK = "LIFEHACK"
    CITY_MODEL = "CITY_MODEL"


class EventStatus(StrEnum):
    """A draft is seen by coordinators alone."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"


class RegistrationStatus(StrEnum):
    """OFFERED: a freed seat is held for the person until their answer or the deadline."""

    REGISTERED = "REGISTERED"
    OFFERED = "OFFERED"
    WAITLISTED = "WAITLISTED"
    CANCELLED = "CANCELLED"


class Source(StrEnum):
    """Where a registration came from."""

    CALENDAR = "CALENDAR"
    LINK = "LINK"
    INLINE = "INLINE"
    MANUAL = "MANUAL"


class ParticipantRole(StrEnum):
    """As what a person takes part in an event; the certificate names it (domain guide §14)."""

    PARTICIPANT = "PARTICIPANT"
    SPEAKER = "SPEAKER"
    ORGANIZER = "ORGANIZER"
    VOLUNTEER = "VOLUNTEER"


class QuestionKind(StrEnum):
    """How an event's own question is answered."""

    TEXT = "TEXT"
    CHOICE = "CHOICE"
    FILE = "FILE"


class ReminderKind(StrEnum):
    """How long ahead a reminder of an event comes; a person may choose any of them."""

    WEEK = "WEEK"
    DAY = "DAY"
    HOURS = "HOURS"


class PresenceState(StrEnum):
    """Whether a person came, kept apart from whether they signed up."""

    ATTENDED = "ATTENDED"
    NO_SHOW = "NO_SHOW"


class PresenceMethod(StrEnum):
    """How a person was marked (the sign-in sheet names it)."""

    QR = "QR"
    CODE = "CODE"
    MANUAL = "MANUAL"
    WORD = "WORD"
    IMPORT = "IMPORT"


class Pace(StrEnum):
    """How the tempo of an event felt (domain guide §10)."""

    SLOW = "SLOW"
    RIGHT = "RIGHT"
    FAST = "FAST"


class Recommend(StrEnum):
    """Whether one would advise the event to a colleague (domain guide §10)."""

    YES = "YES"
    UNSURE = "UNSURE"
    NO = "NO"


class Applied(StrEnum):
    """Two weeks later: was it of use (domain guide §10)."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"
    NO_OCCASION = "NO_OCCASION"
