"""At the door and online: the ticket, the scan, the four letters, the code word."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select, update

from db.models import Event, MemberRole, Registration
from domain.vocabulary import EventFormat, PresenceState, Role
from screens.desk import OpenPresence
from screens.events.event_card import ConfirmPresence, MyTicket
from screens.events.presence import Admit, AskClose, CloseMarks, EnterCode, ReopenMarks, ShowWord, UndoMark
from tests.services.given_events import given_event
from tests.services.given_presence import marks
from tests.stories.conftest import Club
from tests.stories.phones import Phone

ANNA = "Светлова Анна Игоревна"
IRINA = "Лебедева Ирина Павловна"


async def event_in_an_hour(club: Club, **changes: Any) -> int:
    """A seminar at 11:00 of this very morning."""
    async with club.sessions.begin() as session:
        event = await given_event(session, **{"starts_at": club.now + timedelta(hours=1)} | changes)
    return event.id


async def signs_up(phone: Phone, event_id: int, name: str, label: str = "Записаться") -> None:
    await phone.joins(name=name)
    await phone.starts(f"event_{event_id}")
    await phone.taps(label)


async def becomes_coordinator(club: Club) -> Phone:
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def opens_ticket(phone: Phone) -> tuple[str, str]:
    """The link in the QR code, as a decoder reads it from the picture, and the letters of the caption."""
    await phone.taps("Мой билет")
    with Image.open(BytesIO(phone.photo_content(phone.photos[-1]))) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    letters = re.search(r"Код: (\w{4})", phone.sees)
    assert letters is not None
    return code.text, letters[1]


async def scans(phone: Phone, link: str) -> None:
    """The phone's camera opens the link; Telegram passes what follows «start=» to the bot."""
    address, _, payload = link.partition("?start=")
    assert address == f"https://t.me/{phone.club.telegram.bot['username']}"
    await phone.starts(payload)


async def test_from_the_ticket_to_the_mark(club: Club) -> None:
    anna, event_id = club.anna, await event_in_an_hour(club)
    await signs_up(anna, event_id, ANNA)
    link, letters = await opens_ticket(anna)
    assert anna.sees.splitlines()[:4] == ["«Знакомимся»", "ср, 7 октября, 11:00", "Школа № 901", f"Код: {letters}"]
    assert anna.buttons == ["Карточка встречи", "🏠 В меню"]
    await anna.taps("Карточка встречи")
    assert "Мой билет" in "".join(anna.buttons)

    maria = await becomes_coordinator(club)
    await scans(maria, link)
    assert maria.sees.startswith(f"✅ Отмечено:\n{ANNA}\nШкола № 901")
    assert maria.buttons == ["Следующий", "← К отметке", "Отменить отметку"]

    await club.advance(minutes=4)
    await scans(maria, link)
    assert maria.sees.startswith(f"Этот билет уже отмечен в 10:00:\n{ANNA}\n")
    assert maria.sees.endswith("Отметка: по QR-коду, Озерова Мария Львовна.")

    await maria.taps("Отменить отметку")
    assert maria.sees == f"Отметка отменена:\n{ANNA}\nШкола № 901"
    await maria.taps("К отметке")
    assert "Записано: 1. Пришло: 0.\nБез отметки: 1." in maria.sees
    assert maria.buttons == ["Ввести код", "Список", "Обновить", "← К мероприятию"]


async def test_a_cancelled_mark_can_not_be_cancelled_twice(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    link, _ = await opens_ticket(club.anna)
    maria = await becomes_coordinator(club)
    await scans(maria, link)
    first = maria.newest
    await maria.taps("Отменить отметку")
    await club.advance(minutes=1)
    await scans(maria, link)
    assert maria.sees.startswith("✅ Отмечено")
    await maria.taps_on(first, "Отменить отметку")
    assert maria.toast.startswith("Эта кнопка из прошлого")
    async with club.sessions.begin() as session:
        assert len(await marks(session)) == 1


async def test_a_teacher_scans_a_ticket(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    link, _ = await opens_ticket(club.anna)
    await club.irina.joins(name=IRINA)
    for phone in (club.irina, club.anna, club.stranger()):
        await scans(phone, link)
        assert phone.sees == "Это билет на встречу. Покажите его координатору на входе — он отметит, что вы пришли."
        assert phone.buttons == ["🏠 В меню"]
    async with club.sessions.begin() as session:
        assert await marks(session) == []


async def test_a_ticket_that_is_none(club: Club) -> None:
    maria = await becomes_coordinator(club)
    for payload in ("t_", "t_1_00ff00ff00_AAAAAAAAAAAAAAAA", "t_" + "z" * 62):
        await maria.starts(payload)
        assert maria.sees.startswith("Такого билета у клуба нет.")


async def test_a_ticket_of_another_event(club: Club) -> None:
    here = await event_in_an_hour(club)
    there = await event_in_an_hour(club, title="Гостиная")
    await signs_up(club.anna, there, ANNA)
    link, letters = await opens_ticket(club.anna)
    maria = await becomes_coordinator(club)
    await maria.presses(OpenPresence(event_id=here).pack())

    await scans(maria, link)
    assert maria.sees == (
        f"⚠️ Билет на другое мероприятие.\n{ANNA}\nШкола № 901\nМероприятие: «Гостиная», ср, 7 октября, 11:00."
    )
    await maria.presses(EnterCode(event_id=here).pack())
    await maria.says(letters)
    assert f"Кода {letters} на этом мероприятии нет" in maria.sees

    await scans(maria, link)
    await maria.taps("Отметить там")
    assert maria.sees.startswith(f"✅ Отмечено:\n{ANNA}")
    assert "Мероприятие: «Гостиная», ср, 7 октября, 11:00." in maria.sees
    await maria.taps("К отметке")
    assert maria.sees.startswith("«Знакомимся»"), "the door stays the one it was"


async def test_yesterdays_door_is_nobodys(club: Club) -> None:
    here = await event_in_an_hour(club)
    tomorrow = await event_in_an_hour(club, title="Гостиная", starts_at=club.now + timedelta(hours=24))
    await signs_up(club.anna, tomorrow, ANNA)
    link, _ = await opens_ticket(club.anna)
    maria = await becomes_coordinator(club)
    await maria.presses(OpenPresence(event_id=here).pack())
    await scans(maria, link)
    assert maria.sees.startswith("⚠️ Рано: отмечать можно за два часа до начала.\n" + ANNA)
    await club.advance(hours=23.5)
    await scans(maria, link)
    assert maria.sees.startswith("✅ Отмечено")


async def test_a_ticket_of_who_gave_the_seat_back(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    link, letters = await opens_ticket(club.anna)
    await club.anna.taps("Карточка встречи")
    await club.anna.taps("Освободить место")
    maria = await becomes_coordinator(club)
    await scans(maria, link)
    assert maria.sees.startswith("⚠️ Запись по этому билету снята. Если место есть, человека можно добавить в")
    assert ANNA in maria.sees
    await maria.taps("Следующий")
    await maria.says(letters)
    assert f"Кода {letters} на этом мероприятии нет" in maria.sees

    await club.anna.starts(f"event_{event_id}")
    await club.anna.taps("Записаться")
    new, _ = await opens_ticket(club.anna)
    await scans(maria, link)
    assert maria.sees.startswith("⚠️ Билет старый")
    await scans(maria, new)
    assert maria.sees.startswith("✅ Отмечено")


async def test_codes_are_typed_one_after_another(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    letters = []
    for phone, name in ((club.anna, ANNA), (club.irina, IRINA)):
        await signs_up(phone, event_id, name)
        letters.append((await opens_ticket(phone))[1])
    maria = await becomes_coordinator(club)
    await maria.presses(OpenPresence(event_id=event_id).pack())
    await maria.taps("Ввести код")
    assert maria.sees.startswith("«Знакомимся»: напишите четыре буквы с билета.")

    await maria.says("а где туалет?")
    assert maria.sees.startswith("⚠️ В коде четыре буквы, они под QR-кодом. Например: ВГДК.")
    await maria.says(letters[0].lower())
    assert maria.sees.startswith(f"✅ Отмечено:\n{ANNA}")
    await club.restart()
    await maria.says(" ".join(letters[1]))
    assert maria.sees.startswith(f"✅ Отмечено:\n{IRINA}")
    await maria.says(letters[1])
    assert maria.sees.startswith("Этот билет уже отмечен в 10:00")
    assert "по коду" in maria.sees

    await maria.taps("К отметке")
    assert "Записано: 2. Пришло: 2." in maria.sees
    assert "Закончить отметку" not in maria.buttons
    await maria.says(letters[0])
    assert not maria.sees.startswith("✅"), "the till is closed"


async def test_the_till_asks_the_right_of_each_code(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    _, letters = await opens_ticket(club.anna)
    maria = await becomes_coordinator(club)
    await maria.presses(EnterCode(event_id=event_id).pack())
    async with club.sessions.begin() as session:
        for role in await session.scalars(select(MemberRole).where(MemberRole.role == Role.COORDINATOR)):
            await session.delete(role)
    await maria.says(letters)
    assert maria.sees.startswith("Это действие вам недоступно")


async def test_the_end_of_marking_and_the_way_back(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    await signs_up(club.irina, event_id, IRINA)
    link, _ = await opens_ticket(club.irina)
    maria = await becomes_coordinator(club)
    await maria.presses(OpenPresence(event_id=event_id).pack())
    assert "Закончить отметку" not in maria.buttons, "the meeting has not begun"
    await maria.presses(CloseMarks(event_id=event_id, sitting=1).pack())
    assert maria.toast == "Отмечать пришедших можно за два часа до начала. Закончить — когда мероприятие начнётся."

    await club.advance(hours=1)
    await maria.taps("Обновить")
    await maria.taps("Закончить отметку")
    assert "Без отметки 2 человека." in maria.sees
    await maria.taps("Да, закончить", times=2)
    assert "Отметка закончена. Не было: 2." in maria.sees, "the second tap tells the same"
    assert "↩️ Вернуть как было" in maria.buttons
    await maria.presses(OpenPresence(event_id=event_id).pack())
    assert "Пришло: 0.\nНе было: 2.\n" in maria.sees
    await scans(maria, link)
    assert maria.sees.startswith("✅ Отмечено"), "a latecomer"
    await maria.presses(OpenPresence(event_id=event_id).pack())
    assert "Пришло: 1.\nНе было: 1.\n" in maria.sees


async def test_the_end_of_marking_taken_back(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    maria = await becomes_coordinator(club)
    await club.advance(hours=1)
    await maria.presses(AskClose(event_id=event_id).pack())
    await maria.taps("Да, закончить")
    assert "Отметка закончена. Не было: 1." in maria.sees
    await maria.taps("Вернуть как было")
    assert "Пришло: 0.\nБез отметки: 1.\n" in maria.sees


async def test_the_count_moves_by_itself(club: Club) -> None:
    event_id = await event_in_an_hour(club)
    await signs_up(club.anna, event_id, ANNA)
    link, _ = await opens_ticket(club.anna)
    maria, pavel = await becomes_coordinator(club), club.pavel
    await pavel.joins(name="Громов Павел Ильич")
    await club.coordinator(pavel)
    await pavel.presses(OpenPresence(event_id=event_id).pack())
    assert "Пришло: 0." in pavel.sees
    await scans(maria, link)
    await club.live.tick()
    assert "Пришло: 1." in pavel.sees


async def online_event(club: Club, **changes: Any) -> int:
    return await event_in_an_hour(club, format=EventFormat.ONLINE, seats_online=10, **changes)


async def shown_word(maria: Phone, event_id: int) -> str:
    await maria.presses(ShowWord(event_id=event_id).pack())
    found = re.search(r"Кодовое слово: (\w+)", maria.sees)
    assert found is not None, maria.sees
    return found[1]


async def test_i_am_here(club: Club) -> None:
    anna, event_id = club.anna, await online_event(club)
    await signs_up(anna, event_id, ANNA)
    assert not {"Я здесь", "🎟 Мой билет"} & set(anna.buttons), "too early, and there is no hall"
    maria = await becomes_coordinator(club)
    await maria.presses(OpenPresence(event_id=event_id).pack())
    assert "Ввести код" not in maria.buttons
    await maria.taps("Кодовое слово")
    assert maria.sees == "Кодовое слово появится за 15 минут до начала: ср, 7 октября, 11:00."

    await club.advance(minutes=47)
    word = await shown_word(maria, event_id)
    assert "Сменится в 10:50" in maria.sees
    await anna.starts(f"event_{event_id}")
    await anna.taps("Я здесь")
    await club.restart()
    await anna.says(f"{word.upper()}!")
    assert anna.sees == "✅ Отметили: вы на встрече «Знакомимся». Хорошей работы!"
    await anna.presses(ConfirmPresence(event_id=event_id).pack())
    assert anna.sees.startswith("Вы уже отмечены")
    await maria.taps("К отметке")
    assert "Записано: 1. Пришло: 1." in maria.sees


async def test_the_previous_word_is_taken_an_older_one_is_not(club: Club) -> None:
    anna, event_id = club.anna, await online_event(club)
    await signs_up(anna, event_id, ANNA)
    maria = await becomes_coordinator(club)
    await club.advance(minutes=50)
    oldest = await shown_word(maria, event_id)
    await club.advance(minutes=5)
    older = await shown_word(maria, event_id)
    await club.advance(minutes=5)
    await anna.presses(ConfirmPresence(event_id=event_id).pack())
    await anna.says(oldest)
    assert anna.sees.startswith("⚠️ Слово не подошло, оно меняется каждые пять минут. У вас ещё 4 попытки.")
    await anna.says(older)
    assert anna.sees.startswith("✅ Отметили")


async def test_the_word_on_the_screen_changes_by_itself(club: Club) -> None:
    event_id = await online_event(club)
    maria = await becomes_coordinator(club)
    await club.advance(minutes=50)
    await shown_word(maria, event_id)
    for changes in ("10:55", "11:00", "11:05"):
        await club.live.tick()
        assert f"Сменится в {changes}" in maria.sees
        await club.advance(minutes=5)
    await club.advance(hours=3)
    await club.live.tick()
    assert maria.sees.startswith("Мероприятие закончилось, слов больше не принимаем.")


async def test_five_wrong_words_lead_to_the_coordinator(club: Club) -> None:
    anna, event_id = club.anna, await online_event(club)
    await signs_up(anna, event_id, ANNA)
    maria = await becomes_coordinator(club)
    await club.advance(minutes=50)
    await anna.presses(ConfirmPresence(event_id=event_id).pack())
    for _ in range(5):
        await anna.says("слонопотам")
    assert anna.sees.startswith("Слово не подошло пять раз. Напишите координатору")
    await anna.presses(ConfirmPresence(event_id=event_id).pack())
    assert anna.sees.startswith("Слово не подошло пять раз")
    await anna.says(await shown_word(maria, event_id))
    assert not anna.sees.startswith("✅")
    async with club.sessions.begin() as session:
        assert await marks(session) == []


async def test_a_word_is_only_awaited_while_it_was_asked_for(club: Club) -> None:
    anna, event_id = club.anna, await online_event(club)
    await signs_up(anna, event_id, ANNA)
    await club.advance(minutes=50)
    await anna.presses(ConfirmPresence(event_id=event_id).pack())
    await anna.says("/menu")
    await anna.says("спасибо")
    async with club.sessions.begin() as session:
        assert list(await session.scalars(select(Registration.word_misses))) == [0]


async def test_who_signed_up_online_and_came(club: Club) -> None:
    anna, event_id = club.anna, await event_in_an_hour(club, format=EventFormat.HYBRID)
    await signs_up(anna, event_id, ANNA, "Записаться онлайн")
    await anna.taps("Мой билет")
    assert "Вы записаны онлайн. Если всё же придёте, покажите билет на входе." in anna.sees
    letters = re.search(r"Код: (\w{4})", anna.sees)
    assert letters is not None
    maria = await becomes_coordinator(club)
    await maria.presses(EnterCode(event_id=event_id).pack())
    await maria.says(letters[1])
    assert "Запись была онлайн, считаем очно." in maria.sees
    await maria.taps("К отметке")
    assert "Пришло: 1 (очно 1, онлайн 0)." in maria.sees


@pytest.mark.parametrize(
    "data",
    [
        OpenPresence(event_id=1).pack(),
        EnterCode(event_id=1).pack(),
        ShowWord(event_id=1).pack(),
        AskClose(event_id=1).pack(),
        CloseMarks(event_id=1, sitting=1).pack(),
        ReopenMarks(event_id=1, sitting=1, at=1).pack(),
        UndoMark(registration_id=1, sitting=1, at=1).pack(),
        Admit(registration_id=1).pack(),
    ],
)
async def test_a_teacher_forges_a_coordinators_press(club: Club, data: str) -> None:
    await club.anna.joins()
    await club.anna.presses(data)
    assert club.anna.toast.startswith("Это действие вам недоступно")


async def test_a_word_typed_after_the_end_leads_to_past_meetings(club: Club) -> None:
    anna, event_id = club.anna, await online_event(club)
    await signs_up(anna, event_id, ANNA)
    await club.advance(minutes=47)
    await anna.starts(f"event_{event_id}")
    await anna.taps("Я здесь")
    await club.advance(hours=30)
    await anna.says("берёза")
    assert anna.sees.startswith("Встреча уже прошла")
    assert anna.buttons == ["Прошедшие встречи", "🏠 В меню"]
    await anna.says("берёза")
    assert "Не понимаю свободный текст" in anna.sees, "the word is no longer awaited"


@pytest.mark.parametrize(
    "data",
    [
        CloseMarks(event_id=2**63 - 1, sitting=1).pack(),
        CloseMarks(event_id=1, sitting=-5).pack(),
        CloseMarks(event_id=1, sitting=2**70).pack(),
        UndoMark(registration_id=2**63 - 1, sitting=1, at=2**32 - 1).pack(),
        Admit(registration_id=2**63 - 1).pack(),
        MyTicket(event_id=2**63 - 1).pack(),
        ConfirmPresence(event_id=2**63 - 1).pack(),
        OpenPresence(event_id=2**63 - 1).pack(),
    ],
)
async def test_forged_numbers_are_answered_kindly(club: Club, data: str) -> None:
    maria = await becomes_coordinator(club)
    await maria.presses(data)
    assert "свежее" in maria.toast


async def test_a_ticket_of_an_event_that_is_over_or_called_off(club: Club) -> None:
    anna, event_id = club.anna, await event_in_an_hour(club)
    await signs_up(anna, event_id, ANNA)
    link, _ = await opens_ticket(anna)
    await club.advance(hours=4)
    await anna.presses(MyTicket(event_id=event_id).pack())
    assert anna.toast == "Встреча уже прошла. В календаре есть другие."
    maria = await becomes_coordinator(club)
    await club.advance(hours=24)
    await scans(maria, link)
    assert maria.sees.startswith("⚠️ Мероприятие уже прошло. Отметить человека можно в списке.")
    async with club.sessions.begin() as session:
        await session.execute(update(Event).where(Event.id == event_id).values(status="CANCELLED"))
    await scans(maria, link)
    assert maria.sees.startswith("⚠️ Это мероприятие отменили.")
    async with club.sessions.begin() as session:
        assert PresenceState.ATTENDED not in {mark[2] for mark in await marks(session)}
