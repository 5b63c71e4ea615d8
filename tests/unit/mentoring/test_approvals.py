"""By when a school answers, and the screens of schools at their longest."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import load_schedule
from documents.school import workbook
from domain.mentoring import approvals as rules
from domain.mentoring.approvals import Approval, ApprovalLine, Approvals, Hat, Party, Refused, SchoolWord
from domain.mentoring.pairs import PairView, Person, Side
from domain.mentoring.school import (
    AskLine,
    SchoolAdminLine,
    SchoolCandidate,
    SchoolCard,
    SchoolDesk,
    SchoolHome,
    SchoolLine,
    SchoolPair,
    SchoolPairs,
    SchoolTable,
)
from domain.paging import page_of
from domain.vocabulary import Direction, MentoringForm, PairStatus, RefusalReason
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mentoring import approvals as screens
from screens.mentoring import pairs as pair_screens
from screens.mentoring import school as school_screens
from screens.mentoring import school_admins as admin_screens

IS_SCHOOL_DAY = load_schedule().is_school_day
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
HUGE = 2**63 - 1
LONG = "Константинопольская-<Преображенская> " * 5
MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+05:00")


# --- time


@pytest.mark.parametrize(
    ("now", "remind", "till"),
    [
        # Wednesday: Thursday, Friday, Monday…
        ("2026-10-07T10:00", "2026-10-12T10:00", "2026-10-15T00:00"),
        # late in the evening is still that day
        ("2026-10-07T23:59", "2026-10-12T10:00", "2026-10-15T00:00"),
        # the autumn break does not count
        ("2026-10-22T10:00", "2026-11-03T10:00", "2026-11-06T00:00"),
        # a long break is cut: two people wait
        ("2026-06-10T10:00", "2026-06-22T10:00", "2026-06-25T00:00"),
    ],
)
def test_a_school_has_five_school_days(now: str, remind: str, till: str) -> None:
    assert rules.deadline(local(now), IS_SCHOOL_DAY) == local(till)
    assert rules.reminder_at(local(now), IS_SCHOOL_DAY) == local(remind)


@given(now=MOMENTS)
def test_a_reminder_comes_before_the_deadline_and_both_are_ahead(now: datetime) -> None:
    till, remind = rules.deadline(now, IS_SCHOOL_DAY), rules.reminder_at(now, IS_SCHOOL_DAY)
    assert now < remind < till <= now + rules.LONGEST + timedelta(days=1)
    assert till - remind > timedelta(days=2)


# --- screens


def fits(screen: Screen) -> None:
    """A phone shows every label whole, Telegram takes every button and the text, and there is a way on."""
    assert screen.rows
    assert len(unescape(screen.text)) <= TEXT_LIMIT
    assert "<Преображенская>" not in screen.text
    for one in (button for row in screen.rows for button in row):
        assert len(one.text) <= LABEL_LIMIT, one.text
        assert one.data is not None
        assert len(one.data.encode()) <= 64


def word(agreed: bool | None, *, by_club: bool = False) -> SchoolWord:
    reason = RefusalReason.OWN_MENTOR if agreed is False else None
    answered = agreed is not None
    return SchoolWord(LONG, by_club, None if answered else NOW, agreed, reason, LONG, NOW if answered else None)


VIEW = Approval(
    pair_id=HUGE,
    hat=Hat.SCHOOL,
    status=PairStatus.APPROVAL,
    mentor=Party(LONG, LONG),
    mentee=Party(LONG, LONG),
    form=MentoringForm.ONE_TO_ONE,
    asked_at=NOW,
    words=(word(None), word(None, by_club=True)),
    waits=True,
)


@pytest.mark.parametrize("hat", Hat)
def test_a_pair_that_waits_fits_a_phone_whatever_became_of_it(hat: Hat) -> None:
    words = ((True, None), (False, None), (True, True), (None, None))
    for (first, second), status in product(words, PairStatus):
        view = replace(
            VIEW, hat=hat, status=status, words=(word(first), word(second)), waits=status is PairStatus.APPROVAL
        )
        shown = screens.approval(view, said=True)
        fits(shown)
        labels = [one.text for row in shown.rows for one in row]
        assert ("✓ Согласовать" in labels) == view.waits
        for screen in (screens.ask_reason(view), *(screens.asked(view, again=again) for again in (True, False))):
            fits(screen)
    gone = replace(VIEW, hat=hat, mentor=Party(None, None), mentee=Party(None, None))
    fits(screens.approval(gone))
    lines = tuple(ApprovalLine(HUGE - one, LONG, None, NOW, one % 2 == 0) for one in range(5))
    fits(screens.approvals(Approvals(page_of(20, 1, 5), hat, lines)))
    fits(screens.approvals(Approvals(page_of(0, 0, 5), hat, ())))


def test_the_two_are_told_softly() -> None:
    pair = PairView(
        id=HUGE,
        side=Side.MENTEE,
        other=Person(LONG, None, None),
        status=PairStatus.APPROVAL,
        form=MentoringForm.ONE_TO_ONE,
        directions=(Direction.METHODICAL,),
        group=None,
        need=None,
        paused_until=None,
        planned_end_at=NOW,
        ended_at=None,
        goals=0,
        reached=0,
        agrees=False,
        other_agrees=False,
        waits_till=NOW,
    )
    refused = Refused(HUGE, LONG, LONG, HUGE, NOW, (word(False),))
    for side in Side:
        seen = replace(pair, side=side)
        fits(screens.waiting(seen))
        assert "до" in pair_screens.pair(seen).text
        for news in (refused, replace(refused, deadline_at=None), replace(refused, request_id=None, deadline_at=None)):
            told = screens.refused(seen, news)
            fits(told)
            assert "дело не в вас" in told.text
            assert "свой наставник" not in told.text
        over = pair_screens.pair(replace(seen, status=PairStatus.STOPPED, refused=True))
        assert "Другой наставник" not in [one.text for row in over.rows for one in row]
    fits(screens.refused_to_club(refused))
    assert "есть свой наставник" in screens.refused_to_club(refused).text


PAIR = SchoolPair(
    mentor=Party(LONG, LONG),
    mentee=Party(LONG, LONG),
    form=MentoringForm.SHORT_GOAL,
    status=PairStatus.STOPPED,
    started_at=NOW,
    planned_end_at=NOW,
    ended_at=NOW,
    meetings=112,
    last_met_at=NOW,
    goals=5,
    reached=4,
)


def test_a_school_fits_a_phone() -> None:
    full = SchoolHome(LONG, True, None, 1200, 300, 150, 15, True)
    for screen in (
        school_screens.home(full, school_screens.WANTED),
        school_screens.home(SchoolHome(LONG, True)),
        school_screens.granted(full),
        school_screens.ask_let_go(full),
        school_screens.door(SchoolHome(LONG, False)),
        school_screens.door(SchoolHome(LONG, False, NOW)),
        *(school_screens.revoked(asked=asked) for asked in (True, False)),
        school_screens.pairs(SchoolPairs(LONG, page_of(20, 1, 5), (PAIR,) * 5)),
        school_screens.pairs(SchoolPairs(LONG, page_of(0, 0, 5), ())),
        school_screens.after_file(SchoolTable(LONG, (PAIR,))),
    ):
        fits(screen)
    for status in PairStatus:
        open_ = replace(PAIR, status=status, ended_at=None, last_met_at=None, mentor=Party(None, None))
        fits(school_screens.pairs(SchoolPairs(LONG, page_of(1, 0, 5), (open_,))))


def test_rights_fit_a_phone() -> None:
    asks = tuple(AskLine(HUGE - one, LONG, LONG, NOW) for one in range(5))
    schools = tuple(SchoolLine(HUGE - one, LONG, (LONG,) * 9, True) for one in range(5))
    admin = SchoolAdminLine(HUGE, LONG, LONG, NOW, elsewhere=True)
    card = SchoolCard(HUGE, LONG, (admin,) * 9, True, 12)
    who = SchoolCandidate(HUGE, LONG, LONG, 1, LONG, True, False, True)
    for screen in (
        admin_screens.desk(SchoolDesk(page_of(20, 1, 5), asks, 40, schools)),
        admin_screens.desk(SchoolDesk(page_of(0, 0, 5), (), 0, ())),
        admin_screens.school(card, admin_screens.REVOKED),
        admin_screens.school(replace(card, admins=(), cross_approval=False, waiting=0)),
        admin_screens.ask_revoke(card, admin),
        admin_screens.ask_let_go(card),
        admin_screens.ask_name("Так нельзя."),
        admin_screens.candidate(who, admin_screens.GRANTED),
        admin_screens.candidate(replace(who, organization_id=None, calls_self=False)),
        admin_screens.candidate(replace(who, granted=True, asked=False)),
        admin_screens.ask_decline(who),
        admin_screens.asked(who),
    ):
        fits(screen)


# --- the spreadsheet


def test_the_spreadsheet_says_how_each_pair_goes_and_runs_nothing() -> None:
    evil = replace(PAIR, mentor=Party("=1+1", "@SUM(A1)"), mentee=Party(None, None), last_met_at=None)
    content = workbook(SchoolTable("Школа", (evil, replace(PAIR, status=PairStatus.APPROVAL))), school_screens.say)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head, first, second = sheet.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert (row["Наставник"], row["Организация наставника"], row["Коллега"]) == (
        "=1+1",
        "@SUM(A1)",
        "больше не в клубе",
    )
    assert sheet["B2"].data_type == "s", "text, whatever it begins with"
    assert (row["Форма"], row["Статус"], row["Встреч"], row["Последняя встреча"]) == (
        "Короткая цель",
        "остановлена",
        112,
        None,
    )
    assert (f"{row['Начало']:%d.%m.%Y %H:%M}", row["Целей"], row["Достигнуто"]) == ("07.10.2026 00:00", 5, 4)
    assert dict(zip(head, second, strict=True))["Начало"] is None, "what waits for a school has not begun"
