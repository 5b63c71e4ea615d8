"""The four doors through the real process over HTTP: join, sign up, be reminded, get a tip."""

import pytest

from sandbox.demo import ANNA
from tests.e2e.conftest import Page, RemotePhone

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


def test_from_the_first_press_to_the_tip(page: Page) -> None:
    anna = page.phone(ANNA)
    join(anna)

    anna.says("/events")
    nearest = anna.messages()[-1]["reply_markup"]["inline_keyboard"][0][0]["text"]
    anna.taps(nearest)
    anna.taps("Записаться")
    assert "Вы записаны" in anna.sees()

    for _ in range(3):
        page.post("advance", shortcut="К следующему сообщению")
        if any("Завтра" in m.get("text", "") for m in anna.messages()):
            break
    anna.waits_for("Завтра")

    anna.says("/tip")
    assert any("👍" in b["text"] for row in anna.messages()[-1]["reply_markup"]["inline_keyboard"] for b in row)
    assert page.errors() == []
