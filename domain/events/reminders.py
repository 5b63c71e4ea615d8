"""What reminds of an event and when: a week, a day, two hours before, «придёте?», the link, what comes afterwards."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain import clubtime
from domain.vocabulary import EventForm, MessageKind, ReminderKind

WEEK_BEFORE = timedelta(days=7)
DAY_BEFORE = timedelta(days=1)
HOURS_BEFORE = timedelta(hours=2)
# «придёте?»: a seat given back then still finds somebody
CONFIRM_BEFORE = timedelta(hours=48)
# who signed up just now is not asked whether they meant it
_CONFIRM_NOT_WITHIN = timedelta(hours=24)
_TIME_TO_ANSWER = timedelta(hours=1)
LINK_BEFORE = timedelta(minutes=15)
# a reminder moved later by quiet hours still leaves this long to get there
_TIME_TO_ARRIVE = timedelta(hours=1)
_FEEDBACK_AFTER = timedelta(minutes=30)
_FEEDBACK_LIVES = timedelta(days=3)
_APPLIED_AFTER = timedelta(days=14)
_APPLIED_AT = time(12)
_APPLIED_LIVES = timedelta(days=7)

# what is planned before people are asked: a conference needs a week's notice, a consultation does not
_FAR_AHEAD = (ReminderKind.WEEK, ReminderKind.DAY, ReminderKind.HOURS)
_USUAL = (ReminderKind.DAY, ReminderKind.HOURS)
_BY_FORM: dict[EventForm, tuple[ReminderKind, ...]] = {
    EventForm.SKILL_CONTEST: _FAR_AHEAD,
    EventForm.TRAINEE_SITE: _FAR_AHEAD,
    EventForm.ROUND_TABLE: _FAR_AHEAD,
    EventForm.CONFERENCE: _FAR_AHEAD,
    EventForm.VOLUNTEER_SQUAD: _FAR_AHEAD,
    EventForm.BALL: _FAR_AHEAD,
    EventForm.WALTZ: _FAR_AHEAD,
    # it lasts for weeks: there is no hour to hurry to
    EventForm.ONLINE_EXPO: (ReminderKind.DAY,),
}

# everything that is planned with a seat and moves with the event; of one moment, the last of these says most
KINDS = (
    MessageKind.EVENT_CONFIRM,
    MessageKind.EVENT_REMINDER_WEEK,
    MessageKind.EVENT_REMINDER_DAY,
    MessageKind.EVENT_REMINDER_HOURS,
    MessageKind.EVENT_LINK,
    MessageKind.EVENT_FEEDBACK,
    MessageKind.EVENT_APPLIED,
)
# what is told before the start, in words: «Напомним за день и за два часа»
AHEAD = KINDS[1:4]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of an event, by its number from 1. Moments are aware."""

    number: int
    starts_at: datetime
    ends_at: datetime
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What reminds, when, of which sitting, and when it becomes senseless. Moments are aware UTC."""

    kind: MessageKind
    at: datetime
    expires_at: datetime
    sitting: int = 1


def usual(form: EventForm) -> tuple[ReminderKind, ...]:
    """Which reminders an event of this form has unless the person chooses."""
    return _BY_FORM.get(form, _USUAL)


def later_that_day(sittings: Sequence[Sitting], number: int) -> int:
    """How many sessions follow session `number` on the same day of the club's calendar: its reminder names them."""
    own = next((one for one in sittings if one.number == number), None)
    if own is None:
        return 0
    day = clubtime.local(own.starts_at).date()
    return sum(one.starts_at > own.starts_at and clubtime.local(one.starts_at).date() == day for one in sittings)


def schedule(
    sittings: Sequence[Sitting],
    wanted: Collection[ReminderKind],
    now: datetime,
    *,
    confirm: bool,
    link: bool,
) -> tuple[Reminder, ...]:
    """All that is still to come at `now` (aware) for one person with a seat, soonest first.

    `wanted` are the reminders they chose; `confirm`: they are asked whether they come (seats are scarce and `may_ask`
    says yes); `link`: they take part online and there is a link to send.
    """
    first, last = sittings[0], sittings[-1]
    found = [*_week(first, wanted), *(_confirm(first) if confirm else ()), *_afterwards(last)]
    for sitting in sittings:
        found += [*_ahead(sitting, wanted), *(_link(sitting) if link else ())]
    coming = (reminder for reminder in found if reminder.at > now)
    return _not_twice(sorted(coming, key=lambda reminder: (reminder.at, KINDS.index(reminder.kind))))


def _not_twice(coming: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Nobody hears the same twice in a row: not when quiet time brings two to one moment, nor when one is late.

    A reminder lives no longer than till the next one of its sitting.
    """
    of_moments = {(one.sitting, one.at): one for one in coming}
    # two sittings of one day: the earlier speaks for both
    told = {(one.kind, one.at): one for one in reversed(of_moments.values())}
    next_at: dict[int, datetime] = {}
    kept: list[Reminder] = []
    for one in told.values():
        following = next_at.get(one.sitting, one.expires_at)
        kept.append(replace(one, expires_at=min(one.expires_at, following)))
        next_at[one.sitting] = one.at
    return tuple(reversed(kept))


def _week(first: Sitting, wanted: Collection[ReminderKind]) -> Iterator[Reminder]:
    if ReminderKind.WEEK in wanted:
        at = clubtime.last_allowed(clubtime.before(first.starts_at, WEEK_BEFORE))
        yield Reminder(MessageKind.EVENT_REMINDER_WEEK, at, first.starts_at)


def _ahead(sitting: Sitting, wanted: Collection[ReminderKind]) -> Iterator[Reminder]:
    """A day and two hours before.

    Quiet time moves the first one earlier; the second one moves later if that leaves an hour to arrive, else to the
    evening before, and vanishes if the first one comes no earlier.
    """
    day = clubtime.last_allowed(clubtime.before(sitting.starts_at, DAY_BEFORE))
    hours = _hours_before(sitting.starts_at)
    with_day = ReminderKind.DAY in wanted
    if with_day:
        yield Reminder(MessageKind.EVENT_REMINDER_DAY, day, sitting.starts_at, sitting.number)
    if ReminderKind.HOURS in wanted and (hours > day or not with_day):
        yield Reminder(MessageKind.EVENT_REMINDER_HOURS, hours, sitting.starts_at, sitting.number)


def _hours_before(starts_at: datetime) -> datetime:
    wanted = starts_at - HOURS_BEFORE
    later = clubtime.next_allowed(wanted)
    return later if later <= starts_at - _TIME_TO_ARRIVE else clubtime.last_allowed(wanted)


def may_ask(first: Sitting, since: datetime) -> bool:
    """Whether «придёте?» makes sense to who said so, or was asked, at `since` (aware); `first` is the first session."""
    return _confirm_at(first) >= since + _CONFIRM_NOT_WITHIN


def _confirm_at(first: Sitting) -> datetime:
    return clubtime.last_allowed(clubtime.before(first.starts_at, CONFIRM_BEFORE))


def _confirm(first: Sitting) -> Iterator[Reminder]:
    at = _confirm_at(first)
    # the day before has its own reminder, which takes a refusal too
    till = max(at + _TIME_TO_ANSWER, clubtime.before(first.starts_at, DAY_BEFORE))
    yield Reminder(MessageKind.EVENT_CONFIRM, at, till)


def _link(sitting: Sitting) -> Iterator[Reminder]:
    at = clubtime.last_allowed(sitting.starts_at - LINK_BEFORE)
    yield Reminder(MessageKind.EVENT_LINK, at, sitting.ends_at, sitting.number)


def _afterwards(last: Sitting) -> Iterator[Reminder]:
    evening = clubtime.next_allowed(last.ends_at + _FEEDBACK_AFTER)
    yield Reminder(MessageKind.EVENT_FEEDBACK, evening, evening + _FEEDBACK_LIVES)
    day = (clubtime.local(last.ends_at) + _APPLIED_AFTER).date()
    noon = clubtime.next_allowed(clubtime.at(day, _APPLIED_AT))
    yield Reminder(MessageKind.EVENT_APPLIED, noon, noon + _APPLIED_LIVES)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reminders a person has: of an event, or in general (`event_id` None). `own`: they chose it themselves."""

    event_id: int | None
    title: str | None
    kinds: tuple[ReminderKind, ...]
    own: bool
