"""Drafts of forms in the conversation's data, each under its own key: one form must not erase another.

A form's key is also the name of its router and the group of its state: whatever another router answers suspends
the form's typed answer (`bot/suspension.py`), and the draft stays.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Protocol, Self, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from domain.actors import Actor
from domain.errors import Outdated
from domain.people.joining import Draft

JOINING = "joining"
PROFILE = "profile"
CERTIFICATE_NAMES = "certificate_names"
FEEDBACK = "feedback"
EVENT_CHANGES = "event_changes"
EVENT_QUESTIONS = "event_questions"
EVENT_ANSWERS = "event_answers"
ROSTER = "roster"
NEWCOMERS = "newcomers"
ROSTER_FILES = "roster_files"
EVENT_PLAN = "event_plan"
EVENT_EDIT = "event_edit"
REQUEST = "request"
INBOX = "inbox"
QUEUE = "queue"
MY_REQUESTS = "my_requests"
RELAY = "relay"
GOALS = "goals"
PAIR_FEEDBACK = "pair_feedback"
THANKS = "thanks"
MEETINGS = "meetings"
MEETING_NOTES = "meeting_notes"
MEETING_PLACE = "meeting_place"
PAST_MEETINGS = "past_meetings"
MENTOR_CARD = "mentor_card"
MENTOR_PAUSE = "mentor_pause"
CARD_REVIEW = "card_review"
SPEED = "speed_desk"
SCHOOL_ADMINS = "school_admins"
MENTOR_GROUP = "mentor_group"
GROUP_EDIT = "group_edit"
GROUP_TALK = "group_talk"
GROUP_CALL = "group_call"
MENTOR_LOAD = "mentor_load"
MANUAL_PAIR = "manual_pair"
BLOCKS = "blocks"
DESK_PAIRS = "desk_pairs"
HANDOVER = "handover"
PEOPLE = "people"
CORRECTIONS = "corrections"
BLOCKING = "blocking"
MERGING = "merging"
CLAIMS = "claims"
ENROLLING = "enrolling"
PARTNERS = "partners"
ORGANIZATIONS = "organizations"
ORGANIZATION_FORM = "organization_form"
ORGANIZATIONS_TYPED = "organizations_typed"
ORGANIZATIONS_MERGING = "organizations_merging"
ORGANIZATIONS_IMPORT = "organizations_import"
LETTERS = "letters"
LETTERS_DESK = "letters_desk"
AUDIENCE = "audience"
CORRECTING = "correcting"
COMPOSING = "composing"
ANNOUNCEMENT_BUTTONS = "announcement_buttons"
ANNOUNCEMENT_SENDING = "announcement_sending"
TIP_PROPOSALS = "tip_proposals"
TIP_MODERATION = "tip_moderation"
TIP_SEARCH = "tip_search"
TIP_REACTIONS = "tip_reactions"


class Form(Protocol):
    """A draft: any dataclass that goes into JSON and comes back."""

    def dump(self) -> dict[str, Any]:
        """As JSON."""

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Self:
        """Back from JSON."""


F = TypeVar("F", bound=Form)
Handler = Callable[..., Awaitable[Any]]
Wrapper = Callable[[Handler], Handler]


def awaited(key: str) -> State:
    """The state in which a typed answer to this form's question is awaited."""
    return State("answer", group_name=key)


async def load(state: FSMContext, key: str) -> Draft | None:
    """The draft of joining, or of the profile's edit, kept under `key`, if any."""
    return await load_as(state, key, Draft)


async def load_as(state: FSMContext, key: str, kind: type[F]) -> F | None:
    """The draft of this kind kept under `key`, if any."""
    dumped = (await state.get_data()).get(key)
    try:
        return kind.load(dumped) if dumped else None
    except (KeyError, TypeError, ValueError):
        # kept by a version of the form with other fields or codes: to ask anew beats failing at every press
        return None


async def begun(state: FSMContext, key: str, kind: type[F]) -> F:
    """As `load_as`, of a form that is begun. Raises Outdated: it is over, or never was."""
    draft = await load_as(state, key, kind)
    if draft is None:
        raise Outdated
    return draft


def going_on(key: str, kind: type[Form], otherwise: Handler, may: Callable[[Actor], object] | None = None) -> Wrapper:
    """A handler of a form that may be over: it gets the draft as `draft`, and where there is none, `otherwise` answers.

    `may` is asked first, whether there is a draft or not: a way to be of the actor, as `Actor.member`.
    """

    def wrap(handler: Handler) -> Handler:
        @wraps(handler)
        async def wrapped(*event: Any, **given: Any) -> Any:
            if may is not None:
                may(given["actor"])
            draft = await load_as(given["state"], key, kind)
            if draft is None:
                return await otherwise(*event, **given)
            return await handler(*event, draft=draft, **given)

        # aiogram gives what the signature names, and knows of no draft
        named = signature(handler)
        rest = [one for one in named.parameters.values() if one.name != "draft"]
        wrapped.__signature__ = named.replace(parameters=rest)  # type: ignore[attr-defined]
        del wrapped.__wrapped__
        return wrapped

    return wrap


async def keep(state: FSMContext, key: str, draft: Form) -> None:
    """Remember the draft; a typed answer to it is awaited from now on."""
    await state.update_data({key: draft.dump()})
    await state.set_state(awaited(key))


async def forget(state: FSMContext, key: str) -> None:
    """The form is over; what other forms keep stays."""
    data = await state.get_data()
    data.pop(key, None)
    await state.set_data(data)
    await state.set_state(None)
