"""A coordinator writes an announcement, looks at it, sends it; people get it in order."""

import pytest
from sqlalchemy import delete

from db.models import MemberRole
from domain.clubtime import next_allowed
from domain.vocabulary import Role
from screens.desk import Desk
from screens.mailing.announcements import AddParts, OpenAnnouncement
from tests.services.given_events import given_event
from tests.stories.conftest import Club
from tests.stories.phones import Phone

HOSTILE = "<b>Школа</b> & «1 < 2»"


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator, with two members in the club besides."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def begins(person: Phone) -> None:
    await person.says("/desk")
    await person.taps("Объявления")
    await person.taps("Новое объявление")


def texts(person: Phone) -> list[str]:
    return [str(m.get("text", m.get("caption", ""))).replace("\u00a0", " ") for m in person.from_bot]


async def test_from_the_first_word_to_everybody(club: Club, maria: Phone) -> None:
    await begins(maria)
    assert "Напишите или перешлите" in maria.sees
    await maria.says(f"<b>Коллеги</b>, вечер в четверг. {'Приходите! ' * 3}", html=True)
    assert "Кому: весь клуб" in maria.sees
    assert "Получат сразу: 3 человека" in maria.sees
    await maria.sends_poll("Придёте < 18:00?", "Да & с чаем", "<b>Нет</b>")
    assert "2. 📊 опрос — Придёте < 18:00?" in maria.sees
    await maria.taps("Кнопки")
    await maria.taps("Ссылка")
    await maria.says("просто слова")
    assert "Напишите подпись и один адрес" in maria.sees
    await maria.says("Программа https://example.ru/plan")
    await maria.taps("Нужна помощь")
    await maria.taps("К объявлению")
    await maria.taps("Показать мне")
    assert "Показали только вам" in maria.sees
    assert "Коллеги, вечер" in " ".join(texts(maria))
    assert club.anna.polls == []
    await maria.taps("К объявлению")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    assert "Отправить сейчас 3 людям?" in maria.sees
    await maria.taps("Да, отправить", times=2)
    await club.deliver()
    assert "вечер в четверг" in club.anna.sees, "the text comes first"
    assert club.anna.polls == []
    await club.advance(minutes=1)
    (poll,) = club.anna.polls
    assert (poll["question"], [one["text"] for one in poll["options"]]) == (
        "Придёте < 18:00?",
        ["Да & с чаем", "<b>Нет</b>"],
    )
    assert club.anna.buttons[:2] == ["Программа", "Нужна помощь"]
    assert sum("вечер в четверг" in text for text in texts(club.anna)) == 1, "a double tap sends once"
    await club.anna.taps("Нужна помощь")
    assert len(club.anna.polls) == 1
    await maria.says("/desk")
    await maria.taps("Объявления")
    assert "ср, 7 октября, 10:00 · получили 3" in maria.sees


async def test_an_album_a_forward_and_words_that_are_too_long(club: Club, maria: Phone) -> None:
    club.telegram.state.person(maria.id).premium = True
    await begins(maria)
    await maria.sends_album(3, "Наш вечер")
    assert len([text for text in texts(maria) if "Объявление · черновик" in text]) == 1, "one answer for an album"
    await club.live.tick()
    assert "1. 🗂 альбом: 3 фото — Наш вечер" in maria.sees
    await maria.taps("Кнопки")
    await maria.taps("Нужна помощь")
    assert "У альбома не бывает кнопок" in maria.sees
    await maria.taps("К объявлению")
    await maria.taps("➕ Сообщение")
    await maria.says("Чужие слова", origin="channel")
    await maria.sends_photo(caption="слово " * 200)
    assert "Подпись к файлу — до 1024 знаков, а здесь" in maria.sees
    await maria.taps("Текст отдельно", times=2)
    await maria.taps("Сообщения")
    assert "2. Чужие слова (11 знаков)" in maria.sees
    await maria.taps("🗑 2", times=2)
    assert "2. 🖼 фото" in maria.sees, "a double tap removes one"
    await maria.taps("⬆️ 3")
    await maria.taps("✏️ 3")
    await maria.sends("voice")
    await maria.taps("Показать мне")
    await maria.taps("К объявлению")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    await maria.taps("Да, отправить")
    await club.deliver()
    await club.advance(minutes=1)
    (album,) = club.anna.albums
    assert [m.get("caption") for m in album] == ["Наш вечер", None, None]
    kinds = [kind for m in club.anna.from_bot[-5:] for kind in ("photo", "text", "voice") if kind in m]
    assert kinds == ["photo", "photo", "photo", "text", "voice"]
    assert "Чужие слова" not in " ".join(texts(club.anna))


async def test_under_an_album_the_way_to_the_settings_is_a_command(club: Club, maria: Phone) -> None:
    await begins(maria)
    await maria.sends_album(2, "Наш вечер")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    await maria.taps("Да, отправить")
    await club.deliver()
    ((first, second),) = club.anna.albums
    assert first["caption"].replace("\u00a0", " ") == "Наш вечер\n\n⚙️ Настроить рассылку: /mailing"
    assert "caption" not in second
    await club.anna.says("/mailing")
    assert "Сейчас: каждое сразу" in club.anna.sees
    await club.anna.taps("Не присылать")
    assert "сохранено" in club.anna.sees


async def test_a_sixth_message_is_told_where_to_make_room(club: Club, maria: Phone) -> None:
    await begins(maria)
    for number in range(5):
        await maria.says(f"Сообщение {number}")
    assert "Пришлите ещё" not in maria.sees, "there is no room"
    await maria.says("Сообщение 5")
    assert "уже 5 сообщений" in maria.sees
    await maria.taps("Сообщения")
    await maria.taps("🗑 5")
    assert "Убрано" in maria.sees


async def test_scheduled_changed_and_sent_by_itself_once(club: Club, maria: Phone) -> None:
    async with club.sessions.begin() as session:
        event = await given_event(session, title=HOSTILE)
    await begins(maria)
    await maria.says(HOSTILE)
    assert HOSTILE in maria.sees
    await maria.taps("Кнопки")
    await maria.taps("Мероприятие")
    await maria.taps("<b>Школа")
    await maria.taps("К объявлению")
    await maria.taps("Отправить…")
    await maria.taps("Кто вступит позже")
    await maria.taps("Неделя")
    assert "Кто вступит до ср, 14 октября, тоже получит" in maria.sees
    await maria.taps("Запланировать")
    await maria.says("вс 11.10 12:00")
    assert "тихие часы" in maria.sees
    await maria.taps("08:00")
    assert "Отправим пн, 12 октября 2026, 08:00" in maria.sees
    await maria.taps("К объявлению")
    assert "запланировано, пн, 12 октября, 08:00" in maria.sees
    assert "Снять с расписания" in maria.buttons
    assert "Кто вступит до пн, 19 октября" in maria.sees, "a week from the day people get it"
    await maria.taps("Сообщения")
    await maria.taps("✏️ 1")
    await maria.says("Новый текст")
    assert "Заменено." in maria.sees
    before = len(club.anna.from_bot)
    await club.advance_to(next_allowed(club.now.replace(day=11)))
    await club.restart()
    await club.deliver()
    await club.deliver()
    assert texts(club.anna)[before:] == ["Новый текст"]
    await club.anna.taps("<b>Школа")
    assert HOSTILE in club.anna.sees
    assert "Новый текст" in texts(club.anna), "the announcement stays readable"
    assert event.id


async def test_bad_input_and_old_buttons(club: Club, maria: Phone) -> None:
    await begins(maria)
    for kind in ("sticker", "contact"):
        await maria.sends(kind)
        assert "Подойдут: текст, фото" in maria.sees
    await maria.sends_poll("2 + 2?", "3", "4", correct=1)
    assert "Викторину разослать не получится" in maria.sees
    await maria.says("слово " * 900)
    assert "разделён на два сообщения по абзацу" in maria.sees
    old = maria.newest
    await maria.taps("Удалить")
    await maria.taps("Да, удалить")
    await maria.taps_on(old, "Показать мне")
    assert "Этого объявления уже нет" in maria.sees
    await maria.presses(OpenAnnouncement(announcement_id=2**62).pack())
    assert "Этого объявления уже нет" in maria.sees
    await club.anna.presses(OpenAnnouncement(announcement_id=1).pack())
    assert "недоступно" in club.anna.toast


async def test_rights_revoked_in_the_middle_keep_the_draft(club: Club, maria: Phone) -> None:
    await begins(maria)
    await maria.says("Начатое объявление")
    await revoke(club, maria)
    await maria.says("Продолжение")
    assert "недоступно" in maria.sees
    await club.coordinator(maria)
    await maria.presses(Desk().pack())
    await maria.taps("Объявления")
    assert "Начатое объявление" in maria.sees
    await maria.taps("1")
    assert "Продолжение" not in maria.sees
    await maria.taps("➕ Сообщение")
    await maria.says("Продолжение")
    assert "2. Продолжение" in maria.sees


async def revoke(club: Club, person: Phone) -> None:
    async with club.sessions.begin() as session:
        await session.execute(delete(MemberRole).where(MemberRole.role == Role.COORDINATOR))


async def test_of_two_coordinators_one_starts_and_the_other_sees_how_it_goes(club: Club, maria: Phone) -> None:
    await club.pavel.joins(name="Громов Павел Ильич")
    await club.coordinator(club.pavel)
    await begins(maria)
    await maria.says("Первое")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    await club.pavel.says("/desk")
    await club.pavel.taps("Объявления")
    await club.pavel.taps("1")
    await club.pavel.taps("Отправить…")
    await club.pavel.taps("Отправить сейчас")
    await maria.taps("Да, отправить")
    await club.pavel.taps("Да, отправить")
    assert "отправляется" in club.pavel.sees
    await club.pavel.presses(AddParts(announcement_id=1).pack())
    assert "отправляется" in club.pavel.sees
    await club.deliver()
    assert texts(club.anna).count("Первое") == 1
    await club.pavel.taps("Скопировать в новое")
    assert any("это новый черновик" in text for text in texts(club.pavel))


async def test_what_changed_since_the_question_is_asked_again(club: Club, maria: Phone) -> None:
    await begins(maria)
    await maria.says("Первое")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    asked = maria.newest
    await maria.presses(OpenAnnouncement(announcement_id=1).pack())
    await maria.taps("➕ Сообщение")
    await maria.says("Второе")
    await maria.taps_on(asked, "Да, отправить")
    assert any("тем временем изменили" in text for text in texts(maria))
    await club.deliver()
    assert "Первое" not in texts(club.anna)
