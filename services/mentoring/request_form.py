"""The form of a request for mentoring: how it begins, whom it suggests, how it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Member, MentorCard, MentoringRequest
from domain.actors import Actor
from domain.errors import RequestsFull
from domain.lemmas import lemmas
from domain.mentoring.request_answers import FORMS
from domain.mentoring.request_form import MOST_OPEN, Asked, Draft, Ranked, Step, Wanted
from domain.mentoring.requests import OPEN
from domain.vocabulary import Attendance, MentoringForm, Urgency
from services.mentoring import matching, mentor_places, requests
from services.mentoring.requests import NewRequest


async def begin(session: Session, actor: Actor, *, urgent: bool, mentor_id: int | None, now: datetime) -> Wanted:
    """What the button that begins a request answers already; a mentor who takes nobody new now is left out.

    Raises ConsentNeeded, ProfileNeeded, RequestsFull.
    """
    member_id = actor.member()
    await _check_room(session, member_id)
    wanted = Wanted()
    if await session.scalar(select(Member.organization_id).where(Member.id == member_id)) is None:
        # without an organisation there is no «own» and no «other» one
        wanted = replace(wanted, same_organization=True, given=frozenset({Step.SCHOOL}))
    if urgent:
        wanted = wanted.in_a_hurry()
    if mentor_id is not None and await _askable(session, member_id, wanted, [mentor_id], now):
        wanted = wanted.to_mentor(mentor_id)
    return wanted


async def pair_with(session: Session, actor: Actor, mentor_id: int) -> int | None:
    """The live pair one is in with this mentor already, in a group as well. Raises ConsentNeeded, ProfileNeeded."""
    return await mentor_places.live_pair(session, actor.member(), mentor_id)


async def asked(session: Session, actor: Actor, draft: Draft, now: datetime) -> Asked:
    """The draft's question with the mentors it names; who can't be asked any more is taken off the list.

    Raises ConsentNeeded, ProfileNeeded.
    """
    member_id = actor.member()
    if draft.step is Step.FORM:
        return Asked(draft, forms=await _forms(session, draft.wanted))
    if draft.step not in (Step.MENTORS, Step.SUMMARY):
        return Asked(draft)
    chosen = draft.wanted.mentors
    free = await _askable(session, member_id, draft.wanted, chosen, now)
    lost = free != chosen
    if lost:
        # the person has chosen others than these: the question is open again
        draft = draft.after(replace(draft.wanted, mentors=free).unsettle(Step.MENTORS))
    if draft.step is Step.MENTORS:
        suggestions = await matching.suggestions(session, actor, new_request(draft.wanted), now)
    else:
        suggestions = ()
    return Asked(draft, await _named(session, free), suggestions, lost)


def new_request(wanted: Wanted) -> NewRequest:
    """The request a finished form asks for. An urgent one is for whoever can help at once, however they can."""
    virtual = wanted.form is MentoringForm.VIRTUAL
    return NewRequest(
        directions=wanted.directions,
        need=wanted.need or "",
        lemmas=lemmas(wanted.need or ""),
        form=MentoringForm.SITUATIONAL if wanted.urgent else wanted.form or MentoringForm.ONE_TO_ONE,
        way=None if wanted.urgent else Attendance.ONLINE if virtual else wanted.way,
        urgency=wanted.urgency or Urgency.NO_HURRY,
        anonymous=bool(wanted.anonymous),
        same_organization=wanted.same_organization is not False,
        mentors=wanted.mentors,
    )


async def send(session: Session, actor: Actor, wanted: Wanted, now: datetime) -> int:
    """Send a finished form; returns the request's id. Raises ConsentNeeded, ProfileNeeded, RequestsFull."""
    await _check_room(session, actor.member())
    return await requests.submit(session, actor, new_request(wanted), now)


async def reopen(session: Session, actor: Actor, request_id: int, now: datetime) -> None:
    """Open a closed request of one's own again. Raises ConsentNeeded, NotFound, RequestMoved, RequestsFull."""
    await _check_room(session, actor.known())
    await requests.reopen(session, actor, request_id, now)


async def has_room(session: Session, member_id: int) -> bool:
    """Whether one more request may be opened."""
    query = (
        select(func.count())
        .select_from(MentoringRequest)
        .where(MentoringRequest.mentee_id == member_id, MentoringRequest.state.in_(OPEN))
    )
    return (await session.scalar(query) or 0) < MOST_OPEN


async def _check_room(session: Session, member_id: int) -> None:
    """Counted under the member's own lock, so that two phones of one person don't open a fourth request."""
    # the weaker lock: rows that only name the member, such as news for them, don't wait for it
    await session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    if not await has_room(session, member_id):
        raise RequestsFull


async def _askable(
    session: Session, member_id: int, wanted: Wanted, mentor_ids: Sequence[int], now: datetime
) -> tuple[int, ...]:
    """Who of these can be asked for what the form says so far."""
    new = new_request(wanted)
    # never stored: only what is looked at when a mentor's turn comes
    request = MentoringRequest(
        mentee_id=member_id,
        same_organization=new.same_organization,
        form=new.form,
        way=new.way,
        directions=list(wanted.directions),
    )
    free = [one for one in mentor_ids if await mentor_places.is_free(session, request, one, now)]
    if wanted.form is None or wanted.urgent:
        # not known yet; in a hurry, any way of helping will do
        return tuple(free)
    return tuple([one for one in free if not await mentor_places.doubts(session, request, one)])


async def _forms(session: Session, wanted: Wanted) -> tuple[MentoringForm, ...]:
    """How the mentor from whose card the request began works; none: nobody is named, or nothing of it can be asked."""
    if Step.MENTORS not in wanted.given or not wanted.mentors:
        return ()
    card = await session.get(MentorCard, wanted.mentors[0])
    return tuple(form for form in FORMS if card is not None and form in card.forms)


async def _named(session: Session, mentor_ids: Sequence[int]) -> tuple[Ranked, ...]:
    query = select(Member.id, Member.full_name).where(Member.id.in_(mentor_ids))
    names = {row.id: row.full_name for row in await session.execute(query)}
    return tuple(Ranked(one, names[one] or "") for one in mentor_ids)
