"""Drafts of forms in the conversation's data, each under its own key: one form must not erase another."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from domain.joining import Draft


async def load(state: FSMContext, key: str) -> Draft | None:
    """The draft kept under `key`, if any."""
    dumped = (await state.get_data()).get(key)
    return Draft.load(dumped) if dumped else None


async def keep(state: FSMContext, key: str, draft: Draft, awaited: State) -> None:
    """Remember the draft; a typed answer is `awaited` from now on."""
    await state.update_data({key: draft.dump()})
    await state.set_state(awaited)


async def forget(state: FSMContext, key: str) -> None:
    """The form is over; what other forms keep stays."""
    data = await state.get_data()
    data.pop(key, None)
    await state.set_data(data)
    await state.set_state(None)
