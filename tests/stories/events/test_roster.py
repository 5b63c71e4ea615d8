"""The roster on a coordinator's phone: look, search, add, mark, take the table away and bring it back."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select, update

from db.models import Answer, AuditEntry, Consent, Conversation, Event, Member, Question, Registration, Sitting
from domain.vocabulary import EventFormat, PresenceState, QuestionKind, RegistrationStatus
from sandbox.files import MEGABYTE
from screens.desk import OpenRoster
from screens.events.newcomers import AddMember, SaveNewcomer
from screens.events.participant import EraseParticipant, GiveSeat, MarkParticipant, RemoveParticipant
from screens.events.roster import AddParticipant, OpenParticipant, RosterFiles, RosterPage, SearchRoster
from screens.events.roster_files import ApplyMarks, BringMarks, RosterSpreadsheet
from tests.services.given_events import given_event
from tests.services.given_presence import marks
from tests.services.given_roster import SEATED, WAITING, given_named, given_on_roster
from tests.stories.conftest import Club
from tests.stories.phones import Phone

CAME = "Пришёл(а)"


async def given_seminar(club: Club, *names: str, **changes: Any) -> int:
    """A seminar at 11:00 of this very morning with these people, none of whom has Telegram."""
    async with club.sessions.begin() as session:
        event = await given_event(session, **{"starts_at": club.now + timedelta(hours=1)} | changes)
        for number, name in enumerate(names, 1):
            await given_on_roster(session, club.now, event.id, name, arrival=number, organization_text="Школа у реки")
    return event.id


async def coordinator_of(club: Club, event_id: int) -> Phone:
    """Maria, with the roster open."""
    maria = club.maria
    await maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(maria)
    await maria.presses(OpenRoster(event_id=event_id).pack())
    return maria


async def registration_of(club: Club, name: str) -> Registration:
    async with club.sessions.begin() as session:
        query = select(Registration).join(Member, Member.id == Registration.member_id).where(Member.full_name == name)
        return (await session.scalars(query)).one()


async def count_members(club: Club) -> int:
    async with club.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Member)) or 0


# --- the list


async def test_an_empty_roster_says_what_to_do(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club))
    assert maria.sees == (
        "Участники: «Знакомимся»\nС местом — 0 из 2.\n\n"
        "Пока никто не записан. Поделитесь карточкой мероприятия или добавьте человека сами."
    )
    assert maria.buttons == ["➕ Добавить", "← К мероприятию"]


async def test_a_list_is_numbered_through_its_pages(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club, *(f"Участник Имя {n}" for n in range(1, 8))))
    assert "5. Участник Имя 5\nШкола у реки\nесть место · без Telegram" in maria.sees
    await maria.taps("Дальше")
    assert maria.buttons[:2] == ["6", "7"]
    await maria.taps("7")
    assert maria.sees.startswith("Участник Имя 7")
    await maria.taps("← К списку")
    assert "6. Участник Имя 6" in maria.sees


async def test_a_search_is_kept_while_one_looks_at_cards(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club, "Ёлкина Вера", "Быкова Анна", "Зимина Анна"))
    await maria.taps("🔎 Найти")
    await maria.says("???")
    assert maria.sees.startswith("⚠️ Здесь нужны буквы. Например: Иванова.")
    await maria.says("никого")
    assert "Никого не нашли" in maria.sees
    await maria.says("елк")
    assert "Поиск: «елк»." in maria.sees
    await maria.says("АННА")
    assert maria.buttons[:2] == ["1", "2"]
    await maria.taps("2")
    assert maria.sees.startswith("Зимина Анна")
    await maria.taps("← К списку")
    assert "Поиск: «анна»." in maria.sees
    await maria.taps("Показать всех")
    assert "Ёлкина Вера" in maria.sees
    await maria.says("анна")
    assert "Не понимаю свободный текст" in maria.sees


async def test_a_name_looked_for_is_not_kept_longer_than_the_look(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", "Зимина Яна")
    maria = await coordinator_of(club, event_id)
    await maria.taps("🔎 Найти")
    await maria.says("Быкова")
    await maria.taps("1")
    await maria.taps("← К списку")
    await maria.taps("← К мероприятию")
    async with club.sessions.begin() as session:
        kept = str([row.data for row in await session.scalars(select(Conversation))])
    assert "быкова" not in kept.lower()
    await maria.presses(RosterPage(event_id=event_id).pack())
    assert "Зимина Яна" in maria.sees


async def test_choices_show_how_many_they_hold(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", "Зимина Яна")
    async with club.sessions.begin() as session:
        await given_on_roster(session, club.now, event_id, "Волкова Ида", WAITING, arrival=3)
    maria = await coordinator_of(club, event_id)
    assert "С местом — 2 из 2, ждут места — 1." in maria.sees
    assert "3. Волкова Ида\nлист ожидания, номер 1 · без Telegram" in maria.sees
    await maria.taps("Показать…")
    assert maria.buttons == ["✓ Все: 3", "С местом: 2", "Лист ожидания: 1", "Без отметки: 2", "← К списку"]
    await maria.taps("Лист ожидания: 1")
    assert "Показаны: лист ожидания." in maria.sees
    assert "Быкова" not in maria.sees


# --- the card


async def test_marks_by_hand(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", seats_offline=None)
    maria = await coordinator_of(club, event_id)
    await maria.taps("1")
    assert maria.buttons == [
        "На встрече",
        "Не было",
        "Сменить роль",
        "Убрать из списка",
        "Удалить все данные",
        "← К списку",
    ]
    await maria.taps("На встрече", times=2)
    assert "Отметка: ✓ на встрече, очно, вручную, 10:00" in maria.sees
    assert maria.buttons[:3] == ["✓ На встрече", "Не было", "Снять отметку"]
    await maria.taps("Не было")
    assert "Отметка: ✗ не было, вручную, 10:00" in maria.sees
    await maria.taps("Снять отметку", times=2)
    assert "Отметка" not in maria.sees
    async with club.sessions.begin() as session:
        assert await marks(session) == []
    await maria.taps("На встрече")
    await maria.taps("← К списку")
    assert "С местом — 1, пришли — 1." in maria.sees
    assert "есть место · ✓ на встрече · без Telegram" in maria.sees


async def test_before_the_door_opens_nobody_is_marked(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", starts_at=club.now + timedelta(days=3))
    maria = await coordinator_of(club, event_id)
    await maria.taps("1")
    assert maria.buttons == ["Сменить роль", "Убрать из списка", "Удалить все данные", "← К списку"]
    mine = await registration_of(club, "Быкова Анна")
    await maria.presses(MarkParticipant(registration_id=mine.id, sitting=1, state=PresenceState.ATTENDED).pack())
    assert maria.toast


async def test_sessions_of_a_series_each_have_a_mark(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", ends_at=club.now + timedelta(days=8))
    async with club.sessions.begin() as session:
        for number in (1, 2):
            starts_at = club.now + timedelta(hours=1, days=7 * (number - 1))
            ends_at = starts_at + timedelta(hours=2)
            session.add(Sitting(event_id=event_id, number=number, starts_at=starts_at, ends_at=ends_at))
    maria = await coordinator_of(club, event_id)
    await maria.taps("1")
    assert "Занятие 1 из 2, ср, 7 октября: без отметки" in maria.sees
    await maria.taps("На встрече")
    await maria.taps("Занятие 2 →")
    assert "Занятие 2 из 2, ср, 14 октября: без отметки" in maria.sees
    assert "На встрече" not in maria.buttons
    await maria.taps("← К списку")
    assert "✓ 1 из 2 занятий" in maria.sees


async def test_answers_stand_on_the_card_and_a_file_opens(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club, "Быкова Анна"))
    mine = await registration_of(club, "Быкова Анна")
    await maria.sends_file("тезисы.pdf", b"%PDF-1.4 ...")
    file_id = maria.messages[-2]["document"]["file_id"]
    async with club.sessions.begin() as session:
        for number, kind, text, file in (
            (1, QuestionKind.TEXT, "<b>Игра</b> " + "слово " * 100, None),
            (2, QuestionKind.FILE, "тезисы.pdf", file_id),
        ):
            question = Question(
                event_id=mine.event_id, number=number, kind=kind, text=f"Вопрос {number}?", options=[], required=True
            )
            session.add(question)
            await session.flush()
            session.add(
                Answer(registration_id=mine.id, question_id=question.id, text=text, file=file, answered_at=club.now)
            )
    await maria.presses(OpenParticipant(registration_id=mine.id).pack())
    assert "Вопрос 1?: <b>Игра</b> слово слово" in maria.sees
    assert maria.sees.count("слово") < 60, "the whole answer is in the spreadsheet"
    await maria.taps("📎 тезисы.pdf")
    assert maria.files[-1]["file_id"] == file_id


async def test_a_role_is_chosen(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club, "Быкова Анна"))
    await maria.taps("1")
    await maria.taps("Сменить роль")
    assert maria.buttons[0] == "✓ Участник"
    await maria.taps("Спикер")
    assert "Роль: спикер" in maria.sees


async def test_a_seat_past_the_line_and_above_the_limit(club: Club) -> None:
    anna = club.anna
    event_id = await given_seminar(club, "Быкова Анна", seats_offline=1, starts_at=club.now + timedelta(days=7))
    await anna.joins()
    await anna.starts(f"event_{event_id}")
    await anna.taps("В лист ожидания")
    maria = await coordinator_of(club, event_id)
    await maria.taps("2")
    assert "Запись: лист ожидания, номер 1" in maria.sees
    await maria.taps("Дать место")
    assert maria.sees == "Единственное место занято. Дать место сверх лимита: Светлова Анна Игоревна?"
    await maria.taps("Да, дать место", times=2)
    assert "Запись: есть место" in maria.sees
    await maria.taps("← К списку")
    assert "С местом — 2 из 1." in maria.sees
    before = len(anna.from_bot)
    await club.deliver()
    assert len(anna.from_bot) == before + 1
    assert "Знакомимся" in anna.sees


async def test_who_is_removed_is_told_and_the_seat_goes_on(club: Club) -> None:
    anna = club.anna
    event_id = await given_seminar(club, seats_offline=1, starts_at=club.now + timedelta(days=7))
    await anna.joins()
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await club.irina.joins(name="Лебедева Ирина Павловна")
    await club.irina.starts(f"event_{event_id}")
    await club.irina.taps("В лист ожидания")
    maria = await coordinator_of(club, event_id)
    await maria.taps("1")
    await maria.taps("Убрать из списка")
    assert maria.sees == (
        "Убрать из списка: Светлова Анна Игоревна?\n"
        "Место предложим первому из листа ожидания.\nЧеловеку напишем об этом."
    )
    await maria.taps("Да, убрать", times=2)
    assert "Светлова" not in maria.sees
    assert "место предложено" in maria.sees
    before = len(anna.from_bot)
    await club.deliver()
    assert len(anna.from_bot) == before + 1
    assert (await registration_of(club, "Светлова Анна Игоревна")).status is RegistrationStatus.CANCELLED


# --- adding


async def test_a_member_is_found_and_added(club: Club) -> None:
    anna = club.anna
    event_id = await given_seminar(club, "Светлова Вера", starts_at=club.now + timedelta(days=7))
    await anna.joins()
    maria = await coordinator_of(club, event_id)
    await maria.taps("➕ Добавить")
    await maria.says("светлова")
    assert "1. Светлова Анна Игоревна, Школа № 901\n2. Светлова Вера, Школа у реки · уже в списке" in maria.sees
    await maria.taps("1. Светлова Анна", times=2)
    assert maria.sees == "✅ Записали: Светлова Анна Игоревна.\nНапишем человеку об этом."
    await club.deliver()
    assert "Знакомимся" in anna.sees
    await maria.taps("К списку")
    assert "С местом — 2 из 2." in maria.sees


async def test_of_two_ways_one_is_asked(club: Club) -> None:
    event_id = await given_seminar(club, format=EventFormat.HYBRID, seats_offline=1, seats_online=1)
    async with club.sessions.begin() as session:
        await given_named(session, club.now, "Быкова Анна")
    maria = await coordinator_of(club, event_id)
    await maria.taps("➕ Добавить")
    await maria.says("Быкова Анна")
    await maria.taps("1. Быкова Анна")
    assert maria.sees == "Как человек будет участвовать?"
    await maria.taps("Онлайн")
    await maria.taps("К списку")
    assert "Быкова Анна\nесть место, онлайн · без Telegram" in maria.sees


async def test_a_full_house_asks_first(club: Club) -> None:
    event_id = await given_seminar(club, "Светлова Вера", seats_offline=1)
    async with club.sessions.begin() as session:
        await given_named(session, club.now, "Быкова Анна")
    maria = await coordinator_of(club, event_id)
    await maria.taps("➕ Добавить")
    await maria.says("Быкова")
    await maria.taps("1. Быкова")
    assert maria.sees == "Единственное место занято. Записать ещё одного человека?"
    await maria.taps("Да, записать")
    assert "✅" in maria.sees


async def adds_veteran(maria: Phone, name: str = "Лебедева Ирина Павловна") -> None:
    """All the questions up to the summary."""
    await maria.taps("Человек без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")
    await maria.says(name)
    await maria.says("школа 901")
    await maria.taps("Школа № 901")
    await maria.says("учитель химии")


async def test_a_veteran_without_telegram(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club))
    await maria.taps("➕ Добавить")
    await adds_veteran(maria)
    assert maria.sees == (
        "Всё верно?\nФИО: Лебедева Ирина Павловна\nОрганизация: Школа № 901\nДолжность: учитель химии\n"
        "Роль: Наставник\nСогласие: на бумаге, у вас"
    )
    await maria.taps("Записать", times=2)
    assert any("✅ Записали: Лебедева Ирина Павловна." in message.get("text", "") for message in maria.from_bot)
    assert await count_members(club) == 2
    async with club.sessions.begin() as session:
        witnessed = (await session.scalars(select(Consent).where(Consent.witness_id.is_not(None)))).one()
        veteran = await session.get_one(Member, witnessed.member_id)
    assert (veteran.telegram_id, veteran.position) == (None, "учитель химии")
    await club.deliver()
    await maria.taps("Карточка участника")
    assert "Без Telegram: о новостях расскажите сами, по телефону." in maria.sees
    assert "записал координатор" in maria.sees


async def test_who_has_no_telegram_is_erased_by_a_coordinator(club: Club) -> None:
    event_id = await given_seminar(club, "Светлова Вера", seats_offline=5)
    maria = await coordinator_of(club, event_id)
    registration_id = (await registration_of(club, "Светлова Вера")).id
    whose = update(Member).where(Member.full_name == "Светлова Вера")
    async with club.sessions.begin() as session:
        await session.execute(whose.values(telegram_id=9_000))
    # who has Telegram does it alone
    await maria.presses(EraseParticipant(registration_id=registration_id, sure=True).pack())
    assert maria.toast
    async with club.sessions.begin() as session:
        await session.execute(whose.values(telegram_id=None))

    await maria.presses(OpenParticipant(registration_id=registration_id).pack())
    await maria.taps("Удалить все данные")
    assert "Удалить всё, что клуб хранит об этом человеке: Светлова Вера?" in maria.sees
    await maria.taps("Да, удалить всё", times=2)

    async with club.sessions.begin() as session:
        names = list(await session.scalars(select(Member.full_name)))
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "member.erased"))).one()
    assert "Светлова Вера" not in names
    assert entry.actor_id is not None


async def test_without_the_paper_nothing_is_kept(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club))
    await maria.taps("➕ Добавить")
    await maria.says("Секретова Анна")
    await maria.taps("Человек без Telegram")
    assert maria.sees.startswith("Бумажное согласие на обработку данных подписано?")
    await maria.says("Секретова Анна Ивановна")
    await maria.taps("← Назад")
    async with club.sessions.begin() as session:
        kept = (await session.scalars(select(Conversation))).all()
    assert "Секретова" not in "".join(str(row.data) for row in kept)
    assert await count_members(club) == 1


async def test_bad_answers_about_a_newcomer_and_ways_back(club: Club) -> None:
    maria = await coordinator_of(club, await given_seminar(club))
    await maria.taps("➕ Добавить")
    await maria.taps("Человек без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.says("директор")
    await maria.says("Анна")
    assert maria.sees.startswith("⚠️ Нужны хотя бы фамилия и имя")
    await maria.says("Лебедева Ирина")
    await maria.says("школа")
    assert "⚠️" in maria.sees
    await maria.taps("← Назад")
    assert "Фамилия, имя и отчество?" in maria.sees
    await maria.says("Лебедева Ирина Павловна")
    await maria.says("Академия звёзд")
    assert "Не нашли в справочнике: «Академия звёзд»" in maria.sees
    await maria.taps("Оставить так")
    await maria.says("директор")
    await maria.says("и ещё что-то")
    assert maria.sees.startswith("⚠️ Осталось нажать «Записать».")

    await maria.says("/menu")
    await maria.presses(AddParticipant(event_id=(await event_ids(club))[-1]).pack())
    await maria.taps("Продолжить: Лебедева")
    assert maria.sees.startswith("Всё верно?"), "what was answered is kept"


async def test_who_is_put_into_a_running_series_hears_of_its_next_session(club: Club) -> None:
    first, second = club.now - timedelta(days=1), club.now + timedelta(days=6)
    hours = timedelta(hours=2)
    await club.anna.joins()
    event_id = await given_seminar(club, starts_at=first, ends_at=second + hours)
    async with club.sessions.begin() as session:
        for number, start in ((1, first), (2, second)):
            session.add(Sitting(event_id=event_id, number=number, starts_at=start, ends_at=start + hours))
        anna = (await session.scalars(select(Member).where(Member.telegram_id == club.anna.id))).one()
    maria = await coordinator_of(club, event_id)
    await maria.presses(AddMember(event_id=event_id, member_id=anna.id).pack())
    assert "Напишем человеку об этом." in maria.sees
    await club.deliver()
    assert club.anna.sees.startswith("Для вас есть место! Вы записаны: «Знакомимся», вт, 13 октября")

    await maria.taps("Карточка участника")
    await maria.taps("Убрать из списка")
    await maria.taps("Да, убрать")
    await club.deliver()
    assert club.anna.sees.startswith("Координатор снял вашу запись: «Знакомимся», вт, 13 октября")
    assert club.anna.sees.endswith("Если это ошибка, напишите координатору."), "a running series takes no sign-up"


async def test_a_newcomer_begun_for_another_event_is_not_lost_by_the_way(club: Club) -> None:
    first, second = await given_seminar(club), await given_seminar(club, title="Вальс")
    maria = await coordinator_of(club, first)
    await maria.taps("➕ Добавить")
    await maria.taps("Человек без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")
    await maria.says("Лебедева Ирина Павловна")

    await maria.presses(OpenRoster(event_id=second).pack())
    await maria.taps("➕ Добавить")
    assert maria.sees == (
        "Вы не дописали анкету (Лебедева Ирина Павловна) для «Знакомимся». Если начать заново, ответы сотрутся."
    )
    await maria.taps("← К списку")
    await maria.taps("➕ Добавить")
    await maria.taps("Продолжить")
    assert "Где работает?" in maria.sees, "on to the next question"

    await maria.presses(AddParticipant(event_id=second).pack())
    await maria.taps("Начать заново")
    assert maria.sees.startswith("«Вальс»: кого добавить?")
    assert "Продолжить" not in " ".join(maria.buttons)


async def test_a_member_added_elsewhere_leaves_a_begun_newcomer_alone(club: Club) -> None:
    first, second = await given_seminar(club), await given_seminar(club, title="Вальс")
    async with club.sessions.begin() as session:
        member_id = (await given_named(session, club.now, "Быкова Анна")).id
    maria = await coordinator_of(club, first)
    await maria.taps("➕ Добавить")
    await maria.taps("Человек без Telegram")
    await maria.taps("Да, согласие у меня")
    await maria.taps("Наставник")
    await maria.says("Лебедева Ирина Павловна")
    await maria.presses(AddMember(event_id=second, member_id=member_id).pack())
    assert maria.sees.startswith("✅ Записали: Быкова Анна.")
    await maria.presses(AddParticipant(event_id=first).pack())
    await maria.taps("Продолжить: Лебедева")


async def event_ids(club: Club) -> list[int]:
    async with club.sessions.begin() as session:
        return list(await session.scalars(select(Event.id).order_by(Event.id)))


async def test_a_namesake_at_the_same_place(club: Club) -> None:
    event_id = await given_seminar(club)
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    maria = await coordinator_of(club, event_id)
    await maria.taps("➕ Добавить")
    await adds_veteran(maria)
    assert maria.sees.startswith("Такой человек уже есть в клубе:\n• Лебедева Ирина Павловна, Школа № 901")
    await maria.presses(SaveNewcomer(attendance="OFFLINE").pack())
    assert await count_members(club) == 2, "a forged press saves nothing"
    await maria.taps("Это другой человек")
    await maria.taps("Записать")
    assert await count_members(club) == 3


# --- the table and the sheet


def edited(content: bytes, **marks_of: str) -> bytes:
    """The spreadsheet with words written into the column of marks, by the surname."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == CAME)
    for line in sheet.iter_rows(min_row=2):
        if word := marks_of.get(str(line[1].value).split()[0]):
            sheet.cell(line[0].row, column).value = word
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def test_marks_go_out_on_paper_and_come_back(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", "Зимина Яна", "Волкова Ида", seats_offline=None)
    maria = await coordinator_of(club, event_id)
    await maria.taps("Таблица и лист")
    await maria.taps("Явочный лист PDF")
    assert maria.files[-1]["file_name"] == "Явочный лист, Знакомимся.pdf"
    assert maria.file_content(maria.files[-1]).startswith(b"%PDF")
    await maria.taps("← К файлам")
    await maria.taps("Таблица XLSX")
    assert maria.files[-1]["file_name"] == "Участники, Знакомимся.xlsx"
    content = maria.file_content(maria.files[-1])

    await maria.taps("← К файлам")
    await maria.taps("Внести отметки")
    await maria.sends_file("список.xlsx", edited(content, Быкова="да", Зимина="нет", Волкова="болела"))
    assert maria.sees == (
        "Отметки: «Знакомимся»\nПришли — 1.\nНе пришли — 1.\nНе разобрали строку 3. Подойдут «да», «нет» и «+»."
    )
    async with club.sessions.begin() as session:
        assert await marks(session) == []
    preview = maria.newest
    await maria.taps("Внести 2 отметки")
    assert maria.sees == "Готово, отметки внесены.\nПришли — 1.\nНе пришли — 1."
    async with club.sessions.begin() as session:
        assert [row[2:] for row in await marks(session)] == [
            ("ATTENDED", "OFFLINE", "IMPORT"),
            ("NO_SHOW", None, "IMPORT"),
        ]
    await maria.taps_on(preview, "Внести 2 отметки")
    assert maria.sees == "Эти отметки уже внесены."
    await maria.taps("К списку")
    assert "пришли — 1" in maria.sees


@pytest.mark.parametrize(
    ("name", "content", "size", "words"),
    [
        ("фото.xlsx", b"\x89PNG....", None, "Файл не открылся"),
        ("список.xlsx", b"PK\x03\x04", 6 * MEGABYTE, "Файл больше 5 МБ"),
        ("список.xlsx", b"PK\x03\x04", 21 * MEGABYTE, "Файл больше 5 МБ"),
    ],
)
async def test_what_is_no_table_changes_nothing_and_the_next_file_is_awaited(
    club: Club, name: str, content: bytes, size: int | None, words: str
) -> None:
    event_id = await given_seminar(club, "Быкова Анна")
    maria = await coordinator_of(club, event_id)
    await maria.presses(RosterSpreadsheet(event_id=event_id).pack())
    good = maria.file_content(maria.files[-1])
    await maria.presses(BringMarks(event_id=event_id).pack())
    await maria.says("вот")
    assert maria.sees.startswith("⚠️ Здесь нужен файл")
    await maria.sends_file(name, content, size)
    assert maria.sees.startswith(f"⚠️ {words}")
    await maria.sends_file("список.xlsx", good)
    assert "Отметок в файле нет" in maria.sees
    async with club.sessions.begin() as session:
        assert await marks(session) == []


async def test_the_table_of_another_event(club: Club) -> None:
    first, second = await given_seminar(club, "Быкова Анна"), await given_seminar(club, "Зимина Яна")
    maria = await coordinator_of(club, first)
    await maria.presses(RosterSpreadsheet(event_id=first).pack())
    content = edited(maria.file_content(maria.files[-1]), Быкова="да")
    await maria.presses(BringMarks(event_id=second).pack())
    await maria.sends_file("список.xlsx", content)
    assert maria.sees.startswith("⚠️ Это список другого мероприятия.")


async def test_marks_before_the_event_are_refused(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", starts_at=club.now + timedelta(days=3))
    maria = await coordinator_of(club, event_id)
    await maria.presses(RosterSpreadsheet(event_id=event_id).pack())
    content = edited(maria.file_content(maria.files[-1]), Быкова="да")
    await maria.presses(BringMarks(event_id=event_id).pack())
    await maria.sends_file("список.xlsx", content)
    assert "Отметки:" not in maria.sees
    async with club.sessions.begin() as session:
        assert await marks(session) == []


async def test_a_sheet_of_each_session(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна", ends_at=club.now + timedelta(days=8))
    async with club.sessions.begin() as session:
        for number in (1, 2):
            starts_at = club.now + timedelta(days=7 * (number - 1))
            ends_at = starts_at + timedelta(hours=2)
            session.add(Sitting(event_id=event_id, number=number, starts_at=starts_at, ends_at=ends_at))
    maria = await coordinator_of(club, event_id)
    await maria.presses(RosterFiles(event_id=event_id).pack())
    await maria.taps("Явочный лист PDF")
    assert maria.sees == "Явочный лист какого занятия?"
    await maria.taps("2. ср, 14 октября")
    assert maria.files[-1]["file_name"].startswith("Явочный лист")


# --- who has no business here


async def test_others_press_in_vain(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна")
    mine = await registration_of(club, "Быкова Анна")
    anna = club.anna
    await anna.joins()
    for press in (
        OpenRoster(event_id=event_id),
        SearchRoster(event_id=event_id),
        OpenParticipant(registration_id=mine.id),
        MarkParticipant(registration_id=mine.id, sitting=1, state=PresenceState.ATTENDED),
        GiveSeat(registration_id=mine.id, over=True),
        RemoveParticipant(registration_id=mine.id, sure=True),
        AddParticipant(event_id=event_id),
        AddMember(event_id=event_id, member_id=mine.member_id, attendance="OFFLINE"),
        RosterFiles(event_id=event_id),
        RosterSpreadsheet(event_id=event_id),
        BringMarks(event_id=event_id),
        ApplyMarks(event_id=event_id, sign="00000000"),
    ):
        await anna.presses(press.pack())
        assert "Это действие вам недоступно" in anna.toast, press
    assert anna.files == []
    assert (await registration_of(club, "Быкова Анна")).status is SEATED


async def test_old_buttons_answer_kindly(club: Club) -> None:
    event_id = await given_seminar(club, "Быкова Анна")
    maria = await coordinator_of(club, event_id)
    for press in (SaveNewcomer(attendance="OFFLINE"), ApplyMarks(event_id=event_id, sign="00000000")):
        await maria.presses(press.pack())
        assert "из прошлого" in maria.toast
    await maria.presses(OpenParticipant(registration_id=2**62).pack())
    assert "Этого уже нет" in maria.toast
    async with club.sessions.begin() as session:
        await session.execute(update(Event).where(Event.id == event_id).values(status="CANCELLED"))
    await maria.presses(OpenRoster(event_id=event_id).pack())
    await maria.taps("1")
    assert maria.buttons == ["Удалить все данные", "← К списку"]
