"""The mentor's inbox and the coordinators' queue without a database: what is typed, what fits a message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.errors import InvalidAnswer
from domain.mentoring.bars import NOT_ASKED
from domain.mentoring.inbox import AskedRequest, Reply, Taken, Typing, read_question, read_reason
from domain.mentoring.matching import Ground, Point, Suggestion
from domain.mentoring.queue import FoundMentor, History, HistoryLine, Picking, Picks, QueuedRequest, is_red
from domain.mentoring.request_views import RequestView
from domain.mentoring.requests import ChoiceView
from domain.paging import Page
from domain.vocabulary import (
    Attendance,
    ChoiceState,
    DeclineReason,
    Direction,
    MentoringForm,
    Municipality,
    RequestAct,
    RequestState,
    Stage,
    Urgency,
)
from screens import words
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mentoring import inbox, queue, queue_picks, request_news
from services.mentoring.matching import MOST_SUGGESTED

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
NAME = "Ы" * 100
ALL_DIRECTIONS = (Direction.SOCIAL_DESIGN, Direction.ED_PROCESS, Direction.SELF_EDUCATION)


def fits(screen: Screen) -> bool:
    labels = [one.text for row in screen.rows for one in row]
    return len(screen.text) <= TEXT_LIMIT and all(len(label) <= LABEL_LIMIT for label in labels)


def asked(**changes: Any) -> AskedRequest:
    values: dict[str, Any] = {
        "id": 2**62,
        "state": RequestState.WAITING,
        "directions": ALL_DIRECTIONS,
        "need": "Ы" * 1500,
        "form": MentoringForm.ONE_TO_ONE,
        "way": None,
        "urgency": Urgency.URGENT,
        "deadline_at": NOW,
        "question": "Ы" * 300,
        "answer": "Ы" * 1500,
        "anonymous": False,
        "name": NAME,
        "position": NAME,
        "organization": "Ы" * 200,
    }
    return AskedRequest(**(values | changes))


def queued(**changes: Any) -> QueuedRequest:
    choice = ChoiceView(12, 1, NAME, ChoiceState.DECLINED, DeclineReason.OTHER_STAGE, "Ы" * 200, NOW, NOW)
    values: dict[str, Any] = {
        "id": 2**62,
        "state": RequestState.COORDINATOR,
        "directions": ALL_DIRECTIONS,
        "need": "Ы" * 1500,
        "form": MentoringForm.SITUATIONAL,
        "way": Attendance.OFFLINE,
        "urgency": Urgency.URGENT,
        "anonymous": True,
        "same_organization": False,
        "deadline_at": NOW,
        "created_at": NOW - timedelta(days=40),
        "question": "Ы" * 300,
        "answer": "Ы" * 1500,
        "name": NAME,
        "position": NAME,
        "organization": "Ы" * 200,
        "mentor": NAME,
        "choices": (choice,) * 9,
        "pair_id": None,
    }
    return QueuedRequest(**(values | changes))


@pytest.mark.parametrize("state", [RequestState.WAITING, RequestState.DETAILS])
def test_the_longest_request_fits_a_message(state: RequestState) -> None:
    lead = max(map(request_news.reminder_lead, Urgency), key=len)
    assert fits(inbox.news(asked(state=state), lead))
    assert fits(inbox.ask_reason(asked()))
    assert fits(inbox.accepted(Taken(1, NAME, approval=True)))


@pytest.mark.parametrize("state", list(RequestState))
def test_the_longest_card_of_the_queue_fits_a_message(state: RequestState) -> None:
    closed = state in (RequestState.ACCEPTED, RequestState.WITHDRAWN, RequestState.EXPIRED)
    view = queued(state=state, deadline_at=None if closed else NOW)
    screen = queue.request(view, NOW, "Пара создана, обоим написали.")
    assert fits(screen)
    assert "Раньше спросили ещё 5" in screen.text.replace("\u00a0", " ")
    assert fits(queue.ask_close(view))
    assert fits(queue.ask_take_back(view))
    assert fits(request_news.overdue(view, NOW))


def test_the_longest_page_of_the_history_fits_a_message() -> None:
    line = HistoryLine(NOW, RequestAct.DECLINE, RequestState.COORDINATOR, NAME, NAME, DeclineReason.LEAVE, "Ы" * 200)
    assert fits(queue.history(History(2**62, Page(1, 3, 6), (line,) * 6)))


def test_the_longest_choice_of_mentors_fits_a_message() -> None:
    found = FoundMentor(2**62, NAME, "Ы" * 200, 3, 10, bars=tuple(NOT_ASKED))
    picks = Picks(2**62, mentors=(1, 2, 3), query="ы")
    view = Picking(queued(), picks, (), (found,) * 5, 40, tuple((one, NAME) for one in (1, 2, 3)))
    screen = queue_picks.picking(view, queue_picks.FULL)
    assert fits(screen)
    assert "Ещё 35 с таким именем" in screen.text.replace("\u00a0", " ")
    assert fits(queue_picks.ask_pair(queued(), NAME, 2**62))


def test_the_longest_suggestions_fit_a_message() -> None:
    themes = (Direction.PARENTS, Direction.REVERSE, Direction.SOCIAL_DESIGN)
    why = (
        Point(Ground.DIRECTIONS, directions=themes),
        Point(Ground.SUBJECT, subject=NAME),
        Point(Ground.STAGES, stages=tuple(Stage)),
    )
    against = Point(Ground.LACKS_DIRECTIONS, directions=themes)
    best = Suggestion(2**62, NAME, "Ы" * 200, Municipality.ZAVODOUKOVSK, 100, why, against)
    picks = Picks(2**62, mentors=(1, 2, 3))
    view = Picking(queued(), picks, (best,) * MOST_SUGGESTED, (), 0, tuple((one, NAME) for one in (1, 2, 3)))
    assert fits(queue_picks.picking(view, queue_picks.FULL))


def test_every_step_has_words() -> None:
    for act in RequestAct:
        for state in RequestState:
            line = HistoryLine(NOW, act, state, None, None, None, None)
            text = queue.history(History(1, Page(0, 1, 6), (line,))).text
            assert text.splitlines()[1].removeprefix(f"{words.when(NOW)}: ")


def test_the_longest_question_to_the_mentee_fits_a_message() -> None:
    view = RequestView(
        id=2**62,
        state=RequestState.DETAILS,
        directions=ALL_DIRECTIONS,
        need="Ы" * 1500,
        form=MentoringForm.ONE_TO_ONE,
        way=None,
        urgency=Urgency.URGENT,
        anonymous=True,
        deadline_at=NOW,
        question="Ы" * 300,
        answer=None,
        created_at=NOW,
        changed_at=NOW,
        pair_id=None,
    )
    for screen in (
        request_news.details(view),
        request_news.details_reminder(view),
        request_news.moved_on(view),
        request_news.moved_on(replace(view, state=RequestState.COORDINATOR)),
        request_news.closed(view),
        request_news.unanswered(view),
    ):
        assert fits(screen)
        assert screen.fresh


# --- typed


@pytest.mark.parametrize("text", ["", "   ", "!!!", "🤔", "Что", "а" * 301])
def test_a_question_that_says_nothing_or_too_much(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_question(text)


def test_a_question_is_cleaned() -> None:
    assert read_question("  Какой   класс?\n") == "Какой класс?"
    assert read_reason("С\u200b января") == "С января"
    with pytest.raises(InvalidAnswer):
        read_reason("а" * 201)


def test_a_reply_goes_into_json_and_back() -> None:
    reply = Reply(3, Typing.REASON, DeclineReason.LATER)
    assert Reply.load(reply.dump()) == reply
    for broken in ({}, {"request_id": "x", "typing": "question", "reason": "OTHER"}, {"request_id": 1, "typing": "?"}):
        with pytest.raises((KeyError, ValueError)):
            Reply.load(broken)


# --- choosing


def test_three_mentors_in_order() -> None:
    picks = Picks(1)
    for mentor_id in (5, 3, 5, 9, 7):
        picks = picks.with_mentor(mentor_id, on=True)
    assert picks.mentors == (5, 3, 9)
    assert picks.full
    picks = picks.with_mentor(5, on=False).with_mentor(5, on=False).with_mentor(5, on=True)
    assert picks.mentors == (3, 9, 5)
    assert Picks.load(picks.dump()) == picks


@pytest.mark.parametrize(
    ("deadline_at", "red"),
    [
        (NOW - timedelta(days=2), True),
        (NOW, True),
        # today, 23:59 in Tyumen, and a minute later
        (datetime(2026, 10, 7, 18, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 7, 19, 0, tzinfo=UTC), False),
    ],
)
def test_a_deadline_is_red_when_it_is_past_or_today(deadline_at: datetime, red: bool) -> None:
    assert is_red(deadline_at, NOW) is red
