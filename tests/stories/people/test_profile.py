"""«Мой профиль»: seeing it and changing it field by field."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Conversation, Member, MemberRole
from domain.vocabulary import Role
from tests.stories import walk
from tests.stories.conftest import Club


async def test_shows_everything_stored(club: Club) -> None:
    anna = club.anna
    await anna.joins(directions=("Цифра", "Родители"))
    await anna.taps("Мой профиль")

    assert anna.sees.split("\n") == [
        "Мой профиль",
        "",
        "Роль: Молодой педагог",
        "ФИО: Светлова Анна Игоревна",
        "Город: Тюмень",
        "Организация: Школа № 901",
        "Должность: учитель математики",
        "Год начала: 2024",
        "Направления: Цифра, Родители",
    ]


async def test_every_field_can_be_changed(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")

    await anna.taps("✏️ ФИО")
    assert "Сейчас: Светлова Анна Игоревна" in anna.sees
    await anna.says("Озёрова Анна Игоревна")
    assert anna.sees.startswith("Мой профиль — сохранено")
    assert "ФИО: Озёрова Анна Игоревна" in anna.sees

    await anna.taps("✏️ Роль")
    await anna.taps("Наставник")
    assert "Роль: Наставник" in anna.sees

    await anna.taps("✏️ Город")
    await anna.taps("Другой")
    assert "Напишите ваш город" in anna.sees
    await anna.says("Ишим")
    assert "Город: Ишим" in anna.sees

    await anna.taps("✏️ Организация")
    await anna.says("маяк")
    await anna.taps("Маяк")
    assert "Организация: Центр дополнительного образования «Маяк»" in anna.sees

    await anna.taps("✏️ Должность")
    await anna.says("методист")
    assert "Должность: методист" in anna.sees

    await anna.taps("✏️ Год начала")
    await anna.says("2001")
    assert "Год начала: 2001" in anna.sees

    await anna.taps("✏️ Направления")
    await anna.taps("✓ 💻 Цифра")
    await anna.taps("Родители")
    await anna.taps("Готово")
    assert "Направления: Родители" in anna.sees

    async with club.sessions.begin() as session:
        assert await session.scalar(select(Conversation)) is None, "no draft is left behind"


async def test_cancel_and_back_change_nothing(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    shown = anna.sees

    await anna.taps("✏️ ФИО")
    await anna.taps("Отменить")
    assert anna.sees == shown
    await anna.says("Кто-то Другой")
    assert "Мой профиль" not in anna.sees, "after a cancel words are no answer"

    await anna.says("/profile")
    await anna.taps("✏️ Город")
    await anna.taps("Другой")
    await anna.taps("← Назад")
    assert "Сейчас: Тюмень" in anna.sees
    await anna.taps("Отменить")
    assert anna.sees == shown

    await anna.taps("✏️ Организация")
    await anna.says("маяк")
    await anna.taps("← Назад")
    assert "Сейчас: Школа № 901" in anna.sees
    await anna.taps("Отменить")
    assert anna.sees == shown

    await anna.taps("✏️ Направления")
    await anna.taps("Родители")
    await anna.taps("Отменить")
    assert anna.sees == shown


async def test_a_bad_answer_asks_again_and_keeps_the_old_one(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ Год начала")
    await anna.says("2050")

    assert anna.sees.startswith("⚠️ Этот год ещё не наступил.")
    assert "Отменить" in anna.buttons
    await anna.says("2020")
    assert "Год начала: 2020" in anna.sees


async def test_an_edit_survives_a_restart(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ Город")
    await anna.taps("Другой")
    await club.restart()
    await anna.says("Ишим")

    assert "Город: Ишим" in anna.sees


async def test_a_guest_who_becomes_a_mentor_sees_what_is_missing(club: Club) -> None:
    vera = club.stranger()
    await vera.joins(role="Гость", name="Тихая Вера")
    await vera.says("/profile")
    assert "Организация" not in vera.sees
    await vera.taps("✏️ Роль")
    await vera.taps("Наставник")

    assert "Организация: не указано" in vera.sees
    assert "✏️ Организация" in vera.buttons


async def test_double_taps_and_old_buttons(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    await anna.taps("✏️ Организация", times=2)
    await anna.says("Лесная школа")
    kept = anna.newest
    await anna.taps("Оставить так", times=2)
    assert "Организация: Лесная школа" in anna.sees

    await anna.taps("✏️ Роль")
    question = anna.newest
    await anna.taps("Наставник", times=2)
    assert "Роль: Наставник" in anna.sees
    await club.advance_to(club.now + timedelta(days=31))
    await club.restart()
    await anna.taps_on(question, "Гость")
    assert "Роль: Гость" in anna.sees, "a button pressed a month later works on the truth of today"
    await anna.taps_on(kept, "Оставить так")
    assert "Организация: Лесная школа" in anna.sees


@pytest.mark.parametrize(
    "forged",
    [
        "profset:role:COORDINATOR",
        "profset:role",
        "profset:city:MOSCOW",
        "profset:org_pick:999999",
        "profset:name:Кто-то",
        "profedit:summary",
        "profedit:rank",
        "proftheme:DIGITAL",
        "prof:1",
    ],
)
async def test_forged_presses_change_nothing(club: Club, forged: str) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/profile")
    shown = anna.sees
    await anna.presses(forged)

    assert anna.toast, "a harmless toast"
    await anna.says("/profile")
    assert anna.sees == shown
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(MemberRole.role))).all() == [Role.YOUNG_TEACHER]


async def test_a_profile_is_for_those_who_have_one(club: Club) -> None:
    anna, irina = club.anna, club.irina
    await anna.starts()
    await anna.says("/profile")
    assert "Прочитать согласие" in anna.buttons

    await walk.consent(irina)
    await irina.says("/profile")
    assert "Сначала закончим знакомство" in irina.sees
    await irina.presses("profset:role:MENTOR")
    assert "Сначала закончим знакомство" in irina.sees
    await irina.taps("Продолжить")
    assert irina.sees.startswith("Шаг 1 из 7")


async def test_everyone_changes_their_own(club: Club) -> None:
    anna, irina = club.anna, club.irina
    await anna.joins()
    await irina.joins(role="Наставник", name="Лебедева Ирина Павловна")
    await irina.presses("profset:role:GUEST")

    async with club.sessions.begin() as session:
        query = select(MemberRole.role).join(Member).where(Member.telegram_id == anna.id)
        assert (await session.scalars(query)).all() == [Role.YOUNG_TEACHER]
