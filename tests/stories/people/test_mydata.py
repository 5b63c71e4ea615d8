"""Looking at one's data, taking them away, leaving and coming back."""

import pytest
from sqlalchemy import func, select

from db.models import AuditEntry, Base, Conversation, Member
from domain.vocabulary import Attendance
from screens.events.event_card import SignUp
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.walk import consent

NAME = "Светлова Анна Игоревна"


async def members(club: Club) -> int:
    async with club.sessions.begin() as session:
        return (await session.execute(select(func.count()).select_from(Member))).scalar_one()


async def traces(club: Club, person: Phone) -> list[str]:
    """Tables where the person's name or number in Telegram is found."""
    found = []
    async with club.sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            values = [str(value) for row in await session.execute(select(table)) for value in row]
            found += [table.name for value in values if NAME in value or value == str(person.id)]
    return found


async def test_a_member_sees_what_is_kept_and_takes_it_away(club: Club) -> None:
    anna = club.anna
    await anna.joins(name=NAME)
    await anna.says("/tip")
    await anna.taps("👍")
    await anna.says("/mydata")
    assert "по вашему согласию от 7 октября 2026 года" in anna.sees
    assert "1 показанный лайфхак, 1 оценка" in anna.sees

    await anna.taps("Скачать")
    (document,) = anna.files
    assert document["file_name"] == "Мои данные.txt"
    text = anna.file_content(document).decode("utf-8-sig").replace("\u00a0", " ")
    assert f"ФИО: {NAME}" in text
    assert f"Номер в Telegram: {anna.id}" in text
    assert "Роль: Молодой педагог" in text
    assert "Дано: 7 октября 2026 года, 10:00" in text
    assert "Оценка: полезно" in text


async def test_erasing_names_the_losses_asks_and_leaves_nothing(club: Club) -> None:
    anna = club.anna
    await anna.joins(name=NAME)
    await anna.says("/tip")
    await anna.taps("Подписка")
    await anna.taps("Каждый день")
    assert await traces(club, anna)

    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    assert "анкета и согласие" in anna.sees
    assert "подписка на лайфхаки" in anna.sees
    await anna.taps("Да, удалить всё")
    assert "Ваши данные удалены" in anna.sees
    assert await traces(club, anna) == []

    before = len(anna.messages)
    await club.advance(days=2)
    assert len(anna.messages) == before, "no tip comes to who has left"


async def test_the_freed_seat_goes_to_who_waits(club: Club) -> None:
    anna, irina = club.anna, club.irina
    async with club.sessions.begin() as session:
        event = await given_event(session, title="Чаепитие", seats_offline=1)
    for person in (anna, irina):
        await person.joins()
        await person.presses(SignUp(event_id=event.id, attendance=Attendance.OFFLINE).pack())

    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    assert "1 место на будущей встрече" in anna.sees
    await anna.taps("Да, удалить всё")
    before = len(irina.messages)
    await club.deliver()
    assert len(irina.messages) == before + 1
    assert "Чаепитие" in irina.sees


async def test_one_may_think_better_of_it(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    await anna.taps("Ничего не удалять")
    assert "Мои данные" in anna.sees
    assert await members(club) == 1


async def test_withdrawing_consent_is_the_same_act_with_its_reason(club: Club) -> None:
    anna = club.anna
    await anna.joins(name=NAME)
    await anna.says("/mydata")
    await anna.taps("Отозвать согласие")
    assert "Без согласия мы не вправе ничего хранить" in anna.sees
    await anna.taps("Да, отозвать")
    assert "Согласие отозвано" in anna.sees
    assert await traces(club, anna) == []


async def test_two_taps_erase_once(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    await anna.taps("Да, удалить всё", times=2)
    assert "Ваши данные удалены" in anna.sees
    async with club.sessions.begin() as session:
        acts = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "member.erased"))).all()
    assert len(acts) == 1
    assert acts[0].actor_id is None


async def test_an_erased_person_is_a_guest_and_may_come_back(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    await anna.taps("Да, удалить всё")
    await anna.says("/mydata")
    assert "ничего не храним" in anna.sees
    await anna.starts()
    assert "Вступить в клуб" in anna.buttons
    assert await members(club) == 0

    await anna.joins(name="Светлова Анна Петровна")
    await anna.says("/mydata")
    assert "лайфхак" not in anna.sees
    assert await members(club) == 1


async def test_leaving_in_the_middle_of_joining(club: Club) -> None:
    anna = club.anna
    await consent(anna)
    await anna.taps("Молодой педагог")
    await anna.says(NAME)
    await anna.says("/mydata")
    await anna.taps("Отозвать согласие")
    await anna.taps("Да, отозвать")
    assert await traces(club, anna) == []
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Conversation))).all() == []
    # what she types now answers no question any more
    await anna.says("Гимназия № 902")
    assert await members(club) == 0


async def test_an_old_confirmation_is_asked_again(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    await club.advance(days=1)
    await anna.taps("Да, удалить всё")
    assert "подтвердите ещё раз" in anna.toast
    assert await members(club) == 1
    await anna.taps("Да, удалить всё")
    assert await members(club) == 0


async def test_a_button_from_before_the_erasure(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    card = anna.newest
    await anna.says("/mydata")
    await anna.taps("Удалить всё")
    await anna.taps("Да, удалить всё")
    await anna.taps_on(card, "👍")
    assert await traces(club, anna) == []
    await anna.taps_on(card, "Ещё один")
    assert await members(club) == 0


@pytest.mark.parametrize("forged", ["erase:0:1", "erase:1:0", "eraseask:0", "mydatafile", "erase:0:99999999999999"])
async def test_a_guests_forged_presses_touch_nobody(club: Club, forged: str) -> None:
    anna, guest = club.anna, club.stranger()
    await anna.joins()
    await guest.starts()
    await guest.presses(forged)
    assert await members(club) == 1


@pytest.mark.parametrize("forged", ["erase:0:1", "erase:0:4000000000", "erase:0:-1", "erase:0:99999999999999", "erase"])
async def test_a_forged_confirmation_erases_nobody(club: Club, forged: str) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/mydata")
    await anna.presses(forged)
    assert anna.toast
    assert await members(club) == 1
