"""A coordinator follows an announcement: pauses, continues, corrects, takes it back, reads the report."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update

from db.models import OutboxRow
from domain.mailing.announcement_sending import mark
from domain.mailing.announcements import Part, PartKind
from domain.vocabulary import MessageKind, OutboxState
from screens.mailing.announcement_run import PauseAnnouncement
from screens.mailing.announcements import OpenAnnouncement
from services import deliveries
from services.mailing import announcement_sending, announcements
from services.people import people
from tests.stories.conftest import Club
from tests.stories.phones import Phone

TEXT = Part(PartKind.TEXT, "Вечер в <b>четверг</b>")
POLL = Part(PartKind.POLL, "Придёте?", choices=("Да", "Нет"))
PHOTO = Part(PartKind.PHOTO, "Афиша", ())


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator, with two members in the club besides."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def started(club: Club, *parts: Part, late_days: int = 0) -> int:
    """An announcement that has just left the coordinator's hands, and what of it is planned."""
    async with club.sessions.begin() as session:
        maria = await people.identify(session, club.maria.id, wrote=True)
        id_ = (await announcements.create(session, maria, club.now, parts or (TEXT,))).id
        await announcement_sending.set_late(session, maria, id_, late_days, club.now)
        view = await announcements.view(session, maria, id_)
        await announcement_sending.start(session, maria, id_, mark(view), club.now)
        return id_


async def opens(phone: Phone, id_: int) -> None:
    await phone.says("/menu")
    await phone.presses(OpenAnnouncement(announcement_id=id_).pack())


def got(phone: Phone, words: str) -> int:
    return sum(words in says(m) for m in phone.from_bot)


def says(message: dict[str, Any]) -> str:
    return str(message.get("text", "")).replace("\u00a0", " ")


def now_says(phone: Phone, message: dict[str, Any]) -> str:
    """What a message seen earlier says by now."""
    return says(next(one for one in phone.messages if one["message_id"] == message["message_id"]))


async def test_paused_continued_corrected_and_taken_back(club: Club, maria: Phone) -> None:
    id_ = await started(club)
    await opens(maria, id_)
    assert "Осталось: 3 — ещё около 1 секунды" in maria.sees
    card = maria.newest
    await maria.taps("Пауза")
    await club.deliver()
    assert got(club.anna, "четверг") == 0
    assert "на паузе" in maria.sees
    await maria.taps("Продолжить")
    await club.deliver()
    await club.live.tick()
    assert "Получили: 3" in now_says(maria, card)
    await club.deliver()
    await club.live.tick()
    assert "отправлено, ср, 7 октября, 10:00" in now_says(maria, card), "the card has moved by itself"
    assert got(club.anna, "четверг") == 1

    await opens(maria, id_)
    await maria.taps("Исправить текст")
    assert "Сейчас:\nВечер в четверг" in maria.sees
    await maria.sends("sticker")
    assert got(club.anna, "пятницу") == 0
    await maria.says("Вечер в пятницу", html=True)
    assert "у 3 человек" in maria.sees
    await maria.taps("Исправить", times=2)
    await club.deliver()
    assert (got(club.anna, "четверг"), got(club.anna, "пятницу")) == (0, 1)
    await opens(maria, id_)
    assert "Исправлено: 3 из 3" in maria.sees

    await maria.taps("Отозвать")
    assert "исчезнут из 3 чатов" in maria.sees
    await maria.taps("Да, отозвать", times=2)
    await club.deliver()
    assert got(club.anna, "пятницу") == 0
    await opens(maria, id_)
    assert "отозвано" in maria.sees
    assert "Отозвано: 3 из 3" in maria.sees
    await maria.presses(PauseAnnouncement(announcement_id=id_).pack())
    assert "отозвано" in maria.sees
    await maria.taps_on(card, "Пауза")
    assert "отозвано" in maria.sees, "an old button shows how it stands"


async def test_the_report_tells_whom_it_did_not_reach(club: Club, maria: Phone) -> None:
    await club.anna.blocks_bot()
    id_ = await started(club, TEXT, POLL)
    await club.deliver()
    await club.advance(minutes=1)
    await opens(maria, id_)
    await maria.taps("Отчёт")
    assert "Получили: 2" in maria.sees
    await maria.taps("Таблица XLSX")
    sheet = openpyxl.load_workbook(io.BytesIO(maria.file_content(maria.files[-1]))).active
    assert sheet is not None
    told = {row[1].value: row[4].value for row in sheet.iter_rows(min_row=2)}
    assert told["Лебедева Ирина Павловна"] == "получили"
    await maria.taps("К объявлению")
    await maria.taps("Исправить текст")
    assert "Опрос исправить нельзя" in maria.sees
    await maria.taps("1")
    await maria.says("я" * 4_097)
    assert "⚠️" in maria.sees


async def test_after_a_crash_in_the_middle_everybody_gets_it(club: Club, maria: Phone) -> None:
    """One message was on its way when the process died: it is sent again, and the progress goes on."""
    id_ = await started(club)
    async with club.sessions.begin() as session:
        (lost,) = await deliveries.claim(session, club.now, 1)
    await club.restart()
    await club.advance(minutes=1)
    await opens(maria, id_)
    assert "Получили: 2" in maria.sees
    assert "Осталось: 1" in maria.sees
    await club.advance(minutes=4)
    async with club.sessions.begin() as session:
        rows = list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.ANNOUNCEMENT_SENT)))
    assert {row.attempts for row in rows if row.id == lost.id} == {2}
    assert {row.state for row in rows} == {OutboxState.SENT}
    await opens(maria, id_)
    assert "Получили: 3" in maria.sees
    assert [got(person, "четверг") for person in (club.anna, club.irina)] == [1, 1]


async def test_who_comes_late_gets_it_too(club: Club, maria: Phone) -> None:
    id_ = await started(club, late_days=7)
    await club.deliver()
    await club.pavel.joins(role="Наставник", name="Ершов Павел Ильич")
    await club.advance(minutes=1)
    assert got(club.pavel, "четверг") == 1
    await opens(maria, id_)
    await maria.taps("Новых не ждать")
    assert "Новых не ждать" not in maria.buttons
    vera = club.stranger()
    await vera.joins(name="Тихая Вера Ивановна")
    await club.advance(minutes=1)
    assert got(vera, "четверг") == 0


async def test_announcements_of_a_day_in_one_message(club: Club, maria: Phone) -> None:
    anna = club.anna
    await anna.says("/profile")
    await anna.taps("Объявления клуба")
    await anna.taps("Вечером, одним списком", times=2)
    assert "по будням в 18:00" in anna.sees
    first = await started(club)
    await started(club, Part(PartKind.TEXT, "Набор в <b>школу</b>"), POLL)
    await club.deliver()
    assert got(anna, "школу") == 0
    assert got(club.irina, "школу") == 1
    await club.advance_to(club.now.replace(hour=13, minute=1))
    assert "1. Вечер в четверг" in anna.sees
    assert "2. Набор в школу" in anna.sees
    digest = anna.newest
    await anna.taps("2")
    assert got(anna, "Набор в школу") == 2, "in the digest, and in full"
    assert len(anna.polls) == 1
    await opens(maria, first)
    assert "В дайджесте: 1" in maria.sees
    await maria.taps("Отозвать")
    await maria.taps("Да, отозвать")
    await anna.taps_on(digest, "1")
    assert "отозвали" in anna.sees

    await anna.taps_on(digest, "Настроить рассылку")
    await anna.taps("Не присылать")
    assert "можно пропустить" in anna.sees
    before = len(anna.from_bot)
    await started(club, Part(PartKind.TEXT, "Ещё одно"))
    await club.advance(minutes=1)
    assert len(anna.from_bot) == before


async def test_the_words_under_a_photo_are_corrected_too(club: Club, maria: Phone) -> None:
    await maria.sends_photo()
    picture = club.telegram.chat(maria.id)[-2]["photo"][-1]["file_id"]
    id_ = await started(club, Part(PartKind.PHOTO, "Афиша четверга", (picture,)))
    await club.deliver()
    await opens(maria, id_)
    await maria.taps("Исправить текст")
    await maria.says("Афиша пятницы")
    await maria.taps("Исправить")
    await club.deliver()
    (photo,) = club.anna.photos
    assert photo["caption"] == "Афиша пятницы"
    assert club.anna.buttons == ["⚙️ Настроить рассылку"], "the buttons stay"


async def test_two_days_later_it_stays(club: Club, maria: Phone) -> None:
    id_ = await started(club)
    await club.deliver()
    async with club.sessions.begin() as session:
        await session.execute(update(OutboxRow).values(sent_at=club.now - timedelta(days=3)))
    await opens(maria, id_)
    await maria.taps("Отозвать")
    assert "исчезнут" not in maria.sees
    assert "У 3 человек останется" in maria.sees
