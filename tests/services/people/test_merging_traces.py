"""Letters of one's own and the journal's ids, when two records become one or somebody is erased."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import AuditEntry, Letter, Member, OutboxRow
from domain.errors import MemberBlocked, NotOnePerson, Outdated
from domain.vocabulary import LetterState, MessageKind
from services import journal
from services.mailing import letters, letters_desk
from services.mentoring import blocks
from services.people import merging, mydata
from tests.services.given_letters import given_letter, words
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_member
from tests.services.people.test_people_races import both_coordinate


async def test_nobody_answers_a_letter_of_their_own(sessions: Sessions, now: datetime) -> None:
    """The coordinator had taken the letter of what was their own other record."""
    async with sessions.begin() as session:
        boss, other = await both_coordinate(session, now)
        anna, irina = await given_member(session, now, 1), await given_member(session, now, 2)
        waits, settled = await given_letter(session, anna, now), await given_letter(session, irina, now)
        for letter_id in (waits, settled):
            await letters_desk.take(session, boss, letter_id, now)
        await letters_desk.close(session, boss, settled, now)
    async with sessions.begin() as session:
        await merging.unite(session, boss.owner(), anna.owner(), now)
        await merging.unite(session, boss.owner(), irina.owner(), now)
    async with sessions.begin() as session:
        rows = {row.id: row for row in await session.scalars(select(Letter))}
        assert (rows[waits].state, rows[waits].taken_by_id) == (LetterState.OPEN, None)
        assert rows[waits].deadline_at is not None, "it waits as long as before"
        told = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.LETTER_NEW)
        assert set(await session.scalars(told)) == {other.owner()}
        await letters.write(session, boss, settled, words("И ещё вопрос"), now)
        again = await session.get_one(Letter, settled, populate_existing=True)
        assert (again.state, again.taken_by_id) == (LetterState.OPEN, None)


async def given_traces(session: Session, now: datetime, *ids: int) -> None:
    """Entries that name the second of three people otherwise than by «member:12»."""
    first, second, third = ids
    for name, details in (
        (f"block:{first}-{second}", {}),
        (f"block:{second}-{third}", {}),
        (f"block:{second}1-{third}", {}),
    ):
        await journal.record(session, actor_id=None, act="block.added", object=name, now=now, **details)
    pinned = {"request": second, "mentor": f"member:{second}"}
    await journal.record(session, actor_id=None, act="round.pinned", object="round:1", now=now, **pinned)
    await journal.record(session, actor_id=None, act="round.sent", object="round:1", now=now, to=second)
    await journal.record(session, actor_id=None, act="letter.handed", object="letter:1", now=now, to=second)


async def entries(session: Session) -> list[tuple[str, dict[str, object]]]:
    acts = ("block.added", "round.pinned", "round.sent", "letter.handed")
    query = select(AuditEntry.object, AuditEntry.details).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    return [(name, dict(details)) for name, details in await session.execute(query)]


async def test_the_journal_names_the_record_that_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        keep, gone, third = [(await given_member(session, now, one)).owner() for one in (1, 2, 3)]
        await given_traces(session, now, keep, gone, third)
    async with sessions.begin() as session:
        await merging.unite(session, keep, gone, now)
    async with sessions.begin() as session:
        assert await entries(session) == [
            ("block", {}),
            (f"block:{keep}-{third}", {}),
            (f"block:{gone}1-{third}", {}),
            ("round:1", {"request": gone, "mentor": f"member:{keep}"}),
            ("round:1", {"to": gone}),
            ("letter:1", {"to": keep}),
        ]


async def test_of_who_is_erased_no_id_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        first, gone, third = [await given_member(session, now, one) for one in (1, 2, 3)]
        await given_traces(session, now, first.owner(), gone.owner(), third.owner())
    async with sessions.begin() as session:
        await mydata.erase(session, gone, now, now)
    async with sessions.begin() as session:
        assert await entries(session) == [
            ("block", {}),
            ("block", {}),
            (f"block:{gone.owner()}1-{third.owner()}", {}),
            ("round:1", {"request": gone.owner()}),
            ("round:1", {"to": gone.owner()}),
            ("letter:1", {}),
        ]


async def test_the_block_of_two_who_were_one_names_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, _ = await both_coordinate(session, now)
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
        await blocks.add(session, boss, gone.owner(), keep.owner(), now)
        await merging.unite(session, keep.owner(), gone.owner(), now)
        assert [name for name, _ in await entries(session)] == ["block"]


async def test_what_can_not_be_done_is_not_offered(sessions: Sessions, now: datetime) -> None:
    """The preview refuses as the merge does: nobody agrees to what will not happen."""
    async with sessions.begin() as session:
        boss, other = await both_coordinate(session, now)
        anna = (await given_member(session, now, 1)).owner()
        with pytest.raises(Outdated):
            await merging.preview(session, boss, anna, boss.owner(), now)
        await given_pair_by_hand(session, now, other, await given_member(session, now, 2))
        mentee = select(Member.id).where(Member.telegram_id == 2)
        with pytest.raises(NotOnePerson):
            await merging.preview(session, boss, other.owner(), await session.scalar(mentee) or 0, now)
        await session.execute(update(Member).where(Member.id == anna).values(blocked_at=now))
        with pytest.raises(MemberBlocked):
            await merging.preview(session, boss, other.owner(), anna, now)
