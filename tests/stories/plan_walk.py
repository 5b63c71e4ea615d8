"""The wizard of a new event from the first question to the preview, for stories about something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stories.phones import Phone


async def plan(
    person: Phone,
    title: str = "Первый урок",
    kind: str = "Формальное",
    form: str = "Обучающий семинар",
    directions: Sequence[str] = ("Методика",),
    seats: str = "25",
    start: str = "23.10 15:00",
    length: str = "2 часа",
    hours: str = "2",
    deadline: str = "До начала",
    announcement: str = "Разберём первый урок по минутам.",
) -> None:
    """Answer every question about a face-to-face event, `deadline` being a button, and look at the preview."""
    await person.says("/desk")
    await person.taps("Новое мероприятие")
    await person.says(title)
    await person.taps(kind)
    await person.taps(form)
    for direction in directions:
        await person.taps(direction)
    await person.taps("Готово")
    await person.taps("Без трека")
    await person.taps("Очно")
    await person.says("Школа № 901, актовый зал")
    await person.taps("Без карты")
    await person.says(seats)
    await person.says(start)
    await person.says(length)
    await person.taps("Одно занятие")
    await person.says(hours)
    await person.taps(deadline)
    await person.says(announcement)
    await person.taps("Без афиши")
    await person.taps("Без партнёров")
    assert person.sees.startswith("Всё верно?"), person.sees
    await person.taps("Предпросмотр")
    assert "✅ Опубликовать" in person.buttons, person.sees


async def publish(person: Phone, **answers: str) -> None:
    """`plan`, then publish."""
    await plan(person, **answers)  # type: ignore[arg-type]
    await person.taps("Опубликовать")
    assert "Опубликовано" in person.sees, person.sees
