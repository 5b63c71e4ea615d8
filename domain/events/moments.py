"""Moments and lengths of time typed by people, on the club's clock: a strict grammar that guesses nothing.

A date read wrong sends a hundred people to a closed door, so whatever the grammar does not know is refused with
an example, and the caller echoes what was understood with its weekday. All moments are aware UTC.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.typed import clean

LONGEST = timedelta(days=31)
SHORTEST = timedelta(minutes=15)
# how far ahead somebody plans; a mistyped year is further
HORIZON = timedelta(days=731)

MOMENT_EXAMPLE = "12.09 15:00"
DAY_EXAMPLE = "12.09"
PAST_EXAMPLE = "вчера 15:00"
DURATION_EXAMPLE = "1 ч 30 мин"

_WEEKDAYS = (
    ("пн", "понедельник"),
    ("вт", "вторник"),
    ("ср", "среда", "среду"),
    ("чт", "четверг"),
    ("пт", "пятница", "пятницу"),
    ("сб", "суббота", "субботу"),
    ("вс", "воскресенье"),
)
_WEEKDAY_OF = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_MONTH_OF = {word: number for number, word in enumerate(_MONTHS, 1)}
_DAYS_AHEAD = {"сегодня": 0, "завтра": 1, "послезавтра": 2, "вчера": -1, "позавчера": -2}

_ON = rf"(?:(?:во? )?(?P<weekday>{'|'.join(sorted(_WEEKDAY_OF, key=len, reverse=True))})[.,]* )"
_WEEKDAY = f"{_ON}?"
_DATE = (
    r"(?:(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<year>[0-9]{4}|[0-9]{2}))?"
    rf"|(?P<day_of>[0-9]{{1,2}}) (?P<month_name>{'|'.join(_MONTHS)})(?: (?P<full_year>[0-9]{{4}})(?: года| г\.?)?)?"
    rf"|(?P<ahead>{'|'.join(_DAYS_AHEAD)}))"
)
_CLOCK = r"(?P<hour>[0-9]{1,2})[:.-](?P<minute>[0-9]{2})"
_MOMENT = re.compile(rf"{_WEEKDAY}{_DATE},? (?:в )?{_CLOCK}")
_ON_WEEKDAY = re.compile(rf"{_ON}(?:в )?{_CLOCK}")
_WHOLE_DAY = re.compile(rf"{_WEEKDAY}{_DATE}")
_TILL = re.compile(rf"до {_CLOCK}")

_HOURS = r"(?:час|часа|часов|ч\.?)"
_MINUTES = r"(?:минута|минуты|минут|мин\.?|м\.?)"
_LENGTHS = (
    re.compile(rf"(?P<hours>[0-9]{{1,3}}(?:[.,]5)?) ?{_HOURS}"),
    re.compile(rf"(?P<hours>[0-9]{{1,3}}) ?{_HOURS} (?:и )?(?P<minutes>[0-9]{{1,2}}) ?{_MINUTES}"),
    re.compile(rf"(?P<minutes>[0-9]{{1,4}}) ?{_MINUTES}"),
    # «17:30» would rather be a clock face: that is what «до 17:30» is for
    re.compile(r"(?P<hours>[0-7]):(?P<minutes>[0-5][0-9])"),
    re.compile(r"(?P<days>[0-9]{1,2}) ?(?:день|дня|дней)"),
)
_NAMED_LENGTHS = {
    "полчаса": timedelta(minutes=30),
    "час": timedelta(hours=1),
    "полтора часа": timedelta(minutes=90),
    "сутки": timedelta(days=1),
}

_NOT_A_MOMENT = f"Не получилось разобрать дату. Напишите, например, так: {MOMENT_EXAMPLE}."
_NOT_A_LENGTH = f"Не получилось разобрать. Напишите, например: {DURATION_EXAMPLE}, 2 дня или до 17:30."


def read_moment(text: str, now: datetime) -> datetime:
    """A moment after `now` («12.09 15:00», «12 сентября 2026, 15.00», «чт 12.09 в 15-00», «завтра 15:00», «пт 16:00»).

    Without a year it is the next time that date and hour come; a weekday alone is one of the next six days. Raises
    InvalidAnswer for everything else, and for what is impossible, past, further than two years, on another weekday than
    was named, or for today's weekday alone: it may mean today or in a week.
    """
    plain = _plain(text)
    if found := _ON_WEEKDAY.fullmatch(plain):
        return _on_weekday(found, now)
    found = _MOMENT.fullmatch(plain)
    if found is None:
        raise InvalidAnswer(_NOT_A_MOMENT)
    clock_face = _clock_face(found)
    return _ahead(clubtime.at(_day(found, now, lambda day: clubtime.at(day, clock_face) > now), clock_face), now)


def _on_weekday(found: re.Match[str], now: datetime) -> datetime:
    clock_face, today = _clock_face(found), clubtime.local(now).date()
    ahead = (_WEEKDAY_OF[found["weekday"]] - today.weekday()) % 7
    if not ahead:
        name, on = _WEEKDAYS[today.weekday()][1], today + timedelta(days=7)
        raise InvalidAnswer(
            f"Сегодня {name}: напишите «сегодня {clock_face:%H:%M}» или «{on:%d.%m} {clock_face:%H:%M}»."
        )
    return clubtime.at(today + timedelta(days=ahead), clock_face)


def read_past(text: str, now: datetime, within: timedelta) -> datetime:
    """A moment that has come, at most `within` before `now`: «вчера 15:00», «12.09 15:00», «чт 12.09 в 15-00».

    Raises InvalidAnswer for everything else, and for what is ahead or longer ago.
    """
    found = _MOMENT.fullmatch(_plain(text))
    if found is None:
        raise InvalidAnswer(f"Не получилось разобрать дату. Напишите, например, так: {PAST_EXAMPLE}.")
    clock_face = _clock_face(found)
    # a day without its year is looked for from the earliest on; «вчера» is counted from today
    near = now if found["ahead"] else now - within
    day = _day(found, near, lambda one: now - within <= clubtime.at(one, clock_face) <= now)
    moment = clubtime.at(day, clock_face)
    if moment > now:
        raise InvalidAnswer(f"Это ещё впереди: {_in_words(moment)}. Напишите, когда уже было: {PAST_EXAMPLE}.")
    if now - moment > within:
        raise InvalidAnswer(f"Это было больше {within.days} дней назад: {_in_words(moment)}. Проверьте дату.")
    return moment


def read_end(text: str, starts_at: datetime) -> datetime:
    """The end of what begins at `starts_at` (aware): a length («1 ч 30 мин», «2 дня») or an end («до 17:30»).

    Raises InvalidAnswer, also for an end before the start and for less than 15 minutes or more than 31 days.
    """
    plain = _plain(text)
    length = _length(plain)
    ends_at = starts_at + length if length is not None else _end_moment(plain, starts_at)
    if ends_at <= starts_at:
        raise InvalidAnswer(f"Конец получился не позже начала. Напишите, например: {DURATION_EXAMPLE} или до 17:30.")
    if ends_at - starts_at < SHORTEST:
        raise InvalidAnswer(f"Меньше 15 минут — слишком коротко. Например: {DURATION_EXAMPLE}.")
    if ends_at - starts_at > LONGEST:
        raise InvalidAnswer("Больше 31 дня — слишком долго: разбейте на занятия. Например: 2 дня.")
    return ends_at


def read_deadline(text: str, starts_at: datetime, now: datetime) -> datetime:
    """Till when people sign up: a moment, or a day, which counts in full («10.09» ends at the next midnight).

    The very day of the event lasts till its start. Raises InvalidAnswer, also for a deadline that has passed or
    comes after `starts_at`.
    """
    plain = _plain(text).removeprefix("до ")
    if whole := _WHOLE_DAY.fullmatch(plain):
        day = _day(whole, now, lambda one: _midnight_after(one) > now)
        same_day = day == clubtime.local(starts_at).date()
        minute = timedelta(minutes=1)
        closes_at = starts_at if same_day else _ahead(_midnight_after(day) - minute, now) + minute
    else:
        closes_at = read_moment(plain, now)
    if closes_at > starts_at:
        raise InvalidAnswer(
            f"Получилось {_in_words(closes_at)}, а начало раньше: {_in_words(starts_at)}. Напишите дату до начала."
        )
    return closes_at


def read_day(text: str, now: datetime) -> date:
    """A day from today on, on the club's clock («12.09», «до 12 сентября», «завтра»).

    Raises InvalidAnswer for everything else, and for a day that is past or further than two years.
    """
    whole = _WHOLE_DAY.fullmatch(_plain(text).removeprefix("до ").removeprefix("по "))
    if whole is None:
        raise InvalidAnswer(f"Не получилось разобрать дату. Напишите, например, так: {DAY_EXAMPLE}.")
    day = _day(whole, now, lambda one: _midnight_after(one) > now)
    today = clubtime.local(now).date()
    if day < today:
        raise InvalidAnswer(
            f"Этот день уже прошёл: {_day_in_words(day)}. Напишите день впереди, например: {DAY_EXAMPLE}."
        )
    if day - today > HORIZON:
        raise InvalidAnswer(f"До этого дня больше двух лет: {_day_in_words(day)}. Проверьте год.")
    return day


def _plain(text: str) -> str:
    return clean(text).lower().replace("ё", "е").rstrip(".")


def _clock_face(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise InvalidAnswer(f"Такого времени не бывает. Напишите, например, так: {MOMENT_EXAMPLE}.") from None


def _midnight_after(day: date) -> datetime:
    return clubtime.at(day + timedelta(days=1), time())


def _day(found: re.Match[str], near: datetime, fits: Callable[[date], bool]) -> date:
    """The date named; without a year, the first one from the year of `near` on that `fits`, else of that very year."""
    day = _named_day(found, clubtime.local(near).date(), fits)
    word = found["weekday"]
    if word is not None and _WEEKDAY_OF[word] != day.weekday():
        named, real = _WEEKDAYS[_WEEKDAY_OF[word]][1], _WEEKDAYS[day.weekday()][1]
        raise InvalidAnswer(
            f"{day.day} {_MONTHS[day.month - 1]} {day.year} — это {real}, а не {named}. Проверьте дату или день недели."
        )
    return day


def _named_day(found: re.Match[str], today: date, fits: Callable[[date], bool]) -> date:
    if found["ahead"]:
        return today + timedelta(days=_DAYS_AHEAD[found["ahead"]])
    number = int(found["day"] or found["day_of"])
    month = int(found["month"] or _MONTH_OF[found["month_name"]])
    if year := found["year"] or found["full_year"]:
        years = [int(year) + (2000 if len(year) == 2 else 0)]
    else:
        # the next 29 February may be eight years away
        years = list(range(today.year, today.year + 9))
    days = [day for day in (_possible(year, month, number) for year in years) if day is not None]
    if not days:
        example = DAY_EXAMPLE if "hour" not in found.groupdict() else MOMENT_EXAMPLE
        raise InvalidAnswer(f"Такой даты в календаре нет. Напишите, например, так: {example}.")
    return next(filter(fits, days), days[0])


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise InvalidAnswer(f"Эта дата уже прошла: {_in_words(moment)}. Напишите будущую, например: {MOMENT_EXAMPLE}.")
    if moment - now > HORIZON:
        raise InvalidAnswer(f"До этой даты больше двух лет: {_in_words(moment)}. Проверьте год.")
    return moment


def _in_words(moment: datetime) -> str:
    here = clubtime.local(moment)
    return f"{_day_in_words(here.date())}, {here:%H:%M}"


def _day_in_words(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()][0]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _length(plain: str) -> timedelta | None:
    if plain in _NAMED_LENGTHS:
        return _NAMED_LENGTHS[plain]
    for pattern in _LENGTHS:
        if found := pattern.fullmatch(plain):
            amounts = {unit: float(number.replace(",", ".")) for unit, number in found.groupdict().items()}
            return timedelta(**amounts)
    return None


def _end_moment(plain: str, starts_at: datetime) -> datetime:
    """The end named by «до» and a clock face (of the same day), or by its date; without a year it is near the start."""
    if till := _TILL.fullmatch(plain):
        return clubtime.at(clubtime.local(starts_at).date(), _clock_face(till))
    found = _MOMENT.fullmatch(plain.removeprefix("до "))
    # «tomorrow» of whom: of today or of the event?
    if found is None or found["ahead"]:
        raise InvalidAnswer(_NOT_A_LENGTH)
    clock_face = _clock_face(found)
    day = _day(found, starts_at, lambda one: timedelta() < clubtime.at(one, clock_face) - starts_at <= LONGEST)
    return clubtime.at(day, clock_face)
