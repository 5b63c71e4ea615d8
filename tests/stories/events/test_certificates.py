"""Certificates on phones: a coordinator gives them, a member takes them away, anybody checks one."""

import io
import zipfile

import pypdfium2
import zxingcpp
from sqlalchemy import select

from db.models import Certificate, Conversation, Member
from screens.desk import OpenCertificates
from screens.events.certificate_desk import (
    CertificateAct,
    CertificateEntry,
    CertificatePdf,
    CertificateRegister,
    IssueCertificates,
    PackCertificates,
)
from screens.events.certificate_ways import MyCertificates
from screens.events.certificates import AllCertificates, NameOnCertificate, OpenCertificate
from services.people import people
from tests.services.given_certificates import given_came, given_past_event
from tests.services.given_people import rows_about_people
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def given_visit(club: Club, *visitors: Phone) -> int:
    """An event these people came to yesterday, by id."""
    async with club.sessions.begin() as session:
        event = await given_past_event(session, club.now)
        came = [await people.identify(session, visitor.id, wrote=True) for visitor in visitors]
        await given_came(session, event, came, club.now)
        return event.id


async def opens_desk(coordinator: Phone, event_id: int) -> None:
    await coordinator.presses(OpenCertificates(event_id=event_id).pack())


async def issues(coordinator: Phone, event_id: int) -> None:
    await opens_desk(coordinator, event_id)
    await coordinator.taps("Выдать всем")
    await coordinator.taps("Выдать")


async def certificate(club: Club) -> Certificate:
    """The newest entry of the register."""
    async with club.sessions.begin() as session:
        found = await session.scalar(select(Certificate).order_by(Certificate.id.desc()).limit(1))
        assert found is not None
        return found


def text_of(pdf: bytes) -> str:
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    return " ".join(text.replace("\u00a0", " ").split())


async def anna_and_maria(club: Club) -> tuple[Phone, Phone, int]:
    """A member who came to an event, and a coordinator."""
    await club.anna.joins()
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.anna, club.maria, await given_visit(club, club.anna)


async def test_from_the_desk_to_the_portfolio(club: Club) -> None:
    anna, maria, event_id = await anna_and_maria(club)
    await opens_desk(maria, event_id)
    assert "Пришли: 1. Выдано: 0." in maria.sees
    await maria.taps("Выдать всем: 1")
    assert maria.sees.startswith("Выдать 1 сертификат? Номера встанут в реестр")
    await maria.taps("Выдать")
    assert "Собираем архивы: 0 из 1" in maria.sees

    await club.deliver()
    await club.live.tick()
    (archive,) = maria.files
    assert archive["file_name"] == "Сертификаты 2026 № 1.zip"
    box = zipfile.ZipFile(io.BytesIO(maria.file_content(archive)))
    assert box.namelist() == ["Н-2026-00001 Светлова Анна Игоревна.pdf"]
    desk = next(m["text"] for m in maria.from_bot if "Пришли: 1" in m.get("text", ""))
    assert "Архивы отправлены: 1." in desk, "the screen moved by itself"

    assert anna.sees.startswith("📜 Ваш сертификат готов: «Знакомимся», 6 октября 2026 года, 2 академических часа.")
    await anna.taps("Получить PDF")
    assert anna.sees.endswith("выдан Светловой Анне Игоревне")
    assert anna.files == []
    await anna.taps("Верно")
    (pdf,) = anna.files
    assert pdf["file_name"] == "Н-2026-00001 Светлова Анна Игоревна.pdf"
    text = text_of(anna.file_content(pdf))
    assert "выдан Светловой Анне Игоревне" in text
    assert "учитель математики" in text

    await anna.says("/certificates")
    assert "1. «Знакомимся»\n№ Н-2026-00001 · 6 октября 2026 года" in anna.sees
    await anna.taps("1")
    assert len(anna.files) == 2, "the name is asked once"
    await anna.taps("Скачать всё (ZIP)")
    box = zipfile.ZipFile(io.BytesIO(anna.file_content(anna.files[-1])))
    assert box.namelist() == ["Список.txt", "Н-2026-00001 Светлова Анна Игоревна.pdf"]
    index = box.read("Список.txt").decode("utf-8-sig").replace("\u00a0", " ")
    assert index.startswith("1. № Н-2026-00001; «Знакомимся»; Обучающий семинар; 6 октября 2026 года; участник; 2 акад")


async def test_a_stranger_checks_by_the_qr_code_and_leaves_no_trace(club: Club) -> None:
    anna, maria, event_id = await anna_and_maria(club)
    await issues(maria, event_id)
    await club.deliver()
    await anna.taps("Получить PDF")
    await anna.taps("Без склонения")
    page = pypdfium2.PdfDocument(anna.file_content(anna.files[-1]))[0].render(scale=2).to_pil()
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text.startswith(f"https://t.me/{club.telegram.bot['username']}?start=verify_")
    async with club.sessions.begin() as session:
        before = await rows_about_people(session)

    vera = club.stranger()
    await vera.starts(code.text.partition("?start=")[2])
    assert vera.sees.startswith("✅ Сертификат № Н-2026-00001 действителен.\nСветлова Анна Игоревна")
    written = (await certificate(club)).code
    await vera.says(f"/verify {written[:4].lower()}-{written[4:8]}-{written[8:]}")
    assert "действителен" in vera.sees
    await vera.says("/verify")
    assert "K7PM-2QXD-9R4T" in vera.sees
    await vera.says(f"{written[:4].lower()}-{written[4:8]}-{written[8:]}")
    assert "действителен" in vera.sees, "the code alone will do"
    await vera.says("мама тест арка")
    assert "Не понимаю свободный текст" in vera.sees
    for wrong in ("/verify 0000-0000-0000", "/verify привет", "/start verify_", "/start verify_%00"):
        await vera.says(wrong)
        assert vera.sees.startswith("Сертификата с таким кодом нет")
    async with club.sessions.begin() as session:
        assert await rows_about_people(session) == before


async def test_the_name_is_corrected_in_words(club: Club) -> None:
    anna, maria, event_id = await anna_and_maria(club)
    await issues(maria, event_id)
    await club.deliver()
    await anna.taps("Получить PDF")
    await anna.taps("Исправить")
    await anna.says("Громову Павлу Ильичу")
    assert "имя из анкеты в дательном падеже" in anna.sees
    await anna.says("/events")
    await anna.says("Светловой Анне Игоревне")
    assert anna.files == [], "who turned to the calendar types no name"
    await anna.says("/certificates")
    await anna.taps("1")
    await anna.taps("Исправить")
    await club.restart()
    await anna.says("светловой анне игоревне")
    assert len(anna.files) == 1
    assert "выдан Светловой Анне Игоревне" in text_of(anna.file_content(anna.files[0]))
    async with club.sessions.begin() as session:
        member = await session.scalar(select(Member).where(Member.telegram_id == anna.id))
        assert member is not None
        assert member.name_dative == "Светловой Анне Игоревне"
        states = await session.scalars(select(Conversation.state).where(Conversation.user_id == anna.id))
        assert set(states) <= {None}


async def test_revoked_and_issued_again(club: Club) -> None:
    anna, maria, event_id = await anna_and_maria(club)
    await issues(maria, event_id)
    await club.deliver()
    old = await certificate(club)

    await opens_desk(maria, event_id)
    await maria.taps("Реестр")
    assert "1. Светлова Анна Игоревна\n№ Н-2026-00001" in maria.sees
    await maria.taps("1")
    await maria.taps("Аннулировать")
    assert "Вернуть его нельзя" in maria.sees
    await maria.taps("Аннулировать", times=2)
    assert "аннулирован" in maria.sees
    await club.deliver()
    assert "больше не действует" in anna.sees
    await anna.says("/certificates")
    assert anna.sees.startswith("Сертификатов пока нет")
    await anna.presses(OpenCertificate(certificate_id=old.id).pack())
    assert anna.files == []
    await anna.says(f"/verify {old.code}")
    assert "аннулирован" in anna.sees

    await maria.taps("Выдать заново")
    await maria.taps("Выдать новый", times=2)
    assert "№ Н-2026-00002" in maria.sees
    await maria.taps("PDF")
    assert maria.files[-1]["file_name"] == "Н-2026-00002 Светлова Анна Игоревна.pdf"
    await club.deliver()
    assert anna.sees.startswith("📜 Ваш сертификат готов")
    await anna.says(f"/verify {old.code}")
    assert "Действует № Н-2026-00002" in anna.sees


async def test_forged_presses_get_nothing(club: Club) -> None:
    _anna, maria, event_id = await anna_and_maria(club)
    await issues(maria, event_id)
    await club.deliver()
    entry = await certificate(club)
    pavel = club.pavel
    await pavel.joins(name="Громов Павел Ильич")
    for forged in (
        OpenCertificates(event_id=event_id),
        IssueCertificates(event_id=event_id, sure=True),
        PackCertificates(event_id=event_id),
        CertificateRegister(event_id=event_id),
        CertificateEntry(certificate_id=entry.id),
        CertificatePdf(certificate_id=entry.id),
        CertificateAct(act="revoke", certificate_id=entry.id, sure=True),
        CertificateAct(act="reissue", certificate_id=entry.id, sure=True),
    ):
        await pavel.presses(forged.pack())
        assert pavel.toast.startswith("Это действие вам недоступно"), forged
    for foreign in (OpenCertificate(certificate_id=entry.id), OpenCertificate(certificate_id=10**15)):
        await pavel.presses(foreign.pack())
        assert pavel.toast.startswith("Этого уже нет")
    await pavel.presses(AllCertificates().pack())
    assert pavel.sees.startswith("Сертификатов пока нет")
    await pavel.presses(MyCertificates(page=-5).pack())
    assert pavel.sees.startswith("Сертификатов пока нет")
    await pavel.presses(NameOnCertificate(how="right", certificate_id=entry.id).pack())
    assert pavel.sees.startswith("Запомнили"), "one's own name, and nobody else's certificate"
    assert pavel.files == []
    assert (await certificate(club)).revoked_at is None
    for gone in (
        OpenCertificates(event_id=10**15),
        CertificateEntry(certificate_id=10**15),
        IssueCertificates(event_id=10**15, sure=True),
    ):
        await maria.presses(gone.pack())
        assert maria.toast.startswith("Этого уже нет")

    vera = club.stranger()
    await vera.starts()
    await vera.presses(MyCertificates().pack())
    assert "согласие" in vera.sees.lower()


async def test_who_is_a_coordinator_no_longer_issues_nothing(club: Club) -> None:
    """Rights end at once: a message with buttons stays in the chat for years."""
    anna, maria, event_id = await anna_and_maria(club)
    await opens_desk(maria, event_id)
    async with club.sessions.begin() as session:
        member = await session.scalar(select(Member).where(Member.telegram_id == maria.id))
        assert member is not None
        await session.refresh(member, ["roles"])
        member.roles = [role for role in member.roles if role.role != "COORDINATOR"]
    await maria.taps("Выдать всем")
    assert maria.toast.startswith("Это действие вам недоступно")
    await anna.says("/certificates")
    assert anna.sees.startswith("Сертификатов пока нет")
