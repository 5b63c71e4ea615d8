"""What a coordinator reads of a roster: seats of each kind, filters, a person's card."""

from dataclasses import replace
from datetime import timedelta

from domain.events.events import Seats
from domain.events.presence import Slot
from domain.events.roster import Look, Only, Participant, Roster, RosterEvent, RosterLine
from domain.paging import Page
from domain.vocabulary import ParticipantRole, PresenceState, RegistrationStatus
from screens.events import newcomers, participant, roster
from tests.unit.sample_events import HYBRID, NOW, OFFLINE, ONLINE, STARTS, TERMS, labels, read
from tests.unit.sample_roster import mark

SLOT = Slot(1, STARTS, TERMS.ends_at)
SERIES = tuple(Slot(n, STARTS + timedelta(days=7 * n), TERMS.ends_at + timedelta(days=7 * n), of=2) for n in (1, 2))
EVENT = RosterEvent(12, "Вальс", TERMS, (Seats(OFFLINE, 1, taken=1, waiting=1),), (SLOT,))
BOTH = replace(EVENT, terms=HYBRID, seats=(*EVENT.seats, Seats(ONLINE, 100, taken=7)))
LINE = RosterLine(
    5, "Быкова Анна", None, RegistrationStatus.WAITLISTED, OFFLINE, ParticipantRole.PARTICIPANT, 1, reachable=True
)
COUNTS = dict.fromkeys(Only, 0) | {Only.ALL: 9, Only.SEATED: 8, Only.WAITING: 1, Only.UNMARKED: 8}


def listed(event: RosterEvent = EVENT, only: Only = Only.ALL, query: str | None = None) -> Roster:
    return Roster(event, (), Page(0, 1, 5), only, query, COUNTS)


def card(event: RosterEvent, line: RosterLine = LINE) -> Participant:
    return Participant(event, line, None, NOW, None, None)


def test_seats_of_a_hybrid_event_are_counted_apart() -> None:
    assert "С местом очно — 1 из 1, онлайн — 7 из 100, ждут места — 1." in read(roster.roster(listed(BOTH)))
    boundless = replace(BOTH, seats=(EVENT.seats[0], Seats(ONLINE, None, taken=7)))
    assert "С местом очно — 1 из 1, онлайн — 7, ждут места — 1." in read(roster.roster(listed(boundless)))
    assert "С местом — 8 из 1, ждут места — 1." in read(roster.roster(listed()))


def test_an_empty_choice_is_no_search_that_failed() -> None:
    chosen = roster.roster(listed(only=Only.WAITING))
    assert read(chosen).endswith("Таких сейчас нет. Выберите другое или покажите всех.")
    assert "Показать всех" in labels(chosen)
    assert "Попробуйте написать иначе" in read(roster.roster(listed(query="быкова")))


def test_who_has_no_mark_is_asked_for_once_marking_is_open() -> None:
    assert "Без отметки: 8" not in labels(roster.narrow(listed(), NOW))
    assert "Без отметки: 8" in labels(roster.narrow(listed(), STARTS - timedelta(hours=2)))
    assert "✓ Без отметки: 8" in labels(roster.narrow(listed(only=Only.UNMARKED), NOW)), "an old choice stays seen"


def test_who_waits_comes_to_no_session() -> None:
    series = replace(EVENT, sittings=SERIES)
    seated = replace(LINE, status=RegistrationStatus.REGISTERED, line=None)
    gone = replace(LINE, status=RegistrationStatus.CANCELLED, line=None, marks=(mark(PresenceState.ATTENDED),))
    for line, shown in ((LINE, False), (seated, True), (gone, True)):
        screen = participant.card(card(series, line), Look(12), NOW)
        assert ("Занятие 1 из 2, ср, 17 февраля 2027:" in read(screen)) is shown
        assert ("Занятие 2 →" in labels(screen)) is shown


def test_above_the_limit_names_the_seats_where_there_are_two_kinds() -> None:
    assert read(participant.ask_over(card(BOTH))).startswith("Единственное место очно занято.")
    assert read(participant.ask_over(card(EVENT))).startswith("Единственное место занято.")
    assert read(newcomers.ask_over(BOTH, 7, ONLINE)).startswith("Свободных мест онлайн нет: их 100, и все заняты.")
