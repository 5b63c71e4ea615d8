"""The page's clock in stories that know the day and the hour."""

from datetime import datetime, timedelta

from tests.e2e import conftest as e2e
from tests.e2e.members import TYUMEN


def wait_for_december(page: e2e.Page) -> None:
    """Ten in the morning of the first Tuesday of December: New Year's tips are welcome, and no others."""
    now = here(page)
    firsts = (datetime(year, 12, 1, 10, tzinfo=TYUMEN) for year in (now.year, now.year + 1))
    tuesdays = (first + timedelta(days=(1 - first.weekday()) % 7) for first in firsts)
    wait_till(page, next(one for one in tuesdays if one > now))


def here(page: e2e.Page) -> datetime:
    """The page's clock, in Tyumen."""
    return datetime.fromisoformat(page.state()["clock"]["now"]).astimezone(TYUMEN)


def wait_till(page: e2e.Page, moment: datetime) -> None:
    """The page's clock goes on to a moment ahead."""
    page.post("advance", seconds=int((moment - here(page)).total_seconds()) + 1)


def at(page: e2e.Page, hour: int, days: int = 0) -> datetime:
    """That hour of today, or so many days later."""
    return here(page).replace(hour=hour, minute=0, second=0) + timedelta(days=days)
