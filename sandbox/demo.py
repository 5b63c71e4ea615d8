"""Demo people. All of them are invented."""

from __future__ import annotations

from sandbox.telegram import Telegram

ANNA = 1001
IRINA = 1002
MARIA = 1003
PAVEL = 1004
TEACHERS_ROOM = -2001


def populate(telegram: Telegram) -> None:
    """Adds four people and a group chat of three of them with the bot."""
    telegram.add_person(ANNA, "Анна", "Светлова", "anna_svetlova", "молодой педагог: математика, первый год в школе")
    telegram.add_person(IRINA, "Ирина", "Лебедева", "irina_lebedeva", "наставник: двадцать лет у доски")
    telegram.add_person(MARIA, "Мария", "Озерова", "maria_ozerova", "координатор клуба, методист")
    telegram.add_person(PAVEL, "Павел", "Громов", None, "заместитель директора школы № 901")
    telegram.add_group(TEACHERS_ROOM, "Учительская", [ANNA, IRINA, PAVEL])
