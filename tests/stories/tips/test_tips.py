"""A tip when asked for, and a tip that comes by itself. The clock stands at Wednesday, 7 October, 10:00."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.run import next_due
from db.models import Conversation, Member, OutboxRow, TipSeen
from domain import clubtime
from tests.stories.conftest import Club
from tests.stories.phones import Phone

ALL_TIPS = 40


def title(text: str) -> str:
    return text.partition("«")[2].partition("»")[0]


def tips_got(person: Phone) -> list[str]:
    """Titles of the tips that came as messages of their own."""
    return [title(m["text"]) for m in person.from_bot if is_tip(m)]


def is_tip(message: dict[str, Any]) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(one["text"] == "Ещё один" for row in rows for one in row)


async def count(club: Club, model: type) -> int:
    async with club.sessions.begin() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def test_forty_different_tips_and_only_then_the_first_again(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    titles = [title(anna.sees)]
    for _ in range(ALL_TIPS):
        await club.advance(minutes=1)
        await anna.taps("Ещё один")
        titles.append(title(anna.sees))
    assert len(set(titles[:ALL_TIPS])) == ALL_TIPS
    assert titles[ALL_TIPS] == titles[0]


async def test_another_tip_comes_in_place(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    messages = len(anna.messages)
    await anna.taps("Ещё один")
    assert len(anna.messages) == messages


async def test_thumbs_are_toggled_and_thanked(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    await anna.taps("👍")
    assert "Спасибо" in anna.toast
    assert anna.buttons[:2] == ["👍 ✓", "👎"]
    await anna.taps("👎")
    assert anna.buttons[:2] == ["👍", "👎 ✓"]
    await anna.taps("👎")
    assert anna.toast == "Оценка снята."
    assert anna.buttons[:2] == ["👍", "👎"]


async def test_a_double_tap_on_a_thumb_is_one_vote(club: Club) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    await anna.taps("👍", times=2)
    assert anna.buttons[0] == "👍 ✓"


async def test_a_guest_reads_tips_and_leaves_no_trace(club: Club) -> None:
    guest = club.stranger()
    await guest.starts()
    await guest.says("/tip")
    first = title(guest.sees)
    assert "👍" not in guest.buttons
    await guest.taps("Ещё один")
    assert title(guest.sees) not in ("", first)
    await guest.presses("tipvote:1:1")
    assert "огласи" in guest.sees
    for table in (Member, TipSeen, Conversation, OutboxRow):
        assert await count(club, table) == 0


async def test_a_guest_who_wants_a_subscription_is_asked_for_consent(club: Club) -> None:
    guest = club.stranger()
    await guest.starts()
    await guest.says("/tip")
    await guest.taps("Подписка")
    assert "огласи" in guest.sees
    assert await count(club, Member) == 0


async def subscribed(person: Phone, cadence: str = "Каждый день", directions: Sequence[str] = ()) -> None:
    await person.joins(directions=directions)
    await person.says("/tip")
    await person.taps("Подписка")
    await person.taps(cadence)


async def test_a_subscribed_tip_arrives_in_the_morning_and_again_the_next_day(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    assert "Следующий лайфхак — чт, 8 октября, 09:00." in anna.sees
    before = len(anna.messages)

    await club.advance(hours=22, minutes=30)
    assert len(anna.messages) == before
    await club.advance(minutes=30)
    assert len(anna.messages) == before + 1
    await club.advance(days=1)

    got = tips_got(anna)
    assert len(got) == 2
    assert len(set(got)) == 2
    await anna.taps("👍")
    assert "Спасибо" in anna.toast


async def test_quiet_hours_and_sundays_are_kept(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await anna.taps("Час")
    await anna.taps("20:00")
    arrivals = []
    for _ in range(8 * 24):
        before = len(anna.messages)
        await club.advance(hours=1)
        arrivals += [clubtime.local(club.now)] * (len(anna.messages) - before)
    assert {moment.hour for moment in arrivals} == {20}
    # from Wednesday to the next Wednesday, but for Sunday, the 11th
    assert [moment.day for moment in arrivals] == [7, 8, 9, 10, 12, 13, 14]


async def test_school_days_leave_out_weekends_and_breaks(club: Club) -> None:
    anna = club.anna
    await subscribed(anna, "По учебным дням")
    for day, following in ((23, "пн, 26 октября"), (26, "чт, 5 ноября")):
        # 04:00 UTC is 09:00 in Tyumen; a tip a day keeps the chain going
        await club.advance_to(datetime(2026, 10, day, 4, 0, tzinfo=UTC))
        await anna.taps("Подписка")
        assert f"Следующий лайфхак — {following}, 09:00." in anna.sees


async def test_a_subscription_begins_with_the_interests_of_the_profile(club: Club) -> None:
    anna = club.anna
    await subscribed(anna, directions=("Цифра", "Родители"))
    assert "Только «Цифра», «Родители»" in anna.sees
    await anna.taps("Направления")
    await anna.taps("Цифра")
    await anna.taps("Готово")
    assert "Только «Родители»" in anna.sees
    # what was chosen here is not overruled by the profile
    await anna.taps("Как часто")
    await anna.taps("По учебным дням")
    assert "Только «Родители»" in anna.sees
    await anna.says("/profile")
    assert "Направления: Цифра, Родители" in anna.sees


async def test_weekly_on_a_day_of_ones_own_about_what_one_wants(club: Club) -> None:
    anna = club.anna
    await subscribed(anna, "Раз в неделю")
    await anna.taps("День недели")
    assert "Воскресенье" not in anna.buttons
    await anna.taps("Пятница")
    await anna.taps("Направления")
    await anna.taps("Родители")
    assert "✓ 👪 Родители" in anna.buttons
    await anna.taps("Готово")
    assert "Только «Родители»" in anna.sees
    assert "Следующий лайфхак — пт, 9 октября, 09:00." in anna.sees
    await club.advance(days=16)
    assert len(tips_got(anna)) == 3
    assert all("Родители" in m["text"] for m in anna.from_bot if is_tip(m))


async def test_unsubscribing_is_silence_and_can_be_undone(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await anna.taps("Час")
    await anna.taps("15:00")
    await anna.taps("Отписаться")
    assert "Подписка отключена" in anna.sees
    before = len(anna.messages)
    await club.advance(days=3)
    assert len(anna.messages) == before

    await anna.taps("Вернуть")
    assert "Каждый день, кроме воскресенья, в 15:00" in anna.sees
    await club.advance(days=2)
    assert len(anna.messages) == before + 1, "Saturday's tip; Sunday has none; Monday's is to come"


async def test_two_taps_on_unsubscribe_are_one(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await anna.taps("Отписаться", times=2)
    assert "Подписка отключена" in anna.sees


async def test_who_blocked_the_bot_gets_tips_again_after_coming_back(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await anna.blocks_bot()
    await club.advance(days=2)
    assert tips_got(anna) == []
    await anna.starts()
    await club.advance(days=1)
    assert len(tips_got(anna)) == 1


async def test_the_next_message_is_foreseen_as_soon_as_the_person_is_back(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await anna.blocks_bot()
    await club.advance(days=2)
    assert await next_due(club.sessions, club.now) is None
    await anna.starts()
    saturday = datetime(2026, 10, 10, 4, tzinfo=UTC)
    assert await next_due(club.sessions, club.now) == saturday
    await club.advance_to(saturday)
    assert len(tips_got(anna)) == 1


async def test_a_button_survives_a_restart(club: Club) -> None:
    anna = club.anna
    await subscribed(anna)
    await club.restart()
    await anna.taps("Час")
    await anna.taps("12:00")
    assert "Следующий лайфхак — ср, 7 октября, 12:00." in anna.sees


@pytest.mark.parametrize(
    "forged",
    [
        "tipvote:1:7",
        "tipvote:999999:1",
        "tipvote:99999999999999999999999999:1",
        "tipvote:x:1",
        "tipvote:1",
        "tipmore:99999999999999999999999999",
        "tiphour:3",
        "tiphour:99999999999999999999999999",
        "tipday:6",
        "tipdir:NOPE:1",
        "tipcad:HOURLY",
    ],
)
async def test_a_forged_press_gets_a_toast_and_changes_nothing(club: Club, forged: str) -> None:
    anna = club.anna
    await subscribed(anna)
    before = anna.sees
    await anna.presses(forged)
    assert anna.toast
    assert anna.sees == before
    assert "Что-то пошло не так" not in anna.toast


@pytest.mark.parametrize("forged", ["tiphour:9", "tipday:1", "tipdir:DIGITAL:1", "tippause", "tipresume", "tiphours"])
async def test_changing_a_subscription_one_does_not_have(club: Club, forged: str) -> None:
    anna = club.anna
    await anna.joins()
    await anna.says("/tip")
    await anna.presses(forged)
    assert "Этого уже нет" in anna.toast
    assert await count(club, OutboxRow) == 0
