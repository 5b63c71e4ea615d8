"""What may be wrong with a pair, in plain words, and the weekly word about it to coordinators."""

from collections.abc import Mapping
from datetime import datetime

from content.typography import NBSP
from domain.mentoring.desk_pairs import Only
from domain.mentoring.pairs import Side
from domain.mentoring.risks import Digest, Risk, Trouble
from screens import words
from screens.kit import Screen, button, column
from screens.mentoring.desk_ways import ShowPairs
from screens.mentoring.mentoring import MentoringDesk

SIDES = {Side.MENTOR: "наставник", Side.MENTEE: "коллега"}
_OF_SIDES = {Side.MENTOR: "у наставника", Side.MENTEE: "у коллеги"}


def trouble(one: Trouble, now: datetime) -> str:
    """«не встречались 25 дней», as a part of a sentence: what and since when."""
    match one.risk:
        case Risk.SILENT:
            days = words.plural((now - one.since).days, "день", "дня", "дней")
            return f"{days} в{NBSP}паре и{NBSP}ни одной встречи" if one.never else f"не встречались {days}"
        case Risk.LOW_MOOD:
            return f"низкое настроение {_of(one)}, встреча за{NBSP}встречей с{NBSP}{words.dated_day(one.since, now)}"
        case Risk.UNANSWERED:
            return f"не ответили, как дела в{NBSP}паре: спросили {words.dated_day(one.since, now)}"
        case Risk.AWAY:
            return f"{_who(one)} не получает сообщений бота с{NBSP}{words.dated_day(one.since, now)}"
        case Risk.GONE:
            return f"{_who(one)} больше не{NBSP}в{NBSP}клубе"


def _who(one: Trouble) -> str:
    return SIDES[one.side] if one.side else "кто-то из двоих"


def _of(one: Trouble) -> str:
    return _OF_SIDES[one.side] if one.side else "у обоих"


_FIGURES: Mapping[Risk, str] = {
    Risk.SILENT: "давно не встречались",
    Risk.LOW_MOOD: "низкое настроение две встречи подряд",
    Risk.UNANSWERED: "не ответили, как дела",
    Risk.AWAY: "кто-то не получает сообщений",
    Risk.GONE: "кто-то больше не в клубе",
}


def digest(view: Digest) -> Screen:
    """News on a Monday: how many pairs need a word."""
    lines = [f"• {_FIGURES[risk]}: {count}" for risk, count in view.figures.items()]
    need = words.plural(view.pairs, "паре нужно", "парам нужно", "парам нужно")
    return Screen(
        "\n".join([f"⚠️ На этой неделе {need} ваше внимание.", *lines, "Часто хватает одного сообщения."]),
        column(
            button("Посмотреть пары", ShowPairs(only=Only.TROUBLED)),
            button("🛠 Наставничество клуба", MentoringDesk()),
        ),
    )
