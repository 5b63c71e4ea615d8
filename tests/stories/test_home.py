"""Home and everything the bot can't read: each gets a fitting short answer."""

from typing import Any

import pytest
from aiogram.types import ChatMemberAdministrator
from sqlalchemy import func, select

from db.models import Base, Member
from sandbox import demo
from tests.stories.conftest import Club


async def test_a_newcomer_is_greeted_and_shown_the_doors(club: Club) -> None:
    await club.anna.starts()
    assert "Здравствуйте! Это клуб «Наставник»" in club.anna.sees
    assert "Вступить в клуб" in club.anna.buttons
    assert "с\u00a0короткого" in club.anna.newest["text"], "a line never ends with a preposition"


@pytest.mark.parametrize("command", ["/start", "/menu", "/help", "/privacy", "/cancel", "/about", "/events", "/tip"])
async def test_every_command_answers_a_guest_and_stores_nothing(club: Club, command: str) -> None:
    await club.anna.starts()
    before = len(club.anna.from_bot)
    await club.anna.says(command)
    assert len(club.anna.from_bot) == before + 1
    assert club.anna.buttons
    await assert_no_trace(club)


@pytest.mark.parametrize("command", ["/my", "/profile", "/mydata", "/join"])
async def test_what_needs_consent_says_so(club: Club, command: str) -> None:
    await club.anna.starts()
    await club.anna.says(command)
    assert "оглас" in club.anna.sees or "клуб" in club.anna.sees
    assert club.anna.buttons
    await assert_no_trace(club)


async def assert_no_trace(club: Club) -> None:
    """A guest leaves no row anywhere."""
    seeded = {"event", "event_direction", "organization", "speed_evening", "tip", "tip_word"}
    async with club.sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in seeded:
                assert (await session.scalar(select(func.count()).select_from(table))) == 0, table.name


async def test_about_pages_turn_both_ways(club: Club) -> None:
    await club.anna.starts()
    await club.anna.taps("О клубе")
    first = club.anna.sees
    await club.anna.taps("Дальше")
    assert club.anna.sees != first
    await club.anna.taps("Назад")
    assert club.anna.sees == first
    await club.anna.taps("В меню")
    assert "Вступить в клуб" in club.anna.buttons


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("sticker", "стикер"),
        ("voice", "Голосовые"),
        ("photo", "Фото"),
        ("document", "Файл"),
        ("contact", "номеров"),
        ("location", "карточке"),
    ],
)
async def test_what_is_not_text_gets_its_own_answer(club: Club, kind: str, words: str) -> None:
    await club.anna.starts()
    await club.anna.sends(kind)
    assert words in club.anna.sees
    assert any("меню" in label for label in club.anna.buttons)


async def test_free_text_and_unknown_commands(club: Club) -> None:
    await club.anna.starts()
    await club.anna.says("а можно мне наставника?")
    assert "кнопки" in club.anna.sees
    await club.anna.says("/abracadabra")
    assert "Такой команды нет" in club.anna.sees


async def test_an_edited_message_is_noticed(club: Club) -> None:
    await club.anna.starts()
    await club.anna.says("превет")
    await club.anna.edits("привет")
    assert "только новые" in club.anna.sees


@pytest.mark.parametrize("payload", ["garbage", "event_", "event_999999", "i_", "i_nothing", "-", "a" * 64])
async def test_a_link_with_garbage_opens_something_useful(club: Club, payload: str) -> None:
    await club.anna.starts(payload)
    assert club.anna.buttons
    assert "не так у нас" not in club.anna.sees
    await assert_no_trace(club)


@pytest.mark.parametrize(
    "data", ["", "x", "menu:extra", "about:", "about:-5", "about:9999", "about:abc", "\u0000", "я" * 32]
)
async def test_forged_presses_get_a_toast_or_a_harmless_screen(club: Club, data: str) -> None:
    await club.anna.starts()
    await club.anna.presses(data or " ")
    assert "не так у нас" not in club.anna.sees
    assert club.telegram.open_queries() == []


async def test_in_a_group_the_bot_answers_only_when_addressed(club: Club) -> None:
    group = demo.TEACHERS_ROOM

    def from_bot() -> list[str]:
        return [m["text"] for m in club.telegram.chat(group) if m["from"]["is_bot"]]

    await club.anna.starts()
    await club.anna.says("Коллеги, кто завтра на замене?", chat_id=group)
    await club.anna.sends("sticker", chat_id=group)
    assert from_bot() == []
    await club.anna.says("/start@nastavnik_local_bot", chat_id=group)
    assert len(from_bot()) == 1
    assert "личных сообщениях" in from_bot()[0]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("/poll", 1),
        ("/poll@some_other_bot", 0),
        ("/poll@some_other_bot завтра", 0),
        ("/poll@some_other_bot а что скажет @nastavnik_local_bot?", 1),
        ("спросите @nastavnik_local_bot", 1),
    ],
)
async def test_an_administrator_of_a_group_hears_all_and_answers_its_own(club: Club, text: str, answers: int) -> None:
    await club.anna.says("/start@nastavnik_local_bot", chat_id=demo.TEACHERS_ROOM)
    heard, _ = club.telegram.chat(demo.TEACHERS_ROOM)
    await club.feed({"update_id": 900_004, "message": {**heard, "text": text}})
    assert len(club.telegram.chat(demo.TEACHERS_ROOM)) == 2 + answers


async def test_two_presses_at_once_are_two_turns_in_order(club: Club) -> None:
    await club.anna.starts()
    await club.anna.taps("О клубе", times=5)
    assert club.telegram.open_queries() == []


async def test_after_a_restart_old_buttons_work(club: Club) -> None:
    await club.anna.starts()
    await club.restart()
    await club.anna.taps("О клубе")
    assert "клуб" in club.anna.sees


async def test_a_moving_location_is_not_answered_at_every_step(club: Club) -> None:
    await club.anna.starts()
    await club.anna.sends("location")
    count = len(club.anna.from_bot)
    sent = next(m for m in club.anna.messages if "location" in m)
    moved = {**sent, "edit_date": sent["date"] + 5}
    await club.feed({"update_id": 900_001, "edited_message": moved})
    assert len(club.anna.from_bot) == count


async def test_a_group_that_put_the_bot_out_does_not_silence_the_private_chat(club: Club) -> None:
    await club.anna.joins()
    out = {"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
    club.telegram.fault("sendMessage", chat_id=demo.TEACHERS_ROOM, **out)
    await club.anna.says("/help@nastavnik_local_bot", chat_id=demo.TEACHERS_ROOM)
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Member.unreachable_since)) is None


async def test_a_word_in_a_group_does_not_make_a_blocked_chat_reachable(club: Club) -> None:
    await club.anna.joins()
    await club.anna.blocks_bot()
    await club.anna.says("/help@nastavnik_local_bot", chat_id=demo.TEACHERS_ROOM)
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Member.unreachable_since)) is not None


@pytest.mark.parametrize(
    "content", [{"dice": {"emoji": "🎲", "value": 3}}, {"checklist": {"title": "План", "tasks": []}}]
)
async def test_rare_kinds_of_messages_are_answered_too(club: Club, content: dict[str, object]) -> None:
    await club.anna.starts()
    count = len(club.anna.from_bot)
    own = {key: value for key, value in club.anna.messages[0].items() if key not in {"text", "entities"}}
    await club.feed({"update_id": 900_002, "message": {**own, **content}})
    assert len(club.anna.from_bot) == count + 1


@pytest.mark.parametrize(
    ("chat_type", "was", "became", "hints"),
    [
        ("supergroup", "left", "member", 1),
        ("group", "kicked", "administrator", 1),
        ("supergroup", "member", "administrator", 0),
        ("supergroup", "administrator", "member", 0),
        ("supergroup", "member", "kicked", 0),
        ("channel", "left", "administrator", 0),
    ],
)
async def test_a_hint_comes_once_when_the_bot_is_let_into_a_group(
    club: Club, chat_type: str, was: str, became: str, hints: int
) -> None:
    await club.anna.joins()
    await club.feed({"update_id": 900_003, "my_chat_member": moved(club, chat_type, was, became)})
    assert sum(m["from"]["is_bot"] for m in club.telegram.chat(demo.TEACHERS_ROOM)) == hints
    async with club.sessions.begin() as session:
        assert await session.scalar(select(Member.unreachable_since)) is None, "it says nothing of the private chat"


def moved(club: Club, chat_type: str, was: str, became: str) -> dict[str, Any]:
    """What Telegram says when Anna moves the bot in or out of a chat, or up and down in it."""
    bot = {"id": club.bot.id, "is_bot": True, "first_name": "Наставник"}
    rights = {name: False for name in ChatMemberAdministrator.model_fields if name.startswith("can_")}

    def standing(status: str) -> dict[str, Any]:
        return {"status": status, "user": bot, "is_anonymous": False, "until_date": 0, **rights}

    return {
        "chat": {"id": demo.TEACHERS_ROOM, "type": chat_type, "title": "Учительская"},
        "from": club.anna.messages[0]["from"],
        "date": int(club.now.timestamp()),
        "old_chat_member": standing(was),
        "new_chat_member": standing(became),
    }
