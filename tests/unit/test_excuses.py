"""Who waits for the database is told so once in a trouble, whichever process answers in the end."""

import asyncio
from typing import Any, cast

from bot.excuses import PATIENCE_SECONDS, Excuses
from bot.messenger import Messenger
from tests import virtual_time

PERSON = 70


class Said:
    """A messenger that remembers whom it was to tell."""

    def __init__(self) -> None:
        self.to: list[int] = []

    async def send(self, chat_id: int, part: Any) -> None:
        self.to.append(chat_id)


def test_a_door_whose_people_others_answer_tells_them_anew_in_the_next_trouble() -> None:
    said = Said()
    excuses = Excuses(cast(Messenger, said))

    async def trouble() -> None:
        """Two updates of one person wait for long, one after the other, and are kept at last."""
        for _ in range(2):
            excuses.waits([PERSON])
            await asyncio.sleep(2 * PATIENCE_SECONDS)
            excuses.goes_on([PERSON])

    async def main() -> None:
        await trouble()
        assert said.to == [PERSON], "once is enough"
        await asyncio.sleep(24 * 3600)
        await trouble()
        assert said.to == [PERSON, PERSON]

    virtual_time.run(main())
