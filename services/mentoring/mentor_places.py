"""Who may be asked, and how many more pairs a mentor can have: counted under the lock of the mentor's card."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from db.engine import Session
from db.models import BlockedPair, Member, MentorCard, MentoringRequest, Mentorship
from domain import clubtime
from domain.errors import NotAllowed
from domain.mentoring.bars import Bar
from domain.mentoring.requests import MOST_CHOICES
from domain.vocabulary import Attendance, CardStatus, Direction, MentoringForm, PairStatus, RequestState
from services.mentoring import mentor_group_places

LIVE_PAIRS = (PairStatus.APPROVAL, PairStatus.ACTIVE, PairStatus.PAUSED)
# states of a request in which a mentor has it
WITH_MENTOR = (RequestState.WAITING, RequestState.DETAILS)


async def lock_card(session: Session, mentor_id: int) -> MentorCard:
    """The mentor's card, held until the transaction ends. Lock it before any request. Raises NotAllowed: no card."""
    query = select(MentorCard).where(MentorCard.member_id == mentor_id).with_for_update()
    card = await session.scalar(query.execution_options(populate_existing=True))
    if card is None:
        raise NotAllowed
    return card


async def places_left(session: Session, card: MentorCard) -> int:
    """How many more pairs this mentor can have. Trustworthy under the card's lock."""
    query = (
        select(func.count())
        .select_from(Mentorship)
        .where(Mentorship.mentor_id == card.member_id, Mentorship.group_id.is_(None), Mentorship.status.in_(LIVE_PAIRS))
    )
    return card.capacity - (await session.scalar(query) or 0)


async def is_free(session: Session, request: MentoringRequest, mentor_id: int, now: datetime) -> bool:
    """Whether this mentor may be asked: a confirmed card, no pause, a place, and nothing that stands between the two.

    Who asks for a group may find their place in an open one of the mentor.

    Between them may stand a block, a live pair, the same organisation where the mentee wants another, or that they are
    one person.
    """
    return not await bars(session, request, mentor_id, now)


async def bars(session: Session, request: MentoringRequest, mentor_id: int, now: datetime) -> tuple[Bar, ...]:
    """All that keeps this mentor from being asked (of NOT_ASKED); none: they may be. See `is_free`."""
    card = await session.get(MentorCard, mentor_id)
    # nobody sees the card of one to whom the club is closed
    if card is None or card.status is not CardStatus.CONFIRMED or await is_shut_out(session, mentor_id):
        return (Bar.NO_CARD,)
    mentee_id = request.mentee_id
    if mentor_id == mentee_id:
        return (Bar.SELF,)
    today = clubtime.local(now).date()
    wants_another = not request.same_organization
    found = {
        Bar.PAUSED: card.paused_until is not None and card.paused_until >= today,
        Bar.APART: await are_blocked(session, mentor_id, mentee_id),
        Bar.TOGETHER: await live_pair(session, mentor_id, mentee_id) is not None,
        Bar.SAME_ORGANIZATION: wants_another and await _are_colleagues(session, mentor_id, mentee_id),
        Bar.FULL: await _is_full(session, request, card),
    }
    return tuple(bar for bar, stands in found.items() if stands)


async def doubts(session: Session, request: MentoringRequest, mentor_id: int) -> tuple[Bar, ...]:
    """What the mentor's card says against the form and the way of a request; a coordinator may ask all the same."""
    card = await session.get_one(MentorCard, mentor_id)
    # an online form means online, whatever else was said
    way = Attendance.ONLINE if request.form is MentoringForm.VIRTUAL else request.way
    found = {
        Bar.FORM: request.form not in card.forms,
        Bar.WAY: way is not None and way not in card.ways,
    }
    return tuple(bar for bar, stands in found.items() if stands)


async def live_pair(session: Session, one_id: int, other_id: int) -> int | None:
    """The pair these two are in now, whoever of them is the mentor; also in a group."""
    query = select(Mentorship.id).where(
        or_(
            and_(Mentorship.mentor_id == one_id, Mentorship.mentee_id == other_id),
            and_(Mentorship.mentor_id == other_id, Mentorship.mentee_id == one_id),
        ),
        Mentorship.status.in_(LIVE_PAIRS),
    )
    return await session.scalar(query.order_by(Mentorship.id).limit(1))


async def _is_full(session: Session, request: MentoringRequest, card: MentorCard) -> bool:
    if await places_left(session, card) > 0:
        return False
    return not fits_group(request, await mentor_group_places.open_directions(session, card.member_id))


def fits_group(request: MentoringRequest, directions: Collection[Direction]) -> bool:
    """Whether a request asks for a group in one of these directions: its place is there, not among the pairs."""
    if request.form is not MentoringForm.GROUP:
        return False
    return any(one in directions for one in map(Direction, request.directions))


async def is_shut_out(session: Session, member_id: int) -> bool:
    """Whether coordinators have closed the club to this member."""
    shut = select(Member.id).where(Member.id == member_id, Member.blocked_at.is_not(None))
    return await session.scalar(shut) is not None


async def are_blocked(session: Session, one_id: int, other_id: int) -> bool:
    """Whether these two are never matched."""
    first, second = sorted((one_id, other_id))
    return await session.get(BlockedPair, (first, second)) is not None


async def on_duty(session: Session, request: MentoringRequest, now: datetime) -> tuple[int, ...]:
    """Up to three mentors who answer urgent requests and may be asked: of the same directions first, then the idlest.

    More than three, two hours each, would not be there before tomorrow's lesson: coordinators are quicker then.
    """
    query = select(MentorCard).where(MentorCard.on_duty, MentorCard.status == CardStatus.CONFIRMED)
    cards = (await session.scalars(query.order_by(MentorCard.member_id))).all()
    free = [card for card in cards if await is_free(session, request, card.member_id, now)]
    wanted, busy = set(request.directions), await _asked(session, [card.member_id for card in free])
    free.sort(key=lambda card: (-len(wanted & set(card.directions)), busy.get(card.member_id, 0)))
    return tuple(card.member_id for card in free[:MOST_CHOICES])


async def _asked(session: Session, mentor_ids: Iterable[int]) -> dict[int, int]:
    """How many requests wait for each of these mentors; who has none is left out."""
    query = (
        select(MentoringRequest.mentor_id, func.count())
        .where(MentoringRequest.mentor_id.in_(mentor_ids), MentoringRequest.state.in_(WITH_MENTOR))
        .group_by(MentoringRequest.mentor_id)
    )
    return {mentor_id: count for mentor_id, count in (await session.execute(query)).all() if mentor_id is not None}


async def _are_colleagues(session: Session, one_id: int, other_id: int) -> bool:
    query = select(Member.organization_id).where(Member.id.in_((one_id, other_id)))
    schools = (await session.scalars(query)).all()
    return len(schools) == 2 and schools[0] is not None and schools[0] == schools[1]
