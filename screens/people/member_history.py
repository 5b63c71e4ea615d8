"""What a person did in the club, as coordinators see it."""

from content.typography import NBSP
from domain.mentoring.requests import OPEN as OPEN_REQUESTS
from domain.people.members_desk import HistoryEvent, HistoryLetter, HistoryPair, MemberHistory
from domain.vocabulary import LetterState, PairStatus, RegistrationStatus
from screens import words
from screens.events.certificate_desk import CertificateEntry
from screens.events.roster import OpenParticipant
from screens.kit import Screen, button, esc, in_pairs, shorten
from screens.mailing.letters_desk import OpenLetter
from screens.mentoring.queue import OpenQueued
from screens.navigation import to_menu
from screens.people.members_desk import to_member
from screens.tips.tip_moderation import ReviewTip
from screens.tips.tip_words import STATES


def history(view: MemberHistory) -> Screen:
    """The newest of each kind, with ways to the screens where coordinators deal with it."""
    certificates = [
        f"{one.label}, {esc(words.quoted(shorten(one.title, 60)))}{' — аннулирован' if one.revoked else ''}"
        for one in view.certificates
    ]
    requests = [
        f"№{NBSP}{one.id} от {words.full_day(one.created_at)}{' — открыта' if one.state in OPEN_REQUESTS else ''}"
        for one in view.requests
    ]
    blocks = [
        f"<b>{esc(words.named(view.full_name))}</b>: история",
        _block("Встречи", [_event(one) for one in view.events]),
        _block("Сертификаты", certificates),
        _block("Заявки", requests),
        _block("Пары", [_pair(one) for one in view.pairs]),
        _block("Лайфхаки", [f"{esc(words.quoted(shorten(one.title, 60)))} — {STATES[one.state]}" for one in view.tips]),
        _block("Письма", [_letter(one) for one in view.letters]),
    ]
    links = [
        *(button(shorten(one.title), OpenParticipant(registration_id=one.registration_id)) for one in view.events[:4]),
        *(button(f"Сертификат {one.label}", CertificateEntry(certificate_id=one.id)) for one in view.certificates[:4]),
        *(button(f"Заявка № {one.id}", OpenQueued(request_id=one.id)) for one in view.requests[:4]),
        *(button(shorten(f"💡 {one.title}"), ReviewTip(tip_id=one.id)) for one in view.tips[:4]),
        *(button(f"✉️ № {one.id}", OpenLetter(letter_id=one.id)) for one in view.letters[:4]),
    ]
    text = "\n\n".join(block for block in blocks if block)
    if len([block for block in blocks if block]) == 1:
        text += "\n\nПока пусто: ни встреч, ни заявок, ни пар, ни писем."
    return Screen(text, (*in_pairs(links), (to_member(view.member_id), to_menu())))


def _block(title: str, lines: list[str]) -> str:
    return "\n".join([f"<b>{title}</b>", *(f"• {line}" for line in lines)]) if lines else ""


def _event(one: HistoryEvent) -> str:
    if one.status is not RegistrationStatus.REGISTERED:
        fate = words.STANDINGS[one.status]
    else:
        fate = {True: "был(а)", False: "не был(а)", None: "записан(а)"}[one.came]
    return f"{words.full_day(one.starts_at)}, {esc(words.quoted(shorten(one.title, 60)))} — {fate}"


def _letter(one: HistoryLetter) -> str:
    closed = "" if one.state is LetterState.CLOSED else " — открыто"
    return f"№{NBSP}{one.id} от {words.full_day(one.created_at)}{closed}"


def _pair(one: HistoryPair) -> str:
    other = esc(one.other) if one.other else "больше не в клубе"
    side = "наставляемый" if one.as_mentor else "наставник"
    return f"{side}: {other}, с{NBSP}{words.full_day(one.started_at)}{_PAIRS[one.status]}"


_PAIRS = {
    PairStatus.APPROVAL: ", ждёт школу",
    PairStatus.ACTIVE: "",
    PairStatus.PAUSED: ", на паузе",
    PairStatus.COMPLETED: ", завершена",
    PairStatus.STOPPED: ", остановлена",
}
