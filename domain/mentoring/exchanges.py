"""What mentors asked about a request before deciding, and what the mentee answered.

Kept in two columns, in words people can read: a line a question, answers two empty lines apart. Nothing typed has
either in it: a question is one line, and an answer at most one empty line on end (`domain/typed.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from domain.paging import Page
from domain.vocabulary import RequestAct, RequestState

# of one mentor about one request: what is left is asked when they meet
MOST_QUESTIONS = 2
_BETWEEN = "\n\n\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, empty when its author has left the club, and the answer; None: it is awaited, or never came."""

    question: str
    answer: str | None = None


class Reader(StrEnum):
    """Who reads what was asked about a request."""

    MENTEE = "MENTEE"
    MENTOR = "MENTOR"
    COORDINATOR = "COORDINATOR"


@dataclass(frozen=True, slots=True)
class ExchangesPage:
    """A page of what was asked and answered, in order."""

    request_id: int
    reader: Reader
    page: Page
    exchanges: tuple[Exchange, ...]


def load(questions: str | None, answers: str | None) -> tuple[Exchange, ...]:
    """Out of the two columns, in order."""
    replies = [] if answers is None else answers.split(_BETWEEN)
    asked = [""] * len(replies) if questions is None else questions.split("\n")
    return tuple(Exchange(question or "", reply) for question, reply in zip_longest(asked, replies))


def latest(questions: str | None, answers: str | None) -> tuple[tuple[Exchange, ...], Exchange]:
    """Out of the two columns: what was asked before, and the last; an empty one when nothing was."""
    *earlier, last = load(questions, answers) or (Exchange(""),)
    return tuple(earlier), last


def dump(exchanges: Iterable[Exchange]) -> tuple[str | None, str | None]:
    """Into the two columns; only the last may be without an answer."""
    kept = tuple(exchanges)
    questions = "\n".join(one.question for one in kept)
    replies = _BETWEEN.join(one.answer for one in kept if one.answer is not None)
    return questions if questions.strip() else None, replies or None


def answered(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Without a question nobody has answered."""
    return tuple(one for one in exchanges if one.answer is not None)


def asked(exchanges: Iterable[Exchange], question: str) -> tuple[Exchange, ...]:
    """With one more question."""
    return (*answered(exchanges), Exchange(question))


def replied(exchanges: tuple[Exchange, ...], answer: str) -> tuple[Exchange, ...]:
    """With the answer that was awaited."""
    open_ = [one.question for one in exchanges if one.answer is None]
    return (*answered(exchanges), Exchange(open_[-1] if open_ else "", answer))


def without_words_of(
    member_id: int,
    exchanges: tuple[Exchange, ...],
    steps: Iterable[tuple[RequestAct, RequestState, int | None]],
) -> tuple[Exchange, ...]:
    """Without the questions of one mentor; `steps` (the act, the state it led to, who acted) tell who asked which."""
    asked_by: list[tuple[int | None, bool]] = []
    for act, state, actor_id in steps:
        if act is RequestAct.ASK:
            asked_by.append((actor_id, False))
        elif asked_by and act is RequestAct.ANSWER:
            asked_by[-1] = (asked_by[-1][0], True)
        elif asked_by and not asked_by[-1][1] and state is RequestState.WAITING:
            # it went on to the next mentor: a question nobody has answered is not kept
            asked_by.pop()
    pairs = zip(reversed(exchanges), reversed(asked_by), strict=False)
    softened = [Exchange("", one.answer) if author == member_id else one for one, (author, _) in pairs][::-1]
    kept = (*exchanges[: len(exchanges) - len(softened)], *softened)
    return tuple(one for one in kept if one.question or one.answer)
