"""Two of a pair meet: times are proposed and taken, moved, called off; the journal; «удалось встретиться?»."""

from datetime import timedelta
from typing import Any

import pytest
import vobject

from domain.mentoring.meeting_notes import Ask
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.vocabulary import Attendance
from screens.mentoring.meeting_form import PickTime, SendMeeting
from screens.mentoring.meeting_notes import SetNote
from screens.mentoring.meeting_place import PlaceLater
from screens.mentoring.meetings import (
    CancelMeeting,
    ChangePlace,
    MeetingHeld,
    OpenMeeting,
    PairJournal,
    PairMeetings,
    PastMeeting,
    TakeTime,
)
from screens.mentoring.pair_checks import AnswerCheck
from screens.mentoring.pairs import StopPair
from screens.mentoring.past_meetings import RecordPast
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone

IRINA, ANNA = "Лебедева Ирина Павловна", "Светлова Анна Игоревна"
Two = tuple[Phone, Phone, int]


@pytest.fixture
async def two(club: Club) -> Two:
    """Irina and Anna, just made a pair."""
    await club.irina.joins(role="Наставник", name=IRINA, position="учитель химии")
    await club.anna.joins()
    return club.irina, club.anna, await pair(club, club.irina, club.anna)


async def proposed(anna: Phone) -> None:
    """Anna proposes two times, one of them typed."""
    await anna.taps("К паре")
    await anna.taps("Встречи")
    await anna.taps("Предложить встречу")
    await anna.taps("чт, 8 октября, 15:00")
    await anna.says("сб 10.10 в 11:00")
    await anna.taps("Дальше → (2)")
    await anna.taps("Очно")
    await anna.says("кабинет 12")
    await anna.taps("45 мин")
    await anna.taps("Отправить")


async def agreed(club: Club, irina: Phone, anna: Phone) -> None:
    """They meet on Thursday, 8 October, at 15:00."""
    await proposed(anna)
    await club.deliver()
    await irina.taps("чт, 8 октября, 15:00")
    await club.deliver()


async def test_from_a_proposal_to_the_journal(club: Club, two: Two) -> None:
    irina, anna, pair_id = two
    await proposed(anna)
    assert anna.sees.startswith("Отправили.")
    assert "• сб, 10 октября, 11:00" in anna.sees
    await club.deliver()
    assert irina.sees == f"{ANNA} предлагает встретиться. Какое время подходит?\nОчно · 45 минут · кабинет 12"
    await irina.taps("чт, 8 октября, 15:00")
    assert "✅ Договорились: чт, 8 октября, 15:00" in irina.sees
    await club.deliver()
    assert anna.sees.startswith(f"✅ Договорились: чт, 8 октября, 15:00, {IRINA}.")
    await anna.taps("В мой календарь")
    entry = vobject.readOne(anna.file_content(anna.files[-1]).decode()).vevent
    assert entry.summary.value == f"Наставничество: {IRINA}"

    await club.advance(hours=6)
    assert irina.sees.startswith(f"Завтра в 15:00 — встреча: {ANNA}.")
    await club.advance(hours=22)
    assert irina.sees.startswith(f"Сегодня в 15:00 — встреча: {ANNA}.")
    await club.advance(hours=3)
    assert anna.sees.startswith(f"Удалось встретиться? {IRINA}, чт, 8 октября, 15:00.")

    await anna.taps("Да, встретились")
    assert "Вопрос 1 из 5" in anna.sees
    await anna.taps("📘 Методика")
    assert "M1 Урок по шагам" in anna.sees
    await anna.taps("M1")
    await anna.says("ы" * 501)
    assert "Получилось длинно, поместится до 500 знаков" in anna.sees
    await anna.says("Разобрали урок")
    await anna.says("Карта урока <к пятнице>")
    await anna.taps("4")
    await anna.says("Спросить про стажировку")
    assert anna.sees.startswith("Записали в дневник, спасибо!")

    await irina.taps("Да, встретились")
    for _ in range(5):
        await irina.taps("Пропустить")
    assert irina.sees.startswith("Отметили, что встретились.")
    await irina.taps("Дневник встреч")
    assert "1 встреча, 45 минут" in irina.sees
    assert "M1. Урок по шагам" in irina.sees
    assert "Договорились (коллега): Карта урока <к пятнице>" in irina.sees
    assert "стажировку" not in irina.sees
    assert "Настроение" not in irina.sees
    await anna.presses(PairJournal(pair_id=pair_id).pack())
    await anna.taps("чт, 8 октября, 15:00")
    assert "Для себя: Спросить про стажировку" in anna.sees
    assert "Настроение: 4 из 5" in anna.sees


async def test_moving_refusing_and_calling_off(club: Club, two: Two) -> None:
    irina, anna, _ = two
    await agreed(club, irina, anna)
    await irina.taps("Перенести")
    assert "На когда перенести встречу?" in irina.sees
    await irina.taps("пт, 9 октября, 15:00")
    await irina.taps("Готово (1)")
    assert "Как и где" not in irina.buttons
    await irina.taps("Отправить")
    assert "пока в силе прежнее время" in irina.sees
    await club.deliver()
    assert anna.sees.startswith(f"{IRINA} предлагает перенести встречу чт, 8 октября, 15:00.")
    await anna.taps("Оставить как было")
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA}: встреча остаётся, чт, 8 октября, 15:00.")

    await irina.taps("Отменить встречу")
    assert "Причину не спрашиваем" in irina.sees
    await irina.taps("Да, отменить")
    assert irina.sees.startswith("Отменили, коллеге сообщим.\nВстречу чт, 8 октября, 15:00 отменили.")
    await irina.taps("Убрать из календаря")
    await club.deliver()
    assert anna.sees.startswith(f"{IRINA}: встреча чт, 8 октября, 15:00 отменяется.")
    await club.advance(days=2)
    assert "Удалось встретиться" not in anna.sees
    await anna.taps("К паре")
    await anna.taps("Встречи")
    assert "Впереди пока ничего" in anna.sees


async def test_another_place_asks_nobody_again(club: Club, two: Two) -> None:
    irina, anna, _ = two
    await agreed(club, irina, anna)
    first = await calendar_entry(anna)
    await club.advance(minutes=1)
    await irina.taps("Изменить место")
    assert "Сейчас: Очно · 45 минут · кабинет 12" in irina.sees
    await irina.says("онлайн")
    assert "Пришлите ссылку на видеовстречу" in irina.sees
    await irina.says("🤝")
    assert "⚠️ Здесь нужны буквы" in irina.sees
    await irina.says("https://telemost.example/7")
    assert irina.sees.startswith("Место обновили, коллеге сообщим.")
    assert "✅ Договорились: чт, 8 октября, 15:00\nОнлайн · 45 минут · https://telemost.example/7" in irina.sees
    await club.deliver()
    assert anna.sees == (
        f"{IRINA} меняет место, время прежнее: чт, 8 октября, 15:00.\nОнлайн · 45 минут · https://telemost.example/7"
    )
    second = await calendar_entry(anna)
    assert (first.uid.value, first.dtstart.value) == (second.uid.value, second.dtstart.value)
    assert int(first.sequence.value) < int(second.sequence.value)
    assert second.location.value == "https://telemost.example/7"

    await irina.taps("Изменить место")
    await irina.taps("Очно")
    await irina.taps("Решим позже", times=2)
    assert irina.sees.endswith("Очно · 45 минут")
    await irina.taps("Изменить место")
    await club.advance_to(club.now.replace(hour=10, minute=10) + timedelta(days=1))
    await irina.says("кабинет 5")
    assert "Встреча идёт" in irina.sees, "typed after the start: nothing changes any more"
    stranger = club.stranger()
    await stranger.joins(name="Тихая Вера Ильинична")
    for forged in (ChangePlace(meeting_id=1), PlaceLater(meeting_id=1, way=Attendance.ONLINE)):
        await stranger.presses(forged.pack())
        assert "Этого уже нет" in stranger.toast


async def calendar_entry(person: Phone) -> Any:
    """What the phone's calendar gets."""
    await person.taps("В мой календарь")
    return vobject.readOne(person.file_content(person.files[-1]).decode()).vevent


async def test_a_meeting_that_has_been_is_written_down(club: Club, two: Two) -> None:
    irina, anna, pair_id = two
    await club.advance(days=1, hours=7)
    await anna.presses(PairMeetings(pair_id=pair_id).pack())
    await anna.taps("Встреча уже была")
    assert "чт, 8 октября, 16:30" in anna.buttons
    await anna.says("завтра 15:00")
    assert "⚠️ Это ещё впереди" in anna.sees
    await anna.says("05.10 15:00")
    assert "⚠️ Тогда пары ещё не было" in anna.sees
    await anna.says("сегодня 15:10")
    assert "Встреча чт, 8 октября, 15:10." in anna.sees
    await anna.says("онлайн")
    await anna.says("45 минут")
    assert {"✓ Онлайн", "✓ 45 мин"} <= set(anna.buttons)
    await anna.taps("Записать", times=2)
    assert "Вопрос 1 из 5" in anna.sees
    await anna.taps("Закончить")
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA} отмечает: вы встретились чт, 8 октября, 15:10.\nОнлайн · 45 минут")
    news = irina.newest
    await irina.taps("Позже")
    assert "Состоялось: 1 встреча, 45 минут." in irina.sees
    # Irina writes it down as well, as she remembers it
    await irina.taps("Встреча уже была")
    await irina.taps("чт, 8 октября, 15:00")
    await irina.taps("Записать")
    assert "Похоже, эта встреча уже есть в боте" in irina.sees
    assert "Встречи не было" in irina.buttons

    await club.advance(minutes=1)
    await irina.taps_on(news, "Встречи не было")
    await club.deliver()
    assert anna.sees.startswith(f"{IRINA}: встречи чт, 8 октября, 15:10 не было.")
    await anna.taps("Всё-таки встретились")
    await irina.taps_on(news, "Встречи не было")
    assert irina.toast.startswith("В дневнике уже отмечено")
    await irina.presses(PairJournal(pair_id=pair_id).pack())
    assert "1 встреча, 45 минут" in irina.sees


async def test_a_slip_in_the_journal_is_taken_back(club: Club, two: Two) -> None:
    _, anna, pair_id = two
    await club.advance(hours=7)
    await anna.presses(PastMeeting(pair_id=pair_id).pack())
    await anna.taps("ср, 7 октября, 15:00")
    await anna.taps("Записать")
    await anna.presses(PairJournal(pair_id=pair_id).pack())
    await anna.taps("ср, 7 октября, 15:00")
    await club.advance(minutes=1)
    await anna.taps("Встречи не было")
    assert "встречи не было" in anna.sees
    await anna.presses(PairJournal(pair_id=pair_id).pack())
    assert "Дневник пока пуст" in anna.sees
    stranger = club.stranger()
    await stranger.joins(name="Тихая Вера Ильинична")
    await stranger.presses(PastMeeting(pair_id=pair_id).pack())
    assert "Этого уже нет" in stranger.toast
    await stranger.presses(RecordPast().pack())
    assert "Эта кнопка из прошлого" in stranger.toast


async def test_silence_is_asked_once_more_and_then_forgiven(club: Club, two: Two) -> None:
    irina, anna, pair_id = two
    await proposed(anna)
    await club.deliver()
    first = irina.newest
    await club.advance(days=1)
    assert irina.newest["message_id"] != first["message_id"]
    assert "чт, 8 октября, 15:00" in irina.buttons
    await club.advance(days=3)
    await irina.taps_on(first, "чт, 8 октября, 15:00")
    (seen,) = (one["text"] for one in irina.from_bot if one["message_id"] == first["message_id"])
    assert "уже что-то изменилось" in seen
    await anna.presses(PairMeetings(pair_id=pair_id).pack())
    assert "предложенное время прошло без ответа" in anna.sees


async def test_they_did_not_meet(club: Club, two: Two) -> None:
    irina, anna, _ = two
    await agreed(club, irina, anna)
    await club.advance(hours=31)
    await anna.taps("Нет, не вышло")
    assert "Договоримся на другой день?" in anna.sees
    await club.advance(hours=1)
    assert irina.sees.startswith(f"{ANNA}: встречи чт, 8 октября, 15:00 не было.")
    await irina.taps("Всё-таки встретились")
    assert "Вопрос 1 из 5" in irina.sees


async def test_it_is_moved_after_the_hour(club: Club, two: Two) -> None:
    irina, anna, _ = two
    await agreed(club, irina, anna)
    await club.advance(hours=31)
    await anna.taps("Перенесли")
    await anna.taps("пн, 12 октября, 15:00")
    await anna.taps("Готово (1)")
    await anna.taps("Отправить")
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA} предлагает встретиться.")
    await irina.taps("пн, 12 октября, 15:00")
    assert "Договорились: пн, 12 октября, 15:00" in irina.sees


async def test_the_check_of_the_fifth_day(club: Club, two: Two) -> None:
    irina, anna, _ = two
    await club.maria.joins(name="Маркова Мария Петровна")
    await club.coordinator(club.maria)
    await club.advance(days=5)
    assert "Удалось встретиться?" in irina.sees
    await irina.taps("Да, встретились")
    assert irina.sees.startswith("Отлично, так держать!")
    await anna.taps("Пока нет")
    assert "Что поможет?" in anna.sees
    await anna.taps("Напомнить коллеге")
    await club.deliver()
    assert irina.sees.startswith(f"{ANNA} хочет договориться о встрече.")
    await anna.presses(AnswerCheck(pair_id=two[2], occasion=Occasion.DAY_5, answer=CheckAnswer.NO).pack())
    await anna.taps("Нужен координатор")
    await club.deliver()
    assert f"об этом просит {ANNA}" in club.maria.sees


async def test_nonsense_and_interruptions_lose_nothing(club: Club, two: Two) -> None:
    _, anna, _ = two
    await anna.taps("Предложить встречу")
    await anna.says("как-нибудь")
    assert "Не получилось разобрать дату" in anna.sees
    await anna.taps("чт, 8 октября, 15:00")
    await anna.says("/menu")
    await anna.says("спасибо")
    await anna.taps("Дальше → (1)")
    await anna.says("не знаю")
    assert "кнопкой ниже" in anna.sees
    await anna.says("Онлайн")
    await anna.says("решим позже")
    await anna.says("1 час")
    assert "• чт, 8 октября, 15:00\nОнлайн · 1 час" in anna.sees
    await anna.taps("Отправить", times=2)
    assert "Ждём ответа коллеги" in anna.sees, "a second tap leaves what is on the screen"
    assert "Это предложение уже ушло." in anna.toast
    # what nobody has agreed upon is no meeting to call off
    await anna.taps("Отозвать")
    await anna.taps("Да, отозвать")
    assert anna.sees.startswith("Отозвали, коллеге сообщим.")


async def test_old_and_forged_presses_are_answered(club: Club, two: Two) -> None:
    irina, anna, pair_id = two
    stranger = club.stranger()
    await stranger.joins(name="Тихая Вера Ильинична")
    await agreed(club, irina, anna)
    for forged in (
        PairMeetings(pair_id=pair_id),
        OpenMeeting(meeting_id=1),
        TakeTime(meeting_id=1, at=2**27 - 1),
        CancelMeeting(meeting_id=1, sure=True),
        MeetingHeld(meeting_id=1),
        SetNote(meeting_id=1, ask=Ask.MOOD, value="5"),
        AnswerCheck(pair_id=pair_id, occasion=Occasion.DAY_5, answer=CheckAnswer.NO),
    ):
        await stranger.presses(forged.pack())
        assert "Этого уже нет" in stranger.toast
    await stranger.presses(PickTime(at=1).pack())
    assert "Эта кнопка из прошлого" in stranger.toast
    await stranger.presses(SendMeeting().pack())
    assert "Это предложение уже ушло." in stranger.toast
    await anna.presses(MeetingHeld(meeting_id=1).pack())
    assert "ещё не началась" in anna.toast
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    await anna.presses(CancelMeeting(meeting_id=1, sure=True).pack())
    assert "уже завершена" in anna.toast
    await club.advance(days=2)
    assert not any("Сегодня в" in str(message.get("text")) for message in anna.from_bot)
