"""Letters to coordinators: a member asks, the desk takes, answers, hands on, closes; nothing is forgotten."""

import pytest

from sandbox.pictures import sample_picture
from screens.mailing.letters_desk import (
    AnswerLetter,
    CloseLetter,
    GiveLetter,
    HandLetter,
    PutLetterBack,
    ReopenLetter,
    TakeLetter,
)
from tests.stories.conftest import Club
from tests.stories.phones import Phone, buttons_of

ANNA, MARIA, IRINA = "Светлова Анна Игоревна", "Громова Мария Ильинична", "Лебедева Ирина Павловна"


@pytest.fixture
async def desk(club: Club) -> tuple[Phone, Phone, Phone]:
    """Anna, a member; Maria and Irina, coordinators."""
    await club.anna.joins()
    for person, name in ((club.maria, MARIA), (club.irina, IRINA)):
        await person.joins(role="Наставник", name=name, position="методист")
        await club.coordinator(person)
    return club.anna, club.maria, club.irina


def told(person: Phone, words: str) -> int:
    """How many of the bot's messages have these words."""
    return sum(words in str(one.get("text", one.get("caption", ""))).replace("\u00a0", " ") for one in person.from_bot)


async def test_a_question_is_answered(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    anna, maria, irina = desk
    await anna.says("/menu")
    await anna.taps("Написать координатору")
    assert "передам координаторам клуба" in anna.sees
    await anna.says("Где взять <b>справку</b>?")
    assert anna.sees == "Передали координаторам. Ответим до пт, 9 октября, 10:00. Можно дописать."
    await anna.sends_photo(sample_picture(), "Вот такую")
    await club.deliver()
    for person in (maria, irina):
        assert told(person, f"Новое письмо: {ANNA}.") == 1, "more words of an untaken letter are no news"

    await maria.taps("Открыть письмо")
    assert "не взято" in maria.sees
    assert "Где взять <b>справку</b>?" in maria.sees
    await maria.taps("1")
    assert maria.photo_content(maria.photos[-1]) == sample_picture()
    await maria.taps("К письму")
    await maria.taps("Ответить")
    await maria.says("В кадрах, во вторник")
    assert f"Передаю: {ANNA}." in maria.sees
    await club.deliver()
    assert anna.sees == f"✉️ Координатор клуба: {MARIA}\nВ кадрах, во вторник"

    await anna.taps("Ответить")
    await anna.says("А без вторника никак?")
    await club.deliver()
    assert told(maria, "А без вторника никак?") == 1
    assert told(irina, "А без вторника никак?") == 0, "it is Maria's letter now"
    await anna.taps("Моё письмо")
    assert "координатор Громова" in anna.sees
    await anna.taps("Вопрос решён")
    assert "Хорошо, вопрос закрыт." in anna.sees
    await maria.says("/desk")
    assert "✉️ Письма" in maria.buttons, "nothing waits"


async def test_of_two_who_take_one_wins_and_nothing_is_forgotten(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    anna, maria, irina = desk
    await anna.says("/letters")
    await anna.says("Помогите с записью")
    await club.deliver()
    await maria.taps("Взять")
    await irina.taps("Взять")
    assert "Письмо за вами." in maria.sees
    assert f"Письмо уже взял другой координатор: {MARIA}." in irina.sees
    await irina.presses(AnswerLetter(letter_id=1).pack())
    assert "Письмо уже взял" in irina.sees
    await irina.presses(CloseLetter(letter_id=1, sure=True).pack())
    assert "отвечает Громова" in irina.sees

    # nobody answers: Maria is nudged at the deadline and on the next working day, Irina is not
    await club.advance_to(club.now.replace(day=9, hour=5))
    assert told(maria, "Письмо за вами всё ещё без ответа") == 1
    await club.advance_to(club.now.replace(day=12, hour=4))
    assert told(maria, "Письмо за вами всё ещё без ответа") == 2
    assert told(irina, "без ответа") == 0
    await maria.taps("Открыть письмо")
    assert "🔴" in maria.sees
    await maria.taps("Передать коллеге")
    await maria.taps("Лебедева")
    assert "отвечает Лебедева" in maria.sees
    await club.deliver()
    assert told(irina, f"Вам передали письмо: {ANNA}") == 1
    await irina.taps("Ответить")
    await maria.presses(TakeLetter(letter_id=1).pack())
    await maria.taps("Забрать себе")
    await maria.taps("Да, забрать")
    await irina.says("Ответ Ирины")
    assert "Ваш ответ не отправлен." in irina.sees
    await maria.taps("Вернуть в общие")
    await club.deliver()
    assert told(irina, "Новое письмо") == 1, "of the first one her card was made"
    await irina.taps("Взять")
    await irina.taps("Закрыть")
    assert "осталось без ответа" in irina.sees
    await irina.taps("Да, закрыть")
    await club.deliver()
    assert "Координатор закрыл ваше письмо" in anna.sees
    await anna.taps("Написать ещё")
    await anna.says("Не решён!")
    await club.deliver()
    assert told(irina, "Не решён!") == 1


async def test_a_stray_word_is_asked_about_and_odd_things_are_said_kindly(
    club: Club, desk: tuple[Phone, Phone, Phone]
) -> None:
    anna, maria, _ = desk
    await anna.says("/letters")
    await anna.sends("sticker")
    assert "Стикер передать не смогу" in anna.sees
    await anna.says("ы" * 4050)
    assert "за раз передам до 4000 знаков" in anna.sees
    await anna.says("Вопрос")
    await club.deliver()
    await club.advance(hours=2)
    await anna.says("случайно")
    assert anna.sees == "Передать это координаторам клуба?"
    await anna.taps("Никому")
    await anna.says("/letters")
    assert "случайно" not in anna.sees
    await maria.taps("Взять")
    await maria.taps("Ответить")
    await club.advance(hours=2)
    await maria.says("Ответ")
    assert maria.sees == f"Передать это: {ANNA}?"
    await maria.taps("Да, передать")
    await club.deliver()
    assert "Ответ" in anna.sees

    # forged and old buttons
    await anna.presses(AnswerLetter(letter_id=1).pack())
    assert "недоступно" in anna.toast
    await maria.presses(ReopenLetter(letter_id=99).pack())
    assert "уже нет" in maria.toast
    await club.pavel.joins(name="Чужой Павел Ильич")
    await club.pavel.presses("ltv:1:")
    assert "уже нет" in club.pavel.toast


async def test_a_coordinators_own_letter_is_a_colleagues(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    _, maria, irina = desk
    await maria.says("/letters")
    await maria.says("Кто ведёт субботу?")
    await irina.says("/desk")
    await irina.taps("✉️ Письма")
    await irina.taps("1. ")
    opened = irina.newest
    await maria.says("/desk")
    await maria.taps("✉️ Письма")
    await maria.taps("1. ")
    assert "Это ваше письмо: ответит другой координатор." in maria.sees
    assert maria.buttons == ["Передать коллеге", "✉️ Написать координатору", "← Письма"]
    for label in ("Ответить", "Взять", "Закрыть"):
        await maria.presses(next(one["callback_data"] for one in buttons_of(opened) if label in one["text"]))
        if label == "Закрыть":
            assert "Передать коллеге" in maria.buttons, "nothing is asked"
        else:
            assert maria.toast.startswith("Это ваше письмо")
    await maria.taps("Передать коллеге")
    await maria.taps("Лебедева")
    assert "Передано: коллеге сообщим." in maria.sees


async def test_a_guest_is_told_how_to_begin_and_consent_is_enough(club: Club) -> None:
    await club.anna.starts()
    await club.anna.says("/letters")
    assert "Прочитать согласие" in club.anna.buttons
    await club.anna.says("/join")
    await club.anna.taps("Даю согласие")
    await club.anna.says("/letters")
    await club.anna.says("Не понимаю, что тут отвечать")
    assert "Передали координаторам." in club.anna.sees


async def erases_everything(person: Phone) -> None:
    await person.says("/mydata")
    await person.taps("Удалить всё")
    await person.taps("Да, удалить всё")


async def test_who_wrote_leaves_while_a_coordinator_types(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    anna, maria, _ = desk
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    await maria.taps("Открыть письмо")
    await maria.taps("Ответить")
    await erases_everything(anna)
    await maria.says("Длинный ответ")
    assert "Этого письма больше нет" in maria.sees
    assert "Письма координаторам" in maria.sees
    await maria.says("Ещё слово")
    assert "Этого письма" not in maria.sees, "nothing is awaited any more"


async def test_who_has_lost_the_right_in_the_middle_answers_nobody(
    club: Club, desk: tuple[Phone, Phone, Phone]
) -> None:
    anna, maria, irina = desk
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    await maria.taps("Открыть письмо")
    await maria.taps("Ответить")
    await irina.says("/desk")
    await irina.taps("Права")
    await irina.taps("Громова")
    await irina.taps("Снять права")
    await irina.taps("Да, снять")
    before = len(anna.from_bot)
    await maria.says("Ответ")
    assert "недоступно" in maria.sees
    await club.deliver()
    assert len(anna.from_bot) == before
    await maria.says("/menu")
    assert "Чем помочь" in maria.sees


async def test_old_buttons_of_a_closed_letter_say_that_it_is_closed(
    club: Club, desk: tuple[Phone, Phone, Phone]
) -> None:
    anna, maria, _ = desk
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    await maria.taps("Взять")
    await anna.taps("Моё письмо")
    await anna.taps("Вопрос решён")
    for old in (HandLetter(letter_id=1), GiveLetter(letter_id=1, member_id=3), PutLetterBack(letter_id=1)):
        await maria.presses(old.pack())
        assert "Письмо уже закрыто." in maria.sees, old


async def test_an_album_is_one_answer(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    """Ten answers to ten photos at once would be too many for a messenger."""
    anna, maria, _ = desk
    await anna.says("/letters")
    await anna.sends_album(4, "Вот наши стенды")
    assert told(anna, "Передали координаторам.") == 1
    await club.advance(hours=2)
    await anna.sends_album(3)
    assert told(anna, "Передать это координаторам клуба?") == 1
    await anna.taps("Да, передать")
    assert "Передали 3 сообщения" in anna.sees
    await club.deliver()
    await maria.taps("Открыть письмо")
    await maria.taps("Ответить")
    await maria.sends_album(3)
    assert told(maria, "Передаю") == 1
    await club.deliver()
    assert len(anna.photos) == 3


async def test_a_person_the_club_is_closed_to_keeps_nobody_busy(club: Club, desk: tuple[Phone, Phone, Phone]) -> None:
    anna, maria, _ = desk
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    await maria.taps("Взять")
    await maria.says("/desk")
    await maria.taps("Люди")
    await maria.says("светлова")
    await maria.taps("1. Светлова")
    await maria.taps("Закрыть доступ")
    await maria.says("Так надо")
    await maria.taps("Да, закрыть")
    await club.advance(days=5)
    assert told(maria, "без ответа") == 0
    await maria.presses("ldo:1:")
    assert "Доступ к клубу этому человеку закрыт" in maria.sees
    assert "закрыто" in maria.sees


async def test_a_letter_does_not_wait_for_a_coordinator_who_has_stopped_the_bot(
    club: Club, desk: tuple[Phone, Phone, Phone]
) -> None:
    anna, maria, irina = desk
    await anna.says("/letters")
    await anna.says("Вопрос")
    await club.deliver()
    await maria.taps("Взять")
    await maria.blocks_bot()
    await club.advance(minutes=1)
    assert told(irina, "Новое письмо") == 2, "it is free again, and she is told"
    await irina.says("/desk")
    await irina.taps("Письма")
    await irina.taps("1. Светлова")
    assert "не взято" in irina.sees
