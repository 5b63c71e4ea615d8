"""Two processes answer one person by turns, in one and the same message."""

import pytest

from bot.messenger import Messenger
from bot.routers import build_routers
from bot.wiring import build_dispatcher
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.test_live_restart import beside


def shares(club: Club, *, knows_of_others: bool) -> None:
    """The process answers through a messenger of several processes, or one that thinks it is alone."""
    club._open(build_routers())
    club.messenger = Messenger(club.bot, club.messenger._pace, alone=not knows_of_others)
    club.dispatcher = build_dispatcher(
        club.sessions, club.telegram.clock.now, club.messenger, club.live, club.addresses, build_routers()
    )


@pytest.mark.parametrize("knows_of_others", [True, False], ids=["guarded", "negative control"])
async def test_what_another_process_showed_is_not_taken_for_ones_own(club: Club, *, knows_of_others: bool) -> None:
    await club.anna.joins()
    other = beside(club)
    for one in (club, other):
        shares(one, knows_of_others=knows_of_others)
    await club.anna.says("/menu")
    menu = club.anna.sees
    await Phone(other, club.anna.id).taps("Календарь встреч")
    await club.anna.taps("В меню")
    assert (club.anna.sees == menu) == knows_of_others
