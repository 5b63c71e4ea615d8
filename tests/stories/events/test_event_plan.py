"""A coordinator plans an event: from the desk to the calendar."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import AuditEntry, Conversation, Event, Question, Sitting
from domain.vocabulary import EventStatus, QuestionKind
from screens.events.event_edit import ConfirmEdit, EditChoice, EditPart
from screens.events.event_plan import CopyEvent, DiscardDraft, NewEvent, PreviewDraft, PublishDraft, SaveDraft
from tests.stories import plan_walk
from tests.stories.conftest import Club
from tests.stories.phones import Phone


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator on her desk."""
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def events(club: Club) -> list[Event]:
    async with club.sessions.begin() as session:
        return list(await session.scalars(select(Event).where(Event.seed_key.is_(None)).order_by(Event.id)))


async def acts(club: Club) -> list[str]:
    async with club.sessions.begin() as session:
        query = select(AuditEntry.act).where(AuditEntry.act.like("event.%")).order_by(AuditEntry.id)
        return list(await session.scalars(query))


async def test_from_the_desk_to_the_calendar(club: Club, maria: Phone) -> None:
    anna = club.anna
    await anna.joins()
    await maria.says("/menu")
    await maria.taps("Рабочий стол")
    assert maria.sees.startswith("Рабочий стол")
    await maria.taps("Новое мероприятие")
    assert "Как называется мероприятие?" in maria.sees
    await maria.says("Первый урок & <последний> звонок")
    await maria.taps("Неформальное")
    await maria.taps("Гостиная")
    await maria.taps("Методика")
    await maria.taps("Саморазвитие")
    await maria.taps("Готово")
    await maria.taps("6")
    await maria.taps("Смешанно")
    await maria.says("Школа № 901, актовый зал")
    await maria.says("https://yandex.ru/maps/-/CCUfQ&x=1")
    await maria.says("https://telemost.yandex.ru/j/1")
    await maria.says("2")
    await maria.taps("Без ограничения")
    await maria.says("пт 23.10 в 15-00")
    assert "Начало: пт, 23 октября 2026, 15:00" in maria.sees, "what was understood is said back"
    await maria.says("до 17:30")
    assert "до 17:30" in maria.sees
    await maria.taps("Одно занятие")
    await maria.says("2,5")
    await maria.says("22.10")
    assert "Запись: до конца дня чт, 22 октября" in maria.sees
    await maria.says("Разберём первый урок.\n\n\n\nВозьмите тетрадь.")
    await maria.sends_photo()
    await maria.says("Педагогический колледж")
    assert maria.sees.startswith("Всё верно?")
    assert "Часы: 2,5 часа" in maria.sees
    assert await events(club) == []

    await maria.taps("Предпросмотр", times=2)
    (draft,) = await events(club)
    assert draft.status is EventStatus.DRAFT
    for words in ("Первый урок & <последний> звонок", "свободно 2 из 2", "Партнёры: Педагогический колледж"):
        assert words in maria.sees
    seen = maria.sees
    await anna.says(f"/start event_{draft.id}")
    assert "Этого уже нет" in anna.sees, "a draft is nobody's business"
    await anna.says("/events")
    assert "Первый урок" not in anna.sees

    await maria.taps("Опубликовать", times=2)
    assert "Опубликовано: встреча уже в календаре" in maria.sees
    assert await acts(club) == ["event.drafted", "event.published"]
    await anna.says(f"/start event_{draft.id}")
    assert anna.sees == seen, "the preview was the very card"
    assert "Записаться очно" in anna.buttons
    await anna.taps("Афиша")
    assert len(anna.photos) == 1
    await anna.taps("Карточка встречи")
    await anna.taps("Записаться очно")
    await maria.says("/desk")
    assert "Первый урок & <последний> звонок\nпт, 23 октября, 15:00 · записано 1" in maria.sees


async def test_bad_answers_keep_the_question_and_the_answers(club: Club, maria: Phone) -> None:
    async def refused(*texts: str, step: str) -> None:
        before = await conversation(club)
        for text in texts:
            await maria.says(text)
            assert maria.sees.startswith("⚠️ "), text
            assert step in maria.sees, (text, maria.sees)
            assert await conversation(club) == before

    await maria.says("/desk")
    await maria.taps("Новое")
    await refused("🎉", "я" * 201, step="Шаг 1 из 17")
    await maria.says("Первый урок")
    await refused("формальное", "<b>", step="Шаг 2")
    await maria.taps("Формальное")
    await refused("семинар", step="Шаг 2")
    await maria.taps("Обучающий семинар")
    await refused("методика", step="Шаг 3")
    await maria.taps("Готово")
    assert "хотя бы одно направление" in maria.toast
    for direction in ("Методика", "Реверс", "Цифра", "Проекты", "Саморазвитие"):
        await maria.taps(direction)
    await maria.taps("Конкурсы")
    assert "до 5" in maria.toast
    await maria.taps("Готово")
    await refused("трек", step="Шаг 4")
    await maria.taps("Без трека")
    await refused("очно", step="Шаг 5")
    await maria.taps("Смешанно")
    await refused("🏫", "ш" * 301, step="Шаг 6")
    await maria.says("Школа № 901")
    await refused(
        "карта", "http://ya.ru", "https://", "https://[", "javascript:alert(1)", "https://a b.ru", step="Шаг 6"
    )
    await maria.taps("Без карты")
    await refused("ссылка", "https://localhost", "https://x.ru/" + "a" * 500, step="Шаг 7")
    await maria.taps("Добавлю позже")
    await refused("0", "10001", "-5", "много", "25.5", step="Шаг 8")
    await maria.says("25 мест")
    await refused("ноль", step="Шаг 9")
    await maria.says("без ограничения")
    await refused("завтра", "31.02 15:00", "06.10.2026 15:00", "12.10.2030 15:00", "вт 23.10 15:00", step="Шаг 10")
    await maria.says("23.10 15:00")
    await refused("долго", "до 14:00", "5 мин", "40 дней", step="Шаг 11")
    await maria.says("1 ч 30 мин")
    await refused("ага", step="Шаг 12")
    await maria.says("хватит")
    await refused("0", "0,4", "1000", "два", step="Шаг 13")
    await maria.says("1,5 часа")
    await refused("24.10", "23.10 15:01", "06.10.2026", "потом", step="Шаг 14")
    await maria.says("до начала")
    await refused("🎉", "а" * 1501, step="Шаг 15")
    await maria.says("Приходите.")
    await refused("нарисуйте сами", step="Шаг 16")
    before = await conversation(club)
    await maria.sends_file("афиша.png", b"x" * 100, mime="image/png")
    assert "Отправьте её как фото" in maria.sees
    await maria.sends_file("афиша.psd", b"x", size=21 * 1024 * 1024)
    assert "больше 20 МБ" in maria.sees
    await maria.sends("sticker")
    await maria.sends("voice")
    assert await conversation(club) == before
    await maria.taps("Без афиши")
    await refused("🎉", "п" * 301, step="Шаг 17")
    await maria.says("нет")
    await refused("да", step="Всё верно?")
    assert await events(club) == []


async def conversation(club: Club) -> object:
    async with club.sessions.begin() as session:
        query = select(Conversation.data).where(Conversation.user_id == club.maria.id)
        return (await session.scalars(query)).one()


async def test_answers_survive_interruptions_restarts_and_second_thoughts(club: Club, maria: Phone) -> None:
    await maria.says("/desk")
    await maria.taps("Новое")
    await maria.says("Первый урок")
    await maria.taps("Формальное")
    await maria.taps("← Назад")
    assert "Формальное или неформальное?" in maria.sees
    await maria.taps("← Назад")
    assert "Сейчас: Первый урок" in maria.sees
    await maria.taps("Оставить как есть", times=2)
    assert "Какая это форма?" in maria.sees, "on to the first question still open"
    await maria.taps("← Назад")
    await maria.taps("Неформальное")
    await maria.taps("Бал")
    await maria.says("/events")
    await maria.says("это уже не ответ")
    assert "Не понимаю" in maria.sees
    await club.restart()

    await maria.says("/desk")
    assert "Новое мероприятие" not in " ".join(maria.buttons)
    await maria.taps("Дописать мероприятие")
    assert "Шаг 3" in maria.sees
    await maria.taps("Позже")
    assert "Мероприятие «Первый урок» не дописано" in maria.sees
    await maria.presses(NewEvent().pack())
    assert "не дописано" in maria.sees, "an old button does not erase it"
    await maria.taps("Начать заново")
    assert "Шаг 1" in maria.sees
    await maria.says("/desk")
    assert "➕ Новое мероприятие" in maria.buttons, "nothing was answered, so there is nothing to go on with"


async def test_the_summary_leads_to_any_answer_and_back(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria, seats="25")
    await maria.taps("Изменить")
    await maria.taps("Название")
    await maria.says("Второй урок")
    assert "Сохранено." in maria.sees
    await maria.taps("Форма", times=2)
    await maria.taps("Неформальное")
    await maria.taps("← Назад")
    await maria.taps("Неформальное")
    await maria.taps("Вальс")
    assert "Форма: Вальс на набережной" in maria.sees
    await maria.taps("Формат")
    await maria.taps("Онлайн")
    assert "По какой ссылке подключаться?" in maria.sees, "another format asks what it needs"
    await maria.says("ссылка")
    assert maria.sees.startswith("⚠️ ")
    await maria.says("https://telemost.yandex.ru/j/1")
    await maria.says("100")
    assert "Места онлайн: 100" in maria.sees
    await maria.taps("Начало")
    await maria.says("24.10 16:00")
    assert "Начало: сб, 24 октября 2026, 16:00" in maria.sees
    assert "Длительность: 2 часа" in maria.sees
    await maria.taps("Запись")
    await maria.says("24.10 10:00")
    await maria.taps("Начало")
    await maria.says("23.10 16:00")
    assert "До какого дня открыта запись?" in maria.sees, "the deadline would now come after the start"
    await maria.taps("До начала")
    await maria.taps("Направления")
    await maria.taps("Цифра")
    await maria.taps("Готово")
    await maria.taps("Афиша")
    await maria.sends_photo()
    await maria.taps("Часы")
    await maria.taps("Без часов")
    await maria.taps("Часы")
    await maria.taps("Не менять")
    await maria.taps("Предпросмотр")

    assert maria.sees.startswith("Второй урок\nВальс на набережной, онлайн\n")
    assert "пт, 23 октября, 16:00–⁠18:00" in maria.sees
    assert "🖼 Афиша" in maria.buttons
    (draft,) = await events(club)
    assert (draft.hours, draft.registration_closes_at, draft.seats_online) == (None, None, 100)


async def test_a_correction_in_the_summary_of_the_wizard(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria)
    await maria.says("/desk")
    await maria.taps("Новое")
    await maria.presses(SaveDraft().pack())
    assert "Шаг 1" in maria.sees, "nothing incomplete is saved"
    assert len(await events(club)) == 1


async def test_a_series_has_sessions_with_topics(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria)
    await maria.taps("Изменить")
    await maria.taps("Занятия")
    await maria.taps("Ещё занятие")
    await maria.says("23.10 16:00")
    await maria.taps("Столько же")
    assert "уже идёт занятие 1" in maria.toast
    await maria.taps("← Назад")
    await maria.taps("Ещё занятие")
    await maria.says("30.10 15:00")
    await maria.taps("Столько же")
    assert "Занятие 2: пт, 30 октября 2026, 15:00, до 17:00" in maria.sees
    await maria.says("Разбор")
    await maria.taps("Ещё занятие")
    await maria.says("16.10 15:00")
    await maria.says("1 час")
    assert "Какая тема у занятия 1?" in maria.sees, "the earliest comes first"
    await maria.taps("Без темы")
    assert "1. пт, 16 октября 2026, 15:00, 1 час\n2. пт, 23 октября 2026" in maria.sees
    await maria.taps("2")
    await maria.taps("Убрать занятие")
    assert "2. пт, 30 октября 2026, 15:00, 2 часа — Разбор" in maria.sees
    await maria.taps("Хватит")
    assert "Занятия: 2" in maria.sees
    await maria.taps("Предпросмотр")
    assert "1. пт, 16 октября, 15:00\n2. пт, 30 октября, 15:00 — Разбор" in maria.sees
    await maria.taps("Опубликовать")

    assert "2 занятия" in maria.sees
    (event,) = await events(club)
    assert event.starts_at == datetime(2026, 10, 16, 10, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 10, 30, 12, tzinfo=UTC)
    async with club.sessions.begin() as session:
        sittings = (await session.scalars(select(Sitting.topic).order_by(Sitting.number))).all()
    assert sittings == [None, "Разбор"]


async def test_a_copy_has_everything_but_the_dates(club: Club, maria: Phone) -> None:
    await plan_walk.publish(maria, title="Первый урок")
    (first,) = await events(club)
    async with club.sessions.begin() as session:
        session.add(
            Question(event_id=first.id, number=1, kind=QuestionKind.TEXT, text="Тема?", options=[], required=True)
        )
    await maria.taps("Скопировать")
    assert "Когда начало?" in maria.sees
    await maria.presses(CopyEvent(event_id=first.id).pack())
    assert "Копия займёт его место" in maria.sees
    await maria.taps("Продолжить его")
    await maria.says("13.11 15:00")
    await maria.taps("Одно занятие")
    await maria.taps("До начала")
    assert maria.sees.startswith("Всё верно?")
    await maria.taps("✏️ Название")
    await maria.says("Второй урок")
    await maria.taps("Предпросмотр")
    assert maria.sees.startswith("Второй урок\nОбучающий семинар, очно, 2 часа\n")
    await maria.taps("Опубликовать")

    _, second = await events(club)
    assert second.starts_at == datetime(2026, 11, 13, 10, tzinfo=UTC)
    assert (second.place, second.seats_offline, second.revision) == (first.place, 25, 0)
    async with club.sessions.begin() as session:
        asked = await session.scalars(select(Question.text).where(Question.event_id == second.id))
        assert list(asked) == ["Тема?"]


async def test_a_draft_is_thrown_away_once(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria)
    await maria.taps("Удалить черновик")
    assert "Удалить черновик «Первый урок»?" in maria.sees
    await maria.taps("Оставить")
    await maria.taps("Удалить черновик")
    await maria.taps("Да, удалить", times=2)
    assert maria.sees == "Черновик удалён."
    assert await events(club) == []

    await plan_walk.publish(maria)
    (event,) = await events(club)
    await maria.presses(DiscardDraft(event_id=event.id, sure=True).pack())
    assert "из прошлого" in maria.toast
    await maria.presses(PreviewDraft(event_id=event.id).pack())
    assert "👥 Участники" in maria.buttons
    assert len(await events(club)) == 1


async def test_a_draft_whose_day_has_come_is_not_published(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria, start="08.10 15:00")
    club.telegram.clock.advance(datetime(2026, 10, 9, 6, tzinfo=UTC) - club.now)
    await maria.taps("Опубликовать")
    assert "Поправьте даты" in maria.toast
    await maria.taps("Изменить")
    await maria.taps("Начало")
    await maria.says("23.10 15:00")
    await maria.taps("Предпросмотр")
    await maria.taps("Опубликовать")

    assert "Опубликовано" in maria.sees


async def test_forged_presses_of_a_teacher_change_nothing(club: Club, maria: Phone) -> None:
    await plan_walk.plan(maria)
    (draft,) = await events(club)
    anna = club.anna
    await anna.joins()
    await anna.says("/desk")
    assert "вам недоступно" in anna.sees
    assert "Рабочий стол" not in " ".join(anna.buttons)
    for press in (
        "desk:0:0",
        f"dev:{draft.id}",
        NewEvent().pack(),
        "plgo",
        "pllater",
        "plset:kind:FORMAL",
        "pltheme:DIGITAL:1",
        "plmove:title:keep",
        "pledit:title",
        SaveDraft().pack(),
        CopyEvent(event_id=draft.id).pack(),
        PreviewDraft(event_id=draft.id).pack(),
        PublishDraft(event_id=draft.id).pack(),
        DiscardDraft(event_id=draft.id, sure=True).pack(),
        f"ped:{draft.id}",
        EditPart(event_id=draft.id, step="title").pack(),
        EditChoice(event_id=draft.id, step="format", value="ONLINE").pack(),
        f"pet:{draft.id}:DIGITAL:1",
        f"pem:{draft.id}:place:skip",
        ConfirmEdit(event_id=draft.id, step="seats").pack(),
    ):
        await anna.says("/menu")
        await anna.presses(press)
        assert "вам недоступно" in anna.toast, press

    (still,) = await events(club)
    assert still.status is EventStatus.DRAFT
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Conversation).where(Conversation.user_id == anna.id))).all() == []


@pytest.mark.parametrize(
    "press",
    [
        "plset:kind:OTHER",
        "plset:form:NOPE",
        "plset:series:99",
        "plset:sit_topic:remove",
        "plmove:title:skip",
        "plmove:summary:back",
        "pledit:sit_start",
        "dev:999999",
        "plpub:999999",
        "ped:999999",
        "pes:999999:format:ONLINE",
        "plcopy:999999:0",
    ],
)
async def test_old_and_forged_buttons_of_a_coordinator_are_answered(club: Club, maria: Phone, press: str) -> None:
    await maria.says("/desk")
    await maria.taps("Новое")
    await maria.says("Первый урок")
    await maria.presses(press)

    assert "Что-то пошло не так" not in maria.sees
    assert maria.toast or "Шаг 2" in maria.sees
    assert await events(club) == []
