"""Whoever leaves leaves nothing: no number, no name and no word of theirs in any column of any table.

Everybody of the club with one of each object leaves in turn, by their own button, by a coordinator's, after half of a
form, with updates and messages of theirs still on the way. Their numbers and names occur nowhere else, so that finding
one means finding them. What is others' stays.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from db.models import Base, Conversation, LiveScreen, Member
from domain.actors import Actor
from services import intake as inbox
from services.people import mydata
from tests.drills.people import Tables, snapshot
from tests.stories.conftest import Club
from tests.stories.everything import Everything, given_everything

# somebody nobody knows has the first number, and those who follow have the next
FIRST_MEMBER = 771_900_100
TELEGRAM = 9_700_555_000
WORD = "Каллиграфия"
WHO = ("newcomer", "stranger", "mentee", "mentor", "coordinator", "school")
# what a person has written themselves, by the column that names them; all other words are the club's or shared
AUTHORS = {
    "answer": None,
    "goal": "author_id",
    "letter_message": "author_id",
    "meeting_note": "author_id",
    "member": "id",
    "mentor_card": "member_id",
    "mentor_group": "mentor_id",
    "mentoring_request": "mentee_id",
    "pair_feedback": "member_id",
    "relay_message": "author_id",
    "thanks": "author_id",
    "tip_seen": "member_id",
}


def name_of(name: str) -> str:
    return f"Ясенева-{name} Октябрина"


@pytest.fixture
async def world(club: Club) -> Everything:
    """Everything, where numbers of people are like nothing else."""
    async with club.sessions.begin() as session:
        session.add(Member(id=FIRST_MEMBER, created_at=club.now))
        await session.flush()
        world = await given_everything(session, club.now)
        for name, actor in world.people.items():
            if actor.member_id is not None:
                new = {"telegram_id": TELEGRAM + actor.telegram_id, "full_name": name_of(name), "position": WORD + name}
                await session.execute(update(Member).where(Member.id == actor.member_id).values(new))
    people = {name: replace(one, telegram_id=TELEGRAM + one.telegram_id) for name, one in world.people.items()}
    for one in people.values():
        club.telegram.add_person(one.telegram_id, "Участник")
        club.telegram.starts(one.telegram_id)
    club.telegram.take_updates()
    return replace(world, people=people)


async def in_the_middle(club: Club, name: str, actor: Actor) -> None:
    """A form begun, words of theirs on the way, in hand and put aside; their own words everywhere they may write."""
    raw = {"text": WORD + name, "from": {"id": actor.telegram_id, "first_name": name_of(name)}}
    async with club.sessions.begin() as session:
        where = {"bot_id": club.bot.id, "chat_id": actor.telegram_id, "user_id": actor.telegram_id}
        session.add(Conversation(**where, state="JoinForm:name", data={"full_name": name_of(name)}))
        session.add(
            LiveScreen(
                chat_id=actor.telegram_id,
                message_id=1,
                what="presence:1",
                telegram_id=actor.telegram_id,
                drawn_by="drill",
                drawn_at=club.now,
            )
        )
        taken = await inbox.take(
            session, club.bot.id, [{"update_id": number, "message": raw} for number in (1, 2)], club.now
        )
        await inbox.unreadable(session, taken[1].id, club.now)
        for table_name, column in AUTHORS.items():
            if column is None:
                continue
            table = Base.metadata.tables[table_name]
            words = {"text", "about", "title", "need", "done", "position", "tried_text"} & set(table.columns.keys())
            if words:
                mine = update(table).where(table.c[column] == actor.member_id)
                await session.execute(mine.values(dict.fromkeys(words, WORD + name)))


def traces(found: Tables, name: str, actor: Actor) -> dict[str, list[str]]:
    """By table, values in which the person can be recognised."""
    signs = (str(actor.member_id), str(actor.telegram_id), name_of(name), WORD + name)
    hits = {
        table: [str(value) for row in rows.values() for value in row.values() if any(s in str(value) for s in signs)]
        for table, rows in found.items()
    }
    return {table: values for table, values in hits.items() if values}


def gone(before: Tables, after: Tables, actor: Actor) -> dict[str, list[Any]]:
    """Rows that went though nothing in them, nor in what they hang on, was the person's."""
    lost = {
        table.name: [
            row
            for key, row in before[table.name].items()
            if key not in after[table.name] and not leads_to(table, row, actor, before)
        ]
        for table in Base.metadata.sorted_tables
    }
    return {table: rows for table, rows in lost.items() if rows}


def leads_to(table: Any, row: Any, actor: Actor, tables: Tables) -> bool:
    if str(actor.member_id) in str(row) or str(actor.telegram_id) in str(row):
        return True
    return any(
        leads_to(key.column.table, tables[key.column.table.name][row[column.name],], actor, tables)
        for column in table.columns
        for key in column.foreign_keys
        if (row[column.name],) in tables[key.column.table.name] and key.column.table.name != "member"
    )


@pytest.mark.parametrize("name", WHO)
async def test_who_leaves_leaves_nothing(club: Club, world: Everything, name: str) -> None:
    actor = world.people[name]
    await in_the_middle(club, name, actor)
    before = await snapshot(club.sessions)
    assert len(traces(before, name, actor)) > 3, "else the search proves nothing"
    async with club.sessions.begin() as session:
        await mydata.erase(session, actor, club.now, club.now)
    lost = gone(before, await snapshot(club.sessions), actor)
    # news of what was theirs is taken back
    lost.pop("outbox", None)
    assert lost == {}
    await club.deliver()
    club.telegram.clock.advance(timedelta(days=9))
    await club.deliver()
    after = await snapshot(club.sessions)
    assert traces(after, name, actor) == {}
    others = [one for one in world.people.values() if one.member_id not in (None, actor.member_id)]
    assert all((one.member_id,) in after["member"] for one in others)


async def test_what_a_leaver_left_in_the_inbox_ails_nobody(club: Club, world: Everything) -> None:
    """It is due no more, and goes in its time; the update that asked for the erasing is done as any other."""
    actor = world.people["stranger"]
    await in_the_middle(club, "stranger", actor)
    async with club.sessions.begin() as session:
        raw = {"update_id": 3, "message": {"from": {"id": actor.telegram_id}}}
        (asked,) = await inbox.take(session, club.bot.id, [raw], club.now)
        await mydata.erase(session, actor, club.now, club.now)
        assert await inbox.done(session, asked.id, club.now)
    async with club.sessions.begin() as session:
        assert await inbox.oldest_due(session, club.now) is None
        assert await inbox.waiting(session, club.bot.id, club.now) == []
        assert await inbox.sweep(session, club.now + inbox.KEPT + timedelta(seconds=1)) == 3


async def test_one_after_the_other_all_leave(club: Club, world: Everything) -> None:
    for name in WHO:
        actor = world.people[name]
        await in_the_middle(club, name, actor)
        async with club.sessions.begin() as session:
            await mydata.erase(session, actor, club.now, club.now)
            await session.execute(text("DELETE FROM inbox"))
    found = await snapshot(club.sessions)
    assert {name: traces(found, name, world.people[name]) for name in WHO} == {name: {} for name in WHO}


async def test_a_row_nobody_thought_of_is_found(club: Club, world: Everything) -> None:
    """A word that stands where the erasing does not look."""
    actor = world.people["mentee"]
    async with club.sessions.begin() as session:
        await session.execute(text("UPDATE club_key SET secret = :word"), {"word": WORD + "mentee"})
        await session.execute(
            text("INSERT INTO club_key (purpose, secret) VALUES ('drill', :word)"), {"word": WORD + "mentee"}
        )
        await mydata.erase(session, actor, club.now, club.now)
    assert "club_key" in traces(await snapshot(club.sessions), "mentee", actor)
