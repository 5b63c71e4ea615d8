"""What people think of an event: the six questions of the evening, the one two weeks later, who may answer and when.

Domain guide §10. Each answer is kept as it is given, and may be changed until the form closes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import EventCancelled, FeedbackClosed, FeedbackNotAsked, FeedbackTooEarly, NotFound
from domain.paging import Page
from domain.typed import phrase
from domain.vocabulary import Applied, Direction, EventStatus, Pace, Recommend

OPEN_FOR = timedelta(days=30)
RATES = (1, 2, 3, 4, 5)
LONGEST_PLAN = 300
PLAN_EXAMPLE = "пять секунд тишины после вопроса"
# so few answers say something about these people, not about the event
FEW = 3

Option = TypeVar("Option")
Chosen = TypeVar("Chosen", bound=StrEnum)
Value = int | str


class Ask(StrEnum):
    """A question of the evening, in order. The value names the answer's field and travels in buttons."""

    USEFULNESS = "usefulness"
    PLAN = "plan"
    PACE = "pace"
    ORGANISATION = "organisation"
    RECOMMEND = "recommend"
    NEXT = "next_direction"


QUESTIONS = tuple(Ask)


def before(ask: Ask) -> Ask | None:
    """The question before this one; None at the first."""
    number = QUESTIONS.index(ask)
    return QUESTIONS[number - 1] if number else None


def after(ask: Ask) -> Ask | None:
    """The question after this one; None at the last."""
    rest = QUESTIONS[QUESTIONS.index(ask) + 1 :]
    return rest[0] if rest else None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person answered; None: not answered, or skipped."""

    usefulness: int | None = None
    plan: str | None = None
    pace: Pace | None = None
    organisation: int | None = None
    recommend: Recommend | None = None
    next_direction: Direction | None = None
    applied: Applied | None = None

    def answer(self, ask: Ask) -> Value | None:
        """The answer to one question of the evening."""
        found: Value | None = getattr(self, ask)
        return found

    @property
    def given(self) -> bool:
        """Whether any question of the evening is answered."""
        return any(self.answer(ask) is not None for ask in QUESTIONS)

    @property
    def goes_on(self) -> Ask | None:
        """Where an interrupted form goes on: after the last answer; None when it came to its end."""
        answered = [ask for ask in QUESTIONS if self.answer(ask) is not None]
        return after(answered[-1]) if answered else QUESTIONS[0]


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """A person's form about one event; answers may be changed until `closes_at` (aware)."""

    event_id: int
    title: str
    closes_at: datetime
    opinion: Opinion = Opinion()


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether somebody is asked about an event. Moments are aware.

    `anybody_marked`: presence of this event was taken, so who is not marked was not there.
    """

    status: EventStatus
    ends_at: datetime
    registered: bool
    attended: bool
    no_show: bool
    anybody_marked: bool

    @property
    def asked(self) -> bool:
        """Whether the person was there, as far as the club knows."""
        return self.attended or (self.registered and not self.no_show and not self.anybody_marked)

    def ensure_open(self, now: datetime) -> None:
        """Raises EventCancelled, FeedbackTooEarly, FeedbackClosed or FeedbackNotAsked; `now` is aware."""
        if self.status is EventStatus.CANCELLED:
            raise EventCancelled
        if now < self.ends_at:
            raise FeedbackTooEarly
        if not is_open(self.ends_at, now):
            raise FeedbackClosed
        if not self.asked:
            raise FeedbackNotAsked

    def may_answer(self, now: datetime) -> bool:
        """Whether `ensure_open` has nothing against it."""
        return self.status is EventStatus.PUBLISHED and is_open(self.ends_at, now) and self.asked


def is_open(ends_at: datetime, now: datetime) -> bool:
    """Whether answers about an event that ends at `ends_at` are taken at `now` (both aware)."""
    return ends_at <= now < closes_at(ends_at)


def closes_at(ends_at: datetime) -> datetime:
    """From when on answers are no longer taken."""
    return ends_at + OPEN_FOR


# --- answers


def read(ask: Ask, raw: str) -> Value:
    """An answer pressed or, to the question about plans, typed.

    Raises NotFound for what no button offers, InvalidAnswer for a typed text that can't be kept.
    """
    return _READERS[ask](raw)


def _rate(raw: str) -> int:
    rates = {str(rate): rate for rate in RATES}
    if raw not in rates:
        raise NotFound
    return rates[raw]


def _plan(raw: str) -> str:
    return phrase(raw, longest=LONGEST_PLAN, example=PLAN_EXAMPLE)


def _one_of(kind: type[Chosen]) -> Callable[[str], Chosen]:
    def choose(raw: str) -> Chosen:
        if raw not in list(kind):
            raise NotFound
        return kind(raw)

    return choose


_READERS: Mapping[Ask, Callable[[str], Value]] = {
    Ask.USEFULNESS: _rate,
    Ask.PLAN: _plan,
    Ask.PACE: _one_of(Pace),
    Ask.ORGANISATION: _rate,
    Ask.RECOMMEND: _one_of(Recommend),
    Ask.NEXT: _one_of(Direction),
}


# --- results


@dataclass(frozen=True, slots=True)
class Tally(Generic[Option]):
    """How many people chose each option, in the order of the scale; an option nobody chose has a zero."""

    counts: tuple[tuple[Option, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def popular(self) -> tuple[tuple[Option, int], ...]:
        """Options somebody chose, most popular first."""
        return tuple(sorted((pair for pair in self.counts if pair[1]), key=lambda pair: -pair[1]))


def tally(scale: Iterable[Option], answers: Iterable[Option | None]) -> Tally[Option]:
    """Count `answers` over the whole `scale`."""
    counts = Counter(answers)
    return Tally(tuple((option, counts[option]) for option in scale))


def average(rates: Tally[int]) -> float | None:
    """The mean rate; None when nobody gave one."""
    return sum(rate * count for rate, count in rates.counts) / rates.total if rates.total else None


@dataclass(frozen=True, slots=True)
class Results:
    """What came of the questions, without a name anywhere. `plans`: how many wrote what they will try.

    `asked`: how many could answer; `answered`: how many answered at least one question of the evening. `closed`:
    answers are no longer taken.
    """

    event_id: int
    title: str
    over: bool
    closed: bool
    asked: int
    answered: int
    plans: int
    usefulness: Tally[int]
    organisation: Tally[int]
    pace: Tally[Pace]
    recommend: Tally[Recommend]
    next_direction: Tally[Direction]
    applied: Tally[Applied]

    @property
    def empty(self) -> bool:
        return not self.answered and not self.applied.total


def results(event_id: int, title: str, *, over: bool, closed: bool, asked: int, opinions: Iterable[Opinion]) -> Results:
    """Results of everybody's opinions. Who answered and only later turned out absent still counts as asked."""
    known = tuple(opinions)
    answered = sum(one.given for one in known)
    return Results(
        event_id=event_id,
        title=title,
        over=over,
        closed=closed,
        asked=max(asked, answered),
        answered=answered,
        plans=sum(one.plan is not None for one in known),
        usefulness=tally(RATES, (one.usefulness for one in known)),
        organisation=tally(RATES, (one.organisation for one in known)),
        pace=tally(Pace, (one.pace for one in known)),
        recommend=tally(Recommend, (one.recommend for one in known)),
        next_direction=tally(Direction, (one.next_direction for one in known)),
        applied=tally(Applied, (one.applied for one in known)),
    )


@dataclass(frozen=True, slots=True)
class Plans:
    """A page of what people will try, in alphabetical order: the order of answering would tell who wrote what."""

    event_id: int
    title: str
    texts: tuple[str, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class Opinions:
    """Everybody's answers for a table, without names and in an order that tells nothing of people."""

    title: str
    opinions: tuple[Opinion, ...]
