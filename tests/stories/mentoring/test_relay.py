"""The relay: the two of a pair write to each other through the bot."""

import pytest

from sandbox.files import MEGABYTE
from sandbox.pictures import sample_picture
from screens.mentoring.pairs import StopPair
from screens.mentoring.relay import OpenRelay, PairHistory, SendPending, WritePair
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone

IRINA, ANNA, MARIA = "Лебедева Ирина Павловна", "Светлова Анна Игоревна", "Громова Мария Ильинична"


@pytest.fixture
async def two(club: Club) -> tuple[Phone, Phone, int]:
    """Irina and Anna, just made a pair."""
    await club.irina.joins(role="Наставник", name=IRINA, position="учитель химии")
    await club.anna.joins()
    return club.irina, club.anna, await pair(club, club.irina, club.anna)


def from_bot(person: Phone, words: str) -> list[str]:
    """Texts of the bot's messages with these words, whatever came after them."""
    texts = [str(one.get("text", one.get("caption", ""))) for one in person.from_bot]
    return [text for text in texts if words in text]


async def test_a_talk_of_two(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("Написать")
    assert f"Пишите — передам: {IRINA}." in anna.sees
    await anna.says("Здравствуйте!\nУрок <b>в пятницу</b>, придёте?")
    assert anna.sees == f"Передаю: {IRINA}. Можно написать ещё."
    await anna.says("И ещё: кабинет 12")
    await club.deliver()
    assert [one["text"].replace("\u00a0", " ") for one in irina.from_bot[-2:]] == [
        f"✉️ {ANNA}\nЗдравствуйте!\nУрок <b>в пятницу</b>, придёте?",
        f"✉️ {ANNA}\nИ ещё: кабинет 12",
    ]

    await irina.taps("Ответить")
    assert from_bot(irina, "кабинет 12"), "the message stays readable under the answer"
    await irina.says("Приду!")
    await club.deliver()
    assert anna.sees == f"✉️ {IRINA}\nПриду!"
    # Anna has gone on writing all the while
    await anna.says("Спасибо!")
    await club.deliver()
    assert irina.sees == f"✉️ {ANNA}\nСпасибо!"
    for phone in (irina, anna):
        assert "text_mention" not in str(phone.from_bot), "nobody is shown how to find the other"


async def test_photos_voices_and_files_go_on(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("Написать")
    await anna.sends_photo(sample_picture(), "Наша доска")
    await club.deliver()
    assert irina.sees == f"✉️ {ANNA}\nНаша доска"
    assert irina.photo_content(irina.photos[-1]) == sample_picture()
    await anna.sends("voice")
    await club.deliver()
    assert irina.newest["voice"]["file_id"] == anna.messages[-2]["voice"]["file_id"]
    assert irina.buttons == ["Ответить"]
    await anna.sends_file("план.docx", b"plan", caption="План урока")
    await club.deliver()
    assert irina.file_content(irina.files[-1]) == b"plan"
    assert irina.sees == f"✉️ {ANNA}\nПлан урока"
    assert irina.buttons == ["Ответить"]


async def test_what_is_not_passed_on_is_said_kindly(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    before = len(irina.from_bot)
    await anna.taps("Написать")
    await anna.sends_file("фильм.mp4", b"x", 60 * MEGABYTE)
    assert "Этот файл больше 50 МБ, передать его не получится." in anna.sees
    for kind, word in (("sticker", "Стикер"), ("contact", "Контакт"), ("location", "Место на карте")):
        await anna.sends(kind)
        assert f"{word} передать не смогу" in anna.sees
    await anna.says("ы" * 4050)
    assert "за раз передам до 4000 знаков" in anna.sees
    await anna.sends_photo(caption="ы" * 1000)
    assert "Подпись к файлу — до 900 знаков." in anna.sees
    await club.deliver()
    assert len(irina.from_bot) == before
    await anna.says("А текст дойдёт")
    await club.deliver()
    assert irina.sees == f"✉️ {ANNA}\nА текст дойдёт"


async def test_at_night_the_sender_is_told_of_the_morning(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await club.advance(hours=12)
    before = len(irina.from_bot)
    await anna.taps("Написать")
    await anna.says("Не спится")
    assert anna.sees.startswith(f"Сейчас тихие часы: {IRINA} получит это утром, чт, 8 октября, 08:00.")
    await club.deliver()
    assert len(irina.from_bot) == before
    await club.advance(hours=10)
    assert irina.sees == f"✉️ {ANNA}\nНе спится"


async def test_an_ended_pair_is_not_written_to(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, pair_id = two
    await anna.taps("Написать")
    await irina.taps("Написать")
    await irina.says("До свидания!")
    await irina.presses(StopPair(pair_id=pair_id, sure=True).pack())
    before = len(irina.from_bot)
    await anna.says("Подождите!")
    assert "Эта пара сейчас не работает, поэтому сообщение не передано." in anna.sees
    await anna.says("Слышите?")
    assert "не передано" not in anna.sees, "the talk is over, words are the bot's again"
    await club.deliver()
    assert len(irina.from_bot) == before

    farewell = next(one for one in anna.from_bot if "свидания!" in one.get("text", ""))
    await anna.taps_on(farewell, "История")
    assert "До свидания!" in anna.sees
    assert "Написать" not in anna.buttons
    await anna.presses(WritePair(pair_id=pair_id).pack())
    assert "Эта пара сейчас не работает" in anna.sees
    await club.advance(days=30, minutes=30)
    await anna.presses(PairHistory(pair_id=pair_id).pack())
    assert "Сообщений пока нет." in anna.sees


async def test_who_blocked_the_bot_is_not_written_to(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await irina.blocks_bot()
    await anna.taps("Написать")
    assert anna.toast.startswith("Коллега сейчас не читает бот.")


async def test_a_word_for_somebody_else_does_not_go_astray(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    maria = club.maria
    await maria.joins(name=MARIA)
    other = await pair(club, irina, maria)
    await anna.taps("Написать")
    await anna.says("Как ваш вторник?")
    await club.deliver()
    await irina.taps("Ответить")
    await club.advance(minutes=1)
    await maria.taps("Написать")
    await maria.says("Можно в среду?")
    await club.deliver()
    assert irina.sees == f"✉️ {MARIA}\nМожно в среду?"

    await irina.says("Да, давайте в среду")
    await irina.says("В три часа")
    assert "Кому ваше?" in irina.sees
    assert irina.buttons == ["Светлова Анна Игоревна", "Громова Мария Ильинична", "Никому"]
    await irina.taps("Громова")
    assert irina.sees == f"Передаю 2 сообщения: {MARIA}. Можно написать ещё."
    await club.deliver()
    assert from_bot(maria, "Да, давайте")
    assert maria.sees == f"✉️ {IRINA}\nВ три часа"
    assert not from_bot(anna, "сред")
    # a second tap on the same question sends nothing twice
    await irina.presses(SendPending(pair_id=other).pack())
    assert "Пишите — передам" in irina.sees


async def test_what_waits_is_not_lost_under_another_answer(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    maria = club.maria
    await maria.joins(name=MARIA)
    await pair(club, irina, maria)
    await anna.taps("Написать")
    await anna.says("Как ваш вторник?")
    await club.deliver()
    await irina.taps("Ответить")
    await club.advance(minutes=1)
    await maria.taps("Написать")
    await maria.says("Можно в среду?")
    await club.deliver()
    news = irina.newest
    await irina.says("Да, давайте в среду")
    await irina.taps_on(news, "Ответить")
    assert "Передать это" in irina.sees
    await irina.taps("Да, передать")
    await club.deliver()
    assert maria.sees == f"✉️ {IRINA}\nДа, давайте в среду"


async def test_hours_later_a_word_is_asked_about(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("Написать")
    await club.advance(hours=4)
    await anna.says("Спасибо, бот")
    assert anna.sees == f"Передать это: {IRINA}?"
    await anna.taps("Никому")
    assert anna.sees == "Хорошо, никому не передаю."
    await club.deliver()
    assert not from_bot(irina, "Спасибо")


async def test_who_turned_to_something_else_writes_to_nobody(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("Написать")
    await anna.says("/menu")
    await anna.says("просто слова")
    assert "Не понимаю свободный текст" in anna.sees
    await club.deliver()
    assert not from_bot(irina, "просто слова")


async def test_the_history_opens_what_is_long_and_files(club: Club, two: tuple[Phone, Phone, int]) -> None:
    irina, anna, _ = two
    await anna.taps("Написать")
    await anna.says("слово " * 300)
    await anna.sends("voice")
    await club.deliver()
    await irina.taps("Ответить")
    await irina.taps("История")
    assert "Открыть файл или длинное сообщение — по номеру." in irina.sees
    assert "🎙 голосовое" in irina.sees
    history = irina.newest
    await irina.taps_on(history, "1")
    assert irina.sees.count("слово") == 300
    await irina.taps_on(history, "2")
    assert "voice" in irina.newest
    stranger = club.maria
    await stranger.joins(name=MARIA)
    for message_id in (1, 2, 3):
        await stranger.presses(OpenRelay(message_id=message_id).pack())
        assert stranger.toast.startswith("Этого уже нет.")
