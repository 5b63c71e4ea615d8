"""Choosing an audience by taps: one criterion at a time, each tap says what it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from domain.errors import InvalidAnswer, NotFound
from domain.mailing.audience import AtEvent, Audience, AudienceCount, Pairing
from domain.paging import Page
from domain.people.organizations import OrganizationView
from domain.vocabulary import Direction, Municipality, Role

T = TypeVar("T")
Code = TypeVar("Code", bound=StrEnum)

SILENT_WEEKS = (4, 8, 12)
MOST_ORGANIZATIONS = 10


class Criterion(StrEnum):
    """By what people are chosen. Values are short: they travel in buttons."""

    ROLES = "role"
    MUNICIPALITIES = "city"
    ORGANIZATIONS = "org"
    DIRECTIONS = "dir"
    EVENT = "event"
    AT_EVENT = "at"
    PAIRING = "pair"
    SILENT = "quiet"


@dataclass(frozen=True, slots=True)
class Described:
    """An audience with the names of what it points at; an organisation or event that is gone has none."""

    audience: Audience
    organizations: tuple[OrganizationView, ...]
    event: str | None


@dataclass(frozen=True, slots=True)
class AudienceView:
    """The audience of an announcement that is not sent yet, and how many fit now."""

    announcement_id: int
    described: Described
    count: AudienceCount

    @property
    def audience(self) -> Audience:
        return self.described.audience


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event whose people may be meant."""

    id: int
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class EventChoices:
    """A page of them: coming ones soonest first, past ones newest first."""

    lines: tuple[EventChoice, ...]
    page: Page
    past: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The draft of the conversation: the name of an organisation is awaited for this announcement."""

    announcement_id: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"announcement_id": self.announcement_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Search":
        """Back from JSON."""
        return cls(int(dumped["announcement_id"]))


def chosen(audience: Audience, criterion: Criterion, value: str, on: bool) -> Audience:
    """`audience` with one value of a criterion taken in or left out; doing it twice changes nothing more.

    Raises NotFound for a value nobody knows (a forged button), InvalidAnswer for too many organisations and when the
    last state at an event is taken away. Whether an organisation or event exists the caller checks.
    """
    return _CHOOSERS[criterion](audience, value, on)


def cleared(audience: Audience, criterion: Criterion) -> Audience:
    """`audience` no longer narrowed by this criterion."""
    nothing = Audience()
    match criterion:
        case Criterion.ROLES:
            return replace(audience, roles=nothing.roles)
        case Criterion.MUNICIPALITIES:
            return replace(audience, municipalities=nothing.municipalities)
        case Criterion.ORGANIZATIONS:
            return replace(audience, organizations=nothing.organizations)
        case Criterion.DIRECTIONS:
            return replace(audience, directions=nothing.directions)
        case Criterion.EVENT | Criterion.AT_EVENT:
            return replace(audience, event_id=None, at_event=nothing.at_event)
        case Criterion.PAIRING:
            return replace(audience, pairing=None)
        case Criterion.SILENT:
            return replace(audience, silent_weeks=None)


def _role(audience: Audience, value: str, on: bool) -> Audience:
    return replace(audience, roles=_with(audience.roles, _code(Role, value), on))


def _municipality(audience: Audience, value: str, on: bool) -> Audience:
    return replace(audience, municipalities=_with(audience.municipalities, _code(Municipality, value), on))


def _organization(audience: Audience, value: str, on: bool) -> Audience:
    some = _with(audience.organizations, _number(value), on)
    if len(some) > MOST_ORGANIZATIONS:
        raise InvalidAnswer(f"Выбрано уже {MOST_ORGANIZATIONS} организаций. Сначала уберите одну или возьмите город.")
    return replace(audience, organizations=some)


def _direction(audience: Audience, value: str, on: bool) -> Audience:
    return replace(audience, directions=_with(audience.directions, _code(Direction, value), on))


def _event(audience: Audience, value: str, on: bool) -> Audience:
    event_id = _number(value)
    if on:
        return replace(audience, event_id=event_id)
    return cleared(audience, Criterion.EVENT) if audience.event_id == event_id else audience


def _at_event(audience: Audience, value: str, on: bool) -> Audience:
    states = _with(audience.at_event, _code(AtEvent, value), on)
    if not states:
        raise InvalidAnswer("Хотя бы одна отметка нужна. Если мероприятие ни при чём — «Не смотреть».")
    return replace(audience, at_event=states)


def _pairing(audience: Audience, value: str, on: bool) -> Audience:
    how = _code(Pairing, value)
    return replace(audience, pairing=how if on else None if audience.pairing is how else audience.pairing)


def _silent(audience: Audience, value: str, on: bool) -> Audience:
    weeks = _number(value)
    if weeks not in SILENT_WEEKS:
        raise NotFound
    return replace(audience, silent_weeks=weeks if on else None)


def _with(some: frozenset[T], one: T, on: bool) -> frozenset[T]:
    return some | {one} if on else some - {one}


def _code(kind: type[Code], value: str) -> Code:
    try:
        return kind(value)
    except ValueError:
        raise NotFound from None


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < len(value) <= 18):
        raise NotFound
    return int(value)


_CHOOSERS: Mapping[Criterion, Callable[[Audience, str, bool], Audience]] = {
    Criterion.ROLES: _role,
    Criterion.MUNICIPALITIES: _municipality,
    Criterion.ORGANIZATIONS: _organization,
    Criterion.DIRECTIONS: _direction,
    Criterion.EVENT: _event,
    Criterion.AT_EVENT: _at_event,
    Criterion.PAIRING: _pairing,
    Criterion.SILENT: _silent,
}
