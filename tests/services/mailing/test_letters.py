"""Letters to coordinators: two at once, whoever leaves, and whatever happens in whatever order, none hangs."""

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
from sqlalchemy import delete, select, update

from db.engine import Session, Sessions, create_engine, create_sessions
from db.models import Letter, LetterMessage, Member, MemberRole, OutboxRow
from domain.actors import Actor
from domain.desk_days import nudge_at
from domain.errors import ClubError, LetterTaken, NotAllowed, NotFound
from domain.mailing.letters import Only
from domain.vocabulary import LetterState, MessageKind, Role
from services import desk_days
from services.mailing import letter_steps as steps
from services.mailing import letters, letters_queue, letters_topics
from services.mailing import letters_desk as desk
from services.outbox import WAITING
from services.people import mydata
from tests.services.given_letters import given_letter, words
from tests.services.given_requests import given_person

S, K = LetterState, MessageKind


async def told(session: Session, kind: MessageKind, letter_id: int) -> set[int]:
    """Who is still to be told this."""
    query = select(OutboxRow.recipient_id).where(
        OutboxRow.kind == kind, OutboxRow.entity == f"letter:{letter_id}", OutboxRow.state.in_(WAITING)
    )
    return set(await session.scalars(query))


async def given_desk(session: Session, now: datetime) -> tuple[Actor, Actor, Actor]:
    anna = await given_person(session, now, "Светлова Анна Игоревна")
    maria = await given_person(session, now, "Громова Мария Ильинична", Role.COORDINATOR)
    irina = await given_person(session, now, "Лебедева Ирина Павловна", Role.COORDINATOR)
    for one in (maria, irina):
        session.add(MemberRole(member_id=one.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return anna, maria, irina


async def test_of_two_at_once_one_takes_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, maria, irina = await given_desk(session, now)
        letter_id = await given_letter(session, anna, now)
        assert await told(session, K.LETTER_NEW, letter_id) == {maria.member_id, irina.member_id}

    async def take(actor: Actor) -> bool:
        async with sessions.begin() as session:
            return await desk.take(session, actor, letter_id, now)

    assert sorted(await asyncio.gather(*(take(one) for one in (maria, irina)))) == [False, True]
    async with sessions.begin() as session:
        view = await letters_queue.one(session, maria, letter_id)
        second = irina if view.mine else maria
        with pytest.raises(LetterTaken):
            await desk.respond(session, second, letter_id, words("Я тоже"), now)
        assert await told(session, K.LETTER_NEW, letter_id) == set(), "whoever has not read of it need not"
        page = await letters_queue.queue(session, second, Only.MINE, 0, 5)
        assert (page.lines, page.counts[Only.ALL]) == ((), 1)


async def test_letters_are_ones_own_and_the_desks(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, maria, _ = await given_desk(session, now)
        boris = await given_person(session, now, "Чужой Борис Ильич")
        letter_id = await given_letter(session, anna, now)
        message_id = await session.scalar(select(LetterMessage.id)) or 0
        with pytest.raises(NotFound):
            await letters.one(session, boris, letter_id, None)
        with pytest.raises(NotFound):
            await letters.message(session, boris, message_id)
        with pytest.raises(NotFound):
            await letters.write(session, boris, letter_id, words("Я"), now)
        with pytest.raises(NotFound):
            await letters.close(session, boris, letter_id, now)
        with pytest.raises(NotAllowed):
            await letters_queue.one(session, anna, letter_id)
        with pytest.raises(NotAllowed):
            await desk.respond(session, anna, letter_id, words("Я"), now)
        with pytest.raises(NotFound):
            await desk.hand(session, maria, letter_id, boris.owner(), now)


async def test_a_coordinator_who_leaves_lets_letters_go(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, maria, irina = await given_desk(session, now)
        letter_id = await given_letter(session, anna, now)
        await desk.respond(session, maria, letter_id, words("Ответ"), now)
        await given_letter(session, anna, now, "Ещё вопрос")
        await mydata.erase(session, maria, now, now)
        letter = await session.get_one(Letter, letter_id, populate_existing=True)
        assert (letter.state, letter.taken_by_id) == (S.OPEN, None)
        assert await told(session, K.LETTER_NEW, letter_id) == {irina.member_id}
        view = await letters.one(session, anna, letter_id, None)
        assert [(one.from_desk, one.author) for one in view.messages][1] == (True, None)


async def test_a_letter_waits_neither_for_who_is_out_of_reach_nor_for_who_is_shut_out(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        anna, maria, irina = await given_desk(session, now)
        letter_id = await given_letter(session, anna, now)
        await desk.take(session, maria, letter_id, now)
        (await session.get_one(Member, maria.owner())).unreachable_since = now
        await session.flush()
        later = now + timedelta(minutes=1)
        assert await desk.due(session, later) == [letter_id]
        await desk.tend(session, letter_id, later)
        letter = await session.get_one(Letter, letter_id, populate_existing=True)
        assert (letter.state, letter.taken_by_id) == (S.OPEN, None)
        assert await told(session, K.LETTER_NEW, letter_id) == {irina.member_id}
        (await session.get_one(Member, anna.owner())).blocked_at = now
        await session.flush()
        assert await desk.due(session, later) == [letter_id]
        await desk.tend(session, letter_id, later)
        view = await letters_queue.one(session, irina, letter_id)
        assert (view.state, view.shut_out, view.deadline_at) == (S.CLOSED, True, None)
        assert await told(session, K.LETTER_NEW, letter_id) == set()
        assert await desk.due(session, later + timedelta(days=30)) == []


async def test_a_topic_is_the_persons_and_not_a_letters(sessions: Sessions, now: datetime) -> None:
    topic_id = 77
    async with sessions.begin() as session:
        anna, maria, _ = await given_desk(session, now)
        first = await given_letter(session, anna, now)
        await letters_topics.keep_topic(session, anna.owner(), topic_id)
        await letters.close(session, anna, first, now)
        second = await given_letter(session, anna, now, "Другой вопрос")
        assert not await letters_topics.passed_just_now(session, maria, topic_id, now)
        answer = await letters_topics.respond(session, maria, topic_id, words("Ответ"), now)
        assert answer.reachable
        assert await letters_topics.passed_just_now(session, maria, topic_id, now)
        states = [await session.get_one(Letter, one, populate_existing=True) for one in (first, second)]
        assert [(one.state, one.deadline_at) for one in states] == [(S.CLOSED, None), (S.TAKEN, None)]


# --- whatever happens


@dataclass
class World:
    """Two coordinators, one of whom may lose the role, and two members; the clock."""

    sessions: Sessions
    now: datetime
    desk: list[Actor] = field(default_factory=list)
    members: list[Actor] = field(default_factory=list)

    async def populate(self) -> None:
        async with self.sessions.begin() as session:
            anna, *self.desk = await given_desk(session, self.now)
            self.members = [anna, await given_person(session, self.now, "Ключев Павел Ильич")]


@dataclass(frozen=True)
class Act:
    """What somebody tries: a name, the letter (the newest are counted from the end), who, after how long."""

    name: str
    letter: int
    who: int
    after: timedelta


JUMPS = [timedelta(), timedelta(hours=1), timedelta(hours=20), timedelta(days=2), timedelta(days=4), timedelta(days=20)]
ACTS = st.builds(
    Act,
    name=st.deferred(lambda: st.sampled_from(sorted(_DOING))),
    letter=st.integers(0, 1),
    who=st.integers(0, 1),
    after=st.sampled_from(JUMPS),
)
Doing = Callable[[World, Session, int, Act], Awaitable[object]]


async def _lose_role(world: World, session: Session, _: int, act: Act) -> None:
    await session.execute(delete(MemberRole).where(MemberRole.member_id == world.desk[1].owner()))


async def _get_role(world: World, session: Session, _: int, act: Act) -> None:
    await _lose_role(world, session, 0, act)
    session.add(MemberRole(member_id=world.desk[1].owner(), role=Role.COORDINATOR, granted_at=world.now))


async def _stop_bot(world: World, session: Session, _: int, act: Act) -> None:
    gone = update(Member).where(Member.id == world.desk[1].owner())
    await session.execute(gone.values(unreachable_since=None if act.who else world.now))


_DOING: dict[str, Doing] = {
    "stop the bot or come back": _stop_bot,
    "write": lambda w, s, i, a: letters.write(s, w.members[a.who], None, words("Вопрос"), w.now),
    "write on": lambda w, s, i, a: letters.write(s, w.members[a.who], i, words("Ещё"), w.now),
    "solved": lambda w, s, i, a: letters.close(s, w.members[a.who], i, w.now),
    "take": lambda w, s, i, a: desk.take(s, w.desk[a.who], i, w.now),
    "take over": lambda w, s, i, a: desk.take(s, w.desk[a.who], i, w.now, from_colleague=True),
    "answer": lambda w, s, i, a: desk.respond(s, w.desk[a.who], i, words("Ответ"), w.now),
    "answer together": lambda w, s, i, a: desk.respond(s, w.desk[a.who], i, words("Ответ"), w.now, together=True),
    "hand": lambda w, s, i, a: desk.hand(s, w.desk[a.who], i, w.desk[1 - a.who].owner(), w.now),
    "put back": lambda w, s, i, a: desk.put_back(s, w.desk[a.who], i, w.now),
    "close": lambda w, s, i, a: desk.close(s, w.desk[a.who], i, w.now),
    "reopen": lambda w, s, i, a: desk.reopen(s, w.desk[a.who], i, w.now),
    "lose role": _lose_role,
    "get role": _get_role,
}


async def tend_all(world: World) -> None:
    async with world.sessions.begin() as session:
        for letter_id in await desk.due(session, world.now):
            await desk.tend(session, letter_id, world.now)


async def attempt(world: World, act: Act) -> None:
    """One act in a transaction of its own; a rule that forbids it rolls it back."""
    try:
        async with world.sessions.begin() as session:
            query = select(Letter.id).order_by(Letter.id.desc()).offset(act.letter).limit(1)
            await _DOING[act.name](world, session, await session.scalar(query) or 1, act)
    except ClubError:
        pass


async def faults(session: Session, now: datetime) -> list[str]:
    found = []
    answering = set(await steps.coordinators(session))
    for letter in (await session.scalars(select(Letter).order_by(Letter.id))).all():
        last = await session.scalar(
            select(LetterMessage).where(LetterMessage.letter_id == letter.id).order_by(LetterMessage.id.desc()).limit(1)
        )
        assert last is not None
        if (letter.state is S.CLOSED) is not (letter.closed_at is not None):
            found.append(f"{letter.state}, closed at {letter.closed_at}")
        if letter.state is S.CLOSED:
            if letter.deadline_at is not None or await told(session, K.LETTER_NEW, letter.id):
                found.append("closed, and somebody is to act")
            continue
        if letter.deadline_at is None and not last.from_desk:
            found.append("the desk owes an answer, and has no deadline")
        if letter.state is S.TAKEN and letter.taken_by_id not in answering:
            found.append("taken by who answers no letters")
        if letter.state is S.OPEN and letter.taken_by_id is not None:
            found.append("nobody's, and somebody has it")
        owners = answering if letter.state is S.OPEN else {letter.taken_by_id}
        found += await _nudge_faults(session, letter, owners, now)
    return found


async def _nudge_faults(session: Session, letter: Letter, owners: set[int | None], now: datetime) -> list[str]:
    nudge = letter.deadline_at and nudge_at(letter.deadline_at, letter.changed_at, now, desk_days.works())
    if nudge is None:
        return []
    query = select(OutboxRow.recipient_id).where(
        OutboxRow.kind == K.LETTER_OVERDUE, OutboxRow.entity == f"letter:{letter.id}", OutboxRow.due_at == nudge
    )
    nudged = set(await session.scalars(query))
    return [] if nudged >= owners else [f"late since {letter.deadline_at}: {nudged} of {owners} are nudged"]


async def play(url: str, now: datetime, acts: list[Act]) -> None:
    engine = create_engine(url)
    world = World(create_sessions(engine), now)
    try:
        await world.populate()
        for act in acts:
            world.now += act.after
            await tend_all(world)
            await attempt(world, act)
            await tend_all(world)
            async with world.sessions.begin() as session:
                assert await faults(session, world.now) == [], act
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


# without shrinking: each try plays weeks on a database, and the acts tell enough
@settings(max_examples=15, deadline=None, phases=(Phase.reuse, Phase.generate), report_multiple_bugs=False)
@given(acts=st.lists(ACTS, min_size=10, max_size=25))
def test_no_letter_ever_hangs(club: Callable[[], str], acts: list[Act]) -> None:
    # Wednesday, 7 October 2026, 10:00 in Tyumen
    asyncio.run(play(club(), datetime.fromisoformat("2026-10-07T05:00:00+00:00"), acts))
