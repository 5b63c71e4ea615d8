"""Certificates of an event, the coordinator's side: issuing, archives, the register, again and away."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.certificates import (
    CertificateList,
    CertificateView,
    EventCertificates,
    PackProgress,
    Standing,
    spaced,
)
from screens import words
from screens.desk import OpenCertificates, OpenPresence, to_desk_of
from screens.events.certificate_paper import period
from screens.kit import Button, Content, File, RowId, Screen, button, column, esc, pager
from screens.navigation import to_menu

# what a live screen of archives on their way is called
LIVE_PACKS = "certificates"


class IssueCertificates(CallbackData, prefix="ciss"):
    """Give everybody who came a certificate; asks first."""

    event_id: RowId
    sure: bool = False


class PackCertificates(CallbackData, prefix="cpak"):
    """Send archives of all certificates of an event."""

    event_id: RowId


class CertificateRegister(CallbackData, prefix="creg"):
    """A page of an event's certificates."""

    event_id: RowId
    page: int = 0


class CertificateEntry(CallbackData, prefix="cent"):
    """One entry of the register."""

    certificate_id: RowId


class CertificatePdf(CallbackData, prefix="cpdf"):
    """An entry as a PDF, to print it for who has no Telegram."""

    certificate_id: RowId


class CertificateAct(CallbackData, prefix="cact"):
    """Issue one again, or revoke it; asks first."""

    act: Literal["reissue", "revoke"]
    certificate_id: RowId
    sure: bool = False


def overview(view: EventCertificates) -> Screen:
    """How things stand and what can be done; moves by itself while archives are on their way."""
    going_on = view.packs is not None and view.packs.going_on
    issue = button(f"Выдать всем: {view.to_issue}", IssueCertificates(event_id=view.event_id))
    rows = column(
        issue if view.open and view.to_issue else None,
        button("Отметить пришедших", OpenPresence(event_id=view.event_id)) if not view.attended else None,
        button("Прислать архивом", PackCertificates(event_id=view.event_id)) if view.valid and not going_on else None,
        button("Реестр", CertificateRegister(event_id=view.event_id)) if view.valid or view.revoked else None,
        button("Обновить", OpenCertificates(event_id=view.event_id)) if going_on else None,
        to_desk_of(view.event_id),
        to_menu(),
    )
    live = f"{LIVE_PACKS}:{view.event_id}" if going_on else None
    return Screen("\n".join(line for line in _standing(view) if line), rows, live=live)


def confirm_issue(view: EventCertificates) -> Screen:
    """The consequence named: numbers can't be taken back."""
    count = words.plural(view.to_issue, "сертификат", "сертификата", "сертификатов")
    text = f"Выдать {count}? Номера встанут в реестр, каждому придёт сообщение, вам — архивы с{NBSP}PDF."
    rows = column(
        button("Выдать", IssueCertificates(event_id=view.event_id, sure=True)), _back(view.event_id), to_menu()
    )
    return Screen(f"{text}\n{_no_hours(view)}".strip(), rows)


def register(view: CertificateList, event_id: int) -> Screen:
    """Names by number of the register; the number of the line is what one presses."""
    if not view.lines:
        return Screen("Сертификатов пока нет.", column(_back(event_id), to_menu()))
    lines = (
        f"{number}.{NBSP}{_name(line)}\n№{NBSP}{line.label}{_note(line)}" for number, line in enumerate(view.lines, 1)
    )
    rows = (
        tuple(
            button(f"{number}", CertificateEntry(certificate_id=line.id)) for number, line in enumerate(view.lines, 1)
        ),
        *pager(view.page, lambda number: CertificateRegister(event_id=event_id, page=number)),
        *column(_back(event_id), to_menu()),
    )
    return Screen("\n\n".join([f"<b>Реестр сертификатов</b>, записей: {view.total}", *lines]), rows)


def entry(view: CertificateView) -> Screen:
    """One entry with what can be done about it."""
    lines = [
        f"<b>№{NBSP}{view.label}</b>{_note(view)}",
        f"{_name(view)}, {words.PARTICIPANT_ROLES[view.role]}",
        f"{esc(words.quoted(view.title))}, {period(view.starts_at, view.ends_at)}",
        f"Код проверки: <code>{spaced(view.code)}</code>",
    ]
    valid = view.standing is Standing.VALID
    again = view.standing in (Standing.VALID, Standing.REVOKED) and view.full_name is not None
    rows = column(
        button("PDF", CertificatePdf(certificate_id=view.id)) if valid else None,
        button("Выдать заново", CertificateAct(act="reissue", certificate_id=view.id)) if again else None,
        button("Аннулировать", CertificateAct(act="revoke", certificate_id=view.id)) if valid else None,
        button("← К реестру", CertificateRegister(event_id=view.event_id)) if view.event_id else None,
        to_menu(),
    )
    return Screen("\n".join(lines), rows)


def confirm(view: CertificateView, act: Literal["reissue", "revoke"]) -> Screen:
    """Asks before a number becomes void."""
    if act == "reissue":
        text = (
            f"Выдать новый сертификат взамен №{NBSP}{view.label}? В нём будут сегодняшние данные анкеты и "
            "мероприятия. Старый номер перестанет действовать, человеку придёт сообщение."
        )
        label = "Выдать новый"
    else:
        text = (
            f"Аннулировать №{NBSP}{view.label}? Проверка по коду покажет, что он не действует, "
            "человеку придёт сообщение. Вернуть его нельзя, можно выдать новый."
        )
        label = "Аннулировать"
    yes = button(label, CertificateAct(act=act, certificate_id=view.id, sure=True))
    return Screen(text, column(yes, button("← Назад", CertificateEntry(certificate_id=view.id)), to_menu()))


def pack(name: str, number: int, of: int, content: Content) -> File:
    """One of the archives of an event. A file has no buttons: its words tell the way on."""
    return File(name, content, f"Архив {number} из {of}. Вернуться к мероприятиям: /desk")


def pack_name(views: tuple[CertificateView, ...]) -> str:
    """«Сертификаты 2026 № 1–100.zip»: by what is inside."""
    first, last = views[0], views[-1]
    numbers = f"{first.number}" if first.id == last.id else f"{first.number}–{last.number}"
    return f"Сертификаты {first.year} № {numbers}.zip"


def _standing(view: EventCertificates) -> list[str]:
    void = f" Аннулировано: {view.revoked}." if view.revoked else ""
    return [
        f"<b>Сертификаты: {esc(words.quoted(view.title))}</b>",
        f"Пришли: {view.attended}. Выдано: {view.valid}.{void}",
        _obstacle(view),
        f"Без имени в анкете: {view.nameless}, им выдать пока нельзя." if view.nameless else "",
        _no_hours(view) if view.to_issue else "",
        _packs(view.packs),
    ]


def _obstacle(view: EventCertificates) -> str:
    if not view.open:
        return "Выдать можно, когда мероприятие начнётся, а за серию — с последнего занятия."
    return "" if view.attended else "Сертификат — для тех, кто пришёл, а отметок пока нет."


def _no_hours(view: EventCertificates) -> str:
    return "Часы не указаны — в сертификатах их не будет." if view.hours is None else ""


def _packs(packs: PackProgress | None) -> str:
    if packs is None:
        return ""
    if packs.going_on:
        return f"⏳ Собираем архивы: {packs.sent} из {packs.total}"
    if packs.failed:
        return f"Архивы: отправлено {packs.sent} из {packs.total}. Запросите ещё раз."
    return f"Архивы отправлены: {packs.total}."


def _note(view: CertificateView) -> str:
    match view.standing:
        case Standing.VALID | Standing.NAMELESS:
            return ""
        case Standing.REVOKED:
            return " · аннулирован"
        case Standing.REPLACED:
            return f" · заменён на №{NBSP}{view.replaced_by}"


def _name(view: CertificateView) -> str:
    return esc(view.full_name) if view.full_name else "имя удалено"


def _back(event_id: int) -> Button:
    return button("← Сертификаты", OpenCertificates(event_id=event_id))
