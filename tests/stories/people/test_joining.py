"""Joining, as people live it: questions, interruptions, the save."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Conversation, Interest, Member, MemberRole
from domain.vocabulary import Direction, Municipality, Role
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def member_of(club: Club, person: Phone) -> Member | None:
    async with club.sessions.begin() as session:
        return await session.scalar(select(Member).where(Member.telegram_id == person.id))


async def draft_of(club: Club, person: Phone) -> dict[str, Any]:
    async with club.sessions.begin() as session:
        row = await session.scalar(select(Conversation).where(Conversation.user_id == person.id))
        return dict(row.data["joining"]) if row else {}


# --- whole ways


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Молодой педагог", Role.YOUNG_TEACHER),
        ("Наставник", Role.MENTOR),
        ("Администрация ОО", Role.ADMIN_TEAM),
    ],
)
async def test_those_who_work_answer_seven_questions(club: Club, label: str, role: Role) -> None:
    anna = club.anna
    await walk.consent(anna)
    assert anna.sees.startswith("Шаг 1 из 7")
    await anna.taps(label)
    assert anna.sees.startswith("Шаг 2 из 7")
    await anna.says("Светлова Анна Игоревна")
    assert anna.sees.startswith("Шаг 3 из 7")
    await anna.taps("Тюмень")
    assert anna.sees.startswith("Шаг 4 из 7")
    await anna.says("МАОУ СОШ №901")
    assert anna.sees.startswith("Шаг 4 из 7")
    assert "Школа № 901, Тюмень" in anna.sees
    await anna.taps("Школа № 901")
    assert anna.sees.startswith("Шаг 5 из 7")
    await anna.says("учитель математики")
    assert anna.sees.startswith("Шаг 6 из 7")
    await anna.says("2024")
    assert anna.sees.startswith("Шаг 7 из 7")
    await anna.taps("Цифра")
    await anna.taps("Проекты")
    await anna.taps("Готово")
    assert "Всё верно?" in anna.sees
    for answer in (label, "Светлова Анна Игоревна", "Тюмень", "Школа № 901", "учитель математики", "2024"):
        assert answer in anna.sees
    assert "Цифра, Проекты" in anna.sees
    await anna.taps("Сохранить")

    assert anna.sees.startswith("Добро пожаловать в клуб, Анна Игоревна!")
    ways_on = {"Молодой педагог": "🤝 Нужна помощь", "Наставник": "🤝 Могу научить", "Администрация ОО": "🏫 Моя школа"}
    assert [one for one in anna.buttons if one.startswith(("🤝", "🏫"))] == [ways_on[label]]
    member = await member_of(club, anna)
    assert member is not None
    assert member.joined_at == club.now
    async with club.sessions.begin() as session:
        roles = (await session.scalars(select(MemberRole.role))).all()
        interests = set((await session.scalars(select(Interest.direction))).all())
        assert await session.scalar(select(Conversation)) is None, "the draft is forgotten"
    assert roles == [role]
    assert interests == {Direction.DIGITAL, Direction.PROJECT}


async def test_a_guest_of_the_club_answers_four_questions(club: Club) -> None:
    vera = club.stranger()
    await walk.consent(vera)
    await vera.taps("Гость")
    assert vera.sees.startswith("Шаг 2 из 4")
    await vera.says("Тихая Вера")
    await vera.taps("Другой")
    assert vera.sees.startswith("Шаг 3 из 4")
    await vera.says("Ишим")
    assert vera.sees.startswith("Шаг 4 из 4")
    await vera.taps("Готово")
    assert "Организация" not in vera.sees
    await vera.taps("Сохранить")

    member = await member_of(club, vera)
    assert member is not None
    assert (member.municipality, member.municipality_text) == (Municipality.OTHER, "Ишим")
    assert (member.organization_id, member.organization_text, member.position) == (None, None, None)


async def test_an_unknown_organisation_stays_in_own_words(club: Club) -> None:
    anna = club.anna
    await anna.joins(organization="Лесная школа у реки")

    member = await member_of(club, anna)
    assert member is not None
    assert (member.organization_id, member.organization_text) == (None, "Лесная школа у реки")


async def test_everything_may_be_typed(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    for answer in (
        "наставник",
        "Светлова Анна Игоревна",
        "г. Тюмень",
        "901",
        "нет в списке",
        "химия",
        "с 2019 года",
        "цифра, родители",
    ):
        await anna.says(answer)
    assert "Всё верно?" in anna.sees
    assert "Организация: 901" in anna.sees
    assert "Цифра, Родители" in anna.sees


# --- interruptions


async def test_an_interrupted_form_goes_on_where_it_stopped(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await anna.says("Светлова Анна Игоревна")
    await anna.taps("Тюмень")
    assert anna.sees.startswith("Шаг 4 из 7")

    for interrupt in ("/menu", "/cancel", "/start"):
        await anna.says(interrupt)
        await anna.says("школа 901")
        assert "Шаг" not in anna.sees, "a suspended form takes no words for an answer"
        await anna.says("/menu")
        await anna.taps("Продолжить")
        assert anna.sees.startswith("Шаг 4 из 7")

    await anna.taps("Позже")
    assert "Шаг 4 из 7" in anna.sees
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 4 из 7")


async def test_a_restart_changes_nothing(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await anna.says("Светлова Анна Игоревна")
    asked = anna.newest
    await club.restart()
    await anna.taps_on(asked, "Тюмень")
    assert anna.sees.startswith("Шаг 4 из 7"), "a button from before the restart works"
    await club.restart()
    await anna.says("школа 901")
    await anna.taps("Школа № 901")
    await club.restart()
    await anna.says("учитель")
    await anna.says("2020")
    await club.restart()
    await anna.taps("Готово")
    await club.restart()
    await anna.taps("Сохранить")

    assert "Добро пожаловать" in anna.sees


async def test_starting_anew_forgets_the_answers(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await anna.says("Светлова Анна Игоревна")
    await anna.says("/cancel")
    await anna.says("/join")
    assert "начать заново, они сотрутся" in anna.sees
    await anna.taps("Начать заново", times=2)

    assert anna.sees.startswith("Шаг 1 из 7")
    assert (await draft_of(club, anna))["answers"] == {}


async def test_back_through_every_question_and_on_again(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник")
    await anna.says("Светлова Анна Игоревна")
    await anna.taps("Другой")
    await anna.says("Ишим")
    await anna.says("школа у реки")
    await anna.taps("Оставить так")
    await anna.says("химия")
    await anna.says("2019")
    steps = []
    while "← Назад" in anna.buttons:
        steps.append(anna.sees.split("\n")[0])
        await anna.taps("← Назад")
    assert [step.split()[1] for step in steps] == ["7", "6", "5", "4", "4", "3", "3", "2"]
    assert anna.sees.startswith("Шаг 1 из 7")
    assert "Сейчас: Наставник" in anna.sees

    await anna.taps("Оставить как есть")
    assert anna.sees.startswith("Шаг 7 из 7"), "what is answered need not be answered again"


async def test_corrections_from_the_summary(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Гость")
    await anna.says("Светлова Анна")
    await anna.taps("Тюмень")
    await anna.taps("Готово")
    await anna.taps("✏️ ФИО")
    await anna.says("Светлова Анна Игоревна")
    assert "Всё верно?" in anna.sees
    assert "Светлова Анна Игоревна" in anna.sees
    await anna.taps("✏️ Город")
    await anna.taps("← К ответам")
    assert "Всё верно?" in anna.sees
    await anna.taps("✏️ Роль")
    await anna.taps("Наставник")
    assert anna.sees.startswith("Шаг 4 из 7"), "a mentor is asked what a guest was spared"
    await anna.taps("← К ответам")
    await anna.taps("Сохранить")
    assert anna.sees.startswith("Шаг 4 из 7"), "an incomplete summary is not saved"
    assert (await member_of(club, anna)).joined_at is None  # type: ignore[union-attr]


# --- old, doubled and forged presses


async def test_double_taps_move_once(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.taps("Наставник", times=2)
    assert anna.sees.startswith("Шаг 2 из 7")
    await anna.says("Светлова Анна Игоревна")
    await anna.taps("Тюмень", times=2)
    assert anna.sees.startswith("Шаг 4 из 7")
    await anna.taps("← Назад", times=2)
    assert anna.sees.startswith("Шаг 3 из 7")
    await anna.taps("Оставить", times=2)
    await anna.says("маяк")
    await anna.taps("Маяк", times=2)
    await anna.says("химия")
    await anna.says("2019")
    await anna.taps("Цифра", times=2)
    assert "✓ 💻 Цифра" in anna.buttons
    await anna.taps("Готово", times=2)
    await anna.taps("Сохранить", times=3)

    assert "Добро пожаловать" in anna.sees
    async with club.sessions.begin() as session:
        assert len((await session.scalars(select(Interest))).all()) == 1
        assert len((await session.scalars(select(MemberRole))).all()) == 1


async def test_a_fourth_direction_is_refused_kindly(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    for answer in ("гость", "Светлова Анна", "Тюмень"):
        await anna.says(answer)
    for direction in ("Методика", "Реверс", "Цифра", "Проекты"):
        await anna.taps(direction)

    assert anna.toast.startswith("Можно выбрать до трёх.")
    assert (await draft_of(club, anna))["answers"]["directions"] == ["METHODICAL", "REVERSE", "DIGITAL"]
    await anna.taps("✓ 📘 Методика")
    await anna.taps("Проекты")
    await anna.taps("Готово")
    assert "Реверс, Цифра, Проекты" in anna.sees


async def test_an_old_question_shows_the_current_one(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    first = anna.newest
    await anna.taps("Наставник")
    await anna.says("Светлова Анна Игоревна")
    await anna.taps_on(first, "Гость")

    assert (await draft_of(club, anna))["answers"]["role"] == "MENTOR"
    assert any("Шаг 3 из 7" in message["text"].replace("\u00a0", " ") for message in anna.from_bot)


async def test_old_buttons_of_the_form_show_a_member_their_profile(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    for data in ("joinset:role:GUEST", "jointheme:DIGITAL:0", "joingo:year:back", "joinedit:name", "joinanew"):
        await anna.presses(data)
        assert anna.sees.startswith("Мой профиль")
    await anna.presses("joinsave:")
    assert "Добро пожаловать" in anna.sees
    await anna.says("/join")
    assert "Роль: Молодой педагог" in anna.sees


@pytest.mark.parametrize(
    "forged",
    [
        "joinset:role:COORDINATOR",
        "joinset:role:",
        "joinset:role",
        "joinset:rank:MENTOR",
        "joinset:name:Кто-то",
        "joinset",
        "jointheme:DIGITAL",
        "jointheme:COOKING:1",
        "jointheme:DIGITAL:maybe",
        "joingo:role:sideways",
        "joinedit:summary",
        "joinedit:",
        "joinsave:1",
        "joinsave:-1",
        "join:first",
        "agree:",
        "agree::" + "A" * 22 + ":",
    ],
)
async def test_forged_presses_change_nothing(club: Club, forged: str) -> None:
    anna = club.anna
    await walk.consent(anna)
    before = await draft_of(club, anna)
    await anna.presses(forged)

    assert (await draft_of(club, anna))["answers"] == before["answers"] == {}
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(MemberRole))).all() == []
    assert "Что-то пошло не так" not in "".join(message["text"] for message in anna.from_bot)


async def test_a_forged_organisation_is_not_taken(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    for answer in ("наставник", "Светлова Анна", "Тюмень", "901"):
        await anna.says(answer)
    for value in ("999999", "-1", "own;drop", ""):
        await anna.presses(f"joinset:org_pick:{value}")

    assert anna.sees.startswith("Шаг 4 из 7")
    assert "organization_id" not in (await draft_of(club, anna))["answers"]


async def test_each_has_answers_of_their_own(club: Club) -> None:
    anna, irina = club.anna, club.irina
    await walk.consent(anna)
    await walk.consent(irina)
    await anna.taps("Молодой педагог")
    await irina.taps("Наставник")
    await anna.says("Светлова Анна")
    await irina.presses("joingo:city:back")

    assert irina.sees.startswith("Шаг 2 из 7")
    assert "full_name" not in (await draft_of(club, irina))["answers"]
