"""Whatever happens, and however much time passes: an open request has one owner and a deadline, a closed one a reason.

The acts are the real services on a real database; the chore of every minute runs after each of them.
"""

import asyncio
import shutil
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Session, Sessions, create_sessions
from db.models import MentorCard, MentoringRequest, Mentorship, OutboxRow, RequestChoice, RequestStep, SchoolApproval
from domain.actors import Actor
from domain.errors import ClubError
from domain.mentoring import requests as rules
from domain.mentoring.approvals import Hat
from domain.vocabulary import ChoiceState, DeclineReason, PairStatus, RequestAct, RequestState, Urgency
from scheduler import schools
from services.mentoring import approvals, handover, requests
from services.mentoring.request_steps import _PASSING
from services.outbox import WAITING
from tests.conftest import opening
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_mentee, given_mentors, settle_all, submitted
from tests.services.given_schools import given_admin, given_schools, move

A, S = RequestAct, RequestState

# the last step of a closed request is its reason
REASONS = {
    S.ACCEPTED: {A.ACCEPT, A.PAIR, A.HAND_OVER},
    S.WITHDRAWN: {A.WITHDRAW},
    S.EXPIRED: {A.SILENCE, A.CLOSE},
}
JUMPS = [
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=5),
    timedelta(days=8),
    timedelta(days=40),
]


@dataclass
class World:
    """A coordinator, mentors of few places, mentees; the clock."""

    sessions: Sessions
    now: datetime
    maria: Actor = field(init=False)
    mentors: list[Actor] = field(default_factory=list)
    mentees: list[Actor] = field(default_factory=list)

    async def populate(self) -> None:
        async with self.sessions.begin() as session:
            self.maria = await given_coordinator(session, self.now)
            self.mentors = await given_mentors(session, 2, self.now, on_duty=True)
            self.mentors += await given_mentors(session, 1, self.now, capacity=2)
            self.mentees = [await given_mentee(session, self.now, f"Молодой педагог {number}") for number in range(2)]
            # the school of all mentees wants to be asked about pairs with the first mentor's
            theirs, other = await given_schools(session)
            await given_admin(session, theirs, self.now)
            for mentee in self.mentees:
                await move(session, mentee, theirs)
            await move(session, self.mentors[0], other)


@dataclass(frozen=True)
class Act:
    """What somebody tries: a name, the request (the newest are counted from the end), mentors by their number."""

    name: str
    request: int
    mentor: int
    after: timedelta
    urgent: bool


ACTS = st.builds(
    Act,
    name=st.deferred(lambda: st.sampled_from(sorted(_DOING))),
    request=st.integers(0, 2),
    mentor=st.integers(0, 2),
    after=st.sampled_from(JUMPS),
    urgent=st.booleans(),
)


async def attempt(world: World, act: Act) -> None:
    """One act in a transaction of its own; a rule that forbids it rolls it back."""
    try:
        async with world.sessions.begin() as session:
            request = await _found(session, act.request)
            await _DOING[act.name](world, session, request, act)
    except ClubError:
        pass


async def _found(session: Session, number: int) -> MentoringRequest | None:
    query = select(MentoringRequest).order_by(MentoringRequest.id.desc()).offset(number).limit(1)
    return await session.scalar(query)


Doing = Callable[[World, Session, MentoringRequest, Act], Awaitable[object]]


async def _submit(world: World, session: Session, _: MentoringRequest | None, act: Act) -> None:
    mentors = world.mentors[act.mentor :][: act.request]
    urgency = Urgency.URGENT if act.urgent else Urgency.MONTH
    await submitted(session, world.mentees[act.mentor % 2], world.now, *mentors, urgency=urgency)


async def _pause(world: World, session: Session, _: MentoringRequest | None, act: Act) -> None:
    mentor = world.mentors[act.mentor].owner()
    (await session.get_one(MentorCard, mentor)).paused_until = (world.now + timedelta(days=30)).date()
    await session.flush()
    await requests.mentor_gone(session, mentor, world.now)


async def _hand_over(world: World, session: Session, request: MentoringRequest | None, act: Act) -> None:
    """The pair of a request goes on with another mentor."""
    if request is not None:
        pair_id = await session.scalar(select(Mentorship.id).where(Mentorship.request_id == request.id))
        if pair_id is not None:
            mentor_id = world.mentors[act.mentor].owner()
            await handover.hand_over(session, world.maria, pair_id, mentor_id, world.now)


def _by_school(do: Callable[[Session, Actor, int, datetime], Awaitable[object]]) -> "Doing":
    """A coordinator answers for the school about the pair of a request."""

    async def doing(world: World, session: Session, request: MentoringRequest | None, act: Act) -> None:
        if request is not None:
            pair_id = await session.scalar(select(Mentorship.id).where(Mentorship.request_id == request.id))
            if pair_id is not None:
                await do(session, world.maria, pair_id, world.now)

    return doing


async def _come_back(world: World, session: Session, _: MentoringRequest | None, act: Act) -> None:
    (await session.get_one(MentorCard, world.mentors[act.mentor].owner())).paused_until = None


async def _nothing(world: World, session: Session, _: MentoringRequest | None, act: Act) -> None:
    """Time passes, and that is all."""


def _by_mentor(do: Callable[[Session, Actor, int, datetime], Awaitable[object]]) -> Doing:
    """The mentor who is asked acts; or, when nobody is, any one tries."""

    async def doing(world: World, session: Session, request: MentoringRequest | None, act: Act) -> None:
        if request is not None:
            asked = [one for one in world.mentors if one.member_id == request.mentor_id]
            await do(session, (asked or world.mentors)[0], request.id, world.now)

    return doing


def _by_mentee(do: Callable[[Session, Actor, int, datetime], Awaitable[object]]) -> Doing:
    async def doing(world: World, session: Session, request: MentoringRequest | None, act: Act) -> None:
        if request is not None:
            mentee = next(one for one in world.mentees if one.member_id == request.mentee_id)
            await do(session, mentee, request.id, world.now)

    return doing


def _by_coordinator(do: Callable[[Session, Actor, int, Act, World], Awaitable[object]]) -> Doing:
    async def doing(world: World, session: Session, request: MentoringRequest | None, act: Act) -> None:
        if request is not None:
            await do(session, world.maria, request.id, act, world)

    return doing


_DOING: dict[str, Doing] = {
    "submit": _submit,
    "pause": _pause,
    "come_back": _come_back,
    "nothing": _nothing,
    "hand_over": _hand_over,
    "agree": _by_school(lambda session, actor, pair, now: approvals.agree(session, actor, pair, Hat.CLUB, now)),
    "refuse": _by_school(lambda session, actor, pair, now: approvals.refuse(session, actor, pair, Hat.CLUB, None, now)),
    "accept": _by_mentor(requests.accept),
    "ask": _by_mentor(lambda session, actor, one, now: requests.ask(session, actor, one, "Когда?", now)),
    "decline": _by_mentor(
        lambda session, actor, one, now: requests.decline(session, actor, one, DeclineReason.NO_TIME, None, now)
    ),
    "answer": _by_mentee(lambda session, actor, one, now: requests.answer(session, actor, one, "Завтра", now)),
    "withdraw": _by_mentee(requests.withdraw),
    "reopen": _by_mentee(requests.reopen),
    "send": _by_coordinator(
        lambda session, actor, one, act, world: requests.send(
            session, actor, one, [mentor.owner() for mentor in world.mentors[act.mentor :]], world.now
        )
    ),
    "take_back": _by_coordinator(
        lambda session, actor, one, act, world: requests.take_back(session, actor, one, world.now)
    ),
    "pair": _by_coordinator(
        lambda session, actor, one, act, world: requests.pair(
            session, actor, one, world.mentors[act.mentor].owner(), world.now
        )
    ),
    "close": _by_coordinator(lambda session, actor, one, act, world: requests.close(session, actor, one, world.now)),
}


# --- what must hold


async def faults(session: Session, world: World) -> list[str]:
    found = []
    for request in (await session.scalars(select(MentoringRequest))).all():
        query = select(RequestChoice.mentor_id).where(
            RequestChoice.request_id == request.id, RequestChoice.state == ChoiceState.ASKED
        )
        asked = list(await session.scalars(query))
        told = await _waiting_news(session, request)
        last = await session.scalar(
            select(RequestStep).where(RequestStep.request_id == request.id).order_by(RequestStep.id.desc()).limit(1)
        )
        assert last is not None
        if last.state is not request.state:
            found.append(f"the history ends with {last.state}, the request is {request.state}")
        if request.state in rules.CLOSED:
            found += await _closed_faults(session, request, last, asked, told)
        else:
            found += _open_faults(request, asked, told, world)
    for mentor in world.mentors:
        card = await session.get_one(MentorCard, mentor.owner())
        if await requests.places_left(session, card) < 0:
            found.append("more pairs than the mentor takes")
    return found + await _school_faults(session, world)


async def _school_faults(session: Session, world: World) -> list[str]:
    """A pair that waits for a school has a word to wait for, with a deadline."""
    unsaid = SchoolApproval.agreed.is_(None) & (SchoolApproval.deadline_at > world.now)
    waits = select(SchoolApproval.pair_id).where(unsaid)
    hanging = select(Mentorship.id).where(Mentorship.status == PairStatus.APPROVAL, Mentorship.id.not_in(waits))
    return [f"the pair {one} waits for a school, and nobody answers" for one in await session.scalars(hanging)]


def _open_faults(request: MentoringRequest, asked: list[int | None], told: set[int], world: World) -> list[str]:
    owner = {
        S.WAITING: request.mentor_id,
        S.DETAILS: request.mentee_id,
        S.COORDINATOR: world.maria.member_id,
    }.get(request.state)
    found = []
    if owner is None:
        found.append(f"{request.state} without an owner")
    if request.deadline_at is None or request.deadline_at <= world.now:
        found.append(f"{request.state} with a deadline of {request.deadline_at} at {world.now}")
    with_mentor = request.state in requests.WITH_MENTOR
    if asked != ([request.mentor_id] if with_mentor else []) or (request.mentor_id is None) is with_mentor:
        found.append(f"{request.state}, of the mentor {request.mentor_id}, with {asked} asked")
    if not told <= {owner} or (with_mentor and not told):
        found.append(f"{request.state}: {told} are told to act, and {owner} has to")
    return found


async def _closed_faults(
    session: Session, request: MentoringRequest, last: RequestStep, asked: list[int | None], told: set[int]
) -> list[str]:
    pairs = await session.scalar(
        select(func.count()).select_from(Mentorship).where(Mentorship.request_id == request.id)
    )
    found = []
    if last.act not in REASONS[request.state]:
        found.append(f"{request.state} for no reason but {last.act}")
    if request.deadline_at is not None or request.mentor_id is not None or asked or told:
        found.append(f"{request.state}, and {asked} are asked, {told} told to act, by {request.deadline_at}")
    if pairs != (request.state is S.ACCEPTED):
        found.append(f"{request.state} with {pairs} pairs")
    return found


async def _waiting_news(session: Session, request: MentoringRequest) -> set[int]:
    """Who is still to be told that they must act."""
    query = select(OutboxRow.recipient_id).where(
        OutboxRow.entity == f"request:{request.id}", OutboxRow.kind.in_(_PASSING), OutboxRow.state.in_(WAITING)
    )
    return set(await session.scalars(query))


async def play(engine: AsyncEngine, now: datetime, acts: list[Act]) -> None:
    world = World(create_sessions(engine), now)
    try:
        await world.populate()
        for act in acts:
            world.now += act.after
            # the chore has been running all the while; of a long silence only its end matters here
            await settle_all(world.sessions, world.now)
            await schools.settle(world.sessions, lambda: world.now)
            await attempt(world, act)
            async with world.sessions.begin() as session:
                assert await faults(session, world) == [], act
    finally:
        await engine.dispose()


@pytest.fixture(scope="session")
def club(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """A new empty club at each call, by its database's URL."""
    folder = tmp_path_factory.mktemp("clubs")

    def make() -> str:
        path = folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(sqlite_template, path)
        return f"sqlite+aiosqlite:///{path}"

    return make


# without shrinking: each try plays a life of weeks on a database, and the acts tell enough
@settings(max_examples=30, deadline=None, phases=(Phase.reuse, Phase.generate), report_multiple_bugs=False)
@given(acts=st.lists(ACTS, min_size=12, max_size=30))
def test_no_request_ever_hangs(sqlite_engine: AsyncEngine, club: Callable[[], str], acts: list[Act]) -> None:
    with opening(sqlite_engine, club()):
        # Wednesday, 7 October 2026, 10:00 in Tyumen
        asyncio.run(play(sqlite_engine, datetime.fromisoformat("2026-10-07T05:00:00+00:00"), acts))
