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


async def test_an_answer_goes_into_the_newest_letter_of_the_person(desk: Club) -> None:
    """Their topic began with a letter that is closed by now: the new question must not wait on."""
    club, anna, maria = desk, desk.anna, desk.maria
    await anna.says("/letters")
    await anna.says("Первый вопрос")
    await club.deliver()
    await anna.taps("Моё письмо")
    await anna.taps("Вопрос решён")
    await anna.taps("Новое письмо")
    await anna.says("Второй вопрос")
    await club.deliver()
    (topic,) = maria.topics(GROUP)
    assert "Второй вопрос" in texts(club, topic)[-1]
    await maria.says("Ответ на второй", chat_id=GROUP, topic_id=topic)
    await club.deliver()
    assert "Ответ на второй" in anna.sees
    await anna.says("/letters")
    assert "Второй вопрос" in anna.sees, "this is the one that is open"
    assert "Ответ на второй" in anna.sees
    await maria.says("/desk")
    assert "✉️ Письма" in maria.buttons, "nothing waits"


async def test_a_closed_topic_holds_up_nobody_else(desk: Club) -> None:
    club, anna, maria, pavel = desk, desk.anna, desk.maria, desk.pavel
    await pavel.joins(name="Ключев Павел Ильич")
    for person, words in ((anna, "Первое"), (pavel, "Вопрос Павла")):
        await person.says("/letters")
        await person.says(words)
    await club.deliver()
    first, second = maria.topics(GROUP)
    group = club.telegram.state.groups[GROUP]
    # begun by a person, so that the bot may not write into it when it is closed; and it may begin no other
    group.topics[first].creator_id = demo.MARIA
    club.telegram.closes_topic(demo.MARIA, GROUP, first)
    await club.handle_updates()
    assert not any("личных сообщениях" in text for text in texts(club, first)), "a note of Telegram's is no question"
    group.bot_rights = frozenset()
    await anna.says("Второе")
    await pavel.says("И ещё один")
    await club.deliver()
    assert list(maria.topics(GROUP)) == [first, second]
    assert "И ещё один" in texts(club, second)[-1]
    group.bot_rights = frozenset({"can_manage_topics"})
    await club.advance(minutes=6)
    assert "Второе" in texts(club, first)[-1]
    club.telegram.refused.clear()


async def test_a_group_that_has_become_a_forum_is_followed(club: Club) -> None:
    """With the topics the group gets another number; the operator's setting still has the old one."""
    small = -500
    club.telegram.add_group(small, "Координаторы", [demo.MARIA], bot_rights=["can_manage_topics"])
    club.desk_chat_id = small
    await club.restart()
    await club.anna.joins()
    await club.maria.joins(role="Наставник", name=MARIA, position="методист")
    await club.coordinator(club.maria)
    group = club.telegram.makes_forum(demo.MARIA, small)
    # the bot was away, and has not heard of it
    club.telegram.take_updates()
    await club.anna.says("/letters")
    await club.anna.says("Слышно?")
    await club.deliver()
    await club.deliver()
    (topic,) = club.maria.topics(group)
    assert "Слышно?" in club.maria.in_topic(group, topic)[-1]["text"]
    await club.maria.says("Слышно!", chat_id=group, topic_id=topic)
    assert club.maria.in_topic(group, topic)[-1]["text"] == "✓ Передано."
    await club.deliver()
    assert "Слышно!" in club.anna.sees
    assert [call.method for call in club.telegram.refused] == ["createForumTopic"], "asked once in vain"
    club.telegram.refused.clear()


async def test_the_bot_hears_of_the_new_number_from_the_group_itself(club: Club) -> None:
    small = -500
    club.telegram.add_group(small, "Координаторы", [demo.MARIA], bot_rights=["can_manage_topics"])
    club.desk_chat_id = small
    await club.restart()
    group = club.telegram.makes_forum(demo.MARIA, small)
    await club.handle_updates()
    assert club.addresses.desk_group == group


async def test_a_rush_of_letters_leaves_the_bot_its_voice(desk: Club) -> None:
    """One message too many within a minute in a group, and Telegram silences the bot for everybody."""
    club, anna, maria = desk, desk.anna, desk.maria
    await anna.says("/letters")
    for number in range(20):
        await anna.says(f"Слово {number}")
    await club.deliver()
    await club.deliver()
    (topic,) = maria.topics(GROUP)
    assert len(texts(club, topic)) == 13, "and the beginning of the topic"
    await club.advance(minutes=1)
    await club.deliver()
    assert [text.rpartition("\n")[2] for text in texts(club, topic)] == [f"Слово {number}" for number in range(20)]


async def test_what_a_coordinator_does_in_a_topic_is_told_truly(desk: Club) -> None:
    club, anna, maria = desk, desk.anna, desk.maria
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    (topic,) = maria.topics(GROUP)
    await maria.sends_album(3, "Вот", chat_id=GROUP, topic_id=topic)
    assert texts(club, topic)[1:].count("✓ Передано.") == 1, "three photos are one answer"
    await club.deliver()
    assert len(anna.photos) == 3

    said = club.telegram.says(demo.MARIA, "В среду", GROUP, topic_id=topic)
    await club.handle_updates()
    club.telegram.edits(demo.MARIA, said["message_id"], "В четверг", GROUP)
    await club.handle_updates()
    assert "Правку автор письма не увидит" in texts(club, topic)[-1]

    # as an administrator who hides behind the group, and by a card of the bot's own
    for words, changes in (
        ("Выключите анонимность", {"sender_chat": {"id": GROUP, "type": "supergroup", "title": "Координаторы"}}),
        ("Это передать не смогу", {"via_bot": club.telegram.bot}),
    ):
        club.telegram.says(demo.MARIA, "Приходите", GROUP, topic_id=topic)
        (update,) = club.telegram.take_updates()
        await club.feed({**update, "message": {**update["message"], **changes}})
        assert words in texts(club, topic)[-1]

    await anna.blocks_bot()
    await maria.says("Вы здесь?", chat_id=GROUP, topic_id=topic)
    assert "сейчас до человека не дойдёт" in texts(club, topic)[-1]
    club.telegram.closes_topic(demo.MARIA, GROUP, topic)
    before = len(texts(club, topic))
    await club.handle_updates()
    assert len(texts(club, topic)) == before
