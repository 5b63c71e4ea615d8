"""A mentor's tip travels to a young teacher's morning. The clock stands at Wednesday, 7 October, 10:00."""

from datetime import UTC, datetime

from tests.stories.conftest import Club
from tests.stories.phones import Phone

TEXT = "Перед уроком рисуйте на доске один вопрос и молчите минуту: ребята начнут спорить сами, а вы послушаете."


async def proposes(person: Phone, text: str = TEXT, file: str = "") -> None:
    """From the menu to the summary of the form."""
    await person.presses("tipnew::0")
    await person.taps("Методика")
    await person.says("«Вопрос на доске»")
    await person.says("коротко")
    assert "добавьте" in person.sees
    await person.says(text)
    if file:
        await person.sends(file)
    else:
        await person.taps("Без фото и голоса")
    await person.taps("В любое время")
    assert "«Вопрос на доске»" in person.sees


async def desk(club: Club) -> tuple[Phone, Phone, Phone]:
    """A mentor, a young teacher with the subscription, a coordinator."""
    irina, anna, maria = club.irina, club.anna, club.maria
    await irina.joins(role="Наставник", name="Лебедева Ирина Павловна", directions=("Методика",))
    await anna.joins(directions=("Методика",))
    await maria.joins(name="Координаторова Мария Юрьевна")
    await club.coordinator(maria)
    return irina, anna, maria


async def test_a_mentors_tip_travels_to_a_young_teachers_morning(club: Club) -> None:
    irina, anna, maria = await desk(club)
    await anna.says("/tip")
    await anna.taps("Подписка")
    await anna.taps("Каждый день")
    # everything else she has seen already
    await anna.says("/tip")
    for _ in range(5):
        await club.advance(minutes=1)
        await anna.taps("Ещё один")

    await irina.says("/tip")
    await irina.taps("Все лайфхаки")
    await irina.taps("Поделиться")
    await proposes(irina)
    await irina.taps("Отправить", times=2)
    assert "⏳ «Вопрос на доске»" in irina.sees, "the second tap sends nothing more"

    await club.deliver()
    assert "Есть новый лайфхак" in maria.sees
    await maria.taps("Вопрос на доске")
    await maria.taps("✏️ Текст")
    await maria.says(TEXT.replace("минуту", "две минуты"))
    await maria.taps("Опубликовать")
    assert "клуб уже читает" in maria.sees
    await club.deliver()
    assert "опубликован" in irina.sees
    assert "<b>" not in irina.sees
    assert "две минуты" in irina.sees

    # Thursday, 09:00
    await club.advance_to(datetime(2026, 10, 8, 4, 0, tzinfo=UTC))
    assert "«Вопрос на доске»" in anna.sees
    assert "Делится: Лебедева Ирина Павловна" in anna.sees
    await anna.taps("👍")
    await anna.taps("Спасибо")
    await anna.taps("В избранное")
    assert "★ В избранном" in anna.buttons
    await anna.taps("Попробовал(а)")
    await anna.says("спорили до звонка")
    assert "спорили до звонка" in anna.sees

    await club.advance_to(datetime(2026, 10, 8, 13, 0, tzinfo=UTC))
    assert "1 👍, 1 «спасибо», попробовали: 1" in irina.sees
    assert "спорили до звонка" in irina.sees


async def test_a_picture_stays_in_place_under_its_buttons(club: Club) -> None:
    irina, anna, maria = await desk(club)
    await irina.says("/menu")
    await proposes(irina, file="photo")
    await irina.taps("Отправить")
    await club.deliver()
    await maria.taps("Вопрос на доске")
    await maria.taps("Опубликовать")

    await anna.says("/tip")
    await anna.taps("Найти")
    await anna.says("на доске слоны и ребята")
    assert "Без слов: «слон»" in anna.sees
    await anna.taps("Вопрос на доске")
    shown = len(anna.messages)
    await anna.taps("👍")
    await anna.taps("В избранное")
    assert len(anna.messages) == shown
    assert anna.photos
    assert "👍 1" in anna.sees
    await anna.taps("Все лайфхаки")
    await anna.taps("Избранное")
    assert "«Вопрос на доске»" in anna.sees


async def test_a_tip_goes_back_with_a_reason_and_its_author_takes_it_away(club: Club) -> None:
    irina, anna, maria = await desk(club)
    await irina.says("/menu")
    await proposes(irina)
    await irina.taps("Отправить")
    await club.deliver()
    await maria.taps("Вопрос на доске")
    old = maria.newest
    await maria.taps("Вернуть автору")
    await maria.taps("Добавьте пример")
    assert "Вернули" in maria.sees
    # another coordinator's screen still shows it as it was
    await maria.taps_on(old, "Опубликовать")
    assert "уже решили" in maria.sees

    await club.deliver()
    await irina.taps("Поправить и отправить")
    await irina.taps("Название")
    await irina.says("Минута спора")
    await irina.taps("Отправить")
    await irina.taps("Мои лайфхаки")
    await irina.taps("Минута спора")
    await irina.taps("Забрать")
    assert "Снят" in irina.sees
    await maria.presses("tipq:0:0")
    assert "Все лайфхаки прочитаны" in maria.sees
    await anna.says("/tip")
    await anna.presses("tipq:0:0")
    assert "недоступно" in anna.toast


async def test_one_more_like_the_clubs_own_is_noticed_and_a_draft_is_kept(club: Club) -> None:
    irina, _, _ = await desk(club)
    await irina.says("/menu")
    await proposes(irina, "После вопроса молча досчитайте до пяти. Рук станет больше, и не только у отличников!")
    await irina.taps("Название")
    await irina.says("Пять секунд тишины")
    await irina.taps("Отправить")
    assert "Похоже на «Пять секунд тишины»" in irina.sees
    await irina.says("/menu")
    await irina.presses("tipnew::0")
    assert "недописанный" in irina.sees
    await irina.taps("Продолжить")
    await irina.taps("Отправить")
    await irina.taps("Всё равно отправить")
    assert "у координатора" in irina.sees
