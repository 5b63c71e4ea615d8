"""Turns that fetch a file, draw one, answer a search; and screens that move by themselves."""

from datetime import datetime

import pytest
from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineQuery, Message
from sqlalchemy import select

from bot.live import LiveScreens
from bot.turn import Turn
from bot.wiring import build_dispatcher
from db.engine import Session
from db.models import Organization
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotAllowed
from domain.vocabulary import Municipality, OrgType
from sandbox.pictures import sample_picture
from screens.kit import Button, Card, Cards, Download, File, Photo, Reply, Screen
from tests.stories.conftest import Club

PICTURE = sample_picture()
progress = {"done": 0}


async def take_file(message: Message, session: Session) -> Download:
    assert message.document is not None
    await _note(session, "файл замечен")
    return Download(message.document.file_id, read, read_file)


def read(content: bytes) -> str:
    if content == b"broken":
        raise ZeroDivisionError
    return content.decode()


async def read_file(words: str, session: Session, actor: Actor, now: datetime) -> Reply:
    await _note(session, words)
    if words == "bad":
        raise InvalidAnswer("Этот файл не подойдёт.")
    return Screen(f"прочитано: {words} в {now:%H:%M} для {actor.telegram_id}")


async def draw(message: Message) -> tuple[File, Photo]:
    photo = Photo(lambda: PICTURE, "Картинка", ((Button("Нажать", data="press"),),))
    return File("итоги.txt", lambda: "начертано".encode(), "Файл"), photo


async def draw_badly(message: Message, session: Session) -> File:
    await _note(session, "сохранено")

    def fail() -> bytes:
        raise ZeroDivisionError

    return File("итоги.txt", fail)


async def press(query: CallbackQuery) -> Screen:
    return Screen("нажато под картинкой")


async def search(query: InlineQuery) -> Cards:
    if query.query == "упади":
        raise RuntimeError
    if query.query == "нельзя":
        raise NotAllowed
    return Cards((Card("1", "Встреча", "завтра", Screen("<b>Встреча</b>")),), more="2")


async def show_progress(message: Message) -> Screen:
    progress["done"] = 0
    return progress_screen()


def progress_screen() -> Screen:
    done = progress["done"]
    buttons = ((Button("Остановить", data="stop"),),)
    return Screen(f"готово {done} из 3", buttons, live="work:7" if done < 3 else None)


async def draw_progress(session: Session, actor: Actor, number: int, now: datetime) -> Screen:
    assert number == 7
    if progress["done"] < 0:
        raise NotAllowed
    return progress_screen()


async def stop(query: CallbackQuery) -> Screen:
    return Screen("остановлено")


async def _note(session: Session, name: str) -> None:
    session.add(Organization(slug=f"note {name}", name=name, type=OrgType.OTHER, municipality=Municipality.OTHER))
    await session.flush()


async def notes(club: Club) -> list[str]:
    async with club.sessions.begin() as session:
        found = await session.scalars(select(Organization.name).where(Organization.slug.startswith("note ")))
        return sorted(found)


@pytest.fixture
async def bench(club: Club) -> Club:
    """The club's bot with handlers of our own instead of its features."""
    router = Router()
    router.message.register(take_file, F.document)
    router.message.register(draw, F.text == "рисуй")
    router.message.register(draw_badly, F.text == "рисуй плохо")
    router.message.register(show_progress, F.text == "работай")
    router.callback_query.register(press, F.data == "press")
    router.callback_query.register(stop, F.data == "stop")
    router.inline_query.register(search)
    club.live = LiveScreens(club.sessions, lambda: club.now, club.messenger, {"work": draw_progress})
    club.dispatcher = build_dispatcher(club.sessions, lambda: club.now, club.messenger, club.live, club.addresses)
    club.dispatcher.sub_routers.clear()
    club.dispatcher.include_router(router)
    await club.anna.starts()
    return club


def test_the_dispatcher_is_the_real_one(bench: Club) -> None:
    middlewares = bench.dispatcher.update.outer_middleware
    assert any(isinstance(one, Turn) for one in middlewares)


async def test_a_file_is_read_between_two_transactions(bench: Club) -> None:
    await bench.anna.sends_file("таблица.xlsx", "да".encode())
    assert bench.anna.sees == f"прочитано: да в 05:00 для {bench.anna.id}"
    assert await notes(bench) == ["да", "файл замечен"]


async def test_a_file_that_will_not_do_undoes_only_its_own_half(bench: Club) -> None:
    await bench.anna.sends_file("таблица.xlsx", b"bad")
    assert bench.anna.sees == "Этот файл не подойдёт."
    assert await notes(bench) == ["файл замечен"]


async def test_a_file_that_can_not_be_read_is_an_incident(bench: Club) -> None:
    await bench.anna.sends_file("таблица.xlsx", b"broken")
    assert "Что-то пошло не так у нас." in bench.anna.sees


async def test_a_file_that_can_not_be_had(bench: Club) -> None:
    bench.telegram.fault("getFile", kind="reset")
    await bench.anna.sends_file("таблица.xlsx", b"x")
    assert bench.anna.sees.startswith("Файл не загрузился. Пришлите его ещё раз")


async def test_what_takes_time_is_drawn_after_the_save(bench: Club) -> None:
    await bench.anna.says("рисуй")
    assert bench.anna.file_content(bench.anna.files[-1]) == "начертано".encode()
    assert bench.anna.photo_content(bench.anna.photos[-1]) == PICTURE
    assert bench.anna.sees == "Картинка"
    await bench.anna.taps("Нажать")
    assert bench.anna.sees == "нажато под картинкой"


async def test_what_can_not_be_drawn_is_an_incident_and_what_was_saved_stays(bench: Club) -> None:
    await bench.anna.says("рисуй плохо")
    assert "Что-то пошло не так у нас." in bench.anna.sees
    assert await notes(bench) == ["сохранено"]


async def test_a_search_is_answered_whatever_happens(bench: Club) -> None:
    (found,) = await bench.anna.asks_inline("встреча")
    assert (found["title"], found["description"]) == ("Встреча", "завтра")
    assert bench.anna.inline_answer["next_offset"] == "2"
    assert await bench.anna.asks_inline("упади") == []
    assert await bench.anna.asks_inline("нельзя") == []


async def test_a_progress_moves_by_itself_and_ends(bench: Club) -> None:
    await bench.anna.says("работай")
    for done in (1, 2, 3):
        progress["done"] = done
        await bench.live.tick()
        assert bench.anna.sees == f"готово {done} из 3"
    progress["done"] = 99
    await bench.live.tick()
    assert bench.anna.sees == "готово 3 из 3", "what is over is watched no more"


async def test_a_message_that_shows_something_else_is_left_alone(bench: Club) -> None:
    await bench.anna.says("работай")
    await bench.anna.taps("Остановить")
    progress["done"] = 1
    await bench.live.tick()
    assert bench.anna.sees == "остановлено"


async def test_who_may_not_look_any_more_sees_no_more(bench: Club) -> None:
    await bench.anna.says("работай")
    progress["done"] = -1
    await bench.live.tick()
    progress["done"] = 2
    await bench.live.tick()
    assert bench.anna.sees == "готово 0 из 3"
