"""«Могу научить»: a card is written, read by a coordinator, found by a colleague; pauses, mends, old buttons."""

from screens.mentoring.mentoring import MyCard, OpenMentors
from screens.mentoring.mentors import CardsToReview, OpenMentor, ReviewCard
from tests.stories.conftest import Club
from tests.stories.phones import Phone, buttons_of

IRINA = "Лебедева Ирина Павловна"
ABOUT = "Покажу, как начать урок без шума"


async def opens_card(person: Phone) -> None:
    await person.presses(MyCard().pack())


async def opens_mentors(person: Phone) -> None:
    await person.presses(OpenMentors().pack())


async def given_people(club: Club) -> tuple[Phone, Phone, Phone]:
    """A mentor, a young teacher, a coordinator."""
    await club.irina.joins(role="Наставник", name=IRINA, position="учитель химии", year="2004")
    await club.anna.joins()
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.irina, club.anna, club.maria


async def writes_card(person: Phone, about: str = ABOUT) -> None:
    """The whole form, from the first press to the last."""
    await opens_card(person)
    await person.taps("Заполнить карточку")
    await person.taps("Методика")
    await person.taps("Конкурсы")
    await person.taps("Готово")
    await person.says("химия")
    await person.taps("5–9 классы")
    await person.taps("Готово")
    await person.says(about)
    await person.taps("Один на один")
    await person.taps("Группа")
    await person.taps("Готово")
    await person.taps("8")
    await person.taps("И так и так")
    await person.taps("3")
    await person.taps("Нет, без спешки")
    assert "Всё верно?" in person.sees, person.sees
    await person.taps("Отправить")


async def test_a_card_from_the_first_word_to_a_colleague(club: Club) -> None:
    irina, anna, maria = await given_people(club)
    await writes_card(irina)
    assert irina.sees.startswith("Спасибо! Карточка у координатора.")
    assert "⏳ Ждёт координатора" in irina.sees
    assert "Как: один на один, группа до 8 человек" in irina.sees
    assert "Берёт: до 3 пар" in irina.sees

    await opens_mentors(anna)
    assert "Пока здесь пусто" in anna.sees, "nobody sees what no coordinator has read"

    await club.deliver()
    assert maria.sees.startswith("Новая карточка наставника.")
    assert ABOUT in maria.sees
    await maria.taps("Подтвердить")
    assert "Подтверждена" in maria.sees
    await club.deliver()
    assert irina.sees.startswith("Карточка подтверждена")

    await opens_mentors(anna)
    assert anna.sees == f"Наставники клуба\n1. {IRINA}, химия\nМетодическое, Конкурсное движение"
    await anna.taps("Выбрать направление")
    await anna.taps("Цифра")
    assert "По этому направлению пока никого" in anna.sees
    await anna.taps("Выбрать направление")
    await anna.taps("Конкурсы")
    await anna.taps("1")
    assert anna.sees.startswith(f"{IRINA}\nШкола № 901\nНаправления: Методическое, Конкурсное движение")
    assert "Сейчас есть 3 места." in anna.sees
    assert "Попросить о помощи" in anna.buttons
    await anna.taps("← К наставникам")
    assert anna.sees.startswith("Наставники клуба: Конкурсное движение")


async def test_a_returned_card_is_mended(club: Club) -> None:
    irina, _, maria = await given_people(club)
    await writes_card(irina)
    await club.deliver()
    read = maria.newest
    await maria.taps("Вернуть на правку")
    await maria.says("…")
    assert "⚠️" in maria.sees
    await maria.says("Добавьте, с какими классами")
    assert "Вернули" in maria.sees
    await club.deliver()
    assert "Добавьте, с какими классами" in irina.sees

    await club.advance(minutes=5)
    await irina.taps("Поправить")
    await irina.taps("✏️ Чем помогу")
    assert f"Сейчас: {ABOUT}" in irina.sees
    await irina.says("Покажу, как начать урок в 5–7 классах")
    await irina.taps("Сохранить")
    assert "⏳ Ждёт координатора" in irina.sees

    await maria.taps_on(read, "Подтвердить")
    answered = next(m["text"] for m in maria.from_bot if m["message_id"] == read["message_id"])
    assert answered.startswith("Карточка уже другая")
    assert "5–7 классах" in answered.replace("\u00a0", " ")
    await club.deliver()
    assert maria.sees.startswith("Новая карточка наставника.")
    await maria.taps("Подтвердить")
    assert "Подтверждена" in maria.sees
    await maria.taps("Карточки на проверку")
    assert "Все карточки проверены" in maria.sees


async def test_the_form_survives_interruptions_and_nonsense(club: Club) -> None:
    await club.anna.joins()
    anna = club.anna
    await opens_card(anna)
    assert "Научить может каждый" in anna.sees
    await anna.taps("Заполнить карточку")
    assert anna.sees.startswith("Шаг 1 из 8")
    assert "← Назад" not in anna.buttons
    await anna.taps("Готово")
    assert "хотя бы одно" in anna.toast
    await anna.says("астрология")
    assert "Нажмите кнопки или напишите" in anna.sees
    old = anna.newest
    for label in ("Методика", "Реверс", "Цифра", "Проекты"):
        await anna.taps(label)
    await anna.taps("Родители")
    assert "до четырёх" in anna.toast
    await anna.taps("Готово")
    await anna.taps("Предмет не веду")
    await anna.taps("← Назад")
    assert "Сейчас: не веду" in anna.sees
    await anna.taps("Оставить как есть")
    await anna.taps("Колледж")
    await anna.taps("Готово")
    await anna.says("я" * 301)
    assert "301 знаков, а поместится 300" in anna.sees
    await anna.says("Мой номер 8 912 000 00 00")
    assert "Телефон и ссылки здесь не нужны" in anna.sees

    await anna.says("/menu")
    await anna.says("спасибо")
    await opens_card(anna)
    assert "Карточка не закончена, ответы сохранены" in anna.sees
    await anna.taps("Продолжить")
    assert anna.sees.startswith("Шаг 4 из 8")
    await anna.taps_on(old, "Цифра")
    assert anna.sees.startswith("Шаг 4 из 8"), "a button of another question changes nothing"
    await anna.taps("Позже")
    await anna.taps("Начать заново")
    assert anna.sees.startswith("Шаг 1 из 8")


async def test_a_card_in_words_alone(club: Club) -> None:
    irina, _, _ = await given_people(club)
    await opens_card(irina)
    await irina.taps("Заполнить карточку")
    for said in ("Методика, КОНКУРСЫ", "предмет не веду", "5–9 классы", ABOUT, "один на один; группа", "8"):
        await irina.says(said)
    await irina.says("как-нибудь")
    assert "Нажмите кнопку или напишите: очно, онлайн" in irina.sees
    for said in ("И так и так", "3", "Нет, без спешки"):
        await irina.says(said)
    assert "Всё верно?" in irina.sees
    assert "Направления: Методическое, Конкурсное движение" in irina.sees
    assert "Предмет: не веду" in irina.sees
    await irina.taps("✏️ Чем помогу")
    await irina.says("оставить как есть")
    assert f"Чем помогу: {ABOUT}" in irina.sees


async def test_a_coordinators_own_card_waits_for_another(club: Club) -> None:
    irina, _, maria = await given_people(club)
    await club.coordinator(irina)
    await writes_card(irina)
    await club.deliver()
    card = maria.newest
    await irina.presses(CardsToReview().pack())
    await irina.taps("1")
    assert "подтвердит её другой координатор" in irina.sees
    assert "Подтвердить" not in irina.buttons
    [data] = [one["callback_data"] for one in buttons_of(card) if one["text"] == "Подтвердить"]
    await irina.presses(data)
    assert irina.toast.startswith("Свою карточку подтверждает другой координатор")
    await maria.taps_on(card, "Подтвердить")
    assert "✅ Подтверждена" in maria.sees


async def test_a_second_tap_on_send_sends_once(club: Club) -> None:
    irina, _, maria = await given_people(club)
    await writes_card(irina)
    await irina.presses("mcsave")
    assert "⏳ Ждёт координатора" in irina.sees
    await club.deliver()
    news = [m for m in maria.from_bot if "Новая карточка" in str(m.get("text"))]
    assert len(news) == 1


async def test_a_pause_and_an_end_of_it(club: Club) -> None:
    irina, anna, maria = await given_people(club)
    await writes_card(irina)
    await club.deliver()
    await maria.taps("Подтвердить")
    await opens_card(irina)
    await irina.taps("Взять паузу")
    await irina.says("когда-нибудь")
    assert "Не получилось разобрать дату" in irina.sees
    await irina.says("до 20 октября")
    assert "На паузе по вт, 20 октября включительно" in irina.sees
    await opens_mentors(anna)
    assert IRINA not in anna.sees
    await irina.taps("Закончить паузу")
    assert "С возвращением" in irina.sees
    await irina.taps("Взять паузу")
    await irina.taps("На две недели")
    assert "На паузе по ср, 21 октября" in irina.sees
    await irina.taps("Помогать срочно")
    assert "Отвечает на срочные вопросы" in irina.sees
    await irina.taps("Убрать карточку")
    assert "Лучше пауза" not in irina.buttons
    await irina.taps("Да, убрать")
    assert "Карточку убрали" in irina.sees
    await irina.presses("mcdrop:1")
    assert "Научить может каждый" in irina.sees
    await irina.presses("mcpause")
    assert "Этого уже нет" in irina.toast


async def test_an_edit_can_be_left(club: Club) -> None:
    irina, _, _ = await given_people(club)
    await writes_card(irina)
    await irina.taps("✏️ Изменить")
    await irina.taps("✏️ Предмет")
    await irina.says("физика")
    assert "Предмет: физика" in irina.sees
    await irina.taps("Позже")
    assert "Предмет: химия" in irina.sees
    await irina.taps("Помогать срочно")
    await irina.taps("Продолжить правку")
    assert "Срочные: отвечу" in irina.sees
    await irina.taps("Отменить правку")
    assert "Предмет: химия" in irina.sees
    assert "✏️ Изменить" in irina.buttons


async def test_forged_presses_are_answered(club: Club) -> None:
    irina, anna, _ = await given_people(club)
    await writes_card(irina)
    stranger = club.stranger()
    await stranger.starts()
    await opens_card(stranger)
    assert "Прочитать согласие" in stranger.buttons
    for data in (CardsToReview().pack(), ReviewCard(member_id=1).pack(), "mwyes:1:1", "mwback:1:1"):
        await anna.presses(data)
        assert "недоступно" in anna.toast
    await anna.presses(OpenMentor(member_id=1).pack())
    assert "Этого уже нет" in anna.toast
    await anna.presses("mcset:pairs:3")
    assert "Научить может каждый" in anna.sees, "a button of a form that is not there"
