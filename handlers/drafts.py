"""Drafts of forms in the conversation's data, each under its own key: one form must not erase another.

A form's key is also the name of its router and the group of its state: whatever another router answers suspends
the form's typed answer (`bot/suspension.py`), and the draft stays.
"""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from domain.joining import Draft

JOINING = "joining"
PROFILE = "profile"


def awaited(key: str) -> State:
    """The state in which a typed answer to this form's question is awaited."""
    return State("answer", group_name=key)


async def load(state: FSMContext, key: str) -> Draft | None:
    """The draft kept under `key`, if any."""
    dumped = (await state.get_data()).get(key)
    try:
        return Draft.load(dumped) if dumped else None
    except (KeyError, TypeError, ValueError):
        # kept by a version of the form with other fields or codes: to ask anew beats failing at every press
        return None


async def keep(state: FSMContext, key: str, draft: Draft) -> None:
    """Remember the draft; a typed answer to it is awaited from now on."""
    await state.update_data({key: draft.dump()})
    await state.set_state(awaited(key))


async def forget(state: FSMContext, key: str) -> None:
    """The form is over; what other forms keep stays."""
    data = await state.get_data()
    data.pop(key, None)
    await state.set_data(data)
    await state.set_state(None)
