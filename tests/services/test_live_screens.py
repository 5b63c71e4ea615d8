"""Who moves which live screen, on both databases: taken over once, renewed together, forgotten with their person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import LiveScreen
from services import live_screens
from services.live_screens import SILENCE, Watched
from services.people import merging, mydata, people
from tests.services.events.test_races import in_a_turn, meanwhile
from tests.services.given_people import given_member

BOARD = Watched((7, 70), "presence:1", 7)
RUN = Watched((8, 80), "announcement:2", 8)
LATER = SILENCE + timedelta(seconds=1)


async def given(sessions: Sessions, now: datetime, *screens: Watched, drawn_by: str = "first") -> None:
    async with sessions.begin() as session:
        for one in screens:
            await live_screens.remember(session, one, drawn_by, now)


async def kept(sessions: Sessions) -> dict[tuple[int, int], tuple[str, int, str]]:
    async with sessions() as session:
        found = await session.scalars(select(LiveScreen))
        return {(one.chat_id, one.message_id): (one.what, one.telegram_id, one.drawn_by) for one in found}


async def test_a_message_shows_one_thing(sessions: Sessions, now: datetime) -> None:
    await given(sessions, now, BOARD, RUN)
    await given(sessions, now, Watched(BOARD.place, "certificates:5", 9), drawn_by="second")
    assert await kept(sessions) == {(7, 70): ("certificates:5", 9, "second"), (8, 80): ("announcement:2", 8, "first")}
    async with sessions.begin() as session:
        assert await live_screens.is_drawn_by(session, RUN, "first")
        assert not await live_screens.is_drawn_by(session, RUN, "second")
        assert not await live_screens.is_drawn_by(session, BOARD, "second"), "it shows something else"
        await live_screens.forget(session, BOARD.place, RUN.place)
    assert await kept(sessions) == {}


async def test_only_what_is_not_drawn_any_more_is_taken_over(sessions: Sessions, now: datetime) -> None:
    await given(sessions, now, BOARD)
    await given(sessions, now, RUN, drawn_by="second")
    async with sessions.begin() as session:
        assert await live_screens.take_over(session, "third", now + SILENCE) == []
        await live_screens.renew(session, "second", now + SILENCE)
        assert await live_screens.take_over(session, "first", now + LATER) == [], "one's own is one's own"
        assert await live_screens.take_over(session, "third", now + LATER) == [BOARD]
        assert await live_screens.take_over(session, "second", now + LATER) == []


async def test_a_moment_that_is_far_ahead_is_silence(sessions: Sessions, now: datetime) -> None:
    """The clock was put back by an hour; that of another machine goes a little faster."""
    await given(sessions, now + timedelta(hours=1), BOARD)
    await given(sessions, now + timedelta(seconds=30), RUN)
    async with sessions.begin() as session:
        assert await live_screens.take_over(session, "second", now) == [BOARD]


async def test_what_stood_still_for_a_day_is_swept(sessions: Sessions, now: datetime) -> None:
    await given(sessions, now, BOARD)
    await given(sessions, now + timedelta(hours=2), RUN)
    async with sessions.begin() as session:
        later = now + timedelta(days=1, hours=1)
        assert await live_screens.take_over(session, "second", later) == [RUN], "nobody waits for the other"
        await live_screens.sweep(session, later)
    assert (await kept(sessions)).keys() == {RUN.place}


async def _both_take(sessions: Sessions, now: datetime) -> list[Watched]:
    """Two processes look for what was left, at once; what each of them has taken."""

    async with sessions.begin() as session:
        found = await live_screens.take_over(session, "second", now + LATER)
        other = in_a_turn(sessions, lambda session: live_screens.take_over(session, "third", now + LATER))
        # the other one looks before this is committed
        async with meanwhile(sessions, other) as taking:
            pass
    return [*found, *await taking]


async def test_of_two_who_take_over_one_gets_each(sessions: Sessions, now: datetime) -> None:
    await given(sessions, now, BOARD, RUN)
    assert sorted(one.place for one in await _both_take(sessions, now)) == [BOARD.place, RUN.place]


async def test_a_look_and_a_taking_apart_would_not_do(
    sessions: Sessions, backend: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend == "sqlite":
        pytest.skip("transactions of SQLite come one after the other")

    async def take_over(session: Session, drawn_by: str, now: datetime) -> list[Watched]:
        stale = LiveScreen.drawn_at < now - SILENCE
        found = (await session.scalars(select(LiveScreen).where(stale))).all()
        taken = [Watched((one.chat_id, one.message_id), one.what, one.telegram_id) for one in found]
        for one in taken:
            mine = update(LiveScreen).where(LiveScreen.chat_id == one.place[0])
            await session.execute(mine.values(drawn_by=drawn_by, drawn_at=now))
        return taken

    monkeypatch.setattr(live_screens, "take_over", take_over)
    await given(sessions, now, BOARD, RUN)
    assert len(await _both_take(sessions, now)) == 4


async def test_who_leaves_takes_theirs_along(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now, 7)
    await given(sessions, now, BOARD, RUN)
    async with sessions.begin() as session:
        assert (await people.identify(session, 7, wrote=False)).watching
        await mydata.erase(session, actor, now, now)
    assert (await kept(sessions)).keys() == {RUN.place}


async def test_the_account_that_is_given_up_looks_at_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        keep, gone = await given_member(session, now, 8), await given_member(session, now, 7)
    await given(sessions, now, BOARD, RUN)
    async with sessions.begin() as session:
        await merging.unite(session, keep.owner(), gone.owner(), now)
    assert (await kept(sessions)).keys() == {RUN.place}
