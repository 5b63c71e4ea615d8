"""After an event: what people are asked in the evening and two weeks later, and what coordinators see of it."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from db.models import Conversation, Feedback, Member
from domain.actors import Actor
from domain.vocabulary import Applied, Direction, EventStatus, MessageKind, Pace, PresenceState, Priority, Recommend
from screens.desk import OpenResults
from screens.events.event_card import GiveFeedback
from screens.events.feedback_results import ResultsPicture, ResultsPlans, ResultsTable
from services import outbox
from services.outbox import Message
from tests.services.given_events import given_event
from tests.services.given_feedback import given_past, given_seats, mark
from tests.stories.conftest import Club
from tests.stories.phones import Phone

TITLE = "Разговор о <важном>"


async def member_id(club: Club, person: Phone) -> int:
    async with club.sessions.begin() as session:
        return (await session.scalars(select(Member.id).where(Member.telegram_id == person.id))).one()


async def given(club: Club, *people: Phone) -> int:
    """Members who had seats at an event that ended half an hour ago; gives its id."""
    for person in people:
        await person.joins()
    ids = [await member_id(club, person) for person in people]
    async with club.sessions.begin() as session:
        event = await given_past(session, club.now, timedelta(minutes=30), title=TITLE)
        await given_seats(session, event.id, ids, club.now)
        return event.id


async def asked(club: Club, event_id: int, *people: Phone, kind: MessageKind = MessageKind.EVENT_FEEDBACK) -> None:
    """The moment comes when the bot asks; who had a seat is asked by the plan made at sign-up."""
    messages = [
        Message(kind, f"event:{event_id}", await member_id(club, person), club.now, Priority.REMINDER)
        for person in people
    ]
    async with club.sessions.begin() as session:
        await outbox.plan(session, messages)
    await club.deliver()


async def marked(club: Club, event_id: int, person: Phone, state: PresenceState) -> None:
    actor = Actor(person.id, await member_id(club, person))
    async with club.sessions.begin() as session:
        await mark(session, event_id, actor, state, club.now)


async def kept(club: Club) -> list[Feedback]:
    async with club.sessions.begin() as session:
        return list(await session.scalars(select(Feedback).order_by(Feedback.member_id)))


async def test_an_evening_of_six_taps(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    assert anna.sees.startswith(f"Как вам встреча «{TITLE}»?")
    assert "Вопрос 1 из 6" in anna.sees
    assert anna.buttons[:5] == ["1", "2", "3", "4", "5"]
    messages = len(anna.from_bot)

    await anna.taps("5")
    assert "Вопрос 2 из 6" in anna.sees
    assert "координатор увидит её без имени" in anna.sees
    await anna.says("Пять секунд тишины")
    assert "Вопрос 3 из 6" in anna.sees
    await anna.taps("В самый раз")
    await anna.taps("4")
    await anna.taps("Да")
    assert "Вопрос 6 из 6" in anna.sees
    await anna.taps("Родители")
    assert anna.sees.startswith("Спасибо, отзыв учтён!")
    assert "Через две недели" in anna.sees
    assert anna.buttons == ["💡 Лайфхак", "📅 К календарю", "Изменить ответы", "🏠 В меню"]
    assert len(anna.from_bot) == messages + 1, "taps edit in place; only the typed answer brings a new message"

    (row,) = await kept(club)
    assert (row.usefulness, row.plan, row.pace, row.organisation) == (5, "Пять секунд тишины", Pace.RIGHT, 4)
    assert (row.recommend, row.next_direction, row.applied) == (Recommend.YES, Direction.PARENTS, None)
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Conversation)) is None, "no draft is left behind"


async def test_the_plan_is_skipped_by_a_tap(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    await anna.taps("3")
    await anna.taps("Пропустить")
    assert "Вопрос 3 из 6" in anna.sees
    await anna.taps("← Назад")
    assert "Вопрос 2 из 6" in anna.sees
    await anna.taps("Пропустить")
    await anna.says("Это уже не ответ")
    assert "Не понимаю свободный текст" in anna.sees
    (row,) = await kept(club)
    assert row.plan is None


async def test_a_plan_that_cannot_be_kept_is_asked_again(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    await anna.taps("3")
    await anna.says("?!")
    assert anna.sees.startswith("⚠️ Здесь нужны буквы.")
    await anna.says("Слово " * 100)
    assert anna.sees.startswith("⚠️ Получилось длинно, поместится до 300 знаков.")
    await anna.says("Тишина & <b>карточки</b>")
    assert "Вопрос 3 из 6" in anna.sees
    await anna.taps("← Назад")
    assert "Сейчас: Тишина & <b>карточки</b>" in anna.sees
    await anna.taps("Стереть ответ")
    assert "Сейчас" not in anna.sees
    (row,) = await kept(club)
    assert (row.usefulness, row.plan) == (3, None)


async def test_an_interrupted_form_keeps_answers_and_goes_on(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    await anna.taps("2")
    await anna.says("/events")
    await anna.says("Это не про планы")
    assert "Не понимаю свободный текст" in anna.sees
    await club.restart()

    await anna.says("/my")
    await anna.taps("Прошедшие встречи")
    assert f"1. {TITLE}\n7 октября 2026 года · очно" in anna.sees
    await anna.taps("1")
    assert "Встреча уже прошла." in anna.sees
    await anna.taps("Оставить отзыв")
    assert "Вопрос 2 из 6" in anna.sees
    await anna.says("Теперь про планы")
    await anna.taps("Закончить")
    assert anna.sees.startswith("Спасибо, отзыв учтён!")
    (row,) = await kept(club)
    assert (row.usefulness, row.plan, row.pace) == (2, "Теперь про планы", None)


async def test_a_changed_mind(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    old = anna.newest
    await anna.taps("1")
    await anna.taps("Закончить")
    await anna.taps("Изменить ответы")
    assert "✓ 1" in anna.buttons
    await anna.taps("4")
    assert "Вопрос 2 из 6" in anna.sees
    assert [row.usefulness for row in await kept(club)] == [4]
    await anna.taps_on(old, "2")
    assert [row.usefulness for row in await kept(club)] == [2], "an old message acts as well"


async def test_not_now_tells_the_way_back(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    await anna.taps("Не сейчас")
    assert anna.sees.startswith("Хорошо, не сейчас. Оценить встречу можно до пт, 6 ноября")
    assert await kept(club) == []
    await anna.taps("Оставить отзыв")
    assert "Вопрос 1 из 6" in anna.sees


async def test_two_weeks_later_the_plan_comes_back(club: Club) -> None:
    anna, irina = club.anna, club.irina
    event_id = await given(club, anna, irina)
    await anna.presses(GiveFeedback(event_id=event_id).pack())
    await anna.taps("5")
    await anna.says("Тихий опрос.")
    await club.advance_to(club.now + timedelta(days=14))
    irina_before = len(irina.from_bot)
    await asked(club, event_id, anna, irina, kind=MessageKind.EVENT_APPLIED)
    assert anna.sees.startswith("Вы хотели попробовать: «Тихий опрос». Удалось?")
    assert len(irina.from_bot) == irina_before, "nobody knows whether Irina was there"

    await anna.taps("Не было случая")
    assert anna.sees.startswith("Спасибо! Случай ещё найдётся.")
    await anna.taps("Изменить ответ")
    assert "✓ Не было случая" in anna.buttons
    await anna.taps("Частично")
    assert [row.applied for row in await kept(club)] == [Applied.PARTLY]

    await marked(club, event_id, irina, PresenceState.ATTENDED)
    await club.advance(minutes=1)
    await asked(club, event_id, irina, kind=MessageKind.EVENT_APPLIED)
    assert irina.sees.startswith(f"Две недели назад была встреча «{TITLE}».")


async def test_only_who_was_there_is_asked(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    event_id = await given(club, anna, irina, maria)
    await marked(club, event_id, anna, PresenceState.ATTENDED)
    await marked(club, event_id, irina, PresenceState.NO_SHOW)
    before = [len(person.from_bot) for person in (irina, maria)]
    await asked(club, event_id, anna, irina, maria)
    assert "Вопрос 1 из 6" in anna.sees
    assert [len(person.from_bot) for person in (irina, maria)] == before

    for absent in (irina, maria):
        await absent.presses(GiveFeedback(event_id=event_id).pack())
        assert absent.toast.startswith("Отзыв оставляют те, кто был на встрече")


async def test_an_event_called_off_asks_nobody(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    async with club.sessions.begin() as session:
        event = await given_past(session, club.now, status=EventStatus.CANCELLED)
        await given_seats(session, event.id, [1], club.now)
    before = len(anna.from_bot)
    await asked(club, event.id, anna)
    assert len(anna.from_bot) == before


async def test_forged_presses_and_guests(club: Club) -> None:
    anna, vera = club.anna, club.stranger()
    event_id = await given(club, anna)
    for forged in (f"fbset:{event_id}:usefulness:6", f"fbset:{event_id}:pace:YES", "fbset:999999:usefulness:5"):
        await anna.presses(forged)
        assert anna.toast.startswith("Этого уже нет")
    for unreadable in (f"fbset:{event_id}:telegram_id:5", f"fbapp:{event_id}:ALWAYS", f"fbask:{2**63}:plan"):
        await anna.presses(unreadable)
        assert anna.toast.startswith("Эта кнопка больше не работает")
    await vera.starts()
    await vera.presses(f"fbset:{event_id}:usefulness:5")
    assert "соглас" in vera.sees.lower()
    for data in (OpenResults, ResultsPlans, ResultsPicture, ResultsTable):
        await anna.presses(data(event_id=event_id).pack())
        assert anna.toast.startswith("Это действие вам недоступно")
    assert await kept(club) == []
    assert anna.photos == []
    assert anna.files == []


async def test_answers_are_taken_for_a_month(club: Club) -> None:
    anna = club.anna
    event_id = await given(club, anna)
    await asked(club, event_id, anna)
    await club.advance_to(club.now + timedelta(days=30))
    await anna.taps("5")
    assert anna.toast.startswith("Отзывы об этой встрече уже собраны")
    await anna.starts(f"event_{event_id}")
    assert "Оставить отзыв" not in anna.buttons
    assert await kept(club) == []


async def test_the_coordinator_sees_figures_a_picture_and_words_without_names(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    event_id = await given(club, anna, irina)
    await maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(maria)
    await maria.presses(OpenResults(event_id=event_id).pack())
    assert maria.sees == f"Отзывы: «{TITLE}»\nПока ответили 0 из 2. Ответы принимаем месяц после встречи."

    for person, rate in ((anna, "5"), (irina, "4")):
        await asked(club, event_id, person)
        await person.taps(rate)
        await person.says(f"Попробую {rate} & <карточки>")
        await person.taps("Быстро")
    await maria.presses(OpenResults(event_id=event_id).pack())
    assert maria.sees.split("\n") == [
        f"Отзывы: «{TITLE}»",
        "Ответили 2 из 2. Это мало: выводы делать рано.",
        "",
        "Польза: 4,5 из 5",
        "Темп: быстро — 2",
    ]

    await maria.taps("Что попробуют (2)")
    assert "• Попробую 4 & <карточки>\n\n• Попробую 5 & <карточки>" in maria.sees
    assert "Светлова" not in maria.sees
    await maria.taps("← К отзывам")

    await maria.taps("Показать картинкой")
    (message,) = maria.photos
    picture = Image.open(BytesIO(maria.photo_content(message)))
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50, "not blank"
    await maria.taps("← К отзывам")
    assert maria.sees.startswith("Отзывы:")

    await maria.taps("Скачать таблицу")
    (document,) = maria.files
    assert document["file_name"] == "Отзывы.xlsx"
    sheet = load_workbook(BytesIO(maria.file_content(document))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        (5, "быстро", "Попробую 5 & <карточки>"),
        (4, "быстро", "Попробую 4 & <карточки>"),
    ]
    assert "Светлова" not in str(rows)


async def test_the_questions_come_by_themselves(club: Club) -> None:
    """Wednesday 15:00–17:00: asked at 17:30, and again on the Wednesday after next at noon."""
    anna = club.anna
    await anna.joins()
    async with club.sessions.begin() as session:
        event = await given_event(session, title=TITLE)
    await anna.starts(f"event_{event.id}")
    await anna.taps("Записаться")

    await club.advance_to(event.ends_at + timedelta(minutes=29))
    assert "Как вам встреча" not in anna.sees
    await club.advance_to(event.ends_at + timedelta(minutes=30))
    assert anna.sees.startswith(f"Как вам встреча «{TITLE}»?")
    await anna.taps("5")
    await anna.says("Тихий опрос")

    noon = event.ends_at + timedelta(days=14, hours=-5)
    await club.advance_to(noon - timedelta(minutes=1))
    assert "Удалось?" not in anna.sees
    await club.advance_to(noon)
    assert anna.sees.startswith("Вы хотели попробовать: «Тихий опрос». Удалось?")
