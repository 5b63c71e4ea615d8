"""What the bot says on its own, and how each message fares."""

from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """Who goes first through the bot's one pace; smaller goes first (design §4)."""

    REPLY = 0
    NOTICE = 10
    REMINDER = 20
    TIP = 30
    ANNOUNCEMENT = 40

    @classmethod
    def _missing_(cls, value: object) -> "Priority":
        # a row planned by a newer version, met after a way back to this one, must not stop all delivery
        return cls.ANNOUNCEMENT


class MessageKind(StrEnum):
    """What the bot says on its own: «feature.what». Every kind has a renderer in `scheduler/`."""

    EVENT_OFFER = "event.offer"
    EVENT_OFFER_EXPIRED = "event.offer_expired"
    EVENT_SEATED = "event.seated"
    EVENT_REMOVED = "event.removed"
    EVENT_REMINDER_WEEK = "event.reminder_week"
    EVENT_REMINDER_DAY = "event.reminder_day"
    EVENT_REMINDER_HOURS = "event.reminder_hours"
    EVENT_CONFIRM = "event.confirm"
    EVENT_LINK = "event.link"
    EVENT_MOVED = "event.moved"
    EVENT_CHANGED = "event.changed"
    EVENT_CANCELLED = "event.cancelled"
    EVENT_FEEDBACK = "event.feedback"
    EVENT_APPLIED = "event.applied"
    SPEED_INVITE = "speed.invite"
    SPEED_ROUND = "speed.round"
    SPEED_WISHES = "speed.wishes"
    SPEED_MATCH = "speed.match"
    CERTIFICATE_READY = "certificate.ready"
    CERTIFICATE_REVOKED = "certificate.revoked"
    CERTIFICATE_PACK = "certificate.pack"
    TIP_SCHEDULED = "tip.scheduled"
    TIP_TO_REVIEW = "tip.to_review"
    TIP_LATE = "tip.late"
    TIP_PUBLISHED = "tip.published"
    TIP_RETURNED = "tip.returned"
    TIP_NEWS = "tip.news"
    CARD_REVIEWED = "card.reviewed"
    CARD_TO_REVIEW = "card.to_review"
    CARD_ADJUSTED = "card.adjusted"
    REQUEST_ASKED = "request.asked"
    REQUEST_REMINDER = "request.reminder"
    REQUEST_DETAILS = "request.details"
    REQUEST_ANSWERED = "request.answered"
    REQUEST_MOVED_ON = "request.moved_on"
    REQUEST_TAKEN = "request.taken"
    REQUEST_QUEUED = "request.queued"
    REQUEST_OVERDUE = "request.overdue"
    REQUEST_CLOSED = "request.closed"
    PAIR_MADE = "pair.made"
    PAIR_WAITS = "pair.waits"
    PAIR_APPROVAL = "pair.approval"
    PAIR_REFUSED = "pair.refused"
    PAIR_RELAY = "pair.relay"
    PAIR_CONTACTS = "pair.contacts"
    PAIR_CHECK = "pair.check"
    PAIR_CHANGED = "pair.changed"
    PAIR_FEEDBACK = "pair.feedback"
    PAIR_OPINIONS = "pair.opinions"
    PAIR_THANKS = "pair.thanks"
    PAIR_NUDGE = "pair.nudge"
    PAIR_HANDED = "pair.handed"
    PAIR_RISKS = "pair.risks"
    GROUP_ENTERED = "group.entered"
    GROUP_OVER = "group.over"
    MEETING_PROPOSED = "meeting.proposed"
    MEETING_AGREED = "meeting.agreed"
    MEETING_CHANGED = "meeting.changed"
    MEETING_REMINDER = "meeting.reminder"
    MEETING_JOURNAL = "meeting.journal"
    SCHOOL_ASKED = "school.asked"
    SCHOOL_GRANTED = "school.granted"
    SCHOOL_REVOKED = "school.revoked"
    LETTER_NEW = "letter.new"
    LETTER_WRITTEN = "letter.written"
    LETTER_ANSWERED = "letter.answered"
    LETTER_HANDED = "letter.handed"
    LETTER_OVERDUE = "letter.overdue"
    LETTER_CLOSED = "letter.closed"
    ROLE_CHANGED = "role.changed"
    MEMBER_CORRECTED = "member.corrected"
    INVITE_USED = "invite.used"
    ANNOUNCEMENT_SENT = "announcement.sent"
    ANNOUNCEMENT_NOT_STARTED = "announcement.not_started"
    ANNOUNCEMENT_CORRECTED = "announcement.corrected"
    ANNOUNCEMENT_RECALLED = "announcement.recalled"
    ANNOUNCEMENT_DIGEST = "announcement.digest"


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    BLOCKED = "blocked"
    DEAD = "dead"
    MISSED = "missed"
    UNCERTAIN = "uncertain"
    # a paused announcement's: nobody claims it until it is let go
    HELD = "held"


class InboxState(StrEnum):
    """Of an update: it waits or is tried again, it has had its effect, it fails whatever is done."""

    NEW = "new"
    DONE = "done"
    QUARANTINED = "quarantined"
