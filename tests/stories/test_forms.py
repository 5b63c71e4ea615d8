"""Forms among everything else: who turns to something else is no longer typing the form's answer."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Conversation
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.people.test_invites import invite
from tests.stories.phones import Phone

ELSEWHERE = [
    *("/start", "/menu", "/events", "/my", "/tip", "/help", "/privacy", "/about", "/mydata", "/cancel"),
    *("press menu", "press cal:0::", "press tip", "press about:0", "press mydata", "press my:0"),
]


async def turns_to(anna: Phone, something: str) -> None:
    if something.startswith("press "):
        await anna.presses(something.removeprefix("press "))
    else:
        await anna.says(something)


async def conversation(club: Club) -> Conversation | None:
    async with club.sessions.begin() as session:
        return await session.scalar(select(Conversation))


async def rewrite(club: Club, key: str, **changes: Any) -> None:
    """The draft as another version of the bot might have kept it."""
    async with club.sessions.begin() as session:
        row = (await session.scalars(select(Conversation))).one()
        row.data = {key: row.data[key] | changes}


@pytest.mark.parametrize("something", ELSEWHERE)
async def test_a_word_said_elsewhere_is_no_answer_to_joining(club: Club, something: str) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await turns_to(anna, something)
    await anna.says("Спасибо большое")
    assert anna.sees.startswith("Не понимаю свободный текст")

    await anna.says("/menu")
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 2 из 7"), "the answers are kept"
    await anna.says("Светлова Анна")
    assert anna.sees.startswith("Шаг 3 из 7")


@pytest.mark.parametrize("something", [*ELSEWHERE, "/join", "press tipsub"])
async def test_a_word_said_elsewhere_does_not_change_the_profile(club: Club, something: str) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ ФИО")
    await turns_to(anna, something)
    await anna.says("Спасибо большое")
    assert anna.sees.startswith("Не понимаю свободный текст")
    await anna.says("/profile")
    assert "ФИО: Светлова Анна Игоревна" in anna.sees


async def test_cancel_knows_whether_there_was_anything_to_stop(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.says("/cancel")
    assert anna.sees.startswith("Остановились")
    await anna.says("/cancel")
    assert anna.sees.startswith("Сейчас нечего прерывать")


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"role": "MENTOR", "favourite_colour": "blue"}},
        {"answers": {"role": "WIZARD"}},
        {"answers": ["MENTOR"]},
        {"step": "birthday"},
        {"step": None},
    ],
)
async def test_a_draft_of_another_version_is_begun_anew(club: Club, changes: dict[str, Any]) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await rewrite(club, "joining", **changes)

    await anna.says("Светлова Анна")
    assert "не так у нас" not in anna.sees
    assert anna.sees.split("\n")[-1] or anna.buttons
    await anna.says("/menu")
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 1 из 7")


async def test_an_edit_of_another_version_leads_to_the_profile(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ ФИО")
    await rewrite(club, "profile", step="birthday")
    await anna.says("Светлова Анна")
    assert anna.sees.startswith("Мой профиль")
    assert "ФИО: Светлова Анна Игоревна" in anna.sees


async def test_kept_answers_are_mentioned_only_when_there_are_some(club: Club) -> None:
    maria = club.maria
    await maria.starts(f"i_{await invite(club)}")
    await maria.taps("Даю согласие")
    await maria.starts()
    assert "познакомиться" in maria.sees
    assert "сохранены" not in maria.sees
    await maria.taps("Продолжить")
    await maria.taps("Наставник")
    await maria.says("/menu")
    assert "Ваши ответы сохранены" in maria.sees
