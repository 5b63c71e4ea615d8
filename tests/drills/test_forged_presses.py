"""Ten thousand forged presses: a client of one's own may send any 64 bytes as a button, about anybody's things.

Buttons of every kind the routers know, with others' ids, ids of nothing, values at random, cut, overgrown, in another
kind's clothes, or plain noise. Each must be answered, none may end in an incident, and nothing may change but what is
the person's own. Without the guard of coordinators' acts the same presses must change things of others.
"""

import random
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
from aiogram.filters.callback_data import CallbackData
from pydantic import ValidationError

from domain.actors import Actor
from tests.drills.conftest import ROUNDS
from tests.drills.people import Change, changes, given_world, incidents, is_own, snapshot
from tests.stories import matrix
from tests.stories.conftest import Club
from tests.stories.everything import Everything

# 10,000 in the long form
PRESSES = 150 if ROUNDS == 1 else 500 * ROUNDS
FEW = 80
AT_ONCE = 25
WHO = ("guest", "newcomer", "stranger", "school", "mentee", "mentor")
MOST_BYTES = 64
NUMBERS = (0, -1, 2**31, 2**63 - 1, 2**63, 10**19, 10**30)
NOISE = "аЯё٣②\u202e\u200b\x00\n\ud7ffz9:-_%'\"<&;{}\\🧑‍🏫"


def fits(data: str) -> bool:
    return 0 < len(data.encode()) <= MOST_BYTES


def kinds() -> list[type[CallbackData]]:
    """Every kind of buttons some router handles."""
    return sorted({door.press for door in matrix.doors() if door.press}, key=lambda kind: kind.__prefix__)


class Forger:
    """Makes buttons nobody was shown."""

    def __init__(self, world: Everything, club: Club, seed: int) -> None:
        self._world, self._now = world, club.now
        self._chance = random.Random(seed)
        self._kinds = kinds()

    def forgeries(self, count: int) -> Iterator[str]:
        ways = (
            self._others,
            self._others,
            self._typed,
            self._typed,
            self._cut,
            self._grown,
            self._dressed,
            self._noise,
        )
        while count:
            data = self._chance.choice(ways)()
            if fits(data):
                count -= 1
                yield data

    def _kind(self) -> type[CallbackData]:
        return self._chance.choice(self._kinds)

    def _others(self) -> str:
        """About what there is and is not theirs; where one is asked, already sure."""
        kind = self._kind()
        button = matrix.button(kind, self._world, self._now)
        sure = {"sure": True} if "sure" in kind.model_fields else {}
        return button.model_copy(update=sure).pack()

    def _typed(self) -> str:
        """Of the right types, about anything."""
        kind = self._kind()
        values = {name: self._value(field.annotation) for name, field in kind.model_fields.items()}
        try:
            return kind(**values).pack()
        except (ValidationError, ValueError):
            # a number outside the field's limits: a forger packs it by hand
            return ":".join([kind.__prefix__, *map(str, values.values())])

    def _value(self, kind: Any) -> Any:
        if get_origin(kind) is not None and type(None) in get_args(kind):
            kind = next(one for one in get_args(kind) if one is not type(None))
        if options := get_args(kind):
            return self._chance.choice(options)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._chance.choice(list(kind))
        if kind is bool:
            return self._chance.random() < 0.5
        if kind is int:
            near = self._chance.choice([*self._world.ids.values(), self._chance.randint(1, 60)])
            return self._chance.choice([near, near, near, self._chance.choice(NUMBERS)])
        return self._chance.choice(["1", "", "x" * 20, "٣", "a-b", "M1"])

    def _cut(self) -> str:
        data = self._others()
        return data[: self._chance.randint(1, len(data))]

    def _grown(self) -> str:
        """With a field too many, up to the last byte."""
        data = self._others() + ":" + self._chance.choice(["", "1", "я", "0" * 60])
        return data.encode()[:MOST_BYTES].decode(errors="ignore")

    def _dressed(self) -> str:
        """One kind's prefix before another's fields, or signs of other alphabets among its own."""
        data = self._kind().__prefix__ + ":" + self._others().partition(":")[2]
        place = self._chance.randrange(len(data))
        return data if self._chance.random() < 0.5 else data[:place] + self._chance.choice(NOISE) + data[place + 1 :]

    def _noise(self) -> str:
        data = "".join(self._chance.choices(NOISE, k=self._chance.randint(1, MOST_BYTES)))
        return data.encode()[:MOST_BYTES].decode(errors="ignore")


async def foreign_changes(club: Club, count: int, who: Sequence[str] = WHO, seed: int = 1) -> list[str]:
    """What so many forged presses changed that is not the presser's; each is answered, and none is an incident."""
    world, phones = await given_world(club)
    found: list[str] = []
    for number, name in enumerate(who):
        phone, actor = phones[name], world.people[name]
        message_id = phone.newest["message_id"]
        before, failed = await snapshot(club.sessions), incidents()
        forged = list(Forger(world, club, seed * 100 + number).forgeries(count // len(who)))
        for start in range(0, len(forged), AT_ONCE):
            for data in forged[start : start + AT_ONCE]:
                club.telegram.presses(phone.id, message_id, data)
            await club.handle_updates()
            assert incidents() == failed, forged[start : start + AT_ONCE]
        assert club.telegram.open_queries() == []
        after = await snapshot(club.sessions)
        strange = [one for one in changes(before, after) if not is_own(one, actor, before, after)]
        found += [f"{name}: {one}" for one in strange if name != "school" or not is_asked_of_school(one, world)]
    return found


def is_asked_of_school(change: Change, world: Everything) -> bool:
    """The pair that waits for the school's word, and the news of it: who speaks for the school may let it begin."""
    row, pair_id = change.after or change.before or {}, world.ids["approvals.pair_id"]
    return (change.table.name == "mentorship" and change.key == (pair_id,)) or (
        row.get("pair_id") == pair_id or row.get("entity") == f"pair:{pair_id}"
    )


async def test_forged_presses_change_nothing_of_others(club: Club) -> None:
    assert await foreign_changes(club, PRESSES) == []


async def test_without_the_coordinators_guard_they_do(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Actor, "coordinator", Actor.known)
    assert await foreign_changes(club, FEW, ["stranger"]) != []
