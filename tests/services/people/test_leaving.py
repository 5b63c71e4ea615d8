"""A member leaves the club in the middle of mentoring: nobody is left waiting, and no words of theirs stay."""

import asyncio
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Sessions
from db.models import Goal, MentoringRequest, Mentorship, OutboxRow, PairMeeting, RelayMessage
from domain.actors import Actor
from domain.vocabulary import MessageKind, PairStatus, RequestState
from scheduler.desk_pairs import RENDERERS
from screens.people import mydata_file
from services import deliveries
from services.mentoring import pairs
from services.people import mydata, mydata_export
from tests.services.given_mydata import WORD, given_mentoring
from tests.services.given_pairs import given_pair, given_pair_by_hand, pair_row, waiting
from tests.services.given_requests import given_card, given_mentee, given_person, standing, submitted, told


async def leave(sessions: Sessions, actor: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await mydata.erase(session, actor, now, now)


async def test_a_mentor_who_leaves_lets_everybody_go_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        other = await given_person(session, now, "Второй Наставник Ильич")
        await given_card(session, other, now)
        waits = await submitted(session, await given_mentee(session, now, "Ждущий Иван Ильич"), now, two.mentor, other)
    await leave(sessions, two.mentor, now)
    async with sessions.begin() as session:
        pair = await pair_row(session, two.pair_id)
        assert (pair.status, pair.mentor_id, pair.ended_at) == (PairStatus.STOPPED, None, now)
        assert await standing(session, waits) == (RequestState.WAITING, other.member_id)
        (row,) = await waiting(session, two.mentee, MessageKind.PAIR_HANDED)
        (due,) = [one for one in await deliveries.claim(session, now) if one.id == row.id]
        said = await RENDERERS[MessageKind.PAIR_HANDED](session, due, now)
        assert "ваш запрос уже у\u00a0координатора" in said.text  # type: ignore[union-attr]
        assert await standing(session, row.payload["request"]) == (RequestState.COORDINATOR, None)


async def test_a_mentee_who_leaves_takes_the_requests_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        asked = await given_person(session, now, "Второй Наставник Ильич")
        await given_card(session, asked, now)
        await submitted(session, two.mentee, now, asked)
    await leave(sessions, two.mentee, now)
    async with sessions.begin() as session:
        assert (await pair_row(session, two.pair_id)).status is PairStatus.STOPPED
        assert len(await waiting(session, two.mentor, MessageKind.PAIR_CHANGED)) == 1
        assert await session.scalar(select(func.count()).select_from(MentoringRequest)) == 0
        kinds = await told(session, asked)
        assert MessageKind.REQUEST_TAKEN in kinds
        assert MessageKind.REQUEST_ASKED not in kinds


async def test_of_a_pair_both_sides_left_nothing_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        session.add(Goal(pair_id=two.pair_id, text="Цель", author_id=two.mentor.member_id, created_at=now))
        session.add(Goal(pair_id=two.pair_id, text="Общая", author_id=None, created_at=now))
    await asyncio.gather(leave(sessions, two.mentor, now), leave(sessions, two.mentee, now))
    async with sessions.begin() as session:
        for table in (Mentorship, Goal, MentoringRequest):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_two_who_ask_each_other_leave_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        people = [await given_person(session, now, f"Коллега {number}") for number in range(2)]
        for one in people:
            await given_card(session, one, now)
        for mentee, mentor in (people, people[::-1]):
            for _ in range(3):
                await submitted(session, mentee, now, mentor)
    await asyncio.gather(*(leave(sessions, one, now) for one in people))
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(MentoringRequest)) == 0
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 0


async def test_what_the_leaver_typed_goes_and_the_rest_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        person = await given_person(session, now, "Ясенева Октябрина Львовна")
        taught, learned = await given_mentoring(session, person, now)
        mentee_id = (await pair_row(session, taught)).mentee_id
        session.add(Goal(pair_id=taught, text="Чужая цель", author_id=mentee_id, created_at=now))
    await leave(sessions, person, now)
    async with sessions.begin() as session:
        assert list(await session.scalars(select(Goal.text))) == ["Чужая цель"]
        (meeting,) = await session.scalars(select(PairMeeting))
        assert (meeting.place, meeting.minutes) == (None, 60)
        assert list(await session.scalars(select(RelayMessage))) == []
        for pair_id in (taught, learned):
            assert (await pair_row(session, pair_id)).status is PairStatus.STOPPED
        payloads = await session.scalars(select(OutboxRow.payload))
        assert not any(person.member_id in payload.values() for payload in payloads)


async def test_an_ended_pair_is_not_told_of_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_person(session, now, "Один"), await given_person(session, now, "Другой")
        pair_id = await given_pair_by_hand(session, now, mentor, mentee)
        await pairs.finish(session, await pair_row(session, pair_id), PairStatus.COMPLETED, now, by=mentor.member_id)
    await leave(sessions, mentor, now)
    async with sessions.begin() as session:
        pair = await pair_row(session, pair_id)
        assert (pair.status, pair.mentor_id) == (PairStatus.COMPLETED, None)
        assert len(await waiting(session, mentee, MessageKind.PAIR_CHANGED)) == 1


async def test_the_file_says_everything_in_words(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        person = await given_person(session, now, "Ясенева Октябрина Львовна")
        await given_mentoring(session, person, now)
        dossier = await mydata_export.dossier(session, person)
    text = mydata_file.export(dossier, now).content.decode("utf-8-sig")  # type: ignore[union-attr]
    for words in (
        "Направления: Методическое",
        "Вы в паре: наставник",
        "Вы в паре: наставляемый",
        f"Что делали: {WORD}",
        f"Прогресс коллеги: 5 из 5, Чему удалось научиться: {WORD}",
        "Причина: Другое",
        "Автор: вы",
        "Автор: коллега",
        "Когда: пятый день",
    ):
        assert words in text, words
    for code in ("METHODICAL", "ONE_TO_ONE", "MENTEE", "OFFLINE", "day5", "True", "False"):
        assert code not in text, code
