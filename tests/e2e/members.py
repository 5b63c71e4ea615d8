"""Demo people who have joined the club, for stories about what they do in it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.demo import ANNA, IRINA, MARIA, PAVEL
from tests.e2e import conftest as e2e

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
MEMBERS = {
    ANNA: ("Молодой педагог", "Светлова Анна Игоревна", "учитель математики"),
    IRINA: ("Наставник", "Лебедева Ирина Павловна", "учитель русского языка"),
    PAVEL: ("Администрация ОО", "Громов Павел Ильич", "заместитель директора"),
    MARIA: ("Администрация ОО", "Озерова Мария Львовна", "методист"),
}


def wait_for_a_tuesday(page: e2e.Page) -> datetime:
    """Ten in the morning of the next Tuesday: nothing of a story falls into quiet hours, whenever the test runs."""
    now = datetime.fromisoformat(page.state()["clock"]["now"]).astimezone(TYUMEN)
    morning = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=(1 - now.weekday()) % 7)
    if morning <= now:
        morning += timedelta(days=7)
    page.post("advance", seconds=int((morning - now).total_seconds()))
    return morning


def join(page: e2e.Page, *people: int) -> None:
    """All of them at once: each waits for the bot, and the bot waits for nobody."""
    with ThreadPoolExecutor() as hands:
        for _ in hands.map(lambda one: _joins(page.phone(one), *MEMBERS[one]), people):
            pass


def _joins(person: e2e.RemotePhone, role: str, name: str, position: str) -> None:
    person.starts()
    person.taps("Вступить")
    person.taps("Даю согласие")
    person.taps(role)
    person.says(name)
    person.taps("Тюмень")
    person.says("школа 901")
    person.taps("901")
    person.says(position)
    if "Шаг 6" in person.sees():
        person.says("2024")
    person.taps("Готово")
    person.taps("Сохранить")
    assert "Добро пожаловать" in person.sees(), person.sees()


def invitation(folder: Path) -> "subprocess.Popen[str]":
    """`nastavnik invite coordinator`, which takes seconds to start, on its way to printing a link."""
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "PYTHONPATH": str(e2e.ROOT)}
    command = [sys.executable, "-m", "bot", "invite", "coordinator"]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
