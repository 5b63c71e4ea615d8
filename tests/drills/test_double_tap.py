"""Ten taps at once on every button that acts: the club ends as it would after one, and each tap is answered.

Each kind of buttons the routers know is pressed by somebody who may, once and ten times, on the same copy of the
club; then the two databases are compared row by row. The clock stands still meanwhile, so all that can differ is an
effect that came twice. Buttons whose every press is meant to act stand in a table with the reason.
"""

from datetime import datetime
from pathlib import Path

import pytest

from db.engine import Session
from domain.actors import Actor
from services.people import invites
from tests.drills.conftest import ROUNDS
from tests.drills.copies import Copies, Rows, begin_form, who_presses
from tests.drills.people import given_world, incidents
from tests.stories import matrix
from tests.stories.conftest import Club
from tests.stories.everything import Everything
from tests.stories.matrix import Door
from tests.stories.phones import Phone
from tests.stories.test_authorization import who_may

TAPS = 10
# the short form presses every so manyth
STRIDE = 24 if ROUNDS == 1 else 1
A_FILE = "each file that leaves the club stands in the journal"
A_LOOK = "a tip that was shown is counted each time it was"
EACH_PRESS_ACTS = {
    "claims:take": "five wrong codes a day are counted",
    "people:table": A_FILE,
    "organizations:table": A_FILE,
    "journal:spreadsheet": A_FILE,
    "roster_files:spreadsheet": A_FILE,
    "roster_files:sign_in_sheet": A_FILE,
    "feedback_results:send_table": A_FILE,
    "desk_pairs:table": A_FILE,
    "school:spreadsheet": A_FILE,
    "correcting:table": A_FILE,
    "tips:show_tip": A_LOOK,
    "tips:show_another": A_LOOK,
    "tips:open_tip": A_LOOK,
    "announcement_links:follow_tip": A_LOOK,
    "meetings:pick": "ticks a time and takes the tick away",
}


class Tapping:
    """Taps on buttons of the club with one of each object, each on the club as it was given."""

    def __init__(self, club: Club, path: Path, world: Everything, phones: dict[str, Phone]) -> None:
        self.club, self.world, self.phones = club, world, phones
        self.copies = Copies(path)
        self.acted = 0

    async def doubled(self, door: Door) -> str:
        """What ten taps did that one did not, in words; empty: nothing."""
        name = who_presses(door)
        if name is None:
            return ""
        once = await self._tapped(door, name, 1)
        if once is None:
            # a screen to look at
            return ""
        self.acted += 1
        often = await self._tapped(door, name, TAPS)
        assert often is not None
        differ = [table for table in once if once[table] != often[table]]
        return f"{door.name} by {door.way}, {name}: {differ}" if differ else ""

    async def _tapped(self, door: Door, name: str, times: int) -> Rows | None:
        """The database after so many taps at once, each answered; None: it is as it was."""
        assert door.press is not None
        club, phone = self.club, self.phones[name]
        self.copies.put_back()
        await begin_form(club, self.world, door, phone)
        sure = {"sure": True} if door.sure else {}
        data = matrix.button(door.press, self.world, club.now).model_copy(update=sure).pack()
        message_id, failed = phone.newest["message_id"], incidents()
        club.telegram.log.clear()
        for _ in range(times):
            club.telegram.presses(phone.id, message_id, data)
        await club.handle_updates()
        answered = [call for call in club.telegram.log if call.method == "answerCallbackQuery" and call.ok]
        assert (incidents(), len(answered)) == (failed, times), f"{door.name} by {door.way}"
        return self.copies.rows() if self.copies.changed else None


async def tapping(club: Club, tmp_path: Path) -> Tapping:
    return Tapping(club, tmp_path / "club.db", *await given_world(club))


async def test_ten_taps_are_one(club: Club, tmp_path: Path) -> None:
    taps = await tapping(club, tmp_path)
    doors = [door for door in matrix.doors() if door.press is not None and who_may(door) is not None][::STRIDE]
    found = [await taps.doubled(door) for door in doors if door.name not in EACH_PRESS_ACTS]
    assert [one for one in found if one] == []
    assert taps.acted > len(doors) / 8, "else the search proves little"
    taps.copies.close()


async def test_a_link_made_without_looking_is_made_ten_times(
    club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = invites.issue

    async def issue(session: Session, actor: Actor, newest: int, now: datetime) -> str:
        return await guarded(session, actor, (await invites.pending(session, actor, now)).newest, now)

    taps = await tapping(club, tmp_path)
    (door,) = [one for one in matrix.doors() if one.name == "invites:make"]
    assert await taps.doubled(door) == ""
    monkeypatch.setattr(invites, "issue", issue)
    assert "invite" in await taps.doubled(door)
    taps.copies.close()
