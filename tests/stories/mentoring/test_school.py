"""A school's administration: asks for the right, sees how its pairs go, has a word about pairs with other schools."""

import io
from datetime import timedelta

import openpyxl
import pytest

from domain.mentoring.approvals import Hat
from domain.vocabulary import RefusalReason
from screens.mentoring.approvals import AgreePair, OpenApproval, OpenApprovals, RefusePair
from screens.mentoring.mentoring import MySchool
from screens.mentoring.school import AskSchool, OpenSchoolPairs, SchoolSpreadsheet, WantWord
from screens.mentoring.school_admins import (
    DeclineSchool,
    FindSchoolAdmin,
    GrantSchool,
    OpenCandidate,
    OpenSchool,
    OpenSchoolDesk,
    RevokeSchool,
    WantSchoolWord,
)
from services.mentoring import pair_views, school_admins
from services.people import people
from tests.services.given_requests import given_card
from tests.stories.conftest import Club
from tests.stories.pair_walk import pair
from tests.stories.phones import Phone
from tests.stories.request_walk import asks


@pytest.fixture
async def maria(club: Club) -> Phone:
    await club.maria.joins(role="Наставник", name="Озерова Мария Львовна", organization="школа 905")
    await club.coordinator(club.maria)
    return club.maria


@pytest.fixture
async def olga(club: Club) -> Phone:
    """Of the administration of Anna's school; nobody has given her the right yet."""
    person = club.stranger("Ольга", "Ветрова")
    await person.joins(role="Администрация ОО", name="Ветрова Ольга Ильинична", position="заместитель директора")
    return person


async def speaks(club: Club, maria: Phone, olga: Phone, *, asked: bool = True) -> None:
    """She has the right; the school wants to be asked, or not."""
    async with club.sessions.begin() as session:
        coordinator = await people.identify(session, maria.id, wrote=True)
        member = await people.identify(session, olga.id, wrote=True)
        await school_admins.grant(session, coordinator, member.owner(), club.now)
    await club.deliver()
    if asked:
        await olga.taps("Спрашивать о парах")


async def wait_for_the_school(club: Club) -> int:
    """Irina of another school accepts Anna; returns the pair's id."""
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", organization="гимназия 902")
    async with club.sessions.begin() as session:
        lebedeva = await people.identify(session, club.irina.id, wrote=True)
        await given_card(session, lebedeva, club.now)
    await asks(club, club.anna, lebedeva)
    await club.irina.taps("Беру")
    assert "Пара из разных школ, поэтому сначала спросим администрацию." in club.irina.sees
    await club.deliver()
    async with club.sessions.begin() as session:
        return (await pair_views.mine(session, lebedeva, 0, 1)).lines[0].id


async def test_the_right_is_asked_for_and_given(club: Club, maria: Phone, olga: Phone) -> None:
    await olga.says("/mentoring")
    await olga.taps("🏫 Моя школа")
    assert olga.sees.startswith("Школа № 901\nАдминистрация школы видит, какие пары идут")
    await olga.taps("Попросить доступ", times=2)
    assert "Вы попросили доступ ср, 7 октября." in olga.sees
    await club.deliver()
    assert maria.sees.startswith("Просят доступ к школе.\nВетрова Ольга Ильинична, заместитель директора, Школа № 901")
    assert "Просит доступ: называет себя администрацией." in maria.sees
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Администрации школ: 1")
    assert maria.sees == "Администрации школ\nПросят доступ:\n• Ветрова Ольга Ильинична, Школа № 901"
    await maria.taps("✋ Ветрова")
    await maria.taps("Дать доступ", times=2)
    assert maria.sees.startswith("Доступ дан, человеку написали.")
    await club.deliver()
    assert olga.sees.startswith("Готово: вам открыта школа.\n\nШкола № 901\nВ клубе: 1 педагог")
    assert "О парах с другими школами: не спрашиваем вас" in olga.sees

    await maria.presses(OpenSchoolDesk().pack())
    assert "1. Школа № 901: Ветрова Ольга Ильинична" in maria.sees
    await maria.taps("1. Школа № 901")
    await maria.taps("Закрыть: Ветрова")
    await maria.taps("К школе")
    await maria.taps("Закрыть: Ветрова")
    await maria.taps("Да, закрыть", times=2)
    assert "За школу в клубе никто не отвечает." in maria.sees
    await club.deliver()
    assert olga.sees.startswith("Доступ к «Моей школе» закрыт.")
    await olga.presses(OpenSchoolPairs().pack())
    assert olga.toast.startswith("Это действие вам недоступно.")


async def test_the_right_is_given_by_name_or_not_given(club: Club, maria: Phone, olga: Phone) -> None:
    await maria.presses(OpenSchoolDesk().pack())
    assert "Доступа пока ни у кого нет." in maria.sees
    await maria.taps("Дать доступ")
    await maria.says("…")
    assert "Здесь нужны буквы." in maria.sees
    await maria.says("Незнакомцев")
    assert "Никого с таким именем не нашлось" in maria.sees
    await maria.says("ветрова")
    assert "1. Ветрова Ольга Ильинична, Школа № 901" in maria.sees
    await maria.taps("1")
    await maria.taps("Дать доступ", times=2)
    await club.deliver()
    assert olga.sees.startswith("Готово: вам открыта школа.")

    pavel = club.pavel
    await pavel.joins(role="Администрация ОО", name="Громов Павел Андреевич", organization="гимназия 902")
    await pavel.presses(AskSchool().pack())
    await pavel.taps("Больше не прошу")
    await pavel.taps("Попросить доступ")
    await club.deliver()
    await maria.taps("Не давать")
    await maria.taps("Назад")
    await maria.taps("Не давать")
    await maria.taps("Да, не давать", times=2)
    await club.deliver()
    assert pavel.sees.startswith("Доступ к «Моей школе» пока не дали")


async def test_the_school_sees_how_its_pairs_go(club: Club, maria: Phone, olga: Phone) -> None:
    await speaks(club, maria, olga, asked=False)
    await olga.taps("Пары школы")
    assert olga.sees.startswith("Пар с педагогами вашей школы пока нет.")
    await club.anna.joins()
    await club.irina.joins(role="Наставник", name="Лебедева Ирина Павловна", organization="гимназия 902")
    await pair(club, club.irina, club.anna)
    assert "Вы в паре" in club.anna.sees, "nobody asked to be asked"
    await olga.presses(MySchool().pack())
    assert "В клубе: 2 педагога, из них с карточкой 0 наставников\nВ работе: 1 пара" in olga.sees
    await olga.taps("Пары школы")
    assert olga.sees == (
        "Пары школы\n1. Наставник: Лебедева Ирина Павловна, Гимназия № 902\n"
        "Коллега: Светлова Анна Игоревна, Школа № 901\n"
        "Один на один, идёт с ср, 7 октября, по плану до ср, 10 февраля\n0 встреч"
    )
    await olga.taps("Таблица")
    sheet = openpyxl.load_workbook(io.BytesIO(olga.file_content(olga.files[-1]))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "Лебедева Ирина Павловна" in rows[1]
    assert "В таблице 1 пара." in olga.sees


async def test_the_school_agrees_and_the_two_meet(club: Club, maria: Phone, olga: Phone) -> None:
    anna, irina = club.anna, club.irina
    await speaks(club, maria, olga)
    await wait_for_the_school(club)
    assert anna.sees == (
        "🤝 Наставник нашёлся: Лебедева Ирина Павловна.\nВы из разных школ, поэтому ждём согласия школы "
        "до конца дня ср, 14 октября. Ответит — сразу познакомим вас."
    )
    await anna.taps("К паре")
    assert "Ждём согласия школы, до конца дня ср, 14 октября." in anna.sees
    assert olga.sees.startswith("Пара между школами: согласуете?")
    assert "дисциплин" not in olga.sees, "what the pair is about is not the school's business"
    # the third school day: one gentle reminder
    await club.advance_to(club.now + timedelta(days=5))
    assert olga.sees.startswith("Напоминаем: пара между школами ждёт вашего согласия.")
    await olga.says("/mentoring")
    await olga.taps("🏫 Моя школа: ждут 1")
    await olga.taps("Ждут ответа: 1")
    await olga.taps("1. Светлова")
    await olga.taps("✓ Согласовать", times=2)
    assert olga.sees.startswith("Согласовано: обоим написали и познакомили их.")
    await club.deliver()
    assert anna.sees.startswith("🤝 Вы в паре! Наставник: Лебедева Ирина Павловна")
    assert irina.sees.startswith("🤝 Вы в паре! Коллега: Светлова Анна Игоревна")
    await olga.taps("Все, кто ждёт")
    assert olga.sees.startswith("Ждут вашего согласия\nСейчас ни одна пара не ждёт вашего ответа.")


async def test_the_school_refuses_and_nobody_is_left_waiting(club: Club, maria: Phone, olga: Phone) -> None:
    anna, irina = club.anna, club.irina
    await speaks(club, maria, olga)
    await wait_for_the_school(club)
    await olga.taps("Не согласовать")
    assert olga.sees.startswith("Что мешает этой паре?")
    await olga.taps("К паре")
    await olga.taps("Не согласовать")
    await olga.taps("Есть свой наставник", times=2)
    assert olga.sees.startswith("Пару не согласовали.")
    await club.deliver()
    assert anna.sees == (
        "Школа пока не готова к этой паре. Так бывает, и дело не в вас.\n"
        "Ваша заявка у координатора клуба: другого наставника подберут до сб, 10 октября, 10:00."
    )
    assert irina.sees.startswith("Школа пока не готова к этой паре: Светлова Анна Игоревна.")
    assert "Школа № 901: не согласовано, есть свой наставник, ср, 7 октября (Ветрова Ольга Ильинична)" in maria.sees
    await maria.taps("Открыть заявку")
    assert "1. Лебедева Ирина Павловна — школа не согласовала, ср, 7 октября" in maria.sees
    await maria.taps("Вся история")
    assert "школа не согласовала пару: Лебедева Ирина Павловна" in maria.sees
    await anna.taps("Моя заявка")
    assert "Сейчас у координатора" in anna.sees


async def test_the_school_is_silent_and_a_coordinator_answers(club: Club, maria: Phone, olga: Phone) -> None:
    anna = club.anna
    await speaks(club, maria, olga)
    await wait_for_the_school(club)
    await maria.says("/mentoring")
    await maria.taps("🛠 Наставничество клуба")
    await maria.taps("Ждут школу: 1")
    assert "школа ответит до конца дня ср, 14 октября" in maria.sees
    await club.advance_to(club.now + timedelta(days=8))
    assert maria.sees.startswith("Пара ждёт вас: школа не ответила, или спросить там некого.")
    await maria.taps("✓ Согласовать")
    assert "(Озерова Мария Львовна)" in maria.sees
    await club.deliver()
    assert anna.sees.startswith("🤝 Вы в паре!")


async def test_the_school_asks_no_more_and_those_that_wait_go_on(club: Club, maria: Phone, olga: Phone) -> None:
    await speaks(club, maria, olga)
    await wait_for_the_school(club)
    await olga.presses(MySchool().pack())
    await olga.taps("Не спрашивать о парах")
    assert olga.sees.startswith("Вашего ответа 1 пара ждёт.")
    await olga.taps("Да, не спрашивать", times=2)
    assert olga.sees.startswith("Хорошо: пары с другими школами начинают работу без вашего согласия.")
    await club.deliver()
    assert club.anna.sees.startswith("🤝 Вы в паре!")


async def test_forged_and_foreign_buttons(club: Club, maria: Phone, olga: Phone) -> None:
    await speaks(club, maria, olga)
    pair_id = await wait_for_the_school(club)
    anna = club.anna
    closed = [
        *(OpenApprovals(hat=hat) for hat in Hat),
        *(OpenApproval(pair_id=pair_id, hat=hat) for hat in Hat),
        *(AgreePair(pair_id=pair_id, hat=hat) for hat in Hat),
        *(RefusePair(pair_id=pair_id, hat=hat, reason=RefusalReason.LOAD, sure=True) for hat in Hat),
        *(MySchool(), OpenSchoolPairs(), SchoolSpreadsheet(), AskSchool(), WantWord(on=False, sure=True)),
        *(OpenSchoolDesk(), FindSchoolAdmin(), OpenSchool(organization_id=1), OpenCandidate(member_id=1)),
        *(GrantSchool(member_id=1), DeclineSchool(member_id=1, sure=True)),
        RevokeSchool(organization_id=1, member_id=1, sure=True),
        WantSchoolWord(organization_id=1, on=False, sure=True),
    ]
    for data in closed:
        await anna.presses(data.pack())
        assert anna.toast.startswith("Это действие вам недоступно."), data
    await olga.presses(AgreePair(pair_id=pair_id, hat=Hat.CLUB).pack())
    assert olga.toast.startswith("Это действие вам недоступно.")
    for phone, forged in (
        (olga, AgreePair(pair_id=999_999, hat=Hat.SCHOOL).pack()),
        (olga, "apone:0:s"),
        (olga, "apyes:1:x"),
        (maria, OpenSchool(organization_id=999_999).pack()),
        (maria, OpenCandidate(member_id=999_999).pack()),
    ):
        await phone.presses(forged)
        assert phone.toast, forged
    await maria.presses(DeclineSchool(member_id=1, sure=True).pack())
    assert "Отказали" not in maria.sees
