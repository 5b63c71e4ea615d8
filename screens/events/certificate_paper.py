"""What stands on a certificate, in words."""

from datetime import datetime
from functools import cache

from content import load_certificate_text
from content.typography import NBSP, glue
from domain import clubtime
from domain.events.certificates import CertificateView, Paper, spaced
from domain.vocabulary import EventForm, ParticipantRole
from screens import words

_text = cache(load_certificate_text)

_REASONS = {
    ParticipantRole.PARTICIPANT: "за участие в мероприятии",
    ParticipantRole.SPEAKER: "за выступление на мероприятии",
    ParticipantRole.ORGANIZER: "за организацию мероприятия",
    ParticipantRole.VOLUNTEER: "за помощь в проведении мероприятия",
}
# «другое» is a box in a list, not a form to print
_UNNAMED = (EventForm.OTHER_FORMAL, EventForm.OTHER_INFORMAL)


def paper(view: CertificateView, address: str) -> Paper:
    """A certificate ready to be laid out; `address` is what its QR code opens."""
    full_name = view.full_name or ""
    dative = view.dative is not None and view.dative != full_name
    text = _text()
    return Paper(
        label=view.label,
        issued_on=words.full_day(view.issued_at),
        full_name=full_name,
        name=(view.dative or full_name) if dative else full_name,
        dative=dative,
        reason=_REASONS[view.role],
        title=glue(words.quoted(view.title)),
        person=_facts(
            ("Роль", words.PARTICIPANT_ROLES[view.role]),
            ("Должность", view.position),
            ("Организация", view.organization),
        ),
        event=_facts(
            ("Форма", form(view)),
            ("Дата", period(view.starts_at, view.ends_at)),
            ("Место", "онлайн" if view.place is None else view.place or "очно"),
            ("Объём", hours(view.hours)),
        ),
        code=spaced(view.code),
        address=address,
        organizer=text.organizer,
        club=text.club,
        signer=text.signer,
        note=text.note,
    )


def form(view: CertificateView) -> str | None:
    """«Круглый стол»; None for a form without a name of its own."""
    return None if view.form in _UNNAMED else words.FORMS[view.form]


def period(starts_at: datetime, ends_at: datetime) -> str:
    """«14 октября 2026 года», «14–16 октября…», «с 14 октября по 18 ноября…», in club time."""
    first, last = clubtime.local(starts_at).date(), clubtime.local(ends_at).date()
    till = words.full_day(ends_at)
    if first >= last:
        return words.full_day(starts_at)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{till}"
    since = words.full_day(starts_at)
    if first.year == last.year:
        since = since.removesuffix(f"{NBSP}{first.year}{NBSP}года")
    return f"с{NBSP}{since} по{NBSP}{till}"


def hours(number: float | None) -> str | None:
    """«3 академических часа», «1,5 академического часа»."""
    if number is None:
        return None
    if number == int(number):
        return words.plural(int(number), "академический час", "академических часа", "академических часов")
    return f"{number:g}".replace(".", ",") + f"{NBSP}академического часа"


def index(views: tuple[CertificateView, ...]) -> str:
    """The list inside an archive, a certificate a line."""
    lines = (
        "; ".join(
            part
            for part in (
                f"№{NBSP}{view.label}",
                words.quoted(view.title),
                form(view),
                period(view.starts_at, view.ends_at),
                words.PARTICIPANT_ROLES[view.role],
                hours(view.hours),
                f"код проверки {spaced(view.code)}",
            )
            if part
        )
        for view in views
    )
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)) + "\n"


def _facts(*facts: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((name, glue(value)) for name, value in facts if value)
