"""Pairs and requests of the club as a spreadsheet of two sheets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from documents.xlsx import Columns, Say, Sheet
from documents.xlsx import workbook as drawn
from domain import clubtime
from domain.mentoring.mentoring_table import MentoringTable, PairRow, RequestRow

_PAIRS: Columns = (
    *(("№", 5), ("Наставник", 36), ("Школа наставника", 30), ("Коллега", 36), ("Школа коллеги", 30)),
    *(("Форма", 16), ("Направления", 30), ("Статус", 16), ("Начало", 12), ("Конец по плану", 12), ("Завершена", 12)),
    *(("Встреч", 8), ("Последняя встреча", 12), ("Настроение, в среднем", 12), ("Целей", 8), ("Достигнуто", 11)),
    ("Что тревожит", 60),
)
_REQUESTS: Columns = (
    *(("№ заявки", 9), ("Кто просит", 36), ("Школа", 30), ("Направления", 30), ("Форма", 16), ("Срочность", 18)),
    *(("Состояние", 18), ("Создана", 17), ("Возраст, дней", 10), ("Первый ответ через, часов", 12)),
    *(("Сейчас у наставника", 36), ("Срок ответа", 17)),
)
_GONE = "больше не в клубе"


def workbook(table: MentoringTable, say: Say) -> bytes:
    """The two tables as XLSX, in club time. It takes a moment: draw it in a thread."""
    pairs = [_pair(number, row, say) for number, row in enumerate(table.pairs, 1)]
    requests = [_request(row, say) for row in table.requests]
    return drawn(Sheet("Пары", _PAIRS, pairs), Sheet("Заявки", _REQUESTS, requests))


def _pair(number: int, row: PairRow, say: Say) -> list[Any]:
    """One pair's cells in the order of the titles; None is an empty one."""
    return [
        *(number, row.mentor or _GONE, row.mentor_school, row.mentee or _GONE, row.mentee_school),
        *(say(row.form), _listed(row.directions, say), say(row.status)),
        *(_local(row.started_at), _local(row.planned_end_at), _local(row.ended_at)),
        *(row.held, _local(row.last_met), None if row.mood is None else round(row.mood, 1), row.goals, row.reached),
        _listed(row.troubles, say, "; "),
    ]


def _request(row: RequestRow, say: Say) -> list[Any]:
    first = None if row.first_answer is None else round(row.first_answer / timedelta(hours=1), 1)
    return [
        *(row.id, row.name, row.school, _listed(row.directions, say), say(row.form), say(row.urgency)),
        *(say(row.state), _local(row.created_at), row.age.days, first, row.mentor, _local(row.deadline_at)),
    ]


def _listed(codes: Sequence[object], say: Say, between: str = ", ") -> str:
    return between.join(map(say, codes))


def _local(moment: datetime | None) -> datetime | None:
    """A spreadsheet knows no zones."""
    return clubtime.local(moment).replace(tzinfo=None) if moment else None
