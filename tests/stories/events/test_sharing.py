"""Passing an event on: the card to forward, the search in any chat, where people came from."""

from typing import Any

from sqlalchemy import select

from db.models import Member, Registration
from domain.vocabulary import Direction, EventForm, EventStatus, Source
from tests.services.given_events import given_event
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.phones import Phone, buttons_of


async def given(club: Club, **changes: Any) -> int:
    async with club.sessions.begin() as session:
        return (await given_event(session, **({"title": "Открытый урок"} | changes))).id


async def source_of(club: Club, person: Phone) -> Source | None:
    async with club.sessions.begin() as session:
        query = select(Registration).join(Member, Member.id == Registration.member_id)
        return (await session.scalars(query.where(Member.telegram_id == person.id))).one().source


def link_of(message: dict[str, Any]) -> str:
    """The payload behind the only button of a card."""
    (button,) = buttons_of(message)
    assert button["text"] == "Записаться"
    return str(button["url"]).partition("?start=")[2]


async def test_a_card_is_forwarded_and_brings_a_newcomer(club: Club) -> None:
    event_id = await given(club)
    anna, pavel = club.anna, club.pavel
    await anna.joins()
    await anna.starts(f"event_{event_id}")
    await anna.taps("Записаться")
    await anna.taps("Карточка встречи")
    await anna.taps("Поделиться")
    page, card = anna.from_bot[-2:]
    assert page["text"].startswith("Перешлите коллегам карточку ниже")
    assert "Откуда" not in page["text"]
    assert card["text"].startswith("Открытый урок")
    assert "Вы записаны" not in card["text"]
    assert "example.org/meet" not in str(card)

    # the whole way of somebody nobody knew keeps where they came from
    await pavel.starts(link_of(card))
    await pavel.taps("Записаться")
    await pavel.taps("Прочитать согласие")
    await club.restart()
    await pavel.taps("Даю согласие")
    await pavel.taps("Гость")
    await pavel.says("Громов Павел Ильич")
    await pavel.taps("Тюмень")
    await pavel.taps("Готово")
    await pavel.taps("Сохранить")
    await pavel.taps("К встрече")
    await pavel.taps("Записаться")
    assert "Вы записаны" in pavel.sees
    assert await source_of(club, pavel) is Source.LINK
    assert await source_of(club, anna) is Source.LINK


async def test_the_calendar_is_a_source_and_coming_back_keeps_the_first(club: Club) -> None:
    event_id = await given(club)
    anna, irina = club.anna, club.irina
    for person in (anna, irina):
        await person.joins()
    await anna.presses(f"evin:{event_id}:OFFLINE")
    assert await source_of(club, anna) is Source.CALENDAR

    await irina.starts(f"event_{event_id}_inline")
    await irina.taps("Записаться")
    await irina.taps("Освободить место")
    await irina.taps("Вернуть запись")
    assert "Вы записаны" in irina.sees
    assert await source_of(club, irina) is Source.INLINE


async def test_a_picture_goes_along(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.sends_photo()
    cover = anna.messages[-1 if "photo" in anna.messages[-1] else -2]["photo"][-1]["file_id"]
    event_id = await given(club, cover=cover)
    await anna.starts(f"event_{event_id}")
    await anna.taps("Поделиться")
    photo = anna.photos[-1]
    assert "Открытый урок" in photo["caption"]
    assert link_of(photo) == f"event_{event_id}_link"


async def test_the_search_in_any_chat(club: Club) -> None:
    await given(club, title="Осенний бал", form=EventForm.BALL, place="Дворец")
    event_id = await given(club, title="Нейросети в школе", directions=(Direction.DIGITAL,))
    await given(club, title="Черновик бала", status=EventStatus.DRAFT)
    # a guest nobody knows
    vera = club.stranger()
    assert {"Осенний бал", "Нейросети в школе"} <= {one["title"] for one in await vera.asks_inline("")}
    assert [one["title"] for one in await vera.asks_inline("БАЛ двор осенний")] == []
    found = [one["title"] for one in await vera.asks_inline("осенний БАЛ")]
    assert found == ["Осенний бал"]
    (result,) = await vera.asks_inline("нейросеть")
    assert result["description"].replace("\u00a0", " ") == "ср, 14 октября, 15:00 · Школа № 901"
    assert vera.inline_answer.get("next_offset", "") == ""

    await vera.starts()
    message = await vera.chooses_inline(result)
    assert message["text"].startswith("Нейросети в\u00a0школе\n")
    assert link_of(message) == f"event_{event_id}_inline"
    assert await vera.asks_inline("такого слова нет") == []

    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Member))).all() == []


async def test_a_card_sent_to_the_bot_itself_answers_no_question(club: Club) -> None:
    await given(club, title="Осенний бал")
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Молодой педагог")
    before = len(anna.from_bot)
    (result,) = await anna.asks_inline("осенний бал")
    await anna.chooses_inline(result)
    assert len(anna.from_bot) == before
    await anna.says("Светлова Анна Игоревна")
    assert anna.sees.startswith("Шаг 3")


async def test_results_come_ten_at_a_time(club: Club) -> None:
    for number in range(12):
        await given(club, title=f"Хоровод {number:02}")
    anna = club.anna
    first = await anna.asks_inline("хоровод")
    assert len(first) == 10
    rest = await anna.asks_inline("хоровод", offset=anna.inline_answer["next_offset"])
    assert [one["title"] for one in first + rest] == [f"Хоровод {number:02}" for number in range(12)]
    assert anna.inline_answer.get("next_offset", "") == ""
    for forged in ("-1", "x", "²", "9" * 60):
        assert isinstance(await anna.asks_inline("хоровод", offset=forged), list)


async def test_a_coordinator_sees_where_people_came_from(club: Club) -> None:
    event_id = await given(club)
    anna, irina, maria = club.anna, club.irina, club.maria
    for person, link in ((anna, "link"), (irina, "inline")):
        await person.joins()
        await person.starts(f"event_{event_id}_{link}")
        await person.taps("Записаться")
    await maria.joins(name="Кедрова Мария Львовна")
    await club.coordinator(maria)
    await maria.starts(f"event_{event_id}")
    await maria.taps("Поделиться")
    page = maria.from_bot[-2]["text"].replace("\u00a0", " ")
    assert "Откуда записались: " in page
    assert "ссылка — 1" in page
    assert "поиск в чате — 1" in page


async def test_what_can_not_be_shared(club: Club) -> None:
    draft = await given(club, status=EventStatus.DRAFT)
    await club.anna.starts()
    for event_id in (draft, 999_999):
        await club.anna.presses(f"evsh:{event_id}")
        assert club.anna.toast == "Этого уже нет. Откройте меню — там всё свежее."


async def test_a_card_leads_back_to_its_page_of_the_calendar(club: Club) -> None:
    for number in range(7):
        await given(club, title=f"Вальс {number}", form=EventForm.WALTZ)
    anna = club.anna
    await walk.consent(anna)
    await anna.presses("cal:1:WALTZ:")
    assert "Вальс 5" in anna.sees
    await anna.taps("2")
    assert "Вальс 6" in anna.sees
    await anna.taps("К календарю")
    assert "Вальс 5" in anna.sees
    assert "Вальс 4" not in anna.sees
