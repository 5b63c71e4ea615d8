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
    assert "Без слова «слон»: его нет" in anna.sees
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
    assert "Похоже на лайфхак клуба: «Пять секунд тишины»" in irina.sees
    await irina.says("/menu")
    await irina.presses("tipnew::0")
    assert "недописанный" in irina.sees
    await irina.taps("Продолжить")
    await irina.taps("Отправить")
    await irina.taps("Всё равно отправить")
    assert "у координатора" in irina.sees


async def given_waiting(club: Club) -> tuple[Phone, Phone, Phone]:
    """A mentor whose tip waits, a young teacher, a coordinator who has been called."""
    irina, anna, maria = await desk(club)
    await irina.says("/menu")
    await proposes(irina)
    await irina.taps("Отправить")
    await club.deliver()
    return irina, anna, maria


async def given_published(club: Club) -> tuple[Phone, Phone, Phone]:
    irina, anna, maria = await given_waiting(club)
    await maria.taps("Вопрос на доске")
    await maria.taps("Опубликовать")
    return irina, anna, maria


async def opens(person: Phone) -> None:
    """The tip, found by words."""
    await person.says("/tip")
    await person.taps("Найти")
    await person.says("вопрос на доске")
    await person.taps("Вопрос на доске")


async def test_a_tip_nobody_reads_calls_the_coordinators_again(club: Club) -> None:
    _, _, maria = await given_waiting(club)
    # Friday evening, and Monday morning
    await club.advance_to(datetime(2026, 10, 9, 12, 0, tzinfo=UTC))
    assert "Самый давний" not in maria.sees
    await club.advance_to(datetime(2026, 10, 12, 4, 0, tzinfo=UTC))
    assert "Самый давний лайфхак ждёт с ср, 7 октября" in maria.sees
    await maria.taps("Вопрос на доске")
    await maria.taps("Опубликовать")
    before = len(maria.from_bot)
    await club.advance_to(datetime(2026, 10, 13, 4, 0, tzinfo=UTC))
    assert len(maria.from_bot) == before


async def test_a_double_tap_of_a_coordinator_is_no_quarrel(club: Club) -> None:
    _, _, maria = await given_waiting(club)
    await maria.taps("Вопрос на доске")
    await maria.taps("Направление")
    await maria.taps("Цифра", times=2)
    assert "Лайфхак поправлен" in maria.sees
    assert "⚠️" not in maria.sees
    await maria.taps("Опубликовать", times=2)
    assert "клуб уже читает" in maria.sees
    assert "⚠️" not in maria.sees


async def test_a_closed_author_is_told_of_before_deciding(club: Club) -> None:
    _, _, maria = await given_waiting(club)
    await maria.says("/desk")
    await maria.taps("Люди")
    await maria.says("лебедева")
    await maria.taps("1. Лебедева")
    await maria.taps("Закрыть доступ")
    await maria.says("Так надо")
    await maria.taps("Да, закрыть")
    await maria.presses("tipq:0:0")
    await maria.taps("Вопрос на доске")
    assert "Автору доступ к клубу закрыт" in maria.sees


async def test_a_half_written_tip_is_not_lost_to_another_one(club: Club) -> None:
    irina, _, maria = await given_waiting(club)
    await maria.taps("Вопрос на доске")
    await maria.taps("Вернуть автору")
    await maria.taps("Добавьте пример")
    await irina.says("/menu")
    await irina.presses("tipnew::0")
    await irina.taps("Цифра")
    await irina.says("Пароль на листке")
    await club.deliver()
    await irina.taps("Поправить и отправить")
    assert "недописанный лайфхак: «Пароль на листке»" in irina.sees
    assert "Если сейчас поправить «Вопрос на доске»" in irina.sees
    await irina.taps("Продолжить")
    await irina.says("Придумайте с классом одну фразу на весь год: из её первых букв и получится пароль.")
    assert "фото или голосовое" in irina.sees
    await irina.says("/tip")
    await irina.presses("tipnew::0")
    await irina.taps("Убрать черновик")
    assert "черновик убран" in irina.sees


async def test_odd_things_in_the_form_are_said_kindly(club: Club) -> None:
    irina, _, _ = await desk(club)
    await irina.says("/menu")
    await irina.presses("tipnew::0")
    await irina.sends("photo")
    assert "отдельным шагом" in irina.sees
    await irina.taps("Методика")
    await irina.sends("sticker")
    assert "Здесь нужны слова" in irina.sees
    await irina.says("Правило «трёх»")
    await irina.says("Звоните мне по телефону 8 912 345-67-89, расскажу всё подробно и покажу.")
    assert "весь клуб" in irina.sees
    await irina.says(TEXT)
    await irina.sends("document")
    assert "подойдёт фото (не файлом) или голосовое" in irina.sees
    before = len(irina.from_bot)
    await irina.sends_album(4, "Моя доска")
    assert len(irina.from_bot) == before + 1, "one photo is taken, and the others are no news"
    assert "взяли первое" in irina.sees
    await irina.taps("В любое время")
    assert "«Правило „трёх“»" in irina.sees
    assert "Приложено фото" in irina.sees


async def test_a_line_on_how_it_went_is_kept_from_stray_words(club: Club) -> None:
    _, anna, _ = await given_published(club)
    await opens(anna)
    await anna.taps("Попробовал(а)")
    await anna.says("спорили до звонка")
    assert "спорили до звонка" in anna.sees
    await anna.says("спасибо")
    await opens(anna)
    await anna.taps("Попробовал(а) ✓")
    assert "Сейчас записано: «спорили до звонка»" in anna.sees
    await anna.says("спорили и после звонка")
    assert "спорили и после звонка" in anna.sees


async def test_a_tip_taken_back_while_somebody_types_is_told_of(club: Club) -> None:
    irina, anna, _ = await given_published(club)
    await opens(anna)
    old = anna.newest
    await anna.taps("Попробовал(а)")
    await irina.taps("Мои лайфхаки")
    await irina.taps("Вопрос на доске")
    await irina.taps("Снять с публикации")
    await irina.taps("Да, снять")
    assert "Снят" in irina.sees
    await anna.says("вышло")
    assert "больше нет" in anna.sees
    await anna.taps_on(old, "👍")
    assert "уже нет" in anna.toast


async def test_a_moderator_is_told_when_the_ground_moves(club: Club) -> None:
    """The right is taken, or the author leaves, while a new text is being typed."""
    irina, _, maria = await given_waiting(club)
    await club.pavel.joins(name="Ключев Павел Ильич")
    await club.coordinator(club.pavel)
    await club.pavel.presses("tipq:0:0")
    await club.pavel.taps("Вопрос на доске")
    await club.pavel.taps("✏️ Текст")
    await maria.presses("tipq:0:0")
    await maria.taps("Вопрос на доске")
    await maria.taps("✏️ Название")
    await club.pavel.says("/desk")
    await club.pavel.taps("Права")
    await club.pavel.taps("Координаторова")
    await club.pavel.taps("Снять права")
    await club.pavel.taps("Да, снять")
    await maria.says("Другое название")
    assert "недоступно" in maria.sees
    await club.pavel.presses("tipq:0:0")
    await club.pavel.taps("Вопрос на доске")
    assert "Другое название" not in club.pavel.sees
    await club.pavel.taps("✏️ Текст")
    await irina.says("/mydata")
    await irina.taps("Удалить всё")
    await irina.taps("Да, удалить всё")
    await club.pavel.says(TEXT.replace("минуту", "две минуты"))
    assert "Этого лайфхака больше нет" in club.pavel.sees
