"""To whom an announcement goes: the members an audience selects, and how many they are."""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from db.engine import Session
from db.models import Consent, Interest, Member, MemberRole, Mentorship, Presence, Registration
from domain import clubtime
from domain.mailing.audience import AtEvent, Audience, AudienceCount, Pairing
from domain.mentoring.pairs import LIVE
from domain.vocabulary import PresenceState, RegistrationStatus, Role
from services.events.attended import CAME
from services.people import consents

_REACHABLE = and_(Member.telegram_id.is_not(None), Member.unreachable_since.is_(None))


def members(audience: Audience, now: datetime) -> Select[int]:
    """Ids of those who fit and can be written to: joined, with consent in force, not blocked, with Telegram."""
    return select(Member.id).where(_fits(audience, now), _REACHABLE)


async def count(session: Session, audience: Audience, now: datetime) -> AudienceCount:
    """How many fit at `now` (aware)."""
    figures = select(
        func.count().filter(_REACHABLE),
        func.count().filter(Member.telegram_id.is_not(None), Member.unreachable_since.is_not(None)),
        func.count().filter(Member.telegram_id.is_(None)),
    )
    return AudienceCount(*(await session.execute(figures.where(_fits(audience, now)))).one())


def _fits(audience: Audience, now: datetime) -> ColumnElement[bool]:
    """All criteria hold; of one criterion any value will do."""
    holds: list[ColumnElement[bool]] = [Member.joined_at.is_not(None), Member.blocked_at.is_(None), _agreed(audience)]
    if audience.roles:
        holds.append(Member.id.in_(select(MemberRole.member_id).where(MemberRole.role.in_(audience.roles))))
    if audience.municipalities:
        holds.append(Member.municipality.in_(audience.municipalities))
    if audience.organizations:
        holds.append(Member.organization_id.in_(audience.organizations))
    if audience.directions:
        holds.append(Member.id.in_(select(Interest.member_id).where(Interest.direction.in_(audience.directions))))
    if audience.event_id is not None:
        holds.append(Member.id.in_(_at_event(audience.event_id, audience.at_event)))
    if audience.pairing is not None:
        holds.append(_paired(audience.pairing))
    if audience.silent_weeks is not None:
        before = clubtime.local(now).date() - timedelta(weeks=audience.silent_weeks)
        # of who pressed last before that was noted, only the day of joining is known
        unnoted = and_(Member.seen_on.is_(None), Member.joined_at < clubtime.at(before + timedelta(days=1), time()))
        holds.append(or_(Member.seen_on <= before, unnoted))
    return and_(*holds)


def _agreed(audience: Audience) -> ColumnElement[bool]:
    """Consent is in force. Of most of the club it is read along an index, of a few each is asked: SQLite plans no
    better than it is told.
    """
    mine = Consent.version == consents.text().version
    narrow = audience.organizations or audience.municipalities or audience.directions or audience.event_id is not None
    if narrow or (audience.roles and Role.YOUNG_TEACHER not in audience.roles):
        return exists().where(Consent.member_id == Member.id, mine)
    return Member.id.in_(select(Consent.member_id).where(mine))


def _at_event(event_id: int, how: frozenset[AtEvent]) -> Select[int]:
    waiting = (RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED)
    stands: dict[AtEvent, ColumnElement[bool]] = {
        AtEvent.REGISTERED: Registration.status == RegistrationStatus.REGISTERED,
        AtEvent.WAITING: Registration.status.in_(waiting),
        AtEvent.ATTENDED: exists().where(Presence.registration_id == Registration.id, CAME),
        AtEvent.NO_SHOW: and_(
            Registration.status == RegistrationStatus.REGISTERED,
            exists().where(Presence.registration_id == Registration.id, Presence.state == PresenceState.NO_SHOW),
            ~exists().where(Presence.registration_id == Registration.id, Presence.state == PresenceState.ATTENDED),
        ),
    }
    return select(Registration.member_id).where(
        Registration.event_id == event_id, or_(false(), *(stands[one] for one in how))
    )


def _paired(how: Pairing) -> ColumnElement[bool]:
    live = Mentorship.status.in_(LIVE)
    as_mentor = exists().where(Mentorship.mentor_id == Member.id, live)
    as_mentee = exists().where(Mentorship.mentee_id == Member.id, live)
    match how:
        case Pairing.AS_MENTOR:
            return as_mentor
        case Pairing.AS_MENTEE:
            return as_mentee
        case Pairing.NONE:
            return ~as_mentor & ~as_mentee
