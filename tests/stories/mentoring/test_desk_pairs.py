"""Pairs before a coordinator: those in trouble, a search, one pair, reminders, an end, the spreadsheet, Mondays."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from db.models import Member, MentoringRequest
from domain import clubtime
from domain.mentoring.desk_pairs import Only
from screens.mentoring.desk_pairs import EndPair, FindPairs, NudgePair, PairsTable, WakePair
from screens.mentoring.desk_ways import OpenPairDesk, ShowPairs
from screens.mentoring.mentoring import MentoringDesk
from services.mentoring import pairs
from services.people import people
from tests.services.given_desk import given_meeting
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone
from tests.stories.request_walk import mentor

IRINA, ANNA = "Лебедева Ирина Павловна", "Светлова Анна Игоревна"


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


@pytest.fixture
async def pair_id(club: Club) -> int:
    """Irina mentors Anna."""
    await mentor(club, club.irina, IRINA, capacity=5)
    await club.anna.joins()
    return await pair(club, club.irina, club.anna)


async def test_there_are_no_pairs_yet(club: Club, maria: Phone) -> None:
    await maria.presses(MentoringDesk().pack())
    assert not any("Требуют внимания" in label for label in maria.buttons)
    await maria.taps("Пары")
    assert maria.sees == "Пары клуба\nСейчас ни одна пара не идёт."
    await maria.taps("Требуют внимания: 0")
    assert "Всё спокойно: ни одной паре сейчас не нужна помощь." in maria.sees
    await maria.taps("На паузе: 0")
    await maria.taps("Закончены: 0")
    await maria.taps("Найти по фамилии")
    await maria.says("лебедева")
    assert maria.sees == "Пар с таким именем не нашлось: напишите иначе."
    await maria.taps("К парам")
    await maria.says("лебедева")
    assert "Не понимаю свободный текст" in maria.sees, "no name is awaited any more"


async def test_a_pair_in_trouble_is_reminded(club: Club, maria: Phone, pair_id: int) -> None:
    anna, irina = club.anna, club.irina
    await club.advance_to(club.now + timedelta(days=21))
    await maria.presses(MentoringDesk().pack())
    await maria.taps("⚠️ Требуют внимания: 1")
    assert f"1. {IRINA} → {ANNA}\nидёт с ср, 7 октября; 🔴 21 день в паре и ни одной встречи" in maria.sees
    await maria.taps("1. Светлова")
    assert maria.sees.startswith(
        f"Пара: идёт с ср, 7 октября\nНаставник: {IRINA}, Школа № 901\nКоллега: {ANNA}, Школа № 901\n"
        "Один на один · Методическое\nПо плану до ср, 10 февраля 2027\n"
        "🔴 21 день в паре и ни одной встречи\n🎯 Целей пока нет\n📅 Встреч: 0"
    )
    await maria.taps("Напомнить обоим", times=2)
    assert maria.sees.startswith("На этой неделе обоим уже напоминали.")
    assert "Обоим напоминали ср, 28 октября" in maria.sees
    assert "Напомнить обоим" not in maria.buttons
    await club.deliver()
    assert anna.sees.startswith(f"{IRINA}\nКоординатор клуба спрашивает, как дела в вашей паре.")
    assert irina.sees.startswith(f"{ANNA}\nКоординатор клуба спрашивает")
    assert "Предложить встречу" in anna.buttons

    # the help they may call for leads to the pair
    await anna.taps("Нужен координатор")
    await club.deliver()
    await maria.taps("К паре")
    assert maria.sees.startswith("Пара: идёт")
    await maria.taps("К заявке")
    await maria.taps("К паре")
    await maria.taps("К наставнику")
    assert IRINA in maria.sees


async def test_figures_and_no_words(club: Club, maria: Phone, pair_id: int) -> None:
    async with club.sessions.begin() as session:
        anna = await people.identify(session, club.anna.id, wrote=True)
        for days, mood in ((4, 2), (2, 1)):
            await given_meeting(session, pair_id, club.now - timedelta(days=days), {anna.owner(): mood})
    await maria.presses(FindPairs().pack())
    await maria.says("…")
    assert "⚠️ Здесь нужны буквы. Например: Лебедева." in maria.sees
    await maria.says("светл")
    assert "низкое настроение у коллеги, встреча за встречей с сб, 3 октября" in maria.sees
    await maria.taps("1. Светлова")
    assert "📅 Встреч: 2, последняя пн, 5 октября" in maria.sees
    assert "🙂 Настроение после встреч: коллега 2 1" in maria.sees
    async with club.sessions.begin() as session:
        need = await session.scalar(select(MentoringRequest.need))
    assert need
    assert need not in maria.sees
    await maria.taps("К парам")
    assert "✓ Требуют внимания: 1" in maria.buttons


async def test_a_coordinator_wakes_and_ends_a_pair(club: Club, maria: Phone, pair_id: int) -> None:
    anna, irina = club.anna, club.irina
    async with club.sessions.begin() as session:
        await pairs.pause(session, await people.identify(session, anna.id, wrote=True), pair_id, 2, club.now)
    await maria.presses(ShowPairs(only=Only.PAUSED).pack())
    assert "на паузе по ср, 21 октября" in maria.sees
    await maria.taps("1. Светлова")
    assert "Напомнить обоим" not in maria.buttons
    await maria.taps("Снять с паузы", times=2)
    assert maria.sees.startswith("Пауза снята, обоим сообщим.\nПара: идёт")
    await club.deliver()
    assert "Пауза позади: продолжаем." in anna.sees

    await club.advance(minutes=1)
    await maria.taps("Остановить пару")
    assert maria.sees.startswith(f"Остановить пару?\n{IRINA} → {ANNA}\nОбоим мягко напишем")
    await maria.taps("Оставить как есть")
    await maria.taps("Завершить программу")
    await maria.taps("Да, завершить", times=2)
    assert "Пара: программа завершена ср, 7 октября" in maria.sees
    assert "Завершить программу" not in maria.buttons
    await club.deliver()
    for phone in (anna, irina):
        assert "Программа завершена. Спасибо вам обоим" in phone.sees
    await maria.taps("К парам")
    assert "✓ Закончены: 1" in maria.buttons


async def test_the_spreadsheet(club: Club, maria: Phone, pair_id: int) -> None:
    async with club.sessions.begin() as session:
        irina = await people.identify(session, club.irina.id, wrote=True)
        (await session.get_one(Member, irina.owner())).full_name = "=1+1"
    await maria.presses(ShowPairs().pack())
    await maria.taps("Таблица XLSX")
    [file] = maria.files
    assert file["file_name"] == "Наставничество, 07.10.2026.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(maria.file_content(file)))
    assert book.sheetnames == ["Пары", "Заявки"]
    first, second = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets)
    assert first[0][:8] == (
        *(1, "=1+1", "Школа № 901", ANNA, "Школа № 901"),
        *("Один на один", "Методическое", "идёт"),
    )
    assert book["Пары"]["B2"].data_type == "s", "what begins with = is text"
    assert first[0][8] == datetime(2026, 10, 7, 10)  # noqa: DTZ001 (a spreadsheet knows no zones)
    assert (second[0][1], second[0][6], second[0][8:10]) == (ANNA, "есть пара", (0, 0))
    await maria.taps("К парам")
    assert maria.sees.startswith("Пары клуба")


async def test_on_mondays_coordinators_hear_of_pairs_in_trouble(club: Club, maria: Phone, pair_id: int) -> None:
    monday = clubtime.at((club.now + timedelta(days=26)).date(), datetime.min.time().replace(hour=9))
    await club.advance_to(monday - timedelta(days=7))
    before = len(maria.messages)
    await club.advance_to(monday)
    assert maria.sees == (
        "⚠️ На этой неделе 1 паре нужно ваше внимание.\n• давно не встречались: 1\n• не ответили, как дела: 1\n"
        "Часто хватает одного сообщения."
    )
    assert len(maria.messages) == before + 1
    await club.advance_to(monday + timedelta(hours=1))
    assert len(maria.messages) == before + 1
    await maria.taps("Посмотреть пары")
    assert "✓ Требуют внимания: 1" in maria.buttons


async def test_old_and_forged_presses(club: Club, maria: Phone, pair_id: int) -> None:
    presses = (
        ShowPairs(),
        FindPairs(),
        PairsTable(),
        OpenPairDesk(pair_id=pair_id),
        NudgePair(pair_id=pair_id),
        WakePair(pair_id=pair_id),
        EndPair(pair_id=pair_id, completed=True, sure=True),
    )
    for data in presses:
        await club.irina.presses(data.pack())
        assert club.irina.toast.startswith("Это действие вам недоступно."), data
    for forged in ("dpone:999999::0", "dpnudge:999999", "dpwake:999999", "dpend:999999:1:1"):
        await maria.presses(forged)
        assert maria.toast.startswith("Этого уже нет."), forged
    await maria.presses("dppage:g:99999")
    assert maria.sees.startswith("Пары клуба")
    await maria.presses(EndPair(pair_id=pair_id, completed=False, sure=True).pack())
    assert maria.sees.startswith("Пара остановлена")
    await maria.presses(NudgePair(pair_id=pair_id).pack())
    assert "Эта пара уже завершена" in maria.toast
    for again in (WakePair(pair_id=pair_id), EndPair(pair_id=pair_id, completed=True, sure=True)):
        await maria.presses(again.pack())
        assert "Пара: остановлена ср, 7 октября" in maria.sees
