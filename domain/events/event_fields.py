"""Reading one field of an event from typed words: each reader gives the plan with that field, or refuses it.

Raises InvalidAnswer with a hint for the person.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from domain.errors import InvalidAnswer
from domain.events import moments
from domain.events.event_plan import EventPlan, Step
from domain.typed import clean, paragraphs, phrase

LONGEST_TITLE = 200
LONGEST_PLACE = 300
LONGEST_LINK = 500
LONGEST_PARTNERS = 300
LONGEST_ANNOUNCEMENT = 1500
MOST_SEATS = 10_000
LEAST_HOURS, MOST_HOURS = 0.5, 999.0

# a button with an address that is none would keep the whole card from being shown
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")


def _read_title(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    example = "Первый урок: как начать"
    title = phrase(text, longest=LONGEST_TITLE, example=example)
    if not any(sign.isalpha() for sign in title):
        raise InvalidAnswer(f"В названии нужны слова. Например: {example}.")
    return replace(plan, title=title)


def _read_place(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    place = phrase(text, longest=LONGEST_PLACE, example="Школа № 901, актовый зал")
    # the map of the old place would lead people there
    return replace(plan, place=place, map_url=None).unsettle(Step.MAP)


def _read_map(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, map_url=read_link(text, example="https://yandex.ru/maps/…"))


def _read_link(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, online_url=read_link(text, example="https://telemost.yandex.ru/…"))


def read_link(text: str, *, example: str) -> str:
    """An https address of at most LONGEST_LINK signs. Raises InvalidAnswer."""
    link = clean(text)
    try:
        parts = urlsplit(link)
        # the port is checked only when it is asked for
        sound = parts.scheme == "https" and _HOST.fullmatch(parts.hostname or "") is not None and parts.port != 0
    except ValueError:
        sound = False
    if not sound or " " in link:
        raise InvalidAnswer(f"Нужна ссылка, которая начинается с https://. Например: {example}")
    if len(link) > LONGEST_LINK:
        raise InvalidAnswer(f"Ссылка длиннее {LONGEST_LINK} знаков. Возьмите короткую, через «Поделиться».")
    return link


def _read_seats(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, seats_offline=read_number_of_seats(text))


def _read_seats_online(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, seats_online=read_number_of_seats(text))


def read_number_of_seats(text: str) -> int:
    """«25», «25 мест». Raises InvalidAnswer."""
    found = re.fullmatch(r"([0-9]{1,6})(?: (?:место|места|мест|человека?))?", clean(text).lower())
    if found is None or not 1 <= int(found[1]) <= MOST_SEATS:
        raise InvalidAnswer("Напишите число от 1 до 10\u00a0000, например: 25. Или нажмите «Без ограничения».")
    return int(found[1])


def _read_start(text: str, plan: EventPlan, now: datetime) -> EventPlan:
    starts_at = moments.read_moment(text, now)
    plan = replace(plan, starts_at=starts_at)
    return _ordered(plan) if plan.further else plan


def _read_length(text: str, plan: EventPlan, now: datetime) -> EventPlan:
    starts_at = plan.starts_at or now
    plan = replace(plan, length=moments.read_end(text, starts_at) - starts_at)
    return _ordered(plan) if plan.further else plan


def _ordered(plan: EventPlan) -> EventPlan:
    """Sessions in order again. Raises InvalidAnswer when the first one now meets another."""
    ordered = plan.with_sittings(plan.sittings)
    pairs = zip(ordered.sittings, ordered.sittings[1:], strict=False)
    if any(one.ends_at > other.starts_at for one, other in pairs):
        raise InvalidAnswer("В это время уже идёт другое занятие серии. Выберите другое время.")
    return ordered


def _read_hours(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, hours=read_hours(text))


def read_hours(text: str) -> float:
    """Academic hours of a certificate: «2», «1,5», «3 часа». Raises InvalidAnswer."""
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,]5|[.,]0)?)(?: ?(?:час|часа|часов|ч\.?))?", clean(text).lower())
    hours = float(found[1].replace(",", ".")) if found else 0
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        raise InvalidAnswer("Напишите часы числом, можно с половиной. Например: 2 или 1,5.")
    return hours


def _read_deadline(text: str, plan: EventPlan, now: datetime) -> EventPlan:
    starts_at = plan.starts_at or now + timedelta(days=1)
    return replace(plan, closes_at=moments.read_deadline(text, starts_at, now))


def _read_announcement(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, announcement=read_announcement(text))


def read_announcement(text: str) -> str:
    """Words in several lines, with at most one empty line between them. Raises InvalidAnswer."""
    told = paragraphs(text)
    if not any(sign.isalpha() for sign in told):
        raise InvalidAnswer("Здесь нужны слова: зачем прийти и что взять с собой.")
    if len(told) > LONGEST_ANNOUNCEMENT:
        raise InvalidAnswer(f"Получилось {len(told)} знаков, а поместится {LONGEST_ANNOUNCEMENT}. Сократите немного.")
    return told


def _read_partners(text: str, plan: EventPlan, _: datetime) -> EventPlan:
    return replace(plan, partners=phrase(text, longest=LONGEST_PARTNERS, example="Тюменский педагогический колледж"))


READERS: Mapping[Step, Callable[[str, EventPlan, datetime], EventPlan]] = {
    Step.TITLE: _read_title,
    Step.PLACE: _read_place,
    Step.MAP: _read_map,
    Step.LINK: _read_link,
    Step.SEATS: _read_seats,
    Step.SEATS_ONLINE: _read_seats_online,
    Step.START: _read_start,
    Step.LENGTH: _read_length,
    Step.HOURS: _read_hours,
    Step.DEADLINE: _read_deadline,
    Step.ANNOUNCEMENT: _read_announcement,
    Step.PARTNERS: _read_partners,
}
