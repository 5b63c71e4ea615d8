"""Mentors' groups on phones: opened, joined, led, ended; beside requests; before coordinators."""

from domain.vocabulary import Direction, MentoringForm
from screens.mentoring.mentor_group_form import PickDirection, SaveGroup
from screens.mentoring.mentor_group_own import DissolveGroup, RemovePerson
from screens.mentoring.mentor_group_talk import CallGroup, SendCall, SendToGroup, WriteGroup
from screens.mentoring.mentor_groups import AllMentorGroups, JoinGroup, ManageGroup, TakeInto
from screens.mentoring.mentoring import OpenGroup
from tests.services.given_groups import TITLE
from tests.stories.conftest import Club
from tests.stories.group_walk import group, joins, leader
from tests.stories.request_walk import asks

ANNA = "Светлова Анна Игоревна"
IRINA = "Лебедева Ирина Павловна"


async def test_a_group_is_opened_and_somebody_joins(club: Club) -> None:
    irina, anna = club.irina, club.anna
    await leader(club, irina)
    await irina.says("/mentoring")
    await irina.taps("Мои группы")
    assert "Пока ни одной." in irina.sees
    await irina.taps("Открыть группу")
    assert "Шаг 1 из 4" in irina.sees
    await irina.says("пишите мне @irina_leb")
    assert "Телефон и ссылки здесь не нужны" in irina.sees
    await irina.says(TITLE)
    await irina.says("методика")
    assert "нажмите кнопку под вопросом" in irina.sees
    await irina.taps("Методика", times=2)
    assert "Шаг 3 из 4" in irina.sees
    await irina.says("Разбираем уроки раз в две недели")
    await irina.says("сто человек")
    assert "Напишите число от 2 до 5." in irina.sees
    # turned to something else, the answers are kept
    await irina.says("/mentoring")
    await irina.taps("Мои группы")
    await irina.taps("Открыть группу")
    assert "ответы сохранены" in irina.sees
    await irina.taps("Продолжить")
    await irina.taps("3")
    assert "Открываем группу?" in irina.sees
    await irina.taps("✏️ Название")
    await irina.taps("← К ответам")
    await irina.taps("Открыть группу", times=2)
    assert "1. «Тихий старт урока» — 0 из 3" in irina.sees
    assert irina.buttons.count("1. Тихий старт урока") == 1

    await anna.joins(directions=("Методика",))
    await anna.says("/mentoring")
    await anna.taps("Группы наставников")
    assert "1. «Тихий старт урока», 3 места\nМетодическое · ваше направление" in anna.sees
    await anna.taps("1")
    assert "Почему подойдёт: это направление есть среди ваших интересов." in anna.sees
    await anna.taps("Хочу в группу", times=2)
    assert anna.sees.startswith("🤝 Вы в группе «Тихий старт урока»!"), "a second tap sees what the first has brought"
    await club.deliver()
    assert irina.sees.startswith("🤝 Новый человек в группе «Тихий старт урока».")
    assert "ТК РФ" not in irina.sees
    assert "К группе" in irina.buttons
    assert irina.sees.startswith(f"🤝 Новый человек в группе «Тихий старт урока». Коллега: {ANNA}")
    assert anna.sees.startswith(f"🤝 Вы в группе «Тихий старт урока»! Наставник: {IRINA}")
    await anna.taps("К паре")
    assert "Группа «Тихий старт урока» · Методическое" in anna.sees


async def test_the_mentor_speaks_to_everybody_at_once(club: Club) -> None:
    irina, anna, pavel = club.irina, club.anna, club.pavel
    actor = await leader(club, irina)
    group_id = await group(club, actor)
    await anna.joins()
    await pavel.joins(name="Орлов Павел Ильич")
    for person in (anna, pavel):
        await joins(club, person, group_id)

    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Написать группе")
    await irina.says("Начинаем завтра")
    await irina.sends("sticker")
    assert "Стикер передать не смогу" in irina.sees
    await irina.sends_photo(caption="План урока")
    assert "Передать 2 сообщения группе «Тихий старт урока»: 2 человека?" in irina.sees
    await irina.taps("Да, передать")
    assert "Передаю группе «Тихий старт урока»: 2 человека." in irina.sees
    await irina.presses(SendToGroup(group_id=group_id).pack())
    assert "Передаю группе" in irina.sees
    assert irina.toast.startswith("Здесь передавать больше нечего")
    await club.deliver()
    for person in (anna, pavel):
        assert person.sees == f"✉️ {IRINA}\nПлан урока"
        assert f"✉️ {IRINA}\nНачинаем завтра" in [one.get("text") for one in person.from_bot]
    await anna.taps("Ответить")
    await anna.says("Буду!")
    await club.deliver()
    assert irina.sees == f"✉️ {ANNA}\nБуду!"
    assert "Буду!" not in pavel.sees

    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Написать группе")
    await irina.says("Нет, не то")
    await irina.taps("Не передавать")
    assert "ничего не передаю" in irina.sees


async def test_the_group_is_called_to_meet(club: Club) -> None:
    irina, anna = club.irina, club.anna
    group_id = await group(club, await leader(club, irina))
    await anna.joins()
    await joins(club, anna, group_id)
    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Позвать на встречу")
    await irina.says("когда-нибудь")
    assert "⚠️" in irina.sees
    await irina.says("завтра 16:00\nзавтра 17:00")
    assert "одной строкой" in irina.sees
    await irina.says("завтра 16:00")
    await irina.taps("Очно")
    await irina.says("кабинет 12")
    assert "Позовём группу «Тихий старт урока»: 1 человек." in irina.sees
    await irina.taps("90 мин")
    await irina.taps("Позвать", times=2)
    assert "Позвали группу «Тихий старт урока» на чт, 8 октября, 16:00" in irina.sees
    await club.deliver()
    assert f"{IRINA} (группа «Тихий старт урока») предлагает встретиться." in anna.sees
    await anna.taps("чт, 8 октября, 16:00")
    assert "✅ Договорились: чт, 8 октября, 16:00" in anna.sees
    await club.deliver()
    assert "чт, 8 октября, 16:00" in irina.sees
    # a call whose time has passed while it was being written
    await irina.presses(CallGroup(group_id=group_id).pack())
    await irina.says("сегодня 10:30")
    await irina.taps("Онлайн")
    await irina.taps("Напишу позже")
    await club.advance(hours=1)
    await irina.presses(SendCall().pack())
    assert "Это время уже прошло. Выберите другое." in irina.sees


async def test_a_group_changes_and_ends(club: Club) -> None:
    irina, anna, pavel = club.irina, club.anna, club.pavel
    group_id = await group(club, await leader(club, irina))
    await anna.joins()
    await pavel.joins(name="Орлов Павел Ильич")
    for person in (anna, pavel):
        await joins(club, person, group_id)
    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("✏️ Изменить")
    await irina.taps("✏️ Название")
    await irina.says("Громкий финал")
    assert irina.sees.startswith("Поправили.\nМоя группа «Громкий финал»")
    await irina.taps("✏️ Изменить")
    await irina.taps("✏️ Сколько человек")
    await irina.says("1")
    assert "Напишите число от 2 до 5." in irina.sees
    await irina.taps("2")
    await irina.taps("✏️ Изменить")
    await irina.taps("✏️ Направление")
    await irina.taps("Цифра")
    assert "⚪ Все места заняты." in irina.sees
    await irina.taps("Закрыть набор")
    assert "🔒 Набор закрыт" in irina.sees

    await irina.taps("Кто в группе: 2")
    await irina.taps("Орлов")
    assert "Орлов Павел Ильич — вы наставник" in irina.sees
    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Кто в группе: 2")
    await irina.taps("Убрать из группы…")
    await irina.taps("Орлов")
    assert "Причину не спрашиваем" in irina.sees
    await irina.taps("Да, убрать", times=2)
    assert ANNA in irina.sees
    assert "Орлов" not in irina.sees
    await club.deliver()
    assert pavel.sees.startswith("Ваше участие в группе «Громкий финал» завершено раньше срока.")
    await pavel.taps("Группы наставников")
    assert "Открытых групп пока нет." in pavel.sees

    await irina.taps("← К группе")
    await irina.taps("Закончить с группой")
    await irina.taps("Программа пройдена")
    assert "Завершим 1 пару" in irina.sees
    await irina.taps("Да, завершить", times=2)
    await club.deliver()
    assert "Программа завершена." in anna.sees
    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Закончить с группой")
    await irina.taps("Распустить группу")
    await irina.taps("Да, распустить")
    assert irina.sees.startswith("Группу «Громкий финал» распустили.")
    await irina.presses(DissolveGroup(group_id=group_id, sure=True).pack())
    assert irina.toast.startswith("Этого уже нет.")


async def test_who_comes_too_late_is_told_kindly(club: Club) -> None:
    irina, anna, pavel, maria = club.irina, club.anna, club.pavel, club.maria
    group_id = await group(club, await leader(club, irina), size=2)
    for person, name in ((anna, ANNA), (pavel, "Орлов Павел Ильич"), (maria, "Чужая Мария Ильинична")):
        await person.joins(name=name)
    await maria.presses(OpenGroup(group_id=group_id).pack())
    for person in (anna, pavel):
        await joins(club, person, group_id)
    await maria.taps("Хочу в группу")
    assert maria.sees.startswith("⚠️ Последнее место только что заняли.")
    assert "Хочу в группу" not in maria.buttons
    await irina.presses(JoinGroup(group_id=group_id).pack())
    assert irina.sees.startswith("Моя группа")

    await maria.presses(ManageGroup(group_id=group_id).pack())
    assert maria.toast.startswith("Этого уже нет.")
    await maria.presses(RemovePerson(pair_id=1, sure=True).pack())
    assert maria.toast.startswith("Этого уже нет.")
    await maria.presses(WriteGroup(group_id=group_id).pack())
    assert maria.toast.startswith("Этого уже нет.")
    await maria.presses(AllMentorGroups().pack())
    assert "недоступно" in maria.toast
    await maria.presses(PickDirection(direction=Direction.DIGITAL).pack())
    assert maria.toast.startswith("Эта кнопка из прошлого.")
    await maria.presses(SaveGroup().pack())
    assert "нужна карточка наставника" in maria.sees

    await club.coordinator(maria)
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Группы")
    assert "1. ⚪ «Тихий старт урока» — 2 из 2" in maria.sees
    await maria.taps("1")
    assert "Все места заняты: 2 из 2." in maria.sees
    await maria.taps("← Все группы клуба")


async def test_a_request_for_a_group_shows_those_there_are(club: Club) -> None:
    irina, anna = club.irina, club.anna
    await group(club, await leader(club, irina))
    await anna.joins()
    await anna.says("/mentoring")
    await anna.taps("Нужна помощь")
    await anna.taps("Методика")
    await anna.taps("Готово")
    await anna.says("Не успеваю закончить урок вовремя, дети шумят")
    await anna.taps("Не спешу")
    await anna.taps("Группа")
    assert anna.sees.startswith("По вашим темам уже идут группы")
    await anna.taps("Продолжить заявку")
    assert "Как удобнее встречаться?" in anna.sees
    await anna.taps("← Назад")
    await anna.says("группа")
    await anna.taps("1")
    await anna.taps("Хочу в группу")
    assert "Начатая заявка сохранена." in anna.sees
    await anna.taps("Удалить черновик")
    assert "Черновик удалён." in anna.sees


async def test_a_mentor_takes_who_asked_into_a_group_or_not_yet(club: Club) -> None:
    irina, anna, pavel = club.irina, club.anna, club.pavel
    actor = await leader(club, irina)
    group_id = await group(club, actor)
    await anna.joins()
    await pavel.joins(name="Орлов Павел Ильич")
    first = await asks(club, anna, actor, form=MentoringForm.GROUP)
    await irina.taps("Беру")
    assert "Коллега хочет заниматься в группе. В какую возьмёте?" in irina.sees
    await irina.presses(TakeInto(request_id=first, group_id=77).pack())
    assert irina.toast.startswith("Этого уже нет.")
    await irina.taps("1. Тихий старт урока", times=2)
    assert "Спасибо, что берёте! Коллега: Светлова" in irina.sees
    await club.deliver()
    assert anna.sees.startswith("🤝 Вы в группе «Тихий старт урока»!")

    await asks(club, pavel, actor, form=MentoringForm.GROUP)
    await irina.taps("Беру")
    await irina.taps("Пока без группы")
    await club.deliver()
    assert pavel.sees.startswith("🤝 Вы в паре!")
    await irina.presses(ManageGroup(group_id=group_id).pack())
    await irina.taps("Взять из пар: 1")
    await irina.taps("Орлов Павел", times=2)
    assert "В группе 2 из 3." in irina.sees
    await club.deliver()
    assert pavel.sees.startswith("Теперь вы в группе «Тихий старт урока»")
