"""«Мои сертификаты»: the list, one of them, how the name is written, and anybody's check by the code."""

from collections.abc import Callable
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.certificates import CertificateList, CertificateView, Standing, spaced
from screens import words
from screens.events.certificate_paper import form, hours, period
from screens.events.certificate_ways import MyCertificates, to_my_certificates
from screens.events.events import to_calendar, to_my_events
from screens.kit import Button, File, RowId, Screen, button, column, esc, pager, question
from screens.navigation import to_menu


class OpenCertificate(CallbackData, prefix="cert"):
    """One's certificate as a PDF."""

    certificate_id: RowId


class AllCertificates(CallbackData, prefix="czip"):
    """All one's certificates as an archive."""


class NameOnCertificate(CallbackData, prefix="cname"):
    """How the name is written; then the certificate it was asked for, if any."""

    how: Literal["ask", "right", "type", "as_is"] = "ask"
    certificate_id: RowId | None = None


def mine(view: CertificateList) -> Screen:
    """Numbered text, a row of numbers to press; below, everything at once and the spelling of the name."""
    if not view.lines:
        text = "Сертификатов пока нет. Они появляются после встреч, на которых отметили, что вы пришли."
        return Screen(text, column(to_calendar(), to_my_events(), to_menu()))
    lines = (
        f"{number}.{NBSP}<b>{esc(words.quoted(line.title))}</b>\n№{NBSP}{line.label} · {_when(line)}"
        for number, line in enumerate(view.lines, 1)
    )
    rows = (
        tuple(
            button(f"{number}", OpenCertificate(certificate_id=line.id)) for number, line in enumerate(view.lines, 1)
        ),
        *pager(view.page, lambda number: MyCertificates(page=number)),
        *column(
            button("Скачать всё (ZIP)", AllCertificates()),
            button("Имя в сертификатах", NameOnCertificate()),
            to_my_events(),
            to_menu(),
        ),
    )
    return Screen("\n\n".join(["<b>Мои сертификаты</b>\nPDF — по номеру.", *lines]), rows)


def pdf(name: str, view: CertificateView, content: Callable[[], bytes]) -> File:
    """One certificate to keep."""
    caption = f"Сертификат №{NBSP}{view.label}, {esc(words.quoted(view.title))}."
    return File(name, content, f"{caption}\nКод проверки: <code>{spaced(view.code)}</code>")


def archive(count: int, content: Callable[[], bytes]) -> File:
    """All of one's certificates, for attestation."""
    return File(
        "Мои сертификаты.zip",
        content,
        f"Внутри {words.plural(count, 'сертификат', 'сертификата', 'сертификатов')} и список.",
    )


def ask_name(full_name: str, guess: str | None, certificate_id: int | None) -> Screen:
    """«Как написать имя?» with our guess, when there is one."""
    buttons = [_name_button("Исправить" if guess else "Напишу, кому выдан", "type", certificate_id)]
    if guess:
        buttons.insert(0, _name_button("Верно", "right", certificate_id))
        text = f"Так напишем имя в сертификате?\n\nвыдан <b>{esc(guess)}</b>"
    else:
        text = f"Как написать имя в сертификате: просклонять или оставить как в анкете?\n\nВ анкете: {esc(full_name)}"
    return Screen(
        text, column(*buttons, _name_button("Без склонения", "as_is", certificate_id), to_my_certificates(), to_menu())
    )


def type_name(full_name: str, certificate_id: int | None, problem: str | None = None) -> Screen:
    """The dative is awaited in words."""
    return question(
        f"Кому выдан сертификат? Напишите имя в дательном падеже, например: Светловой Анне Игоревне.\n"
        f"В анкете: {esc(full_name)}.",
        problem=esc(problem) if problem else None,
        choices=[_name_button("Без склонения", "as_is", certificate_id)],
        exits=[to_my_certificates(), to_menu()],
    )


def name_kept(full_name: str, dative: str) -> Screen:
    """The spelling is remembered."""
    as_is = dative == full_name
    text = (
        f"Запомнили: имя без склонения, <b>{esc(full_name)}</b>."
        if as_is
        else f"Запомнили: выдан <b>{esc(dative)}</b>."
    )
    return Screen(text, column(button("Изменить", NameOnCertificate()), to_my_certificates(), to_menu()))


def ready(view: CertificateView) -> Screen:
    """News: there is a certificate."""
    facts = ", ".join(part for part in (_when(view), hours(view.hours)) if part)
    text = f"📜 Ваш сертификат готов: <b>{esc(words.quoted(view.title))}</b>, {facts}."
    rows = column(button("Получить PDF", OpenCertificate(certificate_id=view.id)), to_my_certificates(), to_menu())
    return Screen(text, rows, fresh=True)


def revoked(view: CertificateView) -> Screen:
    """News: a certificate is void."""
    text = (
        f"Сертификат №{NBSP}{view.label}, {esc(words.quoted(view.title))}, больше не действует: "
        "координатор его аннулировал.\nЕсли это ошибка, напишите координатору клуба."
    )
    return Screen(text, column(to_my_certificates(), to_menu()), fresh=True)


def verified(view: CertificateView) -> Screen:
    """What a check says: who, for what, when, as whom, how long."""
    return Screen(_verdict(view), column(to_menu()))


def how_to_verify() -> Screen:
    """`/verify` without a code."""
    text = "Пришлите код сертификата, например:\n<code>K7PM-2QXD-9R4T</code>\nОн стоит внизу листа, рядом с QR-кодом."
    return Screen(text, column(to_menu()))


def _verdict(view: CertificateView) -> str:
    title = f"{esc(words.quoted(view.title))}, {_when(view)}"
    match view.standing:
        case Standing.REPLACED:
            return (
                f"🔁 Сертификат №{NBSP}{view.label} заменён, он не действует.\n"
                f"Действует №{NBSP}{view.replaced_by}: попросите показать его."
            )
        case Standing.REVOKED:
            return f"⛔️ Сертификат №{NBSP}{view.label} аннулирован, он не действует."
        case Standing.NAMELESS:
            return (
                f"Сертификат №{NBSP}{view.label} клуб выдавал: {title}.\n"
                "Имени здесь больше нет: владелец удалил свои данные."
            )
        case Standing.VALID:
            facts = (form(view), words.PARTICIPANT_ROLES[view.role], hours(view.hours))
            return (
                f"✅ Сертификат №{NBSP}{view.label} действителен.\n<b>{esc(view.full_name)}</b>\n{title}\n"
                + ", ".join(fact for fact in facts if fact)
            )


def _when(view: CertificateView) -> str:
    return period(view.starts_at, view.ends_at)


def _name_button(label: str, how: Literal["right", "type", "as_is"], certificate_id: int | None) -> Button:
    return button(label, NameOnCertificate(how=how, certificate_id=certificate_id))
