"""A school's pairs as a spreadsheet: how each goes, never what it is about."""

from datetime import date, datetime
from typing import Any

from documents.xlsx import Columns, Say, Sheet
from documents.xlsx import workbook as drawn
from domain import clubtime
from domain.mentoring.approvals import Party
from domain.mentoring.school import SchoolPair, SchoolTable
from domain.vocabulary import PairStatus

_SHEET = "Пары школы"
_COLUMNS: Columns = (
    ("№", 5),
    ("Наставник", 34),
    ("Организация наставника", 30),
    ("Коллега", 34),
    ("Организация коллеги", 30),
    ("Форма", 16),
    ("Статус", 20),
    ("Начало", 12),
    ("Конец по плану", 12),
    ("Конец", 12),
    ("Встреч", 9),
    ("Последняя встреча", 12),
    ("Целей", 9),
    ("Достигнуто", 11),
)
_GONE = "больше не в клубе"


def workbook(table: SchoolTable, say: Say) -> bytes:
    """The school's pairs as XLSX, days in club time. It takes a moment: draw it in a thread."""
    rows = [(number, *_cells(pair, say)) for number, pair in enumerate(table.pairs, 1)]
    return drawn(Sheet(_SHEET, _COLUMNS, rows))


def _cells(pair: SchoolPair, say: Say) -> list[Any]:
    """One pair's values in the order of the titles; None is an empty cell."""
    begun = pair.status is not PairStatus.APPROVAL
    return [
        *(*_party(pair.mentor), *_party(pair.mentee)),
        *(say(pair.form), say(pair.status)),
        *(_day(pair.started_at if begun else None), _day(pair.planned_end_at if begun else None)),
        *(_day(pair.ended_at), pair.meetings, _day(pair.last_met_at), pair.goals, pair.reached),
    ]


def _party(party: Party) -> tuple[str, str | None]:
    return party.name or _GONE, party.organization


def _day(moment: datetime | None) -> date | None:
    return clubtime.local(moment).date() if moment else None
