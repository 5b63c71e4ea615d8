"""Pairs that may need help: what counts as trouble, since when, and what does not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.mentoring import risks as rules
from domain.mentoring.pairs import Side
from domain.mentoring.risks import Digest, Risk, Signs, Trouble
from domain.vocabulary import PairStatus
from screens.mentoring import risks as screens
from screens.mentoring.risks import trouble

# Wednesday, 7 October 2026, 10:00 in Tyumen
NOW = datetime(2026, 10, 7, 5, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def signs(**changes: Any) -> Signs:
    """A pair of a hundred days that met yesterday."""
    values: Mapping[str, Any] = {
        "status": PairStatus.ACTIVE,
        "started_at": ago(100),
        "changed_at": ago(100),
        "last_met": ago(1),
    }
    return Signs(**{**values, **changes})


def found(**changes: Any) -> list[tuple[Risk, datetime]]:
    return [(one.risk, one.since) for one in rules.troubles(signs(**changes), NOW)]


def test_a_pair_that_meets_is_in_no_trouble() -> None:
    assert found() == []


def test_three_weeks_without_a_meeting() -> None:
    assert found(last_met=ago(20.9)) == []
    assert found(last_met=ago(21)) == [(Risk.SILENT, ago(21))]
    [never] = rules.troubles(signs(last_met=None, started_at=ago(30), changed_at=ago(30)), NOW)
    assert (never.since, never.never) == (ago(30), True)
    assert found(last_met=None, started_at=ago(20), changed_at=ago(20)) == []


@pytest.mark.parametrize(
    ("last_met", "changed_at", "silent"),
    [
        # two weeks of rest ended five days ago: 11 days count of 25
        (25, 5, False),
        # the same rest, and 26 days count of 40
        (40, 5, True),
        # it ended before the last meeting: nothing of it counts
        (22, 50, True),
        # it was going on while they met: at most the days since
        (22, 15, False),
    ],
)
def test_days_of_a_pause_do_not_count(last_met: int, changed_at: int, silent: bool) -> None:
    told = found(last_met=ago(last_met), changed_at=ago(changed_at), paused=timedelta(days=14))
    assert [risk for risk, _ in told] == ([Risk.SILENT] if silent else [])


def test_a_question_is_waited_for_three_days() -> None:
    assert found(unanswered=ago(2.9)) == []
    assert found(unanswered=ago(3)) == [(Risk.UNANSWERED, ago(3))]


def test_the_oldest_trouble_comes_first() -> None:
    low, away = {Side.MENTEE: ago(9)}, {Side.MENTOR: ago(12)}
    told = found(low=low, away=away, unanswered=ago(10), gone=Side.MENTEE, changed_at=ago(11))
    assert [risk for risk, _ in told] == [Risk.AWAY, Risk.GONE, Risk.UNANSWERED, Risk.LOW_MOOD]
    assert rules.since(rules.troubles(signs(low=low, away=away), NOW)) == ago(12)


def test_who_rests_is_troubled_by_nothing_but_a_side_out_of_reach() -> None:
    everything: dict[str, Any] = {
        "last_met": ago(80),
        "unanswered": ago(10),
        "low": {Side.MENTOR: ago(9)},
        "away": {Side.MENTEE: ago(2)},
    }
    assert found(status=PairStatus.PAUSED, **everything) == [(Risk.AWAY, ago(2))]
    for status in (PairStatus.APPROVAL, PairStatus.COMPLETED, PairStatus.STOPPED):
        assert found(status=status, **everything) == []


def test_coordinators_are_told_on_monday_mornings() -> None:
    monday = datetime(2026, 10, 12, 4, tzinfo=UTC)
    assert rules.digest_at(monday) == monday
    assert rules.digest_at(monday + timedelta(hours=2, minutes=59)) == monday
    for moment in (NOW, monday - timedelta(minutes=1), monday + timedelta(hours=3), monday + timedelta(days=6)):
        assert rules.digest_at(moment) is None


def test_a_pair_is_counted_once_for_each_kind_of_trouble() -> None:
    silent, low = Trouble(Risk.SILENT, NOW), Trouble(Risk.LOW_MOOD, NOW, Side.MENTOR)
    both = (silent, low, Trouble(Risk.LOW_MOOD, NOW, Side.MENTEE))
    assert rules.digest([both, (silent,)]) == Digest(2, {Risk.SILENT: 2, Risk.LOW_MOOD: 1})


@pytest.mark.parametrize("risk", Risk)
@pytest.mark.parametrize("side", [*Side, None])
def test_every_trouble_has_words(risk: Risk, side: Side | None) -> None:
    told = trouble(Trouble(risk, ago(25), side), NOW).replace("\u00a0", " ")
    assert told[0].islower()
    assert ("25 дней" if risk is Risk.SILENT else "12 сентября" if risk is not Risk.GONE else "в клубе") in told


def test_one_pair_and_many() -> None:
    one = screens.digest(Digest(1, {Risk.SILENT: 1})).text.replace("\u00a0", " ")
    assert one.startswith("⚠️ На этой неделе 1 паре нужно ваше внимание.\n• давно не встречались: 1\n")
    assert "5 парам нужно" in screens.digest(Digest(5, {})).text.replace("\u00a0", " ")
    assert "21 паре нужно" in screens.digest(Digest(21, {})).text.replace("\u00a0", " ")
