"""Whatever happens, and however much time passes: a pair that waits for a school has somebody to answer in time."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from db.engine import Session, Sessions
from db.models import MentoringRequest, Mentorship, OutboxRow, SchoolAdmin, SchoolApproval
from domain.actors import Actor
from domain.errors import ClubError
from domain.mentoring.approvals import Hat
from domain.vocabulary import PairStatus, RequestState
from scheduler.schools import settle
from services.mentoring import approvals, pairs, requests, school_admins, school_rights
from services.outbox import WAITING
from tests.services.given_certificates import given_coordinator
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_requests import given_card, given_mentee, given_person, submitted
from tests.services.given_schools import APPROVAL, given_admin, given_schools, move

JUMPS = (0, 0, 1, 2, 5, 9, 30)
ACTS = (
    *("ask", "ask", "by_hand", "agree", "agree", "refuse", "club_agree", "club_refuse"),
    *("revoke", "grant", "move", "want", "stop"),
)


@pytest.fixture
def backend() -> str:
    """Many small lives: on SQLite alone, the locks are tried in `test_approvals`."""
    return "sqlite"


class World:
    """Two schools with two admins each, a mentor of one and a mentee of the other; one source of chance."""

    def __init__(self, sessions: Sessions, now: datetime, seed: int) -> None:
        self.sessions = sessions
        self.now = now
        self.chance = random.Random(seed)

    async def populate(self) -> None:
        async with self.sessions.begin() as session:
            self.maria = await given_coordinator(session, self.now)
            self.schools = await given_schools(session, asks=2)
            self.admins = [await given_admin(session, one, self.now) for one in self.schools for _ in range(2)]
            self.mentor = await given_person(session, self.now, "Лебедева Ирина", organization_id=self.schools[1])
            await given_card(session, self.mentor, self.now, capacity=500)
            self.mentee = await given_mentee(session, self.now, organization_id=self.schools[0])

    async def live(self) -> None:
        """One act, then the chore of every minute."""
        self.now += timedelta(days=self.chance.choice(JUMPS))
        await settle(self.sessions, lambda: self.now)
        act = self.chance.choice(ACTS)
        try:
            async with self.sessions.begin() as session:
                await self.act(session, act)
        except ClubError:
            pass
        await settle(self.sessions, lambda: self.now)
        async with self.sessions.begin() as session:
            assert await self.faults(session) == [], act

    async def act(self, session: Session, act: str) -> None:
        now, admin, school = self.now, self.chance.choice(self.admins), self.chance.choice(self.schools)
        waiting = list(await session.scalars(select(Mentorship.id).where(Mentorship.status == PairStatus.APPROVAL)))
        pair_id = self.chance.choice(waiting) if waiting else 0
        match act:
            case "ask":
                request_id = await submitted(session, self.mentee, now, self.mentor)
                await requests.accept(session, self.mentor, request_id, now)
            case "by_hand":
                await given_pair_by_hand(session, now, self.mentor, self.mentee)
            case "agree" | "club_agree":
                actor, hat = self.who(act, admin)
                await approvals.agree(session, actor, pair_id, hat, now)
            case "refuse" | "club_refuse":
                actor, hat = self.who(act, admin)
                await approvals.refuse(session, actor, pair_id, hat, None, now)
            case "revoke":
                await session.execute(delete(SchoolAdmin).where(SchoolAdmin.member_id == admin.owner()))
            case "grant":
                await school_admins.grant(session, self.maria, admin.owner(), now)
            case "move":
                await move(session, admin, self.chance.choice([*self.schools, None]))
            case "want":
                await approvals.want(session, self.maria, school, self.chance.random() < 0.7, now)
            case "stop":
                await pairs.stop(session, self.chance.choice((self.mentor, self.mentee)), pair_id, now)

    def who(self, act: str, admin: Actor) -> tuple[Actor, Hat]:
        return (self.maria, Hat.CLUB) if act.startswith("club") else (admin, Hat.SCHOOL)

    async def faults(self, session: Session) -> list[str]:
        heard = await school_rights.heard(session)
        found = []
        for pair in (await session.scalars(select(Mentorship))).all():
            query = select(SchoolApproval).where(SchoolApproval.pair_id == pair.id)
            words = (await session.scalars(query)).all()
            unsaid = [one for one in words if one.agreed is None]
            if pair.status is PairStatus.APPROVAL:
                if not unsaid:
                    found.append(f"{pair.id} waits for nobody")
                for one in unsaid:
                    if one.deadline_at is None or one.deadline_at <= self.now:
                        found.append(f"{pair.id} waits till {one.deadline_at} at {self.now}")
                    if not one.by_club and one.organization_id not in heard:
                        found.append(f"{pair.id} waits for a school that nobody speaks for")
            elif pair.status is PairStatus.ACTIVE and unsaid:
                found.append(f"{pair.id} has begun without a word of {unsaid[0].organization_id}")
            told = (OutboxRow.entity == f"pair:{pair.id}", OutboxRow.kind == APPROVAL, OutboxRow.state.in_(WAITING))
            if pair.status is not PairStatus.APPROVAL and await session.scalar(select(OutboxRow.id).where(*told)):
                found.append(f"{pair.id} is settled, and somebody will still be asked about it")
        accepted = select(MentoringRequest.id).where(MentoringRequest.state == RequestState.ACCEPTED)
        paired = select(Mentorship.request_id).where(Mentorship.request_id.is_not(None))
        lost = await session.scalars(accepted.where(MentoringRequest.id.not_in(paired)))
        return found + [f"the request {one} is accepted by nobody" for one in lost]


@pytest.mark.parametrize("seed", range(4))
async def test_no_pair_ever_hangs(sessions: Sessions, now: datetime, seed: int) -> None:
    world = World(sessions, now, seed)
    await world.populate()
    for _ in range(40):
        await world.live()
