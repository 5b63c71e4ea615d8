"""Certificates in words: codes, labels, datives, dates, hours, and what each screen says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import InvalidAnswer
from domain.events.certificates import (
    CODE_SIGNS,
    CertificateList,
    CertificateView,
    EventCertificates,
    PackProgress,
    label,
    opens_at,
    read_code,
    register_year,
    spaced,
)
from domain.paging import page_of
from domain.people import dative
from domain.vocabulary import EventForm, ParticipantRole
from screens.events import certificate_desk, certificate_paper, certificates
from screens.kit import CAPTION_LIMIT, LABEL_LIMIT, Screen

NOW = datetime(2026, 10, 15, 5, 0, tzinfo=UTC)
STARTS_AT = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
VIEW = CertificateView(
    id=5,
    year=2026,
    number=12,
    code="K7PM2QXD9R4T",
    event_id=3,
    full_name="Светлова Анна Игоревна",
    dative="Светловой Анне Игоревне",
    position="учитель математики",
    organization="Школа № 901",
    role=ParticipantRole.PARTICIPANT,
    title="Секция «Наставничество»",
    form=EventForm.ROUND_TABLE,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(hours=2),
    place="Школа № 901, актовый зал",
    hours=3,
    issued_at=NOW,
)
STATE = EventCertificates(
    event_id=3,
    title="Знакомимся",
    hours=2,
    open=True,
    attended=25,
    to_issue=25,
    nameless=0,
    valid=0,
    revoked=0,
    packs=None,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


# --- the register


def test_a_label_is_the_number_of_the_year() -> None:
    assert label(2026, 12) == "Н-2026-00012"
    assert label(2027, 123_456) == "Н-2027-123456"


def test_the_year_is_that_of_the_clubs_clock() -> None:
    assert register_year(datetime(2026, 12, 31, 18, 59, tzinfo=UTC)) == 2026
    assert register_year(datetime(2026, 12, 31, 19, 0, tzinfo=UTC)) == 2027


@pytest.mark.parametrize("typed", ["K7PM2QXD9R4T", "k7pm-2qxd-9r4t", " К7РМ 2QХD 9R4Т ", "К7РМ—2QХD–9R4Т"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "K7PM2QXD9R4T"


def test_letters_taken_for_digits_are_forgiven() -> None:
    assert read_code("OIL000000ОЗЗ".replace("З", "3")) == "011000000033"


@pytest.mark.parametrize("typed", ["", "K7PM2QXD9R4", "K7PM2QXD9R4TT", "K7PM2QXD9R4Ж", "привет"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_shown_is_a_code_read() -> None:
    assert len(set(CODE_SIGNS)) == 32
    for start in range(0, 24, 4):
        code = CODE_SIGNS[start : start + 8] + "0000"
        assert read_code(spaced(code)) == code


def test_certificates_open_with_the_last_session() -> None:
    assert opens_at(STARTS_AT, []) == STARTS_AT
    assert opens_at(STARTS_AT, [STARTS_AT, NOW]) == NOW


# --- the dative


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Светлова Анна Игоревна", "Светловой Анне Игоревне"),
        ("Анна Игоревна Светлова", "Анне Игоревне Светловой"),
        ("Громов Павел Ильич", "Громову Павлу Ильичу"),
        ("Черных Олег Лукич", "Черных Олегу Лукичу"),
        ("Павлович Анна Сергеевна", "Павлович Анне Сергеевне"),
        ("Анна Сергеевна Павлович", "Анне Сергеевне Павлович"),
        ("СВЕТЛОВА АННА ИГОРЕВНА", "СВЕТЛОВОЙ АННЕ ИГОРЕВНЕ"),
        ("Алиев Рашид Магомед оглы", "Алиеву Рашиду Магомед оглы"),
        (
            "Христорождественская-Преображенская Александра-Виктория Константиновна-Апполинариевна",
            "Христорождественской-Преображенской Александре-Виктории Константиновне-Апполинариевне",
        ),
        ("Ким Анна", None),
        ("Джонсон Мэри Энн Луиза Пятая", None),
        ("Анна", None),
        ("", None),
    ],
)
def test_a_guess_only_where_the_patronymic_tells_the_gender(name: str, expected: str | None) -> None:
    assert dative.guess(name) == expected


def test_the_persons_own_spelling_is_taken() -> None:
    assert dative.read("  светловой-коц анне  игоревне ", "Светлова-Коц Анна Игоревна") == "Светловой-Коц Анне Игоревне"
    assert dative.read("Петру Льву", "Пётр Лев") == "Петру Льву"


@pytest.mark.parametrize(
    "typed",
    ["", "Анне", "Громову Павлу Ильичу", "Светловой Анне Игоревне и всем", "🎉 🎉 🎉"],
)
def test_nobody_else_can_be_written_on_a_certificate(typed: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        dative.read(typed, "Светлова Анна Игоревна")
    assert "Светлова Анна Игоревна" in refusal.value.hint


# --- in words


def test_a_paper_says_all_a_certificate_must() -> None:
    paper = certificate_paper.paper(VIEW, "https://t.me/bot?start=verify_K7PM2QXD9R4T")
    assert (paper.label, plain(paper.issued_on)) == ("Н-2026-00012", "15 октября 2026 года")
    assert (paper.name, paper.dative, paper.full_name) == ("Светловой Анне Игоревне", True, "Светлова Анна Игоревна")
    assert paper.title == "«Секция „Наставничество“»"
    facts = {name: plain(value) for name, value in (*paper.person, *paper.event)}
    assert facts == {
        "Роль": "участник",
        "Должность": "учитель математики",
        "Организация": "Школа № 901",
        "Форма": "Круглый стол",
        "Дата": "14 октября 2026 года",
        "Место": "Школа № 901, актовый зал",
        "Объём": "3 академических часа",
    }
    assert paper.code == "K7PM-2QXD-9R4T"
    assert "не документ о повышении квалификации" in plain(paper.note)


def test_without_a_dative_the_name_stands_alone() -> None:
    for dative_ in (None, VIEW.full_name):
        paper = certificate_paper.paper(replace(VIEW, dative=dative_), "https://example.org")
        assert (paper.name, paper.dative) == ("Светлова Анна Игоревна", False)


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(VIEW, position=None, organization=None, place=None, hours=None, form=EventForm.OTHER_FORMAL)
    paper = certificate_paper.paper(bare, "https://example.org")
    assert [name for name, _ in paper.person] == ["Роль"]
    assert dict(paper.event)["Место"] == "онлайн"
    assert "Объём" not in dict(paper.event)
    assert "Форма" not in dict(paper.event)


def test_a_hall_nobody_named_is_told_by_the_way_of_coming() -> None:
    paper = certificate_paper.paper(replace(VIEW, place=""), "https://example.org")
    assert dict(paper.event)["Место"] == "очно"


@pytest.mark.parametrize("role", ParticipantRole)
def test_every_role_has_its_words(role: ParticipantRole) -> None:
    paper = certificate_paper.paper(replace(VIEW, role=role), "https://example.org")
    assert paper.reason.startswith("за ")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "14 октября 2026 года"),
        (2, "14–16 октября 2026 года"),
        (35, "с 14 октября по 18 ноября 2026 года"),
        (100, "с 14 октября 2026 года по 22 января 2027 года"),
    ],
)
def test_the_dates_of_one_day_and_of_many(days: int, expected: str) -> None:
    assert plain(certificate_paper.period(STARTS_AT, STARTS_AT + timedelta(days=days, hours=1))) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 академический час"),
        (3, "3 академических часа"),
        (5.0, "5 академических часов"),
        (1.5, "1,5 академического часа"),
        (21, "21 академический час"),
        (None, None),
    ],
)
def test_hours_in_the_right_form(number: float | None, expected: str | None) -> None:
    said = certificate_paper.hours(number)
    assert (plain(said) if said else None) == expected


# --- screens


def test_a_check_says_who_what_when_and_how_it_stands() -> None:
    valid = plain(certificates.verified(VIEW).text)
    assert valid.startswith("✅ Сертификат № Н-2026-00012 действителен.\n<b>Светлова Анна Игоревна</b>")
    assert "Круглый стол, участник, 3 академических часа" in valid
    void = plain(certificates.verified(replace(VIEW, revoked_at=NOW)).text)
    assert "аннулирован" in void
    replaced = plain(certificates.verified(replace(VIEW, revoked_at=NOW, replaced_by="Н-2026-00013")).text)
    assert "заменён" in replaced
    assert "Н-2026-00013" in replaced
    nameless = plain(certificates.verified(replace(VIEW, full_name=None)).text)
    assert "удалил свои данные" in nameless
    for text in (void, replaced, nameless):
        assert "Светлова" not in text
        assert "действителен" not in text


def test_names_and_titles_are_text_and_not_markup() -> None:
    rude = replace(VIEW, full_name="<b>Анна", title="<i>&", organization="<script>")
    assert "&lt;b&gt;Анна" in certificates.verified(rude).text
    assert "&lt;i&gt;&amp;" in certificate_desk.entry(rude).text
    assert "&lt;b&gt;" in certificates.ask_name("<b>", None, 5).text


def test_my_certificates_fit_a_message_and_lead_on() -> None:
    long = replace(VIEW, title="Т" * 200)
    screen = certificates.mine(CertificateList((long,) * 5, page_of(12, 1, 5), 12))
    assert len(screen.text) < 4096
    assert labels(screen)[:7] == ["1", "2", "3", "4", "5", "← Раньше", "Дальше →"]
    assert all(len(text) <= LABEL_LIMIT for text in labels(screen))
    empty = certificates.mine(CertificateList((), page_of(0, 0, 5), 0))
    assert "пока нет" in empty.text
    assert len(labels(empty)) == 3
    assert len(certificates.pdf("x.pdf", long, lambda: b"").caption) < CAPTION_LIMIT


def test_the_desk_tells_what_hinders() -> None:
    early = certificate_desk.overview(replace(STATE, open=False))
    assert "когда мероприятие начнётся" in early.text
    assert not any(text.startswith("Выдать") for text in labels(early))
    nobody = certificate_desk.overview(replace(STATE, attended=0, to_issue=0))
    assert "Отметить пришедших" in labels(nobody)
    hourless = plain(certificate_desk.overview(replace(STATE, hours=None, nameless=2)).text)
    assert "Часы не указаны" in hourless
    assert "Без имени в анкете: 2" in hourless
    assert "Выдать всем: 25" in labels(certificate_desk.overview(STATE))


def test_the_desk_is_live_while_archives_are_on_their_way() -> None:
    going = certificate_desk.overview(replace(STATE, valid=25, to_issue=0, packs=PackProgress(10, 3, 0)))
    assert going.live == "certificates:3"
    assert "Собираем архивы: 3 из 10" in plain(going.text)
    assert "Обновить" in labels(going)
    assert "Прислать архивом" not in labels(going)
    ended = certificate_desk.overview(replace(STATE, valid=25, packs=PackProgress(10, 10, 0)))
    assert (ended.live, "Архивы отправлены: 10." in ended.text) == (None, True)
    failed = certificate_desk.overview(replace(STATE, valid=25, packs=PackProgress(10, 9, 1)))
    assert "отправлено 9 из 10" in plain(failed.text)
    assert "Прислать архивом" in labels(failed)


def test_what_can_be_done_depends_on_how_it_stands() -> None:
    assert {"PDF", "Выдать заново", "Аннулировать"} <= set(labels(certificate_desk.entry(VIEW)))
    void = labels(certificate_desk.entry(replace(VIEW, revoked_at=NOW)))
    assert "Выдать заново" in void
    assert "PDF" not in void
    for gone in (replace(VIEW, revoked_at=NOW, replaced_by="Н-2026-00013"), replace(VIEW, full_name=None)):
        assert not {"PDF", "Выдать заново", "Аннулировать"} & set(labels(certificate_desk.entry(gone)))


def test_an_archive_tells_the_way_on() -> None:
    sent = certificate_desk.pack("Сертификаты.zip", 1, 2, b"")
    assert sent.caption == "Архив 1 из 2. Вернуться к мероприятиям: /desk"
