"""What a coordinator reads of a roster: the longest card still fits, and nothing is promised that is not said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events.event_questions import LONGEST_ANSWER, LONGEST_QUESTION, MOST_QUESTIONS, AnswerView
from domain.events.events import Seats, Terms
from domain.events.presence import Slot
from domain.events.roster import Look, Participant, RosterEvent, RosterLine
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    ParticipantRole,
    QuestionKind,
    RegistrationStatus,
    Source,
)
from screens.events import newcomers, participant
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from tests.unit.sample_roster import LONGEST_NAME, STARTS, mark, series

NOW = STARTS + timedelta(hours=1)
HUGE = 2**63 - 1
WEEK = timedelta(days=7)


def event(**changes: object) -> RosterEvent:
    ends = STARTS + timedelta(hours=2)
    terms = Terms(EventFormat.OFFLINE, EventStatus.PUBLISHED, STARTS, ends)
    view = RosterEvent(HUGE, "Знакомимся", terms, (Seats(Attendance.OFFLINE, 30),), (Slot(1, STARTS, ends),))
    return replace(view, **changes)  # type: ignore[arg-type]


def line(**changes: object) -> RosterLine:
    view = RosterLine(
        registration_id=HUGE,
        full_name="Светлова Анна Игоревна",
        organization="Школа № 901",
        status=RegistrationStatus.REGISTERED,
        attendance=Attendance.OFFLINE,
        role=ParticipantRole.PARTICIPANT,
        line=None,
        reachable=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def shown(view: RosterEvent, **changes: object) -> Participant:
    return Participant(view, line(**changes), "учитель", NOW, Source.LINK, None)


def plain(screen: Screen) -> str:
    return screen.text.replace("\u00a0", " ")


def test_the_longest_card_fits() -> None:
    answers = tuple(
        AnswerView(number, "В" * LONGEST_QUESTION, QuestionKind.TEXT, "а" * LONGEST_ANSWER)
        for number in range(1, MOST_QUESTIONS + 1)
    )
    told = line(full_name=LONGEST_NAME * 2, organization="О" * 200, reachable=False, marks=(mark(sitting=1),))
    longest = Participant(
        event(sittings=series(20)), told, "Д" * 200, NOW, Source.MANUAL, offered_till=NOW + WEEK, answers=answers
    )
    screen = participant.card(longest, Look(HUGE), NOW, 1)
    assert len(screen.text) <= TEXT_LIMIT
    assert screen.text.count("<b>В") == MOST_QUESTIONS
    assert all(len(one.text) <= LABEL_LIMIT for row in screen.rows for one in row)


@pytest.mark.parametrize(("sittings", "promised"), [(event().sittings, False), (series(2), True)])
def test_a_message_is_promised_while_there_is_something_to_come_to(sittings: tuple[Slot, ...], promised: bool) -> None:
    view = event(sittings=sittings)
    added = plain(newcomers.added(view, "Светлова Анна Игоревна", HUGE, NOW, reachable=True))
    assert ("Напишем" in added) is promised
    assert ("напишем" in plain(participant.ask_removal(shown(view), NOW))) is promised


def test_who_can_not_be_written_to() -> None:
    added = newcomers.added(event(), "Светлова Анна Игоревна", HUGE, NOW, reachable=False)
    assert "о новостях расскажите сами" in plain(added)


def test_whose_name_nobody_told() -> None:
    screen = participant.card(shown(event(), full_name=""), Look(HUGE), NOW)
    assert plain(screen).startswith("<b>Имя не указано</b>")
