"""Requests that wait for a mentor: taken, asked about, declined, left in silence, lost."""

from db.models import MentorCard
from domain.vocabulary import DeclineReason, Urgency
from screens.mentoring.inbox import AcceptAsked, AskBack, DeclineAsked, DeclineFor
from screens.mentoring.mentoring import Inbox, OpenAsked
from services.mentoring import requests
from services.people import people
from tests.services.given_requests import NEED
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.request_walk import asks, mentor


async def test_a_question_an_answer_and_a_pair(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await asks(club, anna, lebedeva)

    assert irina.sees == (
        "Коллега просит вас о помощи. Возьмёте?\n\n"
        "Методика, в течение месяца\n"
        "Светлова Анна Игоревна, учитель математики, Школа № 901\n"
        "Один на один, очно или онлайн\n\n"
        f"{NEED}\n\n"
        "Ответить до чт, 15 октября, 10:00: потом заявка сама пойдёт дальше."
    )
    assert irina.buttons[:3] == ["Беру", "Спросить", "Не смогу"]
    await irina.taps("Спросить")
    await irina.says("🤔🤔🤔")
    assert "Здесь нужны буквы." in irina.sees
    await irina.says("Что?")
    assert "Спросите чуть подробнее." in irina.sees
    await irina.says("?" * 10 + "а" * 300)
    assert "до 300 знаков" in irina.sees
    await irina.says("Сколько ребят в классе?")
    assert irina.sees.startswith("Вопрос отправлен. Ответ пришлём сюда.")
    assert "Ждём ответа коллеги до чт, 15 октября, 10:00." in irina.sees
    assert "Спросить" not in irina.buttons

    await club.deliver()
    assert anna.sees.startswith("Наставник прочёл вашу заявку и хочет уточнить:\nСколько ребят в классе?")
    await anna.taps("Ответить")
    await anna.says("Двадцать восемь")
    await club.deliver()
    assert irina.sees.startswith("Пришёл ответ на ваш вопрос.")
    assert "Вопрос: Сколько ребят в классе?\nОтвет: Двадцать восемь" in irina.sees

    await irina.taps("Беру", times=2)
    assert "🤝 Спасибо, что берёте! Коллега: Светлова Анна Игоревна." in irina.sees
    assert "К паре" in irina.buttons
    await club.deliver()
    assert "Вы в паре" in anna.sees
    assert "Лебедева Ирина Павловна" in anna.sees


async def test_a_decline_goes_on_and_the_mentee_sees_soft_words_alone(club: Club) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva, gromov = await mentor(club, irina), await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await asks(club, anna, lebedeva, gromov)

    await irina.taps("Не смогу")
    assert "Коллега причины не увидит" in irina.sees
    await irina.taps("Другое")
    await irina.says("...")
    assert "Здесь нужны буквы." in irina.sees
    await irina.says("Веду выпускной класс")
    assert irina.sees.startswith("Спасибо за честный ответ.")
    await club.deliver()

    assert anna.sees == (
        "В этот раз не сложилось: у наставника сейчас нет возможности взять пару. Так бывает часто, и дело не в вас.\n"
        "Заявка уже у другого наставника, ответа ждём до чт, 15 октября, 10:00."
    )
    assert pavel.sees.startswith("Коллега просит вас о помощи.")
    assert not any("Лебедева" in str(one) or "выпускной" in str(one) for one in anna.messages + pavel.messages[-1:])

    await club.advance(minutes=1)
    await pavel.taps("Не смогу")
    await pavel.taps("Смогу позже")
    assert "С какого времени сможете?" in pavel.sees
    await pavel.taps("Пока не знаю")
    await club.deliver()
    assert "Теперь ищет координатор клуба, ответим до сб, 10 октября, 10:01." in anna.sees


async def test_silence_goes_on_and_at_last_to_the_coordinators(club: Club) -> None:
    anna, irina, pavel, maria = club.anna, club.irina, club.pavel, club.maria
    lebedeva, gromov = await mentor(club, irina), await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    await maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(maria)
    # Wednesday, 7 October
    await asks(club, anna, lebedeva, gromov)

    await club.advance(days=5)
    assert irina.sees.startswith("Напоминаем: коллега ждёт вашего ответа.")
    asked = irina.newest
    assert "Коллега просит" not in pavel.sees

    await club.advance(days=3)
    assert irina.sees.startswith("Заявка пошла дальше: срок ответа прошёл. Ничего страшного")
    assert "Моя карточка" in irina.buttons
    assert "Заявка уже у другого наставника, ответа ждём до пт, 23 октября, 10:00." in anna.sees
    assert pavel.sees.startswith("Коллега просит вас о помощи.")
    await irina.taps_on(asked, "Беру")
    assert irina.toast.startswith("Эта заявка уже пошла дальше.")

    await club.advance(days=8)
    assert "Теперь ищет координатор клуба, ответим до пн, 26 октября, 10:00." in anna.sees
    assert maria.sees == (
        f"Заявка ждёт координатора.\nСветлова Анна Игоревна: {NEED}\nРешить до пн, 26 октября, 10:00."
    )
    await club.advance(days=3)
    assert maria.sees.startswith("🔴 Заявка всё ещё ждёт координатора: ей уже 19 дней.")
    await maria.taps("Открыть заявку")
    assert "1. Лебедева Ирина Павловна — без ответа, чт, 15 октября" in maria.sees
    assert "2. Громов Павел Андреевич — без ответа, пт, 23 октября" in maria.sees


async def test_an_urgent_request_has_a_timer(club: Club) -> None:
    anna, irina, maria = club.anna, club.irina, club.maria
    await mentor(club, irina, on_duty=True)
    await anna.joins()
    await maria.joins(role="Наставник", name="Озерова Мария Львовна")
    await club.coordinator(maria)
    await asks(club, anna, urgency=Urgency.URGENT)

    assert irina.sees.startswith("Коллеге нужна помощь до завтрашнего урока. Сможете?\n\n⏱ Методика")
    assert "Ответить до ср, 7 октября, 12:00" in irina.sees
    await club.advance(hours=1)
    assert irina.sees.startswith("Срочная заявка ещё ждёт вас.")
    await club.advance(hours=1)
    assert irina.sees.startswith("Заявка пошла дальше")
    assert maria.sees.startswith("⏱ Срочная заявка ждёт координатора.")
    assert "Решить до ср, 7 октября, 14:00." in maria.sees


async def test_who_wants_to_stay_unnamed_is_named_once_taken(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    before = len(irina.messages)
    await asks(club, anna, lebedeva, anonymous=True)
    assert "Имя откроется, когда возьмёте заявку." in irina.sees
    await irina.taps("Все заявки")
    await irina.taps("1. Методика")
    assert not any(word in str(irina.messages[before:]) for word in ("Светлова", "математики", "901"))
    await irina.taps("Беру")
    assert "Коллега: Светлова Анна Игоревна." in irina.sees


async def test_the_question_left_unanswered_closes_the_request(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await asks(club, anna, lebedeva)
    await irina.taps("Спросить")
    await irina.says("Сколько ребят в классе?")
    await club.advance(days=5)
    assert anna.sees.startswith("Напоминаем: наставник ждёт ответа на вопрос.\nСколько ребят в классе?")
    await club.advance(days=3)
    assert anna.sees.startswith("Заявка закрылась сама: вопрос наставника остался без ответа.")
    assert irina.sees.startswith("Ответа на ваш вопрос не пришло, поэтому заявка закрыта.")
    await anna.taps("Открыть снова")
    assert "Заявка снова открыта." in anna.sees


async def test_a_mentor_is_told_when_there_is_nothing_to_answer_any_more(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    request_id = await asks(club, anna, lebedeva)
    card = irina.newest
    await irina.taps("Спросить")
    async with club.sessions.begin() as session:
        mentee = await people.identify(session, anna.id, wrote=True)
        await requests.withdraw(session, mentee, request_id, club.now)
    # typed into a request that has gone meanwhile: told once, and nothing more is awaited
    await irina.says("Сколько ребят в классе?")
    assert irina.sees.startswith("Пока вы писали, заявка пошла дальше.")
    await irina.says("Спасибо")
    assert "Не понимаю свободный текст" in irina.sees
    await club.deliver()
    assert irina.sees.startswith("Заявка больше не ждёт вашего ответа: её отозвали.")
    for label in ("Беру", "Спросить", "Не смогу"):
        await irina.taps_on(card, label)
        assert irina.toast.startswith("Эта заявка уже пошла дальше.")


async def test_the_last_place_gone_elsewhere(club: Club) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva, gromov = await mentor(club, irina), await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    request_id = await asks(club, anna, lebedeva, gromov)
    async with club.sessions.begin() as session:
        (await session.get_one(MentorCard, lebedeva.owner())).capacity = 0
    await irina.taps("Беру")
    assert irina.sees.startswith("У вас уже столько пар, сколько отмечено в карточке, и заявка ушла")
    await club.deliver()
    assert pavel.sees.startswith("Коллега просит вас о помощи.")
    await irina.presses(OpenAsked(request_id=request_id).pack())
    assert irina.toast.startswith("Эта заявка уже пошла дальше.")


async def test_the_inbox_page_by_page(club: Club) -> None:
    irina = club.irina
    lebedeva = await mentor(club, irina, capacity=10)
    await irina.presses(Inbox().pack())
    assert irina.sees.startswith("Пока никто не ждёт вашего ответа.")
    for number in range(6):
        person = club.stranger()
        await person.joins(name=f"Тихая Вера Номер{'абвгде'[number]}")
        await asks(club, person, lebedeva)
        await club.advance(minutes=1)
    await irina.presses(Inbox().pack())
    assert irina.sees.startswith("Ждут ответа\n1. Методика: ответить до чт, 15 октября, 10:00\n2. Методика")
    assert len([one for one in irina.buttons if one[0].isdigit()]) == 5
    await irina.taps("Дальше")
    assert irina.buttons[0] == "6. Тихая Вера Номере"
    await irina.taps("6. ")
    await irina.taps("Спросить")
    await irina.taps("К заявке")
    # who goes back types no question any more
    await irina.says("Здравствуйте")
    assert "Не понимаю свободный текст" in irina.sees
    await irina.presses(Inbox(page=7).pack())
    assert irina.buttons[0] == "6. Тихая Вера Номере"


async def presses_everything(person: Phone, request_id: int, answer: str) -> None:
    for data in (
        OpenAsked(request_id=request_id),
        AcceptAsked(request_id=request_id),
        AskBack(request_id=request_id),
        DeclineAsked(request_id=request_id),
        DeclineFor(request_id=request_id, reason=DeclineReason.NO_TIME),
        DeclineFor(request_id=request_id, reason=DeclineReason.OTHER, plain=True),
    ):
        await person.presses(data.pack())
        assert person.toast.startswith(answer), (data, person.toast)


async def test_forged_presses_on_somebody_elses_request(club: Club) -> None:
    anna, irina, pavel = club.anna, club.irina, club.pavel
    lebedeva = await mentor(club, irina)
    await mentor(club, pavel, "Громов Павел Андреевич")
    await anna.joins()
    request_id = await asks(club, anna, lebedeva)
    await presses_everything(pavel, request_id, "Этого уже нет.")
    await presses_everything(pavel, 999_999, "Этого уже нет.")
    for data in ("inyes:0", "inyes:-1", f"innofor:{request_id}:WHATEVER:0", "inask:99999999999999999999"):
        await pavel.presses(data)
        assert pavel.toast, data
    # the mentee is no mentor of their own request
    await anna.presses(AskBack(request_id=request_id).pack())
    assert anna.toast.startswith("Этого уже нет.")
    # a guest is led to the consent
    stranger = club.stranger()
    await stranger.starts()
    await stranger.presses(OpenAsked(request_id=request_id).pack())
    assert "согласи" in stranger.sees
    await irina.presses(Inbox().pack())
    assert irina.sees.startswith("Ждут ответа\n1. ")


async def test_a_question_asked_twice_is_asked_once(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    await asks(club, anna, lebedeva)
    card = irina.newest
    await irina.taps("Спросить")
    await irina.says("Сколько ребят в классе?")
    await irina.taps_on(card, "Спросить")
    assert "Вопрос: Сколько ребят в классе?" in irina.sees
    await irina.says("А какой предмет?")
    assert "Не понимаю свободный текст" in irina.sees


async def test_a_second_question_after_the_answer_and_no_third(club: Club) -> None:
    anna, irina = club.anna, club.irina
    lebedeva = await mentor(club, irina)
    await anna.joins()
    request_id = await asks(club, anna, lebedeva)
    await irina.taps("Спросить")
    await irina.says("Сколько ребят в классе?")
    await club.deliver()
    await anna.taps("Ответить")
    await anna.says("Двадцать восемь")
    await club.advance(minutes=1)
    await irina.taps("Спросить ещё")
    assert "Это второй вопрос и последний" in irina.sees
    await irina.says("А какой предмет?")
    assert "Вопрос: Сколько ребят в классе?\nОтвет: Двадцать восемь\nВопрос: А какой предмет?" in irina.sees
    await club.deliver()
    assert "А какой предмет?" in anna.sees
    await anna.taps("Ответить")
    await anna.says("Химия")
    assert "Ответ: Двадцать восемь" in anna.sees
    assert "Ваш ответ: Химия" in anna.sees
    await anna.taps("Вопросы и ответы: 2")
    assert "1. Вопрос: Сколько ребят в классе?\nОтвет: Двадцать восемь\n\n2. Вопрос: А какой предмет?" in anna.sees
    await anna.taps("К заявке")
    await club.advance(minutes=1)
    assert "Спросить ещё" not in irina.buttons
    await irina.presses(AskBack(request_id=request_id).pack())
    assert irina.toast.startswith("Два вопроса по этой заявке уже заданы.")
    await irina.taps("Вопросы и ответы: 2")
    await irina.taps("К заявке")
    await irina.taps("Беру")
    assert "🤝 Спасибо, что берёте!" in irina.sees
