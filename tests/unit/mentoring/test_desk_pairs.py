"""Screens of coordinators' pairs with the longest data there can be."""

from datetime import UTC, datetime, timedelta

from domain.mentoring.desk_pairs import DeskCheck, DeskLine, DeskPage, DeskPair, DeskPerson, FoundPairs, Only
from domain.mentoring.found_people import FoundPerson
from domain.mentoring.handover import Handing, Handover
from domain.mentoring.manual_pair import Prospect
from domain.mentoring.pair_checks import Occasion
from domain.mentoring.pairs import Side
from domain.mentoring.risks import Risk, Trouble
from domain.paging import Page
from domain.vocabulary import Direction, MentoringForm, PairStatus, RequestState
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mentoring import desk_pairs as screens
from screens.mentoring import desk_ways, handover

NOW = datetime(2026, 10, 7, 5, tzinfo=UTC)
# what a member's row holds
LONGEST = "Ы" * 200
TROUBLES = tuple(Trouble(risk, NOW - timedelta(days=400), side) for risk in Risk for side in Side)
LARGEST = 2**63 - 1


def fits(screen: Screen) -> None:
    assert len(screen.text) <= TEXT_LIMIT
    for row in screen.rows:
        for button in row:
            assert len(button.text) <= LABEL_LIMIT, button.text
            assert len((button.data or "").encode()) <= 64, button.data


def test_a_page_of_pairs_in_every_trouble_fits() -> None:
    line = DeskLine(LARGEST, LONGEST, LONGEST, PairStatus.ACTIVE, NOW, None, None, TROUBLES[::2])
    counts = dict.fromkeys(Only, 99_999)
    fits(screens.pairs(DeskPage(Page(9_999, 10_001, 5), Only.TROUBLED, (line,) * 5, counts), NOW))
    fits(screens.found(FoundPairs((line,) * 5, 99_999), NOW))
    assert desk_ways.to_troubled(0) is None
    warning = desk_ways.to_troubled(99_999)
    assert warning is not None
    assert len(warning.text) <= LABEL_LIMIT


def test_a_pair_of_many_troubles_fits() -> None:
    person = DeskPerson(LARGEST, LONGEST, LONGEST)
    view = DeskPair(
        id=LARGEST,
        mentor=person,
        mentee=person,
        status=PairStatus.ACTIVE,
        form=MentoringForm.ONE_TO_ONE,
        directions=tuple(Direction),
        group=LONGEST,
        started_at=NOW,
        planned_end_at=NOW,
        ended_at=NOW,
        paused_until=NOW.date(),
        goals=5,
        reached=5,
        held=9_999,
        planned=5,
        last_met=NOW,
        moods=dict.fromkeys(Side, (5,) * 6),
        checks=tuple(DeskCheck(occasion, side, NOW, None) for occasion in Occasion for side in Side),
        request_id=LARGEST,
        request=RequestState.ACCEPTED,
        nudged_at=NOW - timedelta(days=8),
        troubles=TROUBLES,
    )
    fits(screens.pair(view, NOW, Only.TROUBLED, 9_999, screens.NUDGED))
    fits(screens.ask_end(view, completed=True))


def test_a_choice_of_mentors_fits() -> None:
    found = Prospect(FoundPerson(LARGEST, LONGEST, LONGEST, False), 5, 5, NOW.date(), True, LARGEST)
    view = Handover(
        pair_id=LARGEST,
        mentor_id=LARGEST,
        mentor=LONGEST,
        mentee=LONGEST,
        form=MentoringForm.ONE_TO_ONE,
        directions=tuple(Direction),
        open=True,
        handing=Handing(LARGEST, walk=True, query="имя"),
        suggestions=(),
        prospects=(found,) * 5,
        total=999,
        left=99,
    )
    fits(handover.choose(view, handover.UNREADABLE))
    fits(handover.ask(view, found))
