"""Joining from the first press to the last, for stories about something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stories.phones import Phone


async def consent(person: Phone) -> None:
    """Open the chat, read the consent and agree to it."""
    await person.starts()
    await person.says("/join")
    await person.taps("Даю согласие")


async def join(
    person: Phone,
    role: str = "Молодой педагог",
    name: str = "Светлова Анна Игоревна",
    municipality: str = "Тюмень",
    organization: str = "школа 901",
    position: str = "учитель математики",
    year: str = "2024",
    directions: Sequence[str] = ("Цифра",),
) -> None:
    """Answer every question that `role` is asked and save. `municipality` may be a town without a button."""
    await consent(person)
    await person.taps(role)
    await person.says(name)
    await answer_municipality(person, municipality)
    if role != "Гость":
        await person.says(organization)
        # the likeliest candidate comes first, or, when there is none, the person's own words
        await person.taps(person.buttons[0])
        await person.says(position)
        await person.says(year)
    for direction in directions:
        await person.taps(direction)
    await person.taps("Готово")
    await person.taps("Сохранить")
    assert "Добро пожаловать" in person.sees, person.sees


async def answer_municipality(person: Phone, municipality: str) -> None:
    """Press the town's button, or «Другой» and type it."""
    if municipality in person.buttons:
        await person.taps(municipality)
    else:
        await person.taps("Другой")
        await person.says(municipality)
