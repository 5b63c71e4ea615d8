"""Meetings of a pair: up to three times are proposed, the other side takes one; it may be moved and called off."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.errors import InvalidAnswer, MeetingPassed
from domain.events.moments import MOMENT_EXAMPLE, read_moment
from domain.events.reminders import AHEAD, Reminder, Sitting, schedule
from domain.typed import clean, folded, meant, phrase
from domain.vocabulary import Attendance, MeetingStatus, ReminderKind

MOST_OPTIONS = 3
MOST_OPEN = 5
MINUTES = (30, 45, 60, 90)
USUAL_MINUTES = 60
LONGEST_PLACE = 300
# of a line that was not understood, as much as is repeated
LONGEST_LINE = 60
PLACE_EXAMPLES = {
    Attendance.OFFLINE: "кабинет 12, второй этаж",
    Attendance.ONLINE: "https://meet.example/urok",
}
# further ahead nobody knows their timetable
HORIZON = timedelta(days=120)
JOURNAL_AFTER = timedelta(minutes=30)
JOURNAL_LIVES = timedelta(days=3)
# who has not answered by then is asked once more
ASK_AGAIN_AFTER = timedelta(hours=24)

# what people type where a button was offered
_WAYS = {"очно": Attendance.OFFLINE, "онлайн": Attendance.ONLINE}
_LATER = {"решим позже", "позже", "пока не знаю"}
_LENGTHS = {f"{one}{unit}": one for one in MINUTES for unit in ("", " мин", " минут")} | {
    "полчаса": 30,
    "час": 60,
    "1 час": 60,
    "полтора часа": 90,
}

# after lessons, on three school days
_HOURS = (time(15), time(16, 30))
_DAYS = 3
_LOOK_AHEAD = 30


class Step(StrEnum):
    """A question of the form; the value is kept in the draft and travels in buttons."""

    TIMES = "times"
    WAY = "way"
    PLACE = "place"
    SUMMARY = "summary"


class Change(StrEnum):
    """What is new of an agreed meeting, where news must say it."""

    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one side proposes: moments (aware UTC), how to meet, where (a place or a link, if known), how long."""

    options: tuple[datetime, ...]
    way: Attendance
    place: str | None
    minutes: int

    def coming(self, now: datetime) -> tuple[datetime, ...]:
        """What can still be agreed upon, soonest first. Raises MeetingPassed when nothing can."""
        found = ahead(self.options, now)[:MOST_OPTIONS]
        if not found:
            raise MeetingPassed
        return found


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A proposal in the making; `meeting_id` when it is about a meeting that is there already."""

    pair_id: int
    meeting_id: int | None = None
    step: Step = Step.TIMES
    options: tuple[datetime, ...] = ()
    way: Attendance | None = None
    place: str | None = None
    minutes: int = USUAL_MINUTES

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "pair_id": self.pair_id,
            "meeting_id": self.meeting_id,
            "step": self.step.value,
            "options": [one.isoformat() for one in self.options],
            "way": self.way.value if self.way else None,
            "place": self.place,
            "minutes": self.minutes,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "MeetingDraft":
        """Back from JSON."""
        meeting_id, way = dumped["meeting_id"], dumped["way"]
        return cls(
            pair_id=int(dumped["pair_id"]),
            meeting_id=None if meeting_id is None else int(meeting_id),
            step=Step(dumped["step"]),
            options=tuple(datetime.fromisoformat(one) for one in dumped["options"]),
            way=None if way is None else Attendance(way),
            place=dumped["place"],
            minutes=int(dumped["minutes"]),
        )

    @property
    def complete(self) -> bool:
        """Whether there is enough to send."""
        return bool(self.options) and self.way is not None

    def proposal(self) -> Proposal:
        """Of a complete draft."""
        assert self.way is not None
        return Proposal(self.options, self.way, self.place, self.minutes)


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A new place in the making: of which meeting, and how to meet there."""

    meeting_id: int
    way: Attendance

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"meeting_id": self.meeting_id, "way": self.way.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "PlaceDraft":
        """Back from JSON."""
        return cls(int(dumped["meeting_id"]), Attendance(dumped["way"]))


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as one of the two sees it; moments are aware UTC.

    `other` is None when the other side has left the club, `live`: the pair goes on. `options` are proposed times still
    to come, `mine`: the reader proposed them. `starts_at` is the agreed time, which stands while a move is discussed.
    `begun`, `over`: of the agreed time. `noted`: the reader has said that it took place. `deniable`: one side has
    written it down afterwards, and the other has not said a word about it.
    """

    id: int
    pair_id: int
    other: str | None
    live: bool
    status: MeetingStatus
    mine: bool
    options: tuple[datetime, ...]
    starts_at: datetime | None
    minutes: int
    way: Attendance
    place: str | None
    begun: bool
    over: bool
    noted: bool
    revision: int
    deniable: bool = False
    # the group the pair is in
    group: str | None = None

    @property
    def discussed(self) -> bool:
        """Whether times are proposed and can still be taken."""
        return self.live and self.status in OPEN and bool(self.options) and not self.begun

    @property
    def to_answer(self) -> bool:
        return self.discussed and not self.mine and self.other is not None

    @property
    def lapsed(self) -> bool:
        """Whether all proposed times have passed without an answer."""
        return self.status is MeetingStatus.PROPOSED and not self.options

    @property
    def coming(self) -> bool:
        return self.status is MeetingStatus.AGREED and not self.begun

    @property
    def to_tell(self) -> bool:
        """Whether nobody has said yet if it took place."""
        return self.status is MeetingStatus.AGREED and self.begun

    @property
    def changeable(self) -> bool:
        return self.live and self.status in OPEN and not self.begun


@dataclass(frozen=True, slots=True)
class Meetings:
    """What lies ahead of a pair, and what it has behind: `held` meetings of `minutes` in all."""

    pair_id: int
    other: str | None
    live: bool
    meetings: tuple[MeetingView, ...]
    held: int
    minutes: int


# not over yet: a time is looked for, or agreed upon
OPEN = frozenset({MeetingStatus.PROPOSED, MeetingStatus.AGREED})


def ahead(options: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """Different moments after `now` (aware), soonest first."""
    return tuple(sorted({one for one in options if one > now}))


def toggled(options: tuple[datetime, ...], moment: datetime, now: datetime) -> tuple[datetime, ...]:
    """`options` with `moment` put in or taken out. Raises InvalidAnswer when there are three, MeetingPassed."""
    kept = ahead(options, now)
    if moment in kept:
        return tuple(one for one in kept if one != moment)
    if moment <= now:
        raise MeetingPassed
    if len(kept) >= MOST_OPTIONS:
        raise InvalidAnswer("Три варианта уже есть. Снимите один, чтобы добавить другой.")
    return ahead((*kept, moment), now)


def read_times(text: str, now: datetime) -> tuple[datetime, ...]:
    """Typed moments, one a line («чт 15.10 в 15:00», «завтра 16:30»), as aware UTC. Raises InvalidAnswer."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_OPTIONS:
        raise InvalidAnswer("Предложите до трёх вариантов, каждый с новой строки.")
    moments = [_read_line(line, now, named=len(lines) > 1) for line in lines or [""]]
    if any(one - now > HORIZON for one in moments):
        raise InvalidAnswer(f"Так далеко планировать рано: выберите день в ближайшие 4 месяца, {MOMENT_EXAMPLE}.")
    return ahead(moments, now)


def _read_line(line: str, now: datetime, *, named: bool) -> datetime:
    """One of the typed moments; of several, the hint names the line it is about. Raises InvalidAnswer."""
    try:
        return read_moment(line, now)
    except InvalidAnswer as invalid:
        raise InvalidAnswer(f"«{clean(line)[:LONGEST_LINE]}»: {invalid.hint}") if named else invalid from None


def read_way(text: str) -> Attendance | None:
    """«Очно», «онлайн», typed where a button was offered; None: other words."""
    return meant(text, _WAYS)


def is_later(text: str) -> bool:
    """«Решим позже», typed."""
    return folded(text) in _LATER


def read_minutes(text: str) -> int:
    """How long, of what is offered: «45», «45 мин», «1 час». Raises InvalidAnswer."""
    found = meant(text, _LENGTHS)
    if found is None:
        raise InvalidAnswer("Нажмите кнопку или напишите, например: 45 минут.")
    return found


def read_place(text: str, way: Attendance) -> str:
    """Where to meet, or a link. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_PLACE, example=PLACE_EXAMPLES[way])


def slots(now: datetime, is_school_day: Callable[[date], bool]) -> tuple[datetime, ...]:
    """Times to tap (aware UTC): after lessons on the next three school days, in long breaks on weekdays."""
    today = clubtime.local(now).date()
    days = [today + timedelta(days=number) for number in range(1, _LOOK_AHEAD + 1)]
    school = [day for day in days if is_school_day(day)]
    chosen = school if len(school) >= _DAYS else [day for day in days if day.weekday() < 5]
    return tuple(clubtime.at(day, hour) for day in chosen[:_DAYS] for hour in _HOURS)


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    return starts_at + timedelta(minutes=minutes)


def reminders(starts_at: datetime, minutes: int, now: datetime) -> tuple[Reminder, ...]:
    """What reminds of an agreed meeting: a day and two hours ahead, as of an event, still to come at `now` (aware)."""
    sitting = Sitting(1, starts_at, ends_at(starts_at, minutes))
    wanted = (ReminderKind.DAY, ReminderKind.HOURS)
    return tuple(one for one in schedule((sitting,), wanted, now, confirm=False, link=False) if one.kind in AHEAD)
