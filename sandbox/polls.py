"""Polls: what one is made of, whoever sends it."""

from __future__ import annotations

from typing import Any

from sandbox.entities import Formatted, read_formatted
from sandbox.errors import BadRequest

QUESTION_LENGTH = 300
OPTION_LENGTH = 100
OPTIONS = 12
FIRST_POLL = 5_300_000_000_000_000_000


def poll_text(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Returns the text of a question or an answer: of its formatting only custom emoji stay. Raises BadRequest."""
    formatted = read_formatted(text, parse_mode, entities)
    if not formatted.text:
        raise BadRequest("text must be non-empty")
    kept = [entity for entity in formatted.entities if entity["type"] == "custom_emoji"]
    return Formatted(formatted.text, kept)


def new_poll(
    number: str,
    question: Formatted,
    options: list[Formatted],
    *,
    several: bool = False,
    anonymous: bool = True,
    correct: list[int] | None = None,
    closed: bool = False,
) -> dict[str, Any]:
    """Returns a Poll nobody has voted in; `correct` makes it a quiz with these answers. Raises BadRequest."""
    if len(question.text) > QUESTION_LENGTH:
        raise BadRequest(f"poll question length must not exceed {QUESTION_LENGTH}")
    if not options:
        raise BadRequest("poll must have at least one answer option")
    if len(options) > OPTIONS:
        raise BadRequest(f"poll can't have more than {OPTIONS} options")
    if any(len(option.text) > OPTION_LENGTH for option in options):
        raise BadRequest(f"poll options length must not exceed {OPTION_LENGTH}")
    poll: dict[str, Any] = {
        "id": number,
        "question": question.text,
        "options": [
            {"persistent_id": f"{index}", "text": option.text, "voter_count": 0} | entities("text", option)
            for index, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": closed,
        "is_anonymous": anonymous,
        "type": "regular" if correct is None else "quiz",
        "allows_multiple_answers": several,
        "allows_revoting": correct is None,
        "members_only": False,
    } | entities("question", question)
    if correct is not None:
        check_correct(correct, len(options))
        poll["correct_option_ids"] = correct
    return poll


def entities(name: str, formatted: Formatted) -> dict[str, Any]:
    """Returns the entities of a text as a field of a poll, if there are any."""
    return {f"{name}_entities": formatted.entities} if formatted.entities else {}


def check_correct(correct: list[int], options: int) -> None:
    """Checks the right answers of a quiz. Raises BadRequest."""
    if not correct:
        raise BadRequest("correct quiz option list must be non-empty")
    if correct != sorted(set(correct)):
        raise BadRequest("correct quiz option list must be increasing")
    if correct[0] < 0 or correct[-1] >= options:
        raise BadRequest("wrong quiz correct_option_id")
