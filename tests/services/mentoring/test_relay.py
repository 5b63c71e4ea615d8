"""The relay: who may write to whom, what waits for the morning, what is kept and for how long."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from db.engine import Session, Sessions
from db.models import Member, RelayMessage
from domain import clubtime
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, OtherSideAway, PairEnded, PairWaits
from domain.mentoring.relay import HISTORY, KEPT_AFTER_END, Outgoing, RelayKind
from domain.vocabulary import MessageKind, PairStatus
from services.mentoring import pairs, relay
from tests.services.given_pairs import Two, given_pair, given_pair_by_hand, pair_row, waiting
from tests.services.given_requests import given_mentee, given_person

RELAY = MessageKind.PAIR_RELAY
HELLO = Outgoing(RelayKind.TEXT, "Здравствуйте!")
NIGHT = timedelta(hours=12)


async def written(session: Session) -> list[str]:
    return list(await session.scalars(select(RelayMessage.text).order_by(RelayMessage.id)))


async def last_id(session: Session) -> int:
    return (await session.scalars(select(RelayMessage.id).order_by(RelayMessage.id.desc()).limit(1))).one()


async def test_a_message_goes_to_the_other_side_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        sent = await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        assert (sent.to.name, sent.waits_until) == ("Лебедева Ирина Павловна", None)
        (due,) = await waiting(session, two.mentor, RELAY)
        assert (due.entity, due.payload) == (f"relay:{await last_id(session)}", {}), "no words in the outbox"
        assert await waiting(session, two.mentee, RELAY) == []
        came = await relay.seen_by(session, two.mentor.owner(), await last_id(session))
        assert came is not None
        assert (came.author, came.text, came.own, came.writable) == (
            "Светлова Анна Игоревна",
            "Здравствуйте!",
            False,
            True,
        )


async def test_the_night_holds_a_message_until_the_morning(sessions: Sessions, now: datetime) -> None:
    night = now + NIGHT
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        sent = await relay.send(session, two.mentor, two.pair_id, HELLO, night)
        (due,) = await waiting(session, two.mentee, RELAY)
        assert sent.waits_until == due.due_at == clubtime.next_allowed(night)
        assert sent.waits_until > night


async def test_the_same_words_twice_arrive_twice(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for _ in range(2):
            await relay.send(session, two.mentee, two.pair_id, HELLO, now + NIGHT)
        assert len(await waiting(session, two.mentor, RELAY)) == 2


async def test_nobody_else_reads_or_writes(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        message_id = await last_id(session)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        for act in (
            relay.address(session, stranger, two.pair_id),
            relay.send(session, stranger, two.pair_id, HELLO, now),
            relay.history(session, stranger, two.pair_id),
            relay.one(session, stranger, message_id),
            relay.one(session, two.mentee, message_id + 1),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await relay.send(session, Actor(1), two.pair_id, HELLO, now)
        assert await relay.seen_by(session, stranger.owner(), message_id) is None
        assert await written(session) == ["Здравствуйте!"]


async def test_an_ended_pair_writes_no_more_and_still_reads(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        await pairs.stop(session, two.mentor, two.pair_id, now)
        with pytest.raises(PairEnded):
            await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        view = await relay.history(session, two.mentor, two.pair_id)
        assert (view.writable, [one.text for one in view.messages]) == (False, ["Здравствуйте!"])
        assert len(await waiting(session, two.mentor, RELAY)) == 1, "written while the pair went on"


async def test_a_pause_silences_nobody_but_a_school_not_asked_yet_does(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await pairs.pause(session, two.mentor, two.pair_id, 1, now)
        await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        (await pair_row(session, two.pair_id)).status = PairStatus.APPROVAL
        await session.flush()
        with pytest.raises(PairWaits):
            await relay.send(session, two.mentee, two.pair_id, HELLO, now)


@pytest.mark.parametrize("gone", ["blocked", "without Telegram", "erased"])
async def test_nobody_writes_into_the_void(sessions: Sessions, now: datetime, gone: str) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        mentor = Member.id == two.mentor.owner()
        if gone == "erased":
            await session.execute(delete(Member).where(mentor))
        elif gone == "blocked":
            await session.execute(update(Member).where(mentor).values(unreachable_since=now))
        else:
            await session.execute(update(Member).where(mentor).values(telegram_id=None))
        session.expire_all()
        with pytest.raises(OtherSideAway):
            await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        assert await written(session) == []


async def test_what_an_erased_author_wrote_is_gone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        message_id = await last_id(session)
        await session.execute(delete(Member).where(Member.id == two.mentee.owner()))
        session.expire_all()
        assert await relay.seen_by(session, two.mentor.owner(), message_id) is None
        assert (await relay.history(session, two.mentor, two.pair_id)).messages == ()


async def test_the_history_is_the_last_ten_in_order(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for number in range(HISTORY + 2):
            author = (two.mentor, two.mentee)[number % 2]
            await relay.send(session, author, two.pair_id, Outgoing(RelayKind.TEXT, f"{number}"), now)
        view = await relay.history(session, two.mentor, two.pair_id)
        assert [one.text for one in view.messages] == [str(number) for number in range(2, HISTORY + 2)]
        assert [one.own for one in view.messages] == [True, False] * (HISTORY // 2)


async def test_words_are_forgotten_a_month_after_the_end(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        ended = await given_pair(session, now)
        going = await given_pair(session, now)
        for two in (ended, going):
            await relay.send(session, two.mentee, two.pair_id, HELLO, now)
        await pairs.stop(session, ended.mentor, ended.pair_id, now)
        await relay.sweep(session, now + KEPT_AFTER_END)
        assert len(await written(session)) == 2
        await relay.sweep(session, now + KEPT_AFTER_END + timedelta(seconds=1))
        left = await session.scalars(select(RelayMessage.pair_id))
        assert list(left) == [going.pair_id]


async def given_two_mentees(session: Session, now: datetime) -> tuple[Two, Two]:
    one = await given_pair(session, now)
    mentee = await given_mentee(session, now, "Второй Иван Ильич")
    return one, Two(one.mentor, mentee, await given_pair_by_hand(session, now, one.mentor, mentee))


async def test_who_wrote_from_another_pair_meanwhile(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        one, other = await given_two_mentees(session, now)
        later = now + timedelta(minutes=5)

        async def elsewhere(since: datetime, at: datetime = later) -> list[int]:
            return [to.pair_id for to in await relay.elsewhere(session, one.mentor, one.pair_id, since, at)]

        await relay.send(session, one.mentee, one.pair_id, HELLO, now)
        await relay.send(session, one.mentor, other.pair_id, HELLO, now)
        assert await elsewhere(now - timedelta(hours=1)) == [], "own words, and the pair that is written to anyway"
        for _ in range(2):
            await relay.send(session, other.mentee, other.pair_id, HELLO, now)
        assert await elsewhere(now - timedelta(minutes=1)) == [other.pair_id]
        assert await elsewhere(now) == [], "it had come before the writing began"
        await pairs.stop(session, one.mentor, other.pair_id, now)
        assert await elsewhere(now - timedelta(minutes=1)) == []


async def test_a_message_of_the_night_counts_from_the_morning(sessions: Sessions, now: datetime) -> None:
    night = now + NIGHT
    morning = clubtime.next_allowed(night)
    async with sessions.begin() as session:
        one, other = await given_two_mentees(session, now)
        await relay.send(session, other.mentee, other.pair_id, HELLO, night)
        since = morning - timedelta(minutes=10)
        before = await relay.elsewhere(session, one.mentor, one.pair_id, since, morning - timedelta(minutes=1))
        after = await relay.elsewhere(session, one.mentor, one.pair_id, since, morning)
    assert before == ()
    assert [to.name for to in after] == ["Второй Иван Ильич"]
