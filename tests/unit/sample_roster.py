"""A roster without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.events.events import Terms
from domain.events.presence import Slot
from domain.events.roster import Mark, RosterTable, TableRow
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
    Source,
)

EVENT_ID = 12
# 14 October 2026, 15:00 in Tyumen
STARTS = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
LONGEST_NAME = "Христорождественская-Преображенская Александра-Елизавета Константиновна"


def row(number: int, name: str = "Светлова Анна Игоревна", **changes: Any) -> TableRow:
    values: dict[str, Any] = {
        "registration_id": 100 + number,
        "full_name": name,
        "organization": "Школа № 901",
        "position": "учитель математики",
        "status": RegistrationStatus.REGISTERED,
        "attendance": Attendance.OFFLINE,
        "role": ParticipantRole.PARTICIPANT,
        "source": Source.LINK,
    }
    return TableRow(**(values | changes))


def mark(state: PresenceState = PresenceState.ATTENDED, sitting: int = 1, minutes: int = 2) -> Mark:
    how = Attendance.OFFLINE if state is PresenceState.ATTENDED else None
    return Mark(sitting, state, PresenceMethod.QR, how, STARTS + timedelta(minutes=minutes))


def table(*rows: TableRow, **changes: Any) -> RosterTable:
    ends = STARTS + timedelta(hours=2)
    values: dict[str, Any] = {
        "event_id": EVENT_ID,
        "title": "Знакомимся",
        "terms": Terms(EventFormat.OFFLINE, EventStatus.PUBLISHED, STARTS, ends),
        "place": "Дом учителя, актовый зал",
        "sittings": (Slot(1, STARTS, ends),),
        "questions": (),
        "rows": rows,
        "responsible": "Озерова Мария Львовна",
    }
    return RosterTable(**(values | changes))


def series(count: int) -> tuple[Slot, ...]:
    return tuple(
        Slot(number, STARTS + timedelta(days=7 * number), STARTS + timedelta(days=7 * number, hours=2), of=count)
        for number in range(1, count + 1)
    )
