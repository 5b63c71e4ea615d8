"""A pair by a coordinator's hand: the whole form, a request that is open, what stands in the way."""

import pytest

from domain.vocabulary import MentoringForm
from screens.mentoring.manual_pair import MakePair, NewPair, PairForm, PairMentee
from services.people import people
from tests.stories.conftest import Club
from tests.stories.phones import Phone, buttons_of
from tests.stories.request_walk import asks, mentor


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def taps_number(person: Phone, number: int) -> None:
    [data] = [one["callback_data"] for one in buttons_of(person.newest) if one["text"] == f"{number}"]
    await person.presses(data)


async def chooses_anna(maria: Phone) -> None:
    await maria.presses(NewPair().pack())
    await maria.says("светлова")
    await taps_number(maria, 1)


async def goes_on(maria: Phone) -> None:
    """The form and the directions, up to the choice of a mentor."""
    await maria.taps("Один на один")
    if "✓ 📘 Методика" not in maria.buttons:
        await maria.taps("📘 Методика")
    await maria.taps("Дальше →")


async def test_the_whole_form(club: Club, maria: Phone) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    await mentor(club, irina)
    await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Создать пару")
    assert maria.sees.startswith("Для кого пара?")
    await maria.says("!!!")
    assert "⚠️ Здесь нужны буквы." in maria.sees
    await maria.says("Незнакомцев")
    assert "Никого с таким именем не нашлось" in maria.sees
    await maria.says("светлова")
    assert "1. Светлова Анна Игоревна, Школа № 901" in maria.sees
    await taps_number(maria, 1)
    assert "Как будут работать?" in maria.sees
    assert "Группа" not in maria.buttons
    await maria.says("как-нибудь")
    assert "⚠️ Здесь словами не нужно: нажмите кнопку." in maria.sees
    # directions begin with what the person is interested in
    await goes_on(maria)
    assert "С кем создать пару (Светлова Анна Игоревна)?" in maria.sees
    assert "1. Громов Павел Андреевич" in maria.sees or "1. Лебедева Ирина Павловна" in maria.sees
    assert "+ " in maria.sees
    await maria.taps("← Назад")
    await maria.taps("Дальше →")
    await maria.says("лебедева")
    assert "1. Лебедева Ирина Павловна, Школа № 901\nмест 1 из 1" in maria.sees
    await maria.taps("Все подходящие")
    await maria.says("лебедева")
    await taps_number(maria, 1)
    assert maria.sees == (
        "Создать пару?\nНаставник: Лебедева Ирина Павловна, Школа № 901\n"
        "Коллега: Светлова Анна Игоревна, Школа № 901\nКак: один на один\nТемы: Методика, Цифра\n"
        "Обоим сразу напишем, поэтому лучше сначала договориться с наставником."
    )
    await maria.taps("Да, создать пару", times=2)
    # the second tap finds the two in a pair
    assert "Эти двое уже в паре" in maria.sees
    await club.deliver()
    assert "Вас познакомил координатор клуба." in anna.sees
    assert "Вас познакомил координатор клуба." in irina.sees
    # nothing is typed any more
    await maria.says("лебедева")
    assert "Не понимаю свободный текст" in maria.sees

    # a full mentor takes one more when the coordinator says so
    await club.stranger().joins(name="Тихая Вера Олеговна")
    await maria.presses(NewPair().pack())
    await maria.says("тихая")
    await taps_number(maria, 1)
    await goes_on(maria)
    await maria.says("лебедева")
    await taps_number(maria, 1)
    assert "⚠️ Все места наставника заняты: 1 из 1." in maria.sees
    await maria.taps("Всё равно создать")
    assert maria.sees.startswith("Пара создана, обоим написали.\nНаставник: Лебедева Ирина Павловна")


async def test_an_open_request_is_offered_first(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    await mentor(club, irina)
    await anna.joins()
    request_id = await asks(club, anna)
    await chooses_anna(maria)
    assert f"Уже есть открытая заявка:\n• № {request_id}: Методика, ждёт координатора" in maria.sees
    await maria.taps("Пара без заявки")
    assert "Как будут работать?" in maria.sees
    await maria.taps("← Назад")
    await maria.says("светлова")
    await taps_number(maria, 1)
    await maria.taps(f"По заявке № {request_id}")
    assert "С кем создать пару (Светлова Анна Игоревна)?" in maria.sees
    await taps_number(maria, 1)
    await maria.taps("Да, создать пару")
    assert "Сейчас: есть пара." in maria.sees


async def test_from_a_mentors_page(club: Club, maria: Phone) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await maria.presses(NewPair(mentor_id=lebedeva.owner()).pack())
    assert maria.sees.startswith("Наставник: Лебедева Ирина Павловна, Школа № 901\nДля кого пара?")
    assert "← К наставнику" in maria.buttons
    await maria.says("лебедева")
    assert "Никого с таким именем не нашлось" in maria.sees
    await maria.says("светлова")
    await taps_number(maria, 1)
    await goes_on(maria)
    assert "Создать пару?" in maria.sees
    await maria.taps("← Назад")
    await maria.taps("Дальше →")
    await maria.taps("Да, создать пару")
    assert "Пара создана" in maria.sees
    await maria.taps("К наставнику")
    assert "Лебедева Ирина Павловна" in maria.sees


async def test_forged_and_old_buttons_are_answered_kindly(club: Club, maria: Phone) -> None:
    await club.anna.joins()
    lebedeva = await mentor(club, club.irina)
    async with club.sessions.begin() as session:
        anna = await people.identify(session, club.anna.id, wrote=False)
    await maria.presses(PairForm(form=MentoringForm.ONE_TO_ONE).pack())
    assert "из прошлого" in maria.toast
    await maria.presses(MakePair(mentee_id=anna.owner(), mentor_id=lebedeva.owner()).pack())
    assert "из прошлого" in maria.toast
    await maria.presses(NewPair().pack())
    await maria.presses(PairMentee(member_id=999).pack())
    assert "⚠️ Кто-то из двоих вышел из клуба" in maria.sees
    await maria.presses(PairMentee(member_id=anna.owner()).pack())
    await maria.presses(PairForm(form=MentoringForm.GROUP).pack())
    assert "из прошлого" in maria.toast
    for forged in (NewPair(), MakePair(mentee_id=anna.owner(), mentor_id=lebedeva.owner())):
        await club.anna.presses(forged.pack())
        assert "недоступно" in club.anna.toast
