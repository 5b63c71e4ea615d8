"""Methods that send an album or a poll."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.polls import FIRST_POLL, new_poll, poll_text
from sandbox.sending import Params, caption_fields, forbid_unsupported, media_content, place_of, put, send
from sandbox.state import State

ALBUM = range(2, 11)
FIRST_ALBUM = 13_900_000_000_000_000
KINDS = ("photo", "document")
# Settings of polls the sandbox does not have; each would be silently wrong.
UNSUPPORTED_IN_POLLS = (
    "allow_adding_options",
    "close_date",
    "country_codes",
    "description",
    "explanation",
    "explanation_media",
    "hide_results_until_closes",
    "media",
    "members_only",
    "open_period",
    "shuffle_options",
)


def new_album(state: State) -> str:
    """Returns the name of a new album: what its messages have in common."""
    return state.new_name(FIRST_ALBUM)


async def send_media_group(state: State, params: Params) -> list[dict[str, Any]]:
    """sendMediaGroup: 2–10 photos or 2–10 documents; nothing is sent unless all can be.

    Telegram sends one item as a simple message: its documentation promises that to nobody.
    """
    items: list[dict[str, Any]] = params["media"]
    contents = [item_content(state, item, number) for number, item in enumerate(items, start=1)]
    if not items:
        raise BadRequest("there are no messages to send")
    if len(items) not in ALBUM:
        wrong = "too many messages to send as an album"
        raise BadRequest(wrong if len(items) > 1 else "an album has 2-10 items", reason=f"{len(items)} items")
    if len({item["type"] for item in items}) > 1:
        raise BadRequest("document can't be mixed with other media types")
    place = place_of(state, params)
    album = new_album(state)
    return [put(state, place, {"media_group_id": album, **content}).copy() for content in contents]


def item_content(state: State, item: dict[str, Any], number: int) -> dict[str, Any]:
    """Returns one item of an album as the fields of a message. Raises BadRequest or Refusal 413."""
    kind = item["type"]
    forbid_unsupported(item)
    if kind not in KINDS:
        raise BadRequest(f"{kind} is not supported here", reason=f"the sandbox has no albums of type {kind}")
    caption = caption_fields(state, item)
    try:
        file = state.files.of_request(item["media"], kind)
    except BadRequest as refusal:
        words = refusal.description.removeprefix("Bad Request: ")
        if words.isupper():
            raise BadRequest(f'failed to send message #{number} with the error message "{words}"') from refusal
        raise
    return media_content(file) | caption


async def send_poll(state: State, params: Params) -> dict[str, Any]:
    """sendPoll: a regular poll or a quiz."""
    for name in UNSUPPORTED_IN_POLLS:
        if params.get(name):
            raise BadRequest(f"{name} is not supported here", reason=f"the sandbox does not implement {name}")
    kind = params.get("type", "regular")
    if kind not in ("regular", "quiz"):
        raise BadRequest("unsupported poll type specified")
    question = poll_text(params["question"], params.get("question_parse_mode"), params.get("question_entities"))
    if any("media" in option for option in params["options"]):
        raise BadRequest("media is not supported here", reason="the sandbox has no pictures in polls")
    poll = new_poll(
        state.new_name(FIRST_POLL),
        question,
        [
            poll_text(option["text"], option.get("text_parse_mode"), option.get("text_entities"))
            for option in params["options"]
        ],
        several=params.get("allows_multiple_answers", False),
        anonymous=params.get("is_anonymous", True),
        correct=params.get("correct_option_ids", []) if kind == "quiz" else None,
        closed=params.get("is_closed", False),
    )
    return send(state, params, {"poll": poll}).copy()
