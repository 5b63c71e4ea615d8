"""«Удалось встретиться?»: the two of a pair are asked now and then how it goes; a «нет» may bring help."""

from collections import defaultdict
from datetime import datetime, time

from sqlalchemy import exists, select

from db.engine import Session, insert_into
from db.models import Member, MemberRole, Mentorship, PairCheck, PairMeeting
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound, OtherSideAway
from domain.mentoring import pair_checks as rules
from domain.mentoring.pair_checks import CallForHelp, Check, CheckAnswer, Help, Occasion
from domain.mentoring.pairs import LIVE
from domain.vocabulary import MeetingStatus, MessageKind, PairStatus, Priority, Role
from services import outbox
from services.mentoring import pair_views, pairs
from services.outbox import Message


async def due(session: Session, now: datetime) -> list[tuple[int, Occasion]]:
    """Pairs to be asked at `now` (aware), and what; those on a pause are asked a while after it."""
    asked: dict[int, dict[Occasion, datetime]] = defaultdict(dict)
    going = Mentorship.status == PairStatus.ACTIVE
    query = select(PairCheck.pair_id, PairCheck.occasion, PairCheck.asked_at).join(
        Mentorship, Mentorship.id == PairCheck.pair_id
    )
    for pair_id, occasion, asked_at in (await session.execute(query.where(going))).all():
        asked[pair_id][Occasion(occasion)] = asked_at
    settled = Mentorship.changed_at <= now - rules.SETTLED_AFTER
    query_pairs = select(Mentorship.id, Mentorship.started_at, Mentorship.planned_end_at).where(going, settled)
    rows = await session.execute(query_pairs.order_by(Mentorship.id))
    found = [(pair_id, rules.to_ask(started, ends, asked[pair_id], now)) for pair_id, started, ends in rows.all()]
    return [(pair_id, occasion) for pair_id, occasion in found if occasion is not None]


async def ask(session: Session, pair_id: int, occasion: Occasion, now: datetime) -> None:
    """Ask both sides; a transaction of its own for each pair. Whether they met is not asked of who said it already."""
    pair = await session.get(Mentorship, pair_id, with_for_update=True, populate_existing=True)
    if pair is None or pair.status is not PairStatus.ACTIVE:
        return
    met = occasion is Occasion.DAY_5 and await _have_met(session, pair_id)
    for member_id in (pair.mentor_id, pair.mentee_id):
        if member_id is None:
            continue
        row = {"pair_id": pair_id, "member_id": member_id, "occasion": occasion.value, "asked_at": now}
        if met:
            row |= {"answer": CheckAnswer.YES.value, "answered_at": now}
        await session.execute(insert_into(session, PairCheck).values(row).on_conflict_do_nothing())
        if not met:
            payload = {"occasion": occasion.value}
            await _plan(session, pair_id, member_id, now, payload)


async def say(
    session: Session, actor: Actor, pair_id: int, occasion: Occasion, said: CheckAnswer, now: datetime
) -> Check:
    """Keep one's answer, in place of an earlier one. Raises ConsentNeeded, NotFound, PairEnded, PairWaits."""
    member_id = actor.known()
    await pairs.lock_live(session, member_id, pair_id)
    row = await session.get(PairCheck, (pair_id, member_id, occasion.value))
    if row is None:
        raise NotFound
    row.answer, row.answered_at = said.value, now
    await session.flush()
    return await _check(session, member_id, pair_id, occasion, said)


async def call(session: Session, actor: Actor, pair_id: int, wanted: Help, now: datetime) -> None:
    """Somebody is asked to help: the other side to choose a time, or the coordinators; once a day each.

    Raises ConsentNeeded, NotFound, PairEnded, PairWaits, OtherSideAway.
    """
    member_id = actor.known()
    pair = await pairs.lock_live(session, member_id, pair_id)
    payload: dict[str, str | int] = {"help": wanted.value, "by": member_id}
    # one moment a day, which has passed already: what is planned a second time is the same message
    today = clubtime.at(clubtime.local(now).date(), time())
    if wanted is Help.NUDGE:
        other = pair_views.other_id(pair, member_id)
        if other is None:
            raise OtherSideAway
        await _plan(session, pair_id, other, today, payload)
        return
    query = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR).order_by(MemberRole.member_id)
    for coordinator_id in await session.scalars(query):
        # a coordinator who is in the pair is nobody's help there
        if coordinator_id not in (pair.mentor_id, pair.mentee_id):
            await _plan(session, pair_id, coordinator_id, today, payload)


async def to_ask(session: Session, member_id: int, pair_id: int, occasion: Occasion) -> Check | None:
    """The question for this member; None when it is answered, or the pair does not go on."""
    pair = await pair_views.seen_by(session, member_id, pair_id)
    row = await session.get(PairCheck, (pair_id, member_id, occasion.value), populate_existing=True)
    if pair is None or pair.status is not PairStatus.ACTIVE or pair.other is None:
        return None
    if row is None or row.answer is not None:
        return None
    if occasion is Occasion.DAY_5 and await _have_met(session, pair_id):
        return None
    return await _check(session, member_id, pair_id, occasion, None)


async def called(session: Session, member_id: int, pair_id: int, by: int) -> CallForHelp | None:
    """A call for help, for a coordinator; None for who is none any more, or when the pair is over."""
    if await session.get(MemberRole, (member_id, Role.COORDINATOR)) is None:
        return None
    pair = await session.get(Mentorship, pair_id)
    if pair is None or pair.status not in LIVE or by not in (pair.mentor_id, pair.mentee_id):
        return None
    ids = (by, pair.mentor_id, pair.mentee_id)
    rows = await session.execute(select(Member.id, Member.full_name).where(Member.id.in_(ids)))
    names: dict[int | None, str | None] = {row[0]: row[1] for row in rows}
    return CallForHelp(pair_id, names.get(by) or "", names.get(pair.mentor_id), names.get(pair.mentee_id))


async def _check(session: Session, member_id: int, pair_id: int, occasion: Occasion, said: CheckAnswer | None) -> Check:
    pair = await pair_views.of_member(session, member_id, pair_id)
    return Check(pair_id, occasion, pair.other.name if pair.other else None, pair.goals, pair.reached, said)


async def _have_met(session: Session, pair_id: int) -> bool:
    met = exists().where(PairMeeting.pair_id == pair_id, PairMeeting.status == MeetingStatus.HELD)
    return bool(await session.scalar(select(met)))


async def _plan(
    session: Session, pair_id: int, member_id: int, at: datetime, payload: dict[str, str | int] | dict[str, str]
) -> None:
    message = Message(MessageKind.PAIR_CHECK, f"pair:{pair_id}", member_id, at, Priority.NOTICE, payload=dict(payload))
    await outbox.plan(session, [message])
