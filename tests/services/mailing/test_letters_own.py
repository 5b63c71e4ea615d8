"""Letters of coordinators themselves: another of the desk answers."""

from datetime import datetime

import pytest

from db.engine import Sessions
from db.models import Letter
from domain.errors import NotFound, OwnLetterDesk
from services.mailing import letters_desk as desk
from services.mailing import letters_queue
from tests.services.given_letters import given_letter, words
from tests.services.mailing.test_letters import given_desk


async def test_nobody_answers_themselves(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        _, maria, irina = await given_desk(session, now)
        letter_id = await given_letter(session, maria, now)
        acts = (
            lambda: desk.take(session, maria, letter_id, now, from_colleague=True),
            lambda: desk.respond(session, maria, letter_id, words("Сама себе"), now, together=True),
            lambda: desk.close(session, maria, letter_id, now),
            lambda: desk.reopen(session, maria, letter_id, now),
        )
        for act in acts:
            with pytest.raises(OwnLetterDesk):
                await act()
        with pytest.raises(NotFound):
            await desk.hand(session, irina, letter_id, maria.owner(), now)
        assert not (await letters_queue.colleagues(session, irina, letter_id, 0, 5)).people
        await desk.hand(session, maria, letter_id, irina.owner(), now)
        assert (await session.get_one(Letter, letter_id)).taken_by_id == irina.member_id
