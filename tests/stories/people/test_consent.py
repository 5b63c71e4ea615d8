"""Consent, as people live it: before everything, once, and anew when its wording changes."""

from sqlalchemy import select, update

from content import load_consent
from db.models import Consent, Conversation
from tests.services.given_events import given_event
from tests.services.given_people import rows_about_people
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.people.test_joining import draft_of, member_of


async def test_the_consent_comes_before_everything(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    await anna.taps("Вступить")

    assert anna.newest["text"] == load_consent().plain
    assert anna.buttons == ["Даю согласие", "Не сейчас"]


async def test_a_guest_who_declines_leaves_no_row_anywhere(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    await anna.taps("Вступить")
    await anna.taps("Не сейчас")
    assert "ничего не сохраняем" in anna.sees

    await anna.says("/join")
    await anna.says("Светлова Анна")
    for data in ("joinsave:", "joinanew", "joinlater", "joinset:role:MENTOR", "joingo:name:back", "prof"):
        await anna.presses(data)
    await anna.presses("jointheme:DIGITAL:1")
    await anna.presses("profset:role:MENTOR")
    await anna.says("/profile")

    async with club.sessions.begin() as session:
        assert await rows_about_people(session) == {}


async def test_nobody_agrees_to_a_text_they_have_not_seen(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    await anna.taps("Вступить")
    await anna.presses("agree:0000aaaa::")

    assert "Текст обновился" in anna.sees
    assert await member_of(club, anna) is None


async def test_agreeing_twice_in_a_row_asks_the_first_question(club: Club) -> None:
    anna = club.anna
    await anna.starts()
    await anna.taps("Вступить")
    await anna.taps("Даю согласие", times=3)

    assert anna.sees.startswith("Шаг 1 из 7")
    async with club.sessions.begin() as session:
        assert len((await session.scalars(select(Consent))).all()) == 1


async def test_a_new_wording_is_asked_before_going_on(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    async with club.sessions.begin() as session:
        await session.execute(update(Consent).values(version="0.9"))

    await anna.says("/join")
    await anna.taps("Даю согласие")

    assert anna.sees.startswith("Шаг 2 из 7"), "the answers are kept"


async def test_a_new_wording_stops_a_typed_answer_too(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    async with club.sessions.begin() as session:
        await session.execute(update(Consent).values(version="0.9"))

    await anna.says("Светлова Анна")
    assert anna.buttons == ["Даю согласие", "Не сейчас"]
    assert "full_name" not in (await draft_of(club, anna))["answers"]


async def test_under_a_new_wording_a_member_stores_nothing_and_may_leave(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/events")
    await anna.taps("1")
    await anna.taps("Записаться")
    await anna.says("/tip")
    await anna.taps("Подписка")
    await anna.taps("Раз в неделю")
    async with club.sessions.begin() as session:
        await session.execute(update(Consent).values(version="0.9"))
        before = await rows_about_people(session)

    await anna.says("/tip")
    assert "👍" not in anna.buttons, "a tip for a guest: nobody remembers who saw it"
    for data in ("evin:2:ONLINE", "evin:1:OFFLINE", "tipvote:1:1", "tiphour:12", "profset:role:MENTOR"):
        await anna.presses(data)
        assert "Прочитать согласие" in anna.buttons, data
    async with club.sessions.begin() as session:
        assert await rows_about_people(session) == before

    await anna.says("/my")
    await anna.taps("1")
    await anna.taps("Освободить место")
    assert "Запись снята" in anna.sees
    await anna.presses("tipsub")
    await anna.taps("Отписаться")
    assert "Подписка отключена" in anna.sees
    await anna.says("/mydata")
    await anna.taps("Скачать")
    assert anna.files
    await anna.taps("Удалить всё")
    await anna.taps("Да, удалить всё")
    async with club.sessions.begin() as session:
        assert await rows_about_people(session) == {"audit_entry": 1}


async def test_a_new_wording_leads_back_to_the_offered_seat(club: Club) -> None:
    anna, irina = club.anna, club.irina
    async with club.sessions.begin() as session:
        event_id = (await given_event(session, seats_offline=1)).id
    for person in (anna, irina):
        await person.joins()
        await person.presses(f"evin:{event_id}:OFFLINE")
    await anna.taps("Освободить место")
    await club.deliver()
    async with club.sessions.begin() as session:
        await session.execute(update(Consent).values(version="0.9"))

    await irina.taps("Да, приду")
    await irina.taps("Прочитать согласие")
    await irina.taps("Даю согласие")
    await irina.taps("К встрече")
    await irina.taps("Да, приду")

    assert irina.sees.startswith("✅ Вы записаны")


async def test_a_new_wording_stops_an_edit_of_the_profile(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ Организация")
    async with club.sessions.begin() as session:
        await session.execute(update(Consent).values(version="0.9"))
        before = (await session.scalars(select(Conversation.data))).one()

    await anna.says("лесная гимназия")
    assert "Прочитать согласие" in anna.buttons
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Conversation.data))).one() == before
