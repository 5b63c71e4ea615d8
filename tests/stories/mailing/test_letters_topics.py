"""Letters in the coordinators' group: a topic for each person; what is written there is answered to them."""

import pytest

from sandbox import demo
from sandbox.pictures import sample_picture
from tests.stories.conftest import Club

GROUP = -1001000000001
ANNA, MARIA = "Светлова Анна Игоревна", "Громова Мария Ильинична"


@pytest.fixture
async def desk(club: Club) -> Club:
    """Anna, a member; Maria, a coordinator; their group with Irina, whom the bot does not know as one."""
    club.telegram.add_group(
        GROUP, "Координаторы", [demo.MARIA, demo.IRINA], forum=True, bot_rights=["can_manage_topics"]
    )
    club.desk_chat_id = GROUP
    await club.restart()
    await club.anna.joins()
    await club.maria.joins(role="Наставник", name=MARIA, position="методист")
    await club.coordinator(club.maria)
    return club


def texts(club: Club, topic: int) -> list[str]:
    return [
        str(one.get("text", one.get("caption", ""))).replace("\u00a0", " ") for one in club.maria.in_topic(GROUP, topic)
    ]


async def test_a_letter_is_answered_in_its_topic(desk: Club) -> None:
    club, anna, maria = desk, desk.anna, desk.maria
    await anna.says("/letters")
    await anna.says("Где взять справку?")
    await anna.sends_photo(sample_picture(), "Вот такую")
    await club.deliver()
    ((topic, name),) = maria.topics(GROUP).items()
    assert name == ANNA
    assert texts(club, topic) == [
        f"✉️ {ANNA}, ответить до пт, 9 октября, 10:00\nГде взять справку?",
        f"✉️ {ANNA}, ответить до пт, 9 октября, 10:00\nВот такую",
    ]

    await club.irina.says("Я отвечу", chat_id=GROUP, topic_id=topic)
    assert "отвечать здесь могут координаторы" in texts(club, topic)[-1]
    await maria.says("В кадрах", chat_id=GROUP, topic_id=topic)
    assert texts(club, topic)[-1] == "✓ Передано."
    await maria.sends("sticker", chat_id=GROUP, topic_id=topic)
    assert "Стикер передать не смогу" in texts(club, topic)[-1]
    await club.deliver()
    assert anna.sees == f"✉️ Координатор клуба: {MARIA}\nВ кадрах"
    assert texts(club, topic).count("В кадрах") == 1, "what stands there is not repeated"

    # talk elsewhere in the group is the coordinators' own
    before = len(anna.from_bot)
    own = club.telegram.opens_topic(demo.MARIA, GROUP, "Разное")
    await maria.says("Чай?", chat_id=GROUP, topic_id=own)
    await maria.says("/close", chat_id=GROUP, topic_id=topic)
    assert "Письмо закрыто" in texts(club, topic)[-1]
    await club.deliver()
    assert len(anna.from_bot) == before + 1
    await anna.taps("Написать ещё")
    await anna.says("Спасибо!")
    await club.deliver()
    assert "Спасибо!" in texts(club, topic)[-1]


async def test_a_deleted_topic_is_begun_anew_and_a_group_without_rights_loses_nothing(desk: Club) -> None:
    club, anna, maria = desk, desk.anna, desk.maria
    await anna.says("/letters")
    await anna.says("Первое")
    await club.deliver()
    (first,) = maria.topics(GROUP)
    club.telegram.deletes_topic(demo.MARIA, GROUP, first)
    await anna.says("Второе")
    await club.deliver()
    (second,) = maria.topics(GROUP)
    assert second != first
    assert "Второе" in texts(club, second)[-1]

    club.telegram.removes_bot(demo.MARIA, GROUP)
    await club.handle_updates()
    await anna.says("Третье")
    await club.deliver()
    await maria.taps("Открыть письмо")
    assert "Третье" in maria.sees
    await maria.taps("Ответить")
    await maria.says("Ответ")
    await club.deliver()
    assert "Ответ" in anna.sees, "nobody has become unreachable because of the group"
    club.telegram.refused.clear()
