"""The four doors through the real process over HTTP: join, sign up, be reminded, get a tip."""

from collections.abc import Callable

import pytest

from sandbox.demo import ANNA
from tests.conftest import BACKENDS, scratch_postgres
from tests.e2e.conftest import Page, Process, RemotePhone

pytestmark = pytest.mark.e2e


def join(anna: RemotePhone) -> None:
    anna.starts()
    anna.taps("Вступить")
    anna.taps("Даю согласие")
    anna.taps("Молодой педагог")
    anna.says("Светлова Анна Игоревна")
    anna.taps("Тюмень")
    anna.says("школа 901")
    anna.taps("901")
    anna.says("учитель математики")
    anna.says("2024")
    anna.taps("Готово")
    anna.taps("Сохранить")
    assert "Добро пожаловать" in anna.sees()


def open_event_with_seats(anna: RemotePhone) -> None:
    """The first event of the calendar one can sign up for: in some weeks the nearest one is closed already."""
    anna.says("/events")
    for number in range(5):
        anna.taps(labels(anna)[number])
        if "Записаться" in labels(anna):
            return
        anna.taps("К календарю")
    raise AssertionError("no event is open for registration")


def labels(person: RemotePhone) -> list[str]:
    keyboard = person.messages()[-1].get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in keyboard for button in row]


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_the_first_press_to_the_tip(start: Callable[..., Process], backend: str) -> None:
    if backend == "postgres":
        with scratch_postgres() as url:
            walk(start(DATABASE_URL=url))
    else:
        walk(start())


def walk(process: Process) -> None:
    page = Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    anna = page.phone(ANNA)
    join(anna)

    open_event_with_seats(anna)
    anna.taps("Записаться")
    assert "Вы записаны" in anna.sees()

    page.post("advance", shortcut="К следующему сообщению")
    anna.waits_for("Ждём вас")

    anna.says("/tip")
    assert any("👍" in label for label in labels(anna))
    assert page.errors() == []
    assert process.stop() == 0
